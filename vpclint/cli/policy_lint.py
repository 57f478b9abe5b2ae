"""`vpclint policy lint`: what is wrong with policy documents, to the character."""

import click

from vpclint.cli.common import wants_colour
from vpclint.policy.document import PolicyType
from vpclint.report.found_text import COLOUR, PLAIN
from vpclint.report.linted import LintReport, render
from vpclint.work.linting import GATEWAY, LintQuestion, linted

_TYPES = (PolicyType.ENDPOINT.value, GATEWAY, PolicyType.BUCKET.value, PolicyType.IDENTITY.value)


@click.command("lint")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--policy-type", type=click.Choice(_TYPES), help="What the policies are attached to.")
@click.option("--region", default="", metavar="NAME", help="The Region that they are for, such as eu-central-1.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(files: tuple[str, ...], policy_type: str | None, region: str, format_: str) -> int:
    """Find what is wrong with policy documents: the place of each fault, and what comes of it.

    FILE: a policy document; - is the standard input. What it is attached to is told by its content and by its name, in
    which endpoint, gateway, bucket, role and the like count. Where that can't be told, only what holds for each type is
    said.

    Exit codes: 0 no errors · 1 an error · 2 usage or unreadable input.
    """
    found = linted(LintQuestion(files, policy_type or "", region))
    if format_ == "json":
        from vpclint.report import json  # noqa: PLC0415 - one format is used in a run

        click.echo(json.render(found.report), nl=False)
    else:
        style = COLOUR if wants_colour() else PLAIN
        click.echo(render(found.report, found.texts, style=style), nl=False, color=True)
    return _exit_code(found.report)


def _exit_code(report: LintReport) -> int:
    return 2 if report.errors else 1 if report.verdict == "fail" else 0
