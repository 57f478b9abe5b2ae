"""AWS Config: snapshots and histories of its recorder, and answers of its queries, as states.

A snapshot is taken to hold all resources of every type of which it holds one that is there: the recorder records all
resources of a type or none. The file doesn't say which types are recorded, so a type without such an item is unknown.
All other files hold what changed, or what somebody asked for, so no type in them is complete.

Never complete are VPCs, subnets and security groups, since other accounts may share some, and prefix lists, since
those of AWS are not recorded; and nothing is where a VPC or a subnet belongs to another account than its item. What
AWS Config does not record at all is missing, with the reason.

Sources: AWS Config Developer Guide, "Example Configuration Snapshot", "Example Configuration History" and "Components
of a Configuration Item"; botocore's model `config/2014-11-12`.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct, structs

from vpclint.aws import kinds
from vpclint.aws.absence import Record, UnsetType
from vpclint.aws.kinds import KINDS, Kind, Unread
from vpclint.sources.config_records import NOT_RECORDED, TYPES, UNTOLD, record_of, unwrapped
from vpclint.sources.snapshot import UNREADABLE, Snapshot, refuse_repeats, why_unreadable
from vpclint.state.state import Header
from vpclint.state.table import Batch, Unreadable
from vpclint.text.locate import top_level_keys
from vpclint.text.repeats import repeated_key, repeated_keys
from vpclint.truth import Fact

_ITEMS, _ANSWERS, _RESULTS = "configurationItems", "baseConfigurationItems", "Results"
_LIST = re.compile(rb"\[")
_TEXTS = re.compile(rb'\[\s*"\s*\{')
_THERE = frozenset({"", "OK", "ResourceDiscovered"})
_GONE = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
_NULL = Raw(b"null")
_NOTHING = b"null"


class _Type(Struct, frozen=True, rename="camel"):
    """What an item is of, where nothing else of it can be read."""

    resource_type: str


class _Item(Struct, frozen=True, rename="camel"):
    """One configuration item; files of the recorder spell the account and the ARN in their own way."""

    resource_type: str
    resource_id: str = ""
    account_id: str = ""
    aws_account_id: str = ""
    aws_region: str = ""
    arn: str = ""
    recorded_arn: str = msgspec.field(default="", name="ARN")
    configuration_item_status: str = ""
    configuration_item_capture_time: Raw = _NULL
    configuration: Raw = _NULL

    @property
    def owner(self) -> tuple[str, str]:
        """The account and Region, each empty where the item does not say."""
        return self.aws_account_id or self.account_id, self.aws_region

    @property
    def partition(self) -> str:
        """The partition that the ARN names; empty where there is none."""
        return (self.arn or self.recorded_arn).partition("arn:")[2].partition(":")[0]

    @property
    def gone(self) -> bool:
        """The resource had been deleted."""
        return self.configuration_item_status in _GONE

    @property
    def time(self) -> str:
        """When it was captured, as RFC 3339 in UTC with microseconds; empty where that can't be told."""
        try:
            taken = msgspec.json.decode(self.configuration_item_capture_time, type=datetime, strict=False)
            return taken.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z" if taken.tzinfo else ""
        except (*UNREADABLE, OverflowError):
            return ""


class _File(Struct, frozen=True):
    """What is true of all items of a file.

    Attributes:
        name, pointer: the file, and the JSON pointer of the list in it.
        lack: why it need not hold all resources; empty for a snapshot.
        lost: the items that can't be read, by type; an empty text is any type.
        twice: a key that stands twice in an item, somewhere inside, by the item's place.
        partial: why no configuration in it is whole; empty where each is.
    """

    name: str
    pointer: str
    lack: str
    lost: Mapping[str, Sequence["_Lost"]]
    twice: Mapping[str, str]
    partial: str

    def why_lost(self, resource_type: str) -> str:
        """Why there may be more resources of a type than the items show; empty where all items can be read."""
        return next((lost[0].why for each in (resource_type, "") if (lost := self.lost.get(each))), "")


