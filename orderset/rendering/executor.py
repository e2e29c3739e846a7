"""Where documents are rendered: anything that has the ``submit`` of ``concurrent.futures``."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, Protocol, TypeVar


P = ParamSpec("P")
T = TypeVar("T")


class Executor(Protocol):
    """The part of ``concurrent.futures.Executor`` that rendering needs."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start ``fn`` somewhere and return its future."""
        ...


class InProcess:
    """Does the work at once, here, without limits: for tests and for looking at one document."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call ``fn`` and return a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a future carries whatever was raised
            future.set_exception(error)
        return future
