"""What the policy of an endpoint lets a job do of the service that its container reaches.

Which requests the container makes, nobody knows. So a policy is at fault only where it lets none of them through: no
action of the service, on no resource, by the job's role.
"""

from vpclint.algebra.patterns import Pattern
from vpclint.aws.ec2 import Subnet
from vpclint.aws.services import action_prefix
from vpclint.decision.policies import endpoint_source
from vpclint.decision.requests import caller_of, of_role, through
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import settled
from vpclint.network.carriers import GATEWAY_ENDPOINT, INTERFACE_ENDPOINT, carriers_of
from vpclint.network.hops import Cause, Hop, Obstacle, Way
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.templates import ANYTHING
from vpclint.policy.values import Context, Value, untold
from vpclint.truth import NO, YES, Fact, Truth, open_for
from vpclint.workload.job import Job


def service_hops(analysis: Analysis, job: Job, service: str, subnet: Subnet, way: Way) -> tuple[Hop, ...]:
    """The hops at the policies of endpoints over which a service is reached; open where another way may be taken."""
    alternatives = carriers_of(way)
    over = dict.fromkeys(carrier for carriers in alternatives for carrier in carriers)
    hops = [_hop(analysis, job, service, subnet, each) for each in over if each.kind in _ENDPOINTS]
    if len(alternatives) > 1:
        unsaid = frozenset({Fact("", "", "", f"over what {way.destination.name} is reached is not known")})
        hops = [hop.answered(open_for(way.truth.facts or unsaid)) if hop.truth.is_no else hop for hop in hops]
    return tuple(settled(hop, analysis.assumed) for hop in hops)


_ENDPOINTS = (GATEWAY_ENDPOINT, INTERFACE_ENDPOINT)


def _hop(analysis: Analysis, job: Job, service: str, subnet: Subnet, carrier: Hop) -> Hop:
    endpoint_id, prefix = carrier.resource, action_prefix(service)
    layer = endpoint_source(analysis, endpoint_id).layer

    def ask() -> Truth:
        if layer.untold or not layer.policies:
            return open_for(layer.untold)
        return _lets_some(layer.policies[0], prefix, job, of_role(job) | through(analysis.state, subnet, carrier))

    truth = analysis.once(("service policy", endpoint_id, prefix, job.role_arn, subnet.subnet_id), ask)
    words = {"pass": "lets requests through", "fail": "lets nothing through", "unknown": "may let nothing through"}
    cause = Cause.SERVICE_ENDPOINT_POLICY
    obstacles = () if truth.is_yes else (Obstacle(cause, truth, endpoint_id, service, towards=(service,)),)
    why = f"the policy {words[truth.answer.value]} to {service}"
    return Hop("endpoint-policy", endpoint_id, truth, why, obstacles)


def _lets_some(policy: Evaluator, prefix: str, job: Job, context: dict[str, Value]) -> Truth:
    """Whether some request passes; all of them together are asked about first, which mostly decides it."""
    actions, caller = Pattern.glob(f"{prefix}:*" if prefix else "*"), caller_of(job)
    ruling = policy.rule(Request(actions, ANYTHING, caller, Context(context)))
    whole = ruling.allowed & ~ruling.denied
    if not whole.is_unknown:
        return whole
    from vpclint.policy.proof.search import Scope  # noqa: PLC0415 - most policies let all of a service through
    from vpclint.policy.prove import Prover  # noqa: PLC0415

    found = Prover(policy, Scope((actions,), (ANYTHING,), (caller,), context, endpoint=True)).allowed()
    if found.witness:
        return open_for(frozenset(untold(key) for key, _ in found.witness.chosen)) if found.witness.chosen else YES
    return NO if found.none else open_for(found.facts)
