"""Security groups, always judged as the union of all groups of the job."""

from collections.abc import Iterator

from msgspec import UNSET, json, structs

from vpclint.algebra.addresses import ALL_IPV4, ALL_IPV6, AddressSet
from vpclint.algebra.ports import TCP, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import IpPermission
from vpclint.checks.common import EVERYWHERE, from_blockages, names, places
from vpclint.decision.case import Blockage, Case
from vpclint.decision.destinations import NAMES
from vpclint.finding import Finding, Place, Severity, open_question
from vpclint.network.blocks import assignable, subnet_block
from vpclint.network.destination import S3
from vpclint.network.endpoints import service_prefix_list
from vpclint.network.hops import Cause
from vpclint.network.security_groups import Direction, HiddenPeer, peers_of, service_text
from vpclint.state.state import State
from vpclint.truth import NOTHING_MISSING, Facts


def security_group_egress(case: Case) -> Iterator[Finding]:
    """The union of the job's groups does not allow a destination and port that the job needs."""

    def say(blockage: Blockage) -> Finding:
        refused = blockage.obstacle.refused
        needs = names(blockage.obstacle.towards)
        part = f"{refused.destinations()} of " if blockage.obstacle.partial and refused else ""
        ports = refused.ports() if refused else ""
        return Finding(
            message=f"{blockage.obstacle.resource} {_do(case)} not allow TCP {ports} out to {part}{needs}",
            resource=blockage.obstacle.resource,
            severity=Severity.WARNING if blockage.obstacle.mild else None,
            places=_group_places(case, Direction.EGRESS.value, "no rule here allows it"),
            values=_group_values(case)
            | {"port": str(ports), "destination": blockage.obstacle.towards, "prefix-list": _s3_list(case, blockage)}
            | _opening(refused, blockage.obstacle.towards),
        )

    return from_blockages(case, Cause.SECURITY_GROUP_EGRESS, say)


def security_group_self_ingress(case: Case) -> Iterator[Finding]:
    """The union of the groups does not let the job's own interfaces in, and the job has several instances."""
    return _self(case, Cause.SECURITY_GROUP_SELF_INGRESS, "in from")


def security_group_self_egress(case: Case) -> Iterator[Finding]:
    """The union of the groups does not let the job's own interfaces out to each other."""
    return _self(case, Cause.SECURITY_GROUP_SELF_EGRESS, "out to")


def _self(case: Case, cause: Cause, side: str) -> Iterator[Finding]:
    def say(blockage: Blockage) -> Finding:
        obstacle = blockage.obstacle
        ports = obstacle.refused.ports() if obstacle.refused else "any port"
        return Finding(
            message=f"{obstacle.resource} {_do(case)} not let TCP {ports} {side} the job's own members",
            resource=obstacle.resource,
            severity=Severity.WARNING if obstacle.mild else None,
            places=_group_places(case, obstacle.pointer, "no rule here names one of the job's groups"),
            notes=_by_addresses(case, blockage),
            values=_group_values(case),
            discriminator=f"{cause.name} {ports}",
        )

    return from_blockages(case, cause, say)


def _by_addresses(case: Case, blockage: Blockage) -> tuple[str, ...]:
    """A note for rules that cover a subnet in part: whether peers meet depends on the addresses that they draw."""
    refused = blockage.obstacle.refused
    if refused is None:
        return ()
    ingress = blockage.obstacle.pointer == Direction.INGRESS.value
    left_out = refused.sources() if ingress else refused.destinations()
    blocks = [subnet_block(case.state, subnet) for subnet in case.subnets if subnet.subnet_id in blockage.subnets]
    every = AddressSet.union(assignable(block) for block in blocks if isinstance(block, AddressSet))
    if every <= left_out:
        return ()
    return (f"it depends on the address drawn: the rules cover the subnets but for {left_out}",)


def security_group_encryption_ports(case: Case) -> Iterator[Finding]:
    """Traffic between instances is encrypted, and UDP 500 or ESP is not allowed both ways among them."""

    def say(blockage: Blockage) -> Finding:
        obstacle = blockage.obstacle
        side = "in from" if obstacle.pointer == Direction.INGRESS.value else "out to"
        return Finding(
            message=f"{obstacle.resource} {_do(case)} not let {_encryption(blockage)} {side} the job's own members",
            resource=obstacle.resource,
            places=(
                case.job.place("/NetworkConfig/EnableInterContainerTrafficEncryption", "encryption is asked for here"),
                *_group_places(case, obstacle.pointer, "no rule here allows it"),
            ),
            values=_group_values(case) | _on_side(case, obstacle.pointer),
            discriminator=side,
        )

    return from_blockages(case, Cause.SECURITY_GROUP_ENCRYPTION_PORTS, say)


def _encryption(blockage: Blockage) -> str:
    refused = blockage.obstacle.refused
    protocols = refused.protocols() if refused else ()
    return names([name for number, name in ((17, "UDP 500"), (50, "IP protocol 50 (ESP)")) if number in protocols])


_FAMILIES = (("IPv4", ALL_IPV4), ("IPv6", ALL_IPV6))


