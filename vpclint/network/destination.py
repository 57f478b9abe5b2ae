"""Where a path leads: addresses, ports, and the name behind them."""

from msgspec import Struct

from vpclint.algebra.addresses import ALL_ADDRESSES, AddressSet
from vpclint.algebra.ports import TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.truth import NOTHING_MISSING, Facts

S3 = "s3"
"""The service name of Amazon S3, to which both kinds of endpoints lead."""


class Service(Struct, frozen=True):
    """An AWS service of a Region, by its name after `com.amazonaws.REGION.`."""

    name: str
    region: str


class Destination(Struct, frozen=True):
    """What a path leads to.

    Attributes:
        name: for messages: `S3`, `sts`, `api.example.com`, `the internet`.
        addresses: every address that may be asked, or, where `facts` are missing, a set that surely holds them all.
        port: the destination port.
        facts: what would tell the addresses exactly.
        exact: every one of the addresses is needed; else any of them may be.
        service: the AWS service behind the name, to which endpoints of the VPC may lead.
        named: it is asked for by name, which has to be resolved first.
        protocols: the protocols that carry it.
    """

    name: str
    addresses: AddressSet
    port: int
    facts: Facts = NOTHING_MISSING
    exact: bool = True
    service: Service | None = None
    named: bool = True
    protocols: ProtocolSet = ProtocolSet.single(TCP)

    @property
    def s3(self) -> bool:
        """It is Amazon S3."""
        return self.service is not None and self.service.name == S3

    def traffic(self, part: AddressSet | None = None, askers: AddressSet = ALL_ADDRESSES) -> TrafficSet:
        """The traffic from those who ask to the destination, or to a part of its addresses."""
        reached = self.addresses if part is None else part
        return TrafficSet.of(
            protocols=self.protocols, sources=askers, destinations=reached, ports=PortSet.single(self.port)
        )

    def answers(self, ports: PortSet, part: AddressSet | None = None, askers: AddressSet = ALL_ADDRESSES) -> TrafficSet:
        """What comes back from the destination, or from a part of it, to the ephemeral ports of those who asked."""
        answering = self.addresses if part is None else part
        return TrafficSet.of(protocols=self.protocols, sources=answering, destinations=askers, ports=ports)
