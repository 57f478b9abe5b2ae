"""The family `input`: what was read, and what was not.

Its rules are asked of each state by itself, whatever jobs are judged in it; two are asked of the suppressions of a run,
and `fact_missing` of the whole run, after all others. What is wrong with very many records in the same way is said
once, with the first few places.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from msgspec import Struct, structs

from vpclint.aws.kinds import Kind
from vpclint.checks.common import names
from vpclint.decision.export import Export
from vpclint.finding import Affected, Finding, Place, Severity, Standing, Suppression
from vpclint.state.state import Header, State
from vpclint.state.table import Batch, Conflict, Lack, Table, Unreadable
from vpclint.text.escape import quoted
from vpclint.text.moments import read_length, read_moment, spoken
from vpclint.truth import Fact

_SHOWN = 4
"""How many of many places are shown."""

_SKEW = timedelta(minutes=5)
"""By how much two clocks may differ."""


def record_unreadable(export: Export) -> Iterator[Finding]:
    """A record of the state, or all that stands under a key, can't be read."""
    for table in export.state.tables:
        for batch in table.batches:
            by_cause: dict[str, list[Unreadable]] = {}
            for each in batch.unreadable:
                by_cause.setdefault(each.cause, []).append(each)
            for several in by_cause.values():
                yield _unreadable(table.kind.key, batch, several)


def _unreadable(key: str, batch: Batch[Any], several: Sequence[Unreadable]) -> Finding:
    """What can't be read in one file for one cause, though it may be a thousand records."""
    first, alone = several[0], len(several) == 1
    if first.index is None:
        subject = key
    elif alone:
        subject = f"{first.record} in {key}" if first.record else f"record {first.index} of {key}"
    else:
        subject = f"{len(several)} records of {key}"
    return Finding(
        message=f"{subject} can't be read: {first.reason if alone else first.cause}",
        resource=(alone and first.record) or key,
        places=tuple(_place_of(batch, each, "" if alone else each.record) for each in several[:_SHOWN]),
        notes=_further(len(several)),
        discriminator=first.cause if alone and first.record else f"{batch.file} {key} {first.cause}",
    )


def _place_of(batch: Batch[Any], unreadable: Unreadable, note: str) -> Place:
    if unreadable.index is None:
        return Place(batch.file, batch.pointer, note)
    return batch.place(unreadable.index, unreadable.member, note)


def _further(number: int) -> tuple[str, ...]:
    """A note on the places that are not shown."""
    return (f"{number - _SHOWN} more are not shown",) if number > _SHOWN else ()


class _Told(Struct, frozen=True):
    """A lack, with every place that tells of it and every key that it leaves open."""

    lack: Lack
    places: dict[Place, None]
    kinds: dict[str, Kind[Any]]


def state_incomplete(export: Export) -> Iterator[Finding]:
    """A call was not answered, or not to its end, so AWS may know of more records than the state."""
    found: dict[tuple[str, str], _Told] = {}
    for table in export.state.tables:
        for batch in table.batches:
            for lack in batch.lacks:
                told = found.setdefault((lack.operation, lack.reason), _Told(lack, {}, {}))
                told.places[Place(batch.file, lack.pointer or batch.pointer)] = None
                told.kinds[table.kind.key] = table.kind
    for told in found.values():
        yield _incomplete(told)


def _incomplete(told: _Told) -> Finding:
    lack, keys, places = told.lack, tuple(told.kinds), tuple(told.places)
    kind = next(iter(told.kinds.values()))
    named = bool(lack.operation) and lack.operation in lack.reason
    resource = lack.operation or (keys[0] if len(keys) == 1 else "")
    obtain = kind.obtaining(lack.operation) if lack.operation else lack.cure or (kind.obtain if resource else "")
    notes = (
        lack.detail and f"the header says: {lack.detail}",
        obtain and f"to get it: {obtain}",
        *_further(len(places)),
    )
    return Finding(
        message=lack.reason if named else f"{lack.reason}, which leaves open {names(keys)}",
        resource=resource or places[0].file,
        places=places[:_SHOWN],
        notes=tuple(filter(None, notes)),
        discriminator=lack.reason,
    )


def state_conflict(export: Export) -> Iterator[Finding]:
    """Records of one id disagree."""
    for table in export.state.tables:
        alike: dict[object, list[Conflict]] = {}
        for each in table.conflicts:
            files = tuple(dict.fromkeys(place.file for place in each.places))
            alike.setdefault((each.members, each.settled, files), []).append(each)
        for conflicts in alike.values():
            yield _conflict(table, conflicts)


