"""Every combination of what the policies on a way may say, against the guide's formula in two values."""

from itertools import product

import pytest

from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.compose import Decision, Layer, Policies, decide
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.values import Context
from vpclint.truth import Fact

from .documents import KEY, Json, policy, statement

OURS, THEIRS = "123456789012", "999999999999"
ROLE = f"arn:aws:iam::{OURS}:role/job"
SESSION = f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker"
JOB = role(ROLE, "SageMaker")
SERVICE = Caller(CallerKind.SERVICE, "", "sagemaker.amazonaws.com")

SAYS = {"silent": ["Else"], "allow": ["Allow"], "deny": ["Allow", "Deny"]}
FORMS: dict[str, Json] = {"everyone": "*", "session": {"AWS": SESSION}, "role": {"AWS": ROLE}, "account": {"AWS": OURS}}


def evaluator(says: str, principal: Json, kind: PolicyType) -> Evaluator:
    effects = {"Else": statement(Action="sts:*", Principal=principal)}
    effects |= {effect: statement(effect, Principal=principal) for effect in ("Allow", "Deny")}
    return Evaluator(policy(*(effects[each] for each in SAYS[says]), policy_type=kind))


EVERYONE = {says: Layer(says, (evaluator(says, "*", PolicyType.BUCKET),)) for says in SAYS}
IDENTITY = {says: Layer(says, (evaluator(says, "*", PolicyType.IDENTITY),)) for says in SAYS}
BUCKET = {
    (says, form): Layer(says, (evaluator(says, principal, PolicyType.BUCKET),))
    for says, (form, principal) in product(SAYS, FORMS.items())
}
MAYBE = [None, *SAYS]


def allows(says: str | None, missing: bool) -> bool:  # noqa: FBT001 - what a layer that is not there counts as
    return missing if says is None else says != "silent"


def formula(  # noqa: PLR0913 - a request passes as many policies
    *,
    endpoint: str | None,
    level: str | None,
    bucket: str | None,
    form: str,
    identity: str | None,
    boundary: str | None,
    same: bool,
) -> bool:
    """The table of composition, for a session of a role."""
    if "deny" in (endpoint, level, bucket, identity, boundary):
        return False
    limits = allows(boundary, missing=True)
    own = allows(identity, missing=False) and limits
    granted = allows(bucket, missing=False)
    alone = {"everyone": True, "session": True, "role": limits, "account": own}[form]
    core = (own or (granted and alone)) if same else (own and granted)
    return allows(endpoint, missing=True) and allows(level, missing=True) and core


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("same", [True, False])
def test_every_combination_for_a_job(form: str, same: bool) -> None:  # noqa: FBT001
    request = Request("s3:GetObject", KEY, JOB, Context({}))
    for endpoint, level, bucket, identity, boundary in product(MAYBE, repeat=5):
        policies = Policies(
            endpoint=EVERYONE[endpoint] if endpoint else None,
            organisation=(EVERYONE[level],) if level else (),
            resource=BUCKET[bucket, form] if bucket else None,
            identity=IDENTITY[identity] if identity else None,
            boundary=IDENTITY[boundary] if boundary else None,
            owner=OURS if same else THEIRS,
        )
        expected = formula(
            endpoint=endpoint, level=level, bucket=bucket, form=form, identity=identity, boundary=boundary, same=same
        )
        found = decide(policies, request)
        assert (found.decision is Decision.ALLOW) is expected, (endpoint, level, bucket, identity, boundary)
        denied = [each for each in (endpoint, bucket, identity, boundary, level) if each == "deny"]
        assert (found.decision is Decision.EXPLICIT_DENY) is bool(denied)
        assert len(found.blocked_by) == len(denied) or not denied
        assert found.decision is not Decision.UNKNOWN


@pytest.mark.parametrize("caller", [ANONYMOUS, SERVICE])
def test_every_combination_for_those_without_an_identity(caller: Caller) -> None:
    request = Request("s3:GetObject", KEY, caller, Context({}))
    for endpoint, bucket, identity in product(MAYBE, repeat=3):
        policies = Policies(
            endpoint=EVERYONE[endpoint] if endpoint else None,
            resource=EVERYONE[bucket] if bucket else None,
            identity=IDENTITY[identity] if identity else None,
            boundary=IDENTITY["silent"],
        )
        expected = "deny" not in (endpoint, bucket) and allows(endpoint, missing=True) and bucket == "allow"
        assert (decide(policies, request).decision is Decision.ALLOW) is expected, (endpoint, bucket, identity)


UNTOLD = Layer("untold", (), frozenset({Fact("Policies")}))
FULL = Layer("full", EVERYONE["allow"].policies)


@pytest.mark.parametrize("owner", [OURS, THEIRS, ""])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_decided_without_a_policy_holds_whatever_it_says(owner: str, form: str) -> None:
    request = Request("s3:GetObject", KEY, JOB, Context({}))

    def decision(endpoint: Layer, bucket: Layer, identity: Layer, owner: str) -> bool | None:
        found = decide(Policies(endpoint=endpoint, resource=bucket, identity=identity, owner=owner), request).decision
        return None if found is Decision.UNKNOWN else found is Decision.ALLOW

    endpoints = {None: UNTOLD, **EVERYONE}
    buckets = {None: UNTOLD, **{says: BUCKET[says, form] for says in SAYS}}
    identities = {None: UNTOLD, **IDENTITY}
    for endpoint, bucket, identity in product(MAYBE, repeat=3):
        said = decision(endpoints[endpoint], buckets[bucket], identities[identity], owner)
        cases = product(*([each] if each else list(SAYS) for each in (endpoint, bucket, identity)))
        owners = [owner] if owner else [OURS, THEIRS]
        possible = {
            decision(endpoints[one], buckets[two], identities[three], whose)
            for (one, two, three), whose in product(cases, owners)
        }
        assert None not in possible
        if said is not None:
            assert possible == {said}, (endpoint, bucket, identity)


def test_nobody_has_to_grant_what_only_the_limits_are_asked_about() -> None:
    request = Request("s3:GetObject", KEY, JOB, Context({}))
    for boundary in MAYBE:
        limits = Policies(boundary=IDENTITY[boundary] if boundary else None, grants=False)
        assert (decide(limits, request).decision is Decision.ALLOW) is (boundary in (None, "allow"))
    nobody = Request("s3:GetObject", KEY, ANONYMOUS, Context({}))
    assert decide(Policies(boundary=IDENTITY["silent"], grants=False), nobody).decision is Decision.ALLOW


def test_what_is_only_asked_for_permission_does_not_deny() -> None:
    request = Request("s3:GetObject", KEY, JOB, Context({}))
    asked = Layer("asked", (), frozenset({Fact("Policies")}), may_deny=False)
    granted = Policies(resource=EVERYONE["allow"], identity=asked, owner=OURS)
    assert decide(granted, request).decision is Decision.ALLOW
    assert decide(Policies(identity=asked, owner=OURS), request).decision is Decision.UNKNOWN


def test_the_answer_holds_what_every_layer_says() -> None:
    request = Request("s3:GetObject", KEY, JOB, Context({}))
    for endpoint in SAYS:
        found = decide(Policies(endpoint=EVERYONE[endpoint], identity=IDENTITY["allow"], owner=OURS), request)
        assert [each.layer.name for each in found.said] == [endpoint, "allow"]
