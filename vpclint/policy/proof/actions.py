"""The actions that a request may be about, as far as statements tell them apart.

Names that AWS has stand for themselves. All others, which AWS may add one day, are found by what the patterns of the
statements make of them, so that what is proved holds for them as well.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from vpclint.algebra.domains import OUTSIDE, Domain
from vpclint.algebra.patterns import Automaton, Budget, Pattern
from vpclint.policy.evaluate import action_text
from vpclint.policy.matching import Name
from vpclint.policy.proof.statements import Bits, Numbered, Statements
from vpclint.policy.values import Context
from vpclint.policy.vocabulary import Level, actions_of, level_of, services
from vpclint.truth import NO, YES, Truth

_Action: TypeAlias = tuple[str, Level | None, bool]
"""The name of an action, what it is about, and whether AWS is known to have it."""
_NOTHING = Context({})
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class ActionChoice(Struct, frozen=True):
    """An action, which stands for all that no statement tells apart from it, and that are about the same.

    Attributes:
        name: of one of them.
        level: what it is about, in S3; None for what is no action of S3, or none that is known.
        known: AWS is known to have it.
        yes, may: the statements that are about it surely, and those that may be.
    """

    name: str
    level: Level | None
    known: bool
    yes: int
    may: int

    @property
    def s3(self) -> bool:
        """Whether it is an action of S3."""
        return self.name.lower().startswith("s3:")


class _ActionNames(Domain):
    """`service:name`, in lower case."""

    def step(self, place: int, char: str) -> int:
        """From the first character of the service on, and from that of the name on."""
        if char in _LETTERS or (char == "-" and place == 1):
            return 1 if place < 2 else 3
        return 2 if char == ":" and place == 1 else OUTSIDE

    def ends(self, place: int) -> bool:
        """Whether there is a name."""
        return place == 3


_NAMES = _ActionNames()


def action_choices(statements: Statements, wanted: Sequence[Name], budget: Budget) -> list[ActionChoice]:
    """All that differ, those that AWS has first.

    Raises:
        Exhausted: there is more to look at than the budget.
    """
    found: dict[tuple[object, int, int], ActionChoice] = {}
    single = [each for each in wanted if isinstance(each, str)]
    patterns = [each.folded() for each in wanted if not isinstance(each, str)]
    texts = _texts(statements)
    several = [*_listed(texts, patterns), *_others(texts, patterns, budget)] if patterns else []
    for name, level, known in [*map(_named, single), *several]:
        each = ActionChoice(name, level, known, *_bits(statements, name, texts))
        key = (level, each.s3) if known else (each.s3,)
        found.setdefault((key, each.yes, each.may), each)
    return list(found.values())


def _named(name: str) -> _Action:
    service = name.lower().partition(":")[0]
    return name, level_of(name), _is_known(name) or actions_of(service) is None


@lru_cache(64)
def _lower(service: str) -> frozenset[str]:
    return frozenset(name.lower() for name in actions_of(service) or ())


def _bits(statements: Statements, name: str, texts: Sequence[str]) -> Bits:
    """The statements that are about an action, of whose lists these are the texts."""
    meant = {text for text in texts if action_text(text).means(name, _NOTHING).is_yes}

    def is_about(each: Numbered) -> Truth:
        actions = each.statement.actions
        if actions is None:
            return YES
        return NO if actions.negated is any(text.value.lower() in meant for text in actions.texts) else YES

    return statements.judged(is_about)


def _texts(statements: Statements) -> list[str]:
    """The actions that statements name, in lower case, each once."""
    listed = (each.statement.actions for each in statements.all if each.statement.actions)
    return list(dict.fromkeys(text.value.lower() for each in listed for text in each.texts))


def _listed(texts: Sequence[str], wanted: Sequence[Pattern]) -> Iterator[_Action]:
    """One name of each kind that AWS has, of those services that somebody names."""
    named = {text.partition(":")[0] for text in texts} | {_service(each) for each in wanted} | {"s3"}
    for service in sorted(named & services()):
        for level, names in _by_level(service).items():
            yield from _kinds(service, level, names, wanted, texts)


def _service(pattern: Pattern) -> str:
    """The service that a pattern begins with; one that there is not where a wildcard stands in it."""
    return "".join(token.text or "*" for token in pattern.tokens).partition(":")[0]


@lru_cache(64)
def _by_level(service: str) -> dict[Level | None, tuple[str, ...]]:
    """The actions of a service by what they are about."""
    found: dict[Level | None, list[str]] = {}
    for name in sorted(actions_of(service) or ()):
        found.setdefault(level_of(f"{service}:{name}"), []).append(name)
    return {level: tuple(names) for level, names in found.items()}


def _kinds(
    service: str, level: Level | None, names: tuple[str, ...], wanted: Sequence[Pattern], texts: Sequence[str]
) -> Iterator[_Action]:
    """One of each kind of names of a service; kinds are bits, one for each name."""
    inside = 0
    for pattern in wanted:
        inside |= _matching(service, names, pattern)
    kinds = [inside] if inside else []
    for text in texts:
        matching = _matching(service, names, text)
        kinds = [part for kind in kinds for part in (kind & matching, kind & ~matching) if part]
    for kind in kinds:
        name = names[(kind & -kind).bit_length() - 1]
        yield f"{service}:{name}", level, True


@lru_cache(8192)
def _matching(service: str, names: tuple[str, ...], pattern: Pattern | str) -> int:
    """The names that a pattern matches, as bits in their order."""
    matches = (pattern if isinstance(pattern, Pattern) else Pattern.glob(pattern)).matcher()
    return sum(1 << index for index, name in enumerate(names) if matches(f"{service}:{name.lower()}"))


def _others(texts: Sequence[str], wanted: Sequence[Pattern], budget: Budget) -> Iterator[_Action]:
    """A name that AWS is not known to have, of each kind that there could be."""
    spelled = sum(1 << index for index, text in enumerate(texts) if "*" not in text and "?" not in text)
    for pattern in wanted:
        patterns = [*map(Pattern.glob, texts), pattern]
        for bits, shortest in Automaton(patterns, _NAMES).within([len(texts)], budget):
            if bits & spelled and _is_known(shortest):
                continue  # no other name is spelled like that
            name = _unheard_of(shortest, bits, patterns, budget)
            if name is not None:
                yield name, None, False


def _unheard_of(name: str | None, bits: int, patterns: Sequence[Pattern], budget: Budget) -> str | None:
    """The shortest name that these patterns match, and no others, and that AWS is not known to have.

    Args:
        name: the shortest one, whether AWS has it or not.
        bits: the patterns that match it.
        patterns: all of them.
        budget: what may be looked at.
    """
    matching = [index for index in range(len(patterns)) if bits >> index & 1]
    known: list[Pattern] = []
    while name is not None and _is_known(name):
        known.append(Pattern.exact(name))
        following = Automaton([*patterns, *known], _NAMES).within(matching, budget)
        name = next((text for found, text in following if found == bits), None)
    return name


def _is_known(name: str) -> bool:
    service, _, rest = name.lower().partition(":")
    return rest in _lower(service)
