"""The blank workbook that wards fill, and the same workbook filled with fictional patients."""

import datetime as dt
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from orderset.workbook.columns import INFUSIONS, LISTS_SHEET, PREVIOUS_DOSES, RESULTS, SHEETS
from orderset.workbook.early_warnings import early_warnings
from orderset.workbook.example_patients import (
    DAY_1,
    PLANNED_INFUSIONS,
    RESULTS_FOUND,
    doses_given,
    moved,
)
from orderset.workbook.filled_sheet import add_filled_sheet
from orderset.workbook.form_rules import FormRules
from orderset.workbook.lists_sheet import add_lists_sheet
from orderset.workbook.protection import keep_headings, keep_structure, keep_text
from orderset.workbook.provenance import set_provenance
from orderset.workbook.read_me import add_read_me_sheet
from orderset.workbook.saving import workbook_bytes, write_bytes
from orderset.workbook.warning_formats import add_warnings


# The date of this version of the template, so that the same template is the same file.
_MADE_ON = dt.datetime(2026, 11, 1)  # noqa: DTZ001  a workbook's properties know no time zone


def write_template(target: Path, rules: FormRules, *, example_day_1: dt.date | None = None) -> None:
    """Write the workbook that a ward fills. The same arguments always give the same bytes.

    Args:
        target: the file to write; an existing one is replaced.
        rules: the protocol that the workbook is for, as far as it shows it.
        example_day_1: fill it with three fictional patients whose first infusion is on this day;
            their results reach to four days before it.

    Raises:
        StorageError: the file cannot be written.
    """
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    warnings = early_warnings(rules)
    add_read_me_sheet(workbook, rules, warnings)
    # The lists are the last sheet, but the others refer to them.
    ranges = add_lists_sheet(workbook)
    examples = {
        INFUSIONS.name: PLANNED_INFUSIONS,
        RESULTS.name: RESULTS_FOUND,
        PREVIOUS_DOSES.name: doses_given(int(rules.infusions)),
    }
    for sheet in SHEETS:
        example = moved(examples[sheet.name], example_day_1 - DAY_1) if example_day_1 else ()
        filled = add_filled_sheet(workbook, sheet, ranges, example, rules.notes)
        add_warnings(filled, sheet, [each for each in warnings if each.sheet is sheet])
    workbook.move_sheet(workbook.worksheets[1], len(SHEETS))
    keep_headings(workbook[INFUSIONS.name])
    keep_text(workbook[LISTS_SHEET])
    keep_structure(workbook)
    set_provenance(workbook, rules.protocol_id)
    _set_properties(workbook, rules.protocol_title)
    write_bytes(target, workbook_bytes(workbook))


def _set_properties(workbook: Workbook, protocol_title: str) -> None:
    workbook.active = 0
    workbook.properties.creator = "orderset"
    workbook.properties.title = f"Infusion workbook: {protocol_title}"
    workbook.properties.created = _MADE_ON
    workbook.properties.modified = _MADE_ON
