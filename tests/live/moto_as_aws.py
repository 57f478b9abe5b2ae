"""A plugin of botocore's clients that makes moto answer as AWS does, and as a test wants it.

botocore loads it into every client where BOTOCORE_EXPERIMENTAL__PLUGINS names it, so that what is tested runs
unchanged: answers are put in at botocore's own events. What a test wants stands as JSON in MOTO_AS_AWS:

* `deny`: operations that end with UnauthorizedOperation; `fail`: those that end with the code that is given
* `throttle`: how many times an operation is refused before it is answered
* `time_out`: operations that nothing answers; `expire_after`: how many requests the credentials are good for
* `delay`: seconds that a request takes longer
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
_OFF = {"InternetGatewayBlockMode": "off", "State": "default-state", "AwsRegion": "", "AwsAccountId": ""}
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


def _answer_instead(model: Any, **_: Any) -> tuple[Any, Any] | None:
    """The answer of an operation that moto lacks, or that a test does not let through."""
    test = wanted()
    code = "UnauthorizedOperation" if model.name in test.get("deny", ()) else test.get("fail", {}).get(model.name)
    absent = _ABSENT.get(model.name) if model.service_model.service_name == "ec2" else None
    if code or absent:
        with _LOCK:
            SENT[model.name] += 1
    if code:
        return _http(403), {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
    return (_http(200), {**absent, "ResponseMetadata": {}}) if absent else None


def _send(request: Any, event_name: str, **_: Any) -> AWSResponse | None:
    """What comes back in the place of moto's answer, and when."""
    test, operation = wanted(), event_name.rpartition(".")[2]
    with _LOCK:
        SENT[operation] += 1
        number, total = SENT[operation], SENT.total()
        if "log" in test:
            with Path(test["log"]).open("a", encoding="utf-8") as log:
                log.write(f"{operation}\n")
    time.sleep(test.get("delay", 0))
    if operation in test.get("time_out", ()):
        raise ReadTimeoutError(endpoint_url=request.url)
    if number <= test.get("throttle", {}).get(operation, 0):
        return _error(request.url, 503, "RequestLimitExceeded")
    return _error(request.url, 400, "ExpiredToken") if total > test.get("expire_after", total) else None


def _error(url: str, status: int, code: str) -> AWSResponse:
    body = f"<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors></Response>"
    return AWSResponse(url, status, {}, _Raw(body.encode()))


class _Raw:
    """What urllib3 would have read from the network."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, *_: Any, **__: Any) -> Any:
        yield self._data

    def read(self, *_: Any) -> bytes:
        data, self._data = self._data, b""
        return data


def _http(status: int) -> AWSResponse:
    return AWSResponse("", status, {}, _Raw(b""))


def _remember_the_cluster(parsed: dict[str, Any], **_: Any) -> None:
    if "ProcessingJobName" in parsed:
        parsed.setdefault("ProcessingResources", {"ClusterConfig": _CLUSTER})


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
