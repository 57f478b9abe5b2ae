"""Which partition of AWS a Region belongs to."""

import re
from collections.abc import Iterable

REGION = r"[a-z]{2,}(?:-[a-z]+)+-[0-9]{1,2}"
"""How Regions are spelled: their area, one direction or several, and a number."""

_BEGINNINGS = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-iso-", "aws-iso"),
    ("eusc-", "aws-eusc"),
)
"""Source: botocore's partitions.json."""


def is_region(text: str) -> bool:
    """Whether a text is spelled as Regions are, be it one of them or not."""
    return re.fullmatch(REGION, text) is not None


def partition_of(region: str) -> str:
    """The partition of a Region, by how the Region's name begins; empty for none."""
    return next((name for begin, name in _BEGINNINGS if region.startswith(begin)), "aws") if region else ""


def common_partition(regions: Iterable[str]) -> str:
    """The partition of several Regions; empty where they are of several, or there are none."""
    found = {*map(partition_of, regions)}
    return found.pop() if len(found) == 1 else ""
