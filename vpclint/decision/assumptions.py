"""What a verdict rests on without having seen it, and what it does not speak of."""

from collections.abc import Iterator

from vpclint.aws.absence import or_none
from vpclint.decision.case import NeedAnswer
from vpclint.decision.destinations import bucket_region, untold_region
from vpclint.network.hops import Hop
from vpclint.settings import Settings
from vpclint.state.state import State
from vpclint.truth import Fact
from vpclint.workload.job import Job, region_in_uri


def assumptions_of(state: State, job: Job, settings: Settings, answers: tuple[NeedAnswer, ...]) -> tuple[str, ...]:
    """The sentences for the report; under `strict`, where nothing is assumed, what the user has said of buckets."""
    if job.vpc_config is None or not state.files:
        return ()
    said = [hop.assumes for hop in _hops_of(answers) if hop.assumes]
    assumed = () if settings.strict else _assumed(state, job, settings, answers)
    return tuple(dict.fromkeys((*assumed, *said)))


def _assumed(state: State, job: Job, settings: Settings, answers: tuple[NeedAnswer, ...]) -> list[str]:
    """What is assumed of the facts of a state that are seldom exported, and of the job."""
    sentences = []
    if not job.instances_given:
        sentences.append(f"{job.name} runs on one instance, since nothing says how many")
    sentences += [
        f"bucket {bucket} is in {state.region or 'the Region of the state'}"
        for bucket in dict.fromkeys(each.uri.bucket for each in job.transfers if not region_in_uri(each.uri.text))
        if bucket and bucket_region(state, bucket) is None and untold_region(state, bucket) is None
    ]
    if state.security_group_vpc_associations.assumed and _spans_vpcs(state, job):
        sentences.append(state.security_group_vpc_associations.kind.assumed)
    if state.subnet_cidr_reservations.assumed and _counts_are_missing(state, job):
        sentences.append(state.subnet_cidr_reservations.kind.assumed)
    if state.vpc_block_public_access_options.assumed and _leave_by_an_unseen_block(state, answers):
        sentences.append(state.vpc_block_public_access_options.kind.assumed)
    if settings.packages.repositories != "ignore":
        sentences += _of_packages(state, answers)
    return sentences


def instances_fact(job: Job) -> Fact:
    """What would tell the size of a job whose file is a bare NetworkConfig or VpcConfig."""
    reason = f"nothing says how many instances {job.name} has"
    return Fact("", job.name, "", reason, "--instances N")


def _hops_of(answers: tuple[NeedAnswer, ...]) -> Iterator[Hop]:
    return (hop for answer in answers for subnet in answer.subnets for hop in subnet.hops)


def _of_packages(state: State, answers: tuple[NeedAnswer, ...]) -> Iterator[str]:
    """Whose the package repositories are, where the policy of an endpoint on the way asks for the owner."""
    from vpclint.decision.packages import OWNER, OWNER_KEYS  # noqa: PLC0415 - few are asked about packages

    endpoints = filter(None, (state.vpc_endpoints.get(hop.resource) for hop in _hops_of(answers)))
    texts = (str(endpoint.policy_document).lower() for endpoint in endpoints)
    if any(key in text for text in texts for key in OWNER_KEYS):
        yield OWNER


def _leave_by_an_unseen_block(state: State, answers: tuple[NeedAnswer, ...]) -> bool:
    """Whether a way leads past Block Public Access, and the VPC does not tell what that blocks either."""
    vpcs = (state.vpcs.get(hop.resource) for hop in _hops_of(answers) if hop.kind == "block-public-access")
    return any(vpc is None or or_none(vpc.block_public_access_states) is None for vpc in vpcs)


def _spans_vpcs(state: State, job: Job) -> bool:
    records = [*map(state.subnets.get, job.subnet_ids), *map(state.security_groups.get, job.group_ids)]
    return len({or_none(record.vpc_id) for record in records if record}) > 1


def _counts_are_missing(state: State, job: Job) -> bool:
    subnets = filter(None, map(state.subnets.get, job.subnet_ids))
    return any(or_none(subnet.available_ip_address_count) is None for subnet in subnets)