class _Lost(Struct, frozen=True):
    """An item that can't be read: its place, its number, and what is wrong."""

    place: str
    index: int
    reason: str

    @property
    def why(self) -> str:
        """Why the file shows too little."""
        return f"configuration item {self.index} can't be read"


_Placed = tuple[str, _Item]
"""The JSON pointer of an item, and the item."""


def is_config(members: Mapping[str, object]) -> bool:
    """Whether an object holds configuration items; a value that is not decoded yet is told by how it begins."""
    if any(_begins(members.get(key), _LIST) for key in (_ITEMS, _ANSWERS)):
        return True
    return _begins(members.get(_RESULTS), _LIST if "QueryInfo" in members else _TEXTS)


def _begins(value: object, pattern: re.Pattern[bytes]) -> bool:
    if isinstance(value, list):
        with suppress(UnicodeEncodeError):  # half a character is none that an item begins with
            value = Raw(msgspec.json.encode(value[:1]))
    return isinstance(value, Raw) and bool(pattern.match(bytes(value)))


def read_config(members: Mapping[str, Raw], file: str, root: str = "") -> tuple[Snapshot, ...]:
    """The records of configuration items, one snapshot for each account and Region in them; never none.

    Args:
        members: the top-level object, its values not yet decoded.
        file: the file, for places.
        root: the JSON pointer of the object in it.
    """
    key = next((each for each in (_ITEMS, _ANSWERS) if each in members), _RESULTS)
    raws = msgspec.json.decode(members[key], type=list[Raw])
    by_owner: dict[tuple[str, str], list[_Placed]] = {}
    lost: dict[str, list[_Lost]] = {}
    twice: dict[str, str] = {}
    for index, (raw, repeated) in enumerate(zip(raws, _repeated(raws), strict=True)):
        place = f"{root}/{key}/{index}"
        try:
            item = _item(unwrapped(raw), repeated)
        except UNREADABLE as error:
            lost.setdefault(_type_of(raw), []).append(_Lost(place, index, why_unreadable(error)))
        else:
            if repeated:
                twice[place] = repeated
            if item.resource_type in TYPES:
                by_owner.setdefault(item.owner, []).append((place, item))
    source = _File(file, f"{root}/{key}", _lack(members, key), lost, twice, _partial(members, key))
    return tuple(_snapshot(source, owner, items) for owner, items in (by_owner or {("", ""): []}).items())


def beside(recorded: Snapshot, keys: Collection[str]) -> Snapshot:
    """A snapshot of AWS Config beside answers of the EC2 API for some keys: those hold, for they tell more."""
    return structs.replace(recorded, batches={key: each for key, each in recorded.batches.items() if key not in keys})


def _repeated(raws: Sequence[Raw]) -> Iterator[str]:
    """For each item a key that stands twice in it, at any depth; an empty text where none can be told."""
    texts = list(map(_text, raws))
    try:
        found = repeated_keys(texts)
    except RecursionError:  # one of them, which can't be read anyhow
        found = {index: key for index, text in enumerate(texts) if (key := _repeated_in(text))}
    return (found.get(index, "") for index in range(len(texts)))


def _text(raw: Raw) -> bytes:
    """The JSON of an item; that of nothing where a text holds none."""
    try:
        return _validated(raw)
    except UNREADABLE:
        return _NOTHING


def _validated(raw: Raw) -> bytes:
    """The JSON in a text, which nobody has read so far, or what is no text as it is.

    Raises:
        msgspec.DecodeError, UnicodeDecodeError, RecursionError: the text holds none.
    """
    text = unwrapped(raw)
    if bytes(raw).startswith(b'"'):
        msgspec.json.decode(text)
    return text


def _repeated_in(text: bytes) -> str:
    try:
        return repeated_key(text) or ""
    except RecursionError:
        return ""


