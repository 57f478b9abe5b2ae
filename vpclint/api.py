"""The whole tool as Python calls."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct, structs

from vpclint.decision.case import Case, Options
from vpclint.decision.decide import decide
from vpclint.engine.catalogue import Catalogue, load
from vpclint.engine.remedies import Remedy, remedy_of
from vpclint.engine.run import run
from vpclint.errors import InputError, NothingToCheck
from vpclint.finding import Finding, Place
from vpclint.network.analysis import Analysis
from vpclint.report.model import ErrorReport, Location, Report, build
from vpclint.settings import Settings
from vpclint.sources.loading import Inputs, load_inputs
from vpclint.state.state import State
from vpclint.text.sources import SourceTexts
from vpclint.truth import Fact
from vpclint.workload.job import Job
from vpclint.workload.request import JobOptions, with_options

NO_STATE = Fact("", "", "", "no state was given", "vpclint check STATE JOB, with what aws ec2 describe-… answers")
LOST_STATE = Fact("", "", "", "no state could be read")


class Checked(Struct, frozen=True):
    """A report, and what is needed to show it to a person.

    Attributes:
        report: the report.
        texts: the texts of all files, for the frames under a finding.
        notes: what was passed over.
    """

    report: Report
    texts: SourceTexts
    notes: tuple[str, ...]


def check(paths: Iterable[str | Path], *, settings: Settings | None = None, job: JobOptions | None = None) -> Report:
    """Decides for every job in the files whether it will work in the VPC that the files show.

    Args:
        paths: files or folders with states and job requests; their kinds are told by content.
        settings: as in the configuration; the defaults where it is None.
        job: a job that stands in no file.

    Raises:
        NothingToCheck: there is no job, and nothing that could not be read either.
        UsageError: a selected rule does not exist, or an option is malformed.
        ConfigurationError: a setting is for no rule or no option.
    """
    return examine(tuple(map(str, paths)), settings or Settings(), job).report


def examine(
    paths: tuple[str, ...], settings: Settings, job: JobOptions | None = None, states: tuple[str, ...] = ()
) -> Checked:
    """The same as `check`, with what it takes to show the result.

    Args:
        paths, settings, job: as for `check`.
        states: files with states, for when there is none among the paths.
    """
    catalogue = load()
    rules = catalogue.selected(settings)
    options = catalogue.options(settings)
    inputs = load_inputs(paths, strict=settings.strict)
    if states and not inputs.states:
        inputs = _with_states(inputs, load_inputs(states, strict=settings.strict, texts=inputs.texts))
    jobs = with_options(inputs.jobs, job) if job else inputs.jobs
    if not jobs and not inputs.errors:
        raise NothingToCheck(f"nothing to check: {_what_is_missing(paths, inputs)}")
    outcome = run(_cases(jobs, inputs, settings, options), rules, settings)
    report = build(
        outcome, partial(_location, inputs.texts), partial(_remedy, catalogue), tuple(map(_error, inputs.errors))
    )
    return Checked(report, inputs.texts, inputs.notes)


def _with_states(inputs: Inputs, found: Inputs) -> Inputs:
    """The inputs with the states of others; jobs that stand beside those states are not asked for."""
    return structs.replace(
        inputs, states=found.states, errors=inputs.errors + found.errors, notes=inputs.notes + found.notes
    )


def _what_is_missing(paths: tuple[str, ...], inputs: Inputs) -> str:
    if not paths:
        return "name files or folders with a state and jobs"
    if inputs.states:
        return "there is a state but no job, name a job file or --subnet and --security-group"
    return "the files hold neither a state nor a job"


def _cases(jobs: Sequence[Job], inputs: Inputs, settings: Settings, options: Options) -> Iterator[Case]:
    """Each job with the state that knows the most of its ids; a state is analysed once for all its jobs."""
    missing = LOST_STATE if inputs.errors else NO_STATE
    analyses = [Analysis(state) for state in inputs.states] or [Analysis(State({}, missing=missing))]
    for job in jobs:
        counts = [_known_ids(analysis.state, job) for analysis in analyses]
        best = [analysis for analysis, count in zip(analyses, counts, strict=True) if count == max(counts)]
        several = len(best) > 1 and max(counts) > 0
        analysis = Analysis(State({}, missing=_in_several(best))) if several else best[0]
        yield decide(analysis, job, settings, options)


def _in_several(analyses: Sequence[Analysis]) -> Fact:
    """Several states that hold the ids of one job: which of them holds now is not for vpclint to guess."""
    files = " and ".join(file for analysis in analyses for file in analysis.state.files)
    return Fact("", "", "", f"the ids of the job stand in several states: {files}", "one state a run")


def _known_ids(state: State, job: Job) -> int:
    subnets = sum(state.subnets.get(each) is not None for each in job.subnet_ids)
    return subnets + sum(state.security_groups.get(each) is not None for each in job.group_ids)


def _location(texts: SourceTexts, place: Place) -> Location:
    found = texts.location(place.file, place.pointer, place.note)
    return Location(found.file, found.line, found.column, found.pointer, found.note)


def _remedy(catalogue: Catalogue, finding: Finding) -> Remedy | None:
    rule = catalogue.get(finding.rule)
    return remedy_of(rule.remedies, finding.values) if rule else None


def _error(error: InputError) -> ErrorReport:
    return ErrorReport(error.message, error.file or "", error.line or 0, error.column or 0)
