"""What the parts of a protocol cannot show alone: every problem, at its edge."""

from decimal import Decimal

import pytest

from orderset.protocol.checking import REQUIRED_CODES, cited_sources, problems
from orderset.protocol.loading import load_protocol
from tests.unit.protocol.changed_protocol import loaded, refused


CONCENTRATION = "from_years = 0, below_years = 18, mg_per_ml = 0.2"
LAST_CONCENTRATION = "{ from_years = 18, mg_per_ml = 0.36"
SCHWARTZ = 'from_years = 1, below_years = 18, equation = "schwartz"'
COCKCROFT_GAULT = 'from_years = 18, equation = "cockcroft-gault"'
BAGS = "bag_sizes_ml = { value = [100, 250, 500, 1000]"


def test_the_shipped_protocol_has_no_problem() -> None:
    """None at all."""
    assert [*problems(load_protocol().rules)] == []


INJURY = """within two days is acute kidney injury."
remedy = "Do not give. Manage as acute kidney injury."
source = ["F29"]"""


def test_a_citation_that_does_not_resolve_is_a_problem() -> None:
    """In a figure, a list of names, a line of words, the diluent, a finding."""
    assert refused(
        ('value = 60, unit = "mg", source = ["F11"]', 'value = 60, unit = "mg", source = ["F90"]'),
        ('source = ["F1", "FKU"]\nnames', 'source = ["F91", "FKU"]\nnames'),
        ('diluent_source = ["F5"]', 'diluent_source = ["F92"]'),
        ('prescribed.", source = ["F4", "F15"]', 'prescribed.", source = ["F4", "F93"]'),
        (INJURY, INJURY.replace("F29", "F94")),
    ) == [f"sources: F9{n} is cited but not listed" for n in range(5)]


def test_sources_are_found_at_any_depth() -> None:
    """In tables, in lists of tables, and not in the list of the sources itself."""
    parts = {
        "one": {"source": ["A", "B"]},
        "many": [{"deep": ({"source": ("C",)},)}],
        "diluent_source": ["D"],
        "sources": {"E": {"source": ["F"]}},
        "plain": "G",
    }
    assert [*cited_sources(parts)] == ["A", "B", "C", "D"]


def test_the_first_band_starts_at_birth() -> None:
    """A child of that age would have no equation and no limit."""
    assert refused(
        (CONCENTRATION, CONCENTRATION.replace("from_years = 0", "from_years = 1")),
        (
            'from_years = 0, below_years = 1, equation = "none"',
            'from_years = 0.5, below_years = 1, equation = "none"',
        ),
    ) == [
        "renal.equations: the first band must start at 0 years",
        "preparation.concentration_limits: the first band must start at 0 years",
    ]


@pytest.mark.parametrize("end", ["17", "19"])
def test_bands_have_no_gap_and_no_overlap(end: str) -> None:
    """Each begins where the one before it ends: neither later nor earlier."""
    told = f"the band from 18 years must start where the one before it ends ({end})"
    assert refused(
        (SCHWARTZ, SCHWARTZ.replace("below_years = 18", f"below_years = {end}")),
        (CONCENTRATION, CONCENTRATION.replace("below_years = 18", f"below_years = {end}")),
    ) == [f"renal.equations: {told}", f"preparation.concentration_limits: {told}"]


def test_a_band_without_an_end_is_the_last() -> None:
    """In the middle it would hide those after it."""
    assert refused((SCHWARTZ, SCHWARTZ.replace(" below_years = 18,", ""))) == [
        "renal.equations: the band from 18 years must start where the one before it ends (None)"
    ]


def test_the_last_band_is_open() -> None:
    """The oldest patient has an equation too."""
    assert refused(
        (COCKCROFT_GAULT, 'from_years = 18, below_years = 120, equation = "cockcroft-gault"'),
        (LAST_CONCENTRATION, "{ from_years = 18, below_years = 120, mg_per_ml = 0.36"),
    ) == [
        "renal.equations: the last band must have no upper end",
        "preparation.concentration_limits: the last band must have no upper end",
    ]


