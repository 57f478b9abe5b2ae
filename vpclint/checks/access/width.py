"""Policies that limit nothing: an endpoint's that lets everything pass, a bucket's that asks for no VPC."""

from collections.abc import Iterator, Sequence
from functools import partial

from vpclint.algebra.patterns import Pattern
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.checks.common import endpoints_of, places
from vpclint.decision.case import Case
from vpclint.decision.policies import Source, bucket_source, endpoint_source
from vpclint.decision.requests import OF_ENDPOINTS, caller_of, of_role, partition_of
from vpclint.finding import Finding, Severity, open_question
from vpclint.network.analysis import Analysis
from vpclint.policy.callers import ANONYMOUS
from vpclint.policy.compose import Layer
from vpclint.policy.document import Effect, Policy, Statement
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.values import ABSENT, Context
from vpclint.truth import NO, YES, Truth, all_of, open_for
from vpclint.workload.job import Job, Transfer

_SERVICES = ("s3", "dynamodb")
_STRANGE = "arn:aws:{service}:::vpclint/vpclint"
_ACTIONS = {"input": "s3:GetObject", "output": "s3:PutObject"}


def endpoint_policy_full_access(case: Case) -> Iterator[Finding]:
    """An endpoint on the way lets every principal do everything."""
    for endpoint in filter(None, map(case.state.vpc_endpoints.get, endpoints_of(case))):
        question = "full access", endpoint.vpc_endpoint_id
        full = case.analysis.once(question, partial(_is_full, case.analysis, endpoint))
        if full.is_yes:
            resource = endpoint.vpc_endpoint_id
            yield Finding(
                message=f"the policy of {resource} lets every principal do everything",
                resource=resource,
                places=places(case.state.vpc_endpoints.place(resource, "/PolicyDocument", "the policy")),
                values={"endpoint": resource},
                discriminator="full access",
            )
        elif full.is_unknown:
            yield open_question(full.facts, resource=endpoint.vpc_endpoint_id, severity=Severity.NOTE)


def _is_full(analysis: Analysis, endpoint: VpcEndpoint) -> Truth:
    """Whether no request is denied; a strange one that is denied spares the proof."""
    layer = endpoint_source(analysis, endpoint.vpc_endpoint_id).layer
    if layer.untold or not layer.policies:
        return open_for(layer.untold)
    service = str(or_none(endpoint.service_name) or "").rpartition(".")[2]
    named = service if service in _SERVICES else ""
    return _allows_all(layer.policies[0], named)


def _allows_all(policy: Evaluator, service: str) -> Truth:
    strange = Request(f"{service or 's3'}:Vpclint", _STRANGE.format(service=service or "s3"), ANONYMOUS, Context({}))
    ruling = policy.rule(strange)
    allowed = ruling.allowed & ~ruling.denied
    if allowed.is_no or _says_so(policy.policy):
        return allowed
    from vpclint.policy.proof.search import Scope  # noqa: PLC0415 - most endpoints deny something
    from vpclint.policy.prove import Prover  # noqa: PLC0415

    found = Prover(policy, Scope((Pattern.glob(f"{service}:*" if service else "*"),), endpoint=True)).denied()
    return NO if found.witness else YES if found.none else open_for(found.facts)


def _says_so(policy: Policy) -> bool:
    """Whether a policy denies nothing and has a statement that allows everything in so many words, as by default."""
    if any(each.opaque or each.effect is not Effect.ALLOW for each in policy.statements):
        return False
    return any(not each.conditions and _is_everything(each) for each in policy.statements)


def _is_everything(statement: Statement) -> bool:
    """Whether a statement is about every action on every resource by everyone."""
    listed, principals = (statement.actions, statement.resources), statement.principals
    named = [each.text for each in principals.named if each.kind == "AWS"] if principals else []
    if principals is None or principals.negated or any(each is None or each.negated for each in listed):
        return False
    texts = (named, *(each.texts for each in listed if each))
    return all(any(text.value == "*" for text in each) for each in texts)


def bucket_policy_not_restricted(case: Case) -> Iterator[Finding]:
    """The policy of a bucket of the job denies nothing to the job's role for coming from elsewhere."""
    for bucket in dict.fromkeys(each.uri.bucket for each in case.job.transfers):
        source = bucket_source(case.analysis, bucket)
        if source is None:
            continue
        asked = [each for each in case.job.transfers if each.uri.bucket == bucket]
        limited = all_of(_limits(case, source, each) for each in asked)
        if limited.is_unknown:
            yield open_question(limited.facts, resource=bucket, severity=Severity.NOTE)
        elif limited.is_no:
            yield _unrestricted(case, bucket, asked)


def _limits(case: Case, source: Source, transfer: Transfer) -> Truth:
    """Whether a statement denies every request for these objects that comes through no endpoint of a VPC."""
    layer = source.layer
    if layer.untold:
        return open_for(layer.untold)
    action = _ACTIONS[transfer.direction]
    resource = Pattern.glob(f"arn:{partition_of(case.state, case.job)}:s3:::{transfer.uri.bucket}/*")
    context = of_role(case.job) | dict.fromkeys(OF_ENDPOINTS, ABSENT)
    denied = layer.says(Request(action, resource, caller_of(case.job), Context(context))).denied
    return _proved(layer, action, resource, case.job) if denied.is_unknown else denied


def _proved(layer: Layer, action: str, resource: Pattern, job: Job) -> Truth:
    """The same, for each object and whatever else a request holds."""
    from vpclint.policy.proof.search import Goal, Scope  # noqa: PLC0415 - most policies deny all objects or none
    from vpclint.policy.prove import Finder  # noqa: PLC0415

    context = of_role(job) | dict.fromkeys(OF_ENDPOINTS, ABSENT)
    finder = Finder(layer.policies, Scope((action,), (resource,), (caller_of(job),), context))
    denies = sum(finder.statements.denies)
    passing = finder.find(Goal(lambda yes, _: not yes & denies), lambda request: ~layer.says(request).denied)
    return NO if passing.witness else YES if passing.none else open_for(passing.facts)


def _unrestricted(case: Case, bucket: str, asked: Sequence[Transfer]) -> Finding:
    table = case.state.bucket_policies
    used, record = endpoints_of(case), table.get(bucket)
    denies_nothing = record and or_none(record.policy)
    who = f"the policy of {bucket} denies nothing to" if denies_nothing else f"{bucket} has no policy that would deny"
    return Finding(
        message=f"{who} a request for the reason that it comes through no endpoint",
        resource=bucket,
        places=places(
            table.place(bucket, "/Policy", "the policy") or table.place(bucket),
            *(case.job.place(each.pointer, "the bucket is named here") for each in asked),
        ),
        values={"bucket": bucket, **({"endpoint": used} if used else {})},
        discriminator="not restricted",
    )
