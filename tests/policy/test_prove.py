"""What is proved of one policy, and the requests that show the contrary, by hand."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Pattern
from vpclint.policy.callers import ANONYMOUS, role
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.grammar import read_policy
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import SPENT, Found, Proof, Prover, Verdict, Witness, proof_of, prove
from vpclint.policy.values import known
from vpclint.truth import Fact

from .documents import document, statement

RAW = "arn:aws:s3:::raw"
GET, PUT = Pattern.glob("s3:GetObject"), Pattern.glob("s3:PutObject")
OF_RAW = Pattern.glob(f"{RAW}/*")
TAGGED = {"StringEquals": {"aws:PrincipalTag/team": "ml"}}
JOB = role("arn:aws:iam::123456789012:role/job", "s")


def evaluator(*statements: dict[str, Any], kind: PolicyType = PolicyType.ENDPOINT) -> Evaluator:
    return Evaluator(read_policy(document(*statements), kind).policies[0])


def proof(*statements: dict[str, Any], actions: Any = (GET,), resources: Any = (OF_RAW,), **scope: Any) -> Proof:
    return prove(evaluator(*statements), Scope(actions, resources, **scope))


def shown(witness: Witness | None) -> tuple[str, str, tuple[Any, ...]]:
    assert witness is not None
    return str(witness.request.action), str(witness.request.resource), witness.chosen


@pytest.mark.parametrize(
    ("statements", "verdict"),
    [
        ([statement()], Verdict.ALLOWED),
        ([statement(), statement("Deny", Action="s3:Put*")], Verdict.ALLOWED),
        ([statement("Deny")], Verdict.DENIED),
        ([statement(Resource=f"{RAW}/a*")], Verdict.PARTLY),
        ([statement(), statement("Deny", Resource=f"{RAW}/a/*")], Verdict.PARTLY),
        ([statement(Resource="arn:aws:s3:::other/*")], Verdict.DENIED),
        ([statement(Resource=f"{RAW}/*"), statement("Deny", NotResource=f"{RAW}/*")], Verdict.ALLOWED),
        ([statement(NotAction="s3:GetObject")], Verdict.DENIED),
        ([statement(NotResource=f"{RAW}/?*")], Verdict.DENIED),
        ([statement(Resource=[f"{RAW}/?", f"{RAW}/??*"])], Verdict.ALLOWED),
    ],
)
def test_what_is_so_of_all_requests_is_proved(statements: list[dict[str, Any]], verdict: Verdict) -> None:
    assert proof(*statements).verdict is verdict


def test_of_what_is_partly_so_a_request_of_each_kind_is_shown() -> None:
    found = proof(statement(), statement("Deny", Resource=f"{RAW}/a*"))
    assert shown(found.denied) == ("s3:GetObject", f"{RAW}/a", ())
    action, resource, chosen = shown(found.allowed)
    assert (action, resource.startswith(f"{RAW}/a"), chosen) == ("s3:GetObject", False, ())


def test_what_is_allowed_is_shown_by_a_request_for_which_nothing_is_chosen_where_there_is_one() -> None:
    tagged, plain = statement(Resource=f"{RAW}/a*", Condition=TAGGED), statement(Resource=f"{RAW}/b*")
    for several in ((tagged, plain), (plain, tagged)):
        for denied in ((), (statement("Deny", Resource=f"{RAW}/c*", Condition=TAGGED),)):
            found = proof(*several, *denied, callers=(JOB,))
            assert shown(found.allowed) == ("s3:GetObject", f"{RAW}/b", ())


def test_where_there_is_none_what_is_chosen_is_told_and_no_more() -> None:
    elsewhere = {"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}
    found = proof(statement(Condition=TAGGED | elsewhere), callers=(JOB,))
    assert {key for key, _ in shown(found.allowed)[2]} == {"aws:PrincipalTag/team", "aws:RequestedRegion"}
    put = statement(Action="s3:PutObject", Condition=elsewhere)
    found = proof(statement(Condition=TAGGED), put, callers=(JOB,))
    assert shown(found.allowed)[2] == (("aws:PrincipalTag/team", known("ml")),)


def test_a_statement_that_cannot_be_understood_may_allow_and_may_deny() -> None:
    broken = statement(Action="s3:GetObject") | {"Effect": "Perhaps"}
    assert proof(broken).verdict is Verdict.UNKNOWN
    assert proof(statement("Deny"), broken).verdict is Verdict.DENIED
    assert proof(statement(), broken).verdict is Verdict.UNKNOWN


def test_what_takes_too_long_is_open_and_says_so() -> None:
    several = [statement(Resource=f"arn:aws:s3:::*{letter}*/*{letter}") for letter in "abcdefghijkl"]
    found = Prover(evaluator(*several), Scope((GET,), (Pattern.glob("*"),)), lambda: Budget(10, 10)).denied()
    assert found == Found(None, frozenset({SPENT}))
    assert not found.none


OPEN = frozenset({Fact("", "", "", "something")})


@pytest.mark.parametrize(
    ("allowed", "denied", "verdict", "facts"),
    [
        (Found(), Found(), Verdict.NOTHING, frozenset()),
        (Found(), Found(None, OPEN), Verdict.DENIED, frozenset()),
        (Found(None, OPEN), Found(), Verdict.ALLOWED, frozenset()),
        (Found(None, OPEN), Found(None, OPEN), Verdict.UNKNOWN, OPEN),
    ],
)
def test_what_is_not_found_is_a_proof_only_where_nothing_is_open(
    allowed: Found, denied: Found, verdict: Verdict, facts: frozenset[Fact]
) -> None:
    found = proof_of(allowed, denied)
    assert (found.verdict, found.facts) == (verdict, facts)


def test_of_one_request_that_is_found_alone_nothing_is_proved_while_the_other_is_open() -> None:
    one = Prover(evaluator(statement()), Scope((GET,), (OF_RAW,), callers=(ANONYMOUS,))).allowed()
    assert one.witness is not None
    assert proof_of(one, Found(None, OPEN)).verdict is Verdict.UNKNOWN
    assert proof_of(Found(None, OPEN), one).verdict is Verdict.UNKNOWN
    assert proof_of(one, Found()).verdict is Verdict.ALLOWED
    assert proof_of(Found(), one).verdict is Verdict.DENIED
    assert proof_of(one, one).verdict is Verdict.PARTLY
    assert proof_of(one, Found(None, OPEN)).allowed == one.witness


def test_laying_many_patterns_side_by_side_is_a_part_of_what_it_takes() -> None:
    many = evaluator(*(statement(Resource=f"arn:aws:s3:::*a{number}*/*") for number in range(300)))
    scope = Scope((GET,), (Pattern.glob("*"),), callers=(ANONYMOUS,))
    assert Prover(many, scope, lambda: Budget(250)).allowed() == Found(None, frozenset({SPENT}))
    assert Prover(many, scope).allowed().witness is not None
