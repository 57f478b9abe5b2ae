"""Whom a statement is about: every caller against every few names, and what AWS does not say of them."""

from itertools import chain, combinations

import pytest
from msgspec import structs

from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, is_meant, role
from vpclint.policy.compose import Decision
from vpclint.policy.document import Effect, PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.given import Given, LayerKind, compiled, not_examined, outcome
from vpclint.policy.requests import caller_named
from vpclint.policy.values import Context
from vpclint.truth import Answer, Fact

from . import naive
from .documents import KEY, Json, document, policy, read, statement

OURS, THEIRS = "123456789012", "999999999999"
ROOT, ROLE, USER = (f"arn:aws:iam::{OURS}:{name}" for name in ("root", "role/team/job", "user/ann"))
SESSION = f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker"
FEDERATED = f"arn:aws:sts::{OURS}:federated-user/bob"
SERVICE = "sagemaker.amazonaws.com"
YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN

CALLERS: list[tuple[Caller, naive.Asker]] = [
    (ANONYMOUS, naive.Asker()),
    (role(ROLE, "SageMaker"), naive.Asker(OURS, ROLE, SESSION)),
    (caller_named(USER), naive.Asker(OURS, USER)),
    (caller_named(ROOT), naive.Asker(OURS, ROOT)),
    (caller_named(SERVICE), naive.Asker(service=SERVICE)),
]
NAMES = [
    *(("AWS", name) for name in ("*", OURS, ROOT, ROLE, SESSION, USER, THEIRS, ROLE.replace(OURS, THEIRS))),
    *(("Service", SERVICE), ("Service", "ec2.amazonaws.com"), ("Federated", "accounts.google.com")),
]
FEW = [each for count in (1, 2, 3) for each in combinations(NAMES, count)]


