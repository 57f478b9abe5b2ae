"""Which route of which table one address takes.

The longest prefix wins; of equal ones a static route beats the block of a prefix list, which beats a propagated route;
`local` beats every propagated route. A route that drops is selected like any other. Of prefix lists that overlap AWS
takes one at random, as of equal ones.
Source: Amazon VPC User Guide, "Route priority".
"""

from .packets import dies, holds, leaves, span
from .records import Record, World, found, listed_blocks, subnet_of

_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
)


def table_of(world: World, subnet_id: str) -> Record:
    """The table that a subnet is associated with, else the main table of its VPC."""
    vpc_id = subnet_of(world, subnet_id)["VpcId"]
    main = None
    for table in world["RouteTables"]:
        for each in table["Associations"]:
            counts = each.get("AssociationState", {"State": "associated"})["State"] == "associated"
            if counts and each.get("SubnetId") == subnet_id:
                return dict(table)
            if counts and each["Main"] and table["VpcId"] == vpc_id:
                main = table
    return dict(main) if main else leaves(subnet_id, "its route table is not in the state")


def table_named(world: World, table_id: str) -> Record:
    return found(world, "RouteTables", "RouteTableId", table_id) or leaves(table_id, "it is not in the state")


def route_to(world: World, table: Record, place: int) -> Record:
    """The route that an address takes; the packet dies where there is none, or where it drops."""
    matching = [
        (prefix, route) for route in table["Routes"] for prefix in _prefixes(world, route) if holds(prefix, place)
    ]
    if any(target(route) == "local" for _, route in matching):
        matching = [(prefix, route) for prefix, route in matching if not _propagated(route)]
    if not matching:
        dies(table["RouteTableId"], "no route matches")
    best = min(_order(prefix, route) for prefix, route in matching)
    first, *others = (route for prefix, route in matching if _order(prefix, route) == best)
    if "DestinationPrefixListId" in first:
        others += [route for _, route in matching if "DestinationPrefixListId" in route]
    if any(target(other) != target(first) for other in others):
        leaves(table["RouteTableId"], "several routes match equally well")
    if first["State"] != "active":
        dies(table["RouteTableId"], f"the route to {target(first)} is {first['State']}")
    return dict(first)


def _prefixes(world: World, route: Record) -> list[str]:
    if "DestinationPrefixListId" not in route:
        return [route["DestinationCidrBlock"]] if "DestinationCidrBlock" in route else []
    list_id = route["DestinationPrefixListId"]
    blocks = listed_blocks(world, list_id)
    return leaves(list_id, "the prefix list of a route is not in the state") if blocks is None else blocks


def _order(prefix: str, route: Record) -> tuple[int, int]:
    """What wins comes first: the smallest block, then the kind of the route."""
    first, last = span(prefix)
    kind = 2 if _propagated(route) else 1 if "DestinationPrefixListId" in route else 0
    return last - first, kind


def _propagated(route: Record) -> bool:
    return bool(route["Origin"] == "EnableVgwRoutePropagation")


def target(route: Record) -> str:
    """The id of what a route leads to."""
    return next((str(route[member]) for member in _TARGETS if member in route), "")
