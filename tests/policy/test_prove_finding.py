"""How requests are found: which are put to the evaluator, what is chosen for them, and when the search gives up."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, role
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.proof.search import Goal, Scope
from vpclint.policy.prove import SPENT, Finder, Found, Prover, Verdict, in_time, prove
from vpclint.policy.values import ABSENT, Known
from vpclint.truth import NO, YES, Fact, Truth, unknown

from .documents import document, read, statement

GET, OBJECT, RAW = "s3:GetObject", "arn:aws:s3:::raw/x", Pattern.glob("arn:aws:s3:::raw/*")
ANY = Goal(lambda _yes, _may: True)
SCOPE = Scope((GET,), (OBJECT,), (ANONYMOUS,))
JOB = (role("arn:aws:iam::123456789012:role/job", "s"),)
TEAM = "aws:PrincipalTag/team"
OPEN = Fact("", "", "", "something")


def policy(*statements: dict[str, Any]) -> Evaluator:
    return Evaluator(read(document(*statements)).policies[0])


def present(*keys: str, effect: str = "Allow") -> dict[str, Any]:
    """A statement that applies where all of these keys are there."""
    return statement(effect, Condition={"Null": dict.fromkeys(keys, "false")})


def finder(*statements: dict[str, Any], scope: Scope = SCOPE, budget: int | None = None) -> Finder:
    return Finder([policy(*statements)], scope, lambda: Budget(budget) if budget is not None else Budget())


def never(_request: Request) -> Truth:
    return NO


def test_verdicts_have_the_names_that_reports_show() -> None:
    assert [each.value for each in Verdict] == [
        *("proven allowed", "proven denied", "partly allowed", "unknown", "there is no such request"),
    ]
    assert Fact("", "", "", "it takes more to tell than vpclint looks at") == SPENT


def test_somebody_who_waits_gets_as_much_as_others_until_time_is_up() -> None:
    budget = in_time()
    budget.spend(1000, 1000)
    assert (Budget().left - budget.left, Budget().steps - budget.steps) == (1000, 1000)


@pytest.mark.parametrize(("number", "found"), [(499, Found()), (500, Found()), (501, Found(None, frozenset({SPENT})))])
def test_no_more_than_so_many_requests_are_put_to_the_evaluator(number: int, found: Found) -> None:
    callers = tuple(role(f"arn:aws:iam::123456789012:role/r{each}", "s") for each in range(number))
    asked: list[Caller] = []

    def count(request: Request) -> Truth:
        asked.append(request.caller)
        return NO

    scope = Scope((GET,), (OBJECT,), callers, each_caller=True)
    assert finder(statement(), scope=scope).find(ANY, count) == found
    assert tuple(asked) == callers[:500]


def test_the_first_request_that_is_one_is_shown_whatever_was_open_before() -> None:
    def replay(request: Request) -> Truth:
        return YES if isinstance(request.context["my:b"], Known) else unknown(OPEN)

    found = finder(present("my:a"), present("my:b")).find(ANY, replay)
    assert found.witness is not None
    assert found.facts == frozenset()
    assert dict(found.witness.chosen).keys() == {"my:b"}


def test_what_was_open_of_all_that_was_tried_is_told() -> None:
    def replay(request: Request) -> Truth:
        return unknown(Fact("", "", "", f"a is {type(request.context['my:a']).__name__}"))

    found = finder(present("my:a")).find(ANY, replay)
    assert found == Found(None, frozenset(Fact("", "", "", f"a is {each}") for each in ("Absent", "Known")))


def test_a_request_that_is_none_leaves_it_open_where_a_statement_might_have_applied() -> None:
    torn = statement() | {"Action": 1}
    assert finder(statement()).find(ANY, never) == Found()
    reason = f"no request on '{OBJECT}' shows what is looked for"
    found = finder(statement(), torn).find(ANY, never)
    assert found == Found(None, frozenset({Fact("", "", "", reason)}))
    assert finder(statement(), torn).find(ANY, lambda _: unknown(OPEN)) == Found(None, frozenset({OPEN}))


def test_a_key_that_is_compared_in_several_ways_leaves_it_open() -> None:
    both = statement(Condition={"NumericEquals": {"my:A": "1"}, "StringLike": {"my:A": "x"}})
    reason = "my:a is compared in several ways, which are not examined together"
    found = finder(both).find(ANY, never)
    assert (found.witness, Fact("", "", "", reason) in found.facts) == (None, True)
    assert finder(both).find(ANY, lambda _: YES).witness is not None


@pytest.mark.parametrize("needed", [("my:a",), ("my:b",), ("my:c",), ("my:a", "my:c"), ("my:a", "my:b", "my:c"), ()])
def test_no_more_is_chosen_than_it_takes_and_keys_are_spelled_as_the_policy_does(
    needed: tuple[str, ...],
) -> None:
    def replay(request: Request) -> Truth:
        return YES if all(isinstance(request.context[key], Known) for key in needed) else NO

    goal = Goal(lambda _, may: bool(may & 1))
    found = finder(present("my:A", "my:B", "my:C")).find(goal, replay).witness
    assert found is not None
    assert [key for key, _ in found.chosen] == [f"my:{key[-1].upper()}" for key in needed]
    assert all(isinstance(found.request.context[key], Known) for key in needed)
    assert not any(isinstance(found.request.context[key], Known) for key in {"my:a", "my:b", "my:c"} - {*needed})


def test_a_request_for_which_nothing_is_chosen_is_shown_where_it_is_one() -> None:
    asked = [present("my:a"), statement(Resource="arn:aws:s3:::raw/b*")]
    found = Prover(policy(*asked), Scope((GET,), (RAW,), JOB)).allowed().witness
    assert found is not None
    assert (found.chosen, found.request.resource) == ((), "arn:aws:s3:::raw/b")
    only = Prover(policy(asked[0]), Scope((GET,), (RAW,), JOB)).allowed().witness
    assert only is not None
    assert [key for key, _ in only.chosen] == ["my:a"]


def test_a_request_for_which_nothing_is_chosen_is_the_last_that_is_put_to_the_evaluator() -> None:
    asked: list[Request] = []

    def replay(request: Request) -> Truth:
        asked.append(request)
        return YES

    home = statement(Resource=f"arn:aws:s3:::raw/${{{TEAM}}}/*")
    found = finder(statement(), home, scope=Scope((GET,), (RAW,), JOB)).find(ANY, replay).witness
    assert found is not None
    assert asked == [found.request]


def test_where_the_budget_ends_before_a_better_request_is_found_the_first_one_is_shown() -> None:
    asked = policy(present("my:a"), statement(Resource="arn:aws:s3:::raw/b*"))
    scope = Scope((GET,), (RAW,), JOB)

    def shown(states: int) -> Found:
        return Prover(asked, scope, lambda: Budget(states)).allowed()

    enough = next(states for states in range(1000) if shown(states).witness)
    found = shown(enough).witness
    assert found is not None
    assert found.known


@pytest.mark.parametrize(("action", "known_to_aws"), [(GET, True), ("s3:GetSomething", False)])
def test_it_is_told_whether_aws_has_the_action(action: str, *, known_to_aws: bool) -> None:
    found = Prover(policy(statement()), Scope((action,), (OBJECT,))).allowed().witness
    assert found is not None
    assert (found.request.action, found.known) == (action, known_to_aws)


def variables(number: int) -> list[str]:
    return [f"${{aws:PrincipalTag/t{each}}}" for each in range(number)]


def test_behind_a_variable_a_value_is_chosen_that_leads_to_a_request() -> None:
    """One that a condition names counts as well, and the key may be missing."""
    home = statement(Resource=f"arn:aws:s3:::raw/${{{TEAM}}}/*")
    found = Prover(policy(home), Scope((GET,), (RAW,), JOB)).allowed().witness
    assert found is not None
    [(key, value)] = found.chosen
    assert key == TEAM
    assert isinstance(value, Known)
    assert str(found.request.resource).startswith(f"arn:aws:s3:::raw/{value.values[0]}/")
    of_ml = statement(Resource=f"arn:aws:s3:::raw/${{{TEAM}}}/*", Condition={"StringEquals": {TEAM: "ml"}})
    assert prove(policy(of_ml), Scope((GET,), ("arn:aws:s3:::raw/ml/x",), JOB)).verdict is Verdict.PARTLY
    default = statement(Resource=f"arn:aws:s3:::raw/${{{TEAM}, 'none'}}/x", Condition={"Null": {TEAM: "true"}})
    missing = Prover(policy(default), Scope((GET,), (RAW,), JOB)).allowed().witness
    assert missing is not None
    assert (missing.request.resource, missing.chosen) == ("arn:aws:s3:::raw/none/x", ((TEAM, ABSENT),))


@pytest.mark.parametrize(("number", "verdict"), [(1, Verdict.DENIED), (4, Verdict.DENIED), (5, Verdict.UNKNOWN)])
def test_whether_keys_behind_variables_are_there_is_looked_at_for_each_of_a_few(number: int, verdict: Verdict) -> None:
    """What needs all of them is denied wherever one of them is there: nothing is ever allowed."""
    keys = [f"aws:PrincipalTag/t{each}" for each in range(number)]
    home = statement(Resource=f"arn:aws:s3:::raw/{'/'.join(variables(number))}/*")
    whole = policy(home, present(keys[0], effect="Deny"))
    assert prove(whole, Scope((GET,), (RAW,), JOB)).verdict is verdict


def test_a_case_in_which_there_is_one_leaves_it_open_that_there_is_none() -> None:
    home = statement(Resource=f"arn:aws:s3:::raw/${{{TEAM}}}/*")
    scope = Scope((GET,), (RAW,), JOB)
    found = finder(home, scope=scope).find(ANY, lambda _: unknown(OPEN))
    assert (found.witness, OPEN in found.facts) == (None, True)
    assert finder(statement(), scope=scope).find(ANY, never) == Found()


MANY = [present(f"my:k{number}") for number in range(12)]
"""Statements that make more kinds of requests than a search looks at, unless it knows beforehand what comes of all."""


def test_what_all_statements_decide_together_is_seen_without_a_look_at_each_kind_of_request() -> None:
    def prover(*statements: dict[str, Any]) -> Prover:
        return Prover(policy(*statements), Scope((GET,), (RAW,), JOB), lambda: Budget(150))

    assert prover(*MANY, statement("Deny")).allowed() == Found()
    assert prover(statement("Deny"), *MANY).allowed() == Found()
    assert prover(*(each | {"Effect": "Deny"} for each in MANY), statement(Action="s3:PutObject")).allowed() == Found()
    assert prover(*MANY, statement()).denied() == Found()
    assert prover(statement(), *MANY, statement("Deny", Action="s3:PutObject")).denied() == Found()
    elsewhere = [statement(Resource=f"arn:aws:s3:::raw/*{letter}*", Action="s3:*") for letter in "abcdefg"]
    deny = [each | {"Effect": "Deny"} for each in elsewhere]
    assert prover(statement(Resource="arn:aws:s3:::other/*"), *deny).allowed() == Found()
    assert prover(*MANY, statement("Deny")).denied().witness is not None


def test_a_user_of_one_name_with_the_arn_of_another_is_never_put_to_the_evaluator() -> None:
    both = {"aws:username": "ann", "aws:PrincipalArn": "arn:aws:iam::123456789012:user/bob"}
    asked = policy(statement(Condition={"StringEquals": both}))
    reason = "aws:username and aws:PrincipalArn are not examined together"
    assert Prover(asked, Scope((GET,), (OBJECT,))).allowed() == Found(None, frozenset({Fact("", "", "", reason)}))


def test_where_no_statement_allows_an_action_nothing_is_looked_at() -> None:
    asked = policy(statement(Action="s3:PutObject"), present("my:a", effect="Deny"))
    assert Prover(asked, Scope((GET,), (RAW,), JOB), lambda: Budget(0, 0)).allowed() == Found()
