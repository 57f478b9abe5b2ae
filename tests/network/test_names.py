"""How names are resolved, and what of it stands in the way of everything that is asked for by name."""

from typing import Any

import pytest
from worlds import GROUP, OPTIONS, S3_LIST, VPC, Record, acl, attributes, entry, group, options, permission, reread, vpc
from worlds import subnet as subnet_record

from vpclint.algebra.addresses import AddressSet
from vpclint.decision.destinations import s3_destination
from vpclint.network.assumed import Assumed
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause, Obstacle, Way
from vpclint.network.naming import Naming
from vpclint.network.path import way_to
from vpclint.truth import NO, YES, Truth

from .ways import EGRESS, TO_S3, UNKNOWN, causes, facts, obstacles, routed, way

SUPPORT, HOSTNAMES = Cause.DNS_SUPPORT_DISABLED, Cause.DNS_HOSTNAMES_DISABLED
INCOMPLETE, CUSTOM = Cause.DHCP_OPTIONS_INCOMPLETE, Cause.CUSTOM_NAME_SERVERS
HTTPS_AND_DNS = [
    group(
        egress=[
            permission("tcp", S3_LIST, ports=(443, 443)),
            permission("tcp", "10.0.1.53/32", ports=(53, 53)),
            permission("udp", "10.0.1.53/32", ports=(53, 53)),
        ]
    )
]


def naming(**members: Any) -> Naming:
    return reread(routed(TO_S3, **members)).naming(VPC)


def warnings(found: Way) -> set[tuple[Cause, str]]:
    return {(each.cause, each.resource) for each in obstacles(found, mild=True)}


def test_where_all_is_as_aws_makes_it_names_are_resolved() -> None:
    found = way(routed(TO_S3))
    assert found.truth.is_yes
    assert [hop.kind for hop in found.hops[:2]] == ["vpc-dns", "dhcp-options"]
    assert naming() == Naming(VPC, YES, YES, OPTIONS, YES, (), YES)


def test_without_dns_support_no_name_is_resolved() -> None:
    found = way(routed(TO_S3, VpcAttributes=[attributes(support=False)]))
    assert causes(found) == {(SUPPORT, VPC)}


def test_without_dns_hostnames_only_private_names_are_missing() -> None:
    found = way(routed(TO_S3, VpcAttributes=[attributes(hostnames=False)]))
    assert found.truth.is_yes
    assert warnings(found) == {(HOSTNAMES, VPC)}


def test_addresses_need_no_names() -> None:
    held = routed(TO_S3, VpcAttributes=[attributes(support=False)], DhcpOptions=[])
    numbered = Destination("3.5.0.0/16", AddressSet.parse("3.5.0.0/16"), 443, named=False)
    assert way(held, numbered).truth.is_yes


@pytest.mark.parametrize(
    ("records", "fact"),
    [
        (None, ("VpcAttributes", "", "")),
        ([], ("VpcAttributes", VPC, "EnableDnsSupport")),
        ([{"VpcId": VPC, "EnableDnsHostnames": {"Value": True}}], ("VpcAttributes", VPC, "EnableDnsSupport")),
        ([attributes() | {"EnableDnsSupport": {}}], ("VpcAttributes", VPC, "EnableDnsSupport")),
    ],
)
def test_attributes_that_are_not_in_the_state_are_never_assumed(
    records: list[Record] | None, fact: tuple[str, str, str]
) -> None:
    found = way(routed(TO_S3, VpcAttributes=records))
    assert found.truth.is_unknown
    assert facts(found) == {fact}
    assert not obstacles(found)
    assert SUPPORT in {each.cause for each in obstacles(found, UNKNOWN)}


def test_an_attribute_that_only_private_names_need_leaves_no_more_than_a_warning_open() -> None:
    found = way(routed(TO_S3, VpcAttributes=[{"VpcId": VPC, "EnableDnsSupport": {"Value": True}}]))
    assert found.truth.is_yes
    assert {each.cause for each in obstacles(found, UNKNOWN, mild=True)} == {HOSTNAMES}


DOMAIN = options()["DhcpConfigurations"][0]


@pytest.mark.parametrize(
    ("left", "field"),
    [
        ({"Values": [{"Value": "AmazonProvidedDNS"}]}, "DhcpConfigurations[1].Key"),
        ({"Key": "domain-name-servers"}, "DhcpConfigurations[1].Values"),
        ({"Key": "domain-name-servers", "Values": [{}]}, "DhcpConfigurations[1].Values.Value"),
    ],
)
def test_an_option_that_an_export_leaves_out_in_part_is_asked_for(left: Record, field: str) -> None:
    found = naming(DhcpOptions=[options() | {"DhcpConfigurations": [DOMAIN, left]}])
    for truth in (found.complete, found.own):
        assert {fact.field for fact in truth.facts} == {field}


@pytest.mark.parametrize(
    ("record", "missing"),
    [
        (options(domain=""), ("domain-name",)),
        (options() | {"DhcpConfigurations": []}, ("domain-name", "domain-name-servers")),
        (options() | {"DhcpConfigurations": options()["DhcpConfigurations"][:1]}, ("domain-name-servers",)),
        (
            options() | {"DhcpConfigurations": [DOMAIN, {"Key": "domain-name-servers", "Values": []}]},
            ("domain-name-servers",),
        ),
    ],
)
def test_an_option_set_that_lacks_one_of_two_options_stops_the_job(record: Record, missing: tuple[str, ...]) -> None:
    assert naming(DhcpOptions=[record]).missing == missing
    assert causes(way(routed(TO_S3, DhcpOptions=[record]))) == {(INCOMPLETE, OPTIONS)}


