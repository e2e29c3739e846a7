"""Faults that cost one batch: gathered while the others go on, and raised when all is done."""

from collections.abc import Callable
from typing import TypeVar

from orderset.errors import (
    BatchPlaceError,
    OrdersetError,
    PrintRuleError,
    RenderingUnavailableError,
    StorageError,
    places,
)


T = TypeVar("T")


class Faults:
    """What kept batches of a run from being published."""

    def __init__(self) -> None:
        """Begin without any."""
        self._refused: list[OrdersetError] = []
        self._defects: list[str] = []
        self._unmarked: list[str] = []

    def of(self, ordinal: str, publish: Callable[[], T]) -> T | None:
        """Publish one batch; None after a fault that is its own.

        Args:
            ordinal: what a log calls the batch's workbook.
            publish: publishes it.

        Raises:
            OrdersetError: a fault that every other batch of this run would meet as well.
        """
        try:
            return publish()
        except (PrintRuleError, RenderingUnavailableError) as error:
            self._refused.append(type(error)(f"{error} Nothing of {ordinal} was published."))
        except BatchPlaceError as error:
            self._refused.append(error)
        except OrdersetError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one batch is not the end
            self._defects.append(f"{places(error)}. Nothing of {ordinal} was published.")
        return None

    def note(self, unmarked: str) -> None:
        """Note what has been replaced and could not be marked so: the new batch stands."""
        self._unmarked.append(unmarked)

    def raise_worst(self) -> None:
        """Tell all of them at once, with the exit code of the worst.

        Raises:
            OrdersetError: there was one.
        """
        told = [*self._unmarked, *(str(each) for each in self._refused)]
        if self._defects:
            defects = ["A defect of orderset itself, please report it:", *self._defects]
            raise OrdersetError("\n".join([*defects, *told]))
        if self._unmarked:
            raise StorageError("\n".join(told))
        if self._refused:
            worst = max(self._refused, key=lambda each: each.exit_code)
            raise type(worst)("\n".join(told))
