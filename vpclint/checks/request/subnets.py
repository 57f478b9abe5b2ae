"""The subnets that a request names, each by itself and all together."""

import re
from collections.abc import Iterator

from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import SecurityGroup, Subnet
from vpclint.checks.common import meant, per_subnet, places, scope
from vpclint.decision.case import Case
from vpclint.finding import Finding, Place, open_question
from vpclint.truth import Fact

_SUBNET_STATES = frozenset({"pending", "unavailable", "failed", "failed-insufficient-capacity"})


_ZONE = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d+(?:[a-z]|(?P<edge>-[a-z0-9-]+))")
"""The Region and a letter; in edge zones the Region and a name: `eu-central-1-ham-1a`, `eu-central-1-wl1-ber-wlz-1`."""


def subnet_not_found(case: Case) -> Iterator[Finding]:
    """A subnet is not in a state that is complete for subnets."""
    for subnet_id in case.job.subnet_ids:
        place = case.job.subnet_place(subnet_id)
        exists = case.state.subnets.exists(subnet_id)
        affects = (case.affected((subnet_id,)),)
        if exists.is_no:
            message = f"{subnet_id} does not exist in {scope(case)}"
            notes = meant(case.state.subnets, subnet_id)
            yield Finding(message=message, resource=subnet_id, places=(place,), notes=notes, affects=affects)
        elif exists.is_unknown:
            yield open_question(exists.facts, resource=subnet_id, affects=affects)


def subnet_not_available(case: Case) -> Iterator[Finding]:
    """A subnet is in another state than available."""

    def ask(subnet: Subnet) -> Iterator[Finding]:
        affects = (case.affected((subnet.subnet_id,)),)
        missing = case.state.subnets.fact(subnet.subnet_id, "State")
        if isinstance(subnet.state, UnsetType):
            yield open_question(frozenset({missing}), resource=subnet.subnet_id, affects=affects)
        elif subnet.state in _SUBNET_STATES:
            yield Finding(
                message=f"{subnet.subnet_id} is {subnet.state}, not available",
                resource=subnet.subnet_id,
                places=_subnet_places(case, subnet, "/State"),
                affects=affects,
            )
        elif subnet.state != "available":
            reason = f"{subnet.state!r} is no state that vpclint knows"
            fact = case.state.subnets.fact(subnet.subnet_id, "State", reason)
            yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)

    return per_subnet(case, ask)


def _subnet_places(case: Case, subnet: Subnet, field: str = "") -> tuple[Place, ...]:
    return places(case.job.subnet_place(subnet.subnet_id), case.state.subnets.place(subnet.subnet_id, field))


def subnet_without_ipv4(case: Case) -> Iterator[Finding]:
    """A subnet has IPv6 addresses only, and the interfaces of a job take IPv4 addresses."""

    def ask(subnet: Subnet) -> Iterator[Finding]:
        if subnet.ipv6_native:
            yield Finding(
                message=f"{subnet.subnet_id} is IPv6 only, and a job takes private IPv4 addresses",
                resource=subnet.subnet_id,
                places=_subnet_places(case, subnet, "/Ipv6Native"),
                affects=(case.affected((subnet.subnet_id,)),),
            )

    return per_subnet(case, ask)


def subnet_in_edge_zone(case: Case) -> Iterator[Finding]:
    """A subnet lies in a local zone, a Wavelength zone or on an Outpost, where processing jobs are not documented."""

    def ask(subnet: Subnet) -> Iterator[Finding]:
        affects = (case.affected((subnet.subnet_id,)),)
        zone = or_none(subnet.availability_zone)
        outpost = or_none(subnet.outpost_arn)
        named = _ZONE.fullmatch(zone or "")
        if named is None and not outpost:
            reason = "" if zone is None else f"{zone!r} is no zone that vpclint knows"
            fact = case.state.subnets.fact(subnet.subnet_id, "AvailabilityZone", reason)
            yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)
        elif outpost or (named and named["edge"]):
            where = f"on the Outpost {outpost}" if outpost else f"in {zone}, which is no ordinary Availability Zone"
            yield Finding(
                message=f"{subnet.subnet_id} lies {where}",
                resource=subnet.subnet_id,
                places=_subnet_places(case, subnet, "/OutpostArn" if outpost else "/AvailabilityZone"),
                affects=affects,
            )

    return per_subnet(case, ask)


def subnet_shared(case: Case) -> Iterator[Finding]:
    """A subnet is shared by another account, and the job uses a group that only the owner may use.

    Participants can't use the owner's security groups, nor the VPC's default group where the owner owns it (Amazon VPC
    User Guide, "Share your VPC subnets with other accounts").
    """
    account = case.job.account or case.state.account

    def ask(subnet: Subnet) -> Iterator[Finding]:
        affects = (case.affected((subnet.subnet_id,)),)
        owner = or_none(subnet.owner_id)
        if owner is None or not account:
            missing = Fact("vpclint", "", "account", "neither the request nor the state says whose job it is")
            fact = missing if owner else case.state.subnets.fact(subnet.subnet_id, "OwnerId")
            yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)
        elif owner != account:
            for group in filter(None, map(case.state.security_groups.get, case.job.group_ids)):
                yield from _owners_group(case, subnet, group, owner)

    return per_subnet(case, ask)


def _owners_group(case: Case, subnet: Subnet, group: SecurityGroup, owner: str) -> Iterator[Finding]:
    affects = (case.affected((subnet.subnet_id,)),)
    if isinstance(group.owner_id, UnsetType):
        fact = case.state.security_groups.fact(group.group_id, "OwnerId")
        yield open_question(frozenset({fact}), resource=subnet.subnet_id, affects=affects)
    elif group.owner_id == owner:
        yield Finding(
            message=f"{group.group_id} belongs to account {owner}, which shares {subnet.subnet_id} without its groups",
            resource=group.group_id,
            places=(case.job.group_place(group.group_id), *_subnet_places(case, subnet, "/OwnerId")),
            affects=affects,
            values={"vpc": or_none(subnet.vpc_id) or ""},
            discriminator=owner,
        )


def single_zone(case: Case) -> Iterator[Finding]:
    """All subnets of the job lie in one Availability Zone."""
    if not case.job.subnet_ids:
        return
    zones = {subnet.subnet_id: or_none(subnet.availability_zone) for subnet in case.subnets}
    hidden = [subnet_id for subnet_id in case.job.subnet_ids if case.state.subnets.exists(subnet_id).is_unknown]
    facts = {fact for subnet_id in hidden for fact in case.state.subnets.exists(subnet_id).facts}
    facts |= {
        case.state.subnets.fact(subnet_id, "AvailabilityZone") for subnet_id, zone in zones.items() if zone is None
    }
    listed = len({reference.id for reference in case.job.subnets})
    if len(set(zones.values()) - {None}) > 1 or len(zones) + len(hidden) < listed:
        return
    if facts and len(case.job.subnet_ids) > 1:
        yield open_question(frozenset(facts))
    elif zones:
        zone = next(iter(zones.values())) or "one zone"
        yield Finding(
            message=f"all subnets of the job lie in {zone}",
            resource=zone,
            places=case.subnet_places(tuple(zones)),
        )
