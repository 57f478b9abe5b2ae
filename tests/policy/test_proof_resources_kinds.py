"""Which resources an action can be about, what statements make of each, and which are not looked at."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Exhausted
from vpclint.policy.document import Policy, PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.proof.actions import ActionChoice, action_choices
from vpclint.policy.proof.resources import Kept, Resources
from vpclint.policy.proof.statements import Statements
from vpclint.policy.requests import name_of
from vpclint.policy.values import ABSENT, Context, known

from .documents import document, policy, read, statement

RAW, OTHER = "arn:aws:s3:::raw", "arn:aws:s3:::other"
POINT = "arn:x:s3:x:x:accesspoint/x"
HOME = "arn:aws:s3:::home/${aws:username}/*"
TORN = statement(Resource=f"{RAW}/*") | {"Action": 1}


def action(name: str) -> ActionChoice:
    return action_choices(Statements([]), [name], Budget())[0]


def never(_sure: int) -> bool:
    return False


class Asked:
    """The resources that are asked about, in the eyes of some statements."""

    def __init__(self, *listed: dict[str, Any], whole: Policy | None = None, wanted: tuple[str, ...] = ("*",)) -> None:
        statements = Statements([Evaluator(whole or read(document(*listed)).policies[0])])
        self.budget = Budget()
        self.context = Context({})
        self.of = lambda: Resources(statements, [name_of(each) for each in wanted], self.context, self.budget)

    def found(
        self, name: str = "s3:GetObject", active: int = -1, required: int = 0, hopeless: Callable[[int], bool] = never
    ) -> list[tuple[str, int, int]]:
        """Each resource for an action, with the statements that are about it, and those that may be."""
        choices = self.of().choices(action(name), active, required, hopeless, None)
        return [(each.value, each.yes, each.may) for each in choices]

    def names(self, name: str = "s3:GetObject", **how: Any) -> list[str]:
        return [value for value, _, _ in self.found(name, **how)]


@pytest.mark.parametrize(
    ("name", "wanted", "found"),
    [
        ("s3:GetObject", "*", ["arn:aws:s3:::xxx/x", f"{POINT}/object/x"]),
        ("s3:ListBucket", "*", ["arn:aws:s3:::xxx", POINT]),
        ("s3:ListAllMyBuckets", "*", ["*", "arn:x:x:::x"]),
        ("s3:Unheard", "*", ["*", "arn:aws:s3:::xxx", "arn:x:x:::x"]),
        ("s3:Unheard", "arn:*", ["arn:aws:s3:::xxx", "arn:x:x:::x"]),
        ("sts:AssumeRole", "*", ["*", "arn:x:x:::x"]),
        ("sts:AssumeRole", "arn:*", ["arn:aws:s3:::xxx", "arn:x:x:::x"]),
        ("sts:Unheard", "arn:*:iam:*", ["arn:aws:s3:::xxx/:iam:", "arn:x:iam:::x"]),
        ("nope:Do", "*", ["*", "arn:x:x:::x"]),
        ("s3:GetObject", f"{RAW}*", [f"{RAW}/x"]),
        ("s3:ListBucket", f"{RAW}*", [RAW]),
        ("s3:ListBucket", f"{RAW}/*", []),
        ("s3:GetObject", RAW, [RAW]),
        ("s3:ListAllMyBuckets", f"{RAW}*", []),
    ],
)
def test_an_action_is_about_what_it_can_be_about(name: str, wanted: str, found: list[str]) -> None:
    assert Asked(statement(), wanted=(wanted,)).names(name) == found


def test_each_partition_has_buckets_of_its_own() -> None:
    partitions = ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"]
    for partition in partitions:
        prefix = f"arn:{partition}:s3:::"
        assert Asked(statement(), wanted=(f"{prefix}*",)).names() == [f"{prefix}xxx/x"]
    for partition in ("", "x", "aws-", "aws-iso-x"):
        assert Asked(statement(), wanted=(f"arn:{partition}:s3:::*",)).names() == []


def test_of_several_names_and_patterns_each_is_looked_for_in_its_order() -> None:
    wanted = (f"{RAW}/b", f"{OTHER}/*", f"{RAW}/a", f"{RAW}/*")
    assert Asked(statement(), wanted=wanted).names() == [f"{RAW}/b", f"{OTHER}/x", f"{RAW}/a", f"{RAW}/x"]


@pytest.mark.parametrize(
    ("listed", "at_x", "at_a"),
    [
        ([{"Resource": f"{RAW}/*"}], (1, 1), (1, 1)),
        ([{"Resource": f"{RAW}/a*"}], (0, 0), (1, 1)),
        ([{"NotResource": f"{RAW}/a*"}], (1, 1), (0, 0)),
        ([{"NotResource": f"{OTHER}/a*"}, {"Resource": f"{RAW}/a*"}], (1, 1), (3, 3)),
        ([{"Resource": f"{OTHER}/a*"}, {"Resource": [f"{OTHER}/*", f"{RAW}/a*"]}], (0, 0), (2, 2)),
        ([{"Resource": [f"{RAW}/a*", "arn:aws:s3:::${aws:username}/*"]}], (0, 1), (1, 1)),
        ([{"NotResource": [f"{RAW}/a*", "arn:aws:s3:::${aws:username}/*"]}], (0, 1), (0, 0)),
        ([{"NotResource": ["arn:aws:s3:::${aws:username}/*"]}, {"Resource": f"{RAW}/a*"}], (0, 1), (2, 3)),
        ([{"Resource": f"{RAW}/a*"}, {"Resource": "*"}, {"NotResource": "*"}], (2, 2), (3, 3)),
    ],
)
def test_a_statement_is_about_what_it_lists_or_leaves_out_and_may_be_where_a_variable_stands(
    listed: list[dict[str, Any]], at_x: tuple[int, int], at_a: tuple[int, int]
) -> None:
    found = dict.fromkeys(Asked(*(statement(**each) for each in listed), wanted=(f"{RAW}/x", f"{RAW}/a")).found())
    assert list(found) == [(f"{RAW}/x", *at_x), (f"{RAW}/a", *at_a)]
    patterns = Asked(*(statement(**each) for each in listed), wanted=(f"{RAW}/*",)).found()
    assert {each[1:] for each in patterns} == {at_x, at_a}


def test_a_torn_statement_may_be_about_everything_and_one_without_resources_is() -> None:
    torn = Asked(statement(Resource=f"{RAW}/a*"), TORN, statement(Resource=f"{RAW}/*"), wanted=(f"{RAW}/*",))
    assert torn.found() == [(f"{RAW}/x", 0b100, 0b110), (f"{RAW}/a", 0b101, 0b111)]
    of_a_queue = policy(statement(Resource=None), statement(Resource=f"{RAW}/*"), policy_type=PolicyType.OTHER)
    assert Asked(whole=of_a_queue, wanted=(f"{OTHER}/*",)).found() == [(f"{OTHER}/x", 0b01, 0b01)]
    assert Asked(whole=of_a_queue, wanted=(f"{RAW}/*",)).found() == [(f"{RAW}/x", 0b11, 0b11)]


def test_only_active_statements_tell_resources_apart() -> None:
    asked = Asked(statement(Resource=f"{RAW}/a*"), statement(Resource=f"{RAW}/b*"), wanted=(f"{RAW}/*",))
    assert asked.found(active=0b10) == [(f"{RAW}/x", 0, 0), (f"{RAW}/b", 2, 2)]
    assert asked.found(active=0) == [(f"{RAW}/x", 0, 0)]


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ({"Resource": f"{RAW}/a*"}, [f"{RAW}/a"]),
        ({"Resource": [f"{RAW}/a*", f"{OTHER}/*"]}, [f"{RAW}/a", f"{OTHER}/x"]),
        ({"Resource": "*"}, ["arn:aws:s3:::xxx/x", f"{OTHER}/x", f"{POINT}/object/x"]),
        ({"Resource": [f"{RAW}/a*", "*"]}, ["arn:aws:s3:::xxx/x", f"{OTHER}/x", f"{RAW}/a", f"{POINT}/object/x"]),
        ({"NotResource": f"{RAW}/a*"}, ["arn:aws:s3:::xxx/x", f"{OTHER}/x", f"{RAW}/a", f"{POINT}/object/x"]),
        ({"Action": 1, "Resource": f"{RAW}/a*"}, ["arn:aws:s3:::xxx/x", f"{OTHER}/x", f"{POINT}/object/x"]),
        ({"Resource": HOME}, ["arn:aws:s3:::home/me/"]),
    ],
)
def test_where_a_statement_has_to_apply_only_its_resources_are_looked_at(first: Any, found: list[str]) -> None:
    asked = Asked(statement(**first), statement("Deny", Resource=f"{OTHER}/*"))
    asked.context = Context({"aws:username": known("me")})
    names = asked.names(required=0b01)
    assert sorted(dict.fromkeys(names)) == sorted(found)
    assert f"{OTHER}/x" in asked.names(required=0b10)


def test_a_statement_whose_variable_has_no_value_applies_to_nothing() -> None:
    asked = Asked(statement(Resource=HOME), statement())
    asked.context = Context({"aws:username": ABSENT})
    assert asked.found(required=0b01) == []
    asked.context = Context({})
    assert asked.found(required=0b01)[0][1:] == (0b10, 0b11)


def test_what_is_hopeless_for_statements_that_are_surely_about_it_is_left_out() -> None:
    asked = Asked(
        *(statement(Resource=f"{RAW}/a*"), statement(NotResource=f"{RAW}/b*"), TORN, statement(Resource=f"{RAW}/c*")),
        wanted=(f"{RAW}/*",),
    )
    assert asked.names() == [f"{RAW}/x", f"{RAW}/a", f"{RAW}/b", f"{RAW}/c"]
    assert asked.names(hopeless=lambda sure: bool(sure & 0b0001)) == [f"{RAW}/x", f"{RAW}/b", f"{RAW}/c"]
    assert asked.names(hopeless=lambda sure: bool(sure & 0b1001)) == [f"{RAW}/x", f"{RAW}/b"]
    assert asked.names(hopeless=lambda sure: bool(sure & 0b0110)) == [f"{RAW}/x", f"{RAW}/a", f"{RAW}/b", f"{RAW}/c"]


def test_a_statement_without_resources_is_surely_about_everything_and_a_torn_one_is_not() -> None:
    everywhere = policy(statement(Resource=None), statement(Resource=f"{RAW}/*"), policy_type=PolicyType.OTHER)
    seen: set[int] = set()
    Asked(whole=everywhere, wanted=(f"{RAW}/*",)).names(hopeless=lambda sure: bool(seen.add(sure)))
    assert seen == {0b01, 0b11}
    seen.clear()
    Asked(TORN, statement(Resource=f"{RAW}/*"), wanted=(f"{RAW}/*",)).names(hopeless=lambda sure: bool(seen.add(sure)))
    assert seen == {0b00, 0b10}


def test_a_name_that_may_be_too_long_leaves_it_open() -> None:
    longest = Asked(statement(), wanted=(f"{RAW}/{'?' * 1024}",))
    assert [len(each) for each in longest.names()] == [len(RAW) + 1 + 1024]
    with pytest.raises(Exhausted):
        Asked(statement(), wanted=(f"{RAW}/{'?' * 1025}",)).names()


def test_patterns_that_can_have_nothing_in_common_take_nothing() -> None:
    several = [f"arn:aws:s3:::*a{number}" for number in range(9)]
    asked = Asked(statement(Resource=several), wanted=(f"{RAW}/x*b",))
    assert asked.names(required=1) == []
    assert asked.budget.left == Budget().left
    few = Asked(statement(Resource=several), wanted=(f"{RAW}/*b",))
    assert few.names() == [f"{RAW}/b"]
    none = Asked(statement(), wanted=(f"{RAW}/*b",))
    none.names()
    assert few.budget.left == none.budget.left


def test_patterns_that_are_laid_side_by_side_count_once_each() -> None:
    def spent(*listed: str) -> int:
        asked = Asked(*(statement(Resource=each) for each in listed), wanted=(f"{RAW}/b",))
        asked.names()
        several = Asked(*(statement(Resource=each) for each in listed), wanted=(f"{RAW}/?",))
        several.names()
        return Budget().left - several.budget.left + asked.budget.left - Budget().left

    assert spent(f"{RAW}/*", f"{RAW}/*") == spent(f"{RAW}/*")
    assert spent(f"{RAW}/*", f"{RAW}/?") == spent(f"{RAW}/*")
    assert spent(f"{RAW}/*", f"{RAW}*") > spent(f"{RAW}/*")


def test_what_was_found_for_one_question_is_not_looked_for_again() -> None:
    asked = Asked(statement(Resource=f"{RAW}/a*"), statement(Resource=f"{RAW}/b*"), wanted=(f"{RAW}/*",))
    resources = asked.of()
    get, put, bucket = action("s3:GetObject"), action("s3:PutObject"), action("s3:ListBucket")
    first = resources.choices(get, -1, 0, never, None)
    assert resources.choices(put, -1, 0, never, None) is first
    others = [(bucket, -1, 0, None), (get, 1, 0, None), (get, -1, 1, None), (get, -1, 0, "x")]
    for other, active, required, reason in others:
        assert resources.choices(other, active, required, never, reason) is not first
    assert resources.choices(action("s3:Unheard"), -1, 0, never, None) is not resources.choices(
        *(action("nope:Do"), -1, 0, never, None)
    )


def test_what_is_kept_is_found_when_it_is_asked_for_and_only_once() -> None:
    found: list[int] = []

    def source() -> Iterator[int]:
        for each in range(3):
            found.append(each)
            yield each

    kept = Kept(source())
    one, other = iter(kept), iter(kept)
    assert (next(one), found) == (0, [0])
    assert (next(other), next(other), found) == (0, 1, [0, 1])
    assert (list(one), list(other), list(kept)) == ([1, 2], [2], [0, 1, 2])
    assert found == [0, 1, 2]
    assert list(Kept(iter(()))) == []
