"""What a target needs to take a packet at all, before it leaves for where nobody sees it.

Sources: Amazon VPC Transit Gateways Guide, "Amazon VPC attachments" (a subnet reaches a transit gateway only where the
attachment has a subnet in the same zone); Amazon VPC User Guide, "NAT instances" (an interface that checks source and
destination drops what is not for itself).
"""

from collections.abc import Iterator

from msgspec import structs

from vpclint.algebra.addresses import NO_ADDRESSES
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import Subnet
from vpclint.aws.gateways import TransitGatewayVpcAttachment
from vpclint.network.blocks import interface_addresses
from vpclint.network.crossing import Crossing
from vpclint.network.hops import Cause, Hop, Leg

_DEAD = frozenset(
    {
        "initiating",
        "initiatingRequest",
        "pendingAcceptance",
        "pending",
        "deleting",
        "deleted",
        "failing",
        "failed",
        "rejecting",
        "rejected",
    }
)
"""States of an attachment that carries nothing (botocore: TransitGatewayAttachmentState)."""


def interface_legs(here: Crossing, interface_id: str) -> Iterator[Leg]:
    """An interface as the target: one that checks source and destination takes what is for its own addresses only."""
    interface = here.journey.state.network_interfaces.get(interface_id)
    own = interface_addresses(interface) if interface and interface.source_dest_check is True else NO_ADDRESSES
    taken = here.part & own if own else here.part
    if taken:
        yield Leg(taken, (structs.replace(here, part=taken).edge(),))
    if lost := here.part - taken:
        why = f"{here.prefix} leads to {interface_id}, which checks source and destination and drops what is for others"
        yield Leg(lost, (structs.replace(here, part=lost).stopped(Cause.ROUTE_BLACKHOLE, why, subject=interface_id),))


def transit_gateway_hop(here: Crossing, gateway_id: str, subnet: Subnet) -> Hop:
    """A transit gateway as the target of a subnet's route: it takes nothing where no attachment does.

    Attachments may be those of another account, whose subnet is shared: that the state shows none proves nothing.
    """
    attachments = here.journey.state.transit_gateway_vpc_attachments
    own = [each for each in attachments if gateway_id == each.transit_gateway_id and subnet.vpc_id == each.vpc_id]
    reasons = [_closed(here, each, subnet) for each in own]
    if not own or attachments.gaps or None in reasons:
        return here.edge()
    why = f"{here.prefix} leads to {gateway_id}, {' and '.join(filter(None, reasons))}"
    return here.stopped(Cause.ROUTE_BLACKHOLE, why, subject=gateway_id)


def _closed(here: Crossing, attachment: TransitGatewayVpcAttachment, subnet: Subnet) -> str | None:
    """Why an attachment takes nothing from a subnet; None where it may."""
    name = attachment.transit_gateway_attachment_id
    if or_none(attachment.state) in _DEAD:
        return f"whose attachment {name} is {attachment.state}"
    zone = or_none(subnet.availability_zone)
    if or_none(attachment.state) != "available" or zone is None or isinstance(attachment.subnet_ids, UnsetType):
        return None
    found = [here.journey.state.subnets.get(each) for each in attachment.subnet_ids]
    zones = {or_none(each.availability_zone) if each else None for each in found}
    return None if zones & {zone, None} else f"whose attachment {name} has no subnet in {zone}"
