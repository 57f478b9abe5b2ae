"""Which files together are one state: the answers of a folder, beside the only snapshot that lies there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from msgspec import UNSET, Struct, structs

from vpclint.aws.absence import Record
from vpclint.aws.kinds import (
    BUCKET_LOCATIONS,
    KINDS,
    MANAGED_PREFIX_LISTS,
    SUBNET_CIDR_RESERVATIONS,
    VPC_ATTRIBUTES,
    Kind,
    Unread,
)
from vpclint.sources.aws_config import beside
from vpclint.sources.recorded import utc
from vpclint.sources.snapshot import Snapshot
from vpclint.state.state import Header, State
from vpclint.state.table import Batch, Lack
from vpclint.truth import Fact, Facts

Batches = dict[str, list[Batch[Any]]]

_IN_PARTS = (VPC_ATTRIBUTES, MANAGED_PREFIX_LISTS)
"""What several calls tell of one record."""

_ONE_BY_ONE = frozenset(
    kind.key for kind in (VPC_ATTRIBUTES, MANAGED_PREFIX_LISTS, BUCKET_LOCATIONS, SUBNET_CIDR_RESERVATIONS)
)
"""What is asked for one subject at a time, so that no answer is all."""

_READ = tuple(key for key, kind in KINDS.items() if kind.record is not Unread)


class Part(Struct, frozen=True):
    """What one document tells of a state.

    Attributes:
        name: the file, and the JSON pointer of the document in it.
        folder: where the file lies.
        snapshot: what was read.
        keys: those that it holds, be it with an empty list; of others it may say why it does not.
        joins: it is one call's answer, no state by itself.
        config: AWS Config recorded it, which tells less of a resource than the EC2 API answers.
    """

    name: str
    folder: str
    snapshot: Snapshot
    keys: frozenset[str]
    joins: bool
    config: bool = False


def states_of(parts: Iterable[Part], *, strict: bool = False) -> Iterator[State]:
    """The states in the order of their first files.

    All answers in a folder are one state; the snapshot that lies there is of the same one, if there is only one.
    """
    folders: dict[str, list[Part]] = {}
    for part in parts:
        folders.setdefault(part.folder, []).append(part)
    for folder in folders.values():
        for together in _together(folder):
            yield _state(together, strict=strict)


def _together(folder: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """The parts of each state in a folder."""
    whole, answers = [part for part in folder if not part.joins], [part for part in folder if part.joins]
    if len(whole) > 1:
        yield from ([part] for part in whole)
        yield from [answers] if answers else ()
    elif whole and whole[0].config and answers:
        yield from _beside(whole[0], answers)
    else:
        yield folder


def _beside(recorded: Part, answers: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """What AWS Config recorded, less what answers for the same account and Region tell."""
    if _state(answers, strict=False).is_of(recorded.snapshot.header):
        keys = frozenset[str]().union(*(part.keys for part in answers))
        yield [structs.replace(recorded, snapshot=beside(recorded.snapshot, keys)), *answers]
    else:
        yield [recorded]
        yield answers


def _state(parts: Sequence[Part], *, strict: bool) -> State:
    header = next((each.snapshot.header for each in parts if not each.joins), Header())
    batches = _joined(parts)
    files = dict.fromkeys(batch.file for several in batches.values() for batch in several)
    named = tuple(files) or tuple(part.name for part in parts)
    state = State(batches, header, files=named, strict=strict)
    mixed = _mixed(parts, state) if len(parts) > 1 else None
    if mixed is None:
        return state
    return State(_open_everywhere(batches, mixed), header, files=named, strict=strict, mixed=mixed)


def _mixed(parts: Sequence[Part], state: State) -> Fact | None:
    """That answers of several Regions or accounts lie in one folder, and a file of each; None where all are of one."""
    for shown in (attrgetter("regions"), attrgetter("accounts")):
        if len(several := sorted(shown(state))) > 1:
            alone = [(part.name, shown(State(_joined([part]), part.snapshot.header))) for part in _most_telling(parts)]
            first = {each: next((name for name, own in alone if each in own), "") for each in several}
            told = ", ".join(f"{name} is of {each}" for each, name in first.items() if name)
            reason = f"answers of {' and '.join(several)} lie in one folder, where each needs one of its own"
            return Fact("vpclint", "", "", reason, f"move the files of each into a folder of its own: {told}")
    return None


def _most_telling(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts by how surely they tell their Region: by zones, by a header, by other names."""
    return sorted(parts, key=lambda part: ("Subnets" not in part.keys, not part.snapshot.header.region))


