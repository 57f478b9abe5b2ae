"""Why the API would refuse a document: each violation of the request's shape, once, at its place and in words.

Importing this imports jsonschema, which takes a tenth of a second: `vpclint.workload.validation` does so only after
msgspec has refused a document. The keywords are jsonschema's own ones told anew, since its messages print whole values:
that says too much, and fails on a value that is nested too deeply.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import create

from vpclint.text.escape import visible
from vpclint.text.nodes import pointer

Schema = Mapping[str, Any]
Errors = Iterator[ValidationError]
Keyword = Callable[[Any, Any, Any, Schema], Errors]

_KINDS = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "an integer",
    "boolean": "true or false",
}
_NAME_LENGTH = 64
_VALUE_LENGTH = 60


def explain(document: object, shape: str) -> Iterator[tuple[str, str, str | None]]:
    """Pointer, message and suggested spelling of each violation; none exactly if msgspec takes the document.

    Args:
        document: what a JSON or YAML decoder gives.
        shape: the name of a shape in `vpclint/aws/processing_job.schema.json`.
    """
    schema = request_schema() | {"$ref": f"#/$defs/{shape}"}
    for error in _Explainer(schema).iter_errors(document):
        path = list(error.absolute_path)
        place = pointer(*path)
        match error.validator:
            case "required":
                yield place, error.message, None
            case "additionalProperties":
                yield place, *_unknown_member(path[-1], error.schema["properties"], error.instance)
            case "propertyNames":
                yield place, f"{_subject(path[:-1], shape)} has a key that {error.message}", None
            case "enum":
                yield place, f"{_subject(path, shape)} {error.message}", _closest(error.instance, error.validator_value)
            case _:
                yield place, f"{_subject(path, shape)} {error.message}", None


@cache
def request_schema() -> dict[str, Any]:
    """The JSON Schema of the request, as it ships."""
    text = files("vpclint.aws").joinpath("processing_job.schema.json").read_text("utf-8")
    return dict(json.loads(text))


def _subject(path: Sequence[str | int], shape: str) -> str:
    match path:
        case []:
            return "the request" if shape == "CreateProcessingJobRequest" else shape
        case ["Environment", key]:
            return f"Environment[{_shown(key)}]"
        case [*_, name, int(index)]:
            return f"{name}[{index}]"
    return str(path[-1])


def _unknown_member(name: object, known: Schema, given: Schema) -> tuple[str, str | None]:
    message = f"unknown member {_shown(name)}"
    shapes = request_schema()["$defs"].items()
    if homes := [shape for shape, schema in shapes if name in schema.get("properties", ())]:
        return f"{message}, which belongs in {_either(homes)}", None
    suggestion = _closest(name, known)
    if suggestion is None or suggestion in given:
        return message, None
    return f'{message}, did you mean "{suggestion}"?', suggestion


def _closest(name: object, candidates: Iterable[str]) -> str | None:
    """The candidate that is nearest to a name in spelling, whatever its case; None where all are far."""
    if not isinstance(name, str) or len(name) > _NAME_LENGTH:
        return None
    spelt = {candidate.lower(): candidate for candidate in candidates}
    found = get_close_matches(re.sub("[_-]", "", name).lower(), spelt, n=1)
    return spelt[found[0]] if found else None


def _either(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _shown(value: object) -> str:
    match value:
        case None | bool():
            return json.dumps(value)
        case str():
            return f'"{visible(value, _VALUE_LENGTH)}"'
        case int() if value.bit_length() > 4 * _VALUE_LENGTH:
            return f"an integer of {value.bit_length()} bits"
        case int() | float():
            return str(value)
        case dict():
            return "an object"
        case list():
            return "a list"
    return f"a value of type {type(value).__name__}"


def _type(validator: Any, expected: str, instance: Any, _: Schema) -> Errors:
    if not validator.is_type(instance, expected):
        kind = "a string" if isinstance(instance, str) else _shown(instance)
        yield ValidationError(f"is {kind}, the API takes {_KINDS[expected]}")


def _enum(_: Any, values: list[str], instance: Any, __: Schema) -> Errors:
    if isinstance(instance, str) and instance not in values:
        yield ValidationError(f"is {_shown(instance)}, the API takes {_either(values)}")


def _pattern(_: Any, __: str, instance: Any, schema: Schema) -> Errors:
    if _is_misspelt(instance, schema):
        yield ValidationError(f"is {_shown(instance)}, the API takes {schema['description']}")


def _is_misspelt(value: object, schema: Schema) -> bool:
    """Whether a text breaks its pattern; a text that is too long or missing is not searched, that alone is told."""
    if not isinstance(value, str) or len(value) > schema.get("maxLength", len(value)):
        return False
    told = not value and schema.get("minLength", 0) > 0
    return not told and re.search(schema.get("pattern", ""), value) is None


def _limits(
    kind: str, low: str, high: str, told: Callable[[Any], str], size: Callable[[Any], int] = len
) -> dict[str, Keyword]:
    """The two keywords that limit a number, a length or a count."""

    def refusal(instance: Any, schema: Schema) -> ValidationError:
        least, most = schema.get(low), schema.get(high)
        return ValidationError(f"{told(instance)}, the API takes {f'{least} to' if least else 'up to'} {most}")

    def below(validator: Any, least: int, instance: Any, schema: Schema) -> Errors:
        if validator.is_type(instance, kind) and size(instance) < least and not _is_misspelt(instance, schema):
            yield refusal(instance, schema)

    def above(validator: Any, most: int, instance: Any, schema: Schema) -> Errors:
        if validator.is_type(instance, kind) and size(instance) > most:
            yield refusal(instance, schema)

    return {low: below, high: above}


def _required(_: Any, names: list[str], instance: Any, __: Schema) -> Errors:
    if isinstance(instance, dict):
        yield from (ValidationError(f"{name} is required") for name in names if name not in instance)


def _properties(validator: Any, members: Schema, instance: Any, schema: Schema) -> Errors:
    given = instance if isinstance(instance, dict) else {}
    for name in members:
        if name in given and given[name] is None and name not in schema.get("required", ()):
            yield ValidationError("is null; leave it out instead", path=[name])
        elif name in given:
            yield from validator.descend(given[name], members[name], path=name, schema_path=name)


def _additional_properties(validator: Any, values: Any, instance: Any, schema: Schema) -> Errors:
    known = schema.get("properties", {})
    for name in instance if isinstance(instance, dict) else ():
        if values is not False:
            yield from validator.descend(instance[name], values, path=name)
        elif name not in known:
            yield ValidationError("is unknown", path=[name])


def _property_names(validator: Any, names: Schema, instance: Any, _: Schema) -> Errors:
    for name in instance if isinstance(instance, dict) else ():
        yield from (ValidationError(error.message, path=[name]) for error in validator.descend(name, names))


def is_integer(_: object, instance: object) -> bool:
    """Whether a value is an integer to msgspec and botocore: unlike JSON Schema, they don't take 1.0 for 1."""
    return isinstance(instance, int) and not isinstance(instance, bool)


_Explainer = create(
    Draft202012Validator.META_SCHEMA,
    {
        **Draft202012Validator.VALIDATORS,
        "type": _type,
        "enum": _enum,
        "pattern": _pattern,
        "required": _required,
        "properties": _properties,
        "additionalProperties": _additional_properties,
        "propertyNames": _property_names,
        **_limits("integer", "minimum", "maximum", lambda number: f"is {_shown(number)}", int),
        **_limits("string", "minLength", "maxLength", lambda text: f"has {len(text)} characters"),
        **_limits("array", "minItems", "maxItems", lambda items: f"has {len(items)} members"),
        **_limits("object", "minProperties", "maxProperties", lambda entries: f"has {len(entries)} keys"),
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer),
)
