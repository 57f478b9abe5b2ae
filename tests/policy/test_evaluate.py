"""What statements apply to, element by element: each line of the guide's tables."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.document import Effect, PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.matching import Name
from vpclint.policy.values import ABSENT, Context, known
from vpclint.truth import Answer, Fact

from .documents import BUCKET, KEY, Json, document, policy, read, statement

YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/job"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/job/SageMaker"
JOB = role(ROLE, "SageMaker")


def asked(action: str = "s3:GetObject", resource: Name = KEY, caller: Caller = JOB, **context: str) -> Request:
    """A request whose context knows these keys of the global ones, and no other."""
    values = {f"aws:{name}": known(value) for name, value in context.items()}
    return Request(action, resource, caller, Context(values))


def applies(request: Request, *, gateway: bool = False, version: str | None = "2012-10-17", **members: Json) -> Answer:
    """Whether a statement with these elements applies."""
    whole = policy(statement(**members), version=version)
    return Evaluator(whole, gateway=gateway).rule(request).allowed.answer


@pytest.mark.parametrize(
    ("element", "answer"),
    [
        ("*", YES),
        ("s3:GetObject", YES),
        ("S3:getobject", YES),
        ("s3:Get*", YES),
        ("s3:?etObject", YES),
        ("s3:GetObjectAcl", NO),
        ("s3:PutObject", NO),
        ("ec2:*", NO),
        ("s*:Get*", YES),
        ("*:*", YES),
        ("?3:Put*", NO),
        ("s3:Get Object", NO),
        ("s3: GetObject", NO),
        ("s3:Get*\t", NO),
        (["s3:PutObject", "s3:GetObject"], YES),
        ([], NO),
    ],
)
def test_an_action_is_compared_without_case(element: Json, answer: Answer) -> None:
    assert applies(asked(), Action=element) is answer
    negated = NO if answer is YES else YES
    assert applies(asked(), Action=None, NotAction=element) is negated


@pytest.mark.parametrize(
    ("element", "resource", "answer"),
    [
        ("*", KEY, YES),
        (f"{BUCKET}/*", KEY, YES),
        (f"{BUCKET}/*", BUCKET, NO),
        (BUCKET, KEY, NO),
        (BUCKET, BUCKET, YES),
        (f"{BUCKET}*", KEY, YES),
        (f"{BUCKET}/EVENTS/*", KEY, NO),
        (f"{BUCKET}/events/?.csv", KEY, YES),
        (f"{BUCKET}/*/1.csv", KEY, YES),
        (f"{BUCKET}/*/1.csv", f"{BUCKET}/a/b/1.csv", YES),
        (f"{BUCKET}/a*", f"{BUCKET}/a:b:c", YES),
        (f"{BUCKET}/a*", f"{BUCKET}/a\nb", YES),
        ("arn:aws:s3:::*", KEY, YES),
        ("arn:aws-cn:s3:::raw/*", KEY, NO),
        ("arn:*:s3:::raw/*", KEY, YES),
        ("arn:aws:s3:eu-central-1::raw/*", KEY, NO),
        ("arn:aws:*:raw/events/1.csv", KEY, OPEN),
        ("arn:aws:s3*", KEY, OPEN),
        ("arn:aws:ec2*", KEY, NO),
        ("arn:aws:s3:::", KEY, NO),
        ("arn:aws:s3", KEY, OPEN),
        ("arn:*:s3", KEY, OPEN),
        ("arn:aws:sqs", KEY, NO),
        ("arn:aws:s3:raw", KEY, NO),
        ("arn:aws:s3::raw/events/1.csv", KEY, NO),
        ("arn:awz:s3:::raw/*", KEY, NO),
        ([f"{BUCKET}/logs/*", f"{BUCKET}/events/*"], KEY, YES),
        ([], KEY, NO),
    ],
)
def test_a_resource_is_compared_field_by_field(element: Json, resource: str, answer: Answer) -> None:
    assert applies(asked(resource=resource), Resource=element) is answer
    negated = {YES: NO, NO: YES, OPEN: OPEN}[answer]
    assert applies(asked(resource=resource), Resource=None, NotResource=element) is negated


@pytest.mark.parametrize(
    ("element", "answer"),
    [
        (f"{BUCKET}/*", YES),
        (f"{BUCKET}/events/*", YES),
        (f"{BUCKET}/e*", YES),
        (f"{BUCKET}/events/2026*", OPEN),
        (f"{BUCKET}/*.csv", OPEN),
        (f"{BUCKET}/logs/*", NO),
        ([f"{BUCKET}/logs/*", "*"], YES),
    ],
)
def test_of_many_objects_a_statement_is_for_all_for_none_or_for_some(element: Json, answer: Answer) -> None:
    events = Pattern.glob(f"{BUCKET}/events/*")
    assert applies(asked(resource=events), Resource=element) is answer


@pytest.mark.parametrize(
    ("element", "context", "answer"),
    [
        (f"{BUCKET}/${{aws:PrincipalAccount}}/*", {"PrincipalAccount": "events"}, YES),
        (f"{BUCKET}/${{aws:PrincipalAccount}}/*", {"PrincipalAccount": "logs"}, NO),
        (f"{BUCKET}/${{aws:PrincipalAccount}}*", {"PrincipalAccount": "*"}, NO),
        (f"{BUCKET}/${{aws:PrincipalAccount}}/*", {}, OPEN),
        (f"{BUCKET}/logs/${{aws:PrincipalAccount}}", {}, NO),
        ("arn:aws:s3:::${aws:PrincipalAccount}/*", {"PrincipalAccount": "raw"}, YES),
    ],
)
def test_a_variable_in_a_resource(element: str, context: dict[str, str], answer: Answer) -> None:
    assert applies(asked(**context), Resource=element) is answer
    literal = applies(asked(**context), Resource=element, version=None)
    assert literal is NO


def test_a_variable_without_a_value_matches_nothing_under_not_resource_too() -> None:
    request = Request("s3:GetObject", KEY, JOB, Context({"aws:username": ABSENT}))
    element = f"{BUCKET}/${{aws:username}}/*"
    assert applies(request, Resource=element) is NO
    assert applies(request, Resource=None, NotResource=element) is YES


USER = Caller(CallerKind.USER, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/ann")
SERVICE = Caller(CallerKind.SERVICE, "", "sagemaker.amazonaws.com")
STRANGER = Caller(CallerKind.ROLE)


@pytest.mark.parametrize(
    ("element", "caller", "answer"),
    [
        ("*", ANONYMOUS, YES),
        ({"AWS": "*"}, ANONYMOUS, YES),
        ("*", JOB, YES),
        ({"AWS": ACCOUNT}, JOB, YES),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, JOB, YES),
        ({"AWS": "999999999999"}, JOB, NO),
        ({"AWS": ACCOUNT}, ANONYMOUS, NO),
        ({"AWS": ACCOUNT}, STRANGER, OPEN),
        ({"AWS": ROLE}, JOB, YES),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/job"}, JOB, NO),
        ({"AWS": ROLE}, USER, NO),
        ({"AWS": ROLE}, STRANGER, OPEN),
        ({"AWS": SESSION}, JOB, YES),
        ({"AWS": SESSION + "2"}, JOB, NO),
        ({"AWS": SESSION}, role(ROLE), OPEN),
        ({"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/other/SageMaker"}, role(ROLE), NO),
        ({"AWS": USER.arn}, USER, YES),
        ({"AWS": USER.arn}, JOB, NO),
        ({"AWS": "AROAEXAMPLEEXAMPLE123"}, JOB, OPEN),
        ({"AWS": "AROAEXAMPLEEXAMPLE123"}, ANONYMOUS, NO),
        ({"Service": "sagemaker.amazonaws.com"}, SERVICE, YES),
        ({"Service": "sagemaker.amazonaws.com"}, JOB, NO),
        ({"Service": "ec2.amazonaws.com"}, SERVICE, NO),
        ({"Federated": "accounts.google.com"}, JOB, NO),
        ({"CanonicalUser": "79a59df900b949e5"}, JOB, OPEN),
        ({"CanonicalUser": "79a59df900b949e5"}, ANONYMOUS, NO),
        ({"AWS": ["999999999999", ROLE]}, JOB, YES),
        ({"AWS": "999999999999", "Service": "ec2.amazonaws.com"}, JOB, NO),
        ({"AWS": []}, JOB, NO),
    ],
)
def test_a_principal_means_a_caller(element: Json, caller: Caller, answer: Answer) -> None:
    assert applies(asked(caller=caller), Principal=element) is answer


@pytest.mark.parametrize(
    ("element", "answer"),
    [
        ("*", NO),
        ({"AWS": "999999999999"}, YES),
        ({"AWS": [ACCOUNT, ROLE, SESSION]}, NO),
        ({"AWS": [ACCOUNT, ROLE]}, OPEN),
        ({"AWS": ROLE}, OPEN),
    ],
)
def test_not_principal_leaves_a_session_out_where_all_its_names_stand(element: Json, answer: Answer) -> None:
    assert applies(asked(), Principal=None, NotPrincipal=element) is answer


def test_of_many_actions_none_has_white_space_in_it() -> None:
    every = Request(Pattern.glob("s3:*"), KEY, JOB, Context({}))
    assert applies(every, Action="s3: GetObject") is NO
    assert applies(every, Action=["s3: GetObject", "s3:*"]) is YES
    assert applies(every, Action=None, NotAction="s3: GetObject") is YES


def test_not_principal_admits_the_anonymous() -> None:
    assert applies(asked(caller=ANONYMOUS), Principal=None, NotPrincipal={"AWS": ACCOUNT}) is YES


def test_at_a_gateway_endpoint_an_account_means_its_root_user() -> None:
    root = Caller(CallerKind.ROOT, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root")
    for name in (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root"):
        assert applies(asked(), gateway=True, Principal={"AWS": name}) is NO
        assert applies(asked(caller=root), gateway=True, Principal={"AWS": name}) is YES


def test_every_condition_has_to_hold() -> None:
    vpc = {"aws:SourceVpc": "vpc-1"}
    block = {"StringEquals": vpc, "Bool": {"aws:SecureTransport": "true"}}
    assert applies(asked(SourceVpc="vpc-1", SecureTransport="true"), Condition=block) is YES
    assert applies(asked(SourceVpc="vpc-1", SecureTransport="false"), Condition=block) is NO
    assert applies(asked(SourceVpc="vpc-1"), Condition=block) is OPEN


def ruling(request: Request, *statements: dict[str, Json]) -> tuple[Answer, Answer]:
    found = Evaluator(policy(*statements)).rule(request)
    return found.denied.answer, found.allowed.answer


def test_any_deny_and_any_allow_count_in_any_order() -> None:
    whole = [statement(), statement("Deny", Action="s3:Get*"), statement("Deny", Action="s3:Put*")]
    for several in permutations(whole):
        assert ruling(asked(), *several) == (YES, YES)
        assert ruling(asked("s3:ListBucket"), *several) == (NO, YES)
    assert ruling(asked(), *whole[1:]) == (YES, NO)
    assert ruling(asked()) == (NO, NO)


def test_a_broken_statement_may_apply_or_not() -> None:
    text = document(statement(Effect="allow"), statement("Deny", Resource="raw"), statement())
    found = Evaluator(read(text).policies[0]).rule(asked())
    assert (found.denied.answer, found.allowed.answer) == (OPEN, YES)
    assert found.denied.facts == {
        Fact("", "", "", "statement 1 can't be understood"),
        Fact("", "", "", "statement 2 can't be understood"),
    }


def test_the_elements_that_were_looked_at_explain_the_answer() -> None:
    text = document(statement("Deny", Sid="NoLogs", Resource=f"{BUCKET}/logs/*"), statement())
    found = Evaluator(read(text).policies[0]).rule(asked())
    denial, permit = found.applied
    assert [(part.element, part.truth.answer) for part in denial.parts][-1] == ("Resource", NO)
    assert text[denial.parts[-1].span.start : denial.parts[-1].span.end] == f'"{BUCKET}/logs/*"'
    assert [each.statement.index for each in found.deciding(Effect.ALLOW)] == [permit.statement.index]


actions = st.sampled_from(["*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject"])
resources = st.sampled_from(["*", f"{BUCKET}/*", KEY, f"{BUCKET}/logs/*"])
statements = st.builds(
    lambda effect, action, resource: statement(effect, Action=action, Resource=resource),
    st.sampled_from(["Allow", "Deny"]),
    actions,
    resources,
)


@given(st.lists(statements, max_size=4), statements, st.sampled_from(["s3:GetObject", "s3:PutObject"]))
def test_a_further_deny_never_allows_more_and_a_further_allow_never_less(
    several: list[dict[str, Json]], further: dict[str, Json], action: str
) -> None:
    def allows(*each: dict[str, Json]) -> bool:
        denied, allowed = ruling(asked(action), *each)
        return denied is NO and allowed is YES

    before = allows(*several)
    assert allows(*several, further | {"Effect": "Deny"}) <= before
    assert allows(*several, further | {"Effect": "Allow"}) >= before
    assert allows(*reversed(several)) == before


def test_an_identity_policy_is_about_whom_it_is_attached_to() -> None:
    found = Evaluator(policy(statement(), policy_type=PolicyType.IDENTITY)).rule(asked())
    assert found.allowed.answer is YES
