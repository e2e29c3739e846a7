"""The cover of a batch: what came in, what came out, who is not ready and why, what to pick.

Unlike a patient's documents it may name the workbook, its rows and its cells.
Source: contract.md section 4; printing.md BAT-01.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from orderset.dates import printed_date
from orderset.documents import wording
from orderset.documents.case import Case, Provenance, ReadyCase, ready_case
from orderset.documents.document import Document, Kind
from orderset.documents.patient_line import FAILED, OUTCOME_WORDS, PatientLine, patient_lines
from orderset.documents.pick_list import PickList, pick_list
from orderset.documents.pulling import (
    ABSENT,
    PULL,
    Absent,
    AbsentLine,
    PullLine,
    Replaced,
    absent_lines,
    pull_lines,
)
from orderset.documents.tally import Tally, in_and_out, tallies
from orderset.findings import Finding, Outcome
from orderset.protocol.schema import Protocol
from orderset.settings import SiteSettings


TITLE = "Summary of the list"
STANDING = "Not a prescription. Prepare only from a signed order set and its worksheet."
NO_INFUSION = "No infusion of a patient who is ready falls on these dates."

_GROUPS = (
    (OUTCOME_WORDS[Outcome.RETURNED], "Returned: correct the workbook and send it again"),
    (OUTCOME_WORDS[Outcome.WITHHELD], "Withheld: do not give"),
    (OUTCOME_WORDS[Outcome.REFERRED], "Referred: a decision is needed"),
    (FAILED, "Not printed: the documents could not be made"),
)
"""Those who are not ready, by what has to be done about it."""


@dataclasses.dataclass(frozen=True, slots=True)
class BatchSummary:
    """One list after judging and printing.

    ``run_date`` is printed only where no day 1 could be read, so that a later run of the same
    list gives the same paper. ``dates`` are the infusion dates the pick list is for, None for
    all. ``failed`` says for a row why its documents could not be made. ``replaced`` are the papers
    that the list takes the place of, ``absent`` who stood in an earlier list of the workbook.
    """

    workbook_name: str
    batch_name: str
    run_date: dt.date
    cases: Sequence[Case]
    workbook_findings: Sequence[Finding]
    provenance: Provenance
    protocol: Protocol
    site: SiteSettings
    dates: frozenset[dt.date] | None
    failed: Mapping[int, str]
    replaced: Sequence[Replaced] = ()
    absent: Sequence[Absent] = ()

    @property
    def is_all_test(self) -> bool:
        """Whether every patient of the list is a test patient."""
        return bool(self.cases) and all(each.is_test for each in self.lines)

    @property
    def lines(self) -> tuple[PatientLine, ...]:
        """The rows in the list's order."""
        return patient_lines(self.cases, self.failed)

    @property
    def pulls(self) -> tuple[PullLine, ...]:
        """What must be pulled from the trolley."""
        return pull_lines(self.replaced, self.cases, self.lines)

    @property
    def absent_lines(self) -> tuple[AbsentLine, ...]:
        """Who stood in an earlier list of the same workbook and does not in this one."""
        return absent_lines(self.absent)

    @property
    def days(self) -> str:
        """The days 1 of the list, or the day of the run when none could be read."""
        known = sorted({each.entry.day_1 for each in self.cases if each.entry.day_1})
        if not known:
            return f"Run on {printed_date(self.run_date)}"
        if len(known) == 1:
            return f"Day 1 on {printed_date(known[0])}"
        return f"Day 1 from {printed_date(known[0])} to {printed_date(known[-1])}"

    @property
    def watermarks(self) -> tuple[str, ...]:
        """What stands across every page; TEST only where no real patient is in the list."""
        known = wording.watermarks(self.protocol, None)
        return (*known, wording.TEST_PATIENT) if self.is_all_test else known


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Those who are not ready for one kind of reason."""

    heading: str
    told: str
    lines: tuple[PatientLine, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class WorkbookRemark:
    """One finding on the workbook as a whole."""

    where: str
    action: str
    message: str
    to_do: str


@dataclasses.dataclass(frozen=True, slots=True)
class Fact:
    """One line on what made this batch."""

    name: str
    value: str


@dataclasses.dataclass(frozen=True, slots=True)
class SummaryContent:
    """What stands on the summary."""

    title: str
    days: str
    hospital: str
    workbook_name: str
    tallies: tuple[Tally, ...]
    in_and_out: str
    pull_heading: str
    pulls_told: str
    pulls: tuple[PullLine, ...]
    absent_heading: str
    absent: tuple[AbsentLine, ...]
    not_ready: tuple[Group, ...]
    lines: tuple[PatientLine, ...]
    pick_heading: str
    pick_list: PickList
    no_infusion: str
    remarks: tuple[WorkbookRemark, ...]
    facts: tuple[Fact, ...]
    standing: str
    footer: str


def summary(batch: BatchSummary) -> Document:
    """Return the summary of a batch."""
    content = _content(batch)
    return Document(
        kind=Kind.SUMMARY,
        document_id=batch.batch_name,
        title=f"Summary {batch.batch_name}",
        page_width_mm="210",
        page_height_mm="297",
        pages=None,
        watermarks=batch.watermarks,
        required_text=tuple(wording.found_as(each) for each in _required(content)),
        barcodes=(),
        content=content,
    )


def _content(batch: BatchSummary) -> SummaryContent:
    lines = batch.lines
    counts = Counter(each.outcome for each in lines)
    pulls = batch.pulls
    return SummaryContent(
        title=TITLE,
        days=batch.days,
        hospital=batch.site.hospital,
        workbook_name=batch.workbook_name,
        tallies=tallies(counts),
        in_and_out=in_and_out(counts),
        pull_heading=PULL,
        pulls_told=wording.count(len(pulls), "patient", "patients"),
        pulls=pulls,
        absent_heading=ABSENT,
        absent=batch.absent_lines,
        not_ready=_not_ready(lines),
        lines=lines,
        pick_heading=pick_heading(batch.dates),
        pick_list=pick_list(printed_cases(batch), batch.dates),
        no_infusion=NO_INFUSION,
        remarks=workbook_remarks(batch),
        facts=facts(batch),
        standing=STANDING,
        footer=(
            f"{batch.batch_name}   {wording.protocol_named(batch.protocol, batch.provenance)}   "
            f"orderset {batch.provenance.software_version}"
        ),
    )


def printed_cases(batch: BatchSummary) -> tuple[ReadyCase, ...]:
    """Return who is ready and has documents, in the list's order."""
    return tuple(
        ready
        for case, line in zip(batch.cases, batch.lines, strict=True)
        if line.is_ready and (ready := ready_case(case))
    )


