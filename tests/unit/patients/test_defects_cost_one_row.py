"""A fault of ours in one row costs that row: it is returned, and said to be orderset's fault."""

from collections.abc import Callable
from typing import Any

import pytest

from orderset.findings import Finding
from orderset.patients import guarded, intake
from orderset.patients.defects import defect_finding, defects_in
from orderset.patients.fields import FieldParser
from orderset.patients.intake import Intake, take_in
from orderset.workbook.content import Row
from tests.rows import TODAY, all_drawable, codes, content_of, dose_row, infusion_row, result_row


def _taken_in() -> Intake:
    other = {"hospital_number": "H2"}
    content = content_of(
        [infusion_row(2), infusion_row(3, nhs_number=None, **other)],
        [result_row(2), result_row(3, **other)],
        [dose_row(2), dose_row(3, **other)],
    )
    return take_in(content, today=TODAY, undrawable=all_drawable)


def _broken_in_row_3(parse: Callable[..., Any]) -> Callable[..., Any]:
    def broken(row: Row, **options: Any) -> Any:
        if row.number == 3:
            message = "Testcase, Amelia"
            raise ZeroDivisionError(message)
        return parse(row, **options)

    return broken


def _defect(findings: tuple[Finding, ...]) -> Finding:
    (found,) = defects_in(findings)
    return found


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("parse_infusion", "Infusions!A3"),
        ("parse_result", "Results!A3"),
        ("parse_previous_dose", "Previous doses!A3"),
    ],
)
def test_a_row_that_cannot_be_read_returns_its_patient_alone(
    name: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded, name, _broken_in_row_3(getattr(guarded, name)))
    taken = _taken_in()
    first, second = taken.entries
    assert first.patient is not None
    assert defects_in(first.findings) == ()
    assert (second.patient, second.hospital_number) == (None, "H2")
    found = _defect(second.findings)
    assert (found.code, str(found.where)) == ("orderset-defect", where)
    assert found.found.startswith("ZeroDivisionError at test_defects_cost_one_row.py:")
    assert "Testcase" not in str(found)
    assert "Report the defect" in found.hint
    assert codes(taken.findings) == []


def test_where_not_even_the_hospital_number_can_be_read_the_finding_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = FieldParser.hospital_number

    def broken(fields: FieldParser) -> str | None:
        if fields.where("hospital_number").cell == "A3":
            raise KeyError
        return read(fields)

    monkeypatch.setattr(FieldParser, "hospital_number", broken)
    taken = _taken_in()
    assert [each.hospital_number for each in taken.entries] == ["H1234567", None]
    assert taken.entries[1].patient is None
    assert codes(taken.findings) == ["orderset-defect", "orderset-defect"]


def test_a_row_that_cannot_be_joined_returns_its_patient_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    join = intake._joined

    def broken(entry: Any, *parts: Any) -> Any:
        if entry.row == 3:
            raise KeyError
        return join(entry, *parts)

    monkeypatch.setattr(intake, "_joined", broken)
    first, second = _taken_in().entries
    assert first.patient is not None
    assert second.patient is None
    assert _defect(second.findings).found.startswith("KeyError at ")


def test_a_defect_without_a_place_still_has_its_class() -> None:
    assert defect_finding(RecursionError("x"), None, "this was tried").found == "RecursionError"
