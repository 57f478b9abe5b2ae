"""Which names of services are known, and what is suggested for those that are not."""

import pytest
from worlds import REGION, Record, endpoint, reread, subnet, world

from vpclint.network.known_services import is_known, suggestion
from vpclint.state.state import State
from vpclint.truth import Answer

LISTED = [{"ServiceName": f"com.amazonaws.{REGION}.newest"}, {"ServiceName": f"aws.sagemaker.{REGION}.studio"}]


def state_of(*services: Record, **members: object) -> State:
    return reread(world(VpcEndpointServices=list(services), **members)).state


@pytest.mark.parametrize("name", ["newest", f"com.amazonaws.{REGION}.newest", "studio", "sts", "iam"])
def test_a_name_is_known_to_the_state_or_to_the_shipped_list(name: str) -> None:
    assert is_known(state_of(*LISTED), name).is_yes


@pytest.mark.parametrize("name", ["newes", "com.amazonaws.newest", "com.amazonaws.us-east-1.newest", ""])
def test_a_name_that_a_complete_answer_lacks_is_none(name: str) -> None:
    assert is_known(state_of(*LISTED), name).is_no


def test_the_shipped_list_never_proves_a_name_wrong() -> None:
    truth = is_known(reread(world()).state, "newest")
    assert truth.answer is Answer.UNKNOWN
    assert {fact.key for fact in truth.facts} == {"VpcEndpointServices"}


UNNAMED = {key: value for key, value in endpoint().items() if key != "ServiceName"}


@pytest.mark.parametrize("endpoints", [None, [{"VpcEndpointId": 7}], [endpoint(ServiceName=7)], [UNNAMED]])
def test_a_name_that_an_endpoint_may_serve_is_not_proved_wrong(endpoints: list[Record] | None) -> None:
    truth = is_known(state_of(*LISTED, VpcEndpoints=endpoints), f"com.amazonaws.vpce.{REGION}.vpce-svc-0a1b2c3d")
    assert {fact.key for fact in truth.facts} == {"VpcEndpoints"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("newst", "newest"),
        ("Studio", "studio"),
        ("CloudWatch", "monitoring"),
        ("ecr", "ecr.api"),
        ("secretmanager", "secretsmanager"),
        ("quux", ""),
    ],
)
def test_the_nearest_name_is_suggested(name: str, meant: str) -> None:
    assert suggestion(state_of(*LISTED), name) == meant


def test_without_a_region_a_short_name_may_be_one() -> None:
    nowhere = {key: value for key, value in subnet().items() if key != "AvailabilityZone"}
    state = state_of(*LISTED, Subnets=[nowhere], VpcEndpoints=[], PrefixLists=[])
    assert is_known(state, "newes").facts == {state.region_fact}
    assert is_known(state, f"com.amazonaws.{REGION}.newes").is_no
    assert is_known(state, f"com.amazonaws.{REGION}.newest").is_yes


def test_a_service_of_no_region_is_suggested_by_its_whole_name() -> None:
    assert suggestion(state_of({"ServiceName": "aws.custom.thing"}), "aws.custom.think") == "aws.custom.thing"