def _conflict(table: Table[Any], conflicts: Sequence[Conflict]) -> Finding:
    """Ids on which the same files disagree in the same members."""
    first, key = conflicts[0], table.kind.key
    alone = len(conflicts) == 1
    subject = f"the records of {first.record}" if alone else f"the records of {len(conflicts)} ids in {key}"
    end = "the newest holds" if first.settled else "none of them holds"
    shown = first.places if alone else tuple(place for each in conflicts for place in each.places[:2])
    why = "" if first.settled else "it is not known which of them is the newest, so what depends on them is unknown"
    which = "" if alone else f"they are {names([each.record for each in conflicts])}"
    return Finding(
        message=f"{subject} disagree on {names(first.members)}: {end}",
        resource=first.record if alone else key,
        places=_marked(shown[:_SHOWN], first),
        notes=tuple(filter(None, (which, why, *(_further(len(shown)) if alone else ())))),
        discriminator=" ".join([key, *first.members, *([] if alone else sorted({each.file for each in shown}))]),
    )


def _marked(places: Sequence[Place], conflict: Conflict) -> tuple[Place, ...]:
    """The places, with a note at the one that holds."""
    holds = conflict.places[0] if conflict.settled else None
    return tuple(structs.replace(each, note="this one holds") if each == holds else each for each in places)


def state_stale(export: Export) -> Iterator[Finding]:
    """The state is older than is asked for, or does not tell its age as it should."""
    yield from _no_time(export.state.header)
    most = str(export.option("state-stale", "max-age"))
    known = sorted(_taken(export.state), key=attrgetter("time"))
    for each in known[:1]:
        if export.now - each.time > read_length(most):
            age = spoken(export.now - each.time)
            yield each.finding(f"{each.subject}, {age} before this run, where max-age is {most}")
    for each in known[-1:]:
        if each.time - export.now > _SKEW:
            yield each.finding(f"{each.subject}, which is after this run")


def _no_time(header: Header) -> Iterator[Finding]:
    if header.place and header.collected_at and read_moment(header.collected_at) is None:
        file = header.place.file
        wrong = f"collected_at of {file} is {quoted(header.collected_at, 80)}, which is no time of RFC 3339"
        yield Finding(message=wrong, resource=file, places=(_collected_at(header.place),), discriminator="collected_at")


class _Taken(Struct, frozen=True):
    """When a file of a state was taken, who says so, and where."""

    time: datetime
    subject: str
    place: Place

    def finding(self, message: str) -> Finding:
        """What is to be said of it."""
        return Finding(message=message, resource=self.place.file, places=(self.place,), discriminator="age")


def _taken(state: State) -> Iterator[_Taken]:
    """When each file was taken: as its header says, else as its newest record, since nothing in it was seen later.

    A state is as old as the oldest of them.
    """
    header = state.header
    file = header.place.file if header.place else ""
    if header.place and (time := read_moment(header.collected_at)):
        yield _Taken(time, f"{file} was collected at {header.collected_at}", _collected_at(header.place))
    for text, place in _newest(state).values():
        if place.file != file and (time := read_moment(text)):
            yield _Taken(time, f"the newest record of {place.file} was taken at {text}", place)


def _collected_at(header: Place) -> Place:
    return structs.replace(header, pointer=f"{header.pointer}/collected_at")


def _newest(state: State) -> dict[str, tuple[str, Place]]:
    """By file, when the newest record of it was taken, and where that stands."""
    newest: dict[str, tuple[str, Place]] = {}
    for batch in (each for table in state.tables for each in table.batches if any(each.times)):
        text = max(batch.times)
        if text > newest.get(batch.file, ("",))[0]:
            newest[batch.file] = text, batch.place(batch.times.index(text))
    return newest


def suppression_unused(standing: Standing) -> Iterator[Finding]:
    """A suppression suppresses nothing, though its rules were asked."""
    for each in standing.unused:
        yield _of_suppression(each, f"the suppression of {_target(each)} suppresses nothing")


def suppression_expired(standing: Standing) -> Iterator[Finding]:
    """The last day of a suppression is over."""
    for each in standing.given:
        if each.expires and each.expired(standing.today):
            yield _of_suppression(
                each, f"the suppression of {_target(each)} has expired: it held until {each.expires.isoformat()}"
            )


