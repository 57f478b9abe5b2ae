"""Whether the package repositories of Amazon Linux can be read from a subnet: through an endpoint, or around it.

They are buckets of S3, which anybody may read: package managers do it without any signature. The policy of an endpoint
holds what takes that endpoint; what leaves over a NAT gateway, nothing holds.
"""

from collections.abc import Iterator

from msgspec import Struct, structs

from vpclint.algebra.patterns import Pattern
from vpclint.aws.ec2 import Subnet
from vpclint.decision.case import Case, askable_groups
from vpclint.decision.destinations import s3_destination, s3_elsewhere
from vpclint.decision.policies import endpoint_source
from vpclint.decision.requests import partition_of, through
from vpclint.network.carriers import GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, NAT_GATEWAY, carriers_of
from vpclint.network.destination import Destination
from vpclint.network.hops import Hop, Way, agreed
from vpclint.network.path import way_to
from vpclint.policy.callers import ANONYMOUS
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import Found, Prover, Witness
from vpclint.policy.repositories import resources_of
from vpclint.policy.values import Known, Unknown, Value, known, untold
from vpclint.truth import NO, YES, Fact, Truth, all_of, open_for, unknown

ENDPOINTS = (GATEWAY_ENDPOINT, INTERFACE_ENDPOINT)
_ELSEWHERE = ("us-east-1", "us-west-2")
"""One of them is another Region than the state's."""
_STRANGER: dict[str, Value] = {
    "aws:ResourceAccount": known("000000000000"),
    "s3:ResourceAccount": known("000000000000"),
    "aws:ResourceOrgID": known("o-0000000000"),
    "aws:ResourceOrgPaths": Known(("o-0000000000/r-0000/",), several=True),
}
"""Owners that no policy names, as AWS is one."""
OWNER_KEYS = frozenset(map(str.lower, _STRANGER))
OWNER = "the package repositories belong to no account and no organization that the policy of an endpoint names"


class Crossing(Struct, frozen=True):
    """What one carrier of a subnet's traffic to S3 lets through.

    Attributes:
        subnet: where it comes from.
        carrier: the endpoint or the NAT gateway that it takes.
        truth: whether it is as it shall be.
        witness: the request that shows that it is not, where a policy decides.
    """

    subnet: Subnet
    carrier: Hop
    truth: Truth
    witness: Witness | None = None


def crossings(case: Case, *, denied: bool) -> Iterator[Crossing]:
    """What leads from each subnet to S3 of its own Region, and whether it lets nothing through, or everything.

    Args:
        case: the job, or the VPC.
        denied: no object of the repositories shall be read; else each shall.
    """
    for subnet in case.subnets:
        if not case.state.region:
            hop = Hop("bucket", "", unknown(case.state.region_fact), "the Region is not known")
            yield Crossing(subnet, hop, hop.truth)
            continue
        way = _way(case, subnet, s3_destination(case.analysis))
        reached = _somewhere(way) if denied else way.truth
        if not reached.is_no:
            yield from _settled(list(_over(case, subnet, way, denied=denied)), way, reached)


def elsewhere(case: Case) -> Iterator[Crossing]:
    """What leads from each subnet to S3 of other Regions, which no policy of an endpoint in this Region holds."""
    region = next(each for each in _ELSEWHERE if each != case.state.region)
    for subnet in case.subnets if case.state.region else ():
        way = _way(case, subnet, s3_elsewhere(case.analysis, subnet, region))
        reached = way.reaches
        for hop in {hop.resource: hop for several in carriers_of(_open(way)) for hop in several}.values():
            if not reached.is_no and hop.kind not in ENDPOINTS:
                doubt = reached.facts or hop.truth.facts or frozenset({_behind(hop)})
                sure = hop.kind == NAT_GATEWAY and reached.is_yes
                yield Crossing(subnet, hop, NO if sure else open_for(doubt))


def _way(case: Case, subnet: Subnet, destination: Destination) -> Way:
    groups = askable_groups(case.job, case.state)
    question = ("way", subnet.subnet_id, groups, destination)
    return case.analysis.once(question, lambda: way_to(case.analysis, subnet, groups, destination))


def _somewhere(way: Way) -> Truth:
    """Whether S3 is reached at any of its addresses."""
    return structs.replace(way, destination=structs.replace(way.destination, exact=False)).reaches


def _open(way: Way) -> Way:
    """The way without the legs on which surely nothing gets through."""
    legs = tuple(leg for leg in way.legs if not leg.truth.is_no)
    return structs.replace(way, legs=legs) if legs else way


def _over(case: Case, subnet: Subnet, way: Way, *, denied: bool) -> Iterator[list[Crossing]]:
    """What each carrier lets through, for each of the ways that may be taken."""
    for carriers in carriers_of(_open(way) if denied else way):
        yield [_crossing(case, subnet, hop, denied=denied) for hop in carriers]


def _settled(alternatives: list[list[Crossing]], way: Way, reached: Truth) -> Iterator[Crossing]:
    """The crossings; open where it depends on which way is taken, or on whether any leads there."""
    facts = reached.facts or frozenset({Fact("", "", "", f"over what {way.destination.name} is reached is not known")})
    truth = agreed([all_of(each.truth for each in several) for several in alternatives], facts)
    for crossing in {each.carrier.resource: each for several in alternatives for each in several}.values():
        doubtful = crossing.truth.is_no and (truth.is_unknown or reached.is_unknown)
        yield structs.replace(crossing, truth=open_for(facts | truth.facts)) if doubtful else crossing


def _crossing(case: Case, subnet: Subnet, hop: Hop, *, denied: bool) -> Crossing:
    if hop.kind not in ENDPOINTS:
        passes = hop.kind == NAT_GATEWAY
        facts = hop.truth.facts or frozenset({_behind(hop)})
        return Crossing(subnet, hop, (NO if denied else YES) if passes else open_for(facts))
    found = case.analysis.once(
        ("packages", hop.resource, subnet.subnet_id, denied), lambda: _found(case, subnet, hop, denied=denied)
    )
    if found.witness is None:
        return Crossing(subnet, hop, YES if found.none else open_for(found.facts))
    owner = {untold(key) for key, _ in found.witness.chosen if key.lower() in OWNER_KEYS}
    return Crossing(subnet, hop, open_for(frozenset(owner)) if owner else NO, found.witness)


def _behind(hop: Hop) -> Fact:
    return Fact("", hop.resource, "", f"what lies behind {hop.resource} is not known")


def _found(case: Case, subnet: Subnet, hop: Hop, *, denied: bool) -> Found:
    """A request for an object of a repository that the endpoint lets through though it shall not, or the reverse."""
    layer = endpoint_source(case.analysis, hop.resource).layer
    if layer.untold or not layer.policies:
        return Found(None, layer.untold)
    state = case.state
    resources = resources_of(partition_of(state, case.job), state.region)
    context = through(state, subnet, hop) | {"aws:RequestedRegion": known(state.region)}
    context |= {key: Unknown(untold(key)) for key in _STRANGER} if state.strict else _STRANGER
    context |= {} if denied else {"aws:SecureTransport": known("true")}
    scope = Scope(("s3:GetObject",), tuple(map(Pattern.glob, resources)), (ANONYMOUS,), context, endpoint=True)
    prover = Prover(layer.policies[0], scope)
    return prover.allowed() if denied else prover.denied()
