"""Which call a file holds the answer of, as far as its name says."""

import os
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from vpclint.aws.kinds import BUCKET_LOCATIONS, KINDS, MANAGED_PREFIX_LISTS, Kind

ASKED: Mapping[str, tuple[Kind[Any], str]] = {
    "LocationConstraint": (BUCKET_LOCATIONS, "Bucket"),
    "Entries": (MANAGED_PREFIX_LISTS, "PrefixListId"),
    "Policy": (KINDS["BucketPolicies"], "Bucket"),
}
"""What is answered about a subject that the answer does not name: the key in a state, and the member that names it."""

_SERVICES = frozenset({"ec2", "s3", "iam", "sagemaker"})
_OPERATIONS = frozenset(kind.operation for kind, _ in ASKED.values())
_ABOUT = re.compile(r"([A-Za-z][A-Za-z-]*)\.(.+)", re.DOTALL)
_RECORDED = re.compile(r"(?:.*\.)?([a-z0-9-]+)\.([A-Z][A-Za-z0-9]*)(?:\.[0-9a-f]{64})?_[0-9]+", re.DOTALL)
_SUFFIX = re.compile(r"\.[^.]*(\.gz)?$", re.IGNORECASE)


class Call(Struct, frozen=True):
    """A call of the AWS API; an empty text where the name of the file does not say.

    Attributes:
        operation: as the API spells it, such as `GetBucketLocation`.
        subject: what it was asked about: a bucket, a prefix list.
        service: as the endpoint of the API spells it.
    """

    operation: str = ""
    subject: str = ""
    service: str = ""

    @property
    def elsewhere(self) -> bool:
        """It asks a service that no state is read from, whose operations may bear the same names."""
        return bool(self.service) and self.service not in _SERVICES


def call_named(file: str) -> Call:
    """The call in the name of a file.

    `get-bucket-location.my-bucket.json` and `GetBucketLocation.my-bucket.json` name the subject;
    `ec2.DescribeVpcs_1.json` is how placebo names what it records (placebo/pill.py, `get_new_file_path`).
    """
    stem = _SUFFIX.sub("", os.path.basename(file))  # noqa: PTH119 - it may be none to the system
    if found := _ABOUT.fullmatch(stem):
        operation = "".join(word[:1].upper() + word[1:] for word in found[1].split("-"))
        if operation in _OPERATIONS:
            return Call(operation, found[2])
    found = _RECORDED.fullmatch(stem)
    return Call(found[2], service=found[1]) if found else Call()
