"""What actions, ARNs and principals look like: what is wrong with one that does not, and whether it is clear anyhow."""

import pytest

from vpclint.policy.shapes import (
    FIELDS,
    PARTITIONS,
    Fault,
    fault_of_action,
    fault_of_principal,
    fault_of_resource,
    is_never_a_resource,
    is_never_an_action,
)

ACCOUNT = "123456789012"


def told(fault: Fault | None) -> tuple[str, bool] | None:
    """What a fault says, and whether what the text means is not known."""
    return fault and (fault.message, fault.opaque)


SOUND_ACTIONS = ["*", "s3:*", "s3:Get*", "s3:G?t", "S3:getobject", "s3.s:x", "service-prefix:action-name", "iam: a b "]


@pytest.mark.parametrize("action", SOUND_ACTIONS)
def test_what_iam_takes_for_an_action_is_in_order(action: str) -> None:
    assert fault_of_action(action) is None


NO_ACTION = "is no action: service:Name or * was expected"
REFUSED = "has a wildcard in the service, which IAM refuses"


@pytest.mark.parametrize(
    ("action", "message", "opaque"),
    [
        ("", NO_ACTION, True),
        ("**", NO_ACTION, True),
        ("GetObject", NO_ACTION, True),
        ("s3:", NO_ACTION, True),
        ("s*:", NO_ACTION, True),
        (" :", NO_ACTION, True),
        (":Get", NO_ACTION, True),
        ("s3:Get:Object", NO_ACTION, True),
        ("s*:Get:Object", NO_ACTION, True),
        ("s_3:Get*", NO_ACTION, True),
        ("${x}:Get", NO_ACTION, True),
        ("${x}*:Get", NO_ACTION, True),
        ("s 3:Get", NO_ACTION, False),
        ("s3 :Get", NO_ACTION, False),
        (" s3:Get", NO_ACTION, False),
        ("s*:Get*", REFUSED, False),
        ("s?:Get", REFUSED, False),
        ("*:*", REFUSED, False),
        ("s *:Get", REFUSED, False),
    ],
)
def test_an_action_is_a_service_and_a_name(action: str, message: str, opaque: bool) -> None:  # noqa: FBT001
    assert told(fault_of_action(action)) == (f"'{action}' {message}", opaque)


@pytest.mark.parametrize(
    ("action", "never"), [("s3:GetObject", False), ("*", False), ("s3: Get", True), ("s3:Get\n", True), (" *", True)]
)
def test_no_action_has_white_space_in_it(action: str, never: bool) -> None:  # noqa: FBT001
    assert is_never_an_action(action) is never


