"""What answers another question than the one that was asked is a call that has failed."""

import json
from pathlib import Path

import pytest
from cli.running import check

from live.cloud import Cloud, failed
from live.hostile import XHTML

OTHERS: dict[str, tuple[str, str, str]] = {
    "another element": ("DescribeSubnets", "<x/>", "UnexpectedAnswer"),
    "the element of another operation": ("DescribeSubnets", "<DescribeVpcsResponse/>", "UnexpectedAnswer"),
    "a page of HTML": ("DescribeRouteTables", XHTML, "UnexpectedAnswer"),
    "an element that is empty": ("DescribeSubnets", "<DescribeSubnetsResponse/>", "IncompleteAnswer"),
    "an attribute that is not there": ("DescribeVpcAttribute", "<DescribeVpcAttributeResponse/>", "IncompleteAnswer"),
    "another element of IAM": ("ListRolePolicies", "<x/>", "UnexpectedAnswer"),
    "no list of IAM": (
        "ListAttachedRolePolicies",
        "<ListAttachedRolePoliciesResponse><ListAttachedRolePoliciesResult/></ListAttachedRolePoliciesResponse>",
        "IncompleteAnswer",
    ),
    "another element of STS": ("GetCallerIdentity", "<x/>", "UnexpectedAnswer"),
    "nobody": (
        "GetCallerIdentity",
        "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>",
        "IncompleteAnswer",
    ),
    "another element of S3": ("GetBucketLocation", "<x/>", "UnexpectedAnswer"),
    "a policy in HTML": ("GetBucketPolicy", XHTML, "IncompleteAnswer"),
    "a policy that is a list": ("GetBucketPolicy", "[]", "IncompleteAnswer"),
    "no policy": ("GetBucketPolicy", "", "IncompleteAnswer"),
}


@pytest.mark.parametrize(("operation", "answer", "detail"), OTHERS.values(), ids=OTHERS)
def test_what_answers_another_question_is_no_answer(
    cloud: Cloud, folder: Path, operation: str, answer: str, detail: str
) -> None:
    cloud.want(answers={operation: answer})
    run = cloud.collect(folder, "job.json", "-o", "x.json")
    assert (run.code, "Traceback" in run.err) == (3, False)
    state = json.loads((folder / "x.json").read_text("utf-8"))
    assert {each for each in failed(state) if each[2] != "UnknownAccount"} == {(operation, "failed", detail)}
    decided = check(folder, "--live", "job.json", "--format", "json").report
    assert decided["verdict"] in ("pass", "unknown")
    assert decided["verdict"] == "unknown" or operation == "GetCallerIdentity"
    assert "subnet-not-found" not in {each["rule"] for each in decided["findings"]}


@pytest.mark.parametrize("answer", ["[]", '"x"', "{}", "null", "3", XHTML, "", '{"ProcessingJobName": 3}'])
def test_what_is_no_job_is_no_answer(cloud: Cloud, tmp_path: Path, answer: str) -> None:
    cloud.want(answers={"DescribeProcessingJob": answer})
    run = check(tmp_path, "--live", "--job-name", "features")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert "SageMaker tells of no processing job 'features'" in run.err


PLACES = [
    "evil.example/",
    "evil",
    "eu-central-1.evil.example",
    "cn-north-1",
    "us-gov-west-1",
    "EU-WEST-1",
    "\u0665",
    "-",
]


@pytest.mark.parametrize("place", PLACES)
def test_only_a_region_of_the_partition_is_asked_about_a_bucket(cloud: Cloud, folder: Path, place: str) -> None:
    body = f'<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{place}</LocationConstraint>'
    cloud.want(answers={"GetBucketLocation": body})
    state = cloud.state(folder, "job.json")
    assert failed(state) == {("GetBucketLocation", "failed", "UnexpectedAnswer")}
    assert ("BucketLocations" in state, len(state["BucketPolicies"])) == (False, 2)


@pytest.mark.parametrize("place", ["", "EU", "eu-west-1", "ap-southeast-3"])
def test_a_bucket_may_be_in_any_region_of_the_partition(cloud: Cloud, folder: Path, place: str) -> None:
    cloud.want(answers={"GetBucketLocation": f"<LocationConstraint>{place}</LocationConstraint>"})
    state = cloud.state(folder, "job.json")
    assert {each["LocationConstraint"] for each in state["BucketLocations"]} == {place or None}
