"""What is wrong with settings that msgspec refuses: every violation of their schema, with its exact place.

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
from msgspec import Struct

from vpclint.errors import ConfigurationError
from vpclint.settings import Settings
from vpclint.text.escape import quoted
from vpclint.text.nodes import pointer

_Path: TypeAlias = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Words(Struct, frozen=True):
    """What a language calls its values, and what stands in the file as a whole."""

    whole: str
    table: str
    array: str
    other: str


TOML = Words("the configuration", "a table", "an array", "a date or time")
YAML = Words("the file", "a mapping", "a list", "nothing")
JSON = Words("the file", "an object", "an array", "null")


def violations(value: object, of: object = Settings, words: Words = TOML) -> Iterator[ConfigurationError]:
    """Each violation, with the JSON pointer of what is wrong.

    Args:
        value: the settings, as tomllib gives them, or likewise from YAML.
        of: the type that they should be of.
        words: those of the language in which they are written.
    """
    teller = _Teller(words)
    for error in _Validator(msgspec.json.schema(of)).iter_errors(value):
        yield from teller.told(error, tuple(error.absolute_path))


def _is_integer(_: object, value: object) -> bool:
    """Unlike JSON Schema, msgspec does not take 1.0 for 1."""
    return isinstance(value, int) and not isinstance(value, bool)


_Validator = create(
    Draft202012Validator.META_SCHEMA,
    Draft202012Validator.VALIDATORS,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)


class _Teller:
    """Tells violations in the words of a language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def told(self, error: ValidationError, path: _Path) -> Iterator[ConfigurationError]:
        """The violations that an error of jsonschema stands for; of a choice, those of the kind that was chosen."""
        schema: Any = error.schema
        given: Any = error.instance
        chosen = [each for each in error.context or () if each.validator != "type" or each.relative_path]
        if chosen:
            for each in chosen:
                yield from self.told(each, tuple(each.absolute_path))
        elif error.validator == "additionalProperties":
            known = schema["properties"]
            yield from (
                _refusal((*path, key), self._unknown_key(path, key, known)) for key in given if key not in known
            )
        elif error.validator == "required" and given.keys() - schema["properties"].keys():
            return  # what is missing may be misspelled there, which is told
        elif error.validator == "required":
            missing = next(name for name in schema["required"] if name not in given)
            yield _refusal(path, f"{self._subject(path)} has no {missing}, which it must have")
        else:
            yield _refusal(
                path, f"{self._subject(path)} is {self._shown(given)}, not {_either(list(self._wanted(schema)))}"
            )

    def _unknown_key(self, path: _Path, key: str, known: Mapping[str, object]) -> str:
        near = get_close_matches(key.lower().replace("_", "-"), known, 1)
        hint = f"did you mean {near[0]}?" if near else f"only {', '.join(known)}"
        return f"{self._subject(path)} has no key {quoted(key)}, {hint}"

    def _subject(self, path: _Path) -> str:
        """What is spoken of, as TOML spells a key; elements count from 0, as in a pointer."""
        words = ""
        for part in path:
            if isinstance(part, int):
                words += f"[{part}]"
            else:
                words += ("." if words else "") + (part if _BARE.fullmatch(part) else quoted(part))
        return words or self._words.whole

    def _shown(self, value: object) -> str:
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
                return self._words.table
            case list():
                return self._words.array
        return self._words.other

    def _wanted(self, schema: Mapping[str, Any]) -> Iterator[str]:
        """What the schema takes, as words; null is none of them."""
        if "anyOf" in schema:
            for each in schema["anyOf"]:
                yield from self._wanted(each)
        elif "enum" in schema:
            yield from schema["enum"]
        elif schema.get("type") == "boolean":
            yield from ("true", "false")
        elif "$ref" in schema or schema["type"] == "object":
            yield self._words.table
        elif "maximum" in schema:
            yield f"a whole number from {schema['minimum']} to {schema['maximum']}"
        elif "minimum" in schema:
            yield f"a whole number from {schema['minimum']} on"
        elif schema["type"] != "null":
            yield schema.get("description") or self._kind(schema["type"])

    def _kind(self, name: str) -> str:
        return {"string": "a text", "integer": "a whole number", "array": self._words.array}[name]


def _refusal(path: _Path, message: str) -> ConfigurationError:
    return ConfigurationError(message, pointer=pointer(*path))


def _either(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
