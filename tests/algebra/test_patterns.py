"""Patterns against brute force: every string up to a length, over an alphabet in which everything can be told apart."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.patterns import Automaton, Budget, Exhausted, Pattern, Token, share

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
    matcher = pattern.matcher()
    for text in STRINGS:
        assert bool(matcher(text)) == matches(pattern.tokens, text), text


@given(st.lists(patterns, min_size=1, max_size=3), st.text(ALPHABET, max_size=6))
def test_an_automaton_matches_what_each_of_its_patterns_does(several: list[Pattern], text: str) -> None:
    expected = sum(1 << index for index, each in enumerate(several) if matches(each.tokens, text))
    assert Automaton(several).matches(text) == expected


@given(st.lists(patterns, min_size=1, max_size=3))
def test_all_combinations_are_found_each_with_a_shortest_string(several: list[Pattern]) -> None:
    found = dict(Automaton(several).within([0], Budget(10_000)))
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
    matcher = Pattern.glob(glob).matcher()
    assert all(map(matcher, inside))
    assert not any(map(matcher, outside))


def test_a_wildcard_within_a_field_takes_no_colon() -> None:
    field = Pattern.glob("a*", within=True) + Pattern.exact(":b")
    assert field.matcher()("axx:b")
    assert not field.matcher()("ax:x:b")


def test_a_text_without_wildcards_is_known() -> None:
    assert Pattern.glob("a:b").text == Pattern.exact("a:b").text == "a:b"
    assert Pattern.exact("*").text == "*"
    assert Pattern.glob("*").text is None
    assert Pattern.glob("a?").text is None


def test_a_hostile_pattern_does_not_go_back() -> None:
    matcher = Pattern.glob("*a" * 2000 + "?b").matcher()
    assert not matcher("a" * 20_000)


def test_a_question_ends_with_its_budget() -> None:
    hard = [Pattern.glob("*a" + "?" * 40), Pattern.glob("*b" + "?" * 40)]
    with pytest.raises(Exhausted):
        list(Automaton(hard).within([0], Budget(1000)))


def test_characters_that_no_pattern_tells_apart_are_one_class() -> None:
    automaton = Automaton([Pattern.exact("xyz"), Pattern.glob("0*")])
    assert sorted(automaton.alphabet) == ["0", ":", "w", "x", "y", "z"]


def test_a_hostile_pattern_that_may_cross_colons_does_not_go_back_either() -> None:
    crossing = Pattern.glob("a*:") + Pattern.glob("*b*c*", within=True) + Pattern.exact(":d")
    assert Pattern((*Pattern.glob("*:" * 5).tokens, *crossing.tokens)).matcher()(":a" * 500 + ":bc:d")
    assert not Pattern((*Pattern.glob("*:" * 5).tokens, *crossing.tokens)).matcher()(":a" * 500)


@given(patterns, patterns)
def test_the_share_of_a_pattern_in_another(of: Pattern, in_: Pattern) -> None:
    inside = {matches(in_.tokens, text) for text in STRINGS if matches(of.tokens, text)}
    found = share(of, in_)
    assert found is None or inside <= {found}
    assert found is not None or len(inside) == 2 or len(of.tokens) + len(in_.tokens) > 5


@given(st.lists(patterns, min_size=2, max_size=3))
def test_several_patterns_can_be_required_at_once(several: list[Pattern]) -> None:
    found = dict(Automaton(several).within([0, 1], Budget(10_000)))
    both = {
        sum(1 << index for index, each in enumerate(several) if matches(each.tokens, text))
        for text in STRINGS
        if matches(several[0].tokens, text) and matches(several[1].tokens, text)
    }
    assert both <= set(found)
    assert all(combination & 3 == 3 for combination in found)


def test_a_token_takes_one_of_several_characters() -> None:
    either = Pattern((Token("ab"), Token("-]^\\")))
    assert [text for text in ("a-", "b]", "b^", "a\\", "c-", "ab") if either.matcher()(text)] == [
        "a-",
        "b]",
        "b^",
        "a\\",
    ]
    assert either.text is None
    assert set(dict(Automaton([either, Pattern.exact("a-")]).within([0], Budget()))) == {1, 3}


def test_a_pattern_of_any_case_matches_what_is_like_it_in_lower_case() -> None:
    """Every character that is another one in lower case is found by it, but for the one that becomes two."""
    lost = [
        char
        for char in map(chr, range(0x110000))
        if char.lower() != char and not Pattern.exact(char).cased().matcher()(char)
    ]
    assert lost == ["\u0130"]
    assert Pattern.glob("vPc*-?").cased().matcher()("VpC-x-Y")


def test_a_budget_ends_by_states_by_steps_and_by_time() -> None:
    hard = Automaton([Pattern.glob("*a" + "?" * 40), Pattern.glob("*b" + "?" * 40)])
    for budget in (Budget(500), Budget(steps=500), Budget(expired=lambda: True)):
        with pytest.raises(Exhausted):
            list(hard.within([0], budget))


@pytest.mark.parametrize("states", [0, 1, 7, 300])
def test_time_is_asked_for_however_much_is_spent_at_once(states: int) -> None:
    budget = Budget(expired=lambda: True)

    def spend() -> None:
        for _ in range(300):
            budget.spend(states)

    with pytest.raises(Exhausted):
        spend()
