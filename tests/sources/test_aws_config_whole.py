"""Whole VPCs as AWS Config records them, through the command: the same answer, but for what it does not record."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, SUBNETS, VPC, check, findings, put, report, rules, verdicts, without_route

from sources.recording import recorded, snapshot
from vpclint.sources.loading import load_inputs

S3 = next(each["VpcEndpointId"] for each in STATE["VpcEndpoints"] if each["ServiceName"].endswith(".s3"))
UNRECORDED = {
    "PrefixLists",
    *(f"AvailableIpAddressCount of {each}" for each in SUBNETS),
    f"EnableDnsSupport of {VPC}",
    f"EnableDnsHostnames of {VPC}",
    f"PolicyDocument of {S3}",
}
ANSWERS: dict[str, Any] = {
    "subnets.json": {"Subnets": STATE["Subnets"]},
    "endpoints.json": {"VpcEndpoints": STATE["VpcEndpoints"]},
    "prefix-lists.json": {"PrefixLists": STATE["PrefixLists"]},
    "names.json": {"VpcId": VPC, "EnableDnsSupport": {"Value": True}},
    "hostnames.json": {"VpcId": VPC, "EnableDnsHostnames": {"Value": True}},
}


def untold(told: Any) -> dict[str, str]:
    """Why each fact is not known that a report names."""
    messages = [finding["message"].partition(", which leaves open ")[0] for finding in findings(told, "fact-missing")]
    return dict(message.split(" can't be told: ") for message in messages)


@pytest.mark.parametrize("form", ["snapshot", "list", "yaml", "gzip"])
def test_the_good_vpc_works_but_for_what_is_not_recorded(tmp_path: Path, form: str) -> None:
    text = json.dumps(snapshot(recorded()))
    name, data = {
        "snapshot": ("config.json", text.encode()),
        "list": ("config.json", f"[{text}]".encode()),
        "yaml": ("config.yaml", text.encode()),
        "gzip": ("config.json.gz", gzip.compress(text.encode())),
    }[form]
    put(tmp_path, {name: data, "job.json": JOB})
    ran = subprocess.run(
        [sys.executable, "-m", "vpclint", "check", str(tmp_path), "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(ran.stdout)
    assert ran.returncode == 3, ran.stderr
    assert verdicts(told) == {"features": "unknown"}
    assert rules(told) == {"fact-missing", "state-stale"}
    reasons = untold(told)
    assert reasons.keys() == UNRECORDED
    assert reasons["PrefixLists"] == reasons[f"EnableDnsSupport of {VPC}"] == "AWS Config does not record it"


def test_what_is_broken_is_told_with_its_place(tmp_path: Path) -> None:
    put(tmp_path, {"config.json": snapshot(recorded(without_route())), "job.json": JOB})
    told = report(tmp_path)
    assert verdicts(told) == {"features": "fail"}
    [finding] = findings(told, "s3-endpoint-not-routed")
    place = next(each for each in finding["locations"] if each["file"] == "config.json")
    lines = (tmp_path / "config.json").read_text().splitlines()
    assert lines[place["line"] - 1].strip().startswith("{")
    assert place["pointer"].startswith("/configurationItems/")


def test_answers_beside_a_snapshot_fill_what_it_does_not_record(tmp_path: Path) -> None:
    put(tmp_path, {"state/config.json": snapshot(recorded()), "job.json": JOB})
    put(tmp_path / "state", ANSWERS)
    told = report(tmp_path)
    assert verdicts(told) == {"features": "pass"}
    [state] = load_inputs((str(tmp_path / "state"),)).states
    assert {Path(each).name for each in state.files} == {"config.json", *ANSWERS}
    assert (state.account, state.region) == ("123456789012", "eu-central-1")


def test_answers_of_another_region_or_account_stay_apart(tmp_path: Path) -> None:
    there = {"SubnetId": "subnet-1", "AvailabilityZone": "us-east-1a"}
    theirs = {"VpcId": "vpc-1", "OwnerId": "210987654321"}
    for folder, answer in (("region", {"Subnets": [there]}), ("account", {"Vpcs": [theirs]})):
        put(tmp_path / folder, {"config.json": snapshot(recorded()), "answer.json": answer})
        states = load_inputs((str(tmp_path / folder),)).states
        assert len(states) == 2
        assert [len([*state.subnets]) for state in states].count(len(STATE["Subnets"])) == 1


def test_answers_beside_several_states_of_aws_config_fill_none(tmp_path: Path) -> None:
    both = [*recorded(), *({**each, "awsRegion": "us-east-1"} for each in recorded())]
    put(tmp_path, {"config.json": snapshot(both), **ANSWERS})
    assert len(load_inputs((str(tmp_path),)).states) == 3


def test_a_key_that_stands_twice_is_an_error_and_the_file_counts_for_nothing(tmp_path: Path) -> None:
    text = json.dumps(snapshot(recorded()))
    twice = text[:-1] + ', "configurationItems": []}'
    put(tmp_path, {"config.json": twice, "job.json": JOB})
    run = check(tmp_path)
    assert run.code == 2
    assert 'the key "configurationItems" stands twice' in run.out + run.err


def test_a_query_of_parts_is_one_cause_with_the_query_that_cures_it(tmp_path: Path) -> None:
    selected = {"SelectFields": [{"Name": "resourceId"}, {"Name": "configuration.vpcId"}]}
    parts = {"Results": [json.dumps(each) for each in recorded()], "QueryInfo": selected}
    put(tmp_path, {"results.json": parts, "job.json": JOB})
    [query] = [each for each in findings(report(tmp_path), "fact-missing") if "query" in each["message"]]
    assert query["message"].startswith("a query of AWS Config is not known to have selected the whole configuration")
    [cure] = query["notes"]
    assert cure.startswith('to get it: aws configservice select-resource-config --expression "SELECT accountId, ')


def test_each_region_of_a_query_is_looked_at_by_itself(tmp_path: Path) -> None:
    selected = {"SelectFields": [{"Name": "configuration"}]}
    texts = [json.dumps({**each, "awsRegion": region}) for region in ("a", "b") for each in recorded()]
    put(tmp_path, {"results.json": {"Results": texts, "QueryInfo": selected}})
    states = load_inputs((str(tmp_path),)).states
    assert [state.region for state in states] == ["a", "b"]
    place = states[1].vpcs.place(VPC)
    assert place is not None
    assert place.pointer == f"/Results/{2 * len(recorded()) - 1}"
