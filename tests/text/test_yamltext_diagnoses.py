"""What is wrong with a YAML text is told by name, at its place, in a sentence."""

import pytest
import yaml

from vpclint.text.nodes import Span, plain
from vpclint.text.problems import Problems
from vpclint.text.yamlerrors import report
from vpclint.text.yamltext import parse_yaml

from .strategies import Case, assert_sound, told

CASES = {
    "empty": Case("", [("truncated", 1, 1, "the text holds no YAML document, one was expected")], []),
    "comments only": Case("# a\n", [("truncated", 2, 1, "the text holds no YAML document, one was expected")], []),
    "byte order mark": Case(
        "\ufeffa: 1\n",
        [("byte-order-mark", 1, 1, "the text begins with a byte order mark, YAML was expected to begin at once")],
        [{"a": 1}],
    ),
    "control character": Case(
        "a: x\x07y",
        [
            (
                "control-character",
                1,
                5,
                "found the character U+0007, which YAML forbids, its escape in double quotes was expected",
            )
        ],
        [{"a": "x\ufffdy"}],
    ),
    "lone surrogate": Case(
        "\ud800",
        [
            (
                "control-character",
                1,
                1,
                "found the character U+D800, which YAML forbids, its escape in double quotes was expected",
            )
        ],
        ["\ufffd"],
    ),
    "tab that indents": Case(
        "a:\n\tb: 1\n", [("tab-indentation", 2, 1, "a tab indents the line, spaces were expected")], [{}]
    ),
    "tab in a block of text": Case(
        "a: |\n\tb", [("tab-indentation", 2, 1, "a tab indents the line, spaces were expected")], [{}]
    ),
    "duplicate key": Case(
        "a: 1\nb: 2\n'a': 3\n",
        [("duplicate-key", 3, 1, "the key 'a' stands twice in one mapping, once was expected")],
        [{"a": 3, "b": 2}],
    ),
    "integer as a key": Case(
        "80: open",
        [("unexpected", 1, 1, "the key '80' is an integer in YAML 1.1, text in quotes was expected")],
        [{"80": "open"}],
    ),
    "truth value as a key": Case(
        "on: x",
        [("unexpected", 1, 1, "the key 'on' is a truth value in YAML 1.1, text in quotes was expected")],
        [{"on": "x"}],
    ),
    "nothing as a key": Case(
        "null: x",
        [("unexpected", 1, 1, "the key 'null' is nothing in YAML 1.1, text in quotes was expected")],
        [{"null": "x"}],
    ),
    "list as a key": Case(
        "? [a]\n: b", [("unexpected", 1, 3, "the key is not text, text in quotes was expected")], [{}]
    ),
    "alias of a list as a key": Case(
        "a: &a [b]\n*a : c",
        [("unexpected", 2, 1, "the key is not text, text in quotes was expected")],
        [{"a": ["b"]}],
    ),
    "tag on a key": Case(
        "!Ref a: b",
        [("unexpected", 1, 1, "the tag !Ref is not understood, a value without a tag was expected")],
        [{"a": "b"}],
    ),
    "tag on a scalar": Case(
        "a: !Ref b",
        [("unexpected", 1, 4, "the tag !Ref is not understood, a value without a tag was expected")],
        [{"a": "b"}],
    ),
    "tag on a list": Case(
        "a: !Sub [b]",
        [("unexpected", 1, 4, "the tag !Sub is not understood, a value without a tag was expected")],
        [{"a": ["b"]}],
    ),
    "tag that makes an object": Case(
        "!!python/object/apply:os.system [echo]",
        [
            (
                "unexpected",
                1,
                1,
                "the tag !!python/object/apply:os.system is not understood, a value without a tag was expected",
            )
        ],
        [["echo"]],
    ),
    "binary tag": Case(
        "!!binary YQ==",
        [("unexpected", 1, 1, "the tag !!binary is not understood, a value without a tag was expected")],
        ["YQ=="],
    ),
    "text tagged as an integer": Case(
        "!!int a", [("invalid-number", 1, 1, "found 'a' where an integer was expected")], ["a"]
    ),
    "text tagged as a truth value": Case(
        "!!bool maybe", [("invalid-number", 1, 1, "found 'maybe' where a truth value was expected")], ["maybe"]
    ),
    "nothing tagged as a number": Case(
        '!!float ""', [("invalid-number", 1, 1, "found '' where a number was expected")], [""]
    ),
    "integer without digits": Case(
        "0x_", [("invalid-number", 1, 1, "found '0x_' where an integer was expected")], ["0x_"]
    ),
    "integer of 4301 digits": Case(
        "9" * 4301, [("number-too-long", 1, 1, "the number has 4,301 digits, at most 4,300 are read")], ["9" * 4301]
    ),
    "alias without an anchor": Case(
        "a: *b", [("unexpected", 1, 4, "the alias '*b' has no anchor, '&b' was expected before it")], [{"a": None}]
    ),
    "alias of another document": Case(
        "--- &a x\n--- *a",
        [("unexpected", 2, 5, "the alias '*a' has no anchor, '&a' was expected before it")],
        ["x", None],
    ),
    "alias inside its own anchor": Case(
        "a: &b\n  - *b",
        [("alias-expansion", 2, 5, "the alias '*b' stands inside its own anchor, a finished value was expected")],
        [{"a": [None]}],
    ),
    "merge of text": Case(
        "<<: a\nb: c",
        [
            (
                "unexpected",
                1,
                5,
                "found a value that is no mapping after '<<', a mapping or a list of mappings was expected",
            )
        ],
        [{"b": "c"}],
    ),
    "merge of a list with text in it": Case(
        "<<: [{a: 1}, b]",
        [
            (
                "unexpected",
                1,
                5,
                "found a value that is no mapping after '<<', a mapping or a list of mappings was expected",
            )
        ],
        [{"a": 1}],
    ),
    "brackets 201 deep": Case(
        "[" * 201,
        [("too-deep", 1, 201, "containers stand inside each other more than 200 deep, at most 200 were expected")],
        [yaml.safe_load("[" * 200 + "]" * 200)],
    ),
    "missing comma": Case(
        '{"a": "b"\n "c": 2}', [("missing-comma", 2, 2, "found '\"c\"' where ',' or '}' was expected")], [{"a": "b"}]
    ),
    "wrong closing bracket": Case(
        "a: [b}", [("unexpected", 1, 6, "found '}' where ',' or ']' was expected")], [{"a": ["b"]}]
    ),
    "unclosed list": Case(
        "a: [b,\n c",
        [("truncated", 2, 3, "found the end of the text where ',' or ']' was expected")],
        [{"a": ["b", "c"]}],
    ),
    "list that ends after a comma": Case(
        "a: [b,", [("truncated", 1, 7, "found the end of the text where a value was expected")], [{"a": ["b"]}]
    ),
    "unclosed string": Case(
        'a: "b\n', [("truncated", 2, 1, "the text ends inside a quoted string, its closing was expected")], [{}]
    ),
    "document marker in a string": Case(
        "'a\n---\n'", [("unexpected", 2, 1, "found '---' inside a quoted string, its closing was expected")], []
    ),
    "invalid escape": Case(
        'a: "C:\\d"',
        [
            (
                "invalid-escape",
                1,
                7,
                "found an escape that YAML does not know, a doubled backslash or single quotes were expected",
            )
        ],
        [{}],
    ),
    "key without a colon": Case(
        "a: 1\nb\nc: 2", [("missing-colon", 2, 1, "found 'b' where a key was expected, no ':' follows it")], [{"a": 1}]
    ),
    "two colons in a line": Case(
        "a: b: c",
        [("unexpected", 1, 5, "found ':' where no key can end, a new line or quotes around the text were expected")],
        [{"a": "b"}],
    ),
    "list on the line of its key": Case(
        "a: - b", [("unexpected", 1, 4, "found '-' where no list can begin, a new line was expected before it")], [{}]
    ),
    "sign that begins nothing": Case(
        "a: @b", [("unexpected", 1, 4, "found '@b' where a value was expected, YAML wants quotes around it")], [{}]
    ),
    "mapping that goes on as a list": Case(
        "a: 1\n- b",
        [("unexpected", 2, 1, "found '-' where a key or the end of the mapping was expected")],
        [{"a": 1}],
    ),
    "indentation that fits nothing": Case(
        "a:\n   b: 1\n  c: 2",
        [("unexpected", 3, 3, "found 'c:' where a key or the end of the mapping was expected")],
        [{"a": {"b": 1}}],
    ),
    "list that goes on as a mapping": Case(
        "- a\nb: 1", [("unexpected", 2, 1, "found 'b:' where '-' or the end of the list was expected")], [["a"]]
    ),
    "doubled comma": Case("{a: 1,, b}", [("unexpected", 1, 7, "found ',' where a value was expected")], [{"a": 1}]),
    "text after the document": Case(
        "{a: 1} }", [("unexpected", 1, 8, "found '}' where '---' or the end of the text was expected")], [{"a": 1}]
    ),
    "undeclared tag handle": Case(
        "a: !e!b c",
        [("unexpected", 1, 4, "found '!e!b', whose tag handle is not declared, a known tag was expected")],
        [{}],
    ),
    "what has no words of its own": Case(
        "a: |0\n b",
        [
            (
                "unexpected",
                1,
                5,
                "'0' can't stand here: found an indentation indicator equal to 0 while scanning a block scalar",
            )
        ],
        [{}],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_damaged_text_is_diagnosed(case: Case) -> None:
    parsed = parse_yaml(case.text)
    assert told(case.text, parsed.problems) == case.told
    assert [plain(root) for root in parsed.roots] == case.values
    assert_sound(case.text, parsed.problems)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_without_libyaml_the_same_texts_are_refused(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader")
    parsed = parse_yaml(case.text)
    kinds = [(kind, line) for kind, line, _, _ in told(case.text, parsed.problems)]
    assert kinds == [(kind, line) for kind, line, _, _ in case.told]
    assert_sound(case.text, parsed.problems)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a: 1\na : 2", "a"),
        ("a: x\x01\x02y", "\x01\x02"),
        ("a:\n\tb: 1", "\t"),
        ("a: [b", ""),
        ('a: "\\q"', "\\q"),
        ("a: 'b' c d", "c"),
        ("a: {b: 'c d' 'e f'}", "'e f'"),
        ("a: @b", "@b"),
        ("a: *b\n", "*b"),
        ("\ufeffa: *b\n", "\ufeff"),
        ("a: 1\nkey\nb: 2", "key"),
        ("%TAG !a! b\n" * 1001, "%TAG"),
        ("\ufeff\ufeff" + "%TAG !a! b\n" * 1001, "\ufeff\ufeff"),
    ],
)
def test_a_problem_marks_what_is_wrong_and_nothing_else(text: str, marked: str) -> None:
    problem = parse_yaml(text).problems[0]
    assert text[problem.span.start : problem.span.end] == marked


def test_many_tag_directives_are_told_at_the_first() -> None:
    text = "\ufeff# c\n" + "%TAG !a! b\n" * 1001
    message = "found more than 1,000 tag directives, at most 1,000 are read"
    assert told(text, parse_yaml(text).problems)[1:] == [("unexpected", 2, 1, message)]


@pytest.mark.parametrize(
    ("text", "related"),
    [
        ("a: 1\na: 2", [(0, "it stands here already")]),
        ("a: &b [*b]", [(3, "its anchor stands here")]),
        ("a: [b", [(3, "the list begins here")]),
        ("a: {b", [(3, "the mapping begins here")]),
        ("a: 'b", [(3, "the string begins here")]),
        ("a: @", []),
    ],
)
def test_a_problem_names_the_other_places_that_explain_it(text: str, related: list[tuple[int, str]]) -> None:
    (problem,) = parse_yaml(text).problems
    assert [(span.start, note) for span, note in problem.related] == related


def test_an_error_without_a_place_is_told_at_the_beginning() -> None:
    problems = Problems()
    report(yaml.YAMLError("no {place}\n"), "text", 3, problems)
    (problem,) = problems.found()
    assert (problem.message, problem.span) == ("this is not YAML: no {place}\\x0a", Span(3, 3))
