"""VPC Block Public Access: whether what a NAT gateway sends out may pass the VPC's internet gateway.

Source: Amazon VPC User Guide, "Block public access to VPCs and subnets". `block-bidirectional` stops internet gateways
altogether, `block-ingress` leaves connections alone that are opened from inside through a NAT gateway. An exclusion of
the VPC, or of the subnet of the NAT gateway, lifts the block.
"""

from msgspec import structs

from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import Subnet
from vpclint.aws.gateways import VpcBlockPublicAccessExclusion
from vpclint.state.state import State
from vpclint.text.escape import quoted
from vpclint.truth import NO, YES, Fact, Truth, any_of, known, open_for, unknown

OFF, BOTH_WAYS, INGRESS = "off", "block-bidirectional", "block-ingress"
_MODE = "InternetGatewayBlockMode"
_EXCLUSIONS = ("allow-bidirectional", "allow-egress")
_IN_FORCE = frozenset({"create-complete", "update-complete", "update-in-progress"})
_OUT_OF_FORCE = frozenset({"create-failed", "delete-complete", "disable-complete"})


def egress_allowed(state: State, vpc_id: str, subnet: Subnet | None) -> Truth:
    """Whether the VPC's internet gateway lets out what comes from a subnet, or, for None, from the VPC as a whole."""
    mode = _mode(state, vpc_id, subnet)
    if isinstance(mode, Fact):
        return unknown(mode)
    if mode in (OFF, INGRESS):
        return YES
    if mode != BOTH_WAYS:
        reason = f"{mode!r} is no mode that vpclint knows"
        return unknown(state.vpc_block_public_access_options.fact("", _MODE, reason))
    exclusions = state.vpc_block_public_access_exclusions
    resources = {vpc_id, *((subnet.subnet_id,) if subnet else ())}
    lifted = [_lifts(state, exclusion, resources) for exclusion in exclusions]
    return any_of((*lifted, open_for(exclusions.gaps) if exclusions.gaps else NO))


def _mode(state: State, vpc_id: str, subnet: Subnet | None) -> str | Fact:
    """The mode of the account's options; where those are not in the state, what the subnet or its VPC says of it."""
    table = state.vpc_block_public_access_options
    here = [each for each in table if or_none(each.aws_region) in (None, state.region)]
    if here:
        return _agreed({or_none(each.internet_gateway_block_mode) for each in here}, table.fact("", _MODE))
    for record in (subnet, state.vpcs.get(vpc_id)):
        states = or_none(record.block_public_access_states) if record else None
        mode = or_none(states.internet_gateway_block_mode) if states else None
        if mode:
            return mode
    return OFF if table.assumed else _untold(state)


def _agreed(modes: set[str | None], missing: Fact) -> str | Fact:
    """The one mode that is told."""
    told = [mode for mode in modes if mode is not None]
    if len(modes) == len(told) == 1:
        return told[0]
    both = " and ".join(map(quoted, sorted(told)))
    return structs.replace(missing, reason=f"its records disagree: {both}") if len(told) > 1 else missing


def _untold(state: State) -> Fact:
    """What would tell the mode, where no options of the state's Region are there."""
    table = state.vpc_block_public_access_options
    elsewhere = ", ".join(sorted(str(each.aws_region) for each in table))
    here = state.region or "a Region that the state tells"
    reason = f"it is told of {elsewhere}, not of {here}" if elsewhere else ""
    return min(table.gaps, default=table.fact("", _MODE if elsewhere else "", reason))


def _lifts(state: State, exclusion: VpcBlockPublicAccessExclusion, resources: set[str]) -> Truth:
    """Whether an exclusion covers one of the resources; both of its modes let traffic out."""
    table = state.vpc_block_public_access_exclusions
    if isinstance(exclusion.resource_arn, UnsetType):
        return unknown(table.fact(exclusion.exclusion_id, "ResourceArn"))
    if exclusion.resource_arn.rpartition("/")[2] not in resources:
        return NO
    mode, status = or_none(exclusion.internet_gateway_exclusion_mode), or_none(exclusion.state)
    if mode not in (None, *_EXCLUSIONS):
        reason = f"{mode!r} is no mode that vpclint knows"
        return unknown(table.fact(exclusion.exclusion_id, "InternetGatewayExclusionMode", reason))
    if status in _IN_FORCE | _OUT_OF_FORCE:
        return known(status in _IN_FORCE)
    reason = f"its state is {status}" if status else ""
    return unknown(table.fact(exclusion.exclusion_id, "State", reason))
