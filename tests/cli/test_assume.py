"""What the user settles where no state does, from the configuration to the report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .running import JOB, STATE, check, findings, good_folder, put, report, state

S3 = next(each["VpcEndpointId"] for each in STATE["VpcEndpoints"] if each["ServiceName"].endswith(".s3"))
TGW = "tgw-0a1b2c3d4e5f60718"
OPTIONS = STATE["DhcpOptions"][0]["DhcpOptionsId"]
NOT_AVAILABLE, AWAY, SERVERS = "s3-endpoint-not-available", "path-leaves-the-vpc", "custom-name-servers"


def settled(rule: str, resource: str, answer: str, reason: str = "tested monthly") -> str:
    return f"[[assume]]\nrule = {rule!r}\nresource = {resource!r}\nanswer = {answer!r}\nreason = {reason!r}\n"


def untold() -> dict[str, Any]:
    """The good state, in which the S3 endpoint does not tell its own state."""
    held = state()
    for endpoint in held["VpcEndpoints"]:
        if endpoint["VpcEndpointId"] == S3:
            del endpoint["State"]
    return held


def open_to_everyone() -> dict[str, Any]:
    """The good state, in which all groups let everything out, and the buckets take everyone, whatever the way."""
    held = state()
    for each in held["BucketPolicies"]:
        resources = [f"arn:aws:s3:::{each['Bucket']}", f"arn:aws:s3:::{each['Bucket']}/*"]
        grant = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": resources}
        each["Policy"] = {"Version": "2012-10-17", "Statement": [grant]}
    for group in held["SecurityGroups"]:
        group["IpPermissionsEgress"].append({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})
    return held


def over_a_transit_gateway() -> dict[str, Any]:
    """The good state, in which the S3 endpoint is gone and every table leads S3's addresses to a transit gateway."""
    held = open_to_everyone()
    held["VpcEndpoints"] = [each for each in held["VpcEndpoints"] if each["VpcEndpointId"] != S3]
    for route in (route for table in held["RouteTables"] for route in table["Routes"]):
        if route.get("GatewayId") == S3:
            del route["GatewayId"]
            route["TransitGatewayId"] = TGW
    return held


def with_servers_of_its_own() -> dict[str, Any]:
    """The good state, in which a server of the customer's own resolves names."""
    held = open_to_everyone()
    [options] = held["DhcpOptions"]
    [servers] = [each for each in options["DhcpConfigurations"] if each["Key"] == "domain-name-servers"]
    servers["Values"] = [{"Value": "10.0.0.53"}]
    return held


CASES: list[tuple[Callable[[], Any], str, str]] = [
    (untold, NOT_AVAILABLE, S3),
    (over_a_transit_gateway, AWAY, TGW),
    (with_servers_of_its_own, SERVERS, OPTIONS),
]
each_question = pytest.mark.parametrize(("held", "rule", "resource"), CASES, ids=[rule for _, rule, _ in CASES])


@each_question
def test_what_no_state_tells_is_open(tmp_path: Path, held: Any, rule: str, resource: str) -> None:
    run = check(put(tmp_path, {"state.json": held(), "job.json": JOB}), ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (3, "unknown")
    [fact] = findings(run.report, "fact-missing")
    assert (fact["leaves_open"], fact["resource"]) == ([rule], resource)


def of_an_owner_who_is_not_told() -> dict[str, Any]:
    """The good state, in which the policy of a bucket grants nothing, so that it matters whose the bucket is."""
    held = state()
    denial = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [denial]}
    held["BucketPolicies"] = [
        each | ({"Policy": document} if each["Bucket"] == "acme-raw" else {}) for each in held["BucketPolicies"]
    ]
    return held


