"""Policies that are files: what is read of one with every place, and when a glance will do."""

import json

import pytest

from vpclint.policy.document import DefectKind, PolicyType
from vpclint.policy.reading import glanced, written
from vpclint.text.nodes import Span
from vpclint.text.problems import Problem, ProblemKind

from .documents import document, statement

SOUND = document(statement())
ENDPOINT = PolicyType.ENDPOINT


def test_a_file_is_read_with_every_place() -> None:
    policy = written("gateway-endpoint.json", f"\n{SOUND}", ENDPOINT)
    assert (policy.file, policy.text, policy.types, policy.gateway) == (
        *("gateway-endpoint.json", f"\n{SOUND}"),
        *((ENDPOINT,), True),
    )
    [found] = policy.statements()
    assert policy.text[found.span.start : found.span.end] == json.dumps(statement())


def test_what_was_wrong_before_a_file_was_a_text_comes_first() -> None:
    problem = Problem(ProblemKind.ENCODING, "a byte is no text", Span(3, 4))
    [first, *others] = written("p.json", SOUND.replace("Allow", "Permit"), ENDPOINT, (problem,)).document.defects
    assert (first.kind, first.message, first.span) == (DefectKind.SYNTAX, "a byte is no text", Span(3, 4))
    assert others


def test_a_glance_tells_the_same_of_a_sound_file() -> None:
    for file, gateway in [("gateway.json", True), ("endpoint.json", None)]:
        text = f" \n{SOUND}"
        glance = glanced(file, text, ENDPOINT)
        assert glance
        assert (glance.file, glance.text, glance.types, glance.gateway) == (file, text, (ENDPOINT,), gateway)
        assert len(list(glance.statements())) == 1


def test_what_a_policy_is_attached_to_is_told_by_its_file() -> None:
    for read in (glanced, written):
        found = read("bucket-policy.json", SOUND.replace('"Resource": "*"', '"Resource": "arn:aws:s3:::raw"'))
        assert found
        assert found.types == (PolicyType.BUCKET,)


@pytest.mark.parametrize("file", ["endpoint.yaml", "endpoint.yml"])
def test_json_in_a_file_for_yaml_needs_more_than_a_glance(file: str) -> None:
    assert glanced(file, SOUND, ENDPOINT) is None
    assert [each.message for each in written(file, SOUND, ENDPOINT).document.defects] == [
        "the document is YAML, JSON was expected"
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "3", "null", "{", "{}", '{"Version": "2012-10-17"}'),
        *(f"[{SOUND}]", f'"{SOUND}"', json.dumps(SOUND), f"\ufeff{SOUND}", f"// all\n{SOUND}", f"{SOUND}{SOUND}"),
        json.dumps({"Policy": SOUND}),
        json.dumps(json.loads(SOUND)).replace("%", "%25").replace("{", "%7B").replace('"', "%22"),
        SOUND.replace('"Effect"', '"Effect": "Allow", "Effect"'),
        SOUND.replace("Allow", "Permit"),
        SOUND.replace("Statement", "statement"),
    ],
)
def test_a_glance_is_not_enough_where_something_may_be_wrong(text: str) -> None:
    assert glanced("endpoint.json", text, ENDPOINT) is None
