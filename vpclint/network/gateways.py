"""What the records of NAT gateways and internet gateways say of themselves."""

from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.gateways import InternetGateway, NatGateway
from vpclint.state.state import State
from vpclint.truth import NO, YES, Truth, any_of, known, open_for, unknown

PUBLIC, PRIVATE = "public", "private"
AVAILABLE = "available"
GONE = frozenset({"deleting", "deleted"})
NOT_AVAILABLE = GONE | {"pending", "failed"}
"""States of a NAT gateway that carries nothing (botocore: NatGatewayState). Behind one that is gone nobody looks."""

_ATTACHED = frozenset({"available", "attached"})
_NOT_ATTACHED = frozenset({"attaching", "detaching", "detached"})
"""AWS says `available` of an attachment that its service model calls `attached` (botocore: AttachmentStatus)."""


def nat_availability(state: State, nat: NatGateway) -> Truth:
    """Whether a NAT gateway is available."""
    status = nat.state
    if isinstance(status, UnsetType) or status not in NOT_AVAILABLE | {AVAILABLE}:
        reason = "" if isinstance(status, UnsetType) else f"{status!r} is no state that vpclint knows"
        return unknown(state.nat_gateways.fact(nat.nat_gateway_id, "State", reason))
    return known(status == AVAILABLE)


def has_public_address(state: State, nat: NatGateway) -> Truth:
    """Whether a NAT gateway has a public address, without which no internet gateway carries what it sends."""
    table, name, kind = state.nat_gateways, nat.nat_gateway_id, or_none(nat.connectivity_type)
    if kind not in (PUBLIC, PRIVATE, None):
        return unknown(table.fact(name, "ConnectivityType", f"{kind!r} is no type that vpclint knows"))
    if kind == PRIVATE:
        return NO
    addresses = or_none(nat.nat_gateway_addresses)
    if addresses is None:
        return YES if kind == PUBLIC else unknown(table.fact(name, "ConnectivityType"))
    if any(or_none(each.public_ip) and or_none(each.status) in (None, "succeeded") for each in addresses):
        return YES
    reason = "none of its addresses is a PublicIp that stands"
    return unknown(table.fact(name, "NatGatewayAddresses", reason))


def attached(state: State, gateway_id: str, vpc_id: str) -> Truth:
    """Whether an internet gateway is attached to a VPC; without an id, whether any is."""
    table = state.internet_gateways
    if not gateway_id:
        found = [_attachment(state, gateway, vpc_id) for gateway in table]
        return any_of((*found, open_for(table.gaps) if table.gaps else NO))
    gateway = table.get(gateway_id)
    return _attachment(state, gateway, vpc_id) if gateway else table.exists(gateway_id)


def _attachment(state: State, gateway: InternetGateway, vpc_id: str) -> Truth:
    table, name = state.internet_gateways, gateway.internet_gateway_id
    if isinstance(gateway.attachments, UnsetType):
        return unknown(table.fact(name, "Attachments"))
    found = []
    for index, each in enumerate(gateway.attachments):
        status = or_none(each.state)
        if isinstance(each.vpc_id, UnsetType):
            found.append(unknown(table.fact(name, f"Attachments[{index}].VpcId")))
        elif each.vpc_id == vpc_id and status not in _ATTACHED | _NOT_ATTACHED:
            reason = f"{status!r} is no state that vpclint knows" if status else ""
            found.append(unknown(table.fact(name, f"Attachments[{index}].State", reason)))
        else:
            found.append(known(each.vpc_id == vpc_id and status in _ATTACHED))
    return any_of(found)
