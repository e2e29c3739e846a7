"""What an order rests on: measurements, results and history, each with its date."""

import dataclasses
import datetime as dt
from decimal import Decimal
from fractions import Fraction

from orderset.documents import wording
from orderset.documents.case import ReadyCase
from orderset.documents.document import NO_BREAK_SPACE
from orderset.dosing.plan import Cycle, Renal, RenalEquation
from orderset.patients.patient import Result


NOT_COMPUTED = "Not computed"
PER_BODY_SURFACE = "mL/min/1.73 m²"
NOT_PER_BODY_SURFACE = "mL/min"

_DECISIVE = {
    RenalEquation.SCHWARTZ: ("eGFR", f"{PER_BODY_SURFACE} by bedside Schwartz"),
    RenalEquation.COCKCROFT_GAULT: (
        "Creatinine clearance",
        f"{NOT_PER_BODY_SURFACE} by Cockcroft-Gault",
    ),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One value and what it is called.

    ``is_strong`` where the dose or the rate turns on it; ``is_quoted`` where the words are the
    workbook's own, which may need letters that ours do not.
    """

    name: str
    value: str
    is_strong: bool = False
    is_quoted: bool = False

    @property
    def text(self) -> str:
        """The name and the value as they stand on paper, one after the other."""
        return f"{self.name} {self.value}"


def basis(case: ReadyCase) -> tuple[Fact, ...]:
    """Return the short facts in the order they are printed; as many for every patient."""
    patient, renal = case.patient, case.plan.renal
    weight = _measured(patient.weight_kg, "kg", patient.weight_measured_on)
    return (
        Fact("Weight", weight, is_strong=True),
        Fact("Creatinine", wording.result_words(renal.creatinine), is_strong=True),
        Fact("Adjusted calcium", wording.result_words(_latest(case, "adjusted_calcium"))),
        Fact("Height", _measured(patient.height_cm, "cm", patient.height_measured_on)),
        Fact("Baseline creatinine", _baseline(renal)),
        Fact("Vitamin D", wording.result_words(_latest(case, "vitamin_d"))),
        Fact("Indication", patient.indication or wording.NOT_RECORDED),
        _decisive(renal),
        _beside(renal),
        Fact("Vertebral involvement", _yes_or_no(value=patient.vertebral_involvement)),
        Fact("Consultant", patient.consultant, is_quoted=True),
        Fact("Contact", patient.contact or wording.NOT_RECORDED, is_quoted=True),
    )


def remarks(case: ReadyCase) -> tuple[Fact, ...]:
    """Return the facts that need a line of their own: history, medicines and notes."""
    patient = case.patient
    medicines = "; ".join(patient.current_medicines) or wording.NONE
    return (
        Fact(f"Dose in {_window(case)}", _in_window(case)),
        Fact("Last cycle", _last_cycle(case.plan.cycle)),
        Fact("Current medicines", medicines, is_quoted=True),
        Fact("Notes", patient.notes or wording.NONE, is_quoted=True),
    )


def _measured(value: Decimal, unit: str, on: dt.date) -> str:
    return f"{wording.amount(value, unit)} on {wording.whole_date(on)}"


def _baseline(renal: Renal) -> str:
    words = wording.result_words(renal.baseline)
    if renal.baseline_is_current:
        return f"{words}, the same result"
    if renal.creatinine_percent_of_baseline is None:
        return words
    return f"{words}, now {wording.near(renal.creatinine_percent_of_baseline)}%"


def _latest(case: ReadyCase, test: str) -> Result | None:
    """Return the newest result on or before day 1; of several on that day the lowest.

    It is the one that was judged: the lower value is the one that could do harm.
    """
    known = [each for each in case.patient.results_of(test) if each.taken_on <= case.patient.day_1]
    newest = [each for each in known if each.taken_on == known[-1].taken_on]
    return min(newest, key=lambda each: each.value or Fraction(0), default=None)


def _decisive(renal: Renal) -> Fact:
    if renal.decisive is None or renal.decisive_equation is None:
        return Fact("Renal value", NOT_COMPUTED, is_strong=True)
    name, unit = _DECISIVE[renal.decisive_equation]
    value = f"{wording.near(renal.decisive)}{NO_BREAK_SPACE}{unit}, decides"
    return Fact(name, wording.kept(value), is_strong=True)


def _beside(renal: Renal) -> Fact:
    """Return the other equations that are valid at this age."""
    known = {
        "CKiD U25": renal.egfr_ckid_u25_ml_per_min_per_1_73m2,
        "CKD-EPI 2021": renal.egfr_ckd_epi_2021_ml_per_min_per_1_73m2,
    }
    beside = {name: value for name, value in known.items() if value is not None}
    if not beside:
        return Fact("Beside it", NOT_COMPUTED)
    values = " and ".join(wording.near(Fraction(value)) for value in beside.values())
    unit = f"{NO_BREAK_SPACE}{PER_BODY_SURFACE} by {' and '.join(beside)}"
    return Fact("Beside it", wording.kept(f"{values}{unit}"))


def _window(case: ReadyCase) -> str:
    return wording.amount(case.subject.protocol.cumulative.window_days.value, "days")


def _in_window(case: ReadyCase) -> str:
    cycle, limit = case.plan.cycle, case.subject.protocol.cumulative.limit_mg_per_kg.value
    before = wording.amount(cycle.cumulative_mg_per_kg_before, "mg per kg")
    after = wording.amount(case.plan.infusions[-1].cumulative_mg_per_kg, "mg per kg")
    return f"{before} before, {after} after, limit {wording.amount(limit, 'mg per kg')}"


def _yes_or_no(*, value: bool | None) -> str:
    return wording.NOT_RECORDED if value is None else "Yes" if value else "No"


def _last_cycle(cycle: Cycle) -> str:
    if cycle.previous_cycle_day_1 is None or cycle.interval_days is None:
        return "none listed"
    ago = wording.count(cycle.interval_days, "day", "days")
    return f"day 1 on {wording.whole_date(cycle.previous_cycle_day_1)}, {ago} before"
