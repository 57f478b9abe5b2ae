"""`vpclint policy lint`: what is wrong with policy documents, to the character."""

from typing import Any

import click

from vpclint.cli.common import note
from vpclint.cli.completing import files
from vpclint.cli.outputs import Outputs, outputs_of
from vpclint.errors import UsageError
from vpclint.policy.document import TYPES
from vpclint.report.formats import FORMATS
from vpclint.report.linted import LintReport, RepairReport
from vpclint.report.view import View
from vpclint.text.escape import quoted
from vpclint.work.linting import Linted, LintQuestion, linted


@click.command("lint")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", shell_complete=files)
@click.option("--policy-type", type=click.Choice(TYPES), help="What the policies are attached to.")
@click.option("--region", default="", metavar="NAME", help="The Region that they are for, such as eu-central-1.")
@click.option("--fix", is_flag=True, help="Print one policy as it was meant to be; the file stays as it is.")
@click.option("--format", "format_", type=click.Choice([*FORMATS]), default="text", show_default=True)
@click.option("--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="A further report, and its file.")
def command(files: tuple[str, ...], **options: Any) -> int:
    """Find what is wrong with policy documents: the place of each fault, and what comes of it.

    FILE: a policy document; - is the standard input. What it is attached to is told by its content and by its name, in
    which endpoint, gateway, bucket, role and the like count. Where that can't be told, only what holds for each type is
    said.

    With --fix, the repaired policy is printed instead: one document, with slips of the pen put right; an endpoint
    policy gets the Allow that it lacks, and where it names package repositories of Amazon Linux, the others. What was
    changed is told on stderr, and so is what no repair knows an answer to. Where a fault has more than one meaning,
    nothing is repaired: that one is named on stderr, and all faults are told.

    Exit codes: 0 no errors, or repaired · 1 an error · 2 usage or unreadable input.
    """
    question = LintQuestion(files, options["policy_type"] or "", options["region"])
    outputs = outputs_of(options["format_"], options["outputs"])
    if outputs.of_job:
        raise UsageError(f"--output takes FORMAT=FILE, such as json=report.json, not {quoted(outputs.of_job[0])}")
    return _fix(question, outputs) if options["fix"] else _tell(linted(question), outputs, files)


def _fix(question: LintQuestion, outputs: Outputs) -> int:
    """Prints the repaired policy, or what keeps it from being repaired."""
    if len(question.files) > 1:
        raise UsageError("--fix prints one policy: name one file")
    from vpclint.report import json  # noqa: PLC0415 - a repair is seldom asked for
    from vpclint.work.linting import fixed  # noqa: PLC0415

    outcome = fixed(question)
    if outcome.policy is None:
        note([f"nothing is repaired: {outcome.doubt}"])
        return _tell(outcome.found, outputs, question.files) or 1
    if outputs.format == "json":
        policy = outcome.policy
        click.echo(json.render(RepairReport(policy.text, policy.changes, policy.left)), nl=False)
        return 0
    note(outcome.policy.changes)
    note(f"left as it is: {each}" for each in outcome.policy.left)
    click.echo(json.shown(outcome.policy.text))
    return 0


def _tell(found: Linted, outputs: Outputs, files: tuple[str, ...]) -> int:
    outputs.write(View(found.report, found.texts, found.rules), files)
    return _exit_code(found.report)


def _exit_code(report: LintReport) -> int:
    return 2 if report.errors else 1 if report.verdict == "fail" else 0
