"""The whole tool as Python calls."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct, structs

from vpclint.decision.askers import asker_named, prepared, the_only_job
from vpclint.decision.case import Case, Options
from vpclint.decision.decide import decide
from vpclint.decision.questions import need_named
from vpclint.engine.catalogue import Catalogue, load
from vpclint.engine.remedies import Remedy, remedy_of
from vpclint.engine.rule import Rule
from vpclint.engine.run import run
from vpclint.errors import InputError, NothingToCheck, UsageError
from vpclint.finding import Finding, Place, Severity
from vpclint.network.analysis import Analysis
from vpclint.report.model import ErrorReport, Location, Report, build, findings_of
from vpclint.report.path_model import PathReport
from vpclint.report.paths import build as build_path
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
        UsageError: a selected rule does not exist, an option is malformed, or the paths are a single text.
        ConfigurationError: a setting is for no rule or no option.
    """
    if isinstance(paths, (str, bytes)):
        raise UsageError(f"paths is the text {paths!r}, not a list of paths")
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
    errors = tuple(map(_error, inputs.errors))
    unasked = _unasked(catalogue, rules)
    report = build(outcome, partial(_location, inputs.texts), partial(_remedy, catalogue), errors, unasked)
    return Checked(report, inputs.texts, inputs.notes)


def path(
    source: str | Path,
    destination: str,
    *,
    state: Iterable[str | Path],
    security_groups: Iterable[str] = (),
    settings: Settings | None = None,
) -> PathReport:
    """Follows a packet from a subnet, or from each subnet of a job, to one destination and back.

    Args:
        source: the id of a subnet, or the file of a job.
        destination: `s3`, `s3://bucket/…`, a service, `HOST:PORT`, `CIDR:PORT`, `internet` or `peers`.
        state: files or folders with the state.
        security_groups: those of the interface in that subnet; a job names its own.
        settings: as in the configuration; the defaults where it is None.

    Raises:
        UsageError: the source or the destination is none, or is not in the state.
        InputError: the job or the state can't be read.
    """
    if isinstance(state, (str, bytes)) or isinstance(security_groups, (str, bytes)):
        raise UsageError("state and security_groups are lists, not texts")
    asked = Asked(str(source), destination, tuple(map(str, state)), tuple(security_groups))
    return walk(asked, settings or Settings()).report


class Asked(Struct, frozen=True):
    """A question: from where, to where, in which state, and with which security groups."""

    source: str
    destination: str
    states: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Walked(Struct, frozen=True):
    """The answer to a question, and what was passed over."""

    report: PathReport
    notes: tuple[str, ...]


def walk(asked: Asked, settings: Settings, states: tuple[str, ...] = ()) -> Walked:
    """The same as `path`, with what was passed over.

    Args:
        asked, settings: as for `path`.
        states: files with states, for when the question names none.
    """
    catalogue = load()
    named = asker_named(asked.source, asked.groups)
    inputs = load_inputs(() if named else (asked.source,), strict=settings.strict)
    if asked.states or not inputs.states:
        others = load_inputs(asked.states or states, strict=settings.strict, texts=inputs.texts)
        inputs = _with_states(inputs, others)
    if inputs.errors and not (inputs.states and (named or inputs.jobs)):
        raise inputs.errors[0]
    if not inputs.states:
        raise NothingToCheck("there is no state to look for the way in: name one with --state FILE")
    job = named or the_only_job(asked.source, inputs.jobs, asked.groups)
    analysis = _best(_analyses(inputs, explains=True), job)
    need = need_named(asked.destination, analysis.state, encrypted=job.encryption)
    case = decide(analysis, prepared(job, need, analysis.state), settings, catalogue.options(settings), (need,))
    outcome = run((case,), [rule for rule in catalogue if rule.name in case.rules], settings)
    locate = partial(_location, inputs.texts)
    findings = findings_of(outcome, locate, partial(_remedy, catalogue))
    return Walked(build_path(case, findings, locate, tuple(map(_error, inputs.errors))), inputs.notes)


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
    analyses = _analyses(inputs)
    for job in jobs:
        yield decide(_best(analyses, job), job, settings, options)


def _analyses(inputs: Inputs, *, explains: bool = False) -> list[Analysis]:
    missing = LOST_STATE if inputs.errors else NO_STATE
    return [Analysis(each, explains=explains) for each in inputs.states or (State({}, missing=missing),)]


def _best(analyses: Sequence[Analysis], job: Job) -> Analysis:
    """The state that knows the most of a job's ids."""
    known = [_known_ids(analysis.state, job) for analysis in analyses]
    everywhere = frozenset().union(*known)
    best = [analysis for analysis, ids in zip(analyses, known, strict=True) if ids == everywhere]
    unclear = len(analyses) > 1 and len(best) != 1 and everywhere
    return Analysis(State({}, missing=_in_several(analyses, known))) if unclear else [*best, *analyses][0]


def _in_several(analyses: Sequence[Analysis], known: Sequence[frozenset[str]]) -> Fact:
    """Several states that hold ids of one job: which of them to believe is not for vpclint to guess."""
    files = sorted(
        {file for analysis, ids in zip(analyses, known, strict=True) if ids for file in analysis.state.files}
    )
    return Fact("", "", "", f"the ids of the job stand in several states: {' and '.join(files)}", "one state a run")


def _known_ids(state: State, job: Job) -> frozenset[str]:
    subnets = (each for each in job.subnet_ids if state.subnets.get(each) is not None)
    return frozenset((*subnets, *(each for each in job.group_ids if state.security_groups.get(each) is not None)))


def _location(texts: SourceTexts, place: Place) -> Location:
    found = texts.location(place.file, place.pointer, place.note)
    return Location(found.file, found.line, found.column, found.pointer, found.note)


def _remedy(catalogue: Catalogue, finding: Finding) -> Remedy | None:
    rule = catalogue.get(finding.rule)
    return remedy_of(rule.remedies, finding.values) if rule else None


def _unasked(catalogue: Catalogue, rules: Sequence[Rule]) -> tuple[str, ...]:
    """That the verdict leaves out rules which could have said that a job fails."""
    left_out = [rule.name for rule in catalogue if rule.severity is Severity.ERROR and rule not in rules]
    if not left_out:
        return ()
    return (f"what {left_out[0]} asks" if len(left_out) == 1 else f"what {len(left_out)} rules ask, by your selection",)


def _error(error: InputError) -> ErrorReport:
    return ErrorReport(error.message, error.file or "", error.line or 0, error.column or 0)
