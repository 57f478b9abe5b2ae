"""YAML means what PyYAML's safe loader says it means, with a place for everything and a sentence for what is wrong."""

import subprocess
import sys
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.nodes import DEPTH_LIMIT, Node, Span, at, plain
from vpclint.text.problems import ProblemKind, Problems
from vpclint.text.yamlerrors import report
from vpclint.text.yamltext import parse_yaml

from .strategies import assembled, assert_sound, damaged, told, values, walk


class Case(NamedTuple):
    """A text, what is wrong with it, and the documents that are read from it."""

    text: str
    told: list[tuple[str, int, int, str]]
    values: list[object]


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


class WithoutTimestamps(yaml.CSafeLoader):
    """PyYAML's safe loader, but a date stays text."""


WithoutTimestamps.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def pyyaml(text: str) -> list[Any]:
    """The documents as PyYAML reads them."""
    return list(yaml.load_all(text, Loader=WithoutTimestamps))


SCALARS = (
    *("1", "010", "0x1F", "0b11", "1_000", "+5", "-0", "1:30", "1:30.5", "190:20:30", "09", "0o17", "1e3", "1.0e+3"),
    *(".5", "1.", "-.inf", ".NaN", "yes", "Off", "TRUE", "y", "~", "null", "Null", "", "''", "2012-10-17", "."),
    *(
        "2001-12-14t21:59:43.10-05:00",
        '"1"',
        "'yes'",
        "!!str 1",
        "!!int '3'",
        "!!float 1",
        "! 12",
        "!!null ''",
        "012345678901",
    ),
)


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_scalar_is_what_yaml_1_1_says(scalar: str) -> None:
    text = f"a: {scalar}\n"
    parsed = parse_yaml(text)
    assert parsed.problems == ()
    assert repr(plain(parsed.roots[0])) == repr(pyyaml(text)[0])


def test_a_plain_equals_sign_is_text() -> None:
    parsed = parse_yaml("a: =\n=: b")
    assert (parsed.problems, plain(parsed.roots[0])) == ((), {"a": "=", "=": "b"})


MERGES = (
    "a: &a {x: 1, y: 2}\nb: {<<: *a}",
    "a: &a {x: 1, y: 2}\nb:\n  x: 3\n  <<: *a\n  z: 4",
    "a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: [*a, *b]}\nd: {<<: [*b, *a], y: 0}",
    "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}",
    "<<: {x: 1}\n<<: {x: 2}",
    "'<<': {x: 1}",
    "- &k key\n- {*k : &v [1]}\n- *v",
    "- &a [1]\n- &a [2]\n- *a",
)


@pytest.mark.parametrize("text", MERGES[:-1])
def test_aliases_and_merge_keys_are_carried_out(text: str) -> None:
    parsed = parse_yaml(text)
    assert parsed.problems == ()
    assert [plain(root) for root in parsed.roots] == pyyaml(text)


def test_an_anchor_may_be_set_anew() -> None:
    # YAML 1.1, 7.1: an alias refers to the anchor before it; PyYAML refuses the second one.
    (root,) = parse_yaml(MERGES[-1]).roots
    assert plain(root) == [[1], [2], [2]]


def test_what_an_alias_shares_stands_at_its_anchor() -> None:
    text = "a: &a {x: 1}\nb: *a\nc: {<<: *a}"
    (root,) = parse_yaml(text).roots
    places = {path: at(root, path) for path in ("/a/x", "/b/x", "/c/x")}
    assert {node and text[node.start : node.end] for node in places.values()} == {"1"}
    assert {node and node.start for node in places.values()} == {text.index("1")}
    assert at(root, "/b") == Node({"x": Node(1, 10, 11, Span(7, 8))}, 3, 12, Span(13, 14))


