"""What the subnets of a VPC could give a job that nobody has named."""

from typing import Any

import pytest
from worlds import (
    CATALOGUE,
    REGION,
    SUBNET,
    VPC,
    World,
    association,
    attributes,
    endpoint,
    gateway,
    nat,
    route,
    state_of,
    subnet,
    table,
    vpc,
    world,
)

from vpclint.decision.audit import SubnetView, VpcAudit, audit, vpc_ids
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.settings import CapacitySettings, JobSettings, NeedsSettings, Settings
from vpclint.truth import YES, all_of

PUBLIC, OTHER_VPC = "subnet-0000000c", "vpc-0000000b"
LOCAL = route("10.0.0.0/16", "local")


def audited(held: World, settings: Settings | None = None, *assumed: Assumed, vpc_id: str = VPC) -> VpcAudit:
    settings = settings or Settings()
    state = state_of(held, strict=settings.strict)
    return audit(Analysis(state, assumed), vpc_id, settings, CATALOGUE.options(settings))


def only(held: World, settings: Settings | None = None, *assumed: Assumed) -> SubnetView:
    """The view of the subnet of the good world."""
    return next(view for view in audited(held, settings, *assumed).views if view.subnet.subnet_id == SUBNET)


def told(view: SubnetView) -> dict[str, tuple[str, tuple[str, ...], bool]]:
    """What each need comes to, over what, and whether in part."""
    return {str(each.need): (each.answer.truth.answer.value, each.over, each.partial) for each in view.reaches}


def routed(*routes: Any, **members: Any) -> World:
    return world(RouteTables=[table(LOCAL, *routes)], **members)


def with_nat(*routes: Any, **members: Any) -> World:
    """A world with a NAT gateway in a public subnet."""
    tables = [
        table(LOCAL, *routes),
        table(LOCAL, route("0.0.0.0/0", "igw-1"), table_id="rtb-0000000c", associations=[association(PUBLIC)]),
    ]
    held = {"RouteTables": tables, "NatGateways": [nat()], "InternetGateways": [gateway()]}
    return world(Subnets=[subnet(), subnet(PUBLIC, "10.0.9.0/24")], **(held | members))


def test_the_good_world_has_s3_over_its_endpoint_and_no_internet() -> None:
    view = only(world())
    assert told(view) == {"s3": ("pass", ("vpce-0000000a",), False), "internet:443": ("fail", (), False)}
    assert (view.table_id, view.main, view.acl_id) == ("rtb-0000000a", True, "acl-0000000a")
    assert (view.free.least, view.free.most, view.largest) == (200, 200, (100, 100))


def test_a_way_leads_over_what_carries_it() -> None:
    view = only(with_nat(route("0.0.0.0/0", "nat-1")))
    assert told(view) == {"s3": ("pass", ("nat-1",), False), "internet:443": ("pass", ("nat-1",), False)}


def test_the_internet_in_part_is_the_internet_in_part() -> None:
    view = only(with_nat(route("0.0.0.0/1", "nat-1")))
    assert told(view)["internet:443"] == ("pass", ("nat-1",), True)


def test_a_job_interface_has_no_way_out_of_a_public_subnet() -> None:
    public = next(each for each in audited(with_nat()).views if each.subnet.subnet_id == PUBLIC)
    assert {need: answer for need, (answer, _, _) in told(public).items()} == {"s3": "fail", "internet:443": "fail"}
    assert not public.main


def test_what_leaves_the_vpc_is_open_until_the_user_says() -> None:
    away = routed(route("0.0.0.0/0", "tgw-1"))
    assert told(only(away))["s3"] == ("unknown", (), False)
    answer = Assumed("path-leaves-the-vpc", "tgw-1", YES, "central egress")
    assert told(only(away, None, answer))["s3"] == ("pass", ("tgw-1",), False)


def test_what_the_settings_say_that_a_container_needs_is_asked_as_well() -> None:
    sts = endpoint("vpce-0000000b", f"com.amazonaws.{REGION}.dynamodb")
    settings = Settings(needs=NeedsSettings(services=("dynamodb", "sts"), internet=("example.com:8443",)))
    found = told(only(world(VpcEndpoints=[endpoint(), sts]), settings))
    assert [*found] == ["s3", "dynamodb:443", "sts:443", "example.com:8443", "internet:443"]
    assert found["sts:443"][0] == "fail"


