"""Which route a packet takes: the table that a subnet uses, and the longest prefix in it.

Sources: Amazon VPC User Guide, "Subnet route tables" and "Route priority".
"""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.algebra.addresses import ALL_ADDRESSES, ALL_IPV4, ALL_IPV6, NO_ADDRESSES, AddressSet
from vpclint.algebra.prefixes import PrefixTable
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import Route, RouteTable, RouteTableAssociation, Subnet
from vpclint.network.blocks import missing_blocks, prefix_list_cidrs, read_blocks
from vpclint.network.targets import target_of
from vpclint.state.state import State
from vpclint.truth import NOTHING_MISSING, Fact, Facts

PROPAGATED = "EnableVgwRoutePropagation"
STATIC = ("CreateRoute", "CreateRouteTable")
"""Origins of routes (botocore: RouteOrigin)."""


class EffectiveTable(Struct, frozen=True):
    """The route table that a subnet uses: `table`, or the facts that would tell which one it is.

    `main` is true where the subnet stands in no table's associations and so uses the VPC's main table.
    """

    table: RouteTable | None = None
    main: bool = False
    facts: Facts = NOTHING_MISSING


NOT_ASSOCIATED = frozenset({"associating", "disassociating", "disassociated", "failed"})
"""States in which an association does not count (botocore: RouteTableAssociationStateCode)."""


class Associations:
    """The route tables of a state by what they are associated with, read once for all subnets."""

    def __init__(self, state: State) -> None:
        self._tables = state.route_tables
        self._subnets = state.subnets
        self._by_subnet: dict[str, list[RouteTable]] = {}
        self._main: dict[str, list[RouteTable]] = {}
        self._doubts: dict[str, set[Fact]] = {"": set(state.route_tables.gaps)}
        for table in state.route_tables:
            if isinstance(table.associations, UnsetType):
                self._doubt(table, "Associations")
            else:
                for index, association in enumerate(table.associations):
                    self._read(table, association, f"Associations[{index}]")

    def _doubt(self, table: RouteTable, member: str, reason: str = "", subnet_id: str | None = None) -> None:
        """Notes what a table leaves open: for one subnet, else for those of its VPC, or for all of a VPC not known."""
        fact = self._tables.fact(table.route_table_id, member, reason)
        self._doubts.setdefault(subnet_id or or_none(table.vpc_id) or "", set()).add(fact)

    def _read(self, table: RouteTable, association: RouteTableAssociation, place: str) -> None:
        state = or_none(association.association_state.state)
        if not isinstance(association.gateway_id, UnsetType):
            return
        if state != "associated" and state not in NOT_ASSOCIATED:
            reason = "" if state is None else f"{state!r} is no state that vpclint knows"
            self._doubt(table, f"{place}.AssociationState.State", reason, or_none(association.subnet_id))
        elif state != "associated":
            return
        elif not isinstance(association.subnet_id, UnsetType):
            self._by_subnet.setdefault(association.subnet_id, []).append(table)
        elif not association.main:
            self._doubt(table, f"{place}.SubnetId")
        elif isinstance(table.vpc_id, UnsetType):
            self._doubt(table, "VpcId")
        else:
            self._main.setdefault(table.vpc_id, []).append(table)

    def table_of(self, subnet: Subnet) -> EffectiveTable:
        """The table of an explicit association, else the main table of the subnet's VPC."""
        explicit = self._by_subnet.get(subnet.subnet_id, [])
        if explicit:
            return self._only(explicit, subnet.subnet_id)
        if isinstance(subnet.vpc_id, UnsetType):
            return EffectiveTable(facts=frozenset({self._subnets.fact(subnet.subnet_id, "VpcId")}))
        doubts = self._doubts[""].union(*(self._doubts.get(each, ()) for each in (subnet.vpc_id, subnet.subnet_id)))
        if doubts:
            return EffectiveTable(facts=frozenset(doubts))
        return self._only(self._main.get(subnet.vpc_id, []), subnet.vpc_id, main=True)

    def _only(self, tables: list[RouteTable], owner: str, *, main: bool = False) -> EffectiveTable:
        """The one table; the facts where there is none or several, which AWS does not let happen."""
        if len(tables) == 1:
            return EffectiveTable(tables[0], main=main)
        claims = " and ".join(table.route_table_id for table in tables)
        reason = f"{claims} both claim to be it" if tables else "no table is marked as the main one"
        return EffectiveTable(facts=frozenset({self._tables.fact(owner, "route table", reason)}))


