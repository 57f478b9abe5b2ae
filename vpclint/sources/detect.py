"""What a document is, told by its content."""

import re
from collections.abc import Mapping

from msgspec import Raw

from vpclint.aws.kinds import KINDS
from vpclint.aws.processing_job import RESPONSE_ONLY, CreateProcessingJobRequest, NetworkConfig
from vpclint.workload.request import NETWORK_CONFIG, REQUEST, VPC_CONFIG, Shape

_REQUEST_MEMBERS = frozenset(CreateProcessingJobRequest.__struct_encode_fields__) | frozenset(RESPONSE_ONLY)
_SHARED_MEMBERS = frozenset({"NetworkConfig", "Tags"})
_NETWORK_MEMBERS = frozenset(NetworkConfig.__struct_encode_fields__)
_RECORDS = re.compile(rb"\[\s*[{\]]")
_VPC_MEMBERS = frozenset({"Subnets", "SecurityGroupIds"})
_VPC_CONFIG = frozenset({"VpcConfig", "SubnetId"})
_FIRST_KEY = re.compile(rb'\s*\{\s*"([A-Za-z]{1,64})"\s*:')
_FIRST_KEYS = frozenset(KINDS) | {
    *("vpclint", "NextToken", "ResponseMetadata", "ServiceDetails", "ServiceNames", "SubnetIpv4CidrReservations"),
    *("VpcId", "EnableDnsSupport", "EnableDnsHostnames"),
}


def begins_as_answer(head: bytes) -> bool:
    """Whether these first bytes of a file, in any encoding that is read, begin an object with a key of an answer.

    It is for files whose name says nothing: one that merely is some JSON may be anything.
    """
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    found = _FIRST_KEY.match(plain)
    return found is not None and found[1].decode() in _FIRST_KEYS


def is_state(document: Mapping[str, object]) -> bool:
    """Whether an object is a state, or one of the API's answers that a state consists of.

    `Subnets` is a list of records in a state and a list of ids in a VpcConfig; a value that is not decoded yet is
    told by how it begins.
    """
    known = document.keys() & KINDS.keys()
    if known == {"Subnets"}:
        return "SecurityGroupIds" not in document and _lists_records(document["Subnets"])
    return bool(known) or _is_object(document.get("vpclint"))


_RECORDS_OF = {
    "Vpcs": {"VpcId", "InstanceTenancy"},
    "Subnets": {"SubnetId", "CidrBlock"},
    "RouteTables": {"RouteTableId", "Routes"},
    "SecurityGroups": {"GroupId", "IpPermissions"},
    "SecurityGroupVpcAssociations": {"GroupId", "VpcId", "VpcOwnerId"},
    "NetworkAcls": {"NetworkAclId", "Entries"},
    "VpcEndpoints": {"VpcEndpointId", "VpcEndpointType"},
    "VpcEndpointServices": {"ServiceName", "ServiceType"},
    "PrefixLists": {"PrefixListId", "Cidrs"},
    "ManagedPrefixLists": {"PrefixListId", "PrefixListArn"},
    "NetworkInterfaces": {"NetworkInterfaceId", "PrivateIpAddresses"},
    "DhcpOptions": {"DhcpOptionsId", "DhcpConfigurations"},
    "NatGateways": {"NatGatewayId", "NatGatewayAddresses"},
    "InternetGateways": {"InternetGatewayId", "Attachments"},
    "VpcPeeringConnections": {"VpcPeeringConnectionId", "RequesterVpcInfo"},
    "TransitGatewayVpcAttachments": {"TransitGatewayAttachmentId", "SubnetIds"},
    "FlowLogs": {"FlowLogId", "FlowLogStatus"},
}
"""The members by which a record of a key is told from all others that the API answers; an id alone is in several."""


def key_of_records(value: object) -> str:
    """The key of a state whose records a list holds that stands without it; empty for any other value.

    Such a list is what `--query 'Subnets[]'` makes of an answer.
    """
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        return ""
    return next((key for key, wanted in _RECORDS_OF.items() if all(wanted <= each.keys() for each in value)), "")


def _is_object(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, Raw) and bytes(value).startswith(b"{"))


def _lists_records(value: object) -> bool:
    if isinstance(value, list):
        return not value or isinstance(value[0], dict)
    return isinstance(value, Raw) and bool(_RECORDS.match(bytes(value)))


OF_PROCESSING = frozenset(
    {"ProcessingJobName", "ProcessingResources", "AppSpecification", "ProcessingInputs", "ProcessingOutputConfig"}
)
"""The members that no other request of SageMaker has."""
_OTHERS = {
    "TrainingJobName": "a training job",
    "TransformJobName": "a transform job",
    "HyperParameterTuningJobName": "a tuning job",
    "AutoMLJobName": "an AutoML job",
    "LabelingJobName": "a labeling job",
    "CompilationJobName": "a compilation job",
    "NotebookInstanceName": "a notebook instance",
    "EndpointConfigName": "an endpoint",
    "ModelName": "a model",
}
"""What SageMaker's other requests are for, by the member that names it (botocore: sagemaker, 2017-07-24)."""


def other_request(document: Mapping[str, object]) -> str:
    """What another request of SageMaker than CreateProcessingJob is for; empty for any other object.

    It shares members such as RoleArn and VpcConfig with the one that is judged here.
    """
    if document.keys() & OF_PROCESSING or not document.keys() & (_REQUEST_MEMBERS | _VPC_CONFIG):
        return ""
    return next((what for member, what in _OTHERS.items() if member in document), "")


def request_in(document: Mapping[str, object]) -> tuple[Mapping[str, object], Shape, str] | None:
    """The request in an object, which form it has, and its JSON pointer in the object; None where there is none."""
    keys = document.keys()
    if keys & (_REQUEST_MEMBERS - _SHARED_MEMBERS):
        return document, REQUEST, ""
    inner = document.get("NetworkConfig")
    if isinstance(inner, Mapping):
        return inner, NETWORK_CONFIG, "/NetworkConfig"
    if keys & _NETWORK_MEMBERS:
        return document, NETWORK_CONFIG, ""
    return (document, VPC_CONFIG, "") if keys & _VPC_MEMBERS else None
