import pytest
from worlds import S3_LIST, SUBNET, VPC, Record, managed_list, prefix_list, s3_list, state_of, subnet, vpc, world

from vpclint.algebra.addresses import NO_ADDRESSES, AddressSet
from vpclint.network.blocks import (
    assignable,
    prefix_list_blocks,
    prefix_list_cidrs,
    read_blocks,
    subnet_block,
    vpc_blocks,
)
from vpclint.truth import Fact

MISSING = Fact("Key", "record", "Field", "", "how")


def test_blocks_are_read_as_one_set() -> None:
    assert read_blocks(("10.0.0.0/25", "10.0.0.128/25"), MISSING) == AddressSet.parse("10.0.0.0/24")
    assert read_blocks((), MISSING) == NO_ADDRESSES


@pytest.mark.parametrize(
    "bad", ["", "10.0.0.1/24", "10.0.0.0/33", "10.0.0", "a" * 10_000, "10.0.0.0/24\n", "\u0661.0.0.0/8"]
)
def test_one_block_that_is_none_leaves_all_of_them_open_and_says_why(bad: str) -> None:
    found = read_blocks(("10.0.0.0/24", bad), MISSING)
    assert isinstance(found, Fact)
    assert (found.key, found.record, found.field, found.obtain) == ("Key", "record", "Field", "how")
    assert 0 < len(found.reason) < 200


@pytest.mark.parametrize(
    ("block", "first", "last", "size"),
    [
        ("10.0.1.0/28", "10.0.1.4", "10.0.1.14", 11),
        ("10.0.1.0/27", "10.0.1.4", "10.0.1.30", 27),
        ("10.0.1.0/26", "10.0.1.4", "10.0.1.62", 59),
        ("10.0.1.0/25", "10.0.1.4", "10.0.1.126", 123),
        ("10.0.1.0/24", "10.0.1.4", "10.0.1.254", 251),
        ("10.0.2.0/23", "10.0.2.4", "10.0.3.254", 507),
        ("10.0.4.0/22", "10.0.4.4", "10.0.7.254", 1019),
        ("10.0.8.0/21", "10.0.8.4", "10.0.15.254", 2043),
        ("10.0.16.0/20", "10.0.16.4", "10.0.31.254", 4091),
        ("10.0.0.0/16", "10.0.0.4", "10.0.255.254", 65531),
    ],
)
def test_aws_keeps_the_first_four_addresses_and_the_last(block: str, first: str, last: str, size: int) -> None:
    found = assignable(AddressSet.parse(block))
    assert found.ranges() == [f"{first}-{last}"]
    assert found.size == size


@pytest.mark.parametrize("block", ["10.0.1.0/32", "10.0.1.0/31", "10.0.1.0/30"])
def test_a_block_of_less_than_five_addresses_has_none_to_give(block: str) -> None:
    assert assignable(AddressSet.parse(block)) == NO_ADDRESSES


def block_of(record: Record) -> object:
    state = state_of(world(Subnets=[record]))
    found = state.subnets.get(SUBNET)
    assert found is not None
    return subnet_block(state, found)


def test_a_subnet_has_one_block() -> None:
    assert block_of(subnet()) == AddressSet.parse("10.0.1.0/24")


def test_a_subnet_for_ipv6_alone_has_no_block() -> None:
    bare = {key: value for key, value in subnet().items() if key != "CidrBlock"}
    assert block_of(bare | {"Ipv6Native": True}) == NO_ADDRESSES


def test_a_subnet_whose_block_is_not_in_the_state_has_an_unknown_one() -> None:
    bare = {key: value for key, value in subnet().items() if key != "CidrBlock"}
    found = block_of(bare)
    assert isinstance(found, Fact)
    assert (found.key, found.record, found.field) == ("Subnets", SUBNET, "CidrBlock")


@pytest.mark.parametrize(
    ("record", "blocks"),
    [
        (vpc(VPC, "10.0.0.0/16"), ["10.0.0.0/16"]),
        (vpc(VPC, "10.0.0.0/16", "100.64.0.0/16"), ["10.0.0.0/16", "100.64.0.0/16"]),
        ({"VpcId": VPC, "CidrBlock": "10.0.0.0/16"}, ["10.0.0.0/16"]),
        (vpc(VPC, "10.0.0.0/16", "no block", "100.64.0.0/16"), ["10.0.0.0/16", "100.64.0.0/16"]),
        ({"VpcId": VPC, "CidrBlockAssociationSet": [{}, {"CidrBlock": "10.0.0.0/16"}]}, ["10.0.0.0/16"]),
        ({"VpcId": VPC}, []),
        (vpc("vpc-0000000b"), []),
    ],
)
def test_a_vpc_has_all_its_blocks_that_can_be_read(record: Record, blocks: list[str]) -> None:
    assert vpc_blocks(state_of(world(Vpcs=[record])), VPC) == AddressSet.parse(*blocks)


