"""Jobs, instances and subnets, placed one by one in every way, against the arithmetic that stands for it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Record, World, case_of, job_of, subnet, world

from vpclint.decision.capacity import Capacity, Room
from vpclint.settings import CapacitySettings, Settings
from vpclint.truth import Answer, Fact, Truth
from vpclint.workload.needs import AddressNeed

A, B, C = "subnet-0000000a", "subnet-0000000b", "subnet-0000000c"

Free = tuple[int, ...]
"""The free addresses of each subnet."""


def placements(free: Free, units: int, size: int) -> Iterator[bool]:
    """For every way to put the units into the subnets, whether they have that many addresses each."""
    for chosen in product(range(len(free)), repeat=units):
        yield all(size * count <= free[subnet] for subnet, count in Counter(chosen).items())


def some_placement(free: Free, need: AddressNeed) -> bool:
    return any(placements(free, need.concurrent_jobs, 2 * need.instances))


def every_placement(free: Free, need: AddressNeed) -> bool:
    return all(placements(free, need.concurrent_jobs, 2 * need.instances))


def some_placement_if_split(free: Free, need: AddressNeed) -> bool:
    return any(placements(free, need.concurrent_jobs * need.instances, 2))


rooms = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=3).map(
    lambda drawn: tuple(
        Room(f"subnet-{place}", least, least + more, frozenset({Fact("Subnets", f"subnet-{place}")} if more else ()))
        for place, (least, more) in enumerate(drawn)
    )
)
needs = st.builds(AddressNeed, st.integers(1, 3), st.integers(1, 3))


def resolutions(several: Iterable[Room]) -> Iterator[Free]:
    return product(*(range(room.least, room.most + 1) for room in several))


def expected(held: Capacity, question: Callable[[Free, AddressNeed], bool]) -> Answer:
    outcomes = {question(free, held.need) for free in resolutions(held.rooms)}
    return Answer.UNKNOWN if len(outcomes) == 2 else Answer.PASS if True in outcomes else Answer.FAIL


@settings(deadline=None)
@given(rooms, needs)
def test_it_is_possible_where_some_placement_holds_all_jobs(several: tuple[Room, ...], need: AddressNeed) -> None:
    held = Capacity(several, need, 0)
    assert held.possible.answer is expected(held, some_placement)


@settings(deadline=None)
@given(rooms, needs)
def test_it_is_sure_where_every_placement_holds_all_jobs(several: tuple[Room, ...], need: AddressNeed) -> None:
    held = Capacity(several, need, 0)
    assert held.sure.answer is expected(held, every_placement)


@settings(deadline=None)
@given(rooms, st.builds(AddressNeed, st.integers(1, 3), st.integers(1, 2)))
def test_it_is_possible_if_split_where_each_instance_may_go_its_own_way(
    several: tuple[Room, ...], need: AddressNeed
) -> None:
    held = Capacity(several, need, 0)
    assert held.possible_if_split == any(some_placement_if_split(free, need) for free in resolutions(several))


@settings(deadline=None)
@given(rooms, needs)
def test_the_largest_job_is_the_largest_that_some_placement_holds(several: tuple[Room, ...], need: AddressNeed) -> None:
    sizes = [
        size
        for size in range(1, 8)
        if any(some_placement(free, AddressNeed(size, need.concurrent_jobs)) for free in resolutions(several))
    ]
    assert Capacity(several, need, 0).largest_job == max(sizes, default=0)


@given(rooms, needs)
def test_what_is_sure_is_possible_and_what_is_impossible_is_not_sure(
    several: tuple[Room, ...], need: AddressNeed
) -> None:
    held = Capacity(several, need, 0)
    if held.sure.is_yes:
        assert held.possible.is_yes
    if held.possible.is_no:
        assert held.sure.is_no
    if held.possible.is_yes:
        assert held.possible_if_split


@given(rooms, needs)
def test_an_open_answer_names_subnets_whose_counts_are_open(several: tuple[Room, ...], need: AddressNeed) -> None:
    held = Capacity(several, need, 0)
    for truth in (held.possible, held.sure):
        assert truth.facts <= held.facts
        assert bool(truth.facts) == truth.is_unknown


def test_a_job_of_a_hundred_instances_is_the_largest_that_there_is() -> None:
    huge = Capacity((Room(A, 65531, 65531, frozenset()),), AddressNeed(1, 1), 0)
    assert huge.largest_job == 100


def capacity(*records: Record, instances: int = 1, jobs: int = 1, reserve: int = 0, **members: Any) -> Capacity:
    ids = [each["SubnetId"] for each in records]
    asked = Settings(capacity=CapacitySettings(concurrent_jobs=jobs, reserve=reserve))
    case = case_of(world(Subnets=[*records], **members), job_of(*ids, instances=instances), asked)
    assert case.capacity is not None
    return case.capacity


def test_two_addresses_an_instance_for_each_job_at_once() -> None:
    for free, possible in ((12, True), (11, False)):
        held = capacity(subnet(A, free=free), instances=3, jobs=2)
        assert (held.per_job, held.possible.is_yes, held.sure.is_yes) == (6, possible, possible)


@pytest.mark.parametrize(("instances", "if_split"), [(3, True), (4, True), (5, False)])
def test_a_job_lies_within_one_subnet(instances: int, *, if_split: bool) -> None:
    held = capacity(subnet(A, free=5), subnet(B, "10.0.2.0/24", free=5), instances=instances)
    assert (held.possible.is_no, held.possible_if_split) == (True, if_split)
    assert held.largest_job == 2


def test_jobs_may_lie_in_different_subnets() -> None:
    held = capacity(subnet(A, free=6), subnet(B, "10.0.2.0/24", free=6), instances=3, jobs=2)
    assert (held.possible.is_yes, held.sure.is_no) == (True, True)


def test_the_reserve_comes_off_every_subnet_and_never_below_nothing() -> None:
    held = capacity(subnet(A, free=10), subnet(B, "10.0.2.0/24", free=3), instances=3, reserve=4)
    assert [(room.least, room.most) for room in held.rooms] == [(6, 6), (0, 0)]
    assert held.possible.is_yes
    assert capacity(subnet(A, free=10), instances=3, reserve=5).possible.is_no


def uncounted(cidr: str) -> Record:
    return {key: value for key, value in subnet(A, cidr).items() if key != "AvailableIpAddressCount"}


@pytest.mark.parametrize(("instances", "answer"), [(1, "unknown"), (5, "unknown"), (6, "no")])
def test_without_a_count_only_the_impossible_is_known(instances: int, answer: str) -> None:
    truth = capacity(uncounted("10.0.1.0/28"), instances=instances).possible
    assert {"unknown": truth.is_unknown, "no": truth.is_no}[answer]


def test_the_reserve_comes_off_the_bound_of_an_unknown_count() -> None:
    assert capacity(uncounted("10.0.1.0/28"), instances=5, reserve=1).possible.is_unknown
    assert capacity(uncounted("10.0.1.0/28"), instances=5, reserve=2).possible.is_no


def test_one_known_count_that_holds_all_jobs_makes_it_possible_and_not_sure() -> None:
    held = capacity(uncounted("10.0.1.0/28"), subnet(B, "10.0.2.0/24", free=6), instances=3)
    assert (held.possible.is_yes, held.sure.is_unknown) == (True, True)


def test_an_impossible_count_is_an_unknown_one() -> None:
    truth = capacity(subnet(A, "10.0.1.0/28", free=12), instances=1).possible
    assert truth.is_unknown
    assert "12 is more than the 11" in min(truth.facts).reason


def asked(held: World, *ids: str) -> Truth:
    case = case_of(held, job_of(*ids, instances=3))
    return next(answer.truth for answer in case.answers if isinstance(answer.need, AddressNeed))


def test_a_subnet_that_surely_does_not_exist_has_no_room_and_is_not_asked() -> None:
    assert asked(world(Subnets=[subnet(A, free=6)]), A, C).is_yes


def test_a_subnet_that_the_state_does_not_show_may_hold_them_all() -> None:
    assert asked(world(Subnets=[subnet(A, free=5)], NextToken="more"), A, C).is_unknown
    assert asked(world(Subnets=[subnet(A, free=6)], NextToken="more"), A, C).is_yes
    assert asked(world(Subnets=None), A).is_unknown


def test_where_a_listed_subnet_is_not_among_the_rooms_no_placement_is_ruled_out() -> None:
    empty = Room(A, 0, 0, frozenset())
    assert Capacity((empty,), AddressNeed(1, 1), 0).possible.is_no
    assert Capacity((empty,), AddressNeed(1, 1), 0, complete=False).possible.is_yes


def test_a_subnet_that_the_state_does_not_show_has_anything_between_no_room_and_the_largest_block() -> None:
    case = case_of(world(Subnets=None), job_of(A))
    assert case.capacity is not None
    assert [(room.subnet_id, room.least, room.most) for room in case.capacity.rooms] == [(A, 0, 65531)]


def test_a_subnet_is_of_use_that_holds_one_of_the_jobs_where_the_others_fit_elsewhere() -> None:
    need = AddressNeed(1, 2)
    large, small, none = Room("a", 4, 4), Room("b", 2, 2), Room("c", 1, 1)
    assert Capacity(need, (large, small)).of_use(large).is_yes
    assert Capacity(need, (large, small)).of_use(small).is_yes
    assert Capacity(need, (large, none)).of_use(none).is_no
    assert Capacity(need, (small,)).of_use(small).is_no
