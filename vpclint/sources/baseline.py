"""The file of a baseline: what was known to be wrong when a team began to look."""

import os

import msgspec

from vpclint.engine.baseline import SCHEMA_VERSION, BaselineFile, Known
from vpclint.errors import ConfigurationError, InputError
from vpclint.sources.files import read
from vpclint.text.lines import Lines
from vpclint.text.reading import decode, load
from vpclint.text.sources import SourceTexts


def folder_of_baseline(file: str) -> str:
    """The folder from which a baseline names files; an absolute path."""
    return os.path.dirname(os.path.abspath(file))  # noqa: PTH100, PTH120 - a text


def read_baseline(file: str) -> tuple[Known, ...]:
    """What a baseline holds.

    Raises:
        ConfigurationError: it can't be read, or is no baseline of a version that is read; with line and column.
    """
    try:
        data = read(file)
    except InputError as error:
        cure = "" if os.path.exists(file) else ": vpclint baseline write makes it"  # noqa: PTH110 - a text
        raise ConfigurationError(f"{error.message}{cure}", file) from error
    value = _value(data, file)
    try:
        found = msgspec.convert(value, BaselineFile)
    except msgspec.ValidationError as error:
        from vpclint.sources.misconfiguration import JSON, violations  # noqa: PLC0415 - it imports jsonschema

        refusal = next(violations(value, BaselineFile, JSON), None)
        raise _placed(refusal or ConfigurationError(str(error).lower(), pointer=""), data, file) from error
    if found.schema_version != SCHEMA_VERSION:
        message = f"this is a baseline of version {found.schema_version}, vpclint reads version {SCHEMA_VERSION}"
        raise _placed(ConfigurationError(message, pointer="/schema_version"), data, file)
    return found.findings


def _value(data: bytes, file: str) -> object:
    decoded = decode(data)
    loaded = load(decoded.text, "json")
    for problem in (*decoded.problems, *loaded.problems):
        position = Lines(decoded.text).position(problem.span.start)
        raise ConfigurationError(problem.message, file, position.line, position.column)
    return loaded.values[0]


def _placed(error: ConfigurationError, data: bytes, file: str) -> ConfigurationError:
    texts = SourceTexts()
    texts.add(file, data)
    place = texts.location(file, error.pointer or "")
    return ConfigurationError(error.message, file, place.line or None, place.column or None)


def refuse_another(file: str) -> None:
    """Refuses a file that holds something, and no baseline.

    Raises:
        ConfigurationError: it is one, which writing would replace.
    """
    try:
        if os.path.getsize(file):  # noqa: PTH202 - a text
            read_baseline(file)
    except ConfigurationError as error:
        message = f"this is no baseline, so it is not replaced: {error.message}"
        raise ConfigurationError(message, file, error.line, error.column) from error
    except OSError:
        return
