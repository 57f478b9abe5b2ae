"""`vpclint explain`: the rules behind an error message."""

import sys

import click

from vpclint.engine.messages import Explanation, load
from vpclint.errors import UsageError
from vpclint.report.explanation import render
from vpclint.text.excerpts import excerpt

NOTHING_FOUND = 1


@click.command("explain")
@click.argument("text", nargs=-1)
@click.option("--list", "list_", is_flag=True, help="Show every message that is known.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(text: tuple[str, ...], list_: bool, format_: str) -> int:  # noqa: FBT001 - click gives a flag
    """Find the rules behind an error message.

    TEXT: the message, whole or a part of it, with whatever stands around it; - reads it from the standard input, for
    example a whole log.

    Exits with 1 where no message is found that is known.
    """
    if list_ == bool(text):
        raise UsageError("either a text or --list is needed: vpclint explain 'the error message'")
    found = load().listed() if list_ else _explained(_read() if text == ("-",) else " ".join(text))
    if format_ == "json":
        from vpclint.report.json import render as render_json  # noqa: PLC0415 - the text needs none of it

        click.echo(render_json(found), nl=False)
    elif found.matches:
        click.echo(render(found), nl=False)
    if found.matches:
        return 0
    click.echo(
        "vpclint: no error message that is known stands in this text: give the whole line of the log; "
        "vpclint explain --list shows all messages, vpclint rules all rules",
        err=True,
    )
    return NOTHING_FOUND


def _read() -> str:
    """The standard input as text, in UTF-8 or UTF-16; nothing if there is none."""
    from vpclint.text.reading import decode  # noqa: PLC0415 - only the standard input needs it

    return decode(sys.stdin.buffer.read()).text if sys.stdin else ""


def _explained(text: str) -> Explanation:
    if not excerpt(text).words:
        raise UsageError("the text has no words: vpclint explain 'the error message'")
    return load().explain(text)
