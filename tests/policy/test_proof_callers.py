"""Those who may ask in a proof: everyone whom a policy tells apart."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.proof.callers import CallerChoice, caller_choices
from vpclint.policy.proof.search import Scope
from vpclint.policy.proof.statements import Statements
from vpclint.policy.prove import Verdict, prove
from vpclint.policy.values import ABSENT, Like, Value, known

from .documents import policy, statement

ROLE, USER = "arn:aws:iam::123456789012:role/job", "arn:aws:iam::123456789012:user/ann"
SESSION = "arn:aws:sts::123456789012:assumed-role/job/s1"
STRANGER = "000000000000"


def everyone(*statements: dict[str, Any], endpoint: bool = False) -> list[Any]:
    kind = PolicyType.ENDPOINT if endpoint else PolicyType.BUCKET
    several = Statements([Evaluator(policy(*statements, policy_type=kind))])
    return caller_choices(several, None, {}, {}, endpoint=endpoint)


def named(*principals: Any) -> list[tuple[str, str, str]]:
    """The kind, the account and the ARN of all whom these principals tell apart."""
    found = everyone(*(statement(Principal=each) for each in principals))
    return [(each.caller.kind.value, each.caller.account, each.caller.arn) for each in found]


def test_where_everyone_is_meant_nobody_stands_for_all() -> None:
    assert named("*") == [("anonymous", "", "")]


def test_a_role_that_is_named_is_told_from_others_of_its_account_and_from_strangers() -> None:
    assert named({"AWS": ROLE}) == [("anonymous", "", ""), ("role", "123456789012", ROLE)]


def test_an_account_is_everyone_in_it() -> None:
    assert named({"AWS": "123456789012"}) == [
        ("anonymous", "", ""),
        ("role", "123456789012", "arn:aws:iam::123456789012:role/someone"),
    ]


def test_a_user_a_session_and_a_service_are_who_they_are() -> None:
    assert named({"AWS": USER})[1] == ("user", "123456789012", USER)
    [session] = [
        each.caller for each in everyone(statement(Principal={"AWS": SESSION})) if each.caller.session == SESSION
    ]
    assert session.kind is CallerKind.ROLE
    assert all(each.named for each in everyone(statement(Principal={"Service": "glue.amazonaws.com"})))
    assert named({"Service": "glue.amazonaws.com"}) == [
        *(("anonymous", "", ""), ("service", "", "glue.amazonaws.com")),
    ]


def test_conditions_on_who_asks_tell_apart_kinds_and_accounts() -> None:
    account = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    found = [(each.caller.kind.value, each.caller.account) for each in everyone(statement(Condition=account))]
    assert found == [
        *(("anonymous", ""), ("service", ""), ("role", "123456789012"), ("role", STRANGER)),
    ]
    by_type = {"StringEquals": {"aws:PrincipalType": "Account"}}
    kinds = [each.caller.kind.value for each in everyone(statement(Condition=by_type))]
    assert kinds == ["anonymous", "service", "role", "user", "root"]


def test_the_arn_of_somebody_may_be_any_of_the_kind_and_that_of_a_root_user_is_one() -> None:
    by_arn = {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/team/*"}}
    found = {
        each.caller.kind: each for each in everyone(statement(Condition=by_arn)) if each.caller.account == STRANGER
    }
    arn = "aws:PrincipalArn"
    assert isinstance(found[CallerKind.ROLE].told[arn], Like)
    assert found[CallerKind.ROOT].told[arn] == known(f"arn:aws:iam::{STRANGER}:root")
    assert (found[CallerKind.ROLE].named, found[CallerKind.ROOT].named) == (False, True)


def test_through_an_endpoint_nobody_has_a_public_address() -> None:
    for each in everyone(statement(Principal="*"), endpoint=True):
        assert each.told["aws:SourceIp"] == ABSENT


def among(*callers: Caller, statements: Any = (), each: bool = False, **known_of: Any) -> list[CallerChoice]:
    """Those of some callers whom statements of a bucket's policy tell apart."""
    several = Statements([Evaluator(policy(*statements, policy_type=PolicyType.BUCKET))])
    given, pinned = known_of.get("given", {}), known_of.get("pinned", {})
    return caller_choices(several, callers, given, pinned, endpoint=False, each=each)


ONE, OTHER = role(ROLE, "s1"), role("arn:aws:iam::123456789012:role/other", "s1")
OF_ACCOUNT = statement(Principal={"AWS": "123456789012"})
BY_ARN = statement(Condition={"StringLike": {"aws:PrincipalArn": "*:role/job"}})
BY_NAME = statement(Condition={"StringLike": {"aws:username": "ann*"}})


def test_callers_who_are_given_are_those_and_one_stands_for_all_who_are_alike() -> None:
    assert [each.caller for each in among(ONE, OTHER, statements=[OF_ACCOUNT])] == [ONE]
    assert [each.caller for each in among(ONE, OTHER, statements=[BY_ARN])] == [ONE, OTHER]
    assert [each.caller for each in among(ONE, ANONYMOUS, statements=[OF_ACCOUNT])] == [ONE, ANONYMOUS]
    assert [each.caller for each in among(ONE, OTHER, statements=[OF_ACCOUNT], each=True)] == [ONE, OTHER]
    assert all(each.named for each in among(ONE, ANONYMOUS, statements=[BY_ARN]))


