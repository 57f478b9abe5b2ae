"""The family `request`: the CreateProcessingJob request by itself, and the ids in it against the state."""

from vpclint.checks.request.shape import (
    duplicate_id,
    id_malformed,
    isolation_conflict,
    job_request_invalid,
    vpc_config_missing,
)
from vpclint.checks.request.subnets import (
    single_zone,
    subnet_in_edge_zone,
    subnet_not_available,
    subnet_not_found,
    subnet_shared,
    subnet_without_ipv4,
)
from vpclint.checks.request.vpcs import (
    docker_range_overlap,
    security_group_in_other_vpc,
    security_group_not_found,
    subnets_in_several_vpcs,
    tenancy_dedicated,
)

__all__ = [
    "docker_range_overlap",
    "duplicate_id",
    "id_malformed",
    "isolation_conflict",
    "job_request_invalid",
    "security_group_in_other_vpc",
    "security_group_not_found",
    "single_zone",
    "subnet_in_edge_zone",
    "subnet_not_available",
    "subnet_not_found",
    "subnet_shared",
    "subnet_without_ipv4",
    "subnets_in_several_vpcs",
    "tenancy_dedicated",
    "vpc_config_missing",
]
