"""Questions put to the command line about small worlds: what each of them shows, and how it is asked."""

from pathlib import Path
from typing import Any

from cli.running import Run, put, vpclint
from worlds import (
    GROUP,
    OPEN_LIST,
    REGION,
    S3_LIST,
    SUBNET,
    Record,
    World,
    acl,
    association,
    endpoint,
    entry,
    gateway,
    group,
    nat,
    network_interface,
    permission,
    route,
    subnet,
    table,
    world,
)

SECOND, PUBLIC = "subnet-0000000b", "subnet-0000000c"
DOOR, LINK = "sg-0000000c", "vpce-0000000b"
LOCAL, TO_S3, TO_NAT = route("10.0.0.0/16", "local"), route(S3_LIST, "vpce-0000000a"), route("0.0.0.0/0", "nat-1")
WITH_GROUP = ("--security-group", GROUP)
HTTPS = {"ports": (443, 443)}


def ask(folder: Path, held: World, *question: str, **files: Any) -> Run:
    """`vpclint path` about a world, which stands in `state.json`."""
    named = {name.replace("_", "."): content for name, content in files.items()}
    put(folder, {"state.json": held, **named})
    return vpclint(folder, "path", *question, "--state", "state.json")


def natted(*routes: Record, nat_in: str = PUBLIC, **members: Any) -> World:
    """A private subnet, whose way to the internet is a NAT gateway in a public one."""
    held: World = {
        "Subnets": [subnet(), subnet(PUBLIC, "10.0.3.0/24")],
        "RouteTables": [
            table(LOCAL, TO_S3, *(routes or (TO_NAT,))),
            table(
                LOCAL,
                route("0.0.0.0/0", "igw-1"),
                table_id="rtb-0000000c",
                associations=[association(PUBLIC)],
            ),
        ],
        "NatGateways": [nat(subnet_id=nat_in)],
        "InternetGateways": [gateway()],
        "SecurityGroups": [group(egress=[permission("tcp", "0.0.0.0/0", **HTTPS)])],
    }
    return world(**(held | members))


def linked(ingress: tuple[Record, ...], **members: Any) -> World:
    """An interface endpoint of sts, with interfaces in both subnets and a group of its own."""
    sts = endpoint(
        LINK,
        service=f"com.amazonaws.{REGION}.sts",
        kind="Interface",
        PrivateDnsEnabled=True,
        SubnetIds=[SUBNET, SECOND],
        NetworkInterfaceIds=["eni-1", "eni-2"],
        Groups=[{"GroupId": DOOR}],
    )
    held: World = {
        "Subnets": [subnet(), subnet(SECOND, "10.0.2.0/24")],
        "VpcEndpoints": [endpoint(), sts],
        "NetworkInterfaces": [
            network_interface("eni-1", "10.0.1.9", [DOOR]),
            network_interface("eni-2", "10.0.2.9", [DOOR], SECOND),
        ],
        "SecurityGroups": [
            group(
                ingress=[permission("-1", GROUP)], egress=[permission("-1", GROUP), permission("tcp", DOOR, **HTTPS)]
            ),
            group(DOOR, ingress=ingress),
        ],
    }
    return world(**(held | members))


def job(*subnets: str, groups: tuple[str, ...] = (GROUP,), **members: Any) -> Record:
    """A bare configuration of a job's network."""
    return {"VpcConfig": {"Subnets": list(subnets or (SUBNET,)), "SecurityGroupIds": list(groups)}} | members


CLOSED_EPHEMERAL = world(
    NetworkAcls=[acl(*OPEN_LIST, entry(90, "deny", egress=False, protocol="6", ports=(1024, 65535)))]
)
CLOSED_IN_PART = world(
    NetworkAcls=[acl(*OPEN_LIST, entry(90, "deny", egress=False, protocol="6", ports=(50000, 65535)))]
)
LET_IN = (permission("tcp", GROUP, **HTTPS),)
TWO_SUBNETS = world(
    Subnets=[subnet(), subnet(SECOND, "10.0.2.0/24")],
    RouteTables=[
        table(LOCAL, TO_S3),
        table(LOCAL, table_id="rtb-0000000b", associations=[association(SECOND)]),
    ],
)