def test_the_blocks_of_a_prefix_list_of_aws_are_its_cidrs() -> None:
    assert prefix_list_blocks(state_of(world()), S3_LIST) == AddressSet.parse("52.219.0.0/16", "3.5.0.0/16")


def test_the_entries_tell_where_the_cidrs_are_missing() -> None:
    bare = [{"PrefixListId": S3_LIST, "PrefixListName": "list"}]
    held = world(PrefixLists=bare, ManagedPrefixLists=[managed_list(S3_LIST, "list", "52.219.0.0/16")])
    assert prefix_list_blocks(state_of(held), S3_LIST) == AddressSet.parse("52.219.0.0/16")


@pytest.mark.parametrize(
    ("lists", "managed", "place"),
    [
        ([{"PrefixListId": S3_LIST}], [], ("PrefixLists", S3_LIST, "Cidrs")),
        ([prefix_list(S3_LIST, "list", "no block")], [], ("PrefixLists", S3_LIST, "Cidrs")),
        ([], [{"PrefixListId": S3_LIST}], ("ManagedPrefixLists", S3_LIST, "Entries")),
        ([], [{"PrefixListId": S3_LIST, "Entries": [{}]}], ("ManagedPrefixLists", S3_LIST, "Entries")),
        ([], [managed_list(S3_LIST, "list", "no block")], ("ManagedPrefixLists", S3_LIST, "Entries")),
        ([], [], ("ManagedPrefixLists", S3_LIST, "")),
        (None, [], ("PrefixLists", "", "")),
        ([], None, ("ManagedPrefixLists", "", "")),
        (None, None, ("PrefixLists", "", "")),
    ],
)
def test_a_prefix_list_that_is_not_known_names_what_would_tell_it(
    lists: list[Record] | None, managed: list[Record] | None, place: tuple[str, str, str]
) -> None:
    found = prefix_list_blocks(state_of(world(PrefixLists=lists, ManagedPrefixLists=managed)), S3_LIST)
    assert isinstance(found, Fact)
    assert (found.key, found.record, found.field) == place


def test_lists_are_told_apart_by_their_ids() -> None:
    held = world(PrefixLists=[s3_list("52.219.0.0/16"), prefix_list("pl-0000000d", "other", "9.9.9.0/24")])
    assert prefix_list_blocks(state_of(held), "pl-0000000d") == AddressSet.parse("9.9.9.0/24")


def test_two_keys_that_disagree_on_a_list_leave_it_open() -> None:
    own, managed = prefix_list("pl-0000000d", "list", "8.8.8.0/24"), managed_list("pl-0000000d", "list", "8.8.9.0/24")
    fact = prefix_list_cidrs(state_of(world(PrefixLists=[own], ManagedPrefixLists=[managed])), "pl-0000000d")
    assert isinstance(fact, Fact)
    assert (fact.record, fact.field) == ("pl-0000000d", "Cidrs")
    assert "disagree" in fact.reason


def test_two_keys_that_agree_on_a_list_in_another_order_tell_it() -> None:
    own = prefix_list("pl-0000000d", "list", "8.8.8.0/24", "9.9.9.0/24")
    managed = managed_list("pl-0000000d", "list", "9.9.9.0/24", "8.8.8.0/24")
    held = state_of(world(PrefixLists=[own], ManagedPrefixLists=[managed]))
    assert prefix_list_cidrs(held, "pl-0000000d") == ("8.8.8.0/24", "9.9.9.0/24")


TWICE = "the records of this id disagree"
CUT_OFF = "the export ends at a page with NextToken"


@pytest.mark.parametrize(
    ("twice", "members", "told"),
    [
        ("", {"NextToken": "more"}, ("PrefixLists", "", CUT_OFF)),
        (S3_LIST, {}, ("ManagedPrefixLists", S3_LIST, TWICE)),
        (S3_LIST, {"NextToken": "more"}, ("PrefixLists", "", CUT_OFF)),
        ("pl-0000000d", {}, ("ManagedPrefixLists", S3_LIST, "")),
    ],
)
def test_a_prefix_list_that_is_not_shown_names_why_where_that_is_known(
    twice: str, members: dict[str, str], told: tuple[str, str, str]
) -> None:
    lists = [managed_list(twice, "list", cidr) for cidr in ("8.8.8.0/24", "9.9.9.0/24")] if twice else []
    found = prefix_list_cidrs(state_of(world(PrefixLists=[], ManagedPrefixLists=lists, **members)), S3_LIST)
    assert isinstance(found, Fact)
    assert (found.key, found.record, found.reason) == told
