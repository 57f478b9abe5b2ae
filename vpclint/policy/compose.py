"""What all policies on the way of a request decide together, and which of them stops it.

Any Deny anywhere decides. Without one, the endpoint and each level of the organisation have to allow the request, and
besides, the caller has to be allowed: within an account by the policies of its identity or by that of the resource,
between accounts by both. Source: the IAM user guide, "Policy evaluation logic" and "Cross-account policy evaluation".
"""

from collections.abc import Iterator
from enum import Enum

from msgspec import Struct, structs

from vpclint.policy.callers import Caller, GrantForm, form_of, names
from vpclint.policy.document import Effect
from vpclint.policy.evaluate import Applied, Evaluator, Request, Ruling
from vpclint.truth import NO, YES, Fact, Facts, Truth, all_of, any_of, known, open_for, unknown


class Decision(Enum):
    """What becomes of a request."""

    ALLOW = "allowed"
    EXPLICIT_DENY = "explicitly denied"
    IMPLICIT_DENY = "implicitly denied"
    UNKNOWN = "unknown"


class Layer(Struct, frozen=True):
    """The policies of one kind, of which any may allow and any may deny.

    Attributes:
        name: what messages call it, such as `the policy of vpce-1`.
        policies: of which any may allow.
        untold: what would tell further policies of this kind, or these; nothing where these are all.
        may_deny: what is not told may deny, too; else it is only asked for permission.
    """

    name: str
    policies: tuple[Evaluator, ...] = ()
    untold: Facts = frozenset()
    may_deny: bool = True

    def says(self, request: Request) -> "Said":
        """What the layer says of a request."""
        rulings = tuple(each.rule(request) for each in self.policies)
        doubt = (open_for(self.untold),) if self.untold else ()
        denied = any_of((*(each.denied for each in rulings), *(doubt if self.may_deny else ())))
        return Said(self, denied, any_of((*(each.allowed for each in rulings), *doubt)), rulings)


class Said(Struct, frozen=True):
    """What a layer says of a request: whether it denies and whether it allows, and what its policies say."""

    layer: Layer
    denied: Truth
    allowed: Truth
    rulings: tuple[Ruling, ...]

    def deciding(self, effect: Effect) -> Iterator[Applied]:
        """The statements of an effect that apply, or may."""
        return (each for ruling in self.rulings for each in ruling.deciding(effect))


class Policies(Struct, frozen=True):
    """The policies on the way of a request; None where there are none of a kind and none are asked.

    Attributes:
        endpoint: of the endpoint that the request takes.
        resource: of the bucket.
        identity: of the role or the user.
        boundary: the permissions boundary of the identity.
        session: the policies of the session.
        organisation: the levels of service control policies above the caller, and those of resource control policies
            above the resource: each level has to allow the request.
        owner: the account of the resource; empty where it is not known.
        grants: the identity or the resource has to allow the request; else only what limits it is asked.
    """

    endpoint: Layer | None = None
    resource: Layer | None = None
    identity: Layer | None = None
    boundary: Layer | None = None
    session: Layer | None = None
    organisation: tuple[Layer, ...] = ()
    owner: str = ""
    grants: bool = True


class Outcome(Struct, frozen=True):
    """What becomes of a request.

    Attributes:
        decision: allowed, denied, or not known.
        blocked_by: the layers that stop it, each with how.
        facts: what would decide it.
        said: what every layer says that was asked.
    """

    decision: Decision
    blocked_by: tuple[tuple[Said, Decision], ...] = ()
    facts: Facts = frozenset()
    said: tuple[Said, ...] = ()


