"""Many processes, perhaps on many machines: units go to the workers of a Dask scheduler.

A worker reads its unit, judges what belongs there, and sends back what came out; states do not travel. A unit whose
worker is lost goes to another one, and what it had not yet handed over is done again.
"""

import logging
import os
import pickle
import platform
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from typing import Any

from dask.system import CPU_COUNT
from distributed import Client, LocalCluster, wait
from distributed.client import FutureCancelledError
from distributed.comm.addressing import parse_address, parse_host_port
from distributed.scheduler import KilledWorker
from msgspec import structs

from vpclint.errors import InputError, UsageError
from vpclint.sources.files import Files, Named, folder_of
from vpclint.text.escape import quoted
from vpclint.text.sources import Location
from vpclint.truth import Fact
from vpclint.version import __version__
from vpclint.work import remote
from vpclint.work.bench import Bench
from vpclint.work.crew import Shown
from vpclint.work.task import Key, Order, Part, PlaceKey, Survey

LOCAL = "local"
"""In the place of an address: a worker for each core of this machine."""

ANY_PORT = {"dashboard_address": ":0"}
"""Without it the scheduler complains of a port that is taken, even for a dashboard that it does not have."""

ANSWERING = 5
"""Seconds in which a scheduler has to answer that may just be starting."""

PATIENCE = 15
"""Seconds without a scheduler, or without any worker, after which a run gives up."""

IN_FLIGHT = 3
"""Tasks for each worker that are on their way at once: it never waits for the next, and results don't pile up."""


@contextmanager
def spread(bench: Bench, scheduler: str, shown: Shown) -> Iterator["Spread"]:
    """The workers of a scheduler, for as long as a run needs them.

    Raises:
        UsageError: there is no such scheduler, it has no workers, or they have another vpclint or Python.
    """
    with _client(scheduler) as client:
        _check(client, scheduler)
        yield Spread(bench, client, shown)


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    if scheduler == LOCAL:
        with ExitStack() as stack:
            with _deaf_to_interrupts():
                cluster = stack.enter_context(_cluster())
            yield stack.enter_context(Client(cluster))
        return
    _check_port(scheduler)
    try:
        client = Client(scheduler, timeout=ANSWERING)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"no scheduler of Dask answers at {quoted(scheduler, 200)}") from error
    with client:
        yield client


def _check_port(scheduler: str) -> None:
    """Refuses an address at which nothing ever answers; what else is wrong with one, Dask says at once."""
    try:
        _, port = parse_host_port(parse_address(scheduler)[1])
    except ValueError:
        return
    if not 0 < port < 1 << 16:
        raise UsageError(f"the scheduler {quoted(scheduler, 200)} has the port {port}, 1 to 65535 was expected")


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started here never hears Ctrl-C: this process acts on it, as soon as all is there.

    A process hears what the one that starts it hears, and only a main thread can choose.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _cluster() -> Any:
    """A worker for each core, in processes of their own, which end with the cluster."""
    quiet = {"silence_logs": logging.CRITICAL, "dashboard_address": None, "scheduler_kwargs": ANY_PORT}
    try:
        return LocalCluster(n_workers=CPU_COUNT, threads_per_worker=1, memory_limit=0, **quiet)
    except RuntimeError as error:
        raise UsageError(f"the workers of this machine do not start: {error}") from error


