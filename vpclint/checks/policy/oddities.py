"""What the grammar takes and hardly anyone means: parts that match nothing, or more than they seem to."""

import re
from collections.abc import Iterator

from vpclint.finding import Severity
from vpclint.policy.document import Condition, Effect, Listed, PolicyType, Principal, Statement, Text
from vpclint.policy.operators import OPERATORS
from vpclint.policy.shapes import FIELDS, is_never_a_resource, is_never_an_action
from vpclint.text.escape import quoted
from vpclint.text.nodes import Span

_SID = re.compile(r"[A-Za-z0-9]*")
_DOUBTFUL = ("date", "ip")
_LITERAL = ("string", "folded")
_VARIABLE = re.compile(r"\$\{[^}]*\}")

Odd = tuple[Span, str, Severity | None]
"""Where something odd stands, what is said of it, and how much it weighs; None for what IAM refuses."""


def odd_parts(statement: Statement, kind: PolicyType | None) -> Iterator[Odd]:
    """What is odd about the elements of a statement.

    Args:
        statement: as it was read.
        kind: what its policy is attached to, where that is known.
    """
    if kind is PolicyType.IDENTITY and not _SID.fullmatch(statement.sid):
        wanted = "in an identity policy letters and digits were expected"
        yield statement.span, f"the Sid is {quoted(statement.sid, 80)}, {wanted}", None
    yield from _of_nothing(statement)
    yield from _of_principals(statement, kind)
    if statement.actions and statement.actions.negated and statement.effect is Effect.ALLOW:
        harm = Severity.NOTE if kind is PolicyType.ENDPOINT else Severity.WARNING
        message = "NotAction with Allow allows every other action, those of all other services as well"
        yield statement.actions.span, message, harm
    for condition in statement.conditions:
        yield from _doubtful(condition)


def _of_nothing(statement: Statement) -> Iterator[Odd]:
    """Lists without a member, and members that match nothing."""
    if statement.principals and not statement.principals.named and not statement.opaque:
        yield _empty(statement.principals.span, "principal", negated=statement.principals.negated)
    for listed, what in ((statement.actions, "action"), (statement.resources, "resource")):
        if listed and not listed.texts and not statement.opaque:
            yield _empty(listed.span, what, negated=listed.negated)
    for text in _texts(statement.actions):
        if is_never_an_action(text.value.partition(":")[2]):
            yield text.span, f"{quoted(text.value)} has white space in it, so it matches nothing", Severity.WARNING
    for text in _texts(statement.resources):
        if is_never_a_resource(text.value):
            count = len(text.value.split(":", FIELDS - 1)) - text.value.endswith(":")
            fault = f"has {count} of the {FIELDS} fields of an ARN, so it matches nothing"
            yield text.span, f"{quoted(text.value, 120)} {fault}", Severity.WARNING


def _empty(span: Span, what: str, *, negated: bool) -> Odd:
    about = f"about every {what}" if negated else "about nothing"
    return span, f"no {what} stands here, so the statement is {about}", Severity.WARNING


def _texts(listed: Listed | None) -> tuple[Text, ...]:
    return listed.texts if listed else ()


def _of_principals(statement: Statement, kind: PolicyType | None) -> Iterator[Odd]:
    for principal in statement.principals.named if statement.principals else ():
        wrong = _wrong_with(principal, kind)
        if wrong:
            yield principal.text.span, f"the principal is {quoted(principal.text.value, 80)}, {wrong}", Severity.WARNING


def _wrong_with(principal: Principal, kind: PolicyType | None) -> str:
    """What AWS does not say of a principal."""
    if principal.text.value == "*" and principal.kind != "AWS":
        return f'AWS does not say whom it means under {principal.kind}: everyone is "*" or {{"AWS": "*"}}'
    if principal.kind == "CanonicalUser" and kind is PolicyType.ENDPOINT:
        return "a canonical user is known to the policies of S3 buckets only"
    return ""


def _doubtful(condition: Condition) -> Iterator[Odd]:
    """Values of which AWS does not say what they are."""
    operator = OPERATORS[condition.operator]
    if operator.family not in _DOUBTFUL:
        return
    from vpclint.policy.conditions import doubt_of  # noqa: PLC0415 - few policies compare dates or addresses

    for text in condition.values.texts:
        doubt = doubt_of(operator, text.value)
        if doubt:
            yield text.span, doubt, Severity.WARNING


def odd_condition(condition: Condition) -> Iterator[tuple[Span, str]]:
    """What in a condition does not mean what it seems to, and where it stands."""
    operator = OPERATORS[condition.operator]
    if condition.qualifier == "ForAnyValue" and condition.if_exists:
        yield condition.span, f"ForAnyValue does not hold where {condition.key} is absent: IfExists changes nothing"
    for text in condition.values.texts if operator.family in _LITERAL else ():
        if set("*?") & set(_VARIABLE.sub("", text.value)):
            like = operator.name.replace("EqualsIgnoreCase", "Like").replace("Equals", "Like")
            means = f"{operator.name} takes * and ? as they stand: {like} takes them for others"
            yield text.span, f"{quoted(text.value, 80)} has a wildcard, {means}"
