"""The command as a group: in the order of use, with our own faults as one clear message."""

import difflib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from orderset.batch.exit_codes import EXIT_CODES
from orderset.errors import OrdersetError, StorageError, places, surroundings_at_fault
from orderset.processes.stopping import StoppedError, stoppable
from orderset.terminal import check_file_names, lost, prepare, say


IN_ORDER_OF_USE: Mapping[str, Sequence[str]] = {
    "Every day": ("template", "check", "plan", "run", "reprint", "explain"),
    "Afterwards": ("verify", "export"),
    "Setting up": ("protocol", "calibrate", "completion"),
}
"""The commands under the headings of the help; one that is not named here comes last."""


_WHOLE_SENTENCE = 200
"""Letters: a first sentence is folded, never cut."""


class OrderOfUse(click.Group):
    """Lists its commands as they are used, not by the alphabet, and says what was meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order of use."""
        named = [name for names in IN_ORDER_OF_USE.values() for name in names]
        ours = super().list_commands(ctx)
        return [*(each for each in named if each in ours), *(e for e in ours if e not in named)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which was probably meant."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            near = difflib.get_close_matches(name, self.commands, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            known = ", ".join(self.list_commands(ctx))
            ctx.fail(f"There is no command {name!r}.{meant} The commands are: {known}.")
        return super().resolve_command(ctx, args)


class MainGroup(OrderOfUse):
    """Shows our own faults as one clear message with their exit code."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under the headings of the day."""
        rest = self.list_commands(ctx)
        sections = [(heading, list(names)) for heading, names in IN_ORDER_OF_USE.items()]
        named = {name for _, names in sections for name in names}
        sections.append(("Other commands", [name for name in rest if name not in named]))
        for heading, names in sections:
            lines = [
                (name, self.commands[name].get_short_help_str(_WHOLE_SENTENCE))
                for name in names
                if name in rest and not self.commands[name].hidden
            ]
            if lines:
                with formatter.section(heading):
                    formatter.write_dl(lines)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own signature
        """Run the command."""
        prepare()
        try:
            with stoppable():
                check_file_names()
                done = super().invoke(ctx)
        except OrdersetError as error:
            say(f"orderset: {error}")
            if not error.is_answered:
                asked = EXIT_CODES[error.exit_code]
                say(f"To do ({asked.who}): {asked.to_do}")
            ctx.exit(error.exit_code)
        except StoppedError as error:
            say(f"orderset: {error}")
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is told in one line
            fault = surroundings_at_fault(error)
            say(f"orderset: {fault or f'a defect of orderset itself: {places(error)}.'}")
            if fault is None:
                say("Please report it.")
            ctx.exit(fault.exit_code if fault else OrdersetError.exit_code)
        check_told()
        return done


def check_told() -> None:
    """Leave with the code of failed storage if the report was lost."""
    told = lost()
    if told is not None:
        say(f"orderset: {told}")
        sys.exit(StorageError.exit_code)
