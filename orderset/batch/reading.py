"""Workbooks read in worker processes with limits: what one file does costs that file alone.

No list of exceptions holds against a spreadsheet: libraries hang, crash natively and raise what
is no ``Exception``. So each file is opened where that can be ended. Source: faults.md 1.1.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orderset.findings import CellRef, Finding, workbook_finding
from orderset.processes.executor import Executor, Limits
from orderset.processes.pool import WorkerPool
from orderset.processes.task import Cause, Failure, Task
from orderset.workbook.opening import OpenedFile, load_libraries, not_opened, opened_file


PROCESSOR_SECONDS = 8.0
"""What keeps the promise of 10 seconds for a file. A list of 2,000 patients takes 4."""

SECONDS = 60.0
"""Against what waits without working. So long, because a busy machine must not refuse a good list:
under a load of 14 on two processors those 4 seconds took 23."""

MEMORY_MB = 400
"""Beyond the 50 MB or so that a worker holds: in all it stays below 500 MB."""

_WORKBOOKS_PER_WORKER = 25


class ReadingPool(WorkerPool):
    """Worker processes that have the spreadsheet library loaded before their first workbook."""

    def __init__(
        self,
        workers: int,
        *,
        seconds: float = SECONDS,
        processor_seconds: float = PROCESSOR_SECONDS,
    ) -> None:
        """Keep the limits; nothing is started yet."""
        limits = Limits(workers, seconds, MEMORY_MB, _WORKBOOKS_PER_WORKER, processor_seconds)
        super().__init__(limits, "read workbooks", load_libraries)


def reading_workers(workbooks: int, most: int | None = None) -> int:
    """Return how many workers read so many workbooks: no more than there are processors."""
    return max(1, min(workbooks, most or Limits().workers))


def read_files(
    paths: Sequence[Path],
    names: Sequence[str],
    heading_aliases: Mapping[str, Sequence[str]],
    executor: Executor,
) -> Iterator[OpenedFile]:
    """Yield what each file holds, in the order given; the executor reads ahead.

    Args:
        paths: the files.
        names: what each is called, in findings and on paper.
        heading_aliases: a site's own headings, by the key of the column.
        executor: where they are read.

    Raises:
        OrdersetError: nothing can be read here, whatever the file.
    """
    aliases = dict(heading_aliases)
    named = [*zip(paths, names, strict=True)]
    tasks = [Task(executor, opened_file, path, name, aliases) for path, name in named]
    for name, task in zip(names, tasks, strict=True):
        result = task.result()
        yield _told(name, result) if isinstance(result, Failure) else result


def _told(name: str, failure: Failure) -> OpenedFile:
    """Return the finding for a file that could not be read within the limits, or at all."""
    match failure.cause:
        case Cause.TOO_LONG:
            finding = _too_large(
                name,
                "Reading the workbook took too long and was stopped.",
                f"a list that is read within {PROCESSOR_SECONDS:g} seconds of work",
            )
        case Cause.TOO_MUCH_MEMORY:
            finding = _too_large(
                name,
                f"Reading the workbook needed more than {MEMORY_MB} MB of memory and was stopped.",
                f"a list that is read within {MEMORY_MB} MB of memory",
            )
        case Cause.PROCESS_DIED:
            finding = _unreadable(
                name, "The process that read the workbook died, twice. Nothing else was touched."
            )
        case Cause.ERROR:
            finding = _unreadable(
                name, f"The workbook cannot be opened: an unforeseen error, {failure.error}."
            )
    return not_opened(name, finding)


def _too_large(name: str, message: str, expected: str) -> Finding:
    return workbook_finding(
        "workbook-too-large", message, where=CellRef(name), found="more", expected=expected
    )


def _unreadable(name: str, message: str) -> Finding:
    return workbook_finding(
        "workbook-unreadable",
        message,
        where=CellRef(name),
        expected="an Excel workbook (.xlsx) that Excel opens without repairing it",
    )
