from collections.abc import Iterable

import pytest
from worlds import (
    GROUP,
    OPEN_LIST,
    S3_LIST,
    SUBNET,
    Record,
    World,
    acl,
    answers_of,
    association,
    bucket,
    case_of,
    endpoint,
    gateway,
    group,
    job_of,
    managed_list,
    nat,
    permission,
    prefix_list,
    reread,
    route,
    s3_list,
    subnet,
    table,
    world,
)

from vpclint.algebra.addresses import ALL_IPV4, PUBLIC_IPV4, AddressSet
from vpclint.decision.destinations import internet_destination, s3_destination
from vpclint.network.destination import Destination
from vpclint.network.hops import Cause
from vpclint.settings import Host, NeedsSettings, Settings
from vpclint.truth import NO, Truth
from vpclint.workload.needs import InternetNeed

LOCAL, TO_S3 = route("10.0.0.0/16", "local"), route(S3_LIST, "vpce-0000000a")
DEFAULT = "0.0.0.0/0"
ALL_OUT = [group(egress=[permission("-1", DEFAULT)])]


def hosted(need: InternetNeed) -> Destination:
    """What a host comes to in a subnet whose table leads S3 to its endpoint."""
    analysis = reread(world())
    found = analysis.state.subnets.get(SUBNET)
    assert found is not None
    return internet_destination(analysis, found, need)


def test_s3_is_its_whole_prefix_list_by_ipv4() -> None:
    found = s3_destination(reread(world(PrefixLists=[s3_list("52.219.0.0/16", "2600:1f00::/40")])))
    assert (found.addresses, found.port, found.exact, found.s3) == (AddressSet.parse("52.219.0.0/16"), 443, True, True)
    assert not found.facts


def test_where_the_list_is_not_known_s3_lies_somewhere_among_the_public_addresses() -> None:
    found = s3_destination(reread(world(PrefixLists=None)))
    assert found.addresses == PUBLIC_IPV4
    assert {fact.key for fact in found.facts} == {"PrefixLists"}


def test_the_internet_is_every_public_address_that_no_endpoint_takes() -> None:
    taken = AddressSet.parse("52.219.0.0/16", "3.5.0.0/16")
    found = hosted(InternetNeed())
    assert (found.addresses, found.port, found.exact, found.s3) == (PUBLIC_IPV4 - taken, 443, False, False)


def test_a_host_without_blocks_is_somewhere_on_the_internet() -> None:
    found = hosted(InternetNeed("api.example.com", 8443))
    assert (found.name, found.port, found.exact) == ("api.example.com", 8443, False)


def test_a_host_with_blocks_is_exactly_there() -> None:
    need = InternetNeed("db", 5432, ("8.8.8.0/24", "52.219.0.0/24"))
    found = hosted(need)
    assert (found.addresses, found.exact) == (AddressSet.parse("8.8.8.0/24", "52.219.0.0/24"), True)
    assert found.addresses <= ALL_IPV4


def s3_answer(locations: Iterable[Record] | None, *, region: str = "eu-central-1", strict: bool = False) -> Truth:
    lists = [s3_list(region=region)]
    held = world(
        vpclint={"region": region},
        PrefixLists=lists,
        VpcEndpoints=[endpoint(service=f"com.amazonaws.{region}.s3")],
        BucketLocations=None if locations is None else [*locations],
    )
    return answers_of(case_of(held, settings=Settings(strict=strict)))["s3:GetObject s3://raw/events/*"]


@pytest.mark.parametrize(
    ("region", "location"),
    [("eu-central-1", "eu-central-1"), ("us-east-1", None), ("eu-west-1", "EU"), ("eu-west-1", "eu-west-1")],
)
def test_a_bucket_of_this_region_is_reached_as_s3_is(region: str, location: str | None) -> None:
    assert s3_answer([bucket("raw", location)], region=region).is_yes


@pytest.mark.parametrize(
    ("region", "location", "where"),
    [
        ("eu-central-1", "us-east-1", "us-east-1"),
        ("eu-central-1", None, "us-east-1"),
        ("eu-central-1", "EU", "eu-west-1"),
        ("us-east-1", "EU", "eu-west-1"),
    ],
)
def test_a_bucket_of_another_region_is_not_reached_by_an_endpoint_of_this_one(
    region: str, location: str | None, where: str
) -> None:
    held = world(
        vpclint={"region": region},
        PrefixLists=[s3_list(region=region)],
        VpcEndpoints=[endpoint(service=f"com.amazonaws.{region}.s3")],
        SecurityGroups=ALL_OUT,
        BucketLocations=[bucket("raw", location)],
    )
    (blockage,) = case_of(held).blockages(Cause.S3_BUCKET_OTHER_REGION)
    assert (blockage.truth, blockage.obstacle.resource, blockage.obstacle.subject) == (NO, "raw", where)
    out = world(**held | outward(TO_S3))
    assert answers_of(case_of(out))["s3:GetObject s3://raw/events/*"].is_yes