def _joined(parts: Sequence[Part]) -> Batches:
    """The batches of a state by key, where the parts of one record are one."""
    together: Batches = {}
    for key in dict.fromkeys(key for part in parts for key in part.snapshot.batches):
        told = [part for part in parts if key in part.snapshot.batches]
        answered = key not in _ONE_BY_ONE and any(_is_whole(part, key) for part in told)
        together[key] = [part.snapshot.batches[key] for part in told if key in part.keys or not answered]
    return together | {kind.key: _completed(kind, together[kind.key]) for kind in _IN_PARTS if kind.key in together}


def _is_whole(part: Part, key: str) -> bool:
    return key in part.keys and not part.snapshot.batches[key].gaps


def _completed(kind: Kind[Any], batches: list[Batch[Any]]) -> list[Batch[Any]]:
    """Each record with the members that only other records of its id tell; one that it tells itself stays."""
    told = _told(kind, batches)
    return [
        structs.replace(batch, records=tuple(each and _complete(each, told[_id(kind, each)]) for each in batch.records))
        for batch in batches
    ]


def _told(kind: Kind[Any], batches: Iterable[Batch[Any]]) -> Mapping[str, dict[str, Any]]:
    """The members of each id as the newest record tells them that does; none that the newest disagree on."""
    found: dict[str, dict[str, list[tuple[str, Any]]]] = {}
    for batch in batches:
        for index, record in enumerate(batch.records):
            members = found.setdefault(_id(kind, record), {}) if record else {}
            for name, value in structs.asdict(record).items() if record else ():
                if value is not UNSET:
                    members.setdefault(name, []).append((batch.time(index), value))
    return {record_id: dict(_newest(members)) for record_id, members in found.items()}


def _newest(members: Mapping[str, list[tuple[str, Any]]]) -> Iterator[tuple[str, Any]]:
    for name, several in members.items():
        newest = max(time for time, _ in several)
        values = [value for time, value in several if time == newest]
        if all(value == values[0] for value in values):
            yield name, values[0]


def _complete(record: Record, told: Mapping[str, Any]) -> Record:
    return structs.replace(record, **{name: value for name, value in told.items() if getattr(record, name) is UNSET})


def _id(kind: Kind[Any], record: Record) -> str:
    """The id of a record that is named by one member."""
    return str(getattr(record, kind.identity[0]))


def _open_everywhere(batches: Batches, mixed: Fact) -> Batches:
    """The batches of a folder with answers of several Regions or accounts: what one was asked, another may not be."""
    lack = Lack(mixed.reason, cure=mixed.obtain)
    return {key: [with_gap(each, mixed, lack) for each in of_key] for key, of_key in batches.items()}


def with_gap(batch: Batch[Any], fact: Fact, lack: Lack) -> Batch[Any]:
    """The batch, of which there may be more than it holds."""
    return structs.replace(batch, gaps=batch.gaps | {fact}, lacks=(*batch.lacks, lack))


def known_of(snapshot: Snapshot, gaps: Facts, time: str, place: tuple[str, str]) -> Snapshot:
    """The snapshot with what a single answer leaves open, and with the time at which its records were taken.

    Args:
        snapshot: what was read.
        gaps: those of the answer; a fact of no key of a state leaves all keys open.
        time: as RFC 3339 in UTC; empty for that of the header.
        place: the file, and the JSON pointer of the answer.
    """
    taken = time or utc(snapshot.header.collected_at)
    batches = dict(snapshot.batches)
    for fact in gaps:
        operation = KINDS[fact.key].operation if fact.key in KINDS else ""
        lack = Lack(fact.reason, operation if operation in fact.reason else "", pointer=place[1])
        for key in [fact.key] if fact.key in KINDS else _READ:
            batches[key] = with_gap(batches.get(key) or Batch(*place, ()), fact, lack)
    if taken:
        stamped = {key: structs.replace(each, times=(taken,) * len(each.records)) for key, each in batches.items()}
        batches = stamped
    return structs.replace(snapshot, batches=batches)
