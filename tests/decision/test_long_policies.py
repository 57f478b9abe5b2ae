"""What AWS would not take is none that it has: of a policy that is too long nobody can say what it decides."""

import json
from typing import Any

import pytest
from worlds import World, case_of, endpoint, verdict_of, world

from vpclint.truth import Fact

from .policy_worlds import READ, ROLE, over_nat

EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def padded(size: int, blank: str, **members: Any) -> str:
    """A policy of so many characters that allows everything; the padding stands in its Id."""
    bare = json.dumps({"Version": "2012-10-17", "Id": "", "Statement": [EVERYTHING | members]})
    return bare.replace('"Id": ""', f'"Id": "{blank * (size - len(bare))}"')


def at_endpoint(size: int, blank: str) -> World:
    return {"VpcEndpoints": [endpoint(PolicyDocument=padded(size, blank))]}


def at_bucket(size: int, blank: str) -> World:
    return {"BucketPolicies": [{"Bucket": "raw", "Policy": padded(size, blank)}]}


def as_object(size: int, blank: str) -> World:
    document = json.loads(padded(size, blank))
    lost = size - len(json.dumps(document, separators=(",", ":")))
    document["Id"] += blank * lost
    return {"VpcEndpoints": [endpoint(PolicyDocument=document)]}


def reasons(held: World) -> set[str]:
    return {each.reason for each in verdict_of(case_of(world(**held))).facts if "understood" in each.reason}


@pytest.mark.parametrize(
    ("held", "most", "reason"),
    [
        (at_endpoint, 20_480, "it has 20,481 characters with its white space, an endpoint takes 20,480"),
        (as_object, 20_480, "it has 20,481 characters with its white space, an endpoint takes 20,480"),
        (at_bucket, 20_480, "it has 20,481 bytes, a bucket takes 20,480"),
    ],
)
def test_a_policy_that_is_too_long_is_not_understood(held: Any, most: int, reason: str) -> None:
    assert reasons(held(most, "x")) == set()
    assert reasons(held(most + 1, "x")) == {f"the policy can't be understood: {reason}"}
    assert verdict_of(case_of(world(**held(most + 1, "x")))).is_unknown


def test_the_policy_of_a_bucket_is_measured_in_bytes() -> None:
    assert reasons(at_endpoint(20_480, "ä")) == set()
    [reason] = reasons(at_bucket(20_480, "ä"))
    assert "bytes, a bucket takes 20,480" in reason


def of_role(*sizes: int, blank: str = "x") -> World:
    def document(size: int) -> str:
        bare = json.dumps({"Id": "", "Version": "2012-10-17", "Statement": [*READ]}, separators=(",", ":"))
        return bare.replace('"Id":""', f'"Id":"{blank * (size - len(bare))}"')

    records = [
        {"RoleArn": ROLE, "PolicyName": f"p{index}", "Document": document(size)} for index, size in enumerate(sizes)
    ]
    return over_nat(RolePolicies=records)


def told(held: World) -> set[Fact]:
    return {each for each in verdict_of(case_of(held)).facts if each.key == "RolePolicies"}


def test_the_policy_of_a_role_is_measured_without_white_space() -> None:
    assert told(of_role(10_240)) == set()
    assert told(of_role(20_000, blank=" ")) == set()
    [fact] = told(of_role(10_241))
    assert fact.reason.endswith("it has 10,241 characters without white space, a role takes 10,240")


def test_the_policies_of_a_role_are_measured_together() -> None:
    assert told(of_role(*[10_240] * 16)) == set()
    [fact] = told(of_role(*[10_240] * 17))
    assert fact.reason == "its policies have 174,080 characters without white space, a role has 163,840 at most"


@pytest.mark.parametrize("resource", ["arn:aws:s3:::raw/" + "a" * 20_000_000 + "*", "arn:aws:s3:::raw/" + "a*" * 10**6])
def test_a_huge_policy_is_not_even_read(resource: str) -> None:
    document = json.dumps({"Statement": [EVERYTHING | {"Effect": "Deny", "Resource": resource}]})
    [reason] = reasons({"BucketPolicies": [{"Bucket": "raw", "Policy": document}]})
    assert "a bucket takes 20,480" in reason


def test_half_a_character_in_a_policy_is_named() -> None:
    document = json.dumps({"Statement": [EVERYTHING | {"Sid": "\ud800"}]})
    [reason] = reasons({"BucketPolicies": [{"Bucket": "raw", "Policy": document}]})
    assert reason == r"the policy can't be understood: '\ud800' stands in it, which is half a character"
