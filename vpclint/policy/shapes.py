"""What actions, ARNs and principals look like, and what is wrong with those that look otherwise.

Sources: the IAM user guide, "IAM JSON policy elements", and "Actions, resources, and condition keys for Amazon S3" and
"… for AWS Identity and Access Management" of the Service Authorization Reference.
"""

import re

from msgspec import Struct

from vpclint.text.escape import quoted

PARTITIONS = ("aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f")
"""Source: botocore's partitions.json."""
FIELDS = 6
"""Of an ARN: arn, partition, service, Region, account, and what it names."""
_SERVICE = re.compile(r"[A-Za-z0-9.-]+")
_OPEN = re.compile(r"[*?]|\$\{")
"""What may stand for several texts."""
_BLANK = re.compile(r"\s")
_NAMED_BY_S3 = ("accesspoint/", "access-grants/", "async-request/", "job/", "storage-lens/", "storage-lens-group/")
"""What of S3 has an account, and mostly a Region: all but buckets and objects."""
_NAMED_BY_IAM = (
    *("access-report/", "assumed-role/", "delegation-request/", "federated-user/", "group/", "instance-profile/"),
    *("mfa/", "oidc-provider/", "policy/", "report/", "role/", "root", "saml-provider/", "server-certificate/"),
    *("sms-mfa/", "user/"),
)
_AWS_PRINCIPAL = re.compile(
    r"[0-9]{12}|A[A-Z]{3}[A-Z0-9]{16,}"
    r"|arn:(?P<partition>[^:]+):(?:iam::[0-9]{12}:(?:root|(?:user|role)/.+)|iam::cloudfront:user/.+"
    r"|sts::[0-9]{12}:(?:assumed-role/[^/]+/.+|federated-user/.+))"
)


class Fault(Struct, frozen=True, gc=False):
    """What is wrong with a text.

    Attributes:
        message: the text, and what was expected.
        opaque: what it means is not known; else it matches what it says, which may be nothing.
    """

    message: str
    opaque: bool = False


def fault_of_action(text: str) -> Fault | None:
    """What is wrong with an action; white space in its name is not, though no action has any."""
    service, _, name = text.partition(":")
    if text == "*" or (_SERVICE.fullmatch(service) and name and ":" not in name):
        return None
    if name and ":" not in name and "$" not in service and _OPEN.search(service):
        return Fault(f"{quoted(text)} has a wildcard in the service, which IAM refuses")
    blank = bool(name and _BLANK.search(service))
    return Fault(f"{quoted(text)} is no action: service:Name or * was expected", opaque=not blank)


def is_never_an_action(text: str) -> bool:
    """Whether no action matches: none has white space in it."""
    return bool(_BLANK.search(text))


def fault_of_resource(text: str) -> Fault | None:
    """What is wrong with a resource."""
    begin, *fields = text.split(":", FIELDS - 1)
    if text == "*":
        return None
    if begin != "arn" or fields[:1] in ([], [""]):
        return Fault(f"{quoted(text, 80)} is no resource: an ARN or * was expected", opaque=True)
    whole = len(fields) == FIELDS - 1
    if not _OPEN.search(text) and (len(fields) < 2 or not fields[1] or ("::" in text and not whole)):
        return Fault(f"{quoted(text, 80)} is no resource: an ARN has {FIELDS} fields, {len(fields) + 1} stand here")
    return _fault_of_partition(text, fields[0]) or (_fault_of_fields(text, fields) if whole else None)


def is_never_a_resource(text: str) -> bool:
    """Whether no resource matches: an ARN is cut short, and no wildcard at its end stands for the rest."""
    return text.startswith("arn:") and "*" not in text and (text.count(":") < FIELDS - 1 or text.endswith(":"))


def _fault_of_partition(text: str, partition: str) -> Fault | None:
    if partition in PARTITIONS or _OPEN.search(partition):
        return None
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong name needs it

    near = get_close_matches(partition.lower(), PARTITIONS, 1)
    hint = f", did you mean {near[0]}?" if near else ""
    return Fault(f"{quoted(partition)} in {quoted(text, 80)} is no partition{hint}")


def _fault_of_fields(text: str, fields: list[str]) -> Fault | None:
    """What is wrong with an ARN of S3 or IAM, whose forms are known."""
    _, service, region, account, name = fields
    told = [each for each, field in (("a Region", region), ("an account", account)) if field.strip("*")]
    if service == "s3" and told and not _may_begin(name, _NAMED_BY_S3):
        return Fault(f"{quoted(text, 80)} has {' and '.join(told)}: ARNs of buckets and objects have none")
    if service == "iam" and region.strip("*"):
        return Fault(f"{quoted(text, 80)} has a Region: ARNs of IAM have none")
    if service == "iam" and not _may_begin(name, _NAMED_BY_IAM):
        return Fault(f"{quoted(text, 80)} names nothing of IAM: a path such as role/… or user/… was expected")
    return None


def _may_begin(name: str, beginnings: tuple[str, ...]) -> bool:
    """Whether a text begins with one of these, or may, where a wildcard or a variable stands in the beginning."""
    fixed = _OPEN.split(name)[0]
    return any(name.startswith(each) or (fixed != name and each.startswith(fixed)) for each in beginnings)


def fault_of_principal(kind: str, name: str) -> Fault | None:
    """What is wrong with a principal: a wildcard is a principal of its own, never a part of one."""
    if name == "*":
        return None
    if "*" in name or "?" in name:
        fault = "has a wildcard, which stands for every principal or for none: never for a part of a name"
        return Fault(f"the principal {quoted(name, 80)} {fault}", opaque=True)
    found = _AWS_PRINCIPAL.fullmatch(name) if kind == "AWS" else None
    if kind == "AWS" and not found:
        return Fault(f"{quoted(name, 80)} is no principal: an account, an ARN or * was expected", opaque=True)
    return _fault_of_partition(name, found["partition"]) if found and found["partition"] else None
