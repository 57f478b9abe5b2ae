"""A state in one file: what is in it, what is not, what can't be read, and which job it is for."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import (
    JOB,
    STATE,
    SUBNETS,
    VPC,
    VPC_CONFIG,
    at,
    changed,
    check,
    findings,
    good_folder,
    job,
    put,
    report,
    rules,
    state,
    verdicts,
    without_route,
)

FIRST = at("Subnets", "AvailableIpAddressCount", SubnetId=SUBNETS[0])
ZONE = at("Subnets", "AvailabilityZone", SubnetId=SUBNETS[0])


def judged(folder: Path, given: Any) -> Any:
    """The report on the good job in this state."""
    return report(put(folder, {"state.json": given, "job.json": JOB}), "state.json", "job.json")


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in copy.deepcopy(STATE).items() if key not in keys}


def facts(found: Any) -> list[str]:
    return [finding["message"] for finding in findings(found, "fact-missing")]


def test_the_header_is_optional(tmp_path: Path) -> None:
    found = judged(tmp_path, without("vpclint"))
    assert (found["verdict"], found["findings"], found["errors"]) == ("pass", [], [])


@pytest.mark.parametrize(
    "header",
    [{}, {"schema": 1}, {"region": "eu-central-1"}, {"collected_by": "somebody"}, {"account": "123456789012"}],
    ids=str,
)
def test_the_members_of_the_header_are_optional(tmp_path: Path, header: dict[str, Any]) -> None:
    found = judged(tmp_path, state(vpclint=header))
    assert (found["verdict"], found["errors"]) == ("pass", [])


@pytest.mark.parametrize("told_by", ["zones", "services", "prefix lists", "header"])
def test_the_region_is_read_from_whatever_tells_it(tmp_path: Path, told_by: str) -> None:
    lean = without("BucketLocations", "vpclint", "ManagedPrefixLists")
    if told_by != "zones":
        for subnet in lean["Subnets"]:
            subnet.pop("AvailabilityZone")
    if told_by != "services":
        lean["VpcEndpoints"] = []
    if told_by != "prefix lists":
        lean["PrefixLists"] = []
    if told_by == "header":
        lean["vpclint"] = {"region": "eu-central-1"}
    assert judged(tmp_path, lean)["assumptions"] == [
        "bucket acme-raw is in eu-central-1",
        "bucket acme-features is in eu-central-1",
    ]


def test_a_state_that_does_not_tell_its_region_or_contradicts_itself_is_given_none(tmp_path: Path) -> None:
    contradicting = without("BucketLocations", "vpclint")
    contradicting["Subnets"][0]["AvailabilityZone"] = "us-west-2a"
    assert judged(tmp_path, contradicting)["assumptions"][0] == "bucket acme-raw is in the Region of the state"


def test_the_account_is_read_from_owner_ids_where_there_is_no_header(tmp_path: Path) -> None:
    lost = job(((*VPC_CONFIG, "Subnets"), [SUBNETS[0], "subnet-0123456789abcdef0"]))
    put(tmp_path, {"state.json": without("vpclint"), "job.json": lost})
    [finding] = findings(report(tmp_path), "subnet-not-found")
    assert finding["message"] == "subnet-0123456789abcdef0 does not exist in account 123456789012, eu-central-1"


def test_a_missing_key_is_unknown_and_an_empty_list_means_none(tmp_path: Path) -> None:
    assert judged(tmp_path, without("VpcEndpoints"))["verdict"] == "unknown"
    assert judged(tmp_path, state(VpcEndpoints=[]))["verdict"] == "fail"


@pytest.mark.parametrize("member", ["AvailableIpAddressCount", "State", "VpcId", "AvailabilityZone", "OwnerId"])
def test_a_member_that_is_null_is_one_that_is_missing(tmp_path: Path, member: str) -> None:
    path = at("Subnets", member, SubnetId=SUBNETS[0])
    missing = state()
    del missing["Subnets"][path[1]][member]
    assert judged(tmp_path, state((path, None))) == judged(tmp_path, missing)


def test_nulls_deep_in_a_record_are_missing_too(tmp_path: Path) -> None:
    nulls = state()
    for table in nulls["RouteTables"]:
        for route in table["Routes"]:
            route.update(dict.fromkeys({"NatGatewayId", "TransitGatewayId", "InstanceId", "GatewayId"} - route.keys()))
        for link in table["Associations"]:
            link.update(dict.fromkeys({"SubnetId", "GatewayId"} - link.keys()))
    assert judged(tmp_path, nulls)["verdict"] == "pass"


def test_a_null_next_token_is_no_further_page(tmp_path: Path) -> None:
    assert judged(tmp_path, state(NextToken=None))["verdict"] == "pass"


def test_a_next_token_leaves_open_what_further_pages_may_hold(tmp_path: Path) -> None:
    found = judged(tmp_path, without_route() | {"NextToken": "eyJ2Ijoi"})
    assert found["verdict"] == "unknown"
    assert any("NextToken" in each for each in facts(found))
    assert "s3-endpoint-not-routed" in {rule for each in found["findings"] for rule in each.get("leaves_open", ())}


@pytest.mark.parametrize("outcome", ["denied", "failed", "throttled"])
def test_a_failed_call_leaves_its_key_open(tmp_path: Path, outcome: str) -> None:
    call = {"operation": "DescribeRouteTables", "outcome": outcome, "detail": "UnauthorizedOperation"}
    found = judged(tmp_path, state(RouteTables=[], vpclint={"calls": [call]}))
    assert found["verdict"] == "unknown"
    [fact] = facts(found)
    assert all(part in fact for part in ("DescribeRouteTables", outcome, "UnauthorizedOperation"))
    [finding] = findings(found, "fact-missing")
    assert "ec2:DescribeRouteTables" in finding["notes"][0]


def test_a_failed_call_of_another_key_leaves_nothing_open(tmp_path: Path) -> None:
    call = {"operation": "DescribeNatGateways", "outcome": "denied"}
    assert judged(tmp_path, state(vpclint={"calls": [call]}))["verdict"] == "pass"


@pytest.mark.parametrize("value", [None, 7, "text", {}, True, [[]], [7]], ids=repr)
@pytest.mark.parametrize("key", ["Subnets", "RouteTables", "SecurityGroups", "VpcEndpoints"])
def test_a_key_that_holds_no_records_is_unknown(tmp_path: Path, key: str, value: Any) -> None:
    found = judged(tmp_path, state(**{key: value}))
    assert found["verdict"] == "unknown"
    assert found["errors"] == []
    assert any(key in each for each in facts(found))


@pytest.mark.parametrize("key", [key for key, value in STATE.items() if isinstance(value, list)])
@pytest.mark.parametrize("record", [None, 7, "text", [], {}, {"Unknown": {"Deep": [1]}}], ids=repr)
def test_a_record_that_is_none_costs_itself_alone(tmp_path: Path, key: str, record: Any) -> None:
    run = check(good_folder(tmp_path, state_json=state(**{key: [*STATE[key], record]})), ".", "--format", "json")
    assert run.code in (0, 3)
    assert run.report["errors"] == []
    assert run.report["verdict"] != "fail"


def test_a_record_that_can_not_be_read_leaves_open_what_depends_on_it(tmp_path: Path) -> None:
    found = judged(tmp_path, state((FIRST, "many")))
    assert found["verdict"] == "unknown"
    [fact] = facts(found)
    assert SUBNETS[0] in fact
    assert "AvailableIpAddressCount" in fact
    assert SUBNETS[1] not in fact


def test_a_record_that_can_not_be_read_hides_nothing_of_the_others(tmp_path: Path) -> None:
    found = judged(tmp_path, changed(without_route(), (FIRST, "many")))
    [finding] = findings(found, "s3-endpoint-not-routed")
    assert finding["status"] == "fail"
    assert SUBNETS[1] in finding["message"]


def test_a_record_without_an_id_may_be_any_that_is_not_there(tmp_path: Path) -> None:
    lost = job(((*VPC_CONFIG, "Subnets"), [SUBNETS[0], "subnet-0123456789abcdef0"]))
    nameless = state(Subnets=[*STATE["Subnets"], {"VpcId": VPC}])
    found = report(put(tmp_path, {"state.json": nameless, "job.json": lost}))
    assert "subnet-not-found" not in rules(found)
    assert "subnet-not-found" in findings(found, "fact-missing")[0]["leaves_open"]


def test_a_record_with_an_id_that_can_not_be_read_is_not_any_other_one(tmp_path: Path) -> None:
    lost = job(((*VPC_CONFIG, "Subnets"), [SUBNETS[0], "subnet-0123456789abcdef0"]))
    other = state(Subnets=[*STATE["Subnets"], {"SubnetId": "subnet-0fedcba987654321f", "VpcId": 7}])
    found = report(put(tmp_path, {"state.json": other, "job.json": lost}))
    assert "subnet-not-found" in rules(found)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400, "1" + "0" * 10_000, "1.5", "-0"])
def test_a_number_that_no_count_can_be_costs_its_record_alone(tmp_path: Path, number: str) -> None:
    text = json.dumps(changed(without_route(), (FIRST, 424242))).replace("424242", number)
    run = check(put(tmp_path, {"state.json": text, "job.json": JOB}), ".", "--format", "json")
    assert run.report["errors"] == []
    assert run.code == 1
    [finding] = findings(run.report, "s3-endpoint-not-routed")
    assert SUBNETS[1] in finding["message"]


@pytest.mark.parametrize("number", ["1e999", "1" + "0" * 10_000])
def test_a_number_in_a_job_of_a_state_costs_that_job_alone(tmp_path: Path, number: str) -> None:
    jobs = [JOB, job(Environment={"A": 424242}, ProcessingJobName="odd")]
    text = json.dumps(state(ProcessingJobs=jobs)).replace("424242", number)
    found = report(put(tmp_path, {"state.json": text}))
    assert verdicts(found).get("features") == "pass"


def test_keys_that_no_rule_reads_are_noted(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=state(SubNets=[], Reservations=[{}], ResponseMetadata={"RequestId": "1"}))
    run = check(tmp_path)
    assert run.code == 0
    assert "'Reservations'" in run.err
    assert "did you mean Subnets?" in run.err
    assert "ResponseMetadata" not in run.err


def test_the_keys_that_the_good_state_holds_are_all_known(tmp_path: Path) -> None:
    assert check(good_folder(tmp_path)).err == ""


def doubled(indent: int | None = 1) -> str:
    """The good state, whose subnets stand in it once more, empty."""
    return json.dumps(STATE, indent=indent).rstrip().removesuffix("}").rstrip() + ',\n "Subnets": []\n}\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_key_that_stands_twice_counts_for_nothing(tmp_path: Path, encoding: str, end: str) -> None:
    text = doubled().replace("\n", end)
    put(tmp_path, {"state.json": text.encode(encoding), "job.json": JOB})
    run = check(tmp_path, ".", "--format", "json")
    assert run.code == 2
    first = text.split(end).index(' "Subnets": [') + 1
    [error] = run.report["errors"]
    assert (error["file"], error["line"], error["column"]) == ("state.json", len(text.split(end)) - 2, 2)
    assert f'"Subnets" stands twice, first at line {first}' in error["message"]
    assert run.report["verdict"] == "unknown"
    assert any("Subnets" in each for each in facts(run.report))


def test_of_many_keys_that_stand_twice_some_are_told(tmp_path: Path) -> None:
    strange = ", ".join(f'"Key{number}": [], "Key{number}": []' for number in range(1000))
    put(tmp_path, {"state.json": json.dumps(STATE).removesuffix("}") + f", {strange}}}", "job.json": JOB})
    run = check(tmp_path, ".", "--format", "json")
    messages = [error["message"] for error in run.report["errors"]]
    assert (run.code, len(messages), messages[-1]) == (2, 101, "900 further keys stand twice")


def test_a_key_that_stands_twice_on_one_line_counts_for_nothing(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": doubled(None), "job.json": JOB}), ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (2, "unknown")


def test_a_key_that_is_spelled_with_an_escape_is_the_same_key(tmp_path: Path) -> None:
    text = doubled().replace('"Subnets": []', '"S\\u0075bnets": []')
    run = check(put(tmp_path, {"state.json": text, "job.json": JOB}), ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (2, "unknown")


def test_a_key_that_stands_twice_in_yaml_is_an_error_with_both_lines(tmp_path: Path) -> None:
    text = yaml.safe_dump(STATE) + "Subnets: []\n"
    run = check(put(tmp_path, {"state.yaml": text, "job.json": JOB}), ".", "--format", "json")
    [error] = run.report["errors"]
    assert (run.code, error["line"], error["column"]) == (2, text.count("\n"), 1)
    assert f"at line {text[: text.index('Subnets:')].count(chr(10)) + 1}" in error["message"]


def test_a_state_in_yaml_is_one_in_json(tmp_path: Path) -> None:
    put(tmp_path, {"yaml/state.yaml": yaml.safe_dump(without_route()), "json/state.json": without_route()})
    put(tmp_path, {"job.json": JOB})
    by_yaml, by_json = (report(tmp_path, name, "job.json") for name in ("yaml", "json"))
    for found in (by_yaml, by_json):
        for finding in found["findings"]:
            finding["locations"] = [place["pointer"] for place in finding["locations"]]
    assert by_yaml == by_json
    assert by_yaml["verdict"] == "fail"


@pytest.mark.parametrize(
    "odd", ["1" + "0" * 400, ".nan", ".inf", "2026-01-05", "0x1F", "~", "[1, {a: b}]", "!!binary aGk=", "yes"]
)
def test_values_that_only_yaml_has_are_no_bug(tmp_path: Path, odd: str) -> None:
    text = yaml.safe_dump(state(((*FIRST[:2], "Odd"), 424242))).replace("424242", odd)
    assert check(put(tmp_path, {"state.yaml": text, "job.json": JOB})).code in (0, 2)


@pytest.mark.parametrize(
    "given",
    [{"Subnets": None}, {"Subnets": "subnet-1"}, {"Subnets": []}, {"Vpcs": 1}],
    ids=str,
)
def test_json_and_yaml_of_one_content_are_of_one_kind(tmp_path: Path, given: Any) -> None:
    put(tmp_path, {"a.json": given, "a.yaml": yaml.safe_dump(given)})
    as_json, as_yaml = (check(tmp_path, name, "--format", "json") for name in ("a.json", "a.yaml"))
    assert as_json.code == as_yaml.code
    assert as_json.err == as_yaml.err
    told = [[each["message"] for each in run.report["findings"]] if run.out else [] for run in (as_json, as_yaml)]
    assert told[0] == told[1]


def test_a_vpc_config_is_no_state_however_it_is_indented(tmp_path: Path) -> None:
    bare = json.dumps({"Subnets": SUBNETS}, indent=300)
    found = report(put(tmp_path, {"job.json": bare, "state.json": STATE}))
    assert verdicts(found) == {"job.json": "fail"}


def moved(document: dict[str, Any]) -> Any:
    """The same in another Region, with other ids."""
    text = json.dumps(document).replace("eu-central-1", "us-west-2").replace("-aa78", "-bb78").replace("-7119", "-8119")
    return json.loads(text.replace("vpc-9d79", "vpc-8d79").replace("sg-3da9", "sg-4da9"))


@pytest.mark.parametrize("order", [("here.json", "there.json"), ("there.json", "here.json")])
def test_each_job_finds_its_own_of_several_states(tmp_path: Path, order: tuple[str, str]) -> None:
    there = moved(without_route())
    put(tmp_path, {"here.json": STATE, "there.json": there, "job.json": JOB})
    put(tmp_path, {"far.json": moved(JOB) | {"ProcessingJobName": "far"}})
    found = report(tmp_path, *order, "job.json", "far.json")
    assert verdicts(found) == {"features": "pass", "far": "fail"}
    [finding] = findings(found, "s3-endpoint-not-routed")
    assert {place["file"] for place in finding["locations"]} == {"far.json", "there.json"}
    assert [each["vpc"] for each in found["jobs"]] == [VPC, moved({"VpcId": VPC})["VpcId"]]


def test_a_fact_that_one_of_two_states_lacks_leaves_the_other_one_alone(tmp_path: Path) -> None:
    there = moved(without("RouteTables"))
    put(tmp_path, {"here.json": STATE, "there.json": there, "job.json": JOB})
    put(tmp_path, {"far.json": moved(JOB) | {"ProcessingJobName": "far"}})
    found = report(tmp_path)
    assert verdicts(found) == {"features": "pass", "far": "unknown"}
    [finding] = findings(found, "fact-missing")
    assert {affected["job"] for affected in finding["affects"]} == {"far"}


def test_a_job_without_vpc_config_is_decided_by_any_state(tmp_path: Path) -> None:
    outside = job((VPC_CONFIG, {}))
    del outside["NetworkConfig"]["VpcConfig"]
    assert report(good_folder(tmp_path, job_json=outside))["verdict"] == "pass"


def test_a_header_that_can_not_be_read_does_not_make_a_denied_call_an_answer(tmp_path: Path) -> None:
    denied = {"account": 7, "calls": [{"operation": "DescribeRouteTables", "outcome": "denied"}]}
    run = check(good_folder(tmp_path, state_json=state(RouteTables=[], vpclint=denied)), ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (2, "unknown")


@pytest.mark.parametrize(
    "header",
    [[], 7, "text", {"account": 7}, {"calls": {}}, {"calls": [7]}],
    ids=str,
)
def test_a_header_that_is_none_is_told_with_its_place(tmp_path: Path, header: Any) -> None:
    run = check(good_folder(tmp_path, state_json=state(vpclint=header)), ".", "--format", "json")
    assert run.code == 2
    [error] = run.report["errors"]
    assert error["file"] == "state.json"
    assert "header" in error["message"]
    lines = (tmp_path / "state.json").read_text("utf-8").splitlines()
    assert '"vpclint":' in "".join(lines[: error["line"]])
    assert [each["name"] for each in run.report["jobs"]] == ["features"]
