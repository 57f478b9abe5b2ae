"""The edges of what policies decide: what a part counts for, what an open answer names, and the shapes of values."""

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import Caller, CallerKind, GrantForm, form_of, is_meant, names, role
from vpclint.policy.compose import OWNER_UNTOLD, Decision, Layer, Policies, decide
from vpclint.policy.conditions import ConditionTest
from vpclint.policy.document import Effect, PolicyType, Principal, Principals, Text
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.operators import OPERATORS
from vpclint.policy.values import ABSENT, Context, Known, Like, OneOf, Unknown, Value, known, untold
from vpclint.text.nodes import Span
from vpclint.truth import Answer, Fact, Truth

from .documents import BUCKET, KEY, Json, document, policy, read, statement

OURS, THEIRS = "123456789012", "999999999999"
ROLE = f"arn:aws:iam::{OURS}:role/team/job"
JOB = role(ROLE, "SageMaker")
ID = "AROAEXAMPLEEXAMPLE123"
YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
ALLOW, ELSE = statement(), statement(Action="sts:*")
VPCE = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}


def condition(operator: str, literal: Json, **values: Value) -> Truth:
    """One condition on aws:TheKey."""
    [one] = policy(statement(Condition={operator: {"aws:TheKey": literal}})).statements
    context = Context({f"aws:{name}": each for name, each in values.items()})
    return ConditionTest(one.conditions[0], variables=True).holds(context)


@pytest.mark.parametrize(
    ("operator", "literal", "value", "answer"),
    [
        ("DateEquals", "2026", "2026", YES),
        ("DateLessThan", "2026-01-01", "2026", YES),
        ("DateEquals", "2026-13-01", "1", NO),
        ("DateNotEquals", "2026-13-01", "1", OPEN),
        ("DateEquals", "2026-11-23T00:00:00.5Z", "1795392000.5", YES),
        ("NumericEquals", "+5", "-5", NO),
        ("NumericEquals", "1e3", "1000", NO),
        ("IpAddress", "10.0.0.0.0", "10.0.0.1", NO),
        ("IpAddress", "10.0.0.0/8", "nowhere", OPEN),
        ("BinaryEquals", "QQ==", "?", OPEN),
        ("ArnLike", "arn:aws:logs:eu-central-1:1:log-*:x", "arn:aws:logs:eu-central-1:1:log-a:b:x", YES),
        ("ArnLike", "arn:aws:s3*:${aws:Region}::raw", "arn:aws:s3:eu::raw", YES),
        ("ArnLike", "arn:aws:s3*:${aws:Region}::raw", "arn:aws:s3:us::raw", NO),
        ("ArnLike", "arn:aws:s3", "arn:aws:s3:::raw", OPEN),
        ("ArnLike", "arn:aws:sqs", "arn:aws:s3:::raw", NO),
        ("ArnLike", "*role/job", "arn:aws:iam::123456789012:role/job", OPEN),
        ("ArnLike", "arn:a*s:s3:::raw", "arn:aws:s:s3:::raw", NO),
        ("ArnLike", "arn:aws:s3*:x::raw", "arn:aws:s3:yy::raw", NO),
    ],
)
def test_a_value_and_a_literal(operator: str, literal: str, value: str, answer: Answer) -> None:
    assert condition(operator, literal, TheKey=known(value), Region=known("eu")).answer is answer


