"""Whether the clock can be true. The day of the run decides what is in the future and expired.

A machine whose clock stands in 1970, or a day back, would return good rows and let old results
pass. What is known to be earlier than now is compared with it. Source: faults.md 3.2 F14.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from orderset.delivery import MANIFEST
from orderset.errors import UnfitMachineError


RELEASED_ON = dt.date(2026, 11, 24)
"""The day of this version: no true clock is before it. Whoever releases a version changes it with
the version, and the heading in CHANGELOG.md; a test holds the two together."""

_INPUT_TOLERANCE = dt.timedelta(days=1)
"""Of files that come from other machines, in other time zones."""

_OUTPUT_TOLERANCE = dt.timedelta(hours=1)
"""Of files that this machine, or the server that holds them, has written."""

_REMEDY = (
    "Nothing was written. Set the clock of this machine, or give the day with --today if the clock "
    "is right."
)


def check_clock(now: dt.datetime, workbooks: Sequence[Path], root: Path) -> None:
    """Check that the clock is not behind what has happened already.

    Args:
        now: what the clock says, with its zone.
        workbooks: the files of this run.
        root: the output folder; batches that stand there were made before now.

    Raises:
        UnfitMachineError: it is behind; the message says behind what.
    """
    told = f"The clock of this machine says {now:%Y-%m-%d %H:%M}"
    if now.date() < RELEASED_ON:
        message = f"{told}, before this version was released ({RELEASED_ON}). {_REMEDY}"
        raise UnfitMachineError(message)
    for made_at in _changed_at(root.glob(f"*/{MANIFEST}"), now):
        if now + _OUTPUT_TOLERANCE < made_at:
            message = (
                f"{told}, but a batch in {root} was published on {made_at:%Y-%m-%d %H:%M}. "
                f"{_REMEDY}"
            )
            raise UnfitMachineError(message)
    for workbook in workbooks:
        for changed_at in _changed_at([workbook], now):
            if now + _INPUT_TOLERANCE < changed_at:
                message = (
                    f"{told}, but {workbook.name} was last changed on "
                    f"{changed_at:%Y-%m-%d %H:%M}. {_REMEDY} If only the workbook's date is "
                    "wrong, save it again on a machine whose clock is right."
                )
                raise UnfitMachineError(message)


def _changed_at(files: Sequence[Path] | Iterator[Path], now: dt.datetime) -> Iterator[dt.datetime]:
    """Yield when files were last changed; one that cannot be asked is no witness."""
    for each in files:
        with contextlib.suppress(OSError, ValueError, OverflowError):
            yield dt.datetime.fromtimestamp(each.stat().st_mtime, now.tzinfo)
