"""What ``run --format json`` says: what was published and found, by row and cell, never a value.

A nightly run's output ends where others read it, so this holds no more than its text does: no
hospital number, and of a finding that is confidential neither code nor cell.
"""

from collections.abc import Mapping, Sequence

from orderset.batch.lists import JudgedList
from orderset.batch.run import Published
from orderset.batch.watching import Watcher
from orderset.documents.case import Case
from orderset.dosing.authorisation import all_definitions
from orderset.findings import Finding, workbook_definitions


RUN_SCHEMA = "orderset/run/1"
CONFIDENTIAL = "confidential"


def run_json(watcher: Watcher, exit_code: int, fault: str = "") -> dict[str, object]:
    """Return what became of a run as plain data; ``fault`` is what ended it before its time."""
    return {
        "schema": RUN_SCHEMA,
        "exit_code": exit_code,
        "fault": fault,
        "workbooks": [
            *(_unread(each) for each in watcher.unread),
            *(_answered(each) for each in watcher.published),
        ],
        "told": watcher.told,
    }


def _unread(judged: JudgedList) -> Mapping[str, object]:
    return {
        "workbook": judged.name,
        "sha256": judged.source.sha256 if judged.source else None,
        "state": "unreadable",
        "folder": None,
        "all_ready": False,
        "findings": _addresses(judged.findings),
        "patients": [],
    }


def _answered(published: Published) -> Mapping[str, object]:
    judged = published.judged
    if published.folder is None:
        return _unread(judged)
    return {
        "workbook": judged.name,
        "sha256": judged.source.sha256 if judged.source else None,
        "state": "published" if published.is_new else "unchanged",
        "folder": str(published.folder),
        "all_ready": published.is_all_ready,
        "findings": _addresses(judged.findings),
        "patients": [_patient(each) for each in published.cases],
    }


def _patient(case: Case) -> Mapping[str, object]:
    return {
        "row": case.entry.row,
        "document_id": case.document_id,
        "outcome": str(case.judgement.outcome),
        "findings": _addresses(case.judgement.findings, _confidential_codes(case)),
    }


def _confidential_codes(case: Case) -> frozenset[str]:
    definitions = all_definitions(case.subject) if case.subject else workbook_definitions()
    return frozenset(code for code, each in definitions.items() if each.confidential)


def _addresses(
    findings: Sequence[Finding], confidential: frozenset[str] = frozenset()
) -> list[Mapping[str, object]]:
    return [
        {"code": CONFIDENTIAL, "action": str(each.action), "where": None}
        if each.code in confidential
        else {
            "code": each.code,
            "action": str(each.action),
            "where": str(each.where) if each.where else None,
        }
        for each in findings
    ]
