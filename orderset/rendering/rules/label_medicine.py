"""The rules for what is in the bag and how it runs: LBL-08 to LBL-10, LBL-18 to LBL-23."""

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from orderset.rendering.placement import Run
from orderset.rendering.rules.figures import numbers_in
from orderset.rendering.rules.label_reading import OneLabel, each_label
from orderset.rendering.rules.medication_text import other_names, parts_of_name
from orderset.rendering.rules.rule import PrintRule, Runs


CRITICAL_PT = 12.0
ROUTE_PT = 10.0
_SIZE_TOLERANCE_PT = 0.05
_DILUENT = re.compile(r"[a-z]{4,}(?: [a-z]{4,})* \d+(?:\.\d+)?%")
_ROUTE = re.compile(r"[a-z]{4,}(?: [a-z]{4,})*")
_MINUTES = Decimal(60)


def _drug(one: OneLabel) -> Iterator[str]:
    drug = one.label.infusion.drug
    run = one.run_of(drug)
    if run is None:
        yield f"“{drug}” is not on one line, in one type."
        return
    if drug != drug.lower():
        yield f"“{drug}” is not in lower case."
    yield from _strong(run, drug)


def _one_spelling(one: OneLabel) -> Iterator[str]:
    words = " ".join(one.our_words.split())
    for found in (*other_names(words, one.spelling), *parts_of_name(words, one.spelling)):
        yield f"the medicine is called “{found}” too."


def _dose(one: OneLabel) -> Iterator[str]:
    dose = one.label.infusion.dose
    line = one.line_of(f"DOSE {dose}")
    run = one.run_of(dose)
    if line is None or run is None:
        yield f"“DOSE {dose}” is not on one line, in one type."
        return
    yield from _strong(run, dose)


def _strong(run: Run, text: str) -> Iterator[str]:
    if run.size_pt < CRITICAL_PT - _SIZE_TOLERANCE_PT:
        yield f"“{text}” is {run.size_pt:g} pt instead of {CRITICAL_PT:g} or more."
    if not run.is_bold:
        yield f"“{text}” is not bold."


def _dose_and_name(one: OneLabel) -> Iterator[str]:
    yield from _dose(one)
    yield from _name_size(one)


def _name_size(one: OneLabel) -> Iterator[str]:
    run = one.name_run
    if run is None:
        yield "the patient's name is not found on a line of its own."
    else:
        yield from _strong(run, "the name")


def _concentration(one: OneLabel) -> Iterator[str]:
    infusion = one.label.infusion
    if not one.line_of(infusion.concentration):
        yield "the concentration is not on one line."
    dose = _number(infusion.dose, "mg")
    volume = _number(infusion.volume, "mL")
    per_ml = _number(infusion.concentration, "mg per mL")
    if None in {dose, volume, per_ml}:
        yield "dose, volume or concentration is not a number with its unit."
    elif dose and volume and per_ml and abs(dose / volume - per_ml) > _last_place(per_ml):
        yield f"{infusion.dose} in {infusion.volume} is not {infusion.concentration}."


def _volume(one: OneLabel) -> Iterator[str]:
    volume = one.label.infusion.volume
    if not re.fullmatch(r"\d[\d,.]*\u00a0mL total volume", volume):
        yield f"“{volume}” is not a volume, named total volume."
    if not one.run_of(volume):
        yield f"“{volume}” is not on one line."


def _diluent(one: OneLabel) -> Iterator[str]:
    diluent = one.label.infusion.diluent
    if not _DILUENT.fullmatch(diluent):
        yield f"“{diluent}” is not the diluent's full name with its strength in %."
    if not one.line_of(diluent):
        yield f"“{diluent}” is not on one line."


def _route(one: OneLabel) -> Iterator[str]:
    route = one.label.infusion.route
    if not _ROUTE.fullmatch(route):
        yield f"“{route}” is not a route in full."
    run = one.run_of(route)
    if run is None:
        yield f"“{route}” is not on one line, in one type."
    elif run.size_pt < ROUTE_PT - _SIZE_TOLERANCE_PT:
        yield f"“{route}” is {run.size_pt:g} pt instead of {ROUTE_PT:g} or more."


def _rate(one: OneLabel) -> Iterator[str]:
    infusion = one.label.infusion
    for text in (infusion.rate, infusion.duration):
        if not one.line_of(text):
            yield f"“{text}” is not on one line."
    rate = _number(infusion.rate, "mL per hour")
    volume = _number(infusion.volume, "mL")
    hours = _hours(infusion.duration)
    if rate is None or volume is None or not hours:
        yield "rate, volume or duration is not a number with its unit."
    elif abs(volume / hours - rate) > _last_place(rate):
        yield f"{infusion.volume} {infusion.duration} is not {infusion.rate}."


