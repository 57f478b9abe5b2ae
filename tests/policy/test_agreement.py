"""The evaluator and a naive one that shares no code with it agree, and what is said under doubt holds in every case."""

import json
import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.conditions import ConditionTest
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.grammar import read_policy
from vpclint.policy.values import ABSENT, Context, Known, Like, OneOf, Unknown, Value, untold
from vpclint.truth import Answer

from . import naive
from .documents import policy, statement

ACCOUNT, OTHER = "123456789012", "999999999999"
ROLE, USER = f"arn:aws:iam::{ACCOUNT}:role/team/job", f"arn:aws:iam::{ACCOUNT}:user/ann"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/job/SageMaker"
SERVICE = "sagemaker.amazonaws.com"

CALLERS: list[tuple[Caller, naive.Asker]] = [
    (role(ROLE, "SageMaker"), naive.Asker(ACCOUNT, ROLE, SESSION)),
    (ANONYMOUS, naive.Asker()),
    (Caller(CallerKind.USER, ACCOUNT, USER), naive.Asker(ACCOUNT, USER)),
    (Caller(CallerKind.SERVICE, "", SERVICE), naive.Asker(service=SERVICE)),
]
PRINCIPALS: list[Any] = [
    "*",
    {"AWS": ACCOUNT},
    {"AWS": OTHER},
    {"AWS": [f"arn:aws:iam::{ACCOUNT}:root"]},
    {"AWS": [OTHER, ROLE]},
    {"AWS": SESSION},
    {"AWS": USER, "Service": SERVICE},
]
NOT_PRINCIPALS: list[Any] = ["*", {"AWS": OTHER}, {"AWS": [ACCOUNT, ROLE, SESSION, USER]}]
ACTIONS = ["*", "s3:*", "s3:Get*", "S3:getobject", "s3:Put?bject", "ec2:*"]
RESOURCES = [
    "*",
    "arn:aws:s3:::raw",
    "arn:aws:s3:::raw/*",
    "arn:aws:s3:::r?w/a*",
    "arn:*:s3:::*/a",
    "arn:aws:s3:::raw/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::raw/${aws:PrincipalTag/team, 'a'}*",
    "arn:aws:s3:::${*}",
]
NAMES = ["arn:aws:s3:::raw", "arn:aws:s3:::raw/a", "arn:aws:s3:::raw/b/1", "arn:aws:s3:::other/a:b/*"]

Concrete = str | tuple[str, ...] | None
DOMAINS: dict[str, list[Concrete]] = {
    "aws:SourceVpce": [None, "vpce-1", "vpce-2", ""],
    "aws:PrincipalTag/team": [None, "a", "b", "*", ""],
    "aws:TagKeys": [None, (), ("a",), ("b",), ("a", "b"), ("",)],
    "aws:SecureTransport": [None, "true", "false"],
    "s3:max-keys": [None, "5", "10.0"],
    "aws:VpcSourceIp": [None, "10.0.0.1", "11.0.0.1"],
    "aws:CurrentTime": [None, "2026-11-23T00:00:00Z", "1795392001"],
    "aws:PrincipalArn": [None, ROLE, USER],
    "aws:TheBytes": [None, "QQ==", "QUI="],
}
STRINGS = [["vpce-1"], ["vpce-1", "VPCE-2"], ["vpce-*"], ["v?ce-2"], ["${aws:PrincipalTag/team}"], ["a"], [""], []]
ARNS = [
    [ROLE],
    ["arn:aws:iam::*:role/*"],
    [f"arn:aws:iam::{ACCOUNT}:*/${{aws:PrincipalTag/team}}*"],
    ["arn:aws:s3:::*"],
]
VALUES: dict[str, list[list[str]]] = {
    "String": STRINGS,
    "Numeric": [["5"], ["10", "7"], ["5.0"]],
    "Date": [["2026-11-23T00:00:00Z"], ["1795392001"], ["2026-11-23T01:00:00+01:00"]],
    "Bool": [["true"], ["false"], ["true", "false"]],
    "Binary": [["QQ=="], ["QUI=", "QUJD"]],
    "IpAddress": [["10.0.0.0/8"], ["11.0.0.1", "10.0.0.0/30"], ["::/0"]],
    "NotIpAddress": [["10.0.0.0/8"], ["11.0.0.1", "10.0.0.0/30"], ["::/0"]],
    "Arn": ARNS,
    "Null": [["true"], ["false"]],
}
KEYS: dict[str, list[str]] = {
    "String": ["aws:SourceVpce", "aws:PrincipalTag/team", "aws:TagKeys"],
    "Numeric": ["s3:max-keys"],
    "Date": ["aws:CurrentTime"],
    "Bool": ["aws:SecureTransport"],
    "Binary": ["aws:TheBytes"],
    "IpAddress": ["aws:VpcSourceIp"],
    "NotIpAddress": ["aws:VpcSourceIp"],
    "Arn": ["aws:PrincipalArn"],
    "Null": ["aws:TagKeys", "aws:SourceVpce"],
}
COMPARED = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]
FAMILIES: dict[str, list[str]] = {
    "String": ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"],
    "Numeric": COMPARED,
    "Date": COMPARED,
    "Bool": [""],
    "Binary": ["Equals"],
    "IpAddress": [""],
    "NotIpAddress": [""],
    "Arn": ["Equals", "Like", "NotEquals", "NotLike"],
    "Null": [""],
}


