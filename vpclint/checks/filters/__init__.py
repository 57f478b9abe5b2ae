"""The family `filters`: security groups, judged as the union of all groups of the job, and network ACLs."""

from vpclint.checks.filters.groups import (
    security_group_egress,
    security_group_encryption_ports,
    security_group_open,
    security_group_self_egress,
    security_group_self_ingress,
)
from vpclint.checks.filters.lists import network_acl_egress, network_acl_peers, network_acl_return

__all__ = [
    "network_acl_egress",
    "network_acl_peers",
    "network_acl_return",
    "security_group_egress",
    "security_group_encryption_ports",
    "security_group_open",
    "security_group_self_egress",
    "security_group_self_ingress",
]
