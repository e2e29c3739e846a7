"""How archetypes are divided over pages, so that each stays whole and its page is known.

Heights are guessed, rather too high than too low. Where a guess is too low the page overflows, the
program refuses the file, and the book is made again with more room.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from orderset.documents.book_block import Block


SHEET_MM = 258.5
"""What is left for archetypes on an A4 page with its title line."""

HEAD_MM = 6.5
LINE_MM = 3.5
STEP_MM = 3.05
STEP_SPACE_MM = 0.55
ROW_MM = 3.9
BELOW_MM = 11.0
"""A block's bar, a line of small text, a line of the working and the space around it, a row of a
table, the boxes for whoever checks with the space below."""

GIVEN_LETTERS, SAID_LETTERS = 96, 118
NAME_LETTERS, HOW_LETTERS, RESULT_LETTERS = 28, 58, 42

_Part = TypeVar("_Part")


def pages_of(
    parts: Sequence[_Part], height_mm: Callable[[_Part], float], room_mm: float
) -> tuple[tuple[_Part, ...], ...]:
    """Divide parts over pages in their order, so that each page has room for its own.

    Example:
        >>> pages_of("aabb", lambda part: 4.0, 10.0)
        (('a', 'a'), ('b', 'b'))
    """
    pages: list[list[_Part]] = [[]]
    left_mm = room_mm
    for part in parts:
        needed = height_mm(part)
        if pages[-1] and needed > left_mm:
            pages.append([])
            left_mm = room_mm
        pages[-1].append(part)
        left_mm -= needed
    return tuple(tuple(each) for each in pages)


def block_mm(block: Block) -> float:
    """Return how high an archetype stands on paper, in mm."""
    lines = sum(lines_of(each.value, GIVEN_LETTERS) for each in block.given)
    steps = sum(
        max(
            lines_of(each.step, NAME_LETTERS),
            lines_of(each.how, HOW_LETTERS),
            lines_of(each.result, RESULT_LETTERS),
        )
        for each in block.steps
    )
    lines += sum(
        lines_of(f"{each.code} {each.action} {each.message}", SAID_LETTERS) for each in block.said
    )
    lines += (1 if block.nothing_said else 0) + (3 if block.no_days else 0)
    rows = len(block.days) + 1 if block.days else 0
    working_mm = STEP_MM * steps + STEP_SPACE_MM * len(block.steps)
    return HEAD_MM + LINE_MM * lines + working_mm + ROW_MM * rows + BELOW_MM


def lines_of(text: str, letters: int) -> int:
    """Return how many lines a text takes, at least one.

    Example:
        >>> lines_of("", 10), lines_of("x" * 21, 10)
        (1, 3)
    """
    return max(1, -(-len(text) // letters))
