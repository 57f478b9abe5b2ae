"""The resources that a request may be about, as far as statements tell them apart.

A request of S3 for an object is about an object's ARN, one for a bucket about a bucket's, and either about an access
point: what no request can be about is left out. Of all names that the same patterns match, the shortest stands for all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from vpclint.algebra.domains import Domain, OtherArns, S3Names
from vpclint.algebra.patterns import Automaton, Budget, Exhausted, Pattern
from vpclint.policy.matching import Bounds, Name
from vpclint.policy.proof.actions import ActionChoice
from vpclint.policy.proof.statements import Choice, Numbered, Statements
from vpclint.policy.templates import ANYTHING
from vpclint.policy.values import Context
from vpclint.policy.vocabulary import Level

PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc")
"""Source: botocore's partitions.json."""
T = TypeVar("T")
_NONE = "*"
"""What a request names that is about no resource."""
_OTHER = OtherArns()
_POINTS = {
    Level.BUCKET: Pattern.glob("arn:*:s3:?*:?*:accesspoint/?*"),
    Level.OBJECT: Pattern.glob("arn:*:s3:?*:?*:accesspoint/?*/object/?*"),
}
Shape = tuple[Domain, Pattern]
"""What resources of a kind look like: texts of a domain that match a pattern."""


class Resources:
    """The resources that are asked about.

    Args:
        statements: that tell them apart.
        wanted: names and patterns.
        context: in which variables may have values.
        budget: what may be looked at.
    """

    def __init__(self, statements: Statements, wanted: Sequence[Name], context: Context, budget: Budget) -> None:
        self._statements = statements
        self._wanted = wanted
        self._budget = budget
        self._bounds = {each.bit: [arn.bounds(context) for arn in each.resources] for each in statements.all}
        self._found: dict[object, Kept[Choice[str]]] = {}

    def choices(
        self, action: ActionChoice, active: int, required: int, hopeless: Callable[[int], bool], reason: object
    ) -> Iterable[Choice[str]]:
        """All that differ for an action.

        Args:
            action: that the request is about.
            active: the statements that may apply, as far as the rest of the request decides.
            required: of these, one has to apply; 0 where none has to.
            hopeless: whether nothing is wanted of resources that all of these statements are surely about.
            reason: what `hopeless` depends on.

        Raises:
            Exhausted: there is more to look at than the budget.
        """
        key = action.level, action.s3, action.known, active, required, reason
        if key not in self._found:
            self._found[key] = Kept(self._search(action, active, required, hopeless))
        return self._found[key]

    def _search(
        self, action: ActionChoice, active: int, required: int, hopeless: Callable[[int], bool]
    ) -> Iterator[Choice[str]]:
        statements = list(self._statements.among(active))
        for wanted in self._wanted:
            if isinstance(wanted, str):
                yield from self._single(statements, wanted)
                continue
            if wanted == ANYTHING and action.level not in _POINTS:
                yield from self._single(statements, _NONE)
            for domain, shape in _shapes(action, anything=wanted == ANYTHING):
                for alternative in self._alternatives(statements, required):
                    asked = dict.fromkeys((wanted, shape, alternative))
                    yield from self._within(statements, domain, list(asked), hopeless)

    def _alternatives(self, statements: Sequence[Numbered], required: int) -> Sequence[Pattern]:
        """The patterns of which one has to match, so that a required statement applies."""
        found: dict[Pattern, None] = {}
        for each in statements if required else ():
            if each.bit & required:
                listed = each.statement.resources
                if each.statement.opaque or listed is None or listed.negated:
                    return [ANYTHING]
                found |= dict.fromkeys(most for _, most in self._bounds[each.bit] if most is not None)
        return [ANYTHING] if not required or ANYTHING in found else list(found)

    def _single(self, statements: Sequence[Numbered], name: str) -> Iterator[Choice[str]]:
        rows = _Rows(statements, self._bounds, [])
        yield Choice(name, *rows.bits(Automaton(rows.patterns).matches(name)))

    def _within(
        self, statements: Sequence[Numbered], domain: Domain, asked: list[Pattern], hopeless: Callable[[int], bool]
    ) -> Iterator[Choice[str]]:
        if any(apart(one, other) for one in asked for other in asked):
            return
        rows = _Rows(statements, self._bounds, asked)
        self._budget.spend(len(rows.patterns))  # what it takes to lay them side by side
        automaton = Automaton(rows.patterns, domain)
        for matching, name in automaton.within(
            range(len(asked)), self._budget, lambda settled: hopeless(rows.sure(settled))
        ):
            yield Choice(name, *rows.bits(matching))
        if automaton.clipped:
            raise Exhausted


