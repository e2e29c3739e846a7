"""Nothing of one patient reaches another, and nobody who is not ready gets an order document."""

import json
from itertools import permutations
from pathlib import Path

import pytest

from tests.builders import case
from tests.real_door import TODAY, blank_template, invoke, rows_of_case, site_file
from tools.filling import fill


PATIENTS = {
    "A": rows_of_case(case("C01")),
    "B": rows_of_case(
        case("C02"), hospital_number="B2", nhs_number=None, family_name="Łukasińska", title="Miss"
    ),
    "C": rows_of_case(
        case("C08"), hospital_number="C/3", nhs_number="999 000 0026", family_name="O’Neill-Ffion"
    ),
}
SAMPLES = Path(__file__).parents[2] / "sample_inputs"


EVERY_DOCUMENT = ("order-set", "monitoring-checklist", "preparation-worksheet", "labels")


def _printed(
    folder: Path, template: Path, who: tuple[str, ...], documents: tuple[str, ...] = EVERY_DOCUMENT
) -> dict[str, bytes]:
    """Run a list of these patients in this order; return every document of every patient."""
    folder.mkdir()
    site = site_file(folder, {"documents": list(documents)})
    workbook = folder / f"{''.join(who)}.xlsx"
    sheets = {key: [row for each in who for row in PATIENTS[each][key]] for key in PATIENTS["A"]}
    fill(template, workbook, **sheets)
    out = folder / "out"
    settings = ("--site", site, "--today", TODAY, "--no-progress")
    result = invoke("run", workbook, "-o", out, *settings)
    assert result.exit_code in {0, 1}, result.output
    return {
        each.relative_to(next(out.glob("2*/patients"))).as_posix(): each.read_bytes()
        for each in out.glob("2*/patients/*/*.pdf")
        if each.name != "pack.pdf"  # pages of the others
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return blank_template(tmp_path_factory.mktemp("template"))


def test_each_patient_alone_and_together_gives_the_same_bytes(
    template: Path, tmp_path: Path
) -> None:
    alone: dict[str, bytes] = {}
    for who in PATIENTS:
        alone |= _printed(tmp_path / who, template, (who,))
    assert len(alone) == 4 + 4 + 1
    assert _printed(tmp_path / "all", template, ("C", "A", "B")) == alone


def test_patients_in_any_order_give_the_same_bytes(template: Path, tmp_path: Path) -> None:
    first, *others = (
        _printed(tmp_path / "".join(order), template, order, ("labels",))
        for order in permutations(PATIENTS)
    )
    assert len(first) == 3
    assert all(each == first for each in others)


def test_in_every_finding_only_the_ready_have_order_documents(tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('documents = ["labels"]\n', "utf-8")
    workbook = SAMPLES / "every_finding.xlsx"
    arguments = ("--site", site, "--today", "2026-12-04", "--no-progress")
    result = invoke("run", workbook, "-o", tmp_path / "out", *arguments)
    assert result.exit_code == 1, result.output
    seen = set()
    for path in tmp_path.glob("out/2*/patients/*/record.json"):
        outcome = json.loads(path.read_text("utf-8"))["outcome"]
        files = {each.name for each in path.parent.iterdir()} - {"record.json"}
        expected = {"returned": set(), "withheld": {"notice.pdf"}, "referred": {"notice.pdf"}}
        assert files == expected.get(outcome, {"labels.pdf"}), path.parent.name
        seen.add(outcome)
    assert seen == {"returned", "withheld", "referred", "ready", "ready-with-cautions"}
