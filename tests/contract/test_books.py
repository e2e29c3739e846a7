"""The books in ``docs/books/`` say what the program says today, and what the reference says.

A book is compared by its numbers and texts, not by its bytes: another Pango breaks lines elsewhere.
"""

import functools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from orderset.protocol.loading import SHIPPED_IDS, load_protocol
from tests.clinical.test_books_agree_with_reference import book, case_of, reference
from tests.reference import naive
from tools.make_books import BOOKS, is_up_to_date, main


OUTCOMES = {
    "ready": "Ready",
    "ready-with-cautions": "Ready with cautions",
    "referred": "Decision needed",
    "withheld": "Do not give",
    "returned": "Returned",
}


@functools.cache
def text_of(protocol_id: str) -> str:
    """Everything that stands in a book of docs/, without spaces."""
    with pypdfium2.PdfDocument((BOOKS / f"{protocol_id}.pdf").read_bytes()) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    return "".join("".join(pages).split())


def number(value: float, places: int) -> str:
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def overview_line(label: str, case: dict[str, Any]) -> str:
    """The line of the overview as the reference would write it, without spaces."""
    said, patient = reference(case), naive.read_patient(case)
    renal = said["renal"].get(
        "egfr_schwartz_ml_per_min_per_1_73m2", said["renal"].get("crcl_cockcroft_gault_ml_per_min")
    )
    if renal is not None:
        renal = naive.out(naive.renal_values(patient).decisive or Fraction(0), 1)
    days = said["infusions"]
    parts = [
        label,
        f"{patient.age()}y{patient.sex[0]}",
        f"{number(float(patient.weight_kg), 1)}kg",
        "–" if renal is None else number(renal, 1),
        str(patient.cycle),
        each(f"{number(day['dose_mg'], 1)}mg" for day in days),
        each(f"{day['bag_ml']:,}mL" for day in days),
        each(f"{number(day['duration_h'], 1)}h" for day in days),
        each(f"{number(day['rate_ml_per_h'], 1)}mL/h" for day in days),
        OUTCOMES[said["outcome"]],
    ]
    return "".join("".join(parts).split())


def each(words: Any) -> str:
    return ",".join(dict.fromkeys(words)) or "–"


@pytest.mark.parametrize("protocol_id", SHIPPED_IDS)
def test_each_book_says_what_the_program_says(protocol_id: str) -> None:
    assert is_up_to_date(load_protocol(Path(protocol_id))), "run `make docs`"


@pytest.mark.parametrize("protocol_id", SHIPPED_IDS)
def test_each_book_prints_what_the_reference_says_of_every_archetype(protocol_id: str) -> None:
    text = text_of(protocol_id)
    wanted = [
        overview_line(judged.archetype.number, case_of(protocol_id, judged))
        for judged in book(protocol_id)
    ]
    assert [line for line in wanted if line not in text] == []


def test_a_book_that_is_missing_or_another_ones_is_stale(tmp_path: Path) -> None:
    first, second, *_ = SHIPPED_IDS
    assert not is_up_to_date(load_protocol(Path(first)), tmp_path)
    (tmp_path / f"{first}.pdf").write_bytes((BOOKS / f"{second}.pdf").read_bytes())
    assert not is_up_to_date(load_protocol(Path(first)), tmp_path)


def test_the_check_names_each_book_that_is_stale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"], tmp_path) == 1
    assert capsys.readouterr().out.count("is not what the program says") == len(SHIPPED_IDS)
    assert [*tmp_path.iterdir()] == []


def test_there_is_no_book_of_a_protocol_that_is_not_shipped() -> None:
    assert {path.stem for path in BOOKS.glob("*.pdf")} == {*SHIPPED_IDS}