@pytest.mark.parametrize("end", ["18", "12"])
def test_a_band_ends_above_its_start(end: str) -> None:
    """Otherwise it is empty, or runs back into the one before it."""
    (first, *rest) = refused(
        (
            LAST_CONCENTRATION,
            (
                f"{{ from_years = 18, below_years = {end}, mg_per_ml = 0.3, source = "
                f'["F5"] }},\n    {{ from_years = {end}, mg_per_ml = 0.36'
            ),
        )
    )
    assert first == (
        "preparation.concentration_limits: the band from 18 years must end above its start"
    )
    assert rest == []


def _value(key: str, old: str, new: str) -> tuple[str, str]:
    """A figure's value changed."""
    return f"\n{key} = {{ value = {old},", f"\n{key} = {{ value = {new},"


@pytest.mark.parametrize(
    ("key", "old", "new", "reason"),
    [
        (
            "cap_mg",
            "60",
            "90.5",
            "dose.cap_mg (90.5) must not be above dose.absolute_cap_mg (90)",
        ),
        (
            "first_infusion_factor",
            "0.5",
            "1.1",
            "dose.first_infusion_factor (1.1) must not be above the whole dose (1)",
        ),
        (
            "adult_from_years",
            "18",
            "19",
            (
                "population_limits.adult_from_years (19) must not be above the end of the growth "
                "limits of children (18)"
            ),
        ),
        (
            "severe_below",
            "30",
            "61",
            "renal.severe_below (61) must not be above renal.impaired_below (60)",
        ),
        (
            "impaired_rate_mg_per_h",
            "20",
            "61",
            (
                "infusion.impaired_rate_mg_per_h (61) must not be above "
                "infusion.maximum_rate_mg_per_h (60)"
            ),
        ),
        (
            "minimum_days",
            "28",
            "99",
            "interval.minimum_days (99) must not be above interval.maximum_days (98)",
        ),
        (
            "calcium_withhold_below_mmol_per_l",
            "2.10",
            "2.21",
            (
                "blood.calcium_withhold_below_mmol_per_l (2.21) must not be above "
                "blood.calcium_refer_below_mmol_per_l (2.20)"
            ),
        ),
    ],
)
def test_a_limit_above_the_one_it_belongs_under_is_a_problem(
    key: str, old: str, new: str, reason: str
) -> None:
    """Caps, rates, intervals and limits in their order."""
    assert refused(_value(key, old, new)) == [reason]


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("cap_mg", "60", "90"),
        ("first_infusion_factor", "0.5", "1"),
        ("severe_below", "30", "60"),
        ("impaired_rate_mg_per_h", "20", "60"),
        ("minimum_days", "28", "98"),
        ("calcium_withhold_below_mmol_per_l", "2.10", "2.20"),
    ],
)
def test_a_limit_equal_to_the_one_it_belongs_under_is_none(key: str, old: str, new: str) -> None:
    """Up to it is allowed."""
    assert [*problems(loaded(_value(key, old, new)).rules)] == []


@pytest.mark.parametrize(
    ("path", "old"),
    [
        ("dose.mg_per_kg", "1"),
        ("dose.cap_mg", "60"),
        ("dose.rounding_step_mg", "0.5"),
        ("dose.first_infusion_factor", "0.5"),
        ("preparation.draw_up_step_ml", "0.1"),
        ("infusion.maximum_rate_mg_per_h", "60"),
        ("infusion.impaired_rate_mg_per_h", "20"),
        ("infusion.rounding_step_h", "0.5"),
        ("plausibility.creatinine_minimum_micromol_per_l", "8"),
    ],
)
@pytest.mark.parametrize("new", ["0", "-1"])
def test_what_is_divided_by_or_stepped_by_is_above_0(path: str, old: str, new: str) -> None:
    """A step or a rate of nothing has no meaning."""
    key = path.partition(".")[2]
    assert f"{path} ({new}) must be above 0" in refused(_value(key, old, new))


@pytest.mark.parametrize(
    ("path", "old"),
    [
        ("dose.infusions", "3"),
        ("cumulative.window_days", "365"),
        ("interval.minimum_days", "28"),
        ("interval.treatment_note_above_months", "20"),
        ("deterioration.acute_rise_days", "2"),
    ],
)
@pytest.mark.parametrize("new", ["0", "2.5", "-1"])
def test_what_is_counted_is_a_whole_number(path: str, old: str, new: str) -> None:
    """Infusions, days and months."""
    key = path.partition(".")[2]
    told = f"{path} ({new}) must be a whole number of 1 or more"
    assert refused(_value(key, old, new)) == [told]


