"""Changes to a working world's network ACLs and security groups."""

from hypothesis import strategies as st
from worlds import GROUP, S3_LIST, Record, World, permission

from .choices import BLOCKS, one, some_block, some_ports, yes_or_no
from .working import ENDPOINT_GROUP, OFFICES, SECOND_GROUP, acl_entry


def acl_entry_added(draw: st.DrawFn, world: World) -> None:
    entries = one(draw, world["NetworkAcls"])["Entries"]
    ports = draw(some_ports)
    entry = acl_entry(
        draw(st.sampled_from([50, 90, 95, 105, 120])),
        draw(some_block),
        egress=draw(yes_or_no),
        action=draw(st.sampled_from(["deny", "deny", "allow"])),
        ports=ports,
        protocol=draw(st.sampled_from(["6", "6", "17"])) if ports else "-1",
    )
    if not _numbered(entries, entry):
        entries.insert(draw(st.integers(0, len(entries))), entry)


def _numbered(entries: list[Record], wanted: Record) -> list[Record]:
    """The entries of the same direction and number, of which AWS lets there be one."""
    same = wanted["Egress"], wanted["RuleNumber"]
    return [each for each in entries if (each["Egress"], each["RuleNumber"]) == same]


def acl_entry_removed(draw: st.DrawFn, world: World) -> None:
    entries = one(draw, world["NetworkAcls"])["Entries"]
    entries.remove(one(draw, entries))


def acl_entry_narrowed(draw: st.DrawFn, world: World) -> None:
    """An entry is for another block, or other ports, than it was: a part of what it was for, perhaps."""
    entries = one(draw, world["NetworkAcls"])["Entries"]
    entry = one(draw, [each for each in entries if each["RuleNumber"] < 32767])
    ports = draw(some_ports)
    if ports:
        entry |= {"Protocol": "6", "PortRange": {"From": ports[0], "To": ports[1]}}
    else:
        entry["CidrBlock"] = draw(some_block)


def acl_of_subnet_changed(draw: st.DrawFn, world: World) -> None:
    """A subnet is given another list, if there is one."""
    taken = one(draw, [each for held in world["NetworkAcls"] for each in held["Associations"]])
    given = one(draw, [held for held in world["NetworkAcls"] if taken not in held["Associations"]])
    if given:
        for held in world["NetworkAcls"]:
            held["Associations"] = [each for each in held["Associations"] if each is not taken]
        given["Associations"].append(taken | {"NetworkAclId": given["NetworkAclId"]})


def group_rule_replaced(draw: st.DrawFn, world: World) -> None:
    """A rule goes, and perhaps another comes."""
    rules = draw(st.sampled_from(_rules_of(world)))
    rules.remove(one(draw, rules))
    if draw(yes_or_no):
        rules.append(_rule(draw))


def group_rule_narrowed(draw: st.DrawFn, world: World) -> None:
    """A rule is for other ports, or only for one other block or group, than it was."""
    rules = draw(st.sampled_from(_rules_of(world)))
    rule = one(draw, rules)
    ports = draw(some_ports)
    if ports:
        rule |= {"IpProtocol": "tcp", "FromPort": ports[0], "ToPort": ports[1]}
    else:
        other = _rule(draw)
        rule |= {each: other[each] for each in ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")}


def _rules_of(world: World) -> list[list[Record]]:
    """The rules of each group and direction, where there are any."""
    sides = [group[side] for group in world["SecurityGroups"] for side in ("IpPermissions", "IpPermissionsEgress")]
    return [rules for rules in sides if rules] or [[permission("-1")]]


def group_rule_added(draw: st.DrawFn, world: World) -> None:
    side = draw(st.sampled_from(["IpPermissions", "IpPermissionsEgress"]))
    group = one(draw, world["SecurityGroups"])
    group[side] = [*group[side], _rule(draw)]


def _rule(draw: st.DrawFn) -> Record:
    peers = [*BLOCKS, "::/0", GROUP, SECOND_GROUP, ENDPOINT_GROUP, S3_LIST, OFFICES]
    named = draw(st.lists(st.sampled_from(peers), min_size=1, max_size=2))
    ports = draw(some_ports)
    protocol = draw(st.sampled_from(["tcp", "tcp", "6", "udp"])) if ports else draw(st.sampled_from(["-1", "50"]))
    return permission(protocol, *named, ports=ports)


def endpoint_groups_replaced(draw: st.DrawFn, world: World) -> None:
    """An interface endpoint, and so its interfaces, carry other groups."""
    found = one(draw, [each for each in world["VpcEndpoints"] if each["NetworkInterfaceIds"]])
    carried = draw(st.sampled_from([[GROUP], [SECOND_GROUP], [GROUP, ENDPOINT_GROUP]]))
    named = [{"GroupId": each, "GroupName": each} for each in carried]
    found["Groups"] = named
    for each in world["NetworkInterfaces"]:
        if each["NetworkInterfaceId"] in found.get("NetworkInterfaceIds", ()):
            each["Groups"] = named
