"""Files of AWS Config: which records are in them, whose they are, and what they leave open."""

import copy
import json
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from sources.recording import ACCOUNT, REGION, item, recorded, snapshot
from vpclint.aws.kinds import KINDS, Unread
from vpclint.sources.aws_config import is_config, read_config
from vpclint.sources.config_records import TYPES
from vpclint.sources.snapshot import Snapshot
from vpclint.state.state import State

VPC, SUBNET, GATEWAY = "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::InternetGateway"


def undecoded(document: Any) -> dict[str, Raw]:
    return msgspec.json.decode(msgspec.json.encode(document), type=dict[str, Raw])


def read(document: Any) -> tuple[Snapshot, ...]:
    return read_config(undecoded(document), "config.json")


def one(*items: Any, **members: Any) -> State:
    [found] = read(snapshot(items, **members))
    return state_of(found)


def state_of(found: Snapshot) -> State:
    return State({key: [batch] for key, batch in found.batches.items()}, found.header)


def gateway(number: int = 1, **members: Any) -> dict[str, Any]:
    name = f"igw-{number}"
    configuration = {"internetGatewayId": name, "attachments": [{"vpcId": f"vpc-{number}", "state": "available"}]}
    return item(GATEWAY, name, members.pop("configuration", configuration), **members)


def results(*items: Any, fields: tuple[str, ...] = ("resourceType", "configuration")) -> dict[str, Any]:
    selected = [{"Name": field} for field in fields]
    return {"Results": [json.dumps(each) for each in items], "QueryInfo": {"SelectFields": selected}}


def why(facts: Any) -> str:
    (fact,) = facts
    return str(fact.reason)


FILES = [
    snapshot([]),
    {"configurationItems": []},
    {"baseConfigurationItems": [], "unprocessedResourceKeys": []},
    results(),
    {"Results": ['{"resourceType": "AWS::EC2::VPC"}']},
]


@pytest.mark.parametrize("document", FILES, ids=",".join)
def test_a_file_is_told_by_its_content_decoded_or_not(document: Any) -> None:
    assert is_config(document)
    assert is_config(undecoded(document))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"Results": []},
        {"Results": [{"x": 1}]},
        {"Results": ["x"]},
        {"configurationItems": {}},
        {"QueryInfo": {}},
    ],
    ids=str,
)
def test_what_is_no_file_of_aws_config_is_told_decoded_or_not(document: Any) -> None:
    assert not is_config(document)
    assert not is_config(undecoded(document))


def test_half_a_character_is_the_beginning_of_no_item() -> None:
    assert not is_config({"configurationItems": ["\ud800"]})


def test_a_snapshot_holds_all_of_a_type_that_it_shows() -> None:
    state = one(gateway())
    assert state.internet_gateways.exists("igw-1").is_yes
    assert state.internet_gateways.exists("igw-2").is_no
    place = state.internet_gateways.place("igw-1", "/Attachments")
    assert place is not None
    assert (place.file, place.pointer) == ("config.json", "/configurationItems/0")


def test_a_type_of_which_a_snapshot_shows_none_may_not_be_recorded() -> None:
    state = one(gateway())
    assert "may not record this type" in why(state.nat_gateways.exists("nat-1").facts)


@pytest.mark.parametrize("status", ["ResourceNotRecorded", "New"])
def test_a_resource_that_is_not_recorded_proves_nothing_of_its_type(status: str) -> None:
    state = one(gateway(configurationItemStatus=status))
    assert "did not record its configuration" in str(state.internet_gateways.exists("igw-1").facts)
    assert "may not record this type" in why(state.internet_gateways.exists("igw-2").facts)


@pytest.mark.parametrize("status", ["OK", "ResourceDiscovered", None], ids=str)
def test_a_resource_that_is_there_counts(status: str | None) -> None:
    assert one(gateway(configurationItemStatus=status)).internet_gateways.exists("igw-1").is_yes


