"""Which files are one state: the answers of a folder, beside the only snapshot there."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.running import GONE, JOB, STATE, SUBNETS, VPC, check, findings, put, report, state, verdicts

from vpclint.finding import Place
from vpclint.sources.loading import load_inputs

ATTRIBUTES = {each["VpcId"]: each for each in STATE["VpcAttributes"]}[VPC]
OTHERS = [each for each in STATE["VpcAttributes"] if each["VpcId"] != VPC]


def answers_for_the_vpc() -> dict[str, Any]:
    """What `aws ec2 describe-vpc-attribute` prints of the job's VPC."""
    names = [name for name in ATTRIBUTES if name != "VpcId"]
    return {f"{name}.json": {"VpcId": VPC, name: ATTRIBUTES[name]} for name in names}


def test_an_answer_that_was_missing_is_added_beside_the_snapshot(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": state((("VpcAttributes",), OTHERS)), "job.json": JOB})
    assert verdicts(report(tmp_path)) == {"features": "unknown"}
    put(tmp_path, answers_for_the_vpc())
    assert verdicts(report(tmp_path)) == {"features": "pass"}


def test_an_answer_completes_a_record_of_the_snapshot(tmp_path: Path) -> None:
    half = {"VpcId": VPC, "EnableDnsHostnames": ATTRIBUTES["EnableDnsHostnames"]}
    put(tmp_path, {"state.json": state((("VpcAttributes",), [half, *OTHERS])), "job.json": JOB})
    assert verdicts(report(tmp_path)) == {"features": "unknown"}
    put(tmp_path, {"support.json": answers_for_the_vpc()["EnableDnsSupport.json"]})
    assert verdicts(report(tmp_path)) == {"features": "pass"}


def denied(operation: str, key: str) -> dict[str, Any]:
    """The good state of a collector that was not allowed one call."""
    return state(((key,), GONE), vpclint={"calls": [{"operation": operation, "outcome": "denied"}]})


def test_an_answer_settles_what_the_collector_was_denied(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": denied("DescribeRouteTables", "RouteTables"), "job.json": JOB})
    assert verdicts(report(tmp_path)) == {"features": "unknown"}
    put(tmp_path, {"tables.json": {"RouteTables": STATE["RouteTables"]}})
    assert verdicts(report(tmp_path)) == {"features": "pass"}
    [held] = load_inputs((str(tmp_path),)).states
    assert held.route_tables.exists("rtb-1").is_no


def test_a_page_of_an_answer_does_not_settle_what_was_denied(tmp_path: Path) -> None:
    page = {"RouteTables": STATE["RouteTables"], "NextToken": "more"}
    put(tmp_path, {"state.json": denied("DescribeRouteTables", "RouteTables"), "tables.json": page})
    [held] = load_inputs((str(tmp_path),)).states
    assert {each.reason for each in held.route_tables.exists("rtb-1").facts} == {
        "the call DescribeRouteTables was denied",
        "the export ends at a page with NextToken",
    }


def test_the_answer_for_one_vpc_does_not_settle_what_was_denied_for_others(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": denied("DescribeVpcAttribute", "VpcAttributes")} | answers_for_the_vpc())
    [held] = load_inputs((str(tmp_path),)).states
    assert held.vpc_attributes.exists(VPC).is_yes
    assert held.vpc_attributes.exists("vpc-1").is_unknown


@pytest.mark.parametrize(("hour", "verdict"), [("09", "fail"), ("07", "pass")])
def test_the_newer_of_snapshot_and_answer_holds(tmp_path: Path, hour: str, verdict: str) -> None:
    off = {"VpcId": VPC, "EnableDnsSupport": {"Value": False}}
    dated = off | {"ResponseMetadata": {"HTTPHeaders": {"date": f"Mon, 05 Jan 2026 {hour}:00:00 GMT"}}}
    taken = state(vpclint=STATE["vpclint"] | {"collected_at": "2026-01-05T09:00:00+01:00"})
    put(tmp_path, {"state.json": taken, "job.json": JOB, "support.json": dated})
    assert verdicts(report(tmp_path)) == {"features": verdict}
    put(tmp_path, {"support.json": off})
    assert verdicts(report(tmp_path)) == {"features": "unknown"}


def test_beside_several_snapshots_answers_are_a_state_of_their_own(tmp_path: Path) -> None:
    snapshots = {f"{name}.json": {"vpclint": {}, "Vpcs": [{"VpcId": f"vpc-{name}"}]} for name in "ab"}
    answers = {"c.json": {"Vpcs": [{"VpcId": "vpc-c"}]}, "d.json": {"Subnets": []}}
    states = load_inputs((str(put(tmp_path, snapshots | answers)),)).states
    assert [[each.vpc_id for each in found.vpcs] for found in states] == [["vpc-a"], ["vpc-b"], ["vpc-c"]]


def test_an_answer_of_another_folder_is_no_part_of_a_snapshot(tmp_path: Path) -> None:
    put(tmp_path, {"a/state.json": {"vpclint": {}, "Vpcs": []}, "a/b/subnets.json": {"Subnets": []}})
    assert len(load_inputs((str(tmp_path),)).states) == 2


def zoned(region: str) -> dict[str, Any]:
    return {"Subnets": [{"SubnetId": f"subnet-{region}", "AvailabilityZone": f"{region}a"}]}


def test_an_answer_of_another_region_than_the_snapshot_leaves_nothing_complete(tmp_path: Path) -> None:
    whole = {"vpclint": {"region": "eu-west-1"}, "VpcEndpoints": []} | zoned("eu-west-1")
    [alone] = load_inputs((str(put(tmp_path, {"state.json": whole})),)).states
    assert (alone.region, alone.vpc_endpoints.exists("vpce-1").is_no) == ("eu-west-1", True)
    [mixed] = load_inputs((str(put(tmp_path, {"answer.json": zoned("us-east-1")})),)).states
    (fact,) = mixed.vpc_endpoints.exists("vpce-1").facts
    assert fact.reason == "answers of eu-west-1 and us-east-1 lie in one folder, where each needs one of its own"


def test_answers_of_two_regions_are_one_cause_with_the_files_to_move(tmp_path: Path) -> None:
    answers = {f"{key}.json": {key: records} for key, records in STATE.items() if key != "vpclint"}
    put(tmp_path, {"job.json": JOB, "us.json": zoned("us-east-1")} | answers)
    found = report(tmp_path)
    [missing] = findings(found, "fact-missing")
    assert missing["message"].startswith("answers of eu-central-1 and us-east-1 lie in one folder, where each needs")
    cure = "to get it: move the files of each into a folder of its own: "
    which = "Subnets.json is of eu-central-1, us.json is of us-east-1"
    assert missing["notes"] == [cure + which]
    [incomplete] = findings(found, "state-incomplete")
    assert cure + which in incomplete["notes"]


def test_a_state_of_no_region_is_asked_for_a_header(tmp_path: Path) -> None:
    silent = state((("vpclint", "region"), GONE), (("PrefixLists",), GONE))
    for each in silent["Subnets"]:
        del each["AvailabilityZone"]
    silent["VpcEndpoints"] = []
    put(tmp_path, {"state.json": silent, "job.json": JOB})
    [region] = [each for each in findings(report(tmp_path), "fact-missing") if "which Region" in each["message"]]
    assert region["notes"] == [
        'to get it: a header beside the keys of the state that names it: {"vpclint": {"region": "eu-central-1"}}'
    ]


def test_one_file_of_two_regions_says_which_they_are(tmp_path: Path) -> None:
    both = state((("vpclint", "region"), GONE))
    both["Subnets"] = [*both["Subnets"], *zoned("us-east-1")["Subnets"]]
    put(tmp_path, {"state.json": both, "job.json": JOB})
    said = [each["message"] for each in findings(report(tmp_path), "fact-missing")]
    assert any(
        each.startswith("the state shows eu-central-1 and us-east-1, and no header says which it is of")
        for each in said
    )


def bare(*keys: str) -> dict[str, Any]:
    """The good state as `--query 'Key[]'` prints the answers of these keys."""
    lists = {f"{key}.json": STATE[key] for key in keys}
    rest = {key: records for key, records in STATE.items() if key not in (*keys, "vpclint")}
    return {"job.json": JOB, "rest.json": rest} | lists


LISTED = [
    *("Vpcs", "Subnets", "RouteTables", "SecurityGroups", "NetworkAcls", "VpcEndpoints", "VpcEndpointServices"),
    *("PrefixLists", "ManagedPrefixLists", "NetworkInterfaces", "DhcpOptions", "NatGateways", "InternetGateways"),
    "FlowLogs",
]


@pytest.mark.parametrize("key", LISTED)
def test_a_list_of_records_without_their_key_is_read(tmp_path: Path, key: str) -> None:
    [held] = load_inputs((str(put(tmp_path, bare(key))),)).states
    [whole] = load_inputs((str(put(tmp_path / "whole", {"state.json": STATE})),)).states
    table, same = (next(each for each in state.tables if each.kind.key == key) for state in (held, whole))
    assert [*table] == [*same] != []
    (fact,) = table.exists("x-1").facts
    assert fact.reason == "a list without the key of its answer, as --query prints it, need not hold all records"
    assert table.place(table.id_of(next(iter(table)))) == Place(str(tmp_path / f"{key}.json"), "/0")


def test_what_such_a_list_lacks_is_open_and_what_it_holds_is_known(tmp_path: Path) -> None:
    put(tmp_path, bare("NatGateways", "Subnets", "SecurityGroups"))
    found = report(tmp_path)
    assert verdicts(found) == {"features": "pass"}
    [incomplete] = findings(found, "state-incomplete")
    assert incomplete["message"].endswith("which leaves open Subnets, SecurityGroups and NatGateways")
    unlisted = put(tmp_path / "b", bare("RouteTables"))
    assert verdicts(report(unlisted)) == {"features": "unknown"}


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"InstanceId": "i-1", "SubnetId": SUBNETS[0], "VpcId": VPC}],
        [{"SubnetId": SUBNETS[0], "CidrBlock": "10.0.0.0/24"}, {"VpcId": VPC}],
        [SUBNETS],
        ["SubnetId"],
    ],
)
def test_what_is_no_list_of_one_key_is_noted(tmp_path: Path, records: Any) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": JOB, "list.json": records})
    assert "list.json" in check(tmp_path, "state.json", "job.json", "list.json").err


