"""`vpclint baseline show`: what a baseline holds."""

import click

from vpclint.cli.completing import files
from vpclint.report.baseline import lines
from vpclint.sources.baseline import read_baseline


@click.command("show")
@click.argument("file", metavar="FILE", shell_complete=files)
def command(file: str) -> int:
    """Show what a baseline holds: a line for each finding, under its account and Region."""
    for each in lines(read_baseline(file)):
        click.echo(each)
    return 0
