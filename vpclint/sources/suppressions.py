"""The suppressions that stand in a file of their own: `.vpclint-ignore.yaml`."""

import os
import re
from collections.abc import Iterator
from datetime import date
from itertools import dropwhile
from pathlib import Path

import msgspec
from msgspec import Struct

from vpclint.errors import ConfigurationError, InputError
from vpclint.finding import Place, Suppression
from vpclint.settings import SuppressionEntry
from vpclint.sources.files import read
from vpclint.text.escape import quoted
from vpclint.text.lines import Lines
from vpclint.text.nodes import Node, at, plain, pointer
from vpclint.text.problems import ProblemKind
from vpclint.text.reading import decode
from vpclint.text.yamltext import parse_yaml

_LARGEST = 1 << 24
"""Bytes; a file that is larger is not read."""
_HERE = re.compile(r"^(?:\./+)+")


class SuppressionFile(Struct, frozen=True):
    """A file of suppressions.

    Attributes:
        entries: in its order.
        file: its name.
        data: its bytes.
    """

    entries: tuple[Suppression, ...]
    file: str
    data: bytes

    @property
    def folder(self) -> str:
        """The folder from which its paths lead; an absolute path."""
        return os.path.dirname(os.path.abspath(self.file))  # noqa: PTH100, PTH120 - a text


def read_suppressions(path: Path) -> SuppressionFile:
    """The suppressions in a file; none where nothing but comments stands in it.

    Raises:
        ConfigurationError: it can't be read, is no YAML, or holds what is no suppression; with line and column.
    """
    file = str(path)
    data, text = _text(file)
    root = _root(text, file)
    if root is None or root.value is None:
        return SuppressionFile((), file, data)
    value = plain(root)
    try:
        entries = msgspec.convert(value, tuple[SuppressionEntry, ...])
    except msgspec.ValidationError as error:
        from vpclint.sources.misconfiguration import YAML, violations  # noqa: PLC0415 - it imports jsonschema

        refusals = [*violations(value, tuple[SuppressionEntry, ...], YAML)]
        raise _first(refusals or [ConfigurationError(str(error).lower(), pointer="")], root, text, file) from error
    wrong = [*_wrong_values(entries)]
    if wrong:
        raise _first(wrong, root, text, file)
    return SuppressionFile(tuple(_suppression(each, file, number) for number, each in enumerate(entries)), file, data)


def _suppression(entry: SuppressionEntry, file: str, number: int) -> Suppression:
    return Suppression(
        rules=(entry.rule,),
        reason=entry.reason.strip(),
        place=Place(file, pointer(number)),
        resource=entry.resource,
        path=_path(entry),
        owner=entry.owner,
        expires=date.fromisoformat(entry.expires) if entry.expires else None,
    )


def _path(entry: SuppressionEntry) -> str:
    """The path of an entry as those of files are told: without a first `./`."""
    return _HERE.sub("", entry.path)


def _may_match(path: str) -> bool:
    """Whether a file's path from a folder may be like this: `..` only at the beginning, `/` between names."""
    parts = [*dropwhile("..".__eq__, path.split("/"))]
    return bool(parts) and "\\" not in path and not {"", ".", ".."}.intersection(parts)


def _wrong_values(entries: tuple[SuppressionEntry, ...]) -> Iterator[ConfigurationError]:
    """What the types of an entry let pass."""
    for number, entry in enumerate(entries):
        if not (entry.resource or entry.path):
            message = f"[{number}] names neither a resource nor a path: what ignores a rule everywhere is --ignore"
            yield ConfigurationError(message, pointer=pointer(number))
        if entry.path and not _may_match(_path(entry)):
            message = f"[{number}].path is {quoted(entry.path, 80)}, which no file's path from this folder is like: "
            message += "such as jobs/old.json, jobs/* or ../*"
            yield ConfigurationError(message, pointer=pointer(number, "path"))
        try:
            date.fromisoformat(entry.expires or "2027-03-31")
        except ValueError:
            message = f"[{number}].expires is {entry.expires!r}, which is no day of the calendar"
            yield ConfigurationError(message, pointer=pointer(number, "expires"))


def _text(file: str) -> tuple[bytes, str]:
    try:
        data = read(file)
    except InputError as error:
        raise ConfigurationError(error.message.removeprefix("the file "), file) from error
    if len(data) > _LARGEST:
        raise ConfigurationError(f"has {len(data):,} bytes, a file of suppressions has up to {_LARGEST:,}", file)
    decoded = decode(data)
    for problem in decoded.problems:
        if problem.kind is not ProblemKind.BYTE_ORDER_MARK:
            raise _at(problem.message, problem.span.start, decoded.text, file)
    return data, decoded.text


def _root(text: str, file: str) -> Node | None:
    """The only document of a text; None where there is nothing in it."""
    parsed = parse_yaml(text)
    if not parsed.roots and all(each.kind is ProblemKind.TRUNCATED for each in parsed.problems) and _is_blank(text):
        return None
    for problem in parsed.problems:
        raise _at(problem.message, problem.span.start, text, file)
    if len(parsed.roots) > 1:
        raise _at("a second document begins here, one was expected", parsed.roots[1].start, text, file)
    return parsed.roots[0]


def _is_blank(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def _first(errors: list[ConfigurationError], root: Node, text: str, file: str) -> ConfigurationError:
    """The error that comes first in the text, with its place."""
    places = [(_start(root, error.pointer or ""), error.message) for error in errors]
    start, message = min(places, key=lambda each: each[0])
    return _at(message, start, text, file)


def _start(root: Node, place: str) -> int:
    """Where a value begins, or its key where it is what is wrong."""
    node = at(root, place)
    return (node.key or node.span).start if node else root.start


def _at(message: str, offset: int, text: str, file: str) -> ConfigurationError:
    position = Lines(text).position(offset)
    return ConfigurationError(message, file, position.line, position.column)
