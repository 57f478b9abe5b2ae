"""Ways out of one subnet, and what stands in them."""

from typing import Any

from worlds import (
    GROUP,
    REGION,
    S3_LIST,
    SUBNET,
    Record,
    World,
    endpoint,
    group,
    network_interface,
    permission,
    reread,
    route,
    table,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.decision.destinations import s3_destination
from vpclint.network.hops import Cause, Destination, Hop, Obstacle, Way
from vpclint.network.path import way_to
from vpclint.truth import Answer

S3, OTHER = "vpce-0000000a", "vpce-0000000b"
LOCAL = route("10.0.0.0/16", "local")
TO_S3 = route(S3_LIST, S3)
DEFAULT = "0.0.0.0/0"

FAIL, UNKNOWN = Answer.FAIL, Answer.UNKNOWN
MISSING, NOT_ROUTED = Cause.S3_ENDPOINT_MISSING, Cause.S3_ENDPOINT_NOT_ROUTED
NOT_AVAILABLE, BLACKHOLE = Cause.S3_ENDPOINT_NOT_AVAILABLE, Cause.ROUTE_BLACKHOLE
IGW, EGRESS = Cause.INTERNET_GATEWAY_UNUSABLE, Cause.SECURITY_GROUP_EGRESS


def way(held: World, destination: Destination | None = None) -> Way:
    analysis = reread(held)
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return way_to(analysis, found, (GROUP,), destination or s3_destination(analysis))


def routed(*routes: Record, **members: Any) -> World:
    return world(RouteTables=[table(LOCAL, *routes)], **members)


def obstacles(found: Way, answer: Answer = FAIL, *, mild: bool = False) -> list[Obstacle]:
    """What stands in the way; or, mild, what is only a warning."""
    every = [each for hop in found.hops for each in hop.obstacles]
    return [each for each in every if each.truth.answer is answer and each.mild == mild]


def causes(found: Way) -> set[tuple[Cause, str]]:
    """What is proved to stand in the way, each with the resource that has to change."""
    return {(each.cause, each.resource) for each in obstacles(found)}


def facts(found: Way) -> set[tuple[str, str, str]]:
    return {(fact.key, fact.record, fact.field) for fact in found.truth.facts}


def without(record: Record, member: str) -> Record:
    return {key: value for key, value in record.items() if key != member}


def interface(**members: Any) -> Record:
    """An interface endpoint of S3 with private names; see `linked` for what belongs to it."""
    return endpoint(
        OTHER,
        kind="Interface",
        PrivateDnsEnabled=True,
        SubnetIds=[SUBNET],
        NetworkInterfaceIds=["eni-1"],
        Groups=[{"GroupId": DOOR}],
    ) | (members)


DOOR = "sg-0000000c"
"""The group of the endpoint's interfaces."""


def linked(*routes: Record, **members: Any) -> World:
    """A world in which S3 is reached by its interface endpoint, but for the members given."""
    https = {"ports": (443, 443)}
    held = {
        "VpcEndpoints": [interface()],
        "NetworkInterfaces": [network_interface("eni-1", "10.0.1.9", [DOOR])],
        "SecurityGroups": [
            group(egress=[permission("tcp", DOOR, **https)]),
            group(DOOR, ingress=[permission("tcp", GROUP, **https)]),
        ],
    }
    return world(**({"RouteTables": [table(LOCAL, *routes)]} | held | members))


INBOUND_ONLY = {"PrivateDnsOnlyForInboundResolverEndpoint": True}
STS = endpoint(OTHER, service=f"com.amazonaws.{REGION}.sts", kind="Interface", PrivateDnsEnabled=True)
DYNAMODB = endpoint(OTHER, service=f"com.amazonaws.{REGION}.dynamodb")


NO_LISTS: dict[str, Any] = {"PrefixLists": None, "ManagedPrefixLists": None}
OPEN_GROUP = {"SecurityGroups": [group(egress=[permission("-1", "0.0.0.0/0")])]}


def only_hop(found: Way, kind: str, *, back: bool = False) -> Hop:
    """The only hop of a kind, on the way out or back."""
    (only,) = [hop for hop in found.hops if (hop.kind, hop.back) == (kind, back)]
    return only


def traffic_to(*blocks: str, port: int = 443) -> TrafficSet:
    """TCP from anywhere to one port of these blocks."""
    return TrafficSet.of(
        protocols=ProtocolSet.single(TCP), destinations=AddressSet.parse(*blocks), ports=PortSet.single(port)
    )


def answers_from(*blocks: str) -> TrafficSet:
    """TCP from these blocks to anywhere, from any port to any port."""
    return TrafficSet.of(protocols=ProtocolSet.single(TCP), sources=AddressSet.parse(*blocks))
