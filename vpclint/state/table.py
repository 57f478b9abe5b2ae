"""All the records that a state holds under one key, and what it says about those that it does not hold."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct

from vpclint.aws.absence import Record, UnsetType
from vpclint.aws.kinds import Kind
from vpclint.finding import Place
from vpclint.truth import NO, YES, Fact, Facts, Truth, open_for

R = TypeVar("R", bound=Record)


class Batch(Struct, Generic[R], frozen=True):
    """The records of one key as one file gives them.

    Attributes:
        file: the file, as the user named it.
        pointer: the JSON pointer of the list in that file.
        records: in the order of the file; None for one that can't be read.
        gaps: why there may be more than these: a further page, a denied call, a record that can't be read.
        single: the pointer is that of the one record, not of a list.
    """

    file: str
    pointer: str
    records: tuple[R | None, ...]
    gaps: Facts = frozenset()
    single: bool = False


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
        given: the state holds the key, be it with an empty list.
        assumed: the key is not in the state, and that is taken to mean that there is no record.
        gaps: the facts that would tell of records that are not here; empty where the table is complete.
    """

    def __init__(
        self, kind: Kind[R], batches: Iterable[Batch[R]] = (), *, strict: bool = False, missing: Fact | None = None
    ) -> None:
        self.kind = kind
        self._missing = missing
        self._batches = tuple(batches)
        self.given = bool(self._batches)
        self.assumed = not self.given and bool(kind.assumed) and not strict and not missing
        self.gaps: Facts = frozenset().union(*(batch.gaps for batch in self._batches))
        if not self.given and not self.assumed:
            self.gaps = frozenset({self.fact()})
        self._by_id: dict[str, R] = {}
        self._disputed: set[str] = set()
        for record in (each for batch in self._batches for each in batch.records if each):
            self._add(self.id_of(record), record)
        self._indexes: dict[str, tuple[dict[Any, tuple[R, ...]], Facts]] = {}
        self._places: dict[str, Place] | None = None

    def _add(self, record_id: str, record: R) -> None:
        """Takes a record in; of two that disagree on one id, neither counts, for none is known to hold."""
        if record_id not in self._disputed and self._by_id.setdefault(record_id, record) != record:
            del self._by_id[record_id]
            self._disputed.add(record_id)
            self.gaps |= {self.fact(record_id, "", "two records of this id disagree")}

    def __iter__(self) -> Iterator[R]:
        return iter(self._by_id.values())

    def id_of(self, record: R) -> str:
        """The id of a record; where several members name it together, all of them with a slash between."""
        return "/".join(str(attrgetter(attribute)(record)) for attribute in self.kind.identity)

    def fact(self, record: str = "", field: str = "", reason: str = "") -> Fact:
        """What would have to be known: this key, one record of it, or one member of that record."""
        return self._missing or Fact(self.kind.key, record, field, reason, self.kind.obtain)

    def get(self, record_id: str) -> R | None:
        """The record of this id, or None where the state does not show it: ask `exists` what that means."""
        return self._by_id.get(record_id)

    def exists(self, record_id: str) -> Truth:
        """YES where it is here, NO where the table is complete without it, else UNKNOWN."""
        if record_id in self._by_id:
            return YES
        facts = frozenset(fact for fact in self.gaps if fact.record in ("", record_id))
        return open_for(facts) if facts else NO

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
        doubts = {
            self.fact(self.id_of(record), spelled(record, attribute))
            for value, records in groups.items()
            if isinstance(value, UnsetType)
            for record in records
        }
        return {value: tuple(records) for value, records in groups.items()}, frozenset(doubts)

    def place(self, record_id: str, field: str = "", note: str = "") -> Place | None:
        """Where the record stands, or a member by its pointer within the record; None for one that is not here."""
        if self._places is None:
            self._places = {
                self.id_of(record): Place(batch.file, batch.pointer if batch.single else f"{batch.pointer}/{index}")
                for batch in self._batches
                for index, record in enumerate(batch.records)
                if record
            }
        place = self._places.get(record_id)
        return place and Place(place.file, place.pointer + field, note)


def spelled(record: Record | type[Record], attribute: str) -> str:
    """The name that the API gives to an attribute of a record: `vpc_id` is `VpcId`."""
    return record.__struct_encode_fields__[record.__struct_fields__.index(attribute)]
