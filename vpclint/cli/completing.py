"""What a shell proposes for the words of a command line, beyond what click proposes by itself.

All of it is imported where a shell asks, and by no other run.
"""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def rule_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":  # noqa: ARG001
    """The rules and families that begin so, each with what it is about."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    from vpclint.engine.catalogue import load  # noqa: PLC0415

    rules = list(load())
    families = {rule.family: f"all rules of {rule.family}" for rule in rules}
    named = {**families, **{rule.name: rule.title for rule in rules}}
    return [CompletionItem(name, help=about) for name, about in named.items() if name.startswith(incomplete)]


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":  # noqa: ARG001
    """The files and folders that the shell finds."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415

    return [CompletionItem(incomplete, type="file")]
