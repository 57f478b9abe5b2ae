"""Patterns against brute force: every string up to a length, over an alphabet in which everything can be told apart."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.patterns import Automaton, Exhausted, Pattern, Token

ALPHABET = "ab:"
STRINGS = ["".join(each) for length in range(6) for each in product(ALPHABET, repeat=length)]
FREE, WITHIN = {"*": Token(many=True), "?": Token()}, {"*": Token(many=True, within=True), "?": Token(within=True)}

tokens = st.one_of(st.sampled_from("ab:").map(Token), st.sampled_from([*FREE.values(), *WITHIN.values()]))
patterns = st.lists(tokens, max_size=5).map(lambda each: Pattern(tuple(each)))


def matches(row: tuple[Token, ...], text: str) -> bool:
    """The definition, by all ways to share the text out."""
    if not row:
        return not text
    token, *rest = row
    if token.many:
        shares = range(len(text) + 1)
        return any(all(map(token.takes, text[:share])) and matches(tuple(rest), text[share:]) for share in shares)
    return bool(text) and token.takes(text[0]) and matches(tuple(rest), text[1:])


@given(patterns)
def test_a_pattern_matches_what_its_tokens_take(pattern: Pattern) -> None:
    expression = pattern.compiled()
    for text in STRINGS:
        assert bool(expression.fullmatch(text)) == matches(pattern.tokens, text), text


@given(st.lists(patterns, min_size=1, max_size=3), st.text(ALPHABET, max_size=6))
def test_an_automaton_matches_what_each_of_its_patterns_does(several: list[Pattern], text: str) -> None:
    automaton = Automaton(several)
    state = automaton.start
    for char in text:
        state = automaton.step(state, char if char in automaton.alphabet else automaton.alphabet[0])
    expected = sum(1 << index for index, each in enumerate(several) if matches(each.tokens, text))
    assert automaton.matching(state) == expected


@given(st.lists(patterns, min_size=1, max_size=3))
def test_all_combinations_are_found_each_with_a_shortest_string(several: list[Pattern]) -> None:
    found = dict(Automaton(several).within(0, 10_000))
    for text in STRINGS:
        combination = sum(1 << index for index, each in enumerate(several) if matches(each.tokens, text))
        if combination & 1:
            assert len(found[combination]) <= len(text)
    for combination, witness in found.items():
        assert combination == sum(1 << index for index, each in enumerate(several) if matches(each.tokens, witness))


@pytest.mark.parametrize(
    ("glob", "inside", "outside"),
    [
        ("*", ["", "a", "a\nb", ":"], []),
        ("?", ["a", "\n", "é", "\U0001f600"], ["", "ab"]),
        ("a*c", ["ac", "abc", "acc"], ["abcd", "c", "bac"]),
        ("a.c", ["a.c"], ["abc"]),
        ("a**b*", ["ab", "axxbyy"], ["a"]),
        ("*ab*ba*", ["abba", "xabyba"], ["aba"]),
        ("[a]", ["[a]"], ["a"]),
    ],
)
def test_a_glob_takes_a_text_by_two_wildcards_only(glob: str, inside: list[str], outside: list[str]) -> None:
    expression = Pattern.glob(glob).compiled()
    assert all(map(expression.fullmatch, inside))
    assert not any(map(expression.fullmatch, outside))


def test_a_wildcard_within_a_field_takes_no_colon() -> None:
    field = Pattern.glob("a*", within=True) + Pattern.exact(":b")
    assert field.compiled().fullmatch("axx:b")
    assert not field.compiled().fullmatch("ax:x:b")


def test_a_text_without_wildcards_is_known() -> None:
    assert Pattern.glob("a:b").text == Pattern.exact("a:b").text == "a:b"
    assert Pattern.exact("*").text == "*"
    assert Pattern.glob("*").text is None
    assert Pattern.glob("a?").text is None


def test_a_hostile_pattern_does_not_go_back() -> None:
    expression = Pattern.glob("*a" * 2000 + "?b").compiled()
    assert not expression.fullmatch("a" * 20_000)


def test_a_question_ends_with_its_budget() -> None:
    hard = [Pattern.glob("*a" + "?" * 40), Pattern.glob("*b" + "?" * 40)]
    with pytest.raises(Exhausted):
        list(Automaton(hard).within(0, 1000))


def test_characters_that_no_pattern_tells_apart_are_one_class() -> None:
    automaton = Automaton([Pattern.exact("xyz"), Pattern.glob("0*")])
    assert sorted(automaton.alphabet) == ["0", ":", "w", "x", "y", "z"]
