"""Statements as bits: of which policy each is, what it may do, and of which something holds."""

from typing import Any

import pytest

from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.proof.statements import Numbered, Statements
from vpclint.policy.values import Context, known
from vpclint.truth import NO, YES, Fact, Truth, unknown

from .documents import document, policy, read, statement

OPEN = unknown(Fact("", "", "", "something"))
HOME = "arn:aws:s3:::home/${aws:UserName}/*"


def read_as(*statements: dict[str, Any], version: str = "2012-10-17") -> Evaluator:
    return Evaluator(read(document(*statements, version=version)).policies[0])


def two() -> Statements:
    """Three statements and one, with an effect that nobody understands in either."""
    first = read_as(statement(), statement("Deny"), statement() | {"Effect": "Perhaps"})
    return Statements([first, read_as(statement("Deny")), read_as(statement())])


def test_statements_of_several_policies_are_numbered_one_after_the_other() -> None:
    found = two()
    assert [each.bit for each in found.all] == [1, 2, 4, 8, 16]
    assert (found.allows, found.denies) == ([0b00101, 0, 0b10000], [0b00110, 0b01000, 0])
    assert [each.bit for each in found.among(0b01010)] == [2, 8]
    assert list(found.among(0)) == []
    assert Statements([]).all == []


@pytest.mark.parametrize(
    ("truths", "among", "found"),
    [
        ([YES, YES, YES, YES, YES], -1, (0b11011, 0b11111)),
        ([NO, NO, NO, NO, NO], -1, (0, 0b00100)),
        ([YES, NO, NO, OPEN, OPEN], -1, (0b00001, 0b11101)),
        ([NO, YES, NO, NO, OPEN], -1, (0b00010, 0b10110)),
        ([YES, YES, YES, YES, YES], 0b01010, (0b01010, 0b01010)),
        ([YES, YES, YES, YES, YES], 0, (0, 0)),
    ],
)
def test_of_a_statement_that_nobody_understands_everything_may_hold(
    truths: list[Truth], among: int, found: tuple[int, int]
) -> None:
    several = two()

    def holds(each: Numbered) -> Truth:
        return truths[each.bit.bit_length() - 1]

    assert several.judged(holds, among) == found
    if among == -1:
        assert several.judged(holds) == found


def test_whom_statements_name_is_told_as_it_is_written() -> None:
    both = {"AWS": ["123456789012", "*"], "Service": "glue.amazonaws.com"}
    found = Statements([read_as(statement(Principal=both), statement(NotPrincipal={"AWS": "*"}))])
    assert list(found.principals) == ["123456789012", "*", "glue.amazonaws.com", "*"]
    nobody = policy(statement(), policy_type=PolicyType.IDENTITY)
    assert list(Statements([Evaluator(nobody)]).principals) == []


def test_a_statement_is_prepared_with_its_resources_and_conditions() -> None:
    condition = {"StringLike": {"aws:SourceVpce": "${aws:PrincipalTag/Team}"}, "Null": {"aws:k": "true"}}
    whole = read_as(statement(Resource=[HOME, "*"], Condition=condition)).policy
    [found] = Statements([Evaluator(whole, gateway=True)]).all
    assert (len(found.resources), len(found.tests), found.gateway) == (2, 2, True)
    assert found.variables == {"aws:username", "aws:principaltag/team"}
    ann = Context({"aws:username": known("ann")})
    assert all(each.means("arn:aws:s3:::home/ann/x", ann).is_yes for each in found.resources)
    bare = policy(statement(Resource=None), policy_type=PolicyType.OTHER)
    [without] = Statements([Evaluator(bare)]).all
    assert (without.resources, without.tests, without.gateway, without.variables) == ((), (), False, frozenset())


def test_the_older_language_has_no_variables() -> None:
    condition = {"StringLike": {"aws:SourceVpce": "${aws:PrincipalTag/Team}"}}
    [found] = Statements([read_as(statement(Resource=HOME, Condition=condition), version="2008-10-17")]).all
    assert found.variables == frozenset()
    assert found.resources[0].means(HOME, Context({})).is_yes
    assert found.tests[0].holds(Context({"aws:SourceVpce": known("${aws:PrincipalTag/Team}")})).is_yes
