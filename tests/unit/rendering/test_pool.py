import functools
import operator
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pebble
import pytest

from orderset.documents.document import Document, Kind
from orderset.errors import UnfitMachineError
from orderset.processes import pool as module
from orderset.processes.executor import InProcess
from orderset.rendering.defect import Code
from orderset.rendering.pdf import render
from orderset.rendering.pool import Limits, RenderPool, render_all
from orderset.rendering.templates import Sources
from orderset.rendering.worker import rendered
from tests.unit.rendering.tiny_design import SOURCES, labels, notice, tiny_templates


LIMITS = Limits(workers=2, seconds=2.0, memory_mb=256, tasks_per_worker=500)


def calling(what: Callable[[], object], document_id: str = "OS1-BAD") -> Document:
    """Return a document whose template calls ``what`` in the worker.

    A template may not call a value, but it may go through a list, which here calls as it goes.
    """
    return Document(
        kind=Kind.SUMMARY,
        document_id=document_id,
        title="Summary",
        page_width_mm="210",
        page_height_mm="297",
        pages=None,
        watermarks=(),
        required_text=(),
        barcodes=(),
        content=map(operator.methodcaller("__call__"), [what]),
    )


@pytest.fixture(scope="module")
def pool() -> Iterator[RenderPool]:
    with RenderPool(LIMITS, SOURCES) as started:
        yield started


def test_bytes_are_the_same_in_every_process(pool: RenderPool) -> None:
    documents = [labels(), notice("x"), labels(name="ŴILLIAMS, Ōe"), notice(kind=Kind.ORDER_SET)]
    here = [render(document, tiny_templates()) for document in documents]
    there = [each.pdf for each in render_all(documents, LIMITS, SOURCES, pool)]
    again = [each.pdf for each in render_all(documents[::-1], LIMITS, SOURCES, pool)]
    assert there == here
    assert again[::-1] == here


def test_a_hang_a_crash_and_an_error_cost_one_document_each_and_order_is_kept(
    pool: RenderPool,
) -> None:
    bad = {
        2: calling(functools.partial(time.sleep, 60), "OS1-2"),
        5: calling(os.abort, "OS1-5"),
        7: calling(functools.partial(int, "SECRET"), "OS1-7"),
        9: calling(functools.partial(bytearray, 2**33), "OS1-9"),
        10: calling(sys.exit, "OS1-10"),
    }
    good = {number: labels(1, document_id=f"OS1-{number}-L") for number in range(12)}
    documents = [bad.get(number, good[number]) for number in range(12)]

    results = list(render_all(documents, LIMITS, SOURCES, pool))

    assert [each.document_id for each in results] == [each.document_id for each in documents]
    reasons = {
        number: [defect.message for defect in each.defects]
        for number, each in enumerate(results)
        if each.pdf is None
    }
    assert reasons == {
        2: ["It took longer than 2 seconds and was stopped."],
        5: ["The process that rendered it died, twice."],
        7: ["An unforeseen error: ValueError."],
        9: ["It needed more memory than a document may use."],
        10: ["An unforeseen error: SystemExit."],
    }
    assert all(defect.code is Code.RENDER_FAILED for each in results for defect in each.defects)
    assert {each.pages for number, each in enumerate(results) if number not in bad} == {1}


def test_document_that_does_not_fit_has_no_file(pool: RenderPool) -> None:
    (result,) = render_all([labels(1, name="long " * 200)], LIMITS, SOURCES, pool)
    assert result.pdf is None
    assert result.pages > 1
    assert {defect.code for defect in result.defects} == {Code.DOES_NOT_FIT}


def test_template_fault_is_told_with_its_reason(pool: RenderPool) -> None:
    (result,) = render_all([notice(content={"no": "heading"})], LIMITS, SOURCES, pool)
    assert result.defects[0].code is Code.RENDER_FAILED
    assert "notice.html" in result.defects[0].message


def test_worker_is_replaced_after_its_share_of_documents() -> None:
    limits = Limits(workers=1, seconds=5.0, tasks_per_worker=3)
    with RenderPool(limits, SOURCES) as started:
        workers = [started.submit(os.getpid).result() for _ in range(7)]
    assert len(set(workers)) == 3


