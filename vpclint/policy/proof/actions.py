"""The actions that a request may be about, as far as statements tell them apart.

Names that AWS has stand for themselves. All others, which AWS may add one day, are found by what the patterns of the
statements make of them, so that what is proved holds for them as well.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from vpclint.algebra.domains import OUTSIDE, Domain
from vpclint.algebra.patterns import Automaton, Budget, Pattern
from vpclint.policy.evaluate import action_text
from vpclint.policy.matching import Name
from vpclint.policy.proof.statements import Bits, Numbered, Statements
from vpclint.policy.values import Context
from vpclint.policy.vocabulary import Level, actions_of, level_of, services

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

    named = frozenset(":-")

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
    for each in [*map(_named, single), *_listed(statements, patterns), *_others(statements, patterns, budget)]:
        yes, may = _bits(statements, each.name)
        key = (each.level, each.s3) if each.known else (each.s3,)
        found.setdefault((key, yes, may), ActionChoice(each.name, each.level, each.known, yes, may))
    return list(found.values())


def _named(name: str) -> ActionChoice:
    service, _, rest = name.lower().partition(":")
    known = rest in _lower(service)
    return ActionChoice(name, level_of(name), known or not _has_catalogue(service), 0, 0)


def _has_catalogue(service: str) -> bool:
    return actions_of(service) is not None


@lru_cache(64)
def _lower(service: str) -> frozenset[str]:
    return frozenset(name.lower() for name in actions_of(service) or ())


def _bits(statements: Statements, name: str) -> Bits:
    """The statements that are about an action."""
    lower = name.lower()
    means: dict[str, bool] = {}

    def is_about(each: Numbered) -> bool:
        actions = each.statement.actions
        if actions is None:
            return True
        for text in actions.texts:
            if text.value not in means:
                means[text.value] = action_text(text.value).means(lower, _NOTHING).is_yes
            if means[text.value]:
                return not actions.negated
        return actions.negated

    about = sum(each.bit for each in statements.all if each.statement.opaque or is_about(each))
    opaque = sum(each.bit for each in statements.all if each.statement.opaque)
    return about & ~opaque, about


def _texts(statements: Statements) -> list[str]:
    """The actions that statements name, in lower case, each once."""
    listed = (each.statement.actions for each in statements.all if each.statement.actions)
    return list(dict.fromkeys(text.value.lower() for each in listed for text in each.texts))


def _listed(statements: Statements, wanted: Sequence[Pattern]) -> Iterator[ActionChoice]:
    """One name of each kind that AWS has, of those services that somebody names."""
    if not wanted:
        return
    texts = _texts(statements)
    named = {text.partition(":")[0] for text in texts} | {_service(each) for each in wanted} | {"s3"}
    for service in sorted(named & services()):
        for level, names in _by_level(service).items():
            yield from _kinds(service, level, names, wanted, texts)


def _service(pattern: Pattern) -> str:
    """The service that a pattern begins with; nothing where a wildcard stands in it."""
    whole = "".join(token.text or "*" for token in pattern.tokens).partition(":")[0]
    return "" if "*" in whole else whole


@lru_cache(64)
def _by_level(service: str) -> dict[Level | None, tuple[str, ...]]:
    """The actions of a service by what they are about."""
    found: dict[Level | None, list[str]] = {}
    for name in sorted(actions_of(service) or ()):
        found.setdefault(level_of(f"{service}:{name}"), []).append(name)
    return {level: tuple(names) for level, names in found.items()}


def _kinds(
    service: str, level: Level | None, names: tuple[str, ...], wanted: Sequence[Pattern], texts: Sequence[str]
) -> Iterator[ActionChoice]:
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
        yield ActionChoice(f"{service}:{name}", level, known=True, yes=0, may=0)


@lru_cache(8192)
def _matching(service: str, names: tuple[str, ...], pattern: Pattern | str) -> int:
    """The names that a pattern matches, as bits in their order."""
    matches = (pattern if isinstance(pattern, Pattern) else Pattern.glob(pattern)).matcher()
    return sum(1 << index for index, name in enumerate(names) if matches(f"{service}:{name.lower()}"))


def _others(statements: Statements, wanted: Sequence[Pattern], budget: Budget) -> Iterator[ActionChoice]:
    """A name that AWS is not known to have, of each kind that there could be."""
    if not wanted:
        return
    texts = _texts(statements)
    wild = [text for text in texts if "*" in text or "?" in text]
    spelled = [text for text in texts if text not in wild]
    several = [*wild, *spelled]
    exact = (1 << len(several)) - (1 << len(wild))
    for pattern in wanted:
        automaton = Automaton([*map(Pattern.glob, several), pattern], _NAMES)
        for bits, name in automaton.within([len(several)], budget):
            if not bits & exact:
                yield ActionChoice(_unheard_of(name, bits, automaton), None, known=False, yes=0, may=0)
        matches = pattern.matcher()
        names = (text for text in spelled if matches(text) and not _is_known(text))
        yield from (ActionChoice(name, None, known=False, yes=0, may=0) for name in names)


def _unheard_of(name: str, bits: int, automaton: Automaton) -> str:
    """A name that these patterns match, and that AWS is not known to have, where a longer one is such a name."""
    longer = (name, f"{name}x", f"{name}new")
    return next((each for each in longer if not _is_known(each) and automaton.matches(each) == bits), name)


def _is_known(name: str) -> bool:
    service, _, rest = name.partition(":")
    return rest in _lower(service)
