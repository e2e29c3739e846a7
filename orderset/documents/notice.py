"""The notice of a patient who is not ready: why not, what would lift it, and who decides.

Nobody may prepare from a notice, so no dose, volume or rate of the planned infusion stands on it.
Source: clinical.md A1; printing.md ORD-15.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from orderset.dates import printed_date
from orderset.documents import wording
from orderset.documents.ahead import (
    LIFTED_BY_A_DATE,
    Ahead,
    ahead_figures,
    ahead_in_words,
    ahead_of,
)
from orderset.documents.authorising import Authorising, authorising_of
from orderset.documents.case import Case
from orderset.documents.document import Banner, Barcode, Document, Kind
from orderset.documents.reasons import (
    LINE_MM,
    OTHER_SHEET_MM,
    Reason,
    height_mm,
    lines_of,
    reasons_of,
    sheets_of,
)
from orderset.dosing.ahead import CyclesAhead
from orderset.dosing.authorisation import all_definitions
from orderset.dosing.plan import CyclePlan
from orderset.dosing.situation import Subject
from orderset.findings import Action, Finding, Outcome


HEADINGS = {Outcome.WITHHELD: "Do not give", Outcome.REFERRED: "Decision needed"}
STANDING = "Not a prescription. Nothing may be prepared or given from this page."
IF_LIFTED_BY_DATE = "Plan a new day 1 on this day or later; everything is checked again."
IF_OTHERS_ARE_LIFTED = "Only if every other reason has been lifted by then."
FOR_STAFF = "For staff. Not to be left where others can read it."

FIRST_SHEET_MM = 142.0
"""What the first sheet has for all that is below; the patient above, signatures below."""

EARLIEST_MM, BESIDE_MM, AUTHORISING_MM = 17.0, 9.0, 30.0
NOTE_LINE_MM, MOST_NOTE_LINES = 9.0, 6
AHEAD_HEAD_MM, AHEAD_LINE_MM, AHEAD_ROW_MM = 9.0, 5.2, 6.4
"""The cycles ahead: the bar with the space around it, a line, and a row of the table."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the notice: its heading, which reasons it holds, the reasons, what fits when.

    ``told`` is empty on a page without reasons, ``ahead`` is None on all pages but one.
    """

    heading: str
    told: str
    reasons: tuple[Reason, ...]
    ahead: Ahead | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class NoticeContent:
    """What stands on the notice. ``earliest`` is empty when no date is known."""

    sheets: tuple[Sheet, ...]
    planned: str
    hospital: str
    ward: str
    consultant: str
    contact: str
    banner: Banner
    earliest: str
    earliest_if: str
    beside: tuple[str, ...]
    authorising: Authorising | None
    signatories: tuple[str, ...]
    note_lines: tuple[str, ...]
    for_staff: str
    standing: str
    footer: str


def notice(case: Case) -> Document:
    """Return the notice of a patient who is withheld or referred.

    Raises:
        ValueError: the case is ready or returned, so there is no notice.
    """
    subject, plan, outcome = case.subject, case.judgement.plan, case.judgement.outcome
    if subject is None or plan is None or outcome not in HEADINGS:
        message = f"a {outcome} case has no notice"
        raise ValueError(message)
    document_id = f"{case.document_id}-N"
    ahead = ahead_of(case)
    content = _content(case, subject, plan, document_id, ahead)
    return Document(
        kind=Kind.NOTICE,
        document_id=document_id,
        title=f"Notice {document_id}",
        page_width_mm="210",
        page_height_mm="297",
        pages=len(content.sheets),
        watermarks=wording.watermarks(subject.protocol, subject.patient.nhs_number),
        required_text=tuple(
            wording.found_as(each)
            for each in (*_required(content), *wording.version_texts(case, len(content.sheets)))
        ),
        barcodes=(Barcode("notice", document_id, f"DataMatrix of notice {document_id}"),),
        content=content,
        figures=ahead_figures(ahead, _page_of_ahead(content)) if ahead else (),
        version=case.version,
        replaces=case.replaces,
    )


def _page_of_ahead(content: NoticeContent) -> int:
    return next(n for n, each in enumerate(content.sheets, start=1) if each.ahead)


def _content(
    case: Case, subject: Subject, plan: CyclePlan, document_id: str, ahead: CyclesAhead | None
) -> NoticeContent:
    patient, findings = subject.patient, case.judgement.findings
    outcome = case.judgement.outcome
    stopping = _stopping(findings)
    earliest = ahead.earliest_full_cycle_on if ahead else None
    is_lifted_by_date = all(each.code in LIFTED_BY_A_DATE for each in stopping)
    beside = tuple(_beside(findings, subject))
    authorising = authorising_of(findings, subject, outcome)
    room_mm = _room_mm(earliest, beside, authorising)
    sheets = _with_ahead(
        _sheets(HEADINGS[outcome], reasons_of(stopping, subject, plan), room_mm),
        ahead_in_words(subject, ahead, findings) if ahead else None,
        room_mm,
    )
    return NoticeContent(
        sheets=sheets,
        planned=(
            f"{subject.protocol.medicine.name}, cycle {patient.cycle_number}, "
            f"day 1 planned for {wording.whole_date(patient.day_1)}"
        ),
        hospital=subject.site.hospital,
        ward=patient.ward,
        consultant=patient.consultant,
        contact=patient.contact or wording.NOT_RECORDED,
        banner=wording.banner_of(patient),
        earliest=f"Earliest day 1 is {wording.whole_date(earliest)}" if earliest else "",
        earliest_if=IF_LIFTED_BY_DATE if is_lifted_by_date else IF_OTHERS_ARE_LIFTED,
        beside=beside,
        authorising=authorising,
        signatories=_signatories(outcome),
        note_lines=_note_lines(room_mm, sheets[0]),
        for_staff=FOR_STAFF,
        standing=STANDING,
        footer=wording.footer(document_id, case.version, subject.protocol, case.provenance),
    )


def _room_mm(
    earliest: dt.date | None, beside: Sequence[str], authorising: Authorising | None
) -> float:
    """Return how much of the first sheet is left for reasons."""
    room_mm = FIRST_SHEET_MM
    if earliest:
        room_mm -= EARLIEST_MM
    if beside:
        room_mm -= BESIDE_MM + LINE_MM * sum(lines_of(each) for each in beside)
    if authorising:
        codes = "; ".join(authorising.fields[0].write)
        room_mm -= AUTHORISING_MM + LINE_MM * 2 * lines_of(codes)
    return room_mm


def _note_lines(room_mm: float, sheet: Sheet) -> tuple[str, ...]:
    """Return lines to write on, as many as the first sheet has room for."""
    return ("",) * min(MOST_NOTE_LINES, int((room_mm - _taken_mm(sheet)) / NOTE_LINE_MM))


def _taken_mm(sheet: Sheet) -> float:
    """Return how much of a sheet its reasons and the cycles ahead take."""
    ahead_mm = _ahead_mm(sheet.ahead) if sheet.ahead else 0.0
    return sum(height_mm(each) for each in sheet.reasons) + ahead_mm


def _ahead_mm(ahead: Ahead) -> float:
    """Return how high the cycles ahead stand on paper, rather too much than too little."""
    table_mm = AHEAD_ROW_MM * (len(ahead.rows) + 1) if ahead.rows else 0.0
    lines = sum(lines_of(each) for each in (*ahead.lines, ahead.standing))
    return AHEAD_HEAD_MM + AHEAD_LINE_MM * lines + table_mm


def _with_ahead(
    sheets: tuple[Sheet, ...], ahead: Ahead | None, first_sheet_mm: float
) -> tuple[Sheet, ...]:
    """Put the cycles ahead below the last reason, or on a sheet of its own where that is full."""
    if ahead is None:
        return sheets
    *before, last = sheets
    room_mm = OTHER_SHEET_MM if before else first_sheet_mm
    if _taken_mm(last) + _ahead_mm(ahead) <= room_mm:
        return (*before, dataclasses.replace(last, ahead=ahead))
    return (*sheets, Sheet(last.heading, "", (), ahead))


def _stopping(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return what stops the infusion, a withhold before what can be decided."""
    return tuple(
        each
        for action in (Action.WITHHOLD, Action.REFER)
        for each in findings
        if each.effective_action is action
    )


