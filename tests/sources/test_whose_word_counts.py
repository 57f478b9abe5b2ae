"""What is not to be believed: a state of several, a header of another version, a key whose call was denied."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import GROUPS, INPUT_URI, JOB, STATE, SUBNETS, check, good_folder, job, put, report, rules

EVERYTHING = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}


def without_subnet(subnet_id: str) -> dict[str, Any]:
    return STATE | {"Subnets": [each for each in STATE["Subnets"] if each["SubnetId"] != subnet_id]}


def reasons(found: Any) -> str:
    return " ".join(each["message"] for each in found["findings"] if each["status"] == "unknown")


@pytest.mark.parametrize("second", [STATE, STATE | {"RouteTables": []}, without_subnet(SUBNETS[0])])
def test_a_job_whose_ids_stand_in_several_states_is_judged_by_none(tmp_path: Path, second: dict[str, Any]) -> None:
    first = STATE if second is not STATE else STATE | {"FlowLogs": []}
    found = report(put(tmp_path, {"a.json": first, "b.json": second, "job.json": JOB}))
    whole = {each["SubnetId"] for each in second["Subnets"]} >= set(SUBNETS)
    assert found["verdict"] == ("unknown" if whole else "pass")
    assert ("a.json and b.json" in reasons(found)) == whole


def test_ids_that_are_spread_over_states_are_not_called_missing(tmp_path: Path) -> None:
    states = {"a.json": without_subnet(SUBNETS[0]), "b.json": without_subnet(SUBNETS[1]), "job.json": JOB}
    found = report(put(tmp_path, states))
    assert (found["verdict"], "subnet-not-found" in rules(found)) == ("unknown", False)


def test_a_header_of_another_version_is_told(tmp_path: Path) -> None:
    run = check(good_folder(tmp_path, state_json=STATE | {"vpclint": {"schema": 99}}), ".", "--format", "json")
    assert run.code == 2
    assert "schema is 99" in run.report["errors"][0]["message"]


@pytest.mark.parametrize(
    ("key", "operation"),
    [
        ("SecurityGroupVpcAssociations", "DescribeSecurityGroupVpcAssociations"),
        ("ManagedPrefixLists", "DescribeManagedPrefixLists"),
        ("RouteTables", "DescribeRouteTables"),
    ],
)
def test_a_key_whose_call_was_denied_is_not_assumed_to_be_empty(tmp_path: Path, key: str, operation: str) -> None:
    denied = {"calls": [{"operation": operation, "outcome": "denied", "detail": "UnauthorizedOperation"}]}
    lean = {name: value for name, value in STATE.items() if name != key} | {"PrefixLists": []}
    foreign = [
        each | {"VpcId": "vpc-00000000"} if each["GroupId"] in GROUPS else each for each in lean["SecurityGroups"]
    ]
    put(tmp_path, {"state.json": lean | {"SecurityGroups": foreign, "vpclint": denied}, "job.json": JOB})
    found = report(tmp_path)
    assert f"{operation} was denied" in reasons(found)
    assert key == "RouteTables" or found["assumptions"] == []


def test_the_rules_that_a_selection_leaves_out_are_not_examined(tmp_path: Path) -> None:
    good_folder(tmp_path)
    assert not any("rules ask" in each for each in report(tmp_path)["not_examined"])
    assert any("rules ask" in each for each in report(tmp_path, ".", "--select", "watching")["not_examined"])
    assert "what route-missing asks" in report(tmp_path, ".", "--ignore", "route-missing")["not_examined"]
    assert not any("ask" in each for each in report(tmp_path, ".", "--ignore", "flow-logs-missing")["not_examined"])


@pytest.mark.parametrize(
    "uri",
    [
        "https://acme-raw.s3.us-west-2.amazonaws.com/events/",
        "https://s3.us-west-2.amazonaws.com/acme-raw/events/",
        "s3://arn:aws:s3:us-west-2:123456789012:accesspoint/ap/",
        "s3://acme--euc1-az1--x-s3/events/",
    ],
)
def test_a_place_that_is_not_the_regions_s3_is_no_proof_that_the_job_works(tmp_path: Path, uri: str) -> None:
    found = report(good_folder(tmp_path, job_json=job((INPUT_URI, uri))))
    assert found["verdict"] == ("fail" if "us-west-2.amazonaws" in uri else "unknown")
    assert not any("acme-raw" in each for each in found["assumptions"])


def test_a_host_in_the_uri_that_names_the_states_region_settles_where_the_bucket_is(tmp_path: Path) -> None:
    uri = "https://elsewhere.s3.eu-central-1.amazonaws.com/events/"
    state = {key: value for key, value in STATE.items() if key not in ("BucketPolicies", "RolePolicies")}
    state["VpcEndpoints"] = [each | {"PolicyDocument": EVERYTHING} for each in STATE["VpcEndpoints"]]
    found = report(good_folder(tmp_path, state_json=state, job_json=job((INPUT_URI, uri))))
    assert (found["verdict"], found["assumptions"]) == ("pass", [])


def test_the_rest_of_the_subnets_proves_no_shortage_where_one_is_malformed(tmp_path: Path) -> None:
    small = [each | {"AvailableIpAddressCount": 1} for each in STATE["Subnets"]]
    wrong = job((("NetworkConfig", "VpcConfig", "Subnets"), [SUBNETS[0], "subnet-xyz"]))
    found = report(good_folder(tmp_path, state_json=STATE | {"Subnets": small}, job_json=wrong))
    severities = {each["rule"]: each["severity"] for each in found["findings"]}
    assert severities["subnet-ip-headroom"] == "warning"


HOSTS = """
[needs]
internet = [
  {host = "db", port = 5432, cidrs = ["93.184.215.0/25"]},
  {host = "db", port = 5432, cidrs = ["93.184.215.128/25"]},
  "s3proxy.example.com",
]
"""


def test_hosts_are_told_apart_by_their_blocks_and_from_s3_by_their_names(tmp_path: Path) -> None:
    found = report(good_folder(tmp_path, vpclint_toml=HOSTS))
    egress = [each for each in found["findings"] if each["rule"] == "security-group-egress"]
    assert sorted(each["message"].partition(" out to ")[2] for each in egress) == ["db", "s3proxy.example.com"]
    assert not any("PrefixListIds" in command for each in egress for command in each["remedy"].get("aws_cli", []))
    assert sum(need["need"] == "db:5432" for need in found["jobs"][0]["needs"]) == 2
