"""What may be said of whole needs: every address that may be drawn, and at least one ephemeral port."""

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from worlds import GROUP, REGION, SUBNET, World, group, permission, route

from .judging import NO, UNKNOWN, YES, Judge, Judgement
from .packets import Interface
from .samples import around, assignable, blocks_in, ports_in, public_addresses
from .told import EVERYWHERE, denied, grouped, listed, routed
from .working import (
    ENDPOINT_GROUP,
    ENDPOINT_SUBNET,
    HOST_BLOCK,
    HTTPS,
    NAT,
    OUT,
    PUBLIC_SUBNET,
    S3_INTERFACE,
    SECOND_SUBNET,
    TO_S3,
    VPC_BLOCK,
    acl,
    acl_entry,
    attributes,
    dhcp_options,
    interface,
    interface_endpoint,
    working,
)


def s3(judge: Judge) -> Judgement:
    return judge.s3(REGION)


def sts(judge: Judge) -> Judgement:
    return judge.service(REGION, "sts")


def host(judge: Judge) -> Judgement:
    return judge.host(HOST_BLOCK)


def peers(judge: Judge) -> Judgement:
    return judge.peers()


def encrypted(judge: Judge) -> Judgement:
    return judge.peers(encrypted=True)


ALL_OUT = [group(GROUP, [], [permission("-1", "0.0.0.0/0")])]
HALVES = [
    interface("eni-1", ENDPOINT_SUBNET, "10.0.0.134", ENDPOINT_GROUP),
    interface("eni-2", SECOND_SUBNET, "10.0.0.40", ENDPOINT_GROUP),
]
IN_TWO_SUBNETS = working(VpcEndpoints=[interface_endpoint(S3_INTERFACE, "s3", *HALVES)], NetworkInterfaces=HALVES)
ONE_HALF_CLOSED = denied(VPC_BLOCK, "in", at=SECOND_SUBNET)["NetworkAcls"]
NO_ENDPOINTS: World = {"VpcEndpoints": []}
TCP_ONLY = [permission("tcp", GROUP, ports=(0, 65535))]
CLOSING_TOGETHER = [
    acl(
        "acl-1", acl_entry(1, EVERYWHERE, egress=True), acl_entry(1, EVERYWHERE, ports=(1024, 40000)), subnets=(SUBNET,)
    ),
    acl(
        "acl-2",
        acl_entry(1, EVERYWHERE),
        acl_entry(1, EVERYWHERE, egress=True, ports=(40001, 65535)),
        subnets=(ENDPOINT_SUBNET,),
    ),
]

