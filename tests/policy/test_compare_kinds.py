"""How a comparison is told, what both policies have in common, and which requests count."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget
from vpclint.policy.callers import ANONYMOUS, role
from vpclint.policy.compare import Comparison, Relation, compare, exceeding
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.grammar import read_policy
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import SPENT, Found, Witness
from vpclint.policy.requests import name_of
from vpclint.truth import Fact

from .documents import document, statement

RAW, OTHER = "arn:aws:s3:::raw/*", "arn:aws:s3:::other/*"
GET, PUT = {"Action": "s3:GetObject"}, {"Action": "s3:PutObject"}
TAGGED = {"StringEquals": {"aws:PrincipalTag/team": "ml"}}
ONE = Fact("", "", "", "one thing")
ANOTHER = Fact("", "", "", "another thing")


def read(*statements: dict[str, Any], kind: PolicyType = PolicyType.ENDPOINT, **how: Any) -> Evaluator:
    """A policy, of a gateway endpoint or in the older language if that is said."""
    version = how.get("version", "2012-10-17")
    whole = read_policy(document(*statements, version=version), kind).policies[0]
    return Evaluator(whole, gateway=how.get("gateway", False))


def nothing() -> Budget:
    return Budget(0, 0)


def witness() -> Witness:
    found = exceeding(read(statement()), read(), Scope()).witness
    assert found is not None
    return found


def test_relations_have_the_names_that_reports_show() -> None:
    assert [each.value for each in Relation] == ["equal", "narrower", "wider", "neither", "unknown"]


NONE, SHOWN, OPEN, BOTH = "none", "shown", "open", "shown and open"


@pytest.mark.parametrize(
    ("more", "less", "wanted"),
    [
        (NONE, NONE, Relation.EQUAL),
        (SHOWN, NONE, Relation.WIDER),
        (NONE, SHOWN, Relation.NARROWER),
        (SHOWN, SHOWN, Relation.NEITHER),
        (BOTH, NONE, Relation.WIDER),
        (NONE, BOTH, Relation.NARROWER),
        *((OPEN, each, Relation.UNKNOWN) for each in (NONE, SHOWN, OPEN)),
        *((each, OPEN, Relation.UNKNOWN) for each in (NONE, SHOWN)),
    ],
)
def test_a_relation_is_told_where_both_directions_are(more: str, less: str, wanted: Relation) -> None:
    found = {
        NONE: Found(),
        SHOWN: Found(witness()),
        OPEN: Found(None, frozenset({ONE})),
        BOTH: Found(witness(), frozenset({ONE})),
    }
    assert Comparison(found[more], found[less]).relation is wanted


def test_what_leaves_either_direction_open_is_told() -> None:
    several = Comparison(Found(None, frozenset({ONE})), Found(None, frozenset({ANOTHER})))
    assert several.facts == {ONE, ANOTHER}
    assert Comparison(Found(None, frozenset({ONE})), Found()).facts == {ONE}


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        (None, Relation.NEITHER),
        ("s3:GetObject", Relation.WIDER),
        ("s3:PutObject", Relation.NARROWER),
        ("s3:DeleteObject", Relation.EQUAL),
        ("s3:?etObject", Relation.WIDER),
    ],
)
def test_only_requests_of_the_scope_count(action: str | None, wanted: Relation) -> None:
    scope = Scope((name_of(action),)) if action else None
    assert compare(read(statement(**GET)), read(statement(**PUT)), scope).relation is wanted


ALIKE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"Sid": "A"}, {"Sid": "B"}),
    ({"Action": ["s3:GetObject", "s3:Put*"]}, {"Action": ["S3:PUT*", "s3:getobject"]}),
    ({"NotAction": "s3:GetObject"}, {"NotAction": ["s3:getObject"]}),
    ({"Resource": [RAW, OTHER]}, {"Resource": [OTHER, RAW, OTHER]}),
    ({"NotResource": RAW}, {"NotResource": [RAW]}),
    ({"Principal": {"AWS": ["*", "123456789012"]}}, {"Principal": {"AWS": ["123456789012", "*"]}}),
    ({"NotPrincipal": {"AWS": "123456789012"}}, {"NotPrincipal": {"AWS": ["123456789012"]}}),
    (
        {"Condition": {"StringLike": {"aws:username": ["a", "b"]}}},
        {"Condition": {"StringLike": {"AWS:UserName": ["b", "a"]}}},
    ),
    (
        {"Condition": {"StringLike": {"aws:username": "a"}, "Null": {"aws:k": "true"}}},
        {"Condition": {"Null": {"aws:k": "true"}, "StringLike": {"aws:username": "a"}}},
    ),
]
CONDITION = {"StringLike": {"aws:username": "a"}}
UNLIKE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"Action": "s3:*"}),
    ({"Action": "s3:GetObject"}, {"Action": "s3:PutObject"}),
    ({"Action": "s3:GetObject"}, {"NotAction": "s3:GetObject"}),
    ({"Resource": RAW}, {"Resource": OTHER}),
    ({"Resource": RAW}, {"Resource": RAW.replace("raw", "Raw")}),
    ({"Resource": f"{RAW}a"}, {"Resource": f"{RAW}A"}),
    ({"Resource": RAW}, {"NotResource": RAW}),
    ({"Principal": {"AWS": "123456789012"}}, {"Principal": {"AWS": "999999999999"}}),
    ({"Principal": {"AWS": "123456789012"}}, {"NotPrincipal": {"AWS": "123456789012"}}),
    ({"Principal": {"AWS": "*"}}, {"Principal": {"Service": "*"}}),
    ({}, {"Condition": CONDITION}),
    ({"Condition": CONDITION}, {"Condition": {"StringEquals": {"aws:username": "a"}}}),
    ({"Condition": CONDITION}, {"Condition": {"StringLikeIfExists": {"aws:username": "a"}}}),
    ({"Condition": CONDITION}, {"Condition": {"ForAllValues:StringLike": {"aws:username": "a"}}}),
    (
        {"Condition": {"ForAnyValue:StringLike": {"aws:username": "a"}}},
        {"Condition": {"ForAllValues:StringLike": {"aws:username": "a"}}},
    ),
    ({"Condition": CONDITION}, {"Condition": {"StringLike": {"aws:userid": "a"}}}),
    ({"Condition": CONDITION}, {"Condition": {"StringLike": {"aws:username": "A"}}}),
    ({"Condition": CONDITION}, {"Condition": {"StringLike": {"aws:username": ["a", "b"]}}}),
]


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_both_say_alike_is_not_looked_at(one: dict[str, Any], other: dict[str, Any], effect: str) -> None:
    both = read(statement(**GET), statement(effect, **one)), read(statement(effect, **other), statement(**GET))
    assert compare(*both, budget=nothing).relation is Relation.EQUAL


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_what_differs_in_one_thing_is_looked_at(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = compare(read(statement(**one)), read(statement(**other)), budget=nothing)
    assert found.more == found.less == Found(None, frozenset({SPENT}))
    denying = [read(statement(), statement("Deny", **each)) for each in (one, other)]
    assert compare(*denying, budget=nothing).relation is Relation.UNKNOWN


def test_an_allow_and_a_deny_of_the_same_are_not_alike() -> None:
    assert compare(read(statement()), read(statement("Deny")), budget=nothing).relation is Relation.UNKNOWN


@pytest.mark.parametrize("kind", [PolicyType.IDENTITY, PolicyType.OTHER])
def test_what_a_kind_of_policy_does_not_say_is_alike(kind: PolicyType) -> None:
    without = {"Principal": None} if kind is PolicyType.IDENTITY else {"Resource": None}
    assert compare(
        read(statement(**without), kind=kind), read(statement(**without), kind=kind), budget=nothing
    ).relation is (Relation.EQUAL)


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"gateway": True}, {"gateway": True}, Relation.EQUAL),
        ({"version": "2008-10-17"}, {"version": "2008-10-17"}, Relation.EQUAL),
        ({"gateway": True}, {}, Relation.UNKNOWN),
        ({"version": "2008-10-17"}, {}, Relation.UNKNOWN),
        ({"gateway": True, "version": "2008-10-17"}, {}, Relation.UNKNOWN),
    ],
)
def test_the_same_words_say_the_same_only_where_they_are_read_alike(
    one: dict[str, Any], other: dict[str, Any], wanted: Relation
) -> None:
    assert compare(read(statement(), **one), read(statement(), **other), budget=nothing).relation is wanted


@pytest.mark.parametrize(
    ("extra", "by_itself", "back"),
    [
        (statement(Resource=RAW, **PUT), False, True),
        (statement("Deny", Resource=RAW), True, False),
    ],
)
def test_a_further_statement_can_only_lead_one_way(extra: dict[str, Any], *, by_itself: bool, back: bool) -> None:
    """The other way there is nothing to look at, wherever it stands."""
    base = [statement(**GET), statement("Deny", Condition=TAGGED)]
    for place in range(3):
        more = [*base[:place], extra, *base[place:]]
        assert exceeding(read(*more), read(*base), Scope(), nothing).none is by_itself
        assert exceeding(read(*base), read(*more), Scope(), nothing).none is back


SOMEBODY = role("arn:aws:iam::123456789012:role/job", "s")


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ([statement()], [statement(), statement("Deny", Resource=RAW)], Relation.WIDER),
        ([statement(Resource=RAW)], [statement(Resource=OTHER)], Relation.NEITHER),
        (
            [statement(), statement("Deny", Resource=RAW)],
            [statement(), statement("Deny", Resource=OTHER)],
            Relation.NEITHER,
        ),
        ([statement(Resource=RAW)], [statement(), statement("Deny", Resource=OTHER)], Relation.NARROWER),
        ([statement(), statement("Deny", **GET)], [statement(NotAction="s3:GetObject")], Relation.EQUAL),
        ([statement("Deny"), statement()], [statement("Deny", **GET)], Relation.EQUAL),
        ([statement(**GET), statement(**PUT)], [statement(Action=["s3:GetObject", "s3:PutObject"])], Relation.EQUAL),
        ([statement(**GET), statement("Deny")], [statement(**PUT), statement("Deny", **PUT)], Relation.EQUAL),
        ([statement(Condition=TAGGED)], [statement()], Relation.NARROWER),
        ([statement(), statement("Deny", Condition=TAGGED)], [statement()], Relation.NARROWER),
        ([statement()], [], Relation.WIDER),
        ([], [], Relation.EQUAL),
    ],
)
def test_what_each_allows_is_compared_and_not_how_it_is_said(
    one: list[dict[str, Any]], other: list[dict[str, Any]], wanted: Relation
) -> None:
    scope = Scope((name_of("s3:?etObject"), name_of("s3:PutObject")), callers=(ANONYMOUS, SOMEBODY))
    reverse = {Relation.NARROWER: Relation.WIDER, Relation.WIDER: Relation.NARROWER}
    assert compare(read(*one), read(*other), scope).relation is wanted
    assert compare(read(*other), read(*one), scope).relation is reverse.get(wanted, wanted)
    for more, less in ((one, other), (other, one)):
        found = exceeding(read(*more), read(*less), scope).witness
        if found is not None:
            allowed, denied = (read(*each).rule(found.request) for each in (more, less))
            assert (allowed.allowed & ~allowed.denied).is_yes
            assert (denied.allowed & ~denied.denied).is_no


def broken(operator: str, effect: str = "Allow") -> dict[str, Any]:
    return statement(effect, Condition={operator: {"aws:SourceVpce": "x"}})


def test_statements_that_nobody_understands_are_not_taken_for_alike() -> None:
    """Both look alike in all that could be read of them; only a policy and itself say surely the same."""
    one, other = read(broken("StringLikes")), read(broken("StringLikez"))
    assert compare(one, other).relation is Relation.UNKNOWN
    assert compare(one, one).relation is Relation.EQUAL
    assert compare(read(statement(), broken("StringLikes", "Deny")), read(statement())).relation is Relation.UNKNOWN


def test_what_left_a_part_of_the_search_open_is_told_also_where_the_rest_is_proved() -> None:
    base, torn = statement(), broken("StringLikes", "Deny")
    found = exceeding(read(base, statement(**GET)), read(base, torn), Scope())
    assert found.witness is None
    assert {each.reason for each in found.facts} == {"statement 2 can't be understood"}
    mine = exceeding(read(statement(**GET), broken("StringLikes")), read(statement(**GET)), Scope())
    assert {each.reason for each in mine.facts} == {"statement 2 can't be understood"}


def test_a_request_that_one_way_shows_is_enough() -> None:
    found = exceeding(read(statement(), statement(**GET)), read(statement("Deny", **GET), statement()), Scope())
    assert found.witness is not None
    assert found.witness.request.action == "s3:GetObject"
    assert found.facts == frozenset()


MANY = [statement(Condition={"Null": {f"my:k{number}": "false"}}) for number in range(12)]
"""Statements that make more kinds of requests than a search looks at, unless it knows beforehand what comes of all."""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MANY, [*MANY, statement("Deny", **PUT)]),
        ([statement(**PUT)], [statement(), *(each | {"Effect": "Deny"} for each in MANY)]),
        ([*MANY, statement(**PUT)], MANY),
        ([*MANY, statement(Resource=RAW), statement("Deny")], []),
        ([*MANY, statement("Deny")], [statement("Deny", Resource=RAW)]),
        (MANY, [statement()]),
        (MANY, [statement("Deny"), statement()]),
    ],
)
def test_that_nothing_differs_is_seen_without_a_look_at_each_kind_of_request(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    scope = Scope(("s3:GetObject",), (name_of("arn:aws:s3:::*"),), (SOMEBODY,))
    found = exceeding(read(*one), read(*other), scope, lambda: Budget(150))
    assert found.none is (other != [statement("Deny"), statement()])
