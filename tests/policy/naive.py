"""A second opinion: policies decided by the tables of the IAM user guide, word for word, in two values.

It shares no code with vpclint and is made to be read, not to be fast. A context holds a text for a key with one value
and a tuple for a key with several; a key that is missing is absent. Nothing is unknown here: where the guide does not
say what holds, whoever asks chooses a reading, and asks for each.
"""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import netaddr

Json = Any
Context = dict[str, str | tuple[str, ...]]
ANY, ONE = object(), object()
"""The wildcards `*` and `?` among characters."""


class Asker(NamedTuple):
    """Who asks; of a role, `arn` is that of the role. Nobody has neither account nor ARN.

    Attributes:
        bounded: has a permissions boundary.
        generous: the reading of what the guide does not say: some of the names that it asks for under NotPrincipal
            leave somebody out, and at a gateway endpoint ARNs mean whom they mean elsewhere.
    """

    account: str = ""
    arn: str = ""
    session: str = ""
    service: str = ""
    bounded: bool = False
    generous: bool = False


class Asked(NamedTuple):
    """A request."""

    action: str
    resource: str
    asker: Asker
    context: Context


def decide(policy: Json, asked: Asked) -> tuple[bool, bool]:
    """Whether any Deny applies, and whether any Allow does."""
    variables = policy.get("Version") == "2012-10-17"
    applied = [each["Effect"] for each in policy["Statement"] if applies(each, asked, variables=variables)]
    return "Deny" in applied, "Allow" in applied


