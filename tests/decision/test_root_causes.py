"""Several settings broken at once are named all at once: exactly those, each once, and nothing that follows."""

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import (
    GROUP,
    OPEN_LIST,
    REGION,
    S3_LIST,
    SUBNET,
    TABLE,
    VPC,
    World,
    acl,
    association,
    case_of,
    endpoint,
    entry,
    gateway,
    group,
    job_of,
    nat,
    network_interface,
    options,
    permission,
    route,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import AddressSet
from vpclint.decision.case import Case
from vpclint.network.hops import Cause
from vpclint.settings import Host, NeedsSettings, Settings

SECOND, PUBLIC, LINKED = "subnet-0000000b", "subnet-0000000c", "subnet-0000000d"
DOOR, STS = "sg-0000000c", "vpce-0000000b"
SECOND_TABLE, PUBLIC_TABLE = "rtb-0000000b", "rtb-0000000c"
LOCAL, TO_S3 = route("10.0.0.0/16", "local"), route(S3_LIST, "vpce-0000000a")
OUT = route("0.0.0.0/0", "nat-1")
HOST = "8.8.8.0/24"
HTTPS = (443, 443)
ACLS = {SUBNET: "acl-0000000a", SECOND: "acl-0000000b", PUBLIC: "acl-0000000c", LINKED: "acl-0000000d"}

NEEDS = Settings(needs=NeedsSettings(services=("sts",), internet=(Host("example.com", 443, (HOST,)),)))
JOB = job_of(SUBNET, SECOND, instances=2, EnableInterContainerTrafficEncryption=True)

WORKS = world(
    Subnets=[
        subnet(each, f"10.0.{number}.0/24") | {"AvailabilityZone": f"{REGION}a"} for number, each in enumerate(ACLS, 1)
    ],
    RouteTables=[
        table(LOCAL, TO_S3, OUT),
        table(LOCAL, TO_S3, OUT, table_id=SECOND_TABLE, associations=[association(SECOND)]),
        table(LOCAL, route("0.0.0.0/0", "igw-1"), table_id=PUBLIC_TABLE, associations=[association(PUBLIC)]),
    ],
    SecurityGroups=[
        group(
            ingress=[permission("-1", GROUP)],
            egress=[
                permission("-1", GROUP),
                permission("tcp", S3_LIST, ports=HTTPS),
                permission("tcp", DOOR, ports=HTTPS),
                permission("tcp", HOST, ports=HTTPS),
            ],
        ),
        group(DOOR, ingress=[permission("tcp", GROUP, ports=HTTPS)]),
    ],
    NetworkAcls=[acl(*OPEN_LIST, acl_id=acl_id, subnets=[each]) for each, acl_id in ACLS.items()],
    NatGateways=[nat(subnet_id=PUBLIC)],
    InternetGateways=[gateway()],
    VpcEndpoints=[
        endpoint(RouteTableIds=[TABLE, SECOND_TABLE]),
        endpoint(
            STS,
            service=f"com.amazonaws.{REGION}.sts",
            kind="Interface",
            PrivateDnsEnabled=True,
            SubnetIds=[LINKED],
            NetworkInterfaceIds=["eni-1"],
            Groups=[{"GroupId": DOOR}],
        ),
    ],
    NetworkInterfaces=[network_interface("eni-1", "10.0.4.9", [DOOR], LINKED)],
)

Name = tuple[Cause, str]
Break = Callable[[World], None]


class Fault(msgspec.Struct, frozen=True):
    """A setting that is wrong, and the one cause that is to be named for it.

    Faults that are `alike` hide each other: what carries nothing needs no way on.
    """

    name: Name
    broken: Break
    alike: str = ""


def put(key: str, index: int, **members: Any) -> Break:
    return lambda held: held[key][index].update(members)


def listed(index: int, *entries: Any) -> Break:
    return lambda held: held["NetworkAcls"][index]["Entries"].extend(entries)


def routed(index: int, *routes: Any) -> Break:
    return lambda held: held["RouteTables"][index]["Routes"].extend(routes)


def without_rule(direction: str, index: int, number: int = 0) -> Break:
    """A rule that is gone: what stands there instead allows nothing, and the others keep their places."""
    return lambda held: held["SecurityGroups"][number][direction].__setitem__(index, permission("tcp", ports=HTTPS))


FAULTS = [
    Fault((Cause.S3_ENDPOINT_NOT_AVAILABLE, "vpce-0000000a"), put("VpcEndpoints", 0, State="failed")),
    Fault((Cause.ROUTE_BLACKHOLE, SECOND_TABLE), routed(1, route("52.219.0.0/17", "pcx-1", state="blackhole"))),
    Fault((Cause.ROUTE_BLACKHOLE, TABLE), routed(0, route("3.5.1.0/24", "pcx-1", state="filtered"))),
    Fault((Cause.INTERNET_GATEWAY_UNUSABLE, TABLE), routed(0, route("8.8.8.0/25", "igw-1"))),
    Fault((Cause.NAT_GATEWAY_NOT_AVAILABLE, "nat-1"), put("NatGateways", 0, State="failed")),
    Fault((Cause.INTERNET_GATEWAY_DETACHED, "igw-1"), put("InternetGateways", 0, Attachments=[]), "way out"),
    Fault(
        (Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE, "nat-1"),
        lambda held: held["RouteTables"][2]["Routes"].pop(),
        "way out",
    ),
    Fault((Cause.NAT_GATEWAY_PRIVATE, "nat-1"), put("NatGateways", 0, ConnectivityType="private"), "way out"),
    Fault(
        (Cause.PUBLIC_ACCESS_BLOCKED, VPC),
        lambda held: held["VpcBlockPublicAccessOptions"].update(InternetGatewayBlockMode="block-bidirectional"),
        "way out",
    ),
    Fault((Cause.SECURITY_GROUP_SELF_INGRESS, GROUP), without_rule("IpPermissions", 0), "in"),
    Fault((Cause.SECURITY_GROUP_SELF_EGRESS, GROUP), without_rule("IpPermissionsEgress", 0), "out"),
    Fault((Cause.SECURITY_GROUP_EGRESS, GROUP), without_rule("IpPermissionsEgress", 1), "egress"),
    Fault((Cause.SECURITY_GROUP_EGRESS, GROUP), without_rule("IpPermissionsEgress", 2), "egress"),
    Fault((Cause.SECURITY_GROUP_EGRESS, GROUP), without_rule("IpPermissionsEgress", 3), "egress"),
    Fault(
        (Cause.SECURITY_GROUP_ENCRYPTION_PORTS, GROUP),
        lambda held: held["SecurityGroups"][0]["IpPermissions"].__setitem__(
            0, permission("tcp", GROUP, ports=(0, 65535))
        ),
        "in",
    ),
    Fault((Cause.ENDPOINT_SECURITY_GROUP_INGRESS, DOOR), without_rule("IpPermissions", 0, 1)),
    Fault(
        (Cause.NETWORK_ACL_EGRESS, ACLS[SUBNET]),
        listed(0, entry(90, "deny", HOST, egress=True, protocol="6", ports=HTTPS)),
    ),
    Fault((Cause.NETWORK_ACL_RETURN, ACLS[SECOND]), listed(1, entry(90, "deny", "52.219.0.0/16", egress=False))),
    Fault((Cause.NETWORK_ACL_RETURN, ACLS[PUBLIC]), listed(2, entry(90, "deny", "8.8.0.0/16", egress=False))),
    Fault((Cause.NETWORK_ACL_EGRESS, ACLS[PUBLIC]), listed(2, entry(80, "deny", "8.8.0.0/16", egress=True))),
    Fault((Cause.NETWORK_ACL_EGRESS, ACLS[LINKED]), listed(3, entry(90, "deny", "10.0.2.0/24", egress=False))),
    Fault((Cause.NETWORK_ACL_RETURN, ACLS[LINKED]), listed(3, entry(90, "deny", "10.0.1.0/24", egress=True))),
    Fault(
        (Cause.DNS_SUPPORT_DISABLED, VPC),
        lambda held: held["VpcAttributes"][0].update(EnableDnsSupport={"Value": False}),
    ),
    Fault(
        (Cause.DHCP_OPTIONS_INCOMPLETE, "dopt-0000000a"),
        lambda held: held["DhcpOptions"].__setitem__(0, options(domain="")),
    ),
]


def named(case: Case) -> list[Name]:
    """Every cause that is proved and more than a warning, as often as it is named."""
    found = ((cause, each) for cause in Cause for each in case.blockages(cause))
    return [(cause, each.obstacle.resource) for cause, each in found if each.truth.is_no and not each.obstacle.mild]


def broken(faults: list[Fault]) -> Case:
    held = copy.deepcopy(WORKS)
    for fault in faults:
        fault.broken(held)
    return case_of(held, JOB, NEEDS)


def test_before_anything_is_broken_all_of_it_works() -> None:
    case = broken([])
    assert all(answer.truth.is_yes for answer in case.answers)
    assert not [each for cause in Cause for each in case.blockages(cause)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.name[0].rule}-{fault.name[1]}")
def test_a_setting_that_is_broken_alone_is_the_only_cause(fault: Fault) -> None:
    assert named(broken([fault])) == [fault.name]


OUT_OF_THE_GROUP = [fault for fault in FAULTS if fault.alike == "egress"]


def test_needs_that_a_group_refuses_alike_are_one_cause_that_names_them_all() -> None:
    case = broken(OUT_OF_THE_GROUP)
    [found] = case.blockages(Cause.SECURITY_GROUP_EGRESS)
    assert found.obstacle.towards == ("S3", "sts", "example.com")
    assert [affected.need for affected in found.affects][-2:] == ["sts:443", "example.com:443"]
    assert found.obstacle.refused
    assert not found.obstacle.partial
    assert AddressSet.parse("52.219.0.0/16", "3.5.0.0/16", "10.0.4.9/32", HOST) == found.obstacle.refused.destinations()


@pytest.mark.parametrize(
    ("host", "rule"),
    [
        (Host("example.com", 8443, (HOST,)), permission("tcp", ports=HTTPS)),
        (Host("example.com", 443, (HOST,)), permission("tcp", "8.8.8.0/25", ports=HTTPS)),
    ],
    ids=["another port", "a part"],
)
def test_what_a_group_refuses_otherwise_is_another_cause(host: Host, rule: Any) -> None:
    held = copy.deepcopy(WORKS)
    held["SecurityGroups"][0]["IpPermissionsEgress"][1:] = [permission("tcp", DOOR, ports=HTTPS), rule]
    case = case_of(held, JOB, Settings(needs=NeedsSettings(internet=(host,))))
    found = case.blockages(Cause.SECURITY_GROUP_EGRESS)
    assert [each.obstacle.towards for each in found] == [("S3",), ("example.com",)]


@st.composite
def several(draw: st.DrawFn) -> list[Fault]:
    """Up to six faults, of those that hide each other only one."""
    drawn = draw(st.lists(st.sampled_from(FAULTS), min_size=2, max_size=6, unique_by=id))
    found: dict[str, Fault] = {}
    for number, fault in enumerate(drawn):
        found.setdefault(fault.alike or str(number), fault)
    return [*found.values()]


@settings(deadline=None, max_examples=150)
@given(several())
def test_several_settings_that_are_broken_at_once_are_exactly_the_causes(faults: list[Fault]) -> None:
    case = broken(faults)
    assert sorted(named(case), key=str) == sorted((fault.name for fault in faults), key=str)
    assert any(answer.truth.is_no for answer in case.answers)
