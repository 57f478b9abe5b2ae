"""A request that a statement decides, made of what the statement itself says: it spares a proof where there is one."""

from itertools import islice, product

from msgspec import structs

from vpclint.policy.callers import ANONYMOUS
from vpclint.policy.document import Condition, Effect, Policy, Statement
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.operators import OPERATORS
from vpclint.policy.values import ABSENT, Context, Value, known
from vpclint.policy.vocabulary import Level, level_of
from vpclint.truth import all_of, any_of

_SAMPLES = 4


def is_plainly_alive(policy: Policy, statement: Statement, *, gateway: bool, allowed: bool) -> bool:
    """Whether a request made of what a statement says shows that it changes a decision; else nothing is known.

    Args:
        policy: that the statement is in.
        statement: that is asked about.
        gateway: the policy is that of a gateway endpoint.
        allowed: a Deny counts only where another statement allows what it denies.
    """
    context = _context(statement)
    if context is None or statement.actions is None or statement.resources is None:
        return False
    if statement.actions.negated or statement.resources.negated:
        return False
    actions, resources = ([text.value for text in each.texts] for each in (statement.actions, statement.resources))
    for action, resource in islice(product(map(_action, actions), map(_resource, resources)), _SAMPLES):
        if _is_possible(action, resource):
            request = Request(action, resource, ANONYMOUS, Context(context))
            near = tuple(each for each in policy.statements if each is statement or _is_near(each, resource))
            if _decides(structs.replace(policy, statements=near), statement, request, gateway=gateway, allowed=allowed):
                return True
    return False


def _action(text: str) -> str:
    return "s3:x" if text == "*" else text.replace("*", "x").replace("?", "x")


def _resource(text: str) -> str:
    return "arn:aws:s3:::xxx/x" if text == "*" else text.replace("*", "x").replace("?", "x")


def _is_possible(action: str, resource: str) -> bool:
    """Whether a request for this can be: of S3, its own actions alone are, objects have keys, and buckets have none."""
    level = level_of(action)
    if resource.split(":")[2:3] == ["s3"] and not action.lower().startswith("s3:"):
        return False
    if "${" in resource or not resource.startswith("arn:") or resource.endswith("/"):
        return False
    if level is Level.OBJECT:
        return "/" in resource
    return level is not Level.BUCKET or "/" not in resource


def _context(statement: Statement) -> dict[str, Value] | None:
    """Values of condition keys for which all conditions of a statement should hold; None where that is not plain."""
    found: dict[str, Value] = {}
    for each in statement.conditions:
        value = _value(each)
        if value is None or found.get(each.key.lower(), value) != value:
            return None
        found[each.key.lower()] = value
    return found


def _value(condition: Condition) -> Value | None:
    operator = OPERATORS[condition.operator]
    if condition.qualifier or operator.family == "null" or not condition.values.texts:
        return None
    if operator.negated or condition.if_exists:
        return ABSENT
    text = condition.values.texts[0].value
    return None if "${" in text else known(text.replace("*", "x").replace("?", "x") if operator.wildcards else text)


def _is_near(statement: Statement, resource: str) -> bool:
    """Whether a statement may be about a resource, as far as the beginnings of what it names tell."""
    listed = statement.resources
    if listed is None or listed.negated:
        return True
    return any(resource.startswith(_beginning(text.value)) for text in listed.texts)


def _beginning(text: str) -> str:
    """What a pattern begins with, up to the first wildcard or variable."""
    ends = (text.find(char) for char in "*?$")
    return text[: min((end for end in ends if end >= 0), default=len(text))]


def _decides(policy: Policy, statement: Statement, request: Request, *, gateway: bool, allowed: bool) -> bool:
    """Whether a request is decided otherwise without a statement, as the evaluator says."""
    applied = Evaluator(policy, gateway=gateway).rule(request).applied
    mine = all_of(each.truth for each in applied if each.statement is statement)
    others = [each for each in applied if each.statement is not statement]
    allows, denies = (any_of(each.truth for each in others if each.statement.effect is effect) for effect in Effect)
    if statement.effect is Effect.ALLOW:
        return mine.is_yes and allows.is_no and denies.is_no
    return mine.is_yes and denies.is_no and (allows.is_yes or not allowed)
