"""What breaks the shape of a request is told once, at its place, in words."""

import json
import subprocess
import sys

import pytest

from vpclint.text.nodes import pointer
from vpclint.workload.validation import ShapeName, Violation, violations

from .job_requests import CLUSTER, GONE, INPUT, ROLE, VPC, Path, changed, request


def test_a_request_that_the_api_takes_has_no_violation() -> None:
    assert violations(request()) == []


def test_a_request_that_the_api_takes_costs_no_import_of_jsonschema() -> None:
    program = (
        "import json, sys; from vpclint.workload.validation import violations;"
        "assert violations(json.load(sys.stdin)) == []; assert 'jsonschema' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], input=json.dumps(request()), text=True, check=True)


def test_an_instance_type_that_the_model_lacks_is_no_violation() -> None:
    assert violations(changed((*CLUSTER, "InstanceType"), "ml.z99.large")) == []


SHAPE_EXAMPLES: list[tuple[Path, object, str]] = [
    ((), [], "the request is a list, the API takes an object"),
    ((), None, "the request is null, the API takes an object"),
    ((*CLUSTER, "InstanceCount"), 0, "InstanceCount is 0, the API takes 1 to 100"),
    ((*CLUSTER, "InstanceCount"), 101, "InstanceCount is 101, the API takes 1 to 100"),
    ((*CLUSTER, "InstanceCount"), 1.0, "InstanceCount is 1.0, the API takes an integer"),
    ((*CLUSTER, "InstanceCount"), True, "InstanceCount is true, the API takes an integer"),
    ((*CLUSTER, "InstanceCount"), "2", "InstanceCount is a string, the API takes an integer"),
    ((*CLUSTER, "InstanceCount"), None, "InstanceCount is null, the API takes an integer"),
    ((*CLUSTER, "VolumeSizeInGB"), 16385, "VolumeSizeInGB is 16385, the API takes 1 to 16384"),
    ((*CLUSTER, "VolumeSizeInGB"), {}, "VolumeSizeInGB is an object, the API takes an integer"),
    (("ExperimentConfig",), {"RunName": ""}, "RunName has 0 characters, the API takes 1 to 120"),
    ((*VPC, "Subnets"), "subnet-0a", "Subnets is a string, the API takes a list"),
    ((*VPC, "Subnets"), ["subnet-0a"] * 17, "Subnets has 17 members, the API takes 1 to 16"),
    ((*VPC, "SecurityGroupIds"), [], "SecurityGroupIds has 0 members, the API takes 1 to 5"),
    ((*VPC, "Subnets", 0), "s 1", 'Subnets[0] is "s 1", the API takes an id of letters, digits and hyphens'),
    ((*VPC, "Subnets", 0), "", 'Subnets[0] is "", the API takes an id of letters, digits and hyphens'),
    (
        (*VPC, "Subnets", 0),
        " " * 32,
        f'Subnets[0] is "{" " * 32}", the API takes an id of letters, digits and hyphens',
    ),
    ((*VPC, "Subnets", 0), "s" * 33, "Subnets[0] has 33 characters, the API takes up to 32"),
    ((*VPC, "Subnets", 0), None, "Subnets[0] is null, the API takes a string"),
    ((*VPC, "Subnets", 0), [], "Subnets[0] is a list, the API takes a string"),
    (("NetworkConfig",), None, "NetworkConfig is null; leave it out instead"),
    (("NetworkConfig", "EnableNetworkIsolation"), 1, "EnableNetworkIsolation is 1, the API takes true or false"),
    (("ProcessingJobName",), "", "ProcessingJobName has 0 characters, the API takes 1 to 63"),
    (("ProcessingJobName",), "j" * 64, "ProcessingJobName has 64 characters, the API takes 1 to 63"),
    (
        ("ProcessingJobName",),
        "my_job",
        'ProcessingJobName is "my_job", the API takes letters, digits and hyphens, with a letter or digit at both ends',
    ),
    (("RoleArn",), "NAME", f'RoleArn is "NAME", the API takes the ARN of an IAM role, such as {ROLE}'),
    (("RoleArn",), f"{ROLE}\n", f'RoleArn is "{ROLE}\\x0a", the API takes the ARN of an IAM role, such as {ROLE}'),
    (("RoleArn",), f"{ROLE}{'x' * 2048}", f"RoleArn has {len(ROLE) + 2048} characters, the API takes 20 to 2048"),
    (
        ("ProcessingOutputConfig", "KmsKeyId"),
        "my key",
        'KmsKeyId is "my key", the API takes the id, alias or ARN of a key: letters, digits and :/_-',
    ),
    (
        (*INPUT, "S3Input", "S3Uri"),
        "raw/events",
        'S3Uri is "raw/events", the API takes s3://BUCKET/KEY or https://HOST/PATH',
    ),
    (("AppSpecification", "ImageUri"), "a\x1b[31m\n", 'ImageUri is "a\\x1b[31m\\x0a", the API takes text on one line'),
    (("Environment",), ["1A=x"], "Environment is a list, the API takes an object"),
    (("Environment", "A"), 1, 'Environment["A"] is 1, the API takes a string'),
    (("Environment", "A"), "x" * 257, 'Environment["A"] has 257 characters, the API takes up to 256'),
    (
        ("Environment", "1A"),
        "",
        'Environment has a key that is "1A", the API takes letters, digits and underscores, with no digit first',
    ),
    (
        ("Environment", "K" * 257),
        "",
        "Environment has a key that has 257 characters, the API takes up to 256",
    ),
    (("Environment", 1), "", "Environment has a key that is 1, the API takes a string"),
    (("Environment",), {f"K{n}": "" for n in range(101)}, "Environment has 101 keys, the API takes up to 100"),
    (("Tags", 0, "Key"), "a#", 'Key is "a#", the API takes letters, digits, spaces and _.:/=+-@'),
    (("Subnets",), [], 'unknown member "Subnets", which belongs in VpcConfig'),
    (("S3Uri",), "", 'unknown member "S3Uri", which belongs in ProcessingS3Input or ProcessingS3Output'),
    (
        ("OutputS3Uri",),
        "",
        'unknown member "OutputS3Uri", which belongs in AthenaDatasetDefinition or RedshiftDatasetDefinition',
    ),
    (("processing_job_name",), "", 'unknown member "processing_job_name"'),
    (("a\x1b\ud800",), "", 'unknown member "a\\x1b\\ud800"'),
    (("x" * 100,), "", f'unknown member "{"x" * 59}…"'),
    ((3,), "", "unknown member 3"),
]


@pytest.mark.parametrize(("path", "value", "message"), SHAPE_EXAMPLES)
def test_what_breaks_the_shape_is_told_once_at_its_place(path: Path, value: object, message: str) -> None:
    (violation,) = violations(changed(path, value))
    path = (*path, "RunName") if path == ("ExperimentConfig",) else path
    assert violation == Violation(pointer(*path), message)


@pytest.mark.parametrize(
    ("path", "holder"),
    [
        (("ProcessingJobName",), ()),
        (("RoleArn",), ()),
        ((*CLUSTER, "InstanceType"), CLUSTER),
        ((*VPC, "Subnets"), VPC),
        ((*VPC, "SecurityGroupIds"), VPC),
        ((*INPUT, "InputName"), INPUT),
    ],
)
def test_a_missing_member_is_told_at_the_object_that_lacks_it(path: Path, holder: Path) -> None:
    assert violations(changed(path, GONE)) == [Violation(pointer(*holder), f"{path[-1]} is required")]


@pytest.mark.parametrize(
    ("path", "value", "message", "suggestion"),
    [
        (("subnetids",), [], 'unknown member "subnetids", did you mean "Subnets"?', "Subnets"),
        (("SubnetIds",), [], 'unknown member "SubnetIds", did you mean "Subnets"?', "Subnets"),
        (("s__u__b__n__e__t-s",), [], 'unknown member "s__u__b__n__e__t-s", did you mean "Subnets"?', "Subnets"),
        (
            ("SECURITY_GROUP",),
            [],
            'unknown member "SECURITY_GROUP", did you mean "SecurityGroupIds"?',
            "SecurityGroupIds",
        ),
        (("Zone",), [], 'unknown member "Zone"', None),
        (("s" * 65,), [], f'unknown member "{"s" * 59}…"', None),
    ],
)
def test_an_unknown_member_is_compared_with_the_known_ones(
    path: Path, value: object, message: str, suggestion: str | None
) -> None:
    document = {path[0]: value}
    found = [violation for violation in violations(document, "VpcConfig") if violation.pointer]
    assert found == [Violation(pointer(*path), message, suggestion)]


def test_a_name_much_longer_than_any_member_is_not_compared() -> None:
    member = "EnableInterContainerTrafficEncryption"
    (near,) = violations({member + "x" * (64 - len(member)): True}, "NetworkConfig")
    (long,) = violations({member + "x" * (65 - len(member)): True}, "NetworkConfig")
    assert (near.suggestion, long.suggestion) == (member, None)


def test_the_limits_themselves_are_taken() -> None:
    document = changed((*VPC, "Subnets"), ["s" * 32] * 16)
    document = changed(("Environment",), {f"K{n}": "x" * 256 for n in range(100)}, document)
    document = changed(("ProcessingJobName",), "", document)
    for count in (1, 100):
        (violation,) = violations(changed((*CLUSTER, "InstanceCount"), count, document))
        assert violation.pointer == "/ProcessingJobName"


def test_a_member_that_is_there_already_is_not_suggested() -> None:
    assert violations(changed((*VPC, "subnets"), [])) == [
        Violation("/NetworkConfig/VpcConfig/subnets", 'unknown member "subnets"')
    ]


@pytest.mark.parametrize(
    ("value", "suggestion"), [("s3prefix", "S3Prefix"), ("Manifest", "ManifestFile"), ("x", None), ("x" * 70, None)]
)
def test_a_value_outside_an_enum_is_compared_with_those_in_it(value: str, suggestion: str | None) -> None:
    shown = value if len(value) <= 60 else f"{value[:59]}…"
    message = f'S3DataType is "{shown}", the API takes ManifestFile or S3Prefix'
    path = (*INPUT, "S3Input", "S3DataType")
    assert violations(changed(path, value)) == [Violation(pointer(*path), message, suggestion)]


def test_a_longer_enum_is_listed() -> None:
    document = changed(("ProcessingInputs", 1, "DatasetDefinition", "AthenaDatasetDefinition", "OutputFormat"), "CSV")
    (violation,) = violations(document)
    assert violation.message == 'OutputFormat is "CSV", the API takes PARQUET, ORC, AVRO, JSON or TEXTFILE'


def test_all_violations_are_told_in_one_run() -> None:
    document = changed((*VPC, "Subnets"), ["a b", "subnet-0a", None, "", "s" * 33])
    document = changed((*CLUSTER, "InstanceCount"), 0, document)
    document = changed(("Environment", "1A"), 3, document)
    assert [violation.pointer for violation in violations(document)] == [
        "/ProcessingResources/ClusterConfig/InstanceCount",
        "/Environment/1A",
        "/Environment/1A",
        "/NetworkConfig/VpcConfig/Subnets/0",
        "/NetworkConfig/VpcConfig/Subnets/2",
        "/NetworkConfig/VpcConfig/Subnets/3",
        "/NetworkConfig/VpcConfig/Subnets/4",
    ]


@pytest.mark.parametrize(
    ("shape", "document", "found"),
    [
        ("VpcConfig", {"Subnets": ["subnet-0a"], "SecurityGroupIds": ["sg-0a"]}, []),
        ("VpcConfig", {"Subnets": ["subnet-0a"]}, [Violation("", "SecurityGroupIds is required")]),
        ("VpcConfig", 3, [Violation("", "VpcConfig is 3, the API takes an object")]),
        ("NetworkConfig", {}, []),
        ("NetworkConfig", {"VpcConfig": {"Subnets": ["subnet-0a"], "SecurityGroupIds": ["sg-0a"]}}, []),
        ("NetworkConfig", {"VpcConfig": {"Subnets": ["s"]}}, [Violation("/VpcConfig", "SecurityGroupIds is required")]),
        (
            "NetworkConfig",
            request()["NetworkConfig"]["VpcConfig"],
            [
                Violation("/Subnets", 'unknown member "Subnets", which belongs in VpcConfig'),
                Violation("/SecurityGroupIds", 'unknown member "SecurityGroupIds", which belongs in VpcConfig'),
            ],
        ),
    ],
)
def test_a_bare_part_of_a_request_is_judged_by_its_own_shape(
    shape: ShapeName, document: object, found: list[Violation]
) -> None:
    assert violations(document, shape) == found


def test_a_value_that_is_nested_without_end_is_told_and_not_printed() -> None:
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]
    assert [violation.message for violation in violations(changed(("ProcessingJobName",), nested))] == [
        "ProcessingJobName is a list, the API takes a string"
    ]


def test_an_integer_without_end_is_told_and_not_printed() -> None:
    (violation,) = violations(changed((*CLUSTER, "InstanceCount"), 10**5000))
    assert violation.message == "InstanceCount is an integer of 16610 bits, the API takes 1 to 100"


def test_a_long_integer_is_printed_as_long_as_it_fits() -> None:
    path = (*CLUSTER, "InstanceCount")
    (fits,), (does_not,) = (violations(changed(path, number)) for number in (2**240 - 1, 2**240))
    assert fits.message == f"InstanceCount is {2**240 - 1}, the API takes 1 to 100"
    assert does_not.message == "InstanceCount is an integer of 241 bits, the API takes 1 to 100"


def test_a_value_of_no_json_type_is_named() -> None:
    (violation,) = violations(changed(("ProcessingJobName",), b"features"))
    assert violation.message == "ProcessingJobName is a value of type bytes, the API takes a string"


def test_a_refusal_is_never_swallowed() -> None:
    class Spelling(str):
        __slots__ = ()

    assert violations({Spelling("VpcConfig"): request()["NetworkConfig"]["VpcConfig"]}, "NetworkConfig") == [
        Violation("", "Expected `str` - at `key` in `$`")
    ]
