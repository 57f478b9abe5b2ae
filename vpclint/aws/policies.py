"""Records of policies, as a state holds them."""

from typing import Any, TypeAlias

from vpclint.aws.absence import UNSET, Open, Record, Text

Document: TypeAlias = str | dict[str, Any]
"""A policy document: its text, as AWS answers it, or the object that the text stands for."""


def plain_text(text: str) -> str:
    """The text of a document as IAM answers it, less the encoding for a URL that it may have."""
    if text.startswith(("{", "[")):
        return text
    from vpclint.text.within import unquoted  # noqa: PLC0415 - the AWS CLI and boto3 have taken it away

    found = unquoted(text)
    return found[0] if found else text


class BucketPolicy(Record, frozen=True):
    """GetBucketPolicy, with the bucket that was asked for; null for one that has no policy."""

    bucket: Text
    policy: Open[Document | None] = UNSET


class RolePolicy(Record, frozen=True):
    """GetRolePolicy, or the default version of an attached policy, with the role that it is attached to."""

    role_arn: Text
    policy_name: Text
    document: Open[Document] = UNSET
