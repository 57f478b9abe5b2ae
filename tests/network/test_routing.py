from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import TABLE, Record, managed_list, prefix_list, reread, route, table, world

from vpclint.algebra.addresses import AddressSet, address_text
from vpclint.network.routing import RouteMap
from vpclint.truth import Fact

LOCAL = route("10.0.0.0/16", "local")
LIST = "pl-0000000c"
PROPAGATED = "EnableVgwRoutePropagation"


def routes_of(*routes: Record, lists: Iterable[Record] = (), managed: Iterable[Record] | None = ()) -> RouteMap:
    held = world(
        RouteTables=[table(*routes)],
        PrefixLists=[*lists],
        ManagedPrefixLists=None if managed is None else [*managed],
    )
    analysis = reread(held)
    found = analysis.state.route_tables.get(TABLE)
    assert found is not None
    return analysis.routes(found)


def taken(routes: RouteMap, destination: str) -> dict[str, list[int]]:
    """The blocks of a destination, each with the places of the routes that carry it."""
    selections = routes.select(AddressSet.parse(destination))
    return {block: [each.index for each in part.routes] for part in selections for block in part.destinations.cidrs()}


def test_the_longest_prefix_is_taken() -> None:
    routes = routes_of(route("0.0.0.0/0", "nat-1"), route("8.8.0.0/16", "tgw-1"), route("8.8.8.0/24", "pcx-1"))
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [2]}
    assert taken(routes, "8.8.9.9") == {"8.8.9.9/32": [1]}
    assert taken(routes, "9.9.9.9") == {"9.9.9.9/32": [0]}


def test_what_no_route_matches_is_carried_by_none() -> None:
    assert taken(routes_of(LOCAL), "8.8.8.8") == {"8.8.8.8/32": []}
    assert taken(routes_of(), "10.0.0.1") == {"10.0.0.1/32": []}


def test_a_destination_is_parted_where_its_addresses_take_different_routes() -> None:
    routes = routes_of(route("8.8.8.0/25", "nat-1"), route("8.8.8.192/26", "tgw-1"))
    assert taken(routes, "8.8.8.0/24") == {"8.8.8.0/25": [0], "8.8.8.192/26": [1], "8.8.8.128/26": []}


@pytest.mark.parametrize("state", ["blackhole", "filtered"])
def test_a_route_that_drops_is_taken_before_a_shorter_one_that_forwards(state: str) -> None:
    routes = routes_of(route("0.0.0.0/0", "nat-1"), route("8.8.8.0/24", "tgw-1", state=state))
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [1]}


def test_each_block_of_a_prefix_list_takes_part_by_its_own_length() -> None:
    lists = [prefix_list(LIST, "list", "8.8.0.0/16", "9.9.9.0/24")]
    routes = routes_of(route(LIST, "vpce-1"), route("8.8.8.0/24", "nat-1"), route("9.9.0.0/16", "nat-1"), lists=lists)
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [1]}
    assert taken(routes, "8.8.9.9") == {"8.8.9.9/32": [0]}
    assert taken(routes, "9.9.9.9") == {"9.9.9.9/32": [0]}


def test_adjacent_blocks_of_a_prefix_list_stay_longer_than_the_block_that_they_fill() -> None:
    lists = [prefix_list(LIST, "list", "8.8.8.0/25", "8.8.8.128/25")]
    routes = routes_of(route(LIST, "vpce-1"), route("8.8.8.0/24", "nat-1"), lists=lists)
    assert taken(routes, "8.8.8.0/24") == {"8.8.8.0/24": [0]}


def test_a_block_of_a_prefix_list_within_another_keeps_its_length() -> None:
    lists = [prefix_list(LIST, "list", "8.8.0.0/16", "8.8.8.0/24")]
    routes = routes_of(route(LIST, "vpce-1"), route("8.8.0.0/20", "nat-1"), lists=lists)
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [0]}
    assert taken(routes, "8.8.1.1") == {"8.8.1.1/32": [1]}


def test_a_customers_prefix_list_takes_part_as_well() -> None:
    routes = routes_of(
        route("0.0.0.0/0", "nat-1"), route(LIST, "tgw-1"), managed=[managed_list(LIST, "offices", "8.8.8.0/24")]
    )
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [1]}


