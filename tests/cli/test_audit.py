"""A state without any job: whole VPCs are looked at, each subnet with what it could give one."""

import copy
from pathlib import Path
from typing import Any

import pytest

from .running import GROUPS, JOB, STATE, SUBNETS, VPC, check, findings, put, report, rules, state, vpclint

PUBLIC = next(each for each in STATE["Subnets"] if {"Key": "Name", "Value": "public-a"} in each["Tags"])["SubnetId"]
EGRESS = next(each for each in STATE["Subnets"] if {"Key": "Name", "Value": "egress-a"} in each["Tags"])["SubnetId"]
OTHER = "vpc-0f0f0f0f0f0f0f0f0"


def with_only(*subnets: str) -> dict[str, Any]:
    """The good state with these subnets."""
    held = state()
    return held | {"Subnets": [each for each in held["Subnets"] if each["SubnetId"] in subnets]}


def with_second_vpc() -> dict[str, Any]:
    """The good state with a second VPC, which has one subnet and lacks all that a way out takes."""
    vpc, subnet, table = (copy.deepcopy(STATE[key][0]) for key in ("Vpcs", "Subnets", "RouteTables"))
    names = {"VpcId": OTHER, "DhcpOptionsId": STATE["DhcpOptions"][0]["DhcpOptionsId"]}
    local = {
        "DestinationCidrBlock": "10.0.0.0/16",
        "GatewayId": "local",
        "State": "active",
        "Origin": "CreateRouteTable",
    }
    main = {"Main": True, "AssociationState": {"State": "associated"}}
    acl = copy.deepcopy(STATE["NetworkAcls"][0]) | {"NetworkAclId": "acl-0f0f0f0f0f0f0f0f0", "VpcId": OTHER}
    acl["Associations"] = [{"SubnetId": "subnet-0f0f0f0f0f0f0f0f0", "NetworkAclId": acl["NetworkAclId"]}]
    return state(
        Vpcs=[*STATE["Vpcs"], vpc | names],
        VpcAttributes=[*STATE["VpcAttributes"], STATE["VpcAttributes"][0] | {"VpcId": OTHER}],
        Subnets=[*STATE["Subnets"], subnet | {"SubnetId": "subnet-0f0f0f0f0f0f0f0f0", "VpcId": OTHER}],
        NetworkAcls=[*STATE["NetworkAcls"], acl],
        RouteTables=[
            *STATE["RouteTables"],
            table
            | {"RouteTableId": "rtb-0f0f0f0f0f0f0f0f0", "VpcId": OTHER, "Routes": [local], "Associations": [main]},
        ],
    )


def audited(folder: Path, held: Any, *arguments: str) -> Any:
    return report(put(folder, {"state.json": held}), "state.json", *arguments)


def subnets(vpc: Any) -> dict[str, Any]:
    return {each["subnet"]: each for each in vpc["subnets"]}


