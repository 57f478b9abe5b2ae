"""Values that AWS never gives: each costs its record or its rule, is named with its reason, and decides nothing."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from cli.running import (
    GONE,
    GROUPS,
    JOB,
    STATE,
    SUBNETS,
    VPC,
    VPC_CONFIG,
    Path_,
    Run,
    at,
    check,
    good_folder,
    job,
    put,
    state,
    verdicts,
)
from cli.running import findings as of_rule

SUBNET, GROUP = (
    at("Subnets", "SubnetId", SubnetId=SUBNETS[0])[:2],
    at("SecurityGroups", "GroupId", GroupId=GROUPS[0])[:2],
)
TABLE = next(
    ("RouteTables", index)
    for index, table in enumerate(STATE["RouteTables"])
    if any(link.get("SubnetId") == SUBNETS[0] for link in table["Associations"])
)
S3_LIST = next(index for index, each in enumerate(STATE["PrefixLists"]) if each["PrefixListName"].endswith(".s3"))
S3_ENTRIES = next(
    index for index, each in enumerate(STATE["ManagedPrefixLists"]) if each["PrefixListName"].endswith(".s3")
)
ENTRIES = STATE["NetworkAcls"][0]["Entries"]
EGRESS = STATE["SecurityGroups"][GROUP[1]]["IpPermissionsEgress"]
NO_LISTS: dict[str, Any] = {"Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
TO_ALL = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}], **NO_LISTS}


def opened(run: Run) -> str:
    """What can't be told, while nothing is proved and nothing else is wrong."""
    found = run.report
    assert run.code in (0, 3)
    assert "fail" not in {finding["status"] for finding in found["findings"]} | {*verdicts(found).values()}
    return "\n".join(finding["message"] for finding in of_rule(found, "fact-missing"))


def told(folder: Path, *changes: tuple[Path_, Any], **keys: Any) -> str:
    return opened(check(good_folder(folder, state_json=state(*changes, **keys)), "--format", "json", "."))


BLOCKS = ["10.0.0.0/33", "x", "10.0.0.0/8 10.0.0.0/8", "10.0.0.0/-1", "256.0.0.0/8", "10.0.0.1/16"]
PLACES: dict[str, tuple[list[tuple[Path_, Any]], Path_]] = {
    "CidrBlockAssociationSet[0] of vpc-": ([], ("Vpcs", 0, "CidrBlockAssociationSet", 0, "CidrBlock")),
    "CidrBlock of subnet-": ([], (*SUBNET, "CidrBlock")),
    "Routes[0] of rtb-": ([], (*TABLE, "Routes", 0, "DestinationCidrBlock")),
    "Entries[0] of acl-": ([], ("NetworkAcls", 0, "Entries", 0, "CidrBlock")),
    "Cidrs of pl-": ([(("ManagedPrefixLists",), GONE)], ("PrefixLists", S3_LIST, "Cidrs", 0)),
    "Entries of pl-": (
        [(("PrefixLists",), GONE)],
        ("ManagedPrefixLists", S3_ENTRIES, "Entries", 0, "Cidr"),
    ),
}


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("named", PLACES)
def test_a_block_that_is_none_or_has_host_bits_is_named_with_its_place(tmp_path: Path, named: str, block: str) -> None:
    before, place = PLACES[named]
    message = told(tmp_path, *before, (place, block))
    assert named in message
    assert f"can't be told: '{block}' " in message


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_in_a_rule_of_a_group_that_is_none_is_named_where_it_matters(tmp_path: Path, block: str) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": block}], **NO_LISTS}
    message = told(tmp_path, ((*GROUP, "IpPermissionsEgress"), [EGRESS[0], rule]))
    assert f"IpPermissionsEgress[1].CidrIp of {GROUPS[0]} can't be told: '{block}' " in message
    assert told(tmp_path, ((*GROUP, "IpPermissionsEgress"), [*EGRESS, rule])) == ""


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_ipv6_that_is_none_lets_no_ipv4_through(tmp_path: Path, block: str) -> None:
    rule = {"IpProtocol": "-1", "IpRanges": [], **NO_LISTS, "Ipv6Ranges": [{"CidrIpv6": block}]}
    good_folder(tmp_path, state_json=state(((*GROUP, "IpPermissionsEgress"), [EGRESS[0], rule])))
    assert of_rule(check(tmp_path, ".", "--format", "json").report, "security-group-egress")[0]["status"] == "fail"