@pytest.mark.parametrize("locations", [None, [], [bucket("other")]])
def test_a_bucket_of_no_known_region_is_assumed_to_be_here_unless_nothing_is(locations: list[Record] | None) -> None:
    assert s3_answer(locations).is_yes
    (fact,) = s3_answer(locations, strict=True).facts
    assert fact.key == "BucketLocations"


def internet(held: World, *blocks: str, port: int = 443) -> Truth:
    host = Host("example.com", port, blocks)
    needs = NeedsSettings(internet=(host,) if blocks else True)
    found = answers_of(case_of(held, job_of(inputs=()), Settings(needs=needs)))
    return found[f"example.com:{port}" if blocks else "internet:443"]


def outward(*routes: Record) -> World:
    """A NAT gateway in a public subnet, and the job's subnet that leads to it."""
    public = table(
        LOCAL, route(DEFAULT, "igw-1"), table_id="rtb-0000000c", associations=[association("subnet-0000000c")]
    )
    subnets = [subnet(), subnet("subnet-0000000c", "10.0.3.0/24")]
    return {
        "Subnets": subnets,
        "RouteTables": [table(LOCAL, *routes, route(DEFAULT, "nat-1")), public],
        "NetworkAcls": [acl(*OPEN_LIST, subnets=[each["SubnetId"] for each in subnets])],
        "NatGateways": [nat()],
        "InternetGateways": [gateway()],
    }


def routed(*routes: Record, groups: Iterable[Record] = ALL_OUT, lists: Iterable[Record] = ()) -> World:
    return world(
        RouteTables=[table(LOCAL, *routes)],
        SecurityGroups=[*groups],
        PrefixLists=[s3_list(), *lists],
    )


@pytest.mark.parametrize(
    "routes",
    [
        [],
        [TO_S3],
        [route(DEFAULT, "igw-1")],
        [TO_S3, route(DEFAULT, "igw-1")],
        [route(DEFAULT, "nat-1", state="blackhole")],
        [route("0.0.0.0/1", "igw-1"), route("128.0.0.0/1", "nat-1", state="blackhole")],
        [route("0.0.0.0/1", "igw-1")],
    ],
)
def test_the_internet_is_not_reached_where_no_public_address_is(routes: list[Record]) -> None:
    assert internet(routed(*routes)).is_no
    assert internet(routed(*routes), "8.8.8.0/24").is_no


def test_the_internet_is_not_reached_where_groups_and_routes_together_stop_every_address() -> None:
    half = [group(egress=[permission("tcp", "0.0.0.0/1", ports=(443, 443))])]
    held = routed(route("0.0.0.0/1", "igw-1"), route("128.0.0.0/1", "nat-1"), groups=half)
    assert internet(held).is_no


@pytest.mark.parametrize(
    "routes",
    [
        [route(DEFAULT, "tgw-1")],
        [route(DEFAULT, "tgw-1"), route("8.8.8.0/24", "igw-1")],
        [route("9.9.9.0/24", "tgw-1"), route(DEFAULT, "igw-1")],
    ],
)
def test_nobody_can_tell_of_the_internet_behind_a_transit_gateway(routes: list[Record]) -> None:
    truth = internet(routed(*routes))
    assert {fact.record for fact in truth.facts} == {"tgw-1"}


def test_the_internet_is_reached_behind_a_nat_gateway() -> None:
    assert internet(routed() | outward()).is_yes
    assert internet(routed() | outward(), "8.8.8.0/24").is_yes


def test_what_may_never_be_met_is_mild() -> None:
    held = routed() | outward(route("8.8.8.0/24", "igw-1"))
    case = case_of(held, job_of(inputs=()), Settings(needs=NeedsSettings(internet=True)))
    (blockage,) = (each for each in case.blockages(Cause.INTERNET_GATEWAY_UNUSABLE) if each.truth.is_no)
    assert (blockage.obstacle.mild, blockage.obstacle.partial) == (True, True)
    assert blockage.obstacle.refused is not None
    assert blockage.obstacle.refused.destinations() == AddressSet.parse("8.8.8.0/24")


def test_what_is_surely_met_is_not_mild() -> None:
    held = routed(route(DEFAULT, "nat-1"), route("8.8.8.0/24", "igw-1"))
    needs = NeedsSettings(internet=(Host("dns.google", 443, ("8.8.8.8/32",)),))
    case = case_of(held, job_of(inputs=()), Settings(needs=needs))
    (blockage,) = case.blockages(Cause.INTERNET_GATEWAY_UNUSABLE)
    assert (blockage.truth.is_no, blockage.obstacle.mild, blockage.obstacle.partial) == (True, False, False)


