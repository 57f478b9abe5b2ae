"""Raw answers of `aws ec2 describe-*`: one call a file, under the API's own keys, which together make one state."""

from collections.abc import Mapping

import msgspec
from msgspec import Raw, Struct, structs

from vpclint.aws.kinds import KINDS, VPC_ATTRIBUTES, Unread
from vpclint.sources.calls import ASKED, Call, call_named
from vpclint.sources.detect import is_state
from vpclint.sources.recorded import DATA, Recorded, answered_at, recorded
from vpclint.sources.snapshot import FURTHER_PAGE, UNREADABLE, has_further_page
from vpclint.text.escape import encodable
from vpclint.truth import Fact, Facts

_KEYS = {"ServiceDetails": "VpcEndpointServices", "SubnetIpv4CidrReservations": "SubnetCidrReservations"}
"""What the API calls a key that stands in a state under another name."""

_STAND_INS = {"Bucket": "BUCKET", "PrefixListId": "PREFIX-LIST"}
"""What the name of a file is shown with for a subject that it does not name."""

_ATTRIBUTES = frozenset({"EnableDnsSupport", "EnableDnsHostnames"})
_BESIDE = frozenset({"NextToken", "ResponseMetadata"})


class Answer(Struct, frozen=True):
    """The members of a document under the keys of a state, and where those stand that bear another name there.

    Attributes:
        members: still undecoded.
        pointers: the JSON pointer of the value of a key, where it is not the key itself.
        joins: this is one call's answer, which makes a state only with the others of its folder.
        inside: the JSON pointer of the object that holds the members.
        gaps: what it leaves open, by itself or as the only thing that is known of its call.
        notes: what is wrong with it.
        time: when it was given, as RFC 3339 in UTC; empty where it does not say.
    """

    members: Mapping[str, Raw]
    pointers: Mapping[str, str] = {}
    joins: bool = True
    inside: str = ""
    gaps: Facts = frozenset()
    notes: tuple[str, ...] = ()
    time: str = ""


def is_answer(document: Mapping[str, object]) -> bool:
    """Whether an object is an answer that bears none of the keys of a state."""
    return bool(document.keys() & _KEYS.keys()) or _is_attribute(document) or bool(_unnamed(document))


def _is_attribute(document: Mapping[str, object]) -> bool:
    return "VpcId" in document and bool(document.keys() & _ATTRIBUTES)


def _unnamed(document: Mapping[str, object]) -> str:
    """The one key of an answer that does not name its subject; empty for all others."""
    keys = document.keys() - _BESIDE
    return next((key for key in keys if len(keys) == 1 and key in ASKED), "")


def answer_in(document: Mapping[str, Raw], file: str) -> Answer | None:
    """What an object tells of a state, under the keys of a state; None for one that is neither a state nor an answer.

    Args:
        document: the members of the object.
        file: the file that holds it, whose name may tell the call.
    """
    call, record = call_named(file), recorded(document)
    if record and call.elsewhere:
        return None
    if record and record.failure:
        return _failed(call, record)
    members = record.answer if record else document
    if not (is_state(members) or is_answer(members)):
        return None
    found = _normalised(members, call)
    return structs.replace(found, inside=DATA if record else "", time=answered_at(members))


def _failed(call: Call, record: Recorded) -> Answer | None:
    """What a call leaves open that did not succeed; None where no state is read from it."""
    ended = f"ended with {record.failure}" + (f": {record.error}" if record.error else "")
    if not call.operation:
        return Answer(
            {}, gaps=frozenset({Fact("vpclint", "", "", f"a recorded call whose file does not name it {ended}")})
        )
    read = (each for each in KINDS.values() if each.record is not Unread)
    kinds = [each for each in read if call.operation in (each.operation, each.listing)]
    facts = {Fact(each.key, "", "", f"the call {call.operation} {ended}", each.obtain) for each in kinds}
    return Answer({}, gaps=frozenset(facts)) if facts else None


def records_in(key: str, records: list[object]) -> Answer:
    """Records that stand without the key of their answer, which a query may have chosen among others."""
    reason = "a list without the key of its answer, as --query prints it, need not hold all records"
    gap = Fact(key, "", "", reason, KINDS[key].obtain)
    return Answer({key: Raw(msgspec.json.encode(encodable(records)))}, {key: ""}, gaps=frozenset({gap}))


def _normalised(members: Mapping[str, Raw], call: Call) -> Answer:
    """The answer under the keys of a state; a key that already stands there stays as it is."""
    if key := _unnamed(members):
        return _named(key, members, call)
    if _is_attribute(members) and not members.keys() & KINDS.keys():
        return Answer({VPC_ATTRIBUTES.key: Raw(msgspec.json.encode(members))}, {VPC_ATTRIBUTES.key: ""})
    names = {key: _name(key, members) for key in members}
    pointers = {name: f"/{key}" for key, name in names.items() if name != key}
    known = names.values() & KINDS.keys()
    renamed = {name: members[key] for key, name in names.items()}
    return Answer(renamed, pointers, joins=len(known) == 1 and "vpclint" not in members)


def _named(key: str, members: Mapping[str, Raw], call: Call) -> Answer:
    """The record of an answer whose subject only the name of its file tells."""
    kind, naming = ASKED[key]
    if call.operation != kind.operation or not call.subject:
        untold = f"an answer of {kind.operation} does not tell its {naming}"
        gap = Fact(kind.key, "", "", untold, kind.obtain)
        name = f"{kind.command}.{_STAND_INS[naming]}.json"
        return Answer({}, gaps=frozenset({gap}), notes=(f"{untold}: name the file {name}",))
    if has_further_page(members):
        return Answer({}, gaps=frozenset({Fact(kind.key, call.subject, "", FURTHER_PAGE, kind.obtain)}))
    record = {naming: Raw(msgspec.json.encode(encodable(call.subject))), key: members[key]}
    return Answer({kind.key: Raw(msgspec.json.encode(record))}, {kind.key: ""})


def _name(key: str, members: Mapping[str, Raw]) -> str:
    """DescribeManagedPrefixLists answers `PrefixLists`, too; those of DescribePrefixLists have `Cidrs`."""
    name = _KEYS.get(key, key)
    if key == "PrefixLists" and _are_managed(members[key]):
        name = "ManagedPrefixLists"
    return key if name != key and name in members else name


def _are_managed(raw: Raw) -> bool:
    try:
        records = msgspec.json.decode(raw, type=list[dict[str, Raw]])
    except UNREADABLE:
        return False
    return bool(records) and all("PrefixListArn" in each and "Cidrs" not in each for each in records)
