"""The numbers that a page must show, from the plan itself and never from the words on the page.

Read back as decimals and compared (printing.md ORD-32, LBL-44): a document whose wording goes
wrong, or that prints another day's number, then disagrees with its figures. Keys are those of
``record.json``: ``day-2.dose_mg``, ``cycle.total_mg_per_kg``, ``patient.weight_kg``. What the
record does not hold has a plain name.
"""

from collections.abc import Iterator
from decimal import Decimal

from orderset.documents import wording
from orderset.documents.basis import NOT_PER_BODY_SURFACE, PER_BODY_SURFACE
from orderset.documents.case import ReadyCase
from orderset.documents.document import Figure
from orderset.dosing.plan import Infusion, RenalEquation
from orderset.quantities import round_half_up


MINUTES_PER_HOUR = 60
ONE_PLACE = Decimal("0.1")
"""The step in which computed renal values are printed."""

AT_THE_NUMBER = ""
"""The unit of a percentage, whose sign follows without a space, and of a column's numbers."""

_RENAL = {
    RenalEquation.SCHWARTZ: (
        "renal.egfr_schwartz_ml_per_min_per_1_73m2",
        wording.kept(PER_BODY_SURFACE),
    ),
    RenalEquation.COCKCROFT_GAULT: ("renal.crcl_cockcroft_gault_ml_per_min", NOT_PER_BODY_SURFACE),
}


def day_figure(infusion: Infusion, key: str, value: Decimal, unit: str, page: int) -> Figure:
    """Return one number of one day."""
    return Figure(f"day-{infusion.day}.{key}", value, unit, page)


def medication_figures(infusion: Infusion, page: int) -> Iterator[Figure]:
    """Yield what every document says of a bag: dose, bag, concentration, rate, duration."""
    yield day_figure(infusion, "dose_mg", infusion.dose_mg, "mg", page)
    yield day_figure(infusion, "bag_ml", infusion.bag_ml, "mL", page)
    yield day_figure(
        infusion,
        "concentration_mg_per_ml",
        infusion.concentration_mg_per_ml,
        "mg per mL",
        page,
    )
    yield day_figure(infusion, "rate_ml_per_h", infusion.rate_ml_per_h, "mL per hour", page)
    yield from _duration_figures(infusion, page)


def _duration_figures(infusion: Infusion, page: int) -> Iterator[Figure]:
    yield from _as_worded(f"day-{infusion.day}.duration", infusion.duration_h, page)


def expiry_figures(case: ReadyCase, page: int) -> Iterator[Figure]:
    """Yield for how long a bag may be used."""
    hours = case.subject.protocol.preparation.expiry_h.value
    yield from _as_worded("protocol.expiry", hours, page)


def _as_worded(key: str, hours: Decimal, page: int) -> Iterator[Figure]:
    """Yield a duration as it is worded: whole hours, and what minutes are left.

    A whole number of hours is the record's own value; otherwise the two make it up.
    """
    minutes = round_half_up(hours * MINUTES_PER_HOUR, Decimal(1))
    whole, rest = divmod(minutes, Decimal(MINUTES_PER_HOUR))
    if whole:
        unit = "hour" if whole == 1 else "hours"
        yield Figure(f"{key}.hours" if rest else f"{key}_h", whole, unit, page)
    if rest:
        yield Figure(f"{key}.minutes", rest, "minute" if rest == 1 else "minutes", page)


def calculation_figures(case: ReadyCase, infusion: Infusion, page: int) -> Iterator[Figure]:
    """Yield what stands beside a dose for its checker: mg per kg, the weight, the maximum dose."""
    yield day_figure(infusion, "mg_per_kg", infusion.mg_per_kg, "mg per kg", page)
    yield Figure("patient.weight_kg", case.patient.weight_kg, "kg", page)
    yield day_figure(infusion, "cap_mg", infusion.cap_mg, "mg", page)


def maximum_rate_figure(infusion: Infusion, page: int) -> Figure:
    """Return the rate that must never be exceeded for this bag."""
    value = infusion.maximum_rate_ml_per_h
    return day_figure(infusion, "maximum_rate_ml_per_h", value, "mL per hour", page)


def creatinine_limit_figures(infusion: Infusion, page: int) -> Iterator[Figure]:
    """Yield the creatinine above which this day's dose must not be given, if there is one."""
    limit = infusion.creatinine_limit_micromol_per_l
    if limit is not None:
        key = "creatinine_limit_micromol_per_l"
        yield day_figure(infusion, key, Decimal(limit), "µmol/L", page)