def test_several_documents_are_several_roots_and_no_problem() -> None:
    parsed = parse_yaml("--- 1\n--- {a: b}\n---\n...\n")
    assert parsed.problems == ()
    assert [plain(root) for root in parsed.roots] == [1, {"a": "b"}, None]


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_places_count_code_points(mark: str, end: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader")
    lines = (
        "é\U0001f600: ü",
        "b: [\U0001f600, 'ß\U0001f600', {c: d}]",
        "# \U0001f600é",
        "e:",
        "- f",
        "- \U0001f600",
        "",
    )
    text = mark + end.join(lines)
    (root,) = parse_yaml(text).roots
    shown = [text[node.start : node.end] for node in walk(root)]
    keys = [text[node.key.start : node.key.end] for node in walk(root) if node.key]
    assert keys == ["é\U0001f600", "b", "c", "e"]
    assert shown[1:] == [
        "ü",
        "[\U0001f600, 'ß\U0001f600', {c: d}]",
        "\U0001f600",
        "'ß\U0001f600'",
        "{c: d}",
        "d",
        f"- f{end}- \U0001f600",
        "f",
        "\U0001f600",
    ]


@given(values, st.sampled_from([True, False, None]), st.booleans())
def test_what_pyyaml_writes_is_read_and_every_scalar_stands_in_its_place(
    value: object,
    flow: bool | None,  # noqa: FBT001
    unicode: bool,  # noqa: FBT001
) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=unicode, width=10**6)
    parsed = parse_yaml(text)
    if "\\uD" in text:  # PyYAML writes lone surrogates that libyaml refuses
        return
    assert parsed.problems == ()
    (root,) = parsed.roots
    assert repr(plain(root)) == repr(pyyaml(text)[0])
    for node in walk(root):
        if not isinstance(node.value, (dict, list)):
            assert repr(pyyaml(text[node.start : node.end])[0]) == repr(node.value)
        if node.key:
            assert isinstance(pyyaml(text[node.key.start : node.key.end])[0], str)


PIECES = [
    *":-?[]{},#&*!|>'\"%@` \n\t~<=",
    *(
        "a: ",
        "b: ",
        "- ",
        "\n  ",
        "\n",
        "1",
        "0x_",
        "1:30",
        "yes",
        "null",
        "&a ",
        "*a",
        "<<: ",
        "<<: *a",
        "!!str ",
        "!x ",
    ),
    *(
        "---\n",
        "...\n",
        "|\n",
        ">-\n",
        "'a'",
        '"\\n"',
        '"\\q"',
        "{a: 1}",
        "[a, b]",
        "\ufeff",
        "\x01",
        "é",
        "\U0001f600",
        "\r\n",
    ),
]
any_yaml_like = (
    damaged(values.map(lambda value: str(yaml.safe_dump(value))), PIECES)
    | assembled(PIECES)
    | st.text(st.characters(), max_size=30)
)


@given(any_yaml_like)
def test_a_text_without_problems_means_what_pyyaml_says(text: str) -> None:
    parsed = parse_yaml(text)
    assert_sound(text, parsed.problems)
    if parsed.problems:
        return
    try:
        expected = pyyaml(text)
    except (yaml.composer.ComposerError, yaml.constructor.ConstructorError):
        # PyYAML takes no anchor that is set anew, and gives "=" and "<<" no meaning as values.
        assert any(sign in text for sign in ("&", "=", "<<"))
    else:
        assert repr([plain(root) for root in parsed.roots]) == repr(expected)


@given(any_yaml_like)
def test_what_pyyaml_refuses_has_a_problem(text: str) -> None:
    try:
        list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, UnicodeEncodeError):
        assert parse_yaml(text).problems


@given(any_yaml_like)
def test_without_libyaml_nothing_raises_either(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader")
        parsed = parse_yaml(text)
    assert_sound(text, parsed.problems)


@pytest.mark.parametrize("depth", [DEPTH_LIMIT - 1, DEPTH_LIMIT])
def test_an_alias_brings_its_depth_along(depth: int) -> None:
    around = 10
    text = f"- &a {'[' * (depth - around) + ']' * (depth - around)}\n- {'[' * around}*a{']' * around}"
    kinds = [problem.kind for problem in parse_yaml(text).problems]
    assert kinds == ([ProblemKind.TOO_DEEP] if depth == DEPTH_LIMIT else [])


def test_aliases_may_stand_for_a_hundred_thousand_values_and_no_more() -> None:
    # An anchor of 1,000 values, 100 aliases, then one more.
    text = "- &a [" + "x, " * 998 + "x]\n" + "- *a\n" * 100
    assert parse_yaml(text).problems == ()
    (problem,) = parse_yaml(text + "- *a\n").problems
    assert problem.kind is ProblemKind.ALIAS_EXPANSION
    assert problem.message == "aliases stand for more than 100,000 values, at most 100,000 are read"
    assert problem.span == Span(len(text) + 2, len(text) + 4)


def test_pyyaml_is_imported_only_where_yaml_is_read() -> None:
    program = "import sys, vpclint.text.reading as r; r.load('{}', 'json'); print('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
