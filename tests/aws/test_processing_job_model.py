"""The generated request model says what botocore's service model says, and is what the generator writes."""

import importlib.util
import json
import re
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import msgspec
import pytest
from botocore.loaders import Loader
from jsonschema import Draft202012Validator

from vpclint.aws import processing_job
from vpclint.aws.instance_types import INSTANCE_TYPES

ROOT = Path(__file__).parents[2]
SHAPES = Loader().load_service_model("sagemaker", "service-2", "2017-07-24")["shapes"]
FILES = [
    "vpclint/aws/processing_job.py",
    "vpclint/aws/processing_job.schema.json",
    "vpclint/aws/instance_types.py",
]
STRUCTURES = [
    value
    for value in vars(processing_job).values()
    if isinstance(value, type) and issubclass(value, processing_job.Shape) and value is not processing_job.Shape
]


@pytest.fixture(scope="module")
def schema() -> dict[str, object]:
    return dict(json.loads((ROOT / FILES[1]).read_text("utf-8")))


@pytest.fixture
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generator", ROOT / "tools" / "generate_request_model.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes((ROOT / file).read_bytes())
    return tmp_path


def test_the_installed_botocore_is_the_recorded_one(generator: ModuleType) -> None:
    assert version("botocore") == generator.BOTOCORE
    assert f"botocore {version('botocore')} sagemaker 2017-07-24" == processing_job.SERVICE_MODEL


def test_generating_again_gives_every_file_byte_for_byte(generator: ModuleType) -> None:
    assert {path: text.encode() for path, text in generator.generated().items()} == {
        file: (ROOT / file).read_bytes() for file in FILES
    }


