"""A VPC as a stack of CloudFormation makes it, and the snapshot that someone writes of it by hand.

Its second subnet has a route table of its own, to which the gateway endpoint for S3 has no route.
"""

import json
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


def by_hand(ids: dict[str, str], s3: str, main: str, acl: str, default: str) -> dict[str, Any]:
    """The snapshot, written from the template and the API's documentation, with the ids that the stack has."""
    local = {
        "DestinationCidrBlock": "10.8.0.0/16",
        "GatewayId": "local",
        "Origin": "CreateRouteTable",
        "State": "active",
    }
    to_s3 = {"DestinationPrefixListId": s3, "GatewayId": ids["Endpoint"], "Origin": "CreateRoute", "State": "active"}
    nothing = {"IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
    inside = nothing | {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": ids["Group"]}]}
    anywhere = nothing | {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}

    def table(table_id: str, link: dict[str, Any], *routes: dict[str, Any]) -> dict[str, Any]:
        return {"RouteTableId": table_id, "VpcId": ids["Vpc"], "Associations": [link], "Routes": [local, *routes]}

    def subnet(subnet_id: str, block: str, zone: str, free: int) -> dict[str, Any]:
        known = {"State": "available", "OwnerId": "123456789012", "AvailableIpAddressCount": free}
        return {"SubnetId": subnet_id, "VpcId": ids["Vpc"], "CidrBlock": block, "AvailabilityZone": zone, **known}

    def entry(egress: bool, number: int, action: str) -> dict[str, Any]:  # noqa: FBT001 - as the API has it
        known = {"Protocol": "-1", "CidrBlock": "0.0.0.0/0"}
        return {"Egress": egress, "RuleNumber": number, "RuleAction": action, **known}

    entries = [entry(egress, *rule) for egress in (True, False) for rule in ((100, "allow"), (32767, "deny"))]
    group = {"VpcId": ids["Vpc"], "OwnerId": "123456789012", "IpPermissionsEgress": [anywhere]}
    return {
        "Vpcs": [
            {
                "VpcId": ids["Vpc"],
                "CidrBlock": "10.8.0.0/16",
                "CidrBlockAssociationSet": [
                    {"CidrBlock": "10.8.0.0/16", "CidrBlockState": {"State": "associated"}},
                ],
                "DhcpOptionsId": "dopt-0d1fa000",
                "InstanceTenancy": "default",
                "OwnerId": "123456789012",
                "IsDefault": False,
            }
        ],
        "VpcAttributes": [
            {"VpcId": ids["Vpc"], "EnableDnsSupport": {"Value": True}, "EnableDnsHostnames": {"Value": True}}
        ],
        "DhcpOptions": [
            {
                "DhcpOptionsId": "dopt-0d1fa000",
                "DhcpConfigurations": [
                    {"Key": "domain-name", "Values": [{"Value": "eu-central-1.compute.internal"}]},
                    {"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]},
                ],
            }
        ],
        "Subnets": [
            subnet(ids["First"], "10.8.0.0/24", "eu-central-1a", 251),
            subnet(ids["Second"], "10.8.1.0/28", "eu-central-1b", 11),
        ],
        "RouteTables": [
            table(main, {"Main": True}),
            table(ids["FirstTable"], {"Main": False, "SubnetId": ids["First"]}, to_s3),
            table(ids["SecondTable"], {"Main": False, "SubnetId": ids["Second"]}),
        ],
        "NetworkAcls": [
            {
                "NetworkAclId": acl,
                "VpcId": ids["Vpc"],
                "Entries": entries,
                "Associations": [{"SubnetId": ids["First"]}, {"SubnetId": ids["Second"]}],
            }
        ],
        "SecurityGroups": [
            {"GroupId": ids["Group"], "IpPermissions": [inside], **group},
            {"GroupId": default, "IpPermissions": [], **group},
        ],
        "VpcEndpoints": [
            {
                "VpcEndpointId": ids["Endpoint"],
                "VpcId": ids["Vpc"],
                "VpcEndpointType": "Gateway",
                "ServiceName": "com.amazonaws.eu-central-1.s3",
                "State": "available",
                "PrivateDnsEnabled": False,
                "RouteTableIds": [ids["FirstTable"]],
                "SubnetIds": [],
                "NetworkInterfaceIds": [],
                "Groups": [],
                "PolicyDocument": json.dumps(POLICY),
            }
        ],
        "PrefixLists": [{"PrefixListId": s3, "PrefixListName": "com.amazonaws.eu-central-1.s3", "Cidrs": []}],
        **{key: [] for key in ("NatGateways", "InternetGateways", "NetworkInterfaces", "FlowLogs")},
        **{key: [] for key in ("VpcPeeringConnections", "TransitGatewayVpcAttachments", "VpcEndpointServices")},
        **{key: [] for key in ("SecurityGroupVpcAssociations", "VpcBlockPublicAccessExclusions")},
        "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": "off"},
        "BucketLocations": [{"Bucket": "stacked-raw", "LocationConstraint": "eu-central-1"}],
        "BucketPolicies": [{"Bucket": "stacked-raw", "Policy": None}],
    }
