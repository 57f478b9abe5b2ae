"""Records of policies, as a state holds them."""

from typing import Any, TypeAlias

import msgspec

from vpclint.aws.absence import UNSET, Open, Record, Text
from vpclint.text.repeats import repeated_key

Document: TypeAlias = str | dict[str, Any]
"""A policy document: its text, as AWS answers it, or the object that the text stands for."""


def plain_text(text: str) -> str:
    """The text of a document as IAM answers it, less the encoding for a URL that it may have."""
    if text.startswith(("{", "[")):
        return text
    from vpclint.text.within import unquoted  # noqa: PLC0415 - the AWS CLI and boto3 have taken it away

    found = unquoted(text)
    return found[0] if found else text


def text_of(document: Document) -> str:
    """The text of a document; none of an object that is nested too deeply, which nobody reads."""
    try:
        return plain_text(document) if isinstance(document, str) else msgspec.json.encode(document).decode()
    except RecursionError:
        return ""


def value_of(document: Document) -> object:
    """The value of a document; None for a text that is no JSON, or in which a key stands twice."""
    if not isinstance(document, str):
        return document
    try:
        text = plain_text(document)
        value = msgspec.json.decode(text)
        return None if repeated_key(text.encode()) else value
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


class BucketPolicy(Record, frozen=True):
    """GetBucketPolicy, with the bucket that was asked for; null for one that has no policy."""

    bucket: Text
    policy: Open[Document | None] = UNSET


class RolePolicy(Record, frozen=True):
    """GetRolePolicy, or the default version of an attached policy, with the role that it is attached to."""

    role_arn: Text
    policy_name: Text
    document: Open[Document] = UNSET
