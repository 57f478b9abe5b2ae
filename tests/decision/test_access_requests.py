"""The requests that are held against policies: for network interfaces, and for objects as far as they are known."""

import pytest
from msgspec import structs
from network.test_nat import out
from worlds import GROUP, SUBNET, case_of, job_of, policies, subnet, verdict_of, world

from vpclint.settings import Settings
from vpclint.workload.job import ObjectUri
from vpclint.workload.needs import InterfaceNeed

from .policy_worlds import (
    NO_POLICY,
    SECOND,
    Statement,
    allow,
    answers,
    at_bucket,
    deny,
    obstacles,
    of,
    of_role,
    over_nat,
    through,
    unless,
)

ON_ARNS = [
    allow("ec2:Describe*"),
    allow(
        *("ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission"),
        *("ec2:DeleteNetworkInterface", "ec2:DeleteNetworkInterfacePermission"),
        resource=[
            f"arn:aws:ec2:eu-central-1:123456789012:{kind}/*"
            for kind in ("network-interface", "subnet", "security-group")
        ],
    ),
]
DENY_ELSEWHERE = {
    "Effect": "Deny",
    "Action": "ec2:CreateNetworkInterface",
    "NotResource": "arn:aws:ec2:eu-central-1:123456789012:*",
}


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        ([allow("ec2:*")], "pass"),
        ([allow("ec2:*NetworkInterface*", "ec2:Describe*")], "pass"),
        ([allow("ec2:Describe*")], "fail"),
        ([allow("ec2:*", resource="arn:aws:ec2:eu-central-1:123456789012:network-interface/*")], "fail"),
        (ON_ARNS, "pass"),
        ([*ON_ARNS[:1], allow("ec2:*Interface*", resource="arn:aws:ec2:*:*:*/*")], "pass"),
        ([*ON_ARNS[:1], allow("ec2:*Interface*", resource="arn:aws:ec2:eu-central-1:*:network-interface/*")], "fail"),
        ([*ON_ARNS[:1], allow("ec2:*Interface*", resource="arn:aws:ec2:us-east-1:*:*/*")], "fail"),
        ([allow("*"), deny("ec2:CreateNetworkInterface", resource=f"arn:aws:ec2:*:*:subnet/{SUBNET}")], "fail"),
        ([allow("*"), deny("ec2:CreateNetworkInterface", resource=f"arn:aws:ec2:*:*:security-group/{GROUP}")], "fail"),
        ([allow("*"), deny("ec2:CreateNetworkInterface", resource=f"arn:aws:ec2:*:*:subnet/{SECOND}")], "pass"),
        ([allow("*"), deny("ec2:*Interface", resource="arn:aws:ec2:*:*:network-interface/eni-0000000a")], "unknown"),
        ([allow("*"), DENY_ELSEWHERE], "pass"),
        ([allow("*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-central-1"}})], "pass"),
        ([allow("*", Condition={"StringEquals": {"ec2:Region": "us-east-1"}})], "fail"),
        ([allow("*"), deny("ec2:DescribeDhcpOptions")], "fail"),
        ([allow("*", Condition={"StringEquals": {"aws:PrincipalTag/team": "ml"}})], "unknown"),
    ],
)
def test_the_role_handles_network_interfaces(statements: list[Statement], answer: str) -> None:
    [found] = answers(case_of(world(**of_role(*statements))), InterfaceNeed)
    assert found == {"role-policy": answer}


def test_an_action_that_is_allowed_nowhere_is_named_alone() -> None:
    [*_, lost] = obstacles(case_of(world(**of_role(allow("s3:*"), allow("ec2:Describe*")))))
    assert lost.towards == ("ec2:DeleteNetworkInterfacePermission",)
    partly = allow("ec2:*", resource="arn:aws:ec2:*:*:network-interface/*")
    [*lost] = obstacles(case_of(world(**of_role(allow("s3:*"), allow("ec2:Describe*"), partly))))
    assert [each.towards for each in lost] == [
        (f"ec2:CreateNetworkInterface on arn:aws:ec2:eu-central-1:123456789012:{each}",)
        for each in (f"subnet/{SUBNET}", f"security-group/{GROUP}")
    ]


def test_each_subnet_is_asked_for_its_own_interfaces() -> None:
    shut = deny("ec2:CreateNetworkInterface", resource=f"arn:aws:ec2:*:*:subnet/{SECOND}")
    held = world(Subnets=[subnet(), subnet(SECOND, "10.0.2.0/24")], **of_role(allow("*"), shut))
    found = answers(case_of(held, job_of(SUBNET, SECOND)), InterfaceNeed)
    assert found == [{"role-policy": "pass"}, {"role-policy": "fail"}]