def _item(data: bytes, repeated: str) -> _Item:
    """One item; a member that is null is one that is not there.

    Raises:
        msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is none, or one of its own keys stands twice.
    """
    keys = [key for key, _ in top_level_keys(data)] if repeated else []
    if len(keys) > len(set(keys)):
        refuse_repeats(data)
    try:
        return msgspec.json.decode(data, type=_Item)
    except msgspec.ValidationError:
        members = msgspec.json.decode(data, type=dict[str, Raw])
        there = {name: value for name, value in members.items() if bytes(value) != b"null"}
        return msgspec.json.decode(msgspec.json.encode(there), type=_Item)


def _type_of(raw: Raw) -> str:
    try:
        return msgspec.json.decode(unwrapped(raw), type=_Type).resource_type
    except UNREADABLE:
        return ""


def _lack(members: Mapping[str, Raw], key: str) -> str:
    """Why the file need not hold all resources: only a snapshot, which has an id, does."""
    if key != _ITEMS:
        return "the answer of a query of AWS Config need not hold all"
    named = bytes(members.get("configSnapshotId", _NULL)) not in (b"null", b'""')
    return "" if named else "only a snapshot of AWS Config, which has a configSnapshotId, holds all"


def _partial(members: Mapping[str, Raw], key: str) -> str:
    """Why no configuration is whole: of a part that a query selects, a missing member means nothing."""
    try:
        selected = msgspec.json.decode(members.get("QueryInfo", _NULL), type=_QueryInfo).fields
    except UNREADABLE:
        selected = ()
    whole = key != _RESULTS or any(field.get("Name") == "configuration" for field in selected)
    return "" if whole else "a query of AWS Config is not known to have selected the whole configuration"


_WHOLE = (
    "SELECT accountId, awsRegion, resourceId, resourceType, configurationItemCaptureTime, configurationItemStatus, "
    "configuration WHERE resourceType LIKE 'AWS::EC2::%'"
)
"""The expression for `aws configservice select-resource-config` that selects all that is read."""


class _QueryInfo(Struct, frozen=True, rename={"fields": "SelectFields"}):
    """What a query selected."""

    fields: tuple[dict[str, str], ...] = ()


def _snapshot(source: _File, owner: tuple[str, str], items: list[_Placed]) -> Snapshot:
    by_type: dict[str, list[_Placed]] = {each: [] for each in source.lost if each in TYPES}
    for place, item in items:
        by_type.setdefault(item.resource_type, []).append((place, item))
    batches = {TYPES[each].key: _batch(each, source, found) for each, found in by_type.items()}
    for kind in KINDS.values():
        why = _why_absent(kind, source)
        if kind.key not in batches and why:
            gaps, untold = frozenset({_fact(kind, "", why)}), UNTOLD.get(kind.key, {})
            batches[kind.key] = Batch(source.name, source.pointer, (), gaps, untold=untold)
    partitions = {item.partition for _, item in items if item.partition}
    header = Header(owner[0], partitions.pop() if len(partitions) == 1 else "", owner[1])
    return Snapshot(_opened(batches, _foreign(batches, owner[0])), header)


def _why_absent(kind: Kind[Any], source: _File) -> str:
    """Why a key has no record; empty where that is nothing to tell, or for the state to assume."""
    names = [name for name, each in TYPES.items() if each is kind]
    lost = next(filter(None, map(source.why_lost, names or [""])), "")
    if (kind.assumed and not (names and lost)) or kind.record is Unread:
        return ""
    return (lost or _NONE_RECORDED) if names else NOT_RECORDED


_NONE_RECORDED = "AWS Config shows none, and may not record this type"


def _foreign(batches: Mapping[str, Batch[Any]], account: str) -> str:
    """Why the account's items can't be all: what surrounds a resource of another account may be recorded there."""
    records = (each for key in (kinds.VPCS.key, kinds.SUBNETS.key) for each in batches[key].records if each)
    others = {each.owner_id for each in records if not isinstance(each.owner_id, UnsetType)} - {account}
    return f"a VPC here belongs to {min(others)}, whose AWS Config may record more of it" if account and others else ""


def _opened(batches: Mapping[str, Batch[Any]], reason: str) -> dict[str, Batch[Any]]:
    """The batches with a reason why none is complete, if there is one."""
    if not reason:
        return dict(batches)
    return {
        key: structs.replace(each, gaps=each.gaps | {_fact(KINDS[key], "", reason)}) for key, each in batches.items()
    }


