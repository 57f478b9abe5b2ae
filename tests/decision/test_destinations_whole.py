"""Each need as the destination that it comes to: all of it, since each member of it decides something on the way."""

import pytest
from worlds import (
    REGION,
    S3_LIST,
    SUBNET,
    VPC,
    World,
    bucket,
    case_of,
    endpoint,
    job_of,
    policies,
    prefix_list,
    reread,
    route,
    state_of,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import PUBLIC_IPV4, AddressSet
from vpclint.aws.ec2 import Subnet
from vpclint.decision.destinations import (
    bucket_region,
    internet_destination,
    s3_destination,
    s3_elsewhere,
    service_destination,
)
from vpclint.network.analysis import Analysis
from vpclint.network.destination import Destination, Service
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.settings import Settings
from vpclint.truth import Fact, unknown
from vpclint.workload.needs import InternetNeed

LOCAL, TO_S3 = route("10.0.0.0/16", "local"), route(S3_LIST, "vpce-0000000a")
TAKEN = AddressSet.parse("52.219.0.0/16", "3.5.0.0/16")
"""What the endpoint of the good world takes off the internet."""


def here(held: World) -> tuple[Analysis, Subnet]:
    analysis = reread(held)
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return analysis, found


GOOD = here(world())


def test_s3_is_its_prefix_list_or_where_that_is_not_known_anywhere() -> None:
    s3 = Service("s3", REGION)
    assert s3_destination(GOOD[0]) == Destination("S3", TAKEN, 443, service=s3)
    found = s3_destination(reread(world(PrefixLists=None, ManagedPrefixLists=None)))
    assert found == Destination("S3", PUBLIC_IPV4, 443, found.facts, service=s3)
    assert {fact.key for fact in found.facts} == {"PrefixLists"}


def test_s3_of_another_region_is_some_public_address_that_no_endpoint_takes() -> None:
    abroad = Destination("S3 of us-east-1", PUBLIC_IPV4 - TAKEN, 443, exact=False, service=Service("s3", "us-east-1"))
    assert s3_elsewhere(*GOOD, "us-east-1") == abroad


def test_a_service_is_some_public_address_that_no_endpoint_takes() -> None:
    assert service_destination(*GOOD, "sts") == Destination(
        "sts", PUBLIC_IPV4 - TAKEN, 443, exact=False, service=Service("sts", REGION)
    )


def test_dynamodb_has_a_prefix_list_as_s3_has() -> None:
    lists = [prefix_list("pl-0000000d", f"com.amazonaws.{REGION}.dynamodb", "52.94.5.0/24")]
    assert service_destination(*here(world(PrefixLists=lists)), "dynamodb") == Destination(
        "DynamoDB", AddressSet.parse("52.94.5.0/24"), 443, service=Service("dynamodb", REGION)
    )
    assert service_destination(*GOOD, "s3") == s3_destination(GOOD[0])


@pytest.mark.parametrize(
    ("need", "destination"),
    [
        (InternetNeed(port=80), Destination("the internet", PUBLIC_IPV4 - TAKEN, 80, exact=False)),
        (InternetNeed("example.com", 443), Destination("example.com", PUBLIC_IPV4 - TAKEN, 443, exact=False)),
        (
            InternetNeed("db.example.com", 5432, ("9.0.0.0/8", "10.1.0.0/16")),
            Destination("db.example.com", AddressSet.parse("9.0.0.0/8", "10.1.0.0/16"), 5432),
        ),
        (
            InternetNeed("", 5432, ("10.1.0.0/16", "9.0.0.0/8")),
            Destination("10.1.0.0/16, 9.0.0.0/8", AddressSet.parse("9.0.0.0/8", "10.1.0.0/16"), 5432, named=False),
        ),
    ],
)
def test_a_host_is_asked_for_by_name_and_addresses_are_not(need: InternetNeed, destination: Destination) -> None:
    assert internet_destination(*GOOD, need) == destination


def test_only_a_gateway_endpoint_takes_addresses_off_the_internet() -> None:
    appliance = endpoint("vpce-0000000b", "com.amazonaws.vpce.svc", "GatewayLoadBalancer")
    held = world(
        RouteTables=[table(LOCAL, TO_S3, route("0.0.0.0/0", "vpce-0000000b"))], VpcEndpoints=[endpoint(), appliance]
    )
    assert internet_destination(*here(held), InternetNeed()).addresses == PUBLIC_IPV4 - TAKEN
    nobody = world(RouteTables=None)
    assert internet_destination(*here(nobody), InternetNeed()).addresses == PUBLIC_IPV4


@pytest.mark.parametrize(
    ("location", "region"),
    [(None, "us-east-1"), ("", "us-east-1"), ("EU", "eu-west-1"), ("sa-east-1", "sa-east-1")],
)
def test_old_regions_of_buckets_have_names_of_their_own(location: str | None, region: str) -> None:
    assert bucket_region(state_of(world(BucketLocations=[bucket("raw", location)])), "raw") == region


def asked(uri: str, held: World, *, strict: bool = False) -> tuple[Hop, ...]:
    case = case_of(held, job_of(inputs=(uri,)), Settings(strict=strict))
    (answer,) = (each for each in case.answers if "s3" in str(each.need))
    return answer.subnets[0].hops


def test_a_bucket_in_no_known_region_is_a_hop_of_its_own() -> None:
    reason = "https://example.com/key names no bucket that vpclint can tell"
    truth = unknown(Fact("", "https://example.com/key", "", reason))
    obstacle = Obstacle(Cause.S3_ENDPOINT_MISSING, truth, VPC)
    found = asked("https://example.com/key", world())
    assert found == (Hop("bucket", "https://example.com/key", truth, reason, (obstacle,)),)


def test_strictly_the_region_of_a_bucket_is_the_buckets_own_question() -> None:
    (hop,) = asked("s3://raw/events/", world(BucketLocations=[]), strict=True)
    (fact,) = hop.truth.facts
    assert (fact.key, fact.record, fact.field) == ("BucketLocations", "raw", "LocationConstraint")
    obstacle = Obstacle(Cause.S3_BUCKET_OTHER_REGION, hop.truth, "raw")
    assert hop == Hop("bucket", "raw", unknown(fact), "LocationConstraint of raw is not known", (obstacle,))


def test_a_state_of_no_region_can_not_tell_where_a_bucket_is() -> None:
    nowhere = {key: value for key, value in subnet().items() if key not in ("AvailabilityZone", "VpcId")}
    (hop,) = asked("s3://raw/events/", world(Subnets=[nowhere], VpcEndpoints=[], PrefixLists=[]))
    assert (hop.why, [each.resource for each in hop.obstacles]) == (
        "the state does not say which Region it is of",
        [""],
    )


def test_a_host_that_names_its_region_is_asked_for_there_whatever_else_is_said() -> None:
    uri = "https://raw.s3.eu-central-1.amazonaws.com/key"
    assert asked(uri, world(BucketLocations=[bucket("raw", "us-east-1")])) == asked("s3://raw/key", world())
    assert asked(uri, world(BucketLocations=[], **policies()), strict=True) == asked(
        "s3://raw/key", world(**policies()), strict=True
    )


def test_a_record_that_lacks_the_location_may_have_lost_the_null_that_means_us_east_1() -> None:
    (hop,) = asked("s3://raw/events/", world(BucketLocations=[{"Bucket": "raw"}]))
    assert hop.truth.is_unknown
    assert {(fact.record, fact.field) for fact in hop.truth.facts} == {("raw", "LocationConstraint")}
    assert [each.kind for each in asked("s3://other/events/", world(BucketLocations=[{"Bucket": "raw"}]))] != ["bucket"]
