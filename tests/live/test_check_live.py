"""`vpclint check --live`: the state comes from AWS, and nothing else is different."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cli.running import check, findings, job, put, rules, vpclint

from live.cloud import PASSWORDS, Cloud, sent
from vpclint import Live
from vpclint import check as check_in_python

ROOT = str(Path(__file__).resolve().parents[2])


def test_a_good_job_works(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    run = check(put(tmp_path, {"job.json": request}), "--live", "job.json")
    assert (run.code, run.out) == (0, "features (job.json): WORKS · 65 passed\n")
    assert "31 calls answered for eu-central-1" in run.err


def test_a_job_whose_second_subnet_has_lost_its_way_to_s3_does_not(cloud: Cloud, tmp_path: Path) -> None:
    made, request = cloud.good()
    ec2 = cloud.client("ec2")
    (endpoint,) = ec2.describe_vpc_endpoints(
        Filters=[{"Name": "service-name", "Values": ["com.amazonaws.eu-central-1.s3"]}]
    )["VpcEndpoints"]
    table = ec2.create_route_table(VpcId=made.vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=made.subnets["private-b"])
    run = check(put(tmp_path, {"job.json": request}), "--live", "job.json", "--format", "json")
    assert run.code == 1
    [found] = findings(run.report, "s3-endpoint-not-routed")
    assert (found["resource"], found["locations"][-1]["file"]) == (table, "aws:eu-central-1")
    assert f"--vpc-endpoint-id {endpoint['VpcEndpointId']}" in " ".join(found["remedy"]["aws_cli"])


def test_no_report_names_a_file_that_is_not_there(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    put(tmp_path, {"job.json": request})
    cloud.want(deny=["DescribeFlowLogs"])
    wanted = [part for name in ("sarif", "gitlab", "github") for part in ("--output", f"{name}=out.{name}")]
    run = check(tmp_path, "--live", "job.json", *wanted, "--format", "json")
    placed = [
        each for each in run.report["findings"] if each["locations"] and each["locations"][0]["file"].startswith("aws:")
    ]
    assert placed, run.out
    for name in ("sarif", "gitlab", "github"):
        told = (tmp_path / f"out.{name}").read_text("utf-8")
        assert "aws:eu" not in told
        assert "aws%3Aeu" not in told


@pytest.fixture
def astray(cloud: Cloud, tmp_path: Path) -> tuple[str, str]:
    """A job whose second subnet has lost its way to S3, as `job.json`; the subnet, and what puts it astray."""
    made, request = cloud.good()
    ec2 = cloud.client("ec2")
    table = ec2.create_route_table(VpcId=made.vpc)["RouteTable"]["RouteTableId"]
    association = ec2.associate_route_table(RouteTableId=table, SubnetId=made.subnets["private-b"])["AssociationId"]
    put(tmp_path, {"job.json": request})
    assert check(tmp_path, "--live", "job.json").code == 1
    return made.subnets["private-b"], association


def test_what_is_found_in_aws_is_suppressed_by_comments_and_entries(astray: tuple[str, str], tmp_path: Path) -> None:
    request = yaml.safe_dump(json.loads((tmp_path / "job.json").read_text("utf-8")))
    comment = f"{astray[0]} # vpclint: ignore[s3-endpoint-not-routed] routed by night"
    put(tmp_path, {"job.yaml": request.replace(astray[0], comment)})
    found = check(tmp_path, "--live", "job.yaml", "--format", "json")
    assert (found.code, found.report["jobs"][0]["unsuppressed"]) == (0, "fail")
    [finding] = findings(found.report, "s3-endpoint-not-routed")
    assert (finding["suppressed"]["kind"], finding["suppressed"]["location"]["file"]) == ("inSource", "job.yaml")
    assert check(tmp_path, "--live", "job.yaml", "--no-suppressions").code == 1
    put(tmp_path, {".vpclint-ignore.yaml": "- {rule: s3-endpoint-not-routed, resource: 'rtb-*', reason: by night}"})
    assert check(tmp_path, "--live", "job.json").out.startswith(
        "features (job.json): WORKS, BUT FOR WHAT IS SUPPRESSED · 1 suppressed · "
    )


def test_what_is_found_in_aws_is_written_known_and_pruned(
    cloud: Cloud, astray: tuple[str, str], tmp_path: Path
) -> None:
    written = vpclint(tmp_path, "baseline", "write", "known.json", "job.json", "--live")
    assert (written.code, written.err.endswith("note: 1 finding is known now\n")) == (0, True), written.err
    run = check(tmp_path, "--live", "job.json", "--baseline", "known.json")
    assert (run.code, "features (job.json): WILL NOT WORK, AS IS KNOWN · 1 known · " in run.out) == (0, True)
    pruned = vpclint(tmp_path, "baseline", "prune", "known.json", "job.json", "--live")
    assert (pruned.code, pruned.err.endswith("note: 1 finding is still known\n")) == (0, True)
    cloud.client("ec2").disassociate_route_table(AssociationId=astray[1])
    pruned = vpclint(tmp_path, "baseline", "prune", "known.json", "job.json", "--live")
    assert "note: gone: error[s3-endpoint-not-routed] " in pruned.err
    assert json.loads((tmp_path / "known.json").read_text("utf-8"))["findings"] == []


def test_options_describe_the_job(cloud: Cloud, tmp_path: Path) -> None:
    made, _ = cloud.good()
    options = ("--subnet", made.subnets["private-a"], "--security-group", made.groups["processing"])
    run = check(tmp_path, "--live", *options, "--instances", "2", "--input", "s3://acme-raw/events/")
    assert run.code == 0, run.out
    assert sent()["GetBucketPolicy"] == 1


@pytest.mark.parametrize("destination", ["s3", "s3://acme-raw/events/"])
def test_a_way_is_followed_in_what_aws_tells(cloud: Cloud, tmp_path: Path, destination: str) -> None:
    made, request = cloud.good()
    put(tmp_path, {"job.json": request})
    group = ("--security-group", made.groups["processing"])
    from_subnet = vpclint(tmp_path, "path", made.subnets["private-a"], destination, *group, "--live")
    assert from_subnet.code == 0, from_subnet.out + from_subnet.err
    from_job = vpclint(tmp_path, "path", "job.json", destination, "--live", "--region", "eu-central-1")
    assert from_job.code == 0, from_job.out + from_job.err
    both = vpclint(tmp_path, "path", "job.json", destination, "--live", "--state", "job.json")
    assert (both.code, "--state names a file" in both.err) == (2, True)


def test_without_a_job_whole_vpcs_are_looked_at(cloud: Cloud, tmp_path: Path) -> None:
    made, _ = cloud.good()
    other = cloud.client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    run = check(tmp_path, "--live", "--vpc", made.vpc, "--format", "json")
    assert [each["vpc"] for each in run.report["vpcs"]] == [made.vpc]
    run = check(tmp_path, "--live", "--format", "json")
    assert made.vpc in [each["vpc"] for each in run.report["vpcs"]]
    assert "DescribeEgressOnlyInternetGateways" not in sent(), other


def test_a_vpc_that_does_not_exist_is_named(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    run = check(tmp_path, "--live", "--vpc", "vpc-00000000000000000")
    assert (run.code, run.out) == (2, "")
    assert "vpc-00000000000000000" in run.err


def test_ids_that_nobody_has_are_known_not_to_exist(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    subnets, groups = ["subnet-0123456789abcdef0"], ["sg-0123456789abcdef0"]
    request["NetworkConfig"]["VpcConfig"] = {"Subnets": subnets, "SecurityGroupIds": groups}
    run = check(put(tmp_path, {"job.json": request}), "--live", "job.json", "--format", "json")
    assert {"subnet-not-found", "security-group-not-found"} <= rules(run.report)
    assert run.report["verdict"] == "fail"


def test_a_group_of_another_vpc_is_found_there(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    ec2 = cloud.client("ec2")
    other = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(VpcId=other, GroupName="elsewhere", Description="x")["GroupId"]
    request["NetworkConfig"]["VpcConfig"]["SecurityGroupIds"].append(group)
    run = check(put(tmp_path, {"job.json": request}), "--live", "job.json", "--format", "json")
    [found] = findings(run.report, "security-group-in-other-vpc")
    assert f"{group} belongs to {other}" in found["message"]
    assert sent()["DescribeSecurityGroups"] == 2


def test_a_job_that_sagemaker_knows_is_decided(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    cloud.client("sagemaker").create_processing_job(**request)
    run = check(tmp_path, "--live", "--job-name", "features")
    assert (run.code, run.out) == (0, "features (aws:eu-central-1): WORKS · 65 passed\n")


def test_a_role_without_any_policy_may_do_nothing(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    cloud.client("iam").delete_role_policy(RoleName="processing", PolicyName="job")
    run = check(put(tmp_path, {"job.json": request}), "--live", "job.json", "--format", "json")
    assert findings(run.report, "role-policy-denies-job")
    assert run.report["not_examined"] == []


def test_attached_policies_count_beside_those_in_the_role(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    iam = cloud.client("iam")
    document = iam.get_role_policy(RoleName="processing", PolicyName="job")["PolicyDocument"]
    arn = iam.create_policy(PolicyName="job", Path="/ml/", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="processing", PolicyArn=arn)
    deny = {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}
    iam.put_role_policy(
        RoleName="processing",
        PolicyName="job",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )
    run = check(put(tmp_path, {"job.json": request}), "--live", "job.json", "--format", "json")
    [found] = findings(run.report, "role-policy-denies-job")
    assert "PutObject" in found["message"]


def test_a_bucket_of_another_region_is_asked_there(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    constraint = {"LocationConstraint": "eu-west-1"}
    cloud.client("s3", "eu-west-1").create_bucket(Bucket="acme-elsewhere", CreateBucketConfiguration=constraint)
    request["ProcessingInputs"][0]["S3Input"]["S3Uri"] = "s3://acme-elsewhere/x/"
    run = check(put(tmp_path, {"job.json": request}), "--live", "job.json", "--format", "json")
    assert findings(run.report, "s3-bucket-other-region"), rules(run.report)


def test_without_a_vpc_config_nothing_of_a_vpc_is_asked(cloud: Cloud, tmp_path: Path) -> None:
    put(tmp_path, {"job.json": job((("NetworkConfig",), {}))})
    run = check(tmp_path, "--live", "job.json")
    assert run.code == 0, run.out + run.err
    assert set(sent()) == {"GetCallerIdentity"}, cloud


@pytest.mark.parametrize("variables", [{}, {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}], ids=["none", "half"])
def test_without_credentials_one_sentence_says_so(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    run = check(put(tmp_path, {"job.json": job()}), "--live", "job.json", **variables)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith("vpclint: t")
    assert "credentials" in run.err
    assert dict(sent()) == {}, cloud


def test_a_profile_that_does_not_exist_is_named(cloud: Cloud, tmp_path: Path) -> None:
    run = check(tmp_path, "--live", "--profile", "nobody")
    assert (run.code, run.err) == (2, "vpclint: there is no AWS profile 'nobody'\n"), cloud


def test_without_a_region_one_sentence_says_so(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    run = check(tmp_path, "--live")
    assert (run.code, run.err) == (2, "vpclint: there is no Region: name one with --region, or set AWS_REGION\n"), cloud


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--region", "eu-central-1"), "--region is about AWS, which is asked with --live"),
        (("--live", "--region", "Frankfurt"), "'Frankfurt' is no Region"),
        (("--live", "--role-arn", "reader"), "'reader' is no ARN of a role"),
        (("--live", "--vpc", "ml"), "'ml' is no id of a VPC"),
        (("--live", "--scheduler", "local"), "not by the workers of a scheduler"),
        (("--live", "state.json"), "the state is taken from AWS, and this holds one, too"),
        (("--live", "notes.json"), "this holds no processing job"),
        (("--live", "broken.json"), "broken.json:1:"),
    ],
)
def test_what_can_not_be_meant_is_refused(cloud: Cloud, tmp_path: Path, arguments: tuple[str, ...], error: str) -> None:
    put(tmp_path, {"state.json": {"Vpcs": [{"VpcId": "vpc-1"}]}, "notes.json": {"a": 1}, "broken.json": '{"a": '})
    run = check(tmp_path, *arguments)
    assert (run.code, run.out) == (2, "")
    assert error in run.err
    assert dict(sent()) == {}, cloud


def test_python_asks_the_same(cloud: Cloud, tmp_path: Path) -> None:
    _, request = cloud.good()
    put(tmp_path, {"job.json": request})
    report = check_in_python([tmp_path / "job.json"], live=Live(regions=("eu-central-1",)))
    assert (report.verdict, report.findings) == ("pass", ())


WITHOUT_BOTO3 = "import sys; sys.modules['boto3'] = None; from vpclint.__main__ import main; main()"


@pytest.mark.parametrize("arguments", [("check", "--live"), ("collect", "-o", "x.json"), ("diagnose", "features")])
def test_a_machine_without_boto3_is_told_what_to_install(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", WITHOUT_BOTO3, *arguments]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": ROOT}, capture_output=True, text=True, check=False)
    wanted = "vpclint: asking AWS needs boto3 and rich: pip install 'vpclint[live]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", wanted)


def test_credentials_are_in_nothing_that_is_written(cloud: Cloud, tmp_path: Path) -> None:
    cloud.good()
    cloud.want(fail={"DescribeVpcs": "SignatureDoesNotMatch"})
    run = cloud.collect(tmp_path, "-o", "x.json")
    written = run.out + run.err + "".join(each.read_text("utf-8") for each in tmp_path.rglob("*") if each.is_file())
    assert "SignatureDoesNotMatch" in written
    assert not any(each in written for each in PASSWORDS)