def _batch(resource_type: str, source: _File, items: list[_Placed]) -> Batch[Any]:
    kind = TYPES[resource_type]
    kept = _current(items)
    read = [_record(kind, item, source.partial, source.twice.get(place, "")) for place, item in kept]
    unclear = {item.resource_id for (_, item), each in zip(kept, read, strict=True) if not isinstance(each, Record)}
    unread = [structs.replace(each, index=index) for index, each in enumerate(read) if isinstance(each, Unreadable)]
    facts = (_fact(kind, each.record, f"its configuration can't be read: {each.cause}") for each in unread)
    lack = source.why_lost(resource_type) or source.lack or _never_all(kind, kept)
    lost = source.lost.get(resource_type, ())
    broken = (Unreadable(each.reason, len(kept) + at, f"item {each.index}") for at, each in enumerate(lost))
    return Batch(
        file=source.name,
        pointer=source.pointer,
        records=tuple(
            each if isinstance(each, Record) and item.resource_id not in unclear - {""} else None
            for (_, item), each in zip(kept, read, strict=True)
        )
        + (None,) * len(lost),
        gaps=frozenset(
            {*(each for each in read if isinstance(each, Fact)), *facts, *((_fact(kind, "", lack),) if lack else ())}
            if not source.partial
            else {
                Fact(
                    "vpclint",
                    "",
                    "",
                    source.partial,
                    f'aws configservice select-resource-config --expression "{_WHOLE}"',
                )
            }
        ),
        pointers=(*(place for place, _ in kept), *(each.place for each in lost)),
        times=(*(item.time for _, item in kept), *("" for _ in lost)),
        unreadable=(*unread, *broken),
        untold=UNTOLD.get(kind.key, {}),
    )


def _current(items: list[_Placed]) -> list[_Placed]:
    """The newest items of each resource, less those of resources that are known to be gone.

    Several are left where times are equal or can't be told.
    """
    newest: dict[str, str] = {}
    for _, item in items:
        newest[item.resource_id] = max(newest.get(item.resource_id, ""), item.time)
    left = [
        (place, item)
        for place, item in items
        if not (item.resource_id and item.time) or item.time == newest[item.resource_id]
    ]
    several = Counter(item.resource_id for _, item in left)
    return [
        (place, item) for place, item in left if not item.gone or several[item.resource_id] > bool(item.resource_id)
    ]


def _never_all(kind: Kind[Any], items: Iterable[_Placed]) -> str:
    """Why a snapshot need not hold all resources of a type."""
    if kind is kinds.MANAGED_PREFIX_LISTS:
        return "AWS Config does not record the prefix lists of AWS"
    if kind in (kinds.VPCS, kinds.SUBNETS, kinds.SECURITY_GROUPS):
        return "AWS Config may not record what other accounts share"
    return "" if any(item.configuration_item_status in _THERE for _, item in items) else _NONE_RECORDED


def _fact(kind: Kind[Any], record: str, reason: str) -> Fact:
    return Fact(kind.key, record, "", reason, kind.obtain)


def _record(kind: Kind[Any], item: _Item, partial: str, repeated: str) -> Record | Fact | Unreadable:
    """The record of an item, or why it can't be read."""
    reason = partial
    if item.gone:
        reason = "it is listed as deleted, too"
    elif item.configuration_item_status not in _THERE:
        reason = "AWS Config did not record its configuration"
    if reason:
        return _fact(kind, item.resource_id, reason)
    try:
        if repeated or bytes(item.configuration).startswith(b'"'):
            refuse_repeats(_validated(item.configuration))
        record = record_of(kind, item.configuration)
    except UNREADABLE as error:
        return Unreadable(why_unreadable(error), record=item.resource_id)
    if kind.single or item.resource_id in ("", getattr(record, kind.identity[0])):
        return record
    return _fact(kind, item.resource_id, "its configuration has another id")
