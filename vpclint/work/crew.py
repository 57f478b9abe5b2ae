"""Who does the work of a run."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from vpclint.sources.files import Files, Named
from vpclint.text.sources import SourceTexts, Texts
from vpclint.work.bench import NOTHING, Bench, Loaded
from vpclint.work.task import Order, Part, Survey


class Crew(Protocol):
    """Those who read files and judge what is in them, wherever they are.

    Attributes:
        texts: where the places of what they have found are.
    """

    @property
    def texts(self) -> Texts:
        """Where the places of what was found are."""

    def survey(self, files: Sequence[Named]) -> list[Survey]:
        """Reads files, in units that can be read apart from each other."""

    def judge(self, orders: Iterable[Order]) -> Iterable[Part]:
        """Does what was ordered, in any order."""


class Alone:
    """This process alone: everything is one unit, which is read once and kept."""

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
