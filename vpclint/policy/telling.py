"""What a policy is attached to, told by its content and by the name of its file."""

import re
from collections.abc import Iterator

from vpclint.policy.document import Document, PolicyType, Statement

ALL = tuple(PolicyType)
_WITH_PRINCIPALS = (PolicyType.ENDPOINT, PolicyType.BUCKET)
_WORDS = {
    PolicyType.ENDPOINT: re.compile(r"endpoint|vpce"),
    PolicyType.BUCKET: re.compile(r"bucket"),
    PolicyType.IDENTITY: re.compile(r"role|identity|user|boundary|scp"),
}
_BUCKET = re.compile(r"arn:[^:]*:s3:::([^/*?$]+)(?:/.*)?", re.DOTALL)


def types_of(document: Document, file: str) -> tuple[PolicyType, ...]:
    """What the policy may be attached to: one type where that can be told.

    Only endpoint and bucket policies name principals. A bucket's policy is about that bucket alone, so one that is
    about others is an endpoint's. Where the content leaves it open, the name of the file may tell.

    Args:
        document: read as of a type that names principals.
        file: its name, of which the part behind the last slash counts.
    """
    statements = [each for policy in document.policies for each in policy.statements]
    named = tuple(kind for kind, word in _WORDS.items() if word.search(base_name(file)))
    if not any(each.principals for each in statements):
        told = tuple(kind for kind in named if kind.names_principals)
        possible = told or ((PolicyType.IDENTITY,) if any(map(_says_something, statements)) else ALL)
    else:
        possible = (PolicyType.ENDPOINT,) if _is_about_more_than_a_bucket(statements) else _WITH_PRINCIPALS
    return tuple(kind for kind in possible if kind in named) if len(named) == 1 and named[0] in possible else possible


def base_name(file: str) -> str:
    """What stands behind the last slash of a name, in lower case."""
    return re.split(r"[/\\]", file)[-1].lower()


def _says_something(statement: Statement) -> bool:
    """Whether so much of a statement was understood that it would name a principal if it had one."""
    return bool(statement.effect and (statement.actions or statement.resources))


def _is_about_more_than_a_bucket(statements: list[Statement]) -> bool:
    """Whether no bucket could have this policy: it is about several, about all, or about another service."""
    if any(not action.startswith(("s3:", "*")) for action in _actions(statements)):
        return True
    buckets = [_BUCKET.fullmatch(resource) for resource in _resources(statements)]
    return not all(buckets) or len({found[1] for found in buckets if found}) > 1


def _actions(statements: list[Statement]) -> Iterator[str]:
    parts = (each.actions for each in statements if each.actions and not each.opaque)
    return (text.value.lower() for part in parts for text in part.texts)


def _resources(statements: list[Statement]) -> Iterator[str]:
    parts = (each.resources for each in statements if each.resources and not each.opaque)
    return (text.value for part in parts for text in part.texts)
