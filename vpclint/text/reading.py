"""Bytes as text, and text as Python values, with everything that is wrong on the way."""

import codecs
from typing import Literal

from msgspec import Struct

from vpclint.text.nodes import DEPTH_LIMIT, Span, plain
from vpclint.text.problems import Problem, ProblemKind

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 4096


class Decoded(Struct, frozen=True):
    """Bytes as text.

    Attributes:
        text: without a byte order mark; what can't be decoded is U+FFFD.
        problems: a byte order mark, which callers may tolerate, and wrong bytes; spans are offsets in `text`.
        encoding: `utf-8`, `utf-16-le`, `utf-16-be`, `utf-32-le` or `utf-32-be`.
    """

    text: str
    problems: tuple[Problem, ...]
    encoding: str


class Loaded(Struct, frozen=True):
    """A text as Python values.

    Attributes:
        values: one for each document: dict, list, str, int, float, bool or None.
        problems: everything that is wrong with the text.
    """

    values: tuple[object, ...]
    problems: tuple[Problem, ...]


def decode(data: bytes) -> Decoded:
    """The text of a file: UTF-8, or UTF-16 that begins with a byte order mark; anything else is an encoding problem."""
    mark, encoding = next((known for known in _MARKS if data.startswith(known[0])), (b"", "utf-8"))
    problems: list[Problem] = []
    if mark:
        message = f"the text begins with a byte order mark of {encoding.upper()}, plain UTF-8 was expected"
        problems.append(Problem(ProblemKind.BYTE_ORDER_MARK, message, Span(0, 0)))
    if encoding.startswith("utf-32"):
        problems.append(_encoding_problem("the text is UTF-32, UTF-8 was expected", 0))
    elif not mark and (guessed := _utf_16_without_mark(data)):
        encoding = guessed
        message = "the text looks like UTF-16 without a byte order mark, UTF-8 was expected"
        problems.append(_encoding_problem(message, 0))
    body = data.removeprefix(mark)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        text = body.decode(encoding, "replace")
        problems.append(_wrong_byte(error, len(mark)))
    return Decoded(text, tuple(problems), encoding)


def load(text: str, syntax: Literal["json", "jsonl", "yaml"]) -> Loaded:
    """The values of a text, fast where nothing is wrong with it; otherwise with every problem of it."""
    if syntax != "yaml":
        import json  # noqa: PLC0415 - whoever only decodes bytes needs it not

        try:
            value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
        except (ValueError, RecursionError):
            pass
        else:
            if not _too_deep(value):
                return Loaded((value,), ())
    # The readers that know every place are loaded only where they are needed: most texts are sound JSON.
    from vpclint.text.jsontext import parse_json  # noqa: PLC0415
    from vpclint.text.yamltext import parse_yaml  # noqa: PLC0415

    parsed = parse_yaml(text) if syntax == "yaml" else parse_json(text, several=syntax == "jsonl")
    return Loaded(tuple(map(plain, parsed.roots)), parsed.problems)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEPTH_LIMIT):
        containers = [held for held in level if isinstance(held, (dict, list))]
        if not containers:
            return False
        level = [child for held in containers for child in (held.values() if isinstance(held, dict) else held)]
    return any(isinstance(held, (dict, list)) for held in level)


def _encoding_problem(message: str, offset: int) -> Problem:
    return Problem(ProblemKind.ENCODING, message, Span(offset, offset + 1))


def _wrong_byte(error: UnicodeDecodeError, skipped: int) -> Problem:
    before = error.object[: error.start].decode(error.encoding)
    found = f"byte 0x{error.object[error.start]:02x} at offset {error.start + skipped}"
    return _encoding_problem(f"{found} is not {error.encoding.upper()}, UTF-8 was expected", len(before))


def _utf_16_without_mark(data: bytes) -> str | None:
    """The UTF-16 that ASCII characters with a zero byte each suggest; no text that is JSON or YAML holds zero bytes."""
    even, odd = data[:_LOOKED_AT:2], data[1:_LOOKED_AT:2]
    zeros = (even.count(0), odd.count(0))
    if max(zeros) * 2 <= len(odd):
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
