"""How often the set engine and the walk of single packets agree: `PYTHONPATH=tests python -m simulator.count N`.

Prints the answers to every need in N random worlds, and of each kind of disagreement the smallest world that shows it.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from .agreement import Comparison, comparisons
from .drawn import Drawn, drawn

Kind = tuple[str, str, str]
"""Disagreements that are likely one fault: the need, what was said of it, and the kind of resource that decides."""

alone = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
"""How long a world takes, and how it is made, says nothing here."""


class Counts:
    """What was seen in a number of random worlds.

    Attributes:
        worlds, agreed: the worlds, and those in which every need in every subnet was answered rightly.
        said: the answers, by need, answer, and whether it was right.
        wrong: the disagreements by kind, and `shown`, of each the world with the fewest changes.
    """

    def __init__(self) -> None:
        self.worlds = self.agreed = 0
        self.said: Counter[tuple[str, str, bool]] = Counter()
        self.wrong: Counter[Kind] = Counter()
        self.shown: dict[Kind, Drawn] = {}

    def add(self, of: Drawn) -> None:
        compared = list(comparisons(of))
        self.worlds += 1
        self.agreed += all(each.agrees for each in compared)
        self.said.update((_short(each.need), each.said, each.agrees) for each in compared)
        for kind in _kinds(compared):
            self.wrong[kind] += 1
            if kind not in self.shown or len(of.changed) < len(self.shown[kind].changed):
                self.shown[kind] = of


def count(number: int) -> Counts:
    counts = Counts()

    @settings(alone, max_examples=number, phases=[Phase.generate])
    @given(drawn())
    def seen(of: Drawn) -> None:
        counts.add(of)

    seen()
    return counts


def smallest(kind: Kind, known: Drawn) -> Drawn:
    """The smallest world that shows a kind of disagreement; the one that is known, where the search meets no other."""
    searching = settings(alone, max_examples=1000)
    try:
        return find(drawn(), lambda of: kind in _kinds(comparisons(of)), settings=searching)
    except NoSuchExample:
        return known


def _kinds(compared: list[Comparison] | Iterator[Comparison]) -> set[Kind]:
    return {_kind(each) for each in compared if not each.agrees}


def _kind(found: Comparison) -> Kind:
    where = found.right.witness.where.partition("-")[0] if found.right.witness else ""
    return _short(found.need), found.said, where


def _short(need: str) -> str:
    return need.partition(":")[0]


def described(of: Drawn) -> str:
    """A world, what was done to it, and what the engine says wrongly of it."""
    wrong = "\n".join(f"  {each}" for each in comparisons(of) if not each.agrees)
    done = f"  after {', '.join(of.changed) or 'no change'}, with {', '.join(of.groups)}"
    return f"{done}\n{wrong}\n  {json.dumps(of.world)}"


def main(arguments: list[str]) -> int:
    counts = count(int(arguments[0]))
    sys.stdout.write(f"{counts.worlds} worlds, {counts.agreed} agreed in every need and subnet\n")
    for (need, answer, right), number in sorted(counts.said.items()):
        sys.stdout.write(f"{number:7}  {need:16} {answer:8} {'right' if right else 'WRONG'}\n")
    for kind, number in counts.wrong.most_common():
        sys.stdout.write(f"\n{' '.join(kind)}: {number} worlds\n{described(smallest(kind, counts.shown[kind]))}\n")
    return 1 if counts.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
