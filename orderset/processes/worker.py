"""What every worker process does, whatever its work: keep to its limits, end with its parent."""

import contextlib
import gc
import math
import multiprocessing
import os
import pathlib
import resource
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from orderset.discretion import discretion


T = TypeVar("T")

_BYTES_PER_MB = 1024 * 1024

_for_good = contextlib.ExitStack()
"""What a worker enters and never leaves."""


def prepare(
    memory_mb: int, scratch: str, warm_up: Callable[..., object], arguments: Sequence[object]
) -> None:
    """Make a new worker process ready.

    Args:
        memory_mb: how many MB (of 1024 × 1024 bytes) of address space a task may use beyond what
            the worker holds when it is ready.
        scratch: a folder for temporary files, which the parent removes: a worker that is killed
            cannot.
        warm_up: loads what every task needs.
        arguments: of ``warm_up``.
    """
    _for_good.enter_context(discretion())
    _end_with_parent()
    tempfile.tempdir = scratch
    warm_up(*arguments)
    # What is loaded now stays for good: the collector need never look at it again.
    gc.collect()
    gc.freeze()
    _limit_memory(memory_mb)


def within(
    seconds: float,
    fn: Callable[..., T],
    arguments: Sequence[object],
    keywords: Mapping[str, Any],
) -> T:
    """Call ``fn``; beyond so much processor time the kernel ends this process (SIGXCPU).

    The kernel counts in whole seconds, so it may be one more. This holds even when the parent,
    whose clock ends it too, is stopped or starved.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, allowed = resource.getrlimit(resource.RLIMIT_CPU)
    if allowed != resource.RLIM_INFINITY:
        until = min(until, allowed)
    resource.setrlimit(resource.RLIMIT_CPU, (until, allowed))
    return fn(*arguments, **keywords)


def _end_with_parent() -> None:
    """Let this process end when its parent is killed, even in the middle of a task."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True, name="end-with-parent").start()


def _limit_memory(memory_mb: int) -> None:
    pages_in_use = int(pathlib.Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages_in_use * resource.getpagesize() + memory_mb * _BYTES_PER_MB
    _, allowed = resource.getrlimit(resource.RLIMIT_AS)
    if allowed != resource.RLIM_INFINITY:
        limit = min(limit, allowed)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
