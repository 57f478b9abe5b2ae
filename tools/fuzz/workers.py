"""Runs many inputs in child processes, so that one that hangs or crashes ends its child and nothing else."""

import mmap
import os
import resource
import select
import signal
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import msgspec
from msgspec import Struct

from tools.fuzz.bases import bases
from tools.fuzz.inputs import KINDS, drawn
from tools.fuzz.running import Runner

PATIENCE = 5.0
"""Seconds of processor time that one input may take."""
MEMORY = 3 << 30
"""Bytes of memory that a child may take."""
WAITING = 120
"""Seconds after which a child that says nothing, and takes no processor time either, is given up."""
_SLOT = struct.Struct("<q")


class Failure(Struct, frozen=True):
    """An input that something is wrong with, and what."""

    index: int
    kind: str
    what: str
    why: str


class Tally:
    """How far a child has come, in memory that it shares, so that its end loses nothing."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _SLOT.size * (1 + len(KINDS)))

    def _get(self, slot: int) -> int:
        found: int = _SLOT.unpack_from(self._shared, slot * _SLOT.size)[0]
        return found

    def _set(self, slot: int, value: int) -> None:
        _SLOT.pack_into(self._shared, slot * _SLOT.size, value)

    @property
    def index(self) -> int:
        """The input that is being run."""
        return self._get(0)

    @index.setter
    def index(self, value: int) -> None:
        self._set(0, value)

    def count(self, kind: str) -> None:
        """One more of this kind."""
        slot = 1 + list(KINDS).index(kind)
        self._set(slot, self._get(slot) + 1)

    def counts(self) -> Counter[str]:
        """How many of each kind there were."""
        return Counter({kind: self._get(1 + slot) for slot, kind in enumerate(KINDS)})


def failures(seed: int, indexes: range, tally: Tally) -> Iterator[Failure]:
    """Runs inputs in this process."""
    runner = Runner()
    try:
        for index in indexes:
            tally.index = index
            signal.setitimer(signal.ITIMER_PROF, PATIENCE)
            made = drawn(seed, index)
            tally.count(made.kind)
            why = runner.failure(made)
            if why:
                yield Failure(index, made.kind, made.what, why)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        runner.close()


class Worker:
    """A child that runs some of the inputs, and is replaced where one of them has ended it."""

    def __init__(self, seed: int, indexes: range) -> None:
        self._seed = seed
        self._rest = indexes
        self.tally = Tally()
        self._begin()

    def fileno(self) -> int:
        """Where its failures are read from."""
        return self._reading

    def _begin(self) -> None:
        self._reading, writing = os.pipe()
        self._text = b""
        self._pid = os.fork()
        if not self._pid:
            os.close(self._reading)
            _work(self._seed, self._rest, self.tally, writing)
        os.close(writing)

    def read(self) -> Iterator[Failure]:
        """What it has found since it was read last; whether it is done, `done` says."""
        part = os.read(self._reading, 1 << 16)
        *lines, self._text = (self._text + part).split(b"\n")
        yield from (msgspec.json.decode(line, type=Failure) for line in lines)
        if not part:
            os.close(self._reading)
            yield from self._ended(os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1]))

    def _ended(self, code: int) -> Iterator[Failure]:
        index = self.tally.index
        self._rest = range(index + self._rest.step, self._rest.stop, self._rest.step) if code else range(0)
        if code:
            made = drawn(self._seed, index)
            how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
            yield Failure(index, made.kind, made.what, f"the interpreter ended with {how}")
        if self._rest:
            self._begin()

    @property
    def done(self) -> bool:
        """Nothing is left to do."""
        return not self._rest

    def stop(self) -> None:
        """Ends it."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)


def _work(seed: int, indexes: range, tally: Tally, writing: int) -> None:
    """The life of a child, which ends in here."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for failure in failures(seed, indexes, tally):
            os.write(writing, msgspec.json.encode(failure) + b"\n")
        code = 0
    finally:
        os._exit(code)


def run(seed: int, count: int, jobs: int) -> Iterator[Failure | Counter[str]]:
    """All failures as they are found, and at the end the inputs by kind."""
    bases()  # once for all children
    workers = [Worker(seed, range(start, count, jobs)) for start in range(min(jobs, count))]
    busy = list(workers)
    while busy:
        ready = select.select(busy, [], [], WAITING)[0]
        for worker in ready:
            yield from worker.read()
            if worker.done:
                busy.remove(worker)
    yield sum((worker.tally.counts() for worker in workers), Counter())