def test_what_is_never_recorded_is_unknown_and_says_why() -> None:
    [found] = read(snapshot(recorded()))
    state = state_of(found)
    never = {kind.key for kind in KINDS.values() if kind.record is not Unread and not kind.assumed} - {
        kind.key for kind in TYPES.values()
    }
    assert never >= {"PrefixLists", "VpcAttributes", "VpcEndpointServices"}
    for key in never:
        assert why(found.batches[key].gaps) == "AWS Config does not record it"
    assert not found.batches.keys() & {"SubnetCidrReservations", "BucketLocations", "VpcBlockPublicAccessOptions"}
    assert state.vpc_attributes.fact("vpc-1", "EnableDnsSupport").reason == "AWS Config does not record it"
    fact = state.subnets.fact("subnet-1", "AvailableIpAddressCount")
    assert "free addresses change without that" in fact.reason
    assert "describe-subnets" in fact.obtain


@pytest.mark.parametrize("kind", ["vpcs", "subnets", "security_groups"])
def test_other_accounts_may_share_what_a_snapshot_does_not_show(kind: str) -> None:
    state = one(*recorded())
    assert why(getattr(state, kind).exists("x-1").facts) == "AWS Config may not record what other accounts share"


def test_a_snapshot_with_a_vpc_of_another_account_is_complete_for_nothing() -> None:
    shared = item(SUBNET, "subnet-1", {"subnetId": "subnet-1", "ownerId": "210987654321"})
    assert "belongs to 210987654321" in why(one(gateway(), shared).internet_gateways.exists("igw-2").facts)
    for owner in (ACCOUNT, None):
        own = item(SUBNET, "subnet-1", {"subnetId": "subnet-1", "ownerId": owner})
        assert one(gateway(), own).internet_gateways.exists("igw-2").is_no


def test_prefix_lists_of_aws_are_not_recorded() -> None:
    ours = item("AWS::EC2::PrefixList", "pl-1", {"PrefixListId": "pl-1", "Entries": []})
    state = one(ours)
    assert state.managed_prefix_lists.exists("pl-1").is_yes
    assert "the prefix lists of AWS" in why(state.managed_prefix_lists.exists("pl-2").facts)


@pytest.mark.parametrize("members", [{"configSnapshotId": None}, {"configSnapshotId": ""}, {}], ids=str)
def test_a_history_is_complete_for_nothing(members: Any) -> None:
    history = snapshot([gateway()]) | members
    if not members:
        del history["configSnapshotId"]
    [found] = read(history)
    assert "only a snapshot" in why(state_of(found).internet_gateways.exists("igw-2").facts)


def test_the_answer_of_a_query_is_complete_for_nothing() -> None:
    described = {**gateway(), "accountId": ACCOUNT, "configuration": json.dumps(gateway()["configuration"])}
    for document in ({"baseConfigurationItems": [described]}, results(gateway())):
        [found] = read(document)
        state = state_of(found)
        assert state.internet_gateways.exists("igw-1").is_yes
        assert "need not hold all" in why(state.internet_gateways.exists("igw-2").facts)


def test_a_query_of_a_part_of_the_configuration_tells_no_record() -> None:
    part = results(gateway(), fields=("resourceId", "configuration.attachments"))
    untold = {"Results": results(gateway())["Results"]}
    strange = results(gateway()) | {"QueryInfo": {"SelectFields": [7]}}
    for document in (part, untold, strange):
        [found] = read(document)
        (fact,) = state_of(found).internet_gateways.exists("igw-1").facts
        assert fact.reason == "a query of AWS Config is not known to have selected the whole configuration"
        assert "configurationItemStatus, configuration WHERE" in fact.obtain