def _not_ready(lines: Sequence[PatientLine]) -> tuple[Group, ...]:
    groups = []
    for outcome, heading in _GROUPS:
        held = tuple(each for each in lines if each.outcome == outcome)
        if held:
            told = wording.count(len(held), "patient", "patients")
            groups.append(Group(heading, told, held))
    return tuple(groups)


def pick_heading(dates: frozenset[dt.date] | None) -> str:
    """Say which dates the pick list is for."""
    if dates is None:
        return "Pick list, all infusion dates"
    return f"Pick list for {', '.join(printed_date(each) for each in sorted(dates))}"


def workbook_remarks(batch: BatchSummary) -> tuple[WorkbookRemark, ...]:
    """Return what was found in the workbook as a whole."""
    return tuple(_remark(each) for each in batch.workbook_findings)


def _remark(found: Finding) -> WorkbookRemark:
    return WorkbookRemark(
        where=str(found.where) if found.where else "",
        action=found.action.value.capitalize(),
        message=wording.kept(found.message),
        to_do=wording.kept(found.hint),
    )


def facts(batch: BatchSummary) -> tuple[Fact, ...]:
    """Return what made the batch."""
    protocol, site = batch.protocol, batch.site
    strength = wording.amount(site.strength_mg_per_ml, "mg per mL")
    return (
        Fact("Workbook", batch.workbook_name),
        Fact("Batch", batch.batch_name),
        Fact("Protocol", f"{protocol.id} version {protocol.version}, {protocol.title}"),
        Fact("Protocol file, SHA-256", batch.provenance.protocol_sha256),
        Fact("Approval", wording.approval_told(protocol)),
        Fact("Review date", wording.whole_date(protocol.review_by)),
        Fact("Owner", protocol.owner_role),
        Fact("Vial in use", f"{wording.amount(site.vial_mg, 'mg')}, {strength}"),
        Fact("Software", f"orderset {batch.provenance.software_version}"),
    )


def _required(content: SummaryContent) -> tuple[str, ...]:
    """Return what must be found whole."""
    said = [content.title, content.days, content.in_and_out, content.pick_heading]
    if content.pulls:
        said += [content.pull_heading, *(text for each in content.pulls for text in each.texts)]
    if content.absent:
        said += [content.absent_heading, *(text for each in content.absent for text in each.texts)]
    for line in content.lines:
        said += [line.name, line.born, line.nhs_number, line.hospital_number, line.outcome]
    for day in content.pick_list.days:
        said += [day.date, *(text for line in day.lines for text in (line.vials, line.bag))]
        said += day.totals
    return (*said, *content.pick_list.totals)
