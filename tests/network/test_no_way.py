"""Where no route leads to a service: what comes nearest to a way, and the table in which the route is missing."""

import pytest
from worlds import (
    GROUP,
    OPTIONS,
    REGION,
    SUBNET,
    TABLE,
    VPC,
    Record,
    attributes,
    endpoint,
    group,
    network_interface,
    options,
    state_of,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.decision.destinations import s3_destination
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.network.destination import Destination, Service
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.network.no_way import ABSENCES, REPAIRS
from vpclint.network.path import way_to
from vpclint.truth import NO

from .ways import (
    DOOR,
    DYNAMODB,
    MISSING,
    NOT_AVAILABLE,
    NOT_ROUTED,
    OPEN_GROUP,
    OTHER,
    S3,
    STS,
    causes,
    interface,
    routed,
    traffic_to,
    way,
    without,
)

BLOCK = "9.9.9.0/24"
THERE = AddressSet.parse(BLOCK)
SERVICE_NOT_AVAILABLE = Cause.SERVICE_ENDPOINT_NOT_AVAILABLE
PRIVATE_DNS, HOSTNAMES = Cause.SERVICE_ENDPOINT_PRIVATE_DNS, Cause.DNS_HOSTNAMES_DISABLED
NONE = Cause.SERVICE_ENDPOINT_MISSING


def to(service: str, region: str = REGION) -> Destination:
    """A service that is asked at addresses to which no route leads."""
    return Destination(service, THERE, 443, exact=False, service=Service(service, region))


def sts(endpoint_id: str = OTHER, **members: object) -> Record:
    """An interface endpoint of STS with private names."""
    return STS | {"VpcEndpointId": endpoint_id} | members


def nearest(destination: Destination, *endpoints: Record, hostnames: bool = True) -> Hop:
    """The hop at which the route is missing."""
    held = routed(VpcEndpoints=[*endpoints], VpcAttributes=[attributes(hostnames=hostnames)], **OPEN_GROUP)
    (found,) = [hop for hop in way(held, destination).hops if hop.why.startswith("no route matches")]
    return found


def cause(hop: Hop) -> tuple[Cause, str, str]:
    (obstacle,) = hop.obstacles
    return obstacle.cause, obstacle.resource, obstacle.subject


S3_CASES: dict[str, tuple[list[Record], tuple[Cause, str, str]]] = {
    "there is none": ([], (MISSING, VPC, "")),
    "a gateway is not routed": ([endpoint()], (NOT_ROUTED, TABLE, S3)),
    "a gateway that may be available is not routed": ([without(endpoint(), "State")], (NOT_ROUTED, TABLE, S3)),
    "a gateway is broken": ([endpoint(state="failed")], (NOT_AVAILABLE, S3, "")),
    "of two gateways one is broken": ([endpoint(state="failed"), endpoint(OTHER)], (NOT_ROUTED, TABLE, OTHER)),
    "a broken gateway comes before an interface": (
        [endpoint(state="failed"), interface(PrivateDnsEnabled=False)],
        (NOT_AVAILABLE, S3, ""),
    ),
    "an interface is broken": ([interface(State="failed")], (NOT_AVAILABLE, OTHER, "")),
    "an interface has no private names": ([interface(PrivateDnsEnabled=False)], (PRIVATE_DNS, OTHER, "")),
}


@pytest.mark.parametrize("name", S3_CASES)
def test_of_s3s_endpoints_the_nearest_to_a_way_is_the_cause_where(name: str) -> None:
    endpoints, expected = S3_CASES[name]
    assert cause(nearest(to("s3"), *endpoints)) == expected


STS_CASES: dict[str, tuple[list[Record], tuple[Cause, str, str]]] = {
    "there is none": ([], (NONE, VPC, "sts")),
    "it is broken": ([sts(State="failed")], (SERVICE_NOT_AVAILABLE, OTHER, "")),
    "it has no private names": ([sts(PrivateDnsEnabled=False)], (PRIVATE_DNS, OTHER, "")),
    "one that lacks private names comes before one that is broken": (
        [sts("vpce-1", State="failed"), sts("vpce-2", PrivateDnsEnabled=False)],
        (PRIVATE_DNS, "vpce-2", ""),
    ),
    "one with private names comes before one without": (
        [sts("vpce-1", State="failed", PrivateDnsEnabled=False), sts("vpce-2", State="failed")],
        (SERVICE_NOT_AVAILABLE, "vpce-2", ""),
    ),
}


@pytest.mark.parametrize("name", STS_CASES)
def test_of_a_services_endpoints_the_nearest_to_a_way_is_the_cause_where(name: str) -> None:
    endpoints, expected = STS_CASES[name]
    assert cause(nearest(to("sts"), *endpoints)) == expected


def test_private_names_that_the_vpc_does_not_resolve_are_the_vpcs_matter() -> None:
    lacking = sts("vpce-1", PrivateDnsEnabled=False)
    assert cause(nearest(to("sts"), lacking, sts("vpce-2"), hostnames=False)) == (HOSTNAMES, VPC, "vpce-2")
    assert cause(nearest(to("s3"), interface(), hostnames=False)) == (HOSTNAMES, VPC, OTHER)


def proved(lacking: Record, **members: object) -> set[Cause]:
    """What is proved where no route leads to STS, and its endpoint would let nobody in."""
    closed = {
        "VpcEndpoints": [lacking | {"NetworkInterfaceIds": ["eni-1"], "Groups": [{"GroupId": DOOR}]}],
        "NetworkInterfaces": [network_interface("eni-1", "10.0.1.9", [DOOR])],
        "SecurityGroups": [*OPEN_GROUP["SecurityGroups"], group(DOOR)],
    }
    return {found for found, _ in causes(way(routed(**closed | members), to("sts")))}


def test_whether_an_endpoint_has_private_names_is_not_guessed() -> None:
    assert PRIVATE_DNS in proved(sts(PrivateDnsEnabled=False))
    assert PRIVATE_DNS not in proved(without(sts(), "PrivateDnsEnabled"))


@pytest.mark.parametrize(
    "members", [{"VpcAttributes": None}, {"VpcAttributes": [{"VpcId": VPC}]}, {"DhcpOptions": None}]
)
def test_that_the_vpc_does_not_resolve_private_names_is_not_guessed(members: dict[str, object]) -> None:
    assert HOSTNAMES in proved(sts(), VpcAttributes=[attributes(hostnames=False)])
    assert HOSTNAMES not in proved(sts(), **members)


def test_a_gateway_of_another_service_is_broken_in_its_own_words() -> None:
    assert cause(nearest(to("dynamodb"), DYNAMODB | {"State": "failed"})) == (SERVICE_NOT_AVAILABLE, OTHER, "")


def test_a_gateway_of_another_service_that_is_not_routed_is_no_matter_of_s3_and_a_broken_one_beside_it_none() -> None:
    broken = DYNAMODB | {"VpcEndpointId": "vpce-1", "State": "failed"}
    for endpoints in ([DYNAMODB], [broken, DYNAMODB]):
        found, resource, _ = cause(nearest(to("dynamodb"), *endpoints))
        assert found not in (NOT_ROUTED, MISSING, NOT_AVAILABLE)
        assert resource != "vpce-1"


def test_s3_of_another_region_has_no_endpoint_here() -> None:
    assert cause(nearest(to("s3", "us-east-1"))) == (Cause.S3_BUCKET_OTHER_REGION, VPC, "us-east-1")


def test_what_has_to_change_is_told_at_the_table_and_a_missing_route_in_it() -> None:
    hop = nearest(to("sts"))
    lost = Obstacle(NONE, NO, VPC, "sts", "", traffic_to(BLOCK), towards=("sts",))
    assert hop == Hop("route-table", TABLE, NO, "no route matches sts", (lost,))
    lost = Obstacle(NOT_ROUTED, NO, TABLE, S3, "", traffic_to(BLOCK), towards=("s3",))
    assert nearest(to("s3"), endpoint()) == Hop("route-table", TABLE, NO, "no route matches s3", (lost,))


def test_what_is_no_service_lacks_a_route_whatever_endpoints_there_are() -> None:
    hop = nearest(Destination("host", THERE, 443), endpoint())
    assert cause(hop) == (Cause.ROUTE_MISSING, TABLE, "")


def test_where_an_endpoint_is_repaired_what_stands_before_it_counts() -> None:
    closed = routed(VpcEndpoints=[sts(PrivateDnsEnabled=False)])
    found = way(closed, to("sts"))
    assert PRIVATE_DNS in REPAIRS
    assert {each.cause for hop in found.hops for each in hop.obstacles if each.truth.is_no} == {PRIVATE_DNS}
    assert {NONE, Cause.S3_BUCKET_OTHER_REGION} == ABSENCES


@pytest.mark.parametrize("destination", [to("sts"), to("s3", "us-east-1")])
def test_where_an_endpoint_is_missing_the_groups_before_the_public_addresses_are_no_cause(
    destination: Destination,
) -> None:
    found = way(routed(VpcEndpoints=[]), destination)
    assert {each.cause for hop in found.hops for each in hop.obstacles} <= ABSENCES
    group_hop = next(hop for hop in found.hops if hop.kind == "security-group")
    assert (group_hop.truth, group_hop.obstacles) == (NO, ())


def test_where_others_resolve_the_names_the_attributes_of_the_vpc_are_not_at_fault() -> None:
    """The name servers are assumed not to know the names of AWS: they are the cause, and not enableDnsHostnames."""
    held = routed(VpcEndpoints=[interface()], DhcpOptions=[options("10.0.1.53")], **OPEN_GROUP)
    analysis = Analysis(state_of(held), [Assumed(Cause.CUSTOM_NAME_SERVERS.rule, OPTIONS, NO, "they say so")])
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    led = way_to(analysis, found, (GROUP,), s3_destination(analysis))
    causes = {each.cause for hop in led.hops for each in hop.obstacles}
    assert HOSTNAMES not in causes
    assert Cause.CUSTOM_NAME_SERVERS in causes