@pytest.mark.parametrize(
    ("operator", "value", "answer"),
    [
        ("IpAddress", "10.0.1.0/24", "pass"),
        ("IpAddress", "10.0.1.128/25", "unknown"),
        ("IpAddress", "10.0.2.0/24", "fail"),
        ("StringEquals", "10.0.1.0/24", "unknown"),
        ("StringEquals", "10.0.2.7", "fail"),
        ("StringLike", "10.0.*", "pass"),
        ("StringLike", "10.1.*", "fail"),
        ("StringLike", "*.0/24", "unknown"),
    ],
)
def test_the_address_of_the_job_is_one_of_its_subnet_and_no_block(operator: str, value: str, answer: str) -> None:
    assert of(world(**through(allow("s3:*", Condition={operator: {"aws:VpcSourceIp": value}})))) == {
        "endpoint-policy": answer
    }


@pytest.mark.parametrize("key", ["aws:ResourceAccount", "s3:ResourceAccount"])
def test_the_owner_of_a_bucket_is_taken_to_be_the_account_of_the_job(key: str) -> None:
    own = world(**through(allow("s3:*", Condition={"StringEquals": {key: "123456789012"}})))
    case = case_of(own)
    assert answers(case) == [{"endpoint-policy": "pass"}]
    assert case.assumptions == ("bucket raw belongs to account 123456789012",)
    assert verdict_of(case_of(own, settings=Settings(strict=True))).is_unknown
    other = world(**through(allow("s3:*", Condition={"StringEquals": {key: "210987654321"}})))
    assert of(other) == {"endpoint-policy": "fail"}


def test_a_bucket_without_a_policy_is_that_of_the_account_or_shut() -> None:
    held = world(**policies() | NO_POLICY)
    assert case_of(held).assumptions == ("bucket raw belongs to account 123456789012",)
    [fact] = verdict_of(case_of(held, settings=Settings(strict=True))).facts
    assert (fact.record, fact.obtain) == (
        "raw",
        '[[assume]] with rule = "bucket-policy-denies-job" and resource = "raw"',
    )


def test_of_a_manifest_only_itself_is_known() -> None:
    [transfer] = job_of().transfers
    job = structs.replace(job_of(), transfers=(structs.replace(transfer, manifest=True),))
    exactly = through(allow("s3:GetObject", resource="arn:aws:s3:::raw/events/"))
    case = case_of(world(**exactly), job)
    assert answers(case) == [{"endpoint-policy": "pass"}]
    assert "the objects that s3://raw/events/ lists" in case.not_examined
    assert of(world(**exactly)) == {"endpoint-policy": "fail"}


def test_nobody_knows_the_requests_of_the_container() -> None:
    [transfer] = job_of().transfers
    own = structs.replace(transfer, pointer="/ProcessingInputs/0/S3Input/S3Uri")
    job = structs.replace(job_of(), transfers=(own,), app_managed=("/ProcessingInputs/0",))
    case = case_of(world(**through(deny("*"))), job)
    assert answers(case) == [{}]
    assert "the requests of the container for s3://raw/events/" in case.not_examined
    again = structs.replace(job, app_managed=("/ProcessingInputs/1", "/ProcessingInputs/01"))
    assert of(world(**through(deny("*"))), again) == {"endpoint-policy": "fail"}


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ({"Null": {"s3:prefix": "false"}}, "unknown"),
        ({"StringLike": {"s3:prefix": "events/*"}}, "fail"),
        ({"StringEqualsIfExists": {"s3:prefix": "x"}}, "unknown"),
    ],
)
def test_a_whole_bucket_may_be_listed_without_a_prefix(condition: Statement, answer: str) -> None:
    [transfer] = job_of().transfers
    whole = structs.replace(transfer, uri=ObjectUri("s3://raw", "raw", ""))
    job = structs.replace(job_of(), transfers=(whole,))
    policy = through(allow("s3:ListBucket", Condition=condition), allow("s3:GetObject"))
    assert of(world(**policy), job) == {"endpoint-policy": answer}


@pytest.mark.parametrize("address", [{}, {"PublicIp": "nonsense"}, {"PublicIp": "203.0.113.0/24"}])
def test_an_address_of_a_nat_gateway_that_is_not_told_may_be_any(address: dict[str, str]) -> None:
    [gateway] = out()["NatGateways"]
    shut = at_bucket(unless("NotIpAddress", "aws:SourceIp", "203.0.113.7/32"))
    for addresses, answer in (([], "pass"), ([address], "unknown")):
        told = {**gateway, "NatGatewayAddresses": [{"PublicIp": "203.0.113.7"}, *addresses]}
        assert of(over_nat(NatGateways=[told], **shut))["bucket-policy"] == answer