def test_the_owner_of_a_bucket_that_is_strictly_asked_for_can_be_given(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": of_an_owner_who_is_not_told(), "job.json": JOB})
    [fact] = findings(report(tmp_path, ".", "--strict"), "fact-missing")
    wanted = '[[assume]] with rule = "bucket-policy-denies-job" and resource = "acme-raw"'
    assert (fact["resource"], fact["notes"]) == ("acme-raw", [f"to get it: {wanted}"])
    put(tmp_path, {"vpclint.toml": settled("bucket-policy-denies-job", "acme-raw", "yes")})
    assert report(tmp_path, ".", "--strict")["verdict"] == "pass"


@each_question
@pytest.mark.parametrize("strict", [(), ("--strict",)], ids=str)
def test_a_yes_of_the_user_makes_it_work(
    tmp_path: Path, held: Any, rule: str, resource: str, strict: tuple[str, ...]
) -> None:
    put(tmp_path, {"state.json": held(), "job.json": JOB, "vpclint.toml": settled(rule, resource, "yes")})
    run = check(tmp_path, ".", "--format", "json", *strict)
    noted = {"bucket-policy-not-restricted"}  # no bucket asks for a way
    assert (run.code, run.err, [each for each in run.report["findings"] if each["rule"] not in noted]) == (0, "", [])
    assert run.report["assumptions"] == [f"{rule} of {resource} holds: tested monthly"]


@each_question
def test_a_no_of_the_user_makes_it_fail(tmp_path: Path, held: Any, rule: str, resource: str) -> None:
    put(tmp_path, {"state.json": held(), "job.json": JOB, "vpclint.toml": settled(rule, resource, "no", "never built")})
    run = check(tmp_path, ".", "--format", "json")
    assert (run.code, run.report["verdict"]) == (1, "fail")
    [finding] = findings(run.report, rule)
    assert (finding["severity"], finding["status"]) == ("error", "fail")
    assert finding["locations"]
    assert run.report["assumptions"] == [f"{rule} of {resource} fails: never built"]


def test_an_audit_follows_it_as_well(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": untold(), "vpclint.toml": settled(NOT_AVAILABLE, S3, "yes")})
    found = report(tmp_path, "state.json")
    assert found["verdict"] == "pass"
    assert [each["needs"]["s3"].get("over") for each in found["vpcs"][0]["subnets"]].count([S3]) == 3


def test_a_question_that_is_not_on_a_path_is_answered_as_well(tmp_path: Path) -> None:
    zone = state()
    subnet = zone["Subnets"][0]
    del subnet["State"]
    job_lists = {"state.json": zone, "job.json": JOB}
    assert check(put(tmp_path, job_lists)).code == 3
    rule, resource = "subnet-not-available", subnet["SubnetId"]
    put(tmp_path, {"vpclint.toml": settled(rule, resource, "yes")})
    assert check(tmp_path).code == 0
    put(tmp_path, {"vpclint.toml": settled(rule, resource, "no", "it is being made")})
    [finding] = findings(report(tmp_path), rule)
    assert finding["message"] == f"{resource} is assumed to be at fault: it is being made"
    assert finding["locations"][0]["pointer"] == "/Subnets/0"


def test_what_the_state_proves_stays_and_the_assumption_is_told_to_be_unused(tmp_path: Path) -> None:
    text = settled("route-missing", "rtb-1", "no") + settled("s3-endpoint-missing", "vpc-1", "yes")
    run = check(good_folder(tmp_path, vpclint_toml=text))
    assert run.code == 0
    assert run.err.splitlines() == [
        f"note: vpclint.toml:{line}:3: nothing is open about {what}, which is assumed"
        for line, what in ((1, "route-missing of rtb-1"), (6, "s3-endpoint-missing of vpc-1"))
    ]
    assert "route-missing of rtb-1 fails: tested monthly" in run.out


def test_what_it_says_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = '[[assume]]\nrule = "route-missing"\nresource = "\\u001b[31m"\nanswer = "yes"\nreason = "\\u202e"\n'
    run = check(good_folder(tmp_path, vpclint_toml=text))
    assert not {"\x1b", "\u202e"} & {*run.out, *run.err}


def test_of_very_many_answers_that_nothing_asks_for_each_is_told_with_its_place(tmp_path: Path) -> None:
    many = "".join(settled(AWAY, f"tgw-{number:08x}", "yes") for number in range(3000))
    run = check(good_folder(tmp_path, vpclint_toml=many))
    assert run.code == 0
    assert "vpclint.toml:14996:3: nothing is open about path-leaves-the-vpc of tgw-00000bb7" in run.err
