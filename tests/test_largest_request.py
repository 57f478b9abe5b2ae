"""The largest request that the API takes: 16 subnets, 5 groups, 100 instances, each hop in each subnet answered."""

import json
from pathlib import Path
from typing import Any

import pytest

import vpclint
from vpclint.report.model import Report

GOOD = Path(__file__).resolve().parent.parent / "fixtures" / "good"
SUBNETS = [f"subnet-{number:017x}" for number in range(16)]
GROUPS = [f"sg-{number:017x}" for number in range(5)]


def documents() -> tuple[dict[str, Any], dict[str, Any]]:
    """The good VPC with 16 subnets of 251 addresses, of which every other one uses the main table, and 5 groups.

    Each group alone lets nothing through that the job needs: the first names the second as its source, the third opens
    the way to S3, and so on. Only together they do.
    """
    state = json.loads((GOOD / "state.json").read_text("utf-8"))
    job = json.loads((GOOD / "job.json").read_text("utf-8"))
    (good_group,) = (each for each in state["SecurityGroups"] if each["GroupName"] == "processing")
    subnet = next(each for each in state["Subnets"] if each["SubnetId"] in job["NetworkConfig"]["VpcConfig"]["Subnets"])
    for number, subnet_id in enumerate(SUBNETS):
        zone = "eu-central-1" + "abc"[number % 3]
        block = f"10.0.{128 + number}.0/24"
        state["Subnets"].append(
            subnet
            | {"SubnetId": subnet_id, "CidrBlock": block, "AvailableIpAddressCount": 251, "AvailabilityZone": zone}
        )
    table = next(each for each in state["RouteTables"] if not any(link["Main"] for link in each["Associations"]))
    (private,) = (each for each in state["RouteTables"] if {"Key": "Name", "Value": "private"} in each["Tags"])
    private["Associations"] += [table["Associations"][0] | {"SubnetId": each} for each in SUBNETS[::2]]
    (acl,) = state["NetworkAcls"]
    acl["Associations"] += [acl["Associations"][0] | {"SubnetId": each} for each in SUBNETS]
    peers = {"IpProtocol": "-1", "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": []}
    rules: list[dict[str, Any]] = [
        {"IpPermissions": [peers | {"UserIdGroupPairs": [{"GroupId": GROUPS[1]}]}]},
        {"IpPermissionsEgress": [peers | {"UserIdGroupPairs": [{"GroupId": GROUPS[4]}]}]},
        {"IpPermissionsEgress": [rule for rule in good_group["IpPermissionsEgress"] if rule["PrefixListIds"]]},
        {},
        {},
    ]
    for group_id, rule in zip(GROUPS, rules, strict=True):
        empty: dict[str, Any] = {"IpPermissions": [], "IpPermissionsEgress": []}
        state["SecurityGroups"].append(good_group | {"GroupId": group_id, "GroupName": group_id} | empty | rule)
    job["NetworkConfig"]["VpcConfig"] = {"Subnets": SUBNETS, "SecurityGroupIds": GROUPS}
    job["ProcessingResources"]["ClusterConfig"]["InstanceCount"] = 100
    return state, job


def judged(folder: Path, state: dict[str, Any], job: dict[str, Any]) -> Report:
    (folder / "state.json").write_text(json.dumps(state), "utf-8")
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    return vpclint.check([folder / "state.json", folder / "job.json"])


def test_it_works_and_every_need_is_answered_in_every_subnet_with_its_hops(tmp_path: Path) -> None:
    report = judged(tmp_path, *documents())
    assert (report.verdict, report.findings) == ("pass", ())
    (job,) = report.jobs
    assert [need.need for need in job.needs] == [
        "200 addresses",
        "network interfaces",
        "s3:GetObject s3://acme-raw/events/*",
        "s3:PutObject s3://acme-features/daily/*",
        "encrypted peers",
    ]
    assert all(list(need.subnets) == SUBNETS for need in job.needs)
    s3, peers = job.needs[2], job.needs[4]
    hops = [[hop.hop for hop in report.paths[answer.path]] for answer in s3.subnets.values()]
    names, lists = ["vpc-dns", "dhcp-options"], ["network-acl"]
    policies = ["endpoint-policy", "bucket-policy", "role-policy"]
    way = [*names, "security-group", "route-table", *lists, "route", "gateway-endpoint", *lists, *policies]
    assert hops == [way] * 16
    assert len({answer.path for answer in s3.subnets.values()}) == 2
    assert all([hop.verdict for hop in report.paths[answer.path]] == ["pass"] * 6 for answer in peers.subnets.values())


@pytest.mark.parametrize("broken", range(16))
def test_one_subnet_of_sixteen_that_is_not_like_the_others_is_named(tmp_path: Path, broken: int) -> None:
    state, job = documents()
    state["RouteTables"].append(
        {
            "RouteTableId": "rtb-0123456789abcdef0",
            "VpcId": state["Vpcs"][0]["VpcId"],
            "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}],
            "Associations": [{"Main": False, "SubnetId": SUBNETS[broken], "AssociationState": {"State": "associated"}}],
        }
    )
    for table in state["RouteTables"][:-1]:
        table["Associations"] = [each for each in table["Associations"] if each.get("SubnetId") != SUBNETS[broken]]
    (finding,) = judged(tmp_path, state, job).findings
    assert (finding.rule, finding.resource) == ("s3-endpoint-not-routed", "rtb-0123456789abcdef0")
    assert {affected.subnets for affected in finding.affects} == {(SUBNETS[broken],)}


@pytest.mark.parametrize("missing", GROUPS[:3])
def test_the_groups_work_only_together(tmp_path: Path, missing: str) -> None:
    state, job = documents()
    (group,) = (each for each in state["SecurityGroups"] if each["GroupId"] == missing)
    group["IpPermissions"], group["IpPermissionsEgress"] = [], []
    assert judged(tmp_path, state, job).verdict == "fail"
