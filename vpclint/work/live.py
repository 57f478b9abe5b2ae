"""States that are taken from AWS: for a check at once, or as files to keep."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from vpclint.errors import UsageError
from vpclint.finding import LIVE
from vpclint.settings import Settings
from vpclint.sources.files import Files, Named, listed, read
from vpclint.sources.live.accounts import Access, roles_of
from vpclint.sources.live.collecting import Collected
from vpclint.sources.live.disguise import Disguise
from vpclint.sources.live.fleet import Outcome, Place, Watcher, collect_all
from vpclint.sources.live.journal import Journal
from vpclint.sources.live.limits import Limits
from vpclint.sources.live.permissions import policy
from vpclint.sources.live.redaction import Redactor
from vpclint.sources.live.scope import Scope, is_vpc
from vpclint.sources.live.writing import keep, snapshot_bytes
from vpclint.sources.loading import load_files
from vpclint.text.escape import quoted
from vpclint.text.nodes import pointer_parts
from vpclint.text.reading import decode, load
from vpclint.text.sources import SourceTexts, is_yaml
from vpclint.work.wanted import Live, is_time
from vpclint.workload.job import Job
from vpclint.workload.request import JobOptions, completed, job_from_options


class Described(Struct, frozen=True):
    """How SageMaker says that a job has gone; empty texts where it says nothing.

    Attributes:
        name: ProcessingJobName.
        status: ProcessingJobStatus, such as `Failed`.
        failure_reason, exit_message: why, in the words of the service and of the container.
    """

    name: str
    status: str = ""
    failure_reason: str = ""
    exit_message: str = ""


class Taken(Struct, frozen=True):
    """States that AWS told, as documents of a run.

    Attributes:
        documents: one for each account and Region.
        jobs: there are jobs to decide, at hand or among these documents.
        notes: what was not told.
        described: the jobs that SageMaker was asked for.
    """

    documents: tuple[Named, ...]
    jobs: bool
    notes: tuple[str, ...]
    described: tuple[Described, ...] = ()


def take(
    live: Live, paths: tuple[str, ...], options: JobOptions | None, settings: Settings, handed: tuple[Named, ...] = ()
) -> Taken:
    """Asks AWS for what the jobs at hand depend on; for whole VPCs where there is none.

    Args:
        live: what is asked.
        paths, handed: files and documents with jobs, which hold no state.
        options: a job that stands in no file, or what completes those that do.
        settings: of the run.

    Raises:
        UsageError: AWS can't be asked, knows no job of a name, or there is a state among the files.
    """
    return _taken(live, jobs_at_hand(paths, options, handed, strict=settings.strict))


def take_for(live: Live, job: Job, bucket: str = "") -> Taken:
    """Asks AWS for what a single job depends on, and where one further bucket is.

    Raises:
        UsageError: AWS can't be asked.
    """
    return _taken(live, [job], (bucket,) if bucket else ())


def _taken(live: Live, jobs: list[Job] | None, buckets: tuple[str, ...] = ()) -> Taken:
    scope = scope_of(live, jobs, given=jobs is not None, whole=False)
    scope = structs.replace(scope, buckets=tuple(sorted({*scope.buckets, *buckets})))
    watcher = watching(live)
    try:
        outcomes = [*collect_all(access_of(live), scope, watcher)]
    finally:
        watcher.close()
    told = [(each.place, each.collected) for each in outcomes if each.place and each.collected]
    if not told:
        raise UsageError(next((each.why for each in outcomes), "there is nothing to ask AWS about"))
    _check_jobs(live, [collected for _, collected in told])
    documents = (Named(name_of(place), named=True, data=snapshot_bytes(found)) for place, found in told)
    notes = [f"nothing was told: {each.why}" for each in outcomes if each.why]
    notes += [f"{sum(found.counts.values())} calls answered for {place.name}" for place, found in told]
    known = (each for _, found in told for each in found.keys.get("ProcessingJobs", ()))
    return Taken(tuple(documents), bool(jobs or live.jobs), tuple(notes), tuple(map(_described, known)))


def _described(job: Mapping[str, Any]) -> Described:
    members = ("ProcessingJobName", "ProcessingJobStatus", "FailureReason", "ExitMessage")
    return Described(*(str(job.get(each, "")) for each in members))


def watching(live: Live) -> Watcher:
    """What shows how far a run is, if anything does."""
    if not live.progress:
        return Watcher()
    from vpclint.sources.live.progress import watcher  # noqa: PLC0415 - rich is needed on a terminal only

    return watcher()


def name_of(place: Place) -> str:
    """What the state of an account and Region is called in a report."""
    return f"{LIVE}{place.account.name}/{place.region}" if place.account.role else f"{LIVE}{place.region}"


def jobs_at_hand(
    paths: tuple[str, ...], options: JobOptions | None = None, handed: tuple[Named, ...] = (), *, strict: bool = False
) -> list[Job] | None:
    """The jobs in the files and of the options; None where nothing that is named holds one.

    Raises:
        UsageError: there is a state among the files.
        InputError: a file can't be read.
    """
    if options and options.complete:
        return [job_from_options(options), *(jobs_at_hand(paths, None, handed, strict=strict) or ())]
    if not (paths or handed):
        return None
    listing = listed(paths)
    inputs = load_files(Files((*listing.files, *handed)), SourceTexts(), strict=strict)
    for error in (*listing.refused, *inputs.errors):
        raise error
    if inputs.states:
        raise UsageError("the state is taken from AWS, and this holds one, too: name only jobs", inputs.begins)
    if not inputs.jobs and inputs.strange:
        raise UsageError("this holds no processing job, and so does not tell what to ask AWS about", inputs.strange[0])
    return [completed(each, options) if options and not each.instances_given else each for each in inputs.jobs]


def scope_of(live: Live, jobs: Iterable[Job] | None, *, given: bool, whole: bool) -> Scope:
    """What is asked of each account and Region.

    Raises:
        UsageError: what is named can be no VPC.
    """
    for each in live.vpcs:
        if not is_vpc(each):
            raise UsageError(f"{quoted(each, 80)} is no id of a VPC, such as vpc-0a1b2c3d4e5f60718")
    scope = Scope(tuple(sorted(set(live.vpcs))), tuple(dict.fromkeys(live.jobs)), given, whole=whole)
    return scope.with_jobs(jobs) if jobs is not None else scope


def access_of(live: Live) -> Access:
    """How AWS is reached.

    Raises:
        UsageError: what is named is no Region, or no role, or the timeout is no number of seconds.
    """
    if live.timeout is not None and not is_time(live.timeout):
        raise UsageError(f"timeout is {live.timeout!r}, and is a number of seconds above 0")
    limits = Limits() if live.timeout is None else Limits(place=live.timeout)
    return Access(live.regions, live.profile, live.roles, live.session, limits).checked()


def permissions(live: Live, jobs: Iterable[Job] | None) -> dict[str, object]:
    """The least IAM policy for what is asked."""
    return policy(scope_of(live, jobs, given=jobs is not None, whole=True), access_of(live))


def _check_jobs(live: Live, collected: Sequence[Collected]) -> None:
    """Refuses the name of a job that no Region knows."""
    known = {each["ProcessingJobName"] for found in collected for each in found.keys.get("ProcessingJobs", ())}
    for name in live.jobs:
        if name not in known:
            calls = [call for found in collected for call in found.failed if call.subject == name]
            why = f" ({calls[0].outcome}, {calls[0].detail})" if calls else ""
            raise UsageError(f"SageMaker tells of no processing job {quoted(name, 80)}{why}")


class Writing(Struct, frozen=True):
    """How snapshots are written.

    Attributes:
        output: the file, or the folder of many.
        redact: names are replaced.
        restart: an interrupted run does not go on.
        folder: the output is meant to be a folder, also for a single snapshot.
    """

    output: Path
    redact: bool = False
    restart: bool = False
    folder: bool = False


class Written(Struct, frozen=True):
    """What became of one account and Region, or of an account.

    Attributes:
        file: the snapshot; None where there is none.
        notes: what was not told, and why.
        incomplete: calls did not succeed.
        lost: nothing was told.
    """

    file: Path | None = None
    notes: tuple[str, ...] = ()
    incomplete: bool = False
    lost: bool = False


def write(live: Live, jobs: list[Job] | None, writing: Writing) -> Iterator[Written]:
    """Collects all accounts and Regions and writes a snapshot of each, as soon as it is there.

    Several, or an output that is a folder, make a file for each in a folder. A run that was interrupted there goes on
    where it stopped.

    Raises:
        UsageError: AWS can't be asked, or a file can't be written.
    """
    access = access_of(live)
    scope = scope_of(live, jobs, given=jobs is not None, whole=True)
    key = secrets.token_hex(32) if writing.redact else ""
    beside = [*_requests(jobs or ())] if writing.redact else []
    watcher = watching(live)
    try:
        if _is_folder(writing, access):
            yield from _into_folder(_Run(access, scope, watcher, live, beside), writing, key)
        else:
            for outcome in collect_all(access, scope, watcher):
                if outcome.why or (lost := next(_lost(outcome, live), "")):
                    raise UsageError(outcome.why or lost)
                _check_jobs(live, [outcome.collected] if outcome.collected else [])
                yield _written(outcome, writing.output, key, live, beside)
    finally:
        watcher.close()


def _lost(outcome: Outcome, live: Live) -> Iterator[str]:
    """The VPCs that are named and are not there."""
    for collected in (outcome.collected,) if outcome.collected else ():
        there = {each["VpcId"] for each in collected.keys.get("Vpcs", ())}
        denied = any(call.operation == "DescribeVpcs" for call in collected.failed)
        missing = sorted(set(live.vpcs) - there)
        if missing and not denied:
            yield f"there is no {' and no '.join(missing)} in {collected.header.region}"


class _Run(Struct, frozen=True):
    """A run over many accounts and Regions."""

    access: Access
    scope: Scope
    watcher: Watcher
    live: Live
    beside: list[dict[str, Any]]


def _into_folder(run: _Run, writing: Writing, key: str) -> Iterator[Written]:
    journal = Journal(writing.output, run.scope, run.access, key, anew=writing.restart)
    if journal.notes:
        yield Written(notes=journal.notes)
    name = partial(_file, Disguise(journal.key) if journal.key else None)
    for outcome in collect_all(run.access, run.scope, run.watcher, lambda place: name(place) in journal):
        file = name(outcome.place) if outcome.place else ""
        yield _written(outcome, writing.output / file, journal.key, run.live, run.beside)
        if outcome.collected:
            journal.add(file)
    journal.close()
    there = (each.relative_to(writing.output).as_posix() for each in writing.output.rglob("*.json"))
    if others := sum(each not in journal for each in there):
        yield Written(notes=(f"JSON files in {writing.output} that are not of this run: {others}",))


def _file(disguise: Disguise | None, place: Place) -> str:
    """The file of an account and Region in the folder of a run."""
    account = place.account.name or "account"
    return f"{disguise.hide(account) if disguise else account}/{place.region}.json"


def _requests(jobs: Iterable[Job]) -> Iterator[dict[str, Any]]:
    """The requests of jobs at hand that AWS would take, whose names are replaced with those of the state."""
    for job in jobs:
        if job.transfers_given and not job.violations and Path(job.file).is_file():
            found = load(decode(read(job.file)).text, "yaml" if is_yaml(job.file) else "json").values
            value: Any = found[0] if len(found) == 1 else [*found]
            for part in pointer_parts(job.root) or ():
                value = value[int(part)] if isinstance(value, list) else value[part]
            yield value


def _is_folder(writing: Writing, access: Access) -> bool:
    """Whether a run makes many files.

    Raises:
        UsageError: it does, and the output is a file.
    """
    several = len(roles_of(access)) > 1 or len(set(access.regions)) > 1 or "all" in access.regions
    if several and writing.output.is_file():
        raise UsageError("several accounts or Regions need a folder, and this is a file", str(writing.output))
    return several or writing.folder or writing.output.is_dir()


def _written(outcome: Outcome, file: Path, key: str, live: Live, beside: list[dict[str, Any]]) -> Written:
    if outcome.collected is None or outcome.place is None:
        return Written(notes=(outcome.why,), lost=True)
    found, name = outcome.collected, outcome.place.name
    keep(file, snapshot_bytes(_redacted(found, key, beside) if key else found))
    total = f"{sum(found.counts.values())} calls answered for {name}"
    failed = tuple(_told(call.operation, call.subject, call.outcome, call.detail, name) for call in found.failed)
    return Written(file, (total, *_lost(outcome, live), *failed), incomplete=bool(found.failed))


def _redacted(found: Collected, key: str, beside: list[dict[str, Any]]) -> Collected:
    """The snapshot with other names, and with the jobs at hand in it, which would not know them otherwise."""
    jobs = [*found.keys.get("ProcessingJobs", ()), *beside]
    keys = {**found.keys, "ProcessingJobs": jobs} if jobs else found.keys
    return Redactor(key).redacted(structs.replace(found, keys=keys))


def _told(operation: str, subject: str, outcome: str, detail: str, place: str) -> str:
    about = f" of {subject}" if subject else ""
    return f"{operation}{about} ended with {outcome} ({detail}) in {place}, so what it tells is unknown"
