"""Hops at security groups and at network ACLs: whether a filter lets through all that is wanted."""

from collections.abc import Iterator

from msgspec import Struct, structs

from vpclint.algebra.bounded import BoundedTraffic, Doubt
from vpclint.algebra.ports import PortSet
from vpclint.algebra.traffic import NO_TRAFFIC, TrafficSet
from vpclint.aws.ec2 import Subnet
from vpclint.network.acls import Filter, Side, entry_name
from vpclint.network.admitting import admitting_entries, admitting_rules
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.network.journey import Journey
from vpclint.network.security_groups import Direction, Members
from vpclint.truth import NO, NOTHING_MISSING, YES, Truth, open_for

JOB_PORTS = PortSet.range(32768, 60999)
"""The ports from which a job's interface asks: what Linux takes by default (ip_local_port_range)."""

NAT_PORTS = PortSet.range(1024, 65535)
"""The ports from which a NAT gateway asks (Amazon VPC User Guide, "Ephemeral ports")."""


class Stop(Struct, frozen=True):
    """Some of the wanted traffic that a filter stops, or may stop; mild where other ports do instead."""

    truth: Truth
    traffic: TrafficSet
    mild: bool = False


def stops(permitted: BoundedTraffic, wanted: TrafficSet) -> Iterator[Stop]:
    """What of the wanted traffic is surely stopped, and what may be."""
    if permitted.covers(wanted).is_yes:  # as most filters do: the sets behind the answer need not be found
        return
    refused, doubt = permitted.refused(wanted), permitted.doubtful(wanted)
    if refused:
        yield Stop(NO, refused)
    if doubt.traffic:
        yield Stop(open_for(doubt.facts), doubt.traffic)


def stopped_answers(
    permitted: BoundedTraffic, wanted: TrafficSet, ports: PortSet, behind: BoundedTraffic | None = None
) -> Iterator[Stop]:
    """What of the wanted answers is stopped, where any of the ports may be the one that was asked from.

    Answers that reach none of the ports are lost for good. Where only some of the ports are closed, a connection
    fails if it happens to be opened from one of them, and works otherwise.

    Args:
        permitted: what the list lets through.
        wanted: the answers, to all of the ports.
        ports: those from which the question may have come.
        behind: what the list lets through that the answers meet behind this one: two lists that are each open for a
            part of the ports may leave none.
    """
    if permitted.covers(wanted).is_yes:  # what is stopped behind it is told there
        return
    refused, doubt = permitted.refused(wanted), permitted.doubtful(wanted)
    closed, unsure = _behind(wanted, behind)
    lost = _lost(wanted, refused, ports) | (_lost(wanted, refused | closed, ports) - _lost(wanted, closed, ports))
    perhaps = _lost(wanted, refused | doubt.traffic | closed | unsure.traffic, ports)
    maybe_lost = perhaps - lost - _lost(wanted, closed | unsure.traffic, ports)
    mild = doubt.traffic - maybe_lost
    yield from (Stop(NO, lost),) if lost else ()
    yield from (Stop(open_for(doubt.facts | unsure.facts), maybe_lost),) if maybe_lost else ()
    yield from (Stop(NO, refused - lost, mild=True),) if refused - lost else ()
    yield from (Stop(open_for(doubt.facts), mild, mild=True),) if mild else ()


def _behind(wanted: TrafficSet, behind: BoundedTraffic | None) -> tuple[TrafficSet, Doubt]:
    """What of the wanted answers is stopped further on, and what may be."""
    if behind is None:
        return NO_TRAFFIC, Doubt(NO_TRAFFIC, NOTHING_MISSING)
    return behind.refused(wanted), behind.doubtful(wanted)


def _lost(wanted: TrafficSet, closed: TrafficSet, ports: PortSet) -> TrafficSet:
    """The wanted answers that reach none of the ports where so much is closed."""
    return wanted - _from_any_port(wanted - closed, ports)


def _from_any_port(traffic: TrafficSet, ports: PortSet) -> TrafficSet:
    """The same pairs of addresses, with all of the ports where there was one."""
    return TrafficSet.union(
        TrafficSet.of(protocols=box.protocols, sources=box.sources, destinations=box.destinations, ports=ports)
        for box in traffic.boxes()
    )


def group_hop(
    journey: Journey, cause: Cause, groups: tuple[str, ...], carriers: tuple[Members, ...], *, subject: str = ""
) -> Hop:
    """Whether the union of security groups lets the traffic to the destination through.

    Args:
        journey: who asks for what.
        cause: what it is where they do not: for egress of the job's own groups, else for ingress of the receiver's.
        groups: the groups.
        carriers: the interfaces whose addresses are known, with their groups.
        subject: the resource that carries the groups, where it is not the job.
    """
    direction = Direction.EGRESS if cause is Cause.SECURITY_GROUP_EGRESS else Direction.INGRESS
    destination = journey.destination
    wanted = destination.traffic() if direction is Direction.EGRESS else destination.traffic(askers=journey.askers)
    found = tuple(stops(journey.analysis.permitted(groups, direction, carriers), wanted))
    names = ", ".join(groups)
    service = f"{destination.protocols} {destination.port}".upper()
    side = f"out to {destination.name}" if direction is Direction.EGRESS else f"in from {journey.subnet.subnet_id}"
    obstacles = tuple(
        Obstacle(
            cause,
            stop.truth,
            names,
            subject,
            direction.value,
            stop.traffic,
            partial=stop.traffic != wanted,
            towards=(destination.name,),
        )
        for stop in found
    )
    if not found:
        deciders = admitting_rules(journey.analysis, groups, direction, carriers, wanted)
        return Hop("security-group", names, YES, f"the groups let {service} {side}", deciders=deciders)
    share = "" if found[0].traffic == wanted else "all of "
    why = f"no rule of the groups lets {share}{service} {side}" if found[0].truth.is_no else "a rule may allow it"
    return Hop("security-group", names, found[0].truth, why, obstacles)