def test_each_account_and_region_is_a_state_of_its_own() -> None:
    there = gateway(2, awsRegion="us-east-1")
    theirs = gateway(3, awsAccountId="210987654321")
    role = item("AWS::IAM::Role", "AROA1", {}, awsRegion="global")
    found = read(snapshot([role, gateway(), there, theirs]))
    assert [(each.header.account, each.header.region, each.header.partition) for each in found] == [
        (ACCOUNT, REGION, "aws"),
        (ACCOUNT, "us-east-1", "aws"),
        ("210987654321", REGION, "aws"),
    ]
    assert [[each.internet_gateway_id for each in state_of(one).internet_gateways] for one in found] == [
        ["igw-1"],
        ["igw-2"],
        ["igw-3"],
    ]


@pytest.mark.parametrize(("account", "name"), [("awsAccountId", "ARN"), ("accountId", "arn")])
def test_recorder_and_queries_spell_the_owner_in_their_own_way(account: str, name: str) -> None:
    given = {key: value for key, value in gateway().items() if key not in ("awsAccountId", "ARN")}
    [found] = read(snapshot([given | {account: ACCOUNT, name: f"arn:aws-cn:ec2:{REGION}:{ACCOUNT}:x/igw-1"}]))
    assert (found.header.account, found.header.partition) == (ACCOUNT, "aws-cn")


def test_a_partition_that_items_disagree_on_is_not_told() -> None:
    [found] = read(snapshot([gateway(), gateway(2, ARN="arn:aws-cn:ec2:x")]))
    assert found.header.partition == ""


def test_a_file_without_such_items_is_an_empty_state() -> None:
    [found] = read(snapshot([item("AWS::IAM::Role", "AROA1", {}, awsRegion="global")]))
    assert found.header.region == ""
    assert state_of(found).vpcs.exists("vpc-1").is_unknown


@pytest.mark.parametrize(
    "configuration", [None, 7, [], "x", {}, {"internetGatewayId": 1}, {"internetGatewayId": "igw-1", "attachments": 0}]
)
def test_a_configuration_that_can_not_be_read_costs_its_record(configuration: Any) -> None:
    state = one(gateway(configuration=configuration), gateway(2))
    reason = why(state.internet_gateways.exists("igw-1").facts)
    starts = tuple(
        f"its configuration can't be read: {start} " for start in ("expected", "object", "JSON is malformed:")
    )
    assert reason.startswith(starts)
    assert state.internet_gateways.exists("igw-2").is_yes
    assert state.internet_gateways.exists("igw-3").is_no
    place = state.internet_gateways.place("igw-2")
    assert place is not None
    assert place.pointer == "/configurationItems/1"


def test_an_item_that_can_not_be_read_leaves_its_type_open_if_that_is_told() -> None:
    state = one(gateway(), item(VPC, "vpc-1", {"vpcId": "vpc-1"}, awsRegion=7))
    assert state.internet_gateways.exists("igw-2").is_no
    assert "configuration item 1 can't be read" in why(state.vpcs.exists("vpc-1").facts)
    for strange in (7, "x", [], {"resourceType": 7}, None):
        state = one(strange, gateway())
        assert "configuration item 0 can't be read" in why(state.internet_gateways.exists("igw-2").facts)


def test_an_item_that_can_not_be_read_leaves_open_what_others_of_its_type_do_not_show() -> None:
    state = one(gateway(), gateway(2, awsRegion=7))
    assert "configuration item 1 can't be read" in why(state.internet_gateways.exists("igw-2").facts)
    assert "may not record this type" in why(state.nat_gateways.exists("nat-1").facts)
    assert "configuration item 0 can't be read" in why(one(7, gateway()).nat_gateways.exists("nat-1").facts)


def test_the_options_of_block_public_access_are_assumed_only_where_none_was_lost() -> None:
    options = "AWS::EC2::VPCBlockPublicAccessOptions"
    assert one().vpc_block_public_access_options.assumed
    assert not one(item(options, ACCOUNT, {}, awsRegion=7)).vpc_block_public_access_options.assumed
    assert not one(item(options, ACCOUNT, 7)).vpc_block_public_access_options.assumed
    told = one(item(options, ACCOUNT, {"AccountId": ACCOUNT, "InternetGatewayBlockMode": "block-bidirectional"}))
    assert [each.internet_gateway_block_mode for each in told.vpc_block_public_access_options] == [
        "block-bidirectional"
    ]


