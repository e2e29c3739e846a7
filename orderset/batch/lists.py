"""One workbook read, parsed and judged: what ``check`` reports and ``run`` prints from."""

import dataclasses
import datetime as dt
import importlib.metadata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from orderset.batch.identity import document_id
from orderset.dates import printed_date
from orderset.documents.case import Case, Provenance
from orderset.dosing.lists import first_expired_day_1, judge_list
from orderset.dosing.situation import check_presentation
from orderset.errors import SettingsError
from orderset.findings import Action, CellRef, Finding, workbook_finding
from orderset.patients.fields import Undrawable
from orderset.patients.intake import take_in
from orderset.protocol.loading import LoadedProtocol, load_protocol
from orderset.settings import SiteSettings, load_site_settings
from orderset.workbook.columns import READ_ME_SHEET
from orderset.workbook.content import WorkbookContent
from orderset.workbook.reader import read_source_file
from orderset.workbook.source import SourceFile, read_source, shown_name


LISTS_BY_NAME = frozenset(
    {
        *(".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm", ".xlam", ".xls", ".xlt"),
        *(".ods", ".fods", ".ots", ".csv", ".numbers"),
    }
)
"""What a spreadsheet's name ends with: only .xlsx can be read, and of the others it is said so."""

LOCK_FILE_PREFIX = "~$"


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
    check_presentation(loaded.rules, site)
    return Rules(loaded, site, today, undrawable)


def workbooks_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files given, and of the folders given every spreadsheet, in order of name.

    A list that cannot be read is never passed over in silence, whatever its kind. The lock files
    that a spreadsheet program leaves beside an open workbook are passed over.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        try:
            inside = sorted(path.iterdir())
        except OSError:
            yield path  # reading it says why
            continue
        for found in inside:
            is_list = found.suffix.casefold() in LISTS_BY_NAME
            if is_list and not found.name.startswith(LOCK_FILE_PREFIX):
                yield found


def judge_workbook(path: Path, rules: Rules) -> JudgedList:
    """Read one workbook and judge everyone in it. Bad data is findings, never an exception."""
    source = read_source(path)
    if isinstance(source, Finding):
        return JudgedList(None, shown_name(path), usable=False, cases=(), findings=(source,))
    content = read_source_file(source, rules.site.heading_aliases)
    if not content.usable:
        return JudgedList(source, source.name, usable=False, cases=(), findings=content.findings)
    return _judged(source, content, rules)


def _judged(source: SourceFile, content: WorkbookContent, rules: Rules) -> JudgedList:
    intake = take_in(content, today=rules.today, undrawable=rules.undrawable)
    provenance = rules.provenance
    cases = tuple(
        Case(
            entry=each.entry,
            subject=each.subject,
            judgement=each.judgement,
            document_id=document_id(each, rules.site, provenance),
            provenance=provenance,
        )
        for each in judge_list(intake.entries, rules.loaded, rules.site)
    )
    findings = (*_other_protocol(content, rules), *intake.findings)
    return JudgedList(source, source.name, usable=True, cases=cases, findings=findings)


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
    review_date = rules.loaded.rules.review_date
    told = f"The protocol is to be reviewed by {printed_date(review_date)}"
    hint = "Have the committee review it and set a new review date."
    if rules.today > review_date:
        message = f"protocol-expired: {told}. {hint}"
        raise SettingsError(message)
    for each in lists:
        late = first_expired_day_1(
            [case.entry for case in each.cases if case.subject is not None], review_date
        )
        if late is not None and late.day_1 is not None:
            message = (
                f"protocol-expired: {told}, before day 1 of {each.name}, {late.where} "
                f"({printed_date(late.day_1)}). {hint}"
            )
            raise SettingsError(message)


Progress = Callable[[str], None]
"""Told in plain words what has just been finished; never a name or a number of a patient."""
