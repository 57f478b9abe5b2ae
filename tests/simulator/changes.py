"""Changes to a working world that may break something: each one thing that people do, or that AWS does, to a VPC."""

from collections.abc import Callable

from hypothesis import strategies as st
from worlds import SUBNET, VPC, Record, World, route

from .choices import PUBLIC_BLOCKS, SECOND_BLOCK, one, yes_or_no
from .filter_changes import (
    acl_entry_added,
    acl_entry_narrowed,
    acl_entry_removed,
    acl_of_subnet_changed,
    endpoint_groups_replaced,
    group_rule_added,
    group_rule_narrowed,
    group_rule_replaced,
)
from .working import (
    IGW,
    NAT,
    OFFICES,
    PEERING,
    PUBLIC_SUBNET,
    S3_GATEWAY,
    SECOND_SUBNET,
    attributes,
    dhcp_options,
    exclusion,
    internet_gateway,
    nat_gateway,
    peering_connection,
)


def route_dropping(draw: st.DrawFn, world: World) -> None:
    found = one(draw, _changeable(one(draw, world["RouteTables"])))
    found["State"] = draw(st.sampled_from(["blackhole", "filtered"])) if found else ""


def route_removed(draw: st.DrawFn, world: World) -> None:
    table = one(draw, world["RouteTables"])
    gone = one(draw, _changeable(table))
    table["Routes"] = [each for each in table["Routes"] if each is not gone]


def _changeable(table: Record) -> list[Record]:
    """The routes that can be changed: all but the local one."""
    return [each for each in table["Routes"] if each.get("GatewayId") != "local"]


def route_added(draw: st.DrawFn, world: World) -> None:
    table = one(draw, world["RouteTables"])
    target = draw(st.sampled_from([NAT, IGW, "tgw-0000000a", "eni-0000000f", "vgw-0000000a", PEERING]))
    destination = draw(st.sampled_from([*PUBLIC_BLOCKS, OFFICES]))
    propagated = target.startswith("vgw-") and destination != OFFICES
    state = draw(st.sampled_from(["active", "active", "blackhole"]))
    new = route(destination, target, state, "EnableVgwRoutePropagation" if propagated else "CreateRoute")
    if not any(_same_destination(each, new) and not propagated for each in table["Routes"]):
        table["Routes"].append(new)


def _same_destination(one: Record, other: Record) -> bool:
    members = ("DestinationCidrBlock", "DestinationPrefixListId")
    return [one.get(each) for each in members] == [other.get(each) for each in members]


def route_to_a_peer(draw: st.DrawFn, world: World) -> None:
    """A route to a VPC that owns a public block, over a connection that may not be active."""
    code = draw(st.sampled_from(["active", "active", "pending-acceptance", "deleted"]))
    world["VpcPeeringConnections"] = [peering_connection(draw(st.sampled_from(PUBLIC_BLOCKS)), code)]
    table, new = one(draw, world["RouteTables"]), route(draw(st.sampled_from(PUBLIC_BLOCKS)), PEERING)
    table["Routes"] = [*(each for each in table["Routes"] if not _same_destination(each, new)), new]


def route_inside_the_vpc(draw: st.DrawFn, world: World) -> None:
    """A route more specific than `local`, through an appliance, or one that is propagated and so never taken."""
    block = draw(st.sampled_from(["10.0.0.0/27", "10.0.0.32/27", "10.0.0.128/28"]))
    target, origin = draw(
        st.sampled_from([("eni-0000000f", "CreateRoute"), ("vgw-0000000a", "EnableVgwRoutePropagation")])
    )
    one(draw, world["RouteTables"])["Routes"].append(route(block, target, origin=origin))


def route_table_disassociated(draw: st.DrawFn, world: World) -> None:
    """A subnet falls back to the main table."""
    one(draw, world["RouteTables"][1:])["Associations"] = []


def nat_state(draw: st.DrawFn, world: World) -> None:
    world["NatGateways"][0]["State"] = draw(st.sampled_from(["pending", "failed", "deleting", "deleted"]))


