"""A request that a statement decides, made of what the statement itself says: it spares a proof where there is one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

from msgspec import structs

from vpclint.policy.callers import ANONYMOUS, Caller, GrantForm, form_of, role
from vpclint.policy.document import Condition, Effect, Policy, PolicyType, Statement
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.operators import OPERATORS
from vpclint.policy.requests import implied
from vpclint.policy.values import ABSENT, Context, Known, Value, known, may_be
from vpclint.policy.vocabulary import Level, condition_key, level_of
from vpclint.truth import any_of

_SAMPLES = 4
_SOMEONE = "111122223333"
"""An account as the guides of AWS name one."""


def is_plainly_alive(policy: Policy, statement: Statement, *, gateway: bool, allowed: bool) -> bool:
    """Whether a request made of what a statement says shows that it changes a decision; else nothing is known.

    Args:
        policy: that the statement is in.
        statement: that is asked about.
        gateway: the policy is that of a gateway endpoint.
        allowed: a Deny counts only where another statement allows what it denies.
    """
    needed = allowed and statement.effect is Effect.DENY
    for action, resource in islice(_named(statement), _SAMPLES):
        near = [each for each in policy.statements if _is_near(each, resource)]
        evaluator = Evaluator(structs.replace(policy, statements=tuple(near)), gateway=gateway)
        denying = [each for each in near if each.effect is Effect.DENY]
        allowing = [each for each in near if each.effect is Effect.ALLOW] if needed else []
        for chosen in (_chosen(each, denying) for each in [(statement,), *((statement, each) for each in allowing)]):
            caller = _caller(policy, statement, chosen)
            told = Context(implied(caller, endpoint=policy.type is PolicyType.ENDPOINT))
            if all(told[key] == value or may_be(told[key], value) for key, value in chosen.items()):
                request = Request(action, resource, caller, told | chosen)
                if _decides(evaluator, statement, request, allowed=allowed):
                    return True
    return False


def _named(statement: Statement) -> Iterator[tuple[str, str]]:
    """Actions and resources that a statement names, as far as a request can be for them."""
    actions, resources = statement.actions, statement.resources
    if not actions or not resources or actions.negated:
        return
    for action, resource in product(actions.texts, resources.texts):
        name = "s3:x" if action.value == "*" else _one_of(action.value)
        arn = _any_arn(name) if resource.value == "*" else _one_of(resource.value)
        if _is_possible(name, arn):
            yield name, arn


def _one_of(pattern: str) -> str:
    """A name that a pattern means."""
    return pattern.replace("*", "x").replace("?", "x")


def _any_arn(action: str) -> str:
    """The ARN of something that a service has."""
    service = action.partition(":")[0].lower()
    return "arn:aws:s3:::xxx/x" if service == "s3" else f"arn:aws:{service}:us-east-1:{_SOMEONE}:x"


def _caller(policy: Policy, statement: Statement, chosen: Mapping[str, Value]) -> Caller:
    """A caller whom a statement is about, of whom condition keys tell what was chosen for them."""
    principals = statement.principals
    for each in principals.named if principals and not principals.negated else ():
        if form_of(each) is GrantForm.ROLE:
            return role(each.text.value)
    arn, account = (_text(chosen.get(f"aws:principal{key}", ABSENT)) for key in ("arn", "account"))
    signed = arn or account or policy.type is PolicyType.IDENTITY
    return role(arn or f"arn:aws:iam::{account or _SOMEONE}:role/x") if signed else ANONYMOUS


def _text(value: Value) -> str:
    """The one value of a condition key; empty where it has none."""
    return value.values[0] if isinstance(value, Known) else ""


def _is_possible(action: str, resource: str) -> bool:
    """Whether a request for this can be: of S3, its own actions alone are, objects have keys, and buckets have none."""
    level = level_of(action)
    served = action.lower().startswith("s3:") or resource.split(":")[2:3] != ["s3"]
    fixed = "${" not in resource and not resource.endswith("/")
    placed = "/" in resource if level is Level.OBJECT else level is not Level.BUCKET or "/" not in resource
    return served and fixed and placed


def _chosen(holding: Iterable[Statement], failing: Iterable[Statement]) -> dict[str, Value]:
    """Values of condition keys for which all conditions of some statements should hold, and one of each other fail.

    Where that is not plain, they do not; the evaluator says what they do.
    """
    found: dict[str, Value] = {}
    for each in (condition for statement in holding for condition in statement.conditions):
        found.setdefault(each.key.lower(), _value(each, holds=True))
    for each in (condition for statement in failing for condition in statement.conditions[:1]):
        found.setdefault(each.key.lower(), _value(each, holds=False))
    return found


def _value(condition: Condition, *, holds: bool) -> Value:
    """A value of its key for which a condition should hold, or fail."""
    operator, texts = OPERATORS[condition.operator], condition.values.texts
    if (operator.negated or condition.if_exists) is holds or not texts:
        return ABSENT
    text, named = texts[0].value, condition_key(condition.key)
    return known(_one_of(text) if operator.wildcards else text, several=named is not None and named.multivalued)


def _is_near(statement: Statement, resource: str) -> bool:
    """Whether a statement may be about a resource, as far as the beginnings of what it names tell."""
    listed = statement.resources
    if listed is None or listed.negated:
        return True
    return any(resource.startswith(_beginning(text.value)) for text in listed.texts)


def _beginning(text: str) -> str:
    """What a pattern begins with, up to the first wildcard or variable."""
    return re.split(r"[*?$]", text)[0]


def _decides(evaluator: Evaluator, statement: Statement, request: Request, *, allowed: bool) -> bool:
    """Whether a request is decided otherwise without a statement, as the evaluator says."""
    applied = evaluator.rule(request).applied
    [mine] = (each.truth for each in applied if each.statement is statement)
    others = [each for each in applied if each.statement is not statement]
    allows, denies = (any_of(each.truth for each in others if each.statement.effect is effect) for effect in Effect)
    if statement.effect is Effect.ALLOW:
        return mine.is_yes and allows.is_no and denies.is_no
    return mine.is_yes and denies.is_no and (allows.is_yes or not allowed)