EARLY, LATE = "2026-01-05T08:00:00.000Z", "2026-01-05T09:30:00+01:00"


def seen(time: Any, **members: Any) -> dict[str, Any]:
    given = copy.deepcopy(gateway(**members))
    given["configurationItemCaptureTime"] = time
    return given


def attached(state: State) -> Any:
    found = state.internet_gateways.get("igw-1")
    return found and [each.vpc_id for each in found.attachments]  # type: ignore[union-attr]


BARE = {"internetGatewayId": "igw-1", "attachments": []}


@pytest.mark.parametrize("order", [1, -1])
def test_the_newest_item_of_a_resource_holds(order: int) -> None:
    items = [seen(EARLY), seen(LATE, configuration=BARE)][::order]
    assert attached(one(*items)) == []


@pytest.mark.parametrize("time", [None, "", "yesterday", [], "2026-01-05T09:30:00", EARLY], ids=str)
def test_items_that_disagree_at_unknown_or_equal_times_count_for_nothing(time: Any) -> None:
    state = one(seen(EARLY), seen(time, configuration=BARE))
    assert attached(state) is None
    assert "disagree" in why(state.internet_gateways.exists("igw-1").facts)


def test_a_resource_that_was_deleted_last_is_gone() -> None:
    state = one(seen(EARLY), seen(LATE, configurationItemStatus="ResourceDeleted"), gateway(2))
    assert state.internet_gateways.exists("igw-1").is_no


def test_a_resource_that_was_deleted_before_is_there() -> None:
    state = one(seen(LATE), seen(EARLY, configurationItemStatus="ResourceDeletedNotRecorded"))
    assert state.internet_gateways.exists("igw-1").is_yes


def test_what_was_deleted_without_an_id_may_be_any_resource() -> None:
    state = one(gateway(), gateway(2, configurationItemStatus="ResourceDeleted", resourceId=""))
    assert "deleted" in why(state.internet_gateways.exists("igw-3").facts)


def test_an_item_without_an_id_has_that_of_its_configuration_and_one_with_another_id_is_unknown() -> None:
    assert one(gateway(resourceId="")).internet_gateways.exists("igw-1").is_yes
    state = one(gateway(resourceId="igw-2"))
    assert why(state.internet_gateways.exists("igw-2").facts) == "its configuration has another id"
    assert state.internet_gateways.get("igw-1") is None


def test_a_resource_that_was_deleted_at_an_unknown_time_is_unknown() -> None:
    state = one(seen(EARLY), seen(None, configurationItemStatus="ResourceDeleted"), gateway(2))
    assert "deleted" in why(state.internet_gateways.exists("igw-1").facts)
    assert state.internet_gateways.exists("igw-2").is_yes


def test_an_old_item_does_not_stand_in_for_a_newer_one_that_can_not_be_read() -> None:
    for time in (LATE, None, EARLY):
        state = one(seen(EARLY), seen(time, configuration=7))
        assert "can't be read" in why(state.internet_gateways.exists("igw-1").facts)


@pytest.mark.parametrize(
    ("given", "utc"),
    [
        ("2026-01-05T08:00:00Z", "2026-01-05T08:00:00.000000Z"),
        ("2026-01-05T09:30:00.5+01:00", "2026-01-05T08:30:00.500000Z"),
        (1767600000, "2026-01-05T08:00:00.000000Z"),
        (1767600000.25, "2026-01-05T08:00:00.250000Z"),
        ("0001-01-01T00:00:00+14:00", ""),
        (1e300, ""),
        (True, ""),
        ({}, ""),
    ],
)
def test_times_are_told_in_utc(given: Any, utc: str) -> None:
    [found] = read(snapshot([seen(given)]))
    assert found.batches["InternetGateways"].times == (utc,)
