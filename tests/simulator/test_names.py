"""What the simulator says of names, against the documentation."""

from typing import Any

import pytest
from worlds import VPC, Record, World

from .names import Names, look_up
from .packets import Fate, Stopped, address
from .working import (
    ENDPOINT_GROUP,
    ENDPOINT_SUBNET,
    S3_INTERFACE,
    attributes,
    dhcp_options,
    interface,
    interface_endpoint,
    working,
)

S3 = "com.amazonaws.eu-central-1.s3"
OWN = interface("eni-9", ENDPOINT_SUBNET, "10.0.0.134", ENDPOINT_GROUP)
SERVER = address("10.0.0.150")
PRIVATE = Names((address("10.0.0.134"),))
INBOUND_ONLY: dict[str, Any] = {"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True}}


def with_endpoint(state: str = "available", **members: Any) -> World:
    """A world in which an interface endpoint takes S3's name, but for these members of it."""
    held: Record = interface_endpoint(S3_INTERFACE, "s3", OWN) | {"State": state} | members
    return working(VpcEndpoints=[held], NetworkInterfaces=[OWN])


NAMES = {
    "no endpoint": (working(), Names()),
    "an endpoint with private DNS": (with_endpoint(), PRIVATE),
    "an endpoint without private DNS": (with_endpoint(PrivateDnsEnabled=False), Names()),
    "an endpoint for inbound resolvers only": (with_endpoint(**INBOUND_ONLY), Names()),
    "an endpoint that is pending": (with_endpoint("pending"), Names(sure=False)),
    "an endpoint that is Available": (with_endpoint("Available"), PRIVATE),
    "an endpoint of another service": (with_endpoint(ServiceName="com.amazonaws.eu-central-1.sts"), Names()),
    "an endpoint of another VPC": (with_endpoint(VpcId="vpc-9"), Names()),
    "no host names": (with_endpoint() | {"VpcAttributes": [attributes(hostnames=False)]}, Names()),
    "other name servers": (
        with_endpoint() | {"DhcpOptions": [dhcp_options("10.0.0.150")]},
        Names(PRIVATE.private, sure=False, servers=(SERVER,)),
    ),
    "other name servers, and the VPC's own are off": (
        with_endpoint() | {"DhcpOptions": [dhcp_options("10.0.0.150")], "VpcAttributes": [attributes(support=False)]},
        Names(sure=False, servers=(SERVER,)),
    ),
}

NOWHERE = {
    "names are not resolved": (working(VpcAttributes=[attributes(support=False)]), Fate.DIES, VPC),
    "no name server": (working(DhcpOptions=[dhcp_options()]), Fate.DIES, "dopt-0000000a"),
    "no options": (working(DhcpOptions=[]), Fate.DIES, "dopt-0000000a"),
    "the attributes are not shown": (working(VpcAttributes=[]), Fate.LEAVES, VPC),
    "the endpoint's interface is not shown": (with_endpoint() | {"NetworkInterfaces": []}, Fate.LEAVES, "eni-9"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_has_these_addresses(name: str) -> None:
    world, wanted = NAMES[name]
    assert look_up(world, VPC, S3) == wanted


@pytest.mark.parametrize("name", NOWHERE)
def test_a_name_has_no_address(name: str) -> None:
    world, fate, where = NOWHERE[name]
    with pytest.raises(Stopped) as stopped:
        look_up(world, VPC, S3)
    assert (stopped.value.outcome.fate, stopped.value.outcome.where) == (fate, where)


def test_a_host_that_is_no_service_is_never_diverted() -> None:
    assert look_up(with_endpoint(), VPC) == Names()
