"""A protocol as a readable document."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from orderset.protocol.describing import described
from orderset.protocol.figures import Figure, Figures
from orderset.protocol.loading import LoadedProtocol, load_protocol
from orderset.protocol.schema import Line
from orderset.quantities import plain
from tests.unit.protocol.changed_protocol import loaded


LOADED = load_protocol()


def _lines(protocol: LoadedProtocol = LOADED) -> list[str]:
    return [*described(protocol)]


def _parts(part: Any, key: str = "") -> Any:
    """Every figure, list of figures and line of a protocol, with its key."""
    if isinstance(part, Figure | Figures | Line):
        yield key, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _parts(getattr(part, name), name)
    elif isinstance(part, tuple):
        for each in part:
            yield from _parts(each, key)


def _shown(part: Figure | Figures | Line) -> str:
    cited = f"[{', '.join(part.source)}]"
    if isinstance(part, Line):
        return f"{part.text} {cited}"
    values = part.value if isinstance(part, Figures) else (part.value,)
    note = f" {part.note}" if part.note else ""
    return f"{', '.join(plain(each) for each in values)} {part.unit} {cited}{note}"


def test_every_figure_and_line_is_shown_with_unit_source_and_note() -> None:
    """Under its key."""
    lines = _lines()
    parts = [*_parts(LOADED.rules)]
    assert len(parts) > 100
    assert [key for key, part in parts if f"  {key}: {_shown(part)}" not in lines] == []


def test_the_head_names_the_protocol_its_hash_and_its_review() -> None:
    """And that it is not approved."""
    assert _lines()[:5] == [
        "Disodium pamidronate infusion in CRMO (pamidronate-crmo 1.0.0)",
        "For: Children and young people with chronic recurrent multifocal osteomyelitis",
        f"SHA-256: {LOADED.sha256}",
        "Review by: 2027-11-30; owner: Lead pharmacist, paediatric rheumatology",
        "NOT APPROVED FOR CLINICAL USE: the approval block is empty",
    ]


def test_an_approved_protocol_names_who_approved_it() -> None:
    """Committee, date, names."""
    approved = loaded(
        ('committee = ""', 'committee = "Medicines Committee"'),
        ("approved_by = []", 'approved_by = ["A. Sample", "B. Example"]'),
        ("# approved_on = 2026-12-01", "approved_on = 2026-12-01"),
    )
    assert _lines(approved)[4] == (
        "Approved by Medicines Committee, 2026-12-01: A. Sample, B. Example"
    )


def test_every_vial_is_shown() -> None:
    """Content, volume, strength, source; the diluent with its own."""
    lines = _lines()
    assert "  disodium pamidronate, intravenous infusion, in sodium chloride 0.9% [F5]" in lines
    assert "  vial of 90 mg in 10 mL (9 mg per mL) [F6, F7]" in lines
    vials = [each for each in lines if each.startswith("  vial of ")]
    assert len(vials) == len(LOADED.rules.medicine.presentations)


@pytest.mark.parametrize(
    "line",
    [
        "  equations: from 0 to below 1 years: none [F23, F25]",
        "  equations: from 1 to below 18 years: schwartz [F23, F24, CHOICE]",
        "  equations: from 18 years: cockcroft-gault [F27, CHOICE]",
        (
            "  concentration_limits: from 0 to below 18 years: 0.2 mg per mL [F12] CHEO uses 0.06 "
            "to 0.36 (F11)."
        ),
        "  concentration_limits: from 18 years: 0.36 mg per mL [F5]",
    ],
)
def test_every_band_is_shown_with_its_ages(line: str) -> None:
    """And its note."""
    assert line in _lines()


def test_every_list_of_names_is_shown() -> None:
    """Where it is looked for, and all its names."""
    (line,) = [each for each in _lines() if each.startswith("  bisphosphonate-allergy (")]
    assert line.startswith("  bisphosphonate-allergy (allergies): bisphosphonate, bisphosphonates,")
    assert line.endswith("Didronel [F4, F32, FKU]")


@pytest.mark.parametrize(
    "line",
    [
        "  Creatinine: before each infusion; counts for 7 days [S17, S21]",
        (
            "  Vitamin D (25-OH): 90 days before cycle 1, then every 183 days; counts for 90 days "
            "in cycle 1, then 183 days [F4, CHOICE]"
        ),
        "  Imaging of affected sites: baseline, then before every second cycle [S20, S24]",
    ],
)
def test_every_item_of_the_schedule_is_shown_with_how_long_it_counts(line: str) -> None:
    """Where it counts for some days."""
    assert line in _lines()


@pytest.mark.parametrize(
    "line",
    [
        "  hypocalcaemia: withhold. Hypocalcaemia [F14]",
        (
            "  weight-change: return, can be authorised. Weight changed more than a patient's "
            "weight does [FAULTS, CHOICE]"
        ),
        (
            "  renal-equations-disagree: refer, caution at the limit of impairment. Two kidney "
            "equations fall on different sides of a limit [F23, F25]"
        ),
    ],
)
def test_every_finding_is_shown_with_its_action(line: str) -> None:
    """And what else the file says it does."""
    assert line in _lines()


def test_every_finding_source_and_item_has_a_line() -> None:
    """None is left out."""
    text = "\n".join(_lines())
    for code in LOADED.rules.findings:
        assert f"\n  {code}: " in text
    for key, source in LOADED.rules.sources.items():
        assert f"\n  {key}: {source.title}, {source.date}; {source.locator}" in text
    for item in LOADED.rules.monitoring:
        assert f"\n  {item.label}: {item.words}" in text


def test_parts_have_headings_in_words() -> None:
    """A part without figures has none."""
    lines = _lines()
    assert "Population limits" in lines
    assert "Order set" in lines
    assert "Approval" not in lines


def test_numbers_are_written_plainly() -> None:
    """No exponent, no trailing zero."""
    changed = loaded(("value = [100, 250, 500, 1000]", "value = [100.0, 250, 500, 1e3]"))
    assert "  bag_sizes_ml: 100, 250, 500, 1000 mL [CHOICE]" in _lines(changed)
    assert changed.rules.preparation.bag_sizes_ml.value[-1] == Decimal("1E+3")


def test_figures_by_age_and_what_is_never_written_are_shown() -> None:
    lines = _lines(load_protocol(Path("pamidronate-two-day")))
    for expected in (
        "  never written: pamidronic acid, pamid, Aredia, APD, PAM",
        "  mg_per_kg: from 0 to below 2 years: 0.75 mg/kg [F3] Under 2 years.",
        "  first_infusion_lowered: by-site",
        "  minimum_days: from 2 years: 84 days [F3, CHOICE] Every 3 months.",
    ):
        assert expected in lines
    assert "  first_infusion_lowered: always" in _lines(load_protocol(Path("pamidronate-stepped")))
    without = loaded(('never_written = ["pamidronic acid", "pamid", "Aredia", "APD", "PAM"]\n', ""))
    assert not [each for each in _lines(without) if "never written" in each]
