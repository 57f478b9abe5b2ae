from typing import Any

import pytest
from worlds import VPC, Record, state_of, subnet, world

from vpclint.aws import kinds
from vpclint.aws.ec2 import Subnet
from vpclint.finding import Place
from vpclint.state.state import State
from vpclint.state.table import Batch, Table
from vpclint.truth import Fact

HERE, THERE, NOWHERE = "subnet-0000000a", "subnet-0000000b", "subnet-0000000f"
OBTAIN = "aws ec2 describe-subnets (ec2:DescribeSubnets)"

ASSUMED = [
    "BucketLocations",
    "BucketPolicies",
    "RolePolicies",
    "SubnetCidrReservations",
    "SecurityGroupVpcAssociations",
    "VpcBlockPublicAccessOptions",
]
NEVER_ASSUMED = [
    "Vpcs",
    "Subnets",
    "RouteTables",
    "SecurityGroups",
    "VpcEndpoints",
    "PrefixLists",
    "ManagedPrefixLists",
    "NetworkInterfaces",
    "FlowLogs",
    "NetworkAcls",
    "NatGateways",
    "InternetGateways",
    "TransitGatewayVpcAttachments",
    "VpcPeeringConnections",
    "VpcBlockPublicAccessExclusions",
    "VpcAttributes",
    "DhcpOptions",
    "VpcEndpointServices",
]


def subnets(*records: Any, header: Record | None = None, **members: object) -> Table[Subnet]:
    named = {"vpclint": header} if header else {}
    return state_of({"Subnets": [*records], **named, **members}).subnets


def tables_of(state: State) -> dict[str, Table[Any]]:
    return {each.kind.key: each for each in vars(state).values() if isinstance(each, Table)}


def test_a_record_that_is_here_exists() -> None:
    found = subnets(subnet(HERE))
    assert found.exists(HERE).is_yes
    record = found.get(HERE)
    assert record is not None
    assert record.cidr_block == "10.0.1.0/24"


def test_a_complete_table_lacks_what_it_does_not_hold() -> None:
    assert subnets(subnet(HERE)).exists(NOWHERE).is_no
    assert subnets().exists(NOWHERE).is_no


def test_an_empty_list_is_not_a_missing_key() -> None:
    assert state_of({"Subnets": []}).subnets.given
    assert not state_of({"Vpcs": []}).subnets.given


def test_a_missing_key_leaves_open_what_there_is() -> None:
    missing = Fact("Subnets", obtain=OBTAIN)
    found = state_of({"Vpcs": []}).subnets
    assert found.exists(NOWHERE).facts == {missing}
    assert found.where("vpc_id", VPC).gaps == {missing}
    assert not [*found]


@pytest.mark.parametrize("value", [None, {}, "no list", 3, {"Subnets": []}])
def test_a_key_that_is_no_list_leaves_open_what_there_is(value: object) -> None:
    found = state_of({"Subnets": value}).subnets
    assert found.exists(NOWHERE).is_unknown
    assert {fact.key for fact in found.exists(NOWHERE).facts} == {"Subnets"}


def test_a_further_page_leaves_open_what_is_not_on_this_one() -> None:
    found = subnets(subnet(HERE), NextToken="more")
    assert found.exists(HERE).is_yes
    assert found.exists(NOWHERE).is_unknown
    assert "NextToken" in min(found.exists(NOWHERE).facts).reason
    assert found.where("vpc_id", VPC).gaps == found.exists(NOWHERE).facts
    assert [each.subnet_id for each in found.where("vpc_id", VPC)] == [HERE]


def test_a_denied_call_leaves_open_what_it_would_have_answered_and_nothing_else() -> None:
    calls = [
        {"operation": "DescribeSubnets", "outcome": "UnauthorizedOperation", "detail": "no permission"},
        {"operation": "DescribeVpcs", "outcome": "ok"},
    ]
    state = state_of({"vpclint": {"calls": calls}, "Subnets": [subnet(HERE)], "Vpcs": [], "RouteTables": []})
    (fact,) = state.subnets.exists(NOWHERE).facts
    assert "UnauthorizedOperation: no permission" in fact.reason
    assert state.subnets.exists(HERE).is_yes
    assert state.vpcs.exists("vpc-0000000f").is_no
    assert state.route_tables.exists("rtb-0000000f").is_no