def test_what_is_open_names_the_key_that_decides() -> None:
    one_of = OneOf((known("a"), Unknown(Fact("X"))))
    assert condition("StringEquals", "a", TheKey=one_of).facts == {untold("aws:TheKey")}
    both = OneOf((Unknown(Fact("X")), Unknown(Fact("Y"))))
    assert condition("StringEquals", "a", TheKey=both).facts == {untold("aws:TheKey")}
    assert condition("StringEquals", "a", TheKey=OneOf((known("a"), ABSENT))).facts == {untold("aws:TheKey")}
    like = Like(Pattern.glob("vpce-*"))
    assert condition("StringEquals", "vpce-1", TheKey=like).facts == {untold("aws:TheKey")}
    assert condition("NumericEquals", "1", TheKey=like).facts == {untold("aws:TheKey")}
    assert condition("StringEquals", "${aws:Other}", TheKey=known("a")).facts == {untold("aws:Other")}
    none = "AWS does not say whether an empty aws:TheKey counts as a value"
    assert {each.reason for each in condition("StringEquals", "", TheKey=known("")).facts} == {none}
    filled = condition("StringEquals", "a${aws:Other}", TheKey=known("a"), Other=known(""))
    assert {each.reason for each in filled.facts} == {none.replace("TheKey", "Other")}
    masked = condition("IpAddress", "10.0.0.1/8", TheKey=known("10.0.0.1"))
    assert {each.reason for each in masked.facts} == {"AWS does not say whether '10.0.0.1/8' means 10.0.0.0/8"}
    moment = condition("DateEquals", "01T", TheKey=known("1"))
    assert {each.reason for each in moment.facts} == {"AWS does not say which instant '01T' is"}
    assert untold("aws:Other") == Fact("", "", "", "the value of aws:Other is not known")


def test_of_a_pattern_that_every_case_agrees_on_nothing_is_open() -> None:
    like = Like(Pattern.glob("vpce-*"))
    assert condition("StringLike", "vpce-*", TheKey=like).answer is YES
    assert condition("StringEquals", "vpc-1", TheKey=like).answer is NO
    assert condition("Null", "true", TheKey=like).answer is NO
    assert condition("ForAnyValue:StringLike", "vpce-*", TheKey=like).answer is YES


def test_a_question_that_takes_too_long_is_given_up_and_open() -> None:
    hostile = f"{BUCKET}/*a{'?' * 25}*"
    request = Request("s3:GetObject", Pattern.glob(hostile), JOB, Context({}))
    found = Evaluator(policy(statement(Resource=hostile))).rule(request)
    assert found.allowed.answer is OPEN


@pytest.mark.parametrize(
    ("kind", "name", "form"),
    [
        ("AWS", "*", GrantForm.DIRECT),
        ("AWS", OURS, GrantForm.ACCOUNT),
        ("AWS", f"arn:aws:iam::{OURS}:root", GrantForm.ACCOUNT),
        ("AWS", ROLE, GrantForm.ROLE),
        ("AWS", ID, GrantForm.ROLE),
        ("AWS", ID.replace("AROA", "AIDA"), GrantForm.DIRECT),
        ("AWS", f"arn:aws:iam::{OURS}:user/ann", GrantForm.DIRECT),
        ("Service", "sagemaker.amazonaws.com", GrantForm.DIRECT),
        ("CanonicalUser", OURS, GrantForm.DIRECT),
    ],
)
def test_how_a_principal_is_named(kind: str, name: str, form: GrantForm) -> None:
    assert form_of(Principal(kind, Text(name, Span(0, 0)))) is form


def test_a_star_is_everybody_only_among_those_of_aws() -> None:
    star = Text("*", Span(0, 0))
    answers = {
        kind: names(Principal(kind, star), JOB).answer for kind in ("AWS", "Federated", "Service", "CanonicalUser")
    }
    assert answers == {"AWS": YES, "Federated": NO, "Service": NO, "CanonicalUser": OPEN}


def test_an_account_means_all_that_is_in_it_unless_the_endpoint_is_a_gateway() -> None:
    account = Principals((Principal("AWS", Text(OURS, Span(0, 0))),), Span(0, 0))
    assert is_meant(account, JOB).answer is YES
    assert is_meant(account, JOB, gateway=True).answer is NO


