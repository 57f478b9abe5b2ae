"""A command with subcommands that are loaded only when they are asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own, which are imported when they are used.

    Args:
        helps: what each command does in a line, in the order of the help.
        modules: before the name of a command, the name of its module, whose `command` it is.
    """

    def __init__(self, *args: Any, helps: Mapping[str, str], modules: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._helps = helps
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All commands, in the order of the help."""
        return list(self._helps)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name."""
        if cmd_name not in self._helps:
            return None
        command: click.Command = import_module(f"{self._modules}{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands in the help, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._helps.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """The commands that begin so, without importing any of them, and the options."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell asks

        names = (name for name in self._helps if name.startswith(incomplete))
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=self._helps[name]) for name in names), *options]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; for an unknown one, the nearest that exists is named."""
        if args and args[0] not in self._helps and not ctx.resilient_parsing:
            from difflib import get_close_matches  # noqa: PLC0415 - only a wrong word needs it

            near = get_close_matches(args[0], self._helps, 1)
            ctx.fail(f"no such command {args[0]!r}" + (f", did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)