def test_statements_that_name_nobody_are_about_everyone_who_asks() -> None:
    several = Statements([Evaluator(policy(statement(), policy_type=PolicyType.IDENTITY))])
    [found] = caller_choices(several, (ONE,), {}, {}, endpoint=False)
    assert (found.yes, found.may) == (1, 1)


def test_a_statement_is_about_whom_its_principals_mean() -> None:
    asked = [OF_ACCOUNT, statement(Principal={"AWS": USER}), statement(Principal="*")]
    assert [(each.yes, each.may) for each in among(ONE, ANONYMOUS, statements=asked)] == [
        (0b101, 0b101),
        (0b100, 0b100),
    ]


def test_what_is_given_counts_more_than_what_follows_from_who_asks() -> None:
    [found] = among(ONE, given={"aws:username": known("ann"), "aws:SourceVpce": known("vpce-1")}, statements=[BY_ARN])
    assert (found.told["aws:username"], found.told["aws:SourceVpce"]) == (known("ann"), known("vpce-1"))
    assert found.told["aws:PrincipalArn"] == known(ROLE)


def test_a_value_that_is_chosen_beforehand_counts_where_none_is_known() -> None:
    pinned: dict[str, Value] = {"aws:sourcevpce": known("vpce-1"), "aws:principalaccount": known("999999999999")}
    [found] = among(ONE, pinned=pinned, statements=[BY_ARN])
    assert (found.context["aws:sourcevpce"], found.context["aws:principalaccount"]) == (
        *(known("vpce-1"), known("123456789012")),
    )
    assert found.told["aws:sourcevpce"] != known("vpce-1")
    assert found.completed({"aws:k": known("x"), "aws:username": ABSENT}) == {
        "aws:sourcevpce": known("vpce-1"),
        "aws:k": known("x"),
    }
    assert found.completed({"aws:sourcevpce": known("vpce-2")}) == {"aws:sourcevpce": known("vpce-2")}


def test_only_names_that_conditions_ask_for_are_left_open() -> None:
    somebody = [each for each in everyone(OF_ACCOUNT, BY_NAME) if not each.named]
    users = [each for each in somebody if each.caller.kind is CallerKind.USER]
    assert {each.told["aws:username"] for each in users} == {Like(Pattern.glob("?*"))}
    assert users[0].told["aws:PrincipalArn"] == known("arn:aws:iam::123456789012:user/someone")
    roles = [each for each in somebody if each.caller.kind is CallerKind.ROLE]
    assert {each.told["aws:username"] for each in roles} == {ABSENT}
    by_id = [each for each in everyone(statement(Condition={"StringLike": {"aws:userid": "*:s"}})) if not each.named]
    assert by_id[1].told["aws:userid"] == Like(Pattern.glob("AROA*:?*"))


def choice(kind: CallerKind, *statements: dict[str, Any]) -> CallerChoice:
    """Somebody of a kind whom nobody names, of the last account."""
    return [each for each in everyone(*statements) if each.caller.kind is kind and not each.named][-1]


def test_who_asks_is_called_as_condition_keys_say() -> None:
    somebody = choice(CallerKind.ROLE, BY_ARN)
    assert somebody.called({}) == role(f"arn:aws:iam::{STRANGER}:role/someone", "someone")
    assert somebody.called({"aws:principalarn": known(ROLE)}) == role(ROLE, "someone")
    assert somebody.called({"aws:principalarn": known(ROLE), "aws:userid": known("AROA:me")}) == role(ROLE, "me")
    user = choice(CallerKind.USER, BY_ARN, BY_NAME)
    assert user.called({}) == user.caller
    assert user.called({"aws:username": known("ann")}).arn == f"arn:aws:iam::{STRANGER}:user/ann"
    assert user.called({"aws:principalarn": known(USER)}) == Caller(CallerKind.USER, STRANGER, USER)
    service = choice(CallerKind.SERVICE, statement(Condition={"StringLike": {"aws:PrincipalServiceName": "*"}}))
    assert service.called({"aws:principalservicename": known("a.amazonaws.com")}).arn == "a.amazonaws.com"
    assert service.called({"aws:principalarn": known(ROLE)}) == service.caller
    [named] = among(ONE, statements=[BY_ARN])
    assert named.called({"aws:principalarn": known(USER)}) == ONE


def test_nobody_has_the_name_of_one_user_and_the_arn_of_another() -> None:
    user = choice(CallerKind.USER, BY_ARN, BY_NAME)
    arn = {"aws:principalarn": known("arn:aws:iam::000000000000:user/team/ann")}
    assert user.contradicts({"aws:username": known("bob"), **arn})
    assert not user.contradicts({"aws:username": known("ann"), **arn})
    assert not user.contradicts({"aws:username": known("bob")})
    assert not user.contradicts(arn)
    assert not choice(CallerKind.ROLE, BY_ARN).contradicts({"aws:username": ABSENT})