@pytest.mark.parametrize(
    ("caller", "fact"),
    [
        (Caller(CallerKind.ROLE), "the caller's account is not known"),
        (Caller(CallerKind.ROLE, OURS), "the caller's ARN is not known"),
        (role(ROLE), "the session of the role is not known"),
    ],
)
def test_what_is_not_known_of_a_caller_is_named(caller: Caller, fact: str) -> None:
    name = {"the caller's account is not known": OURS, "the caller's ARN is not known": ROLE}
    asked = name.get(fact, f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker")
    found = names(Principal("AWS", Text(asked, Span(0, 0))), caller)
    assert {each.reason for each in found.facts} == {fact}


def test_of_a_caller_without_a_known_account_a_session_is_open() -> None:
    session = f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker"
    found = names(Principal("AWS", Text(session, Span(0, 0))), Caller(CallerKind.ROLE, OURS))
    assert {each.reason for each in found.facts} == {"the caller's session is not known"}
    canonical = names(Principal("CanonicalUser", Text("79a5", Span(0, 0))), JOB)
    assert {each.reason for each in canonical.facts} == {"the canonical user id of the caller is not known"}


def layer(name: str, *statements: Json, kind: PolicyType = PolicyType.BUCKET) -> Layer:
    return Layer(name, (Evaluator(read(document(*statements), kind).policies[0]),))


def asked(
    *, caller: Caller = JOB, owner: str = OURS, bucket: list[Json], **others: list[Json]
) -> tuple[Decision, list[str]]:
    layers = {
        name: layer(name, *({**each} for each in several), kind=PolicyType.ENDPOINT) for name, several in others.items()
    }
    policies = Policies(resource=layer("bucket", *bucket), owner=owner, **layers)  # type: ignore[arg-type]
    found = decide(policies, Request("s3:GetObject", KEY, caller, Context({})))
    return found.decision, [said.layer.name for said, _ in found.blocked_by]


def test_what_grants_has_to_hold_as_a_whole() -> None:
    assert asked(bucket=[statement(Condition=VPCE)]) == (Decision.UNKNOWN, [])
    assert asked(bucket=[statement(Principal={"AWS": ROLE}, Condition=VPCE)]) == (Decision.UNKNOWN, [])
    assert asked(bucket=[statement(Principal={"AWS": [THEIRS, ROLE]})]) == (Decision.ALLOW, [])
    assert asked(bucket=[statement(Principal={"AWS": [OURS, ROLE]})]) == (Decision.ALLOW, [])


def test_an_exception_grants_and_what_is_broken_may_grant() -> None:
    assert asked(bucket=[statement(NotPrincipal={"AWS": THEIRS})]) == (Decision.ALLOW, [])
    assert asked(bucket=[statement(Resource="raw")]) == (Decision.UNKNOWN, [])
    assert asked(bucket=[statement(Resource="raw", Principal={"AWS": THEIRS})]) == (Decision.UNKNOWN, [])


def test_only_what_is_in_the_way_is_said_to_be() -> None:
    assert asked(bucket=[ELSE], identity=[ALLOW], endpoint=[ELSE]) == (Decision.IMPLICIT_DENY, ["endpoint"])
    assert asked(bucket=[ELSE], identity=[ELSE], endpoint=[ELSE])[1] == ["endpoint", "bucket", "identity"]


def test_of_a_caller_whose_account_is_not_known_the_owner_does_not_help() -> None:
    policies = Policies(identity=layer("identity", ALLOW), owner=OURS)
    found = decide(policies, Request("s3:GetObject", KEY, Caller(CallerKind.ROLE), Context({})))
    assert (found.decision, found.facts) == (Decision.UNKNOWN, {OWNER_UNTOLD})


def test_the_parts_of_a_statement_are_named_up_to_the_first_that_does_not_hold() -> None:
    text = document(
        statement(Condition=VPCE, Resource=f"{BUCKET}/logs/*"),
        statement(Condition=VPCE),
        statement(NotPrincipal={"AWS": THEIRS}, NotAction="ec2:*", NotResource=BUCKET),
    )
    found = Evaluator(read(text).policies[0]).rule(Request("s3:GetObject", KEY, JOB, Context({})))
    assert [[each.element for each in one.parts] for one in found.applied] == [
        ["Action", "Principal", "Resource"],
        ["Action", "Principal", "Resource", "Condition"],
        ["NotAction", "NotPrincipal", "NotResource"],
    ]


def test_what_decides_for_an_effect_is_of_that_effect_or_of_none() -> None:
    several = (ALLOW, statement("Deny"), statement(Effect="Perhaps"), ELSE)
    found = Evaluator(read(document(*several)).policies[0]).rule(Request("s3:GetObject", KEY, JOB, Context({})))
    decided = {effect: [each.statement.index for each in found.deciding(effect)] for effect in Effect}
    assert decided == {Effect.ALLOW: [0, 2], Effect.DENY: [1, 2]}


def test_an_action_may_be_a_pattern() -> None:
    engine = Evaluator(policy(statement(Action="s3:Get*")))

    def allowed(action: str) -> Answer:
        return engine.rule(Request(Pattern.glob(action), KEY, JOB, Context({}))).allowed.answer

    assert [allowed(each) for each in ("S3:get*", "s3:G*", "s3:Put*", "s3:GetObject?")] == [YES, OPEN, NO, YES]


def test_the_second_statement_of_a_name_is_the_one_that_is_wrong() -> None:
    twice = [statement(Sid="One", Principal=None), statement(Sid="One", Principal=None)]
    found = read(document(*twice), PolicyType.IDENTITY)
    assert [each.span for each in found.defects] == [found.policies[0].statements[1].span]


@pytest.mark.parametrize("name", OPERATORS)
def test_wildcards_and_variables_are_of_some_operators(name: str) -> None:
    assert OPERATORS[name].wildcards is name.startswith(("StringLike", "StringNotLike", "Arn"))
    assert OPERATORS[name].variables is name.startswith(("String", "Arn"))


def test_in_a_resource_variables_stand_behind_the_fifth_colon_only() -> None:
    engine = Evaluator(policy(statement(Resource=["arn:aws:s3:${aws:Region}::raw", "arn:aws:s3:::${aws:Region}"])))
    context = Context({"aws:Region": known("eu")})
    asked = [Request("s3:ListBucket", name, JOB, context) for name in ("arn:aws:s3:eu::raw", "arn:aws:s3:::eu")]
    assert [engine.rule(each).allowed.answer for each in asked] == [NO, YES]


def test_of_a_pattern_the_case_of_resources_counts() -> None:
    engine = Evaluator(policy(statement(Resource=f"{BUCKET}/A*")))
    asked = [Request("s3:GetObject", Pattern.glob(f"{BUCKET}/{key}"), JOB, Context({})) for key in ("Ab*", "ab*")]
    assert [engine.rule(each).allowed.answer for each in asked] == [YES, NO]


def test_a_variable_without_a_single_value_matches_nothing_and_one_that_is_open_is_named() -> None:
    engine = Evaluator(policy(statement(Resource="arn:aws:s3:::${aws:One}-${aws:Two}")))

    def allowed(**values: Value) -> Truth:
        context = Context({f"aws:{name}": each for name, each in values.items()})
        return engine.rule(Request("s3:ListBucket", "arn:aws:s3:::a-b", JOB, context)).allowed

    assert allowed(One=known("a"), Two=known("b")).answer is YES
    assert allowed(One=Known(()), Two=known("b")).answer is NO
    assert allowed(One=known("a", several=True), Two=known("b")).answer is NO
    assert allowed(One=known("a")).facts == {untold("aws:Two")}
    assert allowed(One=known("x")).answer is NO


def test_a_context_holds_what_it_was_given() -> None:
    context = Context({"aws:SourceVpc": known("vpc-1")}) | {"AWS:sourcevpc": ABSENT, "s3:prefix": known("a")}
    assert {key: context[key] for key in context} == {"aws:sourcevpc": ABSENT, "s3:prefix": known("a")}
    assert not Known(("a",)).several
