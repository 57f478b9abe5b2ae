"""Which names of services are known, and what is suggested for those that are not."""

import pytest
from worlds import REGION, Record, reread, world

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
