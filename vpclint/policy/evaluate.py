"""What a policy decides about a request, and by which statements.

A statement applies where its principals, actions, resources and all its conditions do. Any Deny that applies decides;
else any Allow; else the request is denied implicitly. Source: the IAM user guide, "Policy evaluation logic".
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, structs

from vpclint.policy.callers import Caller, is_meant
from vpclint.policy.conditions import ConditionTest
from vpclint.policy.document import Effect, Listed, Policy, Statement
from vpclint.policy.matching import Arn, Name, Text
from vpclint.policy.shapes import is_never_an_action
from vpclint.policy.templates import template
from vpclint.policy.values import Context
from vpclint.text.nodes import Span
from vpclint.truth import NO, YES, Answer, Fact, Truth, all_of, any_of, unknown


class Request(Struct, frozen=True):
    """A request.

    Attributes:
        action: as `s3:GetObject`, or a pattern where it is one of many.
        resource: its ARN, or a pattern where it is one of many.
        caller: who makes it.
        context: its condition keys.
    """

    action: Name
    resource: Name
    caller: Caller
    context: Context


class Part(Struct, frozen=True):
    """Whether one element of a statement holds for a request, and where it stands."""

    element: str
    span: Span
    truth: Truth


class Applied(Struct, frozen=True):
    """Whether a statement applies to a request, and its elements, up to the first that does not hold."""

    statement: Statement
    truth: Truth
    parts: tuple[Part, ...]


class Ruling(Struct, frozen=True):
    """What one policy says of a request.

    Attributes:
        denied: whether a Deny of it applies.
        allowed: whether an Allow of it applies.
        applied: every statement, in the order of the document.
    """

    denied: Truth
    allowed: Truth
    applied: tuple[Applied, ...]

    def deciding(self, effect: Effect) -> Iterator[Applied]:
        """The statements of an effect that apply, or may."""
        return (each for each in self.applied if not each.truth.is_no and each.statement.effect in (effect, None))


Element = tuple[str, Span, Callable[[Request], Truth]]


class Evaluator:
    """A policy, prepared for many requests.

    Attributes:
        policy: the policy.
        gateway: it is that of a gateway endpoint.
    """

    def __init__(self, policy: Policy, *, gateway: bool = False) -> None:
        self.policy = policy
        self.gateway = gateway
        self._statements = [
            (each, tuple(_elements(each, variables=policy.variables, gateway=gateway))) for each in policy.statements
        ]

    def rule(self, request: Request) -> Ruling:
        """What the policy says of a request."""
        applied = tuple(_applied(statement, elements, request) for statement, elements in self._statements)
        return Ruling(_any(applied, Effect.DENY), _any(applied, Effect.ALLOW), applied)


def _any(applied: tuple[Applied, ...], effect: Effect) -> Truth:
    """Whether a statement of this effect applies; one that can't be understood may be of either."""
    return any_of(each.truth for each in applied if each.statement.effect in (effect, None))


def _applied(statement: Statement, elements: tuple[Element, ...], request: Request) -> Applied:
    if statement.opaque:
        fact = Fact("", "", "", f"statement {statement.name} can't be understood")
        return Applied(statement, unknown(fact), ())
    parts: list[Part] = []
    for element, span, holds in elements:
        truth = holds(request)
        parts.append(Part(element, span, truth))
        if truth.answer is Answer.FAIL:
            return Applied(statement, NO, tuple(parts))
    return Applied(statement, all_of([each.truth for each in parts]), tuple(parts))


def _elements(statement: Statement, *, variables: bool, gateway: bool) -> Iterator[Element]:
    """The elements of a statement, the cheapest to decide first."""
    principals, actions, resources = statement.principals, statement.actions, statement.resources
    if actions:
        sound = tuple(each for each in actions.texts if not is_never_an_action(each.value))
        yield _listed("Action", structs.replace(actions, texts=sound), action_text, lambda each: each.action)
    if principals:
        name = "NotPrincipal" if principals.negated else "Principal"
        denies = statement.effect is Effect.DENY
        yield name, principals.span, lambda it: is_meant(principals, it.caller, gateway=gateway, denies=denies)
    if resources:
        prepare = resource_arn if variables else plain_arn
        yield _listed("Resource", resources, prepare, lambda each: each.resource)
    for condition in statement.conditions:
        yield "Condition", condition.span, _holds(ConditionTest(condition, variables=variables))


@lru_cache(4096)
def action_text(text: str) -> Text:
    """Actions are compared without case; `*` alone means every one."""
    return Text(template(text.lower(), wildcards=True, variables=False), text, folded=True)


@lru_cache(4096)
def resource_arn(text: str) -> Arn:
    """The resource that a string means, with variables in it."""
    return Arn(text, variables=True)


@lru_cache(4096)
def plain_arn(text: str) -> Arn:
    """The ARN of a document whose version knows no variables."""
    return Arn(text, variables=False)


def _holds(test: ConditionTest) -> Callable[[Request], Truth]:
    return lambda request: test.holds(request.context)


def _listed(
    element: str, listed: Listed, prepare: Callable[[str], Text | Arn], of: Callable[[Request], Name]
) -> Element:
    """An element that lists strings, or negates them. They are prepared when they are first asked about."""
    meant: list[Text | Arn] = []

    def holds(request: Request) -> Truth:
        if not meant:
            meant.extend(prepare(each.value) for each in listed.texts)
        truth = _any_means(meant, of(request), request.context)
        return ~truth if listed.negated else truth

    return f"Not{element}" if listed.negated else element, listed.span, holds


def _any_means(meant: Sequence[Text | Arn], name: Name, context: Context) -> Truth:
    """Whether any of these means a name; nearly all of them say yes or no, which needs no sum of facts."""
    undecided: list[Truth] = []
    for each in meant:
        truth = each.means(name, context)
        if truth.answer is Answer.PASS:
            return YES
        if truth.answer is Answer.UNKNOWN:
            undecided.append(truth)
    return any_of(undecided) if undecided else NO
