"""A policy where it is written: what it is, and what is said of where its parts stand."""

import pytest
from msgspec import structs

from vpclint.policy.document import Defect, DefectKind, Document, PolicyType
from vpclint.policy.reading import written
from vpclint.policy.written import WrittenPolicy
from vpclint.text.nodes import Span
from vpclint.text.within import Within

from .documents import document, statement

HERE = Span(3, 5)
BARE = WrittenPolicy("p.json", "a\nbc\n", Document((), ()), (PolicyType.ENDPOINT,))


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        ((), None),
        *(((each,), each) for each in PolicyType),
        ((PolicyType.ENDPOINT, PolicyType.BUCKET), None),
    ],
)
def test_a_policy_is_of_a_type_where_one_is_left(types: tuple[PolicyType, ...], kind: PolicyType | None) -> None:
    policy = structs.replace(BARE, types=types)
    assert policy.kind is kind
    assert policy.for_endpoint is (kind is PolicyType.ENDPOINT)


@pytest.mark.parametrize(
    ("known", "whereabouts"),
    [
        ({}, ""),
        ({"resource": "vpce-1"}, "in the policy of vpce-1"),
        ({"own": True}, "line 2, column 2 of the policy"),
        ({"own": True, "resource": "vpce-1"}, "line 2, column 2 of the policy of vpce-1"),
    ],
)
def test_a_place_is_said_as_its_author_sees_it(known: dict[str, object], whereabouts: str) -> None:
    policy = structs.replace(BARE, **known)
    place = policy.place(HERE)
    assert (place.file, place.pointer, place.span, place.note) == ("p.json", "", (3, 5), whereabouts)
    both = f"here, {whereabouts}" if whereabouts else "here"
    assert policy.place(HERE, "here").note == both


def test_a_place_is_that_of_the_value_around_it() -> None:
    """The policy stands from the third character of a text, which stands from the tenth of the file."""
    layers = Within("  a\nbc\n", 2), Within("0123456789  a\nbc\n", 10)
    policy = structs.replace(BARE, layers=layers, pointer="/VpcEndpoints/0/PolicyDocument", own=True)
    place = policy.place(HERE)
    assert (place.span, place.pointer) == ((15, 17), "/VpcEndpoints/0/PolicyDocument")
    assert place.note == "line 2, column 2 of the policy"


def test_what_nobody_said_of_a_policy_is_not_known() -> None:
    assert (BARE.gateway, BARE.partition, BARE.resource, BARE.pointer) == (None, "", "", "")
    assert (BARE.layers, BARE.own, BARE.strange, BARE.slips) == ((), False, "", ())


def test_the_statements_are_those_of_every_document() -> None:
    text = document(statement(Sid="A"), statement(Sid="B")) + document(statement(Sid="C"))
    assert [each.sid for each in written("p.json", text).statements()] == ["A", "B", "C"]


def test_defects_are_asked_for_by_their_kind() -> None:
    kinds = [DefectKind.GRAMMAR, DefectKind.SYNTAX, DefectKind.GRAMMAR, DefectKind.SEVERAL]
    found = tuple(Defect(kind, str(number), HERE) for number, kind in enumerate(kinds))
    policy = structs.replace(BARE, document=Document((), found))
    assert [each.message for each in policy.defects(DefectKind.GRAMMAR)] == ["0", "2"]
    assert [each.message for each in policy.defects(DefectKind.SEVERAL, DefectKind.SYNTAX)] == ["1", "3"]
    assert [*policy.defects()] == []


@pytest.mark.parametrize(("file", "fault"), [("p.json", None), ("p.yaml", "YAML"), ("p.yml", "YAML")])
def test_json_is_told_as_what_its_file_calls_it(file: str, fault: str | None) -> None:
    found = [each.message for each in written(file, document(statement())).document.defects]
    assert [fault in each for each in found if fault] == ([True] if fault else [])
    assert len(found) == (1 if fault else 0)
