"""`vpclint check`: files in, a report on stdout, the verdict as the exit code."""

import re
from pathlib import Path
from typing import Any

import click

from vpclint.api import Checked, examine
from vpclint.cli.common import configuration, note, progress, wants_colour
from vpclint.cli.live_options import live_options, wanted
from vpclint.cli.overrides import ANYWHERE, overridden
from vpclint.errors import ConfigurationError, UsageError, VpclintError
from vpclint.finding import Severity
from vpclint.policy.document import TYPES
from vpclint.report.model import Report
from vpclint.settings import Settings
from vpclint.sources.configuration import Configuration
from vpclint.text.escape import quoted
from vpclint.workload.request import JobOptions

FORMATS = ("text", "json")
_REPORT = re.compile(r"([A-Za-z][\w-]*)=(.*)", re.DOTALL)


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
    help="Where that job writes; or a report to write to a file.",
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
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--paths", "show_paths", is_flag=True, help="Show the path of every need, hop by hop (text).")
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
    reports, written = _outputs(options["outputs"])
    configured = configuration(options["config"])
    settings = overridden(configured.settings, options)
    states, nothing = configured.states()
    note(str(each) for each in nothing)
    live = wanted(options)
    try:
        checked = examine(
            paths,
            settings,
            _job(options, written),
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
    for format_, file in reports:
        _write(file, _rendered(checked, format_, show_paths=options["show_paths"]))
    style = wants_colour()
    click.echo(
        _rendered(checked, options["format_"], show_paths=options["show_paths"], colour=style), nl=False, color=True
    )
    return exit_code(checked.report, settings, exit_zero=options["exit_zero"])


def _located(error: VpclintError, configured: Configuration, options: dict[str, Any]) -> VpclintError:
    """The error with its place in the configuration, unless it is about what the command line says."""
    setting = (error.pointer or "").partition("/")[2].partition("/")[0]
    return error if options.get(setting) else configured.located(error)


def _outputs(outputs: tuple[str, ...]) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """What `--output` names: reports to write, as `json=FILE`, and where the job writes, as S3 URIs."""
    reports = [(found[1], found[2]) for found in map(_REPORT.fullmatch, outputs) if found]
    for format_, _ in reports:
        if format_ not in FORMATS:
            raise UsageError(f"there is no format {quoted(format_)} to write a report in, only {' and '.join(FORMATS)}")
    written = tuple(each for each in outputs if not _REPORT.fullmatch(each))
    for each in written:
        if "://" not in each:
            wanted = "an S3 URI where the job writes, such as s3://bucket/prefix/, or a report, such as json=FILE"
            raise UsageError(f"--output {quoted(each, 80)} is neither: it takes {wanted}")
    return reports, written


def _job(options: dict[str, Any], written: tuple[str, ...]) -> JobOptions | None:
    job = JobOptions(options["subnets"], options["security_groups"], options["instances"], options["inputs"], written)
    return None if job == JobOptions() else job


def _write(file: str, rendered: str) -> None:
    try:
        Path(file).write_text(rendered, "utf-8")
    except OSError as error:
        raise UsageError(f"the report can't be written: {(error.strerror or str(error)).lower()}", file) from error


def _rendered(checked: Checked, format_: str, *, show_paths: bool, colour: bool = False) -> str:
    if format_ == "json":
        from vpclint.report import json  # noqa: PLC0415 - one format is used in a run

        return json.render(checked.report)
    from vpclint.report import found_text, text  # noqa: PLC0415

    style = found_text.COLOUR if colour else found_text.PLAIN
    return text.render(checked.report, checked.texts, style=style, paths=show_paths)


def exit_code(report: Report, settings: Settings, *, exit_zero: bool = False) -> int:
    """The exit code of a report: 2 unreadable input, 1 fails or a finding at the threshold, 3 cannot tell, 0 works."""
    if report.errors:
        return 2
    proved = [Severity(finding.severity) for finding in report.findings if finding.status == "fail"]
    verdicts = [*(job.verdict for job in report.jobs), *(vpc.verdict for vpc in report.vpcs)]
    if "fail" in verdicts or any(severity.rank <= settings.threshold.rank for severity in proved):
        return 0 if exit_zero else 1
    return 3 if "unknown" in verdicts and settings.unknown == "fail" and not exit_zero else 0