def decide(policies: Policies, request: Request) -> Outcome:
    """What becomes of a request under all these policies."""
    if policies.boundary and request.caller.has_identity:
        request = structs.replace(request, caller=structs.replace(request.caller, bounded=True))
    said = _Said(policies, request)
    deniers = [each for each in said.all if each.denied.is_yes]
    if deniers:
        blocks = tuple((each, Decision.EXPLICIT_DENY) for each in deniers)
        return Outcome(Decision.EXPLICIT_DENY, blocks, said=said.all)
    denied, allowed = any_of(each.denied for each in said.all), said.guard() & said.core()
    if allowed.is_no:
        blocks = tuple((each, Decision.IMPLICIT_DENY) for each in said.silent())
        return Outcome(Decision.IMPLICIT_DENY, blocks, said=said.all)
    truth = allowed & ~denied
    return Outcome(Decision.ALLOW if truth.is_yes else Decision.UNKNOWN, (), truth.facts, said.all)


class _Said:
    """What each layer says of one request."""

    def __init__(self, policies: Policies, request: Request) -> None:
        def says(layer: Layer | None) -> Said | None:
            return layer.says(request) if layer else None

        self.caller = request.caller
        self.endpoint, self.resource = says(policies.endpoint), says(policies.resource)
        self.identity, self.boundary = says(policies.identity), says(policies.boundary)
        self.session = says(policies.session)
        self.organisation = tuple(each.says(request) for each in policies.organisation)
        self.grants = policies.grants
        self.within = _same_account(request.caller, policies.owner)

    @property
    def all(self) -> tuple[Said, ...]:
        """All layers that there are; what belongs to an identity counts for callers that have one."""
        own = (self.identity, self.boundary, self.session) if self.caller.has_identity else ()
        return tuple(each for each in (self.endpoint, self.resource, *own, *self.organisation) if each)

    def guard(self) -> Truth:
        """Whether everything lets the request pass that never grants."""
        return all_of(each.allowed for each in (self.endpoint, *self.organisation) if each)

    def core(self) -> Truth:
        """Whether the caller is allowed."""
        if not self.grants:
            return self.limits() if self.caller.has_identity else YES
        if not self.caller.has_identity:
            return self.resource.allowed if self.resource else NO
        own = self.own()
        inside = own | self.granted()
        between = own & (self.resource.allowed if self.resource else NO)
        if self.within.is_unknown:
            return inside if inside.answer is between.answer else open_for(self.within.facts | between.facts)
        return inside if self.within.is_yes else between

    def limits(self) -> Truth:
        """Whether boundary and session let through what others grant."""
        return all_of(each.allowed for each in (self.boundary, self.session) if each)

    def own(self) -> Truth:
        """Whether the policies of the identity allow it."""
        return (self.identity.allowed if self.identity else NO) & self.limits()

    def granted(self) -> Truth:
        """Whether the policy of the resource allows it by itself, which depends on how it names the caller."""
        if not self.resource:
            return NO
        needs = {GrantForm.DIRECT: YES, GrantForm.ROLE: self.limits(), GrantForm.ACCOUNT: self.own()}
        statements = [*self.resource.deciding(Effect.ALLOW)]
        doubt = (open_for(self.resource.layer.untold),) if self.resource.layer.untold else ()
        return any_of((*(self._grant(each, needs) for each in statements), *doubt))

    def _grant(self, applied: Applied, needs: dict[GrantForm, Truth]) -> Truth:
        principals = applied.statement.principals
        if principals is None or principals.negated or applied.statement.opaque:
            return applied.truth
        rest = all_of(part.truth for part in applied.parts if part.element != "Principal")
        return rest & any_of(names(each, self.caller) & needs[form_of(each)] for each in principals.named)

    def silent(self) -> Iterator[Said]:
        """The layers whose permission is missing."""
        for each in (self.endpoint, *self.organisation):
            if each and each.allowed.is_no:
                yield each
        if self.core().is_no:
            own = (self.identity, self.boundary, self.session) if self.caller.has_identity else ()
            yield from (each for each in (self.resource, *own) if each and each.allowed.is_no)


def _same_account(caller: Caller, owner: str) -> Truth:
    if caller.account and owner:
        return known(caller.account == owner)
    return unknown(OWNER_UNTOLD)


OWNER_UNTOLD = Fact("", "", "", "whether the caller's account owns the resource is not known")
