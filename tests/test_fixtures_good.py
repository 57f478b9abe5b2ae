import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import netaddr
import pytest

from fixtures import make_good
from fixtures.edits import ids_by_name
from fixtures.examples import GOOD, good
from fixtures.export import read
from fixtures.repairs import MOMENT, REPAIRS, repair

ROOT = Path(make_good.__file__).parent.parent
STATE = good()["state"]
JOB = good()["job"]
NAMES = ids_by_name(STATE)


def record(key: str, name: str) -> dict[str, Any]:
    (found,) = (each for each in STATE[key] if NAMES[name] in each.values())
    return dict(found)


def strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from strings(item)
        case list():
            for item in value:
                yield from strings(item)


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_making_it_again_gives_the_same_bytes(hash_seed: str) -> None:
    elsewhere = {"AWS_PROFILE": "nobody", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-m", "fixtures.make_good", "--check"],
        cwd=ROOT,
        env={**os.environ, **elsewhere, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_check_names_the_files_that_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = {"a.json": "1\n", "b.json": "2\n", "c.json": "3\n"}
    assert make_good.write(texts, tmp_path / "good") == 0
    assert make_good.compare(texts, tmp_path / "good") == 0
    (tmp_path / "good" / "a.json").write_text("0\n", encoding="utf-8")
    (tmp_path / "good" / "b.json").unlink()
    assert make_good.compare(texts, tmp_path / "good") == 1
    named = [line.split()[0] for line in capsys.readouterr().err.splitlines()]
    assert named == ["good/a.json", "good/b.json"]


def test_another_release_of_moto_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_good, "installed_moto", lambda: "9.9.9")
    assert make_good.main(["--check"]) == 2
    assert "9.9.9 is installed" in capsys.readouterr().err


def test_the_files_are_sorted_json_of_a_readable_size() -> None:
    for name, document in good().items():
        text = (GOOD / f"{name}.json").read_text(encoding="utf-8")
        assert text == json.dumps(document, indent=2, sort_keys=True) + "\n"
        assert len(text) < 120_000


def test_the_state_has_every_key_that_a_vpc_can_have() -> None:
    assert sorted(STATE) == [
        "BucketLocations",
        "BucketPolicies",
        "DhcpOptions",
        "EgressOnlyInternetGateways",
        "FlowLogs",
        "InternetGateways",
        "ManagedPrefixLists",
        "NatGateways",
        "NetworkAcls",
        "NetworkInterfaces",
        "PrefixLists",
        "RolePolicies",
        "RouteTables",
        "SecurityGroupRules",
        "SecurityGroupVpcAssociations",
        "SecurityGroups",
        "SubnetCidrReservations",
        "Subnets",
        "TransitGatewayVpcAttachments",
        "VpcAttributes",
        "VpcBlockPublicAccessExclusions",
        "VpcBlockPublicAccessOptions",
        "VpcEndpointServices",
        "VpcEndpoints",
        "VpcPeeringConnections",
        "Vpcs",
        "vpclint",
    ]


def test_the_header_says_whose_state_it_is_and_that_every_call_was_answered() -> None:
    header = STATE["vpclint"]
    calls = header.pop("calls")
    assert header == {
        "schema": 1,
        "account": "123456789012",
        "partition": "aws",
        "region": "eu-central-1",
    }
    assert {call["outcome"] for call in calls} == {"ok"}
    assert {"DescribeVpcs", "DescribeSubnets", "GetBucketPolicy"} <= {call["operation"] for call in calls}


def test_nothing_tells_of_the_server_or_of_today() -> None:
    text = (GOOD / "state.json").read_text(encoding="utf-8").lower()
    assert "moto" not in text
    assert {text for text in strings(STATE) if text.startswith("20") and "T" in text} == {MOMENT}


@pytest.mark.parametrize(
    ("subnet", "table", "targets"),
    [
        ("private-a", "private", ["local", "local", "s3"]),
        ("private-b", "main", ["local", "local", "s3"]),
        ("egress-a", "egress", ["local", "local", "nat", "s3"]),
        ("public-a", "public", ["internet", "local", "local"]),
    ],
)
def test_a_subnet_uses_its_table_or_the_main_one(subnet: str, table: str, targets: list[str]) -> None:
    associations = [link for each in STATE["RouteTables"] for link in each["Associations"]]
    explicit = [link["RouteTableId"] for link in associations if link.get("SubnetId") == NAMES[subnet]]
    main = [link["RouteTableId"] for link in associations if link["Main"]]
    assert (explicit or main) == [NAMES[table]]
    by_id = {resource: name for name, resource in NAMES.items()}
    ways = [route.get("GatewayId") or route.get("NatGatewayId") for route in record("RouteTables", table)["Routes"]]
    assert sorted(by_id.get(way, way) for way in ways) == targets


def test_the_endpoint_claims_just_the_tables_that_route_to_it() -> None:
    routed = {
        table["RouteTableId"]
        for table in STATE["RouteTables"]
        if any(route.get("GatewayId") == NAMES["s3"] for route in table["Routes"])
    }
    assert set(record("VpcEndpoints", "s3")["RouteTableIds"]) == routed


def test_every_prefix_list_that_is_named_has_its_addresses() -> None:
    cidrs = {each["PrefixListId"]: each["Cidrs"] for each in STATE["PrefixLists"]}
    entries = {
        each["PrefixListId"]: [entry["Cidr"] for entry in each["Entries"]] for each in STATE["ManagedPrefixLists"]
    }
    assert cidrs == entries
    assert {"pl-6ea54007", *(text for text in strings(STATE["RouteTables"]) if text.startswith("pl-"))} == {
        "pl-6ea54007"
    }
    assert NAMES["com.amazonaws.eu-central-1.s3"] == "pl-6ea54007"
    assert cidrs["pl-6ea54007"]


def test_every_interface_has_an_address_of_its_subnet_that_counts_as_taken() -> None:
    for subnet in STATE["Subnets"]:
        block = netaddr.IPNetwork(subnet["CidrBlock"])
        taken = [each for each in STATE["NetworkInterfaces"] if each["SubnetId"] == subnet["SubnetId"]]
        assert all(netaddr.IPAddress(each["PrivateIpAddress"]) in block for each in taken)
        assert subnet["AvailableIpAddressCount"] == block.size - 5 - len(taken)


def test_interfaces_are_those_of_the_endpoint_and_of_the_nat_gateway() -> None:
    kinds = sorted(
        (each["InterfaceType"], [group["GroupId"] for group in each["Groups"]]) for each in STATE["NetworkInterfaces"]
    )
    assert kinds == [("nat_gateway", []), *[("vpc_endpoint", [NAMES["endpoints"]])] * 2]
    nat = record("NatGateways", "nat")["NatGatewayAddresses"][0]
    assert nat["PrivateIp"] in [each["PrivateIpAddress"] for each in STATE["NetworkInterfaces"]]


def test_the_default_group_admits_itself() -> None:
    pairs = [rule["UserIdGroupPairs"] for rule in record("SecurityGroups", "default")["IpPermissions"]]
    assert pairs == [[{"GroupId": NAMES["default"], "UserId": "123456789012"}]]


def test_every_permission_has_its_rule() -> None:
    peers = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")
    for group in STATE["SecurityGroups"]:
        permissions = [*group["IpPermissions"], *group["IpPermissionsEgress"]]
        rules = [rule for rule in STATE["SecurityGroupRules"] if rule["GroupId"] == group["GroupId"]]
        assert len(rules) == sum(len(permission[kind]) for permission in permissions for kind in peers)


def test_only_the_one_vpc_is_left_and_all_belongs_to_it() -> None:
    assert [vpc["VpcId"] for vpc in STATE["Vpcs"]] == [NAMES["ml"]]
    owners = {each["VpcId"] for key in STATE if isinstance(STATE[key], list) for each in STATE[key] if "VpcId" in each}
    assert owners == {NAMES["ml"]}


def test_the_job_runs_in_the_private_subnets_with_its_group() -> None:
    assert JOB["NetworkConfig"]["VpcConfig"] == {
        "SecurityGroupIds": [NAMES["processing"]],
        "Subnets": [NAMES["private-a"], NAMES["private-b"]],
    }


def test_a_repair_does_not_change_what_it_is_given() -> None:
    raw: dict[str, Any] = {key: [] for key in STATE} | {
        "Vpcs": [{"VpcId": "vpc-1", "CreatedAt": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)}]
    }
    repaired = repair(raw)
    assert raw["Vpcs"][0].keys() == {"VpcId", "CreatedAt"}
    assert repaired["Vpcs"][0]["CreatedAt"] == MOMENT


def test_what_json_cannot_hold_has_no_place_in_a_snapshot() -> None:
    with pytest.raises(TypeError, match="has no place in a snapshot"):
        repair({"Vpcs": [{"VpcId": {1, 2}}]})


def test_every_repair_tells_the_fact_that_it_restores() -> None:
    assert all(mend.__doc__ for mend in REPAIRS)


class Pages:
    """A client whose one operation answers in three pages."""

    def __init__(self) -> None:
        self.calls: list[dict[str, str]] = []

    def describe_things(self, **parameters: str) -> dict[str, Any]:
        self.calls.append(parameters)
        pages: dict[str | None, dict[str, Any]] = {
            None: {"Things": [{"n": 1}], "NextToken": "second"},
            "second": {"NextToken": "third"},
            "third": {"Things": [{"n": 3}], "NextToken": ""},
        }
        return pages[parameters.get("NextToken")]


def test_every_page_is_read() -> None:
    client = Pages()
    assert read(client, "describe_things", "Things", Of="x") == [{"n": 1}, {"n": 3}]
    assert client.calls == [{"Of": "x"}, {"Of": "x", "NextToken": "second"}, {"Of": "x", "NextToken": "third"}]
