"""Raw answers of `aws ec2 describe-*`: one call a file, under the API's own keys, which together make one state."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Raw, Struct, structs

from vpclint.aws.kinds import KINDS, VPC_ATTRIBUTES
from vpclint.aws.names import VpcAttributes
from vpclint.state.table import Batch
from vpclint.truth import Fact

_KEYS = {"ServiceDetails": "VpcEndpointServices", "SubnetIpv4CidrReservations": "SubnetCidrReservations"}
"""What the API calls a key that stands in a state under another name."""

_ATTRIBUTES = frozenset({"EnableDnsSupport", "EnableDnsHostnames"})


class Members(Struct, frozen=True):
    """The members of a document under the keys of a state, and where those stand that bear another name there.

    Attributes:
        members: still undecoded.
        pointers: the JSON pointer of the value of a key, where it is not the key itself.
        joins: this is one call's answer, which makes a state only with the others of its folder.
    """

    members: Mapping[str, Raw]
    pointers: Mapping[str, str] = {}
    joins: bool = False


def is_answer(document: Mapping[str, object]) -> bool:
    """Whether an object is an answer that bears none of the keys of a state."""
    return bool(document.keys() & _KEYS.keys()) or _is_attribute(document)


def _is_attribute(document: Mapping[str, object]) -> bool:
    return "VpcId" in document and bool(document.keys() & _ATTRIBUTES)


def normalised(members: Mapping[str, Raw]) -> Members:
    """The document under the keys of a state; a key that already stands there stays as it is."""
    if _is_attribute(members) and not members.keys() & KINDS.keys():
        return Members({VPC_ATTRIBUTES.key: Raw(msgspec.json.encode(members))}, {VPC_ATTRIBUTES.key: ""}, joins=True)
    names = {key: _name(key, members) for key in members}
    pointers = {name: f"/{key}" for key, name in names.items() if name != key}
    known = names.values() & KINDS.keys()
    renamed = {name: members[key] for key, name in names.items()}
    return Members(renamed, pointers, joins=len(known) == 1 and "vpclint" not in members)


def _name(key: str, members: Mapping[str, Raw]) -> str:
    """DescribeManagedPrefixLists answers `PrefixLists`, too; those of DescribePrefixLists have `Cidrs`."""
    name = _KEYS.get(key, key)
    if key == "PrefixLists" and _are_managed(members[key]):
        name = "ManagedPrefixLists"
    return key if name != key and name in members else name


def _are_managed(raw: Raw) -> bool:
    try:
        records = msgspec.json.decode(raw, type=list[dict[str, Raw]])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return bool(records) and all("PrefixListArn" in each and "Cidrs" not in each for each in records)


def joined(answers: Iterable[Mapping[str, Batch[Any]]]) -> dict[str, list[Batch[Any]]]:
    """The batches of several answers by key, where the attributes of one VPC are one record."""
    together: dict[str, list[Batch[Any]]] = {}
    for batches in answers:
        for key, batch in batches.items():
            together.setdefault(key, []).append(batch)
    if VPC_ATTRIBUTES.key in together:
        together[VPC_ATTRIBUTES.key] = _completed(together[VPC_ATTRIBUTES.key])
    return together


def open_everywhere(batches: Mapping[str, Sequence[Batch[Any]]], regions: Iterable[str]) -> dict[str, list[Batch[Any]]]:
    """The batches of a folder with answers of several Regions: what was asked in one may not have been in another."""
    reason = f"answers of {' and '.join(sorted(regions))} lie in one folder, where each needs one of its own"
    return {
        key: [
            structs.replace(each, gaps=each.gaps | {Fact(key, "", "", reason, KINDS[key].obtain)}) for each in several
        ]
        for key, several in batches.items()
    }


def _completed(batches: list[Batch[Any]]) -> list[Batch[Any]]:
    """Each record with the attribute that another answer tells of its VPC; one that it tells itself stays."""
    told: dict[tuple[str, str], Any] = {}
    for record in (each for batch in batches for each in batch.records if each):
        for name, value in structs.asdict(record).items():
            if value is not msgspec.UNSET:
                told.setdefault((record.vpc_id, name), value)
    return [
        structs.replace(batch, records=tuple(each and _complete(each, told) for each in batch.records))
        for batch in batches
    ]


def _complete(record: VpcAttributes, told: Mapping[tuple[str, str], Any]) -> VpcAttributes:
    unset = [name for name, value in structs.asdict(record).items() if value is msgspec.UNSET]
    return structs.replace(
        record, **{name: told[record.vpc_id, name] for name in unset if (record.vpc_id, name) in told}
    )
