"""Which rules of groups and which entries of lists let traffic through.

That they do is decided without asking which of them it is. This is for those who want to see the way.
"""

from collections.abc import Iterator

from vpclint.algebra.traffic import TrafficSet
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import IpPermission, NetworkAcl
from vpclint.network.acls import Side, entry_name, grants
from vpclint.network.analysis import Analysis
from vpclint.network.hops import Decider
from vpclint.network.security_groups import Carriers, Direction, permissions_of, rules_traffic, service_text


def admitting_rules(
    analysis: Analysis, groups: tuple[str, ...], direction: Direction, carriers: Carriers, wanted: TrafficSet
) -> tuple[Decider, ...]:
    """The rules of the groups that let some of the wanted traffic through; none where no reasons are wanted."""
    if not analysis.explains:
        return ()
    return tuple(each for group_id in groups for each in _rules(analysis, group_id, direction, carriers, wanted))


def _rules(
    analysis: Analysis, group_id: str, direction: Direction, carriers: Carriers, wanted: TrafficSet
) -> Iterator[Decider]:
    group = analysis.state.security_groups.get(group_id)
    permissions = (or_none(permissions_of(group, direction)) if group else None) or ()
    allowed = rules_traffic(analysis.state, group_id, permissions, direction, carriers)
    for index, (permission, traffic) in enumerate(zip(permissions, allowed, strict=True)):
        if not traffic.certain.isdisjoint(wanted):
            yield Decider(group_id, f"/{direction.value}/{index}", _rule_text(permission, direction))


def _rule_text(permission: IpPermission, direction: Direction) -> str:
    """A rule as EC2's console shows it: `tcp 443 to pl-6ea54007`."""
    named = (
        *(each.cidr_ip for each in or_none(permission.ip_ranges) or ()),
        *(each.cidr_ipv6 for each in or_none(permission.ipv6_ranges) or ()),
        *(each.prefix_list_id for each in or_none(permission.prefix_list_ids) or ()),
        *(each.group_id for each in or_none(permission.user_id_group_pairs) or ()),
    )
    side = "from" if direction is Direction.INGRESS else "to"
    return f"{service_text(permission)} {side} {', '.join(filter(None, map(or_none, named)))}"


def admitting_entries(analysis: Analysis, acl: NetworkAcl, side: Side, wanted: TrafficSet) -> tuple[Decider, ...]:
    """The entries of a list that let some of the wanted traffic through; none where no reasons are wanted."""
    if not analysis.explains:
        return ()
    return tuple(
        Decider(acl.network_acl_id, grant.pointer, f"entry {entry_name(grant.number)}")
        for grant in grants(analysis.state, acl, side)
        if not grant.traffic.isdisjoint(wanted)
    )
