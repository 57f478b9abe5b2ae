"""The traffic to a destination and the answers from it, for all of it and for a part."""

from worlds import REGION

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import TCP, UDP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.network.destination import Destination, Service

BLOCK, PART, HERE = (AddressSet.parse(text) for text in ("8.8.8.0/24", "8.8.8.0/25", "10.0.1.0/24"))
PORTS = PortSet.range(32768, 60999)
HOST = Destination("host", BLOCK, 443)


def traffic(
    ports: PortSet, sources: AddressSet | None = None, destinations: AddressSet | None = None, protocol: int = TCP
) -> TrafficSet:
    every = TrafficSet.of()
    return TrafficSet.of(
        protocols=ProtocolSet.single(protocol),
        sources=every.sources() if sources is None else sources,
        destinations=every.destinations() if destinations is None else destinations,
        ports=ports,
    )


def test_questions_go_to_one_port_of_the_addresses() -> None:
    https = PortSet.single(443)
    assert HOST.traffic() == traffic(https, destinations=BLOCK)
    assert HOST.traffic(PART) == traffic(https, destinations=PART)
    assert HOST.traffic(askers=HERE) == traffic(https, HERE, BLOCK)
    assert not HOST.traffic(AddressSet.of())


def test_answers_come_from_the_addresses_to_the_ports_that_were_asked_from() -> None:
    assert HOST.answers(PORTS) == traffic(PORTS, sources=BLOCK)
    assert HOST.answers(PORTS, PART, HERE) == traffic(PORTS, PART, HERE)
    assert not HOST.answers(PORTS, AddressSet.of())


def test_it_is_asked_by_tcp_unless_it_says_otherwise() -> None:
    servers = Destination("name server", BLOCK, 53, protocols=ProtocolSet.single(UDP))
    assert servers.traffic() == traffic(PortSet.single(53), destinations=BLOCK, protocol=UDP)
    assert servers.answers(PORTS) == traffic(PORTS, sources=BLOCK, protocol=UDP)


def test_it_is_asked_by_name_and_in_full_unless_it_says_otherwise() -> None:
    assert (HOST.exact, HOST.named, HOST.service, HOST.facts) == (True, True, None, frozenset())


def test_s3_is_s3_in_every_region_and_nothing_else() -> None:
    assert Destination("S3", BLOCK, 443, service=Service("s3", REGION)).s3
    assert not Destination("sts", BLOCK, 443, service=Service("sts", REGION)).s3
    assert not Destination("s3", BLOCK, 443).s3
