"""The policies that a state holds: which there are, what is known of each, and where it stands."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from worlds import endpoint, state_of, subnet

from vpclint.finding import Place
from vpclint.policy.document import PolicyType
from vpclint.policy.held import Held, Holder, held_by
from vpclint.policy.limits import LIMITS

from .documents import BUCKET, statement

ENDPOINT, IDENTITY = PolicyType.ENDPOINT, PolicyType.IDENTITY
ROLE = "arn:aws:iam::123456789012:role/job"
FULL = {"Version": "2008-10-17", "Statement": [statement()]}
POLICY = {"Version": "2012-10-17", "Statement": [statement(Resource=f"{BUCKET}/*")]}
OF_ROLE = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TEXT = json.dumps(POLICY)
Json = Any


def of_bucket(policy: Json, bucket: str = "raw") -> dict[str, Json]:
    return {"Bucket": bucket, "Policy": policy}


def of_role(document: Json, name: str = "inline") -> dict[str, Json]:
    return {"RoleArn": ROLE, "PolicyName": name, "Document": document}


def of_endpoint(document: Json, kind: str = "Gateway", name: str = "vpce-0000000a") -> dict[str, Json]:
    return endpoint(name, kind=kind, PolicyDocument=document)


def held(**records: Json) -> list[Held]:
    return list(held_by(state_of(records)))


def nowhere(_file: str, _pointer: str) -> None:
    """How a value is written in a file that nobody has."""


def test_endpoints_buckets_and_roles_have_policies() -> None:
    records = {
        "VpcEndpoints": [of_endpoint(POLICY)],
        "BucketPolicies": [of_bucket(TEXT)],
        "RolePolicies": [of_role(OF_ROLE)],
    }
    found = [(each.type, each.gateway, each.document, *map(place_of, each.holders)) for each in held(**records)]
    assert found == [
        (ENDPOINT, True, POLICY, ("vpce-0000000a", "/VpcEndpoints/0/PolicyDocument")),
        (PolicyType.BUCKET, None, TEXT, ("raw", "/BucketPolicies/0/Policy")),
        (IDENTITY, None, OF_ROLE, (ROLE, "/RolePolicies/0/Document")),
    ]


def place_of(holder: Holder) -> tuple[str, str]:
    assert holder.place.file == "state.json"
    return holder.resource, holder.place.pointer


@pytest.mark.parametrize(
    ("kind", "gateway"), [("Gateway", True), ("gateway", True), ("Interface", False), ("GatewayLoadBalancer", False)]
)
def test_the_type_of_an_endpoint_tells_whether_it_is_a_gateway(kind: str, gateway: bool) -> None:  # noqa: FBT001
    [found] = held(VpcEndpoints=[of_endpoint(POLICY, kind)])
    assert found.gateway is gateway


def test_an_endpoint_without_a_type_may_be_a_gateway() -> None:
    record = {name: value for name, value in of_endpoint(POLICY).items() if name != "VpcEndpointType"}
    [found] = held(VpcEndpoints=[record])
    assert found.gateway is None


def test_what_has_no_policy_holds_none() -> None:
    silent = {name: value for name, value in of_endpoint(POLICY).items() if name != "PolicyDocument"}
    assert held(VpcEndpoints=[silent, of_endpoint("", name="vpce-0000000b")]) == []
    assert held(BucketPolicies=[{"Bucket": "a"}, of_bucket(None, "b"), of_bucket("", "c")]) == []
    assert held(RolePolicies=[{"RoleArn": ROLE, "PolicyName": "a"}, of_role("", "b")]) == []


def test_what_has_no_policy_hides_none_behind_it() -> None:
    assert len(held(BucketPolicies=[of_bucket("", "a"), of_bucket(None, "b"), of_bucket(TEXT, "c")])) == 1


def test_a_policy_is_found_once_with_all_that_have_it() -> None:
    records = [of_endpoint(TEXT, name=f"vpce-0000000{letter}") for letter in "abc"]
    [found] = held(VpcEndpoints=records)
    assert [each.resource for each in found.holders] == ["vpce-0000000a", "vpce-0000000b", "vpce-0000000c"]
    policy = found.written(nowhere)
    assert (policy.resource, policy.pointer) == ("vpce-0000000a", "/VpcEndpoints/0/PolicyDocument")


def test_an_object_and_its_text_are_one_policy() -> None:
    text = json.dumps(POLICY, separators=(",", ":"))
    assert [len(each.holders) for each in held(BucketPolicies=[of_bucket(POLICY), of_bucket(text, "b")])] == [2]


def test_policies_of_other_texts_types_and_endpoints_are_others() -> None:
    assert len(held(BucketPolicies=[of_bucket(TEXT), of_bucket(f"{TEXT} ", "b")])) == 2
    assert len(held(BucketPolicies=[of_bucket(TEXT)], VpcEndpoints=[of_endpoint(TEXT)])) == 2
    assert len(held(VpcEndpoints=[of_endpoint(TEXT), of_endpoint(TEXT, "Interface", "vpce-0000000b")])) == 2
    assert len(held(RolePolicies=[of_role(TEXT), of_role(quote(TEXT), "b")])) == 2


DEFAULTS = [FULL, json.dumps(FULL), json.dumps({"Statement": statement()}), {"Version": "x", "Statement": statement()}]
NARROWER: list[dict[str, Json]] = [
    {"Principal": {"AWS": "*"}},
    {"Action": "s3:*"},
    {"Resource": f"{BUCKET}/*"},
    {"Sid": "A"},
]
OTHERS: list[Json] = [
    *({"Statement": [statement(**members)]} for members in NARROWER),
    {"Statement": [statement("Deny")]},
    {"Statement": [statement(), statement()]},
    {"Statement": []},
    {"Id": "mine", **FULL},
    {"Version": "2012-10-17"},
    "[]",
    "{",
]


@pytest.mark.parametrize("document", DEFAULTS)
def test_the_policy_that_endpoints_have_by_default_is_left_out(document: Json) -> None:
    assert held(VpcEndpoints=[of_endpoint(document)]) == []


@pytest.mark.parametrize("document", OTHERS)
def test_every_other_is_held(document: Json) -> None:
    assert [each.document for each in held(VpcEndpoints=[of_endpoint(document)])] == [document]


@pytest.mark.parametrize(("length", "number"), [(199, 0), (200, 0), (201, 1)])
def test_a_long_text_is_not_read_to_see_whether_it_is_the_default(length: int, number: int) -> None:
    assert len(held(VpcEndpoints=[of_endpoint(json.dumps(FULL).ljust(length))])) == number


def test_the_partition_is_that_of_the_state() -> None:
    china = {"vpclint": {"region": "cn-north-1"}}
    assert [each.partition for each in held(**china, BucketPolicies=[of_bucket(TEXT)])] == ["aws-cn"]
    assert [each.partition for each in held(BucketPolicies=[of_bucket(TEXT)])] == [""]
    [found] = held(Subnets=[subnet()], BucketPolicies=[of_bucket(TEXT)])
    assert (found.partition, found.written(nowhere).partition) == ("aws", "aws")


def test_a_glance_says_what_it_is_attached_to_and_no_place() -> None:
    [found] = held(Subnets=[subnet()], VpcEndpoints=[of_endpoint(TEXT)])
    glance = found.glanced()
    assert glance
    assert (glance.file, glance.text, glance.types) == ("", TEXT, (ENDPOINT,))
    assert (glance.gateway, glance.partition) == (True, "aws")
    assert len(glance.document.policies[0].statements) == 1


def test_an_object_is_glanced_at_as_its_text() -> None:
    [found] = held(BucketPolicies=[of_bucket(POLICY)])
    glance = found.glanced()
    assert glance
    assert json.loads(glance.text) == POLICY


@pytest.mark.parametrize("document", ["[]", "{", "3", {}, {"Statement": [statement(Effect="Permit")]}])
def test_a_glance_is_not_enough_where_something_may_be_wrong(document: Json) -> None:
    [found] = held(BucketPolicies=[of_bucket(document)])
    assert found.glanced() is None


def test_a_text_stands_in_the_string_of_its_first_holder() -> None:
    [found] = held(VpcEndpoints=[of_endpoint(TEXT)])
    policy = found.written(nowhere)
    assert (policy.file, policy.text, policy.types, policy.gateway, policy.own) == (
        *("state.json", TEXT, (ENDPOINT,)),
        *(True, True),
    )
    assert len(list(policy.statements())) == 1


def test_an_object_is_written_as_in_the_file_and_has_its_lines() -> None:
    shown = json.dumps(POLICY, indent=2)
    asked: list[tuple[str, str]] = []

    def source(file: str, pointer: str) -> str:
        asked.append((file, pointer))
        return shown

    [found] = held(VpcEndpoints=[of_endpoint(POLICY)])
    policy = found.written(source)
    assert (policy.text, policy.own) == (shown, False)
    assert asked == [("state.json", "/VpcEndpoints/0/PolicyDocument")]


def test_an_object_of_a_file_that_nobody_has_is_written_anew_and_has_lines_of_its_own() -> None:
    [found] = held(VpcEndpoints=[of_endpoint(POLICY)])
    policy = found.written(nowhere)
    assert (json.loads(policy.text), policy.own) == (POLICY, True)


def long(kind: PolicyType, length: int) -> str:
    """A policy of so many characters."""
    text = json.dumps({"Id": "", **(OF_ROLE if kind is IDENTITY else POLICY)}, separators=(",", ":"))
    return text.replace('"Id":""', f'"Id":"{"x" * (length - len(text))}"')


@pytest.mark.parametrize("kind", LIMITS)
def test_of_what_is_too_long_nothing_is_read_but_its_text(kind: PolicyType) -> None:
    for more in (0, 1):
        text = long(kind, LIMITS[kind].most + more)
        [found] = held(**holding(kind, text))
        assert found.too_long is bool(more)
        policy = found.written(nowhere)
        assert (policy.file, policy.text, policy.types) == ("state.json", text, (kind,))
        assert (len(list(policy.statements())), policy.layers) == (1 - more, ())


def holding(kind: PolicyType, text: str) -> dict[str, list[Json]]:
    """The records of a state with one such policy."""
    return {
        PolicyType.ENDPOINT: {"VpcEndpoints": [of_endpoint(text)]},
        PolicyType.BUCKET: {"BucketPolicies": [of_bucket(text)]},
        PolicyType.IDENTITY: {"RolePolicies": [of_role(text)]},
    }[kind]


def test_what_is_too_long_and_encoded_for_a_url_is_told_as_it_is_meant() -> None:
    text = long(IDENTITY, LIMITS[IDENTITY].most + 1)
    [found] = held(RolePolicies=[of_role(quote(text))])
    policy = found.written(nowhere)
    assert policy.text == text
    assert [(each.outer, each.start) for each in policy.layers] == [(quote(text), 0)]


def test_an_encoded_text_is_as_long_as_what_it_stands_for() -> None:
    [found] = held(RolePolicies=[of_role(quote(long(IDENTITY, LIMITS[IDENTITY].most), safe=""))])
    assert not found.too_long


def test_a_holder_without_a_record_stands_nowhere() -> None:
    assert Holder("raw", state_of({}).bucket_policies, "raw", "/Policy").place == Place("")
