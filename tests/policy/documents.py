"""Policy documents for the tests, written as a person would."""

import json
from typing import Any

from vpclint.policy.document import Document, Policy, PolicyType
from vpclint.policy.grammar import VERSION, read_policy

Json = Any
BUCKET = "arn:aws:s3:::raw"
KEY = f"{BUCKET}/events/1.csv"


def statement(effect: str = "Allow", **members: Json) -> dict[str, Json]:
    """A statement about everything that anyone does, but for these elements; None leaves one out."""
    whole = {"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"}
    for name in ("Principal", "Action", "Resource"):
        if f"Not{name}" in members:
            del whole[name]
    return {name: value for name, value in (whole | members).items() if value is not None}


def document(*statements: dict[str, Json], version: str | None = VERSION, **members: Json) -> str:
    """The text of a policy with these statements."""
    head = {"Version": version} if version else {}
    return json.dumps(head | members | {"Statement": list(statements)})


def read(text: str, policy_type: PolicyType = PolicyType.ENDPOINT) -> Document:
    """A text as a document."""
    return read_policy(text, policy_type)


def policy(
    *statements: dict[str, Json], policy_type: PolicyType = PolicyType.ENDPOINT, version: str | None = VERSION
) -> Policy:
    """A policy of these statements, of which it is known what each means."""
    if policy_type is PolicyType.IDENTITY:
        statements = tuple({name: value for name, value in each.items() if name != "Principal"} for each in statements)
    found = read(document(*statements, version=version), policy_type)
    assert not any(each.opaque for each in found.defects), found.defects
    return found.policies[0]
