"""A policy that was decoded already is read as its text is, only without places."""

import json

import pytest

from vpclint.policy.document import Effect, Policy, PolicyType
from vpclint.policy.grammar import read_decoded, sound_policy
from vpclint.text.nodes import Span

from .documents import Json, document, read, statement

SOUND = {"Version": "2012-10-17", "Statement": [statement("Deny", Condition={"Bool": {"aws:SecureTransport": False}})]}


def test_what_is_decoded_is_read_as_the_text_of_it() -> None:
    def shape(policy: Policy | None) -> object:
        return policy and [
            (
                each.effect,
                each.actions and [text.value for text in each.actions.texts],
                each.opaque,
                len(each.conditions),
            )
            for each in policy.statements
        ]

    decoded = sound_policy(SOUND, PolicyType.BUCKET)
    assert shape(decoded) == shape(read(json.dumps(SOUND), PolicyType.BUCKET).policies[0])
    clear = {"Statement": statement(Action="s*:Get*", Resource="arn:aws:s3:eu-central-1::raw")}
    assert shape(sound_policy(clear, PolicyType.BUCKET)) == [(Effect.ALLOW, ["s*:Get*"], False, 0)]


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"Statement": statement("allow")},
        {"Statement": statement() | {"effect": "Deny"}},
        {"Statement": statement(Condition={"Bool": {"a:b": [[[[[[[[[]]]]]]]]]}})},
    ],
)
def test_what_is_decoded_and_broken_is_no_policy(value: Json) -> None:
    assert sound_policy(value, PolicyType.BUCKET) is None


def test_what_is_decoded_may_be_nested_as_deep_as_one_likes() -> None:
    for deep in ({}, []):
        value: Json = deep
        for _ in range(100_000):
            value = {"a": value} if isinstance(deep, dict) else [value]
        for keys in (value, {"a:b": value}):
            assert sound_policy({"Statement": statement(Condition={"Bool": keys})}, PolicyType.BUCKET) is None


WRONG: list[Json] = [
    {"Statement": [3]},
    {"Statement": statement("allow", Actions="*")},
    {"Statement": [statement(Condition={"Bool": {"a:b": [[1]], "A:B": True}, "Boole": {"a:b": 1}})]},
    {"Statement": statement(Action=["s3:Get", ["s3:Put"]], Principal={"Group": "a"})},
    {"Statement": statement(Condition={"Bool": {"a:b": {"c": [1]}}, "Null": [[]]})},
    {"Version": 2012, "Statement": [statement(Sid=1.5, Resource=None, NotResource=[None, True, "raw"])]},
]


@pytest.mark.parametrize("value", WRONG)
def test_what_is_wrong_with_a_decoded_value_is_said_in_the_same_words(value: Json) -> None:
    found = read_decoded(value, PolicyType.BUCKET)
    written = read(json.dumps(value), PolicyType.BUCKET)
    assert sorted(each.message for each in found.defects) == sorted(each.message for each in written.defects)
    assert {each.span for each in found.defects} == {Span(0, 0)}


def test_a_decoded_policy_stands_nowhere() -> None:
    value: Json = json.loads(document(statement(Sid="One", Condition={"Bool": {"a:b": [True]}})))
    found = read_decoded(value, PolicyType.BUCKET)
    [one] = found.policies[0].statements
    assert (found.defects, found.lost, one.sid) == ((), None, "One")
    assert one.actions
    assert one.principals
    [condition] = one.conditions
    parts = (one, one.actions, one.actions.texts[0], one.principals, condition, condition.values)
    assert {each.span for each in (*parts, condition.values.texts[0])} == {Span(0, 0)}


def test_what_is_no_statement_is_one_of_which_nothing_is_known() -> None:
    [one] = read_decoded({"Statement": [statement(), 3]}, PolicyType.BUCKET).policies[0].statements[1:]
    assert (one.effect, one.index, one.actions, one.opaque) == (None, 1, None, True)
