"""Names of the world, and values as long as they may be: printed whole, or returned.

One list through the real door. What is expected stands here letter by letter, and is looked for on
every page that was printed.
"""

import copy
import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from orderset.patients.identifiers import check_digit
from orderset.rendering.finished import finished_pages
from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, rows_of_case
from tools.filling import fill


KINDS = ("labels", "monitoring-checklist", "order-set", "preparation-worksheet")

PRINTED: dict[tuple[str, str], str] = {
    ("Łukasińska", "Łukasz"): "ŁUKASIŃSKA, Łukasz",
    ("Nguyễn", "Thị Hồng"): "NGUYỄN, Thị Hồng",
    ("Nguye\u0302\u0303n-Nghie\u0302m", "Anh"): "NGUYỄN-NGHIÊM, Anh",  # as a Macintosh types it
    ("Llŷr", "Siân"): "LLŶR, Siân",
    ("O’Neill-Ffion", "Ffion"): "O’NEILL-FFION, Ffion",
    ("O'Brien", "D'Arcy"): "O'BRIEN, D'Arcy",
    ("Ó Súilleabháin", "Órlaith"): "Ó SÚILLEABHÁIN, Órlaith",
    ("İbrahimoğlu", "İbrahim"): "İBRAHIMOĞLU, İbrahim",
    ("Y\u0131ld\u0131r\u0131m", "Iş\u0131l"): "YILDIRIM, Iş\u0131l",  # without a dot
    ("Παπαδόπουλος", "Ελένη"): "ΠΑΠΑΔΌΠΟΥΛΟΣ, Ελένη",
    ("ΠΑΠΑΔΟΠΟΥΛΟΣ", "Άγγελος"): "ΠΑΠΑΔΟΠΟΥΛΟΣ, Άγγελος",
    ("Иванова", "Анна-Мария"): "ИВАНОВА, Анна-Мария",
    ("Ŵ", "Ŷ"): "Ŵ, Ŷ",
    ("Groß", "Weiß"): "GROSS, Weiß",
    ("Þórðarson", "Æsa Ø"): "ÞÓRÐARSON, Æsa Ø",
    ("’t Hooft-van der Meer", "Jan"): "’T HOOFT-VAN DER MEER, Jan",
    ("de la Cruz y Ñáñez", "María José"): "DE LA CRUZ Y ÑÁÑEZ, María José",
    # Words that a check for missing values could trip over, and that people are called.
    ("Null", "None"): "NULL, None",
    ("Featherstonehaugh-Cholmondeley-Wrig", "Al"): "FEATHERSTONEHAUGH-CHOLMONDELEY-WRIG, Al",
}
"""Family and given name as written, and as every page must say it. Capitals as Unicode has them."""

ALLERGIES = (
    "Penicillin (rash in 2019); plasters and latex (contact dermatitis); egg (vomiting as an "
    "infant, tolerates baked egg); ibuprofen in high dose (facial swelling, discussed with the "
    "allergy clinic, naproxen tolerated since); kiwi, banana and avocado (itchy mouth); "
    "chlorhexidine wipes (blistering); tapes"
)

LONG: dict[str, dict[str, Any]] = {
    "a family name of 35 wide letters": {"family_name": "W" * 35},
    "three names of 35": {
        "family_name": "Sachsen-Weimar-Eisenach-Hohenlohe-Ö",
        "given_name": "Maria-Theresia Henriette Wilhelmina",
        "title": "The Right Honourable Lady in Waitin",
    },
    "allergies of 300 characters": {"allergies": ALLERGIES},
    "allergies of one long word": {"allergies": "Penicillin" * 30},
    "medicines of 300 characters": {"current_medicines": f"{'folic acid; ' * 24}ramipril"},
    "ward and consultant of 40": {
        "ward": "Wolfson Children’s Rheumatology Day Unit",
        "consultant": "Dr W. Featherstonehaugh-Cholmondeley-Wri",
    },
}
"""Each at the limit of its column."""

UNREADABLE: dict[str, tuple[dict[str, Any], str]] = {
    "Chinese": ({"given_name": "王芳"}, "name-not-printable"),
    "Arabic": ({"family_name": "عائشة"}, "name-not-printable"),
    "Hebrew": ({"given_name": "שרה"}, "name-not-printable"),
    "Bengali": ({"family_name": "আয়েশা"}, "name-not-printable"),
    "a picture": ({"given_name": "Amelia 🙂"}, "name-not-printable"),
    "bidi override": ({"given_name": "Ame\u202elia"}, "control-character"),
    "bidi isolate": ({"family_name": "\u2066Testcase\u2069"}, "control-character"),
    "zero width": ({"given_name": "Ame\u200blia"}, "control-character"),
    "soft hyphen": ({"family_name": "Test\u00adcase"}, "control-character"),
    "two lines": ({"allergies": "Penicillin\nLatex"}, "control-character"),
    "a bell": ({"notes": "Ring_x0007_"}, "control-character"),
    "36 characters": ({"family_name": "Sachsen-Weimar-Eisenach-Hohenlohe-Öt"}, "value-too-long"),
}

