"""What AWS's own Reachability Analyzer calls the causes that it knows too.

Source: Reachability Analyzer guide, "Explanation codes" and "Additional detail codes". The Analyzer starts from an
interface that exists, asks about no names, and knows no service but by its addresses.
"""

from collections.abc import Mapping
from typing import Final

from vpclint.aws.ec2 import SecurityGroup
from vpclint.network.hops import Cause

NO_ROUTE, BAD_STATE = "NO_ROUTE_TO_DESTINATION", "BAD_STATE"
RULES, LIST = "ENI_SG_RULES_MISMATCH", "SUBNET_ACL_RESTRICTION"
NO_RULES = "SG_HAS_NO_RULES"
"""Instead of `RULES`, where a group has neither inbound nor outbound rules."""

CODES: Final[Mapping[Cause, str]] = {
    Cause.S3_ENDPOINT_MISSING: NO_ROUTE,
    Cause.S3_ENDPOINT_NOT_AVAILABLE: BAD_STATE,
    Cause.S3_ENDPOINT_NOT_ROUTED: NO_ROUTE,
    Cause.S3_BUCKET_OTHER_REGION: NO_ROUTE,
    Cause.ROUTE_MISSING: NO_ROUTE,
    Cause.ROUTE_BLACKHOLE: "BAD_STATE_ROUTE",
    Cause.INTERNET_GATEWAY_UNUSABLE: "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
    Cause.INTERNET_GATEWAY_DETACHED: "UNASSOCIATED_COMPONENT",
    Cause.NAT_GATEWAY_NOT_AVAILABLE: BAD_STATE,
    Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE: NO_ROUTE,
    Cause.PUBLIC_ACCESS_BLOCKED: "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
    Cause.SECURITY_GROUP_EGRESS: RULES,
    Cause.SECURITY_GROUP_SELF_INGRESS: RULES,
    Cause.SECURITY_GROUP_SELF_EGRESS: RULES,
    Cause.SECURITY_GROUP_ENCRYPTION_PORTS: RULES,
    Cause.NETWORK_ACL_EGRESS: LIST,
    Cause.NETWORK_ACL_RETURN: LIST,
    Cause.NETWORK_ACL_PEERS: LIST,
    Cause.SERVICE_ENDPOINT_MISSING: NO_ROUTE,
    Cause.SERVICE_ENDPOINT_NOT_AVAILABLE: BAD_STATE,
    Cause.ENDPOINT_SECURITY_GROUP_INGRESS: RULES,
    Cause.ENDPOINT_ZONE: "AVAILABILITY_ZONE_CROSSED",
}
"""The Analyzer's code of each cause that it has one for."""

WITHOUT: Final = frozenset(
    {
        Cause.S3_ENDPOINT_BYPASSED,
        Cause.S3_GLOBAL_HOSTNAME,
        Cause.ROUTE_AMBIGUOUS,
        Cause.NAT_GATEWAY_PRIVATE,
        Cause.PATH_LEAVES_THE_VPC,
        Cause.DNS_SUPPORT_DISABLED,
        Cause.DNS_HOSTNAMES_DISABLED,
        Cause.DHCP_OPTIONS_INCOMPLETE,
        Cause.CUSTOM_NAME_SERVERS,
        Cause.SERVICE_ENDPOINT_PRIVATE_DNS,
        Cause.SERVICE_ENDPOINT_POLICY,
        Cause.ENDPOINT_POLICY_DENIES_JOB,
        Cause.BUCKET_POLICY_DENIES_JOB,
        Cause.ROLE_POLICY_DENIES_JOB,
    }
)
"""The causes that it has none for."""


def has_no_rules(group: SecurityGroup) -> bool:
    """Whether a group surely has neither inbound nor outbound rules."""
    return group.ip_permissions == () == group.ip_permissions_egress
