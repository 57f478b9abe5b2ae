"""A plugin of botocore's clients that makes moto answer as AWS does, and as a test wants it.

botocore loads it into every client where BOTOCORE_EXPERIMENTAL__PLUGINS names it, so that what is tested runs
unchanged: answers are put in at botocore's own events. What a test wants stands as JSON in MOTO_AS_AWS:

* `deny`: operations that end with UnauthorizedOperation; `fail`: those that end with the code that is given
* `throttle`: how many times an operation is refused before it is answered
* `time_out`: operations that nothing answers; `expire_after`: how many requests the credentials are good for
* `delay`: seconds that a request takes longer
* `failure`: the reason for which all processing jobs have failed
* `pages`: how many records an operation has, in pages as large as they are asked for, of `Subnets` of `vpc-0`
* `answers`: what comes back of an operation, as it comes over the network
* `log`: a file to which each operation is written that is sent
"""

import json
import os
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

SENT: Counter[str] = Counter()
"""The requests that were sent in this process, by operation."""

_LOCK = threading.Lock()
_OFF = {"InternetGatewayBlockMode": "off", "State": "default-state", "AwsAccountId": "123456789012"}
_ABSENT = {
    "DescribeSecurityGroupVpcAssociations": {"SecurityGroupVpcAssociations": []},
    "DescribeVpcBlockPublicAccessOptions": {"VpcBlockPublicAccessOptions": _OFF},
    "DescribeVpcBlockPublicAccessExclusions": {"VpcBlockPublicAccessExclusions": []},
}
"""Operations that moto does not have, with what AWS answers where nothing of it is used."""

