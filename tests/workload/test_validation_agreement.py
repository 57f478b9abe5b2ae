"""msgspec and jsonschema take the same documents, and refuse what botocore refuses."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import msgspec
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from vpclint.aws import processing_job
from vpclint.text.nodes import pointer_parts
from vpclint.workload.explanation import explain, is_integer
from vpclint.workload.validation import ShapeName, violations

from .job_requests import GONE, Path, changed

REQUEST: ShapeName = "CreateProcessingJobRequest"
SCHEMA = json.loads(files("vpclint.aws").joinpath("processing_job.schema.json").read_text("utf-8"))
STRICT_TYPES = Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer)
BY_SCHEMA = extend(Draft202012Validator, type_checker=STRICT_TYPES)
BOTOCORE = ServiceModel(Loader().load_service_model("sagemaker", "service-2", "2017-07-24")).shape_for(REQUEST)


def of_shape(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Documents that a schema takes."""
    match schema:
        case {"$ref": str(reference)}:
            return st.deferred(lambda: of_shape(SCHEMA["$defs"][reference.removeprefix("#/$defs/")]))
        case {"enum": values}:
            return st.sampled_from(values)
        case {"type": "object", "properties": members}:
            required = {name: of_shape(members[name]) for name in schema.get("required", ())}
            optional = {name: of_shape(member) for name, member in members.items() if name not in required}
            return st.fixed_dictionaries(required, optional=optional)
        case {"type": "object"}:
            keys, values = of_shape(schema["propertyNames"]), of_shape(schema["additionalProperties"])
            return st.dictionaries(keys, values, max_size=3)
        case {"type": "array"}:
            return st.lists(of_shape(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "integer"}:
            return st.integers(schema["minimum"], schema["maximum"])
        case {"pattern": str(pattern)}:
            core = pattern.removeprefix("^").removesuffix(r"$(?!\n)")
            texts = st.from_regex(core, fullmatch=True)
            return texts.filter(lambda text: schema.get("minLength", 0) <= len(text) <= schema["maxLength"])
    return st.text(min_size=schema.get("minLength", 0), max_size=schema.get("maxLength", 8))


REQUESTS = of_shape(SCHEMA)
MEMBERS = sorted({name for shape in SCHEMA["$defs"].values() for name in shape.get("properties", ())})
JUNK = st.sampled_from(
    [
        *(None, True, False, 0, 1, -1, 100, 101, 16385, 10**30, -(10**400), 1.0, 1e2, 1.5, float("inf"), float("nan")),
        *("", "x", "1", "\n", "a\n", "s3://b\n", "😀", "\ud800", "x" * 5000, "\x00", "None", "S3Prefix"),
        *([], [[]], [None], ["x"] * 17, ["x"] * 101, {}, {"": ""}, {"A": None}, {"Key": "k", "Value": "v"}),
    ]
)


def paths(document: object) -> Iterator[Path]:
    yield ()
    match document:
        case dict():
            parts: Any = document.items()
        case list():
            parts = enumerate(document)
        case _:
            parts = ()
    for part, value in parts:
        yield from ((part, *path) for path in paths(value))


def at(document: Any, path: Path) -> Any:
    for part in path:
        document = document[part]
    return document


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Requests that the shape takes, and what a few changes make of them."""
    document = draw(REQUESTS)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(sorted(paths(document), key=str)))
        value = at(document, path)
        ways: list[st.SearchStrategy[object]] = [JUNK]
        if path:
            ways.append(st.just(GONE))
        if isinstance(value, str):
            ways.append(
                st.sampled_from([f"{value}\n", f"\n{value}", value * 50, f"{value}😀", value[:-1], f" {value}"])
            )
        if isinstance(value, list):
            ways.append(st.sampled_from([value * 2, value * 20, [*value, None]]))
        if isinstance(value, dict):
            ways.append(st.builds(lambda name, junk, value=value: value | {name: junk}, st.sampled_from(MEMBERS), JUNK))
            ways.append(st.just(value | {"Größe": 1}))
            ways.append(st.just(value | {"\ud800": 1, 3: 4}))
        document = changed(path, draw(st.one_of(ways)), document)
    return document


def accepts(document: object) -> bool:
    try:
        msgspec.convert(document, processing_job.CreateProcessingJobRequest, strict=True)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return False
    return True


@given(REQUESTS)
def test_what_is_made_by_the_schema_is_accepted(document: object) -> None:
    assert accepts(document)
    assert BY_SCHEMA(SCHEMA).is_valid(document)


@given(mutated())
def test_msgspec_and_jsonschema_and_the_explanation_agree(document: object) -> None:
    accepted = accepts(document)
    assert BY_SCHEMA(SCHEMA).is_valid(document) is accepted
    assert (not list(explain(document, REQUEST))) is accepted


@given(mutated())
def test_what_botocore_refuses_is_refused(document: object) -> None:
    if isinstance(document, dict) and ParamValidator().validate(document, BOTOCORE).has_errors():
        assert violations(document)


@given(mutated())
def test_each_violation_is_told_once_on_one_line_and_points_into_the_document(document: object) -> None:
    found = violations(document)
    assert len(set(found)) == len(found)
    for violation in found:
        assert violation.message.isprintable()
        assert len(violation.message) < 300
        value: Any = document
        for part in pointer_parts(violation.pointer) or ():
            value = (
                value[int(part)] if isinstance(value, list) else {str(key): each for key, each in value.items()}[part]
            )
