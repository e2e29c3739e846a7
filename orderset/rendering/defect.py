"""What can be wrong with a printed document, told apart by what the caller must do about it."""

import dataclasses
import enum


class Code(enum.StrEnum):
    """The finding code that a defect becomes."""

    DOES_NOT_FIT = "does-not-fit"
    """The values are too long for the form: text on too many pages, clipped, lost or at an edge."""
    INSPECTION_FAILED = "inspection-failed"
    """The file is not what the document asked for."""
    RENDER_FAILED = "render-failed"
    """There is no file."""


@dataclasses.dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong, in plain words.

    The message of a ``render-failed`` names no patient. The others may quote what the document
    prints, so that staff can see which text does not fit: they belong in the patient's findings,
    never in a log.
    """

    code: Code
    message: str


class RenderError(Exception):
    """A document could not be rendered; ``messages`` say why and name no patient."""

    def __init__(self, *messages: str) -> None:
        """Keep the messages, each a sentence of its own."""
        super().__init__(*messages)
        self.messages = messages