def test_a_vpc_without_an_option_set_lacks_both_options() -> None:
    held = routed(TO_S3, Vpcs=[vpc() | {"DhcpOptionsId": "default"}], DhcpOptions=[])
    assert causes(way(held)) == {(INCOMPLETE, VPC)}


@pytest.mark.parametrize(
    ("members", "fact"),
    [
        ({"DhcpOptions": None}, ("DhcpOptions", "", "")),
        ({"DhcpOptions": []}, ("DhcpOptions", OPTIONS, "")),
        ({"DhcpOptions": [{"DhcpOptionsId": OPTIONS}]}, ("DhcpOptions", OPTIONS, "DhcpConfigurations")),
        (
            {"Vpcs": [{key: value for key, value in vpc().items() if key != "DhcpOptionsId"}]},
            ("Vpcs", VPC, "DhcpOptionsId"),
        ),
        ({"Vpcs": None, "VpcAttributes": [attributes()]}, ("Vpcs", "", "")),
        ({"Vpcs": [], "VpcAttributes": [attributes()]}, ("Vpcs", VPC, "")),
    ],
)
def test_options_that_are_not_in_the_state_are_never_assumed(
    members: dict[str, Any], fact: tuple[str, str, str]
) -> None:
    found = way(routed(TO_S3, **members))
    assert found.truth.is_unknown
    assert facts(found) == {fact}
    assert {each.cause for each in obstacles(found, UNKNOWN)} == {INCOMPLETE, CUSTOM}


@pytest.mark.parametrize("server", ["AmazonProvidedDNS", "169.254.169.253", "10.0.0.2"])
def test_the_vpcs_own_resolver_has_several_names(server: str) -> None:
    assert naming(DhcpOptions=[options(server)]).own.is_yes


@pytest.mark.parametrize("servers", [["10.0.1.53"], ["AmazonProvidedDNS", "10.0.1.53"]])
def test_whether_other_servers_know_the_names_of_aws_is_in_no_state(servers: list[str]) -> None:
    held = routed(TO_S3, DhcpOptions=[options(*servers)], SecurityGroups=HTTPS_AND_DNS)
    found = way(held)
    assert found.truth.is_unknown
    assert {each.cause for each in obstacles(found, UNKNOWN)} == {CUSTOM}
    assert facts(found) == {("", OPTIONS, "")}


def test_a_server_that_is_no_address_is_no_answer() -> None:
    found = way(routed(TO_S3, DhcpOptions=[options("dns.example.com")]))
    assert facts(found) == {("DhcpOptions", OPTIONS, "domain-name-servers")}


def test_with_other_servers_the_vpcs_own_resolver_is_only_a_warning() -> None:
    held = routed(
        TO_S3,
        DhcpOptions=[options("10.0.1.53")],
        SecurityGroups=HTTPS_AND_DNS,
        VpcAttributes=[attributes(support=False)],
    )
    assert way(held).truth.is_unknown
    assert (SUPPORT, VPC) in warnings(way(held))


def test_where_the_servers_are_not_known_nothing_is_said_of_the_resolver() -> None:
    found = way(routed(TO_S3, DhcpOptions=None, VpcAttributes=[attributes(support=False)]))
    assert found.truth.is_unknown
    assert SUPPORT in {each.cause for each in obstacles(found, UNKNOWN)}


def test_groups_and_lists_have_to_let_questions_to_other_servers_out() -> None:
    https = [group(egress=[permission("tcp", S3_LIST, ports=(443, 443))])]
    closed = routed(TO_S3, DhcpOptions=[options("10.0.1.53")], SecurityGroups=https)
    assert causes(way(closed)) == {(EGRESS, GROUP)}
    no_udp = [group(egress=[permission("tcp", "0.0.0.0/0", ports=(0, 65535))])]
    (obstacle,) = obstacles(way(routed(TO_S3, DhcpOptions=[options("10.0.1.53")], SecurityGroups=no_udp)))
    assert obstacle.refused is not None
    assert str(obstacle.refused.protocols()) == "udp"


def test_lists_between_the_job_and_the_servers_count() -> None:
    subnets = [subnet_record(), subnet_record("subnet-0000000b", "10.0.2.0/24")]
    every = [group(egress=[permission("-1", "0.0.0.0/0")])]
    no_dns = [entry(90, "deny", egress=True, ports=(53, 53), protocol="17"), entry(100, "allow", egress=True)]
    lists = [acl(*no_dns, entry(100, "allow", egress=False), subnets=[each["SubnetId"] for each in subnets])]
    held = routed(TO_S3, DhcpOptions=[options("10.0.2.53")], Subnets=subnets, SecurityGroups=every, NetworkAcls=lists)
    assert (Cause.NETWORK_ACL_EGRESS, "acl-0000000a") in causes(way(held))


def settled(truth: Truth) -> tuple[Way, list[Obstacle]]:
    analysis = reread(routed(TO_S3, DhcpOptions=[options("10.0.1.53")], SecurityGroups=HTTPS_AND_DNS))
    analysis = type(analysis)(analysis.state, [Assumed("custom-name-servers", OPTIONS, truth, "they forward")])
    found = analysis.state.subnets.get("subnet-0000000a")
    assert found is not None
    reached = way_to(analysis, found, (GROUP,), s3_destination(analysis))
    return reached, obstacles(reached)


def test_the_word_of_the_user_settles_what_other_servers_know() -> None:
    works, _ = settled(YES)
    assert works.truth.is_yes
    fails, (obstacle,) = settled(NO)
    assert fails.truth.is_no
    assert (obstacle.cause, obstacle.resource) == (CUSTOM, OPTIONS)