def _of_suppression(suppression: Suppression, message: str) -> Finding:
    owner = suppression.owner and f"{suppression.owner} answers for it"
    return Finding(
        message=message,
        resource=suppression.place.file,
        places=(suppression.place,),
        notes=tuple(filter(None, (f"its reason is: {suppression.reason}", owner))),
        discriminator=_target(suppression),
    )


def _target(suppression: Suppression) -> str:
    """What a suppression is about, as it is written."""
    about = (suppression.resource and f" of {suppression.resource}", suppression.path and f" in {suppression.path}")
    return names(suppression.rules) + "".join(about)


def fact_missing(questions: Sequence[Finding]) -> Iterator[Finding]:
    """One finding for each missing fact, with everything that it leaves open; one for many that lack the same."""
    by_fact: dict[Fact, list[Finding]] = {}
    for question in questions:
        for fact in question.facts:
            by_fact.setdefault(fact, []).append(question)
    alike: dict[Fact, dict[Fact, list[Fact]]] = {}
    for fact in sorted(by_fact):
        one = structs.replace(fact, obtain="")
        alike.setdefault(structs.replace(one, record=""), {}).setdefault(one, []).append(fact)
    for whole, records in alike.items():
        if len(records) > _SHOWN:
            facts = [fact for several in records.values() for fact in several]
            which = f"they are {names([one.record for one in records])}"
            found = _missing(whole, untold_of_many(whole, len(records)), facts, by_fact)
            yield structs.replace(found, notes=(which, *found.notes))
        else:
            yield from (_missing(one, untold(one), facts, by_fact) for one, facts in records.items())


def _missing(one: Fact, message: str, facts: Sequence[Fact], by_fact: Mapping[Fact, Sequence[Finding]]) -> Finding:
    """What the questions lack that these facts leave open, which differ in how to get them, or are of many records."""
    left_open = tuple({id(question): question for fact in facts for question in by_fact[fact]}.values())
    severities = [question.severity or Severity.ERROR for question in left_open]
    rules = tuple(sorted({question.rule for question in left_open}))
    return Finding(
        status=left_open[0].status,
        message=f"{message}, which leaves open {_rules(rules)}",
        resource=one.record or one.key,
        severity=min(severities, key=lambda severity: severity.rank),
        notes=(*dict.fromkeys(note for question in left_open for note in question.notes), *_obtaining(facts)),
        affects=_together(left_open),
        facts=frozenset(facts),
        leaves_open=rules,
        discriminator=one.subject,
    )


def _rules(rules: Sequence[str]) -> str:
    """The rules that are left open; of more than a few their number, since the report names them below."""
    return names(rules) if len(rules) <= _SHOWN else f"{len(rules)} rules"


def _obtaining(facts: Sequence[Fact]) -> Iterator[str]:
    """How to get these facts, a note a command."""
    commands = tuple(dict.fromkeys(fact.obtain for fact in facts if fact.obtain))
    yield from (f"to get it: {command}" for command in commands[:_SHOWN])
    if len(commands) > _SHOWN:
        yield f"{len(commands) - _SHOWN} more such commands are not shown"


def untold_of_many(fact: Fact, number: int) -> str:
    """The same of a number of records that lack what this fact says of none by its id."""
    subject = f"{number} records in {fact.key}" if fact.key else f"{number} resources"
    subject = f"{fact.field} of {subject}" if fact.field else subject
    return f"{subject} can't be told: {fact.reason}" if fact.reason else f"{subject} is not in the state"


def untold(fact: Fact) -> str:
    """What is not known, and why, as a sentence."""
    if not fact.key or fact.key == "vpclint":
        return fact.reason
    if fact.reason:
        return f"{fact.subject} can't be told: {fact.reason}"
    return f"{fact.subject} is not in the state" if fact.field or fact.record else f"the state has no {fact.key}"


def _together(questions: Sequence[Finding]) -> tuple[Affected, ...]:
    subnets: dict[Affected, dict[str, None]] = {}
    for question in questions:
        for affected in question.affects:
            whole = structs.replace(affected, subnets=())
            subnets.setdefault(whole, {}).update(dict.fromkeys(affected.subnets))
    return tuple(structs.replace(whole, subnets=tuple(hit)) for whole, hit in subnets.items())