def test_the_internet_is_a_need_only_where_the_settings_say_so() -> None:
    asked = [str(answer.need) for answer in audited(world()).case.answers]
    assert asked == ["2 addresses", "s3"]
    needed = audited(world(), Settings(needs=NeedsSettings(internet=True)))
    assert [str(answer.need) for answer in needed.case.answers] == ["2 addresses", "s3", "internet:443"]
    assert [*told(needed.views[0])] == ["s3", "internet:443"]


def test_what_is_set_for_single_jobs_does_not_count() -> None:
    every = JobSettings("*", NeedsSettings(services=("sts",)), CapacitySettings(concurrent_jobs=50))
    view = only(world(), Settings(jobs=(every,)))
    assert [*told(view)] == ["s3", "internet:443"]
    assert view.largest == (100, 100)


@pytest.mark.parametrize(
    ("free", "capacity", "largest"),
    [
        (0, CapacitySettings(), 0),
        (1, CapacitySettings(), 0),
        (2, CapacitySettings(), 1),
        (201, CapacitySettings(), 100),
        (250, CapacitySettings(), 100),
        (60, CapacitySettings(reserve=10), 25),
        (5, CapacitySettings(reserve=10), 0),
        (60, CapacitySettings(concurrent_jobs=3), 10),
        (60, CapacitySettings(concurrent_jobs=3, reserve=1), 9),
    ],
)
def test_the_largest_job_takes_two_addresses_an_instance(free: int, capacity: CapacitySettings, largest: int) -> None:
    view = only(world(Subnets=[subnet(free=free)]), Settings(capacity=capacity))
    assert view.largest == (largest, largest)


def test_addresses_that_are_not_told_are_bounded() -> None:
    uncounted = {key: value for key, value in subnet().items() if key != "AvailableIpAddressCount"}
    view = only(world(Subnets=[uncounted | {"CidrBlock": "10.0.1.0/28"}]))
    assert (view.free.least, view.free.most, view.largest) == (0, 11, (0, 5))


def test_a_subnet_without_ipv4_holds_no_job() -> None:
    assert only(world(Subnets=[subnet() | {"Ipv6Native": True}])).largest == (0, 0)


def test_every_vpc_is_found_be_it_by_a_subnet_only() -> None:
    held = world(Vpcs=[vpc(), vpc(OTHER_VPC)], Subnets=[subnet(), subnet(PUBLIC, vpc_id="vpc-0000000c")])
    assert vpc_ids(state_of(held)) == (VPC, OTHER_VPC, "vpc-0000000c")
    assert vpc_ids(state_of({})) == ()


def test_a_vpc_without_subnets_has_nothing_to_show() -> None:
    found = audited(world(Vpcs=[vpc(), vpc(OTHER_VPC)], VpcAttributes=[attributes()]), vpc_id=OTHER_VPC)
    assert (found.subnet_ids, found.views, found.case.answers) == ((), (), ())


@pytest.mark.parametrize(
    "subnets",
    [None, [{key: value for key, value in subnet().items() if key != "VpcId"}], [subnet("subnet-odd")]],
    ids=["not exported", "of no VPC", "no id"],
)
def test_subnets_that_may_be_there_leave_the_vpc_open(subnets: list[Any] | None) -> None:
    found = audited(world(Subnets=subnets))
    assert (found.subnet_ids, found.views) == ((VPC,), ())
    assert all_of(answer.truth for answer in found.case.answers).is_unknown
    assert {fact.key for answer in found.case.answers for fact in answer.truth.facts} == {"Subnets"}


def test_the_places_of_the_subnets_are_those_of_their_records() -> None:
    job = audited(world()).case.job
    assert (job.subnet_place(SUBNET).file, job.subnet_place(SUBNET).pointer) == ("state.json", "/Subnets/0")
    assert (job.file, job.root, job.name) == ("state.json", "/Vpcs/0", VPC)


def test_what_only_a_job_says_is_not_examined() -> None:
    assert any("security groups" in each for each in audited(world()).case.not_examined)


def test_the_smallest_job_is_asked_for_with_the_settings_for_capacity() -> None:
    found = audited(world(), Settings(capacity=CapacitySettings(concurrent_jobs=3, reserve=7))).case.capacity
    assert found
    assert (found.wanted, found.per_job, found.reserve, found.rooms[0].least) == (6, 2, 7, 193)