def test_a_record_that_cannot_be_read_may_be_any_where_its_id_cannot_be_read_either() -> None:
    found = subnets(subnet(HERE), {"SubnetId": 7})
    assert found.exists(HERE).is_yes
    assert found.exists(NOWHERE).is_unknown
    assert found.where("vpc_id", VPC).gaps


def test_a_record_that_cannot_be_read_is_the_one_that_its_id_names() -> None:
    found = subnets(subnet(HERE), subnet(THERE) | {"AvailableIpAddressCount": "many"})
    assert found.get(THERE) is None
    (fact,) = found.exists(THERE).facts
    assert (fact.key, fact.record) == ("Subnets", THERE)
    assert fact.reason == "the record can't be read: expected `int`, got `str` - at `$.AvailableIpAddressCount`"
    assert found.exists(NOWHERE).is_no
    assert found.where("vpc_id", VPC).gaps == {fact}


@pytest.mark.parametrize("record", [None, 3, "subnet", [], {}, {"SubnetId": None}])
def test_no_record_is_so_bad_that_the_others_are_lost(record: object) -> None:
    found = subnets(record, subnet(HERE))
    assert found.exists(HERE).is_yes
    assert found.exists(NOWHERE).is_unknown


def test_a_member_that_is_null_is_one_that_is_not_there() -> None:
    found = subnets(subnet(HERE) | {"VpcId": None, "AvailableIpAddressCount": None, "OutpostArn": None})
    assert found.exists(HERE).is_yes
    assert {fact.field for fact in found.where("vpc_id", VPC).gaps} == {"VpcId"}


def test_all_records_with_a_value_are_found_in_order() -> None:
    found = subnets(subnet(THERE), subnet(HERE), subnet(NOWHERE, vpc_id="vpc-0000000b"))
    assert [each.subnet_id for each in found.where("vpc_id", VPC)] == [THERE, HERE]
    assert not found.where("vpc_id", VPC).gaps


def test_a_value_that_no_record_has_finds_nothing_for_sure() -> None:
    members = subnets(subnet(HERE)).where("vpc_id", "vpc-0000000f")
    assert (members.records, members.gaps) == ((), frozenset())


def test_a_record_that_lacks_the_member_may_belong_to_every_value() -> None:
    homeless = {key: value for key, value in subnet(THERE).items() if key != "VpcId"}
    found = subnets(subnet(HERE), homeless)
    for vpc_id, members in ((VPC, [HERE]), ("vpc-0000000f", [])):
        among = found.where("vpc_id", vpc_id)
        assert [each.subnet_id for each in among] == members
        assert among.gaps == {Fact("Subnets", THERE, "VpcId", obtain=OBTAIN)}


def test_different_members_are_told_apart() -> None:
    found = subnets(subnet(HERE), subnet(THERE, vpc_id="vpc-0000000b"))
    assert [each.subnet_id for each in found.where("subnet_id", THERE)] == [THERE]
    assert [each.subnet_id for each in found.where("vpc_id", VPC)] == [HERE]
    assert [each.subnet_id for each in found.where("subnet_id", HERE)] == [HERE]


def test_a_place_counts_the_records_that_cannot_be_read() -> None:
    found = subnets({"SubnetId": 7}, subnet(HERE))
    assert found.place(HERE) == Place("state.json", "/Subnets/1")
    assert found.place(HERE, "/State", "it is so") == Place("state.json", "/Subnets/1/State", "it is so")


def test_what_is_not_here_has_no_place() -> None:
    assert subnets(subnet(HERE)).place(NOWHERE) is None


