"""Measures how long it takes to decide one request over five policies that are read already, in milliseconds.

The policies are those that a job meets: of its endpoint, its bucket, its role, a permissions boundary and a service
control policy, 22 statements together. Requests that are allowed, denied and open take turns; the best of many rounds
counts.
"""

import json
from time import perf_counter_ns

from vpclint.policy.callers import role
from vpclint.policy.compose import Decision, Layer, Policies, decide
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.grammar import VERSION, read_policy
from vpclint.policy.values import Context, known

ROUNDS = 2000
ACCOUNT = "123456789012"
JOB = role(f"arn:aws:iam::{ACCOUNT}:role/job", "SageMaker")
REPOSITORIES = [
    "al2023-repos-eu-central-1-de612dc2",
    "amazonlinux-2-repos-eu-central-1",
    "packages.eu-central-1.amazonaws.com",
]
EC2 = [f"ec2:Describe{what}" for what in ("NetworkInterfaces", "Vpcs", "DhcpOptions", "Subnets", "SecurityGroups")]

OBJECTS = [f"arn:aws:s3:::{name}/*" for name in ("acme-raw", "acme-features", "sagemaker-eu-central-1-*")]
FOREIGN = {
    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-acme"},
    "Bool": {"aws:PrincipalIsAWSService": "false"},
}
OUTSIDE = {"StringNotEquals": {"aws:SourceVpce": ["vpce-0f3", "vpce-0f4"]}}
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def statement(effect: str = "Allow", **members: object) -> dict[str, object]:
    """A statement about everything but for these elements."""
    actions = {} if "NotAction" in members else {"Action": "*"}
    return {"Effect": effect, **actions, "Resource": "*"} | members


def layer(name: str, policy_type: PolicyType, *statements: dict[str, object]) -> Layer:
    """A policy of these statements, prepared."""
    several = [each if policy_type is PolicyType.IDENTITY else {"Principal": "*", **each} for each in statements]
    text = json.dumps({"Version": VERSION, "Statement": several})
    document = read_policy(text, policy_type)
    assert not document.defects  # noqa: S101 - else the answers would be open, and come too soon
    return Layer(name, (Evaluator(document.policies[0]),))


def _endpoint() -> Layer:
    """The policy of the endpoint."""
    return layer(
        "endpoint",
        PolicyType.ENDPOINT,
        statement(Resource=OBJECTS, Action=["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]),
        statement(Resource=[each.removesuffix("/*") for each in OBJECTS], Action="s3:ListBucket*"),
        statement("Deny", Resource=[f"arn:aws:s3:::{name}/*" for name in REPOSITORIES], Action="s3:GetObject"),
        statement("Deny", Condition=FOREIGN),
    )


def _bucket() -> Layer:
    """The policy of the bucket."""
    return layer(
        "bucket",
        PolicyType.BUCKET,
        statement("Deny", Condition=OUTSIDE),
        statement("Deny", Condition=PLAIN),
        statement(Principal={"AWS": JOB.arn}, Action=["s3:Get*", "s3:List*"], Resource=["arn:aws:s3:::acme-raw*"]),
        statement(Principal={"AWS": ACCOUNT}, Resource=["arn:aws:s3:::acme-raw", "arn:aws:s3:::acme-raw/*"]),
    )


def _role() -> Layer:
    """The policy of the role."""
    return layer(
        "identity",
        PolicyType.IDENTITY,
        statement(Action=["s3:GetObject", "s3:PutObject"], Resource=OBJECTS),
        statement(Action="s3:ListBucket", Resource="arn:aws:s3:::acme-*"),
        statement(Action=[*EC2, "ec2:CreateNetworkInterface*", "ec2:DeleteNetworkInterface*"]),
        statement(Action=["logs:CreateLog*", "logs:PutLogEvents", "logs:DescribeLogStreams"]),
        statement(Action=["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]),
        statement(Action="cloudwatch:PutMetricData"),
        statement(Action=["kms:Decrypt", "kms:GenerateDataKey"], Resource=f"arn:aws:kms:*:{ACCOUNT}:key/*"),
    )


def _boundary() -> Layer:
    """Its permissions boundary."""
    return layer(
        "boundary",
        PolicyType.IDENTITY,
        statement(NotAction=["iam:*", "organizations:*", "account:*"]),
        statement("Deny", Action=["s3:DeleteBucket", "s3:PutBucketPolicy"]),
        statement("Deny", Action="ec2:*Gateway*"),
    )


def _organisation() -> Layer:
    """A service control policy."""
    return layer(
        "organisation",
        PolicyType.IDENTITY,
        statement(),
        statement("Deny", Action=["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]),
        statement(
            "Deny",
            NotAction=["iam:*", "sts:*", "s3:*"],
            Condition={"StringNotLike": {"aws:RequestedRegion": "eu-*"}},
        ),
        statement("Deny", Action="s3:*", Condition={"Null": {"aws:PrincipalArn": "true"}}),
    )


def policies() -> Policies:
    """The five policies."""
    return Policies(
        endpoint=_endpoint(),
        resource=_bucket(),
        identity=_role(),
        boundary=_boundary(),
        organisation=(_organisation(),),
        owner=ACCOUNT,
    )


def requests() -> list[Request]:
    """One that is allowed, one that is denied, and one that nobody can decide."""
    context = Context(
        {
            "aws:PrincipalArn": known(JOB.arn),
            "aws:PrincipalOrgID": known("o-acme"),
            "aws:PrincipalIsAWSService": known("false"),
            "aws:SourceVpce": known("vpce-0f3"),
            "aws:SecureTransport": known("true"),
        }
    )
    key = "arn:aws:s3:::acme-raw/events/2026/11/part-0001.parquet"
    return [
        Request("s3:GetObject", key, JOB, context),
        Request("s3:GetObject", key, JOB, context | {"aws:SourceVpce": known("vpce-0ff")}),
        Request("s3:GetObject", key, JOB, Context({"aws:SecureTransport": known("true")})),
    ]


def main() -> None:
    """Prints milliseconds a decision."""
    all_of_them, asked = policies(), requests()
    decisions = [decide(all_of_them, each).decision for each in asked]
    assert decisions == [Decision.ALLOW, Decision.EXPLICIT_DENY, Decision.UNKNOWN]  # noqa: S101
    best = float("inf")
    for _ in range(ROUNDS):
        start = perf_counter_ns()
        for each in asked:
            decide(all_of_them, each)
        best = min(best, (perf_counter_ns() - start) / len(asked))
    print(f"{best / 1e6:.3f}")


if __name__ == "__main__":
    main()