def security_group_open(case: Case) -> Iterator[Finding]:
    """An ingress rule of one of the job's groups admits every IPv4 or every IPv6 address."""
    for group_id in case.job.group_ids:
        group = case.state.security_groups.get(group_id)
        if group is None:
            facts = case.state.security_groups.exists(group_id).facts
        elif isinstance(group.ip_permissions, UnsetType):
            facts = frozenset({case.state.security_groups.fact(group_id, Direction.INGRESS.value)})
        else:
            facts = frozenset()
            for index, permission in enumerate(group.ip_permissions):
                admitted, hidden = _admitted(case, group_id, index, permission)
                facts |= hidden
                if admitted:
                    yield _open_rule(case, group_id, index, f"{admitted} on {service_text(permission)}")
        if facts:
            yield open_question(facts, resource=group_id)


def _admitted(case: Case, group_id: str, index: int, permission: IpPermission) -> tuple[str, Facts]:
    """Which whole families of addresses a rule admits; where it is none, the facts that would tell of more."""
    question = ("admitted", group_id, index)
    return case.analysis.once(question, lambda: _families_of(case.state, group_id, index, permission))


def _families_of(state: State, group_id: str, index: int, permission: IpPermission) -> tuple[str, Facts]:
    rule = state.security_groups.fact(group_id, f"{Direction.INGRESS.value}[{index}]")
    peers = tuple(peers_of(state, permission, (), rule))
    admitted = AddressSet.union(peer for peer in peers if isinstance(peer, AddressSet))
    families = [name for name, every in _FAMILIES if every <= admitted]
    if families:
        return f"every {' and '.join(families)} address", NOTHING_MISSING
    hidden = [peer for peer in peers if isinstance(peer, HiddenPeer)]
    possible = AddressSet.union((admitted, *(peer.within for peer in hidden)))
    may_be_open = any(every <= possible for _, every in _FAMILIES)
    return "", frozenset(peer.fact for peer in hidden) if may_be_open else NOTHING_MISSING


def _open_rule(case: Case, group_id: str, index: int, what: str) -> Finding:
    return Finding(
        message=f"{group_id} admits {what}",
        resource=group_id,
        places=places(
            case.job.group_place(group_id),
            case.state.security_groups.place(group_id, f"/{Direction.INGRESS.value}/{index}", "this rule"),
        ),
        notes=("a job needs no one from outside: nothing connects to its instances but its own members",),
        values={"group": group_id, "permission-json": _to_revoke(case, group_id, index)},
    )


def _to_revoke(case: Case, group_id: str, index: int) -> str:
    """The part of a rule that admits everyone, as the API takes it; empty where no single block of it does."""
    group = case.state.security_groups.get(group_id)
    permissions = or_none(group.ip_permissions) if group else None
    if permissions is None:
        return ""
    rule = permissions[index]
    open_ = structs.replace(
        rule,
        ip_ranges=tuple(each for each in or_none(rule.ip_ranges) or () if each.cidr_ip == "0.0.0.0/0") or UNSET,
        ipv6_ranges=tuple(each for each in or_none(rule.ipv6_ranges) or () if each.cidr_ipv6 == "::/0") or UNSET,
        prefix_list_ids=UNSET,
        user_id_group_pairs=UNSET,
    )
    admits = open_.ip_ranges or open_.ipv6_ranges
    return json.encode([open_]).decode() if admits else ""


def _do(case: Case) -> str:
    return "does" if len(case.job.group_ids) == 1 else "together do"


def _group_places(case: Case, direction: str, note: str) -> tuple[Place, ...]:
    groups = case.job.group_ids
    return (
        *(case.job.group_place(group) for group in groups),
        *places(*(case.state.security_groups.place(group, f"/{direction}", note) for group in groups)),
    )


def _on_side(case: Case, direction: str) -> dict[str, str | tuple[str, ...]]:
    """The group under the name of the side that lacks a rule, so that only its commands are shown."""
    group = case.job.group_ids[0] if case.job.group_ids else ""
    return {"group-in": group} if direction == Direction.INGRESS.value else {"group-out": group}


def _s3_list(case: Case, blockage: Blockage) -> str:
    """The prefix list of S3, where it is S3 alone that can't be reached."""
    return service_prefix_list(case.state, S3) if blockage.obstacle.towards == (NAMES[S3],) else ""


def _opening(refused: TrafficSet | None, towards: tuple[str, ...]) -> dict[str, str | tuple[str, ...]]:
    """What a rule names that lets TCP traffic out: its ports, and its blocks, or everywhere where these are many."""
    if refused is None or NAMES[S3] in towards:
        return {}
    ports, blocks = refused.ports().intervals, refused.destinations().cidrs()
    if len(ports) != 1 or refused.protocols() != ProtocolSet.single(TCP):
        return {}
    ranges = ",".join(f"{{CidrIp={block}}}" for block in (blocks if len(blocks) <= _FEW_BLOCKS else [EVERYWHERE]))
    return {"from-port": str(ports[0][0]), "to-port": str(ports[0][1]), "ranges": ranges}


_FEW_BLOCKS = 8


def _group_values(case: Case) -> dict[str, str | tuple[str, ...]]:
    return {"group": case.job.group_ids[0]} if case.job.group_ids else {}
