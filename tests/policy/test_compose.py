"""What the policies on the way of a request decide together."""

from typing import Any

import pytest
from msgspec import structs

from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.compose import Decision, Layer, Outcome, Policies, decide
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.values import Context
from vpclint.truth import Fact

from .documents import KEY, Json, policy, statement

OURS, THEIRS = "123456789012", "999999999999"
ROLE = f"arn:aws:iam::{OURS}:role/job"
SESSION = f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker"
JOB = role(ROLE, "SageMaker")
ALLOW, DENY, ELSE = statement(), statement("Deny"), statement(Action="sts:*")
MISSING = frozenset({Fact("RolePolicies", "job")})

Decided = tuple[Decision, tuple[str, ...]]
ALLOWED: Decided = (Decision.ALLOW, ())


def layer(name: str, *statements: dict[str, Json], identity: bool = False) -> Layer:
    kind = PolicyType.IDENTITY if identity else PolicyType.BUCKET
    return Layer(name, (Evaluator(policy(*statements, policy_type=kind)),))


def decided(outcome: Outcome) -> Decided:
    return outcome.decision, tuple(said.layer.name for said, _ in outcome.blocked_by)


def asked(caller: Caller = JOB, **named: Any) -> Decided:
    """What becomes of reading one object, in the caller's own account unless another owns it."""
    owner = named.pop("owner", OURS)
    layers = {
        name: layer(name, *each, identity=name in ("identity", "boundary", "session"))
        if isinstance(each, (list, tuple))
        else each
        for name, each in named.items()
    }
    policies = structs.replace(Policies(owner=owner), **layers)
    return decided(decide(policies, Request("s3:GetObject", KEY, caller, Context({}))))


def implicit(*layers: str) -> Decided:
    return Decision.IMPLICIT_DENY, layers


def explicit(*layers: str) -> Decided:
    return Decision.EXPLICIT_DENY, layers


def by(principal: Json) -> list[dict[str, Json]]:
    return [statement(Principal=principal)]


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ({"identity": [ALLOW]}, ALLOWED),
        ({"identity": [ELSE]}, implicit("identity")),
        ({}, implicit()),
        ({"resource": [ALLOW]}, ALLOWED),
        ({"identity": [ALLOW], "resource": [ELSE]}, ALLOWED),
        ({"identity": [ELSE], "resource": [ELSE]}, implicit("resource", "identity")),
        ({"identity": [ALLOW], "endpoint": [ELSE]}, implicit("endpoint")),
        ({"identity": [ALLOW], "endpoint": [ALLOW]}, ALLOWED),
        ({"identity": [ELSE], "endpoint": [ALLOW]}, implicit("identity")),
        ({"identity": [ALLOW], "endpoint": [ALLOW, DENY]}, explicit("endpoint")),
        ({"identity": [ALLOW], "resource": [DENY]}, explicit("resource")),
        ({"identity": [ALLOW, DENY], "resource": [ALLOW]}, explicit("identity")),
        ({"identity": [ALLOW], "boundary": [ELSE]}, implicit("boundary")),
        ({"identity": [ALLOW], "boundary": [ALLOW], "session": [ALLOW]}, ALLOWED),
        ({"identity": [ALLOW], "session": [ELSE]}, implicit("session")),
        ({"identity": [ALLOW], "boundary": [ALLOW, DENY]}, explicit("boundary")),
    ],
)
def test_within_an_account(layers: dict[str, Any], expected: Decided) -> None:
    assert asked(**layers) == expected


@pytest.mark.parametrize(
    ("principal", "boundary", "expected"),
    [
        ("*", [ELSE], ALLOWED),
        ({"AWS": SESSION}, [ELSE], ALLOWED),
        ({"AWS": ROLE}, [ELSE], implicit("identity", "boundary")),
        ({"AWS": ROLE}, [ALLOW], ALLOWED),
        ({"AWS": OURS}, [ALLOW], implicit("identity")),
        ({"AWS": f"arn:aws:iam::{OURS}:root"}, [ALLOW], implicit("identity")),
    ],
)
def test_what_a_bucket_grants_depends_on_how_it_names_the_caller(
    principal: Json, boundary: list[dict[str, Json]], expected: Decided
) -> None:
    assert asked(resource=by(principal), identity=[ELSE], boundary=boundary) == expected


@pytest.mark.parametrize("principal", ["*", {"AWS": ROLE}, {"AWS": OURS}, {"AWS": SESSION}])
def test_between_accounts_both_have_to_allow(principal: Json) -> None:
    assert asked(owner=THEIRS, resource=by(principal), identity=[ALLOW]) == ALLOWED
    assert asked(owner=THEIRS, resource=by(principal), identity=[ELSE]) == implicit("identity")
    assert asked(owner=THEIRS, resource=[ELSE], identity=[ALLOW]) == implicit("resource")
    assert asked(owner=THEIRS, identity=[ALLOW]) == implicit()


def test_where_nobody_knows_the_owner_only_what_both_ways_agree_on_is_decided() -> None:
    assert asked(owner="", identity=[ALLOW], resource=[ALLOW]) == ALLOWED
    assert asked(owner="", identity=[ELSE], resource=[ELSE]) == implicit("resource", "identity")
    assert asked(owner="", identity=[ALLOW], resource=[ELSE]) == (Decision.UNKNOWN, ())


def test_the_anonymous_have_no_identity() -> None:
    assert asked(ANONYMOUS, resource=by("*"), identity=[DENY]) == ALLOWED
    assert asked(ANONYMOUS, resource=by({"AWS": OURS})) == implicit("resource")
    assert asked(ANONYMOUS, resource=by("*"), endpoint=[ELSE]) == implicit("endpoint")


def test_a_layer_that_is_not_known_leaves_open_what_it_could_change() -> None:
    unread = Layer("identity", (), MISSING)
    assert asked(identity=unread)[0] is Decision.UNKNOWN
    assert asked(identity=unread, endpoint=[ELSE]) == implicit("endpoint")
    assert asked(identity=unread, resource=[DENY]) == explicit("resource")
    assert asked(identity=[ALLOW], resource=Layer("resource", (), MISSING))[0] is Decision.UNKNOWN
    found = decide(Policies(identity=unread, owner=OURS), Request("s3:GetObject", KEY, JOB, Context({})))
    assert found.facts == MISSING


def test_every_level_of_the_organisation_has_to_allow() -> None:
    whole = (layer("root", ALLOW), layer("unit", ELSE))
    request = Request("s3:GetObject", KEY, JOB, Context({}))
    policies = Policies(identity=layer("identity", ALLOW, identity=True), organisation=whole, owner=OURS)
    assert decided(decide(policies, request)) == implicit("unit")
    denied = structs.replace(policies, organisation=(layer("root", ALLOW, DENY),))
    assert decided(decide(denied, request)) == explicit("root")
    fine = structs.replace(policies, organisation=(layer("root", ALLOW),))
    assert decided(decide(fine, request)) == ALLOWED


def test_several_policies_of_an_identity_count_together() -> None:
    both = (*layer("", ELSE, identity=True).policies, *layer("", ALLOW, identity=True).policies)
    assert asked(identity=Layer("identity", both)) == ALLOWED


def test_a_user_is_named_directly() -> None:
    user = Caller(CallerKind.USER, OURS, f"arn:aws:iam::{OURS}:user/ann")
    assert asked(user, resource=by({"AWS": user.arn}), boundary=[ELSE]) == ALLOWED