def _sheets(heading: str, reasons: Sequence[Reason], room_mm: float) -> tuple[Sheet, ...]:
    """Divide the reasons over as many sheets as they need."""
    sheets, first = [], 1
    for held in sheets_of(reasons, room_mm):
        last = first + len(held) - 1
        several = f"Reasons {first} to {last} of {len(reasons)}"
        told = several if len(held) > 1 else f"Reason {first} of {len(reasons)}"
        sheets.append(Sheet(heading, told, held))
        first = last + 1
    return tuple(sheets)


def _beside(findings: Sequence[Finding], subject: Subject) -> Iterator[str]:
    """Yield in a few words what does not stop the infusion; never a number of the plan."""
    definitions = all_definitions(subject)
    told: dict[str, str] = {}
    for each in findings:
        title = wording.kept(definitions[each.code].title)
        if each.authorised:
            on = dt.date.fromisoformat(each.authorised.on)
            told[each.code] = f"Authorised by {each.authorised.by}, {printed_date(on)}: {title}"
        elif each.effective_action in {Action.CAUTION, Action.NOTE}:
            word = each.effective_action.value.capitalize()
            told.setdefault(each.code, f"{word}: {title}")
    yield from told.values()


def _signatories(outcome: Outcome) -> tuple[str, ...]:
    if outcome is Outcome.REFERRED:
        return ("Consultant", "Pharmacist")
    return ("Consultant told by", "Patient and ward told by")


def _required(content: NoticeContent) -> tuple[str, ...]:
    """Return what must be found whole, as often as it must stand there."""
    pages = len(content.sheets)
    said = [
        *wording.banner_texts(content.banner) * pages,
        *(content.standing, content.footer) * pages,
        *(f"Page {page + 1} of {pages}" for page in range(pages)),
        content.planned,
        *content.beside,
    ]
    if content.earliest:
        said += [content.earliest, content.earliest_if]
    for sheet in content.sheets:
        said += [sheet.heading, *([sheet.told] if sheet.told else [])]
        said += sheet.ahead.texts if sheet.ahead else ()
        said += [text for reason in sheet.reasons for text in reason.texts]
    if content.authorising:
        said += [each.heading for each in content.authorising.fields]
        said += [text for each in content.authorising.fields for text in each.write]
    return tuple(said)
