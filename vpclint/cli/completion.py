"""`vpclint completion`: the script by which a shell completes the words of a command line."""

import click
from click.shell_completion import get_completion_class

from vpclint.cli.main import VARIABLE

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script that completes commands, options, formats and rules in a shell.

    \b
    bash, in ~/.bashrc:                   eval "$(vpclint completion bash)"
    zsh, in ~/.zshrc after compinit:      eval "$(vpclint completion zsh)"
    fish, in ~/.config/fish/config.fish:  vpclint completion fish | source
    """  # noqa: D301 - click keeps the lines below its sign
    shells = get_completion_class(shell)
    if shells is None:
        raise click.UsageError(f"click {click.__version__} completes nothing in {shell}")
    click.echo(shells(ctx.find_root().command, {}, "vpclint", VARIABLE).source())
    return 0
