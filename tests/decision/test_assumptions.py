from collections.abc import Iterable
from typing import Any

import pytest
from network.test_nat import out
from worlds import (
    GROUP,
    SUBNET,
    Record,
    attributes,
    bucket,
    case_of,
    group,
    job_of,
    policies,
    state_of,
    subnet,
    verdict_of,
    vpc,
    world,
)

from vpclint.decision.assumptions import assumptions_of, instances_fact
from vpclint.decision.case import Case
from vpclint.settings import NeedsSettings, Settings
from vpclint.state.state import State
from vpclint.truth import Fact
from vpclint.workload import request

STRICT = Settings(strict=True)
BARE = request.job_of({"Subnets": [SUBNET], "SecurityGroupIds": [GROUP]}, request.VPC_CONFIG, file="vpc.json", name="x")


def assumed(*mentioned: str, **members: Any) -> list[str]:
    """What is assumed in the world with these members, as far as it mentions one of the words."""
    found = case_of(world(**members), job_of(inputs=("s3://raw/a", "s3://raw/b", "s3://features/c"))).assumptions
    return [each for each in found if not mentioned or any(word in each for word in mentioned)]


def without(record: Record, member: str) -> Record:
    return {key: value for key, value in record.items() if key != member}


def test_where_all_is_in_the_state_nothing_is_assumed() -> None:
    assert assumed() == []


@pytest.mark.parametrize(
    ("locations", "buckets"),
    [
        (None, ["raw", "features"]),
        ([], ["raw", "features"]),
        ([bucket("raw")], ["features"]),
        ([bucket("raw"), bucket("features", "us-east-1")], []),
        ([bucket("raw", None), bucket("features")], []),
        ([{"Bucket": "raw"}, bucket("features")], []),
        ([{"LocationConstraint": "eu-central-1"}, bucket("features")], []),
    ],
)
def test_the_region_of_a_bucket_is_assumed_only_where_the_state_does_not_tell(
    locations: Iterable[Record] | None, buckets: list[str]
) -> None:
    expected = [f"bucket {name} is in eu-central-1" for name in buckets]
    assert assumed(BucketLocations=locations) == expected


DENIED = {"calls": [{"operation": "GetBucketLocation", "outcome": "denied"}]}


@pytest.mark.parametrize(
    "members",
    [
        {"BucketLocations": None, "vpclint": DENIED},
        {"BucketLocations": [bucket("features")], "vpclint": DENIED},
        {"BucketLocations": [], "vpclint": DENIED},
        {"BucketLocations": [{"LocationConstraint": "eu-central-1"}]},
    ],
)
def test_the_region_of_a_bucket_that_could_not_be_asked_for_is_open(members: Record) -> None:
    truth = verdict_of(case_of(world(**members), job_of(inputs=("s3://raw/a",))))
    assert {fact.key for fact in truth.facts} == {"BucketLocations"}
    assert assumed("raw", **members) == []


def test_a_denied_call_leaves_a_bucket_alone_that_is_known() -> None:
    assert verdict_of(
        case_of(world(BucketLocations=[bucket("raw")], vpclint=DENIED), job_of(inputs=("s3://raw/a",)))
    ).is_yes


def test_that_no_group_is_shared_with_another_vpc_is_assumed_only_where_it_matters() -> None:
    foreign = {"SecurityGroups": [group(vpc_id="vpc-0000000b")], "SecurityGroupVpcAssociations": None}
    assert len(assumed("further VPC", **foreign)) == 1
    assert not assumed("further VPC", SecurityGroupVpcAssociations=None)
    assert not assumed("further VPC", **(foreign | {"SecurityGroupVpcAssociations": []}))


def test_that_nothing_is_reserved_is_assumed_only_where_there_is_no_count() -> None:
    uncounted = {"Subnets": [without(subnet(), "AvailableIpAddressCount")], "SubnetCidrReservations": None}
    assert len(assumed("reservations", **uncounted)) == 1
    assert not assumed("reservations", SubnetCidrReservations=None)
    assert not assumed("reservations", **(uncounted | {"SubnetCidrReservations": []}))


def test_a_part_of_a_request_is_assumed_to_be_of_one_instance() -> None:
    assert case_of(world(), BARE).assumptions == ("x runs on one instance, since nothing says how many",)
    assert case_of(world(), job_of()).assumptions == ()


def test_a_job_without_a_vpc_rests_on_nothing() -> None:
    bare = request.job_of({"EnableNetworkIsolation": False}, request.NETWORK_CONFIG, file="network.json")
    case = case_of(world(BucketLocations=None), bare)
    assert (case.answers, case.assumptions, case.not_examined) == ((), (), ())


def strictly(**members: Any) -> Case:
    return case_of(world(**policies() | members), settings=STRICT)


def test_nothing_is_assumed_strictly() -> None:
    assert strictly(BucketLocations=None, SubnetCidrReservations=None).assumptions == ()


