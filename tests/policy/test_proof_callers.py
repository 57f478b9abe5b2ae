"""Those who may ask in a proof: everyone whom a policy tells apart."""

from typing import Any

from vpclint.policy.callers import CallerKind
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.proof.callers import caller_choices, named_arns
from vpclint.policy.proof.statements import Statements
from vpclint.policy.values import ABSENT, Like, known

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


def test_what_is_no_arn_of_a_caller_names_none() -> None:
    texts = [ROLE, USER, SESSION, "arn:aws:iam::123456789012:root", "123456789012"]
    statements = Statements([Evaluator(policy(statement(Principal={"AWS": texts}), policy_type=PolicyType.BUCKET))])
    assert named_arns(statements) == {ROLE, USER, SESSION}
