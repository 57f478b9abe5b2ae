"""What a policy is attached to is told by what it says and by the name of its file, where these leave one."""

from typing import Any

import pytest

from vpclint.policy.document import Document, PolicyType
from vpclint.policy.telling import base_name, gateway_named, read_as_told, types_of

from .documents import BUCKET, document, read, statement

ENDPOINT, AT_BUCKET, IDENTITY, OTHER = PolicyType
EITHER = ENDPOINT, AT_BUCKET
ACCESS_POINT = "arn:aws:s3:eu-central-1:123456789012:accesspoint/a"
ROLE = {"AWS": "arn:aws:iam::123456789012:role/job"}


def told(*statements: dict[str, Any], file: str = "policy.json") -> tuple[PolicyType, ...]:
    return types_of(read(document(*statements), OTHER), file)


def own(**members: Any) -> dict[str, Any]:
    """A statement of a policy that names no principal."""
    return statement(**({"Principal": None} | members))


NAMES: list[tuple[str, tuple[PolicyType, ...], tuple[PolicyType, ...]]] = [
    ("policy.json", (IDENTITY,), EITHER),
    ("", (IDENTITY,), EITHER),
    ("endpoint.json", (ENDPOINT,), (ENDPOINT,)),
    ("VPCE-s3.json", (ENDPOINT,), (ENDPOINT,)),
    ("my-bucket.json", (AT_BUCKET,), (AT_BUCKET,)),
    ("endpoint-bucket.json", EITHER, EITHER),
    *((f"{word}.json", (IDENTITY,), EITHER) for word in ("role", "identity", "user", "boundary", "scp")),
    ("role-bucket.json", (AT_BUCKET,), EITHER),
    ("role-endpoint.json", (ENDPOINT,), EITHER),
    ("bucket/policy.json", (IDENTITY,), EITHER),
    ("role/endpoint.json", (ENDPOINT,), (ENDPOINT,)),
    ("role\\bucket.json", (AT_BUCKET,), (AT_BUCKET,)),
    ("a/role\\b/policy.json", (IDENTITY,), EITHER),
]


@pytest.mark.parametrize(("file", "without", "with_principals"), NAMES)
def test_the_name_of_the_file_may_tell(
    file: str, without: tuple[PolicyType, ...], with_principals: tuple[PolicyType, ...]
) -> None:
    about = {"Resource": f"{BUCKET}/*"}
    assert told(own(**about), file=file) == without
    assert told(statement(**about), file=file) == with_principals


@pytest.mark.parametrize(
    ("file", "types"),
    [("p.json", (ENDPOINT, AT_BUCKET, IDENTITY)), ("role.json", (IDENTITY,)), ("bucket.json", (AT_BUCKET,))],
)
def test_of_a_policy_that_says_nothing_only_its_name_tells(file: str, types: tuple[PolicyType, ...]) -> None:
    assert told(file=file) == types
    assert told(own(Action=None, Resource=None), file=file) == types


@pytest.mark.parametrize("without", ["Action", "Resource"])
def test_what_is_about_something_would_name_a_principal(without: str) -> None:
    assert told(own(**{without: None})) == (IDENTITY,)


def test_one_statement_with_a_principal_is_enough() -> None:
    assert told(own(Resource=BUCKET), statement(Resource=BUCKET)) == EITHER
    assert told(own(Resource=BUCKET), own(NotPrincipal="*", Principal=None, Resource=BUCKET)) == EITHER


