"""Other tools that look at a VPC before it is deployed, and a CloudFormation template of the good fixture for them.

None of them answers the same question: cfn-lint says whether a template is well formed, checkov whether it follows
its policies. What can be compared is what it costs to ask.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STATE = Path(__file__).resolve().parent.parent / "fixtures" / "good" / "state.json"

Resource = tuple[str, str, dict[str, Any]]
"""A logical id, a type and its properties."""


def commands_of_others(folder: Path) -> dict[str, list[str]]:
    """The command of each tool on the template, which is written to the folder; an empty one where it is not installed.

    A tool is looked for beside the interpreter that runs this, then on the path.
    """
    file = folder / "template.json"
    file.write_text(json.dumps(template(json.loads(STATE.read_text("utf-8"))), indent=2), "utf-8")
    arguments = {"cfn-lint": [str(file)], "checkov": ["--file", str(file), "--soft-fail", "--quiet", "--compact"]}
    found = {
        name: shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name) for name in arguments
    }
    return {name: [tool, *arguments[name]] if tool else [] for name, tool in found.items()}


def template(state: dict[str, Any]) -> dict[str, Any]:
    """A template that makes the VPC of a state: its subnets, tables, groups, endpoints and gateways."""
    parts = (_network(state), _tables(state), _groups(state), _endpoints(state), _gateways(state))
    resources = {
        name: {"Type": f"AWS::EC2::{kind}", "Properties": properties}
        for part in parts
        for name, kind, properties in part
    }
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def _name(resource_id: str) -> str:
    return "".join(part.title() for part in resource_id.split("-"))


def _ref(resource_id: str) -> dict[str, str]:
    return {"Ref": _name(resource_id)}


def _network(state: dict[str, Any]) -> Iterator[Resource]:
    for vpc in state["Vpcs"]:
        yield _name(vpc["VpcId"]), "VPC", {"CidrBlock": vpc["CidrBlock"], "EnableDnsHostnames": True}
        further = (
            each["CidrBlock"] for each in vpc["CidrBlockAssociationSet"] if each["CidrBlock"] != vpc["CidrBlock"]
        )
        for index, block in enumerate(further):
            yield f"Further{index}", "VPCCidrBlock", {"VpcId": _ref(vpc["VpcId"]), "CidrBlock": block}
    for subnet in state["Subnets"]:
        yield _name(subnet["SubnetId"]), "Subnet", {"VpcId": _ref(subnet["VpcId"]), "CidrBlock": subnet["CidrBlock"]}


def _tables(state: dict[str, Any]) -> Iterator[Resource]:
    for table in state["RouteTables"]:
        owner = {"RouteTableId": _ref(table["RouteTableId"])}
        yield _name(table["RouteTableId"]), "RouteTable", {"VpcId": _ref(table["VpcId"])}
        for association in table["Associations"]:
            if "SubnetId" in association:
                name = _name(association["RouteTableAssociationId"])
                yield name, "SubnetRouteTableAssociation", owner | {"SubnetId": _ref(association["SubnetId"])}
        for index, route in enumerate(
            each for each in table["Routes"] if each.get("DestinationCidrBlock") == "0.0.0.0/0"
        ):
            key = "NatGatewayId" if "NatGatewayId" in route else "GatewayId"
            way = {"DestinationCidrBlock": "0.0.0.0/0", key: _ref(route[key])}
            yield f"{_name(table['RouteTableId'])}Route{index}", "Route", owner | way


def _groups(state: dict[str, Any]) -> Iterator[Resource]:
    for group in state["SecurityGroups"]:
        name, members = (
            _name(group["GroupId"]),
            {"GroupDescription": group["Description"], "VpcId": _ref(group["VpcId"])},
        )
        if group["GroupName"] != "default":
            members["GroupName"] = group["GroupName"]
        yield name, "SecurityGroup", members
        for side, key in (("Ingress", "IpPermissions"), ("Egress", "IpPermissionsEgress")):
            for index, rule in enumerate(group[key]):
                yield from _rules(name, side, index, rule)


def _rules(group: str, side: str, index: int, rule: dict[str, Any]) -> Iterator[Resource]:
    services = {key: rule[key] for key in ("IpProtocol", "FromPort", "ToPort") if key in rule}
    whose = services | {"GroupId": {"Fn::GetAtt": [group, "GroupId"]}}
    peers = [{"CidrIp": each["CidrIp"]} for each in rule["IpRanges"]]
    key = "SourceSecurityGroupId" if side == "Ingress" else "DestinationSecurityGroupId"
    peers += [{key: {"Fn::GetAtt": [_name(each["GroupId"]), "GroupId"]}} for each in rule["UserIdGroupPairs"]]
    for number, peer in enumerate(peers):
        yield f"{group}{side}{index}x{number}", f"SecurityGroup{side}", whose | peer


def _endpoints(state: dict[str, Any]) -> Iterator[Resource]:
    for endpoint in state["VpcEndpoints"]:
        members = {key: endpoint[key] for key in ("ServiceName", "VpcEndpointType")}
        members |= {"VpcId": _ref(endpoint["VpcId"]), "PolicyDocument": json.loads(endpoint["PolicyDocument"])}
        if endpoint["VpcEndpointType"] == "Gateway":
            members["RouteTableIds"] = [_ref(each) for each in endpoint["RouteTableIds"]]
        else:
            groups = [{"Fn::GetAtt": [_name(each["GroupId"]), "GroupId"]} for each in endpoint["Groups"]]
            members |= {"PrivateDnsEnabled": endpoint["PrivateDnsEnabled"], "SecurityGroupIds": groups}
            members["SubnetIds"] = [_ref(each) for each in endpoint["SubnetIds"]]
        yield _name(endpoint["VpcEndpointId"]), "VPCEndpoint", members


def _gateways(state: dict[str, Any]) -> Iterator[Resource]:
    for gateway in state["InternetGateways"]:
        name = _name(gateway["InternetGatewayId"])
        yield name, "InternetGateway", {}
        vpc = _ref(gateway["Attachments"][0]["VpcId"])
        yield f"{name}Attachment", "VPCGatewayAttachment", {"VpcId": vpc, "InternetGatewayId": {"Ref": name}}
    for gateway in state["NatGateways"]:
        name = _name(gateway["NatGatewayId"])
        yield f"{name}Address", "EIP", {"Domain": "vpc"}
        address = {"Fn::GetAtt": [f"{name}Address", "AllocationId"]}
        yield name, "NatGateway", {"SubnetId": _ref(gateway["SubnetId"]), "AllocationId": address}
