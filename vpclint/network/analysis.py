"""What belongs to a state's own resources, computed once and shared by every job that is asked about."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar, cast

from vpclint.algebra.bounded import BoundedTraffic
from vpclint.aws.ec2 import NetworkAcl, RouteTable, Subnet, VpcEndpoint
from vpclint.network.acls import AclAssociations, EffectiveAcl, Filter, Side, acl_filter
from vpclint.network.assumed import Assumed
from vpclint.network.blocks import Reading
from vpclint.network.capacity import FreeAddresses, free_addresses
from vpclint.network.destination import Service
from vpclint.network.endpoints import ServiceEndpoints, service_blocks, service_endpoints
from vpclint.network.interfaces import Interfaces, endpoint_interfaces
from vpclint.network.naming import Naming, naming_of
from vpclint.network.routing import Associations, EffectiveTable, RouteMap
from vpclint.network.security_groups import Carriers, Direction, permitted
from vpclint.state.state import State

T = TypeVar("T")


class Analysis:
    """A state and the answers that were already found in it.

    Every answer is a pure function of the state and of what the user has settled beside it.

    Attributes:
        state: the state.
        explains: hops at filters also name the rules and entries that let traffic through, which takes its time.
        used: what the user has settled and a question was open about.
    """

    def __init__(self, state: State, assumptions: Iterable[Assumed] = (), *, explains: bool = False) -> None:
        self.state = state
        self.explains = explains
        self._assumptions = {(each.rule, each.resource): each for each in assumptions}
        self.used: set[Assumed] = set()
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

    def assumed(self, rule: str, resource: str) -> Assumed | None:
        """What the user says of a rule's question about a resource, which is open."""
        found = self._assumptions.get((rule, resource))
        if found:
            self.used.add(found)
        return found

    def service_endpoints(self, vpc_id: str, service: Service) -> ServiceEndpoints:
        """The endpoints of a VPC for a service."""
        return self.once(("endpoints", vpc_id, service), lambda: service_endpoints(self.state, vpc_id, service))

    def interfaces(self, endpoint: VpcEndpoint) -> Interfaces:
        """The network interfaces of an interface endpoint."""
        return self.once(("interfaces", endpoint.vpc_endpoint_id), lambda: endpoint_interfaces(self.state, endpoint))

    def naming(self, vpc_id: str) -> Naming:
        """How names are resolved in a VPC."""
        return self.once(("naming", vpc_id), lambda: naming_of(self.state, vpc_id))

    def acl_of(self, subnet: Subnet) -> EffectiveAcl:
        """The network ACL that filters a subnet."""
        associations = self.once("acl associations", lambda: AclAssociations(self.state))
        return self.once(("acl", subnet.subnet_id), lambda: associations.acl_of(subnet))

    def acl_filter(self, acl: NetworkAcl, side: Side) -> Filter:
        """One side of a network ACL."""
        return self.once(("acl filter", acl.network_acl_id, side), lambda: acl_filter(self.state, acl, side))

    def service_blocks(self, service: str) -> Reading:
        """The addresses of a service that has gateway endpoints, in the state's Region."""
        return self.once(("blocks", service), lambda: service_blocks(self.state, service))

    def free_addresses(self, subnet: Subnet) -> FreeAddresses:
        """The free addresses of a subnet."""
        return self.once(("free addresses", subnet.subnet_id), lambda: free_addresses(self.state, subnet))

    def permitted(self, groups: tuple[str, ...], direction: Direction, carriers: Carriers = ()) -> BoundedTraffic:
        """What the union of these groups lets through."""
        question = ("permitted", groups, direction, carriers)
        return self.once(question, lambda: permitted(self.state, groups, direction, carriers))
