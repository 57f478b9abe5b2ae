"""What is wrong with a configuration that msgspec refuses: every violation of its schema, with its exact place.

msgspec says the first and not quite where it is. Importing jsonschema takes longer than most runs, so this module is
imported only once a configuration was refused.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

import msgspec
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import create

from vpclint.errors import ConfigurationError
from vpclint.settings import Settings
from vpclint.text.escape import quoted
from vpclint.text.nodes import pointer

_Path: TypeAlias = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_KINDS = {"string": "a text", "integer": "a whole number", "array": "an array"}


def violations(table: object) -> Iterator[ConfigurationError]:
    """Each violation, with the JSON pointer of what is wrong.

    Args:
        table: the configuration, as tomllib gives it.
    """
    schema = msgspec.json.schema(Settings)
    for error in _Validator(schema).iter_errors(table):
        yield from _told(error, tuple(error.absolute_path))


def _is_integer(_: object, value: object) -> bool:
    """Unlike JSON Schema, msgspec does not take 1.0 for 1."""
    return isinstance(value, int) and not isinstance(value, bool)


_Validator = create(
    Draft202012Validator.META_SCHEMA,
    Draft202012Validator.VALIDATORS,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


def _told(error: ValidationError, path: _Path) -> Iterator[ConfigurationError]:
    """The violations that an error of jsonschema stands for; of a choice, those of the kind that was chosen."""
    schema: Any = error.schema
    given: Any = error.instance
    chosen = [each for each in error.context or () if each.validator != "type" or each.relative_path]
    if chosen:
        for each in chosen:
            yield from _told(each, tuple(each.absolute_path))
    elif error.validator == "additionalProperties":
        known = schema["properties"]
        yield from (_refusal((*path, key), _unknown_key(path, key, known)) for key in given if key not in known)
    elif error.validator == "required" and given.keys() - schema["properties"].keys():
        return  # what is missing may be misspelled there, which is told
    elif error.validator == "required":
        missing = next(name for name in schema["required"] if name not in given)
        yield _refusal(path, f"{_subject(path)} has no {missing}, which it must have")
    else:
        yield _refusal(path, f"{_subject(path)} is {_shown(given)}, not {_either(list(_wanted(schema)))}")


def _refusal(path: _Path, message: str) -> ConfigurationError:
    return ConfigurationError(message, pointer=pointer(*path))


def _unknown_key(path: _Path, key: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(key.lower().replace("_", "-"), known, 1)
    hint = f"did you mean {near[0]}?" if near else f"only {', '.join(known)}"
    return f"{_subject(path)} has no key {quoted(key)}, {hint}"


def _subject(path: _Path) -> str:
    """What is spoken of, as TOML spells its key; elements count from 0, as in a pointer."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f"[{part}]"
        else:
            words += ("." if words else "") + (part if _BARE.fullmatch(part) else quoted(part))
    return words or "the configuration"


def _shown(value: object) -> str:
    match value:
        case str():
            return quoted(value)
        case bool():
            return str(value).lower()
        case int() if value.bit_length() > 128:
            return f"a number of {value.bit_length()} bits"
        case int() | float():
            return str(value)
        case dict():
            return "a table"
        case list():
            return "an array"
    return "a date or time"


def _wanted(schema: Mapping[str, Any]) -> Iterator[str]:
    """What the schema takes, as words; TOML has no null."""
    if "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _wanted(each)
    elif "enum" in schema:
        yield from schema["enum"]
    elif schema.get("type") == "boolean":
        yield from ("true", "false")
    elif "$ref" in schema or schema["type"] == "object":
        yield "a table"
    elif "maximum" in schema:
        yield f"a whole number from {schema['minimum']} to {schema['maximum']}"
    elif "minimum" in schema:
        yield f"a whole number from {schema['minimum']} on"
    elif schema["type"] != "null":
        yield schema.get("description", _KINDS[schema["type"]])


def _either(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