class NumberedRoute(Struct, frozen=True):
    """A route and its place in the table's list."""

    index: int
    route: Route

    @property
    def propagated(self) -> bool:
        """It came from a virtual private gateway by route propagation."""
        return self.route.origin == PROPAGATED

    @property
    def by_prefix_list(self) -> bool:
        """Its destination is a prefix list."""
        return not isinstance(self.route.destination_prefix_list_id, UnsetType)

    @property
    def to_a_service(self) -> bool:
        """It leads to a gateway endpoint, and takes public addresses only, whichever these are."""
        return self.by_prefix_list and target_of(self.route).kind == "vpc-endpoint"

    @property
    def ranks(self) -> tuple[int, int]:
        """Which of two routes with the same prefix wins, the lowest: static, then prefix list, then propagated.

        The best and the worst rank that the route may have; they differ where its origin is not known.
        """
        if self.propagated:
            return 2, 2
        best = 1 if self.by_prefix_list else 0
        return best, best if self.route.origin in STATIC else 2

    @property
    def unclear(self) -> bool:
        """Whether it is static or propagated is not known."""
        return self.ranks[0] < self.ranks[1]

    @property
    def destination(self) -> str:
        """The destination as the state writes it."""
        route = self.route
        choices = (route.destination_cidr_block, route.destination_ipv6_cidr_block, route.destination_prefix_list_id)
        return next((text for choice in choices if (text := or_none(choice))), "no destination")


class Selection(Struct, frozen=True):
    """Some destinations and the routes that carry them: none, one, or several where their order is not defined."""

    destinations: AddressSet
    routes: tuple[NumberedRoute, ...]


class RouteMap:
    """The routes of one table, ready for longest-prefix match.

    Attributes:
        routes: the routes, in the table's order.
        unplaced: routes whose destinations are not known, each with the fact that would tell; any packet may be theirs.
        facts: what would have to be known of the table itself to know its routes.
    """

    def __init__(self, state: State, table: RouteTable) -> None:
        missing = state.route_tables.fact(table.route_table_id, "Routes")
        routes = () if isinstance(table.routes, UnsetType) else table.routes
        self.facts: Facts = frozenset({missing}) if isinstance(table.routes, UnsetType) else NOTHING_MISSING
        self.routes = tuple(NumberedRoute(index, route) for index, route in enumerate(routes))
        self.unplaced: list[tuple[NumberedRoute, Fact]] = []
        static: list[tuple[AddressSet, NumberedRoute]] = []
        propagated: list[tuple[AddressSet, NumberedRoute]] = []
        self._local = NO_ADDRESSES
        self._lists: list[tuple[AddressSet, NumberedRoute]] = []
        for numbered in self.routes:
            blocks = _destinations(state, numbered, missing)
            if isinstance(blocks, Fact):
                self.unplaced.append((numbered, blocks))
                continue
            (propagated if numbered.propagated else static).extend((block, numbered) for block in blocks)
            if numbered.route.gateway_id == "local":
                self._local = AddressSet.union((self._local, *blocks))
            if numbered.by_prefix_list:
                self._lists.append((AddressSet.union(blocks), numbered))
        self._surely_static = PrefixTable((block, numbered) for block, numbered in static if not numbered.unclear)
        self._static = PrefixTable(static)
        self._all = PrefixTable(static + propagated) if propagated else self._static

    def select(self, destinations: AddressSet) -> list[Selection]:
        """The destinations, parted by the route that each takes; unplaced routes are not looked at.

        `local` beats a propagated route even where that one is more specific.
        """
        inside, outside = destinations & self._local, destinations - self._local
        found: dict[tuple[NumberedRoute, ...], list[AddressSet]] = {}
        parts = [(each, _first_of(routes)) for each, routes in self._all.partition(outside)]
        for addresses, routes in (*self._inside(inside), *parts):
            for part, equals in self._with_rivals(addresses, routes):
                found.setdefault(equals, []).append(part)
        return [Selection(AddressSet.union(blocks), routes) for routes, blocks in found.items()]

    def rivals(self, selection: Selection) -> Iterator[NumberedRoute]:
        """The routes among which the order may be undefined: those selected, and unplaced ones of the same rank.

        AWS's own lists of services share no address, so that what leads to endpoints is no rival of each other.
        """
        unplaced = [numbered for numbered, _ in self.unplaced if not numbered.to_a_service]
        if not unplaced:
            return
        targets: dict[tuple[int, int], set[object]] = {}
        for numbered in (*selection.routes, *unplaced):
            targets.setdefault(numbered.ranks, set()).add(end_of(numbered))
        for numbered in (*selection.routes, *unplaced):
            equal = (ends for ranks, ends in targets.items() if _tied(numbered.ranks, ranks))
            if any(ends != {end_of(numbered)} for ends in equal):
                yield numbered

    def _inside(self, addresses: AddressSet) -> Iterator[tuple[AddressSet, tuple[NumberedRoute, ...]]]:
        """Addresses of the VPC, with the static routes that may be taken: also those behind one of unknown origin."""
        for part, routes in self._static.partition(addresses):
            if any(numbered.unclear for numbered in routes):
                for rest, behind in self._surely_static.partition(part):
                    yield rest, tuple(dict.fromkeys((*_first_of(routes), *_first_of(behind))))
            else:
                yield part, _first_of(routes)

    def _with_rivals(
        self, addresses: AddressSet, routes: tuple[NumberedRoute, ...]
    ) -> Iterator[tuple[AddressSet, tuple[NumberedRoute, ...]]]:
        """The addresses, parted by the prefix lists that overlap there: AWS takes one of these routes at random.

        That holds whichever of the blocks is longer (Amazon VPC User Guide, "Route priority for prefix lists").
        """
        parts = [(addresses, routes)]
        for blocks, rival in self._lists if self._lists and any(each.by_prefix_list for each in routes) else ():
            if rival not in routes:
                shared = [(part & blocks, (*equals, rival)) for part, equals in parts]
                alone = [(part - blocks, equals) for part, equals in parts]
                parts = [each for each in (*alone, *shared) if each[0]]
        yield from parts


