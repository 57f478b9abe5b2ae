"""What conditions and variables do not mean as they are written."""

import re
from collections.abc import Iterator
from itertools import pairwise

from vpclint.checks.policy.oddities import odd_condition
from vpclint.finding import Finding
from vpclint.policy.document import Condition, Statement, Text
from vpclint.policy.operators import OPERATORS
from vpclint.policy.written import WrittenPolicy
from vpclint.text.escape import quoted

_WILDCARD = re.compile(r"[*?]+")
_SHORTEST = 6
_IDENTIFIERS = frozenset(
    f"aws:{name}".lower()
    for name in (
        *("PrincipalAccount", "ResourceAccount", "SourceAccount", "SourceVpc", "SourceVpce"),
        *("PrincipalOrgID", "ResourceOrgID", "userid"),
    )
)
"""The keys whose values AWS makes up.

The guide names aws:PrincipalAccount and aws:SourceVpc as examples of them; the others are of their kind.
"""
_SOURCE_IP = "aws:sourceip"


def policy_variable_without_version(policy: WrittenPolicy) -> Iterator[Finding]:
    """A variable stands in a document in whose version it is literal text."""
    for document in policy.document.policies:
        for statement in () if document.variables else document.statements:
            for text in _with_variables(statement):
                name = quoted("${" + text.value.partition("${")[2].partition("}")[0] + "}", 80)
                message = f"{name} is literal text without Version 2012-10-17, so it stands for no value"
                yield Finding(message=message, resource=policy.file, places=(policy.place(text.span),))


def _with_variables(statement: Statement) -> Iterator[Text]:
    """The texts of a statement in which something looks like a variable, where one could stand."""
    listed = [statement.resources] if statement.resources else []
    listed += [each.values for each in statement.conditions if OPERATORS[each.operator].variables]
    return (text for part in listed for text in part.texts if "${" in text.value)


def policy_condition_restricted(policy: WrittenPolicy) -> Iterator[Finding]:
    """A condition has what endpoints do not take, asks for a key that is not there, or does not mean what it seems."""
    for condition in (each for statement in policy.statements() for each in statement.conditions):
        for span, message in odd_condition(condition):
            yield Finding(message=message, resource=policy.file, places=(policy.place(span),))
    for statement in policy.statements() if policy.for_endpoint else ():
        for condition in statement.conditions:
            for text, wrong in _restricted(condition):
                yield Finding(message=wrong, resource=policy.file, places=(policy.place(text.span),))
            if condition.key.lower() == _SOURCE_IP and OPERATORS[condition.operator].family != "null":
                yield _about_source_ip(policy, condition)
        for text in statement.resources.texts if statement.resources else ():
            if _mixes(text.value):
                yield Finding(message=_mixed(text), resource=policy.file, places=(policy.place(text.span),))


def _about_source_ip(policy: WrittenPolicy, condition: Condition) -> Finding:
    """The key is absent from every request that takes an endpoint."""
    always = OPERATORS[condition.operator].negated or condition.if_exists or condition.qualifier == "ForAllValues"
    outcome = "always holds" if always and condition.qualifier != "ForAnyValue" else "never holds"
    message = f"no request through an endpoint has aws:SourceIp, so {condition.operator} {outcome}: use aws:VpcSourceIp"
    return Finding(message=message, resource=policy.file, places=(policy.place(condition.span),))


def _restricted(condition: Condition) -> Iterator[tuple[Text, str]]:
    """Each value with wildcards where none are taken, or that is too vague."""
    operator = OPERATORS[condition.operator]
    identifier = condition.key.lower() in _IDENTIFIERS
    for text in condition.values.texts:
        if identifier and operator.family == "number":
            yield text, f"{quoted(text.value, 80)} is a number, an endpoint takes none for {condition.key}"
        elif identifier and operator.wildcards and _WILDCARD.search(text.value):
            yield text, f"{quoted(text.value, 80)} has a wildcard, an endpoint takes none for {condition.key}"
        elif operator.family == "like" and _is_vague(text.value):
            wanted = f"an endpoint wants {_SHORTEST} characters directly before or after each one"
            yield text, f"{quoted(text.value, 80)} has a wildcard with fewer beside it, {wanted}"
        elif operator.family == "arn" and _mixes(text.value):
            yield text, _mixed(text)


def _is_vague(value: str) -> bool:
    """Whether a wildcard has too few characters on both sides; a variable may stand for enough of them."""
    pieces = _WILDCARD.split(value)
    enough = ["${" in piece or len(piece) >= _SHORTEST for piece in pieces]
    return not all(before or after for before, after in pairwise(enough))


def _mixes(arn: str) -> bool:
    """Whether the account of an ARN is partly a wildcard."""
    parts = arn.split(":", 5)
    account = parts[4] if len(parts) == 6 and parts[0] == "arn" else ""
    return bool(_WILDCARD.search(account) and _WILDCARD.sub("", account))


def _mixed(text: Text) -> str:
    return f"the account of {quoted(text.value, 120)} is partly a wildcard, an endpoint takes an id or a wildcard alone"
