"""The hops from a name to addresses, whole: what each says, and what stands in its way."""

from typing import Any

import pytest
from msgspec import structs
from worlds import (
    GROUP,
    OPTIONS,
    SUBNET,
    TABLE,
    VPC,
    Record,
    World,
    attributes,
    endpoint,
    group,
    options,
    reread,
    route,
    vpc,
)
from worlds import subnet as subnet_record

from vpclint.algebra.addresses import AddressSet
from vpclint.decision.destinations import s3_destination
from vpclint.network.assumed import Assumed
from vpclint.network.hops import Cause, Hop, Obstacle, Way
from vpclint.network.naming import Naming
from vpclint.network.path import way_to
from vpclint.truth import NO, YES, Fact, Truth, unknown

from .ways import OPEN_GROUP, TO_S3, UNKNOWN, causes, facts, interface, linked, obstacles, routed, way, without

SUPPORT, HOSTNAMES = Cause.DNS_SUPPORT_DISABLED, Cause.DNS_HOSTNAMES_DISABLED
INCOMPLETE, CUSTOM = Cause.DHCP_OPTIONS_INCOMPLETE, Cause.CUSTOM_NAME_SERVERS
WHOLE = Hop("dhcp-options", OPTIONS, YES, "the option set has all that SageMaker asks for")
SERVER, SERVERS = "10.0.1.53", "10.0.1.53/32"
"""A name server of one's own, and how a set of it is written."""
ASKS = f"whether the name servers {SERVERS} resolve the names of AWS is not in the state"
ASSUME = f'[[assume]] with rule = "custom-name-servers" and resource = "{OPTIONS}"'
OPEN = unknown(Fact("", OPTIONS, "", ASKS, ASSUME))
"""What nobody can tell of a name server of one's own."""


def names(held: World) -> tuple[Hop, ...]:
    return way(held).names


def switches(support: str, hostnames: str) -> str:
    return f"enableDnsSupport is {support}, enableDnsHostnames is {hostnames}"


def test_a_vpc_as_aws_makes_it_has_two_hops_and_no_obstacle() -> None:
    assert names(routed(TO_S3)) == (Hop("vpc-dns", VPC, YES, switches("on", "on")), WHOLE)


def test_the_switches_of_a_vpc_are_told_as_they_stand() -> None:
    off = routed(TO_S3, VpcAttributes=[attributes(support=False, hostnames=False)])
    stands = (Obstacle(SUPPORT, NO, VPC), Obstacle(HOSTNAMES, NO, VPC, mild=True))
    assert names(off) == (Hop("vpc-dns", VPC, NO, switches("off", "off"), stands), WHOLE)


def test_switches_that_are_not_in_the_state_are_told_as_not_known() -> None:
    found = names(routed(TO_S3, VpcAttributes=[]))[0]
    assert (found.kind, found.resource, found.why) == ("vpc-dns", VPC, switches("not known", "not known"))
    open_for = {each.cause: [fact.field for fact in each.truth.facts] for each in found.obstacles}
    assert open_for == {SUPPORT: ["EnableDnsSupport"], HOSTNAMES: ["EnableDnsHostnames"]}
    assert [each.mild for each in found.obstacles] == [False, True]


def test_a_subnet_of_no_known_vpc_is_asked_for_it() -> None:
    (hop,) = names(routed(TO_S3, Subnets=[without(subnet_record(), "VpcId")]))
    assert (hop.kind, hop.resource, hop.why) == ("vpc-dns", SUBNET, f"VpcId of {SUBNET} is not known")
    assert {(fact.key, fact.record, fact.field) for fact in hop.truth.facts} == {("Subnets", SUBNET, "VpcId")}
    assert [(each.cause, each.resource) for each in hop.obstacles] == [
        (SUPPORT, SUBNET),
        (INCOMPLETE, SUBNET),
        (CUSTOM, SUBNET),
    ]


def test_an_option_set_that_lacks_both_options_is_told_with_both() -> None:
    (_, hop) = names(routed(TO_S3, DhcpOptions=[options() | {"DhcpConfigurations": []}]))
    why = "the option set lacks domain-name and domain-name-servers"
    assert hop == Hop("dhcp-options", OPTIONS, NO, why, (Obstacle(INCOMPLETE, NO, OPTIONS),))