SIX_CAUTIONS = {
    "family_name": "Cautions",
    "hospital_number": 1234567,
    "current_medicines": "ibuprofen; naproxen",
    "authorised_findings": "weight-stale",
    "authorised_by": "Dr A. Example",
    "authorised_on": dt.datetime(2026, 12, 4),  # noqa: DTZ001  a cell knows no time zone
}
"""Beside them the weight is text, the dose is capped, and another patient has the family name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Patient:
    """What came of one row."""

    record: dict[str, Any]
    pages: dict[str, list[str]]

    @property
    def codes(self) -> set[str]:
        return {each["code"] for each in self.record["findings"]}


def _letters(text: str) -> str:
    return "".join(text.split())


def _rows(number: int, case_id: str = "C01", **fields: Any) -> dict[str, list[dict[str, Any]]]:
    """Return a worked case as another patient: with numbers and a birthday of its own."""
    own = copy.deepcopy(case(case_id))
    born = dt.date.fromisoformat(own["infusion"]["date_of_birth"]) + dt.timedelta(days=number)
    own["infusion"]["date_of_birth"] = born.isoformat()
    digit, nine = None, 999_001_000 + number * 10
    while digit is None:
        nine, digit = nine + 1, check_digit(f"{nine + 1}")
    identity = {"hospital_number": f"W{number:03}", "nhs_number": f"{nine}{digit}"}
    identity |= {"family_name": f"Row-{number:03}", "given_name": "Amelia"}
    rows = rows_of_case(own, **identity)
    (infusion,) = rows["infusions"]
    infusion |= fields
    for sheet in ("results", "previous_doses"):
        for row in rows[sheet]:
            row["hospital_number"] = str(infusion["hospital_number"])
    return rows


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> list[Patient]:
    """Run the list once; return what came of each row, in order."""
    folder = tmp_path_factory.mktemp("names")
    made = [
        *({"family_name": family, "given_name": given} for family, given in PRINTED),
        *LONG.values(),
        *(fields for fields, _ in UNREADABLE.values()),
        {"family_name": "Cautions"},
    ]
    everybody = [_rows(number, **fields) for number, fields in enumerate(made)]
    everybody.append(_rows(len(made), "C02", weight_kg="70.0", **SIX_CAUTIONS))
    rows = {sheet: [row for each in everybody for row in each[sheet]] for sheet in everybody[0]}
    workbook, out = folder / "names.xlsx", folder / "out"
    fill(blank_template(folder), workbook, **rows)
    result = invoke("run", workbook, "-o", out, "--today", TODAY, "--no-progress")
    assert result.exit_code == 1, result.output
    (batch,) = out.glob("2*")
    listed = json.loads((batch / "manifest.json").read_text("utf-8"))["patients"]
    assert len(listed) == len(everybody)
    return [_patient(batch / each["folder"]) for each in listed]


def _patient(folder: Path) -> Patient:
    return Patient(
        json.loads((folder / "record.json").read_text("utf-8")),
        {
            file.stem: [_letters(page.text) for page in finished_pages(file.read_bytes())]
            for file in sorted(folder.glob("*.pdf"))
            if file.stem != "pack"  # pages of the others
        },
    )


@pytest.mark.parametrize(("number", "printed"), [*enumerate(PRINTED.values())])
def test_a_name_is_printed_on_every_page_as_it_is_written(
    patients: list[Patient], number: int, printed: str
) -> None:
    patient = patients[number]
    assert patient.record["outcome"] == "ready", patient.record["findings"]
    assert tuple(patient.pages) == KINDS
    for pages in patient.pages.values():
        assert pages
        assert all(_letters(printed) in page for page in pages)


@pytest.mark.parametrize("name", LONG)
def test_what_is_long_is_printed_whole_or_said_not_to_fit(
    patients: list[Patient], name: str
) -> None:
    number = len(PRINTED) + [*LONG].index(name)
    patient, fields = patients[number], LONG[name]
    if patient.record["outcome"] == "returned":
        assert patient.codes == {"does-not-fit"}
        assert {each["where"] for each in patient.record["findings"]} == {
            f"Infusions!A{number + 2}"
        }
        assert patient.pages == {}
        return
    assert tuple(patient.pages) == KINDS
    on_the_order = "".join(patient.pages["order-set"])
    for key, value in fields.items():
        wanted = value.upper() if key == "family_name" else value
        assert _letters(wanted) in on_the_order
        if key in {"family_name", "given_name"}:
            pages = [page for each in patient.pages.values() for page in each]
            assert all(_letters(wanted) in page for page in pages)


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_returned_with_its_cell(patients: list[Patient], name: str) -> None:
    number = len(PRINTED) + len(LONG) + [*UNREADABLE].index(name)
    patient, (fields, code) = patients[number], UNREADABLE[name]
    (column,) = fields
    columns = {"family_name": "C", "given_name": "D", "allergies": "L", "notes": "Z"}
    assert patient.record["outcome"] == "returned"
    assert [(each["code"], each["where"]) for each in patient.record["findings"]] == [
        (code, f"Infusions!{columns[column]}{number + 2}")
    ]
    assert patient.pages == {}


def test_six_cautions_at_once_stand_on_the_order_or_do_not_fit(patients: list[Patient]) -> None:
    patient = patients[-1]
    cautions = [each for each in patient.record["findings"] if each["action"] == "caution"]
    assert {each["code"] for each in cautions} >= {
        "authorisation-unused",
        "dose-capped",
        "identifier-stored-as-number",
        "nephrotoxic-medicine",
        "number-stored-as-text",
        "similar-patient",
    }
    if patient.record["outcome"] == "returned":
        assert "does-not-fit" in patient.codes
        assert patient.pages == {}
        return
    on_the_order = "".join(patient.pages["order-set"])
    assert all(_letters(each["message"]) in on_the_order for each in cautions)