CONTENT: list[tuple[list[dict[str, Any]], tuple[PolicyType, ...]]] = [
    ([{"Resource": BUCKET}], EITHER),
    ([{"Resource": [BUCKET, f"{BUCKET}/*"]}], EITHER),
    ([{"Resource": f"{BUCKET}/*"}, {"Resource": f"{BUCKET}/a\nb"}], EITHER),
    ([{"Resource": ["arn:aws:s3:::raw", "arn:aws-cn:s3:::raw/*"]}], EITHER),
    ([{"Resource": [BUCKET, f"{BUCKET}s"]}], (ENDPOINT,)),
    ([{"Resource": BUCKET}, {"Resource": f"{BUCKET}s/*"}], (ENDPOINT,)),
    ([{"Resource": "arn:aws:s3:::*/*"}], (ENDPOINT,)),
    ([{"Resource": "arn:aws:s3:::raw*"}], (ENDPOINT,)),
    ([{"Resource": f"{BUCKET}?"}], (ENDPOINT,)),
    ([{"Resource": "arn:aws:s3:::${aws:username}/*"}], (ENDPOINT,)),
    ([{"Resource": "arn:aws:sns:eu-central-1:123456789012:x"}], (ENDPOINT,)),
    ([{"Resource": "*"}], (ENDPOINT,)),
    ([{"Resource": "*", "Principal": ROLE}], EITHER),
    ([{"Resource": "*", "NotPrincipal": ROLE}], EITHER),
    ([{"Resource": "*", "Principal": {"AWS": ["*", *ROLE.values()]}}], EITHER),
    ([{"Resource": "*", "Principal": {"AWS": "*"}}], (ENDPOINT,)),
    ([{"Resource": "*", "Principal": None}, {"Resource": "*", "Principal": ROLE}], EITHER),
    ([{"Resource": "*"}, {"Resource": BUCKET}], (ENDPOINT,)),
    ([{"Resource": "*"}, {"Resource": BUCKET, "Principal": ROLE}], EITHER),
    ([{"Resource": ["*", "arn:aws:s3:::*"], "Principal": ROLE}], (ENDPOINT,)),
    ([{"Action": ["s3:GetObject", "S3:PutObject"], "Resource": BUCKET}], EITHER),
    ([{"Action": ["s3:GetObject", "*"], "Resource": BUCKET}], EITHER),
    ([{"Action": ["s3:GetObject", "ecr:Get*"], "Resource": BUCKET}], (ENDPOINT,)),
    ([{"Action": ["s3:GetObject"], "Resource": BUCKET}, {"Action": "s3express:*", "Resource": BUCKET}], (ENDPOINT,)),
    ([{"Action": "ecr:*"}], (ENDPOINT, OTHER)),
    ([{"Action": ["ECR:Get*", "ecr:Put*"]}, {"Action": "ecr:*"}], (ENDPOINT, OTHER)),
    ([{"Action": ["ecr:*", "logs:*"]}], (ENDPOINT,)),
    ([{"Action": "ecr:*", "Resource": BUCKET}], (ENDPOINT, OTHER)),
    ([{"NotAction": "ecr:*", "Resource": BUCKET}], (ENDPOINT, OTHER)),
    ([{"Resource": ACCESS_POINT}], (ENDPOINT, OTHER)),
    ([{"Action": "s3:*", "Resource": [ACCESS_POINT, f"{ACCESS_POINT}/object/\n*"]}], (ENDPOINT, OTHER)),
    ([{"Resource": [ACCESS_POINT, BUCKET]}], (ENDPOINT,)),
    ([{"Action": "s3:*", "Resource": None}], EITHER),
]


@pytest.mark.parametrize(("parts", "types"), CONTENT)
def test_the_content_tells_of_a_policy_with_principals(
    parts: list[dict[str, Any]], types: tuple[PolicyType, ...]
) -> None:
    assert told(*(statement(**each) for each in parts)) == types


TRUST: list[tuple[dict[str, Any], tuple[PolicyType, ...]]] = [
    *(({"Action": each}, (OTHER,)) for each in ("sts:AssumeRole", "STS:AssumeRoleWithSAML", "sts:SetSourceIdentity")),
    ({"Action": ["sts:AssumeRole", "sts:TagSession"]}, (OTHER,)),
    ({"Action": ["sts:AssumeRole", "sts:GetCallerIdentity"]}, (ENDPOINT, OTHER)),
    ({"Action": "sts:TagSessions"}, (ENDPOINT, OTHER)),
    ({"Action": "sts:AssumeRole", "Resource": "*"}, (ENDPOINT, OTHER)),
    ({"Action": ["sts:AssumeRole", "s3:GetObject"]}, (ENDPOINT,)),
    ({"Action": None}, EITHER),
]


@pytest.mark.parametrize(("members", "types"), TRUST)
def test_what_lets_a_role_be_assumed_names_no_resource(members: dict[str, Any], types: tuple[PolicyType, ...]) -> None:
    assert told(statement(**{"Resource": None} | members)) == types


ORGANISATION: list[tuple[list[dict[str, Any]], tuple[PolicyType, ...]]] = [
    ([{"Action": "s3:*"}], (ENDPOINT, OTHER)),
    ([{"Action": ["s3:*", "sqs:*"]}, {"Action": "kms:*"}], (ENDPOINT, OTHER)),
    ([{"Action": "*"}], (ENDPOINT,)),
    ([{"Action": ["s3:*", "*"]}], (ENDPOINT,)),
    ([{"Action": "s3:*", "Resource": ["*", BUCKET]}], (ENDPOINT,)),
    ([{"Action": "s3:*"}, {"Action": "s3:*", "Effect": "Allow"}], (ENDPOINT,)),
    ([{"Action": "s3:*", "Principal": ROLE}], (ENDPOINT, OTHER)),
]