def test_pool_whose_workers_cannot_start_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.setattr(module, "_WATCH_SECONDS", 0.05)
    nowhere = Sources(tmp_path / "not-there")
    with (
        RenderPool(LIMITS, nowhere) as started,
        pytest.raises(UnfitMachineError),
    ):
        list(render_all([labels(1)] * 9, LIMITS, nowhere, started))


def test_idle_workers_that_are_killed_are_replaced() -> None:
    with RenderPool(Limits(workers=1, seconds=5.0), SOURCES) as started:
        os.kill(started.submit(os.getpid).result(), signal.SIGKILL)
        results = list(render_all([labels(1)] * 3, LIMITS, SOURCES, started))
    assert all(each.pdf for each in results)


def test_worker_that_is_stuck_before_its_document_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_STALLED_SECONDS", 1.0)
    limits = Limits(workers=1, seconds=6.0)
    with RenderPool(limits, SOURCES) as started:
        os.kill(started.submit(os.getpid).result(), signal.SIGSTOP)
        (result,) = render_all([labels(1)], limits, SOURCES, started)
    assert result.pdf


@pytest.mark.parametrize("field", ["workers", "seconds", "memory_mb", "tasks_per_worker"])
def test_limit_of_nothing_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Limits(**{field: 0})


def test_any_executor_will_do() -> None:
    documents = [labels(1), notice("x")]
    here = list(render_all(documents, LIMITS, SOURCES, InProcess()))
    with ThreadPoolExecutor(1) as threads:
        assert list(render_all(documents, LIMITS, SOURCES, threads)) == here
    assert here == [rendered(document, SOURCES) for document in documents]


def test_own_pool_is_opened_and_closed() -> None:
    (result,) = render_all([labels(1)], Limits(workers=1), SOURCES)
    assert result.pdf == render(labels(1), tiny_templates())


def test_documents_are_taken_little_by_little() -> None:
    taken = 0

    def documents() -> Iterator[Document]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield labels(1)

    next(render_all(documents(), Limits(workers=1), SOURCES, InProcess()))
    assert taken < 20


class _Expiring:
    """An executor that loses the process of a task's first attempts."""

    def __init__(self, losses: int) -> None:
        self.losses = losses

    def submit(self, fn: Callable[..., object], /, *args: object, **_: object) -> Future[object]:
        future: Future[object] = Future()
        if self.losses:
            self.losses -= 1
            future.set_exception(pebble.ProcessExpired("gone"))  # type: ignore[no-untyped-call]
        else:
            future.set_result(fn(*args))
        return future


def test_document_whose_process_was_lost_gets_one_second_chance() -> None:
    (once,) = render_all([labels(1)], LIMITS, SOURCES, _Expiring(1))  # type: ignore[arg-type]
    assert once.pdf
    (twice,) = render_all([labels(1)], LIMITS, SOURCES, _Expiring(2))  # type: ignore[arg-type]
    assert twice.pdf is None


PARENT_TO_KILL = """
import os, sys, pathlib, time
from orderset.rendering.pool import Limits, RenderPool
from orderset.rendering.templates import Sources
if __name__ == "__main__":
    with RenderPool(Limits(workers=1), Sources(pathlib.Path(sys.argv[1]))) as pool:
        print(pool.submit(os.getpid).result(), pool._scratch, flush=True)
        pool.submit(time.sleep, 600)
        time.sleep(600)
"""


def test_workers_end_with_their_parent(tmp_path: pathlib.Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT_TO_KILL, encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, str(script), str(SOURCES.folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(pathlib.Path(module.__file__).parents[2]),
            "TMPDIR": str(tmp_path),
        },
    ) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline().split()[0])
        parent.kill()
    deadline = time.monotonic() + 5
    while pathlib.Path(f"/proc/{worker}/stat").exists() and time.monotonic() < deadline:
        if pathlib.Path(f"/proc/{worker}/stat").read_text("ascii").split()[2] == "Z":
            break
        time.sleep(0.05)
    else:
        assert time.monotonic() < deadline, "the worker outlived its parent"
