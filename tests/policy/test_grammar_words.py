"""What is said of a document that is wrong, word for word."""

import json

import pytest

from vpclint.text.problems import PROBLEM_LIMIT

from .documents import Json, document, read, statement


def messages(text: str) -> list[str]:
    return [each.message for each in read(text).defects]


KINDS: list[tuple[Json, str]] = [
    *(({}, "an object"), ([], "a list"), (True, "a boolean"), (1, "a number"), (1.5, "a number"), (None, "null"))
]


@pytest.mark.parametrize(("value", "kind"), KINDS)
def test_what_is_no_string_is_named_by_its_kind(value: Json, kind: str) -> None:
    found = messages(document(statement(Action=[value], Resource=[value], Principal={"AWS": [value]})))
    assert found == [f"{part} is {kind}, a string was expected" for part in ("a principal", "an action", "a resource")]


@pytest.mark.parametrize(("value", "kind"), [*KINDS[1:], ("x", "a string")])
def test_what_is_no_object_is_named_by_its_kind(value: Json, kind: str) -> None:
    assert messages(json.dumps({"Statement": [value]})) == [f"a statement is {kind}, an object was expected"]
    found = messages(document(statement(Condition={"Bool": value})))
    assert found == [f"the keys of an operator is {kind}, an object was expected"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("StringEqual", ", did you mean StringEquals?"),
        ("ForAnyValues:StringLikeIfExists", ", did you mean ForAnyValue:StringLikeIfExists?"),
        ("Matches", ""),
    ],
)
def test_an_operator_that_is_none_is_told_with_what_is_meant(name: str, hint: str) -> None:
    text = document(statement(Condition={name: {"a:b": "c"}, "Bool": {"a:b": "true"}}))
    assert messages(text) == [f"'{name}' is no condition operator{hint}"]
    assert [each.operator for each in read(text).policies[0].statements[0].conditions] == ["Bool"]


def test_behind_a_thousand_defects_nobody_looks_for_what_is_meant() -> None:
    many = [1] * (PROBLEM_LIMIT - 1)
    found = messages(document(statement(Action=many, Condition={"Boole": {}, "Nul": {}, "Nulls": {}})))
    assert len(found) == PROBLEM_LIMIT + 2
    assert [each.rpartition(" ")[2] for each in found[-3:]] == ["Bool?", "operator", "operator"]


@pytest.mark.parametrize(("value", "shown"), [("x" * 80, "x" * 80), ("x" * 81, "x" * 79 + "…")])
def test_a_principal_that_is_a_text_is_shown_in_part(value: str, shown: str) -> None:
    shape = '"*" or an object such as {"AWS": …} was expected'
    assert messages(document(statement(Principal=value)))[0] == f"Principal is '{shown}': {shape}"


def test_an_element_that_is_none_is_told_by_its_name() -> None:
    assert messages(document(statement(Actions="*"))) == ["'Actions' is no element of a statement"]
    assert messages(document(statement(Principal={"Group": "*"}))) == ["'Group' is no element of the principals"]
