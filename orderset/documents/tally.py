"""How many rows came in and what became of them: nobody is lost. Source: printing.md BAT-01."""

import dataclasses
from collections.abc import Mapping

from orderset.documents.patient_line import FAILED, OUTCOME_WORDS
from orderset.documents.wording import count
from orderset.findings import Outcome


_TALLIED = {
    OUTCOME_WORDS[Outcome.READY]: "Ready",
    OUTCOME_WORDS[Outcome.READY_WITH_CAUTIONS]: "Ready with cautions",
    OUTCOME_WORDS[Outcome.REFERRED]: "Referred",
    OUTCOME_WORDS[Outcome.WITHHELD]: "Withheld",
    OUTCOME_WORDS[Outcome.RETURNED]: "Returned",
    FAILED: "Not printed",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """How many rows had one outcome; ``outcome`` is its word on a row, empty for all rows."""

    name: str
    number: str
    outcome: str = ""


def tallies(counts: Mapping[str, int]) -> tuple[Tally, ...]:
    """Return how many rows came in, and how many came out with each outcome."""
    came_in = Tally("Rows in the list", str(sum(counts.values())))
    return (came_in, *(Tally(name, str(counts.get(key, 0)), key) for key, name in _TALLIED.items()))


def in_and_out(counts: Mapping[str, int]) -> str:
    """Say that nobody is lost: the rows in are the rows out."""
    _, *others = tallies(counts)
    out = ", ".join(f"{each.number} {each.name.lower()}" for each in others)
    rows = count(sum(counts.values()), "row", "rows")
    return f"{rows} in the list: {out}."
