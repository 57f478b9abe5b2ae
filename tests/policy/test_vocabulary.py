"""The words of policies are what the generator writes, and are found whatever their case."""

import subprocess
import sys
from pathlib import Path

import pytest

from vpclint.policy.vocabulary import (
    Key,
    Level,
    actions_of,
    closest,
    condition_key,
    condition_keys_of,
    level_of,
    services,
)

ROOT = Path(__file__).parents[2]
FILE = ROOT / "vpclint" / "policy" / "data" / "vocabulary.json"


def test_the_file_is_what_the_generator_writes() -> None:
    script = ROOT / "tools" / "generate_policy_vocabulary.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < 80_000


@pytest.mark.parametrize(
    ("action", "level"),
    [
        ("s3:GetObject", Level.OBJECT),
        ("s3:PutObject", Level.OBJECT),
        ("s3:AbortMultipartUpload", Level.OBJECT),
        ("S3:listbucket", Level.BUCKET),
        ("s3:ListBucketMultipartUploads", Level.BUCKET),
        ("s3:GetBucketLocation", Level.BUCKET),
        ("s3:ListAllMyBuckets", Level.OTHER),
        ("s3:CreateAccessPoint", Level.OTHER),
        ("s3:TagResource", Level.OTHER),
        ("s3:GetObjects", None),
        ("s3:*", None),
        ("ec2:GetObject", None),
        ("GetObject", None),
    ],
)
def test_what_an_action_of_s3_is_about(action: str, level: Level | None) -> None:
    assert level_of(action) is level


def test_every_action_of_s3_has_a_level() -> None:
    assert all(level_of(f"s3:{name}") for name in actions_of("s3") or ())


@pytest.mark.parametrize(
    ("service", "action"),
    [
        ("ec2", "CreateNetworkInterfacePermission"),
        ("logs", "PutLogEvents"),
        ("ecr", "BatchGetImage"),
        ("cloudwatch", "PutMetricData"),
        ("SageMaker", "CreateProcessingJob"),
        ("sts", "AssumeRole"),
        ("kms", "Decrypt"),
    ],
)
def test_the_actions_that_a_job_needs_are_known(service: str, action: str) -> None:
    assert action in (actions_of(service) or ())


def test_of_another_service_nothing_is_known() -> None:
    assert actions_of("quicksight") is None
    assert condition_keys_of("quicksight") is None
    assert condition_key("quicksight:UserName") is None
    assert "quicksight" not in services()
    assert "s3" in services()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("aws:SourceVpce", Key("aws:SourceVpce", "String")),
        ("AWS:sourcevpce", Key("aws:SourceVpce", "String")),
        ("aws:PrincipalArn", Key("aws:PrincipalArn", "ARN")),
        ("aws:SecureTransport", Key("aws:SecureTransport", "Bool")),
        ("aws:CurrentTime", Key("aws:CurrentTime", "Date")),
        ("aws:VpcSourceIp", Key("aws:VpcSourceIp", "IPAddress")),
        ("aws:MultiFactorAuthAge", Key("aws:MultiFactorAuthAge", "Numeric")),
        ("aws:PrincipalOrgPaths", Key("aws:PrincipalOrgPaths", "String", multivalued=True)),
        ("aws:TagKeys", Key("aws:TagKeys", "String", multivalued=True)),
        ("aws:requesttag/Team/Of", Key("aws:RequestTag/Team/Of", "String")),
        ("aws:PrincipalTag/team", Key("aws:PrincipalTag/team", "String")),
        ("s3:prefix", Key("s3:prefix", "String")),
        ("s3:max-keys", Key("s3:max-keys", "Numeric")),
        ("s3:ExistingObjectTag/Stage", Key("s3:ExistingObjectTag/Stage", "String")),
        ("s3:RequestObjectTagKeys", Key("s3:RequestObjectTagKeys", "String", multivalued=True)),
        ("kms:EncryptionContext:aws:s3:arn", Key("kms:EncryptionContext:aws:s3:arn", "String")),
        ("ec2:SourceInstanceArn", Key("ec2:SourceInstanceArn", "ARN")),
        ("aws:SourceVPCEndpoint", None),
        ("aws:RequestTag", None),
        ("SourceVpce", None),
        ("", None),
    ],
)
def test_a_condition_key_with_its_type(name: str, key: Key | None) -> None:
    assert condition_key(name) == key


def test_the_keys_of_a_service_bear_its_prefix() -> None:
    for service in ("aws", *services()):
        assert all(key.startswith(f"{service}:") for key in condition_keys_of(service) or ())
    assert "s3:prefix" in (condition_keys_of("S3") or ())


@pytest.mark.parametrize(
    ("name", "meant"),
    [("GetObjects", "GetObject"), ("listbuckets", "ListBucket"), ("Frobnicate", ""), ("", "")],
)
def test_the_name_that_was_meant(name: str, meant: str) -> None:
    assert closest(name, actions_of("s3") or frozenset()) == meant


def test_of_two_that_are_as_near_the_last_by_name_was_meant() -> None:
    for near in (["abcd1", "abcd2"], ["abcd2", "abcd1"], ["abcd2", "abcd1", "xyz"]):
        assert closest("abcd3", frozenset(near)) == "abcd2"


def test_of_two_spellings_of_a_name_the_same_one_is_always_told() -> None:
    """A set is in another order in every process; AWS has two spellings of ec2:SourceInstanceARN."""
    for name in ("ListBucket", "GetObject", "PutObject", "Decrypt", "AssumeRole", "TagSession", "Publish", "Invoke"):
        assert closest(name, frozenset({name.upper(), name, name.lower()})) == name.lower()


def test_the_key_that_was_meant() -> None:
    assert closest("aws:SourceVPCEndpoint", condition_keys_of("aws") or frozenset()) == "aws:SourceVpce"
    assert closest("aws:PrincipleArn", condition_keys_of("aws") or frozenset()) == "aws:PrincipalArn"
