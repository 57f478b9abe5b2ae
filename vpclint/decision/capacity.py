"""Whether the job's subnets have the addresses that it needs.

A job takes k = 2 addresses an instance from one of its subnets, and which one is SageMaker's choice. So J jobs of n
instances fit for sure if every subnet has k·n·J free addresses, and can't all fit if the subnets together do not
hold J of them, each within one subnet.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from vpclint.aws.ec2 import Subnet
from vpclint.network.analysis import Analysis
from vpclint.network.capacity import LARGEST_SUBNET, FreeAddresses
from vpclint.truth import NO, YES, Facts, Truth, all_of, open_for
from vpclint.workload.needs import ADDRESSES_PER_INSTANCE, AddressNeed

MOST_INSTANCES = 100
"""The API's limit for InstanceCount (botocore: ProcessingInstanceCount)."""


class Room(Struct, frozen=True):
    """What one subnet can give: between `least` and `most` addresses, the reserve already taken off."""

    subnet_id: str
    least: int
    most: int
    facts: Facts

    def holds(self, addresses: int) -> Truth:
        """Whether this many addresses are free."""
        if self.least >= addresses:
            return YES
        return NO if self.most < addresses else open_for(self.facts)


class Capacity(Struct, frozen=True):
    """The addresses of all subnets of a job, against what it needs.

    Attributes:
        rooms: what each subnet can give.
        need, reserve: what is asked for, and what was taken off the rooms.
        complete: every subnet that the request lists is among the rooms.
    """

    rooms: tuple[Room, ...]
    need: AddressNeed
    reserve: int
    complete: bool = True

    @property
    def per_job(self) -> int:
        """Addresses that one job takes from one subnet."""
        return ADDRESSES_PER_INSTANCE * self.need.instances

    @property
    def wanted(self) -> int:
        """Addresses that all the jobs take if they are placed in one subnet."""
        return self.per_job * self.need.concurrent_jobs

    @property
    def facts(self) -> Facts:
        """What would tell all counts exactly."""
        return frozenset().union(*(room.facts for room in self.rooms))

    @property
    def possible(self) -> Truth:
        """Whether there is any placement, each job within one subnet, that holds all the jobs at once.

        Not asked, and so not denied, where a subnet is listed that nobody knows: it may have been meant to have room.
        """
        if not self.complete:
            return YES
        if self._jobs_that_fit(room.most for room in self.rooms) < self.need.concurrent_jobs:
            return NO
        certain = self._jobs_that_fit(room.least for room in self.rooms) >= self.need.concurrent_jobs
        return YES if certain else open_for(self.facts)

    @property
    def sure(self) -> Truth:
        """Whether every placement that SageMaker may choose works."""
        return all_of(room.holds(self.wanted) for room in self.rooms)

    def of_use(self, room: Room) -> Truth:
        """Whether a subnet holds all the jobs by itself, or one of them where the others fit elsewhere."""
        alone = room.holds(self.wanted)
        return alone if self.wanted == self.per_job else alone | (room.holds(self.per_job) & self.possible)

    @property
    def possible_if_split(self) -> bool:
        """Whether the jobs would fit if one job could be spread over subnets, which AWS does not promise."""
        instances = sum(room.most // ADDRESSES_PER_INSTANCE for room in self.rooms)
        return instances >= self.need.instances * self.need.concurrent_jobs

    @property
    def largest_job(self) -> int:
        """The largest number of instances for which some placement holds all the jobs; 0 if there is none."""
        sizes = (room.most for room in self.rooms)
        limit = min(MOST_INSTANCES, max(sizes, default=0) // ADDRESSES_PER_INSTANCE)
        return next((size for size in range(limit, 0, -1) if self._fits(size)), 0)

    def _fits(self, instances: int) -> bool:
        addresses = ADDRESSES_PER_INSTANCE * instances
        return sum(room.most // addresses for room in self.rooms) >= self.need.concurrent_jobs

    def _jobs_that_fit(self, free: Iterable[int]) -> int:
        return sum(count // self.per_job for count in free)


def capacity_of(
    analysis: Analysis, subnets: tuple[Subnet, ...], hidden: Mapping[str, Facts], need: AddressNeed, reserve: int
) -> Capacity:
    """The free addresses of the subnets less the reserve, never below zero.

    Args:
        hidden: the facts that would show the subnets that the state does not, by id.
    """
    free = {subnet.subnet_id: analysis.free_addresses(subnet) for subnet in subnets}
    free |= {subnet_id: FreeAddresses(0, LARGEST_SUBNET, facts) for subnet_id, facts in hidden.items()}
    rooms = (
        Room(subnet_id, max(each.least - reserve, 0), max(each.most - reserve, 0), each.facts)
        for subnet_id, each in free.items()
    )
    return Capacity(tuple(rooms), need, reserve)
