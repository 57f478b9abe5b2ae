from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product

from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.bounded import BoundedTraffic, Doubt
from vpclint.algebra.ports import TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import NO_TRAFFIC, TrafficSet
from vpclint.truth import Answer, Fact

from .strategies import exact

Atoms = frozenset[int]
Model = tuple[Atoms, list[Atoms]]

ATOMS = range(4)
FACTS = [Fact("Key", f"record-{number}") for number in range(3)]

some_atoms = st.frozensets(st.sampled_from(ATOMS))
models: st.SearchStrategy[Model] = st.tuples(some_atoms, st.lists(some_atoms, max_size=2))


def traffic(atoms: Iterable[int]) -> TrafficSet:
    """A packet for each atom: two ports at each of two addresses."""
    return TrafficSet.union(
        TrafficSet.of(
            protocols=ProtocolSet.single(TCP),
            destinations=AddressSet.parse(f"10.0.0.{atom // 2}"),
            ports=PortSet.single(80 + atom % 2),
        )
        for atom in atoms
    )


def bounded(certain: Atoms, doubts: list[Atoms]) -> BoundedTraffic:
    parts = (Doubt(traffic(doubt), frozenset({FACTS[number]})) for number, doubt in enumerate(doubts))
    return BoundedTraffic(traffic(certain), tuple(parts))


def subsets(atoms: Atoms) -> Iterator[Atoms]:
    return map(frozenset, chain.from_iterable(combinations(sorted(atoms), size) for size in range(len(atoms) + 1)))


def resolutions(model: Model) -> list[Atoms]:
    """Every set that it can be, once the facts are known: all that is certain, and any part of each doubt."""
    certain, doubts = model
    return [certain.union(*chosen) for chosen in product(*map(subsets, doubts))]


def expected(model: Model, wanted: Atoms) -> Answer:
    outcomes = {wanted <= resolved for resolved in resolutions(model)}
    return Answer.UNKNOWN if len(outcomes) == 2 else Answer.PASS if True in outcomes else Answer.FAIL


@exact
@given(models, some_atoms)
def test_it_covers_what_every_resolution_covers_and_not_what_none_does(model: Model, wanted: Atoms) -> None:
    assert bounded(*model).covers(traffic(wanted)).answer is expected(model, wanted)


@exact
@given(models, some_atoms)
def test_what_no_resolution_holds_is_refused(model: Model, wanted: Atoms) -> None:
    never = wanted.difference(*resolutions(model))
    assert bounded(*model).refused(traffic(wanted)) == traffic(never)


@exact
@given(models, some_atoms)
def test_what_some_resolutions_hold_and_others_do_not_is_doubtful(model: Model, wanted: Atoms) -> None:
    certain, doubts = model
    doubtful = bounded(certain, doubts).doubtful(traffic(wanted))
    assert doubtful.traffic == traffic((wanted - certain) & frozenset().union(*doubts))
    assert bool(doubtful.facts) == bool(doubtful.traffic)


@given(models, some_atoms)
def test_it_is_open_for_exactly_the_facts_that_can_turn_the_answer(model: Model, wanted: Atoms) -> None:
    truth = bounded(*model).covers(traffic(wanted))
    if truth.is_unknown:
        assert truth.facts == {FACTS[number] for number in range(len(model[1])) if pivotal(model, number, wanted)}
    else:
        assert not truth.facts


def pivotal(model: Model, number: int, wanted: Atoms) -> bool:
    """Whether, for some resolution of all else, the answer depends on this doubt."""
    certain, doubts = model
    others = resolutions((certain, doubts[:number] + doubts[number + 1 :]))
    return any((wanted <= other) != (wanted <= other | doubts[number]) for other in others)


@exact
@given(st.lists(models, max_size=2), some_atoms)
def test_a_union_is_any_resolution_of_any_of_them(several: list[Model], wanted: Atoms) -> None:
    joined = (
        frozenset[int]().union(*(certain for certain, _ in several)),
        [each for _, them in several for each in them],
    )
    union = BoundedTraffic.union(bounded(*model) for model in several)
    assert union.covers(traffic(wanted)).answer is expected(joined, wanted)
    assert union.certain == traffic(joined[0])


def test_nothing_holds_nothing_and_so_refuses_all_that_is_wanted() -> None:
    nothing = BoundedTraffic()
    assert nothing.covers(NO_TRAFFIC).is_yes
    assert nothing.covers(traffic({1})).is_no
    assert nothing.refused(traffic({1, 2})) == traffic({1, 2})


def test_a_doubt_that_could_let_in_only_a_part_of_what_is_left_is_no_doubt_that_it_fails() -> None:
    perhaps_one = bounded(frozenset({0}), [frozenset({1})])
    assert perhaps_one.covers(traffic({0, 1, 2})).is_no
    assert perhaps_one.refused(traffic({0, 1, 2})) == traffic({2})


def test_a_doubt_elsewhere_leaves_nothing_open() -> None:
    assert bounded(frozenset({0}), [frozenset({1})]).covers(traffic({0})).is_yes
    assert bounded(frozenset({0}), [frozenset({1})]).covers(traffic({2})).is_no