NEEDS: dict[str, tuple[World, Callable[[Judge], Judgement], set[str]]] = {
    "everything works": (working(), s3, {YES}),
    "out of sight, where no answer comes back in": (
        routed(route(EVERYWHERE, "tgw-1")) | {"NetworkAcls": denied(EVERYWHERE, "in")["NetworkAcls"]},
        host,
        {NO, UNKNOWN},
    ),
    "out of sight": (routed(route(EVERYWHERE, "tgw-1")), host, {UNKNOWN}),
    "the first of S3's addresses is closed": (denied("3.5.0.0/32", "out"), s3, {NO}),
    "the last of S3's addresses is closed": (denied("52.219.0.255/32", "out"), s3, {NO}),
    "an address beside S3's is closed": (denied("52.219.1.0/32", "out"), s3, {YES}),
    "a part of the ephemeral ports is closed": (denied(EVERYWHERE, "in", (32769, 65535)), s3, {YES}),
    "all of the ephemeral ports are closed": (denied(EVERYWHERE, "in", (32768, 60999)), s3, {NO}),
    "all but the last of the ephemeral ports": (denied(EVERYWHERE, "in", (1024, 60998)), s3, {YES}),
    "all of a NAT gateway's ports are closed": (denied(HOST_BLOCK, "in", (1024, 65535), PUBLIC_SUBNET), host, {NO}),
    "the upper ones of a NAT gateway's are": (denied(HOST_BLOCK, "in", (32768, 65535), PUBLIC_SUBNET), host, {YES}),
    "two lists close all, each a part": (working(NetworkAcls=CLOSING_TOGETHER), sts, {NO}),
    "a part of the job's addresses is closed": (
        denied("10.0.0.16/28", "in", at=ENDPOINT_SUBNET),
        sts,
        {NO},
    ),
    "addresses that AWS keeps are closed": (denied("10.0.0.0/30", "in", at=ENDPOINT_SUBNET), sts, {YES}),
    "S3's prefix list is not shown": (working(PrefixLists=[]), s3, {UNKNOWN}),
    "names are not resolved": (working(VpcAttributes=[attributes(support=False)]), s3, {NO}),
    "names are not resolved, and nodes have none": (working(VpcAttributes=[attributes(support=False)]), peers, {YES}),
    "other name servers": (
        working(DhcpOptions=[dhcp_options("10.0.0.72")], SecurityGroups=ALL_OUT),
        s3,
        {UNKNOWN},
    ),
    "other name servers where nobody can be": (
        working(DhcpOptions=[dhcp_options("10.0.0.150")], SecurityGroups=ALL_OUT),
        s3,
        {NO, UNKNOWN},
    ),
    "other name servers, to which no group leads": (
        working(DhcpOptions=[dhcp_options("10.0.0.72")]),
        s3,
        {NO, UNKNOWN},
    ),
    "other name servers, and no way at all": (
        routed() | {"DhcpOptions": [dhcp_options("10.0.0.150")]},
        s3,
        {NO, UNKNOWN},
    ),
    "an endpoint in two subnets": (IN_TWO_SUBNETS, s3, {YES}),
    "an endpoint of which one half is closed": (
        IN_TWO_SUBNETS | {"NetworkAcls": ONE_HALF_CLOSED},
        s3,
        {NO},
    ),
    "a service over a NAT gateway": (routed(OUT) | NO_ENDPOINTS, sts, {YES}),
    "a service at its endpoint, and no way out": (routed(TO_S3), sts, {YES}),
    "a service without its endpoint, and S3 with one": (
        routed(TO_S3) | {"VpcEndpoints": working()["VpcEndpoints"][:1]},
        sts,
        {NO},
    ),
    "a service somewhere in what the group lets out": (
        grouped(permission("tcp", "8.8.0.0/16", ports=HTTPS)) | NO_ENDPOINTS,
        sts,
        {YES},
    ),
    "a part of a host's addresses": (grouped(permission("tcp", "8.8.8.0/29", ports=HTTPS)), host, {NO}),
    "a part of a host's leaves": (routed(OUT, route("8.8.8.0/29", "tgw-1")), host, {UNKNOWN}),
    "a part of a host's leaves, a part dies": (
        routed(route("8.8.8.8/29", NAT, "blackhole"), route("8.8.8.0/29", "tgw-1")),
        host,
        {NO, UNKNOWN},
    ),
    "nodes by their own group": (working(), encrypted, {YES}),
    "nodes by TCP alone": (working(SecurityGroups=[group(GROUP, TCP_ONLY, TCP_ONLY)]), peers, {YES}),
    "encrypted nodes by TCP alone": (working(SecurityGroups=[group(GROUP, TCP_ONLY, TCP_ONLY)]), encrypted, {NO}),
    "nodes by ports from 1025": (
        working(SecurityGroups=[group(GROUP, [permission("tcp", GROUP, ports=(1025, 65535))], TCP_ONLY)]),
        peers,
        {NO},
    ),
    "nodes by a half of the subnet": (
        working(SecurityGroups=[group(GROUP, [permission("-1", "10.0.0.0/28")], TCP_ONLY)]),
        peers,
        {NO},
    ),
    "nodes behind a list that lets nothing through": (
        listed(*(acl_entry(1, EVERYWHERE, egress=each, action="deny") for each in (True, False))),
        encrypted,
        {YES},
    ),
}


@pytest.mark.parametrize("name", NEEDS)
def test_what_may_be_said_of_a_need(name: str) -> None:
    world, need, wanted = NEEDS[name]
    assert need(Judge(world, Interface(SUBNET, (GROUP,)))).answers == wanted


@pytest.mark.parametrize(
    "name", ["packets", "records", "filters", "routes", "nat", "walk", "names", "samples", "judging"]
)
def test_nothing_of_the_engine_is_used_to_judge_it(name: str) -> None:
    tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text("utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {module.partition(".")[0] for module in modules} <= {*sys.stdlib_module_names, "msgspec", "netaddr"}


def test_samples_are_both_ends_of_every_range_and_what_is_beside_them() -> None:
    assert around([(10, 20), (90, 200), (300, 400)], 15, 100) == [15, 20, 21, 89, 90, 100]
    assert assignable("10.0.0.0/28") == (10 * 2**24 + 4, 10 * 2**24 + 14)


def test_every_block_and_every_range_of_a_world_is_sampled() -> None:
    world = listed(acl_entry(1, "192.0.2.0/32", ports=(7, 8))) | {"SecurityGroups": [group(GROUP, TCP_ONLY)]}
    first = 192 * 2**24 + 2 * 2**8
    assert (first, first) in blocks_in(world)
    assert ports_in(world) == {(7, 8), (0, 65535)}


def test_public_addresses_are_none_of_the_special_ones() -> None:
    edges = public_addresses([(0, 5), (10 * 2**24, 10 * 2**24 + 7), (8 * 2**24, 8 * 2**24)])
    assert 2**24 in edges
    assert 8 * 2**24 in edges
    assert not {each >> 24 for each in edges} & {0, 10, 127, *range(224, 256)}