@pytest.mark.parametrize(
    ("denied", "condition"),
    [
        ({"AWS": ROLE}, {"aws:PrincipalArn": f"{ROLE}*"}),
        ({"AWS": USER}, {"aws:PrincipalArn": f"{USER}*"}),
        ({"AWS": USER}, {"aws:username": "ann*"}),
        (
            {"AWS": "arn:aws:iam::123456789012:user/someone"},
            {"aws:PrincipalType": "User", "aws:PrincipalAccount": "1*"},
        ),
        ({"AWS": "arn:aws:iam::123456789012:role/someone"}, {"aws:userid": "AROA*:a"}),
        ({"Service": "glue.amazonaws.com"}, {"aws:PrincipalServiceName": "glue.amazonaws.com*"}),
        ({"Service": "someone.amazonaws.com"}, {"aws:PrincipalIsAWSService": "true"}),
    ],
)
def test_somebody_who_is_not_named_is_not_taken_for_one_who_is(denied: Any, condition: dict[str, str]) -> None:
    kinds = {"PrincipalType", "PrincipalIsAWSService", "PrincipalServiceName"}
    nobodys = (
        {} if any(key.removeprefix("aws:") in kinds for key in condition) else {"aws:PrincipalIsAWSService": "false"}
    )
    allowed = statement(Condition={"StringLike": condition, "StringEquals": nobodys})
    whole = Evaluator(policy(allowed, statement("Deny", Principal=denied)))
    assert prove(whole, Scope()).verdict is Verdict.PARTLY


@pytest.mark.parametrize(
    "condition",
    [
        {"aws:username": "ann"},
        {"aws:userid": "AROA*:ann", "aws:PrincipalType": "AssumedRole", "aws:PrincipalAccount": "123456789012"},
        {"aws:PrincipalServiceName": "glue.amazonaws.com"},
    ],
)
def test_who_has_a_name_that_only_a_condition_tells_may_ask(condition: dict[str, str]) -> None:
    assert prove(Evaluator(policy(statement(Condition={"StringLike": condition}))), Scope()).verdict is Verdict.PARTLY


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("Bool", "aws:MultiFactorAuthPresent", "true"),
        ("NumericLessThan", "aws:MultiFactorAuthAge", "3600"),
        ("DateGreaterThan", "aws:TokenIssueTime", "2026-01-01T00:00:00Z"),
        ("StringEquals", "aws:SourceIdentity", "ann"),
        ("StringLike", "aws:FederatedProvider", "*"),
    ],
)
def test_nobody_does_not_stand_for_somebody_who_has_a_key_that_nobody_has(operator: str, key: str, value: str) -> None:
    condition = {operator: {key: value}}
    for statements in ([statement(Condition=condition)], [statement(), statement("Deny", Condition=condition)]):
        assert prove(Evaluator(policy(*statements)), Scope()).verdict is Verdict.PARTLY


def test_a_user_who_would_have_two_names_leaves_it_open() -> None:
    both = {"aws:username": "ann", "aws:PrincipalArn": "arn:aws:iam::123456789012:user/bob"}
    for arn, verdict in ((both["aws:PrincipalArn"], Verdict.UNKNOWN), (USER, Verdict.PARTLY)):
        asked = statement(Condition={"StringEquals": both | {"aws:PrincipalArn": arn}})
        assert prove(Evaluator(policy(asked)), Scope()).verdict is verdict


def test_what_looks_like_an_arn_and_is_none_of_a_caller_names_nobody() -> None:
    texts = [ROLE, USER, SESSION, "arn:aws:iam::123456789012:root", "123456789012"]
    found = [each.caller for each in everyone(*(statement(Principal={"AWS": text}) for text in texts)) if each.named]
    assert [each.session or each.arn for each in found] == ["", ROLE, USER, SESSION]


def test_of_names_in_the_own_account_and_of_services_it_is_told_which_somebody_else_has() -> None:
    principals: list[Any] = [{"AWS": [ROLE, USER, "*"]}, {"Service": "a.amazonaws.com"}]
    whole = Statements([Evaluator(policy(*(statement(Principal=each) for each in principals)))])
    somebody = [each for each in caller_choices(whole, None, {}, {}, endpoint=False, each=True) if not each.named]
    found = {
        (each.caller.kind.value, each.caller.account): {
            key: list(each.never(f"aws:{key}", whole)) for key in ("principalarn", "username", "userid")
        }
        for each in somebody
    }
    own = "123456789012"
    assert found["role", own] == {"principalarn": [ROLE], "username": ["job"], "userid": []}
    assert found["user", own] == {"principalarn": [USER], "username": ["ann"], "userid": []}
    assert found["user", STRANGER] == found["service", ""] == {"principalarn": [], "username": [], "userid": []}
    service = next(each for each in somebody if each.caller.kind is CallerKind.SERVICE)
    assert "a.amazonaws.com" in service.never("aws:principalservicename", whole)
    assert list(caller_choices(whole, (ONE,), {}, {}, endpoint=False)[0].never("aws:principalarn", whole)) == []