def blocks() -> list[tuple[str, str, list[str]]]:
    """Every operator in every form, with every key and every list of values that it is tried with."""
    found = []
    for family, names in FAMILIES.items():
        forms = [("", "")] if family == "Null" else product(["", "ForAllValues:", "ForAnyValue:"], ["", "IfExists"])
        for name, (qualifier, exists) in product(names, forms):
            operator = f"{qualifier}{family}{name}{exists}"
            found += [(operator, key, values) for key in KEYS[family] for values in VALUES[family]]
    return found


BLOCKS = blocks()


def concrete(values: dict[str, Concrete]) -> tuple[Context, naive.Context]:
    """One context for each of the two evaluators."""
    known = {key: ABSENT if each is None else of(key, each) for key, each in values.items()}
    return Context(known), {key: value for key, value in values.items() if value is not None}


def of(key: str, value: str | tuple[str, ...]) -> Known:
    return Known((value,) if isinstance(value, str) else value, several=key == "aws:TagKeys")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17"])
def test_every_condition_in_every_context(family: str, version: str) -> None:
    mine = [
        each for each in BLOCKS if each[0].removeprefix("ForAllValues:").removeprefix("ForAnyValue:").startswith(family)
    ]
    assert mine
    for operator, key, values in mine:
        [one] = policy(statement(Condition={operator: {key: values}}), version=version).statements
        test = ConditionTest(one.conditions[0], variables=version == "2012-10-17")
        for value, team in product(DOMAINS[key], DOMAINS["aws:PrincipalTag/team"]):
            context, plain = concrete({"aws:PrincipalTag/team": team, key: value})
            possible = {
                naive.condition(operator, key, values, each, variables=version == "2012-10-17")
                for each in naive.readings(plain)
            }
            said = test.holds(context).answer
            own = any(f"${{{key}" in text for text in values)
            assert said is settled(possible) or (own and said is Answer.UNKNOWN), (operator, key, values, plain)


def settled(possible: set[bool]) -> Answer:
    """What can be said where each of these may hold."""
    return Answer.UNKNOWN if len(possible) > 1 else Answer.PASS if True in possible else Answer.FAIL


def chosen(values: list[Any], least: int = 1) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=2)


def with_negation(name: str, values: st.SearchStrategy[Any], negated: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values.map(lambda each: {name: each}) | negated.map(lambda each: {f"Not{name}": each})


def condition_block(several: list[tuple[str, str, list[str]]]) -> dict[str, Any]:
    block: dict[str, dict[str, Any]] = {}
    for operator, key, values in several:
        block.setdefault(operator, {})[key] = values
    return {"Condition": block} if block else {}


statements = st.builds(
    lambda effect, *parts: {"Effect": effect} | {name: each for part in parts for name, each in part.items()},
    st.sampled_from(["Allow", "Deny"]),
    with_negation("Principal", st.sampled_from(PRINCIPALS), st.sampled_from(NOT_PRINCIPALS)),
    with_negation("Action", chosen(ACTIONS), chosen(ACTIONS, 0)),
    with_negation("Resource", chosen(RESOURCES), chosen(RESOURCES, 0)),
    st.lists(st.sampled_from(BLOCKS), max_size=2).map(condition_block),
)
documents = st.builds(
    lambda several, version: {"Version": version, "Statement": several},
    st.lists(statements, min_size=1, max_size=3),
    st.sampled_from(["2012-10-17", "2008-10-17"]),
)
callers = st.sampled_from(CALLERS)
contexts = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in DOMAINS.items()})


def compiled(document: Any) -> Evaluator:
    found = read_policy(json.dumps(document), PolicyType.BUCKET)
    assert not found.defects, found.defects
    return Evaluator(found.policies[0])


Ruled = tuple[Answer, Answer]


def ruled(engine: Evaluator, request: Request) -> Ruled:
    found = engine.rule(request)
    return found.denied.answer, found.allowed.answer


def expected(document: Any, asked: naive.Asked) -> Ruled:
    denied, allowed = (Answer.PASS if each else Answer.FAIL for each in naive.decide(document, asked))
    return denied, allowed


@given(documents, callers, st.sampled_from(["s3:GetObject", "s3:PutObject"]), st.sampled_from(NAMES), contexts)
@settings(max_examples=300)
def test_a_policy_says_of_a_request_what_the_tables_say(
    document: Any, caller: tuple[Caller, naive.Asker], action: str, resource: str, values: dict[str, Concrete]
) -> None:
    context, plain = concrete(values)
    engine = ruled(compiled(document), Request(action, resource, caller[0], context))
    cases = [expected(document, naive.Asked(action, resource, caller[1], each)) for each in naive.readings(plain)]
    for said, those in zip(engine, zip(*cases, strict=True), strict=True):
        assert set(those) == {said} or (said is Answer.UNKNOWN and len(cases) > 1)


