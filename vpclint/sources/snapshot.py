"""A snapshot: one JSON object that holds the API's own answers under their own keys."""

from collections.abc import Iterator, Mapping
from types import GenericAlias
from typing import Any

import msgspec
from msgspec import Raw, Struct

from vpclint.aws.absence import Record
from vpclint.aws.kinds import KINDS, Kind, Unread
from vpclint.state.state import Header
from vpclint.state.table import Batch, spelled
from vpclint.truth import Fact


class Call(Struct, frozen=True):
    """One API call of a collector, and how it ended; `ok` where all was answered."""

    operation: str = ""
    outcome: str = "ok"
    detail: str = ""


SCHEMA = 1
"""The version of the header and of what vpclint adds to the API's own answers."""


class SnapshotHeader(Struct, frozen=True):
    """The header that a collector writes beside the answers."""

    schema: int = SCHEMA
    account: str = ""
    partition: str = ""
    region: str = ""
    collected_at: str = ""
    calls: tuple[Call, ...] = ()


class Snapshot(Struct, frozen=True):
    """A snapshot as it was read.

    Attributes:
        batches: the records, by key.
        header: whose state it is.
        jobs: the processing jobs in it, not yet decoded.
        header_error: why the header, where there is one, is none.
    """

    batches: dict[str, Batch[Any]]
    header: Header
    jobs: tuple[Raw, ...] = ()
    header_error: str = ""


UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on JSON that it can't take: bytes that are no UTF-8 are not a DecodeError."""


def read_snapshot(members: Mapping[str, Raw], file: str, root: str = "") -> Snapshot:
    """The records of a snapshot; a record that does not parse costs itself and is remembered as a gap.

    Args:
        members: the top-level object, its values not yet decoded.
        file: the file, for places.
        root: the JSON pointer of the object in it.
    """
    header, error = _header(members.get("vpclint"))
    more_pages = bytes(members.get("NextToken", b"null")) not in (b"null", b'""')
    batches = {
        key: _batch(KINDS[key], raw, (file, f"{root}/{key}"), _incomplete(KINDS[key], header, more_pages=more_pages))
        for key, raw in members.items()
        if key in KINDS and KINDS[key].record is not Unread
    }
    for kind in KINDS.values():
        refused = frozenset(_incomplete(kind, header, more_pages=False))
        if refused and kind.key not in members:
            batches[kind.key] = Batch(file, f"{root}/{kind.key}", (), refused)
    whose = Header(header.account, header.partition, header.region, header.collected_at)
    return Snapshot(batches, whose, _items(members.get("ProcessingJobs")), error)


def _header(raw: Raw | None) -> tuple[SnapshotHeader, str]:
    try:
        header = msgspec.json.decode(raw or b"{}", type=SnapshotHeader)
    except UNREADABLE as error:
        return SnapshotHeader(), _reason(error)
    strange = header.schema != SCHEMA
    return header, f"its schema is {header.schema}, this version reads {SCHEMA}" if strange else ""


def _items(raw: Raw | None) -> tuple[Raw, ...]:
    try:
        return msgspec.json.decode(raw or b"[]", type=tuple[Raw, ...])
    except UNREADABLE:
        return ()


def _incomplete(kind: Kind[Record], header: SnapshotHeader, *, more_pages: bool) -> Iterator[Fact]:
    """Why there may be more records than these."""
    if more_pages:
        yield _fact(kind, reason="the export ends at a page with NextToken")
    for call in header.calls:
        if call.operation in (kind.operation, kind.listing) and call.outcome != "ok":
            detail = f": {call.detail}" if call.detail else ""
            yield _fact(kind, reason=f"the call {call.operation} ended with {call.outcome}{detail}")


def _fact(kind: Kind[Record], record: str = "", reason: str = "") -> Fact:
    return Fact(kind.key, record, "", reason, kind.obtain)


def _batch(kind: Kind[Record], raw: Raw, place: tuple[str, str], gaps: Iterator[Fact]) -> Batch[Any]:
    file, pointer = place
    if kind.single and bytes(raw).startswith(b"{"):
        raw = Raw(b"[%s]" % bytes(raw))
    try:
        records = msgspec.json.decode(raw, type=GenericAlias(tuple, (kind.record, ...)))
    except UNREADABLE:
        pass
    else:
        return Batch(file, pointer, records, frozenset(gaps))
    try:
        raws = msgspec.json.decode(raw, type=tuple[Raw, ...])
    except UNREADABLE as error:
        return Batch(file, pointer, (), frozenset({*gaps, _fact(kind, reason=f"it can't be read: {_reason(error)}")}))
    one_by_one = [_record(kind, each, index) for index, each in enumerate(raws)]
    found = tuple(each if isinstance(each, Record) else None for each in one_by_one)
    unread = (each for each in one_by_one if isinstance(each, Fact))
    return Batch(file, pointer, found, frozenset({*gaps, *unread}))


def _record(kind: Kind[Record], raw: Raw, index: int) -> Record | Fact:
    """One record; a member that is null is one that is not there, as in what a query of the AWS CLI prints."""
    try:
        return msgspec.json.decode(raw, type=kind.record)
    except UNREADABLE as error:
        try:
            return msgspec.convert(_without_nulls(msgspec.json.decode(raw)), kind.record)
        except UNREADABLE:
            return _fact(kind, _named(kind, raw), f"record {index} can't be read: {_reason(error)}")


def _named(kind: Kind[Record], raw: Raw) -> str:
    """The id of a record that can't be read, where at least that can."""
    try:
        members = msgspec.json.decode(raw, type=dict[str, Raw])
        names = [msgspec.json.decode(members[spelled(kind.record, each)], type=str) for each in kind.identity]
    except (*UNREADABLE, KeyError):
        return ""
    return "/".join(names)


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _reason(error: Exception) -> str:
    text = str(error)
    return text[:1].lower() + text[1:]