@pytest.mark.parametrize("block", BLOCKS)
def test_a_reservation_whose_block_is_none_leaves_the_free_addresses_open(tmp_path: Path, block: str) -> None:
    reservation = {"SubnetCidrReservationId": "scr-1", "SubnetId": SUBNETS[0], "Cidr": block}
    uncounted = ((*SUBNET, "AvailableIpAddressCount"), GONE)
    assert "AvailableIpAddressCount of" in told(tmp_path, uncounted, SubnetCidrReservations=[reservation])


@pytest.mark.parametrize("block", [*BLOCKS[:2], "10.0.0.1/16", "10.0.0.0/8:70000"])
def test_a_block_that_is_none_is_no_host_to_need(tmp_path: Path, block: str) -> None:
    run = check(good_folder(tmp_path), ".", "--need-internet", block)
    if block != "x":
        assert (run.code, run.out) == (2, "")
        assert "--need-internet" in run.err
    else:
        assert run.code in (1, 3)


@pytest.mark.parametrize(
    ("count", "why"),
    [(-1, "-1 is impossible"), (-(2**63), "is impossible"), (2**64, "is more than the"), (252, "more than the 251")],
)
def test_an_impossible_count_of_free_addresses_counts_for_nothing(tmp_path: Path, count: int, why: str) -> None:
    message = told(tmp_path, ((*SUBNET, "AvailableIpAddressCount"), count))
    assert "AvailableIpAddressCount of subnet-" in message
    assert why in message


@pytest.mark.parametrize("count", [0, -1, -(2**63), 2**64])
def test_an_impossible_count_of_instances_is_an_error_of_the_request(tmp_path: Path, count: int) -> None:
    put(tmp_path, {"job.json": job((("ProcessingResources", "ClusterConfig", "InstanceCount"), count))})
    put(tmp_path, {"state.json": STATE})
    run = check(tmp_path, ".", "--format", "json")
    assert run.code == 1
    assert str(count) in of_rule(run.report, "job-request-invalid")[0]["message"]


PORTS = [(443, 70000), (65536, 65537), (500, 400), (-5, 443), (443, -1), (-(2**63), 2**63 - 1)]


@pytest.mark.parametrize(("first", "last"), PORTS)
def test_ports_that_are_none_make_a_rule_of_a_group_unknown(tmp_path: Path, first: int, last: int) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": first, "ToPort": last, **TO_ALL}
    message = told(tmp_path, ((*GROUP, "IpPermissionsEgress"), [EGRESS[0], rule]))
    assert "IpPermissionsEgress[1] of sg-" in message


@pytest.mark.parametrize(("first", "last"), PORTS)
@pytest.mark.parametrize("action", ["allow", "deny"])
def test_ports_that_are_none_make_an_entry_of_a_network_acl_unknown(
    tmp_path: Path, action: str, first: int, last: int
) -> None:
    entry = {"RuleNumber": 50, "RuleAction": action, "Protocol": "6", "Egress": True, "CidrBlock": "0.0.0.0/0"}
    entries = [entry | {"PortRange": {"From": first, "To": last}}, *(each for each in ENTRIES if action == "deny")]
    ingress = [each for each in ENTRIES if not each["Egress"]]
    message = told(tmp_path, (("NetworkAcls", 0, "Entries"), entries if action == "deny" else [*entries, *ingress]))
    assert "Entries[0] of acl-" in message


@pytest.mark.parametrize("action", ["allow", "deny"])
def test_two_entries_of_one_number_decide_nothing_unless_they_agree(tmp_path: Path, action: str) -> None:
    first = next(each for each in ENTRIES if each["RuleAction"] == "allow")
    message = told(tmp_path, (("NetworkAcls", 0, "Entries"), [*ENTRIES, first | {"RuleAction": action}]))
    assert ("another entry has its number" in message) or action == "allow"


@pytest.mark.parametrize("number", [0, -1, 32769, 2**64])
def test_an_entry_with_a_number_that_aws_does_not_give_is_unknown(tmp_path: Path, number: int) -> None:
    assert f"{number} is no number from" in told(tmp_path, (("NetworkAcls", 0, "Entries", 0, "RuleNumber"), number))


WRONG_KIND = [
    ("Subnets", GROUPS[0]),
    ("Subnets", "vpc-0a1b2c3d"),
    ("Subnets", "subnet-xyz"),
    ("SecurityGroupIds", SUBNETS[0]),
    ("SecurityGroupIds", "pl-0a1b2c3d"),
]


@pytest.mark.parametrize(("member", "wrong"), WRONG_KIND)
def test_an_id_of_another_kind_in_a_request_is_named(tmp_path: Path, member: str, wrong: str) -> None:
    good_folder(tmp_path, job_json=job(((*VPC_CONFIG, member, 0), wrong)))
    run = check(tmp_path, ".", "--format", "json")
    assert run.code == 1
    assert f"'{wrong}' is no id" in of_rule(run.report, "id-malformed")[0]["message"]


