"""How long AWS lets a policy be: what is longer is none that it has, so nobody can say what it decides.

Sources: "Control access to VPC endpoints using endpoint policies" of the AWS PrivateLink guide; "Bucket policies" of
the S3 guide; "IAM and AWS STS quotas" of the IAM guide, which does not count white space.
"""

import re
from itertools import islice

from msgspec import Struct

from vpclint.policy.document import PolicyType

_MANAGED, _MOST_MANAGED = 6_144, 25
TOGETHER = 10_240 + _MANAGED * _MOST_MANAGED
"""Characters without white space of all policies of a role: those that stand in it, and those attached to it."""

_INK = re.compile(r"\S")
_CONTINUED = 0x80
"""The upper two bits of each byte of UTF-8 that does not begin a character."""


class Limit(Struct, frozen=True):
    """How long a policy may be.

    Attributes:
        most: how many there may be of the unit.
        unit: what is counted.
        holder: what takes no more.
    """

    most: int
    unit: str
    holder: str


LIMITS = {
    PolicyType.ENDPOINT: Limit(20_480, "characters with its white space", "an endpoint"),
    PolicyType.BUCKET: Limit(20_480, "bytes", "a bucket"),
    PolicyType.IDENTITY: Limit(10_240, "characters without white space", "a role"),
}
"""By type. Users, groups and managed policies take less than a role."""


def length(text: str, kind: PolicyType) -> int:
    """The length of a policy, in the unit of the limit of its type."""
    if kind is PolicyType.BUCKET:
        return len(_encoded(text))
    return len("".join(text.split())) if kind is PolicyType.IDENTITY else len(text)


def too_long(text: str, kind: PolicyType | None) -> str:
    """How long a policy is and how long it may be, as `has …`; empty where it is not too long, or of another type."""
    if kind not in LIMITS or (number := length(text, kind)) <= LIMITS[kind].most:
        return ""
    limit = LIMITS[kind]
    return f"has {number:,} {limit.unit}, {limit.holder} takes {limit.most:,}"


def end_of(text: str, kind: PolicyType) -> int:
    """The offset of the first character that is too much in a policy that is too long."""
    most = LIMITS[kind].most
    if kind is PolicyType.BUCKET:
        begun = [byte for byte in _encoded(text)[: most + 1] if byte & 0xC0 != _CONTINUED]
        return len(begun) - 1
    if kind is PolicyType.IDENTITY:
        return next(islice(_INK.finditer(text), most, None)).start()
    return most


def _encoded(text: str) -> bytes:
    """The text in UTF-8, in which half of a pair takes three bytes as any character of its height does."""
    return text.encode("utf-8", "surrogatepass")
