"""Private addresses behind a NAT gateway: no internet gateway carries them, whatever the routes say."""

import pytest
from worlds import TABLE, nat

from vpclint.algebra.addresses import AddressSet
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause

from .test_nat import OUT, out
from .ways import causes, obstacles, way, without


@pytest.mark.parametrize("block", ["10.99.0.0/16", "100.64.0.0/10", "127.0.0.1/32", "169.254.0.0/16", "224.0.0.0/4"])
def test_the_internet_has_public_addresses_only(block: str) -> None:
    private = Destination("db", AddressSet.parse(block), 443)
    assert causes(way(out(), private)) == {(Cause.ROUTE_MISSING, OUT)}
    regional = without(nat(AvailabilityMode="regional"), "SubnetId")
    assert causes(way(out(NatGateways=[regional]), private)) == {(Cause.ROUTE_MISSING, TABLE)}


def test_of_a_block_that_is_partly_public_the_rest_is_told() -> None:
    both = Destination("both", AddressSet.parse("8.8.8.0/24", "10.99.0.0/16"), 443)
    found = obstacles(way(out(), both))
    assert [(each.cause, each.resource) for each in found] == [(Cause.ROUTE_MISSING, OUT)]
    assert found[0].refused is not None
    assert found[0].refused.destinations() == AddressSet.parse("10.99.0.0/16")
