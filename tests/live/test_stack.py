"""A VPC that CloudFormation makes, collected and decided, gets what its hand-made snapshot gets."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import put, report, rules

from live import stack
from live.cloud import Cloud


@pytest.mark.slow
def test_a_stack_gets_the_verdict_and_the_findings_of_its_hand_made_snapshot(cloud: Cloud, tmp_path: Path) -> None:
    ids = stack.create(cloud.client("cloudformation"))
    stack.finish(cloud.client("ec2"), ids)
    cloud.client("s3").create_bucket(
        Bucket="stacked-raw", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    iam = cloud.client("iam")
    iam.create_role(RoleName="ml", AssumeRolePolicyDocument="{}")
    allow = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    iam.put_role_policy(RoleName="ml", PolicyName="all", PolicyDocument=allow)
    put(tmp_path, {"job.json": stack.job(ids)})
    collected = cloud.state(tmp_path, "job.json")
    hand = stack.by_hand({**ids, **others(collected)})
    hand["PrefixLists"][0]["Cidrs"] = collected["PrefixLists"][0].get("Cidrs") or blocks_of(collected, hand)
    put(tmp_path, {"hand.json": hand})
    live, made = (told(report(tmp_path, name, "job.json")) for name in ("collected.json", "hand.json"))
    assert live == made
    assert live["verdict"] == "fail"
    found = rules(report(tmp_path, "collected.json", "job.json"))
    assert {"s3-endpoint-not-routed", "subnet-ip-headroom"} <= found


def others(state: dict[str, Any]) -> dict[str, str]:
    """The ids that no template names: of the list of S3, the main table, the ACL, and the default group."""
    name = "com.amazonaws.eu-central-1.s3"
    [s3] = [each["PrefixListId"] for each in state["PrefixLists"] if each["PrefixListName"] == name]
    [main] = [each["RouteTableId"] for each in state["RouteTables"] if any(a["Main"] for a in each["Associations"])]
    [default] = [each["GroupId"] for each in state["SecurityGroups"] if each["GroupName"] == "default"]
    acl = state["NetworkAcls"][0]["NetworkAclId"]
    return {"ListOfS3": s3, "MainTable": main, "Acl": acl, "DefaultGroup": default}


def blocks_of(state: dict[str, Any], hand: dict[str, Any]) -> list[str]:
    """The blocks of S3, which change from day to day and stand in no template."""
    wanted = hand["PrefixLists"][0]["PrefixListId"]
    [found] = [each for each in state["ManagedPrefixLists"] if each["PrefixListId"] == wanted]
    return [each["Cidr"] for each in found["Entries"]]


def told(found: Any) -> dict[str, Any]:
    """The verdicts and the findings of a report, less the places."""
    findings = [{key: value for key, value in each.items() if key != "locations"} for each in found["findings"]]
    needs = [(need["need"], need["verdict"]) for job in found["jobs"] for need in job["needs"]]
    return {"verdict": found["verdict"], "findings": findings, "needs": needs, "summary": found["summary"]}
