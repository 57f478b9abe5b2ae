"""The whole tool as Python calls."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.engine.catalogue import load
from vpclint.engine.policies import broken_in_states, weighed
from vpclint.engine.remedies import remedy_in
from vpclint.engine.rule import Rule
from vpclint.engine.run import gathered
from vpclint.errors import ConfigurationError, NothingToCheck, UsageError
from vpclint.finding import Finding
from vpclint.network.assumed import Assumed
from vpclint.policy.document import TYPES
from vpclint.report.found import error_report, findings_of, location
from vpclint.report.model import Report, build
from vpclint.settings import Settings
from vpclint.sources.files import Named
from vpclint.text.escape import quoted
from vpclint.text.nodes import pointer
from vpclint.text.sources import Texts
from vpclint.work.bench import Bench
from vpclint.work.crew import Alone, Crew, Shown
from vpclint.work.nothing import unasked, unread, what_is_asked
from vpclint.work.run import (
    Came,
    Found,
    failures,
    job_tasks,
    look,
    orders,
    policies_judged,
    said_of_states,
    texts_of,
    vpc_tasks,
)
from vpclint.work.task import Question
from vpclint.work.wanted import Live, taking
from vpclint.workload.request import JobOptions

if TYPE_CHECKING:
    from vpclint.report.path_model import PathReport
    from vpclint.report.policy_model import PolicyReport
    from vpclint.work.accepted import Accepted
    from vpclint.work.live import Taken


class Checked(Struct, frozen=True):
    """A report, and what is needed to show it to a person.

    Attributes:
        report: the report.
        texts: where its places are, for the frames under a finding.
        notes: what was passed over.
        rules: those that were asked.
        unused: the answers of the settings that no question was open for, with their pointers.
        came, bench, found, accepted: what the report is made of.
    """

    report: Report
    texts: Texts
    notes: tuple[str, ...]
    rules: tuple[Rule, ...]
    unused: tuple[ConfigurationError, ...]
    came: Came
    bench: Bench
    found: Found
    accepted: "Accepted | None"


def check(  # noqa: PLR0913 - a run has as many sides
    paths: Iterable[str | Path],
    *,
    settings: Settings | None = None,
    job: JobOptions | None = None,
    vpcs: Iterable[str] = (),
    scheduler: str = "",
    policy_type: str = "",
    live: Live | None = None,
    suppressions: str | Path | None = None,
    baseline: str | Path | None = None,
) -> Report:
    """Decides for every job in the files whether it will work in the VPC that the files show, or that AWS tells of.

    Where there is a state and no job, whole VPCs are looked at, as far as that can be done without one.

    Args:
        paths: files or folders with states and job requests; their kinds are told by content.
        settings: as in the configuration; the defaults where it is None.
        job: a job that stands in no file.
        vpcs: the ids of the VPCs to look at, where there is no job; all of them if there are none.
        scheduler: the address of a scheduler of Dask whose workers do the work, or `local` for one a core.
        policy_type: what all files that are policies are attached to: `endpoint`, `gateway-endpoint`, `bucket`,
            `identity` or `other`; where it is empty that is told by content and name.
        live: what AWS is asked for in the place of files with states.
        suppressions: a file like `.vpclint-ignore.yaml`; comments in the files suppress what they stand beside, too.
        baseline: a file of known findings, which are marked.

    Raises:
        NothingToCheck: there is neither a job nor a VPC, and nothing that could not be read either.
        UsageError: a selected rule or a VPC does not exist, an option is malformed, the paths are a single text, the
            scheduler or its workers can't do it, or AWS can't be asked.
        ConfigurationError: a setting is for no rule or no option, or a file of suppressions or the baseline is none.
    """
    if isinstance(paths, (str, bytes)):
        raise UsageError(f"paths is the text {paths!r}, not a list of paths")
    files, settings = tuple(map(str, paths)), settings or Settings()
    if policy_type and policy_type not in TYPES:
        raise UsageError(f"there is no type of policy {quoted(policy_type, 80)}, only {', '.join(TYPES)}")
    word = _accepted(suppressions, baseline, settings)
    return examine(
        files, settings, job, vpcs=tuple(vpcs), scheduler=scheduler, policy_type=policy_type, live=live, accepted=word
    ).report


def _accepted(suppressions: str | Path | None, baseline: str | Path | None, settings: Settings) -> "Accepted | None":
    if suppressions is None and baseline is None:
        return None
    from vpclint.work.accepted import accepted_of  # noqa: PLC0415 - many a run has neither

    return accepted_of(suppressions, baseline, settings)


def examine(  # noqa: PLR0913 - a run has as many sides
    paths: tuple[str, ...],
    settings: Settings,
    job: JobOptions | None = None,
    states: tuple[str, ...] = (),
    *,
    vpcs: tuple[str, ...] = (),
    allow_empty: bool = False,
    scheduler: str = "",
    policy_type: str = "",
    shown: Shown = lambda results, _: results,
    live: Live | None = None,
    handed: tuple[Named, ...] = (),
    accepted: "Accepted | None" = None,
) -> Checked:
    """The same as `check`, with what it takes to show the result.

    Args:
        paths, settings, job, vpcs, scheduler, policy_type, live: as for `check`.
        states: files with states, for when there is none among the paths and they hold jobs.
        allow_empty: a run with nothing to check is a note, not an error.
        shown: passes on what comes from the workers, and may show how much of it is there.
        handed: documents that stand in no file.
        accepted: suppressions, and a baseline; where it is None, comments alone suppress what they stand beside.
    """
    if live:
        if scheduler:
            raise UsageError("what is taken from AWS is judged here, not by the workers of a scheduler")
        taken = taking().take(live, paths, job, settings, handed)
        question = Question(settings, job, (), policy_type)
        return examine_taken(taken, live, paths, question, handed, allow_empty=allow_empty, accepted=accepted)
    bench = Bench(load(), Question(settings, job, vpcs, policy_type))
    if not scheduler:
        return _examined(Alone(bench), bench, paths, states, accepted, allow_empty=allow_empty, handed=handed)
    with _spread(bench, scheduler, shown) as crew:
        return _examined(crew, bench, paths, states, accepted, allow_empty=allow_empty)


def examine_taken(  # noqa: PLR0913 - as above
    taken: "Taken",
    live: Live,
    paths: tuple[str, ...],
    question: Question,
    handed: tuple[Named, ...] = (),
    *,
    allow_empty: bool = False,
    accepted: "Accepted | None" = None,
) -> Checked:
    """The same as `examine` in states that AWS was asked for.

    Args:
        taken: the states.
        live, paths, handed, allow_empty, accepted: as for `examine`.
        question: what is asked.
    """
    bench = Bench(load(), structs.replace(question, vpcs=() if taken.jobs else live.vpcs))
    documents = (*handed, *taken.documents)
    checked = _examined(Alone(bench), bench, paths, (), accepted, allow_empty=allow_empty, handed=documents)
    return structs.replace(checked, notes=(*checked.notes, *taken.notes))


def _spread(bench: Bench, scheduler: str, shown: Shown) -> AbstractContextManager[Crew]:
    try:
        from vpclint.work.spread import spread  # noqa: PLC0415 - Dask takes longer to load than a check
    except ImportError as error:
        raise UsageError("a run on several workers needs Dask: pip install 'vpclint[distributed]'") from error
    return spread(bench, scheduler, shown)


def _examined(  # noqa: PLR0913 - as above
    crew: Crew,
    bench: Bench,
    paths: tuple[str, ...],
    states: tuple[str, ...],
    accepted: "Accepted | None",
    *,
    allow_empty: bool,
    handed: tuple[Named, ...] = (),
) -> Checked:
    """What comes out if this crew does the work."""
    options, vpcs = bench.question.options, bench.question.vpcs
    found = look(crew, paths, options, states, handed)
    found = structs.replace(found, errors=(*found.errors, *unread(found, crew.texts)))
    nothing, wanted = what_is_asked((*paths, *(each.file for each in handed)), found, vpcs)
    if nothing and not allow_empty:
        raise NothingToCheck(nothing)
    if vpcs and wanted is None:
        raise UsageError("--vpc is for whole VPCs, which are looked at where there is a state and no job")
    tasks = [*job_tasks(found)] if wanted is None else [*vpc_tasks(found, wanted)]
    parts = list(crew.judge(orders(tasks, found)))
    judged = {key: each for part in parts for key, each in part.judged.items()}
    there = [judged[task.key] for _, task in tasks if task.key in judged]
    errors = (*found.errors, *(each for part in parts for each in part.errors))
    of_states: Iterable[Finding] = said_of_states(parts, found)
    if wanted is None:
        of_jobs = (finding for each in there for finding in each.findings)
        of_states = weighed(of_states, of_jobs, bench.rules, bench.question.settings)
    came = Came(there, tuple(of_states), errors, policies_judged(found, bench))
    texts = texts_of(crew, found, accepted)
    if accepted or found.comments:
        from vpclint.work.settling import settled  # noqa: PLC0415 - many a run has nothing of it

        came = settled(came, accepted, bench, found, texts)
    report = _reported(bench, came, texts, accepted)
    empty = [each.vpc_id for each in wanted or () if each.empty]
    passed_over = [nothing] if nothing else [f"{each} has no subnets, so there is nothing to check" for each in empty]
    used = frozenset().union(*(part.used for part in parts))
    notes = (*map(str, found.notes), *failures(found), *passed_over, *crew.notes)
    return Checked(
        report, texts, notes, bench.rules, tuple(_unused(bench.assumptions, used)), came, bench, found, accepted
    )


def _reported(bench: Bench, came: Came, texts: Texts, accepted: "Accepted | None") -> Report:
    baseline = accepted.baseline if accepted else None
    findings = gathered([*came.said], bench.rules, bench.question.settings, baseline)
    return build(
        came.judged,
        findings_of(findings, partial(location, texts), partial(remedy_in, bench.catalogue)),
        tuple(map(error_report, came.errors)),
        unasked(bench.catalogue, bench.rules),
        tuple(map(str, bench.assumptions)),
        (*came.policies, *broken_in_states(findings)),
    )


def path(
    source: str | Path,
    destination: str,
    *,
    state: Iterable[str | Path] = (),
    security_groups: Iterable[str] = (),
    settings: Settings | None = None,
    live: Live | None = None,
) -> "PathReport":
    """Follows a packet from a subnet, or from each subnet of a job, to one destination and back.

    Args:
        source: the id of a subnet, or the file of a job; of several jobs in it as `FILE#NAME` or `FILE#2`.
        destination: `s3`, `s3://bucket/…`, a service, `HOST:PORT`, `CIDR:PORT`, `internet` or `peers`.
        state: files or folders with the state.
        security_groups: those of the interface in that subnet; a job names its own.
        settings: as in the configuration; the defaults where it is None.
        live: what AWS is asked for in the place of files with the state.

    Raises:
        UsageError: the source or the destination is none, or is not in the state, or AWS can't be asked.
        InputError: the job or the state can't be read.
    """
    if isinstance(state, (str, bytes)) or isinstance(security_groups, (str, bytes)):
        raise UsageError("state and security_groups are lists, not texts")
    from vpclint.work.walking import Asked, walk  # noqa: PLC0415 - a check needs none of it

    asked = Asked(str(source), destination, tuple(map(str, state)), tuple(security_groups))
    return walk(asked, settings or Settings(), live=live).report


def policy_allows(
    policies: Iterable[str | Path],
    actions: Iterable[str],
    resources: Iterable[str],
    *,
    principal: str = "",
    context: Iterable[str] = (),
) -> "PolicyReport":
    """Decides whether policies together let someone do something.

    Args:
        policies: files, each as `KIND=FILE`, where KIND is endpoint, gateway-endpoint, bucket, identity, boundary,
            session, scp or rcp; a single one may be a `FILE` alone.
        actions: such as `s3:GetObject`; each is asked of each resource that it may be about.
        resources: ARNs. With `*` and `?` in it, all that match are meant.
        principal: `anonymous`, an ARN, an account or a service; needed where a policy names principals.
        context: condition keys: `KEY=VALUE`, `KEY~PATTERN`, `KEY!` for absent; any other is not known.

    Raises:
        UsageError: something is asked that can't be.
        InputError: a policy can't be read.
    """
    from vpclint.work.policies import PolicyQuestion, answered  # noqa: PLC0415 - a check needs none of it

    for each in (policies, actions, resources, context):
        if isinstance(each, (str, bytes)):
            raise UsageError(f"a list was expected, not the text {quoted(str(each), 80)}")
    files = tuple(map(str, policies))
    return answered(PolicyQuestion(files, tuple(actions), tuple(resources), principal, tuple(context))).report


def _unused(assumptions: Sequence[Assumed], used: Collection[Assumed]) -> Iterator[ConfigurationError]:
    """The answers that no question was open for."""
    for index, each in enumerate(assumptions):
        if each not in used:
            message = f"nothing is open about {each.rule} of {each.resource}, which is assumed"
            yield ConfigurationError(message, pointer=pointer("assume", index))