def _check(client: Any, scheduler: str) -> None:
    """Refuses workers that may come to other answers."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise UsageError(f"the scheduler at {quoted(scheduler, 200)} has no workers") from None
    told = client.get_versions(packages=["vpclint"])
    wanted = _versions(__version__, platform.python_version())
    for where, each in {"the scheduler": told["scheduler"], **told["workers"]}.items():
        packages = (each or {}).get("packages", {})
        found = _versions(packages.get("vpclint"), str(packages.get("python")))
        if found != wanted:
            raise UsageError(f"{where} has {found}, and this is {wanted}: they have to be the same")


def _versions(vpclint: str | None, python: str) -> str:
    return f"{f'vpclint {vpclint}' if vpclint else 'no vpclint'} on Python {'.'.join(python.split('.')[:2])}"


class Places:
    """The places that the workers have found."""

    def __init__(self) -> None:
        self._places: dict[PlaceKey, Location] = {}

    def add(self, places: Mapping[PlaceKey, Location]) -> None:
        """Remembers further ones."""
        self._places.update(places)

    def location(self, file: str, pointer: str, note: str = "", span: tuple[int, int] | None = None) -> Location:
        """A place as an editor shows it; without a line where no worker has found it."""
        found = self._places.get((file, pointer, span))
        return structs.replace(found, note=note) if found else Location(file, pointer, note)


class Spread:
    """The workers of a scheduler, to whom the units of a run go: the files of one folder each.

    Attributes:
        texts: the places of what was found.
    """

    def __init__(self, bench: Bench, client: Any, shown: Shown) -> None:
        self.texts = Places()
        self._question = pickle.dumps(bench.question)
        self._client = client
        self._shown = shown
        self._most = 0
        self._units: list[remote.Unit] = []
        self._visits: list[remote.Visit] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """How the work was spread."""
        folders, most = len(self._units), self._most
        return (f"{folders} folder{'s' * (folders != 1)} of files went to {most} worker{'s' * (most != 1)}",)

    def survey(self, files: Sequence[Named]) -> list[Survey]:
        """Has each folder read by a worker, which judges at once what belongs there."""
        first = len(self._units)
        self._units += _units(files, first)
        tasks = (self._visiting(unit) for unit in self._units[first:])
        visits: dict[int, remote.Visit] = {}
        self._visits += [remote.Visit(Survey(unit.number), Order(unit.number)) for unit in self._units[first:]]
        for number, visit in self._done(tasks, len(self._units) - first):
            unit = self._units[first + number]
            self.texts.add(visit.survey.places if visit else {})
            self._visits[unit.number] = visits[number] = self._lost(unit) if visit is None else visit
        return [visits[number].survey for number in sorted(visits)]

    def _visiting(self, unit: remote.Unit) -> Callable[[], Any]:
        """The task of visiting a unit; as long as no job is seen, there may be none, so VPCs are looked at."""

        def submit() -> Any:
            audited = not any(visit.survey.jobs for visit in self._visits)
            task = structs.replace(unit, audited=audited)
            return self._client.submit(remote.visit, self._question, task, pure=False)

        return submit

    def _lost(self, unit: remote.Unit) -> remote.Visit:
        error = InputError(LOST, unit.files.files[0].file)
        return remote.Visit(Survey(unit.number, errors=(error,)), Order(unit.number))

    def judge(self, orders: Iterable[Order]) -> Iterator[Part]:
        """What was judged at once where that was ordered; what else was ordered is judged now."""
        further: list[Order] = []
        for order in orders:
            part, rest = self._judged_at_once(order)
            self.texts.add(part.places)
            yield part
            if rest.jobs or rest.vpcs:
                further.append(rest)
        for number, part in self._done((partial(self._judging, order) for order in further), len(further)):
            found = Part({}, errors=(InputError(LOST, self._file_of(further[number])),)) if part is None else part
            self.texts.add(found.places)
            yield found

    def _judged_at_once(self, order: Order) -> tuple[Part, Order]:
        """What came out on the visit, and what remains; nothing where the visit judged what was not ordered."""
        if order.unit is None:
            return remote.EMPTY, order
        visit = self._visits[order.unit]
        ordered, done = {*_where(order)}, dict(_where(visit.order))
        if not ordered.issuperset(done.items()):
            return remote.EMPTY, order
        jobs = tuple(task for task in order.jobs if task.key not in done)
        vpcs = tuple(task for task in order.vpcs if task.key not in done)
        return visit.part, structs.replace(order, jobs=jobs, vpcs=vpcs)

    def _judging(self, order: Order) -> Any:
        files = Files(()) if order.unit is None else self._units[order.unit].files
        order = structs.replace(order, files=Files(order.files.files, _root()))
        return self._client.submit(remote.judge, self._question, files, order, pure=False)

    def _file_of(self, order: Order) -> str:
        return order.jobs[0].job.file if order.unit is None else self._units[order.unit].files.files[0].file

    def _done(self, tasks: Iterator[Callable[[], Any]], length: int) -> Iterator[tuple[int, Any]]:
        """The result of each task with its number, as they come; None for one that has killed its workers."""
        return self._shown(self._results(enumerate(tasks)), length)

    def _results(self, tasks: Iterator[tuple[int, Callable[[], Any]]]) -> Iterator[tuple[int, Any]]:
        running: dict[Any, int] = {}
        while True:
            room = IN_FLIGHT * max(1, self._workers()) - len(running)
            running |= {submit(): number for number, submit in islice(tasks, max(0, room))}
            if not running:
                return
            for future in self._first_done(list(running)):
                yield running.pop(future), self._result(future)

    def _workers(self) -> int:
        """How many workers there are now.

        Raises:
            UsageError: the scheduler does not answer.
        """
        try:
            now = len(self._client.nthreads())
        except (OSError, ValueError, RuntimeError) as error:
            raise UsageError(GONE) from error
        self._most = max(self._most, now)
        return now

    def _first_done(self, running: list[Any]) -> list[Any]:
        """Those that are done, as soon as there is one."""
        return list(self._patiently(lambda: wait(running, timeout=PATIENCE, return_when="FIRST_COMPLETED").done))

    def _result(self, future: Any) -> Any:
        """What came out of a task; None where it has killed its workers.

        What a worker had not yet handed over when it was lost is waited for until another one has it.
        """
        try:
            return self._patiently(lambda: future.result(timeout=PATIENCE))
        except KilledWorker:
            return None
        except FutureCancelledError:
            raise UsageError(GONE) from None

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        """Asks until there is an answer.

        Raises:
            UsageError: there can't be one, since there are no workers any more.
        """
        while True:
            try:
                return ask()
            except TimeoutError:
                if not self._workers():
                    raise UsageError(f"for {PATIENCE} seconds the scheduler has had no workers") from None


GONE = "the scheduler has gone"
LOST = "each worker that took the files of this folder was lost: it may lack the memory for them"


def _where(order: Order) -> Iterator[tuple[Key, int | Fact]]:
    """Each job and VPC of an order, with the state in which it is judged."""
    yield from ((task.key, task.state) for task in order.jobs)
    yield from ((task.key, task.state) for task in order.vpcs)


def _units(files: Iterable[Named], first: int) -> list[remote.Unit]:
    """The files by folder, since all answers in one are one state."""
    folders: dict[str, list[Named]] = {}
    for each in files:
        folders.setdefault(folder_of(each.file), []).append(each)
    return [
        remote.Unit(number, Files(tuple(several), _root()), _absent(several))
        for number, several in enumerate(folders.values(), first)
    ]


def _absent(files: Iterable[Named]) -> frozenset[str]:
    return frozenset(each.file for each in files if not os.path.lexists(each.file))


def _root() -> str:
    return os.getcwd()  # noqa: PTH109 - a text
