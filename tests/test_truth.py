from collections.abc import Callable, Iterator
from functools import reduce
from itertools import product
from operator import and_, or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.truth import NO, NOTHING_MISSING, YES, Answer, Fact, Truth, all_of, any_of, known, open_for, unknown

TABLES = Fact("RouteTables")
COUNT = Fact("Subnets", "subnet-1", "AvailableIpAddressCount")
MAYBE, PERHAPS = unknown(TABLES), unknown(COUNT)

CONJUNCTION = {"YY": "Y", "YN": "N", "Y?": "?", "NY": "N", "NN": "N", "N?": "N", "?Y": "?", "?N": "N", "??": "?"}
DISJUNCTION = {"YY": "Y", "YN": "Y", "Y?": "Y", "NY": "Y", "NN": "N", "N?": "?", "?Y": "Y", "?N": "?", "??": "?"}
NEGATION = {"Y": "N", "N": "Y", "?": "?"}

facts = st.sampled_from([TABLES, COUNT, Fact("VpcEndpoints"), Fact("Vpcs", "vpc-1")])
truths = st.sampled_from([YES, NO]) | st.frozensets(facts, min_size=1).map(open_for)
lists = st.lists(truths, max_size=6)


def letter(truth: Truth) -> str:
    return {Answer.PASS: "Y", Answer.FAIL: "N", Answer.UNKNOWN: "?"}[truth.answer]


def truth_of(symbol: str, doubt: Truth) -> Truth:
    return {"Y": YES, "N": NO, "?": doubt}[symbol]


@pytest.mark.parametrize("pair", CONJUNCTION)
def test_and_is_kleenes(pair: str) -> None:
    assert letter(truth_of(pair[0], MAYBE) & truth_of(pair[1], PERHAPS)) == CONJUNCTION[pair]


@pytest.mark.parametrize("pair", DISJUNCTION)
def test_or_is_kleenes(pair: str) -> None:
    assert letter(truth_of(pair[0], MAYBE) | truth_of(pair[1], PERHAPS)) == DISJUNCTION[pair]


@pytest.mark.parametrize("symbol", NEGATION)
def test_not_is_kleenes(symbol: str) -> None:
    assert letter(~truth_of(symbol, MAYBE)) == NEGATION[symbol]


@pytest.mark.parametrize(("left", "right"), [*product((YES, NO, MAYBE), (YES, NO, PERHAPS))])
@pytest.mark.parametrize("combine", [and_, or_])
def test_an_open_answer_carries_the_facts_of_its_open_parts(
    combine: Callable[[Truth, Truth], Truth], left: Truth, right: Truth
) -> None:
    found = combine(left, right)
    assert found.facts == (left.facts | right.facts if found.is_unknown else NOTHING_MISSING)


def test_not_keeps_the_facts() -> None:
    assert (~MAYBE).facts == {TABLES}


@given(truths, truths)
def test_de_morgan(a: Truth, b: Truth) -> None:
    assert ~(a & b) == ~a | ~b
    assert ~(a | b) == ~a & ~b


@given(truths, truths, truths)
def test_and_and_or_make_a_lattice(a: Truth, b: Truth, c: Truth) -> None:
    assert ~~a == a
    assert (a & a, a | a) == (a, a)
    assert (a & YES, a | NO, a & NO, a | YES) == (a, a, NO, YES)
    assert (a & b, a | b) == (b & a, b | a)
    assert ((a & b) & c, (a | b) | c) == (a & (b & c), a | (b | c))


@given(lists)
def test_many_are_as_two_at_a_time(several: list[Truth]) -> None:
    assert all_of(iter(several)) == reduce(and_, several, YES)
    assert any_of(iter(several)) == reduce(or_, several, NO)


def resolutions(several: list[Truth]) -> Iterator[tuple[bool, ...]]:
    """Every way in which the open ones can turn out."""
    return product(*((True, False) if truth.is_unknown else (truth.is_yes,) for truth in several))


@given(lists)
def test_an_answer_is_known_exactly_where_every_resolution_of_the_open_ones_agrees(several: list[Truth]) -> None:
    for combined, combine in ((all_of(several), all), (any_of(several), any)):
        outcomes = {combine(values) for values in resolutions(several)}
        assert combined.is_unknown == (len(outcomes) == 2)
        assert combined.is_yes == (outcomes == {True})


def test_all_of_nothing_holds_and_any_of_nothing_does_not() -> None:
    assert all_of(()) == YES
    assert any_of(()) == NO


@pytest.mark.parametrize("truth", [YES, NO, MAYBE])
def test_a_truth_is_no_condition(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(truth)
    with pytest.raises(TypeError):
        assert truth
    with pytest.raises(TypeError):
        any([truth])


@pytest.mark.parametrize(("truth", "says"), [(YES, "yes"), (NO, "no"), (MAYBE, "unknown")])
def test_exactly_one_question_is_answered_with_true(truth: Truth, says: str) -> None:
    asked = {"yes": truth.is_yes, "no": truth.is_no, "unknown": truth.is_unknown}
    assert [name for name, answer in asked.items() if answer] == [says]


def test_an_open_answer_needs_a_fact() -> None:
    with pytest.raises(ValueError, match="at least one fact"):
        unknown()
    with pytest.raises(ValueError, match="at least one fact"):
        open_for(NOTHING_MISSING)
    assert unknown(TABLES, COUNT) == open_for(frozenset({COUNT, TABLES}))


def test_two_values_become_two_of_the_three() -> None:
    assert [known(holds=each) for each in (True, False)] == [YES, NO]


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (TABLES, "RouteTables"),
        (COUNT, "AvailableIpAddressCount of subnet-1"),
        (Fact("VpcBlockPublicAccessOptions", "", "State"), "State of VpcBlockPublicAccessOptions"),
        (Fact("RouteTables", "rtb-1"), "rtb-1 in RouteTables"),
        (Fact("", "tgw-1", "", "it is not examined"), "tgw-1"),
    ],
)
def test_a_fact_says_what_it_is_about(fact: Fact, words: str) -> None:
    assert fact.subject == words


def test_what_a_fact_does_not_say_is_empty() -> None:
    assert Fact("RouteTables") == Fact("RouteTables", record="", field="", reason="", obtain="")


def test_answers_are_spelled_as_reports_spell_them() -> None:
    assert [answer.value for answer in Answer] == ["pass", "fail", "unknown"]
