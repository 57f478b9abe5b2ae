"""`vpclint schema`: the JSON Schema of what vpclint reads and writes."""

import json

import click

from vpclint.report.schemas import SCHEMAS, schema


@click.command("schema")
@click.argument("name", type=click.Choice(sorted(SCHEMAS)))
def command(name: str) -> int:
    """Print the JSON Schema (draft 2020-12) of a file or a report."""
    click.echo(json.dumps(schema(name), indent=2))
    return 0
