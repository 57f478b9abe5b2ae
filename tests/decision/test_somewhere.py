"""Hosts without known addresses: what stops all of the internet fails, wherever on the way it stands."""

from typing import Any

import pytest
from worlds import (
    OPEN_LIST,
    World,
    acl,
    association,
    attributes,
    entry,
    gateway,
    group,
    nat,
    permission,
    route,
    subnet,
    table,
    world,
)
from worlds.reading import case_of

from vpclint.decision.case import Case
from vpclint.network.hops import Cause
from vpclint.settings import NeedsSettings, Settings
from vpclint.truth import Truth
from vpclint.workload.needs import InternetNeed, S3Need, ServiceNeed

NAT, IGW, PUBLIC, OUT, FAR = "nat-1", "igw-1", "subnet-0000000c", "rtb-0000000c", "acl-0000000c"
LOCAL, S3_ROUTE = route("10.0.0.0/16", "local"), route("pl-0000000a", "vpce-0000000a")


def out(own: list[Any] | None = None, far: list[Any] | None = None, **members: Any) -> World:
    """A world in which the internet is reached by a NAT gateway, with these lists of the job's and of its subnet."""
    held = {
        "Subnets": [subnet(), subnet(PUBLIC, "10.0.3.0/24")],
        "RouteTables": [
            table(LOCAL, S3_ROUTE, route("0.0.0.0/0", NAT)),
            table(LOCAL, route("0.0.0.0/0", IGW), table_id=OUT, associations=[association(PUBLIC)]),
        ],
        "SecurityGroups": [group(egress=[permission("-1", "0.0.0.0/0")])],
        "NetworkAcls": [acl(*(own or OPEN_LIST)), acl(*(far or OPEN_LIST), acl_id=FAR, subnets=[PUBLIC])],
        "NatGateways": [nat()],
        "InternetGateways": [gateway()],
    }
    return world(**(held | members))


def asked(held: World) -> Case:
    return case_of(held, settings=Settings(needs=NeedsSettings(internet=True)))


def internet(case: Case) -> Truth:
    return case.answers[-1].truth


def test_the_internet_is_reached() -> None:
    assert internet(asked(out())).is_yes


STOPPED: dict[str, tuple[World, Cause]] = {
    "a list lets no question out": (out(own=[entry(90, "deny", egress=True), *OPEN_LIST]), Cause.NETWORK_ACL_EGRESS),
    "a list lets no answer in": (out(own=[entry(90, "deny", egress=False), *OPEN_LIST]), Cause.NETWORK_ACL_RETURN),
    "a list keeps the job from its NAT gateway": (
        out(far=[entry(90, "deny", "10.0.1.0/24", egress=False), *OPEN_LIST]),
        Cause.NETWORK_ACL_EGRESS,
    ),
    "a list keeps the answers from the job": (
        out(far=[entry(90, "deny", "10.0.1.0/24", egress=True), *OPEN_LIST]),
        Cause.NETWORK_ACL_RETURN,
    ),
    "no name is resolved": (
        out(VpcAttributes=[attributes(support=False)]),
        Cause.DNS_SUPPORT_DISABLED,
    ),
}


@pytest.mark.parametrize("name", STOPPED)
def test_what_stops_all_of_it_is_an_error(name: str) -> None:
    held, cause = STOPPED[name]
    case = asked(held)
    assert internet(case).is_no
    assert [blockage.obstacle.mild for blockage in case.blockages(cause)] == [False]


@pytest.mark.parametrize(
    ("members", "cause"),
    [
        ({"own": [entry(90, "deny", "8.0.0.0/8", egress=True), *OPEN_LIST]}, Cause.NETWORK_ACL_EGRESS),
        ({"own": [entry(90, "deny", "8.0.0.0/8", egress=False), *OPEN_LIST]}, Cause.NETWORK_ACL_RETURN),
    ],
)
def test_what_stops_a_part_of_it_may_never_be_met(members: dict[str, Any], cause: Cause) -> None:
    case = asked(out(**members))
    assert internet(case).is_yes
    assert [blockage.obstacle.mild for blockage in case.blockages(cause)] == [True]


def test_what_leaves_the_vpc_is_open_for_its_part_only() -> None:
    """Most of the internet is reached over the NAT gateway, so the host need not be where nobody can tell."""
    tables = [
        table(LOCAL, S3_ROUTE, route("0.0.0.0/0", NAT), route("8.0.0.0/8", "tgw-1")),
        table(LOCAL, route("0.0.0.0/0", IGW), table_id=OUT, associations=[association(PUBLIC)]),
    ]
    assert internet(asked(out(RouteTables=tables))).is_yes


def test_where_a_gateway_endpoint_takes_every_address_nothing_is_said_to_be_reached() -> None:
    """AWS routes prefix lists alone to a gateway endpoint; a state that shows otherwise leaves no address over."""
    held = world(
        RouteTables=[table(LOCAL, route("0.0.0.0/0", "vpce-0000000a"))],
        BucketLocations=[{"Bucket": "raw", "LocationConstraint": "us-east-1"}],
    )
    wanted = Settings(needs=NeedsSettings(services=("sts",), internet=("example.com",)))
    said = {type(each.need): each.truth for each in case_of(held, settings=wanted).answers}
    for need, name in ((S3Need, "S3 of us-east-1"), (ServiceNeed, "sts"), (InternetNeed, "example.com")):
        assert said[need].is_unknown
        assert f"the state leaves no address that {name} can have" in {each.reason for each in said[need].facts}