def test_for_equal_prefixes_a_static_route_wins_over_a_prefix_list_and_that_over_a_propagated_one() -> None:
    lists = [prefix_list(LIST, "list", "8.8.8.0/24")]
    propagated, listed = route("8.8.8.0/24", "vgw-1", origin=PROPAGATED), route(LIST, "vpce-1")
    static = route("8.8.8.0/24", "igw-1")
    assert taken(routes_of(propagated, listed, static, lists=lists), "8.8.8.8") == {"8.8.8.8/32": [2]}
    assert taken(routes_of(propagated, listed, lists=lists), "8.8.8.8") == {"8.8.8.8/32": [1]}
    assert taken(routes_of(propagated), "8.8.8.8") == {"8.8.8.8/32": [0]}


@pytest.mark.parametrize(
    ("destination", "origin", "ranks"),
    [
        ("8.8.8.0/24", "CreateRoute", (0, 0)),
        (LIST, "CreateRoute", (1, 1)),
        ("8.8.8.0/24", PROPAGATED, (2, 2)),
        ("8.8.8.0/24", "Advertisement", (0, 2)),
        (LIST, "Advertisement", (1, 2)),
    ],
)
def test_a_route_has_the_ranks_that_its_origin_may_mean(destination: str, origin: str, ranks: tuple[int, int]) -> None:
    (numbered,) = routes_of(route(destination, "vgw-1", origin=origin)).routes
    assert (numbered.ranks, numbered.unclear) == (ranks, ranks[0] < ranks[1])


@pytest.mark.parametrize("origin", ["CreateRoute", "CreateRouteTable"])
def test_a_route_is_static_whether_it_was_made_by_itself_or_with_its_table(origin: str) -> None:
    routes = routes_of(route("8.8.8.0/24", "igw-1", origin=origin), route("8.8.8.0/24", "vgw-1", origin=PROPAGATED))
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [0]}


def test_a_route_that_loses_against_an_equal_prefix_parts_nothing() -> None:
    lists = [prefix_list(LIST, "list", "8.8.8.0/25", "8.8.8.128/25")]
    routes = routes_of(route(LIST, "vpce-1"), route("8.8.8.0/25", "vgw-1", origin=PROPAGATED), lists=lists)
    (selection,) = routes.select(AddressSet.parse("8.8.8.0/24"))
    assert [each.index for each in selection.routes] == [0]


def test_a_longer_propagated_route_wins_outside_of_the_vpc() -> None:
    routes = routes_of(route("8.8.0.0/16", "igw-1"), route("8.8.8.0/24", "vgw-1", origin=PROPAGATED))
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [1]}


def test_local_wins_over_a_longer_propagated_route() -> None:
    routes = routes_of(LOCAL, route("10.0.5.0/24", "vgw-1", origin=PROPAGATED))
    assert taken(routes, "10.0.5.5") == {"10.0.5.5/32": [0]}


def test_a_longer_static_route_wins_over_local() -> None:
    routes = routes_of(LOCAL, route("10.0.5.0/24", "eni-1"), route("10.0.5.0/28", "vgw-1", origin=PROPAGATED))
    assert taken(routes, "10.0.5.5") == {"10.0.5.5/32": [1]}


def test_a_propagated_route_around_local_carries_only_what_lies_outside() -> None:
    routes = routes_of(LOCAL, route("10.0.0.0/15", "vgw-1", origin=PROPAGATED))
    assert taken(routes, "10.0.0.0/15") == {"10.0.0.0/16": [0], "10.1.0.0/16": [1]}


def test_secondary_blocks_of_the_vpc_have_local_routes_of_their_own() -> None:
    routes = routes_of(LOCAL, route("100.64.0.0/16", "local"), route("100.64.1.0/24", "vgw-1", origin=PROPAGATED))
    assert taken(routes, "100.64.1.1") == {"100.64.1.1/32": [1]}


def test_equal_prefixes_of_two_prefix_lists_are_carried_by_both() -> None:
    lists = [prefix_list(LIST, "one", "8.8.8.0/24"), prefix_list("pl-0000000d", "two", "8.8.8.0/24", "9.9.9.0/24")]
    routes = routes_of(route(LIST, "tgw-1"), route("pl-0000000d", "pcx-1"), lists=lists)
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [0, 1]}
    assert taken(routes, "9.9.9.9") == {"9.9.9.9/32": [1]}


def test_of_prefix_lists_that_overlap_any_may_be_taken_whichever_block_is_longer() -> None:
    lists = [prefix_list(LIST, "one", "8.8.8.0/24"), prefix_list("pl-0000000d", "two", "8.8.0.0/16")]
    routes = routes_of(route(LIST, "tgw-1"), route("pl-0000000d", "pcx-1"), route("0.0.0.0/0", "nat-1"), lists=lists)
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [0, 1]}
    assert taken(routes, "8.8.9.9") == {"8.8.9.9/32": [1]}
    assert taken(routes, "9.9.9.9") == {"9.9.9.9/32": [2]}


