"""Security groups and network ACLs, for one packet.

A group only allows, over all rules of all groups of an interface, and is stateful. A network ACL is asked in the order
of its numbers, decides by the first entry that matches, denies what none matches, and knows nothing of connections.
Sources: Amazon VPC User Guide, "Security group rules" and "Network ACL rules".
"""

from .packets import ICMP, PROTOCOLS, TCP, UDP, Packet, dies, holds, leaves
from .records import Record, World, found, listed_blocks

INGRESS, EGRESS = "IpPermissions", "IpPermissionsEgress"


def pass_groups(world: World, groups: tuple[str, ...], side: str, packet: Packet, peer_groups: tuple[str, ...]) -> None:
    """The packet passes the groups of an interface, to or from a peer that carries `peer_groups`."""
    peer = packet.destination if side == EGRESS else packet.source
    records = [found(world, "SecurityGroups", "GroupId", group) for group in groups]
    rules = [rule for record in records if record for rule in record[side] if _opens(rule, packet)]
    if any(_names(world, rule, peer, peer_groups) for rule in rules):
        return
    if None in records:
        leaves(", ".join(groups), "a security group is not in the state")
    lists = [each["PrefixListId"] for rule in rules for each in rule["PrefixListIds"]]
    if any(listed_blocks(world, each) is None for each in lists):
        leaves(", ".join(groups), "a prefix list is not in the state")
    dies(", ".join(groups), f"no rule of {side} allows it")


def _opens(rule: Record, packet: Packet) -> bool:
    """Whether a rule is for the packet's protocol and port. Only TCP, UDP and ICMP have ports; -1 is any."""
    name = rule["IpProtocol"]
    if name == "-1":
        return True
    if (PROTOCOLS[name] if name in PROTOCOLS else int(name)) != packet.protocol:
        return False
    if packet.protocol == ICMP:
        return rule["FromPort"] in (-1, packet.port) and rule["ToPort"] in (-1, 0)
    return packet.protocol not in (TCP, UDP) or bool(rule["FromPort"] <= packet.port <= rule["ToPort"])


def _names(world: World, rule: Record, peer: int, peer_groups: tuple[str, ...]) -> bool:
    lists = [block for each in rule["PrefixListIds"] for block in listed_blocks(world, each["PrefixListId"]) or ()]
    blocks = [*(each["CidrIp"] for each in rule["IpRanges"]), *lists]
    named = [pair["GroupId"] for pair in rule["UserIdGroupPairs"]]
    return any(holds(block, peer) for block in blocks) or any(group in peer_groups for group in named)


def pass_acl(world: World, subnet_id: str, packet: Packet, *, egress: bool) -> None:
    """The packet crosses the border of a subnet."""
    acl = _acl_of(world, subnet_id)
    entries = [entry for entry in acl["Entries"] if entry["Egress"] is egress and _matches(entry, packet)]
    first = min(entries, key=lambda entry: entry["RuleNumber"], default=None)
    way = "out of" if egress else "into"
    if first is None:
        dies(acl["NetworkAclId"], f"no entry matches it {way} {subnet_id}")
    if first["RuleAction"] != "allow":
        dies(acl["NetworkAclId"], f"entry {first['RuleNumber']} denies it {way} {subnet_id}")


def _acl_of(world: World, subnet_id: str) -> Record:
    lists = (acl for acl in world.get("NetworkAcls", ()) if found({"": acl["Associations"]}, "", "SubnetId", subnet_id))
    first: Record | None = next(lists, None)
    return first or leaves(subnet_id, "its network ACL is not in the state")


def _matches(entry: Record, packet: Packet) -> bool:
    """Whether an entry is for this packet; its range is that of the packet's destination port, both ways."""
    peer = packet.destination if entry["Egress"] else packet.source
    if "CidrBlock" not in entry or not holds(entry["CidrBlock"], peer):
        return False
    if entry["Protocol"] == "-1":
        return True
    if int(entry["Protocol"]) != packet.protocol:
        return False
    if packet.protocol == ICMP:
        code = entry["IcmpTypeCode"]
        return code["Type"] in (-1, packet.port) and code["Code"] in (-1, 0)
    ports = entry.get("PortRange", {"From": 0, "To": 65535})
    return packet.protocol not in (TCP, UDP) or bool(ports["From"] <= packet.port <= ports["To"])
