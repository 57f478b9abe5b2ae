"""What findings say beyond whether they are there: the words, and the commands that repair."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import STATE, check, findings, good_folder, job, report, rules, without_route

TCP_22 = {"RuleNumber": 90, "RuleAction": "deny", "Egress": True, "Protocol": "6", "PortRange": {"From": 22, "To": 22}}
SUBNETS = ("NetworkConfig", "VpcConfig", "Subnets")


def blocks() -> dict[str, str]:
    """The blocks of the subnets of the good job."""
    wanted = job()["NetworkConfig"]["VpcConfig"]["Subnets"]
    return {each["SubnetId"]: each["CidrBlock"] for each in STATE["Subnets"] if each["SubnetId"] in wanted}


def denying(block: str) -> dict[str, Any]:
    lists = [each | {"Entries": [*each["Entries"], TCP_22 | {"CidrBlock": block}]} for each in STATE["NetworkAcls"]]
    return STATE | {"NetworkAcls": lists}


def test_a_list_between_peers_is_opened_for_the_block_of_the_other_subnet_alone(tmp_path: Path) -> None:
    _, far = blocks().values()
    good_folder(tmp_path, state_json=denying(far))
    stopped = findings(report(tmp_path), "network-acl-peers")
    assert stopped
    for found in stopped:
        [command] = found["remedy"]["aws_cli"]
        assert f"--cidr-block {far} " in command
        assert "0.0.0.0/0" not in str(found["remedy"])
        assert all(block in found["remedy"]["text"] for block in blocks().values())


def test_where_several_blocks_are_meant_no_command_opens_more(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=denying("0.0.0.0/0"))
    stopped = findings(report(tmp_path), "network-acl-peers")
    assert stopped
    for found in stopped:
        assert "aws_cli" not in found["remedy"]
        assert "0.0.0.0/0" not in str(found["remedy"])


def test_the_last_entry_of_a_list_has_the_name_that_the_console_gives_it(tmp_path: Path) -> None:
    def last(egress: bool) -> dict[str, Any]:  # noqa: FBT001 - as in the API
        denied = {"RuleNumber": 32767, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
        return denied | {"Egress": egress}

    closed = [each | {"Entries": [last(egress=True), last(egress=False)]} for each in STATE["NetworkAcls"]]
    good_folder(tmp_path, state_json=STATE | {"NetworkAcls": closed})
    out = check(tmp_path, ".").out
    assert "entry * denies it" in out
    assert "32767" not in "".join(line for line in out.splitlines() if "entry" in line)


@pytest.mark.parametrize(
    ("jobs", "said"),
    [("1", "the job fits only where SageMaker chooses another subnet"), ("2", "they fit only where SageMaker places")],
)
def test_a_job_is_not_several(tmp_path: Path, jobs: str, said: str) -> None:
    first, *others = blocks()
    free = {first: 1} | dict.fromkeys(others, 200)
    small = [each | {"AvailableIpAddressCount": free.get(each["SubnetId"], 1)} for each in STATE["Subnets"]]
    good_folder(tmp_path, state_json=STATE | {"Subnets": small})
    [found] = findings(report(tmp_path, ".", "--concurrent-jobs", jobs), "subnet-ip-headroom")
    assert said in found["message"]


def test_a_service_that_no_list_shows_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    unlisted = {key: value for key, value in STATE.items() if key != "VpcEndpointServices"}
    good_folder(tmp_path, state_json=unlisted)
    found = report(tmp_path, ".", "--need-service", "secretmanager", "--need-service", "stss")
    [missing] = [each for each in findings(found, "fact-missing") if "service-unknown" in each["leaves_open"]]
    notes = " · ".join(missing["notes"])
    assert "secretmanager is no service" in notes
    assert "did you mean secretsmanager?" in notes
    assert "stss is no service" in notes


@pytest.mark.parametrize(("name", "hint"), [("nosuch", ""), ("stss", ", did you mean sts?")])
def test_no_endpoint_is_made_for_a_service_that_no_list_shows(tmp_path: Path, name: str, hint: str) -> None:
    good_folder(tmp_path, state_json={key: value for key, value in STATE.items() if key != "VpcEndpointServices"})
    [missing] = findings(report(tmp_path, ".", "--need-service", name), "service-endpoint-missing")
    assert f"{name} is no service that ships in the list of vpclint{hint}" in missing["notes"]
    assert name not in str(missing.get("remedy", ""))
    [known] = findings(report(tmp_path, ".", "--need-service", "glue"), "service-endpoint-missing")
    assert "--service-name com.amazonaws.eu-central-1.glue " in known["remedy"]["aws_cli"][-1]


@pytest.mark.parametrize(("status", "replaced"), [("pending", False), ("failed", True), ("deleting", True)])
def test_a_nat_gateway_that_is_still_coming_is_waited_for_and_not_replaced(
    tmp_path: Path, status: str, *, replaced: bool
) -> None:
    [nat] = STATE["NatGateways"]
    over_nat = {"DestinationCidrBlock": "93.184.216.0/24", "NatGatewayId": nat["NatGatewayId"], "State": "active"}
    lets_out = [
        each | {"IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
        for each in STATE["SecurityGroups"]
    ]
    held = STATE | {
        "NatGateways": [nat | {"State": status}],
        "SecurityGroups": lets_out,
        "RouteTables": [
            each | {"Routes": [*each["Routes"], over_nat | {"Origin": "CreateRoute"}]} for each in STATE["RouteTables"]
        ],
    }
    good_folder(tmp_path, state_json=held)
    found = report(tmp_path, ".", "--need-internet", "93.184.216.34")
    [dead] = findings(found, "nat-gateway-not-available")
    assert f"is {status}" in dead["message"]
    assert ("aws_cli" in dead["remedy"]) == replaced
    assert "terraform" not in dead["remedy"] or replaced


def without_routes() -> dict[str, Any]:
    """The good state, in which every table has lost its routes to gateway endpoints."""
    left = [
        each | {"Routes": [route for route in each["Routes"] if not route.get("GatewayId", "").startswith("vpce")]}
        for each in STATE["RouteTables"]
    ]
    return STATE | {"RouteTables": left}


def test_a_subnet_that_fails_for_another_cause_is_not_said_to_be_spared(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=without_routes())
    found = findings(report(tmp_path), "s3-endpoint-not-routed")
    assert len(found) == 2
    assert not [note for each in found for note in each.get("notes", ()) if "not hit" in note]


def test_a_subnet_that_works_is_said_to_be_spared(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=without_route())
    [found] = findings(report(tmp_path), "s3-endpoint-not-routed")
    first, _ = blocks()
    assert f"{first} is not hit by this, and SageMaker picks one of the subnets" in found["notes"]


def test_a_subnet_that_fails_another_need_is_not_said_to_be_spared(tmp_path: Path) -> None:
    """The job needs S3, which the second subnet does not reach, and a host that the first one does not."""
    broken = without_route()
    [nat] = STATE["NatGateways"]
    to_host = {"DestinationCidrBlock": "93.184.216.0/24", "NatGatewayId": nat["NatGatewayId"], "State": "active"}
    main = next(each for each in broken["RouteTables"] if any(link.get("Main") for link in each["Associations"]))
    main["Routes"].append(to_host | {"Origin": "CreateRoute"})
    for each in broken["SecurityGroups"]:
        each["IpPermissionsEgress"] = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    good_folder(tmp_path, state_json=broken)
    found = report(tmp_path, ".", "--need-internet", "93.184.216.34")
    assert {"s3-endpoint-not-routed", "route-missing"} <= rules(found)
    assert not [note for each in found["findings"] for note in each.get("notes", ()) if "not hit" in note]
