"""A redacted snapshot shows no name, and gets the verdict of the one that it was made of."""

import copy
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.running import JOB, STATE, put, report
from hypothesis import given
from hypothesis import strategies as st

from fixtures.examples import documents, read_faults
from live.cloud import Cloud
from vpclint.aws.kinds import KINDS, Unread
from vpclint.sources.live.collecting import Collected
from vpclint.sources.live.disguise import Disguise
from vpclint.sources.live.redaction import Redactor
from vpclint.sources.live.writing import snapshot_bytes
from vpclint.sources.snapshot import SnapshotHeader
from vpclint.workload.validation import violations

ACCOUNT = "123456789012"
NAMES = re.compile(r'123456789012|acme|/daily|/events|"features"|flow-logs|ml-traffic|private-a|endpoints|ml-acl')


def redacted(state: dict[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    """The state, with the job in it, with other names."""
    header = msgspec.convert(state["vpclint"], SnapshotHeader)
    keys = {key: each if isinstance(each, list) else [each] for key, each in state.items() if key != "vpclint"}
    found = Redactor("secret").redacted(Collected(header, copy.deepcopy(keys) | {"ProcessingJobs": [job]}, {}))
    told: dict[str, Any] = json.loads(snapshot_bytes(found))
    return told


def told(found: Any) -> tuple[Any, ...]:
    """What a report says, less its words, in which names may stand."""
    said = [(each["rule"], each["status"], each["severity"]) for each in found["findings"]]
    needs = [need["verdict"] for job in found["jobs"] for need in job["needs"]]
    return found["verdict"], sorted(said), needs


def test_the_good_state_keeps_no_name(tmp_path: Path) -> None:
    hidden = redacted(STATE, JOB)
    assert NAMES.findall(json.dumps(hidden)) == []
    assert "Tags" not in json.dumps(hidden)
    assert report(put(tmp_path, {"hidden.json": hidden}), "hidden.json")["verdict"] == "pass"


def examples() -> Iterator[Any]:
    """For each answer of each rule an example whose state is one that AWS answers, with a request that it takes.

    Settings may name what is renamed, and the time of a state is that of its collection.
    """
    for fault in read_faults():
        answers = set[str]()
        for example in (each for each in fault.examples if each.answer not in answers):
            found = documents(fault, example)
            plain = found.keys() >= {"state", "job"} and not (example.settings or example.files)
            if plain and fault.rule != "state-stale" and is_answered(found["state"]) and is_taken(found["job"]):
                answers.add(example.answer)
                yield pytest.param(found["state"], found["job"], id=f"{fault.rule}-{example.name}")


def is_answered(state: Any) -> bool:
    """Whether each record can be read as it stands, in a list that is whole."""
    try:
        msgspec.convert(state["vpclint"], SnapshotHeader)
        for key, records in state.items():
            if key != "vpclint" and KINDS[key].record is not Unread:
                kind = KINDS[key].record if isinstance(records, dict) and KINDS[key].single else None
                msgspec.convert(records, kind or list[KINDS[key].record])  # type: ignore[name-defined]
    except (KeyError, msgspec.ValidationError):
        return False
    return True


def is_taken(job: Any) -> bool:
    """Whether it is a whole request that the API would take."""
    return isinstance(job, dict) and "ProcessingJobName" in job and not violations(job, "CreateProcessingJobRequest")


@pytest.mark.parametrize(("state", "job"), [*examples()])
def test_each_example_of_each_rule_gets_the_same_verdict(tmp_path: Path, state: Any, job: Any) -> None:
    before = report(put(tmp_path, {"state.json": state, "job.json": job}), "state.json", "job.json")
    after = report(put(tmp_path, {"hidden.json": redacted(state, job)}), "hidden.json")
    assert told(after) == told(before)


def test_what_is_collected_is_written_with_other_names(cloud: Cloud, tmp_path: Path) -> None:
    _, job = cloud.good()
    put(tmp_path, {"job.json": job})
    run = cloud.collect(tmp_path, "job.json", "--redact", "-o", "hidden.json")
    text = (tmp_path / "hidden.json").read_text("utf-8")
    assert run.code == 0, run.err
    assert NAMES.findall(text) == []
    assert report(tmp_path, "hidden.json")["verdict"] == "pass"


def test_names_agree_between_the_snapshots_of_a_run_and_differ_between_runs(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    regions = ("--region", "eu-central-1", "--region", "us-east-1")
    owners = []
    for folder in ("one", "two"):
        cloud.collect(tmp_path, *regions, "--redact", "-o", folder)
        states = [json.loads(each.read_text("utf-8")) for each in sorted((tmp_path / folder).rglob("*.json"))]
        owners.append({each["OwnerId"] for state in states for each in state["Vpcs"]})
    assert [len(each) for each in owners] == [1, 1]
    assert [each.name for folder in ("one", "two") for each in (tmp_path / folder).iterdir()] == [
        each for pair in owners for each in pair
    ]
    assert owners[0].isdisjoint(owners[1])
    assert ACCOUNT not in owners[0] | owners[1]


WORDS = st.sampled_from(["acme", "acm", "raw", "Raw", "data", "ra", "x", "q", "2024", "al2023", "acmeraw"])
SIGNS = st.sampled_from(["-", "/", ".", "_", ""])


@st.composite
def names(draw: st.DrawFn, wild: bool = False) -> str:  # noqa: FBT001, FBT002 - a strategy
    parts = draw(st.lists(st.tuples(WORDS | st.just("*") if wild else WORDS, SIGNS), min_size=1, max_size=5))
    return "".join(word + sign for word, sign in parts)


@given(st.lists(names(), min_size=1, max_size=5), st.lists(names(wild=True), min_size=1, max_size=5))
def test_a_pattern_matches_other_names_as_it_did(texts: list[str], patterns: list[str]) -> None:
    disguise = Disguise("secret")
    for each in (*texts, *patterns):
        disguise.note(each)
    for pattern in filter(disguise.can_hide, patterns):
        for text in texts:
            before, after = fnmatchcase(text, pattern), fnmatchcase(disguise.hide(text), disguise.hide(pattern))
            assert before == after, (text, pattern, disguise.hide(text), disguise.hide(pattern))


@given(names(), names())
def test_other_names_are_equal_where_the_names_were(first: str, second: str) -> None:
    disguise = Disguise("secret")
    assert (disguise.hide(first) == disguise.hide(second)) == (first == second)


def named_everywhere(cloud: Cloud) -> dict[str, Any]:
    """The good VPC and its job, with one and the same name wherever AWS takes one."""
    made, job = cloud.good()
    ec2, iam, s3 = (cloud.client(each) for each in ("ec2", "iam", "s3"))
    tags = [{"Key": "zanzibar", "Value": "Zanzibar"}]
    tagged = [{"ResourceType": "prefix-list", "Tags": tags}]
    entries = [{"Cidr": "10.77.0.0/16", "Description": "zanzibar"}]
    ec2.create_tags(Resources=[made.vpc, *made.subnets.values(), *made.groups.values()], Tags=tags)
    named = ec2.create_managed_prefix_list(
        PrefixListName="zanzibar", AddressFamily="IPv4", MaxEntries=5, Entries=entries, TagSpecifications=tagged
    )["PrefixList"]["PrefixListId"]
    group = ec2.create_security_group(VpcId=made.vpc, GroupName="zanzibar", Description="of zanzibar")["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 9, "ToPort": 9}
    ranges = [{"CidrIp": "10.0.0.0/8", "Description": "zanzibar"}]
    lists = [{"PrefixListId": named, "Description": "zanzibar"}]
    ec2.authorize_security_group_egress(
        GroupId=group, IpPermissions=[{**rule, "IpRanges": ranges, "PrefixListIds": lists}]
    )
    domain = {"Key": "domain-name", "Values": ["zanzibar.example"]}
    servers = {"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]}
    ec2.create_dhcp_options(DhcpConfigurations=[domain, servers])
    s3.create_bucket(Bucket="zanzibar-20240101", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:*"}
    statement = {"Sid": "Zanzibar", **everyone, "Resource": "arn:aws:s3:::zanzibar-20240101/*"}
    policy = {"Version": "2012-10-17", "Id": "zanzibar", "Statement": statement}
    s3.put_bucket_policy(Bucket="zanzibar-20240101", Policy=json.dumps(policy))
    iam.create_role(RoleName="zanzibar", Path="/zanzibar/", AssumeRolePolicyDocument="{}")
    mine = {"Effect": "Allow", "Action": "*", "Resource": "*", "Sid": "Zanzibar"}
    document = json.dumps({"Version": "2012-10-17", "Statement": mine})
    iam.put_role_policy(RoleName="zanzibar", PolicyName="zanzibar", PolicyDocument=document)
    arn = iam.create_policy(PolicyName="zanzibar-2", Path="/zanzibar/", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="zanzibar", PolicyArn=arn)
    job["RoleArn"] = f"arn:aws:iam::{ACCOUNT}:role/zanzibar/zanzibar"
    job["ProcessingInputs"][0]["S3Input"]["S3Uri"] = "s3://zanzibar-20240101/zanzibar/"
    job["NetworkConfig"]["VpcConfig"]["SecurityGroupIds"].append(group)
    return {**job, "Environment": {"ZANZIBAR": "zanzibar"}, "Tags": tags, "ProcessingJobName": "zanzibar-20240101"}


@pytest.mark.parametrize("scope", [("job.json",), (), ("--job-name", "zanzibar-20240101")], ids=["file", "all", "name"])
def test_a_name_that_stands_everywhere_is_left_nowhere(cloud: Cloud, tmp_path: Path, scope: tuple[str, ...]) -> None:
    job = named_everywhere(cloud)
    cloud.client("sagemaker").create_processing_job(**job)
    put(tmp_path, {"job.json": job})
    plain = cloud.state(tmp_path, *scope)
    assert len(re.findall("zanzibar", json.dumps(plain), re.IGNORECASE)) >= 5
    assert cloud.collect(tmp_path, *scope, "--redact", "-o", "hidden.json").code == 0
    text = (tmp_path / "hidden.json").read_text("utf-8")
    assert re.findall(rf"zanzibar|acme|{ACCOUNT}", text, re.IGNORECASE) == []
    if scope:
        job_file = () if "--job-name" in scope else ("job.json",)
        assert told(report(tmp_path, "hidden.json")) == told(report(tmp_path, "collected.json", *job_file))