def test_what_is_all_in_the_state_is_answered_strictly_as_well() -> None:
    assert verdict_of(strictly()).is_yes


@pytest.mark.parametrize("locations", [None, [], [{"Bucket": "raw"}]])
def test_what_would_be_assumed_of_a_bucket_is_open_strictly(locations: list[Record] | None) -> None:
    assert {fact.key for fact in verdict_of(strictly(BucketLocations=locations)).facts} == {"BucketLocations"}


def test_the_number_of_instances_is_not_assumed_strictly() -> None:
    assert not verdict_of(case_of(world(), BARE, STRICT)).is_yes


def test_a_key_that_nothing_asks_for_leaves_nothing_open_strictly() -> None:
    keys = ("SubnetCidrReservations", "SecurityGroupVpcAssociations", "ManagedPrefixLists", "NetworkInterfaces")
    assert verdict_of(strictly(**dict.fromkeys(keys))).is_yes


def test_the_report_says_what_no_question_is_asked_about() -> None:
    case = case_of(world(), settings=Settings(needs=NeedsSettings(services=("sts",))))
    assert case.not_examined == (
        *("the policies of bucket raw", "the policies of the role processing"),
        "which requests the container makes to sts",
    )
    assert case_of(world(**policies())).not_examined == ()


def test_that_block_public_access_is_off_is_assumed_of_a_way_that_leads_past_it() -> None:
    needs = Settings(needs=NeedsSettings(internet=True))
    held = out(VpcBlockPublicAccessOptions=None)
    assert "VPC Block Public Access is off" in case_of(held, settings=needs).assumptions
    assert "VPC Block Public Access is off" not in case_of(out(), settings=needs).assumptions
    assert case_of(world(VpcBlockPublicAccessOptions=None)).assumptions == ()
    strict = Settings(strict=True, needs=NeedsSettings(internet=True))
    assert "VpcBlockPublicAccessOptions" in {fact.key for fact in verdict_of(case_of(held, settings=strict)).facts}


def test_of_a_state_that_nobody_gave_nothing_is_assumed() -> None:
    nothing = State({}, missing=Fact("", reason="no state was given"))
    job = job_of()
    assert assumptions_of(nothing, job, Settings(), ()) == ()
    assert assumptions_of(state_of(world(BucketLocations=None)), job, Settings(), ()) == (
        "bucket raw is in eu-central-1",
    )


def test_what_would_tell_the_number_of_instances_is_an_option() -> None:
    fact = instances_fact(BARE)
    assert (fact.record, fact.obtain) == ("x", "--instances N")
    assert fact.reason == "nothing says how many instances x has"


def test_what_would_tell_the_number_of_instances_stands_under_no_key() -> None:
    assert instances_fact(BARE) == Fact("", "x", "", "nothing says how many instances x has", "--instances N")


def supposed(uri: str, **members: Any) -> tuple[str, ...]:
    state = state_of(world(**({"BucketLocations": None} | members)))
    return assumptions_of(state, job_of(inputs=(uri,)), Settings(), ())


def test_a_bucket_is_assumed_to_be_in_the_region_of_the_state_unless_its_host_says_where() -> None:
    nowhere = {"Subnets": [without(subnet(), "AvailabilityZone")], "VpcEndpoints": [], "PrefixLists": []}
    assert supposed("s3://raw/a", **nowhere) == ("bucket raw is in the Region of the state",)
    assert supposed("https://raw.s3.eu-central-1.amazonaws.com/a") == ()
    assert supposed("https://example.com/a") == ()


def test_one_subnet_without_a_count_is_enough_to_assume_that_nothing_is_reserved() -> None:
    two = [subnet(), without(subnet("subnet-0000000b", "10.0.2.0/24"), "AvailableIpAddressCount")]
    held = world(Subnets=two, SubnetCidrReservations=None)
    assert len(case_of(held, job_of(SUBNET, "subnet-0000000b")).assumptions) == 1


def test_a_group_that_the_state_does_not_show_is_of_no_other_vpc() -> None:
    assert not assumed("further VPC", SecurityGroups=None, SecurityGroupVpcAssociations=None)


def test_a_vpc_that_the_state_does_not_show_says_nothing_of_public_access() -> None:
    held = out(VpcBlockPublicAccessOptions=None, Vpcs=None, VpcAttributes=[attributes()])
    found = case_of(held, settings=Settings(needs=NeedsSettings(internet=True))).assumptions
    assert "VPC Block Public Access is off" in found
    told = vpc() | {"BlockPublicAccessStates": {"InternetGatewayBlockMode": "off"}}
    silent = case_of(
        out(VpcBlockPublicAccessOptions=None, Vpcs=[told]), settings=Settings(needs=NeedsSettings(internet=True))
    )
    assert "VPC Block Public Access is off" not in silent.assumptions
