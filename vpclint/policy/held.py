"""The policy documents that a state holds, each text once, however many resources have it."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct, structs

from vpclint.aws.absence import UnsetType
from vpclint.aws.policies import Document, text_of, value_of
from vpclint.finding import Place
from vpclint.policy.document import Document as Contents
from vpclint.policy.document import PolicyType
from vpclint.policy.grammar import read_decoded
from vpclint.policy.limits import too_long
from vpclint.policy.written import WrittenPolicy
from vpclint.state.state import State, partition_of
from vpclint.state.table import Table

_FULL_ACCESS = [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]
_ELEMENTS = frozenset({"Version", "Statement"})
_SHORT = 200
"""Characters of a text, or members of an object, that the policy of full access does not exceed."""

Source = Callable[[str, str], str | None]
"""How a value is written, by the file and its pointer."""


class Holder(Struct, frozen=True):
    """What has a document: its id, and the member of the record, of which the id may be another."""

    resource: str
    table: Table[Any]
    record: str
    pointer: str

    @property
    def place(self) -> Place:
        """Where the document stands."""
        return self.table.place(self.record, self.pointer) or Place("")


class Held(Struct, frozen=True):
    """A policy document of a state.

    Attributes:
        document: as the record has it.
        type: what it is attached to.
        gateway: whether that is a gateway endpoint; None where it is no endpoint, or of a type that is not known.
        partition: that of the state; empty where it is not known.
        holders: what has this document.
    """

    document: Document
    type: PolicyType
    gateway: bool | None
    partition: str
    holders: list[Holder]

    @property
    def too_long(self) -> bool:
        """Whether AWS takes no policy of this length, so that there is no point in reading it."""
        text = text_of(self.document)
        return bool(too_long(text, self.type))

    def glanced(self) -> WrittenPolicy | None:
        """What it says, without any place; None where something may be wrong with how it is written."""
        document = read_decoded(value_of(self.document), self.type)
        if document.defects:
            return None
        return WrittenPolicy("", text_of(self.document), document, (self.type,), self.gateway, self.partition)

    def written(self, source: Source) -> WrittenPolicy:
        """The document as it stands in the file of its first holder."""
        from vpclint.policy.unfolding import read_value  # noqa: PLC0415 - only what is wrong needs a place

        place = self.holders[0].place
        text = self.document if isinstance(self.document, str) else source(place.file, place.pointer)
        own = isinstance(self.document, str) or text is None
        written = text_of(self.document) if text is None else text
        found = _unread(written, self.type) if self.too_long else read_value(written, self.type)
        return structs.replace(
            found,
            file=place.file,
            pointer=place.pointer,
            resource=self.holders[0].resource,
            gateway=self.gateway,
            partition=self.partition,
            own=own,
        )


def _unread(text: str, kind: PolicyType) -> WrittenPolicy:
    """A policy of whose content nothing is known."""
    from vpclint.text.within import unquoted  # noqa: PLC0415 - few policies are too long

    encoded = unquoted(text)
    plain, layers = (encoded[0], encoded[1:]) if encoded else (text, ())
    return WrittenPolicy("", plain, Contents((), ()), (kind,), layers=layers)


def held_by(state: State) -> Iterator[Held]:
    """The documents of a state, but for those that endpoints have by default."""
    partition = partition_of(state)
    found: dict[tuple[PolicyType, bool | None, str], Held] = {}
    for kind, gateway, document, holder in _documents(state):
        if document == "":  # which a query prints for what is not there
            continue
        text = document if isinstance(document, str) else text_of(document)
        same = found.get((kind, gateway, text))
        if same is None:
            same = found[kind, gateway, text] = Held(document, kind, gateway, partition, [])
        same.holders.append(holder)
    return (held for held in found.values() if not _is_full_access(held.document))


def _documents(state: State) -> Iterator[tuple[PolicyType, bool | None, Document, Holder]]:
    for endpoint in state.vpc_endpoints:
        document, kind = endpoint.policy_document, endpoint.vpc_endpoint_type
        if not isinstance(document, UnsetType):
            gateway = None if isinstance(kind, UnsetType) else kind.lower() == "gateway"
            name = endpoint.vpc_endpoint_id
            yield PolicyType.ENDPOINT, gateway, document, Holder(name, state.vpc_endpoints, name, "/PolicyDocument")
    for bucket in state.bucket_policies:
        if not isinstance(bucket.policy, UnsetType) and bucket.policy is not None:
            holder = Holder(bucket.bucket, state.bucket_policies, bucket.bucket, "/Policy")
            yield PolicyType.BUCKET, None, bucket.policy, holder
    for role in state.role_policies:
        if not isinstance(role.document, UnsetType):
            record = state.role_policies.id_of(role)
            holder = Holder(role.role_arn, state.role_policies, record, "/Document")
            yield PolicyType.IDENTITY, None, role.document, holder


def _is_full_access(document: Document) -> bool:
    value = value_of(document) if len(document) <= _SHORT else None
    statements = value.get("Statement") if isinstance(value, dict) and value.keys() <= _ELEMENTS else None
    return (statements if isinstance(statements, list) else [statements]) == _FULL_ACCESS
