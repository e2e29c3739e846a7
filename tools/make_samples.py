"""Make the workbooks in ``sample_inputs/``: everybody in them is fictional.

    python tools/make_samples.py            # write what is missing or has changed
    python tools/make_samples.py --check    # exit 1 where a file is not what this script makes

``day-unit-list.xlsx`` looks like the list of a real day unit and shows every outcome;
``every_finding.xlsx`` shows every finding that a workbook can raise. ``site.toml`` is written by
hand.
"""

import argparse
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment
from openpyxl.workbook import Workbook

from orderset.protocol.loading import load_protocol
from orderset.protocol.on_the_form import form_rules
from orderset.workbook.columns import INFUSIONS, PREVIOUS_DOSES, RESULTS, Kind, Sheet
from orderset.workbook.filled_sheet import NUMBER_FORMATS, TEXT_FORMAT, Values
from orderset.workbook.saving import workbook_bytes
from orderset.workbook.template import write_template
from tools.day_unit_list import DAY_UNIT_LIST
from tools.every_finding import EVERY_FINDING, STRAYS, spoil
from tools.fictional import FictionalPatient
from tools.filling import add_rows


FOLDER = Path(__file__).parents[1] / "sample_inputs"


def day_unit_list() -> bytes:
    """Return ``day-unit-list.xlsx``."""
    workbook = _template()
    _fill(workbook, [each.patient for each in DAY_UNIT_LIST])
    return workbook_bytes(workbook)


def every_finding() -> bytes:
    """Return ``every_finding.xlsx``."""
    workbook = _template()
    _fill(workbook, [each.patient for each in EVERY_FINDING], STRAYS)
    spoil(workbook)
    return workbook_bytes(workbook)


SAMPLES: Mapping[str, Callable[[], bytes]] = {
    "day-unit-list.xlsx": day_unit_list,
    "every_finding.xlsx": every_finding,
}


def _template() -> Workbook:
    rules = form_rules(load_protocol().rules)
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / "template.xlsx"
        write_template(blank, rules)
        return openpyxl.load_workbook(blank)


def _fill(
    workbook: Workbook,
    patients: Sequence[FictionalPatient],
    strays: Sequence[FictionalPatient] = (),
) -> None:
    """Write the patients, and rows of the other sheets that belong to nobody on Infusions."""
    everybody = (*patients, *strays)
    for sheet, rows in (
        (INFUSIONS, [each.infusion for each in patients]),
        (RESULTS, [*_joined((each, each.results) for each in everybody)]),
        (PREVIOUS_DOSES, [*_joined((each, each.doses) for each in everybody)]),
    ):
        add_rows(workbook[sheet.name], sheet, rows)
        _format(workbook, sheet, len(rows))


def _joined(
    rows: Iterable[tuple[FictionalPatient, Sequence[Values]]],
) -> Iterable[Values]:
    """Put the patient's hospital number into the rows; as text, as a laboratory writes it."""
    for patient, belonging in rows:
        number = str(patient.infusion["hospital_number"])
        yield from ({"hospital_number": number, **row} for row in belonging)


def _format(workbook: Workbook, sheet: Sheet, rows: int) -> None:
    """Format the filled cells as the template formats its columns.

    A number or a date in a column of text keeps its own format, as when it was pasted there.
    """
    for position, column in enumerate(sheet.columns, start=1):
        is_text = column.kind not in NUMBER_FORMATS
        for row in range(2, rows + 2):
            cell = workbook[sheet.name].cell(row, position)
            if not is_text:
                cell.number_format = NUMBER_FORMATS[column.kind]
            elif cell.value is None or isinstance(cell.value, str):
                cell.number_format = TEXT_FORMAT
            wraps = column.kind in {Kind.TEXT, Kind.ITEMS}
            cell.alignment = Alignment(vertical="top", wrap_text=wraps)


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two workbooks hold the same parts.

    Another version of the compression library packs the same parts into other bytes.
    """
    return one == other or (
        all(zipfile.is_zipfile(io.BytesIO(each)) for each in (one, other))
        and _parts(one) == _parts(other)
    )


def _parts(workbook: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def outdated(folder: Path) -> Mapping[str, bytes]:
    """Return the samples that the folder does not hold as this script makes them."""
    made = {name: make() for name, make in SAMPLES.items()}
    return {
        name: data
        for name, data in made.items()
        if not (folder / name).is_file() or not is_same((folder / name).read_bytes(), data)
    }


def main() -> None:
    """Write the samples, or check them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 on a difference"
    )
    is_check = parser.parse_args().check
    differing = outdated(FOLDER)
    if is_check:
        if differing:
            print(
                f"{', '.join(differing)}: not what tools/make_samples.py makes. Run “make "
                "samples”, look at what has changed, and commit it.",
                file=sys.stderr,
            )
            sys.exit(1)
        print("sample_inputs/: as tools/make_samples.py makes them")
        return
    for name, data in differing.items():
        (FOLDER / name).write_bytes(data)
    print(f"Written: {', '.join(differing)}" if differing else "sample_inputs/: nothing to change")


if __name__ == "__main__":
    main()
