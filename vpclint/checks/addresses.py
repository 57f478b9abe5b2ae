"""The family `addresses`: whether the subnets have two private addresses for each instance."""

from collections.abc import Iterator

from msgspec import structs

from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import Subnet
from vpclint.checks.common import counted, names, per_subnet, places
from vpclint.decision.capacity import Capacity, Room
from vpclint.decision.case import Case
from vpclint.finding import Affected, Finding, Severity, open_question
from vpclint.network.capacity import size_limit
from vpclint.truth import Fact
from vpclint.workload.needs import AddressNeed


def subnet_ip_headroom(case: Case) -> Iterator[Finding]:
    """The free addresses do not hold the job, or not in every subnet that SageMaker may choose."""
    capacity = case.capacity
    if capacity is None:
        for answer in case.answers:
            if isinstance(answer.need, AddressNeed) and answer.truth.is_unknown:
                yield open_question(answer.truth.facts, affects=(case.affected((), str(answer.need)),))
        return
    if case.job.vpc_id:
        yield from _of_a_vpc(case, capacity)
        return
    need = str(capacity.need)
    short = tuple(room.subnet_id for room in capacity.rooms if room.holds(capacity.wanted).is_no)
    affects = (case.affected(short or case.job.subnet_ids, need),)
    if capacity.possible.is_no:
        yield _headroom_finding(case, capacity, _impossible(capacity), short, affects, None)
    elif capacity.possible.is_unknown:
        yield open_question(capacity.facts, affects=affects)
    elif capacity.sure.is_no:
        message = f"{_too_small(capacity)}: {_elsewhere(capacity)}"
        yield _headroom_finding(case, capacity, message, short, affects, Severity.WARNING)
    elif capacity.sure.is_unknown:
        yield open_question(capacity.sure.facts, severity=Severity.WARNING, affects=affects)


def _of_a_vpc(case: Case, capacity: Capacity) -> Iterator[Finding]:
    """Without a job each subnet is asked by itself: it is of use if the smallest job fits there."""
    short: dict[Severity | None, list[Room]] = {}
    for room in capacity.rooms:
        alone, truth = room.holds(capacity.wanted), capacity.of_use(room)
        if truth.is_unknown:
            affects = (case.affected((room.subnet_id,), str(capacity.need)),)
            yield open_question(truth.facts, resource=room.subnet_id, affects=affects)
        elif alone.is_no:
            short.setdefault(Severity.WARNING if truth.is_yes else None, []).append(room)
    for severity, rooms in short.items():
        subnets = tuple(room.subnet_id for room in rooms)
        message = _too_small(structs.replace(capacity, rooms=tuple(rooms)))
        affects = (case.affected(subnets, str(capacity.need)),)
        yield _headroom_finding(case, capacity, message, subnets, affects, severity)


def _headroom_finding(
    case: Case,
    capacity: Capacity,
    message: str,
    short: tuple[str, ...],
    affects: tuple[Affected, ...],
    severity: Severity | None,
) -> Finding:
    known = {room.subnet_id: not room.facts for room in capacity.rooms}
    counts = (
        case.state.subnets.place(each, "/AvailableIpAddressCount" if known[each] else "/CidrBlock") for each in short
    )
    return Finding(
        message=message,
        resource=", ".join(sorted(short)),
        severity=severity,
        places=(*case.subnet_places(short), *places(*counts)),
        notes=(_arithmetic(capacity), _largest(capacity)),
        values=_of_a_larger_one(case, short),
        affects=affects,
        discriminator=f"{capacity.per_job} {capacity.need.concurrent_jobs}",
    )


def _of_a_larger_one(case: Case, short: tuple[str, ...]) -> dict[str, str | tuple[str, ...]]:
    """What a larger subnet in the place of these would share with the first of them."""
    subnet = case.state.subnets.get(short[0]) if short else None
    table = case.analysis.table_of(subnet).table if subnet else None
    return {
        "vpc": (subnet and or_none(subnet.vpc_id)) or "",
        "zone": (subnet and or_none(subnet.availability_zone)) or "",
        "route-table": table.route_table_id if table else "",
    }


def _too_small(capacity: Capacity) -> str:
    short = [room for room in capacity.rooms if room.holds(capacity.wanted).is_no]
    have = names([f"{room.subnet_id} has {_free(room.most, exact=not room.facts)}" for room in short])
    return f"{have}, {_demand(capacity)}"


def _elsewhere(capacity: Capacity) -> str:
    if capacity.need.concurrent_jobs == 1:
        return "the job fits only where SageMaker chooses another subnet"
    return "they fit only where SageMaker places enough of them in other subnets"


def _demand(capacity: Capacity) -> str:
    jobs = capacity.need.concurrent_jobs
    if jobs == 1:
        return _one_job(capacity)
    return f"{jobs} jobs of {counted(capacity.need.instances, 'instance')} need {capacity.wanted}"


def _impossible(capacity: Capacity) -> str:
    spread = (
        "they would fit only if split over subnets" if capacity.possible_if_split else "not even if split over subnets"
    )
    if len(capacity.rooms) == 1:
        return _too_small(capacity)
    return f"{_too_small(capacity)}, {spread}"


def _free(count: int, *, exact: bool) -> str:
    return f"{'' if exact else 'at most '}{counted(count, 'free address')}"


def _arithmetic(capacity: Capacity) -> str:
    instances, jobs = capacity.need.instances, capacity.need.concurrent_jobs
    reserve = f", {capacity.reserve} of the free ones kept in reserve" if capacity.reserve else ""
    fits = sum(room.most // capacity.per_job for room in capacity.rooms)
    return (
        f"2 addresses an instance x {instances} = {capacity.per_job} in one subnet"
        f"{reserve}; room for {counted(fits, 'such job')} where {jobs} {'runs' if jobs == 1 else 'run'} at once"
    )


def _largest(capacity: Capacity) -> str:
    largest = capacity.largest_job
    if not largest:
        return "no job fits at all"
    return f"the largest job that fits has {'at most ' if capacity.facts else ''}{counted(largest, 'instance')}"


def subnet_too_small(case: Case) -> Iterator[Finding]:
    """An empty subnet of this size could never hold the job."""
    capacity = case.capacity

    def ask(subnet: Subnet) -> Iterator[Finding]:
        affects = (case.affected((subnet.subnet_id,)),)
        limit = size_limit(case.state, subnet)
        if subnet.ipv6_native:
            return
        if isinstance(limit, Fact):
            yield open_question(frozenset({limit}), resource=subnet.subnet_id, affects=affects)
        elif capacity and limit < capacity.per_job:
            yield Finding(
                message=f"{subnet.subnet_id} has {counted(limit, 'address')} when empty, {_one_job(capacity)}",
                resource=subnet.subnet_id,
                places=places(
                    case.job.subnet_place(subnet.subnet_id), case.state.subnets.place(subnet.subnet_id, "/CidrBlock")
                ),
                notes=("AWS keeps 5 addresses of each subnet",),
                values=_of_a_larger_one(case, (subnet.subnet_id,)),
                affects=affects,
                discriminator=str(capacity.per_job),
            )

    return per_subnet(case, ask) if capacity else iter(())


def _one_job(capacity: Capacity) -> str:
    instances = capacity.need.instances
    return f"{counted(instances, 'instance')} {'needs' if instances == 1 else 'need'} {capacity.per_job}"
