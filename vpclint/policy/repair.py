"""A policy as it was meant to be: one document, slips of the pen put right, and what it forgets added.

Only what has one meaning is repaired. What a sound statement decides stays as it is, but for statements on the package
repositories of Amazon Linux, which get those that they do not name.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from vpclint.algebra.patterns import Pattern
from vpclint.policy.document import Effect
from vpclint.policy.grammar import OF_A_POLICY, OF_A_STATEMENT, OF_PRINCIPALS, VERSION
from vpclint.policy.repositories import resources_of, stale_in
from vpclint.policy.unfolding import unfolded
from vpclint.policy.written import WrittenPolicy
from vpclint.text.nodes import Span, plain
from vpclint.text.problems import ProblemKind
from vpclint.text.sources import is_yaml

_SLIPS = {
    ProblemKind.BYTE_ORDER_MARK: "the text begins without a byte order mark",
    ProblemKind.COMMENT: "the comments are gone",
    ProblemKind.SECOND_DOCUMENT: "the statements of all documents stand in one",
    ProblemKind.SINGLE_QUOTES: "all strings stand in double quotes",
    ProblemKind.SMART_QUOTES: "all strings stand in double quotes",
    ProblemKind.TRAILING_COMMA: "no comma stands behind the last value",
}
"""What is wrong with a text and leaves no doubt about what was meant, and what is said when it is put right."""
ALLOW_ALL = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
"""What stands in the policy that an endpoint has by default."""
_LOST = "\ufffd"
"""What stands for bytes that are no text."""
_READING = "s3:GetObject", "s3:GetObjectVersion"

Json = Any
Statement = dict[str, Json]


class Repaired(Struct, frozen=True):
    """A policy after its repair.

    Attributes:
        text: the document.
        changes: what was changed, in sentences.
        left: what the rules about policies still say of it, and no error among it.
    """

    text: str
    changes: tuple[str, ...]
    left: tuple[str, ...] = ()


class Doubt(Struct, frozen=True):
    """Why a policy is not repaired: what may mean several things, and where that is."""

    message: str
    span: Span | None = None


def repaired(policy: WrittenPolicy) -> Repaired | Doubt:
    """The policy as it was meant to be, or what is wrong with it that may mean several things.

    The result is indented JSON. What a repair has no answer to is still wrong with it.
    """
    if _LOST in policy.text:
        at = policy.text.index(_LOST)
        return Doubt("bytes that are no text stand here", Span(at, at + 1))
    parsed = unfolded(policy.text, yaml=is_yaml(policy.file)).parsed
    unclear = next((problem for problem in parsed.problems if problem.kind not in _SLIPS), None)
    if unclear:
        return Doubt(unclear.message, unclear.span)
    kinds = {problem.kind for problem in parsed.problems}
    documents: list[Json] = [plain(root) for root in parsed.roots]
    spelled = [each for each in map(_spelled, documents) if each]
    if len(spelled) < len(documents):
        return Doubt("it has no Statement, or an element twice in different cases")
    if any(not isinstance(each.get("Version", ""), str) for each in spelled):
        return Doubt("Version is no string")
    whole = _merged(spelled)
    if not whole:
        return Doubt("the documents have different versions, and one of them has variables, which are text in another")
    changes = [*policy.slips, *dict.fromkeys(_SLIPS[kind] for kind in _SLIPS if kind in kinds)]
    if any({**each, "Statement": _listed(each.get("Statement"))} not in spelled for each in documents):
        changes.append("elements and effects have the case that IAM wants")
    if policy.for_endpoint:
        changes += _completed(whole["Statement"])
    return Repaired(json.dumps(whole, indent=2, ensure_ascii=False), tuple(changes))


def _spelled(document: Json) -> dict[str, Json] | None:
    """The document with its elements and effects in the right case; None where two of them would be one."""
    policy = _renamed(document, OF_A_POLICY)
    if policy is None or "Statement" not in policy:
        return None
    statements = policy["Statement"]
    read = [_statement(each) for each in (statements if isinstance(statements, list) else [statements])]
    return None if None in read else {**policy, "Statement": read}


def _statement(statement: Json) -> Statement | None:
    renamed = _renamed(statement, OF_A_STATEMENT)
    if renamed is None:
        return None
    for name in ("Principal", "NotPrincipal"):
        if isinstance(renamed.get(name), dict):
            renamed[name] = _renamed(renamed[name], OF_PRINCIPALS)
            if renamed[name] is None:
                return None
    effect = renamed.get("Effect")
    if isinstance(effect, str):
        renamed["Effect"] = next((each.value for each in Effect if each.value.lower() == effect.lower()), effect)
    return renamed


def _renamed(value: Json, names: tuple[str, ...]) -> dict[str, Json] | None:
    """The members under the names that are meant; None for what is no object, or where two would have one name."""
    if not isinstance(value, dict):
        return None
    meant = {name.lower(): name for name in names}
    renamed: dict[str, Json] = {meant.get(key.lower()) or key: member for key, member in value.items()}
    return renamed if len(renamed) == len(value) else None


def _merged(documents: list[dict[str, Json]]) -> dict[str, Json] | None:
    """One document with the statements of all; None where a text would become a variable by it."""
    versions = {document.get("Version") for document in documents}
    if VERSION in versions and any("${" in json.dumps(each) for each in documents if each.get("Version") != VERSION):
        return None
    whole: dict[str, Json] = {}
    for document in documents:
        whole = {**document, **whole}
    head: dict[str, Json] = {"Version": VERSION} if VERSION in versions else {}
    statements = [each for document in documents for each in document["Statement"]]
    return {**head, **whole, **head, "Statement": statements}


def _completed(statements: list[Statement]) -> Iterator[str]:
    """Adds what an endpoint policy forgets, and says what."""
    for group in _about_repositories(statements):
        added = list(_missing(group))
        if added:
            last = group[-1]
            last["Resource"] = [*_listed(last["Resource"]), *added]
            yield f"the package repositories {', '.join(added)} stand beside the old ones"
        for each in group:
            if each.get("Effect") == Effect.DENY.value and _listed(each["Action"]) == [_READING[0]]:
                each["Action"] = list(_READING)
                yield f"{_READING[1]} stands beside {_READING[0]}: earlier versions can be read by it"
    if not any(each.get("Effect") == Effect.ALLOW.value for each in statements):
        statements.insert(0, dict(ALLOW_ALL))
        yield "an Allow for everything else stands first, as in the policy that an endpoint has by default"


def _about_repositories(statements: list[Statement]) -> list[list[Statement]]:
    """The statements that name repositories of the guide, those together that differ in their resources only."""
    groups: dict[str, list[Statement]] = {}
    for each in statements:
        resources = _listed(each.get("Resource", []))
        if "Action" in each and any(isinstance(text, str) and stale_in(text) for text in resources):
            rest = {key: value for key, value in each.items() if key not in ("Sid", "Resource")}
            groups.setdefault(json.dumps(_unordered(rest), sort_keys=True), []).append(each)
    return list(groups.values())


def _unordered(members: Mapping[str, Json]) -> dict[str, Json]:
    return {key: _listed(value) for key, value in members.items()}


def _missing(group: list[Statement]) -> Iterator[str]:
    """The repositories that a group does not name, of the partitions and Regions that it names."""
    texts = [text for each in group for text in _listed(each["Resource"]) if isinstance(text, str)]
    covered = [Pattern.glob(text).matcher() for text in texts]
    for partition, region in dict.fromkeys(filter(None, map(stale_in, texts))):
        for wanted in resources_of(partition, region):
            if not any(matches(wanted) for matches in covered):
                yield wanted


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]