def test_a_longer_static_route_ends_the_tie_of_prefix_lists() -> None:
    lists = [prefix_list(LIST, "one", "8.8.8.0/24"), prefix_list("pl-0000000d", "two", "8.8.0.0/16")]
    routes = routes_of(route(LIST, "tgw-1"), route("pl-0000000d", "pcx-1"), route("8.8.8.0/28", "nat-1"), lists=lists)
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [2]}
    assert taken(routes, "8.8.8.16") == {"8.8.8.16/32": [0, 1]}


def test_three_prefix_lists_part_a_destination_by_who_may_carry_it() -> None:
    lists = [
        prefix_list(LIST, "one", "8.8.8.0/24"),
        prefix_list("pl-0000000d", "two", "8.8.0.0/16"),
        prefix_list("pl-0000000e", "three", "8.8.8.0/25", "9.0.0.0/8"),
    ]
    routes = routes_of(*(route(each["PrefixListId"], f"tgw-{each['PrefixListId'][-1]}") for each in lists), lists=lists)
    found = {block: set(carriers) for block, carriers in taken(routes, "8.8.8.0/23").items()}
    assert found == {"8.8.8.0/25": {0, 1, 2}, "8.8.8.128/25": {0, 1}, "8.8.9.0/24": {1}}


def test_lists_that_do_not_overlap_part_nothing_however_many_there_are() -> None:
    lists = [prefix_list(f"pl-{number}", "list", f"9.{number}.0.0/16") for number in range(60)]
    routes = routes_of(*(route(each["PrefixListId"], "tgw-1") for each in lists), lists=lists)
    assert taken(routes, "9.7.7.7") == {"9.7.7.7/32": [7]}


def test_the_families_do_not_meet() -> None:
    routes = routes_of(route("::/0", "eigw-1"), route("0.0.0.0/0", "nat-1"))
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": [1]}
    assert taken(routes, "2600::1") == {"2600::1/128": [0]}


@pytest.mark.parametrize(
    "broken",
    [
        route("10.0.0.1/16", "nat-1"),
        route("somewhere", "nat-1"),
        {"NatGatewayId": "nat-1", "State": "active"},
        route("10.0.0.0/33", "nat-1"),
    ],
)
def test_a_route_to_nowhere_known_may_take_any_packet(broken: Record) -> None:
    routes = routes_of(LOCAL, broken, route("9.9.9.0/24", "nat-1"))
    ((placed, fact),) = routes.unplaced
    assert placed.index == 1
    assert (fact.key, fact.record) == ("RouteTables", TABLE)
    assert fact.field.startswith("Routes[1]")
    assert taken(routes, "8.8.8.8") == {"8.8.8.8/32": []}
    assert taken(routes, "9.9.9.9") == {"9.9.9.9/32": [2]}


def test_a_route_without_a_destination_says_so() -> None:
    ((placed, fact),) = routes_of({"NatGatewayId": "nat-1", "State": "active"}).unplaced
    assert (placed.destination, fact.field, fact.reason) == ("no destination", "Routes[0]", "it has no destination")


def test_a_route_by_an_unknown_prefix_list_may_take_any_packet() -> None:
    routes = routes_of(LOCAL, route(LIST, "vpce-1"))
    assert [(placed.index, fact.key, fact.record) for placed, fact in routes.unplaced] == [
        (1, "ManagedPrefixLists", LIST)
    ]


def test_a_route_by_a_prefix_list_that_cannot_be_read_asks_for_the_list() -> None:
    routes = routes_of(
        LOCAL, route(LIST, "vpce-1"), lists=[prefix_list(LIST, "list", "8.8.8.0/24", "no block", "none")]
    )
    ((_, fact),) = routes.unplaced
    assert (fact.key, fact.record, fact.field) == ("PrefixLists", LIST, "Cidrs")
    assert "no block" in fact.reason


def test_a_table_without_the_member_routes_has_unknown_ones() -> None:
    record = {key: value for key, value in table().items() if key != "Routes"}
    analysis = reread(world(RouteTables=[record]))
    found = analysis.state.route_tables.get(TABLE)
    assert found is not None
    obtain = analysis.state.route_tables.kind.obtain
    assert analysis.routes(found).facts == {Fact("RouteTables", TABLE, "Routes", obtain=obtain)}


