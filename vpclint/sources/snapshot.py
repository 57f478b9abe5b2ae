"""A snapshot: one JSON object that holds the API's own answers under their own keys."""

from collections.abc import Collection, Iterator, Mapping
from types import GenericAlias
from typing import Any

import msgspec
from msgspec import Raw, Struct

from vpclint.aws.absence import Record
from vpclint.aws.kinds import KINDS, Kind, Unread
from vpclint.state.state import Header
from vpclint.state.table import Batch, spelled
from vpclint.text.escape import quoted
from vpclint.text.locate import top_level_keys
from vpclint.text.repeats import repeated_key, repeated_keys
from vpclint.truth import Fact, Facts


class Call(Struct, frozen=True):
    """One API call of a collector, and how it ended; `ok` where all was answered."""

    operation: str = ""
    outcome: str = ""
    detail: str = ""

    @property
    def lack(self) -> str:
        """What it leaves open; nothing where all was answered."""
        if self.outcome == "ok":
            return ""
        if not self.outcome:
            return f"the header does not say how the call {self.operation} ended" if self.operation else ""
        name = f"the call {self.operation}" if self.operation else "a call that the header does not name"
        return f"{name} ended with {self.outcome}" + (f": {self.detail}" if self.detail else "")


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


NOWHERE_ELSE: Mapping[str, str] = {}

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on JSON that it can't take: bytes that are no UTF-8 are not a DecodeError."""


def read_snapshot(
    members: Mapping[str, Raw],
    file: str,
    root: str = "",
    *,
    repeated: Collection[str] = (),
    pointers: Mapping[str, str] = NOWHERE_ELSE,
) -> Snapshot:
    """The records of a snapshot; a record that does not parse costs itself and is remembered as a gap.

    Args:
        members: the top-level object, its values not yet decoded.
        file: the file, for places.
        root: the JSON pointer of the object in it.
        repeated: the keys that stand in it twice, whose values are not known.
        pointers: where in the object the value of a key stands, if not under its own name; empty for the object itself.
    """
    header, error = (_NO_HEADER, TWICE) if "vpclint" in repeated else _header(members.get("vpclint"))
    more_pages = "NextToken" in repeated or has_further_page(members)
    jobs = () if "ProcessingJobs" in repeated else _items(members.get("ProcessingJobs"))
    batches: dict[str, Batch[Any]] = {}
    for kind in (each for each in KINDS.values() if each.record is not Unread):
        place = (file, root + pointers.get(kind.key, f"/{kind.key}"))
        gaps = frozenset(_incomplete(kind, header, error))
        if kind.key in repeated:
            batches[kind.key] = Batch(*place, (), gaps | {_fact(kind, reason=TWICE)})
        elif kind.key in members:
            further = _fact(kind, reason=FURTHER_PAGE)
            whole = kind.single or pointers.get(kind.key) == ""
            known = gaps | {further} if more_pages else gaps
            batches[kind.key] = _batch(kind, members[kind.key], place, known, single=whole)
        elif gaps:
            batches[kind.key] = Batch(*place, (), gaps)
    whose = Header(header.account, header.partition, header.region, header.collected_at)
    return Snapshot(batches, whose, jobs, error)


def has_further_page(members: Mapping[str, Raw]) -> bool:
    """Whether AWS has more to answer than this page."""
    return bytes(members.get("NextToken", b"null")) not in (b"null", b'""')


TWICE = "it stands twice"
FURTHER_PAGE = "the export ends at a page with NextToken"
_NO_HEADER = SnapshotHeader()


def _header(raw: Raw | None) -> tuple[SnapshotHeader, str]:
    """The header, where a null is a member that is missing, and why it is none."""
    try:
        refuse_repeats(raw or b"null")
        content = _without(msgspec.json.decode(raw or b"null"), None)
        header = _NO_HEADER if content is None else msgspec.convert(content, SnapshotHeader)
    except UNREADABLE as error:
        return _NO_HEADER, _reason(error)
    strange = header.schema != SCHEMA
    return header, f"its schema is {header.schema}, this version reads {SCHEMA}" if strange else ""


def _items(raw: Raw | None) -> tuple[Raw, ...]:
    try:
        return msgspec.json.decode(raw or b"[]", type=tuple[Raw, ...])
    except UNREADABLE:
        return ()


