"""``orderset completion``: the script with which a shell completes commands, options and codes."""

import click
from click.shell_completion import get_completion_class

from orderset.terminal import tell


VARIABLE = "_ORDERSET_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that lets the Tab key complete commands, files and finding codes.

    SHELL is bash, zsh or fish.

    Put the line for your shell where it is read at every start, then open a new terminal:

    \b
    bash, in ~/.bashrc:                  eval "$(orderset completion bash)"
    zsh, in ~/.zshrc, after compinit:    eval "$(orderset completion zsh)"
    fish, in ~/.config/fish/config.fish: orderset completion fish | source

    \b
    Example: orderset completion bash
    """
    found = get_completion_class(shell)
    if found is None:  # pragma: no cover - the choices are shells that click knows
        raise click.BadParameter(shell)
    tell(found(context.find_root().command, {}, "orderset", VARIABLE).source())
