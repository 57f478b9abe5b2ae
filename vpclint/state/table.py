"""All the records that a state holds under one key, and what it says about those that it does not hold."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct, structs

from vpclint.aws.absence import Record, UnsetType
from vpclint.aws.kinds import Kind
from vpclint.finding import Place
from vpclint.truth import NO, YES, Fact, Facts, Truth, open_for

R = TypeVar("R", bound=Record)

_INDEX = r"(?s)(?<=\[)\d+(?=\])|(?<=\(byte )\d+(?=\))|(?<=^the key ).+(?= stands twice$)"
_MEMBER = r"`\$((?:\.\w+|\[\d+\])+)"
_STEP = r"[.\[](\w+)\]?"


class Unreadable(Struct, frozen=True, gc=False):
    """A record that can't be read, or all that stands under a key.

    Attributes:
        reason: what is wrong, as msgspec says it: with the member as `$.Routes[3].State`, where it is one.
        index: which of its batch; none for all of it.
        record: its id, where at least that can be read.
    """

    reason: str
    index: int | None = None
    record: str = ""

    @property
    def cause(self) -> str:
        """The reason as others may share it, who are wrong at another index or under another key."""
        return re.sub(_INDEX, "...", self.reason)

    @property
    def member(self) -> str:
        """The pointer of the member within the record, as far as msgspec leads to it; empty for all of it."""
        found = re.search(_MEMBER, self.reason)
        return re.sub(_STEP, r"/\1", found[1]) if found else ""


class Lack(Struct, frozen=True, gc=False):
    """Why AWS may know of more records than a file holds.

    Attributes:
        reason: as a sentence.
        operation: of the call that was not answered in full; empty where that is not known.
        detail: what AWS said of it.
        pointer: the JSON pointer of what tells it in the file; empty where nothing does.
        cure: how to mend it, where that is no call.
        record: the id of the only record that it is about; empty for any.
    """

    reason: str
    operation: str = ""
    detail: str = ""
    pointer: str = ""
    cure: str = ""
    record: str = ""


MANY = 100
"""How many records may lack something before one fact stands for all of them, which no answer then tells apart."""


_NEVER_OLDER = "~"
"""A time that no other is after, for a record that does not tell its own."""


class Batch(Struct, Generic[R], frozen=True):
    """The records of one key as one file gives them.

    Attributes:
        file: the file, as the user named it.
        pointer: the JSON pointer of the list in that file.
        records: in the order of the file; None for one that can't be read.
        gaps: why there may be more than these: a further page, a denied call, a record that can't be read.
        unreadable, lacks: the same as what is wrong with the file, for whoever can mend it.
        vpcs: the only VPCs that were asked about; None where all were.
        asked: further ids that were asked about one by one.
        single: the pointer is that of the one record, not of a list.
        pointers: where each record stands, in a file that scatters them and spells their members otherwise.
        times: when each record was taken, as RFC 3339 in UTC (`2026-11-23T08:00:00Z`); empty texts, or none at all,
            where the file does not say.
        untold: the members that no record of the file tells, and why.
    """

    file: str
    pointer: str
    records: tuple[R | None, ...]
    gaps: Facts = frozenset()
    single: bool = False
    pointers: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    untold: Mapping[str, str] = {}
    unreadable: tuple[Unreadable, ...] = ()
    lacks: tuple[Lack, ...] = ()
    vpcs: tuple[str, ...] | None = None
    asked: tuple[str, ...] = ()

    def place(self, index: int, field: str = "", note: str = "") -> Place:
        """Where a record stands, or a member by its pointer within the record, in a file that spells it as the API."""
        if self.pointers:
            return Place(self.file, self.pointers[index], note)
        return Place(self.file, f"{self.pointer}{'' if self.single else f'/{index}'}{field}", note)

    def time(self, index: int) -> str:
        """When a record was taken; empty where the file does not say."""
        return self.times[index] if self.times else ""


class Conflict(Struct, frozen=True):
    """Records that disagree on one id.

    Attributes:
        record: the id.
        places: where each of them stands; the one that holds first, where one does.
        settled: one is known to be the newest, and holds.
        members: what they disagree on, as the API spells it.
    """

    record: str
    places: tuple[Place, ...]
    settled: bool
    members: tuple[str, ...] = ()


class Members(Struct, Generic[R], frozen=True):
    """The records that belong to something, and the facts that would tell of further ones (none: these are all)."""

    records: tuple[R, ...]
    gaps: Facts

    def __iter__(self) -> Iterator[R]:
        return iter(self.records)


class Table(Generic[R]):
    """The records of one key, by id and by any attribute.

    Attributes:
        kind: the key, the call behind it and the type of the records.
        batches: the records as the files give them.
        given: the state holds the key, be it with an empty list.
        assumed: the key is not in the state, and that is taken to mean that there is no record.
        gaps: the facts that would tell of records that are not here; empty where the table is complete.
        conflicts: the ids that records disagree on. The newest holds; where that can't be told, none does.
        asked: ids that were asked about one by one, so that it is known where there is no record.
        beyond: the facts that would tell of records in other VPCs than those that were asked about.
    """

    def __init__(
        self, kind: Kind[R], batches: Iterable[Batch[R]] = (), *, strict: bool = False, missing: Fact | None = None
    ) -> None:
        self.kind = kind
        self._identity = tuple(map(attrgetter, kind.identity))
        self._missing = missing
        self.batches = tuple(batches)
        self._untold = {member: why for batch in self.batches for member, why in batch.untold.items()}
        self.given = bool(self.batches)
        self.assumed = not self.given and bool(kind.assumed) and not strict and not missing
        self.gaps: Facts = frozenset().union(*(batch.gaps for batch in self.batches))
        if not self.given and not self.assumed:
            self.gaps = frozenset({self.fact()})
        self.asked = frozenset(each for batch in self.batches for each in batch.asked)
        self.beyond: Facts = frozenset(self._beyond())
        self._by_id: dict[str, R] = {}
        disputed: set[str] = set()
        for _, _, record in self._given():
            record_id = self.id_of(record)
            if self._by_id.setdefault(record_id, record) != record:
                disputed.add(record_id)
        self.conflicts = tuple(self._settle(disputed)) if disputed else ()
        self.gaps |= self._facts_of([each.record for each in self.conflicts if not each.settled])
        for record_id in self._doubted():
            del self._by_id[record_id]
        self._indexes: dict[str, tuple[dict[Any, tuple[R, ...]], Facts]] = {}
        self._places: dict[str, tuple[Batch[R], int]] | None = None

    def _beyond(self) -> Iterator[Fact]:
        """What a state of single VPCs does not tell of others, where no file has all."""
        if self.kind.across and self.batches and all(batch.vpcs is not None for batch in self.batches):
            vpcs = sorted({each for batch in self.batches for each in batch.vpcs or ()})
            few = " and ".join(vpcs) if len(vpcs) < 3 else f"{len(vpcs)} VPCs"
            yield self.fact(reason=f"the state holds only {f'what belongs to {few}' if vpcs else 'what jobs name'}")

    def _given(self) -> Iterator[tuple[Batch[R], int, R]]:
        """Each record that can be read, with its batch and its index there."""
        return (
            (batch, index, record) for batch in self.batches for index, record in enumerate(batch.records) if record
        )

    def _doubted(self) -> set[str]:
        """The ids of which a further record can't be read, that may disagree: only a newer one holds against it.

        That it can't be read is among the gaps already.
        """
        damaged = [(batch, each) for batch in self.batches for each in batch.unreadable if each.record in self._by_id]
        if not damaged:
            return set()
        taken = {self.id_of(record): batch.time(index) for batch, index, record in self._holding()}
        return {
            each.record
            for batch, each in damaged
            if not taken[each.record] > (batch.time(each.index or 0) or _NEVER_OLDER)
        }

    def _settle(self, disputed: Iterable[str]) -> Iterator[Conflict]:
        """Lets the newest of the records hold that disagree on an id, or none where that can't be told."""
        versions: dict[str, list[tuple[str, Place, R]]] = {each: [] for each in sorted(disputed)}
        for batch, index, record in self._given():
            if (record_id := self.id_of(record)) in versions:
                versions[record_id].append((batch.time(index), batch.place(index), record))
        for record_id, several in versions.items():
            newest_first = sorted(several, key=itemgetter(0), reverse=True)
            time, _, newest = newest_first[0]
            settled = all(each[0] for each in several) and all(
                record == newest for taken, _, record in several if taken == time
            )
            if settled:
                self._by_id[record_id] = newest
            else:
                del self._by_id[record_id]
            members = tuple(_differing([record for _, _, record in several]))
            yield Conflict(record_id, tuple(place for _, place, _ in newest_first), settled, members)

    def _facts_of(self, unsettled: Sequence[str]) -> Facts:
        if len(unsettled) > MANY:
            return frozenset({self.fact(reason=f"the records of {len(unsettled)} ids disagree")})
        return frozenset(self.fact(each, "", "the records of this id disagree") for each in unsettled)

    def __iter__(self) -> Iterator[R]:
        return iter(self._by_id.values())

    def id_of(self, record: R) -> str:
        """The id of a record; where several members name it together, all of them with a slash between."""
        parts = [str(part(record)) for part in self._identity]
        return parts[0] if len(parts) == 1 else "/".join(parts)

    def fact(self, record: str = "", field: str = "", reason: str = "") -> Fact:
        """What would have to be known: this key, one record of it, or one member of that record."""
        obtain = self.kind.obtaining_of(record, field)
        return self._missing or Fact(self.kind.key, record, field, reason or self._untold.get(field, ""), obtain)

    def get(self, record_id: str) -> R | None:
        """The record of this id, or None where the state does not show it: ask `exists` what that means."""
        return self._by_id.get(record_id)

    def exists(self, record_id: str) -> Truth:
        """YES where it is here, NO where the table is complete without it, else UNKNOWN."""
        if record_id in self._by_id:
            return YES
        elsewhere = self.beyond if record_id not in self.asked else frozenset()
        gaps = (self.about(fact, record_id) for fact in self.gaps if fact.record in ("", record_id))
        facts = elsewhere.union(gaps)
        return open_for(facts) if facts else NO

    def about(self, fact: Fact, record_id: str) -> Fact:
        """A fact about all records, with how to get this one where the API is asked about them one by one."""
        if not self.kind.asked_by or fact.obtain != self.kind.obtain:
            return fact
        return structs.replace(fact, obtain=self.kind.obtaining_of(record_id))

    def where(self, attribute: str, value: str) -> Members[R]:
        """All records whose attribute has this value; one that lacks the attribute may be one of them, too."""
        if attribute not in self._indexes:
            self._indexes[attribute] = self._index(attribute)
        index, doubts = self._indexes[attribute]
        return Members(index.get(value, ()), self.gaps | doubts)

    def _index(self, attribute: str) -> tuple[dict[Any, tuple[R, ...]], Facts]:
        groups: dict[Any, list[R]] = {}
        for record in self:
            groups.setdefault(getattr(record, attribute), []).append(record)
        silent = [record for value, records in groups.items() if isinstance(value, UnsetType) for record in records]
        doubts = {self.fact(self.id_of(each), spelled(each, attribute)) for each in silent[: MANY + 1]}
        if len(silent) > MANY:
            doubts = {self.fact("", spelled(silent[0], attribute), f"{len(silent)} records do not tell it")}
        return {value: tuple(records) for value, records in groups.items()}, frozenset(doubts)

    def place(self, record_id: str, field: str = "", note: str = "") -> Place | None:
        """Where the record stands, or a member by its pointer within the record; None for one that is not here."""
        if self._places is None:
            self._places = dict(self._placed())
        if record_id not in self._places:
            return None
        batch, index = self._places[record_id]
        return batch.place(index, field, note)

    def files(self) -> dict[str, str]:
        """The ids of all records that are here, each with the file that the record is from."""
        if self._places is None:
            self._places = dict(self._placed())
        return {record_id: batch.file for record_id, (batch, _) in self._places.items()}

    def _placed(self) -> Iterator[tuple[str, tuple[Batch[R], int]]]:
        """Each id with the batch of the record that holds, and its index there."""
        return ((self.id_of(record), (batch, index)) for batch, index, record in self._holding())

    def _holding(self) -> Iterator[tuple[Batch[R], int, R]]:
        """Each record that holds, with its batch and its index there."""
        return (each for each in self._given() if self._by_id.get(self.id_of(each[2])) is each[2])


def _differing(records: Sequence[Record]) -> Iterator[str]:
    """The members in which records are not the same."""
    for attribute in records[0].__struct_fields__:
        values = [getattr(record, attribute) for record in records]
        if any(value != values[0] for value in values):
            yield spelled(records[0], attribute)


def spelled(record: Record | type[Record], attribute: str) -> str:
    """The name that the API gives to an attribute of a record: `vpc_id` is `VpcId`."""
    return record.__struct_encode_fields__[record.__struct_fields__.index(attribute)]
