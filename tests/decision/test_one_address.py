"""The way to S3, followed for one address after the other as the user guide tells it, against the sets of vpclint."""

from collections.abc import Iterable, Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import GROUP, REGION, SUBNET, Record, World, answers_of, case_of, job_of
from worlds.drawn import SECOND_GROUP, SECOND_SUBNET, worlds

from vpclint.truth import Answer

YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN

ADDRESSES = ["52.219.1.1", "52.219.200.1", "3.5.1.1"]
"""One of each part that the blocks of the random worlds divide S3 into."""

GONE = {"deleted", "failed"}


def both(answers: Iterable[Answer]) -> Answer:
    found = set(answers)
    return NO if NO in found else OPEN if OPEN in found else YES


def shared(answers: Iterable[Answer]) -> Answer:
    found = set(answers)
    return found.pop() if len(found) == 1 else OPEN


def number(address: str) -> int:
    return int.from_bytes(bytes(map(int, address.split("."))))


def length(block: str) -> int:
    return int(block.partition("/")[2])


def holds(block: str, address: str) -> bool:
    return ":" not in block and (number(address) ^ number(block.partition("/")[0])) >> (32 - length(block)) == 0


class Simulator:
    """One world, seen from one subnet with some groups."""

    def __init__(self, held: World, subnet: str, groups: tuple[str, ...]) -> None:
        main, own = held["RouteTables"]
        self.routes: list[Record] = (own if subnet == SECOND_SUBNET else main)["Routes"]
        self.rules = [
            rule for each in held["SecurityGroups"] if each["GroupId"] in groups for rule in each["IpPermissionsEgress"]
        ]
        self.endpoints = {each["VpcEndpointId"]: each for each in held["VpcEndpoints"]}
        self.lists = {
            each["PrefixListId"]: [entry["Cidr"] for entry in each["Entries"]] for each in held["ManagedPrefixLists"]
        }
        self.lists |= {each["PrefixListId"]: each["Cidrs"] for each in held["PrefixLists"]}

    def s3(self) -> Answer:
        if any(self.diverts(each) for each in self.endpoints.values()):
            return OPEN
        return both(both((self.let_out(address), self.routed(address))) for address in ADDRESSES)

    def serves_s3(self, endpoint: Record, kind: str) -> bool:
        return endpoint["VpcEndpointType"] == kind and endpoint["ServiceName"] == f"com.amazonaws.{REGION}.s3"

    def diverts(self, endpoint: Record) -> bool:
        inbound = endpoint["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"]
        named = self.serves_s3(endpoint, "Interface") and endpoint["PrivateDnsEnabled"]
        return named and not inbound and endpoint["State"] not in GONE

    def let_out(self, address: str) -> Answer:
        allowed = [self.allows(rule, address) for rule in self.rules]
        return YES if YES in allowed else OPEN if OPEN in allowed else NO

    def allows(self, rule: Record, address: str) -> Answer:
        if rule["IpProtocol"] not in ("-1", "tcp") or not rule.get("FromPort", 0) <= 443 <= rule.get("ToPort", 65535):
            return NO
        lists = [each["PrefixListId"] for each in rule["PrefixListIds"]]
        blocks = [each["CidrIp"] for each in rule["IpRanges"]]
        blocks += [block for each in lists for block in self.lists.get(each, [])]
        if any(holds(block, address) for block in blocks):
            return YES
        return OPEN if any(each not in self.lists for each in lists) else NO

    def routed(self, address: str) -> Answer:
        carriers = self.carriers(address)
        hidden = [each for each in self.routes if each.get("DestinationPrefixListId", "") not in {"", *self.lists}]
        outcomes = [self.at(each) for each in (*carriers, *hidden)]
        return shared(outcomes if carriers else [*outcomes, self.nowhere()])

    def carriers(self, address: str) -> list[Record]:
        matching = sorted(
            (
                (-length(block), self.rank(each), place)
                for place, each in enumerate(self.routes)
                for block in self.blocks(each)
                if holds(block, address)
            ),
        )
        return [self.routes[place] for *order, place in matching if order == [*matching[0][:2]]]

    def blocks(self, route: Record) -> list[str]:
        named = route.get("DestinationPrefixListId")
        return self.lists.get(named, []) if named else [route["DestinationCidrBlock"]]

    def rank(self, route: Record) -> int:
        return 2 if route["Origin"] != "CreateRoute" else 1 if "DestinationPrefixListId" in route else 0

    def at(self, route: Record) -> Answer:
        target = route.get("GatewayId", "")
        if route["State"] != "active" or target.startswith("igw-"):
            return NO
        if not target.startswith("vpce-"):
            return OPEN
        if target not in self.endpoints:
            return self.nowhere()
        endpoint = self.endpoints[target]
        if not self.serves_s3(endpoint, "Gateway"):
            return OPEN
        if "DestinationPrefixListId" not in route:  # which AWS does not let happen
            return OPEN
        return YES if endpoint["State"] == "available" else NO

    def nowhere(self) -> Answer:
        """No route: an interface endpoint that is there may be used by its own names, which nobody looks at."""
        held = [*self.endpoints.values()]
        by_name = any(self.serves_s3(each, "Interface") and each["State"] not in GONE for each in held)
        return OPEN if by_name and not any(self.serves_s3(each, "Gateway") for each in held) else NO


def found(held: World, groups: tuple[str, ...]) -> Iterator[tuple[str, Answer]]:
    case = case_of(held | {"BucketLocations": []}, job_of(SUBNET, SECOND_SUBNET, groups=groups))
    (answer,) = (each for each in case.answers if str(each.need).startswith("s3"))
    assert answer.truth == answers_of(case)[str(answer.need)]
    return ((each.subnet_id, each.truth.answer) for each in answer.subnets)


@settings(deadline=None, max_examples=200)
@given(worlds(), st.sampled_from([(GROUP,), (SECOND_GROUP,), (GROUP, SECOND_GROUP)]))
def test_s3_is_reached_where_each_of_its_addresses_is(held: World, groups: tuple[str, ...]) -> None:
    assert dict(found(held, groups)) == {each: Simulator(held, each, groups).s3() for each in (SUBNET, SECOND_SUBNET)}
