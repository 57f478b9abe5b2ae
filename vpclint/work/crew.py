"""Who does the work of a run."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from vpclint.sources.files import Files, Named
from vpclint.text.sources import SourceTexts, Texts
from vpclint.work.bench import NOTHING, Bench, Loaded
from vpclint.work.task import Order, Part, Survey

Shown = Callable[[Iterator[Any], int], Iterator[Any]]
"""Passes results on as they come, and may show how many of them, of so many, are there."""


class Crew(Protocol):
    """Those who read files and judge what is in them, wherever they are."""

    @property
    def texts(self) -> Texts:
        """Where the places of what was found are."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user might want to know of how it was done."""

    def survey(self, files: Sequence[Named]) -> list[Survey]:
        """Reads files, in units that can be read apart from each other."""

    def judge(self, orders: Iterable[Order]) -> Iterable[Part]:
        """Does what was ordered, in any order."""


class Alone:
    """This process alone: everything is one unit, which is read once and kept."""

    notes = ()

    def __init__(self, bench: Bench) -> None:
        self.texts = SourceTexts()
        self._bench = bench
        self._units: list[Loaded] = []

    def survey(self, files: Sequence[Named]) -> list[Survey]:
        """Reads files as one unit."""
        self._units.append(self._bench.read(Files(tuple(files)), self.texts))
        return [self._bench.survey(len(self._units) - 1, self._units[-1])]

    def judge(self, orders: Iterable[Order]) -> Iterable[Part]:
        """Judges in the states that were read."""
        return [self._bench.judge(NOTHING if each.unit is None else self._units[each.unit], each) for each in orders]
