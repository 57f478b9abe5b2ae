"""YAML means what PyYAML's safe loader says it means, and every value has its place."""

import subprocess
import sys
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.nodes import DEPTH_LIMIT, Node, Span, at, plain
from vpclint.text.problems import ProblemKind
from vpclint.text.yamltext import parse_yaml

from .strategies import assembled, assert_sound, damaged, values, walk


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
    "<<: {x: 1}\n<<: {y: 2}",
    "'<<': {x: 1}",
    "- &k key\n- {*k : &v [1]}\n- *v",
    "- &a [1]\n- &a [2]\n- *a",
)


@pytest.mark.parametrize("text", MERGES[:-1])
def test_aliases_and_merge_keys_are_carried_out(text: str) -> None:
    parsed = parse_yaml(text)
    assert parsed.problems == ()
    assert [plain(root) for root in parsed.roots] == pyyaml(text)


def test_of_two_merge_keys_the_later_one_holds() -> None:
    # YAML 1.1 does not say; PyYAML takes the later one up to 6.0.3, and from 6.0.4 on now this one, now that.
    (root,) = parse_yaml("<<: {x: 1, y: 1}\n<<: {x: 2}").roots
    assert plain(root) == {"x": 2, "y": 1}


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
