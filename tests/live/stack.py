"""A VPC as a stack of CloudFormation makes it, and the snapshot that someone writes of it by hand.

Its second subnet has a route table of its own, to which the gateway endpoint for S3 has no route.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
TEMPLATE = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {
        "Vpc": {
            "Type": "AWS::EC2::VPC",
            "Properties": {"CidrBlock": "10.8.0.0/16", "EnableDnsSupport": True, "EnableDnsHostnames": True},
        },
        "First": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.8.0.0/24", "AvailabilityZone": "eu-central-1a"},
        },
        "Second": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {"VpcId": {"Ref": "Vpc"}, "CidrBlock": "10.8.1.0/28", "AvailabilityZone": "eu-central-1b"},
        },
        "FirstTable": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "Vpc"}}},
        "SecondTable": {"Type": "AWS::EC2::RouteTable", "Properties": {"VpcId": {"Ref": "Vpc"}}},
        "FirstLink": {
            "Type": "AWS::EC2::SubnetRouteTableAssociation",
            "Properties": {"RouteTableId": {"Ref": "FirstTable"}, "SubnetId": {"Ref": "First"}},
        },
        "SecondLink": {
            "Type": "AWS::EC2::SubnetRouteTableAssociation",
            "Properties": {"RouteTableId": {"Ref": "SecondTable"}, "SubnetId": {"Ref": "Second"}},
        },
        "Group": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": "jobs", "VpcId": {"Ref": "Vpc"}},
        },
        "Inside": {
            "Type": "AWS::EC2::SecurityGroupIngress",
            "Properties": {
                "GroupId": {"Ref": "Group"},
                "IpProtocol": "-1",
                "SourceSecurityGroupId": {"Ref": "Group"},
            },
        },
        "Endpoint": {
            "Type": "AWS::EC2::VPCEndpoint",
            "Properties": {
                "VpcId": {"Ref": "Vpc"},
                "VpcEndpointType": "Gateway",
                "ServiceName": "com.amazonaws.eu-central-1.s3",
                "RouteTableIds": [{"Ref": "FirstTable"}],
                "PolicyDocument": POLICY,
            },
        },
    },
}


def create(cloudformation: Any) -> dict[str, str]:
    """Makes the stack, and gives the ids of its resources by their names in the template."""
    cloudformation.create_stack(StackName="ml", TemplateBody=json.dumps(TEMPLATE))
    found = cloudformation.describe_stack_resources(StackName="ml")["StackResources"]
    return {each["LogicalResourceId"]: each.get("PhysicalResourceId", "") for each in found}


def finish(ec2: Any, ids: dict[str, str]) -> None:
    """Does what the template asks for and moto leaves undone: names of hosts, associations, a policy that is JSON."""
    ec2.modify_vpc_attribute(VpcId=ids["Vpc"], EnableDnsHostnames={"Value": True})
    for name in ("First", "Second"):
        ec2.associate_route_table(RouteTableId=ids[f"{name}Table"], SubnetId=ids[name])
    ec2.modify_vpc_endpoint(VpcEndpointId=ids["Endpoint"], PolicyDocument=json.dumps(POLICY))


def job(ids: dict[str, str]) -> dict[str, Any]:
    """A job of eight instances in both subnets: the second one has room for five."""
    cluster = {"InstanceCount": 8, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 1}
    prefix = {"S3DataType": "S3Prefix", "S3InputMode": "File"}
    return {
        "ProcessingJobName": "stacked",
        "RoleArn": "arn:aws:iam::123456789012:role/ml",
        "AppSpecification": {"ImageUri": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/features:1"},
        "ProcessingResources": {"ClusterConfig": cluster},
        "NetworkConfig": {"VpcConfig": {"Subnets": [ids["First"], ids["Second"]], "SecurityGroupIds": [ids["Group"]]}},
        "ProcessingInputs": [
            {
                "InputName": "in",
                "S3Input": {"LocalPath": "/opt/ml/processing/in", "S3Uri": "s3://stacked-raw/a/", **prefix},
            }
        ],
    }


HAND_MADE = Path(__file__).with_name("hand_made.json")
"""The snapshot that someone has written from the template and the API's documentation; `<Name>` stands for an id."""


def by_hand(ids: Mapping[str, str]) -> dict[str, Any]:
    """The hand-made snapshot with the ids that the stack has."""
    text = re.sub(r"<(\w+)>", lambda found: ids[found[1]], HAND_MADE.read_text("utf-8"))
    found: dict[str, Any] = json.loads(text)
    return found
