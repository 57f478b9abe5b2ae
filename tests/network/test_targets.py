import pytest
from worlds import TABLE, Record, route, state_of, table, world

from vpclint.network.targets import Target, target_of


def target(record: Record) -> tuple[str, str]:
    state = state_of(world(RouteTables=[table(record)]))
    found = state.route_tables.get(TABLE)
    assert found is not None
    assert isinstance(found.routes, tuple)
    read = target_of(found.routes[0])
    return read.kind, read.id


@pytest.mark.parametrize(
    ("target_id", "kind"),
    [
        ("local", "local"),
        ("igw-1", "internet-gateway"),
        ("vgw-1", "virtual-private-gateway"),
        ("vpce-1", "vpc-endpoint"),
        ("nat-1", "nat-gateway"),
        ("tgw-1", "transit-gateway"),
        ("pcx-1", "vpc-peering-connection"),
        ("eigw-1", "egress-only-internet-gateway"),
        ("eni-1", "network-interface"),
        ("i-1", "instance"),
        ("lgw-1", "local-gateway"),
        ("cagw-1", "carrier-gateway"),
        ("somewhere", "unknown-target"),
    ],
)
def test_a_route_leads_to_what_its_target_is(target_id: str, kind: str) -> None:
    assert target(route("0.0.0.0/0", target_id)) == (kind, target_id)


@pytest.mark.parametrize(("member", "kind"), [("CoreNetworkArn", "core-network"), ("OdbNetworkArn", "odb-network")])
def test_some_targets_are_named_by_their_arns(member: str, kind: str) -> None:
    assert target({"DestinationCidrBlock": "0.0.0.0/0", member: "arn:aws:x"}) == (kind, "arn:aws:x")


def test_an_instance_stands_beside_its_interface() -> None:
    both = {"DestinationCidrBlock": "0.0.0.0/0", "InstanceId": "i-1", "NetworkInterfaceId": "eni-1"}
    assert target(both) == ("network-interface", "eni-1")


@pytest.mark.parametrize("members", [{}, {"GatewayId": ""}, {"GatewayId": None}])
def test_a_route_without_a_target_leads_nobody_knows_where(members: Record) -> None:
    assert target({"DestinationCidrBlock": "0.0.0.0/0"} | members) == ("unknown-target", "")


@pytest.mark.parametrize(
    ("target_id", "words"),
    [
        ("nat-1", "the NAT gateway nat-1"),
        ("tgw-1", "the transit gateway tgw-1"),
        ("pcx-1", "the VPC peering connection pcx-1"),
        ("vpce-1", "the VPC endpoint vpce-1"),
        ("eigw-1", "the egress only internet gateway eigw-1"),
        ("somewhere", "the unknown target somewhere"),
    ],
)
def test_a_target_reads_as_people_say_it(target_id: str, words: str) -> None:
    assert Target(*target(route("0.0.0.0/0", target_id))).words == words


def test_a_target_that_is_not_there_has_no_name() -> None:
    assert Target("unknown-target", "").words == "the unknown target"