def test_where_nothing_at_all_is_reached_no_obstacle_is_mild() -> None:
    case = case_of(
        routed(route(DEFAULT, "igw-1")), job_of(inputs=()), Settings(needs=NeedsSettings(internet=("example.com",)))
    )
    assert not any(each.obstacle.mild for each in case.blockages(Cause.INTERNET_GATEWAY_UNUSABLE))


@pytest.mark.parametrize("state", ["active", "blackhole"])
def test_a_customers_prefix_list_takes_nothing_off_the_internet(state: str) -> None:
    held = routed(route("pl-0000000d", "igw-1", state=state)) | {
        "ManagedPrefixLists": [managed_list("pl-0000000d", "everywhere", "0.0.0.0/1", "128.0.0.0/1")]
    }
    assert internet(held).is_no


def test_an_endpoint_takes_only_the_addresses_of_its_own_list() -> None:
    held = routed(
        TO_S3,
        route("pl-0000000d", "igw-1"),
        route(DEFAULT, "igw-1"),
        lists=[prefix_list("pl-0000000d", "com.amazonaws.global.cloudfront.origin-facing", "13.124.199.0/24")],
    )
    case = case_of(held, job_of(inputs=()), Settings(needs=NeedsSettings(internet=True)))
    refused = [each.obstacle.refused for each in case.blockages(Cause.INTERNET_GATEWAY_UNUSABLE)]
    stopped = AddressSet.union(each.destinations() for each in refused if each is not None)
    assert AddressSet.parse("13.124.199.0/24") <= stopped
    assert stopped.isdisjoint(AddressSet.parse("52.219.0.0/16", "3.5.0.0/16"))


def test_what_an_endpoint_takes_is_no_surer_without_the_list_of_another_route() -> None:
    https = [group(egress=[permission("tcp", S3_LIST, ports=(443, 443))])]
    routes = [TO_S3, route("pl-0000000d", "igw-1")]
    known = internet(routed(*routes, groups=https, lists=[prefix_list("pl-0000000d", "other", "52.219.0.0/16")]))
    hidden = internet(routed(*routes, groups=https))
    assert hidden.is_unknown or hidden == known


def test_what_is_not_surely_an_endpoints_is_still_a_part_of_the_internet() -> None:
    """A route of unknown origin may be longer than the list of S3 or equal to it: who takes the part is open."""
    by_transit = route("52.219.0.0/16", "tgw-1")
    of_unknown_origin = {key: value for key, value in by_transit.items() if key != "Origin"}
    for each in (by_transit, of_unknown_origin):
        assert internet(routed(TO_S3, each)).is_unknown


def test_the_group_is_asked_for_the_port_of_the_host() -> None:
    web = [group(GROUP, egress=[permission("tcp", DEFAULT, ports=(443, 443))])]
    held = routed(groups=web) | outward()
    assert internet(held, "8.8.8.0/24").is_yes
    assert internet(held, "8.8.8.0/24", port=5432).is_no


@pytest.mark.parametrize(
    ("uri", "subject"),
    [
        ("s3://arn:aws:s3:eu-central-1:1:accesspoint/ap/x", "arn:aws:s3:eu-central-1:1:accesspoint"),
        ("s3://b--euc1-az1--x-s3/key", "b--euc1-az1--x-s3"),
        ("https://example.com/key", "https://example.com/key"),
    ],
)
def test_what_is_no_general_purpose_bucket_is_open_by_its_own_name(uri: str, subject: str) -> None:
    case = case_of(world(), job_of(inputs=(uri,)))
    (found,) = case.blockages(Cause.S3_ENDPOINT_MISSING)
    (fact,) = found.truth.facts
    assert (fact.key, fact.record, fact.field) == ("", subject, "")
    assert found.obstacle.resource == "vpc-0000000a"
    (hop,) = case.answers[1].subnets[0].hops
    assert (hop.kind, hop.resource, hop.why) == ("bucket", subject, fact.reason)


def test_a_region_that_is_not_known_strictly_is_the_buckets_own_question() -> None:
    case = case_of(world(BucketLocations=None), settings=Settings(strict=True))
    (found,) = case.blockages(Cause.S3_BUCKET_OTHER_REGION)
    assert found.obstacle.resource == "raw"
    assert found.truth.is_unknown


def test_blocks_without_a_host_are_called_by_themselves() -> None:
    need = InternetNeed("", 443, ("8.8.8.0/24", "9.9.9.9"))
    assert hosted(need).name == "8.8.8.0/24, 9.9.9.9"
    assert not hosted(need).named
    assert hosted(InternetNeed()).name == "the internet"


def test_what_is_open_about_a_part_of_the_internet_is_no_warning() -> None:
    held = routed() | outward(route("0.0.0.0/1", "igw-1"), route("128.0.0.0/1", "tgw-1"))
    case = case_of(held, job_of(inputs=()), Settings(needs=NeedsSettings(internet=True)))
    (found,) = case.blockages(Cause.PATH_LEAVES_THE_VPC)
    assert (found.truth.is_unknown, found.obstacle.mild) == (True, False)
