"""What belongs to a state's own resources, computed once and shared by every job that is asked about."""

from vpclint.algebra.bounded import BoundedTraffic
from vpclint.aws.ec2 import RouteTable, Subnet
from vpclint.network.blocks import Reading
from vpclint.network.capacity import FreeAddresses, free_addresses
from vpclint.network.endpoints import S3Endpoints, s3_blocks, s3_endpoints
from vpclint.network.routing import Associations, EffectiveTable, RouteMap
from vpclint.network.security_groups import Direction, Members, permitted
from vpclint.state.state import State


class Analysis:
    """A state and the answers that were already found in it; every answer is a pure function of the state."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._associations: Associations | None = None
        self._routes: dict[str, RouteMap] = {}
        self._tables: dict[str, EffectiveTable] = {}
        self._s3_endpoints: dict[str, S3Endpoints] = {}
        self._s3_blocks: Reading | None = None
        self._free: dict[str, FreeAddresses] = {}
        self._permitted: dict[tuple[tuple[str, ...], Direction, Members], BoundedTraffic] = {}

    def table_of(self, subnet: Subnet) -> EffectiveTable:
        """The route table that a subnet uses."""
        if self._associations is None:
            self._associations = Associations(self.state)
        if subnet.subnet_id not in self._tables:
            self._tables[subnet.subnet_id] = self._associations.table_of(subnet)
        return self._tables[subnet.subnet_id]

    def routes(self, table: RouteTable) -> RouteMap:
        """The routes of a table, ready for longest-prefix match."""
        if table.route_table_id not in self._routes:
            self._routes[table.route_table_id] = RouteMap(self.state, table)
        return self._routes[table.route_table_id]

    def s3_endpoints(self, vpc_id: str) -> S3Endpoints:
        """The S3 endpoints of a VPC."""
        if vpc_id not in self._s3_endpoints:
            self._s3_endpoints[vpc_id] = s3_endpoints(self.state, vpc_id)
        return self._s3_endpoints[vpc_id]

    def s3_blocks(self) -> Reading:
        """The addresses of S3 in the state's Region."""
        if self._s3_blocks is None:
            self._s3_blocks = s3_blocks(self.state)
        return self._s3_blocks

    def free_addresses(self, subnet: Subnet) -> FreeAddresses:
        """The free addresses of a subnet."""
        if subnet.subnet_id not in self._free:
            self._free[subnet.subnet_id] = free_addresses(self.state, subnet)
        return self._free[subnet.subnet_id]

    def permitted(self, groups: tuple[str, ...], direction: Direction, own: Members | None = None) -> BoundedTraffic:
        """What the union of these groups lets through."""
        key = (groups, direction, own or Members())
        if key not in self._permitted:
            self._permitted[key] = permitted(self.state, *key)
        return self._permitted[key]
