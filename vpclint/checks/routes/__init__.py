"""The family `routes`: the routes that are selected for what the job needs, and the gateways that they lead to."""

from vpclint.checks.routes.edges import path_leaves_the_vpc
from vpclint.checks.routes.nat import (
    internet_gateway_detached,
    nat_gateway_not_available,
    nat_gateway_private,
    nat_gateway_without_internet_route,
    public_access_blocked,
)
from vpclint.checks.routes.tables import internet_gateway_unusable, route_ambiguous, route_blackhole, route_missing

__all__ = [
    "internet_gateway_detached",
    "internet_gateway_unusable",
    "nat_gateway_not_available",
    "nat_gateway_private",
    "nat_gateway_without_internet_route",
    "path_leaves_the_vpc",
    "public_access_blocked",
    "route_ambiguous",
    "route_blackhole",
    "route_missing",
]
