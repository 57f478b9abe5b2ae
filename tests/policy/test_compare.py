"""Comparisons are an order, and statements that are found dead change no decision."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpclint.policy.alive import is_plainly_alive
from vpclint.policy.compare import Relation, compare
from vpclint.policy.dead import dead_in, small
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.grammar import read_policy
from vpclint.policy.proof.search import Scope

from .documents import document, statement
from .drawn import CALLERS, PATTERNS, changed, policy
from .test_agreement import compiled

SCOPE = Scope(callers=tuple(caller for caller, _ in CALLERS))
NO_MORE = {Relation.EQUAL, Relation.NARROWER}
seeds = st.integers(0, 10**6)


def read(*statements: dict[str, Any], policy_type: PolicyType = PolicyType.ENDPOINT) -> Evaluator:
    return Evaluator(read_policy(document(*statements), policy_type).policies[0])


def relation(one: Any, other: Any) -> Relation:
    return compare(compiled(one), compiled(other), SCOPE).relation


def drawn(seed: int, statements: int = 5) -> Any:
    return policy(random.Random(seed), statements)  # noqa: S311 - no secret


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_a_policy_allows_the_same_as_itself_in_another_order(seed: int) -> None:
    one = drawn(seed, 8)
    other = one | {"Statement": list(reversed(one["Statement"]))}
    assert relation(one, other) is Relation.EQUAL


@given(seeds)
@settings(max_examples=40, deadline=None)
def test_a_comparison_the_other_way_round_says_the_reverse(seed: int) -> None:
    one, other = drawn(seed), changed(random.Random(seed), drawn(seed))  # noqa: S311
    reverse = {Relation.NARROWER: Relation.WIDER, Relation.WIDER: Relation.NARROWER}
    found = relation(one, other)
    assert relation(other, one) is reverse.get(found, found)


@given(seeds, st.booleans())
@settings(max_examples=40, deadline=None)
def test_what_allows_no_more_than_a_second_allows_no_more_than_a_third_that_allows_it(seed: int, deny: bool) -> None:  # noqa: FBT001
    draw = random.Random(seed)  # noqa: S311
    least = drawn(seed, 3)
    further = statement(Action=draw.choice(PATTERNS), Resource="arn:aws:s3:::raw*")
    more = least | {"Statement": [*least["Statement"], further]}
    most = more | {"Statement": [each for each in more["Statement"] if not deny or each["Effect"] == "Allow"]}
    assert relation(least, more) in NO_MORE
    assert relation(more, most) in NO_MORE
    assert relation(least, most) in NO_MORE


def test_a_further_deny_makes_a_policy_narrower_and_a_further_allow_wider() -> None:
    base = statement(Action="s3:*", Resource="arn:aws:s3:::raw/*")
    assert compare(read(base, statement("Deny", Action="s3:Put*")), read(base)).relation is Relation.NARROWER
    assert compare(read(base, statement(Resource="arn:aws:s3:::new/*")), read(base)).relation is Relation.WIDER
    assert compare(read(base, statement("Deny", Resource="arn:aws:s3:::new/*")), read(base)).relation is Relation.EQUAL


def test_an_allow_for_all_known_actions_is_narrower_than_one_for_all() -> None:
    """AWS may add an action tomorrow, which a list does not name and a wildcard does."""
    listed = read(statement(Action=["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"]))
    found = compare(listed, read(statement(Action="s3:ListBucket*")))
    assert found.relation is Relation.NARROWER
    assert found.less.witness is not None
    assert not found.less.witness.known


def test_a_difference_by_a_condition_is_shown_with_its_value() -> None:
    free = read(statement())
    bound = read(statement(Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}))
    witness = compare(free, bound).more.witness
    assert witness is not None
    assert dict(witness.chosen).keys() == {"aws:SourceVpce"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Action": ["s3:GetObject", "s3:PutObject"]}, {"Action": ["S3:putobject", "s3:GetObject"]}),
        ({"Resource": ["arn:aws:s3:::a*", "arn:aws:s3:::ab"]}, {"Resource": "arn:aws:s3:::a*"}),
        ({"Principal": {"AWS": "*"}}, {"Principal": "*"}),
        (
            {"Condition": {"StringLike": {"aws:SourceVpce": ["vpce-*", "vpce-1*"]}}},
            {"Condition": {"StringLike": {"aws:SourceVpce": "vpce-*"}}},
        ),
        ({"NotAction": []}, {"Action": "*"}),
    ],
)
def test_policies_that_say_the_same_in_other_words_are_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = (statement(**each) for each in (one, other))
    assert compare(read(first), read(second)).relation is Relation.EQUAL


def test_an_ordinary_statement_is_plainly_alive() -> None:
    statements = statement(), statement("Deny", Action="s3:Get*", Resource="arn:aws:s3:::raw/*")
    whole = read(*statements).policy
    assert is_plainly_alive(whole, whole.statements[1], gateway=False, allowed=True)
    twice = read(*statements, statements[1]).policy
    assert not is_plainly_alive(twice, twice.statements[1], gateway=False, allowed=True)


ROLE_OF_THE_JOB = {"AWS": "arn:aws:iam::123456789012:role/job"}
OWN = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
NEVER_AT_AN_ENDPOINT = {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
ELSEWHERE = {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}


@pytest.mark.parametrize(
    ("kind", "statements", "alive"),
    [
        ("bucket", [statement(Principal=ROLE_OF_THE_JOB), statement("Deny", Condition=ELSEWHERE)], [True, True]),
        ("endpoint", [statement(Condition=OWN), statement("Deny", Action="s3:Get*")], [True, True]),
        ("endpoint", [statement(Action="sts:*", Condition=OWN)], [True]),
        ("identity", [statement(Action=["ec2:CreateNetworkInterface"], Principal=None)], [True]),
        ("endpoint", [statement(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})], [False]),
        ("endpoint", [statement(), statement("Deny", Condition=NEVER_AT_AN_ENDPOINT)], [False, True]),
    ],
)
def test_a_request_made_of_a_statement_is_one_that_can_be(
    kind: str, statements: list[dict[str, Any]], alive: list[bool]
) -> None:
    whole = read(*statements, policy_type=PolicyType(kind)).policy
    endpoint = whole.type is PolicyType.ENDPOINT
    assert [is_plainly_alive(whole, each, gateway=False, allowed=endpoint) for each in whole.statements] == alive


@pytest.mark.parametrize(
    "condition",
    [
        {"IpAddress": {"aws:VpcSourceIp": "10.0.0.1/24"}},
        {"IpAddress": {"aws:VpcSourceIp": ["10.0.0.1/24", "10.9.0.0/16"]}},
        {"NumericNotEquals": {"s3:max-keys": "many"}},
        {"DateLessThan": {"aws:CurrentTime": "20260-01-01"}},
    ],
)
def test_a_value_of_which_aws_does_not_say_what_it_means_makes_no_statement_dead(condition: dict[str, Any]) -> None:
    whole = read(statement(), statement("Deny", Condition=condition)).policy
    assert list(dead_in(whole)) == []
    assert list(dead_in(read(statement(Condition=condition)).policy)) == []
    assert compare(read(statement(Condition=condition)), read(), SCOPE, small).relation not in NO_MORE


def test_a_statement_with_a_variable_means_something_else_where_the_version_knows_none() -> None:
    """The same words are not shared: in the older language `${aws:username}` is a text like any other."""
    home = statement(Action="s3:GetObject", Resource="arn:aws:s3:::home/${aws:username}/*")
    now, before = ({"Version": version, "Statement": [home]} for version in ("2012-10-17", "2008-10-17"))
    assert relation(now, now) is relation(before, before) is Relation.EQUAL
    assert Relation.EQUAL not in (relation(now, before), relation(before, now))
