"""Random small VPCs: one in which everything works, and up to three changes to it that may break something."""

from collections.abc import Callable

from hypothesis import strategies as st
from msgspec import Struct
from worlds import GROUP, SUBNET, VPC, Record, World, group, permission, s3_list

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
    lists = {each: draw(st.booleans()) for each in SUBNET_BLOCKS}
    world["NetworkAcls"] = [
        working.open_acl(*(each for each, tight in lists.items() if not tight)),
        working.tight_acl(*(each for each, tight in lists.items() if tight)),
    ]
    world["PrefixLists"] = [s3_list(*draw(st.sampled_from([working.S3_BLOCKS, ("52.219.0.0/24",)])))]
    if not draw(often):
        world["NatGateways"] = [working.nat_gateway("")]
    if not draw(often):
        _without_gateway_endpoint(world)
    world["SecurityGroups"][0] = draw(job_groups())
    _add_endpoints(draw, world)
    return world


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
    for table in world["RouteTables"]:
        table["Routes"] = [each for each in table["Routes"] if "DestinationPrefixListId" not in each]


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


Change = Callable[[st.DrawFn, World], None]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    world = draw(foundations())
    chosen = [draw(st.sampled_from(changes.ALL)) for _ in range(draw(st.sampled_from([0, 1, 1, 2, 2, 2, 3, 3])))]
    for change in chosen:
        change(draw, world)
    return Drawn(
        world,
        tuple(change.__name__ for change in chosen),
        draw(st.sampled_from([(SUBNET,)] * 3 + [(SUBNET, SECOND_SUBNET)] * 3 + [(SECOND_SUBNET,), (PUBLIC_SUBNET,)])),
        draw(st.sampled_from([(GROUP,), (GROUP,), (GROUP, SECOND_GROUP)])),
        draw(st.booleans()),
    )


__all__ = ["VPC", "Change", "Drawn", "drawn", "foundations"]