def block(names: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, name in names:
        found.setdefault(kind, []).append(name)
    return found


@pytest.mark.parametrize("element", ["Principal", "NotPrincipal"])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
@pytest.mark.parametrize("bounded", [False, True])
@pytest.mark.parametrize("gateway", [False, True])
def test_every_caller_and_every_few_names(element: str, effect: str, bounded: bool, gateway: bool) -> None:  # noqa: FBT001
    for names in FEW:
        one = statement(effect, Principal=None) | {element: block(names)}
        [parsed] = policy(one, policy_type=PolicyType.BUCKET).statements
        assert parsed.principals
        for caller, asker in CALLERS:
            asked = structs.replace(caller, bounded=bounded and caller.has_identity)
            found = is_meant(parsed.principals, asked, gateway=gateway, denies=effect == "Deny").answer
            readings = (asker._replace(bounded=bounded, generous=generous) for generous in (False, True))
            possible = {naive.named(one, each, gateway=gateway) for each in readings}
            assert found is (OPEN if len(possible) == 2 else YES if True in possible else NO), (names, caller)


def meant(caller: Caller, *names: str, element: str = "Principal", **how: bool) -> Answer:
    [one] = policy(statement(**{"Principal": None, element: {"AWS": [*names]}})).statements
    assert one.principals
    return is_meant(one.principals, caller, **how).answer


def test_of_a_role_of_unknown_session_no_two_names_of_its_account_stand_for_the_session() -> None:
    """The account's id and its root user's ARN are one name, so that with the role there are two of three."""
    assert meant(role(ROLE), OURS, ROOT, ROLE, element="NotPrincipal") is OPEN
    assert meant(role(ROLE, "SageMaker"), ROOT, ROLE, SESSION, element="NotPrincipal") is NO
    assert meant(role(ROLE), OURS, ROLE, SESSION, element="NotPrincipal") is OPEN


def test_what_leaves_a_session_out_or_not_names_what_would_tell() -> None:
    [one] = policy(statement(Principal=None, NotPrincipal={"AWS": [OURS, ROLE, SESSION]})).statements
    [other] = policy(statement(Principal=None, NotPrincipal={"AWS": [OURS, ROLE]})).statements
    [unique] = policy(statement(Principal=None, NotPrincipal={"AWS": "AROAEXAMPLEEXAMPLE123"})).statements
    reasons = {
        each.principals: {fact.reason for fact in is_meant(each.principals, role(ROLE)).facts}
        for each in (one, other, unique)
        if each.principals
    }
    assert list(reasons.values()) == [
        {"the session of the role is not known"},
        {"AWS does not say whether NotPrincipal leaves out a caller whose names do not all stand"},
        {"the principal with the unique id AROAEXAMPLEEXAMPLE123 is not known"},
    ]


def test_what_is_open_is_no_fact_of_a_state() -> None:
    known = caller_named(OURS)
    [by_role] = policy(statement(Principal={"AWS": ROLE})).statements
    assert by_role.principals
    assert is_meant(by_role.principals, known).facts == {Fact("", "", "", "the caller's ARN is not known")}
    unsaid = f"AWS does not say whom the principal '{ROLE}' means in the policy of a gateway endpoint"
    assert is_meant(by_role.principals, known, gateway=True).facts == {Fact("", "", "", unsaid)}


def test_a_user_is_left_out_together_with_the_account() -> None:
    assert meant(caller_named(USER), USER, element="NotPrincipal") is OPEN
    assert meant(caller_named(USER), OURS, element="NotPrincipal") is OPEN
    assert meant(caller_named(USER), USER, ROOT, element="NotPrincipal") is NO


AT_GATEWAY = [
    ({"AWS": ROLE}, OPEN, "whom the principal"),
    ({"AWS": SESSION}, OPEN, "whom the principal"),
    ({"AWS": "AROAEXAMPLEEXAMPLE123"}, OPEN, "whom the principal"),
    ({"AWS": [ROLE, "*"]}, YES, ""),
    ({"AWS": OURS}, NO, ""),
    ({"AWS": ROLE.replace("job", "other")}, NO, ""),
    ({"Service": SERVICE}, NO, ""),
]


@pytest.mark.parametrize(("principal", "answer", "reason"), AT_GATEWAY)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_of_a_gateway_endpoint_aws_documents_everyone_and_accounts(
    principal: Json, answer: Answer, reason: str, effect: str
) -> None:
    whole = policy(statement(effect, Principal=principal))
    found = Evaluator(whole, gateway=True).rule(Request("s3:GetObject", KEY, role(ROLE, "SageMaker"), Context({})))
    truth = found.denied if effect == "Deny" else found.allowed
    assert truth.answer is answer
    assert all(fact.reason.startswith(f"AWS does not say {reason}") for fact in truth.facts)


@pytest.mark.parametrize("named", ["*", {"AWS": THEIRS}, {"AWS": [OURS, ROLE, SESSION]}])
@pytest.mark.parametrize("caller", [role(ROLE, "SageMaker"), ANONYMOUS])
def test_whom_not_principal_means_at_a_gateway_endpoint_aws_does_not_say(named: Json, caller: Caller) -> None:
    for effect in Effect:
        whole = policy(statement(effect.value, Principal=None, NotPrincipal=named))
        found = Evaluator(whole, gateway=True).rule(Request("s3:GetObject", KEY, caller, Context({})))
        assert (found.denied if effect is Effect.DENY else found.allowed).answer is OPEN


def decided(caller: Caller, **layers: Json) -> tuple[Decision, frozenset[str]]:
    given = []
    for name, statements in layers.items():
        kind = LayerKind(name.replace("_", "-"))
        given.append(Given(kind, policy(*statements, policy_type=kind.policy_type)))
    found = outcome(compiled(given), Request("s3:GetObject", KEY, caller, Context({})), OURS)
    return found.decision, frozenset(fact.reason for fact in found.facts)


ALLOW, DENY = statement(), statement("Deny")
ALL_BUT_US = statement("Deny", Principal=None, NotPrincipal={"AWS": [OURS, ROLE, SESSION, USER]})


@pytest.mark.parametrize("caller", [role(ROLE, "SageMaker"), caller_named(USER)])
@pytest.mark.parametrize("kind", ["bucket", "endpoint"])
def test_a_deny_by_not_principal_leaves_out_nobody_with_a_boundary(caller: Caller, kind: str) -> None:
    whole = {kind: [ALLOW, ALL_BUT_US], "identity": [ALLOW]}
    assert decided(caller, **whole)[0] is Decision.ALLOW
    assert decided(caller, **whole, boundary=[ALLOW])[0] is Decision.EXPLICIT_DENY
    elsewhere = {kind: [ALLOW, ALL_BUT_US | {"Action": "sts:*"}], "identity": [ALLOW]}
    assert decided(caller, **elsewhere, boundary=[ALLOW])[0] is Decision.ALLOW


def test_an_allow_by_not_principal_is_not_about_those_with_a_boundary() -> None:
    spared = [ALL_BUT_US | {"Effect": "Allow"}]
    found = decided(role(ROLE, "SageMaker"), bucket=spared, identity=[statement(Action="sts:*")], boundary=[ALLOW])
    assert found[0] is Decision.IMPLICIT_DENY


LINKED = f"arn:aws:iam::{OURS}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
LINKED_SESSION = f"arn:aws:sts::{OURS}:assumed-role/AWSServiceRoleForECS/x"


@pytest.mark.parametrize("kind", ["scp", "rcp"])
def test_no_policy_of_an_organisation_restricts_what_a_service_made_for_itself(kind: str) -> None:
    layers = {kind: [ALLOW, DENY], "identity": [ALLOW]}
    assert decided(caller_named(LINKED), **layers)[0] is Decision.ALLOW
    assert decided(caller_named(LINKED.replace("aws-service-role", "service-role")), **layers)[0] is (
        Decision.EXPLICIT_DENY
    )
    assert decided(caller_named(SESSION), **layers)[0] is Decision.EXPLICIT_DENY
    assert decided(caller_named(OURS), **layers)[0] is Decision.EXPLICIT_DENY
    by_name = decided(caller_named(LINKED_SESSION), **layers)
    assert by_name == (Decision.UNKNOWN, {"the path of the role is not known"})
    assert decided(caller_named(LINKED_SESSION), **{kind: [ALLOW], "identity": [ALLOW]})[0] is Decision.ALLOW


def examined(caller: Caller, *kinds: str) -> list[str]:
    given = [Given(LayerKind(kind), policy(ALLOW, policy_type=LayerKind(kind).policy_type)) for kind in kinds]
    return [*not_examined(compiled(given), caller)]


def test_whom_policies_of_an_organisation_pass_by_is_told() -> None:
    whole = ("endpoint", "bucket", "identity", "scp", "rcp")
    assert examined(caller_named(LINKED), *whole) == [
        "service control policies, which are not for this caller",
        "resource control policies, which are not for this caller",
    ]
    assert examined(caller_named(LINKED_SESSION), *whole) == [
        "service control policies, which may be not for this caller",
        "resource control policies, which may be not for this caller",
    ]
    assert examined(role(ROLE), *whole) == []


@pytest.mark.parametrize("kinds", [("bucket", "endpoint"), ("policy",), ("endpoint",)])
def test_of_the_anonymous_block_public_access_is_not_examined(kinds: tuple[str, ...]) -> None:
    block = "Block Public Access, which may stop what a bucket policy grants to everyone"
    assert block in examined(ANONYMOUS, *kinds)
    assert block not in examined(role(ROLE), *kinds)


@pytest.mark.parametrize(
    ("principal", "answer"),
    [
        ({"AWS": FEDERATED}, YES),
        ({"AWS": OURS}, YES),
        ({"AWS": ROOT}, YES),
        ("*", YES),
        ({"AWS": FEDERATED.replace("bob", "eve")}, NO),
        ({"AWS": USER}, OPEN),
        ({"AWS": USER.replace(OURS, THEIRS)}, NO),
        ({"AWS": ROLE}, NO),
        ({"AWS": SESSION}, NO),
        ({"AWS": THEIRS}, NO),
        ({"Federated": "accounts.google.com"}, NO),
    ],
)
def test_a_federated_user_is_a_caller(principal: Json, answer: Answer) -> None:
    bob = caller_named(FEDERATED)
    assert bob == Caller(CallerKind.FEDERATED, OURS, FEDERATED)
    found = Evaluator(policy(statement(Principal=principal))).rule(Request("s3:GetObject", KEY, bob, Context({})))
    assert found.allowed.answer is answer


def test_of_a_role_that_is_named_strangely_only_the_name_is_known() -> None:
    strange = role("arn:aws:iam::123456789012:rolle/x", "SageMaker")
    assert strange == Caller(CallerKind.ROLE, "", "arn:aws:iam::123456789012:rolle/x")
    assert meant(strange, OURS) is OPEN
    assert meant(strange, ROLE) is NO


def test_a_federated_user_is_named_directly_and_has_an_identity() -> None:
    bob = caller_named(FEDERATED)
    silent = [statement(Action="sts:*")]
    assert decided(bob, bucket=[statement(Principal={"AWS": FEDERATED})], identity=silent)[0] is Decision.ALLOW
    assert decided(bob, bucket=[statement(Principal={"AWS": OURS})], identity=silent)[0] is Decision.IMPLICIT_DENY
    assert meant(bob, FEDERATED, ROOT, element="NotPrincipal") is NO
    assert meant(bob, FEDERATED, element="NotPrincipal") is OPEN


def test_whether_the_service_star_is_every_service_aws_does_not_say() -> None:
    star = read(document(statement(Principal={"Service": "*"}))).policies[0]
    answers = [
        Evaluator(star).rule(Request("s3:GetObject", KEY, caller, Context({}))).allowed.answer
        for caller in (caller_named(SERVICE), role(ROLE), ANONYMOUS)
    ]
    assert answers == [OPEN, NO, NO]


def test_under_not_principal_only_the_star_of_aws_is_everyone() -> None:
    kinds = {"Service": "*", "AWS": OURS}
    [one] = policy(statement(Principal=None, NotPrincipal=kinds)).statements
    assert one.principals
    assert is_meant(one.principals, role(ROLE, "SageMaker")).answer is OPEN
    assert meant(role(ROLE, "SageMaker"), "*", THEIRS, element="NotPrincipal") is NO


def test_the_user_of_a_distribution_is_a_principal_of_a_bucket() -> None:
    identity = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"
    found = read(document(statement(Principal={"AWS": identity})), PolicyType.BUCKET)
    assert not found.defects
    assert meant(role(ROLE), identity) is NO


def test_all_names_that_are_tried_are_told_apart() -> None:
    assert len(set(chain(*FEW))) == len(NAMES)