def outward_acl_hop(journey: Journey, subnet: Subnet, side: Side, wanted: TrafficSet) -> Hop:
    """Whether the list of a subnet lets the questions through."""
    return _acl_hop(journey, subnet, side, wanted, None)


def answer_acl_hop(journey: Journey, subnet: Subnet, side: Side, wanted: TrafficSet, ports: PortSet) -> Hop:
    """Whether the list of a subnet lets the answers through, to whichever of the ports was asked from."""
    return _acl_hop(journey, subnet, side, wanted, ports)


def _acl_hop(journey: Journey, subnet: Subnet, side: Side, wanted: TrafficSet, ports: PortSet | None) -> Hop:
    """The hop at a subnet's list; with ports, those of an answer."""
    back = ports is not None
    cause = Cause.NETWORK_ACL_RETURN if back else Cause.NETWORK_ACL_EGRESS
    effective = journey.analysis.acl_of(subnet)
    if effective.acl is None:
        hop = journey.open_hop("network-acl", subnet.subnet_id, effective.facts, (cause,), back=back)
        return structs.replace(hop, obstacles=tuple(structs.replace(each, refused=wanted) for each in hop.obstacles))
    acl_id = effective.acl.network_acl_id
    acl = journey.analysis.acl_filter(effective.acl, side)
    behind = _own_list(journey) if ports == JOB_PORTS and subnet != journey.subnet else None
    found = journey.analysis.once(
        ("stopped", acl.permitted, wanted, ports, behind),  # lists that say the same are judged once
        lambda: tuple(
            stops(acl.permitted, wanted) if ports is None else stopped_answers(acl.permitted, wanted, ports, behind)
        ),
    )
    found = tuple(_whoever_asks(journey, stop, back=back) for stop in found)
    obstacles = tuple(each for stop in found for each in acl_obstacles(acl_id, acl, cause, stop, wanted))
    towards = tuple(structs.replace(each, towards=(journey.destination.name,)) for each in obstacles)
    truth = next((stop.truth for stop in found if not stop.mild), YES)
    why = _acl_text(journey, subnet, side, wanted, found, back=back)
    deciders = () if found else admitting_entries(journey.analysis, effective.acl, side, wanted)
    return Hop("network-acl", acl_id, truth, why, towards, back, deciders)


def _whoever_asks(journey: Journey, stop: Stop, *, back: bool) -> Stop:
    """What is stopped; open where only some of those are who may ask, and the subnet's block does not tell who does."""
    facts, stopped = journey.asker_facts, stop.traffic.destinations() if back else stop.traffic.sources()
    if not facts or stop.truth.is_unknown or journey.askers <= stopped:
        return stop
    return structs.replace(stop, truth=open_for(facts))


def _own_list(journey: Journey) -> BoundedTraffic | None:
    """What the list of the job's own subnet lets in, which answers meet last."""
    acl = journey.analysis.acl_of(journey.subnet).acl
    return journey.analysis.acl_filter(acl, Side.INTO).permitted if acl else None


def acl_obstacles(acl_id: str, acl: Filter, cause: Cause, stop: Stop, wanted: TrafficSet) -> Iterator[Obstacle]:
    """What a list stops, entry by entry: each entry that denies some of it is a cause of its own."""
    partial = stop.traffic != wanted
    if stop.truth.is_unknown:
        yield Obstacle(cause, stop.truth, acl_id, "", "/Entries", stop.traffic, partial, stop.mild)
        return
    for denial in acl.denials:
        refused = denial.traffic & stop.traffic
        if refused:
            subject = entry_name(denial.number)
            yield Obstacle(cause, NO, acl_id, subject, denial.pointer, refused, partial, stop.mild)


def _acl_text(
    journey: Journey, subnet: Subnet, side: Side, wanted: TrafficSet, found: tuple[Stop, ...], *, back: bool
) -> str:
    verb = "into" if side is Side.INTO else "out of"
    where = "the subnet" if subnet.subnet_id == journey.subnet.subnet_id else subnet.subnet_id
    other = f"from {journey.destination.name}" if back else f"to {journey.destination.name}"
    what = f"{'answers' if back else 'questions'} {other} {verb} {where}"
    if not found:
        return f"the list lets {what}"
    stop = found[0]
    if stop.truth.is_unknown:
        return f"whether the list lets {what} is open"
    share = "" if stop.traffic == wanted else "some "
    return f"the list stops {share}{what}: {stop.traffic.protocols()} {stop.traffic.ports()}"