def vague(key: str, options: list[Concrete]) -> Value:
    """What is known of a key that has one of these values: as little as they leave."""
    values = [ABSENT if each is None else of(key, each) for each in options]
    return values[0] if len(values) == 1 else OneOf(tuple(values))


Doubts = dict[str, list[Concrete]]
KINDS = ["known", "one of", "unknown", "like"]


def doubtful(draw: random.Random) -> tuple[Doubts, Context]:
    """What some keys may be, and a context that says so; two of them at most are open, in any of the ways there are."""
    doubts: Doubts = {key: [draw.choice(domain)] for key, domain in DOMAINS.items()}
    values: dict[str, Value] = {key: vague(key, options) for key, options in doubts.items()}
    for key in draw.sample(sorted(DOMAINS), 2):
        kind = draw.choice(KINDS)
        doubts[key] = DOMAINS[key]
        values[key] = Unknown(untold(key))
        if kind == "one of":
            doubts[key] = draw.sample(DOMAINS[key], 2)
            values[key] = vague(key, doubts[key])
        elif kind == "like" and key != "aws:TagKeys":
            doubts[key] = [each for each in DOMAINS[key] if each]
            values[key] = Like(Pattern.glob("vpce-*" if key == "aws:SourceVpce" else "*"))
    return doubts, Context(values)


def completions(doubts: Doubts) -> list[naive.Context]:
    """Every context that may be."""
    cases = (concrete(dict(zip(doubts, each, strict=True)))[1] for each in product(*doubts.values()))
    return [reading for each in cases for reading in naive.readings(each)]


@given(documents, callers, st.sampled_from(NAMES), st.integers(0, 10**9))
@settings(max_examples=300)
def test_what_is_said_under_doubt_holds_in_every_case(
    document: Any, caller: tuple[Caller, naive.Asker], resource: str, seed: int
) -> None:
    doubts, context = doubtful(random.Random(seed))  # noqa: S311 - no secret
    engine = ruled(compiled(document), Request("s3:GetObject", resource, caller[0], context))
    possible = {
        expected(document, naive.Asked("s3:GetObject", resource, caller[1], each)) for each in completions(doubts)
    }
    for said, those in zip(engine, zip(*possible, strict=True), strict=True):
        assert said is Answer.UNKNOWN or set(those) == {said}


@given(documents, statements, callers, st.sampled_from(NAMES), st.integers(0, 10**9))
@settings(max_examples=200)
def test_under_doubt_too_a_deny_never_allows_more_and_an_allow_never_less(
    document: Any, further: Any, caller: tuple[Caller, naive.Asker], resource: str, seed: int
) -> None:
    _, context = doubtful(random.Random(seed))  # noqa: S311
    request = Request("s3:GetObject", resource, caller[0], context)

    def allows(*added: Any) -> int:
        denied, allowed = ruled(compiled(document | {"Statement": [*added, *document["Statement"]]}), request)
        order = [Answer.FAIL, Answer.UNKNOWN, Answer.PASS]
        return min(order.index(allowed), 2 - order.index(denied))

    before = allows()
    assert allows(further | {"Effect": "Deny"}) <= before
    assert allows(further | {"Effect": "Allow"}) >= before


@given(documents, callers, st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_under_doubt_too_the_order_of_statements_never_matters(
    document: Any, caller: tuple[Caller, naive.Asker], seed: int, shuffle: random.Random
) -> None:
    _, context = doubtful(random.Random(seed))  # noqa: S311
    request = Request("s3:GetObject", NAMES[1], caller[0], context)
    several = list(document["Statement"])
    shuffle.shuffle(several)
    assert ruled(compiled(document), request) == ruled(compiled(document | {"Statement": several}), request)


def drawn(draw: random.Random) -> Any:
    """A policy of one to three statements, each with a condition or two."""
    several = [
        {
            "Effect": draw.choice(["Allow", "Deny"]),
            "Principal": "*",
            "Action": "*",
            "Resource": draw.sample(RESOURCES, 2),
            **condition_block(draw.sample(BLOCKS, draw.choice([1, 2]))),
        }
        for _ in range(draw.choice([1, 2, 3]))
    ]
    return {"Version": "2012-10-17", "Statement": several}


def test_what_every_case_agrees_on_is_seldom_left_open() -> None:
    draw = random.Random(5)  # noqa: S311
    caller, asker = CALLERS[0]
    agreed = left_open = 0
    for _ in range(400):
        document, (doubts, context) = drawn(draw), doubtful(draw)
        engine = ruled(compiled(document), Request("s3:GetObject", NAMES[1], caller, context))
        cases = [expected(document, naive.Asked("s3:GetObject", NAMES[1], asker, each)) for each in completions(doubts)]
        for said, those in zip(engine, zip(*cases, strict=True), strict=True):
            agreed += len(set(those)) == 1
            left_open += len(set(those)) == 1 and said is Answer.UNKNOWN
    assert agreed > 500
    assert left_open / agreed < 0.1, (left_open, agreed)
