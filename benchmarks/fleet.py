"""Writes the state of a fleet of VPCs and the jobs that run in them, the same one each time.

    python benchmarks/fleet.py --vpcs 1000 --jobs 1000 FILE

A VPC has 6 subnets, 8 route tables, 9 endpoints, 30 security groups of 10 rules and 300 network interfaces, about
240 KB of a snapshot without blanks; in each tenth one the route to the S3 endpoint is missing. Jobs stand in the
snapshot and are dealt to the VPCs in turn. Records have the shape of the good fixture's, but interfaces that belong to
no endpoint are spare ones, which say less; the file is written as a stream.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GOOD = json.loads((ROOT / "fixtures" / "good" / "state.json").read_text("utf-8"))
JOB = json.loads((ROOT / "fixtures" / "good" / "job.json").read_text("utf-8"))

SUBNETS, TABLES, GROUPS, INTERFACES = 6, 8, 30, 300
SERVICES = ("sts", "kms", "logs", "monitoring", "ecr.api", "ecr.dkr", "secretsmanager", "ssm")
BROKEN_EACH = 10
S3_LIST = next(each["PrefixListId"] for each in GOOD["PrefixLists"] if each["PrefixListName"].endswith(".s3"))

Record = dict[str, Any]

SPARE: Record = {key: value for key, value in GOOD["NetworkInterfaces"][1].items() if key != "Attachment"} | {
    "Description": "",
    "InterfaceType": "interface",
    "RequesterManaged": False,
    "Status": "available",
}


def named(kind: str, vpc: int, number: int = 0) -> str:
    """The id of a resource of a VPC."""
    return f"{kind}-{vpc:09x}{number:08x}"


def block(vpc: int, subnet: int | None = None) -> str:
    """The CIDR block of a VPC, or of one of its subnets."""
    return f"10.{vpc % 256}.0.0/16" if subnet is None else f"10.{vpc % 256}.{16 * subnet}.0/20"


def vpcs(vpc: int) -> Iterator[Record]:
    """The VPC itself."""
    association = {**GOOD["Vpcs"][0]["CidrBlockAssociationSet"][0], "CidrBlock": block(vpc)}
    yield GOOD["Vpcs"][0] | {
        "VpcId": named("vpc", vpc),
        "CidrBlock": block(vpc),
        "CidrBlockAssociationSet": [association],
    }


def vpc_attributes(vpc: int) -> Iterator[Record]:
    """Names are resolved in every VPC."""
    yield GOOD["VpcAttributes"][0] | {"VpcId": named("vpc", vpc)}


def subnets(vpc: int) -> Iterator[Record]:
    """Two subnets in each of three zones."""
    for number in range(SUBNETS):
        yield GOOD["Subnets"][0] | {
            "SubnetId": named("subnet", vpc, number),
            "VpcId": named("vpc", vpc),
            "CidrBlock": block(vpc, number),
            "AvailabilityZone": f"eu-central-1{'abc'[number % 3]}",
            "AvailableIpAddressCount": 4091 - INTERFACES // SUBNETS,
        }


def route_tables(vpc: int) -> Iterator[Record]:
    """The main table, one for each subnet, and a spare one."""
    routed = [(S3_LIST, named("vpce", vpc))] if vpc % BROKEN_EACH else []
    for number in range(TABLES):
        local = {"DestinationCidrBlock": block(vpc), "GatewayId": "local", "Origin": "CreateRouteTable"}
        to_endpoint = [{"DestinationPrefixListId": each, "GatewayId": way} for each, way in routed]
        routes = [{"Origin": "CreateRoute", "State": "active"} | each for each in (local, *to_endpoint)]
        yield GOOD["RouteTables"][0] | {
            "RouteTableId": named("rtb", vpc, number),
            "VpcId": named("vpc", vpc),
            "Routes": routes,
            "Associations": [*_associations(vpc, number)],
        }


def _associations(vpc: int, number: int) -> Iterator[Record]:
    if number <= SUBNETS:
        whose = {"Main": False, "SubnetId": named("subnet", vpc, number - 1)} if number else {"Main": True}
        yield {
            "AssociationState": {"State": "associated"},
            "RouteTableAssociationId": named("rtbassoc", vpc, number),
            "RouteTableId": named("rtb", vpc, number),
        } | whose


def network_acls(vpc: int) -> Iterator[Record]:
    """The default list, which filters all subnets."""
    ids = {"NetworkAclId": named("acl", vpc)}
    filtered = [
        ids | {"NetworkAclAssociationId": named("aclassoc", vpc, number), "SubnetId": named("subnet", vpc, number)}
        for number in range(SUBNETS)
    ]
    yield GOOD["NetworkAcls"][0] | ids | {"VpcId": named("vpc", vpc), "Associations": filtered}


def security_groups(vpc: int) -> Iterator[Record]:
    """Each lets its own members in, HTTPS from blocks of the VPC, and everything out: 10 rules."""
    for number in range(GROUPS):
        group = named("sg", vpc, number)
        lists: Record = {"IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
        own = {"IpProtocol": "-1"} | lists | {"UserIdGroupPairs": [{"GroupId": group, "UserId": "123456789012"}]}
        blocks = [{"CidrIp": f"10.{vpc % 256}.{8 * each}.0/21", "Description": f"part {each}"} for each in range(8)]
        web = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443} | lists | {"IpRanges": blocks}
        yield GOOD["SecurityGroups"][0] | {
            "GroupId": group,
            "GroupName": f"group-{number}",
            "SecurityGroupArn": f"arn:aws:ec2:eu-central-1:123456789012:security-group/{group}",
            "VpcId": named("vpc", vpc),
            "IpPermissions": [own, web],
            "IpPermissionsEgress": [{"IpProtocol": "-1"} | lists | {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        }


def vpc_endpoints(vpc: int) -> Iterator[Record]:
    """A gateway endpoint for S3, and eight interface endpoints with an interface in two subnets each."""
    ours = {"VpcId": named("vpc", vpc), "VpcEndpointId": named("vpce", vpc)}
    tables = [named("rtb", vpc, number) for number in range(TABLES)] if vpc % BROKEN_EACH else []
    yield GOOD["VpcEndpoints"][0] | ours | {"RouteTableIds": tables}
    for number, service in enumerate(SERVICES):
        interfaces = (number * SUBNETS, number * SUBNETS + 1)
        yield GOOD["VpcEndpoints"][1] | {
            "VpcId": named("vpc", vpc),
            "VpcEndpointId": named("vpce", vpc, number + 1),
            "ServiceName": f"com.amazonaws.eu-central-1.{service}",
            "SubnetIds": [named("subnet", vpc, each % SUBNETS) for each in interfaces],
            "NetworkInterfaceIds": [named("eni", vpc, each) for each in interfaces],
            "Groups": [{"GroupId": named("sg", vpc), "GroupName": "group-0"}],
        }


def network_interfaces(vpc: int) -> Iterator[Record]:
    """Those of the endpoints, and spare ones, as Lambda keeps them; dealt to the subnets in turn."""
    for number in range(INTERFACES):
        address = f"10.{vpc % 256}.{16 * (number % SUBNETS)}.{10 + number // SUBNETS}"
        spare = number % SUBNETS > 1 or number >= SUBNETS * len(SERVICES)
        group = number % GROUPS if spare else 0
        yield (SPARE if spare else GOOD["NetworkInterfaces"][1]) | {
            "NetworkInterfaceId": named("eni", vpc, number),
            "SubnetId": named("subnet", vpc, number % SUBNETS),
            "VpcId": named("vpc", vpc),
            "Groups": [{"GroupId": named("sg", vpc, group), "GroupName": f"group-{group}"}],
            "PrivateIpAddress": address,
            "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}],
        }


def flow_logs(vpc: int) -> Iterator[Record]:
    """One log of the whole VPC."""
    yield GOOD["FlowLogs"][0] | {"FlowLogId": named("fl", vpc), "ResourceId": named("vpc", vpc)}


def job(number: int, vpcs_there_are: int) -> Record:
    """A job in two subnets of one VPC."""
    vpc = number % vpcs_there_are
    group = number // vpcs_there_are % GROUPS
    network = {
        "SecurityGroupIds": [named("sg", vpc, group)],
        "Subnets": [named("subnet", vpc, number) for number in range(2)],
    }
    configuration = JOB["NetworkConfig"] | {"VpcConfig": network}
    return JOB | {"ProcessingJobName": f"job-{number}", "NetworkConfig": configuration}


OF_A_VPC: dict[str, Callable[[int], Iterator[Record]]] = {
    "Vpcs": vpcs,
    "VpcAttributes": vpc_attributes,
    "Subnets": subnets,
    "RouteTables": route_tables,
    "NetworkAcls": network_acls,
    "SecurityGroups": security_groups,
    "VpcEndpoints": vpc_endpoints,
    "NetworkInterfaces": network_interfaces,
    "FlowLogs": flow_logs,
}
# What belongs to a VPC of the good fixture alone, and what no rule reads.
LEFT_OUT = frozenset({"InternetGateways", "NatGateways", "SecurityGroupRules", "BucketPolicies", "RolePolicies"})


def pieces(vpcs_there_are: int, jobs: int) -> Iterator[str]:
    """The snapshot, as JSON text in pieces."""
    shared = {key: value for key, value in GOOD.items() if key not in OF_A_VPC and key not in LEFT_OUT}
    yield _json(shared | {"InternetGateways": [], "NatGateways": []})[:-1]
    for key, of_a_vpc in OF_A_VPC.items():
        yield from _listed(key, (each for vpc in range(vpcs_there_are) for each in of_a_vpc(vpc)))
    yield from _listed("ProcessingJobs", (job(number, vpcs_there_are) for number in range(jobs)))
    yield "}\n"


def _json(value: Record) -> str:
    return json.dumps(value, separators=(",", ":"))


def _listed(key: str, records: Iterator[Record]) -> Iterator[str]:
    yield f',"{key}":['
    for index, record in enumerate(records):
        yield (",\n" if index else "\n") + _json(record)
    yield "]"


def write(file: Path, vpcs_there_are: int, jobs: int) -> None:
    """Writes the snapshot of a fleet."""
    with file.open("w", encoding="utf-8") as out:
        out.writelines(pieces(vpcs_there_are, jobs))


def main() -> None:
    """Writes the file that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--vpcs", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1000)
    arguments = parser.parse_args()
    write(arguments.file, arguments.vpcs, arguments.jobs)


if __name__ == "__main__":
    main()
