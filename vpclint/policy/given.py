"""What policies that someone hands over decide together, though others may stand beside them.

A kind of policy that is not given is not examined: it is taken not to deny. Where its permission is needed, the answer
is open. A single kind is asked alone: what it says, not what becomes of a request.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct, structs

from vpclint.policy.callers import Caller
from vpclint.policy.compose import Decision, Layer, Outcome, Policies, Said, decide
from vpclint.policy.document import Defect, Policy, PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.grammar import read_policy
from vpclint.text.lines import lines_of
from vpclint.text.nodes import Span
from vpclint.truth import NO, YES, Fact, Truth


class LayerKind(StrEnum):
    """Where a policy stands on the way of a request."""

    ENDPOINT = "endpoint"
    GATEWAY_ENDPOINT = "gateway-endpoint"
    BUCKET = "bucket"
    IDENTITY = "identity"
    BOUNDARY = "boundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    UNTOLD = "policy"

    @property
    def policy_type(self) -> PolicyType:
        """How its documents are read."""
        return _TYPES.get(self, PolicyType.IDENTITY)

    @property
    def words(self) -> str:
        """What messages call it."""
        return _WORDS[self]


_TYPES = {
    LayerKind.ENDPOINT: PolicyType.ENDPOINT,
    LayerKind.GATEWAY_ENDPOINT: PolicyType.ENDPOINT,
    LayerKind.BUCKET: PolicyType.BUCKET,
    LayerKind.RCP: PolicyType.BUCKET,
    LayerKind.UNTOLD: PolicyType.BUCKET,
}
_WORDS = {
    LayerKind.ENDPOINT: "the endpoint policy",
    LayerKind.GATEWAY_ENDPOINT: "the policy of the gateway endpoint",
    LayerKind.BUCKET: "the bucket policy",
    LayerKind.IDENTITY: "the identity policy",
    LayerKind.BOUNDARY: "the permissions boundary",
    LayerKind.SESSION: "the session policy",
    LayerKind.SCP: "the service control policies",
    LayerKind.RCP: "the resource control policies",
    LayerKind.UNTOLD: "the policy",
}
ENDPOINTS = (LayerKind.ENDPOINT, LayerKind.GATEWAY_ENDPOINT)
_ORGANISATION = (LayerKind.SCP, LayerKind.RCP)


class Given(Struct, frozen=True):
    """A policy that someone hands over.

    Attributes:
        kind: what it is.
        policy: the document.
        level: of the organisation, whose policies count together; each level has to allow.
    """

    kind: LayerKind
    policy: Policy
    level: str = ""


class PolicyFile(Struct, frozen=True):
    """A file with one policy.

    Attributes:
        file: its name in reports.
        given: the policy, and what it is.
        text: of the file, into which spans lead.
        defects: what is wrong with it; a statement in which something is wrong may apply or not.
    """

    file: str
    given: Given
    text: str
    defects: tuple[Defect, ...]

    def position(self, span: Span) -> tuple[int, int]:
        """Line and column where something begins, 1-based, in code points."""
        found = lines_of(self.text).position(span.start)
        return found.line, found.column


_EVERYTHING = '{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}'
_FULL = Evaluator(read_policy(_EVERYTHING, PolicyType.BUCKET).policies[0])
"""AWS's own RCPFullAWSAccess, which is always attached; and what stands for all that nobody asks about."""


def compiled(given: Sequence[Given]) -> dict[tuple[LayerKind, str], Layer]:
    """The layers that these policies make, by kind and level, prepared for many requests."""
    layers: dict[tuple[LayerKind, str], Layer] = {}
    for each in given:
        key = each.kind, each.level
        layer = layers.get(key) or Layer(_named(*key), (_FULL,) if each.kind is LayerKind.RCP else ())
        evaluator = Evaluator(each.policy, gateway=each.kind is LayerKind.GATEWAY_ENDPOINT)
        layers[key] = structs.replace(layer, policies=(*layer.policies, evaluator))
    return layers


def outcome(layers: dict[tuple[LayerKind, str], Layer], request: Request, owner: str = "") -> Outcome:
    """What the given policies decide.

    Args:
        layers: as `compiled` makes them.
        request: the request.
        owner: the account of the resource; empty where it is not known.
    """
    passes = {key: _passes_by(key[0], request.caller) for key in layers}
    asked = _asked({key: each for key, each in layers.items() if not passes[key].is_yes}, request, owner)
    facts = frozenset(fact for each in passes.values() for fact in each.facts)
    if not facts:
        return asked
    passing = _asked({key: each for key, each in layers.items() if passes[key].is_no}, request, owner)
    return asked if asked.decision is passing.decision else Outcome(Decision.UNKNOWN, (), facts, asked.said)