def test_the_good_vpc_works_in_its_private_subnets(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": STATE}), "state.json", "--format", "json")
    assert (run.code, run.err) == (0, "")
    [vpc] = run.report["vpcs"]
    assert {key: vpc[key] for key in ("vpc", "source", "verdict")} == {
        "vpc": VPC,
        "source": "state.json",
        "verdict": "pass",
    }
    assert {name: each["verdict"] for name, each in subnets(vpc).items()} == {
        **dict.fromkeys((*SUBNETS, EGRESS), "pass"),
        PUBLIC: "fail",
    }
    assert (run.report["jobs"], run.report["verdict"]) == ([], "pass")


def test_a_subnet_is_told_with_all_that_a_job_there_would_have(tmp_path: Path) -> None:
    [vpc] = audited(tmp_path, STATE)["vpcs"]
    own, main = (subnets(vpc)[each] for each in SUBNETS)
    nat = STATE["NatGateways"][0]["NatGatewayId"]
    s3 = next(each["VpcEndpointId"] for each in STATE["VpcEndpoints"] if each["ServiceName"].endswith(".s3"))
    assert own.keys() == {
        "subnet",
        "verdict",
        "zone",
        "route_table",
        "main_route_table",
        "network_acl",
        "free_addresses",
        "largest_job",
        "needs",
    }
    assert (own["zone"], own["main_route_table"], main["main_route_table"]) == ("eu-central-1a", False, True)
    assert own["free_addresses"] == {"least": 250, "most": 250}
    assert own["largest_job"] == {"least": 100, "most": 100}
    assert own["needs"]["s3"] == {"verdict": "pass", "over": [s3], "path": "p1"}
    assert own["needs"]["internet:443"]["verdict"] == "fail"
    assert subnets(vpc)[EGRESS]["needs"]["internet:443"]["over"] == [nat]


def test_a_subnet_without_a_way_out_is_a_warning_while_another_one_has_it(tmp_path: Path) -> None:
    found = audited(tmp_path, STATE)
    [public] = findings(found, "internet-gateway-unusable")
    assert (public["severity"], public["status"]) == ("warning", "fail")
    assert public["affects"] == [{"vpc": VPC, "need": "s3", "subnets": [PUBLIC]}]
    assert public["locations"][0]["file"] == "state.json"


def test_a_vpc_in_which_no_subnet_reaches_s3_will_not_work(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": with_only(PUBLIC)}), "state.json", "--format", "json")
    assert (run.code, run.report["verdict"]) == (1, "fail")
    [public] = findings(run.report, "internet-gateway-unusable")
    assert public["severity"] == "error"


def test_no_rule_is_asked_that_needs_a_job(tmp_path: Path) -> None:
    bare = with_only(SUBNETS[0]) | {"SecurityGroups": [], "FlowLogs": []}
    bare["Subnets"][0]["AvailableIpAddressCount"] = 0
    found = audited(tmp_path, bare)
    assert rules(found) == {"flow-logs-missing", "subnet-ip-headroom"}
    assert any("security groups" in each for each in found["not_examined"])
    [vpc] = found["vpcs"]
    assert vpc["subnets"][0]["largest_job"] == {"least": 0, "most": 0}


def test_capacity_and_needs_of_the_settings_hold_and_those_of_single_jobs_do_not(tmp_path: Path) -> None:
    settings = """
    [capacity]
    reserve = 50
    concurrent-jobs = 4
    [needs]
    services = ["sts"]
    [[jobs]]
    match = "*"
    needs.internet = true
    """
    put(tmp_path, {"vpclint.toml": settings})
    [vpc] = audited(tmp_path, STATE)["vpcs"]
    own = subnets(vpc)[SUBNETS[0]]
    assert own["largest_job"] == {"least": 25, "most": 25}
    assert [*own["needs"]] == ["s3", "sts:443", "internet:443"]
    assert own["verdict"] == "pass"


def test_the_internet_is_a_need_where_it_is_asked_for(tmp_path: Path) -> None:
    assert "route-missing" not in rules(audited(tmp_path, with_only(*SUBNETS)))
    found = audited(tmp_path, with_only(*SUBNETS), "--need-internet")
    assert "route-missing" in rules(found)
    assert found["verdict"] == "fail"
    [vpc] = found["vpcs"]
    assert {each["verdict"] for each in vpc["subnets"]} == {"fail"}


def test_each_vpc_has_a_verdict_and_the_run_the_worst(tmp_path: Path) -> None:
    found = audited(tmp_path, with_second_vpc())
    assert {each["vpc"]: each["verdict"] for each in found["vpcs"]} == {VPC: "pass", OTHER: "fail"}
    assert found["verdict"] == "fail"


def test_the_vpcs_that_are_named_are_looked_at_alone(tmp_path: Path) -> None:
    found = audited(tmp_path, with_second_vpc(), "--vpc", VPC)
    assert [each["vpc"] for each in found["vpcs"]] == [VPC]
    assert found["verdict"] == "pass"
    both = audited(tmp_path, with_second_vpc(), "--vpc", OTHER, "--vpc", VPC)
    assert [each["vpc"] for each in both["vpcs"]] == [VPC, OTHER]


def test_a_vpc_that_no_state_shows_is_told(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": STATE}), "state.json", "--vpc", VPC[:-1] + "x")
    assert (run.code, run.out) == (2, "")
    assert f"did you mean {VPC}?" in run.err


def test_a_vpc_is_not_named_beside_a_job(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": STATE, "job.json": JOB}), ".", "--vpc", VPC)
    assert (run.code, run.out) == (2, "")
    assert "--vpc" in run.err


@pytest.mark.parametrize("broken", ["{", "", '{"ProcessingJobName": "x",}'])
def test_a_job_that_can_not_be_read_does_not_become_an_audit(tmp_path: Path, broken: str) -> None:
    run = check(put(tmp_path, {"state.json": STATE, "job.json": broken}), ".", "--format", "json")
    assert run.code == 2
    assert (run.report["vpcs"], run.report["jobs"], len(run.report["errors"])) == ([], [], 1)


@pytest.mark.parametrize("strange", ["[1]", '{"Nonsense": 1}', '"words"'])
def test_nor_does_a_named_file_that_holds_no_job(tmp_path: Path, strange: str) -> None:
    run = check(put(tmp_path, {"state.json": STATE, "job.json": strange}), "state.json", "job.json")
    assert (run.code, run.out) == (2, "")
    assert "job.json" in run.err


def test_nor_do_the_states_of_the_configuration(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": '[inputs]\nstate = ["state.json"]\n', "state.json": STATE})
    run = vpclint(tmp_path, "check")
    assert (run.code, run.out) == (2, "")


def test_jobs_that_stand_in_the_state_are_judged_instead(tmp_path: Path) -> None:
    found = audited(tmp_path, state(ProcessingJobs=[JOB]))
    assert ([each["name"] for each in found["jobs"]], found["vpcs"]) == (["features"], [])


@pytest.mark.parametrize(
    "key", ["Subnets", "RouteTables", "VpcEndpoints", "VpcAttributes", "DhcpOptions", "NetworkAcls"]
)
def test_what_is_not_exported_leaves_the_vpc_open(tmp_path: Path, key: str) -> None:
    lean = {name: value for name, value in STATE.items() if name != key}
    run = check(put(tmp_path, {"state.json": lean}), "state.json", "--format", "json")
    assert (run.code, run.report["verdict"]) == (3, "unknown")
    assert rules(run.report) >= {"fact-missing"}
    assert check(tmp_path, "state.json", "--unknown", "ignore").code == 0


def test_a_vpc_that_only_its_subnets_show_is_looked_at(tmp_path: Path) -> None:
    lean = {name: value for name, value in STATE.items() if name != "Vpcs"}
    [vpc] = audited(tmp_path, lean)["vpcs"]
    assert (vpc["vpc"], len(vpc["subnets"])) == (VPC, 4)


def test_several_states_are_looked_at(tmp_path: Path) -> None:
    put(tmp_path, {"a.json": with_second_vpc(), "b.json": STATE})
    found = report(tmp_path)
    assert [(each["vpc"], each["source"]) for each in found["vpcs"]] == [
        (VPC, "a.json"),
        (OTHER, "a.json"),
        (VPC, "b.json"),
    ]


def test_the_text_says_all_that_leaves_a_way_open(tmp_path: Path) -> None:
    """And an unknown way is no lack of addresses, of which the line above says how many there are."""
    untold = {key: value for key, value in STATE.items() if key not in ("VpcEndpoints", "VpcAttributes")}
    out = check(put(tmp_path, {"state.json": untold}), "state.json").out
    dns = "enableDnsSupport is not known, enableDnsHostnames is not known"
    assert f"    s3: cannot tell, {dns}; VpcEndpoints is not known" in out
    assert "whether a job could run is unknown in 4 of 4 subnets" in out


def test_the_text_says_what_a_subnet_could_give_and_why_not(tmp_path: Path) -> None:
    out = check(put(tmp_path, {"state.json": STATE}), "state.json", "--need-service", "sts").out
    assert f"  {SUBNETS[0]} in eu-central-1a: 250 free addresses, the largest job that fits has 100 instances" in out
    assert "    internet:443: does not work, no route matches the internet" in out
    assert f"{VPC} (state.json): WORKS · a job fits in 3 of 4 subnets" in out
    assert "not examined: security groups, since no job is named" in out
    with_paths = check(tmp_path, "state.json", "--paths").out
    assert "      pass    gateway-endpoint vpce-" in with_paths


def door(*rules: dict[str, Any]) -> dict[str, Any]:
    """The good state where the group of the endpoint of sts has these ingress rules."""
    held = state()
    group = next(each for each in held["SecurityGroups"] if each["GroupName"] == "endpoints")
    group["IpPermissions"] = [
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "Ipv6Ranges": [], "PrefixListIds": []}
        | {"IpRanges": [], "UserIdGroupPairs": []}
        | rule
        for rule in rules
    ]
    return held


def test_an_endpoint_that_lets_in_another_block_only_is_no_way(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": door({"IpRanges": [{"CidrIp": "192.168.0.0/16"}]})})
    run = check(tmp_path, "state.json", "--need-service", "sts", "--format", "json")
    assert (run.code, run.report["verdict"]) == (1, "fail")
    [finding] = findings(run.report, "endpoint-security-group-ingress")
    assert finding["severity"] == "error"
    walked = vpclint(tmp_path, "path", SUBNETS[0], "sts", "--state", "state.json")
    assert walked.code == 1
    assert "error[endpoint-security-group-ingress]" in walked.out


def test_an_endpoint_that_lets_in_a_group_is_open_until_a_job_is_named(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": door({"UserIdGroupPairs": [{"GroupId": GROUPS[0]}]}), "job.json": JOB})
    run = check(tmp_path, "state.json", "--need-service", "sts", "--format", "json")
    assert (run.code, run.report["verdict"]) == (3, "unknown")
    [finding] = findings(run.report, "fact-missing")
    assert finding["message"].startswith(f"nobody says whether the job carries {GROUPS[0]}, ")
    assert (finding["resource"], finding["leaves_open"]) == (GROUPS[0], ["endpoint-security-group-ingress"])
    assert vpclint(tmp_path, "path", SUBNETS[0], "sts", "--state", "state.json").code == 3
    assert check(tmp_path, ".", "--need-service", "sts").code == 0
    named = ("--security-group", GROUPS[0])
    assert vpclint(tmp_path, "path", SUBNETS[0], "sts", "--state", "state.json", *named).code == 0


def test_the_subnets_come_before_what_is_found_in_them(tmp_path: Path) -> None:
    out = check(put(tmp_path, {"state.json": STATE}), "state.json").out
    assert out.startswith(f"{VPC}\n  {SUBNETS[0]} in ")
    assert "warning[internet-gateway-unusable]" in out


@pytest.mark.parametrize("key", ["VpcEndpoints", "NatGateways", "NetworkAcls"])
def test_nobody_is_told_of_a_request_or_of_a_choice_that_is_not_there(tmp_path: Path, key: str) -> None:
    held = state(**{key: []})
    held["Subnets"][0] |= {"AvailableIpAddressCount": 0, "State": "pending"}
    held["Subnets"][1] |= {"Ipv6Native": True, "AvailabilityZone": "eu-central-1-ham-1a"}
    put(tmp_path, {"state.json": held})
    run = check(tmp_path, "state.json", "--format", "json")
    assert len(run.report["findings"]) > 3
    for shown in (run.out, check(tmp_path, "state.json").out):
        assert not {each for each in ("the request", "SageMaker picks", "SageMaker chooses") if each in shown}
    assert {tuple(affected) for each in run.report["findings"] for affected in each["affects"]} == {
        ("need", "subnets", "vpc")
    }


def test_what_is_assumed_is_listed_and_strictly_nothing_is(tmp_path: Path) -> None:
    lean = {name: value for name, value in with_only(SUBNETS[0]).items() if name != "SubnetCidrReservations"}
    del lean["Subnets"][0]["AvailableIpAddressCount"]
    assert audited(tmp_path, lean)["assumptions"] == ["no subnet has CIDR reservations"]
    assert audited(tmp_path, lean, "--strict")["assumptions"] == []
