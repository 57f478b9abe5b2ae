"""A snapshot: one JSON object that holds the API's own answers under their own keys."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import GenericAlias
from typing import Any

import msgspec
from msgspec import Raw, Struct, structs

from vpclint.aws.absence import Record
from vpclint.aws.kinds import KINDS, Kind, Unread
from vpclint.finding import Place
from vpclint.state.state import Header
from vpclint.state.table import MANY, Batch, Lack, Unreadable, spelled
from vpclint.text.escape import quoted
from vpclint.text.locate import top_level_keys
from vpclint.text.repeats import repeated_key, repeated_keys
from vpclint.truth import Fact


class Call(Struct, frozen=True):
    """One API call of a collector, and how it ended; `ok` where all was answered.

    Attributes:
        operation, outcome, detail: as the collector says.
        subject: the id of the only record that it would have told; empty for all of its key.
    """

    operation: str = ""
    outcome: str = ""
    detail: str = ""
    subject: str = ""

    def lack(self, pointer: str) -> Lack | None:
        """What it leaves open, where it stands at this pointer; None where all was answered."""
        if self.outcome == "ok" or not (self.operation or self.outcome):
            return None
        about = f" of {quoted(self.subject, 200)}" if self.subject else ""
        if not self.outcome:
            reason = f"the header does not say how the call {self.operation}{about} ended"
            return Lack(reason, self.operation, self.detail, pointer, record=self.subject)
        name = f"the call {self.operation}{about}" if self.operation else "a call that the header does not name"
        ended = "was denied" if self.outcome == "denied" else f"ended with {self.outcome}"
        where = f"{pointer}/outcome"
        return Lack(f"{name} {ended}", self.operation, self.detail, where, record=self.subject)


SCHEMA = 1
"""The version of the header and of what vpclint adds to the API's own answers."""


class SnapshotHeader(Struct, frozen=True):
    """The header that a collector writes beside the answers.

    Attributes:
        schema, account, partition, region, collected_at, calls: whose state it is, and how it was taken.
        vpcs: the only VPCs that were asked about; None where all were.
        asked: further ids that were asked about one by one: subnets, security groups, the ARNs of roles. One of them
            that is not in the state does not exist, or has nothing.
    """

    schema: int = SCHEMA
    account: str = ""
    partition: str = ""
    region: str = ""
    collected_at: str = ""
    calls: tuple[Call, ...] = ()
    vpcs: tuple[str, ...] | None = None
    asked: tuple[str, ...] = ()


class Snapshot(Struct, frozen=True):
    """A snapshot as it was read.

    Attributes:
        batches: the records, by key.
        header: whose state it is.
        jobs: the processing jobs in it, not yet decoded.
        header_error: why the header, where there is one, is none.
        jobs_error: why the list of jobs, where there is one, is none.
    """

    batches: dict[str, Batch[Any]]
    header: Header
    jobs: tuple[Raw, ...] = ()
    header_error: str = ""
    jobs_error: str = ""


NOWHERE_ELSE: Mapping[str, str] = {}

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on JSON that it can't take; before its version 0.23 no DecodeError where it is no UTF-8."""


def is_no_utf_8(error: Exception) -> bool:
    """Whether what msgspec could not take is no UTF-8, which its versions say differently."""
    return isinstance(error, UnicodeDecodeError) or "UTF-8" in str(error)


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
    calls = [call.lack(f"{root}/vpclint/calls/{index}") for index, call in enumerate(header.calls)]
    more_pages = "NextToken" in repeated or has_further_page(members)
    further = [Lack(FURTHER_PAGE, pointer=f"{root}/NextToken")] if more_pages else []
    jobs, jobs_error = ((), "") if "ProcessingJobs" in repeated else _items(members.get("ProcessingJobs"))
    batches: dict[str, Batch[Any]] = {}
    for kind in (each for each in KINDS.values() if each.record is not Unread):
        place = (file, root + pointers.get(kind.key, f"/{kind.key}"))
        lacks = tuple(each for each in calls if each and each.operation in ("", *kind.operations))
        gaps = frozenset(_incomplete(kind, lacks, error))
        if kind.key in repeated:
            batches[kind.key] = Batch(*place, (), gaps | {_fact(kind, reason=TWICE)}, lacks=lacks)
        elif kind.key in members:
            whole = kind.single or pointers.get(kind.key) == ""
            records = _batch(kind, members[kind.key], place, single=whole)
            pages = {_fact(kind, reason=each.reason) for each in further}
            known = structs.replace(records, gaps=records.gaps | gaps | pages, lacks=(*lacks, *further))
            batches[kind.key] = known
        elif gaps:
            batches[kind.key] = Batch(*place, (), gaps, lacks=lacks)
    batches = {key: structs.replace(each, vpcs=header.vpcs, asked=header.asked) for key, each in batches.items()}
    place_of_header = Place(file, f"{root}/vpclint") if "vpclint" in members else None
    whose = Header(header.account, header.partition, header.region, header.collected_at, place_of_header)
    return Snapshot(batches, whose, jobs, error, jobs_error)


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
        return _NO_HEADER, why_unreadable(error)
    strange = header.schema != SCHEMA
    return header, f"its schema is {header.schema}, this version reads {SCHEMA}" if strange else ""


