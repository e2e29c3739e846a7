"""The command ``orderset``: its groups of commands put together, nothing else.

Nothing heavy is imported until a command needs it, so that ``--help`` answers at once.
"""

import click

from orderset.commands.blanks import calibrate, template
from orderset.commands.check import check
from orderset.commands.completion import completion
from orderset.commands.export import export
from orderset.commands.group import MainGroup
from orderset.commands.plan import plan
from orderset.commands.protocols import protocol_approve, protocol_diff
from orderset.commands.reprint import reprint
from orderset.commands.rules import explain, protocol_group
from orderset.commands.run import run
from orderset.commands.verify import verify
from orderset.discretion import discretion


_EPILOG = """\b
Example: orderset template -o list.xlsx, fill it, then
         orderset check list.xlsx, mend what it names, then
         orderset run list.xlsx

\b
Exit codes: 0 every patient ready; 1 finished, and someone is withheld, referred or returned;
2 usage; 3 a workbook could not be read; 4 protocol or site settings invalid; 5 this machine cannot
do it: libraries, memory, the clock; 6 another run holds the lock; 7 storage failed; 70 a defect of
ours; 129, 130, 143 stopped by a signal.
"""


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=MainGroup, epilog=_EPILOG, context_settings=_SETTINGS)
@click.version_option(package_name="orderset", message="%(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Order sets, checklists, worksheets and labels from a pharmacy's patient workbook.

    For professionals. Every page says NOT APPROVED FOR CLINICAL USE until a committee has
    approved the protocol.
    """
    context.with_resource(discretion())


for _each in (protocol_diff, protocol_approve):
    protocol_group.add_command(_each)
for _each in (
    *(template, check, plan, run, explain, verify, reprint, export),
    *(protocol_group, calibrate, completion),
):
    main.add_command(_each)


if __name__ == "__main__":
    main()
