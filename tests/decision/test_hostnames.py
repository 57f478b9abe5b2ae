"""The hosts by which S3 is asked, and which of them an interface endpoint does not serve."""

from typing import Any

import pytest
from network.ways import DOOR, LOCAL, TO_S3, interface
from worlds import (
    GROUP,
    Record,
    World,
    case_of,
    endpoint,
    group,
    job_of,
    network_interface,
    permission,
    route,
    s3_list,
    table,
    world,
)

from vpclint.decision.case import Case
from vpclint.decision.hostnames import unserved_host
from vpclint.network.hops import Cause
from vpclint.workload.job import ObjectUri

HERE, GLOBAL = "eu-central-1", "us-east-1"
OTHER = "vpce-0000000b"
ALL_OUT = [group(egress=[permission("-1", "0.0.0.0/0")]), group(DOOR, ingress=[permission("-1", GROUP)])]


@pytest.mark.parametrize(
    ("text", "region", "host"),
    [
        ("s3://raw/events/", HERE, ""),
        ("s3://raw/events/", GLOBAL, "s3.amazonaws.com"),
        ("s3://s3.amazonaws.com/events/", HERE, ""),
        ("https://raw.s3.eu-central-1.amazonaws.com/events/", HERE, ""),
        ("https://s3.eu-central-1.amazonaws.com/raw/events/", HERE, ""),
        ("https://s3.amazonaws.com/raw/events/", HERE, "s3.amazonaws.com"),
        ("https://raw.s3.amazonaws.com/events/", HERE, "raw.s3.amazonaws.com"),
        ("https://raw.s3.amazonaws.com:443/events/", HERE, "raw.s3.amazonaws.com"),
        ("https://s3-eu-central-1.amazonaws.com/raw/", HERE, "s3-eu-central-1.amazonaws.com"),
        ("https://raw.s3-us-gov-west-1.amazonaws.com/x", "us-gov-west-1", "raw.s3-us-gov-west-1.amazonaws.com"),
        ("https://raw.s3-website-us-east-1.amazonaws.com/x", GLOBAL, "raw.s3-website-us-east-1.amazonaws.com"),
        ("https://raw.s3-website.eu-central-1.amazonaws.com/", HERE, "raw.s3-website.eu-central-1.amazonaws.com"),
        ("https://raw.s3.cn-north-1.amazonaws.com.cn/x", "cn-north-1", ""),
        ("https://raws3.amazonaws.com/x", HERE, ""),
    ],
)
def test_only_the_regions_own_names_are_served(text: str, region: str, host: str) -> None:
    assert unserved_host(ObjectUri(text, "raw", "events/"), region) == host


def linked(*routes: Record, region: str = GLOBAL, **members: Any) -> World:
    """S3 by an interface endpoint, in a Region, with these routes beside the local one."""
    service = f"com.amazonaws.{region}.s3"
    held = {
        "vpclint": {"region": region},
        "RouteTables": [table(LOCAL, *routes)],
        "PrefixLists": [s3_list(region=region)],
        "VpcEndpoints": [endpoint(service=service), interface(ServiceName=service)],
        "NetworkInterfaces": [network_interface("eni-1", "10.0.1.9", [DOOR])],
        "SecurityGroups": ALL_OUT,
        "BucketLocations": [],
    }
    return world(**(held | members))


def warned(held: World, *uris: str) -> Case:
    return case_of(held, job_of(inputs=uris or ("s3://raw/events/",)))


def test_in_us_east_1_an_interface_endpoint_alone_does_not_serve_the_global_host() -> None:
    (found,) = warned(linked()).blockages(Cause.S3_GLOBAL_HOSTNAME)
    assert (found.truth.is_no, found.obstacle.mild) == (True, True)
    assert (found.obstacle.resource, found.obstacle.subject, found.obstacle.towards) == (
        OTHER,
        "s3.amazonaws.com",
        ("S3",),
    )
    assert all(answer.truth.is_yes for answer in warned(linked()).answers)


@pytest.mark.parametrize("held", [linked(TO_S3), linked(region=HERE), world()])
def test_beside_another_way_and_in_other_regions_it_does_not_matter(held: World) -> None:
    assert not [*warned(held).blockages(Cause.S3_GLOBAL_HOSTNAME)]


def test_in_other_regions_a_name_with_a_dash_is_not_served_either() -> None:
    (found,) = warned(linked(region=HERE), "https://raw.s3-eu-central-1.amazonaws.com/x").blockages(
        Cause.S3_GLOBAL_HOSTNAME
    )
    assert found.obstacle.subject == "raw.s3-eu-central-1.amazonaws.com"


def test_whether_another_way_leads_to_the_host_may_be_open() -> None:
    (found,) = warned(linked(route("0.0.0.0/0", "tgw-1"))).blockages(Cause.S3_GLOBAL_HOSTNAME)
    assert found.truth.is_unknown
    assert {fact.record for fact in found.truth.facts} == {"tgw-1"}