def test_an_option_set_that_is_not_in_the_state_leaves_both_of_its_questions_open() -> None:
    (_, hop) = names(routed(TO_S3, DhcpOptions=[]))
    (fact,) = hop.truth.facts
    truth = unknown(fact)
    stands = (Obstacle(INCOMPLETE, truth, OPTIONS), Obstacle(CUSTOM, truth, OPTIONS))
    assert hop == Hop("dhcp-options", OPTIONS, truth, f"{OPTIONS} in DhcpOptions is not known", stands)


def test_a_complete_set_whose_servers_are_no_addresses_leaves_open_who_they_are() -> None:
    (_, hop) = names(routed(TO_S3, DhcpOptions=[options("dns.example.com")]))
    assert structs.replace(hop, truth=YES, obstacles=()) == WHOLE
    assert hop.truth.is_unknown
    assert hop.obstacles == (Obstacle(CUSTOM, hop.truth, OPTIONS),)


def test_an_incomplete_set_stops_the_job_whoever_its_servers_are() -> None:
    (_, hop) = names(routed(TO_S3, DhcpOptions=[options("dns.example.com", domain="")]))
    assert hop == Hop(
        "dhcp-options", OPTIONS, NO, "the option set lacks domain-name", (Obstacle(INCOMPLETE, NO, OPTIONS),)
    )


def to_server(*routes: str, servers: tuple[str, ...] = (SERVER,)) -> World:
    """A world with name servers of its own, and routes from S3 and these blocks on."""
    there = [route(block, "tgw-1") for block in routes]
    return routed(TO_S3, *there, DhcpOptions=[options(*servers)], **OPEN_GROUP)


def test_name_servers_of_ones_own_are_a_hop_and_a_way() -> None:
    found = names(to_server())
    assert [hop.kind for hop in found] == [
        "vpc-dns",
        "dhcp-options",
        "name-servers",
        "security-group",
        "route-table",
        "local",
    ]
    assert found[1] == WHOLE
    stands = (Obstacle(CUSTOM, OPEN, OPTIONS, SERVERS),)
    assert found[2] == Hop("name-servers", OPTIONS, OPEN, f"names are resolved by {SERVERS}", stands)
    assert found[3].why == f"the groups let TCP/UDP 53 out to the name server {SERVERS}"


def test_of_several_servers_all_are_named() -> None:
    hop = names(to_server(servers=(SERVER, "10.0.1.54")))[3]
    assert hop.why == "the groups let TCP/UDP 53 out to the name servers 10.0.1.53/32, 10.0.1.54/32"


def test_with_servers_of_ones_own_the_resolver_is_switched_off_with_a_warning() -> None:
    off = to_server() | {"VpcAttributes": [attributes(support=False)]}
    (obstacle,) = names(off)[0].obstacles
    assert names(off)[0] == Hop("vpc-dns", VPC, YES, switches("off", "on"), (obstacle,))
    assert obstacle == Obstacle(SUPPORT, NO, VPC, mild=True)


def test_where_servers_are_not_known_a_resolver_that_is_off_is_open_for_them() -> None:
    off = routed(TO_S3, DhcpOptions=[], VpcAttributes=[attributes(support=False)])
    hop = names(off)[0]
    assert hop.why == switches("off", "on")
    assert {(fact.key, fact.record) for fact in hop.truth.facts} == {("DhcpOptions", OPTIONS)}
    assert hop.obstacles == (Obstacle(SUPPORT, hop.truth, VPC),)


def assumed(held: World, truth: Truth) -> Way:
    """The way to S3 where the user has said whether the name servers resolve the names of AWS."""
    analysis = reread(held)
    analysis = type(analysis)(analysis.state, [Assumed("custom-name-servers", OPTIONS, truth, "they forward")])
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return way_to(analysis, found, (GROUP,), s3_destination(analysis))


def test_what_lies_behind_a_transit_gateway_is_no_question_of_its_own_on_the_way_to_servers() -> None:
    held = to_server("192.168.0.0/16", servers=("192.168.0.53",))
    assert {each.cause for each in obstacles(way(held), UNKNOWN)} == {CUSTOM}
    (edge,) = (hop for hop in names(held) if hop.resource == "tgw-1")
    assert (edge.kind, edge.truth, edge.obstacles) == ("transit-gateway", YES, ())
    assert assumed(held, YES).truth.is_yes