def _asked(layers: dict[tuple[LayerKind, str], Layer], request: Request, owner: str) -> Outcome:
    """What these policies decide, all of which say something of the caller."""
    if len(layers) == 1:
        return _alone(next(iter(layers.values())).says(request))
    return decide(_completed(_policies(layers, owner)), request)


def not_examined(layers: dict[tuple[LayerKind, str], Layer], caller: Caller) -> Iterator[str]:
    """What could decide otherwise and was not given, or does not count for this caller."""
    kinds = {kind for kind, _ in layers}
    if caller.is_anonymous:
        yield "Block Public Access, which may stop what a bucket policy grants to everyone"
    if LayerKind.UNTOLD in kinds:
        yield "every other policy"
        return
    if not kinds & {*ENDPOINTS}:
        yield "endpoint policies"
    if LayerKind.BUCKET not in kinds:
        yield "the policy of the resource"
    if LayerKind.IDENTITY not in kinds and caller.has_identity:
        yield "the policies of the caller"
    for kind in _ORGANISATION:
        passing = _passes_by(kind, caller)
        if kind in kinds and not passing.is_no:
            may_be = "are" if passing.is_yes else "may be"
            yield f"{kind.words.removeprefix('the ')}, which {may_be} not for this caller"


def _named(kind: LayerKind, level: str) -> str:
    return f"{kind.words} of {level}" if level else kind.words


def _passes_by(kind: LayerKind, caller: Caller) -> Truth:
    """Whether policies of a kind say nothing of a caller.

    Those of an organisation do not restrict the roles that services made for themselves; service control policies are
    for roles and users only.
    """
    if kind not in _ORGANISATION:
        return NO
    return YES if kind is LayerKind.SCP and not caller.has_identity else caller.is_service_linked


def counts(kind: LayerKind, callers: Sequence[Caller] | None) -> bool:
    """Whether policies of a kind surely say something of all these callers; None for everyone."""
    if kind in (*ENDPOINTS, LayerKind.BUCKET, LayerKind.UNTOLD):
        return True
    of_identity = kind not in _ORGANISATION
    return callers is not None and all(
        each.has_identity if of_identity else _passes_by(kind, each).is_no for each in callers
    )


def _alone(said: Said) -> Outcome:
    """What one layer says by itself."""
    for truth, decision in ((said.denied, Decision.EXPLICIT_DENY), (~said.allowed, Decision.IMPLICIT_DENY)):
        if truth.is_yes:
            return Outcome(decision, ((said, decision),), said=(said,))
    truth = said.allowed & ~said.denied
    return Outcome(Decision.ALLOW if truth.is_yes else Decision.UNKNOWN, (), truth.facts, (said,))


def _policies(layers: dict[tuple[LayerKind, str], Layer], owner: str) -> Policies:
    by_kind = {kind: layer for (kind, _), layer in layers.items()}
    return Policies(
        endpoint=next((by_kind[kind] for kind in ENDPOINTS if kind in by_kind), None),
        resource=by_kind.get(LayerKind.BUCKET),
        identity=by_kind.get(LayerKind.IDENTITY),
        boundary=by_kind.get(LayerKind.BOUNDARY),
        session=by_kind.get(LayerKind.SESSION),
        organisation=tuple(layer for (kind, _), layer in layers.items() if kind in _ORGANISATION),
        owner=owner,
    )


def _completed(policies: Policies) -> Policies:
    """The policies with what stands for those that nobody gave."""
    if policies.resource is None and policies.identity is None:
        return structs.replace(policies, grants=False)
    missing = {"resource": policies.resource, "identity": policies.identity}
    return structs.replace(policies, **{name: layer or _UNTOLD[name] for name, layer in missing.items()})


_UNTOLD = {
    "resource": Layer(
        "", (), frozenset({Fact("", "", "", "the policy of the resource is not given", "bucket=FILE")}), may_deny=False
    ),
    "identity": Layer(
        "",
        (),
        frozenset({Fact("", "", "", "the policies of the caller are not given", "identity=FILE")}),
        may_deny=False,
    ),
}
