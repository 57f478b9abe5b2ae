"""The resources that are tried in a proof: of all names that the same statements are about, the shortest."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Pattern
from vpclint.policy.callers import ANONYMOUS
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.proof.resources import apart
from vpclint.policy.proof.search import Goal, Scope, Search
from vpclint.policy.proof.statements import Statements

from .documents import policy, statement

RAW = "arn:aws:s3:::raw"
POINT = "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/"


def tried(*statements: dict[str, Any], wanted: str = "*", action: str = "s3:GetObject") -> list[str]:
    """The resources of requests by nobody for an action."""
    name = Pattern.glob(wanted) if set(wanted) & {"*", "?"} else wanted
    scope = Scope((action,), (name,), callers=(ANONYMOUS,))
    search = Search(Statements([Evaluator(policy(*statements))]), scope, Budget())
    return [each.resource for each in search.candidates(Goal(lambda _yes, _may: True))]


@pytest.mark.parametrize(
    ("listed", "wanted", "found"),
    [
        ([{}], "*", ["arn:aws:s3:::xxx/x"]),
        ([{"Resource": f"{RAW}/*"}], "*", ["arn:aws:s3:::xxx/x", f"{RAW}/x"]),
        ([{"Resource": f"{RAW}/*"}], f"{RAW}/*", [f"{RAW}/x"]),
        ([{"Resource": f"{RAW}/a*"}], f"{RAW}/*", [f"{RAW}/x", f"{RAW}/a"]),
        ([{"Resource": f"{RAW}/a*"}], f"{RAW}/ab", [f"{RAW}/ab"]),
        ([{"Resource": f"{RAW}/a*"}], "arn:aws:s3:::other/*", ["arn:aws:s3:::other/x"]),
        ([{"Resource": f"{RAW}/*"}, {"NotResource": f"{RAW}/b*"}], f"{RAW}/*", [f"{RAW}/x", f"{RAW}/b"]),
        ([{"Resource": f"{POINT}*"}], "*", ["arn:aws:s3:::xxx/x", f"{POINT}x"]),
    ],
)
def test_one_name_stands_for_all_that_the_same_statements_are_about(
    listed: list[dict[str, Any]], wanted: str, found: list[str]
) -> None:
    assert tried(*(statement(**each) for each in listed), wanted=wanted) == found


@pytest.mark.parametrize(
    ("action", "wanted", "found"),
    [
        ("s3:ListBucket", "arn:aws:s3:::*", ["arn:aws:s3:::xxx", RAW]),
        ("s3:ListAllMyBuckets", "*", ["*"]),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*", []),
        ("sts:AssumeRole", "*", ["*"]),
    ],
)
def test_an_action_is_about_buckets_objects_or_nothing(action: str, wanted: str, found: list[str]) -> None:
    assert tried(statement(Resource=RAW), wanted=wanted, action=action) == found


def test_a_service_that_is_not_s3_has_resources_of_its_own_or_none() -> None:
    found = tried(statement(Resource="arn:aws:ec2:*:*:subnet/*"), action="ec2:CreateNetworkInterface")
    assert found[:2] == ["*", "arn:aws:ec2:::subnet/"]


@pytest.mark.parametrize(
    ("one", "other", "never"),
    [
        ("abc*", "abd*", True),
        ("abc*", "ab*", False),
        ("*abc", "*abd", True),
        ("*abc", "*bc", False),
        ("*c", "*bc", False),
        ("a*b", "ab", False),
        ("a*b", "ac", True),
        ("abc", "abc", False),
        ("abc", "abd", True),
        ("?bc", "abd", True),
        ("*", "", False),
        ("a*z", "b*z", True),
        ("a*z", "a*y", True),
        ("*bc", "abc", False),
        ("ab*", "abc", False),
        ("a?bc*de?f", "axbcdexf", False),
        ("a?bc*de?fg", "axbcdexfh", True),
        ("*abc", "bc", False),
        ("", "a", False),
    ],
)
def test_patterns_are_apart_by_how_they_begin_or_end(one: str, other: str, *, never: bool) -> None:
    patterns = Pattern.glob(one), Pattern.glob(other)
    assert apart(*patterns) is never
    assert apart(*reversed(patterns)) is never


def test_a_letter_in_either_case_is_a_choice_and_so_no_beginning() -> None:
    assert not apart(Pattern.glob("s3:get*").cased(), Pattern.glob("S3:Get*"))
