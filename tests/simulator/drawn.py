"""Random small VPCs: one in which everything works, and up to three changes to it that may break something."""

from hypothesis import strategies as st
from msgspec import Struct
from worlds import (
    GROUP,
    SUBNET,
    Record,
    World,
    association,
    group,
    permission,
    route,
    s3_list,
    table,
)

from . import changes, working
from .working import ENDPOINT_GROUP, ENDPOINT_SUBNET, PUBLIC_SUBNET, SECOND_GROUP, SECOND_SUBNET, SUBNET_BLOCKS


class Drawn(Struct, frozen=True):
    """A world, what was done to it, and the job's subnets and groups in it."""

    world: World
    changed: tuple[str, ...]
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    encrypted: bool


often = st.sampled_from([True, True, True, False])


@st.composite
def foundations(draw: st.DrawFn) -> World:
    """A VPC in which everything works, in one of the ways in which that can be."""
    world = working.working()
    world["NetworkAcls"] = draw(acls())
    if draw(st.booleans()):
        _give_endpoints_a_table(world)
    world["PrefixLists"] = [s3_list(*draw(st.sampled_from([working.S3_BLOCKS, ("52.219.0.0/24",)])))]
    if not draw(often):
        world["NatGateways"] = [working.nat_gateway("")]
    if not draw(often):
        _without_gateway_endpoint(world)
    world["SecurityGroups"][0] = draw(job_groups())
    _add_endpoints(draw, world)
    return world


@st.composite
def acls(draw: st.DrawFn) -> list[Record]:
    """One to three lists, which share the subnets."""
    number = draw(st.integers(1, 3))
    held = {each: draw(st.integers(0, number - 1)) for each in SUBNET_BLOCKS}
    subnets = [[each for each, place in held.items() if place == wanted] for wanted in range(number)]
    tight = [working.tight_acl(*each, acl_id=f"acl-0000000{place + 1}") for place, each in enumerate(subnets[1:])]
    return [working.open_acl(*subnets[0]), *tight]


def _give_endpoints_a_table(world: World) -> None:
    own = [association(ENDPOINT_SUBNET)]
    world["RouteTables"].append(table(route(working.VPC_BLOCK, "local"), table_id="rtb-0000000d", associations=own))


members = st.sampled_from([(GROUP,), ("10.0.0.0/24", "10.1.0.0/27")])


@st.composite
def job_groups(draw: st.DrawFn) -> Record:
    """The job's group: it lets its members reach each other, and HTTPS go out."""
    everywhere = [permission("tcp", each, ports=working.HTTPS) for each in ("0.0.0.0/1", "128.0.0.0/1")]
    https = draw(st.sampled_from([[permission("tcp", "0.0.0.0/0", ports=working.HTTPS)], everywhere]))
    inward, outward = (permission("-1", *draw(members)) for _ in range(2))
    return group(GROUP, [inward], [outward, *https])


def _without_gateway_endpoint(world: World) -> None:
    world["VpcEndpoints"] = world["VpcEndpoints"][1:]
    for held in world["RouteTables"]:
        held["Routes"] = [each for each in held["Routes"] if "DestinationPrefixListId" not in each]


def _add_endpoints(draw: st.DrawFn, world: World) -> None:
    """An interface endpoint for STS, or none, and sometimes one for S3, in one subnet or in two."""
    world["VpcEndpoints"] = [each for each in world["VpcEndpoints"] if each["VpcEndpointType"] == "Gateway"]
    world["NetworkInterfaces"] = world["NetworkInterfaces"][1:]
    for number, service in enumerate(("sts", "s3")):
        if draw(often if service == "sts" else st.booleans()):
            places = draw(st.sampled_from([(ENDPOINT_SUBNET,), (SUBNET,), (SUBNET, SECOND_SUBNET)]))
            interfaces = [
                working.interface(f"eni-000000{number}{each[-1]}", each, _own(each, number), ENDPOINT_GROUP)
                for each in places
            ]
            endpoint_id = working.STS if service == "sts" else working.S3_INTERFACE
            world["VpcEndpoints"].append(working.interface_endpoint(endpoint_id, service, *interfaces))
            world["NetworkInterfaces"] += interfaces


def _own(subnet_id: str, number: int) -> str:
    """An address in a subnet, five and more after its first."""
    network, _, _ = SUBNET_BLOCKS[subnet_id].partition("/")
    start, _, last = network.rpartition(".")
    return f"{start}.{int(last) + 5 + number}"


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    world = draw(foundations())
    subnets = draw(
        st.sampled_from([(SUBNET,)] * 3 + [(SUBNET, SECOND_SUBNET)] * 3 + [(SECOND_SUBNET,), (PUBLIC_SUBNET,)])
    )
    chosen = [draw(st.sampled_from(changes.ALL)) for _ in range(draw(st.sampled_from([0, 1, 1, 2, 2, 2, 3, 3])))]
    for change in chosen:
        change(draw, world)
    if draw(st.booleans()):
        _drop_unused(world, subnets)
    return Drawn(
        world,
        tuple(change.__name__ for change in chosen),
        subnets,
        draw(st.sampled_from([(GROUP,), (GROUP,), (GROUP, SECOND_GROUP)])),
        draw(st.booleans()),
    )


def _drop_unused(world: World, subnets: tuple[str, ...]) -> None:
    """Leaves out the subnets in which there is nothing: no job, no interface and no NAT gateway."""
    holders = [*world["NetworkInterfaces"], *world["NatGateways"]]
    used = {*subnets, *(each.get("SubnetId") for each in holders)}
    world["Subnets"] = [each for each in world["Subnets"] if each["SubnetId"] in used]
    for held in (*world["NetworkAcls"], *world["RouteTables"]):
        held["Associations"] = [each for each in held["Associations"] if each.get("SubnetId") in {*used, None}]
