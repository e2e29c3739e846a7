"""What can be wrong with a printed document, told apart by what the caller must do about it."""

import dataclasses
import enum
import re


_RULE = re.compile(r"[A-Z]{3}-[0-9]+[a-z]?(?=:)")
"""The id of a rule for print, as a message of the inspection begins with it."""


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

    @property
    def without_values(self) -> str:
        """What may be told outside the batch: the whole of a message that quotes nothing.

        Of any other the rule that was broken, or nothing.
        """
        if self.code is Code.RENDER_FAILED:
            return self.message
        rule = _RULE.match(self.message)
        return f"{rule[0]} was broken." if rule else "the file was not as it should be."


class RenderError(Exception):
    """A document could not be rendered; ``messages`` say why and name no patient."""

    def __init__(self, *messages: str) -> None:
        """Keep the messages, each a sentence of its own."""
        super().__init__(*messages)
        self.messages = messages
