"""Order set and checklist as PDF/UA-1: what a checker finds, and what it cannot check by itself.

``pdfua`` decides 16 of the 106 rules of PDF/UA-1. It is no proof of conformance. One of its rules
fails on arrays with this pikepdf, and one does not see how WeasyPrint names a cell's headers:
both are named here, so that neither is taken for a pass, and both are checked here by hand.
"""

import functools
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdfua import Confidence, Report, default_registry, validate

from orderset.documents.checklist import checklist
from orderset.documents.order_set import order_set
from orderset.rendering.pdf import render
from orderset.rendering.templates import load_templates
from tests.unit.documents.judged_cases import worked_ready


MAKERS = {"order-set": order_set, "monitoring-checklist": checklist}
EVERY = [(kind, case_id) for kind in MAKERS for case_id in ("C01", "C02", "C07")]

EMPTY_HEADINGS = "UA-14-001"
"""Skipped: it asks an array for a key. ``test_no_heading_is_empty`` stands in for it."""

HEADERS_BY_SCOPE = "UA-15-003"
"""Looks for /Scope or /Headers on header cells alone; ours stand on the data cells.
``test_every_data_cell_names_its_headers`` stands in for it."""

ALL_RULES = {
    "UA-01-002",
    "UA-01-003",
    "UA-01-005",
    "UA-06-001",
    "UA-07-001",
    "UA-07-002",
    "UA-13-004",
    "UA-14-001",
    "UA-15-003",
    "UA-18-001",
    "UA-18-005",
    "UA-28-004",
}


@functools.cache
def printed(kind: str, case_id: str) -> bytes:
    return render(MAKERS[kind](worked_ready(case_id)), load_templates())


def checked(pdf: bytes, folder: Path) -> Report:
    path = folder / "checked.pdf"
    path.write_bytes(pdf)
    return validate(str(path))


@pytest.mark.parametrize(("kind", "case_id"), EVERY)
def test_nothing_certain_is_found_and_what_was_skipped_is_known(
    kind: str, case_id: str, tmp_path: Path
) -> None:
    report = checked(printed(kind, case_id), tmp_path)
    assert [each for each in report.findings if each.confidence is Confidence.CERTAIN] == []
    assert {each.rule_id for each in report.findings} <= {HEADERS_BY_SCOPE}
    assert {each.rule_id for each in report.outcomes} == ALL_RULES
    assert [each.rule_id for each in report.skipped] == [EMPTY_HEADINGS]
    reason = report.skipped[0].skipped_reason or ""
    assert "ValueError" in reason, "another reason than the known one: look at it anew"


def test_the_checker_has_the_rules_that_are_counted_on() -> None:
    assert {rule.id for rule in default_registry()} == ALL_RULES


def test_the_checker_finds_fault_with_a_file_without_tags(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(printed("order-set", "C01"))) as opened:
        for key in ("/StructTreeRoot", "/MarkInfo", "/Lang", "/Metadata"):
            del opened.Root[key]
        output = io.BytesIO()
        opened.save(output)
    report = checked(output.getvalue(), tmp_path)
    found = {each.rule_id for each in report.findings if each.confidence is Confidence.CERTAIN}
    assert {"UA-01-003", "UA-06-001"} & found
    assert len(found) > 1


def elements(node: Any) -> Iterator[Any]:
    """Yield every structure element below a node, in reading order."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def marks_content(node: Any) -> bool:
    """Tell whether a part of the structure reaches something on the page."""
    if isinstance(node, pikepdf.Array):
        return any(marks_content(each) for each in node)
    if isinstance(node, pikepdf.Dictionary):
        if node.get("/Type") in {"/MCR", "/OBJR"}:
            return True
        return "/K" in node and marks_content(node.K)
    return isinstance(node, int)


@pytest.mark.parametrize(("kind", "case_id"), EVERY)
def test_no_heading_is_empty(kind: str, case_id: str) -> None:
    with pikepdf.open(io.BytesIO(printed(kind, case_id))) as opened:
        headings = [
            each
            for each in elements(opened.Root.StructTreeRoot)
            if str(each.S) in {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}
        ]
        assert headings
        assert all(marks_content(each) for each in headings)


def test_an_empty_heading_would_be_seen() -> None:
    empty = pikepdf.Dictionary(S=pikepdf.Name.H1, K=pikepdf.Array([]))
    nested = pikepdf.Dictionary(S=pikepdf.Name.H1, K=pikepdf.Array([pikepdf.Dictionary(K=3)]))
    assert not marks_content(empty)
    assert marks_content(nested)


@pytest.mark.parametrize(("kind", "case_id"), EVERY)
def test_every_data_cell_names_its_headers(kind: str, case_id: str) -> None:
    """Each names cells of its own table. A cell alone in its row is a line to write on."""
    with pikepdf.open(io.BytesIO(printed(kind, case_id))) as opened:
        tables = [
            [*elements(each)] for each in elements(opened.Root.StructTreeRoot) if each.S == "/Table"
        ]
        assert tables
        for table in tables:
            ids = {bytes(each.ID) for each in table if each.S == "/TH"}
            rows = [[*elements(each.K)] for each in table if each.S == "/TR"]
            cells = [[each for each in row if each.S in {"/TH", "/TD"}] for row in rows]
            named = [
                [bytes(name) for name in _headers(each)]
                for row in cells
                for each in row
                if each.S == "/TD" and len(row) > 1
            ]
            assert all(names and ids.issuperset(names) for names in named)


def _headers(cell: Any) -> Iterator[Any]:
    attributes = cell.get("/A", pikepdf.Array([]))
    for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        yield from each.get("/Headers", pikepdf.Array([]))
