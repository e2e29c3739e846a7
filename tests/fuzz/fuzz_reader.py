"""A fuzzer for the reader of workbooks: no exception out, no hang, nothing made up.

Not a test: pytest does not collect it, and its engine, atheris, is not among the locked packages.
In an environment of its own with atheris, openpyxl, pydantic and this folder on the path::

    python tests/fuzz/fuzz_reader.py CORPUS -max_total_time=3600 -timeout=10

Two kinds of mutation take turns: the parts of the workbook are changed inside an archive that stays
whole (in the letters, and by exchanging, doubling and removing elements and attributes), and the
bytes of the file itself are changed. What openpyxl raises and the reader swallows is counted by
its kind and place, and the first input of each is kept in SWALLOWED: each is a gap in the gate.
"""

import contextlib
import copy
import datetime as dt
import io
import logging
import random
import re
import sys
import time
import traceback
import warnings
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import atheris  # type: ignore[import-untyped]  # not installed here


with atheris.instrument_imports(include=["orderset", "openpyxl"]):
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import Font
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.table import Table

    from orderset.findings import CellRef, workbook_finding
    from orderset.patients.intake import take_in
    from orderset.workbook.annotated import annotated_copy
    from orderset.workbook.reader import read_source_file
    from orderset.workbook.source import source_file
    from orderset.workbook.template import write_template

SWALLOWED = Path("fuzz-swallowed")
LONGEST_SECONDS = 10
TODAY = dt.date(2026, 12, 7)
_TOKEN = re.compile(rb'<[^>]*>|[\w:]+="[^"]*"')
_NASTY = (
    b"",
    b"0",
    b"-1",
    b"1e400",
    b"9999999999",
    b"XFD1048576",
    b"A0",
    b"A1:XFD1048576",
    b"#REF!",
    b"&#0;",
    b"=1+1",
    b"\xe2\x80\xae",
    b"rId1",
    b"rId999",
    b"true",
    b"NaN",
    b"2026-13-45T99:99:99",
    b"../../../x",
)
_swallowed: Counter[str] = Counter()
_outcomes: Counter[str] = Counter()
_now: list[bytes] = []


class _Counting(logging.Handler):
    """Counts what the reader and the annotated copy swallow, and keeps the first input of each."""

    def emit(self, record: logging.LogRecord) -> None:
        kind, error, trace = sys.exc_info()
        place = traceback.extract_tb(trace)[-1] if trace else None
        where = f"{Path(place.filename).name}:{place.lineno}" if place else "?"
        room = "read" if "read" in record.msg else "copy"
        what = f"{room} {kind.__name__ if kind else '?'} {where}"
        if what not in _swallowed:
            name = re.sub(r"\W+", "-", what)
            SWALLOWED.mkdir(exist_ok=True)
            (SWALLOWED / f"{name}.xlsx").write_bytes(_now[-1])
            print(f"swallowed: {what}: {str(error)[:120]}", file=sys.stderr, flush=True)  # noqa: T201
        _swallowed[what] += 1


def one_input(data: bytes) -> None:
    """Read one file and write its copy; raise when something that must hold does not."""
    _now[:] = [data]
    started = time.monotonic()
    content = read_source_file(source_file("fuzz.xlsx", data))
    _outcomes[content.findings[0].code if not content.usable else "usable"] += 1
    if content.usable:
        cells = _cells_in(data)
        rows = len(content.infusions) + len(content.results) + len(content.previous_doses)
        assert 0 < rows <= cells, (rows, cells)
        filled = sum(
            each.value is not None
            for row in (*content.infusions, *content.results, *content.previous_doses)
            for each in row.cells.values()
        )
        assert filled <= cells, (filled, cells)
        intake = take_in(content, today=TODAY, undrawable=lambda _: ())
        assert len(intake.entries) == len(content.infusions)
        findings = [*intake.findings, *(f for each in intake.entries for f in each.findings)]
    else:
        assert content.findings
        findings = [*content.findings]
    marked = CellRef("fuzz.xlsx", "Infusions", "H2")
    findings.append(workbook_finding("value-missing", "m", where=marked))
    annotated_copy(data, findings)
    assert time.monotonic() - started < LONGEST_SECONDS
    total = sum(_outcomes.values())
    if total % 500 == 0:
        print(total, dict(_outcomes), dict(_swallowed), file=sys.stderr, flush=True)  # noqa: T201


def _cells_in(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(archive.read(each).count(b"<") for each in archive.infolist())


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """Return a changed file: a changed part of the archive, or changed bytes."""
    chance = random.Random(seed)  # noqa: S311  atheris gives the seed; nothing is secret
    if chance.random() > 0.15:
        with contextlib.suppress(Exception):
            return _changed_inside(data, chance)[:max_size]
    return bytes(atheris.Mutate(data, max_size))


def _changed_inside(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(each.filename, archive.read(each)) for each in archive.infolist()]
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(parts))
        name, content = parts[place]
        what = chance.random()
        if what < 0.02:
            del parts[place]
        elif what < 0.04:
            parts[place] = (chance.choice(parts)[0], content)
        elif what < 0.06:
            parts[place] = (name, bytes(atheris.Mutate(content, len(content) + 200)))
        elif what < 0.12:
            parts[place] = (name, _changed_markup(content, parts, chance))
        else:
            with contextlib.suppress(ET.ParseError, ValueError):
                parts[place] = (name, _changed_tree(content, parts, chance))
        if not parts:
            break
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a name that is there twice is on purpose
                archive.writestr(name, content)
    return target.getvalue()