def test_batches_of_several_files_are_one_table() -> None:
    first, second = (each for each in map(subnets, (subnet(HERE), subnet(THERE))))
    found = Table(
        kinds.SUBNETS,
        [
            Batch("a.json", "/Subnets", tuple(first)),
            Batch("b.json", "/Subnets", (None, *second), frozenset({Fact("Subnets", NOWHERE)})),
        ],
    )
    assert found.place(HERE) == Place("a.json", "/Subnets/0")
    assert found.place(THERE) == Place("b.json", "/Subnets/1")
    assert found.exists(NOWHERE).is_unknown
    assert found.exists("subnet-0000000e").is_no


@pytest.mark.parametrize("key", ASSUMED)
def test_what_is_seldom_exported_is_assumed_to_be_empty(key: str) -> None:
    found = tables_of(state_of(world(**{key: None})))[key]
    assert (found.given, found.assumed) == (False, True)
    assert found.kind.assumed
    assert found.exists("anything").is_no


@pytest.mark.parametrize("key", ASSUMED)
def test_what_is_given_is_not_assumed(key: str) -> None:
    assert not tables_of(state_of(world(**{key: []})))[key].assumed


@pytest.mark.parametrize("key", ASSUMED)
def test_nothing_is_assumed_strictly(key: str) -> None:
    found = tables_of(state_of(world(**{key: None}), strict=True))[key]
    assert not found.assumed
    assert {fact.key for fact in found.exists("anything").facts} == {key}


@pytest.mark.parametrize("key", NEVER_ASSUMED)
def test_all_other_keys_are_never_assumed(key: str) -> None:
    found = tables_of(state_of(world(**{key: None})))[key]
    assert not found.assumed
    assert {fact.key for fact in found.exists("anything").facts} == {key}


def test_every_table_is_either_assumed_or_never() -> None:
    assert sorted(tables_of(state_of(world()))) == sorted([*ASSUMED, *NEVER_ASSUMED])


def test_without_any_state_one_fact_stands_behind_all_that_is_missing() -> None:
    nothing = Fact("", reason="no state was given")
    for found in tables_of(State({}, missing=nothing)).values():
        assert not found.assumed
        assert found.exists("anything").facts == {nothing}
        assert found.where(found.kind.identity[0], "anything").gaps == {nothing}


def test_several_members_name_a_record_together() -> None:
    records = [{"GroupId": "sg-0000000a", "VpcId": vpc_id, "State": "associated"} for vpc_id in ("vpc-1", "vpc-2")]
    found = state_of({"SecurityGroupVpcAssociations": records}).security_group_vpc_associations
    assert len([*found.where("group_id", "sg-0000000a")]) == 2
    assert found.exists("sg-0000000a/vpc-2").is_yes


OLD, NEW = "2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z"


def of_two(first: str, second: str, times: tuple[str, str], *, same: bool = False) -> Table[Subnet]:
    """A table of two records of one id, each from a file of its own, with one block or two."""
    batches = (
        Batch(file, "/Subnets", (Subnet(subnet_id=HERE, cidr_block=block),), times=(time,) if time else ())
        for file, block, time in ((first, "10.0.1.0/24", times[0]), (second, f"10.0.{1 if same else 2}.0/24", times[1]))
    )
    return Table(kinds.SUBNETS, batches)


@pytest.mark.parametrize(("times", "holds"), [((OLD, NEW), "10.0.2.0/24"), ((NEW, OLD), "10.0.1.0/24")])
def test_of_records_that_disagree_the_newest_holds(times: tuple[str, str], holds: str) -> None:
    found = of_two("a.json", "b.json", times)
    record, place = found.get(HERE), found.place(HERE)
    assert record is not None
    assert place is not None
    assert record.cidr_block == holds
    assert not found.gaps
    [conflict] = found.conflicts
    assert (conflict.record, conflict.settled, conflict.places[0]) == (HERE, True, place)
    assert {each.file for each in conflict.places} == {"a.json", "b.json"}


@pytest.mark.parametrize("times", [("", ""), (OLD, ""), ("", NEW), (NEW, NEW)])
def test_of_records_that_disagree_none_holds_where_the_newest_can_t_be_told(times: tuple[str, str]) -> None:
    found = of_two("a.json", "b.json", times)
    assert found.get(HERE) is None
    assert found.place(HERE) is None
    assert found.exists(HERE).is_unknown
    assert found.exists(NOWHERE).is_no
    assert [(each.record, each.settled) for each in found.conflicts] == [(HERE, False)]


