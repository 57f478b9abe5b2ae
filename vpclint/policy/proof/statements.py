"""The statements of policies, each of which is one bit: what applies to a request is then a number.

Where it can't be told whether a statement applies, two numbers enclose what may be so: those that surely apply, and
those that may.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

from vpclint.policy.conditions import ConditionTest
from vpclint.policy.document import Effect, Statement
from vpclint.policy.evaluate import Evaluator, plain_arn, resource_arn
from vpclint.policy.matching import Arn
from vpclint.truth import Answer, Truth

T = TypeVar("T")
Bits: TypeAlias = tuple[int, int]
"""The statements that surely apply, and those that may, as far as a part of the request decides."""


class Choice(Struct, Generic[T], frozen=True):
    """One thing that a part of a request may be; it stands for all that no statement tells apart from it.

    Attributes:
        value: a resource, or the value of a condition key.
        yes, may: the statements that let it pass surely, and those that may.
    """

    value: T
    yes: int
    may: int


class Numbered(Struct, frozen=True):
    """A statement, prepared for proofs.

    Attributes:
        statement: as it is written.
        bit: its own.
        gateway: it is in the policy of a gateway endpoint.
        resources: what it is about, or what it is not about.
        tests: its conditions.
    """

    statement: Statement
    bit: int
    gateway: bool
    resources: tuple[Arn, ...]
    tests: tuple[ConditionTest, ...]

    @property
    def variables(self) -> frozenset[str]:
        """The condition keys whose values stand in its resources and conditions, in lower case."""
        within = (*(each.variables for each in self.resources), *(each.variables for each in self.tests))
        return frozenset(key.lower() for keys in within for key in keys)


class Statements:
    """All statements of several policies.

    Attributes:
        all: in the order of the policies.
        allows, denies: of each policy, those that may have this effect.

    Args:
        policies: prepared.
    """

    def __init__(self, policies: Sequence[Evaluator]) -> None:
        self.all: list[Numbered] = []
        self.allows: list[int] = []
        self.denies: list[int] = []
        for policy in policies:
            first = len(self.all)
            self.all += _numbered(policy, first)
            mine = self.all[first:]
            self.allows.append(sum(each.bit for each in mine if each.statement.effect is not Effect.DENY))
            self.denies.append(sum(each.bit for each in mine if each.statement.effect is not Effect.ALLOW))

    @property
    def principals(self) -> Iterator[str]:
        """Whom they name, as it is written."""
        listed = (each.statement.principals for each in self.all if each.statement.principals)
        return (principal.text.value for each in listed for principal in each.named)

    def among(self, bits: int) -> Iterator[Numbered]:
        """The statements of these bits."""
        return (each for each in self.all if each.bit & bits)

    def judged(self, holds: Callable[[Numbered], Truth], among: int = -1) -> Bits:
        """The statements of which something holds, and those of which it may; of an opaque one it may."""
        yes = may = 0
        for each in self.among(among):
            answer = Answer.UNKNOWN if each.statement.opaque else holds(each).answer
            if answer is not Answer.FAIL:
                may |= each.bit
                yes |= each.bit * (answer is Answer.PASS)
        return yes, may


def _numbered(policy: Evaluator, first: int) -> Iterator[Numbered]:
    variables = policy.policy.variables
    prepare = resource_arn if variables else plain_arn
    for index, each in enumerate(policy.policy.statements, first):
        resources = each.resources.texts if each.resources else ()
        tests = tuple(ConditionTest(condition, variables=variables) for condition in each.conditions)
        yield Numbered(each, 1 << index, policy.gateway, tuple(prepare(text.value) for text in resources), tests)
