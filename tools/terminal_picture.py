"""Make ``docs/pictures/terminal.svg``: what ``orderset check`` shows on a terminal.

``python -m tools.terminal_picture`` writes it. The list is the template's example, with a weight
left out and a calcium that is too low.
"""

import datetime as dt
import io
import tempfile
from pathlib import Path

import openpyxl
from rich.text import Text

from orderset.batch.lists import judge_workbooks, load_rules
from orderset.batch.reading import ReadingPool
from orderset.protocol.loading import load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.rendering.fonts import undrawable
from orderset.showing.console import recording_console
from orderset.showing.findings import show_lists
from orderset.workbook.template import write_template


PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "terminal.svg"
TODAY = dt.date(2026, 12, 4)
DAY_1 = dt.date(2026, 12, 8)
COLUMNS = 92
LOW_CALCIUM = 1.98

SVG = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img"
 aria-label="orderset check on a terminal: findings by patient, and a table of outcomes">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", "Noto Sans Mono", monospace;
 font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""
"""Rich's own form fetches its font from elsewhere; a picture in the documentation fetches none."""


def write_list(target: Path) -> None:
    """Write the list that is shown."""
    write_template(target, form_rules(load_protocol(None).rules), example_day_1=DAY_1)
    workbook = openpyxl.load_workbook(target)
    infusions, results = workbook["Infusions"], workbook["Results"]
    headings = {cell.value: number for number, cell in enumerate(infusions[1], start=1)}
    infusions.cell(3, headings["Weight (kg)"]).value = None
    last = infusions.cell(4, headings["Hospital number"]).value
    for row in results.iter_rows(min_row=2):
        if row[0].value == last and row[1].value == "Adjusted calcium":
            row[2].value = LOW_CALCIUM
    workbook.save(target)


def picture() -> str:
    """Return the picture."""
    rules = load_rules(None, None, today=TODAY, undrawable=undrawable)
    with tempfile.TemporaryDirectory() as folder, ReadingPool(1) as reader:
        target = Path(folder) / "monday.xlsx"
        write_list(target)
        lists = [*judge_workbooks([target], rules, reader)]
    console = recording_console(io.StringIO(), COLUMNS)
    console.print(Text("$ orderset check monday.xlsx"))
    show_lists(lists, console)
    svg = console.export_svg(title="orderset", code_format=SVG, unique_id="terminal")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(), "utf-8")
