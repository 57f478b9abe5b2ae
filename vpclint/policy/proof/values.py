"""The values that a condition key may have, as far as conditions tell them apart.

How values are compared decides which of them stand for all: of strings, one for each combination of patterns that
match; of numbers and instants, each that is named and one between two of them; of addresses, the ends of blocks. A key
that holds several values has every set of these that makes a difference.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from vpclint.algebra.addresses import AddressSet, address_text
from vpclint.algebra.patterns import Automaton, Budget, Pattern
from vpclint.policy.conditions import read_value, value_meant
from vpclint.policy.matching import Bounds
from vpclint.policy.proof.statements import Bits, Choice, Statements
from vpclint.policy.templates import ANYTHING
from vpclint.policy.values import ABSENT, Context, Known, Like, OneOf, Unknown, Value, Within, known
from vpclint.policy.vocabulary import condition_key
from vpclint.truth import Answer, all_of

SOMETHING = Pattern.glob("?*")
"""Any text but the empty one, of which AWS does not say what it means as a value."""
_STRINGS = frozenset({"string", "folded", "like", "arn"})
_BOOLEANS = ("true", "false")
_USUAL = {
    "aws:principalaccount": ("111122223333",),
    "aws:resourceaccount": ("111122223333",),
    "aws:principalorgid": ("o-a1b2c3d4e5",),
    "aws:resourceorgid": ("o-a1b2c3d4e5",),
    "aws:sourcevpc": ("vpc-0123456789abcdef0",),
    "aws:sourcevpce": ("vpce-0123456789abcdef0",),
    "aws:principalarn": ("arn:aws:iam::111122223333:role/someone",),
}
"""Values as AWS makes them, which are tried before others, so that a request that is shown looks like one."""


class KeyValues:
    """What one condition key may be.

    Args:
        key: the key, in lower case.
        statements: that have conditions on it.
        context: in which other keys may have values.
        budget: what may be looked at.
        never: texts that are not its value.
    """

    def __init__(
        self, key: str, statements: Statements, context: Context, budget: Budget, never: Sequence[str] = ()
    ) -> None:
        self._key = key
        self._statements = statements
        self._context = context
        self._budget = budget
        self._never = never
        self._mine = sum(each.bit for each in statements.all if any(test.key.lower() == key for test in each.tests))
        self._tests = [test for each in statements.all for test in each.tests if test.key.lower() == key]
        self.exact = True

    def of(self, value: Value) -> list[Choice[Value]]:
        """What the key may be where so much is known of it: one value for each way to decide about it.

        Whether they are all is told by `exact` from then on.

        Raises:
            Exhausted: there is more to look at than the budget.
        """
        found: dict[Bits, Choice[Value]] = {}
        excluded = {(text,) for text in self._never}
        for each in self._values(value):
            if isinstance(each, Known) and each.values in excluded:
                continue
            bits = self._bits(each)
            found.setdefault(bits, Choice(each, *bits))
        return list(found.values())

    def single(self, value: Value) -> Choice[Value]:
        """The key as it is known, and no further."""
        return Choice(value, *self._bits(value))

    def _bits(self, value: Value) -> Bits:
        """The statements whose conditions on this key hold."""
        self._budget.spend(1, len(self._tests))
        context = self._context | {self._key: value}
        yes, may = self._statements.judged(
            lambda each: all_of(test.holds(context) for test in each.tests if test.key.lower() == self._key), self._mine
        )
        return yes | ~self._mine, may | ~self._mine

    def _values(self, value: Value) -> Iterator[Value]:
        match value:
            case OneOf():
                for option in value.options:
                    yield from self._values(option)
            case Like():
                yield from map(known, self._texts(value.pattern))
            case Within() if any(test.family == "ip" for test in self._tests):
                self.exact = all(test.family in ("ip", "null") for test in self._tests)
                yield from map(known, self._inside(value.block))
            case Within():
                yield from map(known, self._texts(value.pattern))
            case Unknown():
                yield ABSENT
                yield from self._any()
            case Known(values=(text,)) if "/" in text and any(test.family == "ip" for test in self._tests):
                yield from map(known, self._inside(text))
            case _:
                yield value

    def _inside(self, block: str) -> Iterator[str]:
        """The addresses of a block, one for each way to decide about it; what is no block stands for itself."""
        around = read_value("ip", block)
        if around is None:
            yield block
            return
        yield address_text(around.intervals[0][0])
        yield from (each for each in self._typed({"ip"}) if AddressSet.parse(each) <= around)

    def _any(self) -> Iterator[Value]:
        """Every value that the key may have where it has one."""
        named = condition_key(self._key)
        texts = list(self._texts(SOMETHING))
        if named is None or not named.multivalued:
            yield from map(known, texts)
        if named is None or named.multivalued:
            yield from self._sets(texts)

    def _sets(self, texts: Sequence[str]) -> Iterator[Known]:
        """Every set of values that makes a difference to a condition: none, and what comes of one more."""
        empty = Known((), several=True)
        found: dict[object, Known] = {self._answers(empty): empty}
        waiting = [empty]
        while waiting:
            before = waiting.pop()
            for text in texts:
                after = Known((*before.values, text), several=True)
                answers = self._answers(after)
                if answers not in found:
                    found[answers] = after
                    waiting.append(after)
        yield from found.values()

    def _answers(self, value: Value) -> tuple[Answer, ...]:
        """What every condition on this key makes of a value."""
        self._budget.spend(1, len(self._tests))
        context = self._context | {self._key: value}
        return tuple(test.holds(context).answer for test in self._tests)

    def _texts(self, among: Pattern) -> Iterator[str]:
        """Single values, one for each way to compare with what the policies say."""
        families = {test.family for test in self._tests} - {"null"}
        named, matches = condition_key(self._key), among.matcher()
        if named and named.type == "Bool":
            yield from filter(matches, _BOOLEANS)
            return
        typed = [*(_BOOLEANS if "bool" in families else ()), *self._typed(families)]
        strings = bool(families & _STRINGS) or not families
        self.exact = self.exact and not (typed and (strings or among not in (SOMETHING, ANYTHING)))
        yield from filter(matches, (*(_USUAL.get(self._key, ()) if strings else ()), *typed))
        if strings:
            yield from self._strings(among)

    def _strings(self, among: Pattern) -> Iterator[str]:
        """One string for each combination of patterns that match."""
        bounds: Iterable[Bounds] = (each for test in self._tests for each in test.bounds(self._context))
        several = [each for low_and_high in bounds for each in low_and_high if each is not None]
        patterns = list(dict.fromkeys((among, SOMETHING, *several, *map(Pattern.exact, self._never))))
        asked = range(len({among, SOMETHING}))
        return (text for _, text in Automaton(patterns).within(asked, self._budget))

    def _typed(self, families: set[str]) -> Iterator[str]:
        """Numbers, instants, bytes and addresses: those that are named, and one for each that lies between."""
        for family in sorted(families - _STRINGS - {"bool"}):
            texts = [text for test in self._tests if test.family == family for text in test.texts]
            values = [value for text in texts if (value := value_meant(family, text)) is not None]
            if family == "number":
                yield from (f"{each:f}" for each in _between(values))
            elif family == "date":
                yield from map(_moment, _between(values))
            elif family == "ip":
                yield from _addresses(values)
            else:
                several = [*values, b"".join(values) + b"x"]
                yield from (base64.b64encode(each).decode() for each in several)


def _between(values: Iterable[Decimal]) -> Iterator[Decimal]:
    """Each of these numbers, one below them, one above, and one between any two neighbours; any where there is none."""
    several = sorted(set(values)) or [Decimal(0)]
    yield several[0] - 1
    for one, next_ in zip(several, [*several[1:], several[-1] + 2], strict=True):
        yield from (one, (one + next_) / 2)


def _moment(seconds: Decimal) -> str:
    """An instant as ISO 8601 where it falls on a second that has a name, else its seconds."""
    if seconds != seconds.to_integral_value() or not 0 <= seconds < _LATEST:
        return f"{seconds:f}"
    return (_EPOCH + timedelta(seconds=int(seconds))).strftime("%Y-%m-%dT%H:%M:%SZ")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 250_000_000_000


def _addresses(blocks: Iterable[AddressSet]) -> Iterator[str]:
    """The first address of each family, of each block, and behind each block."""
    edges = {end for block in blocks for first, last in block.intervals for end in (first, last + 1)}
    firsts = {first for first, _ in AddressSet.universe}
    universe = AddressSet(AddressSet.universe)
    return (address_text(each) for each in sorted(edges | firsts) if AddressSet(((each, each),)) <= universe)
