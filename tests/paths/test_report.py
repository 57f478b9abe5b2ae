"""The answer as data: by a call, and as JSON that meets its schema."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.running import put
from jsonschema import Draft202012Validator
from worlds import GROUP, S3_LIST, SUBNET, World, gateway, group, permission, route, table, world

import vpclint
from vpclint.errors import NothingToCheck, UsageError
from vpclint.network.hops import Cause
from vpclint.report.path_model import PathReport
from vpclint.report.reachability import CODES, WITHOUT
from vpclint.report.schemas import schema
from vpclint.settings import Settings
from vpclint.workload.request import JobOptions

from .asking import CLOSED_EPHEMERAL, LET_IN, LINK, LOCAL, SECOND, WITH_GROUP, ask, linked, natted
from .test_golden import FILES, QUESTIONS


def steps(report: Any, hop: str) -> list[Any]:
    return [step for way in report["ways"] for step in way["steps"] if step["hop"] == hop]


def answered(folder: Path, held: World, *question: str) -> Any:
    return ask(folder, held, *question, "--format", "json").report


def line(folder: Path, location: Any) -> str:
    return (folder / location["file"]).read_text("utf-8").splitlines()[location["line"] - 1].strip()


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_answer_meets_the_published_schema(tmp_path: Path, name: str) -> None:
    held, question, code = QUESTIONS[name]
    run = ask(tmp_path, held, *question, "--format", "json", **FILES)
    assert run.code == code
    assert [*Draft202012Validator(schema("path")).iter_errors(run.report)] == []
    assert run.report["schema_version"] == 1
    assert run.report["verdict"] == {0: "pass", 1: "fail", 3: "unknown"}[code]


@pytest.mark.parametrize("change", [{"verdict": 1}, {"ways": {}}, {"schema_version": "1"}, {"sentence": None}], ids=str)
def test_the_schema_refuses_another_answer(tmp_path: Path, change: dict[str, Any]) -> None:
    found = answered(tmp_path, world(), SUBNET, "s3")
    assert [*Draft202012Validator(schema("path")).iter_errors(found | change)]


def test_a_call_gives_what_the_command_prints(tmp_path: Path) -> None:
    found = answered(tmp_path, CLOSED_EPHEMERAL, SUBNET, "s3", *WITH_GROUP)
    state = tmp_path / "state.json"
    report = vpclint.path(SUBNET, "s3", state=[state], security_groups=[GROUP])
    assert isinstance(report, PathReport)
    by_call = json.loads(msgspec.json.encode(report).replace(str(state).encode(), b"state.json"))
    assert by_call == found


def test_a_call_raises_what_the_command_tells(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": world()})
    with pytest.raises(UsageError, match="did you mean"):
        vpclint.path("subnet-0000000f", "s3", state=[tmp_path / "state.json"])
    with pytest.raises(NothingToCheck):
        vpclint.path(SUBNET, "s3", state=[])
    with pytest.raises(UsageError, match="lists"):
        vpclint.path(SUBNET, "s3", state=str(tmp_path / "state.json"))
    strict = vpclint.path(SUBNET, "s3", state=[tmp_path], settings=Settings(strict=True))
    assert strict.verdict == "pass"


def test_steps_come_in_the_order_of_the_packet_and_then_of_the_answer(tmp_path: Path) -> None:
    [way] = answered(tmp_path, world(), SUBNET, "s3", *WITH_GROUP)["ways"]
    assert [step["hop"] for step in way["steps"]] == [
        "vpc-dns",
        "dhcp-options",
        "security-group",
        "route-table",
        "network-acl",
        "route",
        "gateway-endpoint",
        "network-acl",
    ]
    assert [step["stage"] for step in way["steps"]] == ["names"] * 2 + ["out"] * 5 + ["back"]
    assert (way["through"], way["obstacles"], way["warnings"]) == (["vpce-0000000a"], 0, 0)


def test_what_lets_traffic_through_is_named_with_its_place(tmp_path: Path) -> None:
    found = answered(tmp_path, world(), SUBNET, "s3", *WITH_GROUP)
    [rule] = steps(found, "security-group")[0]["deciders"]
    assert (rule["resource"], rule["what"]) == (GROUP, f"tcp 443 to {S3_LIST}")
    assert rule["location"]["pointer"] == "/SecurityGroups/0/IpPermissionsEgress/1"
    out, back = (step["deciders"][0] for step in steps(found, "network-acl"))
    assert (out["what"], out["location"]["pointer"]) == ("entry 100", "/NetworkAcls/0/Entries/0")
    assert (back["what"], back["location"]["pointer"]) == ("entry 100", "/NetworkAcls/0/Entries/1")
    [route_] = steps(found, "route")[0]["deciders"]
    assert route_["location"]["pointer"] == "/RouteTables/0/Routes/1"
    assert line(tmp_path, route_["location"]) == "{"


def test_every_rule_that_takes_part_is_named_and_no_other(tmp_path: Path) -> None:
    several = [
        permission("tcp", "52.219.0.0/16", ports=(443, 443)),
        permission("udp", "0.0.0.0/0", ports=(443, 443)),
        permission("tcp", "0.0.0.0/0", ports=(80, 80)),
        permission("tcp", "3.5.0.0/16", "10.0.0.0/8", ports=(400, 500)),
        permission("-1", "sg-0000000f"),
    ]
    found = answered(
        tmp_path, world(SecurityGroups=[group(egress=several), group("sg-0000000f")]), SUBNET, "s3", *WITH_GROUP
    )
    assert [each["what"] for each in steps(found, "security-group")[0]["deciders"]] == [
        "tcp 443 to 52.219.0.0/16",
        "tcp 400-500 to 3.5.0.0/16, 10.0.0.0/8",
    ]


def test_an_obstacle_has_its_rule_its_code_and_its_place(tmp_path: Path) -> None:
    found = answered(tmp_path, CLOSED_EPHEMERAL, SUBNET, "s3", *WITH_GROUP)
    [obstacle] = [each for step in steps(found, "network-acl") for each in step.get("obstacles", ())]
    assert obstacle["rule"] == "network-acl-return"
    assert obstacle["code"] == "SUBNET_ACL_RESTRICTION"
    assert (obstacle["verdict"], obstacle["severity"], obstacle["subject"]) == ("fail", "error", "90")
    [location] = obstacle["locations"]
    assert location["pointer"] == "/NetworkAcls/0/Entries/2"
    assert "32768-60999" in obstacle["traffic"]


def test_groups_that_are_judged_together_are_shown_each_at_its_place(tmp_path: Path) -> None:
    closed = world(SecurityGroups=[group(), group("sg-0000000b")])
    found = answered(tmp_path, closed, SUBNET, "s3", *WITH_GROUP, "--security-group", "sg-0000000b")
    [obstacle] = steps(found, "security-group")[0]["obstacles"]
    assert [each["pointer"] for each in obstacle["locations"]] == [
        "/SecurityGroups/0/IpPermissionsEgress",
        "/SecurityGroups/1/IpPermissionsEgress",
    ]


def test_parts_of_a_destination_that_take_different_ways_are_told_apart(tmp_path: Path) -> None:
    found = answered(tmp_path, linked(ingress=LET_IN), SUBNET, "sts", *WITH_GROUP)
    parts = {step.get("part", "") for step in steps(found, "route")}
    assert parts == {"10.0.2.9/32"}
    entered = [step for step in steps(found, "network-acl") if step.get("part")]
    assert [(step["part"], step["stage"]) for step in entered] == [
        ("10.0.2.9/32", "out"),
        ("10.0.2.9/32", "back"),
    ]
    assert found["ways"][0]["through"] == [LINK]


def test_findings_are_those_of_check_for_the_obstacles_alone(tmp_path: Path) -> None:
    broken = world(RouteTables=[table(LOCAL)], Subnets=[world()["Subnets"][0] | {"State": "pending"}])
    found = answered(tmp_path, broken, SUBNET, "s3", *WITH_GROUP)
    [finding] = found["findings"]
    assert finding["rule"] == "s3-endpoint-not-routed"
    assert finding["remedy"]["aws_cli"]
    checked = vpclint.check([tmp_path], job=JobOptions((SUBNET,), (GROUP,)))
    assert {"s3-endpoint-not-routed", "subnet-not-available"} <= {each.rule for each in checked.findings}


def test_what_is_missing_is_told_once_for_each_fact(tmp_path: Path) -> None:
    [way] = answered(tmp_path, world(NetworkAcls=None, RouteTables=None), SUBNET, "s3", *WITH_GROUP)["ways"]
    assert [each["fact"] for each in way["missing"]] == ["the state has no NetworkAcls", "the state has no RouteTables"]
    assert "describe-network-acls" in way["missing"][0]["obtain"]


def test_policies_are_examined_where_they_matter_only(tmp_path: Path) -> None:
    assert answered(tmp_path, world(), SUBNET, "s3", *WITH_GROUP)["not_examined"]
    assert answered(tmp_path, natted(), SUBNET, "example.com:443", *WITH_GROUP)["not_examined"] == []
    assert answered(tmp_path, natted(), SUBNET, "example.com:443")["not_examined"] == [
        "security groups, since none is named"
    ]


def test_two_routes_without_an_order_are_both_shown(tmp_path: Path) -> None:
    held = natted(route("0.0.0.0/0", "nat-1"), route("0.0.0.0/0", "tgw-1"))
    found = answered(tmp_path, held, SUBNET, "example.com:443", *WITH_GROUP)
    assert found["verdict"] == "unknown"
    assert {"nat-gateway", "transit-gateway"} <= {step["hop"] for step in found["ways"][0]["steps"]}


@pytest.mark.parametrize("cause", Cause)
def test_a_cause_has_a_code_of_the_analyzer_or_surely_none(cause: Cause) -> None:
    assert (cause in CODES) != (cause in WITHOUT)


def test_the_codes_are_spelled_as_the_analyzer_spells_them() -> None:
    assert all(code.replace("_", "").isalpha() and code.isupper() for code in CODES.values())


def test_unused_subnets_do_not_show_up(tmp_path: Path) -> None:
    assert SECOND not in ask(tmp_path, world(), SUBNET, "s3").out


def codes(found: Any) -> set[str]:
    return {each["code"] for way in found["ways"] for step in way["steps"] for each in step.get("obstacles", ())}


@pytest.mark.parametrize(
    ("ingress", "egress", "code"),
    [
        ((), (), "SG_HAS_NO_RULES"),
        ((permission("tcp", "10.0.0.0/8"),), (), "ENI_SG_RULES_MISMATCH"),
        ((), (permission("udp", "10.0.0.0/8"),), "ENI_SG_RULES_MISMATCH"),
        ((), None, "ENI_SG_RULES_MISMATCH"),
    ],
)
def test_groups_without_any_rule_have_a_code_of_their_own(
    tmp_path: Path, ingress: tuple[Any, ...], egress: tuple[Any, ...] | None, code: str
) -> None:
    bare = group(egress=[*(egress or ())]) | {"IpPermissions": [*ingress]}
    if egress is None:
        del bare["IpPermissionsEgress"]
    found = codes(answered(tmp_path, world(SecurityGroups=[bare]), SUBNET, "s3", *WITH_GROUP))
    assert found == {code}


def test_a_route_to_what_can_not_carry_the_packet_is_one_step(tmp_path: Path) -> None:
    held = world(RouteTables=[table(LOCAL, route("0.0.0.0/0", "igw-1"))], InternetGateways=[gateway()])
    found = answered(tmp_path, held, SUBNET, "example.com:443", *WITH_GROUP)
    assert [step["verdict"] for step in found["ways"][0]["steps"] if step["hop"] == "route"] == ["fail"]
