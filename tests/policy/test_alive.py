"""A request made of what a statement says, which spares a proof that it counts: only such as can be."""

from typing import Any

import pytest

from vpclint.policy.alive import is_plainly_alive
from vpclint.policy.dead import dead_in
from vpclint.policy.document import PolicyType

from .documents import policy, statement

RAW = "arn:aws:s3:::raw"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/job"


def alive(*statements: dict[str, Any], kind: PolicyType = PolicyType.ENDPOINT) -> list[bool]:
    whole = policy(*statements, policy_type=kind)
    endpoint = kind is PolicyType.ENDPOINT
    return [is_plainly_alive(whole, each, gateway=False, allowed=endpoint) for each in whole.statements]


@pytest.mark.parametrize(
    ("action", "resource", "wanted"),
    [
        ("s3:GetObject", f"{RAW}/*", True),
        ("s3:GetObject", RAW, False),
        ("s3:GetObject", f"{RAW}/", False),
        ("s3:GetObject", f"{RAW}/${{aws:username}}", False),
        ("s3:ListBucket", RAW, True),
        ("s3:ListBucket", f"{RAW}/*", False),
        ("sts:AssumeRole", RAW, False),
        ("sts:AssumeRole", ROLE, True),
        ("sts:AssumeRole", "*", True),
        ("*", f"{RAW}/*", True),
    ],
)
def test_a_request_is_for_what_its_action_is_about(action: str, resource: str, *, wanted: bool) -> None:
    assert alive(statement(Action=action, Resource=resource)) == [wanted]


@pytest.mark.parametrize("without", ["Action", "Resource"])
def test_nothing_is_made_of_what_a_statement_is_not_about(without: str) -> None:
    names: dict[str, Any] = {"Action": "s3:PutObject", "Resource": f"{RAW}/a"}
    members: dict[str, Any] = {without: None, f"Not{without}": names[without]}
    assert alive(statement(**members)) == [False]


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceVpce": ["vpce-1", "${aws:username}"]}},
        {"StringLike": {"aws:SourceVpce": "vpce-?*"}},
        {"StringNotEquals": {"aws:username": "ann"}},
    ],
)
def test_a_value_is_taken_for_which_the_condition_holds(condition: dict[str, Any]) -> None:
    assert alive(statement(Condition=condition)) == [True]


def test_an_account_and_a_role_together_leave_alive_what_the_role_alone_is_granted() -> None:
    """Of the session that is named besides, nothing follows for what the account has to allow as well."""
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/job/s"
    both = statement(Principal={"AWS": [ACCOUNT, session]}), statement(Principal={"AWS": ROLE})
    whole = policy(*both, policy_type=PolicyType.BUCKET)
    assert 1 not in [each.index for each in dead_in(whole)]
