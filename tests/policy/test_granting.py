"""The policies that remedies offer: they allow what was asked for and, with what was there before, nothing else."""

import json

import pytest

from vpclint.policy.granting import least, together, widened

READ = "s3:GetObject on arn:aws:s3:::raw/events/*"
LIST = "s3:ListBucket on arn:aws:s3:::raw"
WRITE = "s3:PutObject on arn:aws:s3:::out/*"
STOP = "s3:AbortMultipartUpload on arn:aws:s3:::out/*"
TAG = "ec2:CreateNetworkInterface"


def test_each_resource_gets_its_own_actions_only() -> None:
    assert json.loads(least([READ, WRITE, STOP, TAG])) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::raw/events/*"]},
            {
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:AbortMultipartUpload"],
                "Resource": ["arn:aws:s3:::out/*"],
            },
            {"Effect": "Allow", "Action": ["ec2:CreateNetworkInterface"], "Resource": ["*"]},
        ],
    }


def test_resources_with_the_same_actions_share_a_statement() -> None:
    other = "s3:GetObject on arn:aws:s3:::more/*"
    [statement] = json.loads(least([READ, other, READ]))["Statement"]
    assert statement["Action"] == ["s3:GetObject"]
    assert statement["Resource"] == ["arn:aws:s3:::raw/events/*", "arn:aws:s3:::more/*"]


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize("listed", [True, False])
def test_a_policy_keeps_what_it_has(*, as_text: bool, listed: bool) -> None:
    statement = {"Sid": "A", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "x"}
    document = {"Id": "mine", "Statement": [statement] if listed else statement}
    wider = json.loads(widened(json.dumps(document) if as_text else document, [LIST], "*"))
    added = {"Effect": "Allow", "Principal": "*", "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::raw"]}
    assert wider == {"Id": "mine", "Statement": [statement, added]}


@pytest.mark.parametrize("document", ["{", "[]", None, 1, "null"])
def test_what_is_no_policy_is_not_widened(document: object) -> None:
    assert widened(document, [LIST], "*") == ""


@pytest.mark.parametrize(("length", "fits"), [(2_999, True), (3_000, True), (3_001, False)])
def test_a_policy_too_long_to_be_pasted_is_none(length: int, fits: bool) -> None:  # noqa: FBT001
    request = "s3:GetObject on arn:aws:s3:::raw/"
    longer = request + "x" * (length - len(least([request])))
    assert len(least([longer])) == (length if fits else 0)


def test_what_needs_no_principal_names_none() -> None:
    assert "Principal" not in json.loads(least([READ]))["Statement"][0]
    assert json.loads(least([READ], "*"))["Statement"][0]["Principal"] == "*"


def test_what_is_widened_several_times_lets_all_of_it_through() -> None:
    document = {"Version": "2012-10-17", "Id": "x", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*"}}
    one, two = (widened(document, [each], "*") for each in ("s3:GetObject on arn:aws:s3:::a/*", LIST))
    whole = json.loads(together([one, two, one]))
    assert whole == json.loads(one) | {"Statement": [*json.loads(one)["Statement"], json.loads(two)["Statement"][-1]]}
    many = [
        widened(document, [f"s3:GetObject on arn:aws:s3:::{letter * 60}/*"], "*") for letter in "abcdefghijklmnopqrst"
    ]
    assert "" not in many
    assert together(many) == ""
