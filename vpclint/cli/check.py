"""`vpclint check`: files in, a report on stdout, the verdict as the exit code."""

from typing import Any

import click

from vpclint.api import Checked
from vpclint.cli.completing import files
from vpclint.cli.judging import job_options, judged, need_options, rule_options, run_options, suppression_options
from vpclint.cli.outputs import outputs_of
from vpclint.finding import Severity
from vpclint.report.formats import FORMATS
from vpclint.report.model import Report
from vpclint.report.verdicts import at_the_gate
from vpclint.report.view import View
from vpclint.settings import Settings


@click.command("check")
@click.argument("paths", nargs=-1, metavar="PATH...", shell_complete=files)
@job_options
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="S3URI|FORMAT=FILE",
    help="Where that job writes; or a further report, and the file for it.",
)
@need_options
@click.option("--format", "format_", type=click.Choice([*FORMATS]), default="text", show_default=True)
@click.option("--paths", "show_paths", is_flag=True, help="Show the path of every need, hop by hop (text).")
@click.option("--remedies", is_flag=True, help="Show repairs in CloudFormation and Terraform, too (text).")
@click.option("--accepted", is_flag=True, help="Show what is suppressed or known, too (text).")
@rule_options
@click.option("--fail-on", type=click.Choice([each.value for each in Severity]), help="What makes the exit code 1.")
@click.option("--unknown", type=click.Choice(["fail", "ignore"]), help="Whether 'cannot tell' makes the exit code 3.")
@click.option("--strict", is_flag=True, help="Assume nothing: what no state shows is unknown.")
@click.option("--baseline", metavar="FILE", help="Known findings, which are marked and do not count.")
@suppression_options
@click.option("--allow-empty", is_flag=True, help="Exit with 0 where there is nothing to check.")
@click.option(
    "--sift", is_flag=True, help="Pass over files that hold nothing for vpclint, also broken ones: for hooks."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
@run_options
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Decide whether jobs will work in a VPC; of a state without any job, what its subnets could give one.

    PATH: files or folders, where none is named those of [inputs] paths in the configuration, with states (what the EC2
    API answers, as JSON), job requests (CreateProcessingJob in JSON or YAML, DescribeProcessingJob output, or a bare
    NetworkConfig or VpcConfig) and policies. Kinds are told by content. A folder holds up to 10,000 files of JSON or
    YAML; a larger one is refused.
    """
    outputs = outputs_of(options["format_"], options["outputs"])
    judging = judged(paths, options, outputs.of_job, known=True)
    outputs.write(_view(judging.checked, judging.settings, options), judging.read)
    return exit_code(judging.checked.report, judging.settings, exit_zero=options["exit_zero"])


def _view(checked: Checked, settings: Settings, options: dict[str, Any]) -> View:
    return View(
        checked.report,
        checked.texts,
        checked.rules,
        settings,
        paths=options["show_paths"],
        remedies=options["remedies"],
        with_accepted=options["accepted"],
    )


def exit_code(report: Report, settings: Settings, *, exit_zero: bool = False) -> int:
    """The exit code of a report: 2 unreadable input, 1 fails or a finding at the threshold, 3 cannot tell, 0 works.

    What is suppressed or known counts for nothing.
    """
    if report.errors:
        return 2
    proved = [Severity(each.severity) for each in report.findings if each.status == "fail" and each.counts]
    verdicts = [*map(at_the_gate, report.jobs), *map(at_the_gate, report.vpcs)]
    if "fail" in verdicts or any(severity.rank <= settings.threshold.rank for severity in proved):
        return 0 if exit_zero else 1
    return 3 if "unknown" in verdicts and settings.unknown == "fail" and not exit_zero else 0
