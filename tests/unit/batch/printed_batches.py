"""A small list printed for real and staged, to be broken in the ways that the rules forbid."""

import copy
import dataclasses
import datetime as dt
import shutil
from collections.abc import Sequence
from pathlib import Path

from orderset.batch.lists import JudgedList, Rules, load_rules
from orderset.batch.printed_case import PrintedCase
from orderset.batch.printing import Printing, limits_of, print_cases, stage_packs
from orderset.batch.release import StagedBatch
from orderset.batch.summing_up import batch_summary, manifest_facts, stage_index, stage_overview
from orderset.delivery import Staging
from orderset.documents.case import Case
from orderset.documents.document import Kind
from orderset.processes.executor import InProcess
from orderset.rendering.fonts import undrawable
from orderset.rendering.templates import OWN_SOURCES
from tests.unit.documents.judged_cases import worked


NAME = "2026-12-07-list-7f3a9c21"


def rules_of(*documents: Kind) -> Rules:
    """Return the shipped rules for a site that prints these kinds."""
    rules = load_rules(None, None, today=dt.date(2026, 12, 7), undrawable=undrawable)
    chosen = tuple(str(each) for each in documents)
    return dataclasses.replace(rules, site=rules.site.model_copy(update={"documents": chosen}))


def listed(case_id: str, row: int, name: str) -> Case:
    """Return a worked case as a row of a list: with numbers and an id of its own."""
    case = worked(
        case_id,
        row,
        family_name=name,
        hospital_number=f"H{row}",
        nhs_number=("9990000018", "9990000026", "9990000034", "9990000042")[row % 4],
    )
    return dataclasses.replace(case, document_id=f"OS1-{row:010X}")


def three_patients() -> list[Case]:
    """Return two who are ready and one who is withheld."""
    return [listed("C01", 2, "First"), listed("C10", 3, "Withheld"), listed("C02", 4, "Second")]


def printing_of(
    rules: Rules, dates: frozenset[dt.date] | None = None, *, archive: bool = False
) -> Printing:
    """Return a way to print in this process."""
    limits = limits_of(rules, 1)
    return Printing(rules, dates, limits, OWN_SOURCES, InProcess(), archive=archive)


def printed_in(
    folder: Path, cases: Sequence[Case], rules: Rules, *, archive: bool = False
) -> tuple[Staging, tuple[PrintedCase, ...]]:
    """Print cases and stage their files, and no more."""
    staging = Staging(folder, NAME)
    staging.folder.mkdir(parents=True)
    return staging, print_cases(cases, staging, printing_of(rules, archive=archive), lambda _: None)


def staged_in(folder: Path, cases: Sequence[Case], rules: Rules) -> StagedBatch:
    """Stage a whole batch, as a run does before it publishes."""
    staging, printed = printed_in(folder, cases, rules)
    printing = printing_of(rules)
    judged = JudgedList(None, "list.xlsx", usable=True, cases=tuple(cases), findings=())
    stage_packs(printed, staging, printing)
    batch = batch_summary(judged, NAME, printed, printing)
    stage_overview(batch, staging, printing)
    stage_index(batch, printed, staging, printing)
    facts = manifest_facts(judged, NAME, printed, printing, batch, is_all_ready=False)
    facts["workbook"]["sha256"] = "ab" * 32
    return StagedBatch(len(cases), printed, batch, staging, facts)


def copied(batch: StagedBatch, folder: Path) -> StagedBatch:
    """Return a copy that may be broken."""
    staging = Staging(folder, NAME)
    shutil.copytree(batch.staging.folder, staging.folder)
    staging.files = dict(batch.staging.files)
    return dataclasses.replace(batch, staging=staging, facts=copy.deepcopy(batch.facts))


def replace_file(batch: StagedBatch, path: str, content: bytes, pages: int | None = None) -> None:
    """Put another content in a staged file's place, listed as if it were meant."""
    before = batch.staging.files.get(path)
    (batch.staging.folder / path).unlink(missing_ok=True)
    batch.staging.write(path, content, pages if pages is not None or not before else before.pages)
