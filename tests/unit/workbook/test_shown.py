import datetime as dt
from decimal import Decimal

import pytest

from orderset.workbook.shown import shown
from tests.unit.workbook.making import moment


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (False, "FALSE"),
        (Decimal("20.50"), "20.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+300"), "1E+300"),
        (Decimal("1E-300"), "1E-300"),
        (Decimal("1E-59"), "1E-59"),
        (moment(2026, 12, 7), "07-Dec-2026"),
        (moment(2026, 12, 7, 9, 5), "07-Dec-2026 09:05"),
        (dt.date(2026, 1, 31), "31-Jan-2026"),
        (dt.time(9, 30), "09:30"),
        (dt.time(9, 30, 5), "09:30:05"),
        (dt.timedelta(hours=27, minutes=5), "27:05"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("a\u200bb\nc", "a<U+200B>b<U+000A>c"),
        (7, "7"),
    ],
)
def test_what_a_person_is_shown(value: object, text: str) -> None:
    assert shown(value) == text
