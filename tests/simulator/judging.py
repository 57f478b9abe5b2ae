"""What may be said of a need in a subnet, from the fate of every packet that tells a case apart.

A need holds where each of its packets arrives and is answered, whichever address the job draws. Of the ephemeral ports
it is enough that one gets through: a range that is closed in part breaks some connections, which is a warning. A
service at its public addresses is somewhere among them: one that is reached is enough, too.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, product

from msgspec import Struct

from .filters import pass_acl
from .names import look_up
from .packets import ARRIVES, ESP, TCP, UDP, Fate, Interface, Outcome, Packet, Stopped, holds, span
from .records import World, found, service_blocks, subnet_of
from .routes import route_to, table_of, target
from .samples import JOB_PORTS, NAT_PORTS, around, assignable, blocks_in, ports_in, public_addresses
from .walk import follow

HTTPS, DNS = 443, 53
PEER_PORTS = (1024, 65535)
"""The TCP ports that the nodes of a job need of each other."""

YES, NO, UNKNOWN = "pass", "fail", "unknown"


class Judgement(Struct, frozen=True):
    """The answers that are right, and for all but YES a packet's fate that makes them so."""

    answers: frozenset[str]
    witness: Outcome | None = None


class Judge:
    """One world and one of the job's interfaces in it."""

    def __init__(self, world: World, sender: Interface) -> None:
        self.world = world
        self.sender = sender
        self.subnet = subnet_of(world, sender.subnet_id)
        self.blocks = blocks_in(world)
        self.own = around(self.blocks, *assignable(self.subnet["CidrBlock"]))
        self.job_ports = around(ports_in(world), *JOB_PORTS)
        self.nat_ports = around(ports_in(world), *NAT_PORTS)

    def s3(self, region: str) -> Judgement:
        """S3 of the Region, at every one of its addresses."""
        service = f"com.amazonaws.{region}.s3"
        public = self._within(service_blocks(self.world, service))
        unlisted = Outcome(Fate.LEAVES, service, "its prefix list is not in the state")
        return self._named(service, lambda: all_of(self._reached(public) if public else [unlisted]))

    def service(self, region: str, name: str) -> Judgement:
        """Another service of the Region: at its endpoint, else somewhere on the internet."""
        return self._named(f"com.amazonaws.{region}.{name}", lambda: all_of(self._somewhere()))

    def host(self, *blocks: str) -> Judgement:
        """A host on the internet, at every address of its blocks."""
        return self._named("", lambda: all_of(self._reached(self._within(blocks))))

    def peers(self, *, encrypted: bool = False) -> Judgement:
        """Other nodes of the job, in the same subnet."""
        wanted = [(TCP, port) for port in around(ports_in(self.world), *PEER_PORTS)]
        wanted += [(UDP, 500), (ESP, 0)] if encrypted else []
        return all_of(
            follow(self.world, self.sender, Packet(source, JOB_PORTS[0], other, port, protocol), self.sender)
            for (protocol, port), source, other in product(wanted, self.own, self.own)
            if source != other
        )

    def _named(self, service: str, publicly: Callable[[], Judgement]) -> Judgement:
        """A need whose destination has a name: what private DNS makes of it, and what it is otherwise."""
        try:
            names = look_up(self.world, self.subnet["VpcId"], service)
        except Stopped as stopped:
            return all_of([stopped.outcome])
        if names.sure:
            return all_of(self._reached(names.private)) if names.private else publicly()
        lost = next((each for each in self._asked(names.servers) if each.fate is Fate.DIES), None)
        if lost:
            return Judgement(frozenset({NO, UNKNOWN}), lost)
        possible = [publicly(), *([all_of(self._reached(names.private))] if names.private else [])]
        hopeless = all(NO in each.answers for each in possible)
        if hopeless:
            return Judgement(frozenset({NO, UNKNOWN}), possible[0].witness)
        return Judgement(frozenset({UNKNOWN}), Outcome(Fate.LEAVES, self.subnet["VpcId"], "other name servers answer"))

    def _asked(self, servers: Iterable[int]) -> Iterator[Outcome]:
        """The fate of the questions that own addresses send to name servers of one's own."""
        for protocol, source, server in product((TCP, UDP), self.own, servers):
            ways = (Packet(source, port, server, DNS, protocol) for port in self.job_ports)
            yield best(follow(self.world, self.sender, each, nat_port=NAT_PORTS[0]) for each in ways)

    def _within(self, blocks: Iterable[str]) -> list[int]:
        return sorted({place for block in blocks for place in around(self.blocks, *span(block))})

    def _reached(self, destinations: Iterable[int]) -> Iterator[Outcome]:
        """The fate of what each own address sends to each destination."""
        return (fate for source, other in product(self.own, destinations) for fate in self._fates(source, other))

    def _somewhere(self) -> Iterator[Outcome]:
        """For each own address the best fate among all public destinations but those that a gateway endpoint takes."""
        public = [each for each in public_addresses(self.blocks) if not self._taken(each)]
        for source in self.own:
            fates = [self._fates(source, other) for other in public]
            yield best(first for first, *_ in fates)
            if fates and all(last.fate is Fate.DIES for *_, last in fates):
                yield fates[0][-1]

    def _taken(self, destination: int) -> bool:
        try:
            onward = target(route_to(self.world, table_of(self.world, self.sender.subnet_id), destination))
        except Stopped:
            return False
        endpoint = found(self.world, "VpcEndpoints", "VpcEndpointId", onward)
        return endpoint is not None and endpoint["VpcEndpointType"].lower() == "gateway"

    def _fates(self, source: int, destination: int) -> tuple[Outcome, ...]:
        """The fate of a connection; where its way leads out of sight, also that of its answers, if they surely die.

        Whatever lies out there, an answer bears the address that was asked, and has to pass the list of the own subnet.
        """
        fate = self._connection(source, destination)
        if fate.fate is not Fate.LEAVES or holds(self.subnet["CidrBlock"], destination):
            return (fate,)
        answers = [self._let_in(Packet(source, port, destination, HTTPS).answer()) for port in self.job_ports]
        return (fate, answers[0]) if all(each.fate is Fate.DIES for each in answers) else (fate,)

    def _let_in(self, answer: Packet) -> Outcome:
        try:
            pass_acl(self.world, self.sender.subnet_id, answer, egress=False)
        except Stopped as stopped:
            return stopped.outcome
        return ARRIVES

    def _connection(self, source: int, destination: int) -> Outcome:
        """The best fate over the ephemeral ports, which only answers can tell apart."""
        tries = (
            follow(self.world, self.sender, Packet(source, port, destination, HTTPS), nat_port=nat_port)
            for nat_port, port in product(self.nat_ports, self.job_ports)
        )
        first = next(tries)
        return best(chain([first], tries)) if first.on_return else first


_WORST_TO_BEST = [Fate.DIES, Fate.LEAVES, Fate.ARRIVES]


def best(outcomes: Iterable[Outcome]) -> Outcome:
    """The best of several tries; no further one is made where one arrived."""
    found = Outcome(Fate.DIES, "", "there is no such address")
    for outcome in outcomes:
        if _WORST_TO_BEST.index(outcome.fate) >= _WORST_TO_BEST.index(found.fate):
            found = outcome
        if outcome.fate is Fate.ARRIVES:
            break
    return found


def all_of(outcomes: Iterable[Outcome]) -> Judgement:
    """What may be said of packets that all have to arrive.

    Where one dies and the way of another is not shown, both NO and UNKNOWN are right.
    """
    fates: dict[Fate, Outcome] = {}
    for outcome in outcomes:
        fates.setdefault(outcome.fate, outcome)
        if Fate.DIES in fates and Fate.LEAVES in fates:
            break
    answers = {NO} if Fate.DIES in fates else {YES}
    if Fate.LEAVES in fates:
        answers = {NO, UNKNOWN} if Fate.DIES in fates else {UNKNOWN}
    return Judgement(frozenset(answers), fates.get(Fate.DIES) or fates.get(Fate.LEAVES))
