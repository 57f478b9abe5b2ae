"""Network ACLs on the way, there and back: the entry with the lowest number that matches decides.

A network ACL is stateless: answers come back to the port from which was asked, and have to be let through as well.
"""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.algebra.addresses import ALL_IPV4, AddressSet
from vpclint.algebra.ports import ALL_PORTS, TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import NO_TRAFFIC, TrafficSet
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import NetworkAclEntry
from vpclint.checks.common import EVERYWHERE, findings_of, from_blockages, names, places
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Severity
from vpclint.network.blocks import assignable, subnet_block
from vpclint.network.filters import JOB_PORTS, NAT_PORTS
from vpclint.network.hops import Cause

SPREAD = "a job is documented to be placed in one of its subnets: it would fail only if its instances were spread"
NOW_AND_THEN = "connections that are opened from these ports fail and others work, so the job fails now and then"
DRAWN = "it depends on the address drawn: other addresses of the subnet are let through"


def network_acl_egress(case: Case) -> Iterator[Finding]:
    """The list of a subnet on the way denies a destination and port that the job needs."""

    def say(blockage: Blockage) -> Finding:
        stop = _Stop(case, blockage)
        refused = stop.refused
        service, far = _service(refused.protocols(), refused.ports()), stop.named(refused.destinations())
        if drawn := stop.some_of_the_job(refused.sources()):
            return stop.finding(f"does not let {service} to {stop.towards} in from {drawn}", DRAWN)
        return stop.finding(f"does not let {service} {'in on the way' if stop.inward else 'out'} to {far}")

    return from_blockages(case, Cause.NETWORK_ACL_EGRESS, say)


def network_acl_return(case: Case) -> Iterator[Finding]:
    """The list of a subnet on the way does not let the answers back, to all or to some ephemeral ports."""

    def say(blockage: Blockage) -> Finding:
        stop = _Stop(case, blockage)
        refused = stop.refused
        side = "in" if stop.inward else "out on the way back" if stop.entry else "back"
        if blockage.obstacle.mild and refused.ports() not in (JOB_PORTS, NAT_PORTS):
            ports = _service(refused.protocols(), refused.ports())
            return stop.finding(f"does not let answers from {stop.towards} {side} to {ports}", NOW_AND_THEN)
        if drawn := stop.some_of_the_job(refused.destinations()):
            return stop.finding(f"does not let answers from {stop.towards} {side} to {drawn}", DRAWN)
        return stop.finding(f"does not let answers from {stop.named(refused.sources())} {side}")

    return from_blockages(case, Cause.NETWORK_ACL_RETURN, say)


def network_acl_peers(case: Case) -> Iterator[Finding]:
    """The list of one of the job's subnets blocks traffic with another one, should instances be spread over them.

    An entry that stops another need as well is reported once, for that need.
    """

    def say(blockage: Blockage) -> Finding:
        stop = _Stop(case, blockage)
        side = "in from" if stop.inward else "out to" if stop.entry else "between"
        services = sorted({_service(box.protocols, box.ports) for box in stop.refused.boxes()})
        return stop.finding(f"does not let {names(services)} {side} the job's other subnets", SPREAD)

    others = (*case.blockages(Cause.NETWORK_ACL_EGRESS), *case.blockages(Cause.NETWORK_ACL_RETURN))
    reported = {_entry_of(each) for each in others if each.truth.is_no}
    peers = case.blockages(Cause.NETWORK_ACL_PEERS)
    return findings_of((each for each in peers if _entry_of(each) not in reported), say)


def _entry_of(blockage: Blockage) -> tuple[str, str]:
    return blockage.obstacle.resource, blockage.obstacle.pointer


def _service(protocols: ProtocolSet, ports: PortSet) -> str:
    """Protocols and ports for a message: `TCP 443`; protocols without ports stand alone."""
    named = str(protocols)
    named = named if "protocol" in named else named.upper()
    return named if ports == ALL_PORTS else f"{named} {ports}"


