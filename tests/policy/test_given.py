"""What policies decide that someone hands over, though others may stand beside them."""

import pytest

from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.compose import OWNER_UNTOLD, Decision
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Request
from vpclint.policy.given import ENDPOINTS, Given, LayerKind, PolicyFile, compiled, counts, not_examined, outcome
from vpclint.policy.values import Context, untold
from vpclint.text.nodes import Span
from vpclint.truth import Fact

from .documents import KEY, Json, document, policy, statement

OURS, THEIRS = "123456789012", "999999999999"
JOB = role(f"arn:aws:iam::{OURS}:role/job", "SageMaker")
SERVICE = Caller(CallerKind.SERVICE, "", "sagemaker.amazonaws.com")
ALLOW, DENY, ELSE = statement(), statement("Deny"), statement(Action="sts:*")
ACCOUNT = statement(Principal={"AWS": OURS})

ALLOWED, OPEN = Decision.ALLOW, Decision.UNKNOWN
EXPLICIT, IMPLICIT = Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY
Layers = dict[str, list[dict[str, Json]]]


def given(layers: Layers) -> list[Given]:
    found = []
    for name, statements in layers.items():
        kind, _, level = name.partition("/")
        found.append(Given(LayerKind(kind), policy(*statements, policy_type=LayerKind(kind).policy_type), level))
    return found


def decided(layers: Layers, caller: Caller = JOB, owner: str = OURS) -> tuple[Decision, list[str]]:
    found = outcome(compiled(given(layers)), Request("s3:GetObject", KEY, caller, Context({})), owner)
    return found.decision, [said.layer.name for said, _ in found.blocked_by]


