"""What the API refuses beyond its model is told once, at its place."""

import pytest

from vpclint.text.nodes import pointer
from vpclint.workload.validation import Violation, violations

from .job_requests import GONE, INPUT, OUTPUT, REDSHIFT, Path, changed, request

ATHENA_KIND, REDSHIFT_KIND = "AthenaDatasetDefinition", "RedshiftDatasetDefinition"

RULE_EXAMPLES: list[tuple[Path, object, Path, str]] = [
    (
        (*INPUT, "S3Input"),
        GONE,
        INPUT,
        "ProcessingInputs[0] has neither S3Input nor DatasetDefinition, the API takes exactly one of them",
    ),
    (
        (*INPUT, "DatasetDefinition"),
        {"LocalPath": "/data", "RedshiftDatasetDefinition": REDSHIFT},
        INPUT,
        "ProcessingInputs[0] has both S3Input and DatasetDefinition, the API takes exactly one of them",
    ),
    (
        ("ProcessingInputs", 1, "DatasetDefinition", REDSHIFT_KIND),
        REDSHIFT,
        ("ProcessingInputs", 1, "DatasetDefinition"),
        f"DatasetDefinition has both {ATHENA_KIND} and {REDSHIFT_KIND}, the API takes exactly one of them",
    ),
    (
        (*OUTPUT, "S3Output"),
        GONE,
        OUTPUT,
        "Outputs[0] has neither S3Output nor FeatureStoreOutput, the API takes exactly one of them",
    ),
    (
        ("ProcessingOutputConfig", "Outputs", 1, "AppManaged"),
        False,
        ("ProcessingOutputConfig", "Outputs", 1, "FeatureStoreOutput"),
        "Outputs[1] has FeatureStoreOutput, the API takes it only with AppManaged true",
    ),
    (
        ("ProcessingOutputConfig", "Outputs", 1, "AppManaged"),
        GONE,
        ("ProcessingOutputConfig", "Outputs", 1, "FeatureStoreOutput"),
        "Outputs[1] has FeatureStoreOutput, the API takes it only with AppManaged true",
    ),
    (
        (*INPUT, "S3Input", "LocalPath"),
        GONE,
        (*INPUT, "S3Input"),
        "LocalPath is required unless AppManaged is true",
    ),
    (
        ("ProcessingInputs", 1, "DatasetDefinition", "LocalPath"),
        GONE,
        ("ProcessingInputs", 1, "DatasetDefinition"),
        "LocalPath is required unless AppManaged is true",
    ),
    (
        (*INPUT, "S3Input", "LocalPath"),
        "/opt/ml/processing",
        (*INPUT, "S3Input", "LocalPath"),
        'LocalPath is "/opt/ml/processing", the API takes a path that begins with /opt/ml/processing/',
    ),
    (
        (*INPUT, "S3Input", "S3CompressionType"),
        "Gzip",
        (*INPUT, "S3Input", "S3CompressionType"),
        "S3CompressionType is Gzip, the API takes it only with S3InputMode Pipe",
    ),
    (
        ("ProcessingInputs", 1, "InputName"),
        "raw",
        ("ProcessingInputs", 1, "InputName"),
        'InputName is "raw" as in ProcessingInputs[0], the API takes each once',
    ),
    (
        (*OUTPUT, "OutputName"),
        "query",
        (*OUTPUT, "OutputName"),
        'OutputName is "query" as in ProcessingInputs[1], the API takes each once',
    ),
    (
        ("Tags",),
        [{"Key": "raw", "Value": ""}, {"Key": "b", "Value": ""}, {"Key": "raw", "Value": "b"}],
        ("Tags", 2, "Key"),
        'Key is "raw" as in Tags[0], the API takes each once',
    ),
    (
        ("Tags", 0, "Value"),
        "€ 5",
        ("Tags", 0, "Value"),
        "Value has U+20AC, the API takes letters, digits, spaces and _.:/=+-@",
    ),
    (
        ("Tags", 0, "Key"),
        "a😀€",
        ("Tags", 0, "Key"),
        "Key has U+1F600, the API takes letters, digits, spaces and _.:/=+-@",
    ),
    (
        (*INPUT, "S3Input", "LocalPath"),
        "/" * 61,
        (*INPUT, "S3Input", "LocalPath"),
        f'LocalPath is "{"/" * 59}…", the API takes a path that begins with /opt/ml/processing/',
    ),
    (
        ("Tags",),
        [{"Key": "k" * 61, "Value": ""}, {"Key": "k" * 61, "Value": ""}],
        ("Tags", 1, "Key"),
        f'Key is "{"k" * 59}…" as in Tags[0], the API takes each once',
    ),
    (
        ("AppSpecification", "ContainerArguments"),
        ["--x", ""],
        ("AppSpecification", "ContainerArguments", 1),
        "ContainerArguments[1] is empty, the API takes no empty strings",
    ),
    (
        ("AppSpecification", "ContainerEntrypoint"),
        [""],
        ("AppSpecification", "ContainerEntrypoint", 0),
        "ContainerEntrypoint[0] is empty, the API takes no empty strings",
    ),
]


