"""What a document is, told by its content alone."""

from typing import Any

import msgspec
import pytest
from cli.running import JOB, STATE, SUBNETS
from msgspec import Raw

from vpclint.aws.kinds import KINDS
from vpclint.sources.detect import is_state, other_request, request_in
from vpclint.workload.request import NETWORK_CONFIG, REQUEST, VPC_CONFIG, Shape

VPC_CONFIG_OF_THE_JOB: dict[str, Any] = JOB["NetworkConfig"]["VpcConfig"]


def undecoded(document: Any) -> dict[str, Raw]:
    return msgspec.json.decode(msgspec.json.encode(document), type=dict[str, Raw])


STATES: list[Any] = [
    STATE,
    {"vpclint": {}},
    {"Vpcs": []},
    {"Subnets": []},
    {"Subnets": [{"SubnetId": SUBNETS[0]}]},
    {"Subnets": [{"SubnetId": SUBNETS[0]}], "Vpcs": []},
    {"Subnets": [{"SubnetId": SUBNETS[0]}], "NextToken": "x"},
    {"ProcessingJobs": [JOB]},
    *({key: []} for key in KINDS),
]
OTHERS: list[Any] = [
    JOB,
    JOB["NetworkConfig"],
    {"NetworkConfig": JOB["NetworkConfig"]},
    VPC_CONFIG_OF_THE_JOB,
    {"Subnets": SUBNETS},
    {"Subnets": SUBNETS, "SecurityGroupIds": []},
    {"SecurityGroupIds": []},
    {},
    {"Statement": []},
]


@pytest.mark.parametrize(
    ("member", "what"), [("TrainingJobName", "a training job"), ("TransformJobName", "a transform job")]
)
def test_a_request_for_another_job_is_told_by_its_name(member: str, what: str) -> None:
    assert other_request({member: "a", "RoleArn": "b"}) == what
    assert other_request({member: "a", "VpcConfig": {}}) == what
    assert other_request(JOB | {member: "a"}) == other_request({member: "a"}) == other_request(JOB) == ""


@pytest.mark.parametrize("document", STATES, ids=lambda each: ",".join(each)[:40])
def test_a_state_is_told_decoded_or_not(document: Any) -> None:
    assert is_state(document)
    assert is_state(undecoded(document))


@pytest.mark.parametrize("document", OTHERS, ids=lambda each: ",".join(each)[:40])
def test_what_is_no_state_is_told_decoded_or_not(document: Any) -> None:
    assert not is_state(document)
    assert not is_state(undecoded(document))


@pytest.mark.parametrize("space", ["", " " * 10, "\n\t" * 300])
def test_space_before_the_first_subnet_means_nothing(space: str) -> None:
    texts = [f'{{"Subnets": [{space}"subnet-1"]}}', f'{{"Subnets": [{space}{{"SubnetId": "subnet-1"}}]}}']
    assert [is_state(msgspec.json.decode(text, type=dict[str, Raw])) for text in texts] == [False, True]


@pytest.mark.parametrize(
    ("document", "shape", "pointer"),
    [
        (JOB, REQUEST, ""),
        (JOB | {"ProcessingJobArn": "arn"}, REQUEST, ""),
        ({"ProcessingJobName": "x"}, REQUEST, ""),
        ({"ProcessingJobStatus": "Failed"}, REQUEST, ""),
        ({"RoleArn": "x", "NetworkConfig": {}}, REQUEST, ""),
        ({"NetworkConfig": {}}, NETWORK_CONFIG, "/NetworkConfig"),
        ({"NetworkConfig": {}, "Tags": []}, NETWORK_CONFIG, "/NetworkConfig"),
        ({"VpcConfig": {}}, NETWORK_CONFIG, ""),
        ({"EnableNetworkIsolation": True}, NETWORK_CONFIG, ""),
        ({"Subnets": []}, VPC_CONFIG, ""),
        ({"SecurityGroupIds": []}, VPC_CONFIG, ""),
    ],
)
def test_each_form_of_a_request_is_told(document: dict[str, Any], shape: Shape, pointer: str) -> None:
    found = request_in(document)
    assert found is not None
    inner = document["NetworkConfig"] if pointer else document
    assert found == (inner, shape, pointer)


@pytest.mark.parametrize(
    "document", [{}, {"Tags": []}, {"NetworkConfig": None}, {"Resources": {}}, {"NetworkConfig": []}]
)
def test_what_is_no_request_is_told(document: dict[str, Any]) -> None:
    assert request_in(document) is None
