"""A request read into a job: everything that the API would take, and nothing that it would refuse."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from vpclint.errors import UsageError
from vpclint.workload.job import Job, ObjectUri, Reference, Transfer
from vpclint.workload.request import NETWORK_CONFIG, REQUEST, VPC_CONFIG, JobOptions, Shape, job_from_options, job_of

from .job_requests import ATHENA, CLUSTER, GONE, INPUT, OUTPUT, VPC, Path, changed, request

SUBNETS, GROUPS = ("subnet-0a", "subnet-0b"), ("sg-0a", "sg-0b")
FULL = changed(
    ("NetworkConfig",),
    {
        "EnableNetworkIsolation": True,
        "EnableInterContainerTrafficEncryption": True,
        "VpcConfig": {"Subnets": [*SUBNETS], "SecurityGroupIds": [*GROUPS]},
    },
)


def read(document: Any, shape: Shape = REQUEST, root: str = "") -> Job:
    return job_of(document, shape, file="job.json", root=root, name="unnamed")


def refused(document: Any) -> set[str]:
    return {violation.pointer for violation in read(document).violations}


def test_a_whole_request_is_read_whole() -> None:
    job = read(FULL)
    assert job.violations == ()
    assert (job.name, job.file, job.root, job.role_arn) == ("features", "job.json", "", FULL["RoleArn"])
    assert (job.instances, job.instances_given, job.instance_type) == (2, True, "ml.m5.xlarge")
    assert (job.isolation, job.encryption) == (True, True)
    assert job.vpc_config == "/NetworkConfig/VpcConfig"
    assert job.subnets == tuple(
        Reference(each, f"/NetworkConfig/VpcConfig/Subnets/{index}") for index, each in enumerate(SUBNETS)
    )
    assert job.security_groups == tuple(
        Reference(each, f"/NetworkConfig/VpcConfig/SecurityGroupIds/{index}") for index, each in enumerate(GROUPS)
    )
    assert job.app_managed == ("/ProcessingOutputConfig/Outputs/1",)
    assert job.feature_store == ("/ProcessingOutputConfig/Outputs/1",)


def test_inputs_datasets_and_outputs_are_transfers() -> None:
    assert read(request()).transfers == (
        Transfer("input", "raw", ObjectUri("s3://raw/events/", "raw", "events/"), "/ProcessingInputs/0/S3Input/S3Uri"),
        Transfer(
            "input",
            "query",
            ObjectUri("s3://q/", "q", ""),
            "/ProcessingInputs/1/DatasetDefinition/AthenaDatasetDefinition/OutputS3Uri",
        ),
        Transfer(
            "output", "out", ObjectUri("s3://out/", "out", ""), "/ProcessingOutputConfig/Outputs/0/S3Output/S3Uri"
        ),
    )


@pytest.mark.parametrize(
    ("shape", "document", "pointer"),
    [
        (NETWORK_CONFIG, FULL["NetworkConfig"], "/VpcConfig"),
        (VPC_CONFIG, FULL["NetworkConfig"]["VpcConfig"], ""),
    ],
)
def test_a_bare_part_says_nothing_of_instances_inputs_and_outputs(shape: Shape, document: Any, pointer: str) -> None:
    job = read(document, shape, root="/NetworkConfig")
    assert job.violations == ()
    assert (job.name, job.vpc_config) == ("unnamed", pointer)
    assert [reference.pointer for reference in job.subnets] == [f"{pointer}/Subnets/0", f"{pointer}/Subnets/1"]
    assert (job.instances, job.instances_given, job.transfers, job.transfers_given) == (1, False, (), False)
    assert (job.isolation, job.encryption) == ((shape is NETWORK_CONFIG,) * 2)


def test_what_only_an_answer_has_is_no_violation() -> None:
    answered = {
        "ProcessingJobArn": "arn",
        "ProcessingJobStatus": "Completed",
        "CreationTime": 1.5,
        "LastModifiedTime": 1.5,
        "ExitMessage": None,
        "AutoMLJobArn": "arn",
    }
    job = read(request() | answered)
    assert (job.arn, job.region) == ("arn", "")
    assert structs.replace(job, arn="") == read(request())


@pytest.mark.parametrize("arn", [None, 7, {}, ["arn:aws:sagemaker:eu-central-1:123456789012:processing-job/x"]])
def test_an_arn_that_is_none_tells_no_region(arn: Any) -> None:
    assert read(request() | {"ProcessingJobArn": arn}).region == ""


@pytest.mark.parametrize("name", [None, GONE, 7, "", "-", "a" * 64, "no name", ["x"], "\ud800"])
def test_a_name_that_can_not_be_is_not_taken(name: object) -> None:
    job = read(changed(("ProcessingJobName",), name))
    assert job.name == "unnamed"
    assert job.violations


@pytest.mark.parametrize("count", [GONE, None, 0, -1, 101, "2", 2.0, True, [2], {}, 10**30, float("nan")])
def test_a_number_of_instances_that_can_not_be_is_not_taken(count: object) -> None:
    job = read(changed((*CLUSTER, "InstanceCount"), count))
    assert (job.instances, job.instances_given) == (None, True)
    assert job.violations


@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_number_of_instances_that_can_be_is_taken(count: int) -> None:
    assert read(changed((*CLUSTER, "InstanceCount"), count)).instances == count


@pytest.mark.parametrize("path", [(), CLUSTER[:1], CLUSTER])
def test_what_holds_the_number_of_instances_may_be_of_any_type(path: Path) -> None:
    if path:
        for value in (None, [], "x", 7, GONE):
            assert read(changed(path, value)).instances is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["subnet-a", "subnet-b"], ["subnet-a", "subnet-b"]),
        (["subnet-a", 7, "subnet-b"], ["subnet-a", "subnet-b"]),
        (["subnet-a", None], ["subnet-a"]),
        (["subnet-a", "no id!"], ["subnet-a"]),
        (["subnet-a", "x" * 33], ["subnet-a"]),
        (["subnet-a", "subnet-a"], ["subnet-a", "subnet-a"]),
        ([f"subnet-{each}" for each in range(17)], []),
        ([], []),
        ("subnet-a", []),
        ({"0": "subnet-a"}, []),
        (None, []),
    ],
)
def test_of_a_list_of_subnets_the_valid_ones_are_taken(value: object, expected: list[str]) -> None:
    assert [each.id for each in read(changed((*VPC, "Subnets"), value)).subnets] == expected


@pytest.mark.parametrize(("path", "value"), [(VPC, GONE), (("NetworkConfig",), GONE)])
def test_a_request_without_vpc_config_has_none(path: Path, value: object) -> None:
    job = read(changed(path, value))
    assert (job.vpc_config, job.subnets, job.security_groups) == (None, (), ())


@pytest.mark.parametrize(("path", "value"), [(VPC, []), (VPC, "vpc-1"), (VPC, 7), (("NetworkConfig",), ["x"])])
def test_a_vpc_config_of_the_wrong_type_is_given_though_nothing_of_it_is_taken(path: Path, value: object) -> None:
    job = read(changed(path, value))
    assert job.violations
    assert job.vpc_config is not None
    assert (job.subnets, job.security_groups) == ((), ())


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ((*INPUT, "S3Input", "S3Uri"), "ftp://raw/", ["q", "out"]),
        ((*INPUT, "S3Input", "S3Uri"), None, ["q", "out"]),
        ((*INPUT, "S3Input"), [], ["q", "out"]),
        (INPUT, "x", ["q", "out"]),
        (("ProcessingInputs",), {"0": {}}, ["out"]),
        (("ProcessingInputs",), GONE, ["out"]),
        ((*OUTPUT, "S3Output", "S3Uri"), 7, ["raw", "q"]),
        (("ProcessingOutputConfig",), [], ["raw", "q"]),
        (
            ("ProcessingInputs", 1, "DatasetDefinition", "AthenaDatasetDefinition"),
            ATHENA | {"OutputS3Uri": 1},
            ["raw", "out"],
        ),
    ],
)
def test_of_inputs_and_outputs_the_valid_ones_are_taken(path: Path, value: object, expected: list[str]) -> None:
    job = read(changed(path, value))
    assert [transfer.uri.bucket for transfer in job.transfers] == expected
    assert job.transfers_given


@pytest.mark.parametrize("value", ["true", 1, None, [], "yes"])
@pytest.mark.parametrize("member", ["EnableNetworkIsolation", "EnableInterContainerTrafficEncryption"])
def test_a_switch_that_is_none_is_a_violation(member: str, value: object) -> None:
    assert f"/NetworkConfig/{member}" in refused(changed(("NetworkConfig", member), value))


@pytest.mark.parametrize("value", [True, "true", 1])
def test_an_input_that_says_anything_but_false_is_app_managed(value: object) -> None:
    assert "/ProcessingInputs/0" in read(changed((*INPUT, "AppManaged"), value)).app_managed or value is not True
    assert "/ProcessingInputs/0" not in read(changed((*INPUT, "AppManaged"), False)).app_managed  # noqa: FBT003


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
PATHS: list[Path] = [
    ("NetworkConfig",),
    VPC,
    (*VPC, "Subnets"),
    (*VPC, "Subnets", 0),
    ("ProcessingInputs",),
    INPUT,
    (*INPUT, "S3Input"),
    (*INPUT, "S3Input", "S3Uri"),
    ("ProcessingOutputConfig",),
    ("ProcessingOutputConfig", "Outputs"),
    CLUSTER[:1],
    CLUSTER,
    (*CLUSTER, "InstanceCount"),
    ("ProcessingJobName",),
    ("RoleArn",),
]


@given(st.sampled_from(PATHS), JSON)
def test_any_value_at_any_place_is_read_or_refused(path: Path, value: object) -> None:
    job = read(changed(path, value))
    assert isinstance(job.name, str)
    assert all(isinstance(each.id, str) for each in (*job.subnets, *job.security_groups))
    assert job.instances is None or 1 <= job.instances <= 100


@given(
    st.dictionaries(st.sampled_from([*request(), "x"]), JSON),
    st.sampled_from([REQUEST, NETWORK_CONFIG, VPC_CONFIG]),
)
def test_any_object_is_read_in_any_shape(document: dict[str, object], shape: Shape) -> None:
    assert read(document, shape).file == "job.json"


def test_a_job_by_options_is_a_bare_vpc_config_with_what_else_is_said() -> None:
    job = job_from_options(JobOptions(SUBNETS, GROUPS, 3, ("s3://a/b",), ("https://s3.amazonaws.com/c/d",)))
    assert (job.name, job.file, job.vpc_config) == ("command line", "command line", "")
    assert [each.id for each in job.subnets] == list(SUBNETS)
    assert (job.instances, job.instances_given, job.transfers_given) == (3, True, True)
    assert [(each.direction, each.uri.bucket, each.uri.key) for each in job.transfers] == [
        ("input", "a", "b"),
        ("output", "c", "d"),
    ]


def test_a_job_by_options_that_says_little_is_assumed_to_be_small() -> None:
    job = job_from_options(JobOptions(SUBNETS, GROUPS))
    assert (job.instances, job.instances_given, job.transfers, job.transfers_given) == (1, False, (), False)


@pytest.mark.parametrize("uri", ["", "x", "s3://", "https://[x", "https://example.com/"])
def test_a_job_by_options_with_a_uri_that_names_no_bucket_is_refused(uri: str) -> None:
    for options in (JobOptions(SUBNETS, GROUPS, inputs=(uri,)), JobOptions(SUBNETS, GROUPS, outputs=(uri,))):
        with pytest.raises(UsageError, match="S3 URI"):
            job_from_options(options)


def test_too_many_subnets_by_options_are_a_violation() -> None:
    job = job_from_options(JobOptions(tuple(f"subnet-{each}" for each in range(17)), GROUPS))
    assert [violation.pointer for violation in job.violations] == ["/Subnets"]
    assert job.subnets == ()
