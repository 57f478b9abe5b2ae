"""What a case says of itself: the VPCs, the rules and the places of its job, and obstacles that are one cause."""

from typing import Any

from msgspec import structs
from worlds import CATALOGUE, GROUP, REGION, SUBNET, VPC, Record, case_of, job_of, state_of, subnet, world

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import TCP, PortSet, ProtocolSet
from vpclint.algebra.traffic import TrafficSet
from vpclint.decision.case import Blockage, Case, NeedAnswer, SubnetAnswer
from vpclint.finding import Affected
from vpclint.network.analysis import Analysis
from vpclint.network.hops import Cause, Hop, Obstacle
from vpclint.settings import Settings
from vpclint.truth import NO
from vpclint.workload.needs import InternetNeed, S3Need, ServiceNeed

SECOND = "subnet-0000000b"
STS, HOST = ServiceNeed("sts"), InternetNeed("example.com")
EGRESS, DENIED = Cause.SECURITY_GROUP_EGRESS, Cause.NETWORK_ACL_EGRESS


def answer(need: Any, **found: Obstacle) -> NeedAnswer:
    """A need with one obstacle in each of these subnets."""
    names = {"first": SUBNET, "second": SECOND}
    hops = {names[each]: Hop("hop", "x", NO, "", (obstacle,)) for each, obstacle in found.items()}
    return NeedAnswer(need, NO, tuple(SubnetAnswer(each, NO, (hop,)) for each, hop in hops.items()))


def case(*answers: NeedAnswer) -> Case:
    options = CATALOGUE.options(Settings())
    analysis = Analysis(state_of(world()))
    return Case(job=job_of(SUBNET, SECOND), settings=Settings(), options=options, analysis=analysis, answers=answers)


def traffic(*blocks: str) -> TrafficSet:
    everyone = AddressSet.parse("0.0.0.0/0")
    there = AddressSet.parse(*blocks)
    return TrafficSet.of(
        protocols=ProtocolSet.single(TCP), sources=everyone, destinations=there, ports=PortSet.single(443)
    )


def denied(*blocks: str, partial: bool = False, mild: bool = False, towards: tuple[str, ...] = ()) -> Obstacle:
    refused = traffic(*blocks) if blocks else None
    return Obstacle(DENIED, NO, "acl-1", "90", "/Entries/0", refused, partial, mild, towards)


def test_one_cause_is_told_once_with_all_that_it_refuses_and_breaks() -> None:
    first = denied("8.0.0.0/8", partial=True, towards=("sts",))
    second = denied("9.0.0.0/8", mild=True, towards=("example.com", "sts"))
    (found,) = case(answer(STS, first=first, second=first), answer(HOST, second=second)).blockages(DENIED)
    merged = denied("8.0.0.0/8", "9.0.0.0/8", towards=("sts", "example.com"))
    breaks = (
        Affected("features", "sts:443", (SUBNET, SECOND)),
        Affected("features", "example.com:443", (SECOND,)),
    )
    assert found == Blockage(merged, breaks)
    assert found.subnets == (SUBNET, SECOND)
    assert found.truth == NO


def test_what_is_partial_and_mild_everywhere_is_so_together() -> None:
    mild = denied("8.0.0.0/8", partial=True, mild=True)
    (found,) = case(answer(STS, first=mild), answer(HOST, first=mild)).blockages(DENIED)
    assert (found.obstacle.partial, found.obstacle.mild) == (True, True)


def test_what_is_told_without_traffic_refuses_none() -> None:
    (found,) = case(answer(STS, first=denied()), answer(HOST, first=denied())).blockages(DENIED)
    assert found.obstacle.refused is None
    (mixed,) = case(answer(STS, first=denied()), answer(HOST, first=denied("8.0.0.0/8"))).blockages(DENIED)
    assert mixed.obstacle.refused == traffic("8.0.0.0/8")


def test_a_group_lacks_one_rule_for_each_destination_and_a_list_has_one_entry_for_all() -> None:
    def lacking(name: str) -> Obstacle:
        return Obstacle(EGRESS, NO, GROUP, towards=(name,))

    several = case(answer(STS, first=lacking("sts")), answer(HOST, first=lacking("example.com")))
    assert [each.obstacle.towards for each in several.blockages(EGRESS)] == [("sts",), ("example.com",)]
    entries = case(answer(STS, first=denied(towards=("sts",))), answer(HOST, first=denied(towards=("example.com",))))
    assert [each.obstacle.towards for each in entries.blockages(DENIED)] == [("sts", "example.com")]


def test_a_case_knows_its_state_its_options_and_the_rules_of_its_paths() -> None:
    found = case(answer(S3Need(), first=denied(), second=Obstacle(EGRESS, NO, GROUP)))
    assert found.state is found.analysis.state
    assert found.rules == {"network-acl-egress", "security-group-egress"}
    assert found.option("security-group-self-ingress", "ports") == "1024-65535"
    assert found.affected() == Affected("features", "", ())


def test_the_places_of_subnets_are_those_in_the_request() -> None:
    places = case().subnet_places((SECOND, SUBNET), "here")
    pointers = [f"/NetworkConfig/VpcConfig/Subnets/{index}" for index in (1, 0)]
    assert [(place.file, place.pointer, place.note) for place in places] == [
        ("job.json", pointer, "here") for pointer in pointers
    ]
    assert [place.note for place in case().subnet_places((SUBNET,))] == [""]


def homeless() -> Record:
    return {key: value for key, value in subnet(SECOND, "10.0.2.0/24").items() if key != "VpcId"}


def test_a_subnet_of_no_known_vpc_adds_none() -> None:
    found = case_of(world(Subnets=[homeless(), subnet()]), job_of(SECOND, SUBNET))
    assert found.vpc_ids == (VPC,)


def test_the_addresses_are_counted_in_one_answer() -> None:
    found = case_of(world(), job_of())
    assert found.capacity is not None
    assert [each.capacity for each in found.answers] == [found.capacity, None]
    assert case().capacity is None
    reordered = case(*reversed(found.answers))
    assert reordered.capacity == found.capacity


def test_what_keeps_a_need_from_being_met_is_told_with_its_rule_and_warnings_are_not() -> None:
    missing = Obstacle(Cause.SERVICE_ENDPOINT_MISSING, NO, VPC)
    odd, host = ServiceNeed("no-such-service"), answer(HOST, first=missing)
    found = case(answer(STS, first=missing, second=denied("8.0.0.0/8", mild=True)), answer(odd, first=missing), host)
    listed = {"ServiceName": f"com.amazonaws.{REGION}.sts", "ServiceType": [{"ServiceType": "Interface"}]}
    found = structs.replace(found, analysis=Analysis(state_of(world(VpcEndpointServices=[listed]))))
    assert list(found.unmet()) == [
        ("service-endpoint-missing", NO),
        ("service-unknown", NO),
        ("service-endpoint-missing", NO),
    ]
    other = structs.replace(found, answers=(answer(odd, first=denied("8.0.0.0/8")),))
    assert list(other.unmet()) == [("network-acl-egress", NO)]