_CLUSTER = {"InstanceCount": 3, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
"""What moto forgets of every processing job."""


def wanted() -> dict[str, Any]:
    """What the test that runs wants."""
    found: dict[str, Any] = json.loads(os.environ.get("MOTO_AS_AWS", "{}"))
    return found


def initialize_client_plugin(client: Any) -> None:
    """Registers what makes moto answer as AWS does; botocore calls it for each client."""
    events = client.meta.events
    events.register("before-call", _answer_instead)
    events.register("before-send", _send)
    events.register("after-call.sagemaker.DescribeProcessingJob", _remember_the_cluster)
    events.register("after-call.ec2.DescribeVpcEndpoints", _no_private_names_at_gateways)
    events.register("after-call.ec2.DescribeVpcs", _name_the_options)
    events.register("after-call.ec2.DescribeDhcpOptions", _tell_the_options)


def _answer_instead(model: Any, params: dict[str, Any], **_: Any) -> tuple[Any, Any] | None:
    """The answer of an operation that moto lacks, unless the test wants another one."""
    test = wanted()
    if model.name in test.get("pages", {}):
        _count(model.name, test)
        return _http(200), _page(params["body"], test["pages"][model.name])
    absent = _ABSENT.get(model.name) if model.service_model.service_name == "ec2" else None
    if not absent or model.name in test.get("deny", ()) or model.name in test.get("fail", {}):
        return None
    _, total = _count(model.name, test)
    if total > test.get("expire_after", total):
        return _http(400), {"Error": {"Code": "ExpiredToken", "Message": "no"}, "ResponseMetadata": {}}
    time.sleep(test.get("delay", 0))
    if "VpcBlockPublicAccessOptions" in absent:
        absent = {"VpcBlockPublicAccessOptions": {**_OFF, "AwsRegion": params["context"]["client_region"]}}
    return _http(200), {**absent, "ResponseMetadata": {}}


def _page(asked: dict[str, Any], number: int) -> dict[str, Any]:
    """A page of subnets: moto answers all at once, whatever it is asked."""
    first, size = int(asked.get("NextToken", 0)), int(asked["MaxResults"])
    known = {"VpcId": "vpc-00000000", "State": "available", "AvailabilityZone": "eu-central-1a"}
    found = [{**known, "SubnetId": f"subnet-{each:08x}"} for each in range(first, min(first + size, number))]
    return {"Subnets": found, "ResponseMetadata": {}} | (
        {"NextToken": str(first + size)} if first + size < number else {}
    )


def _send(request: Any, event_name: str, **_: Any) -> AWSResponse | None:
    """What comes back in the place of moto's answer, and when."""
    _, service, operation = event_name.split(".")
    test = wanted()
    number, total = _count(operation, test)
    time.sleep(test.get("delay", 0))
    if operation in test.get("time_out", ()):
        raise ReadTimeoutError(endpoint_url=request.url)
    if number <= test.get("throttle", {}).get(operation, 0):
        return _error(service, 503, "RequestLimitExceeded")
    if total > test.get("expire_after", total):
        return _error(service, 400, "ExpiredToken")
    code = "UnauthorizedOperation" if operation in test.get("deny", ()) else test.get("fail", {}).get(operation)
    if operation in test.get("answers", {}):
        return _http(200, test["answers"][operation].encode())
    return _error(service, 403, code) if code else None


def _count(operation: str, test: dict[str, Any]) -> tuple[int, int]:
    """How many requests there were for an operation and for all, with this one."""
    with _LOCK:
        SENT[operation] += 1
        if "log" in test:
            with Path(test["log"]).open("a", encoding="utf-8") as log:
                log.write(f"{operation}\n")
        return SENT[operation], SENT.total()


_ERRORS = {
    "ec2": "<Response><Errors><Error><Code>{}</Code><Message>no</Message></Error></Errors></Response>",
    "s3": "<Error><Code>{}</Code><Message>no</Message></Error>",
    "sagemaker": '{{"__type": "{}", "message": "no"}}',
}
_OTHER_ERRORS = "<ErrorResponse><Error><Code>{}</Code><Message>no</Message></Error></ErrorResponse>"


def _error(service: str, status: int, code: str) -> AWSResponse:
    """An error as a service writes it."""
    return AWSResponse("", status, {}, _Raw(_ERRORS.get(service, _OTHER_ERRORS).format(code).encode()))


class _Raw:
    """What urllib3 would have read from the network."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, *_: Any, **__: Any) -> Any:
        yield self._data

    def read(self, *_: Any) -> bytes:
        data, self._data = self._data, b""
        return data


def _http(status: int, data: bytes = b"") -> AWSResponse:
    return AWSResponse("", status, {}, _Raw(data))


def _remember_the_cluster(parsed: dict[str, Any], **_: Any) -> None:
    if "ProcessingJobName" in parsed:
        parsed.setdefault("ProcessingResources", {"ClusterConfig": _CLUSTER})
    if "failure" in wanted():
        parsed.update(ProcessingJobStatus="Failed", FailureReason=wanted()["failure"])


DEFAULT_OPTIONS = "dopt-0d1fa000"
"""The set of DHCP options that every VPC has unless it is given another one."""


def _name_the_options(parsed: dict[str, Any], **_: Any) -> None:
    for vpc in parsed.get("Vpcs", ()):
        if vpc.get("DhcpOptionsId") == "default":
            vpc["DhcpOptionsId"] = DEFAULT_OPTIONS


def _tell_the_options(parsed: dict[str, Any], **_: Any) -> None:
    servers = {"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}
    domain = {"Key": "domain-name", "Values": [{"Value": "eu-central-1.compute.internal"}]}
    if "DhcpOptions" in parsed:
        parsed["DhcpOptions"].append({"DhcpOptionsId": DEFAULT_OPTIONS, "DhcpConfigurations": [domain, servers]})


def _no_private_names_at_gateways(parsed: dict[str, Any], **_: Any) -> None:
    for endpoint in parsed.get("VpcEndpoints", ()):
        if endpoint.get("VpcEndpointType") == "Gateway":
            endpoint["PrivateDnsEnabled"] = False