def _changed_tree(content: bytes, parts: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    """Return a part that is still XML, with an element or an attribute that is another one."""
    tree = ET.fromstring(content)  # noqa: S314  made from our own seeds
    elements = [*tree.iter()]
    one, parent = chance.choice(elements), chance.choice([e for e in elements if len(e)] or [tree])
    child = chance.choice([*parent]) if len(parent) else None
    match chance.randrange(8):
        case 0 if child is not None:
            parent.remove(child)
        case 1 if child is not None:
            parent.insert(chance.randint(0, len(parent)), copy.deepcopy(child))
        case 2:
            other = ET.fromstring(chance.choice(parts)[1])  # noqa: S314  as above
            parent.insert(chance.randint(0, len(parent)), chance.choice([*other.iter()]))
        case 3 if one.attrib:
            del one.attrib[chance.choice([*one.attrib])]
        case 4 if one.attrib:
            donor = chance.choice([e for e in elements if e.attrib])
            one.set(chance.choice([*one.attrib]), chance.choice([*donor.attrib.values()]))
        case 5:
            known = sorted({key for each in elements for key in each.attrib})
            one.set(chance.choice(known or ["r"]), chance.choice(_NASTY).decode())
        case 6:
            one.text = chance.choice(_NASTY).decode()
        case _ if one.attrib:
            one.set(chance.choice([*one.attrib]), chance.choice(_NASTY).decode())
    return bytes(ET.tostring(tree, encoding="utf-8"))


def _changed_markup(content: bytes, parts: list[tuple[str, bytes]], chance: random.Random) -> bytes:
    """Return a part with a tag, an attribute or a text changed, doubled, removed or brought in."""
    tokens = list(_TOKEN.finditer(content))
    if not tokens:
        return content
    one = chance.choice(tokens)
    before, token, after = content[: one.start()], one[0], content[one.end() :]
    other = chance.choice(tokens)[0]
    foreign = [*_TOKEN.finditer(chance.choice(parts)[1])]
    text_end = max(after.find(b"<"), 0)
    number = str(chance.choice((0, 1, 2, 7, 255, 10**6))).encode()
    instead = chance.choice(
        (
            token + token,
            b"",
            other,
            (chance.choice(foreign)[0] if foreign else b"") + token,
            re.sub(rb'"[^"]*"', b'"' + chance.choice(_NASTY) + b'"', token, count=1),
            re.sub(rb"[0-9]+", number, token),
            None,
        )
    )
    if instead is None:
        return bytes(before + token + chance.choice(_NASTY) + after[text_end:])
    return bytes(before + instead + after)


def _first_corpus(folder: Path) -> None:
    """Write the seeds: the filled template, and the same with everything else a sheet can have."""
    folder.mkdir(parents=True, exist_ok=True)
    example = folder / "example.xlsx"
    write_template(
        example,
        protocol_id="pamidronate-crmo",
        protocol_title="Fuzz",
        example_day_1=dt.date(2026, 12, 14),
    )
    workbook = openpyxl.load_workbook(example)
    sheet = workbook["Infusions"]
    sheet["H2"] = "=10+10"
    struck = TextBlock(InlineFont(strike=True), "Tw")
    sheet["C2"] = CellRichText(struck, "o")
    sheet["D3"].comment = Comment("Said before", "ward")
    sheet["S3"].hyperlink = "https://example.invalid/"
    sheet["H3"].number_format = '0.0" kg"'
    sheet.merge_cells("Z3:Z4")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["J"].hidden = True
    sheet.column_dimensions.group("T", "U", hidden=True)
    bold = DifferentialStyle(font=Font(b=True))
    rule = Rule(type="cellIs", operator="greaterThan", formula=["9"], dxf=bold)
    sheet.conditional_formatting.add("H2:H9", rule)
    extra = workbook.create_sheet("Extra")
    extra["A1"], extra["A2"] = "One", 1
    extra.add_table(Table(displayName="T", ref="A1:A2"))
    extra.sheet_state = "hidden"
    workbook.defined_names["here"] = DefinedName("here", attr_text="Infusions!$A$1")
    workbook.save(folder / "extras.xlsx")


def main() -> None:
    """Fuzz until the time is over or something fails."""
    logging.getLogger("orderset").addHandler(_Counting())
    logging.getLogger("orderset").propagate = False
    folders = [each for each in sys.argv[1:] if not each.startswith("-")]
    if folders:
        _first_corpus(Path(folders[0]))
    atheris.Setup(sys.argv, one_input, custom_mutator=mutated)
    atheris.Fuzz()
    print(dict(_outcomes), dict(_swallowed), file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