class Kept(Generic[T]):
    """What comes one by one, found when it is asked for and only once."""

    def __init__(self, source: Iterator[T]) -> None:
        self._source = source
        self._kept: list[T] = []

    def __iter__(self) -> Iterator[T]:
        number = 0
        while True:
            while number < len(self._kept):
                yield self._kept[number]
                number += 1
            following = next(self._source, None)
            if following is None:
                return
            self._kept.append(following)


def _shapes(action: ActionChoice, *, anything: bool) -> Iterator[Shape]:
    """What a resource of an action looks like; who asks about S3's and another service means just that."""
    if not (action.known if action.s3 else anything):
        yield _names(buckets=True, objects=True), ANYTHING
        yield _OTHER, ANYTHING
    elif action.level in _POINTS:
        yield _names(buckets=action.level is Level.BUCKET, objects=action.level is Level.OBJECT), ANYTHING
        yield _OTHER, _POINTS[action.level]
    else:
        yield _OTHER, ANYTHING


@lru_cache(4)
def _names(*, buckets: bool, objects: bool) -> S3Names:
    return S3Names(PARTITIONS, buckets=buckets, objects=objects)


class _Rows:
    """The patterns of statements, each once, and what statements make of those that match.

    Attributes:
        patterns: those that are asked about, and those that may match the same.
    """

    def __init__(
        self, statements: Sequence[Numbered], bounds: dict[int, list[Bounds]], asked: Sequence[Pattern]
    ) -> None:
        self._asked = asked
        self._numbers = {each: number for number, each in enumerate(asked)}
        self._opaque = sum(each.bit for each in statements if each.statement.opaque)
        self._always = 0
        self._masks: list[tuple[int, bool, int, int]] = []
        for each in statements:
            listed = each.statement.resources
            if listed is None or each.statement.opaque:
                self._always |= each.bit
                continue
            least = sum({self._mask(low) for low, _ in bounds[each.bit]})
            most = sum({self._mask(high) for _, high in bounds[each.bit]})
            self._masks.append((each.bit, listed.negated, least, most))
        self.patterns = list(self._numbers)
        self._known: dict[int, tuple[int, int]] = {}

    def _mask(self, pattern: Pattern | None) -> int:
        """The bit of a pattern; 0 for one that matches nothing that is asked about."""
        if pattern is None or any(apart(pattern, each) for each in self._asked):
            return 0
        return 1 << self._numbers.setdefault(pattern, len(self._numbers))

    def sure(self, matching: int) -> int:
        """The statements that are surely about whatever matches these patterns, and perhaps others as well."""
        return (
            sum(bit for bit, negated, least, _ in self._masks if not negated and matching & least)
            | self._always & ~self._opaque
        )

    def bits(self, matching: int) -> tuple[int, int]:
        """The statements that surely are about what matches these patterns, and those that may be."""
        if matching not in self._known:
            yes = may = self._always
            for bit, negated, least, most in self._masks:
                surely, perhaps = bool(matching & least), bool(matching & most)
                yes |= bit * (not perhaps if negated else surely)
                may |= bit * (not surely if negated else perhaps)
            self._known[matching] = yes & ~self._opaque, may
        return self._known[matching]


def apart(one: Pattern, other: Pattern) -> bool:
    """Whether no text matches both, as far as their beginnings and their ends tell."""
    (begin, end), (begins, ends) = _literal(one), _literal(other)
    least = min(len(begin), len(begins))
    last = min(len(end), len(ends))
    return begin[:least] != begins[:least] or end[len(end) - last :] != ends[len(ends) - last :]


@lru_cache(16384)
def _literal(pattern: Pattern) -> tuple[str, str]:
    """What a pattern begins and ends with, up to the first wildcard and from the last one on."""
    tokens = [token.text if len(token.text) == 1 else "" for token in pattern.tokens]
    wild = [index for index, text in enumerate(tokens) if not text]
    if not wild:
        return "".join(tokens), "".join(tokens)
    return "".join(tokens[: wild[0]]), "".join(tokens[wild[-1] + 1 :])
