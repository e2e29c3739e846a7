"""The shipped file itself: every number cited, every code raised, nothing left over."""

import ast
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from orderset import dosing
from orderset.findings import workbook_definitions
from orderset.protocol.checking import REQUIRED_CODES, cited_sources
from orderset.protocol.loading import default_protocol_bytes, load_protocol


FILE: dict[str, Any] = tomllib.loads(default_protocol_bytes().decode("utf-8"), parse_float=Decimal)
RULES = load_protocol().rules
OF_THE_RUN = {"protocol-not-approved", "protocol-expired"}
DOSING = sorted(Path(dosing.__path__[0]).rglob("*.py"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _tables_with_numbers(value: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of the file that holds a number, or a list of them, with its path."""
    if isinstance(value, dict):
        for part in value.values():
            if _is_number(part) or (isinstance(part, list) and any(map(_is_number, part))):
                yield path, value
                break
        for key, part in value.items():
            yield from _tables_with_numbers(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield from _tables_with_numbers(part, f"{path}.{n}")


def test_every_number_carries_a_citation_that_resolves() -> None:
    """Whatever the key: no number stands in the file without one."""
    tables = dict(_tables_with_numbers(FILE))
    assert len(tables) > 70
    uncited = {
        path: table.get("source")
        for path, table in tables.items()
        if not table.get("source") or not set(table["source"]) <= set(FILE["sources"])
    }
    assert uncited == {}


def test_every_source_has_title_date_and_locator_and_is_cited() -> None:
    """Nothing is listed that nothing rests on."""
    cited = set(cited_sources(FILE))
    assert cited == set(FILE["sources"])
    for source in RULES.sources.values():
        assert source.title
        assert source.date
        assert source.locator


def test_every_statement_that_a_rule_rests_on_is_in_the_file() -> None:
    """S-numbers are those of clinical.md B12; what must not reassure is not cited (A4)."""
    statements = {each for each in FILE["sources"] if each.startswith("S")}
    assert statements <= {f"S{n}" for n in range(1, 45)}
    assert not {"S4", "S37", "S38"} & statements


def _strings(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _raised(path: Path) -> set[str]:
    """The codes that a module makes findings with, as literals."""
    calls = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    return {
        call.args[0].value
        for call in calls
        if (getattr(call.func, "attr", "") or getattr(call.func, "id", ""))
        in {"finding", "workbook_finding"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_required_code_is_raised_in_dosing_and_no_other() -> None:
    """But those of the run."""
    named = {each for path in DOSING for each in _strings(path)} & set(RULES.findings)
    assert named == REQUIRED_CODES - OF_THE_RUN


def test_no_code_is_raised_that_has_no_definition() -> None:
    """Each literal is a code of the protocol or of the workbook."""
    raised = {each for path in DOSING for each in _raised(path)}
    assert len(raised) > 30
    assert raised <= set(RULES.findings) | set(workbook_definitions())


def test_every_finding_of_the_file_is_required_or_raised_by_a_list_of_names() -> None:
    """None is left over."""
    of_lists = {each.code for each in RULES.medicine_lists}
    assert of_lists == {
        "aminoglycoside",
        "other-bisphosphonate",
        "bisphosphonate-allergy",
        "nephrotoxic-medicine",
    }
    assert set(RULES.findings) == REQUIRED_CODES | of_lists
    assert not set(RULES.findings) & set(workbook_definitions())


def test_names_of_medicines_stand_once_and_without_blanks() -> None:
    """In each list, whatever the case."""
    for each in RULES.medicine_lists:
        folded = [name.casefold() for name in each.names]
        assert len(folded) == len(set(folded))
        assert all(name == name.strip() for name in each.names)


def test_the_shipped_figures_are_those_of_the_specification() -> None:
    """Clinical.md A2 and A3, number by number."""
    values = {
        f"{part}.{key}": figure["value"]
        for part, figures in FILE.items()
        if isinstance(figures, dict)
        for key, figure in figures.items()
        if isinstance(figure, dict) and "value" in figure
    }
    assert {key: values[key] for key in SPECIFIED} == SPECIFIED


def _decimals(**values: str) -> dict[str, Decimal]:
    return {key.replace("__", "."): Decimal(value) for key, value in values.items()}


SPECIFIED = _decimals(
    dose__infusions="3",
    dose__mg_per_kg="1",
    dose__cap_mg="60",
    dose__absolute_cap_mg="90",
    dose__rounding_step_mg="0.5",
    dose__first_infusion_factor="0.5",
    dose__deviation_caution_percent="5",
    preparation__draw_up_step_ml="0.1",
    preparation__fluid_caution_ml_per_kg="20",
    infusion__minimum_h="2",
    infusion__maximum_rate_mg_per_h="60",
    infusion__impaired_rate_mg_per_h="20",
    infusion__severe_minimum_h="4",
    infusion__severe_refer_above_h="6",
    infusion__rounding_step_h="0.5",
    renal__impaired_below="60",
    renal__severe_below="30",
    cumulative__limit_mg_per_kg="11.5",
    cumulative__window_days="365",
    interval__minimum_days="28",
    interval__maximum_days="98",
    interval__cycles_note_above="17",
    interval__treatment_note_above_months="20",
    validity__creatinine_missing_days="365",
    validity__creatinine_days="7",
    validity__calcium_days="7",
    validity__vitamin_d_first_cycle_days="90",
    validity__vitamin_d_later_days="183",
    validity__albuminuria_days="183",
    validity__weight_days="30",
    validity__height_days="90",
    validity__pregnancy_test_days="7",
    validity__authorisation_days="14",
    deterioration__baseline_limit_percent="110",
    deterioration__rise_normal_baseline_micromol_per_l="44.2",
    deterioration__rise_abnormal_baseline_micromol_per_l="88.4",
    deterioration__normal_baseline_below_micromol_per_l="124",
    deterioration__acute_ratio="1.5",
    deterioration__acute_rise_micromol_per_l="26",
    deterioration__acute_rise_days="2",
    blood__calcium_withhold_below_mmol_per_l="2.10",
    blood__calcium_refer_below_mmol_per_l="2.20",
    blood__vitamin_d_withhold_below_nmol_per_l="50",
    blood__untx_rise_percent="25",
    population_limits__refer_below_years="3",
    population_limits__adult_from_years="18",
    population_limits__pregnancy_test_from_years="12",
    plausibility__creatinine_minimum_micromol_per_l="8",
    plausibility__creatinine_maximum_micromol_per_l="1500",
    plausibility__creatinine_maximum_mg_per_dl="15",
    plausibility__calcium_maximum_mmol_per_l="5",
    plausibility__height_metres_at_most="3",
    plausibility__adult_height_minimum_cm="120",
    plausibility__adult_height_maximum_cm="220",
    plausibility__adult_weight_minimum_kg="30",
    plausibility__adult_weight_maximum_kg="250",
    plausibility__weight_change_days="120",
    plausibility__weight_change_lowest_ratio="0.8",
    plausibility__weight_change_highest_ratio="1.25",
)

ACTIONS = {
    "return": """unit-suspect-creatinine unit-suspect-calcium unit-suspect-height
        unit-suspect-weight height-implausible weight-implausible weight-change""",
    "withhold": """cumulative-dose-exceeded interval-too-short creatinine-missing
        creatinine-above-baseline renal-deterioration acute-kidney-injury-ratio
        acute-kidney-injury-rise hypocalcaemia vitamin-d-low pregnant aminoglycoside
        other-bisphosphonate bisphosphonate-allergy protocol-expired""",
    "refer": """indication-missing dose-history-missing creatinine-stale
        baseline-creatinine-missing severe-renal-impairment infusion-over-6-hours
        renal-equation-not-valid renal-equations-disagree calcium-missing calcium-stale
        calcium-borderline vitamin-d-missing vitamin-d-stale albuminuria-overdue
        baseline-imaging-missing imaging-due weight-stale pregnancy-test-missing age-below-3""",
    "caution": """dose-capped dose-deviation interval-long resumed-after-deterioration
        renal-impairment height-stale nephrotoxic-medicine adult-regimen fluid-volume untx-rising
        similar-patient""",
    "note": """vertebral-first-line cycle-count baseline-taken-from-current
        protocol-not-approved""",
}
"""The action of each code as clinical.md A3 has it."""


def test_the_shipped_actions_are_those_of_the_specification() -> None:
    """Every code, and the caution of equations that disagree at 60."""
    shipped = {code: str(rule.action) for code, rule in RULES.findings.items()}
    assert shipped == {code: action for action, text in ACTIONS.items() for code in text.split()}
    at_60 = {code: rule.at_impaired for code, rule in RULES.findings.items() if rule.at_impaired}
    assert at_60 == {"renal-equations-disagree": "caution"}
