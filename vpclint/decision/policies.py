"""The policies of endpoints, buckets and roles that a state holds, prepared to be asked."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from vpclint.aws.absence import UnsetType
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.aws.policies import Document
from vpclint.network.analysis import Analysis
from vpclint.policy.compose import Layer, Said
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Applied, Evaluator
from vpclint.policy.grammar import read_policy, sound_policy
from vpclint.state.table import Table
from vpclint.text.repeats import repeated_key
from vpclint.truth import Fact, Facts

Given = tuple[tuple[str, str, Document], ...]
"""Documents: each with the id of its record and its pointer in that."""


class Source(Struct, frozen=True):
    """The policies of an endpoint, a bucket or a role.

    Attributes:
        resource: whose they are.
        layer: what they say.
        records: the record of each policy, by its id and the pointer of the document in it, with the document.
    """

    resource: str
    layer: Layer
    records: Given = ()

    def place(self, applied: Applied, said: Said) -> tuple[str, str]:
        """The record that holds a statement, and the statement's pointer in it, or that of a text around it."""
        number = next(index for index, ruling in enumerate(said.rulings) if applied in ruling.applied)
        record, pointer, document = self.records[number]
        if isinstance(document, str):
            return record, pointer
        several = isinstance(document.get("Statement"), list)
        return record, f"{pointer}/Statement/{applied.statement.index}" if several else f"{pointer}/Statement"


def endpoint_source(analysis: Analysis, endpoint_id: str) -> Source:
    """The policy of an endpoint."""
    table = analysis.state.vpc_endpoints

    def read() -> Source:
        endpoint = table.get(endpoint_id)
        missing = table.fact(endpoint_id, "PolicyDocument")
        document = endpoint.policy_document if endpoint else UNSET
        if isinstance(document, UnsetType):
            return _untold(endpoint_id, {missing})
        given: Given = ((endpoint_id, "/PolicyDocument", document),)
        return _source(endpoint_id, given, PolicyType.ENDPOINT, missing, gateway=_is_gateway(endpoint))

    return analysis.once(("endpoint policy", endpoint_id), read)


def _is_gateway(endpoint: VpcEndpoint | None) -> bool:
    return endpoint is not None and str(endpoint.vpc_endpoint_type).lower() == "gateway"


def bucket_source(analysis: Analysis, bucket: str) -> Source | None:
    """The policy of a bucket; None where the state says nothing of it, so that it is not examined.

    Of a bucket that is known to have no policy, there is a source without any.
    """
    table = analysis.state.bucket_policies

    def read() -> Source | None:
        record, missing = table.get(bucket), table.fact(bucket, "Policy")
        document = record.policy if record else UNSET
        if isinstance(document, UnsetType):
            wanted = {missing} if record or analysis.state.strict else _lost(table, bucket.__eq__)
            return _untold(bucket, wanted) if wanted else None
        given: Given = ((bucket, "/Policy", document),) if document is not None else ()
        return _source(bucket, given, PolicyType.BUCKET, missing)

    return analysis.once(("bucket policy", bucket), read)


def role_source(analysis: Analysis, role_arn: str) -> Source | None:
    """The policies of a role; None where the state says nothing of them, so that they are not examined."""
    table = analysis.state.role_policies

    def read() -> Source | None:
        records = {table.id_of(each): each for each in table if each.role_arn == role_arn}
        missing = table.fact(role_arn, "Document")
        lost = _lost(table, lambda record: record.rpartition("/")[0] == role_arn)
        if not records and (lost or role_arn not in table.asked):
            wanted = lost or ({missing} if analysis.state.strict else ())
            return _untold(role_arn, wanted) if wanted else None
        told = {name: each.document for name, each in records.items()}
        given = tuple((name, "/Document", each) for name, each in told.items() if not isinstance(each, UnsetType))
        untold = {table.fact(name, "Document") for name, each in told.items() if isinstance(each, UnsetType)}
        return _source(role_arn, given, PolicyType.IDENTITY, missing, untold=lost | untold)

    return analysis.once(("role policies", role_arn), read) if role_arn else None


def _lost(table: Table[Any], concerns: Callable[[str], bool]) -> Facts:
    """What would tell the policies of someone that were asked for and can't be read."""
    return frozenset(each for each in table.gaps if not each.record or concerns(each.record))


def _untold(resource: str, facts: Iterable[Fact]) -> Source:
    """Policies of which nothing is known."""
    return Source(resource, Layer(resource, untold=frozenset(facts)))


def _source(
    resource: str,
    given: Given,
    policy_type: PolicyType,
    missing: Fact,
    *,
    gateway: bool = False,
    untold: Iterable[Fact] = (),
) -> Source:
    """Policies that were read, and what is not known of them."""
    read = [(each, _evaluator(each[2], policy_type, missing, gateway=gateway)) for each in given]
    broken = (found for _, found in read if isinstance(found, Fact))
    policies = [(each, found) for each, found in read if isinstance(found, Evaluator)]
    layer = Layer(resource, tuple(found for _, found in policies), frozenset((*untold, *broken)))
    return Source(resource, layer, tuple(each for each, _ in policies))


def _broken(document: Document, policy_type: PolicyType) -> str:
    """What is wrong with a document."""
    try:
        text = document if isinstance(document, str) else msgspec.json.encode(document).decode()
    except RecursionError:
        return "it is nested too deeply"
    defects = sorted(read_policy(text, policy_type).defects, key=lambda each: not each.opaque)
    return defects[0].message if defects else "it is no JSON object"


def _decoded(document: Document) -> object:
    """The value of a document; nothing for a text that is no JSON, or in which a key stands twice."""
    if not isinstance(document, str):
        return document
    try:
        value = msgspec.json.decode(document)
        return None if repeated_key(document.encode()) else value
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _evaluator(document: Document, policy_type: PolicyType, missing: Fact, *, gateway: bool) -> Evaluator | Fact:
    """A document that can be asked; the fact where a part of it can't be understood, so that AWS would not take it."""
    policy = sound_policy(_decoded(document), policy_type)
    if policy:
        return Evaluator(policy, gateway=gateway)
    broken = _broken(document, policy_type)
    return Fact(missing.key, missing.record, missing.field, f"the policy can't be understood: {broken}", missing.obtain)
