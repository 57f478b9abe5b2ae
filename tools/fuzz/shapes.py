"""What the members of a state are, and what it means that one is not there, as the types in `vpclint.aws` tell it."""

import ast
import inspect
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from msgspec import inspect as types

from vpclint.aws import ec2, gateways, names, policies
from vpclint.aws.kinds import KINDS, Unread

Place = tuple[str | int, ...]

RECORD, OPEN, NOT_SET, DEFAULT, ITEM = "record", "open", "not set", "default", "item"


class Part(Struct, frozen=True):
    """A value in a state that vpclint reads.

    Attributes:
        place: the way to it: keys and indexes.
        absence: `RECORD` for a whole record; `OPEN` for a member without which a fact is not told; `NOT_SET` or
            `DEFAULT` for one whose absence has a meaning of its own; `ITEM` for what stands in a list inside a record.
        type: what it has to be.
    """

    place: Place
    absence: str
    type: types.Type


def parts(state: dict[str, Any]) -> Iterator[Part]:
    """Everything in a state that is read, outside of its header."""
    for key, value in state.items():
        if key not in KINDS or KINDS[key].record is Unread:
            continue
        record = _type(KINDS[key].record)
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield Part((key, index), RECORD, record)
                yield from _members(item, record, (key, index))
        else:
            yield Part((key,), RECORD, record)
            yield from _members(value, record, (key,))


def _members(value: Any, record: types.StructType, place: Place) -> Iterator[Part]:
    """What is in a record; nothing in one that can't be read, which might be readable once a member is gone."""
    with suppress(msgspec.ValidationError):
        msgspec.convert(value, record.cls)
        yield from _inside(value, record, place)


@cache
def _type(record: type) -> types.StructType:
    found = types.type_info(record)
    assert isinstance(found, types.StructType)  # noqa: S101 - for the type checker
    return found


def _inside(value: Any, shape: types.Type, place: Place) -> Iterator[Part]:
    if isinstance(shape, types.StructType) and isinstance(value, dict):
        absences = _absences(shape.cls)
        for field in shape.fields:
            name = field.encode_name
            if name in value:
                yield Part((*place, name), OPEN if field.required else absences[field.name], field.type)
                yield from _inside(value[name], field.type, (*place, name))
    elif isinstance(shape, types.VarTupleType) and isinstance(value, list):
        for index, item in enumerate(value):
            yield Part((*place, index), ITEM, shape.item_type)
            yield from _inside(item, shape.item_type, (*place, index))


@cache
def _absences(record: type) -> dict[str, str]:
    """By attribute, what its absence means: the words stand in the annotations, and are gone when the program runs."""
    return next(each for name, each in _annotations() if name == record.__name__)


@cache
def _annotations() -> tuple[tuple[str, dict[str, str]], ...]:
    classes = (
        node
        for module in (ec2, gateways, names, policies)
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ClassDef)
    )
    return tuple(
        (
            each.name,
            {str(ast.unparse(line.target)): _absence(line) for line in each.body if isinstance(line, ast.AnnAssign)},
        )
        for each in classes
    )


def _absence(line: ast.AnnAssign) -> str:
    word = ast.unparse(line.annotation).partition("[")[0]
    return {"Open": OPEN, "NotSet": NOT_SET}.get(word, DEFAULT)
