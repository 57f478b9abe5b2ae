"""What belongs to a state's own resources, computed once and shared by every job that is asked about."""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from vpclint.algebra.bounded import BoundedTraffic
from vpclint.aws.ec2 import RouteTable, Subnet
from vpclint.network.blocks import Reading
from vpclint.network.capacity import FreeAddresses, free_addresses
from vpclint.network.endpoints import S3Endpoints, s3_blocks, s3_endpoints
from vpclint.network.routing import Associations, EffectiveTable, RouteMap
from vpclint.network.security_groups import Direction, Members, permitted
from vpclint.state.state import State

T = TypeVar("T")


class Analysis:
    """A state and the answers that were already found in it; every answer is a pure function of the state."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._answers: dict[Hashable, object] = {}

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer to a question about the state, found when it is first asked.

        Args:
            question: what names the question and everything but the state that its answer depends on.
            answer: finds the answer.
        """
        if question not in self._answers:
            self._answers[question] = answer()
        return cast("T", self._answers[question])

    def table_of(self, subnet: Subnet) -> EffectiveTable:
        """The route table that a subnet uses."""
        associations = self.once("associations", lambda: Associations(self.state))
        return self.once(("table", subnet.subnet_id), lambda: associations.table_of(subnet))

    def routes(self, table: RouteTable) -> RouteMap:
        """The routes of a table, ready for longest-prefix match."""
        return self.once(("routes", table.route_table_id), lambda: RouteMap(self.state, table))

    def s3_endpoints(self, vpc_id: str) -> S3Endpoints:
        """The S3 endpoints of a VPC."""
        return self.once(("s3 endpoints", vpc_id), lambda: s3_endpoints(self.state, vpc_id))

    def s3_blocks(self) -> Reading:
        """The addresses of S3 in the state's Region."""
        return self.once("s3 blocks", lambda: s3_blocks(self.state))

    def free_addresses(self, subnet: Subnet) -> FreeAddresses:
        """The free addresses of a subnet."""
        return self.once(("free addresses", subnet.subnet_id), lambda: free_addresses(self.state, subnet))

    def permitted(self, groups: tuple[str, ...], direction: Direction, own: Members | None = None) -> BoundedTraffic:
        """What the union of these groups lets through."""
        members = own or Members()
        question = ("permitted", groups, direction, members)
        return self.once(question, lambda: permitted(self.state, groups, direction, members))
