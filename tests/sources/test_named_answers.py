"""Answers that do not name what was asked about: the name of the file does."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, check, put, report, state, verdicts
from msgspec import UNSET

from vpclint.sources.calls import Call, call_named
from vpclint.sources.loading import load_inputs

RAW, FEATURES = (each["Bucket"] for each in STATE["BucketLocations"])
MANAGED = {"PrefixListId": "pl-2", "PrefixListArn": "arn", "PrefixListName": "ours"}
BLOCKS = {"Entries": [{"Cidr": "192.0.2.0/24"}]}


def held(folder: Path, **files: Any) -> Any:
    """The one state in a folder of answers, their names with `_` for a hyphen."""
    put(folder, {f"{name.replace('_', '-')}.json": body for name, body in files.items()})
    [found] = load_inputs((str(folder),)).states
    return found


@pytest.mark.parametrize(
    ("file", "call"),
    [
        ("get-bucket-location.my.dotted.bucket.json", Call("GetBucketLocation", "my.dotted.bucket")),
        ("dump/GetBucketLocation.my-bucket.yaml", Call("GetBucketLocation", "my-bucket")),
        ("get-bucket-location.Old_Bucket_1.json", Call("GetBucketLocation", "Old_Bucket_1")),
        ("get-bucket-location.my.bucket.json.gz", Call("GetBucketLocation", "my.bucket")),
        ("ec2.DescribeVpcs_1.JSON.GZ", Call("DescribeVpcs", service="ec2")),
        ("get-managed-prefix-list-entries.pl-1.json", Call("GetManagedPrefixListEntries", "pl-1")),
        ("ec2.DescribeVpcs_1.json", Call("DescribeVpcs", service="ec2")),
        ("prefix.of.mine.ec2.DescribeVpcs_12.json", Call("DescribeVpcs", service="ec2")),
        ("api.sagemaker.DescribeProcessingJob_1.json", Call("DescribeProcessingJob", service="sagemaker")),
        (f"iam.GetPolicy.{'0a' * 32}_1.json", Call("GetPolicy", service="iam")),
        ("describe-vpcs.json", Call()),
        ("get-bucket-location.json", Call()),
        ("get-bucket-location..json", Call()),
        ("vpcs.mine.json", Call()),
    ],
)
def test_the_name_of_a_file_tells_the_call(file: str, call: Call) -> None:
    assert call_named(file) == call


@pytest.mark.parametrize("operation", ["get-bucket-location", "GetBucketLocation"])
def test_several_buckets_are_one_list(tmp_path: Path, operation: str) -> None:
    answers = {f"{operation}.my.bucket.json": {"LocationConstraint": "eu-west-1"}}
    answers |= {f"{operation}.other.json": {"LocationConstraint": None}}
    [found] = load_inputs((str(put(tmp_path, answers)),)).states
    places = {each.bucket: each.location_constraint for each in found.bucket_locations}
    assert places == {"my.bucket": "eu-west-1", "other": None}
    place = found.bucket_locations.place("other", "/LocationConstraint")
    assert (place.file, place.pointer) == (str(tmp_path / f"{operation}.other.json"), "/LocationConstraint")


@pytest.mark.parametrize(("region", "verdict"), [("eu-central-1", "pass"), ("us-west-2", "fail")])
def test_a_bucket_is_where_the_answer_of_its_file_says(tmp_path: Path, region: str, verdict: str) -> None:
    locations = [each for each in STATE["BucketLocations"] if each["Bucket"] != RAW]
    named = {f"get-bucket-location.{RAW}.json": {"LocationConstraint": region}}
    put(tmp_path, {"state.json": state(BucketLocations=locations), "job.json": JOB} | named)
    assert verdicts(report(tmp_path)) == {"features": verdict}


def test_an_answer_that_names_no_bucket_proves_nothing_of_any(tmp_path: Path) -> None:
    given = state()
    del given["BucketLocations"]
    put(tmp_path, {"state.json": given, "job.json": JOB, "location.json": {"LocationConstraint": "eu-central-1"}})
    run = check(tmp_path, ".", "--format", "json")
    assert verdicts(run.report) == {"features": "unknown"}
    untold = "an answer of GetBucketLocation does not tell its Bucket"
    assert f"location.json: {untold}: name the file get-bucket-location.BUCKET.json" in run.err
    assert f"BucketLocations can't be told: {untold}" in run.out


def test_a_policy_without_a_name_is_noted_and_opens_no_question(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": JOB, "policy.json": {"Policy": "{}"}})
    run = check(tmp_path, ".", "--format", "json")
    assert verdicts(run.report) == {"features": "pass"}
    assert "name the file get-bucket-policy.BUCKET.json" in run.err
    named = put(tmp_path / "named", {"state.json": STATE, "get-bucket-policy.raw.json": {"Policy": "{}"}})
    assert load_inputs((str(named),)).notes == ()


def test_a_bucket_that_has_no_policy_is_told_by_a_null(tmp_path: Path) -> None:
    left = [each for each in STATE["BucketPolicies"] if each["Bucket"] != RAW]
    put(tmp_path, {"state.json": state(BucketPolicies=left), "job.json": JOB})
    assert f"the policies of bucket {RAW}" in report(tmp_path)["not_examined"]
    put(tmp_path, {f"get-bucket-policy.{RAW}.json": {"Policy": None}})
    assert report(tmp_path)["not_examined"] == []
    put(tmp_path, {f"get-bucket-policy.{RAW}.json": {"BucketPolicies": [{"Bucket": RAW, "Policy": None}]}})
    assert report(tmp_path)["not_examined"] == []


def test_entries_belong_to_the_list_that_the_file_names(tmp_path: Path) -> None:
    found = held(tmp_path, lists={"PrefixLists": [MANAGED]}, **{"get_managed_prefix_list_entries.pl-2": BLOCKS})
    [record] = found.managed_prefix_lists
    assert (record.prefix_list_name, [each.cidr for each in record.entries]) == ("ours", ["192.0.2.0/24"])
    assert found.managed_prefix_lists.conflicts == ()


def test_entries_that_go_on_on_a_further_page_are_unknown(tmp_path: Path) -> None:
    page = {"get_managed_prefix_list_entries.pl-2": BLOCKS | {"NextToken": "more"}}
    found = held(tmp_path, lists={"PrefixLists": [MANAGED]}, **page)
    record = found.managed_prefix_lists.get("pl-2")
    assert record is not None
    assert record.entries is UNSET
    (fact,) = found.managed_prefix_lists.gaps
    assert (fact.record, fact.reason) == ("pl-2", "the export ends at a page with NextToken")


def test_entries_of_no_list_are_noted(tmp_path: Path) -> None:
    inputs = load_inputs((str(put(tmp_path, {"entries.json": BLOCKS})),))
    [note] = inputs.notes
    assert note.message.endswith("name the file get-managed-prefix-list-entries.PREFIX-LIST.json")
    assert inputs.states[0].managed_prefix_lists.exists("pl-2").is_unknown


@pytest.mark.parametrize(
    "other",
    [{"Entries": [], "Other": 1}, {"Policy": "{}", "PolicyName": "mine"}, {"Reservations": []}, {"TargetGroups": []}],
    ids=str,
)
def test_what_is_read_by_nothing_is_passed_over_in_a_folder(tmp_path: Path, other: Any) -> None:
    put(tmp_path, {"state.json": STATE, "job.json": JOB, "other.json": other})
    run = check(tmp_path)
    assert (run.code, run.err) == (0, "")
    assert "other.json: holds neither a state nor a processing job" in check(tmp_path, "other.json", ".").err


def test_a_subject_that_stands_twice_tells_neither(tmp_path: Path) -> None:
    body = '{"LocationConstraint": "us-west-2",\n "LocationConstraint": "eu-central-1"}'
    inputs = load_inputs((str(put(tmp_path, {f"get-bucket-location.{RAW}.json": body})),))
    [error] = inputs.errors
    assert (error.message, error.line) == ('the key "LocationConstraint" stands twice, first at line 1', 2)
    assert inputs.states[0].bucket_locations.exists(RAW).is_unknown


def test_lines_of_answers_are_answers_too(tmp_path: Path) -> None:
    lines = "\n".join(f'{{"VpcId": "{each}", "EnableDnsSupport": {{"Value": true}}}}' for each in ("vpc-1", "vpc-2"))
    [found] = load_inputs((str(put(tmp_path, {"a.jsonl": lines})),)).states
    assert [each.vpc_id for each in found.vpc_attributes] == ["vpc-1", "vpc-2"]
    place = found.vpc_attributes.place("vpc-2", "/EnableDnsSupport")
    assert place is not None
    assert place.pointer == "/1/EnableDnsSupport"
