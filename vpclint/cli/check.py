"""`vpclint check`: files in, a report on stdout, the verdict as the exit code."""

from typing import Any

import click

from vpclint.api import Checked, examine
from vpclint.cli.common import configuration, note, progress
from vpclint.cli.live_options import live_options, wanted
from vpclint.cli.outputs import Outputs, outputs_of
from vpclint.cli.overrides import ANYWHERE, overridden
from vpclint.errors import ConfigurationError, UsageError, VpclintError
from vpclint.finding import Severity
from vpclint.policy.document import TYPES
from vpclint.report.formats import FORMATS
from vpclint.report.model import Report
from vpclint.report.view import View
from vpclint.settings import Settings
from vpclint.sources.configuration import Configuration
from vpclint.workload.request import JobOptions


@click.command("check")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--subnet", "subnets", multiple=True, metavar="ID", help="A subnet of a job without a request file.")
@click.option("--security-group", "security_groups", multiple=True, metavar="ID", help="A security group of that job.")
@click.option("--instances", type=click.IntRange(1, 100), metavar="N", help="How many instances that job has.")
@click.option("--input", "inputs", multiple=True, metavar="S3URI", help="Where that job reads.")
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="S3URI|FORMAT=FILE",
    help="Where that job writes; or a further report, and the file for it.",
)
@click.option("--vpc", "vpcs", multiple=True, metavar="ID", help="Without any job: look at this VPC only.")
@live_options
@click.option("--need-service", multiple=True, metavar="NAME", help="An AWS service that the containers reach.")
@click.option(
    "--need-internet",
    multiple=True,
    is_flag=False,
    flag_value=ANYWHERE,
    metavar="[HOST[:PORT]]",
    help="A host that the containers reach; without one, the whole internet.",
)
@click.option(
    "--packages",
    type=click.Choice(["deny", "allow", "ignore"]),
    help="Prove that Amazon Linux package repositories can't be read, or that they can.",
)
@click.option("--concurrent-jobs", type=click.IntRange(min=1), metavar="N", help="How many such jobs run at once.")
@click.option("--policy-type", type=click.Choice(TYPES), help="What all files that are policies are attached to.")
@click.option("--format", "format_", type=click.Choice([*FORMATS]), default="text", show_default=True)
@click.option("--paths", "show_paths", is_flag=True, help="Show the path of every need, hop by hop (text).")
@click.option("--remedies", is_flag=True, help="Show repairs in CloudFormation and Terraform, too (text).")
@click.option("--select", multiple=True, metavar="RULE", help="Ask only these rules: names, families or globs.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Do not ask these rules.")
@click.option("--fail-on", type=click.Choice([each.value for each in Severity]), help="What makes the exit code 1.")
@click.option("--unknown", type=click.Choice(["fail", "ignore"]), help="Whether 'cannot tell' makes the exit code 3.")
@click.option("--strict", is_flag=True, help="Assume nothing: what no state shows is unknown.")
@click.option("--allow-empty", is_flag=True, help="Exit with 0 where there is nothing to check.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found.")
@click.option(
    "--scheduler", metavar="ADDRESS|local", help="Spread the folders over the workers of Dask, or over all cores."
)
@click.option("--config", type=click.Path(), metavar="FILE", help="The configuration, instead of vpclint.toml.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Decide whether jobs will work in a VPC; of a state without any job, what its subnets could give one.

    PATH: files or folders with states (what the EC2 API answers, as JSON), job requests (CreateProcessingJob in JSON or
    YAML, DescribeProcessingJob output, or a bare NetworkConfig or VpcConfig) and policies. Kinds are told by content. A
    folder holds up to 10,000 files of JSON or YAML; a larger one is refused.
    """
    if options["scheduler"] == "":
        raise UsageError("--scheduler names none: the address of a scheduler of Dask or local was expected")
    outputs = outputs_of(options["format_"], options["outputs"])
    configured = configuration(options["config"])
    settings = overridden(configured.settings, options)
    states, nothing = configured.states()
    note(str(each) for each in nothing)
    live = wanted(options)
    try:
        checked = examine(
            paths,
            settings,
            _job(options, outputs),
            states,
            vpcs=() if live else options["vpcs"],
            live=live,
            allow_empty=options["allow_empty"],
            scheduler=options["scheduler"] or "",
            policy_type=options["policy_type"] or "",
            shown=progress,
        )
    except (UsageError, ConfigurationError) as error:
        raise _located(error, configured, options) from None
    note([*checked.notes, *(str(configured.located(each)) for each in checked.unused)])
    outputs.write(_view(checked, settings, options))
    return exit_code(checked.report, settings, exit_zero=options["exit_zero"])


def _located(error: VpclintError, configured: Configuration, options: dict[str, Any]) -> VpclintError:
    """The error with its place in the configuration, unless it is about what the command line says."""
    setting = (error.pointer or "").partition("/")[2].partition("/")[0]
    return error if options.get(setting) else configured.located(error)


def _job(options: dict[str, Any], outputs: Outputs) -> JobOptions | None:
    names = options["subnets"], options["security_groups"]
    job = JobOptions(*names, options["instances"], options["inputs"], outputs.of_job)
    return None if job == JobOptions() else job


def _view(checked: Checked, settings: Settings, options: dict[str, Any]) -> View:
    return View(
        checked.report,
        checked.texts,
        checked.rules,
        settings,
        paths=options["show_paths"],
        remedies=options["remedies"],
    )


def exit_code(report: Report, settings: Settings, *, exit_zero: bool = False) -> int:
    """The exit code of a report: 2 unreadable input, 1 fails or a finding at the threshold, 3 cannot tell, 0 works."""
    if report.errors:
        return 2
    proved = [Severity(finding.severity) for finding in report.findings if finding.status == "fail"]
    verdicts = [*(job.verdict for job in report.jobs), *(vpc.verdict for vpc in report.vpcs)]
    if "fail" in verdicts or any(severity.rank <= settings.threshold.rank for severity in proved):
        return 0 if exit_zero else 1
    return 3 if "unknown" in verdicts and settings.unknown == "fail" and not exit_zero else 0
