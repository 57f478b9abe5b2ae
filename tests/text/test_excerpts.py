"""How a text is laid beside messages: what is held, what contradicts, and what is too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.excerpts import ENOUGH, FEW, Index, excerpt, message

TEN = "one two three four five six seven eight nine ten"
GAPS = "alpha beta gamma delta s3://… epsilon zeta eta … theta iota kappa"


def held(known: str, text: str) -> int:
    return Index([message(known)]).find(excerpt(text)).get(0, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The subnet's VPC", ["the", "subnets", "vpc"]),
        ("the subnet\u2019s vpc", ["the", "subnets", "vpc"]),
        ("the subnet&#39;s &quot;VPC&quot;", ["the", "subnets", "vpc"]),
        (r"the subnet\u0027s\nvpc\tor\r\nnot", ["the", "subnets", "vpc", "or", "not"]),
        (r"it\'s \"failed:Please", ["its", "failed", "please"]),
        ("\x1b[1;31mred\x1b[0m text", ["red", "text"]),
        ("zero\u200bwidth soft\u00adhyphen", ["zerowidth", "softhyphen"]),
        ("s3://bucket/key_1…", ["s3", "bucket", "key", "1"]),
        ("…[](){}'\"", []),
        ("", []),
    ],
)
def test_a_text_has_words(text: str, words: list[str]) -> None:
    assert excerpt(text).words == words


def test_a_message_has_gaps_between_its_words() -> None:
    parsed = message("… one …… two:… three …")
    assert parsed.words == ("one", "two", "three")
    assert parsed.gaps == {1, 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEN, 10),
        (f"before {TEN} after", 10),
        ("three four five six seven eight", 6),
        ("three four five", 3),
        ("three four", 0),
        ("before one two three four five six", 6),
        ("before one two three four five", 5),
        ("two before one two three four five", 0),
        ("five six seven eight nine ten after", 6),
        ("six seven eight nine ten after", 0),
        ("before three four five six seven eight", 0),
        ("three four five six seven eight after", 0),
        ("before two three four five six seven eight nine after", 0),
        ("before\nthree four five six\nseven eight\nafter", 6),
        ("before … three four five six seven eight … after", 6),
        ("before ... three four five six seven eight ... after", 6),
        ('before "three four five six seven eight" after', 6),
        ("hree four five six seven eight nine ten", 7),
        ("one two three four five six seven eig", 7),
        ("ee four five six seven eight ni", 5),
        ("one two three four five six other eight nine ten", 0),
    ],
)
def test_where_text_and_message_part_one_of_them_ends(text: str, words: int) -> None:
    assert held(TEN, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GAPS, 11),
        (GAPS.replace("…", "a/b-c"), 11),
        (GAPS.replace("…", "a b c " * 13), 11),
        (GAPS.replace("…", "a b c " * 20), 0),
        ("alpha beta gamma delta s3://a/b epsilon zeta", 7),
        ("before b/c epsilon zeta eta x theta iota kappa", 0),
        ("b/c epsilon zeta eta x theta iota kappa", 6),
        ("s3://a/b epsilon zeta eta x theta", 5),
        ("alpha beta gamma delta s3://a/b.csv: denied by policy", 0),
        ("alpha beta gamma delta s3://a/b-c", 5),
    ],
)
def test_a_gap_is_filled_by_a_name_and_cut_within_one(text: str, words: int) -> None:
    assert held(GAPS, text) == words


def test_a_stretch_may_be_left_out_between_six_words_and_six() -> None:
    words = [f"w{number}x" for number in range(20)]
    known = " ".join(words)
    assert held(known, " ".join(["before", *words[:6], *words[14:], "after"])) == 12
    assert held(known, " ".join(["before", *words[:6], "[snip]", *words[14:], "after"])) == 12
    assert held(known, " ".join(["before", *words[:5], *words[14:], "after"])) == 0
    assert held(known, " ".join(["before", *words[:6], *words[15:], "after"])) == 0


def test_a_short_message_is_found_whole_only() -> None:
    assert held("LimitExceeded", "an error (LimitExceeded) occurred") == 1
    assert held("no such thing found", "error: no such thing found for x") == 4
    assert held("no such thing found", "error: no such thing") == FEW
    assert held("no such thing found", "an error: no such thing") == 0


@given(st.lists(st.sampled_from("abcdefgh"), min_size=ENOUGH, max_size=30), st.data())
def test_every_cut_of_a_message_is_held(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - ENOUGH))
    last = data.draw(st.integers(first + ENOUGH, len(words)))
    assert held(" ".join(words), " ".join(words[first:last])) >= last - first


@given(st.lists(st.sampled_from(["a", "b", "…", "\n"]), max_size=40), st.lists(st.sampled_from("abc…"), max_size=20))
def test_never_more_is_held_than_there_is(text: list[str], known: list[str]) -> None:
    words = message(" ".join(known)).words
    if words:
        assert 0 <= held(" ".join(known), " ".join(text)) <= len(words)
