"""What stands around a policy document, what AWS takes of it, and where the document stands in it."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from vpclint.policy.document import DefectKind, PolicyType
from vpclint.policy.unfolding import (
    AS_YAML,
    FOR_A_URL,
    TWICE,
    WITHOUT_ANSWER,
    read_file,
    read_value,
    statement_in,
    unfolded,
)
from vpclint.text.nodes import Span, plain
from vpclint.text.problems import Problem, ProblemKind

from .documents import document, statement

POLICY = {"Version": "2012-10-17", "Statement": [statement(), statement("Deny", Resource="arn:aws:s3:::ä/*")]}
TEXT = json.dumps(POLICY)
BUCKET = PolicyType.BUCKET
Json = Any


def meant(text: str) -> list[Json]:
    """The values of what is read of a text."""
    return [plain(root) for root in unfolded(text).parsed.roots]


def dumped(text: str, times: int) -> str:
    """A text as a string of JSON, so many times."""
    return dumped(json.dumps(text), times - 1) if times else text


def test_a_document_that_stands_by_itself_is_left_as_it_is() -> None:
    found = unfolded(TEXT)
    assert (found.text, found.layers, found.faults, found.own) == (TEXT, (), (), False)
    assert (found.defects, found.put_right, found.strange) == ((), (), "")


@pytest.mark.parametrize("times", [1, 2, 5])
def test_a_string_is_read_as_the_document_in_it(times: int) -> None:
    found = unfolded(dumped(TEXT, times))
    assert (found.text, found.faults, len(found.layers), found.own) == (TEXT, (TWICE,) * times, times, True)
    assert [each.message for each in found.defects] == [TWICE]
    assert found.put_right == ("the document stands by itself, not in a string",)


def test_nobody_means_a_string_in_a_string_in_six_strings() -> None:
    found = unfolded(dumped(TEXT, 6))
    assert (found.text, len(found.layers)) == (json.dumps(TEXT), 5)
    assert unfolded(dumped(TEXT, 7)).text == dumped(TEXT, 2)


@pytest.mark.parametrize("text", ["a", "", "[]", "3", " [1]", "%7", "%22a%22"])
def test_a_string_without_a_document_in_it_is_left_as_it_is(text: str) -> None:
    found = unfolded(json.dumps(text))
    assert (found.text, found.layers, found.faults) == (json.dumps(text), (), ())


@pytest.mark.parametrize("text", [f"  {TEXT}", f"\n{json.dumps(TEXT)}", quote(TEXT), " %7B%7D", "{", '"'])
def test_a_string_is_meant_for_a_document_by_its_beginning(text: str) -> None:
    assert unfolded(json.dumps(text)).faults[:1] == (TWICE,)


def test_the_encoding_for_a_url_is_a_fault_but_in_an_answer() -> None:
    found = unfolded(quote(TEXT))
    assert (found.text, found.faults, found.own) == (TEXT, (FOR_A_URL,), True)
    assert found.put_right == ("the document is plain text, not encoded for a URL",)
    answered = unfolded(quote(TEXT), answered=True)
    assert (answered.text, answered.faults, answered.put_right) == (TEXT, (), (WITHOUT_ANSWER,))


def test_faults_are_told_from_the_outside_to_the_inside() -> None:
    found = unfolded(json.dumps(quote(json.dumps({"Policy": json.dumps(TEXT)}))))
    assert found.faults == (TWICE, FOR_A_URL, TWICE)
    assert [each.message for each in found.defects] == [TWICE, FOR_A_URL]
    assert found.layers[-1].outer.startswith('"%7B'), "the innermost is the first"


def test_what_is_encoded_in_a_string_in_what_aws_answers_is_a_fault() -> None:
    assert unfolded(json.dumps(quote(TEXT)), answered=True).faults == (TWICE, FOR_A_URL)
    assert unfolded(json.dumps({"Policy": json.dumps(quote(TEXT))})).faults == (TWICE, FOR_A_URL)
    assert unfolded(json.dumps({"Policy": quote(quote(TEXT), safe="%")}), answered=True).faults == ()


def test_a_fault_is_told_at_the_beginning_of_the_document() -> None:
    [defect] = unfolded(json.dumps(f" {TEXT}")).defects
    assert (defect.kind, defect.span) == (DefectKind.SYNTAX, Span(1, 2))
    [defect] = unfolded("%7B%7", answered=False).defects
    assert defect.span == Span(0, 1)
    [defect] = unfolded(json.dumps(f" {TEXT}\n{TEXT}")).defects
    assert defect.span == Span(1, 2), "of the first document"
    [defect] = unfolded("", yaml=True).defects
    assert defect.span == Span(0, 1), "of nothing"


def test_what_is_written_around_is_known_to_the_character() -> None:
    text = json.dumps({"Policy": quote(json.dumps(POLICY, ensure_ascii=False))}, indent=2)
    found = unfolded(text)
    at = found.text.index("ä")
    span = Span(at, at + 1)
    for layer in found.layers:
        span = layer.span(span)
    assert text[span.start : span.end] == "%C3%A4"


ANSWERED = [
    *("PolicyName", "RoleName", "UserName", "GroupName", "VersionId", "IsDefaultVersion", "CreateDate"),
    *("RevisionId", "ResponseMetadata"),
]


@pytest.mark.parametrize("member", ANSWERED)
@pytest.mark.parametrize("holder", ["Policy", "PolicyDocument", "Document", "PolicyVersion"])
def test_an_answer_holds_the_document_beside_what_else_it_tells(holder: str, member: str) -> None:
    for value in (POLICY, TEXT, json.dumps(POLICY, indent=2)):
        found = unfolded(json.dumps({member: "x", holder: value}))
        assert plain(found.parsed.roots[0]) == POLICY
        assert (found.faults, found.own) == ((), isinstance(value, str))
        assert found.put_right == ("the document stands without the answer around it",)


def test_the_document_of_a_version_stands_in_it() -> None:
    text = json.dumps({"PolicyVersion": {"VersionId": "v1", "Document": POLICY}}, indent=3)
    found = unfolded(text)
    [layer] = found.layers
    assert (layer.outer, text[layer.start :][: len(found.text)], json.loads(found.text)) == (text, found.text, POLICY)
    assert not found.own


def test_an_answer_may_stand_in_an_answer_or_a_string() -> None:
    found = unfolded(json.dumps({"PolicyVersion": {"Document": json.dumps({"Policy": TEXT})}}))
    assert (found.text, found.faults, len(found.layers)) == (TEXT, (), 2)
    found = unfolded(json.dumps(json.dumps({"Policy": TEXT})))
    assert (found.text, found.faults) == (TEXT, (TWICE,))
    assert found.put_right == ("the document stands by itself, not in a string", WITHOUT_ANSWER)


def test_the_text_of_an_answer_may_be_encoded_for_a_url() -> None:
    assert unfolded(json.dumps({"PolicyDocument": quote(TEXT)})).faults == ()


def test_the_holder_of_the_document_is_found_in_its_order() -> None:
    """GetRolePolicy answers a PolicyDocument; a Policy beside it would be something else."""
    others = {"Policy": "x", "Document": "y", "PolicyVersion": "z"}
    assert unfolded(json.dumps(others | {"PolicyDocument": TEXT})).text == TEXT
    assert unfolded(json.dumps({"Policy": "x", "Document": "y", "PolicyVersion": TEXT})).text == TEXT
    assert unfolded(json.dumps({"Policy": "x", "Document": TEXT})).text == TEXT


def test_a_statement_in_another_case_is_one() -> None:
    found = unfolded(json.dumps({"Policy": {"STATEMENT": [], "Policy": TEXT}}))
    assert json.loads(found.text) == {"STATEMENT": [], "Policy": TEXT}
    assert json.loads(unfolded(json.dumps({"Policy": {"Version": "x", "Statement": []}})).text)["Version"] == "x"


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"RoleName": "x"},
        {"Policy": POLICY, "Other": 1},
        {"Policy": 3},
        {"Policy": [POLICY]},
        {"Policy": {"Other": POLICY}},
        {"Policy": {"Version": "x"}},
        {"Statement": [], "Policy": TEXT},
        [{"Policy": TEXT}],
        3,
        None,
    ],
)
def test_nothing_else_is_taken_for_an_answer(value: Json) -> None:
    found = unfolded(json.dumps(value))
    assert (found.text, found.layers, found.put_right) == (json.dumps(value), (), ())


@pytest.mark.parametrize("text", ['{"Policy": "{}",}', '{"Policy": "{}"} // x', '{"Policy": "{}"}{"Policy": "{}"}', ""])
def test_what_is_broken_around_it_stays_around_it(text: str) -> None:
    assert unfolded(text).layers == ()


def test_yaml_is_a_fault_wherever_it_is() -> None:
    found = unfolded("Version: x\nStatement: []\n")
    assert (meant("Version: x\nStatement: []\n"), found.faults) == ([{"Version": "x", "Statement": []}], (AS_YAML,))
    assert found.put_right == ("the document is JSON",)
    assert (found.own, found.layers) == (False, ())
    assert unfolded(TEXT, yaml=True).faults == (AS_YAML,)
    assert unfolded("{", yaml=True).faults == (AS_YAML,)
    assert unfolded(json.dumps(TEXT), yaml=True).layers == ()


@pytest.mark.parametrize(
    "text",
    [
        *("Version: x", "Statement:\n- Effect: Allow", "Id: a\r\nStatement: []", "Statement:\n  Effect: Allow"),
        *(
            "---\nVersion: x",
            "--- # all\nVersion: x",
            "---\n\n# all\n---\nVersion: x",
            "# all\n\n  # more\nVersion: x",
            "\n Version : x",
        ),
    ],
)
def test_what_begins_like_yaml_is_read_as_yaml(text: str) -> None:
    assert unfolded(text).faults == (AS_YAML,)


@pytest.mark.parametrize(
    "text",
    [
        *("Statement:\n- a: [", "Version: [a]", 'Version: {"a": 1}', "name: x", "x Version: y", "-- Version: y"),
        *("Version: x y", "", "{Version: x}", '"Version": "x"', "Version"),
    ],
)
def test_what_is_no_sound_yaml_is_read_as_json(text: str) -> None:
    assert unfolded(text).faults == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"Vpcs": []}', "'Vpcs'"),
        ('{"a": 1, "b": 2, "c": 3}', "'a', 'b', 'c'"),
        ('{"a": 1, "b": 2, "c": 3, "d": 4}', "'a', 'b', 'c' and more"),
        ('{"a": 1} {"b": 2}', "'a', 'b'"),
        ('{} {"b": 2}', "'b'"),
        (json.dumps({"x" * 40: 1}), f"'{'x' * 40}'"),
        (json.dumps({"x" * 41: 1}), f"'{'x' * 39}…'"),
        ('{"Policy": {"a": 1}}', "'Policy'"),
        ('{"Sta": 1}', "'Sta'"),
    ],
)
def test_what_has_no_element_of_a_policy_is_strange(text: str, shown: str) -> None:
    assert unfolded(text).strange == f"this is no policy: it has no Statement, but {shown}"


@pytest.mark.parametrize(
    "text",
    [
        *("{}", "[]", "3", '"a"', "", '3 {"a": 1}', '{"a": 1} []', '{"version": 1}', '{"a": 1, "ID": 2}'),
        *('{"Statements": []}', '{"STATMENT": []}', '{"stat": 1, "b": 1}', '{"Effect": "Allow"}', '{"sid": 1}'),
        *('{"Condition": 1}', '{"a": 1} {"Action": 1}', '{"NotPrincipal": 1}'),
    ],
)
def test_what_may_be_meant_for_a_policy_is_not(text: str) -> None:
    assert unfolded(text).strange == ""


def test_what_aws_does_not_take_is_told_in_words() -> None:
    for text, words in [
        (json.dumps(TEXT), "the document stands in a string: it was encoded once more, a JSON object was expected"),
        (quote(TEXT), "the document is encoded for a URL, plain JSON was expected"),
        ("Version: x", "the document is YAML, JSON was expected"),
    ]:
        assert [each.message for each in unfolded(text).defects] == [words]


def test_a_file_is_read_as_the_document_in_it() -> None:
    problem = Problem(ProblemKind.ENCODING, "a byte is no text", Span(0, 1))
    policy = read_file("gateway.json", json.dumps({"Policy": json.dumps(TEXT)}), PolicyType.ENDPOINT, (problem,))
    assert (policy.file, policy.text, policy.types, policy.gateway) == (
        *("gateway.json", TEXT),
        *((PolicyType.ENDPOINT,), True),
    )
    assert [each.message for each in policy.document.defects] == ["a byte is no text", TWICE]
    assert (len(policy.layers), policy.own, policy.strange) == (2, True, "")
    assert policy.slips == ("the document stands by itself, not in a string", WITHOUT_ANSWER)


def test_a_file_that_is_no_policy_is_told_as_strange() -> None:
    policy = read_file("p.json", '{"Vpcs": []}', None, ())
    assert policy.strange == "this is no policy: it has no Statement, but 'Vpcs'"
    assert policy.document.defects
    assert read_file("p.yaml", TEXT, None, ()).slips == ("the document is JSON",)


def test_a_value_of_a_state_is_read_as_aws_answers_it() -> None:
    policy = read_value(quote(TEXT), BUCKET)
    assert (policy.file, policy.text, policy.types, policy.own) == ("", TEXT, (BUCKET,), True)
    assert len(list(policy.statements())) == 2
    assert (len(policy.layers), policy.document.defects) == (1, ())
    plainly = read_value(TEXT, BUCKET)
    assert (plainly.text, plainly.layers, plainly.own) == (TEXT, (), False)


def test_what_is_wrong_around_a_value_comes_before_what_is_wrong_in_it() -> None:
    text = json.dumps(document(statement("Permit")))
    first, *others = read_value(text, BUCKET).document.defects
    assert (first.message, bool(others)) == (TWICE, True)


@pytest.mark.parametrize("index", [0, 1])
def test_a_statement_is_found_in_its_text(index: int) -> None:
    found = json.dumps(POLICY["Statement"][index])
    span, note = statement_in(TEXT, index)
    assert span
    assert TEXT[span[0] : span[1]] == found
    assert note == f"line 1, column {span[0] + 1} of the policy"


def test_a_statement_is_found_in_a_text_that_is_encoded() -> None:
    span, note = statement_in(quote(TEXT), 0)
    assert span
    assert quote(TEXT)[span[0] : span[1]] == quote(json.dumps(statement()))
    assert note.startswith("line 1, column ")


@pytest.mark.parametrize(("text", "index"), [(TEXT, 2), (TEXT, -1), ("{}", 0), ("", 0)])
def test_a_statement_that_is_not_there_stands_nowhere(text: str, index: int) -> None:
    assert statement_in(text, index) == (None, "")
