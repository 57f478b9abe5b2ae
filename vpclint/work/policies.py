"""One question about policies: read them, ask every request, and report; all that `vpclint policy allows` does."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from vpclint.errors import UsageError
from vpclint.policy.callers import Caller, CallerKind
from vpclint.policy.compose import Layer
from vpclint.policy.evaluate import Request
from vpclint.policy.given import ENDPOINTS, LayerKind, PolicyFile, compiled, not_examined, outcome
from vpclint.policy.requests import (
    caller_named,
    context_of,
    implied,
    keys_of,
    name_of,
    owner_in,
    resource_named,
    strange_actions,
    strange_keys,
    usual,
)
from vpclint.policy.values import Context, Value
from vpclint.policy.vocabulary import Level, level_of
from vpclint.report.decided import ALLOWS, Asked, Sources
from vpclint.report.policies import build
from vpclint.report.policy_model import PolicyReport
from vpclint.sources.policies import read_policies
from vpclint.text.escape import quoted

EVERYONE = "*"
_SOMEONE = Caller(CallerKind.ROLE)
"""Who asks where no policy names principals: whoever it is attached to."""

_MOST_TOLD = 100
"""Defects of one file that are told one by one; the others are counted."""


class PolicyQuestion(Struct, frozen=True):
    """What is asked.

    Attributes:
        policies: files, as `FILE` or `KIND=FILE`.
        actions, resources: each action is asked of each resource that it may be about.
        principal: who asks, `*` for everyone; empty where nobody is named.
        context: what is known of condition keys.
        question: `allows` or `denies`.
        kind: of a policy that does not say it.
    """

    policies: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principal: str = ""
    context: tuple[str, ...] = ()
    question: str = ALLOWS
    kind: LayerKind | None = None


class Answered(Struct, frozen=True):
    """The answer to a question, and what was strange about the question or the policies."""

    report: PolicyReport
    notes: tuple[str, ...]


def answered(question: PolicyQuestion) -> Answered:
    """The answer.

    Raises:
        UsageError: something is asked that can't be.
        InputError: a policy can't be read.
    """
    files = read_policies(question.policies, question.kind)
    caller = None if question.principal == EVERYONE else _caller(question.principal, files)
    given = context_of(question.context)
    at_endpoint = any(each.given.kind in ENDPOINTS for each in files)
    layers = compiled([each.given for each in files])
    pairs = [*_pairs(question)]
    asked = [_asked(layers, *pair, caller, given, endpoint=at_endpoint) for pair in pairs]
    by_layer: dict[str, list[PolicyFile]] = {}
    for file in files:
        by_layer.setdefault(layers[file.given.kind, file.given.level].name, []).append(file)
    keys = frozenset().union(*(keys_of(each.given.policy) for each in files))
    principal = question.principal or "whoever it is attached to"
    report = build(
        question.question, principal, asked, Sources(by_layer, keys), not_examined(layers, caller or _SOMEONE)
    )
    return Answered(
        report, (*defects_of(files), *strange_actions(question.actions), *strange_keys(map(_key, question.context)))
    )


Layers = dict[tuple[LayerKind, str], Layer]


def _asked(
    layers: Layers, action: str, resource: str, caller: Caller | None, given: dict[str, Value], *, endpoint: bool
) -> Asked:
    """What becomes of a request, or of all that match."""
    name, about = name_of(action), resource_named(resource)
    if caller and isinstance(name, str) and isinstance(about, str):
        context = Context(usual(caller) | implied(caller, endpoint=endpoint)) | given
        return Asked(action, resource, outcome(layers, Request(name, about, caller, context), owner_in(given)))
    from vpclint.policy.proof.search import Scope  # noqa: PLC0415 - proofs are asked for by wildcards only
    from vpclint.policy.prove import Verdict, in_time, proof_of  # noqa: PLC0415
    from vpclint.policy.prove_given import GivenProver, decided  # noqa: PLC0415

    scope = Scope((name,), (about,), (caller,) if caller else None, given, endpoint)
    prover = GivenProver(layers, scope, in_time)
    proof = proof_of(prover.allowed(), prover.denied())
    if proof.verdict is Verdict.NOTHING:
        raise UsageError(f"no request of {quoted(action, 120)} is about {quoted(resource, 120)}")
    witnesses = tuple((each, decided(layers, each.request)) for each in (proof.allowed, proof.denied) if each)
    return Asked(action, resource, None, proof, witnesses)


def _caller(principal: str, files: Iterable[PolicyFile]) -> Caller:
    """Who asks.

    Raises:
        UsageError: nobody is named, and a policy has to know.
    """
    if principal:
        return caller_named(principal)
    asked = next((each for each in files if each.given.kind.policy_type.names_principals), None)
    if asked:
        who = "anonymous, an account, an ARN, or '*' for everyone"
        raise UsageError(f"{asked.file} names principals: say with --principal who asks: {who}")
    return _SOMEONE


def _pairs(question: PolicyQuestion) -> Iterator[tuple[str, str]]:
    """Each action with each resource that it may be about.

    Raises:
        UsageError: an action is none, or there is no resource that it could be about.
    """
    if not question.actions or not question.resources:
        raise UsageError("name what is asked with --action and --resource")
    for action in question.actions:
        if action != "*" and not all(action.partition(":")[::2]):
            raise UsageError(f"{quoted(action, 120)} is no action: service:Name was expected, such as s3:GetObject")
        about = [resource for resource in question.resources if _may_be_about(action, resource)]
        if not about:
            level = level_of(action)
            raise UsageError(
                f"no request of {action} is about any of these resources: the ARN of one {level} was expected"
            )
        yield from ((action, resource) for resource in about)


def _may_be_about(action: str, resource: str) -> bool:
    """Whether a request can be: S3 asks for objects by a key, and for buckets without one."""
    level = level_of(action)
    parts = resource.split(":", 5)
    if level in (None, Level.OTHER) or len(parts) < 6 or parts[2] != "s3" or parts[3] or parts[4]:
        return True
    if level is Level.OBJECT:
        return "/" in parts[5] or "*" in parts[5]
    return "/" not in parts[5]


def defects_of(files: Iterable[PolicyFile]) -> Iterator[str]:
    """What is wrong with the policies: a statement in which something is wrong may apply or not."""
    for file in files:
        for defect in file.defects[:_MOST_TOLD]:
            line, column = file.position(defect.span)
            yield f"{file.file}:{line}:{column}: {defect.message}"
        more = len(file.defects) - _MOST_TOLD
        if more > 0:
            yield f"{file.file}: {more:,} more things are wrong with the policy"


def _key(entry: str) -> str:
    """The key of an entry of the context."""
    return re.split("[=~!?]", entry, maxsplit=1)[0]
