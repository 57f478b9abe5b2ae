"""The policy documents that a state holds, each text once, however many resources have it."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct, structs

from vpclint.aws.absence import UnsetType
from vpclint.aws.policies import Document
from vpclint.finding import Place
from vpclint.policy.document import PolicyType
from vpclint.policy.grammar import read_decoded
from vpclint.policy.written import WrittenPolicy
from vpclint.state.state import State, partition_of
from vpclint.state.table import Table
from vpclint.text.repeats import repeated_key
from vpclint.text.within import plain_text

_FULL_ACCESS = ({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},)
_SHORT = 200
"""Characters that the policy of full access does not exceed."""

Source = Callable[[str, str], str | None]
"""How a value is written, by the file and its pointer."""


class Held(Struct, frozen=True):
    """A policy document of a state.

    Attributes:
        document: as the record has it.
        type: what it is attached to.
        gateway: whether that is a gateway endpoint; None where it is no endpoint, or of a type that is not known.
        partition: that of the state; empty where it is not known.
        holders: the resources that have this document, each with its place.
    """

    document: Document
    type: PolicyType
    gateway: bool | None
    partition: str
    holders: list[tuple[str, Place]]

    def glanced(self) -> WrittenPolicy | None:
        """What it says, without any place; None where something may be wrong with how it is written."""
        value = decoded(self.document)
        document = read_decoded(value, self.type) if isinstance(value, dict) else None
        if document is None or document.defects:
            return None
        text = plain_text(self.document) if isinstance(self.document, str) else msgspec.json.encode(value).decode()
        return WrittenPolicy("", text, document, (self.type,), self.gateway, self.partition)

    def written(self, source: Source) -> WrittenPolicy:
        """The document as it stands in the file of its first holder."""
        from vpclint.policy.unfolding import read_value  # noqa: PLC0415 - only what is wrong needs a place

        resource, place = self.holders[0]
        if isinstance(self.document, str):
            found = read_value(self.document, self.type)
            own = True
        else:
            text = source(place.file, place.pointer)
            found = read_value(text or msgspec.json.encode(self.document).decode(), self.type)
            own = text is None
        whose = {"file": place.file, "pointer": place.pointer, "resource": resource, "own": own}
        return structs.replace(found, gateway=self.gateway, partition=self.partition, **whose)


def held_by(state: State) -> Iterator[Held]:
    """The documents of a state, but for those that endpoints have by default."""
    partition = partition_of(state)
    found: dict[tuple[PolicyType, bool | None, str | bytes], Held] = {}
    for kind, gateway, document, resource, place in _documents(state):
        if place and not _is_full_access(document):
            text = document if isinstance(document, str) else msgspec.json.encode(document)
            same = found.setdefault((kind, gateway, text), Held(document, kind, gateway, partition, []))
            same.holders.append((resource, place))
    yield from found.values()


_Given = tuple[PolicyType, bool | None, Document, str, Place | None]


def _documents(state: State) -> Iterator[_Given]:
    for endpoint in state.vpc_endpoints:
        document, kind = endpoint.policy_document, endpoint.vpc_endpoint_type
        if not isinstance(document, UnsetType):
            gateway = None if isinstance(kind, UnsetType) else kind.lower() == "gateway"
            resource = endpoint.vpc_endpoint_id
            place = _place(state.vpc_endpoints, resource, "/PolicyDocument")
            yield PolicyType.ENDPOINT, gateway, document, resource, place
    for bucket in state.bucket_policies:
        if not isinstance(bucket.policy, UnsetType) and bucket.policy is not None:
            place = _place(state.bucket_policies, bucket.bucket, "/Policy")
            yield PolicyType.BUCKET, None, bucket.policy, bucket.bucket, place
    for role in state.role_policies:
        if not isinstance(role.document, UnsetType):
            place = _place(state.role_policies, state.role_policies.id_of(role), "/Document")
            yield PolicyType.IDENTITY, None, role.document, role.role_arn, place


def _place(table: Table[Any], record_id: str, pointer: str) -> Place | None:
    return table.place(record_id, pointer)


def _is_full_access(document: Document) -> bool:
    if isinstance(document, str) and len(document) > _SHORT:
        return False
    value = decoded(document)
    if not isinstance(value, dict) or value.keys() - {"Version", "Statement"}:
        return False
    statements = value.get("Statement")
    return (statements if isinstance(statements, list) else [statements]) == [*_FULL_ACCESS]


def decoded(document: Document) -> object:
    """The value of a document; None for a text that is not JSON, or in which a key stands twice."""
    if not isinstance(document, str):
        return document
    try:
        text = plain_text(document)
        value = msgspec.json.decode(text)
        return None if repeated_key(text.encode()) else value
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
