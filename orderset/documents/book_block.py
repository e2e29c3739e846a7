"""One archetype of a scenario book: what is known, what follows, how, and what is said to it."""

import dataclasses
from collections.abc import Iterator, Sequence
from fractions import Fraction

from orderset.archetypes.archetype import JudgedArchetype
from orderset.documents import wording
from orderset.documents.basis import NOT_PER_BODY_SURFACE, PER_BODY_SURFACE
from orderset.documents.document import Figure
from orderset.documents.figures import (
    AT_THE_NUMBER,
    ONE_PLACE,
    medication_figures,
    preparation_figures,
)
from orderset.documents.patient_line import OUTCOME_WORDS
from orderset.dosing.plan import CyclePlan, Infusion, Renal, RenalEquation
from orderset.patients.patient import Patient, PreviousDose, Result
from orderset.quantities import plain, round_half_up
from orderset.workbook.laboratory import TESTS


NOTHING_PLANNED = "Nothing is computed for this patient."
NOTHING_FOUND = "Nothing is found."
NOT_COMPUTED = "Not computed"
NONE = "None"

_NAMES = {test.key: test.name for test in TESTS}
_UNITS = {
    RenalEquation.SCHWARTZ: wording.kept(PER_BODY_SURFACE),
    RenalEquation.COCKCROFT_GAULT: NOT_PER_BODY_SURFACE,
}
_EQUATIONS = {
    RenalEquation.SCHWARTZ: "bedside Schwartz",
    RenalEquation.COCKCROFT_GAULT: "Cockcroft-Gault",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """One thing that is known of the patient: what it is, and its value."""

    name: str
    value: str


@dataclasses.dataclass(frozen=True, slots=True)
class PlannedDay:
    """What follows for one day, each as printed."""

    day: str
    dose: str
    concentrate: str
    drawn_up: str
    vials: str
    bag: str
    duration: str
    rate: str
    sum_in_window: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells in the order in which they are printed."""
        return dataclasses.astuple(self)


@dataclasses.dataclass(frozen=True, slots=True)
class WorkedStep:
    """One line of the working."""

    step: str
    how: str
    result: str


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """One finding: its code with what it does, and the whole sentence."""

    code: str
    action: str
    message: str


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One archetype as it stands in the book. ``days`` and ``steps`` are empty without a plan."""

    number: str
    why: str
    outcome: str
    is_ready: bool
    given: tuple[Given, ...]
    days: tuple[PlannedDay, ...]
    no_days: str
    steps: tuple[WorkedStep, ...]
    said: tuple[Said, ...]
    nothing_said: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What must be found whole: a day's cells in a row belong to each other."""
        return (
            f"{self.number} {self.why}",
            *(" ".join(each.cells) for each in self.days),
            *(each.code for each in self.said),
            *(each.message for each in self.said),
        )


def block_of(judged: JudgedArchetype) -> Block:
    """Return an archetype as it stands in the book."""
    plan, outcome = judged.judgement.plan, judged.judgement.outcome
    findings = judged.judgement.findings
    return Block(
        number=judged.archetype.number,
        why=wording.kept(judged.archetype.sketch.why),
        outcome=OUTCOME_WORDS[outcome],
        is_ready=outcome.is_ready,
        given=tuple(given(judged)),
        days=tuple(_days(plan, judged)) if plan else (),
        no_days="" if plan else NOTHING_PLANNED,
        steps=tuple(_steps(plan)) if plan else (),
        said=tuple(
            Said(each.code, each.effective_action.value, wording.kept(each.message))
            for each in findings
        ),
        nothing_said="" if findings else NOTHING_FOUND,
    )


def given(judged: JudgedArchetype) -> Iterator[Given]:
    """Yield what is known of the patient, in the order in which it is asked for."""
    patient, site = judged.archetype.patient, judged.archetype.sketch.site
    weight = wording.amount(patient.weight_kg, "kg")
    height = wording.amount(patient.height_cm, "cm")
    yield Given(
        "Patient",
        f"{wording.patient_name(patient)}, NHS No. {wording.nhs_number(patient.nhs_number)}, "
        f"{patient.sex.value}, born {wording.born(patient.date_of_birth, patient.day_1)}",
    )
    vial = f"{plain(site.vial_mg)} mg of {plain(site.strength_mg_per_ml)} mg per mL"
    lowered = ", first infusion lowered by the site" if site.half_dose_first_infusion else ""
    yield Given(
        "Cycle",
        wording.kept(
            f"{patient.cycle_number}, day 1 on {wording.whole_date(patient.day_1)}, "
            f"{weight} on {wording.whole_date(patient.weight_measured_on)}, "
            f"{height} on {wording.whole_date(patient.height_measured_on)}, vial {vial}{lowered}"
        ),
    )
    yield Given("Results", "; ".join(_results(patient)) or NONE)
    if patient.previous_doses:
        yield Given("Given before", "; ".join(_doses(patient.previous_doses)))
    yield Given("Also", "; ".join(_else(patient)))


def _results(patient: Patient) -> Iterator[str]:
    ordered = sorted(patient.results, key=lambda each: (each.test, each.taken_on))
    for each in ordered:
        yield f"{_NAMES[each.test]}{' (baseline)' if each.baseline else ''} {_value(each)}"


def _value(result: Result) -> str:
    value = f"{result.reported} {result.unit}".strip()
    return f"{wording.kept(value)} on {wording.whole_date(result.taken_on)}"


def _doses(doses: Sequence[PreviousDose]) -> Iterator[str]:
    """Yield each cycle in one phrase: the day of its first dose, doses and weight."""
    for cycle in dict.fromkeys(each.cycle_number for each in doses):
        same = [each for each in doses if each.cycle_number == cycle]
        amounts = " + ".join(plain(each.dose_mg) for each in same)
        kg = wording.amount(same[0].weight_kg, "kg")
        began = min(each.given_on for each in same)
        yield wording.kept(f"cycle {cycle} from {wording.whole_date(began)}: {amounts} mg at {kg}")


def _else(patient: Patient) -> Iterator[str]:
    if not patient.previous_doses:
        yield "nothing given before"
    yield f"indication {patient.indication or 'not recorded'}"
    if patient.vertebral_involvement:
        yield "vertebral involvement"
    yield f"medicines {', '.join(patient.current_medicines) or 'none'}"
    yield f"allergies {patient.allergies}"
    if patient.authorisation:
        decided = patient.authorisation
        on = wording.whole_date(decided.on)
        yield f"authorised {', '.join(decided.codes)} by {decided.by} on {on}"


def _days(plan: CyclePlan, judged: JudgedArchetype) -> Iterator[PlannedDay]:
    """Yield what follows, days of the same dose in one row with the sum after each of them."""
    for dose_mg in dict.fromkeys(each.dose_mg for each in plan.infusions):
        same = [each for each in plan.infusions if each.dose_mg == dose_mg]
        yield _same_days(same, judged)


def _same_days(same: Sequence[Infusion], judged: JudgedArchetype) -> PlannedDay:
    infusion = same[0]
    amount = wording.amount
    vial = plain(judged.archetype.sketch.site.vial_mg)
    vials = wording.count(infusion.vials, "vial", "vials")
    return PlannedDay(
        day=f"{same[0].day}" if len(same) == 1 else f"{same[0].day} to {same[-1].day}",
        dose=amount(infusion.dose_mg, "mg"),
        concentrate=amount(infusion.concentrate_ml, "mL"),
        drawn_up=amount(infusion.drawn_up_ml, "mL"),
        vials=wording.kept(f"{vials} of {vial} mg"),
        bag=amount(infusion.bag_ml, "mL"),
        duration=wording.hours(infusion.duration_h),
        rate=amount(infusion.rate_ml_per_h, "mL per hour"),
        sum_in_window=", ".join(plain(each.cumulative_mg_per_kg) for each in same),
    )


def _steps(plan: CyclePlan) -> Iterator[WorkedStep]:
    for each in plan.working:
        before = f" = {each.unrounded}" if each.unrounded else ""
        how = f"{each.inputs}{before}; {each.rule}"
        yield WorkedStep(*map(wording.kept, (each.step, how, each.result)))


def renal_words(renal: Renal) -> str:
    """Write the value that decides, with its unit and equation; or that there is none."""
    if renal.decisive is None or renal.decisive_equation is None:
        return NOT_COMPUTED
    unit, equation = _UNITS[renal.decisive_equation], _EQUATIONS[renal.decisive_equation]
    return wording.kept(f"{wording.near(renal.decisive)} {unit}, {equation}")


def renal_number(renal: Renal) -> str:
    """Write the number of the value that decides, without a unit; a dash without one."""
    return "–" if renal.decisive is None else wording.near(Fraction(renal.decisive))


def block_figures(judged: JudgedArchetype, page: int) -> Iterator[Figure]:
    """Yield the numbers of an archetype that its page must show, from the plan itself."""
    plan = judged.judgement.plan
    if plan and plan.renal.decisive is not None and plan.renal.decisive_equation is not None:
        unit = _UNITS[plan.renal.decisive_equation]
        value = round_half_up(plan.renal.decisive, ONE_PLACE)
        yield Figure(f"{judged.archetype.number}.renal.decisive", value, unit, page)
    for infusion in plan.infusions if plan else ():
        total = infusion.cumulative_mg_per_kg
        for each in (
            *medication_figures(infusion, page),
            *preparation_figures(infusion, page),
            Figure(f"day-{infusion.day}.cumulative_mg_per_kg", total, AT_THE_NUMBER, page),
        ):
            yield dataclasses.replace(each, key=f"{judged.archetype.number}.{each.key}")