@pytest.mark.parametrize("bags", ["[250, 100, 500, 1000]", "[100, 100, 1000]", "[0, 1000]"])
def test_bags_stand_in_order(bags: str) -> None:
    """The first that is large enough is the smallest; each once, none of nothing."""
    assert refused((BAGS, f"bag_sizes_ml = {{ value = {bags}")) == [
        "preparation.bag_sizes_ml: must be positive, each once, smallest first"
    ]


def test_the_largest_bag_holds_the_largest_dose_at_every_age() -> None:
    """90 mg at 0.2 mg/mL need 450 mL, at 0.36 mg/mL 250 mL."""
    assert refused((BAGS, "bag_sizes_ml = { value = [100, 249]")) == [
        "preparation: 90 mg does not fit the largest bag at 0.2 mg per mL",
        "preparation: 90 mg does not fit the largest bag at 0.36 mg per mL",
    ]
    assert refused((BAGS, "bag_sizes_ml = { value = [100, 449]")) == [
        "preparation: 90 mg does not fit the largest bag at 0.2 mg per mL"
    ]
    bags = loaded((BAGS, "bag_sizes_ml = { value = [100, 450]")).rules.preparation.bag_sizes_ml
    assert bags.value == (Decimal(100), Decimal(450))


VIAL = "{ strength_mg_per_ml = 3, vial_mg = 30, vial_ml = 10, source"


def test_a_vial_adds_up() -> None:
    """Its content is its strength times its volume."""
    assert refused((VIAL, "{ strength_mg_per_ml = 3, vial_mg = 30, vial_ml = 20, source")) == [
        "medicine.presentations: 30 mg in 20 mL is not 3 mg per mL"
    ]


def test_a_vial_is_a_whole_number_of_syringe_marks() -> None:
    """So that what is drawn up is never more than the vials hold."""
    assert refused((VIAL, "{ strength_mg_per_ml = 8, vial_mg = 30, vial_ml = 3.75, source")) == [
        "medicine.presentations: 30 mg in 3.75 mL is not a whole number of 0.1 mL"
    ]


@pytest.mark.parametrize(
    ("key", "schedule"), [("sodium", "each-cycle"), ("albuminuria", "interval")]
)
def test_a_result_that_counts_for_some_days_says_how_many(key: str, schedule: str) -> None:
    """Otherwise it would be due for ever."""
    before = f'schedule = "{schedule}"\n'
    tests = {"sodium": "sodium", "albuminuria": "urine_albumin_creatinine"}[key]
    days = {"sodium": 28, "albuminuria": 183}[key]
    old = f'tests = ["{tests}"]\n{before}valid_days = {days}\n'
    assert refused((old, f'tests = ["{tests}"]\n{before}')) == [
        f"monitoring.{key}: valid_days is needed for the schedule {schedule}"
    ]


def test_a_list_of_names_raises_a_finding_there_is() -> None:
    """Its code stands under the findings."""
    assert refused(('code = "aminoglycoside"', 'code = "aminoglycosides"')) == [
        "medicine_lists: the code aminoglycosides has no entry under findings"
    ]


def test_every_code_of_the_engine_has_an_entry() -> None:
    """All that are missing are named."""
    assert refused(
        ("[findings.untx-rising]", "[findings.untx-falling]"),
        ("[findings.adult-regimen]", "[findings.adults]"),
    ) == ["findings: no entry for adult-regimen, untx-rising"]
    assert len(REQUIRED_CODES) == 51


def test_a_withhold_cannot_be_marked_authorisable() -> None:
    """Nobody lifts one in the workbook."""
    old = '[findings.pregnant]\naction = "withhold"\n'
    assert refused((old, f"{old}authorisable = true\n")) == [
        "findings.pregnant: a withhold cannot be authorisable"
    ]
    note = '[findings.cycle-count]\naction = "note"\n'
    noted = loaded((note, f"{note}authorisable = true\n"))
    assert noted.definitions["cycle-count"].authorisable


def test_all_problems_are_told_at_once() -> None:
    """In the order of the file."""
    assert refused(_value("cap_mg", "60", "100"), _value("infusions", "3", "0")) == [
        "dose.infusions (0) must be a whole number of 1 or more",
        "dose.cap_mg (100) must not be above dose.absolute_cap_mg (90)",
    ]