class _Stop(Struct, frozen=True):
    """What an entry of a list stops, or the end of the list where no entry matches."""

    case: Case
    blockage: Blockage

    @property
    def refused(self) -> TrafficSet:
        """The traffic that is stopped."""
        return self.blockage.obstacle.refused or NO_TRAFFIC

    @property
    def entries(self) -> tuple[NetworkAclEntry, ...]:
        """The entries of the list."""
        acl = self.case.state.network_acls.get(self.blockage.obstacle.resource)
        return () if acl is None or isinstance(acl.entries, UnsetType) else acl.entries

    @property
    def entry(self) -> NetworkAclEntry | None:
        """The entry that decides; None where none matches."""
        index = self.blockage.obstacle.pointer.removeprefix("/Entries").removeprefix("/")
        return self.entries[int(index)] if index else None

    @property
    def inward(self) -> bool:
        """It is the side of what comes into the subnet, as far as an entry says."""
        return self.entry is not None and self.entry.egress is False

    @property
    def towards(self) -> str:
        """The names of what is reached."""
        return names(self.blockage.obstacle.towards)

    def named(self, far: AddressSet) -> str:
        """What is reached, or the addresses of it where only a part is hit."""
        return f"{far} of {self.towards}" if self.blockage.obstacle.partial else self.towards

    def some_of_the_job(self, near: AddressSet) -> str:
        """The addresses on the job's side, where they are a part of those that its interfaces may have."""
        hit = [subnet for subnet in self.case.subnets if subnet.subnet_id in self.blockage.subnets]
        blocks = [subnet_block(self.case.state, subnet) for subnet in hit]
        every = AddressSet.union(assignable(block) for block in blocks if isinstance(block, AddressSet))
        return "" if every <= near else ", ".join(near.ranges())

    def finding(self, fault: str, *notes: str) -> Finding:
        """What the list does not do, and which entry decides."""
        obstacle = self.blockage.obstacle
        acl_id = obstacle.resource
        why = f"entry {obstacle.subject} denies it" if self.entry else "no entry allows it"
        return Finding(
            message=f"{acl_id} {fault}: {why}",
            resource=acl_id,
            severity=Severity.WARNING if obstacle.mild else None,
            places=(
                *self.case.subnet_places(self.blockage.subnets, f"the way from this subnet leads through {acl_id}"),
                *places(self.case.state.network_acls.place(acl_id, obstacle.pointer, why)),
            ),
            notes=notes,
            values={"list": acl_id, "blocks": self._blocks(ALL_IPV4), **self._allowance()},
            discriminator=f"{obstacle.subject} {fault}",
        )

    def _allowance(self) -> dict[str, str]:
        """What an entry that lets the traffic through has to say; nothing where the side or a number is not known.

        It goes before the entry that decides.
        """
        entry, number = self.entry, self._free_number()
        if entry is None or not number:
            return {}
        far = self.refused.sources() if self.inward else self.refused.destinations()
        ports = self.refused.ports().intervals
        single = len(ports) == 1 and self.refused.protocols() == ProtocolSet.single(TCP)
        return {
            "list-in": self.blockage.obstacle.resource if self.inward else "",
            "list-out": "" if self.inward else self.blockage.obstacle.resource,
            "number": str(number),
            "block": self._block(far),
            "from-port": str(ports[0][0]) if single else "",
            "to-port": str(ports[0][1]) if single else "",
        }

    def _block(self, far: AddressSet) -> str:
        """The one block that is meant, or everywhere, since lists name no prefix lists; among peers none if several."""
        if self.blockage.obstacle.cause is not Cause.NETWORK_ACL_PEERS:
            return far.cidrs()[0] if far.is_cidr else EVERYWHERE
        blocks = self._blocks(far)
        return blocks[0] if len(blocks) == 1 else ""

    def _blocks(self, far: AddressSet) -> tuple[str, ...]:
        """The blocks of the job's subnets that have any of these addresses."""
        known = (subnet_block(self.case.state, subnet) for subnet in self.case.subnets)
        hit = [block for block in known if isinstance(block, AddressSet) and not block.isdisjoint(far)]
        return tuple(cidr for block in hit for cidr in block.cidrs())

    def _free_number(self) -> int:
        """A number between the entry that decides and the one before it; 0 where there is none."""
        entry = self.entry
        number = (or_none(entry.rule_number) if entry else None) or 0
        others = [or_none(each.rule_number) or 0 for each in self.entries if entry and each.egress is entry.egress]
        before = max((each for each in others if each < number), default=0)
        return min(before + 10, (before + number) // 2) if number - before > 1 else 0
