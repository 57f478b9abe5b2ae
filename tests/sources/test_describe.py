"""Folders of raw answers: one call a file, under any names, and together one state."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, VPC, put, report, state, verdicts, without_route

from vpclint.sources.loading import load_inputs

NAMES = {"VpcEndpointServices": "ServiceDetails", "SubnetCidrReservations": "SubnetIpv4CidrReservations"}


def answers(given: dict[str, Any]) -> dict[str, Any]:
    """A state as the files that its calls would answer."""
    bodies = [{NAMES.get(key, key): value} for key, value in given.items() if key not in ("vpclint", "VpcAttributes")]
    for each in given.get("VpcAttributes", []):
        bodies += [{"VpcId": each["VpcId"], name: value} for name, value in each.items() if name != "VpcId"]
    return {f"dump/{index}.json": body for index, body in enumerate(bodies)} | {"job.json": JOB}


@pytest.mark.parametrize(("given", "verdict"), [(STATE, "pass"), (without_route(), "fail")], ids=["good", "fault"])
def test_a_folder_of_answers_is_one_state(tmp_path: Path, given: dict[str, Any], verdict: str) -> None:
    assert verdicts(report(put(tmp_path, answers(given)))) == {"features": verdict}


def test_two_answers_for_one_vpc_are_merged_and_keep_their_file(tmp_path: Path) -> None:
    put(tmp_path, answers(state()))
    [held] = load_inputs((str(tmp_path / "dump"),)).states
    record, place = held.vpc_attributes.get(VPC), held.vpc_attributes.place(VPC)
    assert record == next(each for each in load(tmp_path, STATE).vpc_attributes if each.vpc_id == VPC)
    assert place is not None
    assert place.pointer == ""


def load(folder: Path, given: dict[str, Any]) -> Any:
    [held] = load_inputs((str(put(folder, {"whole.json": given}) / "whole.json"),)).states
    return held


def test_answers_that_disagree_on_an_attribute_settle_nothing(tmp_path: Path) -> None:
    both = [{"VpcId": VPC, "EnableDnsSupport": {"Value": value}} for value in (True, False)]
    put(tmp_path, {"a.json": both[0], "b.json": both[1]})
    [held] = load_inputs((str(tmp_path),)).states
    assert held.vpc_attributes.exists(VPC).is_unknown


def test_managed_prefix_lists_are_told_from_those_with_blocks(tmp_path: Path) -> None:
    managed = {"PrefixListId": "pl-2", "PrefixListArn": "arn", "PrefixListName": "ours"}
    amazons = {"PrefixListId": "pl-1", "Cidrs": ["192.0.2.0/24"]}
    put(tmp_path, {"a.json": {"PrefixLists": [managed]}, "b.json": {"PrefixLists": [amazons]}})
    [held] = load_inputs((str(tmp_path),)).states
    assert [each.prefix_list_id for each in held.managed_prefix_lists] == ["pl-2"]
    assert [each.prefix_list_id for each in held.prefix_lists] == ["pl-1"]
    place = held.managed_prefix_lists.place("pl-2")
    assert place is not None
    assert place.pointer == "/PrefixLists/0"


def test_pages_are_one_list_that_a_token_keeps_open(tmp_path: Path) -> None:
    first, second = ({"Vpcs": [{"VpcId": each}]} for each in ("vpc-1", "vpc-2"))
    put(tmp_path, {"a.json": first | {"NextToken": "more"}, "b.json": second})
    [held] = load_inputs((str(tmp_path),)).states
    assert len([*held.vpcs]) == 2
    assert held.vpcs.exists("vpc-3").is_unknown


def test_each_folder_is_a_state(tmp_path: Path) -> None:
    put(tmp_path, {"a/1.json": {"Vpcs": []}, "b/1.json": {"Vpcs": []}})
    assert len(load_inputs((str(tmp_path),)).states) == 2


def zoned(*regions: str) -> dict[str, Any]:
    """Subnets of several Regions in one folder, with the endpoints of one of them."""
    subnets = [{"SubnetId": f"subnet-{each}", "AvailabilityZone": f"{each}a"} for each in regions]
    return {f"{index}.json": {"Subnets": [each]} for index, each in enumerate(subnets)} | {
        "endpoints.json": {"VpcEndpoints": []}
    }


def test_where_answers_of_several_regions_lie_together_no_list_is_complete(tmp_path: Path) -> None:
    [mixed] = load_inputs((str(put(tmp_path / "mixed", zoned("eu-west-1", "us-east-1"))),)).states
    [alone] = load_inputs((str(put(tmp_path / "alone", zoned("eu-west-1"))),)).states
    assert alone.vpc_endpoints.exists("vpce-1").is_no
    (fact,) = mixed.vpc_endpoints.exists("vpce-1").facts
    assert fact.reason == "answers of eu-west-1 and us-east-1 lie in one folder, where each needs one of its own"
    assert mixed.subnets.get("subnet-eu-west-1") is not None


def test_a_folder_is_one_however_its_files_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"a.json": {"Vpcs": []}, "b.json": {"Subnets": []}})
    monkeypatch.chdir(tmp_path)
    assert len(load_inputs(("a.json", "./b.json")).states) == 1
