"""The policies that would let through what a policy does not allow, as JSON for the remedies."""

import json
from collections.abc import Iterable
from itertools import chain

_LONGEST = 3_000
"""The characters of a policy that still make a command that one can paste."""

VERSION = "2012-10-17"


def least(requests: Iterable[str], principal: str = "") -> str:
    """The policy that allows just these requests, each in words: `s3:PutObject on arn:aws:s3:::b/k*`."""
    return _encoded({"Version": VERSION, "Statement": _statements(requests, principal)})


def widened(document: object, requests: Iterable[str], principal: str) -> str:
    """A policy with statements that allow these requests as well; empty where it can't be read.

    Args:
        document: as the state has it: text, JSON, or nothing.
        requests: what it shall allow, in words.
        principal: to whom.
    """
    if isinstance(document, str):
        try:
            document = json.loads(document)
        except ValueError:
            return ""
    if not isinstance(document, dict):
        return ""
    there = document.get("Statement", [])
    statements = [*(there if isinstance(there, list) else [there]), *_statements(requests, principal)]
    return _encoded({**document, "Statement": statements})


def together(policies: Iterable[str]) -> str:
    """One policy with the statements of several that `widened` has made of one; empty where it is too long."""
    first, *others = map(json.loads, policies)
    statements = first["Statement"]
    for statement in chain.from_iterable(each["Statement"] for each in others):
        if statement not in statements:
            statements.append(statement)
    return _encoded({**first, "Statement": statements})


def _statements(requests: Iterable[str], principal: str) -> list[dict[str, object]]:
    """A statement for each set of actions, with the resources that they are about."""
    actions: dict[str, list[str]] = {}
    for request in requests:
        action, _, resource = request.partition(" on ")
        actions.setdefault(resource or "*", []).append(action)
    resources: dict[tuple[str, ...], list[str]] = {}
    for resource, allowed in actions.items():
        resources.setdefault(tuple(dict.fromkeys(allowed)), []).append(resource)
    who: dict[str, object] = {"Principal": principal} if principal else {}
    return [
        {"Effect": "Allow", **who, "Action": list(allowed), "Resource": about} for allowed, about in resources.items()
    ]


def _encoded(policy: dict[str, object]) -> str:
    text = json.dumps(policy)
    return text if len(text) <= _LONGEST else ""
