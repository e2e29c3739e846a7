"""The rules for when a label's bag expires and where people write: LBL-24 to 27."""

import datetime as dt
import re
from collections.abc import Iterator

from orderset.dates import hours_later
from orderset.documents.wording import found_as
from orderset.rendering.page_text import too_few
from orderset.rendering.placement import Box
from orderset.rendering.rules.label_patient import DATE, date_in
from orderset.rendering.rules.label_reading import OneLabel, each_label
from orderset.rendering.rules.rule import PrintRule, Runs


_MOMENT = re.compile(rf"{DATE} ([01]\d|2[0-3]):([0-5]\d)")
_HOURS = re.compile(r"(\d+)\s+hours?")
_LEAST_WRITTEN_MM = 6.0
_WRITTEN = ("Prepared", "Checked", "Date and time", "Batch")


def _expiry(one: OneLabel) -> Iterator[str]:
    if not one.line_of("Use before"):
        yield "there is no “Use before”."
    elif not one.label.use_before:
        if _MOMENT.search(one.our_words):
            yield "a time is printed that nobody has planned."
    elif not one.line_of(one.label.use_before):
        yield "the planned expiry is not printed on one line."
    else:
        yield from _stability(one)


def _stability(one: OneLabel) -> Iterator[str]:
    ready, expires = _moment(one.label.not_before), _moment(one.label.use_before)
    lasts = _HOURS.search(one.label.use_before_rule)
    if not ready or not expires:
        yield "the expiry is not a date and a time of the 24-hour clock."
    elif not lasts or expires != hours_later(ready, int(lasts[1])):
        yield "the expiry is not as long after preparation as the protocol allows."


def _prepared(one: OneLabel) -> Iterator[str]:
    if "Dateandtimeprepared" not in one.page.squeezed.letters:
        yield "there is no place for date and time of preparation."
    if one.label.not_before and not one.line_of(one.label.not_before):
        yield "the planned time is not printed."


def _ids(one: OneLabel) -> Iterator[str]:
    if not one.line_of(one.label.label_id):
        yield "the label's id is not printed."
    protocol = one.content.protocol
    if not protocol or [*too_few((protocol,), (one.page.squeezed,))]:
        yield "the protocol's version is not printed."
    if "Batchnumber" not in one.page.squeezed.letters:
        yield "there is no place for the batch number."


def _written_places(one: OneLabel) -> Iterator[str]:
    """Yield each place that leaves too little below the first line of its caption."""
    for caption in _WRITTEN:
        run = next((run for run in one.page.runs if run.text.startswith(caption)), None)
        if run is None:
            yield f"there is no place for “{caption}”."
            continue
        boxes = [each.box for each in one.page.shapes if _frames(each.box, run.box)]
        lowest = min((box.bottom for box in boxes), default=run.box.bottom)
        if lowest - run.baseline < _LEAST_WRITTEN_MM:
            yield f"the place for “{caption}” is less than {_LEAST_WRITTEN_MM:.0f} mm high."


def _frames(frame: Box, text: Box) -> bool:
    x, y = (text.left + text.right) / 2, (text.top + text.bottom) / 2
    return frame.holds(x, y)


def _moment(text: str) -> dt.datetime | None:
    found = _MOMENT.fullmatch(found_as(text))
    day = date_in(text)
    if not found or not day:
        return None
    return dt.datetime.combine(day, dt.time(int(found[4]), int(found[5])))


LABEL_TIMES = (
    PrintRule(
        "LBL-24",
        "Use before: date and time on the 24-hour clock, as long after preparation as allowed.",
        "D+Ta, D+Tb-0001..0009 [S1]",
        Runs.EVERY_FILE,
        "the planned expiry on one line, minus the planned preparation, is the protocol's time; "
        "without a plan no time stands on the label",
        "Where the site has not said when it prepares, the place is left for a person to fill.",
        check=each_label(_expiry),
    ),
    PrintRule(
        "LBL-24b",
        "A place for date and time of preparation; never the time of printing.",
        "[S18b]",
        Runs.EVERY_FILE,
        "its caption; the planned time where there is one",
        check=each_label(_prepared),
    ),
    PrintRule(
        "LBL-25",
        "Label id, protocol version and a place for the batch number.",
        "[S17][S18]",
        Runs.EVERY_FILE,
        "the label's id on one line, the protocol's whole; the id against the barcode: LBL-43; "
        "unique in a batch: BAT-12",
        "The batch number is the pharmacy's: it is written, not made up.",
        check=each_label(_ids),
    ),
    PrintRule(
        "LBL-27",
        "Places to write in: prepared by, checked by, date and time, batch; 6 mm high or more.",
        "[S15][S17]",
        Runs.EVERY_FILE,
        "the frame drawn around each caption, from its first line's baseline to the bottom",
        "A caption's second line may stand in the place's left half: people write beside it.",
        check=each_label(_written_places),
    ),
)
