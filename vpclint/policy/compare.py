"""Whether one policy allows no more than another one: a proof, or a request that shows the contrary.

What is compared is what each allows by itself. What both deny, one may deny explicitly and the other implicitly, which
makes a difference where another policy allows it.
"""

from collections.abc import Callable
from enum import Enum

from msgspec import Struct

from vpclint.algebra.patterns import Budget
from vpclint.policy.document import Listed, Principals, Statement
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.proof.search import Goal, Scope
from vpclint.policy.prove import Finder, Found
from vpclint.truth import Facts, Truth


class Relation(Enum):
    """How what one policy allows stands to what another one does."""

    EQUAL = "equal"
    NARROWER = "narrower"
    WIDER = "wider"
    NEITHER = "neither"
    UNKNOWN = "unknown"


class Comparison(Struct, frozen=True):
    """How one policy stands to another.

    Attributes:
        more: whether there is a request that the first one allows and the second does not.
        less: whether there is one that the second allows and the first does not.
    """

    more: Found
    less: Found

    @property
    def relation(self) -> Relation:
        """The relation, where it is proved."""
        match (_told(self.more), _told(self.less)):
            case (None, _) | (_, None):
                return Relation.UNKNOWN
            case (True, True):
                return Relation.NEITHER
            case (True, False):
                return Relation.WIDER
            case (False, True):
                return Relation.NARROWER
        return Relation.EQUAL

    @property
    def facts(self) -> Facts:
        """What left it open."""
        return self.more.facts | self.less.facts


def _told(found: Found) -> bool | None:
    """Whether there is a request; None where it is open."""
    return None if found.witness is None and not found.none else not found.none


def compare(
    one: Evaluator, other: Evaluator, scope: Scope | None = None, budget: Callable[[], Budget] = Budget
) -> Comparison:
    """How what one policy allows stands to what another one allows, among the requests of a scope: all of them.

    Args:
        one, other: the policies.
        scope: the requests.
        budget: what each search may look at.
    """
    return Comparison(exceeding(one, other, scope or Scope(), budget), exceeding(other, one, scope or Scope(), budget))


def exceeding(one: Evaluator, other: Evaluator, scope: Scope, budget: Callable[[], Budget] = Budget) -> Found:
    """A request that one policy allows and the other one does not.

    The other one denies it by a statement that the first one lacks, or the first one allows it by a statement that the
    other one lacks. So only these statements are looked at, and whatever both have in common counts for nothing.
    """
    finder = Finder([one, other], scope, budget)
    statements = finder.statements
    (allows, others), (denies, further) = statements.allows, statements.denies
    shared = _shared(one, other)
    mine = sum(1 << index for index, key in enumerate(_keys(one)) if key not in shared)
    first = len(one.policy.statements)
    theirs = sum(1 << index for index, key in enumerate(_keys(other), first) if key not in shared)

    def replay(request: Request) -> Truth:
        return _allows(one, request) & ~_allows(other, request)

    def denied(yes: int, may: int) -> bool:
        return bool(may & allows and may & further & theirs) and not yes & denies

    def uncovered(yes: int, may: int) -> bool:
        return bool(may & allows & mine) and not yes & (denies | others)

    found = finder.find(Goal(denied, further & theirs), replay) if further & theirs else Found()
    if found.witness or not allows & mine:
        return found
    rest = finder.find(Goal(uncovered, allows & mine), replay)
    return rest if rest.witness else Found(None, found.facts | rest.facts)


def _allows(policy: Evaluator, request: Request) -> Truth:
    ruling = policy.rule(request)
    return ruling.allowed & ~ruling.denied


Key = tuple[object, ...]
"""What a statement says, whatever its name, its place and the order of its lists."""


def _shared(one: Evaluator, other: Evaluator) -> frozenset[Key]:
    """What statements of both policies say alike."""
    if one.policy.variables != other.policy.variables or one.gateway != other.gateway:
        return frozenset()
    return frozenset(_keys(one)) & frozenset(_keys(other))


def _keys(policy: Evaluator) -> list[Key]:
    return [_key(each) for each in policy.policy.statements]


def _key(statement: Statement) -> Key:
    if statement.opaque:
        return (id(statement),)  # what could not be read of it may differ where all that was read is alike
    conditions = frozenset(
        (each.operator, each.key.lower(), each.qualifier, each.if_exists, _listed(each.values))
        for each in statement.conditions
    )
    actions = statement.actions and _listed(statement.actions, folded=True)
    resources = statement.resources and _listed(statement.resources)
    principals = statement.principals and _principals(statement.principals)
    return statement.effect, principals, actions, resources, conditions


def _listed(listed: Listed, *, folded: bool = False) -> Key:
    return listed.negated, frozenset(text.value.lower() if folded else text.value for text in listed.texts)


def _principals(principals: Principals) -> Key:
    return principals.negated, frozenset((each.kind, each.text.value) for each in principals.named)