BLOCKED = "Block Public Access, which may stop what a bucket policy grants to everyone"
WORDS = {
    "endpoint": "the endpoint policy",
    "gateway-endpoint": "the policy of the gateway endpoint",
    "bucket": "the bucket policy",
    "identity": "the identity policy",
    "boundary": "the permissions boundary",
    "session": "the session policy",
    "scp": "the service control policies",
    "policy": "the policy",
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_single_policy_is_asked_alone(kind: str) -> None:
    for owner in (OURS, THEIRS, ""):
        assert decided({kind: [ALLOW]}, owner=owner) == (ALLOWED, [])
        assert decided({kind: [ELSE]}, owner=owner) == (IMPLICIT, [WORDS[kind]])
        assert decided({kind: [ALLOW, DENY]}, owner=owner) == (EXPLICIT, [WORDS[kind]])


def test_resource_control_policies_always_have_the_one_that_allows() -> None:
    assert decided({"rcp": [ELSE]}) == (ALLOWED, [])
    assert decided({"rcp": [DENY]}) == (EXPLICIT, ["the resource control policies"])


def test_a_single_policy_may_be_open() -> None:
    block = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
    assert decided({"bucket": [statement(Condition=block)]}) == (OPEN, [])
    assert decided({"bucket": [ALLOW, statement("Deny", Condition=block)]}) == (OPEN, [])


@pytest.mark.parametrize(
    ("layers", "decision", "blocked"),
    [
        ({"endpoint": [ALLOW], "scp": [ALLOW]}, ALLOWED, []),
        ({"endpoint": [ALLOW], "boundary": [ELSE]}, IMPLICIT, ["the permissions boundary"]),
        ({"endpoint": [ALLOW], "session": [ELSE]}, IMPLICIT, ["the session policy"]),
        ({"endpoint": [ELSE], "bucket": [ALLOW]}, IMPLICIT, ["the endpoint policy"]),
        ({"gateway-endpoint": [ELSE], "bucket": [ALLOW]}, IMPLICIT, ["the policy of the gateway endpoint"]),
        ({"endpoint": [ALLOW], "bucket": [ALLOW]}, ALLOWED, []),
        ({"endpoint": [ALLOW], "bucket": [ELSE]}, OPEN, []),
        ({"endpoint": [ALLOW], "bucket": [ACCOUNT]}, OPEN, []),
        ({"endpoint": [ALLOW], "bucket": [DENY]}, EXPLICIT, ["the bucket policy"]),
        ({"endpoint": [ALLOW], "identity": [ALLOW]}, ALLOWED, []),
        ({"endpoint": [ALLOW], "identity": [ELSE]}, OPEN, []),
        ({"identity": [ALLOW], "bucket": [ELSE]}, ALLOWED, []),
        ({"identity": [ELSE], "bucket": [ELSE]}, IMPLICIT, ["the bucket policy", "the identity policy"]),
        ({"scp/root": [ALLOW], "scp/unit": [ELSE]}, IMPLICIT, ["the service control policies of unit"]),
        ({"scp": [ALLOW], "rcp": [DENY]}, EXPLICIT, ["the resource control policies"]),
    ],
)
def test_several_are_put_together_and_the_rest_is_open(layers: Layers, decision: Decision, blocked: list[str]) -> None:
    assert decided(layers) == (decision, blocked)


def test_between_accounts_what_is_not_given_may_allow_or_not() -> None:
    assert decided({"endpoint": [ALLOW], "bucket": [ALLOW]}, owner=THEIRS) == (OPEN, [])
    assert decided({"endpoint": [ALLOW], "bucket": [ELSE]}, owner=THEIRS) == (IMPLICIT, ["the bucket policy"])
    assert decided({"endpoint": [ALLOW], "identity": [ALLOW]}, owner=THEIRS) == (OPEN, [])
    assert decided({"endpoint": [ALLOW], "identity": [ELSE]}, owner=THEIRS) == (IMPLICIT, ["the identity policy"])


def test_policies_of_one_kind_and_level_count_together() -> None:
    several = [*given({"scp": [ALLOW]}), *given({"scp": [statement("Deny", Action="sts:*")]})]
    layers = compiled(several)
    assert len(layers) == 1
    assert outcome(layers, Request("s3:GetObject", KEY, JOB, Context({}))).decision is ALLOWED
    assert outcome(layers, Request("sts:AssumeRole", KEY, JOB, Context({}))).decision is EXPLICIT


def test_service_control_policies_are_for_those_who_have_an_identity() -> None:
    for caller in (ANONYMOUS, SERVICE):
        assert decided({"scp": [DENY], "endpoint": [ALLOW], "bucket": [ALLOW]}, caller) == (ALLOWED, [])
        assert decided({"scp": [DENY], "endpoint": [ELSE]}, caller) == (IMPLICIT, ["the endpoint policy"])
        assert decided({"rcp": [DENY], "endpoint": [ALLOW]}, caller)[0] is EXPLICIT


def test_what_is_missing_says_how_to_give_it() -> None:
    asked = Request("s3:GetObject", KEY, JOB, Context({}))
    for layers, hint, reason in (
        ({"endpoint": [ALLOW], "bucket": [ELSE]}, "identity", "the policies of the caller are not given"),
        ({"endpoint": [ALLOW], "identity": [ELSE]}, "bucket", "the policy of the resource is not given"),
    ):
        facts = outcome(compiled(given(layers)), asked, OURS).facts
        assert facts == {Fact("", "", "", reason, f"{hint}=FILE")}


@pytest.mark.parametrize(
    ("layers", "caller", "listed"),
    [
        ({"policy": [ALLOW]}, JOB, ["every other policy"]),
        ({"endpoint": [ALLOW]}, JOB, ["the policy of the resource", "the policies of the caller"]),
        ({"gateway-endpoint": [ALLOW], "bucket": [ALLOW]}, ANONYMOUS, [BLOCKED]),
        ({"endpoint": [ALLOW], "bucket": [ALLOW]}, JOB, ["the policies of the caller"]),
        ({"identity": [ALLOW], "bucket": [ALLOW]}, JOB, ["endpoint policies"]),
        ({"identity": [ALLOW], "endpoint": [ALLOW]}, JOB, ["the policy of the resource"]),
        (
            {"scp": [ALLOW], "endpoint": [ALLOW], "bucket": [ALLOW]},
            SERVICE,
            ["service control policies, which are not for this caller"],
        ),
        ({"scp": [ALLOW], "endpoint": [ALLOW], "bucket": [ALLOW], "identity": [ALLOW]}, JOB, []),
    ],
)
def test_what_was_not_given_is_listed(layers: Layers, caller: Caller, listed: list[str]) -> None:
    assert list(not_examined(compiled(given(layers)), caller)) == listed


@pytest.mark.parametrize("kind", LayerKind)
def test_a_kind_names_principals_or_is_about_whom_it_is_attached_to(kind: LayerKind) -> None:
    about = {LayerKind.IDENTITY, LayerKind.BOUNDARY, LayerKind.SESSION, LayerKind.SCP}
    assert kind.policy_type.names_principals is (kind not in about)


def test_at_a_gateway_endpoint_an_account_means_its_root_user() -> None:
    assert decided({"endpoint": [ACCOUNT]})[0] is ALLOWED
    assert decided({"gateway-endpoint": [ACCOUNT]})[0] is IMPLICIT


def test_a_place_in_a_file_has_a_line_and_a_column() -> None:
    text = "{\n  " + document(ALLOW)
    file = PolicyFile("a.json", Given(LayerKind.BUCKET, policy(ALLOW, policy_type=PolicyType.BUCKET)), text, ())
    assert file.position(Span(4, 5)) == (2, 3)


LINKED = role(f"arn:aws:iam::{OURS}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")
PERHAPS_LINKED = Caller(CallerKind.ROLE, OURS, "", f"arn:aws:sts::{OURS}:assumed-role/AWSServiceRoleForECS/x")
OF_IDENTITY = (LayerKind.IDENTITY, LayerKind.BOUNDARY, LayerKind.SESSION)


def test_policies_of_a_way_and_of_a_resource_count_for_everyone() -> None:
    for kind in (*ENDPOINTS, LayerKind.BUCKET, LayerKind.UNTOLD):
        assert counts(kind, None)
        assert counts(kind, [ANONYMOUS, LINKED])


@pytest.mark.parametrize("kind", OF_IDENTITY)
def test_those_of_an_identity_count_for_callers_who_have_one(kind: LayerKind) -> None:
    assert counts(kind, [JOB, LINKED])
    assert not counts(kind, [JOB, ANONYMOUS])
    assert not counts(kind, [SERVICE])
    assert not counts(kind, None)


@pytest.mark.parametrize(
    ("caller", "service_control", "resource_control"),
    [
        (JOB, True, True),
        (ANONYMOUS, False, True),
        (SERVICE, False, True),
        (LINKED, False, False),
        (PERHAPS_LINKED, False, False),
    ],
)
def test_those_of_an_organisation_count_for_callers_whom_they_surely_restrict(
    caller: Caller,
    service_control: bool,  # noqa: FBT001
    resource_control: bool,  # noqa: FBT001
) -> None:
    assert counts(LayerKind.SCP, [caller]) is service_control
    assert counts(LayerKind.RCP, [caller]) is resource_control
    assert counts(LayerKind.SCP, [JOB, caller]) is service_control
    assert not counts(LayerKind.SCP, None)
    assert not counts(LayerKind.RCP, None)


def test_what_stands_for_a_policy_that_nobody_gave_has_no_name() -> None:
    asked = Request("s3:GetObject", KEY, JOB, Context({}))
    for layers, told in (
        ({"endpoint": [ALLOW], "bucket": [ELSE]}, ["the endpoint policy", "the bucket policy", ""]),
        ({"endpoint": [ALLOW], "identity": [ELSE]}, ["the endpoint policy", "", "the identity policy"]),
        ({"endpoint": [ALLOW], "scp": [ALLOW]}, ["the endpoint policy", "the service control policies"]),
        ({"bucket": [ALLOW]}, ["the bucket policy"]),
    ):
        assert [said.layer.name for said in outcome(compiled(given(layers)), asked, OURS).said] == told


def test_a_single_policy_tells_what_it_says_and_what_would_decide() -> None:
    asked = Request("s3:GetObject", KEY, JOB, Context({}))
    block = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
    for statements, facts in (
        ([ALLOW], set()),
        ([ELSE], set()),
        ([ALLOW, DENY], set()),
        ([statement(Condition=block)], {untold("aws:SourceVpce")}),
        ([ALLOW, statement("Deny", Condition=block)], {untold("aws:SourceVpce")}),
    ):
        found = outcome(compiled(given({"bucket": statements})), asked, OURS)
        assert found.facts == facts
        assert [said.layer.name for said in found.said] == ["the bucket policy"]
        assert all(decision is found.decision for _, decision in found.blocked_by)


@pytest.mark.parametrize("kind", ["scp", "rcp"])
def test_whether_a_role_is_of_a_service_is_open_where_that_decides(kind: str) -> None:
    asked = Request("s3:GetObject", KEY, PERHAPS_LINKED, Context({}))
    path = Fact("", "", "", "the path of the role is not known")
    denied = outcome(compiled(given({kind: [DENY], "identity": [ALLOW]})), asked, OURS)
    assert (denied.decision, denied.blocked_by, denied.facts) == (OPEN, (), frozenset({path}))
    assert [said.layer.name for said in denied.said] == ["", "the identity policy", LayerKind(kind).words]
    either = outcome(compiled(given({kind: [DENY], "endpoint": [DENY]})), asked, OURS)
    assert either.decision is EXPLICIT
    assert decided({kind: [DENY], "identity": [ALLOW]}, LINKED) == (ALLOWED, [])


def test_of_an_owner_whom_nobody_names_it_is_open_whether_the_account_is_the_callers() -> None:
    asked = Request("s3:GetObject", KEY, JOB, Context({}))
    found = outcome(compiled(given({"identity": [ALLOW], "bucket": [ELSE]})), asked)
    assert (found.decision, found.facts) == (OPEN, frozenset({OWNER_UNTOLD}))


def test_a_policy_is_of_no_level_unless_it_is_said_to_be_of_one() -> None:
    [one] = given({"scp": [ALLOW]})
    assert Given(LayerKind.SCP, one.policy) == Given(LayerKind.SCP, one.policy, "")


def test_policies_of_an_organisation_that_may_pass_by_a_caller_are_listed() -> None:
    layers = compiled(
        given({"endpoint": [ALLOW], "bucket": [ALLOW], "identity": [ALLOW], "scp": [ALLOW], "rcp": [ALLOW]})
    )
    for caller, may_be in ((PERHAPS_LINKED, "may be"), (LINKED, "are")):
        assert [*not_examined(layers, caller)] == [
            f"service control policies, which {may_be} not for this caller",
            f"resource control policies, which {may_be} not for this caller",
        ]
