"""A protocol as a document for those who approve it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from orderset.protocol.describing import described
from orderset.protocol.figures import Figure, Figures
from orderset.protocol.loading import LoadedProtocol, load_protocol, shipped_protocols
from orderset.protocol.schema import Line
from orderset.quantities import plain
from tests.approved import approved_protocol
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
            yield from _parts(getattr(part, name), f"{key}.{name}".removeprefix("."))
    elif isinstance(part, tuple):
        for each in part:
            yield from _parts(each, key)


def _shown(part: Figure | Figures | Line) -> str:
    if isinstance(part, Line):
        return part.text
    values = part.value if isinstance(part, Figures) else (part.value,)
    return f"{', '.join(plain(each) for each in values)} {part.unit}"


@pytest.mark.parametrize("protocol", shipped_protocols(), ids=lambda each: each.rules.id)
def test_every_figure_and_line_is_shown_with_its_source_and_note(protocol: LoadedProtocol) -> None:
    """In words, with the key by which it is found in the file; the sources with their titles."""
    lines = _lines(protocol)
    sources = protocol.rules.sources
    parts = [*_parts(protocol.rules)]
    assert len(parts) > 100
    for key, part in parts:
        said = [
            number
            for number, line in enumerate(lines)
            if _shown(part) in line and line.endswith(f"  ({key})")
        ]
        assert said, key
        cited = [
            f"    {each}: {sources[each].title}, {sources[each].date}; {sources[each].locator}"
            for each in part.source
        ]
        note = getattr(part, "note", "")
        below = [*cited, *([f"    Note: {note}"] if note else [])]
        assert any(lines[each + 1 : each + 1 + len(below)] == below for each in said), key


def test_the_head_names_the_protocol_its_review_and_what_is_approved() -> None:
    """And that it is not, and what the committee should see before anything else."""
    lines = _lines()
    assert lines[:6] == [
        "Disodium pamidronate infusion in CRMO (pamidronate-crmo 1.0.0)",
        "For: Children and young people with chronic recurrent multifocal osteomyelitis",
        "Review by: 30-Nov-2027; owner: Lead pharmacist, paediatric rheumatology",
        "NOT APPROVED FOR CLINICAL USE: the approval block is empty",
        f"SHA-256 of what a committee approves: {LOADED.content_sha256}",
        f"SHA-256 of the file: {LOADED.sha256}",
    ]
    assert lines[7] == "Warnings"
    assert lines[8].startswith("  The interval and the limit over 365 days contradict each other.")


def test_an_approved_protocol_names_who_approved_it() -> None:
    assert _lines(approved_protocol())[3] == (
        "Approved by Medicines Committee on 30-Nov-2026, review by 30-Nov-2027: "
        "A Pharmacist, lead pharmacist; B Consultant, rheumatologist"
    )


def test_a_protocol_without_warnings_has_no_heading_for_them() -> None:
    quiet = loaded(
        ("limit_mg_per_kg = { value = 11.5", "limit_mg_per_kg = { value = 50"),
        (
            '    { strength_mg_per_ml = 9, vial_mg = 90, vial_ml = 10, source = ["F6", "F7"] },\n',
            "",
        ),
    )
    assert "Warnings" not in _lines(quiet)


def test_a_block_that_cannot_be_told_apart_is_said_to_have_nothing_to_approve() -> None:
    whole = loaded(('committee = ""\n', 'committee = ""\n\n'))
    assert "SHA-256 of what a committee approves: none" in _lines(whole)


@pytest.mark.parametrize(
    "line",
    [
        "  Name: disodium pamidronate  (medicine.name)",
        "  Diluent: sodium chloride 0.9%  (medicine.diluent)",
        "  Other names, never written: Aredia  (medicine.never_written)",
        "  Vial: 90 mg in 10 mL (9 mg per mL)  (medicine.presentations)",
        "  First infusion ever is lowered: by-site  (dose.first_infusion_lowered)",
        "  Limit per infusion: 60 mg  (dose.cap_mg)",
        "  Equation that decides, from 0 to below 1 years: none  (renal.equations)",
        "  Equation that decides, from 18 years: cockcroft-gault  (renal.equations)",
        (
            "  Highest concentration in the bag, from 0 to below 18 years: 0.2 mg per mL  "
            "(preparation.concentration_limits)"
        ),
        "    Note: CHEO uses 0.06 to 0.36 (F11).",
        "  Creatinine: before each infusion; counts for 7 days",
        (
            "  Vitamin D (25-OH): 90 days before cycle 1, then every 183 days; counts for 90 days "
            "in cycle 1, then 183 days"
        ),
        "  Imaging of affected sites: baseline, then before every second cycle",
        "  Hypocalcaemia (hypocalcaemia): withhold",
        (
            "  Weight changed more than a patient's weight does (weight-change): return, can be "
            "authorised"
        ),
        (
            "  Two kidney equations fall on different sides of a limit "
            "(renal-equations-disagree): refer, caution at the limit of impairment"
        ),
    ],
)
def test_what_a_committee_reads(line: str) -> None:
    assert line in _lines()


def test_every_list_of_names_is_shown() -> None:
    """Where it is looked for, and all its names."""
    (line,) = [each for each in _lines() if each.startswith("  bisphosphonate-allergy (")]
    assert line.startswith("  bisphosphonate-allergy (allergies): bisphosphonate, bisphosphonates,")
    assert line.endswith("Didronel")


def test_every_finding_source_and_test_has_its_lines() -> None:
    """None is left out."""
    lines = _lines()
    text = "\n".join(lines)
    for code, rule in LOADED.rules.findings.items():
        assert f"  {rule.title} ({code}): {rule.action}" in text
        assert f"    Reason: {rule.reason}\n    What to do: {rule.remedy}\n" in text
    for key, source in LOADED.rules.sources.items():
        assert f"  {key}: {source.title}, {source.date}; {source.locator}" in lines
    for item in LOADED.rules.monitoring:
        assert f"\n  {item.label}: {item.words}" in text


def test_parts_have_headings_in_words() -> None:
    headings = [each for each in _lines()[7:] if each and not each.startswith(" ")]
    assert headings == [
        "Warnings",
        "Medicine",
        "Dose",
        "Preparation",
        "Infusion",
        "Kidney function",
        "Dose over a rolling window",
        "Interval between cycles",
        "How old a measurement may be",
        "Rise of creatinine",
        "Other blood and urine results",
        "Ages",
        "What cannot be a true measurement",
        "Words on the order set",
        "Words on the monitoring checklist",
        "Words on the label",
        "Words on the preparation worksheet",
        "Names that raise a finding",
        "Monitoring",
        "Findings",
        "Sources",
    ]


def test_figures_by_age_are_shown_by_age() -> None:
    lines = _lines(load_protocol(Path("pamidronate-two-day")))
    at = lines.index(
        "  Dose per kg, each infusion, from 0 to below 2 years: 0.75 mg/kg  (dose.mg_per_kg)"
    )
    assert lines[at + 2] == "    Note: Under 2 years."


def test_numbers_are_written_plainly() -> None:
    """No exponent, no trailing zero."""
    changed = loaded(("value = [100, 250, 500, 1000]", "value = [100.0, 250, 500, 1e3]"))
    assert "  Bags: 100, 250, 500, 1000 mL  (preparation.bag_sizes_ml)" in _lines(changed)
    assert changed.rules.preparation.bag_sizes_ml.value[-1] == Decimal("1E+3")
