"""A part of a journey's destination at one route of a table."""

from typing import Literal

from msgspec import Struct, structs

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.absence import UnsetType
from vpclint.aws.ec2 import Route, RouteTable
from vpclint.network.hops import Cause, Decider, Hop, Obstacle
from vpclint.network.journey import Journey, told
from vpclint.network.routing import NumberedRoute, end_of
from vpclint.network.targets import Target, target_of
from vpclint.truth import NO, YES, Fact, Facts, Truth, open_for, unknown


class Crossing(Struct, frozen=True):
    """Some of the destination's addresses at one route of a table, or at the table where none matches."""

    journey: Journey
    table: RouteTable
    part: AddressSet
    numbered: NumberedRoute | None = None

    @property
    def route(self) -> Route:
        """The route; where none matches, one without any member."""
        return self.numbered.route if self.numbered else Route()

    @property
    def target(self) -> Target:
        """What the route leads to."""
        return target_of(self.route)

    @property
    def prefix(self) -> str:
        """The destination of the route as the state writes it."""
        return self.numbered.destination if self.numbered else ""

    @property
    def pointer(self) -> str:
        """The route within the record of its table."""
        return f"/Routes/{self.numbered.index}" if self.numbered else ""

    @property
    def named_part(self) -> str:
        """The addresses, by the name of the destination where they are all of it."""
        destination = self.journey.destination
        return destination.name if self.part == destination.addresses else f"{self.part} of {destination.name}"

    @property
    def forwards(self) -> Truth:
        """Whether the route forwards. A blackhole, or one that is filtered, drops; no other route is tried."""
        status = self.route.state
        if isinstance(status, UnsetType):
            return unknown(self.fact("", "State"))
        if status in ("active", "blackhole", "filtered"):
            return YES if status == "active" else NO
        return unknown(self.fact(f"{status!r} is no state that vpclint knows", "State"))

    def fact(self, reason: str, member: str = "") -> Fact:
        """What would have to be known of the route, or of a member of it."""
        field = f"Routes[{self.numbered.index}]" if self.numbered else "Routes"
        tables = self.journey.state.route_tables
        return tables.fact(self.table.route_table_id, f"{field}.{member}" if member else field, reason)

    def undefined_order(self, routes: tuple[NumberedRoute, ...]) -> Facts:
        """What would tell which of several routes is taken: an origin, or nothing that AWS says."""
        tables, table_id = self.journey.state.route_tables, self.table.route_table_id
        unclear = [f"Routes[{route.index}].Origin" for route in routes if route.unclear]
        if unclear:
            return frozenset(tables.fact(table_id, member) for member in unclear)
        reason = "AWS does not define which of several routes is taken"
        return frozenset({Fact(tables.kind.key, table_id, "Routes", reason)})

    def ambiguous(self, routes: tuple[NumberedRoute, ...], facts: Facts, *, known: bool = True) -> Hop:
        """The hop at which it is not defined which of several routes is taken; the ways themselves follow it.

        Args:
            routes: any of which may be taken.
            facts: what would tell which one is.
            known: all of them match these addresses; else some may.
        """
        table_id = self.table.route_table_id
        targets = ", ".join(sorted({target_of(numbered.route).id for numbered in routes}))
        truth = open_for(facts) if not known or any(numbered.unclear for numbered in routes) else NO
        obstacle = self.journey.obstacle(Cause.ROUTE_AMBIGUOUS, truth, table_id, self.part)
        pointer = f"/Routes/{routes[0].index}"
        obstacle = structs.replace(obstacle, subject=targets, pointer=pointer, mild=True)
        lead = "lead" if known else "may lead"
        why = f"several routes {lead} {self.named_part} to {targets}, and which one is taken is not defined"
        return Hop("route-table", table_id, YES, why, (obstacle,))

    def passed(self) -> Hop:
        """The hop at which these addresses take the route."""
        table_id = self.table.route_table_id
        why = f"{self.prefix} leads to {self.target.id or 'what the state does not name'}"
        return Hop("route", table_id, YES, why, deciders=(Decider(table_id, self.pointer),))

    def stopped(self, cause: Cause, why: str, *, resource: str = "", subject: str = "", kind: str = "") -> Hop:
        """The hop at which these addresses are lost.

        Args:
            cause: what is wrong.
            why: it as a sentence.
            resource: what has to change, where it is not the table.
            subject: the second resource in the story.
            kind: what the hop passes, where it is not the route.
        """
        obstacle = Obstacle(
            cause,
            NO,
            resource or self.table.route_table_id,
            subject,
            "" if resource else self.pointer,
            self.journey.destination.traffic(self.part),
            partial=self.part != self.journey.destination.addresses,
            towards=(self.journey.destination.name,),
        )
        where: Literal["route", "route-table"] = "route" if self.numbered else "route-table"
        return Hop(kind or where, (kind and resource) or self.table.route_table_id, NO, why, (obstacle,))

    def edge(self, name: str = "") -> Hop:
        """The hop at the target, behind which these addresses can't be followed."""
        return self.journey.edge(self.target.kind, self.target.id, name or self.target.words, self.part)

    def open(self, kind: str, resource: str, facts: Facts, *causes: Cause) -> Hop:
        """A hop that nobody can tell about without these facts, on the way of these addresses."""
        truth = open_for(facts)
        obstacles = tuple(self.journey.obstacle(cause, truth, resource, self.part) for cause in causes)
        return Hop(kind, resource, truth, told(facts), obstacles)


def different(routes: tuple[NumberedRoute, ...]) -> tuple[NumberedRoute, ...]:
    """One route for each target and state: which of those that agree in both is taken makes no difference."""
    found: dict[object, NumberedRoute] = {}
    for numbered in routes:
        key = end_of(numbered)
        found[key] = min(found.get(key, numbered), numbered, key=lambda each: each.destination)
    return tuple(found.values())
