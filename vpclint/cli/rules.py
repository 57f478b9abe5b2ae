"""`vpclint rules`: the catalogue, or one rule's page."""

import click
import msgspec

from vpclint.cli.completing import rule_names
from vpclint.engine.catalogue import load
from vpclint.engine.page import page, table


@click.command("rules")
@click.argument("pattern", required=False, metavar="[NAME|FAMILY|GLOB]", shell_complete=rule_names)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(pattern: str | None, format_: str) -> int:
    """Show the catalogue of rules, or the page of the one that is named."""
    catalogue = load()
    rules = catalogue.matching(pattern) if pattern else tuple(catalogue)
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(rules), indent=2).decode())
    elif len(rules) == 1:
        click.echo(page(rules[0]), nl=False)
    else:
        click.echo(table(rules), nl=False)
    return 0
