"""What the policies on the way of a job's requests let it do: of the endpoint, the bucket and the role.

Each is asked by itself, so that each that stops a request is named. A bucket's or a role's policies are asked only
where the state tells of them. No state tells the owner of a bucket, which is taken to be the job's account where nobody
says otherwise: there, the policy of the bucket or that of the role has to allow a request, in another account both.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from vpclint.aws.ec2 import Subnet
from vpclint.decision.policies import Part, Source, bucket_source, endpoint_source, policy_fact, role_source
from vpclint.decision.requests import Asked, interface_requests, transfer_requests
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import settled
from vpclint.network.carriers import GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, carriers_of
from vpclint.network.hops import Cause, Hop, Obstacle, Way, agreed, warned_of_in_all
from vpclint.policy.compose import OWNER_UNTOLD, Decision, Layer, Policies, Said, decide
from vpclint.policy.document import Effect
from vpclint.policy.values import known
from vpclint.settings import Settings
from vpclint.truth import YES, Fact, Facts, Truth, all_of, open_for
from vpclint.workload.job import Job, Transfer
from vpclint.workload.needs import Need, S3Need, ServiceNeed


def transfer_hops(
    analysis: Analysis, job: Job, transfer: Transfer, owner: "Owner", subnet: Subnet, way: Way
) -> tuple[Hop, ...]:
    """The hops at the policies on the way of a transfer; where it may take several ways, what all of them share.

    None for what the container moves itself, whose requests nobody knows.
    """
    if job.moves_itself(transfer):
        return ()
    return tuple(settled(hop, analysis.assumed) for hop in _hops(analysis, job, transfer, owner, subnet, way))


def _hops(
    analysis: Analysis, job: Job, transfer: Transfer, owner: "Owner", subnet: Subnet, way: Way
) -> tuple[Hop, ...]:
    alternatives = [
        tuple(hop for carrier in carriers for hop in _over(analysis, job, transfer, owner, subnet, carrier))
        for carriers in carriers_of(way)
    ]
    if len(alternatives) < 2:
        return alternatives[0] if alternatives else ()
    unsaid = Fact("", "", "", f"over what {way.destination.name} is reached is not known")
    facts = way.truth.facts or frozenset({unsaid})
    truth = agreed([all_of(hop.truth for hop in hops) for hops in alternatives], facts)
    sure = warned_of_in_all(alternatives)
    hops = dict.fromkeys(hop.doubted(sure, facts) for each in alternatives for hop in each)
    return tuple(hop.answered(truth) if truth.is_unknown and hop.truth.is_no else hop for hop in hops)


def _over(
    analysis: Analysis, job: Job, transfer: Transfer, owner: "Owner", subnet: Subnet, carrier: Hop
) -> Iterator[Hop]:
    """The hops at the policies that a transfer meets if it goes over an endpoint, or past it."""
    asked = tuple(transfer_requests(analysis.state, job, transfer, subnet, carrier))
    bucket, role = bucket_source(analysis, transfer.uri.bucket), role_source(analysis, job.role_arn)
    if carrier.kind in (GATEWAY_ENDPOINT, INTERFACE_ENDPOINT):
        source = endpoint_source(analysis, carrier.resource)
        answers = [owner.settled(each, lambda asked: _as_allowed(asked, source.layer)) for each in asked]
        yield _hop(Cause.ENDPOINT_POLICY_DENIES_JOB, source, answers)
    if bucket:
        answers = [owner.settled(each, lambda asked: _unless_of_another(asked, bucket.layer, owner)) for each in asked]
        yield _hop(Cause.BUCKET_POLICY_DENIES_JOB, bucket, answers)
    if role:
        granting = bucket.layer if bucket else Layer("", untold=_unseen(analysis, transfer.uri.bucket))
        answers = [
            owner.settled(each, lambda asked: _unless_granted(asked, role.layer, granting, owner)) for each in asked
        ]
        yield _hop(Cause.ROLE_POLICY_DENIES_JOB, role, answers)


def interface_hops(analysis: Analysis, job: Job, subnet: Subnet) -> tuple[Hop, ...]:
    """The hop at the role, which has to be allowed to handle network interfaces; none where its policies are unseen."""
    role = role_source(analysis, job.role_arn)
    if role is None:
        return ()

    def ask() -> tuple[Hop, ...]:
        actions = interface_requests(analysis.state, job, subnet)
        answers = [
            found for _, asked in actions for found in _as_one([_as_allowed(each, role.layer) for each in asked])
        ]
        return (settled(_hop(Cause.ROLE_POLICY_DENIES_JOB, role, answers), analysis.assumed),)

    return analysis.once(("interfaces", job.role_arn, subnet.subnet_id, job.group_ids), ask)


def _as_one(answers: "list[_Answer]") -> "list[_Answer]":
    """What becomes of an action on several resources; where nothing tells them apart, that of the action itself."""
    if len({each.truth.answer for each in answers}) > 1 or any(each.said.denied.is_yes for each in answers):
        return answers
    first = answers[0]
    asked = structs.replace(first.asked, about="")
    return [structs.replace(first, asked=asked, truth=all_of(each.truth for each in answers))]


NO_POLICIES = ("the policies of endpoints, buckets and the role",)
"""What is not examined where nothing says which requests there will be."""


def unexamined(analysis: Analysis, job: Job, needs: tuple[Need, ...]) -> tuple[str, ...]:
    """Whose policies were not asked, since the state does not tell them, or nothing says what is asked of them."""
    if S3Need() in needs:
        return NO_POLICIES
    if not needs:
        return ()
    buckets = dict.fromkeys(each.uri.bucket for each in job.transfers)
    unseen = [f"bucket {bucket}" for bucket in buckets if bucket_source(analysis, bucket) is None]
    if role_source(analysis, job.role_arn) is None:
        unseen.append(f"the role {job.role_arn.partition(':role/')[2]}" if job.role_arn else "the role")
    listed = [each for each in job.transfers if each.manifest and not job.moves_itself(each)]
    return (
        *(f"the policies of {each}" for each in unseen),
        *(f"which requests the container makes to {need.service}" for need in needs if isinstance(need, ServiceNeed)),
        *(f"the objects that {each.uri.text} lists" for each in listed),
        *(f"the requests of the container for {each.uri.text}" for each in job.transfers if job.moves_itself(each)),
    )


class _Answer(Struct, frozen=True):
    """What becomes of one request at one policy.

    Attributes:
        asked: the request.
        said: what the policies say of it.
        truth: whether they let it pass.
        assumes: what that rests on, as a sentence.
    """

    asked: Asked
    said: Said
    truth: Truth
    assumes: str = ""


def _as_allowed(asked: Asked, layer: Layer) -> _Answer:
    """A request passes that is allowed and not denied."""
    said = layer.says(asked.request)
    return _Answer(asked, said, said.allowed & ~said.denied)


class Owner(Struct, frozen=True):
    """The account of a bucket, which no state tells.

    Attributes:
        bucket: the bucket.
        account: said or taken to be its owner; empty where nothing is assumed, or that account is not known.
        sentence: that it is the owner.
        other: it is said to be another account than the job's.
        assumed: that is said or assumed.
    """

    bucket: str
    account: str
    sentence: str
    other: bool
    assumed: bool

    @property
    def assumes(self) -> str:
        """What is assumed, as a sentence."""
        return self.sentence if self.assumed else ""

    def settled(self, asked: Asked, judge: Callable[[Asked], _Answer]) -> _Answer:
        """What becomes of a request; where a policy asks for the owner, by the account that is taken for it."""
        plain = judge(asked)
        if not (plain.truth.is_unknown and self.account):
            return plain
        told = judge(asked.with_keys(dict.fromkeys(_OF_OWNERS, known(self.account))))
        return plain if told.truth == plain.truth else structs.replace(told, assumes=self.assumes)

    def told(self, facts: Facts, rule: str, resource: str) -> Truth:
        """What is open, with how to settle whose the bucket is."""
        obtain = f'[[assume]] with rule = "{rule}" and resource = "{resource}"'
        fact = Fact("", self.bucket, "", f"whether {self.sentence} is not known", obtain)
        return open_for(frozenset(fact if each == OWNER_UNTOLD else each for each in facts))


_OF_OWNERS = ("aws:ResourceAccount", "s3:ResourceAccount")


def owner_of(bucket: str, job: Job, settings: Settings) -> Owner:
    """The account that the settings name, else that of the job, unless nothing is to be assumed."""
    said = settings.owner_of(bucket)
    account = f"account {said or job.account}" if said or job.account else "the account of the job"
    taken = said or ("" if settings.strict else job.account)
    other = said not in ("", job.account)
    return Owner(bucket, taken, f"bucket {bucket} belongs to {account}", other, bool(said) or not settings.strict)


def _unless_of_another(asked: Asked, layer: Layer, owner: Owner) -> _Answer:
    """A request passes the policy of a bucket that is not denied; of another account's it has to be allowed, too."""
    said = layer.says(asked.request)
    if said.allowed.is_yes or said.denied.is_yes:
        return _Answer(asked, said, ~said.denied)
    if owner.other:
        return _Answer(asked, said, said.allowed & ~said.denied, owner.assumes)
    untold = owner.told(frozenset({OWNER_UNTOLD}), Cause.BUCKET_POLICY_DENIES_JOB.rule, owner.bucket)
    return _Answer(asked, said, ~said.denied & (YES if owner.assumes else untold), owner.assumes)