@pytest.mark.parametrize("file", FILES)
def test_check_names_a_file_that_differs_and_writing_mends_it(
    generator: ModuleType, copy: Path, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generator.main(["--check"], copy) == 0
    (copy / file).write_bytes((copy / file).read_bytes() + b"\n")
    assert generator.main(["--check"], copy) == 1
    assert Path(file).name in capsys.readouterr().err
    assert generator.main([], copy) == 0
    assert (copy / file).read_bytes() == (ROOT / file).read_bytes()


def test_check_names_a_file_that_is_gone_and_writes_nothing(
    generator: ModuleType, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / FILES[2]).unlink()
    assert generator.main(["--check"], copy) == 1
    assert "instance_types.py" in capsys.readouterr().err
    assert not (copy / FILES[2]).exists()


def test_another_botocore_is_refused(
    generator: ModuleType, copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generator, "version", lambda _: "1.99.0")
    assert generator.main(["--check"], copy) == 2
    assert capsys.readouterr().err == "botocore 1.43.11 is needed, 1.99.0 is installed\n"


def test_no_botocore_is_told(
    generator: ModuleType, copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generator, "version", lambda _: version("no-such-distribution"))
    assert generator.main([], copy) == 2
    assert capsys.readouterr().err == "botocore 1.43.11 is needed, none is installed\n"


@pytest.mark.parametrize("table", ["STRUCTURES", "PATTERNS"])
def test_a_shape_without_words_is_refused(
    generator: ModuleType,
    copy: Path,
    table: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(generator, table, {})
    assert generator.main([], copy) == 2
    assert "is new: describe it" in capsys.readouterr().err


@pytest.mark.parametrize("pattern", [r"\w+", r"[\s]+", r"[\p{L}]*", r"\bx"])
def test_a_pattern_that_python_and_ecma_read_differently_must_be_respelt(generator: ModuleType, pattern: str) -> None:
    with pytest.raises(generator.ModelError, match="RESPELT"):
        generator.portable(pattern)


@pytest.mark.parametrize(
    ("pattern", "portable"),
    [
        (r"\d{12}", r"^[0-9]{12}$(?!\n)"),
        (r"[.]+\.x", r"^[.]+\.x$(?!\n)"),
        (r".*", r"^[^\n\r\u2028\u2029]*$(?!\n)"),
        (r"a|b", r"^(?:a|b)$(?!\n)"),
        (r"[a\]]", r"^[a\]]$(?!\n)"),
    ],
)
def test_a_pattern_is_anchored_and_spelt_out(generator: ModuleType, pattern: str, portable: str) -> None:
    assert generator.portable(pattern) == portable


def test_a_member_that_pascal_case_would_not_give_is_named(generator: ModuleType) -> None:
    assert generator.default("VolumeSizeInGB") == ' = field(name="VolumeSizeInGB")'
    assert generator.default("VolumeSizeInGB", "UNSET") == ' = field(default=UNSET, name="VolumeSizeInGB")'
    assert generator.default("S3Uri") == ""
    assert generator.default("S3Uri", "UNSET") == " = UNSET"


def test_every_structure_of_the_request_is_typed() -> None:
    assert len(STRUCTURES) == 18
    assert all(SHAPES[structure.__name__]["type"] == "structure" for structure in STRUCTURES)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_members_have_the_names_of_the_api_and_are_required_where_it_requires_them(
    structure: type[processing_job.Shape], schema: dict[str, dict[str, dict[str, object]]]
) -> None:
    shape = SHAPES[structure.__name__]
    fields = msgspec.structs.fields(structure)
    required = {field.encode_name for field in fields if field.required}
    assert {field.encode_name for field in fields} == set(shape["members"])
    assert required == set(shape.get("required", ()))
    assert all(field.default is msgspec.UNSET for field in fields if not field.required)
    definition = schema["$defs"][structure.__name__]
    assert definition["properties"].keys() == shape["members"].keys()
    assert definition.get("required", []) == shape.get("required", [])
    assert definition["additionalProperties"] is False


def test_the_schema_is_one_and_all_its_patterns_compile(schema: dict[str, dict[str, dict[str, str]]]) -> None:
    Draft202012Validator.check_schema(schema)
    assert all(re.compile(shape["pattern"]) for shape in schema["$defs"].values() if "pattern" in shape)


def limits_of(annotation: object) -> tuple[object, ...]:
    meta = getattr(annotation, "__metadata__", (msgspec.Meta(),))[0]
    least = meta.ge if meta.ge is not None else meta.min_length
    return least or 0, meta.le if meta.le is not None else meta.max_length


@pytest.mark.parametrize("name", [name for name in vars(processing_job) if "max" in SHAPES.get(name, {})])
def test_limits_are_those_of_the_model(name: str, schema: dict[str, dict[str, dict[str, int]]]) -> None:
    model = (SHAPES[name].get("min", 0), SHAPES[name]["max"])
    lows, highs = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems", "maxProperties")
    definition = schema["$defs"][name]
    least = [definition[low] for low in lows if low in definition] or [0]
    most = [definition[high] for high in highs if high in definition]
    assert limits_of(getattr(processing_job, name)) == model
    assert (*least, *most) == model


@pytest.mark.parametrize("name", [name for name in vars(processing_job) if "enum" in SHAPES.get(name, {})])
def test_values_are_those_of_the_model(name: str, schema: dict[str, dict[str, dict[str, list[str]]]]) -> None:
    assert list(getattr(processing_job, name).__args__) == SHAPES[name]["enum"] == schema["$defs"][name]["enum"]


def test_the_known_instance_types_are_those_of_the_model() -> None:
    assert list(INSTANCE_TYPES) == SHAPES["ProcessingInstanceType"]["enum"]
    assert "ml.m5.xlarge" in INSTANCE_TYPES


def test_an_answer_is_a_request_and_what_only_answers_have() -> None:
    answer, request = (
        SHAPES["DescribeProcessingJobResponse"]["members"],
        SHAPES["CreateProcessingJobRequest"]["members"],
    )
    assert set(answer) == (set(request) & set(answer)) | set(processing_job.RESPONSE_ONLY)
    assert not set(request) & set(processing_job.RESPONSE_ONLY)


def takes(name: str, value: object) -> bool:
    try:
        msgspec.convert(value, getattr(processing_job, name))
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "taken", "refused"),
    [
        (
            "S3Uri",
            ["s3://b", "s3://b/", "s3://b/k/k2", "https://h/p"],
            ["s3://", "S3://b", "s3:///k", "s3://b/k\n", "b/k"],
        ),
        (
            "RoleArn",
            ["arn:aws:iam::123456789012:role/a", "arn:aws-cn:iam::123456789012:role/p/a@b"],
            [
                "arn:aws:iam::12345678901:role/abc",
                "arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/a",
                "xarn:aws:iam::123456789012:role/a",
            ],
        ),
        ("KmsKeyId", ["", "alias/k", "arn:aws:kms:eu-west-1:1:key/a_b-c"], ["a b", "k\n"]),
        ("SubnetId", ["subnet-0a", "x"], ["", "subnet_1", "subnet-1\n", "subnet-é"]),
        ("ProcessingJobName", ["a", "a-b", "a--b9"], ["-a", "a-", "a_b", "a\n", "a.b"]),
        ("FeatureGroupName", ["a_b-c"], ["_a", "a_"]),
        ("ProcessingEnvironmentKey", ["A", "_a1"], ["", "1A", "A-B", "A\n"]),
        ("ProcessingEnvironmentValue", ["", "a\nb", "😀"], ["x" * 257]),
        ("ContainerArgument", ["", "a b", "😀", "\x85"], ["a\nb", "a\n", "a\r", "a\u2028", "a\u2029b"]),
        (
            "AthenaCatalog",
            ["a\tb", "😀\U0010ffff", "\ue000\x7f"],
            ["a\nb", "a\n", "\x00", "\x1f", "\ufffe", "\uffff", "\ud800"],
        ),
        ("AthenaQueryString", ["a\nb"], [""]),
        ("AthenaWorkGroup", ["a.b_c-1"], ["a b"]),
        (
            "TagKey",
            ["aÄ9 _.:/=+-@", "\u3000\xa0"],
            ["", "a#", "a!", "*", ",", "a\n", "?", "[", "^", "`", "{", "\x7f", "\x9f"],
        ),
    ],
)
def test_a_text_is_taken_as_a_whole_or_refused(
    name: str, taken: list[str], refused: list[str], schema: dict[str, dict[str, dict[str, object]]]
) -> None:
    by_schema = Draft202012Validator(schema["$defs"][name])
    for value in taken:
        assert takes(name, value), value
        assert by_schema.is_valid(value), value
    for value in refused:
        assert not takes(name, value), value
        assert not by_schema.is_valid(value), value