def _incomplete(kind: Kind[Record], header: SnapshotHeader, error: str) -> Iterator[Fact]:
    """Why there may be more records than these: what the header says of the calls, or what might stand in it."""
    if error:
        yield Fact("vpclint", "", "", f"which calls were denied can't be told, since the header is none: {error}")
    for call in header.calls:
        if call.lack and not call.operation:
            yield Fact("vpclint", "", "", call.lack)
        elif call.lack and call.operation in (kind.operation, kind.listing):
            yield _fact(kind, reason=call.lack)


def _fact(kind: Kind[Record], record: str = "", reason: str = "") -> Fact:
    return Fact(kind.key, record, "", reason, kind.obtain)


def _batch(kind: Kind[Record], raw: Raw, place: tuple[str, str], gaps: Facts, *, single: bool) -> Batch[Any]:
    """The records of a list; where `single`, also those of the one record that stands in its place."""
    file, pointer = place
    single = single and bytes(raw).startswith(b"{")
    if single:
        raw = Raw(b"[%s]" % bytes(raw))
    try:
        raws = msgspec.json.decode(raw, type=tuple[Raw, ...])
    except UNREADABLE as error:
        return Batch(file, pointer, (), gaps | {_fact(kind, reason=f"it can't be read: {_reason(error)}")})
    records = _all_at_once(kind, raw, raws)
    if records is not None:
        return Batch(file, pointer, records, gaps, single)
    one_by_one = [_record(kind, each, index) for index, each in enumerate(raws)]
    found = tuple(each if isinstance(each, Record) else None for each in one_by_one)
    unread = (each for each in one_by_one if isinstance(each, Fact))
    return Batch(file, pointer, found, frozenset({*gaps, *unread}), single)


def _all_at_once(kind: Kind[Record], raw: Raw, raws: tuple[Raw, ...]) -> tuple[Record, ...] | None:
    """The records, where nothing is wrong with any of them."""
    try:
        return None if repeated_keys(raws) else msgspec.json.decode(raw, type=GenericAlias(tuple, (kind.record, ...)))
    except UNREADABLE:
        return None


def _record(kind: Kind[Record], raw: Raw, index: int) -> Record | Fact:
    """One record; a member that is null or empty is one that is not there, as in what queries and tables print."""
    try:
        refuse_repeats(raw)
    except UNREADABLE as error:
        return _unread(kind, raw, index, error)
    try:
        return msgspec.json.decode(raw, type=kind.record)
    except UNREADABLE as error:
        try:
            return msgspec.convert(_without(msgspec.json.decode(raw), None, ""), kind.record)
        except UNREADABLE:
            return _unread(kind, raw, index, error)


def refuse_repeats(raw: Raw | bytes) -> None:
    """Refuses a value in which a key stands twice: which of the two holds is not for vpclint to guess.

    Raises:
        msgspec.DecodeError: there is one.
        RecursionError: the value is nested too deeply.
    """
    if (key := repeated_key(raw)) is not None:
        raise msgspec.DecodeError(f"the key {quoted(key)} stands twice")


def _unread(kind: Kind[Record], raw: Raw, index: int, error: Exception) -> Fact:
    return _fact(kind, _named(kind, raw), f"record {index} can't be read: {_reason(error)}")


def _named(kind: Kind[Record], raw: Raw) -> str:
    """The id of a record that can't be read, where at least that can, and stands in it once."""
    try:
        keys = [key for key, _ in top_level_keys(bytes(raw))]
        members = msgspec.json.decode(raw, type=dict[str, Raw])
        spellings = [spelled(kind.record, each) for each in kind.identity]
        names = [msgspec.json.decode(members[each], type=str) for each in spellings if keys.count(each) == 1]
    except (*UNREADABLE, KeyError):
        return ""
    return "/".join(names) if len(names) == len(spellings) else ""


def _without(value: object, *nothing: str | None) -> object:
    """The value less all members, however deep, that are one of these."""
    if isinstance(value, dict):
        return {key: _without(member, *nothing) for key, member in value.items() if member not in nothing}
    return [_without(item, *nothing) for item in value] if isinstance(value, list) else value


def _reason(error: Exception) -> str:
    text = str(error)
    return text[:1].lower() + text[1:]