def end_of(numbered: NumberedRoute) -> object:
    """What makes no difference between two routes: their targets and states."""
    return target_of(numbered.route), numbered.route.state


def _tied(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether of two routes with equal prefixes, which have these ranks, either may be taken."""
    return max(one[0], other[0]) <= min(one[1], other[1])


def _first_of(routes: tuple[NumberedRoute, ...]) -> tuple[NumberedRoute, ...]:
    """Of routes with equal prefixes those that may be the one that is taken."""
    if len(routes) < 2:
        return routes
    surely = min(numbered.ranks[1] for numbered in routes)
    return tuple(numbered for numbered in routes if numbered.ranks[0] <= surely)


def _family(route: Route) -> AddressSet:
    """The addresses that the member may name in which the destination stands; prefix lists have blocks of both."""
    if isinstance(route.destination_prefix_list_id, UnsetType):
        return ALL_IPV6 if isinstance(route.destination_cidr_block, UnsetType) else ALL_IPV4
    return ALL_ADDRESSES


def _destinations(state: State, numbered: NumberedRoute, table: Fact) -> list[AddressSet] | Fact:
    """The prefixes of a route, each by itself: a block of a prefix list takes part in the match by its own length."""
    prefix_list = or_none(numbered.route.destination_prefix_list_id)
    missing = Fact(table.key, table.record, f"Routes[{numbered.index}]", "it has no destination", table.obtain)
    texts = (numbered.destination,) if prefix_list is None else prefix_list_cidrs(state, prefix_list)
    if isinstance(texts, Fact) or numbered.destination == "no destination":
        return texts if isinstance(texts, Fact) else missing
    missing = missing if prefix_list is None else missing_blocks(state, prefix_list)
    blocks = [read_blocks((text,), missing, _family(numbered.route)) for text in texts]
    unread = [block for block in blocks if isinstance(block, Fact)]
    return unread[0] if unread else [block for block in blocks if isinstance(block, AddressSet)]
