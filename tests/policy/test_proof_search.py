"""What a search for a request goes through, and what it leaves out since nothing can come of it."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.proof.search import Candidate, Goal, Scope, Search
from vpclint.policy.proof.statements import Statements
from vpclint.policy.values import ABSENT, Known, Value, known

from .documents import document, policy, read, statement

GET, PUT, LIST = "s3:GetObject", "s3:PutObject", "s3:ListBucket"
RAW = "arn:aws:s3:::raw"
VPCE, VPC = "aws:sourcevpce", "aws:sourcevpc"
ANY = Goal(lambda _yes, _may: True)
KEYS = [f"my:k{number}" for number in range(5)]
TAGGED = {"StringEquals": {"aws:PrincipalTag/team": "ml"}}


ANN, BOB = (
    Caller(CallerKind.USER, "123456789012", f"arn:aws:iam::123456789012:user/{name}") for name in ("ann", "bob")
)


def search(
    *statements: dict[str, Any],
    scope: Scope | None = None,
    budget: Budget | None = None,
    pinned: dict[str, Value] | None = None,
) -> Search:
    """A search for requests of nobody to read one object, if nothing else is said."""
    several = Statements([Evaluator(policy(*statements))])
    return Search(several, scope or Scope((GET,), (f"{RAW}/x",), (ANONYMOUS,)), budget or Budget(), pinned)


def present(key: str) -> dict[str, Any]:
    """A statement that applies where a key is there."""
    return statement(Condition={"Null": {key: "false"}})


def bits(found: Search, goal: Goal = ANY, *, as_given: bool = False) -> list[tuple[int, int]]:
    return [(each.yes, each.may) for each in found.candidates(goal, as_given=as_given)]


def walked(goal: Goal, *statements: dict[str, Any], as_given: bool = False) -> tuple[int, int]:
    """How many candidates there are, and how many states it takes to go through what condition keys may be.

    What the keys may be is found out before.
    """
    budget = Budget()
    found = search(*statements, budget=budget)
    list(found.candidates(ANY, as_given=as_given))
    before = budget.left
    return len(list(found.candidates(goal, as_given=as_given))), before - budget.left


def test_each_way_in_which_statements_apply_is_found_once() -> None:
    found = search(present("my:a"), present("my:b"), present("my:a"))
    assert sorted(bits(found)) == [(0, 0), (0b010, 0b010), (0b101, 0b101), (0b111, 0b111)]
    assert sorted(bits(found)) == [(0, 0), (0b010, 0b010), (0b101, 0b101), (0b111, 0b111)]


def test_a_way_is_taken_only_where_it_leads_on() -> None:
    whole = 0b11111
    five = [present(key) for key in KEYS]
    assert walked(ANY, *five) == (32, 63)
    assert walked(Goal(lambda _, may: may == whole), *five) == (1, 6)
    assert walked(Goal(lambda yes, _: not yes), *five) == (1, 6)
    assert walked(Goal(lambda yes, may: bool(may & 1) and not yes & 0b11110), *five) == (1, 6)


def test_ways_that_come_to_the_same_are_taken_once() -> None:
    condition = {"Null": dict.fromkeys(KEYS, "false")}
    assert walked(ANY, statement(Condition=condition)) == (2, 11)


ALWAYS = statement(Condition={"StringLikeIfExists": {"aws:SourceVpce": "*"}})
NEVER = statement(Condition={"Null": {"aws:SourceVpce": "false"}, "StringEquals": {"aws:SourceVpce": []}})


@pytest.mark.parametrize("place", [0, 1, 5])
def test_nothing_is_gone_through_where_a_statement_always_applies_or_never_does(place: int) -> None:
    bit = 1 << place
    for goal, last in (
        (Goal(lambda yes, _: not yes & bit), ALWAYS),
        (Goal(lambda _, may: bool(may & bit)), NEVER),
    ):
        five = [present(key) for key in KEYS]
        five.insert(place, last)
        assert walked(goal, *five) == (0, 0)
        assert walked(ANY, *five)[0] == 32


@pytest.mark.parametrize("place", [0, 1, 5])
def test_nothing_is_gone_through_as_given_where_a_key_is_not_known_that_decides(place: int) -> None:
    bit = 1 << place
    several = [present(key) for key in [*KEYS, "my:z"]]
    assert walked(Goal(lambda yes, _: not yes & bit), *several, as_given=True) == (0, 0)
    assert walked(Goal(lambda _, may: bool(may & bit)), *several, as_given=True) == (0, 0)
    several[place] = statement()
    assert walked(Goal(lambda _, may: bool(may & bit)), *several, as_given=True) == (1, 6)
    several[place] = statement(Action=PUT)
    assert walked(Goal(lambda yes, _: not yes & bit), *several, as_given=True) == (1, 6)


def test_whoever_may_be_meant_may_lead_to_a_request() -> None:
    somebody = {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}
    found = search(statement(Principal=somebody), scope=Scope((GET,), (f"{RAW}/x",), (ANN,)))
    allowed = Goal(lambda _, may: bool(may & 1))
    assert (bits(found, allowed), bits(found, allowed, as_given=True)) == ([(0, 1)], [])


def test_only_keys_of_statements_that_may_apply_are_chosen() -> None:
    several = [
        statement(Resource=f"{RAW}/*", Condition={"Null": {"my:a": "false"}}),
        statement(Resource=f"{RAW}/a*", Condition={"Null": {"my:b": "false"}}),
        statement(Action=PUT, Condition={"Null": {"my:c": "false"}}),
        statement(),
    ]
    found = search(*several, scope=Scope((GET, PUT), (f"{RAW}/x", f"{RAW}/a"), (ANONYMOUS,)))
    keys = {(each.action.name, each.resource): tuple(each.values) for each in found.candidates(ANY)}
    assert keys == {
        (GET, f"{RAW}/x"): ("my:a",),
        (GET, f"{RAW}/a"): ("my:a", "my:b"),
        (PUT, f"{RAW}/x"): ("my:a", "my:c"),
        (PUT, f"{RAW}/a"): ("my:a", "my:b", "my:c"),
    }


def shown(found: Search, goal: Goal = ANY) -> list[tuple[str, str, str, int]]:
    def row(each: Candidate) -> tuple[str, str, str, int]:
        return each.action.name, each.resource, each.caller.caller.arn, each.may

    return list(map(row, found.candidates(goal)))


def test_actions_resources_and_callers_are_tried_in_their_order() -> None:
    several = [statement(Action=PUT), statement(Resource=f"{RAW}/a*"), statement(Principal={"AWS": "123456789012"})]
    found = search(*several, scope=Scope((GET, PUT, LIST), (f"{RAW}/x", f"{RAW}/a"), (ANONYMOUS, ANN)))
    assert shown(found) == [
        (GET, f"{RAW}/x", "", 0b000),
        (GET, f"{RAW}/a", "", 0b010),
        (PUT, f"{RAW}/x", "", 0b001),
        (PUT, f"{RAW}/a", "", 0b011),
        (GET, f"{RAW}/x", ANN.arn, 0b100),
        (GET, f"{RAW}/a", ANN.arn, 0b110),
        (PUT, f"{RAW}/x", ANN.arn, 0b101),
        (PUT, f"{RAW}/a", ANN.arn, 0b111),
    ]
    assert [each[:2] for each in shown(found, Goal(lambda _, may: may == 0b011))] == [(PUT, f"{RAW}/a")]
    assert shown(found, Goal(lambda yes, _: not yes & 0b011))[:2] == [shown(found)[0], shown(found)[4]]


def test_variables_stand_for_what_follows_from_each_caller() -> None:
    several = [statement(Resource="arn:aws:s3:::home/${aws:username}/*"), statement(Action=PUT)]
    found = search(*several, scope=Scope((GET,), (Pattern.glob("arn:aws:s3:::home/*"),), (ANN, BOB)))
    assert [each[1:] for each in shown(found) if each[3]] == [
        ("arn:aws:s3:::home/ann/", ANN.arn, 1),
        ("arn:aws:s3:::home/bob/", BOB.arn, 1),
    ]


def test_resources_that_a_deny_without_conditions_is_about_are_not_looked_through() -> None:
    deny = statement("Deny", Resource=f"{RAW}/*")
    goal = Goal(lambda yes, may: bool(may & 1) and not yes & 2)
    scope = Scope((GET,), (Pattern.glob(f"{RAW}/*"),), (ANONYMOUS,))

    def spent(*denied: dict[str, Any]) -> int:
        budget = Budget()
        others = [statement(Action="s3:*", Resource=f"{RAW}/*{letter}*") for letter in "abcd"]
        list(search(statement(), *denied, *others, scope=scope, budget=budget).candidates(goal))
        return Budget().left - budget.left

    assert shown(search(statement(), deny, scope=scope), goal) == []
    bound = deny | {"Condition": {"Null": {"my:a": "false"}}}
    assert spent(deny) < 50 < spent(bound)
    assert [each[1] for each in shown(search(statement(), bound, scope=scope), goal)] == [f"{RAW}/x"]
    elsewhere = statement("Deny", Resource=f"{RAW}/a*", Principal={"AWS": "123456789012"})
    resources = {each[1] for each in shown(search(statement(), elsewhere, scope=scope))}
    assert resources == {f"{RAW}/x"}


def test_where_one_of_some_statements_has_to_apply_only_their_resources_are_tried() -> None:
    several = [statement(Resource=f"{RAW}/a*"), statement(Resource=f"{RAW}/b*"), statement(Action=PUT)]
    scope = Scope((GET,), (Pattern.glob(f"{RAW}/*"),), (ANONYMOUS,))
    tried = [{each[1] for each in shown(search(*several, scope=scope), Goal(ANY.possible, bits))} for bits in range(5)]
    everything = {f"{RAW}/x", f"{RAW}/a", f"{RAW}/b"}
    assert tried == [everything, {f"{RAW}/a"}, {f"{RAW}/b"}, {f"{RAW}/a", f"{RAW}/b"}, everything]
    assert {each[1] for each in shown(search(*several, scope=scope), Goal(ANY.possible))} == everything


JOB = (role("arn:aws:iam::123456789012:role/job", "s"),)
TEAM = {"aws:PrincipalTag/team": known("ml")}
BOUND, FREE, BOUND_DENY, NO_DENY = (
    *(statement(Condition=TAGGED), statement(), statement("Deny", Condition=TAGGED), statement("Deny", Action=PUT)),
)


@pytest.mark.parametrize("before", [0, 1, 3])
@pytest.mark.parametrize(
    ("asked", "context", "found"),
    [
        ((FREE, NO_DENY), {}, [True, True]),
        ((BOUND, NO_DENY), {}, [True, False]),
        ((FREE, BOUND_DENY), {}, [True, False]),
        ((BOUND, NO_DENY), TEAM, [True, True]),
        ((FREE, BOUND_DENY), TEAM, [False, False]),
        ((FREE, BOUND_DENY), {"aws:PrincipalTag/team": known("x")}, [True, True]),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_as_given_only_what_surely_is_a_request_is_found(
    before: int, asked: tuple[dict[str, Any], ...], context: dict[str, Value], found: list[bool], *, reverse: bool
) -> None:
    allow, deny = (2 << before, 1 << before) if reverse else (1 << before, 2 << before)
    goal = Goal(lambda yes, may: bool(may & allow) and not yes & deny)
    others = [statement(Action="sts:*") for _ in range(before)]
    whole = search(*others, *(reversed(asked) if reverse else asked), scope=Scope((GET,), (f"{RAW}/x",), JOB, context))
    assert [bool(bits(whole, goal, as_given=each)) for each in (False, True)] == found


def test_as_given_a_key_is_left_as_it_is_known_also_where_it_was_taken_apart_before() -> None:
    scope = Scope((GET,), (f"{RAW}/x",), (ANONYMOUS,), endpoint=True)
    found = search(statement(Condition={"StringLike": {VPCE: "vpce-*"}}), scope=scope)
    apart = [each.values[VPCE] for each in found.candidates(ANY)]
    [left] = [each.values[VPCE] for each in found.candidates(ANY, as_given=True)]
    assert all(isinstance(each, Known) for each in apart)
    assert not isinstance(left, Known)
    assert [each.values[VPCE] for each in found.candidates(ANY)] == apart


def test_a_search_is_for_requests_from_anywhere_if_nothing_else_is_said() -> None:
    several = Statements([Evaluator(policy(statement()))])
    [anywhere], [through] = (Search(several, scope, Budget()).callers for scope in (Scope(), Scope(endpoint=True)))
    assert anywhere.told["aws:SourceIp"] != ABSENT
    assert through.told["aws:SourceIp"] == ABSENT
    both = Scope(callers=(ANN, BOB)), Scope(callers=(ANN, BOB), each_caller=True)
    assert [len(Search(several, scope, Budget()).callers) for scope in both] == [1, 2]


def test_keys_have_the_values_that_are_given_and_those_that_are_chosen_beforehand() -> None:
    asked = [statement(Condition={"StringLike": {VPCE: "a*", VPC: "b*"}})]
    scope = Scope((GET,), (f"{RAW}/x",), (ANONYMOUS,), {"aws:SourceVpce": known("abc")})
    found = search(*asked, scope=scope, pinned={VPC: known("bcd"), VPCE: known("ignored")})
    assert [dict(each.values) for each in found.candidates(ANY)] == [{VPCE: known("abc"), VPC: known("bcd")}]
    assert len(bits(search(*asked, scope=scope))) == 2


def test_keys_that_are_compared_in_several_ways_are_told() -> None:
    found = search(
        statement(Condition={"NumericEquals": {"my:a": "1"}, "StringLike": {"my:a": "x"}}),
        *(present("my:b"), statement(Action=PUT, Condition={"NumericEquals": {"my:c": "1"}, "Bool": {"my:c": "true"}})),
    )
    list(found.candidates(ANY))
    assert found.inexact == {"my:a"}


def test_actions_are_looked_up_once_for_several_goals() -> None:
    budget = Budget()
    found = search(
        statement(Action="s3:Get*"), scope=Scope((Pattern.glob("s3:*"),), ("*",), (ANONYMOUS,)), budget=budget
    )
    nothing = Goal(lambda _yes, _may: False)
    assert bits(found, nothing) == []
    before = budget.left
    assert before < Budget().left
    assert bits(found, nothing) == []
    assert budget.left == before


def test_a_statement_that_nobody_understands_may_apply_and_never_surely_does() -> None:
    whole = read(document(statement(), statement() | {"Action": 1})).policies[0]
    found = Search(Statements([Evaluator(whole)]), Scope((GET,), (f"{RAW}/x",), (ANONYMOUS,)), Budget())
    assert bits(found) == [(0b01, 0b11)]
