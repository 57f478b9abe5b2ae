"""What a route leads to."""

from msgspec import Struct

from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import Route


class Target(Struct, frozen=True):
    """The kind of a route's target, in AWS's words with a hyphen, and its id."""

    kind: str
    id: str

    @property
    def words(self) -> str:
        """The target as prose: `the NAT gateway nat-1`."""
        return f"the {self.kind.replace('-', ' ').replace('nat ', 'NAT ').replace('vpc ', 'VPC ')} {self.id}".rstrip()


_GATEWAYS = {"igw": "internet-gateway", "vpce": "vpc-endpoint", "vgw": "virtual-private-gateway"}
"""What GatewayId holds, by prefix. Whether a `vpce-` is a gateway endpoint is told by its own type, not by its id."""


def target_of(route: Route) -> Target:
    """What a route leads to (botocore: Route); a target that is none of the known ones is an `unknown-target`."""
    gateway = or_none(route.gateway_id)
    if gateway == "local":
        return Target("local", "local")
    if gateway:
        return Target(_GATEWAYS.get(gateway.partition("-")[0], "unknown-target"), gateway)
    others = {
        "nat-gateway": route.nat_gateway_id,
        "transit-gateway": route.transit_gateway_id,
        "vpc-peering-connection": route.vpc_peering_connection_id,
        "egress-only-internet-gateway": route.egress_only_internet_gateway_id,
        "network-interface": route.network_interface_id,
        "instance": route.instance_id,
        "local-gateway": route.local_gateway_id,
        "carrier-gateway": route.carrier_gateway_id,
        "core-network": route.core_network_arn,
        "odb-network": route.odb_network_arn,
    }
    found = ((kind, target) for kind, value in others.items() if (target := or_none(value)))
    return Target(*next(found, ("unknown-target", "")))
