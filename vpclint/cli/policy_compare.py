"""`vpclint policy compare`: whether one policy allows no more than another."""

import click

from vpclint.cli.common import note, wants_colour
from vpclint.cli.completing import files
from vpclint.policy.given import LayerKind
from vpclint.sources.policies import KINDS
from vpclint.work.comparing import EXPECTED, ComparisonQuestion, compared


@click.command("compare")
@click.argument("one", metavar="A", shell_complete=files)
@click.argument("other", metavar="B", shell_complete=files)
@click.option("--expect", type=click.Choice(EXPECTED), help="What has to be proved: the same, or no more.")
@click.option("--policy-type", type=click.Choice([each.value for each in KINDS]), help="What both are attached to.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(one: str, other: str, expect: str | None, policy_type: str | None, format_: str) -> int:
    """Tell whether policy A allows the same as policy B, less, more, or neither, with a request that shows it.

    A, B: policy documents of one kind, as FILE or KIND=FILE; - is the standard input.

    What is compared is what each allows by itself: every action, also those that AWS may add, every resource, every
    principal, whatever condition keys hold. --expect equal wants both to allow the same; --expect narrower wants A to
    allow no more than B.

    Exit codes: 0 it is as expected, or is told where nothing is expected · 1 it is not · 3 cannot tell · 2 usage or
    unreadable input.
    """
    kind = LayerKind(policy_type) if policy_type else None
    found = compared(ComparisonQuestion(one, other, expect or "", kind))
    note(found.notes)
    if format_ == "json":
        from vpclint.report import json  # noqa: PLC0415 - one format is used in a run

        click.echo(json.render(found.report), nl=False)
    else:
        from vpclint.report import comparison, found_text  # noqa: PLC0415

        style = found_text.COLOUR if wants_colour() else found_text.PLAIN
        click.echo(comparison.render(found.report, style=style), nl=False, color=True)
    return {"pass": 0, "fail": 1}.get(found.report.verdict, 3)
