"""A check that asks only some rules: the verdict is about the needs, whoever may speak of them."""

import json
from pathlib import Path

import pytest

from .running import STATE, check, good_folder, report, without_route

NO_ROUTES_KNOWN = {key: value for key, value in STATE.items() if key != "RouteTables"}
SMALL = STATE | {"Subnets": [each | {"AvailableIpAddressCount": 1} for each in STATE["Subnets"]]}

CUT_OFF = STATE | {
    "VpcEndpointServices": [],
    "RouteTables": [
        table | {"Routes": [route for route in table["Routes"] if route.get("GatewayId") == "local"]}
        for table in STATE["RouteTables"]
    ],
}
REFUSED_PORTS = {"RuleNumber": 1, "Egress": False, "Protocol": "6", "RuleAction": "deny", "CidrBlock": "0.0.0.0/0"}
NOW_AND_THEN = STATE | {
    "NetworkAcls": [
        each | {"Entries": [*each["Entries"], REFUSED_PORTS | {"PortRange": {"From": 40000, "To": 40009}}]}
        for each in STATE["NetworkAcls"]
    ]
}

LEFT_OUT = ("--ignore", "s3-endpoint-not-routed")


@pytest.mark.parametrize("narrowed", [LEFT_OUT, ("--select", "watching"), ("--select", "names")])
def test_a_need_that_fails_by_a_rule_that_is_left_out_is_no_job_that_works(
    tmp_path: Path, narrowed: tuple[str, ...]
) -> None:
    good_folder(tmp_path, state_json=without_route())
    run = check(tmp_path, ".", *narrowed)
    assert run.code == 1
    assert "WILL NOT WORK" in run.out
    assert "not shown, by --select or --ignore: the findings of s3-endpoint-not-routed" in run.out.splitlines()
    found = report(tmp_path, ".", *narrowed)
    assert (found["verdict"], found["not_shown"]) == ("fail", ["s3-endpoint-not-routed"])
    assert found["jobs"][0]["verdict"] == "fail"


def test_what_is_shown_is_not_said_to_be_left_out(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=without_route())
    for options in ((), ("--select", "s3"), ("--ignore", "watching")):
        assert report(tmp_path, ".", *options)["not_shown"] == []
        assert "not shown" not in check(tmp_path, ".", *options).out


def test_a_need_that_stays_open_keeps_the_verdict_open(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=NO_ROUTES_KNOWN)
    run = check(tmp_path, ".", "--select", "watching")
    assert (run.code, "CANNOT TELL" in run.out) == (3, True)
    assert "s3-endpoint-not-routed" in report(tmp_path, ".", "--select", "watching")["not_shown"]
    assert check(tmp_path, ".", "--select", "watching", "--unknown", "ignore").code == 0


def test_addresses_and_names_of_services_are_needs_as_well(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=SMALL)
    assert report(tmp_path, ".", "--select", "s3")["not_shown"] == ["subnet-ip-headroom"]
    good_folder(tmp_path, state_json=CUT_OFF)
    ignored = report(tmp_path, ".", "--need-service", "no-such", "--ignore", "service-unknown")
    assert "service-unknown" in ignored["not_shown"]
    assert ignored["verdict"] == "fail"


@pytest.mark.parametrize("severity", ["warning", "note"])
def test_a_rule_that_weighs_less_by_the_configuration_weighs_less_when_it_is_left_out(
    tmp_path: Path, severity: str
) -> None:
    settings = f'rules.s3-endpoint-not-routed.severity = "{severity}"\n'
    good_folder(tmp_path, state_json=without_route(), vpclint_toml=settings)
    found = report(tmp_path, ".", *LEFT_OUT)
    assert (found["verdict"], found["not_shown"]) == ("pass", [])


def test_a_warning_is_no_verdict(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=NOW_AND_THEN)
    shown = report(tmp_path)
    assert {each["severity"] for each in shown["findings"] if each["rule"] == "network-acl-return"} == {"warning"}
    found = report(tmp_path, ".", "--ignore", "network-acl-return")
    assert (found["verdict"], found["not_shown"]) == ("pass", [])


def test_exit_zero_stays_what_it_is(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=without_route())
    assert check(tmp_path, ".", *LEFT_OUT, "--exit-zero").code == 0


@pytest.mark.parametrize("narrowed", [(), ("--select", "watching"), ("--ignore", "s3")])
def test_a_whole_vpc_without_a_way_to_s3_is_none_that_works_whatever_is_asked(
    tmp_path: Path, narrowed: tuple[str, ...]
) -> None:
    (tmp_path / "state.json").write_text(json.dumps(CUT_OFF))
    found = report(tmp_path, "state.json", *narrowed)
    assert found["verdict"] == "fail"
    assert bool(found["not_shown"]) == bool(narrowed)
    shown = {finding["rule"] for finding in found["findings"]}
    assert not shown & set(found["not_shown"])