@pytest.mark.parametrize("key", ["Subnets", "RouteTables", "SecurityGroups", "VpcEndpoints"])
def test_an_id_of_another_kind_in_a_state_lets_nothing_pass(tmp_path: Path, key: str) -> None:
    wrong = "acl-0123456789abcdef0"
    records = [each | ({"VpcId": wrong} if each["VpcId"] == VPC else {}) for each in STATE[key]]
    run = check(good_folder(tmp_path, state_json=STATE | {key: records}), ".", "--format", "json")
    assert run.code in (1, 3)
    assert wrong in run.out or "no table is marked as the main one" in run.out


MANY = 10_000


def test_ten_thousand_rules_in_a_group_are_judged_in_seconds(tmp_path: Path) -> None:
    rules = [
        {
            "IpProtocol": "tcp",
            "FromPort": each,
            "ToPort": each + 1,
            **NO_LISTS,
            "IpRanges": [{"CidrIp": f"10.{each % 256}.{each // 256}.0/24"}],
        }
        for each in range(MANY)
    ]
    began = time.process_time()
    ingress = STATE["SecurityGroups"][GROUP[1]]["IpPermissions"]
    whole = (((*GROUP, "IpPermissionsEgress"), [*rules, *EGRESS]), ((*GROUP, "IpPermissions"), [*rules, *ingress]))
    assert told(tmp_path, *whole) == ""
    assert time.process_time() - began < 20


def test_groups_that_name_each_other_in_a_circle_are_judged(tmp_path: Path) -> None:
    first = STATE["SecurityGroups"][GROUP[1]]
    ring = [f"sg-{each:08x}" for each in range(50)]
    circle = [
        first | {"GroupId": each, "IpPermissions": [names], "IpPermissionsEgress": [names]}
        for each, after in zip(ring, [*ring[1:], GROUPS[0]], strict=True)
        for names in [{"IpProtocol": "-1", "IpRanges": [], **NO_LISTS, "UserIdGroupPairs": [{"GroupId": after}]}]
    ]
    back = {"IpProtocol": "-1", "IpRanges": [], **NO_LISTS, "UserIdGroupPairs": [{"GroupId": ring[0]}]}
    groups = [*STATE["SecurityGroups"], *circle]
    groups[GROUP[1]] = first | {"IpPermissions": [*first["IpPermissions"], back]}
    assert told(tmp_path, SecurityGroups=groups) == ""


DEEP, DEEP_OBJECT = "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000
DIGITS = "9" * 10_000
MONSTERS = [DEEP, DEEP_OBJECT, DIGITS, f"-{DIGITS}", f"1e{DIGITS}", "NaN"]
MATTERS = {"Subnets": "unknown", "vpclint": "unknown", "FlowLogs": "pass", "Unread": "pass", "ProcessingJobs": "pass"}


@pytest.mark.parametrize("value", MONSTERS, ids=["lists", "objects", "digits", "negative", "exponent", "NaN"])
@pytest.mark.parametrize("name", ["state.json", "state.yaml"])
@pytest.mark.parametrize("key", MATTERS)
def test_depth_and_digits_in_a_state_are_told_and_decide_nothing(
    tmp_path: Path, key: str, name: str, value: str
) -> None:
    kept = {each: records for each, records in STATE.items() if each not in (key, "VpcEndpointServices")}
    put(tmp_path, {name: f'{json.dumps(kept)[:-1]}, "{key}": {value}}}', "job.json": JOB})
    run = check(tmp_path, ".", "--format", "json")
    assert run.code in (0, 2, 3), run.err
    assert verdicts(run.report)["features"] in (MATTERS[key], "unknown")
    if key == "Unread" and run.code == 0:
        assert "Unread" in run.err
    else:
        assert run.report["errors"] or of_rule(run.report, "fact-missing")


@pytest.mark.parametrize("value", [DEEP, "{a=" * 100_000 + "1" + "}" * 100_000, DIGITS, f"{DIGITS}.0", f"1e{DIGITS}"])
def test_depth_and_digits_in_a_configuration_are_an_error_of_it(tmp_path: Path, value: str) -> None:
    run = check(good_folder(tmp_path, vpclint_toml=f"[capacity]\nreserve = {value}\n"), ".")
    assert (run.code, run.out) == (2, "")
    assert "vpclint.toml" in run.err
    assert "bug" not in run.err
