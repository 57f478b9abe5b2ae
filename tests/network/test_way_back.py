"""The way back from the subnet of a NAT gateway: its own routes have to lead answers straight to the job."""

from typing import Any

import pytest
from worlds import OPEN_LIST as OPEN
from worlds import Record, World, association, entry, nat, route, table

from vpclint.network.hops import Cause

from .test_nat import IGW, NAT, OUT, PUBLIC, asked, lists, out
from .ways import DEFAULT, LOCAL, UNKNOWN, causes, facts, obstacles, way


def back_by(*routes: Record, **members: Any) -> World:
    """The table of the NAT gateway's subnet holds these routes and the default one."""
    far = table(*routes, route(DEFAULT, IGW), table_id=OUT, associations=[association(PUBLIC)])
    return out(RouteTables=[table(LOCAL, route(DEFAULT, NAT)), far], **members)


def test_a_more_specific_blackhole_drops_the_answers() -> None:
    dead = route("10.0.0.0/20", "eni-1", state="blackhole")
    assert causes(asked(back_by(LOCAL, dead))) == {(Cause.ROUTE_BLACKHOLE, OUT)}


def test_without_the_local_route_answers_take_the_default_one() -> None:
    assert not asked(back_by()).truth.is_yes


def test_a_route_whose_state_is_not_known_may_drop_them() -> None:
    silent = {key: value for key, value in LOCAL.items() if key != "State"}
    found = asked(back_by(silent))
    assert found.truth.is_unknown
    assert ("RouteTables", OUT, "Routes[0].State") in facts(found)


def test_a_list_of_blocks_that_nobody_knows_may_take_them() -> None:
    found = asked(back_by(LOCAL, route("pl-0000000f", "eni-1")))
    assert found.truth.is_unknown
    assert Cause.ROUTE_MISSING in {each.cause for each in obstacles(found, UNKNOWN)} or facts(found)


def test_where_the_addresses_of_s3_are_not_known_an_entry_against_some_is_no_proof() -> None:
    some = entry(50, "deny", "8.8.8.8/32", egress=False)
    found = way(out(PrefixLists=None, **lists(far=[some, *OPEN])))
    assert found.truth.is_unknown
    every = entry(50, "deny", DEFAULT, egress=False)
    assert way(out(PrefixLists=None, **lists(far=[every, *OPEN]))).truth.is_no


@pytest.mark.parametrize("status", ["succeeded", "failed", "associating"])
def test_an_address_of_a_nat_gateway_counts_once_it_stands(status: str) -> None:
    addresses = [{**each, "Status": status} for each in nat()["NatGatewayAddresses"]]
    found = asked(out(NatGateways=[nat(NatGatewayAddresses=addresses)]))
    assert found.truth.is_yes is (status == "succeeded")
    assert not found.truth.is_no