def _items(raw: Raw | None) -> tuple[tuple[Raw, ...], str]:
    """The items of a list, where a null is one that is missing, and why it is none."""
    try:
        return msgspec.json.decode(raw or b"null", type=tuple[Raw, ...] | None) or (), ""
    except UNREADABLE as error:
        return (), why_unreadable(error)


def _incomplete(kind: Kind[Record], lacks: Iterable[Lack], error: str) -> Iterator[Fact]:
    """Why there may be more records than these: what the header says of the calls, or what might stand in it."""
    if error:
        yield Fact("vpclint", "", "", f"which calls were denied can't be told, since the header is none: {error}")
    for lack in lacks:
        reason = f"{lack.reason}: {lack.detail}" if lack.detail else lack.reason
        yield _fact(kind, lack.record, reason) if lack.operation else Fact("vpclint", "", "", reason)


def _fact(kind: Kind[Record], record: str = "", reason: str = "") -> Fact:
    return Fact(kind.key, record, "", reason, kind.obtain)


def _batch(kind: Kind[Record], raw: Raw, place: tuple[str, str], *, single: bool) -> Batch[Any]:
    """The records of a list; where `single`, also those of the one record that stands in its place."""
    file, pointer = place
    single = single and bytes(raw).startswith(b"{")
    if single:
        raw = Raw(b"[%s]" % bytes(raw))
    try:
        raws = msgspec.json.decode(raw, type=tuple[Raw, ...])
    except UNREADABLE as error:
        reason = why_unreadable(error)
        gaps = frozenset({_fact(kind, reason=f"it can't be read: {reason}")})
        return Batch(file, pointer, (), gaps, unreadable=(Unreadable(reason),))
    records = _all_at_once(kind, raw, raws)
    if records is not None:
        return Batch(file, pointer, records, single=single)
    one_by_one = [_record(kind, each, index) for index, each in enumerate(raws)]
    found = tuple(each if isinstance(each, Record) else None for each in one_by_one)
    unread = tuple(each for each in one_by_one if isinstance(each, Unreadable))
    return Batch(file, pointer, found, frozenset(_unread(kind, unread)), single, unreadable=unread)


def _all_at_once(kind: Kind[Record], raw: Raw, raws: tuple[Raw, ...]) -> tuple[Record, ...] | None:
    """The records, where nothing is wrong with any of them."""
    try:
        return None if repeated_keys(raws) else msgspec.json.decode(raw, type=GenericAlias(tuple, (kind.record, ...)))
    except UNREADABLE:
        return None


def _unread(kind: Kind[Record], unreadable: Sequence[Unreadable]) -> Iterator[Fact]:
    """What the records would tell that can't be read: by their ids, unless they are very many."""
    if len(unreadable) <= MANY:
        yield from (_unread_record(kind, each) for each in unreadable)
        return
    for cause, number in Counter(each.cause for each in unreadable).items():
        yield _fact(kind, reason=f"{number} records can't be read: {cause}")


def _unread_record(kind: Kind[Record], unreadable: Unreadable) -> Fact:
    subject = "the record" if unreadable.record else "a record"
    return _fact(kind, unreadable.record, f"{subject} can't be read: {unreadable.cause}")


def _record(kind: Kind[Record], raw: Raw, index: int) -> Record | Unreadable:
    try:
        return _read(kind, raw)
    except UNREADABLE as error:
        return Unreadable(why_unreadable(error), index, _named(kind, raw))


def _read(kind: Kind[Record], raw: Raw) -> Record:
    """One record; a member that is null or empty is one that is not there, as in what queries and tables print."""
    refuse_repeats(raw)
    try:
        return msgspec.json.decode(raw, type=kind.record)
    except UNREADABLE:
        return msgspec.convert(_without(msgspec.json.decode(raw), None, ""), kind.record)


def refuse_repeats(raw: Raw | bytes) -> None:
    """Refuses a value in which a key stands twice: which of the two holds is not for vpclint to guess.

    Raises:
        msgspec.DecodeError: there is one.
        RecursionError: the value is nested too deeply.
    """
    if (key := repeated_key(raw)) is not None:
        raise msgspec.DecodeError(f"the key {quoted(key)} stands twice")


def _named(kind: Kind[Record], raw: Raw) -> str:
    """The id of a record that can't be read, where at least that can, and stands in it once."""
    try:
        keys = [key for key, _ in top_level_keys(bytes(raw))]
        members = msgspec.json.decode(raw, type=dict[str, Raw])
        spellings = [spelled(kind.record, each) for each in kind.identity]
        names = [msgspec.json.decode(members[each], type=str) for each in spellings if keys.count(each) == 1]
    except (*UNREADABLE, KeyError):
        return ""
    return "/".join(names) if len(names) == len(spellings) and all(map(_ID.fullmatch, names)) else ""


_ID = re.compile(r"[!-@\[-~]+")
"""What may be the id of a resource; anything else may have been another one."""


def _without(value: object, *nothing: str | None) -> object:
    """The value less all members, however deep, that are one of these."""
    if isinstance(value, dict):
        return {key: _without(member, *nothing) for key, member in value.items() if member not in nothing}
    return [_without(item, *nothing) for item in value] if isinstance(value, list) else value


def why_unreadable(error: Exception) -> str:
    """What msgspec could not take, as the end of a sentence."""
    text = "a text in it is not UTF-8" if is_no_utf_8(error) else str(error)
    return text if text.startswith("JSON") else text[:1].lower() + text[1:]