Block = tuple[int, int]
"""A block as AWS reads it: its first address, and the length of its prefix."""

ADDRESSES = range(0x0A000000, 0x0A000040)
"""10.0.0.0/26, in which all of the random routes below meet."""


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    length = draw(st.sampled_from([0, 25, 26, 26, 27, 27, 28, 29, 30, 32]))
    free = 32 - length
    return draw(st.sampled_from(ADDRESSES)) >> free << free, length


Drawn = tuple[str, list[Block]]
"""A route: `local`, `static`, `list` or `propagated`, and the blocks of its destination."""

drawn_routes: st.SearchStrategy[Drawn] = (
    st.tuples(st.sampled_from(["local", "static", "propagated"]), st.lists(blocks(), min_size=1, max_size=1))
) | st.tuples(st.just("list"), st.lists(blocks(), min_size=1, max_size=4))

RANK = {"local": 0, "static": 0, "list": 1, "propagated": 2}


def carriers(routes: Sequence[Drawn], address: int) -> set[int]:
    """The routes that carry one address, as the user guide tells it: look at every block, keep what wins."""
    matching = [
        (length, -RANK[kind], index)
        for index, (kind, destinations) in enumerate(routes)
        for first, length in destinations
        if first <= address < first + 2 ** (32 - length)
    ]
    if any(routes[index][0] == "local" for _, _, index in matching):
        matching = [match for match in matching if routes[match[2]][0] != "propagated"]
    best = max((match[:2] for match in matching), default=None)
    winners = {index for *order, index in matching if tuple(order) == best}
    if any(routes[index][0] == "list" for index in winners):
        winners |= {index for *_, index in matching if routes[index][0] == "list"}
    return winners


def spelled(block: Block) -> str:
    return f"{address_text(block[0])}/{block[1]}"


def record_of(index: int, kind: str, destinations: list[Block]) -> Record:
    match kind:
        case "list":
            return route(f"pl-{index}", "vpce-1")
        case "local":
            return route(spelled(destinations[0]), "local")
        case "propagated":
            return route(spelled(destinations[0]), "vgw-1", origin=PROPAGATED)
    return route(spelled(destinations[0]), "nat-1")


@settings(deadline=None, max_examples=300)
@given(st.lists(drawn_routes, max_size=6))
def test_one_address_after_the_other_takes_the_routes_that_are_selected_for_all_at_once(drawn: list[Drawn]) -> None:
    lists = [prefix_list(f"pl-{index}", "list", *map(spelled, them)) for index, (_, them) in enumerate(drawn)]
    routes = routes_of(*(record_of(index, *each) for index, each in enumerate(drawn)), lists=lists)
    wanted = AddressSet.of((ADDRESSES[0], ADDRESSES[-1]))
    selections = routes.select(wanted)
    found = {
        address: {each.index for each in part.routes}
        for part in selections
        for first, last in part.destinations.intervals
        for address in range(first, last + 1)
    }
    assert found == {address: carriers(drawn, address) for address in ADDRESSES}
    assert sum(part.destinations.size for part in selections) == wanted.size


def without_origin(record: Record) -> Record:
    return {key: value for key, value in record.items() if key != "Origin"}


@pytest.mark.parametrize(
    "doubtful",
    [without_origin(route("8.8.8.0/24", "vgw-1")), route("8.8.8.0/24", "vgw-1", origin="Advertisement")],
)
def test_a_route_of_unknown_origin_may_win_or_lose_against_an_equal_prefix(doubtful: Record) -> None:
    lists = [prefix_list(LIST, "list", "8.8.8.0/24")]
    assert taken(routes_of(doubtful, route(LIST, "vpce-1"), lists=lists), "8.8.8.8") == {"8.8.8.8/32": [0, 1]}
    assert taken(routes_of(doubtful, route("8.8.8.0/24", "igw-1")), "8.8.8.8") == {"8.8.8.8/32": [0, 1]}
    assert taken(routes_of(doubtful, route("8.8.0.0/16", "igw-1")), "8.8.8.8") == {"8.8.8.8/32": [0]}


def test_a_route_of_unknown_origin_inside_the_vpc_may_leave_the_packet_to_local() -> None:
    longer = without_origin(route("10.0.5.0/24", "vgw-1"))
    assert taken(routes_of(LOCAL, longer), "10.0.5.5") == {"10.0.5.5/32": [1, 0]}
    assert taken(routes_of(LOCAL, longer), "10.0.6.6") == {"10.0.6.6/32": [0]}