SOUND_RESOURCES = [
    "*",
    "arn:*",
    f"arn:*:iam::{ACCOUNT}:user/x",
    "arn:aws:iam::*:role/${aws:username}",
    "arn:aws:s3*",
    "arn:aws:${service}",
    "arn:aws:s3:::raw",
    "arn:aws:s3:::raw/a:b:c",
    "arn:aw?:s3:::raw",
    "arn:${aws:x}:s3:::raw",
    "arn:aws:s3:::",
    "arn:aws:*::::",
    "arn:aws:s3:*:*:raw/*",
    *(f"arn:aws:s3::{ACCOUNT}:{each}/x" for each in ("accesspoint", "access-grants", "async-request")),
    *(f"arn:aws:s3:us-west-2:{ACCOUNT}:{each}/x" for each in ("job", "storage-lens", "storage-lens-group")),
    f"arn:aws:s3:eu-central-1:{ACCOUNT}:acc*",
    f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/*",
    f"arn:aws:s3:eu-central-1:{ACCOUNT}:${{aws:PrincipalTag/point}}",
    f"arn:aws:sns:eu-central-1:{ACCOUNT}:topic",
    *(f"arn:{each}:s3:::raw" for each in PARTITIONS),
]
OF_IAM = ["access-report/", "assumed-role/", "delegation-request/", "federated-user/", "group/", "instance-profile/"]
OF_IAM += ["mfa/", "oidc-provider/", "policy/", "report/", "role/", "root", "saml-provider/", "server-certificate/"]
OF_IAM += ["sms-mfa/", "user/", "*", "ro*", "?", "r?le/x", "${aws:username}", "role/${aws:username}"]


@pytest.mark.parametrize("resource", [*SOUND_RESOURCES, *(f"arn:aws:iam:*:{ACCOUNT}:{each}" for each in OF_IAM)])
def test_a_resource_is_an_arn_of_its_service(resource: str) -> None:
    assert fault_of_resource(resource) is None


@pytest.mark.parametrize(
    "resource", ["", "**", "raw/*", "arn", "arn:", "arn::s3:::raw", "ARN:aws:s3:::raw", "*:aws:s3"]
)
def test_what_is_no_arn_means_nobody_knows_what(resource: str) -> None:
    message = f"'{resource}' is no resource: an ARN or * was expected"
    assert told(fault_of_resource(resource)) == (message, True)


@pytest.mark.parametrize(
    ("resource", "fields"),
    [
        ("arn:aws", 2),
        ("arn:aws:", 3),
        ("arn:aws::::raw", 6),
        ("arn:aws::::::raw", 6),
        ("arn:aws:s3::raw", 5),
        ("arn:aws:s3::", 5),
    ],
)
def test_an_arn_has_six_fields(resource: str, fields: int) -> None:
    message = f"'{resource}' is no resource: an ARN has 6 fields, {fields} stand here"
    assert told(fault_of_resource(resource)) == (message, False)
    assert FIELDS == 6


@pytest.mark.parametrize("resource", ["arn:aws:s3", "arn:aws:s3:raw", "arn:aws:s3:a:raw", "arn:aws::::*"])
def test_an_arn_that_is_cut_short_is_left_to_those_who_ask_what_it_matches(resource: str) -> None:
    assert fault_of_resource(resource) is None


@pytest.mark.parametrize(
    ("resource", "never"),
    [
        ("*", False),
        ("raw", False),
        ("arn:aws:s3:::raw", False),
        ("arn:aws:s3", True),
        ("arn:aws:s3*", False),
        ("arn:aws:s3?", True),
        ("arn:aws:s3:a:raw", True),
        ("arn:aws:s3:::", True),
        ("arn:aws:s3:::a:", True),
        ("arn:aws:s3:::*:", False),
    ],
)
def test_an_arn_that_is_cut_short_matches_nothing_but_for_a_wildcard(resource: str, never: bool) -> None:  # noqa: FBT001
    assert is_never_a_resource(resource) is never


OF_S3 = "ARNs of buckets and objects have none"
NOTHING_OF_IAM = "names nothing of IAM: a path such as role/… or user/… was expected"


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("arn:aws:s3:us-east-1::raw", f"has a Region: {OF_S3}"),
        ("arn:aws:s3:us-*::raw", f"has a Region: {OF_S3}"),
        (f"arn:aws:s3::{ACCOUNT}:raw/*", f"has an account: {OF_S3}"),
        ("arn:aws:s3:eu*:1:raw", f"has a Region and an account: {OF_S3}"),
        (f"arn:aws:s3::{ACCOUNT}:accesspoint", f"has an account: {OF_S3}"),
        (f"arn:aws:s3::{ACCOUNT}:raw*", f"has an account: {OF_S3}"),
        (f"arn:aws:s3::{ACCOUNT}:raw/job/", f"has an account: {OF_S3}"),
        ("arn:aws:iam:eu-central-1::role/x", "has a Region: ARNs of IAM have none"),
        (f"arn:aws:iam::{ACCOUNT}:roles/x", NOTHING_OF_IAM),
        (f"arn:aws:iam::{ACCOUNT}:", NOTHING_OF_IAM),
        (f"arn:aws:iam::{ACCOUNT}:ra*", NOTHING_OF_IAM),
        (f"arn:aws:iam::{ACCOUNT}:roles*", NOTHING_OF_IAM),
    ],
)
def test_the_forms_of_s3_and_iam_are_known(resource: str, message: str) -> None:
    assert told(fault_of_resource(resource)) == (f"'{resource}' {message}", False)


@pytest.mark.parametrize(
    ("partition", "hint"),
    [
        ("awz", ", did you mean aws?"),
        ("AWS", ", did you mean aws?"),
        ("aws-us-gv", ", did you mean aws-us-gov?"),
        ("AWS-CHN", ", did you mean aws-cn?"),
        ("error", ""),
    ],
)
def test_the_partition_that_is_meant_is_named(partition: str, hint: str) -> None:
    for fault, arn in (
        (fault_of_resource, f"arn:{partition}:s3:eu-central-1::raw"),
        (lambda text: fault_of_principal("AWS", text), f"arn:{partition}:iam::{ACCOUNT}:root"),
    ):
        assert told(fault(arn)) == (f"'{partition}' in '{arn}' is no partition{hint}", False)


def test_an_arn_that_is_cut_short_has_a_partition_all_the_same() -> None:
    assert told(fault_of_resource("arn:awz:s3*")) == (
        "'awz' in 'arn:awz:s3*' is no partition, did you mean aws?",
        False,
    )


LONG = "x" * 100


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        (fault_of_action(LONG), 40),
        (fault_of_action(f"*:{LONG}"), 40),
        (fault_of_resource(LONG), 80),
        (fault_of_resource(f"arn:aws:s3::{LONG}"), 80),
        (fault_of_resource(f"arn:aws:s3:eu::{LONG}"), 80),
        (fault_of_resource(f"arn:aws:iam:eu::{LONG}"), 80),
        (fault_of_resource(f"arn:aws:iam:::{LONG}"), 80),
        (fault_of_principal("AWS", f"*{LONG}"), 80),
        (fault_of_principal("AWS", LONG), 80),
        (fault_of_resource(f"arn:error:s3:::{LONG}"), 80),
    ],
)
def test_a_long_text_is_shown_in_part(fault: Fault, shown: int) -> None:
    quotes = fault.message.split("'")[1::2]
    assert len(quotes[-1]) == shown


SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/job/s"
SOUND_PRINCIPALS = [
    ("AWS", "*"),
    ("Service", "*"),
    ("AWS", ACCOUNT),
    ("AWS", "AROA" + "A1" * 8),
    ("AWS", "AIDA" + "A" * 30),
    ("AWS", f"arn:aws-cn:iam::{ACCOUNT}:root"),
    ("AWS", f"arn:aws:iam::{ACCOUNT}:user/path/ann"),
    ("AWS", f"arn:aws:iam::{ACCOUNT}:role/job"),
    ("AWS", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"),
    ("AWS", SESSION),
    ("AWS", f"arn:aws:sts::{ACCOUNT}:federated-user/bob"),
    ("Service", "s3.amazonaws.com"),
    ("Service", "whatever"),
    ("Federated", f"arn:awz:iam::{ACCOUNT}:root"),
    ("CanonicalUser", "79a59df900b949e5"),
]


@pytest.mark.parametrize(("kind", "name"), SOUND_PRINCIPALS)
def test_a_principal_is_whom_iam_knows(kind: str, name: str) -> None:
    assert fault_of_principal(kind, name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        ACCOUNT[1:],
        f"{ACCOUNT}0",
        "AROA" + "A" * 15,
        "BROA" + "A" * 16,
        f"arn:aws:iam::{ACCOUNT}:rolle/a",
        f"arn:aws:iam::{ACCOUNT}:role/",
        f"arn:aws:iam::{ACCOUNT}:group/a",
        f"arn:aws:iam::{ACCOUNT}:root/a",
        "arn:aws:iam::1:root",
        "arn:aws:iam::cloudfront:role/a",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/a",
        f"arn:aws:sts::{ACCOUNT}:assumed-role//s",
        f"arn:aws:sts::{ACCOUNT}:federated-user/",
        "s3.amazonaws.com",
    ],
)
def test_what_is_no_principal_means_nobody_knows_whom(name: str) -> None:
    message = f"'{name}' is no principal: an account, an ARN or * was expected"
    assert told(fault_of_principal("AWS", name)) == (message, True)


@pytest.mark.parametrize(
    ("kind", "name"), [("AWS", f"arn:aws:iam::{ACCOUNT}:role/*"), ("AWS", "?"), ("Service", "s3.*.com"), ("AWS", "**")]
)
def test_a_wildcard_is_never_a_part_of_a_name(kind: str, name: str) -> None:
    fault = "has a wildcard, which stands for every principal or for none: never for a part of a name"
    assert told(fault_of_principal(kind, name)) == (f"the principal '{name}' {fault}", True)
