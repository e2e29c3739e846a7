"""The monitoring checklist: the schedule on one page, then a page for each infusion day.

Before, during and after, with nothing filled in that a nurse has to observe. Source: printing.md
section 3; clinical.md A4 and B8.
"""

import dataclasses
import itertools

from orderset.dates import printed_date
from orderset.documents import wording
from orderset.documents.case import ReadyCase
from orderset.documents.document import Banner, Barcode, Document, Figure, Kind
from orderset.documents.figures import (
    AT_THE_NUMBER,
    creatinine_limit_figures,
    day_figure,
    maximum_rate_figure,
    medication_figures,
)
from orderset.documents.medication import MedicationLine, medication_lines
from orderset.documents.monitoring_schedule import (
    ScheduleRow,
    Trend,
    schedule_rows,
    trends,
)
from orderset.documents.observation_grid import Grid, expected_volumes, grid
from orderset.dosing.ahead import next_cycle_on
from orderset.dosing.plan import Infusion


TITLE = "Monitoring checklist"
STANDING = "Not a prescription. Give only from the signed order set."
NO_BASELINE = "No baseline: prescriber sets the limit"
NO_NEXT_CYCLE = "No full cycle fits after this one at this weight and dose"
NO_QUESTION = "No question of the protocol applies to this cycle."
QUESTION_LINES = 6
"""Lines below the trends on every sheet; those that no question needs are for notes."""
SAMPLE_SIGNATURES = 4
"""Nurses who can sign on one day's page."""


@dataclasses.dataclass(frozen=True, slots=True)
class DayPage:
    """One infusion day: what runs, the checks before two by two, the grid, the checks after."""

    heading: str
    medication: MedicationLine
    limit: str
    checks: tuple[tuple[str, ...], ...]
    grid: Grid
    after: tuple[str, ...]
    next_dose: str


@dataclasses.dataclass(frozen=True, slots=True)
class ChecklistContent:
    """What stands on the checklist. An empty text is a line that is left to write on."""

    title: str
    subtitle: str
    cycle: str
    hospital: str
    ward: str
    banner: Banner
    schedule_heading: str
    schedule: tuple[ScheduleRow, ...]
    trends: tuple[Trend, ...]
    prompts: tuple[str, ...]
    note_lines: tuple[str, ...]
    next_cycle: str
    stop_criteria: tuple[str, ...]
    call: tuple[str, ...]
    days: tuple[DayPage, ...]
    signatures: tuple[str, ...]
    standing: str
    footer: str


def checklist(case: ReadyCase) -> Document:
    """Return the monitoring checklist of a patient who is ready."""
    patient, protocol, site = case.patient, case.subject.protocol, case.subject.site
    document_id = f"{case.document_id}-M"
    days, prompts = _days(case), _prompts(case)
    content = ChecklistContent(
        title=TITLE,
        subtitle=f"{protocol.title}.",
        cycle=f"Cycle {patient.cycle_number}",
        hospital=site.hospital,
        ward=patient.ward,
        banner=wording.banner_of(patient),
        schedule_heading=f"Schedule on day 1, {wording.whole_date(patient.day_1)}",
        schedule=schedule_rows(case.subject, case.plan),
        trends=trends(case.subject, case.plan),
        prompts=prompts,
        note_lines=("",) * (QUESTION_LINES - len(prompts)),
        next_cycle=_next_cycle(case),
        stop_criteria=wording.words_of(protocol.checklist.stop_criteria),
        call=_call(case),
        days=days,
        signatures=("",) * SAMPLE_SIGNATURES,
        standing=STANDING,
        footer=wording.footer(document_id, case.version, protocol, case.provenance),
    )
    pages = 1 + len(days)
    return Document(
        kind=Kind.CHECKLIST,
        document_id=document_id,
        title=f"{TITLE} {document_id}",
        page_width_mm="210",
        page_height_mm="297",
        pages=pages,
        watermarks=wording.watermarks(protocol, patient.nhs_number),
        required_text=tuple(
            wording.found_as(each)
            for each in (*_required(content, pages), *wording.version_texts(case, pages))
        ),
        barcodes=(Barcode("checklist", document_id, f"DataMatrix of checklist {document_id}"),),
        content=content,
        figures=_figures(case),
        version=case.version,
        replaces=case.replaces,
        spelling=wording.spelling(case.subject.protocol),
    )