@pytest.mark.parametrize(("path", "value", "place", "message"), RULE_EXAMPLES)
def test_what_the_model_cannot_express_is_told_at_its_place(
    path: Path, value: object, place: Path, message: str
) -> None:
    assert violations(changed(path, value)) == [Violation(pointer(*place), message)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (INPUT, {"InputName": "raw", "AppManaged": True, "S3Input": {"S3Uri": "s3://b/", "S3DataType": "S3Prefix"}}),
        ((*INPUT, "S3Input", "LocalPath"), "/opt/ml/processing/"),
        (("ProcessingInputs", 1, "DatasetDefinition"), {"LocalPath": "/d", "RedshiftDatasetDefinition": REDSHIFT}),
        ((*OUTPUT, "S3Output", "LocalPath"), "/anywhere"),
        ((*INPUT, "S3Input", "S3CompressionType"), "None"),
        (("Tags", 0, "Value"), "team"),
        (("ProcessingInputs",), []),
        (("AppSpecification", "ContainerArguments"), [" "]),
    ],
)
def test_what_the_api_reference_allows_is_no_violation(path: Path, value: object) -> None:
    assert violations(changed(path, value)) == []


def test_gzip_is_taken_where_the_data_is_streamed() -> None:
    source = request()["ProcessingInputs"][0]["S3Input"] | {"S3CompressionType": "Gzip"}
    assert violations(changed((*INPUT, "S3Input"), source | {"S3InputMode": "Pipe"})) == []
    assert len(violations(changed((*INPUT, "S3Input"), source | {"S3InputMode": "File"}))) == 1


def test_a_rule_passes_over_what_the_shape_has_refused() -> None:
    document = changed(("Tags", 0), {"Key": 3, "Value": "€\x9f"})
    document = changed(("ProcessingInputs", 1), "raw", document)
    document = changed((*INPUT, "AppManaged"), "false", document)
    document = changed((*OUTPUT, "OutputName"), 3, document)
    document = changed(("AppSpecification", "ContainerArguments"), "--x", document)
    assert sorted(violation.message for violation in violations(document)) == [
        "AppManaged is a string, the API takes true or false",
        "ContainerArguments is a string, the API takes a list",
        "Key is 3, the API takes a string",
        "OutputName is 3, the API takes a string",
        "ProcessingInputs[1] is a string, the API takes an object",
        'Value is "€\\x9f", the API takes letters, digits, spaces and _.:/=+-@',
    ]


def test_the_rules_are_about_whole_requests() -> None:
    document = {"Tags": [{"Key": "team", "Value": "€"}]}
    assert violations(document, "NetworkConfig") == [
        Violation("/Tags", 'unknown member "Tags", which belongs in CreateProcessingJobRequest')
    ]


def test_a_null_source_is_no_source() -> None:
    assert [violation.message for violation in violations(changed((*INPUT, "S3Input"), None))] == [
        "S3Input is null; leave it out instead",
        "ProcessingInputs[0] has neither S3Input nor DatasetDefinition, the API takes exactly one of them",
    ]


def test_a_null_path_is_no_path() -> None:
    assert [violation.message for violation in violations(changed((*INPUT, "S3Input", "LocalPath"), None))] == [
        "LocalPath is null; leave it out instead",
        "LocalPath is required unless AppManaged is true",
    ]
