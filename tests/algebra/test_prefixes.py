from typing import Any

import netaddr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, NO_ADDRESSES, AddressSet
from vpclint.algebra.prefixes import PrefixTable

from .strategies import V6, address_sets, addresses, blocks, cidr_texts, exact

parse = AddressSet.parse
tables = st.lists(cidr_texts, max_size=12)


def longest(texts: list[str], address: int) -> tuple[int, ...]:
    """The places of the longest prefixes around an address, found by looking at each."""
    version, number = (4, address) if address < V6 else (6, address - V6)
    around = [
        (network.prefixlen, place)
        for place, network in enumerate(map(netaddr.IPNetwork, texts))
        if network.version == version and network.first <= number <= network.last
    ]
    best = max((length for length, _ in around), default=None)
    return tuple(place for length, place in around if length == best)


def numbered(texts: list[str]) -> PrefixTable[int]:
    return PrefixTable((text, place) for place, text in enumerate(texts))


@exact
@given(tables, st.lists(addresses))
def test_lookup_agrees_with_a_scan(texts: list[str], probes: list[int]) -> None:
    table = numbered(texts)
    borders = [
        edge for text in texts for first, last in parse(text).intervals for edge in (first - 1, first, last, last + 1)
    ]
    for address in [*probes, *(edge for edge in borders if edge in ALL_ADDRESSES)]:
        assert table.lookup(address) == longest(texts, address)


@exact
@given(tables, address_sets)
def test_a_partition_divides_the_set_by_what_lookup_finds(texts: list[str], found: AddressSet) -> None:
    table = numbered(texts)
    parts = table.partition(found)
    assert AddressSet.union(part for part, _ in parts) == found
    assert sum(part.size for part, _ in parts) == found.size
    assert len({values for _, values in parts}) == len(parts)
    for part, values in parts:
        assert part
        assert all(table.lookup(edge) == values for interval in part.intervals for edge in interval)


@exact
@given(tables)
def test_each_part_has_one_answer_throughout(texts: list[str]) -> None:
    for part, values in numbered(texts).partition(ALL_ADDRESSES):
        inside = [parse(text) for place, text in enumerate(texts) if place not in values]
        for block in inside:
            if shared := part & block:
                assert longest(texts, shared.first) == values


@exact
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_different_blocks_does_not_matter(texts: list[str], shuffler: Any) -> None:
    distinct = list(dict.fromkeys(texts))
    shuffled = distinct.copy()
    shuffler.shuffle(shuffled)
    one, other = (PrefixTable((text, text) for text in each) for each in (distinct, shuffled))
    assert one.partition(ALL_ADDRESSES) == other.partition(ALL_ADDRESSES)


@exact
@given(blocks())
def test_a_text_and_its_set_are_the_same_prefix(block: tuple[str, int, int]) -> None:
    text = block[0]
    table = PrefixTable([(text, "text"), (parse(text), "set")])
    assert table.lookup(parse(text).first) == ("text", "set")


def test_the_longest_prefix_wins() -> None:
    table = PrefixTable(
        [("0.0.0.0/0", "nat"), ("10.0.0.0/16", "local"), ("10.0.1.0/24", "peer"), ("10.0.1.7/32", "appliance")]
    )
    assert [
        table.lookup(parse(host).first) for host in ("9.9.9.9", "10.0.0.1", "10.0.1.6", "10.0.1.7", "10.0.1.8")
    ] == [
        ("nat",),
        ("local",),
        ("peer",),
        ("appliance",),
        ("peer",),
    ]
    assert table.lookup(parse("10.0.255.255").first) == ("local",)
    assert table.lookup(parse("10.1.0.0").first) == ("nat",)
    assert table.lookup(parse("::1").first) == ()


def test_blocks_that_end_together_give_way_from_the_inside() -> None:
    table = PrefixTable([("10.0.0.0/24", "a"), ("10.0.0.128/25", "b"), ("10.0.0.255/32", "c"), ("10.0.1.0/24", "d")])
    assert table.partition(parse("10.0.0.0/22")) == [
        (parse("10.0.0.0/25"), ("a",)),
        (parse("10.0.0.128/25") - parse("10.0.0.255"), ("b",)),
        (parse("10.0.0.255"), ("c",)),
        (parse("10.0.1.0/24"), ("d",)),
        (parse("10.0.2.0/23"), ()),
    ]


@pytest.mark.parametrize("host", ["10.0.0.0", "10.0.0.255"])
def test_an_address_at_either_end_of_a_block_is_in_it(host: str) -> None:
    table = PrefixTable([("10.0.0.0/24", "local")])
    assert table.lookup(parse(host).first) == ("local",)
    assert table.partition(parse(host)) == [(parse(host), ("local",))]


def test_values_of_equal_prefixes_are_all_kept_in_order() -> None:
    table = PrefixTable([("10.0.0.0/8", "static"), ("10.0.0.0/9", "other"), ("10.0.0.0/8", "propagated")])
    assert table.lookup(parse("10.128.0.0").first) == ("static", "propagated")
    assert table.lookup(parse("10.0.0.0").first) == ("other",)


def test_parts_with_identical_values_are_one_part() -> None:
    gateway = ["vpce-1"]
    table = PrefixTable([("52.216.0.0/15", gateway), ("3.5.0.0/19", gateway), ("0.0.0.0/0", ["nat-1"])])
    asked = parse("3.5.0.0/20", "52.216.0.0/16", "8.8.8.8")
    assert table.partition(asked) == [
        (parse("3.5.0.0/20", "52.216.0.0/16"), (gateway,)),
        (parse("8.8.8.8"), (["nat-1"],)),
    ]


def test_equal_values_that_are_different_objects_stay_apart() -> None:
    table = PrefixTable([("10.0.0.0/24", ["blackhole"]), ("10.0.1.0/24", ["blackhole"])])
    assert len(table.partition(parse("10.0.0.0/23"))) == 2


def test_a_partition_of_nothing_has_no_parts() -> None:
    assert PrefixTable([("0.0.0.0/0", 1)]).partition(NO_ADDRESSES) == []


def test_an_empty_table_matches_nothing() -> None:
    table: PrefixTable[str] = PrefixTable([])
    assert table.lookup(0) == ()
    assert table.partition(ALL_IPV4) == [(ALL_IPV4, ())]


def test_default_routes_cover_their_family_only() -> None:
    table = PrefixTable([("0.0.0.0/0", 4), ("::/0", 6)])
    assert table.partition(ALL_ADDRESSES) == [(ALL_IPV4, (4,)), (ALL_IPV6, (6,))]


@pytest.mark.parametrize("prefix", [NO_ADDRESSES, ALL_ADDRESSES, parse("10.0.0.0/24", "10.0.2.0/24")])
def test_a_set_that_is_not_one_block_is_refused(prefix: AddressSet) -> None:
    with pytest.raises(ValueError, match=r"is not one CIDR block$"):
        PrefixTable([(prefix, "x")])


def test_a_text_that_is_no_block_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^'10\.0\.0\.1/8' has bits set behind its prefix"):
        PrefixTable([("10.0.0.1/8", "x")])
