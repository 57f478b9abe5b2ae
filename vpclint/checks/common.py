"""What checks of several families share."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import structs

from vpclint.aws.ec2 import Subnet
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Place, Severity, open_question
from vpclint.network.hops import Cause


def from_blockages(case: Case, cause: Cause, say: Callable[[Blockage], Finding]) -> Iterator[Finding]:
    """A finding for each root cause of a kind: what `say` makes of it where it is proved, else an open question."""
    for blockage in case.blockages(cause):
        if blockage.truth.is_no:
            yield structs.replace(say(blockage), affects=blockage.affects)
        else:
            severity = Severity.WARNING if blockage.obstacle.mild else None
            resource = blockage.obstacle.resource
            yield open_question(blockage.truth.facts, resource=resource, severity=severity, affects=blockage.affects)


def per_subnet(case: Case, ask: Callable[[Subnet], Iterator[Finding]]) -> Iterator[Finding]:
    """What `ask` says of each subnet of the job; an open question for one that the state does not show."""
    for subnet_id in case.job.subnet_ids:
        subnet = case.state.subnets.get(subnet_id)
        exists = case.state.subnets.exists(subnet_id)
        if subnet:
            yield from ask(subnet)
        elif exists.is_unknown:
            affects = (case.affected((subnet_id,)),)
            yield open_question(exists.facts, resource=subnet_id, affects=affects)


def places(*found: Place | None) -> tuple[Place, ...]:
    """The places that are known."""
    return tuple(place for place in found if place)


def names(ids: Sequence[str], most: int = 4) -> str:
    """Ids as prose: `a`, `a and b`, `a, b and c`, `a, b, c and 9 more`."""
    shown = list(ids) if len(ids) <= most else [*ids[: most - 1], f"{len(ids) - most + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def counted(number: int, noun: str) -> str:
    """`1 address`, `31 addresses`, `0 instances`."""
    plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def scope(case: Case) -> str:
    """Where something was looked for: the account and Region of the state, as far as it says."""
    parts = [part for part in (case.state.account and f"account {case.state.account}", case.state.region) if part]
    return ", ".join(parts) or "the state"
