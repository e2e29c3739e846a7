"""The rules for the type on a label: LBL-30 to LBL-35."""

import re
from collections.abc import Iterator

from orderset.documents.document import Kind
from orderset.rendering.placement import POINTS_PER_MM, TOLERANCE_MM
from orderset.rendering.printed import Line, Printed, PrintedPage
from orderset.rendering.rules.placing import once, quoted
from orderset.rendering.rules.rule import PrintRule, Runs


LEAST_ON_LABEL_PT = 7.0
LEAST_ON_A4_PT = 7.5
WIDEST_MM, HIGHEST_MM = 102.0, 76.0

_SIZE_TOLERANCE_PT = 0.05
_OTHER_CUTS = re.compile(r"Italic|Oblique|Condensed|Narrow|Light|Thin", re.IGNORECASE)
_LEAST_PITCH, _MOST_PITCH, _NEXT_PARAGRAPH = 1.18, 1.42, 1.5
_SAME_EDGE_MM = 0.6
_BLACK = 40
_OFF_WHITE = 250


def _cuts(printed: Printed) -> Iterator[str]:
    if printed.document.kind is not Kind.LABELS:
        return
    for page in printed.pages:
        for font in once(run.font for run in page.runs if _OTHER_CUTS.search(run.font)):
            yield f"Page {page.number}: {font} is neither regular nor bold."


def _sizes(printed: Printed) -> Iterator[str]:
    is_label = printed.document.kind is Kind.LABELS
    least = LEAST_ON_LABEL_PT if is_label else LEAST_ON_A4_PT
    for page in printed.pages:
        for run in page.runs:
            if run.size_pt < least - _SIZE_TOLERANCE_PT:
                yield (
                    f"Page {page.number}: {quoted(run.text)} is {run.size_pt:g} pt instead of "
                    f"{least:g} or more."
                )


def _pitch(printed: Printed) -> Iterator[str]:
    if printed.document.kind is not Kind.LABELS:
        return
    for page in printed.pages:
        for line, below in _paragraphs(page):
            pitch = (below.baseline - line.baseline) * POINTS_PER_MM / line.size_pt
            if not _LEAST_PITCH <= pitch <= _MOST_PITCH:
                yield (
                    f"Page {page.number}: the lines at {quoted(line.text)} are {pitch:.0%} of "
                    "their size apart instead of 120 to 140%."
                )


def _paragraphs(page: PrintedPage) -> Iterator[tuple[Line, Line]]:
    """Yield lines of one size under each other, near enough to be one paragraph."""
    for index, line in enumerate(page.lines):
        for below in page.lines[index + 1 :]:
            pitch = (below.baseline - line.baseline) * POINTS_PER_MM / line.size_pt
            if pitch >= _NEXT_PARAGRAPH:
                break
            is_one_size = abs(below.size_pt - line.size_pt) < _SIZE_TOLERANCE_PT
            is_under = abs(below.box.left - line.box.left) < _SAME_EDGE_MM
            if pitch > 0 and is_one_size and is_under:
                yield line, below
                break


def _upright(printed: Printed) -> Iterator[str]:
    if printed.document.kind is not Kind.LABELS:
        return
    for page in printed.pages:
        for run in page.runs:
            if not run.is_upright:
                yield f"Page {page.number}: {quoted(run.text)} does not stand upright."


def _black(printed: Printed) -> Iterator[str]:
    if printed.document.kind is not Kind.LABELS:
        return
    for page in printed.pages:
        for run in page.runs:
            if run.grey > _BLACK or run.is_coloured or run.ground < _OFF_WHITE:
                yield f"Page {page.number}: {quoted(run.text)} is not black on white."


def _stock(printed: Printed) -> Iterator[str]:
    if printed.document.kind is not Kind.LABELS:
        return
    for page in printed.pages:
        too_wide = page.width_mm > WIDEST_MM + TOLERANCE_MM
        if too_wide or page.height_mm > HIGHEST_MM + TOLERANCE_MM:
            yield f"Page {page.number} is larger than 102 × 76 mm."


LABEL_TYPE = (
    PrintRule(
        "LBL-30",
        "Regular and bold only: no italic, condensed or light cut.",
        "[S4]",
        Runs.EVERY_FILE,
        "the name of each run's font; embedded, and of our two families: PDF-04",
        "Two families instead of one: a name that the first cannot draw is set in the second.",
        check=_cuts,
    ),
    PrintRule(
        "LBL-31",
        "Nothing smaller than 7 pt on a label, 7.5 pt on A4.",
        "FKU; [S14]",
        Runs.EVERY_FILE,
        "size of each run in points, its matrix applied",
        "7 pt has no source that was found. The 9 pt of A4 hold for its body: ORD-27; captions of "
        "what people write may be 7.5 pt.",
        check=_sizes,
    ),
    PrintRule(
        "LBL-32",
        "Lines are 120 to 140 % of their size apart.",
        "MEDi-036 [S1]",
        Runs.EVERY_FILE,
        "baselines of lines of one size under each other, with 2 % to either side",
        "Lines that are more than 150 % apart are taken for two paragraphs.",
        check=_pitch,
    ),
    PrintRule(
        "LBL-33",
        "Text stands upright.",
        "[S4]",
        Runs.EVERY_FILE,
        "each run's matrix neither turns nor slants",
        check=_upright,
    ),
    PrintRule(
        "LBL-34",
        "Black on white; nothing is said by colour.",
        "NPSA [S9]",
        Runs.EVERY_FILE,
        "colour of each run and of the surface beneath it",
        check=_black,
    ),
    PrintRule(
        "LBL-35",
        "The label is no larger than 102 × 76 mm, so that the bag's graduations stay visible.",
        "[S16]",
        Runs.EVERY_FILE,
        "each page's size in mm",
        "Where the label goes on the bag is the pharmacy's.",
        check=_stock,
    ),
)
