"""One workbook read, parsed and judged: what ``check`` reports and ``run`` prints from."""

import dataclasses
import datetime as dt
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from orderset.batch.identity import content_of, digest, first_id
from orderset.batch.reading import read_files
from orderset.dates import printed_date
from orderset.documents.case import Case, Provenance
from orderset.dosing.lists import JudgedEntry, defective, first_expired_day_1, judge_list
from orderset.dosing.situation import check_site
from orderset.errors import SettingsError
from orderset.findings import Action, CellRef, Finding, workbook_finding
from orderset.patients.defects import defect_finding
from orderset.patients.entry import Entry
from orderset.patients.fields import Undrawable
from orderset.patients.intake import take_in
from orderset.processes.executor import Executor
from orderset.protocol.loading import LoadedProtocol, load_protocol
from orderset.settings import SiteSettings, load_site_settings
from orderset.workbook.columns import READ_ME_SHEET
from orderset.workbook.content import WorkbookContent
from orderset.workbook.opening import OpenedFile
from orderset.workbook.shown import shown_file_name
from orderset.workbook.source import SourceFile


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """What a run works by: protocol, site settings, and the day it takes for today."""

    loaded: LoadedProtocol
    site: SiteSettings
    today: dt.date
    undrawable: Undrawable

    @property
    def provenance(self) -> Provenance:
        """The versions and hashes that documents carry."""
        return Provenance(software_version(), self.loaded.sha256)


@dataclasses.dataclass(frozen=True, slots=True)
class JudgedList:
    """One workbook with every patient judged. ``usable`` is false when a finding stopped it."""

    source: SourceFile | None
    name: str
    usable: bool
    cases: tuple[Case, ...]
    findings: tuple[Finding, ...]

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Everything found, those of the workbook first."""
        of_cases = (found for case in self.cases for found in case.judgement.findings)
        return (*self.findings, *of_cases)

    @property
    def is_all_ready(self) -> bool:
        """Whether every patient is ready and nothing else goes back to the sender."""
        return all(case.judgement.outcome.is_ready for case in self.cases) and not any(
            each.action is Action.RETURN for each in self.findings
        )


def software_version() -> str:
    """Return the version of this software."""
    return importlib.metadata.version("orderset")


def load_rules(
    site_path: Path | None,
    protocol_path: Path | None,
    *,
    today: dt.date,
    undrawable: Undrawable,
) -> Rules:
    """Load what a run works by.

    Raises:
        SettingsError: the protocol or the settings cannot be used, or do not fit each other.
    """
    loaded, site = load_protocol(protocol_path), load_site_settings(site_path)
    check_site(loaded.rules, site)
    return Rules(loaded, site, today, undrawable)


def refused_unread(name: str, found: Finding) -> JudgedList:
    """Return the answer to a file or folder that was not opened at all."""
    return JudgedList(None, name, usable=False, cases=(), findings=(found,))


def judge_workbooks(
    paths: Sequence[Path], rules: Rules, executor: Executor
) -> Iterator[JudgedList]:
    """Read workbooks and judge everyone in them, in the order given.

    Bad data is findings, never an exception; so is a fault of ours.

    Args:
        paths: the files.
        rules: what they are judged by.
        executor: where each file is read; what it holds is judged here.

    Raises:
        OrdersetError: nothing can be read here, whatever the file.
    """
    # A name stands on the summary and in the batch: one that no font can draw would stop both.
    names = [shown_file_name(each, rules.undrawable(each.name)) for each in paths]
    for opened in read_files(paths, names, rules.site.heading_aliases, executor):
        yield _judged_or_defect(opened, rules)


def _judged_or_defect(opened: OpenedFile, rules: Rules) -> JudgedList:
    """Judge one file; a fault of ours that belongs to no row costs this file alone."""
    source, content = opened.source, opened.content
    findings = content.findings
    if source is not None and content.usable:
        try:
            return _judged(source, content, rules)
        except Exception as error:  # noqa: BLE001 - one workbook's fault must not end the others
            where, doing = CellRef(content.name), "the rows were compared"
            findings = (*findings, defect_finding(error, where, doing))
    return JudgedList(source, content.name, usable=False, cases=(), findings=findings)


def _judged(source: SourceFile, content: WorkbookContent, rules: Rules) -> JudgedList:
    intake = take_in(content, today=rules.today, undrawable=rules.undrawable)
    cases = cases_of(intake.entries, rules, rules.provenance, source.sha256)
    findings = (*_other_protocol(content, rules), *intake.findings)
    return JudgedList(source, source.name, usable=True, cases=cases, findings=findings)


def cases_of(
    entries: Sequence[Entry], rules: Rules, provenance: Provenance, source_sha256: str = ""
) -> tuple[Case, ...]:
    """Judge the rows of one list, together: they are compared with each other."""
    return tuple(
        _case(each, rules, provenance, source_sha256)
        for each in judge_list(entries, rules.loaded, rules.site)
    )


def _case(judged: JudgedEntry, rules: Rules, provenance: Provenance, source_sha256: str) -> Case:
    """Return a case with its document id; a fault of ours in that costs this row alone."""
    try:
        content = content_of(judged, rules.site, provenance)
    except Exception as error:  # noqa: BLE001 - one patient's fault must not end the batch
        judged = defective(judged.entry, error, "the document id was made")
        content = digest((source_sha256, judged.entry.row))
    return Case(
        entry=judged.entry,
        subject=judged.subject,
        judgement=judged.judgement,
        document_id=first_id(content),
        provenance=provenance,
        content=content,
    )


def _other_protocol(content: WorkbookContent, rules: Rules) -> Iterator[Finding]:
    """Say when the workbook was made for another protocol than the one in use."""
    protocol_id = rules.loaded.rules.id
    if content.protocol_id not in {None, protocol_id}:
        yield workbook_finding(
            "protocol-differs",
            f"The workbook was made for the protocol {content.protocol_id}; "
            f"{protocol_id} is in use.",
            where=CellRef(content.name, READ_ME_SHEET),
            found=str(content.protocol_id),
            expected=protocol_id,
        )


def check_not_expired(lists: Sequence[JudgedList], rules: Rules) -> None:
    """Check that no planned day 1 lies after the protocol's review date, nor today.

    Raises:
        SettingsError: one does; rules past their review date are not used.
    """
    review_date = rules.loaded.rules.review_by
    told = f"The protocol is to be reviewed by {printed_date(review_date)}"
    hint = "Have the committee review it and set a new review date."
    if rules.today > review_date:
        message = f"protocol-expired: {told}. {hint}"
        raise SettingsError(message)
    for number, each in enumerate(lists, 1):
        late = first_expired_day_1(
            [case.entry for case in each.cases if case.subject is not None], review_date
        )
        if late is not None and late.day_1 is not None:
            message = (
                f"protocol-expired: {told}, before day 1 of workbook {number} of {len(lists)}, "
                f"{late.where} ({printed_date(late.day_1)}). {hint}"
            )
            raise SettingsError(message)


Progress = Callable[[str], None]
"""Told in plain words what has just been finished; never a name or a number of a patient."""