def _figures(case: ReadyCase) -> tuple[Figure, ...]:
    """Return each day's numbers, on the page that is that day's: the schedule is page 1."""
    words = case.subject.protocol.checklist
    return tuple(
        figure
        for page, infusion in enumerate(case.plan.infusions, start=2)
        for figure in (
            *medication_figures(infusion, page),
            maximum_rate_figure(infusion, page),
            *creatinine_limit_figures(infusion, page),
            *(
                day_figure(infusion, f"expected_ml at {minutes} min", volume, AT_THE_NUMBER, page)
                for minutes, volume in expected_volumes(infusion, words)
            ),
        )
    )


def _required(content: ChecklistContent, pages: int) -> tuple[str, ...]:
    """Return what must be found whole, as often as it must stand there."""
    said = [
        *wording.banner_texts(content.banner) * pages,
        *(content.standing, content.footer) * pages,
        *(f"Page {page + 1} of {pages}" for page in range(pages)),
        content.title,
        content.schedule_heading,
        *content.prompts,
        content.next_cycle,
    ]
    for row in content.schedule:
        said += [row.label, row.schedule, row.last, row.taken, row.status, row.next_due]
    for trend in content.trends:
        said += [trend.title, trend.words, *(f"{each.on} {each.value}" for each in trend.values)]
    for day in content.days:
        said += [
            day.heading,
            *day.medication.texts,
            day.medication.never_faster,
            day.limit,
            day.grid.basis,
            day.next_dose,
        ]
        said += [*(text for pair in day.checks for text in pair), *day.after]
        said += [*content.stop_criteria, *content.call]
    return tuple(each for each in said if each)


def _prompts(case: ReadyCase) -> tuple[str, ...]:
    asked = tuple(wording.kept(each) for each in case.plan.monitoring.prompts)
    return asked or (NO_QUESTION,)


def _next_cycle(case: ReadyCase) -> str:
    """Say when the next full cycle is allowed, by interval and limit, if this one is given."""
    earliest = next_cycle_on(case.subject)
    if earliest is None:
        return NO_NEXT_CYCLE
    return f"Next cycle not before {printed_date(earliest)}"


def _call(case: ReadyCase) -> tuple[str, ...]:
    patient, site = case.patient, case.subject.site
    contact = f", {patient.contact}" if patient.contact else ""
    return (
        f"{patient.consultant}{contact}",
        f"Ward {site.ward_phone}",
        f"Pharmacy {site.pharmacy_phone}",
    )


def _days(case: ReadyCase) -> tuple[DayPage, ...]:
    """Return the page of each infusion, with the date of the dose that follows it."""
    infusions = case.plan.infusions
    lines = medication_lines(infusions, case.subject)
    following = [
        f"Next infusion day {each.day}, {printed_date(each.date)}" for each in infusions[1:]
    ]
    return tuple(
        _day(case, infusion, line, next_dose)
        for infusion, line, next_dose in zip(
            infusions, lines, (*following, _next_cycle(case)), strict=True
        )
    )


def _day(case: ReadyCase, infusion: Infusion, line: MedicationLine, next_dose: str) -> DayPage:
    words = case.subject.protocol.checklist
    checks = wording.words_of(words.before)
    return DayPage(
        heading=f"{line.day}, {line.date}",
        medication=line,
        limit=f"{line.creatinine_limit} or less" if line.has_creatinine_limit else NO_BASELINE,
        checks=tuple(itertools.zip_longest(checks[::2], checks[1::2], fillvalue="")),
        grid=grid(infusion, words, case.patient.planned_start),
        after=wording.words_of(words.after),
        next_dose=next_dose,
    )
