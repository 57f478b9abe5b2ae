"""A whole run: what the units hold is put together, and each job goes to the state that knows its ids."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.decision.choice import Choice
from vpclint.engine.audit import Home
from vpclint.engine.policies import PolicyOutcome, linted
from vpclint.errors import InputError, UsageError
from vpclint.finding import Finding, Suppression
from vpclint.policy.document import type_named
from vpclint.report.judged import Judged
from vpclint.sources.files import Files, Named, listed
from vpclint.sources.loading import Note
from vpclint.text.escape import quoted
from vpclint.text.sources import Beside, SourceTexts, Texts
from vpclint.truth import Fact
from vpclint.work.bench import Bench
from vpclint.work.crew import Crew
from vpclint.work.task import JobTask, Key, Order, Part, StateSurvey, Survey, VpcTask
from vpclint.workload.job import Job
from vpclint.workload.request import JobOptions, job_from_options, transfers_of

if TYPE_CHECKING:
    from vpclint.policy.written import WrittenPolicy
    from vpclint.work.accepted import Accepted

NO_STATE = Fact("", "", "", "no state was given", "vpclint check STATE JOB, with what aws ec2 describe-… answers")
LOST_STATE = Fact("", "", "", "no state could be read")
OF_THE_OPTIONS: Key = (-1, 0)
"""The job that stands in no file."""


Tasks = Sequence[tuple[int | None, JobTask]] | Sequence[tuple[int | None, VpcTask]]
"""What is to be judged, in the order of a run, each with the unit that it needs."""


class FoundState(Struct, frozen=True):
    """A state, by its unit and its number there."""

    unit: int
    number: int
    survey: StateSurvey


class Found(Struct, frozen=True):
    """What all files of a run hold, each in the order of the files.

    Attributes:
        states, jobs, errors, notes, strange: as of the units.
        files: all files by their names.
        policies: the files that are policies.
        comments: as of the units.
    """

    states: tuple[FoundState, ...]
    jobs: tuple[tuple[Key, Job], ...]
    errors: tuple[InputError, ...]
    notes: tuple[Note, ...]
    strange: tuple[str, ...]
    files: Mapping[str, Named]
    policies: "tuple[WrittenPolicy, ...]" = ()
    comments: tuple[Suppression | InputError, ...] = ()

    @property
    def homes(self) -> list[Home]:
        """The VPCs of all states."""
        return [home for state in self.states for home in state.survey.homes]


class Came(Struct, frozen=True):
    """What came out of a run.

    Attributes:
        judged: for jobs and VPCs.
        states: what the rules about states say.
        errors: what could not be read.
        policies: for policy documents.
        suppressions: what the rules about suppressions say.
    """

    judged: Sequence[Judged]
    states: Sequence[Finding]
    errors: tuple[InputError, ...]
    policies: Sequence[PolicyOutcome]
    suppressions: Sequence[Finding] = ()

    @property
    def said(self) -> Iterator[Finding]:
        """What the rules say of all of it."""
        yield from (finding for each in self.judged for finding in each.findings)
        yield from self.states
        yield from (finding for each in self.policies for finding in each.said)
        yield from self.suppressions


def look(
    crew: Crew,
    paths: tuple[str, ...],
    options: JobOptions | None,
    states: tuple[str, ...],
    handed: tuple[Named, ...] = (),
) -> Found:
    """Reads all files, and documents that are at hand; jobs without a state get those of the configuration.

    Raises:
        UsageError: the options describe no job, and complete none either; or an S3 URI in them is none.
    """
    if options:
        transfers_of(options)
    found, bare = _found(crew, paths, handed)
    if options and options.complete:
        found = structs.replace(found, jobs=(*found.jobs, (OF_THE_OPTIONS, job_from_options(options))))
    elif options and not bare:
        raise UsageError(_nothing_to_complete(options, found))
    if not states or found.states or not found.jobs:
        return found
    others, _ = _found(crew, states)
    errors, notes = found.errors + others.errors, found.notes + others.notes
    comments, files = found.comments + others.comments, {**found.files, **others.files}
    return structs.replace(found, states=others.states, errors=errors, notes=notes, comments=comments, files=files)


def _nothing_to_complete(options: JobOptions, found: Found) -> str:
    """Why what the options say of a job is about none."""
    if not found.jobs:
        of_a_job = f"{options.named} say{'' if ' and ' in options.named else 's'} more of a job, and there is none"
        return f"{of_a_job}: name its file, or its subnets and security groups with --subnet and --security-group"
    file = found.jobs[0][1].file
    return (
        f"{file} holds a whole request, which {options.named} can't change: only a bare VpcConfig is completed by them"
    )


def _found(crew: Crew, paths: tuple[str, ...], handed: tuple[Named, ...] = ()) -> tuple[Found, bool]:
    """What the files under these paths hold, and whether there is a bare job."""
    listing = listed(paths)
    files = (*listing.files, *handed)
    surveys = crew.survey(files)
    found = found_in(surveys, files)
    return structs.replace(found, errors=listing.refused + found.errors), any(survey.bare for survey in surveys)


def found_in(surveys: Sequence[Survey], files: Sequence[Named] = ()) -> Found:
    """What these units hold, in the order of the files."""
    position = {each.file: number for number, each in enumerate(files)}

    def place(file: str | None) -> int:
        return position.get(file or "", 0)

    in_order = sorted(surveys, key=lambda survey: place(survey.begins))
    states = (FoundState(survey.unit, *each) for survey in in_order for each in enumerate(survey.states))
    jobs = (((survey.unit, at), job) for survey in surveys for at, job in enumerate(survey.jobs))
    errors = (each for survey in surveys for each in survey.errors)
    notes = (each for survey in surveys for each in survey.notes)
    strange = (each for survey in surveys for each in survey.strange)
    return Found(
        tuple(states),
        tuple(sorted(jobs, key=lambda job: place(job[1].file))),
        tuple(sorted(errors, key=lambda error: place(error.file))),
        tuple(sorted(notes, key=lambda note: place(note.file))),
        tuple(sorted(strange, key=place)),
        {each.file: each for each in files},
        tuple(sorted((each for survey in surveys for each in survey.policies), key=lambda each: place(each.file))),
        tuple(sorted((each for survey in surveys for each in survey.comments), key=lambda each: place(_file_of(each)))),
    )


def _file_of(comment: Suppression | InputError) -> str | None:
    return comment.place.file if isinstance(comment, Suppression) else comment.file


def job_tasks(found: Found) -> Iterator[tuple[int | None, JobTask]]:
    """Each job with the state that knows the most of its ids, and the unit of that state."""
    choice = Choice([state.survey.shown for state in found.states])
    lacking = LOST_STATE if found.errors else NO_STATE
    for key, job in found.jobs:
        chosen = choice.of(job) if found.states else lacking
        if isinstance(chosen, Fact):
            yield None, JobTask(key, job, chosen)
        else:
            state = found.states[chosen]
            yield state.unit, JobTask(key, job, state.number)


def vpc_tasks(found: Found, wanted: Sequence[Home]) -> Iterator[tuple[int | None, VpcTask]]:
    """Each VPC that is wanted, and the unit of its state."""
    ids = {home.vpc_id for home in wanted}
    for state in found.states:
        for home in state.survey.homes:
            if home.vpc_id in ids:
                key = (state.unit, state.number, home.vpc_id)
                yield state.unit, VpcTask(key, home.vpc_id, state.number, home.empty)


def orders(tasks: Tasks, found: Found) -> Iterator[Order]:
    """The tasks as orders: all that need the states of one unit together."""
    by_unit: dict[int | None, list[JobTask | VpcTask]] = {}
    for unit, task in tasks:
        by_unit.setdefault(unit, []).append(task)
    for unit, own in by_unit.items():
        jobs = tuple(task for task in own if isinstance(task, JobTask))
        vpcs = tuple(task for task in own if isinstance(task, VpcTask))
        elsewhere = dict.fromkeys(task.job.file for task in jobs if task.key[0] not in (unit, OF_THE_OPTIONS[0]))
        yield Order(unit, jobs, vpcs, Files(tuple(found.files[file] for file in elsewhere)))


def failures(found: Found) -> Iterator[str]:
    """For each job that has failed, the rules that look for the cause of its FailureReason."""
    for job in (job for _, job in found.jobs if job.failure):
        from vpclint.engine.messages import load  # noqa: PLC0415 - few requests are answers about jobs that failed

        match = next((each for each in load().explain(job.failure).matches if each.rules), None)
        rules = ", ".join(rule.name for rule in match.rules) if match else "none"
        why = quoted(job.failure, 300)
        yield f"{job.file}: {job.name} has failed: {why}; the rules that look for a cause are {rules}"


def policies_judged(found: Found, bench: Bench) -> tuple[PolicyOutcome, ...]:
    """What came out for the files that are policies, wherever they were read: their Region is that of the states."""
    if not found.policies:
        return ()
    partitions = {state.survey.partition for state in found.states}
    partition = partitions.pop() if len(partitions) == 1 else ""
    _, gateway = type_named(bench.question.policy_type)
    policies = (structs.replace(each, partition=partition, gateway=gateway or each.gateway) for each in found.policies)
    return tuple(linted(policies, bench.rules, bench.question.settings))


def texts_of(crew: Crew, found: Found, accepted: "Accepted | None") -> Texts:
    """Where the places of what was found are: policies came whole from workers, and suppressions are no input."""
    own = {}
    if not isinstance(crew.texts, SourceTexts):
        wholes = ((each.file, each.layers[-1].outer if each.layers else each.text) for each in found.policies)
        own = {file: whole.encode("utf-8", "surrogatepass") for file, whole in wholes}
    if accepted and accepted.suppressions:
        own[accepted.suppressions.file] = accepted.suppressions.data
    return Beside(SourceTexts(own), crew.texts) if own else crew.texts


def said_of_states(parts: Iterable[Part], found: Found) -> Iterator[Finding]:
    """What the rules about states say of those that were looked at, in the order of a run, each once."""
    said = {key: findings for part in parts for key, findings in part.states.items()}
    for state in found.states:
        yield from said.get((state.unit, state.number), ())