def test_records_that_say_the_same_do_not_disagree() -> None:
    found = of_two("a.json", "b.json", (OLD, NEW), same=True)
    assert found.exists(HERE).is_yes
    assert not found.conflicts
    assert not found.gaps


def test_a_record_stands_where_its_own_pointer_says() -> None:
    record = Subnet(subnet_id=HERE)
    found = Table(kinds.SUBNETS, [Batch("c.json", "/items", (None, record), pointers=("/items/4", "/items/7"))])
    assert found.place(HERE, "/CidrBlock", "here") == Place("c.json", "/items/7", "here")


def test_a_member_that_a_file_never_tells_is_unknown_for_its_reason() -> None:
    batch = Batch("c.json", "/items", (Subnet(subnet_id=HERE),), untold={"State": "nobody records it"})
    found = Table(kinds.SUBNETS, [batch])
    assert found.fact(HERE, "State").reason == "nobody records it"
    assert found.fact(HERE, "State", "it is odd").reason == "it is odd"
    assert found.fact(HERE, "CidrBlock").reason == found.fact(HERE).reason == ""


@pytest.mark.parametrize(
    ("kind", "record", "member", "command"),
    [
        (kinds.VPC_ATTRIBUTES, VPC, "EnableDnsSupport", f" --vpc-id {VPC} --attribute enableDnsSupport"),
        (kinds.BUCKET_LOCATIONS, "", "", " --bucket BUCKET"),
        (kinds.SUBNET_CIDR_RESERVATIONS, "scr-1", "Cidr", " --subnet-id SUBNET-ID"),
        (kinds.ROLE_POLICIES, "", "", " --role-name ROLE-NAME --policy-name POLICY-NAME"),
        (kinds.MANAGED_PREFIX_LISTS, "pl-1", "Entries", " --prefix-list-id pl-1"),
        (kinds.BUCKET_POLICIES, "raw; rm -r .", "Policy", " --bucket 'raw; rm -r .'"),
        (kinds.SUBNETS, "subnet-1", "CidrBlock", ""),
    ],
)
def test_the_command_for_one_record_names_it(kind: kinds.Kind[Any], record: str, member: str, command: str) -> None:
    service = "s3api" if kind.service == "s3" else kind.service
    needed = f"({kind.service}:{kind.operation})"
    assert kind.obtaining_of(record, member) == f"aws {service} {kind.command}{command} {needed}"


def test_a_record_whose_members_are_asked_for_one_by_one_takes_a_command_for_each() -> None:
    command = f"aws ec2 describe-vpc-attribute --vpc-id {VPC} --attribute enableDns"
    found = kinds.VPC_ATTRIBUTES.obtaining_of(VPC)
    assert found == f"{command}Support; {command}Hostnames (ec2:DescribeVpcAttribute)"
    assert kinds.VPC_ATTRIBUTES.obtain == found.replace(VPC, "VPC-ID")


def test_the_record_that_is_asked_for_is_named_where_all_are_missing() -> None:
    empty = Table(kinds.MANAGED_PREFIX_LISTS)
    (fact,) = empty.exists("pl-1").facts
    assert (fact.record, "--prefix-list-id pl-1 " in fact.obtain) == ("", True)
    assert "--prefix-list-id PREFIX-LIST-ID " in empty.fact().obtain
    (listed,) = Table(kinds.SUBNETS).exists(HERE).facts
    assert listed == Table(kinds.SUBNETS).fact()


def test_the_policies_of_a_role_are_listed_before_they_are_got() -> None:
    found = kinds.obtaining_of_role("arn:aws:iam::123456789012:role/ml/processing")
    assert found == (
        "aws iam list-role-policies --role-name processing; "
        "aws iam get-role-policy --role-name processing --policy-name POLICY-NAME "
        "(iam:ListRolePolicies, iam:GetRolePolicy)"
    )
