"""A whole run: what the units hold is put together, and each job goes to the state that knows its ids."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from vpclint.decision.choice import Choice
from vpclint.engine.audit import Home
from vpclint.engine.policies import PolicyOutcome
from vpclint.errors import InputError, UsageError
from vpclint.finding import Finding
from vpclint.sources.files import Files, Named, listed
from vpclint.sources.loading import Note
from vpclint.truth import Fact
from vpclint.work.crew import Crew
from vpclint.work.task import JobTask, Key, Order, Part, StateSurvey, Survey, VpcTask
from vpclint.workload.job import Job
from vpclint.workload.request import NO_VPC, JobOptions, job_from_options

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
        policies: what came out for the policy documents.
    """

    states: tuple[FoundState, ...]
    jobs: tuple[tuple[Key, Job], ...]
    errors: tuple[InputError, ...]
    notes: tuple[Note, ...]
    strange: tuple[str, ...]
    files: Mapping[str, Named]
    policies: tuple[PolicyOutcome, ...] = ()

    @property
    def homes(self) -> list[Home]:
        """The VPCs of all states."""
        return [home for state in self.states for home in state.survey.homes]


def look(
    crew: Crew,
    paths: tuple[str, ...],
    options: JobOptions | None,
    states: tuple[str, ...],
    handed: tuple[Named, ...] = (),
) -> Found:
    """Reads all files, and documents that are at hand; jobs without a state get those of the configuration.

    Raises:
        UsageError: the options describe no job, and complete none either.
    """
    found, bare = _found(crew, paths, handed)
    if options and options.complete:
        found = structs.replace(found, jobs=(*found.jobs, (OF_THE_OPTIONS, job_from_options(options))))
    elif options and not bare:
        raise UsageError(NO_VPC)
    if not states or found.states or not found.jobs:
        return found
    others, _ = _found(crew, states)
    errors, notes = found.errors + others.errors, found.notes + others.notes
    return structs.replace(found, states=others.states, errors=errors, notes=notes)


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
    )


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


def said_of_states(parts: Iterable[Part], found: Found) -> Iterator[Finding]:
    """What the rules about states say of those that were looked at, in the order of a run, each once."""
    said = {key: findings for part in parts for key, findings in part.states.items()}
    for state in found.states:
        yield from said.get((state.unit, state.number), ())
