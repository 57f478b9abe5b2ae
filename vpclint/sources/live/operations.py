"""The operations that a state is collected with: what each is asked, how its pages are followed, where its records are.

Source: botocore's service models. `MaxResults` is the most that an operation takes: a call without it and without a
filter is throttled earlier (Amazon EC2 API, "Request throttling").
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

from vpclint.aws.kinds import KINDS, Unread


class Operation(Struct, frozen=True):
    """One operation of the AWS API.

    Attributes:
        name: as the API spells it, which is also the name of the IAM action.
        service: as boto3 and IAM spell it.
        key: the key of a state that its records belong to; empty for what is only a step on the way.
        member: the member of the answer that holds the records.
        page: the most records that a page may have; 0 where the operation takes no such number.
        by_vpc: the filter that narrows the records to VPCs; empty where there is none.
        filters: the parameter that takes filters.
        marker: the parameter that asks for the next page, and `following` the member of the answer that names it.
        needs: the members without which a record says nothing, each as a path with dots.
        document: the one that is a policy, by such a path; empty where there is none.
    """

    name: str
    service: str = "ec2"
    key: str = ""
    member: str = ""
    page: int = 0
    by_vpc: str = ""
    filters: str = "Filters"
    marker: str = "NextToken"
    following: str = "NextToken"
    needs: tuple[str, ...] = ()
    document: str = ""

    @property
    def method(self) -> str:
        """The method of a boto3 client."""
        return "".join(f"_{char.lower()}" if char.isupper() else char for char in self.name).lstrip("_")


def _list(key: str, page: int, by_vpc: str = "", filters: str = "Filters", member: str = "") -> Operation:
    """An operation that lists all records of a key."""
    kind = KINDS[key]
    name = kind.listing or kind.operation
    spelled = {field.name: field.encode_name for field in structs.fields(kind.record)}
    needs = tuple(spelled[each] for each in kind.identity)
    return Operation(name, "ec2", key, member or key, page, by_vpc, filters, needs=needs)


def _iam_list(name: str, member: str, *needs: str) -> Operation:
    """An operation that lists the policies of a role, by the paging of IAM."""
    return Operation(name, "iam", "RolePolicies", member, marker="Marker", following="Marker", needs=needs)


SUBNETS = _list("Subnets", 1000, "vpc-id")
SECURITY_GROUPS = _list("SecurityGroups", 1000, "vpc-id")
VPCS = _list("Vpcs", 1000, "vpc-id")
ROUTE_TABLES = _list("RouteTables", 100, "vpc-id")
PREFIX_LISTS = _list("PrefixLists", 0)
MANAGED_PREFIX_LISTS = _list("ManagedPrefixLists", 100, member="PrefixLists")

OF_A_VPC = (
    VPCS,
    SECURITY_GROUPS,
    ROUTE_TABLES,
    SUBNETS,
    _list("NetworkAcls", 1000, "vpc-id"),
    _list("VpcEndpoints", 1000, "vpc-id"),
    _list("NatGateways", 1000, "vpc-id", "Filter"),
    _list("InternetGateways", 1000, "attachment.vpc-id"),
    _list("NetworkInterfaces", 1000, "vpc-id"),
    _list("SecurityGroupVpcAssociations", 1000, "vpc-id"),
    _list("TransitGatewayVpcAttachments", 1000, "vpc-id"),
)
"""What the API lists by VPC, first what tells what else to ask."""

OF_A_REGION = (
    PREFIX_LISTS,
    MANAGED_PREFIX_LISTS,
    _list("DhcpOptions", 1000),
    _list("VpcEndpointServices", 1000, member="ServiceDetails"),
    _list("VpcPeeringConnections", 1000),
    _list("FlowLogs", 0, filters="Filter"),
    _list("VpcBlockPublicAccessOptions", 0),
    _list("VpcBlockPublicAccessExclusions", 1000),
    _list("EgressOnlyInternetGateways", 255),
    _list("SecurityGroupRules", 1000),
)
"""What the API lists for a Region only, or by what is not known before."""

ENTRIES = Operation(
    "GetManagedPrefixListEntries", key="ManagedPrefixLists", member="Entries", page=100, needs=("Cidr",)
)
VPC_ATTRIBUTE = Operation("DescribeVpcAttribute", key="VpcAttributes")
PROCESSING_JOB = Operation("DescribeProcessingJob", "sagemaker", "ProcessingJobs", needs=("ProcessingJobName",))
BUCKET_LOCATION = Operation("GetBucketLocation", "s3", "BucketLocations")
BUCKET_POLICY = Operation("GetBucketPolicy", "s3", "BucketPolicies", document="Policy")
ROLE_POLICIES = _iam_list("ListRolePolicies", "PolicyNames")
ROLE_POLICY = Operation("GetRolePolicy", "iam", "RolePolicies", document="PolicyDocument")
ATTACHED_POLICIES = _iam_list("ListAttachedRolePolicies", "AttachedPolicies", "PolicyArn")
POLICY = Operation("GetPolicy", "iam", "RolePolicies", needs=("Policy.DefaultVersionId",))
POLICY_VERSION = Operation("GetPolicyVersion", "iam", "RolePolicies", document="PolicyVersion.Document")
CALLER_IDENTITY = Operation("GetCallerIdentity", "sts", needs=("Arn",))
ASSUME_ROLE = Operation(
    "AssumeRole",
    "sts",
    needs=tuple(f"Credentials.{each}" for each in ("AccessKeyId", "SecretAccessKey", "SessionToken")),
)
REGIONS = Operation("DescribeRegions", member="Regions", needs=("RegionName",))

OF_A_BUCKET = (BUCKET_LOCATION, BUCKET_POLICY)
OF_A_ROLE = (ROLE_POLICIES, ROLE_POLICY, ATTACHED_POLICIES, POLICY, POLICY_VERSION)

ATTRIBUTES: Mapping[str, str] = {"enableDnsSupport": "EnableDnsSupport", "enableDnsHostnames": "EnableDnsHostnames"}
"""What DescribeVpcAttribute is asked, one of them a call, and the member of its answer."""

MOST_VALUES = 200
"""How many values a filter may have (Amazon EC2 API, "Filtering")."""


def read_by_rules(operations: Iterable[Operation]) -> list[Operation]:
    """Those of which rules read the records: enough for a check, while a snapshot holds all kinds."""
    return [each for each in operations if KINDS[each.key].record is not Unread]