def test_servers_that_forward_by_the_word_of_the_user_are_no_obstacle() -> None:
    hop = assumed(to_server(), YES).names[2]
    assert hop == Hop("name-servers", OPTIONS, YES, f"names are resolved by {SERVERS}")


def test_servers_to_which_no_route_leads_answer_nobody() -> None:
    held = to_server(servers=("192.168.0.53",))
    assert causes(way(held)) == {(Cause.ROUTE_MISSING, TABLE)}
    assert way(held).truth.is_no


def test_private_names_lead_where_servers_of_ones_own_lead_by_the_word_of_the_user() -> None:
    """S3's gateway would do, and its interface endpoint, whose groups let nobody in, would not."""
    closed = [*OPEN_GROUP["SecurityGroups"], group("sg-0000000c")]
    both = [endpoint(), interface()]
    held = linked(TO_S3, DhcpOptions=[options(SERVER)], SecurityGroups=closed, VpcEndpoints=both)
    ingress = (Cause.ENDPOINT_SECURITY_GROUP_INGRESS, "sg-0000000c")
    assert causes(assumed(held, YES)) == {ingress}
    assert causes(assumed(held, NO)) == {(CUSTOM, OPTIONS)}
    assert ("", OPTIONS, "") in facts(way(held))


def named_by(*records: Record, **members: Any) -> Naming:
    """How names are resolved where the option set of the VPC holds these options."""
    held = routed(TO_S3, DhcpOptions=[{"DhcpOptionsId": OPTIONS, "DhcpConfigurations": [*records]}], **members)
    return reread(held).naming(VPC)


DOMAIN, AMAZON = options()["DhcpConfigurations"]


def test_a_vpc_of_no_known_option_set_stands_for_it() -> None:
    found = reread(routed(TO_S3, Vpcs=[without(vpc(), "DhcpOptionsId")])).naming(VPC)
    assert found == Naming(VPC, YES, YES, VPC, found.complete, (), found.complete)
    told = reread(routed(TO_S3, DhcpOptions=[])).naming(VPC)
    assert told == Naming(VPC, YES, YES, OPTIONS, told.complete, (), told.complete)


def test_servers_of_ones_own_are_those_that_are_not_the_vpcs() -> None:
    found = reread(routed(TO_S3, DhcpOptions=[options("10.0.0.2", SERVER, "10.0.1.54")])).naming(VPC)
    assert found == Naming(VPC, YES, YES, OPTIONS, YES, (), NO, AddressSet.parse(SERVER, "10.0.1.54"))


def test_a_server_that_is_no_address_is_asked_for_with_the_reason() -> None:
    found = reread(routed(TO_S3, DhcpOptions=[options("dns.example.com")])).naming(VPC)
    (fact,) = found.own.facts
    assert (fact.key, fact.record, fact.field) == ("DhcpOptions", OPTIONS, "domain-name-servers")
    assert fact.reason.startswith("'dns.example.com' ")
    assert found == Naming(VPC, YES, YES, OPTIONS, YES, (), unknown(fact))


def test_an_option_that_nobody_asks_for_leaves_nothing_open() -> None:
    for other in ({"Key": "ntp-servers"}, {"Key": "ntp-servers", "Values": [{}]}):
        assert named_by(DOMAIN, AMAZON, other) == Naming(VPC, YES, YES, OPTIONS, YES, (), YES)


def test_an_option_without_its_key_may_name_servers_and_no_longer_matters_to_what_is_complete() -> None:
    keyless = {"Values": [{"Value": SERVER}]}
    found = named_by(DOMAIN, AMAZON, keyless)
    assert {fact.field for fact in found.own.facts} == {"DhcpConfigurations[2].Key"}
    assert (found.complete, found.missing) == (YES, ())
    own = options(SERVER)["DhcpConfigurations"][1]
    assert named_by(DOMAIN, own, keyless).own.is_no


@pytest.mark.parametrize("vpcs", [[vpc() | {"CidrBlock": "?"}], [without(vpc(), "CidrBlock")]])
def test_where_the_block_of_a_vpc_is_not_known_its_resolver_is_known_by_name_alone(vpcs: list[Record]) -> None:
    assert named_by(DOMAIN, AMAZON, Vpcs=vpcs).own.is_yes
    by_address = {"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.2"}]}
    found = named_by(DOMAIN, by_address, Vpcs=vpcs)
    assert (found.own, found.servers) == (NO, AddressSet.parse("10.0.0.2"))