def applies(statement: Json, asked: Asked, *, variables: bool) -> bool:
    """Principal and action and resource and every condition."""
    return (
        named(statement, asked.asker)
        and element(statement, "Action", lambda text: glob(list(wild(text.lower())), asked.action.lower()))
        and element(statement, "Resource", lambda text: arn(text, asked.resource, asked.context, variables=variables))
        and all(
            condition(operator, key, listed(values), asked.context, variables=variables)
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def element(statement: Json, name: str, matches: Callable[[str], bool]) -> bool:
    """An element is any of its strings; its negation none of them."""
    if f"Not{name}" in statement:
        return not any(matches(text) for text in listed(statement[f"Not{name}"]))
    return any(matches(text) for text in listed(statement[name]))


def listed(value: Json) -> list[Json]:
    """A list of one may stand without brackets."""
    return value if isinstance(value, list) else [value]


# Principals.


def named(statement: Json, asker: Asker, *, gateway: bool = False) -> bool:
    """Whether a statement is about somebody. A Deny by NotPrincipal is about all who have a permissions boundary."""
    if "NotPrincipal" in statement:
        if gateway:
            return asker.generous
        always = asker.bounded and statement["Effect"] == "Deny" and bool(asker.account)
        return always or not is_left_out(statement["NotPrincipal"], asker)
    return "Principal" not in statement or is_one_of(statement["Principal"], asker, gateway=gateway)


def is_left_out(principals: Json, asker: Asker) -> bool:
    """Whether NotPrincipal leaves somebody out: the account, the role or user and the session all have to stand."""
    kinds = {"AWS": "*"} if principals == "*" else principals
    aws = [name for kind, names in kinds.items() if kind == "AWS" for name in listed(names)]
    if "*" in aws or (asker.service and asker.service in listed(kinds.get("Service", []))):
        return True
    root = f"arn:aws:iam::{asker.account}:root"
    wanted = [{asker.account, root}, {asker.arn} - {root}, {asker.session}] if asker.account else []
    found = [not names.isdisjoint(aws) for names in wanted if names - {""}]
    return bool(found) and (all(found) or (asker.generous and any(found)))


def is_one_of(principals: Json, asker: Asker, *, gateway: bool = False) -> bool:
    """Every kind and every name counts by itself."""
    kinds = {"AWS": "*"} if principals == "*" else principals
    return any(
        is_principal(kind, name, asker) and (not gateway or at_gateway(kind, name, asker))
        for kind, names in kinds.items()
        for name in listed(names)
    )


def at_gateway(kind: str, name: str, asker: Asker) -> bool:
    """At a gateway endpoint an account is its root user; of all but that and everyone the guide does not speak."""
    if kind == "AWS" and name in ("*", asker.account, f"arn:aws:iam::{asker.account}:root"):
        return name == "*" or asker.arn.endswith(":root")
    return asker.generous


def is_principal(kind: str, name: str, asker: Asker) -> bool:
    """One name: everybody, an account with all in it, a role with its sessions, a session, a user, a service."""
    if kind == "Service":
        return asker.service == name
    if name == "*":
        return True
    return bool(asker.account) and name in (
        asker.account,
        f"arn:aws:iam::{asker.account}:root",
        asker.arn,
        asker.session,
    )


# Patterns.


def wild(text: str) -> Iterator[Any]:
    """The characters of a text, its wildcards as such."""
    yield from (ANY if char == "*" else ONE if char == "?" else char for char in text)


def glob(pattern: list[Any], text: str) -> bool:
    """Whether a pattern takes a whole text: `*` any run, `?` one character."""
    reached = {0}
    for token in pattern:
        if token is ANY:
            reached = {later for place in reached for later in range(place, len(text) + 1)}
        else:
            reached = {place + 1 for place in reached if place < len(text) and token in (ONE, text[place])}
    return len(text) in reached


def filled(text: str, context: Context, *, wildcards: bool) -> list[Any] | None:
    """A text with the values of variables in it, which stand for themselves; None where one has no single value."""
    tokens: list[Any] = []
    lower = {key.lower(): value for key, value in context.items()}
    for piece in re.split(r"(\$\{[^}]*\})", text):
        if not piece.startswith("${"):
            tokens += wild(piece) if wildcards else piece
            continue
        key, _, default = piece[2:-1].partition(", ")
        value: Any = key if key in ("*", "?", "$") else lower.get(key.lower(), default[1:-1] if default else None)
        if not isinstance(value, str):
            return None
        tokens += value
    return tokens


def arn(text: str, name: str, context: Context, *, variables: bool, everywhere: bool = False) -> bool:
    """Six fields, of which the last takes the rest; `*` alone is everything. A resource has variables in the last."""
    if text == "*":
        return True
    fields, parts = text.split(":", 5), name.split(":", 5)
    if len(fields) != 6 or len(parts) != 6:
        return False
    for index, (field, part) in enumerate(zip(fields, parts, strict=True)):
        in_it = variables and (everywhere or index == 5)
        tokens = filled(field, context, wildcards=True) if in_it else list(wild(field))
        if tokens is None or not glob(tokens, part):
            return False
    return True


# Conditions.


def condition(name: str, key: str, values: list[Json], context: Context, *, variables: bool) -> bool:
    """One key under one operator, qualifier and IfExists considered."""
    qualifier, _, rest = name.rpartition(":")
    operator = rest.removesuffix("IfExists")
    given = {each.lower(): value for each, value in context.items()}.get(key.lower())
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    if operator == "Null":
        return ("true" if given is None else "false") in texts
    if qualifier:
        several = [given] if isinstance(given, str) else list(given or ())
        several = [] if several == [""] else several
        each = [one(operator, value, texts, context, variables=variables) for value in several]
        return all(each) if qualifier == "ForAllValues" else any(each)
    if given is None or given == ():
        return "Not" in operator or rest != operator
    return isinstance(given, str) and one(operator, given, texts, context, variables=variables)


def one(operator: str, given: str, texts: list[str], context: Context, *, variables: bool) -> bool:
    """Whether a value stands to any text as the operator says; under a negated operator, to none."""
    positive = operator.replace("Not", "")
    found = any(related(positive, given, text, context, variables=variables) for text in texts)
    return found is not ("Not" in operator)


def related(operator: str, given: str, text: str, context: Context, *, variables: bool) -> bool:
    """How a value and one text of the policy are compared, by the family of the operator."""
    if operator.startswith("Arn"):
        return arn(text, given, context, variables=variables, everywhere=True)
    if operator.startswith("String"):
        like = operator == "StringLike"
        plain = list(wild(text)) if like else list(text)
        tokens = filled(text, context, wildcards=like) if variables else plain
        if operator == "StringEqualsIgnoreCase" and tokens is not None:
            tokens, given = [token.lower() for token in tokens], given.lower()
        return tokens is not None and glob(tokens, given)
    if operator == "Bool":
        return given.lower() == text.lower() and text.lower() in ("true", "false")
    if operator == "BinaryEquals":
        return base64.b64decode(given) == base64.b64decode(text)
    if operator == "IpAddress":
        return netaddr.IPAddress(given) in netaddr.IPNetwork(text)
    reader = instant if operator.startswith("Date") else number
    left, right = reader(given), reader(text)
    relation = re.sub("^(Date|Numeric)", "", operator)
    return left is not None and right is not None and COMPARED[relation](left, right)


COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": lambda left, right: left == right,
    "LessThan": lambda left, right: left < right,
    "LessThanEquals": lambda left, right: left <= right,
    "GreaterThan": lambda left, right: left > right,
    "GreaterThanEquals": lambda left, right: left >= right,
}


def number(text: str) -> Decimal | None:
    """A decimal number."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def readings(context: Context) -> list[Context]:
    """The contexts that may be meant: the guide does not say whether a text without characters is a value."""
    found: list[Context] = [{}]
    for key, value in context.items():
        found = [each | {key: value} for each in found] + ([*found] if value == "" else [])
    return found


def instant(text: str) -> Decimal | None:
    """Seconds since 1970, from them or from a whole ISO moment with its zone."""
    return Decimal(datetime.fromisoformat(text).timestamp()) if "T" in text else number(text)
