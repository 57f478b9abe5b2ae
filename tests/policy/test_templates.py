"""Texts with variables in them: what stands for a variable, and between what bounds where that is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.patterns import Pattern, Token
from vpclint.policy.templates import ANYTHING, Filled, Template, Variable, template
from vpclint.policy.values import ABSENT, Context, Like, OneOf, Unknown, Value, Within, empty, known, untold

EXACT, GLOB = Pattern.exact, Pattern.glob


def variables(text: str) -> Template:
    return template(text, wildcards=True, variables=True)


def test_anything_is_one_run() -> None:
    assert GLOB("*") == ANYTHING
    assert Token(many=True).takes(":")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", (GLOB(""),)),
        ("a*b?", (GLOB("a*b?"),)),
        ("${a:b}", (GLOB(""), Variable("a:b"), GLOB(""))),
        ("x*${a:b}?y", (GLOB("x*"), Variable("a:b"), GLOB("?y"))),
        ("${a:b}${c:d}", (GLOB(""), Variable("a:b"), GLOB(""), Variable("c:d"), GLOB(""))),
        ("${a:b, 'c'}", (GLOB(""), Variable("a:b", "c"), GLOB(""))),
        ("${a:b, ''}-", (GLOB(""), Variable("a:b", ""), GLOB("-"))),
        ("${*}", (GLOB(""), EXACT("*"), GLOB(""))),
        ("${?}${$}", (GLOB(""), EXACT("?"), GLOB(""), EXACT("$"), GLOB(""))),
        ("${}", (GLOB("${}"),)),
        ("${a", (GLOB("${a"),)),
        ("$a{b}", (GLOB("$a{b}"),)),
        ("${a,b}", (GLOB("${a,b}"),)),
        ("${a, b}", (GLOB("${a, b}"),)),
        ("${a,'b'}", (GLOB("${a,'b'}"),)),
        ("${a, 'b}", (GLOB("${a, 'b}"),)),
        ("${${a}", (GLOB("${"), Variable("a"), GLOB(""))),
        ("${**}", (GLOB("${**}"),)),
    ],
)
def test_a_variable_is_a_key_in_braces_with_a_default_perhaps(text: str, parts: tuple[object, ...]) -> None:
    assert variables(text).parts == parts


@pytest.mark.parametrize("text", ["a*${a:b}?", "${*}", "a*"])
def test_without_variables_braces_are_text(text: str) -> None:
    assert template(text, wildcards=True, variables=False) == Template((GLOB(text),))
    assert template(text, wildcards=False, variables=False) == Template((EXACT(text),))


def test_wildcards_are_some_only_where_they_are_said_to_be() -> None:
    assert template("a*${b}?", wildcards=False, variables=True).parts == (EXACT("a*"), Variable("b"), EXACT("?"))


def test_within_a_field_wildcards_take_no_colon() -> None:
    within = template("*${b}?", wildcards=True, variables=True, within=True)
    assert within.parts == (GLOB("*", within=True), Variable("b"), GLOB("?", within=True))
    assert template("a*", wildcards=True, variables=False, within=True).fixed == GLOB("a*", within=True)
    assert template("a*", wildcards=True, variables=False).fixed != GLOB("a*", within=True)


@pytest.mark.parametrize(
    ("text", "fixed"),
    [("a*", GLOB("a*")), ("a${*}b*", EXACT("a*b") + GLOB("*")), ("", Pattern()), ("a${b}", None), ("${b, 'c'}", None)],
)
def test_what_has_no_variables_is_one_pattern(text: str, fixed: Pattern | None) -> None:
    assert variables(text).fixed == fixed


def exactly(text: str) -> Filled:
    return Filled(EXACT(text), EXACT(text))


NOT_KNOWN, UNSAID = frozenset({untold("a:b")}), frozenset({empty("a:b")})
NOTHING = Filled(None, None)
HALF = known("1"), known("2")

FILLED: list[tuple[str, Value, Filled]] = [
    ("${a:b}", known("v"), exactly("v")),
    ("x${a:b}y", known("*?"), exactly("x*?y")),
    ("${A:B}${a:b}", known("v"), exactly("vv")),
    ("${a:b, 'd'}", known("v"), exactly("v")),
    ("x${a:b}", known("v", "w", several=True), NOTHING),
    ("x${a:b}", known("v", several=True), NOTHING),
    ("x${a:b}", known("v", "w"), NOTHING),
    ("x${a:b}", known(several=True), NOTHING),
    ("x${a:b, 'd'}", known("", several=True), NOTHING),
    ("x${a:b}", ABSENT, NOTHING),
    ("x${a:b, 'd'}y", ABSENT, exactly("xdy")),
    ("x${a:b, ''}y", ABSENT, exactly("xy")),
    ("x${a:b, '*'}", ABSENT, exactly("x*")),
    ("x${a:b}y", known(""), Filled(None, EXACT("xy"), UNSAID)),
    ("x${a:b, 'd'}y", known(""), Filled(None, GLOB("x*y"), UNSAID)),
    ("x${a:b}y", Unknown(untold("a:b")), Filled(None, GLOB("x*y"), NOT_KNOWN)),
    ("x${a:b, 'd'}y", Like(GLOB("v*")), Filled(None, GLOB("x*y"), NOT_KNOWN)),
    ("x${a:b}y", OneOf(HALF), Filled(None, GLOB("x*y"), NOT_KNOWN)),
    ("x${a:b}y", Within("10.0.0.0/8"), Filled(None, GLOB("x*y"), NOT_KNOWN)),
    ("x*", ABSENT, Filled(GLOB("x*"), GLOB("x*"))),
]


@pytest.mark.parametrize(("text", "value", "filled"), FILLED)
def test_the_value_of_a_key_stands_for_itself(text: str, value: Value, filled: Filled) -> None:
    assert variables(text).filled(Context({"a:b": value})) == filled


def test_one_variable_that_is_not_known_leaves_the_whole_open() -> None:
    context = Context({"a:b": known("v"), "c:d": known("w"), "e:f": ABSENT})
    found = variables("${a:b}-${x:y}-${c:d}").filled(context)
    assert found == Filled(None, GLOB("v-*-w"), frozenset({untold("x:y")}))
    both = variables("${x:y}${a:b}${z:z}").filled(context)
    assert both.facts == {untold("x:y"), untold("z:z")}
    assert variables("${x:y}${e:f}").filled(context) == NOTHING


KEYS = st.sampled_from(["a:b", "c:d"])
PIECES = st.one_of(st.sampled_from(["x", "*", "?", ":", "${*}"]), KEYS.map("${{{}}}".format))
VALUES = st.sampled_from([ABSENT, known(""), known("v"), known("*:"), known("v", "w", several=True)])


@given(
    st.lists(PIECES).map("".join),
    st.fixed_dictionaries({"a:b": VALUES, "c:d": VALUES}),
    st.sets(st.sampled_from(["a:b", "c:d"])),
    st.text("xv*:", max_size=5),
)
def test_the_bounds_hold_whatever_is_found_out(text: str, values: dict[str, Value], told: set[str], name: str) -> None:
    """What matches when all is known may match before, and what matches before for certain matches then."""
    before = variables(text).filled(Context({key: values[key] for key in told}))
    after = variables(text).filled(Context(values))
    assert (before.least == before.most) is (not before.facts)
    for least, most in ((before.least, after.least), (after.least, after.most), (after.most, before.most)):
        if least and least.matcher()(name):
            assert most
            assert most.matcher()(name)
