import pytest
from worlds import endpoint, state_of, subnet, table, world

from vpclint.finding import Place


def test_the_region_is_that_of_the_header_before_all() -> None:
    assert state_of({"vpclint": {"region": "us-east-1"}, "Subnets": [subnet()]}).region == "us-east-1"


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("eu-central-1a", "eu-central-1"),
        ("us-west-2-lax-1a", "us-west-2"),
        ("us-gov-west-1b", "us-gov-west-1"),
        ("somewhere", ""),
    ],
)
def test_the_region_is_told_by_the_zones(zone: str, region: str) -> None:
    assert state_of({"Subnets": [subnet() | {"AvailabilityZone": zone}]}).region == region


def test_the_region_is_told_by_the_services_where_there_is_no_zone() -> None:
    assert state_of({"VpcEndpoints": [endpoint()]}).region == "eu-central-1"


def test_zones_of_two_regions_tell_none() -> None:
    abroad = subnet("subnet-0000000b") | {"AvailabilityZone": "us-east-1a"}
    assert state_of({"Subnets": [subnet(), abroad]}).region == ""


def test_an_endpoint_for_a_service_of_another_region_is_no_doubt_where_the_vpc_is() -> None:
    abroad = endpoint(service="com.amazonaws.us-east-1.s3", kind="Interface", ServiceRegion="us-east-1")
    assert state_of(world(VpcEndpoints=[abroad])).region == "eu-central-1"


def test_places_and_ids_hold_for_every_kind_of_record() -> None:
    state = state_of(world(RouteTables=[table(table_id="rtb-1"), table(table_id="rtb-2")]))
    assert state.route_tables.place("rtb-2", "/Routes/0") == Place("state.json", "/RouteTables/1/Routes/0")
    assert state.vpc_endpoints.place("vpce-0000000a") == Place("state.json", "/VpcEndpoints/0")