def preparation_figures(infusion: Infusion, page: int) -> Iterator[Figure]:
    """Yield what is measured and taken for one bag."""
    for key, value in (
        ("concentrate_ml", infusion.concentrate_ml),
        ("drawn_up_ml", infusion.drawn_up_ml),
    ):
        yield day_figure(infusion, key, value, "mL", page)
    for key, value in (
        ("delivered_mg", infusion.delivered_mg),
        ("waste_mg", infusion.waste_mg),
    ):
        yield day_figure(infusion, key, value, "mg", page)
    unit = "vial" if infusion.vials == 1 else "vials"
    yield day_figure(infusion, "vials", Decimal(infusion.vials), unit, page)


def cycle_figures(case: ReadyCase, page: int) -> Iterator[Figure]:
    """Yield what the order rests on: measurements, renal value, the doses of a year."""
    patient, cycle, renal = case.patient, case.plan.cycle, case.plan.renal
    last = case.plan.infusions[-1]
    yield Figure("patient.weight_kg", patient.weight_kg, "kg", page)
    yield Figure("patient.height_cm", patient.height_cm, "cm", page)
    if renal.creatinine is not None and renal.creatinine.value is not None:
        reported, unit = Decimal(renal.creatinine.reported), renal.creatinine.unit
        yield Figure("creatinine as reported", reported, unit, page)
    if renal.decisive is not None and renal.decisive_equation is not None:
        key, unit = _RENAL[renal.decisive_equation]
        yield Figure(key, round_half_up(renal.decisive, ONE_PLACE), unit, page)
    if renal.creatinine_percent_of_baseline is not None:
        percent = round_half_up(renal.creatinine_percent_of_baseline, ONE_PLACE)
        yield Figure("renal.creatinine_percent_of_baseline", percent, AT_THE_NUMBER, page)
    per_kg = "mg per kg"
    yield Figure("cycle.total_mg_per_kg", cycle.total_mg_per_kg, per_kg, page)
    before = cycle.cumulative_mg_per_kg_before
    yield Figure("cycle.cumulative_mg_per_kg_before", before, per_kg, page)
    yield day_figure(last, "cumulative_mg_per_kg", last.cumulative_mg_per_kg, per_kg, page)
    limit = case.subject.protocol.cumulative.limit_mg_per_kg.value
    yield Figure("cumulative limit of the protocol", limit, per_kg, page)


def working_figures(case: ReadyCase, page: int) -> Iterator[Figure]:
    """Yield the results of the working, which has each dose once and not each day."""
    first_of = {each.dose_mg: each for each in reversed(case.plan.infusions)}
    for infusion in first_of.values():
        yield from _worked(infusion, page)


def _worked(infusion: Infusion, page: int) -> Iterator[Figure]:
    yield day_figure(infusion, "calculated_mg", infusion.calculated_mg, "mg", page)
    yield day_figure(infusion, "dose_mg", infusion.dose_mg, "mg", page)
    yield day_figure(infusion, "concentrate_ml", infusion.concentrate_ml, "mL", page)
    yield day_figure(infusion, "drawn_up_ml", infusion.drawn_up_ml, "mL", page)
    yield day_figure(infusion, "delivered_mg", infusion.delivered_mg, "mg", page)
    yield day_figure(infusion, "deviation_percent", infusion.deviation_percent, AT_THE_NUMBER, page)
    yield day_figure(infusion, "waste_mg", infusion.waste_mg, "mg", page)
    yield day_figure(infusion, "bag_ml", infusion.bag_ml, "mL", page)
    yield day_figure(infusion, "rate_ml_per_h", infusion.rate_ml_per_h, "mL per hour", page)
    yield day_figure(infusion, "rate_mg_per_h", infusion.rate_mg_per_h, "mg per hour", page)


def order_set_figures(case: ReadyCase, order_page: int, basis_page: int) -> tuple[Figure, ...]:
    """Return the numbers of the prescription, and of the working and what it rests on."""
    return (
        *(
            figure
            for infusion in case.plan.infusions
            for figure in (
                *medication_figures(infusion, order_page),
                *calculation_figures(case, infusion, order_page),
                maximum_rate_figure(infusion, order_page),
                *creatinine_limit_figures(infusion, order_page),
            )
        ),
        *cycle_figures(case, basis_page),
        *working_figures(case, basis_page),
    )
