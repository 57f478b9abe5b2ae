"""A job as far as it could be read: its ids, its places, and the buckets that its URIs name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.finding import Place
from vpclint.workload.job import Job, ObjectUri, Reference, object_uri

GOOD_SUBNETS = ["subnet-0123abcd", "subnet-0123456789abcdef0"]
BAD_SUBNETS = [
    "",
    "subnet-",
    "subnet-0123abc",
    "subnet-0123ABCD",
    "subnet-0123456789abcdef",
    "subnet-0123456789abcdef01",
    "sg-0123abcd",
    "xsubnet-0123abcd",
    "subnet-0123abcd\n",
    "subnet-0123abcg",
]


def references(*ids: str) -> tuple[Reference, ...]:
    return tuple(Reference(each, f"/{index}") for index, each in enumerate(ids))


def test_only_ids_that_can_exist_are_asked_about_each_once_and_in_order() -> None:
    listed = [BAD_SUBNETS[1], GOOD_SUBNETS[1], GOOD_SUBNETS[0], *BAD_SUBNETS, GOOD_SUBNETS[1]]
    groups = [each.replace("subnet-", "sg-") for each in listed]
    job = Job(name="j", file="f", subnets=references(*listed), security_groups=references(*groups))
    assert job.subnet_ids == (GOOD_SUBNETS[1], GOOD_SUBNETS[0])
    assert job.group_ids[:2] == ("sg-0123456789abcdef0", "sg-0123abcd")
    assert set(job.group_ids) == {"sg-0123456789abcdef0", "sg-0123abcd"}


@pytest.mark.parametrize(
    ("role", "account"),
    [
        ("arn:aws:iam::123456789012:role/ml/processing", "123456789012"),
        ("arn:aws-cn:iam::123456789012:role/x", "123456789012"),
        ("", ""),
        ("processing", ""),
        ("arn:aws:iam::123456789012", ""),
    ],
)
def test_the_account_is_the_one_of_the_role(role: str, account: str) -> None:
    assert Job(name="j", file="f", role_arn=role).account == account


def test_places_count_from_the_root_of_the_request() -> None:
    job = Job(name="j", file="f", root="/3", subnets=references("a", "b", "a"), security_groups=references("g"))
    assert job.place() == Place("f", "/3")
    assert job.place("/x", "note") == Place("f", "/3/x", "note")
    assert job.subnet_place("a", "n") == Place("f", "/3/0", "n")
    assert job.subnet_place("b") == Place("f", "/3/1")
    assert job.group_place("g") == Place("f", "/3/0")
    assert job.subnet_place("unknown") == Place("f", "/3")


@pytest.mark.parametrize(
    ("text", "bucket", "key"),
    [
        ("s3://bucket", "bucket", ""),
        ("s3://bucket/", "bucket", ""),
        ("s3://bucket/a/b c/", "bucket", "a/b c/"),
        ("s3://bucket//a", "bucket", "/a"),
        ("s3://my.bucket.name/a%20b?c#d", "my.bucket.name", "a%20b?c#d"),
        ("https://bucket.s3.eu-central-1.amazonaws.com/a/b", "bucket", "a/b"),
        ("https://bucket.s3.amazonaws.com/a", "bucket", "a"),
        ("https://bucket.s3.amazonaws.com", "bucket", ""),
        ("https://bucket.s3-eu-west-1.amazonaws.com/a", "bucket", "a"),
        ("https://bucket.s3.dualstack.eu-west-1.amazonaws.com/a", "bucket", "a"),
        ("https://bucket.s3.cn-north-1.amazonaws.com.cn/a", "bucket", "a"),
        ("https://my.bucket.s3.eu-central-1.amazonaws.com/a", "my.bucket", "a"),
        ("https://my.s3.bucket.s3.eu-central-1.amazonaws.com/a", "my.s3.bucket", "a"),
        ("https://my.s3.bucket.s3-eu-west-1.amazonaws.com/a", "my.s3.bucket", "a"),
        ("https://s3-logs.s3.eu-central-1.amazonaws.com/a", "s3-logs", "a"),
        ("https://s3.logs.s3.eu-central-1.amazonaws.com/a", "s3.logs", "a"),
        ("https://s3.eu-central-1.amazonaws.com/bucket/a/b", "bucket", "a/b"),
        ("https://s3.amazonaws.com/bucket/a", "bucket", "a"),
        ("https://s3-eu-west-1.amazonaws.com/bucket/a", "bucket", "a"),
        ("https://s3.dualstack.eu-west-1.amazonaws.com/bucket", "bucket", ""),
        ("https://s3.eu-central-1.amazonaws.com/bucket/a%20b/%C3%A9", "bucket", "a b/é"),
        ("https://bucket.s3.eu-central-1.amazonaws.com/a%2Fb", "bucket", "a/b"),
        ("https://bucket.s3.eu-central-1.amazonaws.com/a?versionId=1", "bucket", "a"),
        ("https://bucket.s3.eu-central-1.amazonaws.com?x=1", "bucket", ""),
        ("https://s3.eu-central-1.amazonaws.com/b%75cket/a", "bucket", "a"),
    ],
)
def test_a_uri_names_its_bucket_and_key(text: str, bucket: str, key: str) -> None:
    assert object_uri(text) == ObjectUri(text, bucket, key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bucket",
        "s3://",
        "s3:///key",
        "s3:/bucket/key",
        "S3",
        "gs://bucket/key",
        "http://bucket.s3.amazonaws.com/a",
        "https://",
        "https:///a",
        "https://[x",
        "https://[x]/a",
        "https://example.com/a",
        "https://s3.eu-central-1.amazonaws.com",
        "https://s3.eu-central-1.amazonaws.com/",
        "https://s3.eu-central-1.amazonaws.com//key",
        "https://.s3.eu-central-1.amazonaws.com/key",
        "https://name-123456789012.s3-accesspoint.eu-central-1.amazonaws.com/key",
        "https://name-123456789012.s3-object-lambda.eu-central-1.amazonaws.com/key",
        "https://bucket.s3.example.com/key",
        "https://s3.example.com/bucket/key",
        "\x00",
    ],
)
def test_a_uri_that_names_no_bucket_is_told(text: str) -> None:
    assert object_uri(text) is None


@given(st.one_of(st.text(), st.text().map("s3://".__add__), st.text().map("https://".__add__)))
def test_no_text_is_too_much(text: str) -> None:
    found = object_uri(text)
    assert found is None or (found.text == text and found.bucket)
