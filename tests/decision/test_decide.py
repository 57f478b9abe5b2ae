"""Which questions are asked of a job at all: for its addresses, in each of its subnets, and of its groups."""

from worlds import GROUP, SUBNET, Record, World, answers_of, case_of, group, job_of, route, subnet, table, world

from vpclint.decision.assumptions import instances_fact
from vpclint.decision.case import Case
from vpclint.network.hops import Cause
from vpclint.settings import NeedsSettings, Settings
from vpclint.truth import NO, YES, unknown
from vpclint.workload import request

SECOND = "subnet-0000000b"
BARE = request.job_of({"Subnets": [SUBNET], "SecurityGroupIds": [GROUP]}, request.VPC_CONFIG, file="vpc.json", name="x")
SIX: Record = subnet(SECOND, "10.0.2.0/24") | {"Ipv6Native": True}


def rooms(found: Case) -> list[str]:
    return [room.subnet_id for room in found.capacity.rooms] if found.capacity else []


def test_a_job_of_no_known_size_is_counted_as_one_instance_unless_nothing_is_assumed() -> None:
    assert rooms(case_of(world(), BARE)) == [SUBNET]
    strict = case_of(world(), BARE, Settings(strict=True)).answers[0]
    assert (strict.truth, strict.subnets, strict.capacity) == (unknown(instances_fact(BARE)), (), None)


def test_addresses_are_counted_where_there_are_any_of_ipv4() -> None:
    assert rooms(case_of(world(Subnets=[subnet(), SIX]), job_of(SUBNET, SECOND))) == [SUBNET]
    assert "2 addresses" not in answers_of(case_of(world(Subnets=[SIX]), job_of(SECOND)))
    assert rooms(case_of(world(Subnets=None), job_of())) == [SUBNET]


def test_a_subnet_that_does_not_exist_may_have_been_meant_to_have_room() -> None:
    full = world(Subnets=[subnet(free=0)])
    assert answers_of(case_of(full, job_of()))["2 addresses"] == NO
    assert answers_of(case_of(full, job_of(SUBNET, "subnet-0000000f")))["2 addresses"] == YES


def closed() -> World:
    return world(SecurityGroups=[group()])


def test_beside_a_group_that_is_no_id_nothing_is_asked_of_the_others() -> None:
    assert not [*case_of(closed(), job_of(groups=(GROUP, "sg-here"))).blockages(Cause.SECURITY_GROUP_EGRESS)]
    assert [*case_of(closed(), job_of()).blockages(Cause.SECURITY_GROUP_EGRESS)]


def test_only_the_region_of_a_bucket_is_a_matter_of_the_bucket() -> None:
    """Of what stands on the way to S3 of another Region, the groups stay the groups' own matter."""
    held = closed() | {"BucketLocations": [{"Bucket": "raw", "LocationConstraint": "us-east-1"}]}
    held |= {"RouteTables": [table(route("10.0.0.0/16", "local"), route("0.0.0.0/0", "igw-1"))]}
    found = case_of(held)
    assert {each.obstacle.resource for each in found.blockages(Cause.SECURITY_GROUP_EGRESS)} == {GROUP}
    needed = case_of(held, job_of(inputs=()), Settings(needs=NeedsSettings(internet=True)))
    assert answers_of(needed)["internet:443"] == NO
