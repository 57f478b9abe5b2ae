"""Files of AWS Config with anything in any place: nothing crashes, and what is lost is unknown, never absent."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from sources.recording import item, recorded, snapshot
from vpclint.checks.input import record_unreadable
from vpclint.decision.export import Export
from vpclint.finding import Finding
from vpclint.sources.aws_config import is_config, read_config
from vpclint.sources.config_records import TYPES
from vpclint.state.state import State
from vpclint.state.table import Table

STRANGE: list[Any] = [None, True, 0, -1.5, "", "x", "[", "{}", [], [0], [[]], [{}], [None], {}, {"value": []}, {"": 1}]

ITEMS = {each["resourceType"]: each for each in recorded()} | {
    "AWS::EC2::PrefixList": item("AWS::EC2::PrefixList", "pl-1", {"PrefixListId": "pl-1", "Entries": [{"Cidr": "x"}]}),
    "AWS::EC2::TransitGatewayAttachment": item("AWS::EC2::TransitGatewayAttachment", "t-1", {"Id": "t-1"}),
    "AWS::EC2::VPCPeeringConnection": item(
        "AWS::EC2::VPCPeeringConnection", "pcx-1", {"vpcPeeringConnectionId": "pcx-1", "status": "active"}
    ),
    "AWS::EC2::VPCBlockPublicAccessOptions": item(
        "AWS::EC2::VPCBlockPublicAccessOptions", "1", {"InternetGatewayBlockMode": "off"}
    ),
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value in a document, lists by their first item only."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for name, member in members:
        yield from paths(member, (*path, name))


def with_value(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A document in which another value stands in one place."""
    if not path:
        return value
    changed = copy.deepcopy(document)
    holder = changed
    for part in path[:-1]:
        holder = holder[part]
    holder[path[-1]] = value
    return changed


def states(document: Any) -> list[State]:
    members = msgspec.json.decode(msgspec.json.encode(document), type=dict[str, Raw])
    found = read_config(members, "config.json") if is_config(members) else ()
    return [State({key: [batch] for key, batch in each.batches.items()}, each.header) for each in found]


def table_of(state: State, resource_type: str) -> Table[Any]:
    return next(each for each in vars(state).values() if isinstance(each, Table) and each.kind is TYPES[resource_type])


def test_each_type_has_an_item() -> None:
    assert ITEMS.keys() == TYPES.keys()


@pytest.mark.parametrize("resource_type", sorted(TYPES))
def test_a_strange_value_in_an_item_leaves_its_resource_open(resource_type: str) -> None:
    given = ITEMS[resource_type]
    [whole] = states(snapshot([given]))
    record_id = given["resourceId"]
    assert [*table_of(whole, resource_type)]
    for path in paths(given):
        if path[:1] in (("resourceType",), ("resourceId",), ("configurationItemStatus",)):
            continue
        for value in STRANGE:
            for state in states(snapshot([with_value(given, path, value)])):
                table = table_of(state, resource_type)
                assert table.kind.single or not table.exists(record_id).is_no, (path, value)


def test_a_strange_value_anywhere_in_a_file_crashes_nothing() -> None:
    given = snapshot([ITEMS["AWS::EC2::SecurityGroup"]])
    answers = {"Results": [msgspec.json.encode(ITEMS["AWS::EC2::VPC"]).decode()], "QueryInfo": {"SelectFields": [{}]}}
    for document in (given, answers, {"baseConfigurationItems": given["configurationItems"]}):
        for path in paths(document):
            for value in STRANGE if path else ():
                assert all(state.files == () for state in states(with_value(document, path, value)))


@pytest.mark.parametrize("raw", [b'"\xff"', b"[" * 500 + b"]" * 500, b'{"resourceType": "\xff"}'])
def test_bytes_that_are_no_text_cost_the_item(raw: bytes) -> None:
    for before in (b"", b'{"resourceType": "AWS::EC2::VPC", "configuration": '):
        items = Raw(b"[%s%s]" % (before + raw, b"}" if before else b""))
        (found,) = read_config({"configurationItems": items}, "config.json")
        assert found.batches["Vpcs"].gaps


def unreadable(text: str) -> tuple[State, list[Finding]]:
    """The state of a file that JSON writers do not write, and what is said of the records in it."""
    [found] = read_config(msgspec.json.decode(text, type=dict[str, Raw]), "config.json")
    state = State({key: [batch] for key, batch in found.batches.items()}, found.header)
    return state, list(record_unreadable(Export(state, {}, datetime.now(UTC))))


WHOLE = json.dumps(snapshot([ITEMS["AWS::EC2::InternetGateway"], ITEMS["AWS::EC2::NatGateway"]]))
GATEWAY, NAT = (ITEMS[f"AWS::EC2::{name}"]["resourceId"] for name in ("InternetGateway", "NatGateway"))


def test_nothing_is_said_of_items_that_can_be_read() -> None:
    assert unreadable(WHOLE)[1] == []


@pytest.mark.parametrize("spelled", ["object", "text"])
def test_a_key_that_stands_twice_in_a_configuration_makes_its_resource_unknown(spelled: str) -> None:
    inner = json.dumps(ITEMS["AWS::EC2::InternetGateway"]["configuration"])
    twice = inner[:-1] + ', "attachments": []}'
    state, [finding] = unreadable(WHOLE.replace(inner, twice if spelled == "object" else json.dumps(twice)))
    assert state.internet_gateways.exists(GATEWAY).is_unknown
    assert state.nat_gateways.exists(NAT).is_yes
    assert finding.message == f"{GATEWAY} in InternetGateways can't be read: the key 'attachments' stands twice"
    assert [(place.file, place.pointer) for place in finding.places] == [("config.json", "/configurationItems/0")]


def test_a_key_that_stands_twice_in_an_item_opens_its_type() -> None:
    marked = WHOLE.replace('"configurationItemVersion"', '"resourceId": "igw-9", "configurationItemVersion"', 1)
    state, [finding] = unreadable(marked)
    assert state.internet_gateways.exists(GATEWAY).is_unknown
    assert state.internet_gateways.exists("igw-9").is_unknown
    assert state.nat_gateways.exists(NAT).is_yes
    assert finding.message == "item 0 in InternetGateways can't be read: the key 'resourceId' stands twice"
    assert [(place.file, place.pointer) for place in finding.places] == [("config.json", "/configurationItems/0")]


@pytest.mark.parametrize("depth", [900, 1000, 100_000])
def test_of_a_configuration_too_deep_to_read_others_lose_nothing(depth: int) -> None:
    inner = json.dumps(ITEMS["AWS::EC2::InternetGateway"]["configuration"])
    deep = json.dumps(f'{{"attachments": [], "x": {"[" * depth}{"]" * depth}}}')
    state, _ = unreadable(WHOLE.replace(inner, deep))
    assert not state.internet_gateways.exists("igw-9").is_yes
    assert state.nat_gateways.exists(NAT).is_yes