def _number(text: str, unit: str) -> Decimal | None:
    return next(numbers_in(text, unit), None)


def _hours(text: str) -> Decimal:
    hours = [*numbers_in(text, "hour"), *numbers_in(text, "hours")]
    minutes = [*numbers_in(text, "minute"), *numbers_in(text, "minutes")]
    return sum(hours, Decimal(0)) + sum(minutes, Decimal(0)) / _MINUTES


def _last_place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _one_view(one: OneLabel) -> Iterator[str]:
    infusion = one.label.infusion
    parts = ("drug", "dose", "volume", "route", "duration", "rate")
    places: list[tuple[float, float]] = []
    for part in parts:
        run = one.run_of(getattr(infusion, part))
        if run is None:
            return  # its own rule says so
        places.append((round(run.baseline, 1), run.box.left))
    name = one.name_run
    if name is None or places[0][0] < name.baseline:
        yield "the medicine stands above the patient."
    for (part, first), (after, second) in itertools.pairwise(zip(parts, places, strict=True)):
        if second < first:
            yield f"the {after} stands before the {part}."
    if max(y for y, _ in places) > max((each.box.bottom for each in one.medication), default=0):
        yield "what is critical stands among the places that people write in."


LABEL_MEDICINE = (
    PrintRule(
        "LBL-08",
        "The medicine's name is whole, lower case, bold, 12 pt or more, on one line.",
        "MEDi-001, 002, 021, 022, 025 [S1]; [S3][S4]",
        Runs.EVERY_FILE,
        "the run that holds it: size, font, one line",
        check=each_label(_drug),
    ),
    PrintRule(
        "LBL-09",
        "One spelling of the medicine: the protocol's name whole, no brand, no abbreviation.",
        "[S3]; dm+d name policy",
        Runs.EVERY_FILE,
        "no word that begins as one of the name's outside the name; none of never_written",
        "The protocol's own id is taken out before. Other documents are searched for never_written "
        "by ORD-25; that they write the name whole: test_print_rules.py.",
        check=each_label(_one_spelling),
    ),
    PrintRule(
        "LBL-10",
        "DOSE, amount and unit on one line; amount and unit, and the name, bold, 12 pt or more.",
        "MEDi-007, 038 [S1]; [S3][S4]",
        Runs.EVERY_FILE,
        "the runs that hold them: size, font, one line. The value as a decimal: ORD-32",
        check=each_label(_dose_and_name),
    ),
    PrintRule(
        "LBL-18",
        "Strength in words, per mL, and what dose and volume make.",
        "MEDi-045, 046 [S1]; ISMP",
        Runs.EVERY_FILE,
        "dose divided by volume, within the last place of the concentration. A stroke: LBL-17",
        check=each_label(_concentration),
    ),
    PrintRule(
        "LBL-19",
        "The bag's volume, named total volume, on one line.",
        "[S18]; MHRA [S12]",
        Runs.EVERY_FILE,
        "regular expression; the value as a decimal: ORD-32",
        check=each_label(_volume),
    ),
    PrintRule(
        "LBL-20",
        "The diluent in full with its strength in %.",
        "MEDi-022, 023 [S1]",
        Runs.EVERY_FILE,
        "form of the name; that name on one line",
        "The list of diluents is the protocol's, which names one.",
        check=each_label(_diluent),
    ),
    PrintRule(
        "LBL-21",
        "The route in full, 10 pt or more.",
        "MHRA critical items [S12]",
        Runs.EVERY_FILE,
        "words of four letters or more; size of the run that holds it",
        check=each_label(_route),
    ),
    PrintRule(
        "LBL-22",
        "Rate and duration, each on one line, and they agree with the volume.",
        "NHS dosage translation [S26]",
        Runs.EVERY_FILE,
        "volume divided by hours, within the last place of the rate",
        check=each_label(_rate),
    ),
    PrintRule(
        "LBL-23",
        "What is critical in one view and one order: patient, medicine, dose, volume, route, "
        "duration, rate.",
        "MHRA [S12]; MEDi-051 [S1]",
        Runs.EVERY_FILE,
        "baselines and left edges of the runs; all above the places that people write in",
        "The block between the edge and the first place to write in, instead of half a page: a "
        "name of two lines and both marks need the room.",
        check=each_label(_one_view),
    ),
)
