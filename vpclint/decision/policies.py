"""The policies of endpoints, buckets and roles that a state holds, prepared to be asked."""

import re
from collections.abc import Iterable

import msgspec
from msgspec import UNSET, Struct, structs

from vpclint.aws.absence import UnsetType
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.aws.kinds import BUCKET_POLICIES, ROLE_POLICIES, obtaining_of_role
from vpclint.aws.policies import Document, RolePolicy, text_of, value_of
from vpclint.network.analysis import Analysis
from vpclint.policy.compose import Layer, Said
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Applied, Evaluator
from vpclint.policy.grammar import read_policy, sound_policy
from vpclint.policy.limits import TOGETHER, length, too_long
from vpclint.state.state import State
from vpclint.state.table import Table
from vpclint.text.escape import encodable, quoted
from vpclint.truth import Fact, Facts

_HALF = r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}|[\ud800-\udfff]"
"""What stands for half of a character, which no reader of UTF-8 takes where the other half is not beside it."""

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

    def place(self, applied: Applied, said: Said) -> "Part":
        """Where a statement stands, also within a text."""
        number = next(index for index, ruling in enumerate(said.rulings) if applied in ruling.applied)
        record, pointer, document = self.records[number]
        if isinstance(document, str):
            from vpclint.policy.unfolding import statement_in  # noqa: PLC0415 - most policies deny nothing

            return Part(record, pointer, *statement_in(document, applied.statement.index))
        several = isinstance(document.get("Statement"), list)
        inner = f"{pointer}/Statement/{applied.statement.index}" if several else f"{pointer}/Statement"
        return Part(record, inner)


class Part(Struct, frozen=True):
    """A part of a record.

    Attributes:
        record: the id of the record.
        pointer: the member, as a JSON pointer within the record.
        span: the part of the text that the member is; None for all of it.
        seen: what is to be seen there.
    """

    record: str = ""
    pointer: str = ""
    span: tuple[int, int] | None = None
    seen: str = ""


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
        record, missing = table.get(bucket), policy_fact(analysis.state, bucket)
        document = record.policy if record else UNSET
        if isinstance(document, UnsetType):
            wanted = {missing} if record or analysis.state.strict else table.exists(bucket).facts
            return _untold(bucket, wanted) if wanted else None
        given: Given = ((bucket, "/Policy", document),) if document is not None else ()
        return _source(bucket, given, PolicyType.BUCKET, missing)

    return analysis.once(("bucket policy", bucket), read)


def policy_fact(state: State, bucket: str) -> Fact:
    """What would tell the policy of a bucket, or that it has none, which the API answers with an error."""
    fact = state.bucket_policies.fact(bucket, "Policy")
    none = msgspec.json.encode(encodable({"BucketPolicies": [{"Bucket": bucket, "Policy": None}]})).decode()
    obtain = f"{fact.obtain}, or, where that answers NoSuchBucketPolicy, a file beside the others with {none}"
    return structs.replace(fact, obtain=obtain) if fact.key == BUCKET_POLICIES.key else fact


def role_source(analysis: Analysis, role_arn: str) -> Source | None:
    """The policies of a role; None where the state says nothing of them, so that they are not examined."""
    table = analysis.state.role_policies

    def read() -> Source | None:
        records = {table.id_of(each): each for each in table if each.role_arn == role_arn}
        missing = _of_role(table.fact(role_arn, "Document"), role_arn)
        lost = {_of_role(each, role_arn) for each in _lost(table, role_arn)}
        if not records and (lost or role_arn not in table.asked):
            wanted = lost or ({missing} if analysis.state.strict else ())
            return _untold(role_arn, wanted) if wanted else None
        told = {name: each.document for name, each in records.items()}
        given = tuple((name, "/Document", each) for name, each in told.items() if not isinstance(each, UnsetType))
        untold = {table.fact(name, "Document") for name, each in told.items() if isinstance(each, UnsetType)}
        number = sum(length(text_of(document), PolicyType.IDENTITY) for _, _, document in given)
        if number > TOGETHER:
            reason = f"its policies have {number:,} characters without white space, a role has {TOGETHER:,} at most"
            return _untold(role_arn, {structs.replace(missing, field="", reason=reason)})
        return _source(role_arn, given, PolicyType.IDENTITY, missing, untold=lost | untold)

    return analysis.once(("role policies", role_arn), read) if role_arn else None


def _of_role(fact: Fact, role_arn: str) -> Fact:
    """A fact about the policies of some role, with how to get those of this one."""
    return structs.replace(fact, obtain=obtaining_of_role(role_arn)) if fact.obtain == ROLE_POLICIES.obtain else fact


def _lost(table: Table[RolePolicy], role_arn: str) -> Facts:
    """What would tell the policies of a role that were asked for and can't be read."""
    return frozenset(each for each in table.gaps if each.record.rpartition("/")[0] in ("", role_arn))


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
    text = text_of(document)
    if not text:
        return "it is nested too deeply"
    if said := too_long(text, policy_type):
        return f"it {said}"
    defects = sorted(read_policy(text, policy_type).defects, key=lambda each: not each.opaque)
    if defects:
        return defects[0].message
    half = re.search(_HALF, text)
    return f"{quoted(half[0])} stands in it, which is half a character" if half else "it is no JSON object"


def _evaluator(document: Document, policy_type: PolicyType, missing: Fact, *, gateway: bool) -> Evaluator | Fact:
    """A document that can be asked; the fact where a part of it can't be understood, so that AWS would not take it."""
    excess = too_long(text_of(document), policy_type)
    policy = None if excess else sound_policy(value_of(document), policy_type)
    if policy:
        return Evaluator(policy, gateway=gateway)
    broken = _broken(document, policy_type)
    return Fact(missing.key, missing.record, missing.field, f"the policy can't be understood: {broken}", missing.obtain)
