"""What each exit code of a run means, and what it asks whom to do: one table for log and manual."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class ExitCode:
    """What a code means, who has to do something, and what."""

    meaning: str
    who: str
    to_do: str


EXIT_CODES: Mapping[int, ExitCode] = {
    0: ExitCode("every patient is ready", "nobody", "Print."),
    1: ExitCode(
        "finished, and somebody is withheld, referred or returned",
        "pharmacist",
        "Read the first page of each summary; it names everybody who is not ready, and why.",
    ),
    2: ExitCode(
        "the command was called wrongly",
        "IT",
        "Correct the command line or the timer's unit; nothing was read.",
    ),
    3: ExitCode(
        "a workbook could not be read, or stays in the inbox; the others were done",
        "pharmacist",
        "Have the file corrected by its findings, which stand in the refused folder beside it, and "
        "sent again; let a copy that goes on come to its end. Then run again.",
    ),
    4: ExitCode(
        "protocol or site settings cannot be used, or the protocol is past its review date",
        "pharmacist",
        "Correct what the message names; a protocol past its date goes to its committee. Nothing "
        "was published or moved.",
    ),
    5: ExitCode(
        "documents cannot be rendered here, or a batch broke a rule for print and was left out",
        "IT",
        "Do what the message names, then run again. The list of a batch left out stays in the "
        "inbox.",
    ),
    6: ExitCode(
        "another run is working in the output folder or on the inbox",
        "IT",
        "Wait for it to end, or find out why it hangs. No lock has ever to be removed by hand.",
    ),
    7: ExitCode(
        "files could not be written, moved or logged",
        "IT",
        "Free space or mend the rights of the folder that the message names, then run again: what "
        "is missing is done, and what stands is left alone.",
    ),
    70: ExitCode(
        "a defect of orderset",
        "IT",
        "Report the line that begins “a defect of orderset itself”; chart by hand what is missing.",
    ),
    129: ExitCode("stopped: its terminal was closed", "IT", "Run again; what is missing is done."),
    130: ExitCode("stopped from the keyboard", "IT", "Run again; what is missing is done."),
    143: ExitCode(
        "stopped by the system or a time limit",
        "IT",
        "Find out why it took so long, then run again; what is missing is done.",
    ),
}