def nat_replaced(draw: st.DrawFn, world: World) -> None:
    """A private one, one in a job's own subnet, or a regional one with or without a table of its own."""
    world["NatGateways"] = [
        draw(
            st.sampled_from(
                [
                    nat_gateway(ConnectivityType="private", NatGatewayAddresses=[{"PrivateIp": "10.0.0.70"}]),
                    nat_gateway(SUBNET, NatGatewayAddresses=[{"PrivateIp": "10.0.0.8", "PublicIp": "203.0.113.10"}]),
                    nat_gateway(""),
                    nat_gateway("", RouteTableId="rtb-0000000c"),
                ]
            )
        )
    ]


def internet_gateway_detached(draw: st.DrawFn, world: World) -> None:
    world["InternetGateways"] = draw(
        st.sampled_from([[], [internet_gateway("")], [internet_gateway("vpc-0000000f")], [internet_gateway()]])
    )


def public_access_blocked(draw: st.DrawFn, world: World) -> None:
    mode = draw(st.sampled_from(["block-bidirectional", "block-bidirectional", "block-ingress"]))
    world["VpcBlockPublicAccessOptions"] = {"InternetGatewayBlockMode": mode}
    of = draw(st.sampled_from([None, ("vpc", VPC), ("subnet", PUBLIC_SUBNET), ("subnet", SUBNET)]))
    how = draw(st.sampled_from(["allow-egress", "allow-bidirectional"]))
    state = draw(st.sampled_from(["create-complete", "update-complete", "delete-complete"]))
    world["VpcBlockPublicAccessExclusions"] = [exclusion(*of, mode=how, state=state)] if of else []


def endpoint_state(draw: st.DrawFn, world: World) -> None:
    states = st.sampled_from(["pending", "failed", "deleted", "Available"])
    one(draw, world["VpcEndpoints"])["State"] = draw(states)


def endpoint_deleted(draw: st.DrawFn, world: World) -> None:
    gone = one(draw, world["VpcEndpoints"])
    world["VpcEndpoints"] = [each for each in world["VpcEndpoints"] if each is not gone]


def private_dns_off(draw: st.DrawFn, world: World) -> None:
    found = one(draw, world["VpcEndpoints"])
    if draw(yes_or_no):
        found["PrivateDnsEnabled"] = False
    else:
        found["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": S3_GATEWAY in str(world["VpcEndpoints"])}


def dns_changed(draw: st.DrawFn, world: World) -> None:
    support, hostnames = draw(st.sampled_from([(False, False), (False, True), (True, False)]))
    world["VpcAttributes"] = [attributes(support=support, hostnames=hostnames)]


def name_servers_changed(draw: st.DrawFn, world: World) -> None:
    world["DhcpOptions"] = [dhcp_options(*draw(st.sampled_from([(), ("10.0.0.150",), ("8.8.8.8", "8.8.4.4")])))]


def second_block(_draw: st.DrawFn, world: World) -> None:
    """The VPC has a second block, and the second subnet lies in it, where no interface holds it in the first."""
    if any(each["SubnetId"] == SECOND_SUBNET for each in world["NetworkInterfaces"]):
        return
    associated = {"CidrBlock": SECOND_BLOCK, "CidrBlockState": {"State": "associated"}}
    world["Vpcs"][0]["CidrBlockAssociationSet"].append(associated)
    world["Subnets"][1]["CidrBlock"] = SECOND_BLOCK
    for table in world["RouteTables"]:
        if not any(each.get("DestinationCidrBlock") == SECOND_BLOCK for each in table["Routes"]):
            table["Routes"].append(route(SECOND_BLOCK, "local"))


ALL: list[Callable[[st.DrawFn, World], None]] = [
    acl_entry_added,
    acl_entry_added,
    acl_entry_narrowed,
    acl_entry_narrowed,
    acl_entry_removed,
    acl_of_subnet_changed,
    route_dropping,
    route_removed,
    route_added,
    route_to_a_peer,
    route_inside_the_vpc,
    route_table_disassociated,
    nat_state,
    nat_replaced,
    internet_gateway_detached,
    public_access_blocked,
    endpoint_state,
    endpoint_deleted,
    private_dns_off,
    dns_changed,
    name_servers_changed,
    group_rule_replaced,
    group_rule_replaced,
    group_rule_narrowed,
    group_rule_narrowed,
    group_rule_added,
    endpoint_groups_replaced,
    second_block,
]
