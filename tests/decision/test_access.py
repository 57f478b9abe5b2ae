"""What policies let a job do, on the way that its traffic really takes."""

import json
from typing import Any

import pytest
from msgspec import structs
from network.test_nat import out
from network.ways import DOOR, GROUP, interface, linked
from worlds import (
    S3_LIST,
    SUBNET,
    World,
    acl,
    bucket,
    case_of,
    endpoint,
    entry,
    group,
    job_of,
    managed_list,
    permission,
    policies,
    route,
    s3_list,
    state_of,
    subnet,
    table,
    verdict_of,
    world,
)

from vpclint.decision.decide import decide
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.network.hops import Cause
from vpclint.settings import Settings
from vpclint.truth import NO, YES
from vpclint.workload.needs import InterfaceNeed

from .policy_worlds import (
    LOCAL,
    NO_POLICY,
    OTHER_VPCE,
    RAW,
    READ,
    ROLE,
    SECOND,
    SECOND_TABLE,
    VPCE,
    Statement,
    allow,
    answers,
    at_bucket,
    deny,
    facts,
    obstacles,
    of,
    of_role,
    over_nat,
    through,
    unless,
)


@pytest.mark.parametrize(
    ("statements", "answer"),
    [
        (READ, "pass"),
        (READ[:1], "fail"),
        (READ[1:], "fail"),
        ([allow("s3:*", resource=RAW)], "pass"),
        ([allow("s3:*", resource="arn:aws:s3:::raw/events/2026*"), READ[0]], "unknown"),
        ([*READ, deny("s3:*", resource="arn:aws:s3:::raw/other/*")], "pass"),
        ([*READ, deny("s3:Get*", resource="arn:aws:s3:::raw/events/secret/*")], "unknown"),
        ([*READ, deny("s3:Get*", resource="arn:aws:s3:::raw/eve*")], "fail"),
        ([allow("s3:*", resource="arn:aws-cn:s3:::*")], "fail"),
        ([allow("s3:*", Condition={"StringEquals": {"aws:SourceVpce": VPCE}})], "pass"),
        ([allow("s3:*", Condition={"StringEquals": {"aws:SourceVpc": "vpc-0000000b"}})], "fail"),
        ([allow("s3:*", Condition={"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}})], "pass"),
        ([allow("s3:*", Condition={"IpAddress": {"aws:VpcSourceIp": "10.0.1.0/25"}})], "unknown"),
        ([allow("s3:*", Condition={"IpAddress": {"aws:VpcSourceIp": "10.9.0.0/16"}})], "fail"),
        ([allow("s3:*", Condition={"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}})], "fail"),
        ([allow("s3:*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/proc*"}})], "pass"),
        ([allow("s3:*", Condition={"StringEquals": {"aws:PrincipalAccount": "210987654321"}})], "fail"),
        ([allow("s3:*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})], "unknown"),
        ([allow("s3:*", Condition={"Bool": {"aws:SecureTransport": "true"}})], "pass"),
        ([allow("s3:*", Principal={"AWS": ROLE})], "unknown"),
        ([allow("s3:*", Principal={"AWS": "arn:aws:iam::123456789012:role/other"})], "fail"),
        ([allow("s3:*", Principal={"AWS": "123456789012"})], "fail"),
        ([allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "events/*"}}), READ[1]], "pass"),
        ([allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "other/*"}}), READ[1]], "fail"),
    ],
)
def test_the_policy_of_the_endpoint_has_to_let_reading_through(statements: list[Statement], answer: str) -> None:
    assert of(world(**through(*statements))) == {"endpoint-policy": answer}


@pytest.mark.parametrize(
    ("held", "fact"),
    [
        ({"VpcEndpoints": [{k: v for k, v in endpoint().items() if k != "PolicyDocument"}]}, "PolicyDocument"),
        ({"VpcEndpoints": [endpoint(PolicyDocument="{")]}, "PolicyDocument"),
        ({"VpcEndpoints": [endpoint(PolicyDocument={"Statement": [{"Effect": "Permit"}]})]}, "PolicyDocument"),
        ({"VpcEndpoints": [endpoint(PolicyDocument="7")]}, "PolicyDocument"),
    ],
)
def test_a_policy_that_is_not_told_or_not_understood_is_open(held: World, fact: str) -> None:
    assert of(world(**held)) == {"endpoint-policy": "unknown"}
    assert facts(world(**held)) == {("VpcEndpoints", VPCE, fact)}


@pytest.mark.parametrize(
    ("statement", "here", "around"),
    [
        (unless("StringNotEquals", "aws:SourceVpce", VPCE), "pass", "fail"),
        (unless("StringNotEquals", "aws:SourceVpce", OTHER_VPCE), "fail", "fail"),
        (unless("StringNotEqualsIfExists", "aws:SourceVpce", VPCE), "pass", "fail"),
        (unless("StringNotEquals", "aws:SourceVpc", "vpc-0000000a"), "pass", "fail"),
        (unless("NotIpAddress", "aws:SourceIp", "1.2.3.4/32"), "fail", "fail"),
        (unless("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"), "fail", "pass"),
        (unless("Null", "aws:SourceVpce", "true"), "pass", "fail"),
        (unless("Bool", "aws:SecureTransport", "false"), "pass", "pass"),
        (unless("StringEquals", "aws:PrincipalTag/team", "ml"), "unknown", "unknown"),
    ],
    ids=str,
)
def test_what_the_bucket_asks_of_the_way_is_held_against_the_way_really_taken(
    statement: Statement, here: str, around: str
) -> None:
    assert of(world(**at_bucket(statement)))["bucket-policy"] == here
    nat = [{**each, "NatGatewayAddresses": [{"PublicIp": "203.0.113.7"}]} for each in out()["NatGateways"]]
    assert of(over_nat(NatGateways=nat, **at_bucket(statement)))["bucket-policy"] == around


def test_over_a_nat_gateway_no_endpoint_policy_is_met() -> None:
    assert of(over_nat(**policies())) == {"bucket-policy": "pass", "role-policy": "pass"}


def test_each_subnet_has_its_own_way() -> None:
    held = over_nat(**at_bucket(unless("StringNotEquals", "aws:SourceVpce", VPCE))) | {"VpcEndpoints": [endpoint()]}
    held["Subnets"] = [*held["Subnets"], subnet(SECOND, "10.0.2.0/24")]
    own = table(LOCAL, route(S3_LIST, VPCE), table_id=SECOND_TABLE, associations=[{"SubnetId": SECOND, "Main": False}])
    held["RouteTables"] = [*held["RouteTables"], own]
    found = answers(case_of(held, job_of(SUBNET, SECOND)))
    assert [each["bucket-policy"] for each in found] == ["fail", "pass"]


def test_policies_are_asked_although_a_filter_stops_the_way() -> None:
    shut = through(READ[0]) | {"SecurityGroups": [group()]}
    assert of(world(**shut)) == {"endpoint-policy": "fail"}
    case = case_of(world(**shut))
    causes = {
        each.cause
        for answer in case.answers
        for subnet in answer.subnets
        for hop in subnet.hops
        for each in hop.obstacles
    }
    assert causes == {Cause.SECURITY_GROUP_EGRESS, Cause.ENDPOINT_POLICY_DENIES_JOB}
    closed = through(READ[0]) | {"NetworkAcls": [acl(entry(100, "allow", egress=True))]}
    assert of(world(**closed)) == {"endpoint-policy": "fail"}


@pytest.mark.parametrize("state", ["failed", "deleted"])
def test_what_carries_nothing_meets_no_policy(state: str) -> None:
    dead = [{**each, "State": state} for each in out()["NatGateways"]]
    assert of(over_nat(NatGateways=dead, **at_bucket(deny("s3:*", resource=RAW, Principal="*")))) == {}
    assert of(world(VpcEndpoints=[endpoint(state="deleted")], **policies())) == {}
    assert of(world(RouteTables=[table(LOCAL)], **policies())) == {}


def test_where_it_is_open_which_way_is_taken_only_what_all_share_is_said() -> None:
    unplaced = {"Origin": "CreateRoute", "State": "active", "GatewayId": VPCE}
    held = out(VpcEndpoints=[endpoint()], **at_bucket(unless("StringNotEquals", "aws:SourceVpce", VPCE)))
    held["RouteTables"][0]["Routes"].append(unplaced)
    assert of(held)["bucket-policy"] == "unknown"
    shut = at_bucket(deny("s3:*", resource=RAW, Principal="*"))
    assert of(held | shut)["bucket-policy"] == "fail"


def test_another_fact_that_is_missing_does_not_hide_that_several_ways_may_be_taken() -> None:
    held = out(
        VpcEndpoints=[endpoint()],
        PrefixLists=[s3_list("3.5.136.0/22")],
        ManagedPrefixLists=[managed_list(S3_LIST, "com.amazonaws.eu-central-1.s3", "52.219.0.0/16")],
        **at_bucket(unless("StringNotEquals", "aws:SourceVpce", VPCE)),
    )
    held["RouteTables"][0]["Routes"].append(route(S3_LIST, VPCE))
    for missing in ({}, {"VpcAttributes": None}, {"DhcpOptions": None}):
        case = case_of(held | missing)
        assert {each.truth.is_no for each in obstacles(case)} == {False}
        assert verdict_of(case).is_unknown


def test_what_is_not_in_the_state_is_not_asked_and_said_so() -> None:
    case = case_of(world())
    assert answers(case) == [{"endpoint-policy": "pass"}]
    assert case.not_examined == ("the policies of bucket raw", "the policies of the role processing")
    assert not [each for each in case.answers if isinstance(each.need, InterfaceNeed)]


def test_a_bucket_without_a_policy_denies_nothing() -> None:
    case = case_of(world(**policies() | NO_POLICY))
    assert answers(case) == [{"endpoint-policy": "pass", "bucket-policy": "pass", "role-policy": "pass"}]
    assert (case.not_examined, case.assumptions) == ((), ("bucket raw belongs to account 123456789012",))


@pytest.mark.parametrize("operation", ["GetBucketPolicy", "GetRolePolicy"])
def test_a_call_that_was_denied_leaves_policies_open(operation: str) -> None:
    header = {"calls": [{"operation": operation, "outcome": "denied"}]}
    assert verdict_of(case_of(world(vpclint=header))).is_unknown


@pytest.mark.parametrize("key", ["BucketPolicies", "RolePolicies"])
def test_strictly_policies_have_to_be_in_the_state(key: str) -> None:
    assert verdict_of(case_of(world(**policies()), settings=Settings(strict=True))).is_yes
    lacking = verdict_of(case_of(world(**policies() | {key: []}), settings=Settings(strict=True)))
    assert {each.key for each in lacking.facts} - {""} == {key}


GRANT = allow("s3:*", resource=RAW, Principal={"AWS": ROLE})
INTERFACES = allow("ec2:*")


def test_in_the_account_of_the_job_the_bucket_or_the_role_allows() -> None:
    granted = case_of(world(**at_bucket(GRANT), **of_role(INTERFACES)))
    assert answers(granted) == [{"endpoint-policy": "pass", "bucket-policy": "pass", "role-policy": "pass"}]
    own = case_of(world(**at_bucket(unless("Bool", "aws:SecureTransport", "false")), **of_role(INTERFACES, *READ)))
    assert answers(own)[0]["role-policy"] == answers(own)[0]["bucket-policy"] == "pass"
    assert granted.assumptions == own.assumptions == ("bucket raw belongs to account 123456789012",)


def test_where_both_allow_the_owner_does_not_matter() -> None:
    assert case_of(world(**at_bucket(GRANT), **of_role(INTERFACES, *READ))).assumptions == ()
    strict = case_of(world(**at_bucket(GRANT), **of_role(INTERFACES, *READ)), settings=Settings(strict=True))
    assert verdict_of(strict).is_yes


def test_what_lacks_of_policies_is_got_for_the_role_and_the_bucket_by_name() -> None:
    lacking = verdict_of(case_of(world(**policies() | {"RolePolicies": []}), settings=Settings(strict=True)))
    (of_role,) = lacking.facts
    assert "aws iam list-role-policies --role-name processing; " in of_role.obtain
    denied = {"vpclint": {"calls": [{"operation": "GetRolePolicy", "outcome": "denied"}]}}
    gaps = verdict_of(case_of(world(**policies() | {"RolePolicies": None}, **denied))).facts
    assert {each.obtain for each in gaps} == {of_role.obtain}
    denied = {"vpclint": {"calls": [{"operation": "GetBucketPolicy", "outcome": "denied"}]}}
    unread = verdict_of(case_of(world(**policies() | {"BucketPolicies": None}, **denied))).facts
    assert {"aws s3api get-bucket-policy --bucket raw (s3:GetBucketPolicy)"} <= {each.obtain for each in unread}


def test_a_bucket_that_may_have_no_policy_is_asked_for_with_how_to_say_so() -> None:
    held = world(**policies() | {"BucketPolicies": []})
    facts = verdict_of(case_of(held, settings=Settings(strict=True))).facts
    [fact] = [each for each in facts if each.key == "BucketPolicies"]
    none = '{"BucketPolicies":[{"Bucket":"raw","Policy":null}]}'
    assert fact.obtain == (
        "aws s3api get-bucket-policy --bucket raw (s3:GetBucketPolicy), or, where that answers NoSuchBucketPolicy, "
        f"a file beside the others with {none}"
    )


def test_strictly_the_owner_of_a_bucket_is_open() -> None:
    held = world(**at_bucket(unless("Bool", "aws:SecureTransport", "false")), **of_role(INTERFACES, *READ))
    strict = case_of(held, settings=Settings(strict=True))
    (fact,) = verdict_of(strict).facts
    assert fact.reason == "whether bucket raw belongs to account 123456789012 is not known"
    assert fact.obtain == '[[assume]] with rule = "bucket-policy-denies-job" and resource = "raw"'
    assert strict.assumptions == ()


def test_strictly_the_owner_of_a_bucket_that_grants_is_open_for_the_role() -> None:
    held = world(**at_bucket(GRANT), **of_role(INTERFACES))
    (fact,) = verdict_of(case_of(held, settings=Settings(strict=True))).facts
    assert (fact.record, fact.obtain) == (
        "raw",
        f'[[assume]] with rule = "role-policy-denies-job" and resource = "{ROLE}"',
    )


ELSEWHERE = Settings(buckets={"archive-*": "333333333333", "r?w": "222222222222", "raw": "123456789012"})
OF_ANOTHER = ("bucket raw belongs to account 222222222222",)


@pytest.mark.parametrize(
    ("bucket_says", "role_says", "answer"),
    [
        ([GRANT], READ, ("pass", "pass")),
        ([GRANT], [], ("pass", "fail")),
        ([allow("s3:*", resource=RAW, Principal={"AWS": "123456789012"})], READ, ("pass", "pass")),
        ([allow("s3:*", resource=RAW, Principal={"AWS": "444444444444"})], READ, ("fail", "pass")),
        ([unless("Bool", "aws:SecureTransport", "false")], READ, ("fail", "pass")),
        ([GRANT | {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "x"}}}], READ, ("unknown", "pass")),
    ],
)
def test_in_another_account_the_bucket_and_the_role_have_to_allow(
    bucket_says: list[Statement], role_says: list[Statement], answer: tuple[str, str]
) -> None:
    held = world(**at_bucket(*bucket_says), **of_role(INTERFACES, *role_says))
    for settings in (ELSEWHERE, structs.replace(ELSEWHERE, strict=True)):
        [said] = answers(case_of(held, settings=settings))
        assert (said["bucket-policy"], said["role-policy"]) == answer


def test_whose_a_bucket_is_said_to_be_is_listed_where_it_decides() -> None:
    held = world(**at_bucket(unless("Bool", "aws:SecureTransport", "false")), **of_role(INTERFACES, *READ))
    assert case_of(held, settings=ELSEWHERE).assumptions == OF_ANOTHER
    own = Settings(buckets={"raw": "123456789012"}, strict=True)
    assert verdict_of(case_of(held, settings=own)).is_yes
    assert case_of(held, settings=own).assumptions == ("bucket raw belongs to account 123456789012",)
    assert case_of(held, settings=structs.replace(ELSEWHERE, strict=True)).assumptions == OF_ANOTHER


def test_a_policy_that_asks_for_the_owner_is_judged_by_the_one_that_is_named() -> None:
    ours = {"StringEquals": {"aws:ResourceAccount": "123456789012"}}
    held = world(**through(allow("s3:*", Condition=ours))) | NO_POLICY
    assert of(held)["endpoint-policy"] == "pass"
    assert answers(case_of(held, settings=ELSEWHERE))[0]["endpoint-policy"] == "fail"


def test_what_an_endpoint_stops_is_no_proof_where_the_routes_are_not_known() -> None:
    """One that is pending may be passed by, if a route that the state does not show leads elsewhere."""
    nothing = json.dumps({"Version": "2012-10-17", "Statement": [deny("*", Principal="*")]})
    groups = [group(egress=[permission("-1", "0.0.0.0/0")]), group(DOOR, ingress=[permission("-1", GROUP)])]
    coming = [endpoint(), interface(State="pending", PolicyDocument=nothing)]
    [said] = answers(case_of(linked(VpcEndpoints=coming, SecurityGroups=groups, RouteTables=None) | NO_POLICY))
    assert said["endpoint-policy"] == "unknown"


def test_a_role_that_nobody_allows_to_read_fails() -> None:
    held = world(**at_bucket(), **of_role(INTERFACES)) | NO_POLICY
    assert of(held)["role-policy"] == "fail"
    assert of({key: each for key, each in held.items() if key != "BucketPolicies"})["role-policy"] == "unknown"


def test_what_the_role_is_denied_nobody_grants() -> None:
    assert of(world(**at_bucket(GRANT), **of_role(INTERFACES, deny("s3:GetObject"))))["role-policy"] == "fail"


def test_of_several_policies_one_has_to_allow_and_none_may_deny() -> None:
    several = [
        {"RoleArn": ROLE, "PolicyName": name, "Document": {"Statement": statement}}
        for name, statement in (("a", INTERFACES), ("b", READ), ("c", deny("s3:Put*")))
    ]
    held = world(RolePolicies=several, BucketPolicies=[{"Bucket": "raw", "Policy": None}])
    assert of(held)["role-policy"] == "pass"
    foreign = [{**each, "RoleArn": f"{ROLE}2"} for each in several[1:]]
    assert of(held | {"RolePolicies": [several[0], *foreign]})["role-policy"] == "fail"


def test_the_statement_that_denies_is_named_with_its_place() -> None:
    held = world(**at_bucket(allow("s3:*", resource=RAW, Principal="*"), unless("Null", "aws:SourceVpce", "false")))
    [first, second] = obstacles(case_of(held))
    assert {first.cause, second.cause} == {Cause.BUCKET_POLICY_DENIES_JOB}
    assert (first.resource, first.record, first.pointer) == ("raw", "raw", "/Policy/Statement/1")
    assert (first.towards, second.towards) == (
        ("s3:ListBucket on arn:aws:s3:::raw",),
        ("s3:GetObject on arn:aws:s3:::raw/events/*",),
    )


@pytest.mark.parametrize(("truth", "answer"), [(YES, "pass"), (NO, "fail")])
def test_what_no_state_tells_a_user_may_settle(truth: Any, answer: str) -> None:
    held = world(**through(allow("s3:*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})))
    settled = Assumed("endpoint-policy-denies-job", VPCE, truth, "the account is in the organisation")
    case = decide(Analysis(state_of(held), (settled,)), job_of(), Settings(), {})
    assert answers(case) == [{"endpoint-policy": answer}]


def test_a_bucket_of_another_region_is_asked_for_its_policy_as_well() -> None:
    far = {"BucketLocations": [bucket("raw", "us-east-1")]}
    shut = at_bucket(unless("StringNotEquals", "aws:SourceVpce", VPCE))
    assert of(out(**far, **shut))["bucket-policy"] == "fail"
