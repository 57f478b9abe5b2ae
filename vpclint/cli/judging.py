"""What the commands share that judge: how their options name what is to be judged, and how it is done."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from msgspec import Struct

from vpclint.api import Checked, examine
from vpclint.cli.common import configuration, note, progress
from vpclint.cli.completing import rule_names
from vpclint.cli.live_options import live_options, wanted
from vpclint.cli.overrides import ANYWHERE, overridden
from vpclint.cli.paths import paths_of
from vpclint.errors import ConfigurationError, InputError, UsageError, VpclintError
from vpclint.policy.document import TYPES
from vpclint.settings import Settings
from vpclint.sources.configuration import Configuration, find_suppressions
from vpclint.text.escape import quoted, visible
from vpclint.text.nodes import pointer
from vpclint.workload.request import JobOptions

if TYPE_CHECKING:
    from vpclint.work.accepted import Accepted

Command = TypeVar("Command", bound=Callable[..., Any])
Option = Callable[[Command], Command]


def options(*several: Option[Any]) -> Option[Any]:
    """The options as one decorator, in the order in which the help shows them."""

    def decorated(command: Any) -> Any:
        for option in reversed(several):
            command = option(command)
        return command

    return decorated


job_options = options(
    click.option("--subnet", "subnets", multiple=True, metavar="ID", help="A subnet of a job without a request file."),
    click.option(
        "--security-group", "security_groups", multiple=True, metavar="ID", help="A security group of that job."
    ),
    click.option("--instances", type=click.IntRange(1, 100), metavar="N", help="How many instances that job has."),
    click.option("--input", "inputs", multiple=True, metavar="S3URI", help="Where that job reads."),
)
"""A job that stands in no file, but for where it writes."""

need_options = options(
    click.option("--vpc", "vpcs", multiple=True, metavar="ID", help="Without any job: look at this VPC only."),
    live_options,
    click.option("--need-service", multiple=True, metavar="NAME", help="An AWS service that the containers reach."),
    click.option(
        "--need-internet",
        multiple=True,
        is_flag=False,
        flag_value=ANYWHERE,
        metavar="[HOST[:PORT]]",
        help="A host that the containers reach; without one, the whole internet.",
    ),
    click.option(
        "--packages",
        type=click.Choice(["deny", "allow", "ignore"]),
        help="Prove that Amazon Linux package repositories can't be read, or that they can.",
    ),
    click.option("--concurrent-jobs", type=click.IntRange(min=1), metavar="N", help="How many such jobs run at once."),
    click.option("--policy-type", type=click.Choice(TYPES), help="What all files that are policies are attached to."),
)
"""What is asked of jobs, VPCs and policies, and where the state comes from."""

rule_options = options(
    click.option(
        "--select",
        multiple=True,
        metavar="RULE",
        shell_complete=rule_names,
        help="Ask only these rules: names, families or globs.",
    ),
    click.option("--ignore", multiple=True, metavar="RULE", shell_complete=rule_names, help="Do not ask these rules."),
)
"""Which rules are asked."""

suppression_options = options(
    click.option("--suppressions", metavar="FILE", help="The suppressions, instead of .vpclint-ignore.yaml."),
    click.option("--no-suppressions", is_flag=True, help="Suppress nothing: show and count all that is found."),
)
"""What is suppressed."""

run_options = options(
    click.option(
        "--scheduler", metavar="ADDRESS|local", help="Spread the folders over the workers of Dask, or over all cores."
    ),
    click.option("--config", type=click.Path(), metavar="FILE", help="The configuration, instead of vpclint.toml."),
)
"""Where it is judged, and by which settings."""


baseline_options = options(
    job_options,
    click.option("--output", "outputs", multiple=True, metavar="S3URI", help="Where that job writes."),
    need_options,
    rule_options,
    click.option("--strict", is_flag=True, help="Assume nothing: what no state shows is unknown."),
    suppression_options,
    run_options,
)
"""What is judged for a baseline."""


class Judging(Struct, frozen=True):
    """What came out, the settings that held, and the files that were read."""

    checked: Checked
    settings: Settings
    read: tuple[str, ...]


def judged(paths: tuple[str, ...], chosen: dict[str, Any], written: tuple[str, ...], *, known: bool = False) -> Judging:
    """Judges as the options choose, and tells on stderr what was passed over.

    Args:
        paths: files and folders.
        chosen: the options of a command, by their names.
        written: where a job without a request file writes, as S3 URIs.
        known: what a baseline knows is told apart: that of the options, else that of the configuration.

    Raises:
        VpclintError: it can't be done as chosen.
    """
    if chosen["scheduler"] == "":
        raise UsageError("--scheduler names none: the address of a scheduler of Dask or local was expected")
    configured = configuration(chosen["config"])
    settings = overridden(configured.settings, chosen)
    states, nothing = configured.states()
    note(str(each) for each in nothing)
    baseline = (chosen["baseline"] or configured.baseline()) if known else None
    live = wanted(chosen)
    named = paths
    paths = paths_of(paths, configured, states, chosen)
    try:
        checked = examine(
            paths,
            settings,
            _job(chosen, written),
            states,
            vpcs=() if live else chosen["vpcs"],
            live=live,
            allow_empty=chosen.get("allow_empty", False),
            scheduler=chosen["scheduler"] or "",
            policy_type=chosen["policy_type"] or "",
            shown=progress,
            accepted=_accepted(chosen, configured, settings, baseline),
        )
    except (UsageError, ConfigurationError) as error:
        raise _located(error, configured, chosen) from None
    unused = [*checked.unused, *(() if named or live else _idle(checked, configured.settings))]
    note([*checked.notes, *(str(configured.located(each)) for each in unused)])
    accepted = checked.accepted
    entries = accepted.suppressions.file if accepted and accepted.suppressions else None
    read = filter(None, (configured.file, baseline, entries, *checked.found.files))
    return Judging(checked, settings, tuple(map(str, read)))


def _idle(checked: Checked, settings: Settings) -> Iterator[ConfigurationError]:
    """What the configuration says of jobs and buckets that are not there, in a run over all that it names."""
    jobs = [job for _, job in checked.found.jobs]
    if not jobs:
        return
    for number in settings.idle_jobs({job.name for job in jobs}):
        message = f"no job of this run is called {quoted(settings.jobs[number].match, 80)}"
        yield ConfigurationError(message, pointer=pointer("jobs", number, "match"))
    for name in settings.idle_buckets({each.uri.bucket for job in jobs for each in job.transfers}):
        yield ConfigurationError(
            f"no job of this run names a bucket {quoted(name, 80)}", pointer=pointer("buckets", name)
        )


def readable(judging: Judging, file: str) -> Judging:
    """What came out, where all could be read.

    Raises:
        InputError: something could not, so that it is not known what is wrong; the file stays as it is.
    """
    errors = judging.checked.came.errors
    note(str(error) for error in errors[1:])
    if errors:
        first = errors[0]
        message = f"{first.message}; while a file can't be read, {visible(file)} is not written"
        raise InputError(message, first.file, first.line, first.column)
    return judging


def counted(findings: int) -> str:
    """So many findings, as the beginning of a sentence."""
    return f"{findings} finding{' is' if findings == 1 else 's are'}"


def _accepted(
    chosen: dict[str, Any], configured: Configuration, settings: Settings, baseline: str | None
) -> "Accepted | None":
    """The suppressions that are named, else those that hold where the configuration does; perhaps none."""
    comments = not chosen["no_suppressions"]
    named = (chosen["suppressions"] or find_suppressions(Path.cwd(), configured.file)) if comments else None
    if comments and named is None and baseline is None:
        return None
    from vpclint.work.accepted import accepted_of  # noqa: PLC0415 - many a run has neither

    return accepted_of(named, baseline, settings, comments=comments)


def _located(error: VpclintError, configured: Configuration, chosen: dict[str, Any]) -> VpclintError:
    """The error with its place in the configuration, unless it is about what the command line says."""
    setting = (error.pointer or "").partition("/")[2].partition("/")[0]
    return error if chosen.get(setting) else configured.located(error)


def _job(chosen: dict[str, Any], written: tuple[str, ...]) -> JobOptions | None:
    job = JobOptions(chosen["subnets"], chosen["security_groups"], chosen["instances"], chosen["inputs"], written)
    return None if job == JobOptions() else job
