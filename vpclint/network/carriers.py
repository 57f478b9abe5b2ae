"""What carries the traffic of a way out of the VPC, since its policies and what it adds to a request depend on that.

What only a filter stops is carried once the filter is opened; where routes end or lead to what is dead, nothing is.
"""

from collections.abc import Iterable, Iterator

from vpclint.network.hops import Hop, Leg, Way

GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, NAT_GATEWAY = "gateway-endpoint", "interface-endpoint", "nat-gateway"
_KINDS = (GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, NAT_GATEWAY)
_FILTERS = ("security-group", "network-acl")


def carriers_of(way: Way) -> tuple[tuple[Hop, ...], ...]:
    """The ways that the traffic may take, and on each the hops that carry a part of it out.

    A leg that leads to none of them leads out in a way that the state does not show; it has the hop at which it does.
    """
    ways, find = (way, *way.others), _possible_carriers if way.truth.is_unknown else _carriers
    return tuple(dict.fromkeys(carriers for each in ways for carriers in find(each)))


def _possible_carriers(way: Way) -> Iterator[tuple[Hop, ...]]:
    """Each carrier of a way by itself, since it is not known whether all of its legs are taken, or one of them.

    Where the routes are not known, what they lead to is one more, which the state does not show.
    """
    legs = (each for leg in way.legs for each in (leg, *leg.others))
    unseen = (hop for hop in way.common if hop.kind == "route-table" and hop.truth.is_unknown)
    yield from ((hop,) for hop in (_through_interface(way), *map(_of_leg, legs), *unseen) if hop)


def _carriers(way: Way) -> Iterator[tuple[Hop, ...]]:
    """The carriers of one way, each once: an interface endpoint takes all of the traffic.

    Where one of several legs is taken, there is an alternative for each carrier of theirs, beside what is sure.
    """
    if _leads_nowhere(way.common):
        return
    if through := _through_interface(way):
        yield (through,)
        return
    sure = _each_once(leg for leg in way.legs if not leg.others)
    perhaps = _each_once(other for leg in way.legs for other in leg.others)
    yield from ((*sure, each) for each in perhaps) if perhaps else (sure,)


def _each_once(legs: Iterable[Leg]) -> tuple[Hop, ...]:
    return tuple({hop.resource: hop for leg in legs if (hop := _of_leg(leg))}.values())


def _through_interface(way: Way) -> Hop | None:
    return next(
        (hop for hop in way.common if hop.kind == INTERFACE_ENDPOINT and hop.resource.startswith("vpce-")), None
    )


def _of_leg(leg: Leg) -> Hop | None:
    outward = [hop for hop in leg.hops if not hop.back and hop.kind not in _FILTERS]
    if not outward or _leads_nowhere(leg.hops):
        return None
    return next((hop for hop in outward if hop.kind in _KINDS), outward[-1])


def _leads_nowhere(hops: Iterable[Hop]) -> bool:
    return any(hop.truth.is_no and hop.kind not in _FILTERS for hop in hops)