def test_such_a_list_in_yaml_is_read_as_well(tmp_path: Path) -> None:
    written = bare("Subnets")
    put(tmp_path, written | {"subnets.yaml": json.dumps(written.pop("Subnets.json"))})
    assert verdicts(report(tmp_path)) == {"features": "pass"}


def owned(account: str, *, default: bool) -> dict[str, Any]:
    return {"Vpcs": [{"VpcId": f"vpc-{account[0]}", "OwnerId": account, "IsDefault": default}]}


def test_two_accounts_have_two_default_vpcs_which_nobody_can_share(tmp_path: Path) -> None:
    names = {f"{each}.json": owned(each * 12, default=True) for each in "12"} | {"endpoints.json": {"VpcEndpoints": []}}
    [mixed] = load_inputs((str(put(tmp_path, names)),)).states
    (fact,) = mixed.vpc_endpoints.exists("vpce-1").facts
    both = "111111111111 and 222222222222"
    assert fact.reason == f"answers of {both} lie in one folder, where each needs one of its own"


@pytest.mark.parametrize("first", [True, False])
def test_a_vpc_that_another_account_shares_is_no_second_account(tmp_path: Path, first: bool) -> None:  # noqa: FBT001
    vpcs = {"1.json": owned("1" * 12, default=first), "2.json": owned("2" * 12, default=False)}
    [shared] = load_inputs((str(put(tmp_path, vpcs | {"endpoints.json": {"VpcEndpoints": []}})),)).states
    assert shared.vpc_endpoints.exists("vpce-1").is_no


def test_a_default_vpc_of_another_account_than_the_header_names_tells_two(tmp_path: Path) -> None:
    whole = {"vpclint": {"account": "1" * 12}, "VpcEndpoints": []}
    [alone] = load_inputs((str(put(tmp_path, {"state.json": whole})),)).states
    assert alone.vpc_endpoints.exists("vpce-1").is_no
    [mixed] = load_inputs((str(put(tmp_path, {"vpcs.json": owned("2" * 12, default=True)})),)).states
    assert mixed.vpc_endpoints.exists("vpce-1").is_unknown


def test_a_missing_fact_is_got_and_put_beside(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": state((("VpcEndpoints",), GONE)), "job.json": JOB})
    [finding] = findings(report(tmp_path), "fact-missing")
    assert "aws ec2 describe-vpc-endpoints" in finding["notes"][-1]
    put(tmp_path, {"endpoints.json": {"VpcEndpoints": STATE["VpcEndpoints"]}})
    assert check(tmp_path).code == 0
