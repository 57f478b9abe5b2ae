"""What a worker does, in a process of its own, perhaps on another machine: it reads a unit and judges what it can."""

import os
import pickle
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache

from msgspec import Struct, structs

from vpclint.engine.catalogue import load
from vpclint.errors import InputError, UsageError, VpclintError
from vpclint.finding import Place, Suppression
from vpclint.sources.files import Files, read
from vpclint.text.sources import Location, SourceTexts, is_yaml
from vpclint.truth import Answer
from vpclint.version import __version__
from vpclint.work.bench import NOTHING, Bench
from vpclint.work.run import found_in, job_tasks, vpc_tasks
from vpclint.work.task import JobTask, Order, Part, PlaceKey, Question, Survey

EMPTY = Part({})


class Unit(Struct, frozen=True):
    """Files for a worker.

    Attributes:
        number: that of the unit in its run.
        files: all files of one folder.
        absent: those that are not there for the one who asks either.
        audited: VPCs are looked at if there is no job in the unit.
    """

    number: int
    files: Files
    absent: frozenset[str] = frozenset()
    audited: bool = False


class Visit(Struct, frozen=True):
    """What a worker found in a unit, and what it judged at once: it has to be asked again for the rest only."""

    survey: Survey
    order: Order
    part: Part = EMPTY


def visit(question: bytes, unit: Unit) -> Visit:
    """Reads a unit and judges what most probably belongs there.

    Args:
        question: a pickled `Question`.
        unit: what to read.
    """
    bench, texts = _bench(question), SourceTexts()
    loaded = bench.read(unit.files, texts)
    survey = bench.survey(unit.number, loaded)
    order = _expected(survey, bench.question, audited=unit.audited)
    errors = tuple(_told(error, unit) for error in survey.errors)
    comments = (each.place for each in survey.comments if isinstance(each, Suppression))
    survey = structs.replace(survey, errors=errors, places=_places(comments, texts))
    with suppress(VpclintError):  # whoever asks for it will be told
        return Visit(survey, order, _with_places(bench.judge(loaded, order), texts))
    return Visit(survey, Order(unit.number))


def judge(question: bytes, files: Files, order: Order) -> Part:
    """Judges in the states of these files."""
    bench, texts = _bench(question), SourceTexts()
    loaded = bench.read(files, texts) if files.files else NOTHING
    for each in order.files.files:
        with suppress(InputError):  # its places have no lines then
            texts.add(each.file, read(each.file, order.files.root))
    return _with_places(bench.judge(loaded, order), texts)


@lru_cache(maxsize=1)
def _bench(pickled: bytes) -> Bench:
    """The bench for a question, made once in a process; whoever can pickle for a worker can make it run anything.

    Raises:
        UsageError: another version of vpclint asks.
    """
    question = pickle.loads(pickled)  # noqa: S301 - it comes from the scheduler, as the function that is called
    if question.version != __version__:
        raise UsageError(f"a worker has vpclint {__version__}, and {question.version} asks: they have to be the same")
    return Bench(load(), question)


def _expected(survey: Survey, question: Question, *, audited: bool) -> Order:
    """What would be judged here if there were no other unit."""
    found = found_in([survey])
    if audited and not (survey.jobs or survey.errors):
        homes = [home for home in found.homes if not question.vpcs or home.vpc_id in question.vpcs]
        return Order(survey.unit, vpcs=tuple(task for _, task in vpc_tasks(found, homes)))
    known = frozenset().union(*(state.shown.ids for state in survey.states))
    return Order(survey.unit, tuple(task for _, task in job_tasks(found) if _belongs(task, known)))


def _belongs(task: JobTask, known: frozenset[str]) -> bool:
    return isinstance(task.state, int) and not known.isdisjoint((*task.job.subnet_ids, *task.job.group_ids))


def _told(error: InputError, unit: Unit) -> InputError:
    """The error; of a file that is there for the one who asks, but not here, with how that comes."""
    file = error.file or ""
    path = os.path.join(unit.files.root, file)  # noqa: PTH118 - a text that the system can't take is no path
    if file in unit.absent or os.path.lexists(path):
        return error
    return InputError(f"a worker does not find the file: workers read it themselves, at {path}", file)


def _with_places(part: Part, texts: SourceTexts) -> Part:
    """The part with the places that a report shows; an open question is shown without, and a comment may be there."""
    said = [*(judged.findings for judged in part.judged.values()), *part.states.values()]
    shown = (
        place
        for findings in said
        for finding in findings
        for place in finding.places
        if finding.status is Answer.FAIL or is_yaml(place.file)
    )
    return structs.replace(part, places=_places(shown, texts))


def _places(places: Iterable[Place], texts: SourceTexts) -> Mapping[PlaceKey, Location]:
    keys = dict.fromkeys((place.file, place.pointer, place.span) for place in places)
    return {(file, pointer, span): texts.location(file, pointer, span=span) for file, pointer, span in keys}
