"""What a policy is attached to, told by its content and by the name of its file."""

import re
from collections.abc import Callable, Iterator

from msgspec import structs

from vpclint.policy.document import Document, Effect, PolicyType, Statement

ALL = (PolicyType.ENDPOINT, PolicyType.BUCKET, PolicyType.IDENTITY)
_WITH_PRINCIPALS = (PolicyType.ENDPOINT, PolicyType.BUCKET)
_OF_ONE_SERVICE = (PolicyType.ENDPOINT, PolicyType.OTHER)
_WORDS = {
    PolicyType.ENDPOINT: re.compile(r"endpoint|vpce"),
    PolicyType.BUCKET: re.compile(r"bucket"),
    PolicyType.IDENTITY: re.compile(r"role|identity|user|boundary|scp"),
}
_BUCKET = re.compile(r"arn:[^:]*:s3:::([^/*?$]+)(?:/.*)?", re.DOTALL)
_ACCESS_POINT = re.compile(r"arn:[^:]*:s3:[^:]+:[^:]+:accesspoint/.*", re.DOTALL)
_OF_TRUST = re.compile(r"sts:(?:assumerole.*|tagsession|set.*)")
_EVERYTHING = "*"


def read_as_told(
    read: Callable[[PolicyType], Document], file: str, policy_type: PolicyType | None
) -> tuple[Document, tuple[PolicyType, ...]]:
    """A document read as what it is, and what it may be attached to.

    Args:
        read: reads it as of a type.
        file: its name.
        policy_type: what somebody says that it is attached to; None where its content and its name have to tell.
    """
    if policy_type:
        return read(policy_type), (policy_type,)
    document = read(PolicyType.OTHER)  # which need not name resources
    types = types_of(document, file)
    if PolicyType.OTHER in types:
        return document, types
    kind = types[0] if len(types) == 1 else PolicyType.BUCKET
    lenient = any(each.resources is None for policy in document.policies for each in policy.statements)
    if lenient or kind is PolicyType.IDENTITY:
        return read(kind), types
    policies = tuple(structs.replace(policy, type=kind) for policy in document.policies)
    return structs.replace(document, policies=policies), types


def types_of(document: Document, file: str) -> tuple[PolicyType, ...]:
    """What the policy may be attached to: one type where that can be told.

    Only policies of endpoints and of resources name principals. A bucket's policy is about that bucket alone, so one
    that is about others is an endpoint's; one about a single other service may be that of an endpoint or of a resource
    there. Where the content leaves it open, the name of the file may tell.

    Args:
        document: read as of another type, which need not name resources.
        file: its name, of which the part behind the last slash counts.
    """
    statements = [each for policy in document.policies for each in policy.statements]
    named = tuple(kind for kind, word in _WORDS.items() if word.search(base_name(file)))
    if any(each.principals for each in statements):
        possible = _with_principals(statements, named)
    else:
        told = tuple(kind for kind in named if kind.names_principals)
        possible = told or ((PolicyType.IDENTITY,) if any(map(_says_something, statements)) else ALL)
    return named if len(named) == 1 and named[0] in possible else possible


def _with_principals(statements: list[Statement], named: tuple[PolicyType, ...]) -> tuple[PolicyType, ...]:
    """What a policy may be attached to that names principals; its name counts where it is about all buckets."""
    actions, resources = [*_actions(statements)], [*_resources(statements)]
    if actions and not resources and all(map(_OF_TRUST.fullmatch, actions)):
        return (PolicyType.OTHER,)
    if _is_of_one_service(actions, resources) or _is_of_an_organisation(statements, actions, resources):
        return _OF_ONE_SERVICE
    if _is_about_more_than_a_bucket(actions, [each for each in resources if each != _EVERYTHING]):
        return (PolicyType.ENDPOINT,)
    of_a_bucket = _EVERYTHING not in resources or named == (PolicyType.BUCKET,) or _names_someone(statements)
    return _WITH_PRINCIPALS if of_a_bucket else (PolicyType.ENDPOINT,)


def gateway_named(file: str) -> bool | None:
    """Whether a policy is that of a gateway endpoint by the name of its file; None where that does not tell."""
    return True if "gateway" in base_name(file) else None


def base_name(file: str) -> str:
    """What stands behind the last slash of a name, in lower case."""
    return re.split(r"[/\\]", file)[-1].lower()


def _says_something(statement: Statement) -> bool:
    """Whether so much of a statement was understood that it would name a principal if it had one."""
    return bool(statement.actions or statement.resources)


def _is_of_one_service(actions: list[str], resources: list[str]) -> bool:
    """Whether it is about a single service other than S3, or about access points of S3, which have policies, too."""
    services = {action.partition(":")[0] for action in actions}
    others = len(services) == 1 and not services & {"s3", _EVERYTHING}
    return others or bool(resources and all(map(_ACCESS_POINT.fullmatch, resources)))


def _is_of_an_organisation(statements: list[Statement], actions: list[str], resources: list[str]) -> bool:
    """Whether it only denies, and of all resources, as an organisation's policy about resources does.

    Source: AWS Organizations User Guide, "Resource control policies": its own ones name the services.
    """
    about_all = {*resources} == {_EVERYTHING} and _EVERYTHING not in actions
    return about_all and all(each.effect is Effect.DENY for each in statements)


def _names_someone(statements: list[Statement]) -> bool:
    """Whether a principal is someone, which a policy of a gateway endpoint does not take."""
    named = (each for statement in statements if statement.principals for each in statement.principals.named)
    return any(each.text.value != _EVERYTHING for each in named)


def _is_about_more_than_a_bucket(actions: list[str], resources: list[str]) -> bool:
    """Whether no bucket could have this policy: it is about several, or about another service."""
    if any(not action.startswith(("s3:", "*")) for action in actions):
        return True
    buckets = [_BUCKET.fullmatch(resource) for resource in resources]
    return not all(buckets) or len({found[1] for found in buckets if found}) > 1


def _actions(statements: list[Statement]) -> Iterator[str]:
    parts = (each.actions for each in statements if each.actions and not each.opaque)
    return (text.value.lower() for part in parts for text in part.texts)


def _resources(statements: list[Statement]) -> Iterator[str]:
    parts = (each.resources for each in statements if each.resources and not each.opaque)
    return (text.value for part in parts for text in part.texts)