def _unless_granted(asked: Asked, own: Layer, granting: Layer, owner: Owner) -> _Answer:
    """A role that is not allowed something may do it all the same where its account's bucket grants it."""
    plain = _as_allowed(asked, own)
    if not plain.truth.is_no or plain.said.denied.is_yes:
        return plain
    account = owner.account or (asked.request.caller.account if owner.assumes else "")
    outcome = decide(Policies(resource=granting, identity=own, owner=account), asked.request)
    if outcome.decision is Decision.IMPLICIT_DENY:
        return plain
    truth = YES
    if outcome.decision is not Decision.ALLOW:
        truth = owner.told(outcome.facts, Cause.ROLE_POLICY_DENIES_JOB.rule, own.name)
    return _Answer(asked, plain.said, truth, owner.assumes)


def _hop(cause: Cause, source: Source, answers: list[_Answer]) -> Hop:
    """The hop at the policies of one resource."""
    obstacles = tuple(_obstacle(cause, source, each) for each in answers if not each.truth.is_yes)
    truth = all_of(each.truth for each in answers if not each.asked.mild)
    texts = [each.asked.text for each in answers if each.truth.answer is truth.answer and not each.asked.mild]
    kind = cause.name.removesuffix("_DENIES_JOB").lower().replace("_", "-")
    why = f"{_WORDS[truth.answer.value]} {', '.join(texts[:-1])}{' and ' * (len(texts) > 1)}{texts[-1]}"
    return Hop(
        kind, source.resource, truth, why, obstacles, assumes=next((a.assumes for a in answers if a.assumes), "")
    )


_WORDS = {"pass": "the policy lets through", "fail": "the policy stops", "unknown": "whether the policy lets through"}


def _obstacle(cause: Cause, source: Source, answer: _Answer) -> Obstacle:
    """What stops a request, or may: the first statement that denies it, or that there is none that allows it."""
    asked, said, truth = answer.asked, answer.said, answer.truth
    denying = next((each for each in said.deciding(Effect.DENY) if each.truth.is_yes), None)
    part = source.place(denying, said) if denying and truth.is_no else Part()
    subject = f"statement {denying.statement.name}" if denying and truth.is_no else ""
    return Obstacle(
        cause, truth, source.resource, subject, mild=asked.mild, towards=(asked.text,), **structs.asdict(part)
    )


def _unseen(analysis: Analysis, bucket: str) -> frozenset[Fact]:
    return frozenset({policy_fact(analysis.state, bucket)})