@pytest.mark.parametrize(("parts", "types"), ORGANISATION)
def test_an_organisation_only_denies_of_everything_what_it_names(
    parts: list[dict[str, Any]], types: tuple[PolicyType, ...]
) -> None:
    assert told(*(statement("Deny") | each for each in parts)) == types


def test_the_policy_of_a_bucket_may_be_about_everything_where_its_name_says_so() -> None:
    assert told(statement(), file="bucket.json") == (AT_BUCKET,)
    assert told(statement(), file="bucket-endpoint.json") == (ENDPOINT,)
    assert told(statement(), file="endpoint.json") == (ENDPOINT,)
    assert told(statement(Action="ecr:*"), file="bucket.json") == (ENDPOINT, OTHER)
    assert told(statement(Action="ecr:*"), file="endpoint.json") == (ENDPOINT,)


def test_what_is_broken_tells_nothing() -> None:
    broken = statement(Action="ecr:*", Resource=[f"{BUCKET}s", "?"])
    assert told(statement(Resource=BUCKET), broken) == EITHER
    assert told(broken) == EITHER


@pytest.mark.parametrize(
    ("file", "name"),
    [("a.json", "a.json"), ("A/B.json", "b.json"), ("a\\B/c\\D", "d"), ("", ""), ("a/", "")],
)
def test_the_name_is_what_stands_behind_the_last_slash(file: str, name: str) -> None:
    assert base_name(file) == name


@pytest.mark.parametrize(
    ("file", "gateway"),
    [("s3-gateway.json", True), ("GATEWAY.json", True), ("gateway/s3.json", None), ("endpoint.json", None)],
)
def test_the_name_may_say_that_an_endpoint_is_a_gateway_endpoint(file: str, gateway: bool | None) -> None:  # noqa: FBT001
    assert gateway_named(file) is gateway


def read_told(
    text: str, file: str = "p.json", kind: PolicyType | None = None
) -> tuple[Document, tuple[PolicyType, ...], list[PolicyType]]:
    """The document, its types, and as of which types it was read."""
    asked: list[PolicyType] = []

    def reading(policy_type: PolicyType) -> Document:
        asked.append(policy_type)
        return read(text, policy_type)

    return *read_as_told(reading, file, kind), asked


@pytest.mark.parametrize("kind", PolicyType)
def test_what_somebody_says_it_is_attached_to_counts(kind: PolicyType) -> None:
    found, types, asked = read_told(document(statement(Action="ecr:*")), "endpoint.json", kind)
    assert (found.policies[0].type, types, asked) == (kind, (kind,), [kind])


@pytest.mark.parametrize(
    ("one", "file", "kind", "asked"),
    [
        (statement(Resource=BUCKET), "endpoint.json", ENDPOINT, [OTHER]),
        (statement(Resource=BUCKET), "bucket.json", AT_BUCKET, [OTHER]),
        (statement(Resource=BUCKET), "p.json", AT_BUCKET, [OTHER]),
        (statement(Resource=[BUCKET, f"{BUCKET}s"]), "p.json", ENDPOINT, [OTHER]),
        (statement(Resource=None), "p.json", AT_BUCKET, [OTHER, AT_BUCKET]),
        (statement(Resource=None), "endpoint.json", ENDPOINT, [OTHER, ENDPOINT]),
        (own(), "p.json", IDENTITY, [OTHER, IDENTITY]),
        (own(), "bucket.json", AT_BUCKET, [OTHER]),
        (statement(Action="ecr:*"), "p.json", OTHER, [OTHER]),
        (statement(Action="sts:AssumeRole", Resource=None), "role.json", OTHER, [OTHER]),
    ],
)
def test_a_document_is_read_once_more_only_where_its_type_asks_for_more(
    one: dict[str, Any], file: str, kind: PolicyType, asked: list[PolicyType]
) -> None:
    found, types, read_as = read_told(document(one), file)
    assert ([each.type for each in found.policies], read_as) == ([kind], asked)
    assert found == read(document(one), kind)
    assert types == types_of(read(document(one), OTHER), file)


def test_each_document_of_a_text_is_of_the_type() -> None:
    found, types, _ = read_told(document(statement(Resource=BUCKET)) * 2, "endpoint.json")
    assert types == (ENDPOINT,)
    assert [each.type for each in found.policies] == [ENDPOINT, ENDPOINT]
    _, _, asked = read_told(document(statement(Resource=BUCKET)) + document(statement(Resource=None)), "bucket.json")
    assert asked == [OTHER, AT_BUCKET]
