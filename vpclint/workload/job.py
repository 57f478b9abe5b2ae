"""A processing job as far as it can be read from what the user gave.

A member that the API would refuse is not here: the questions that need it are not asked, all others are.
"""

import re
from typing import Literal

from msgspec import Struct

from vpclint.finding import Place
from vpclint.workload.validation import Violation

SUBNET_ID = re.compile(r"subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})")
GROUP_ID = re.compile(r"sg-(?:[0-9a-f]{8}|[0-9a-f]{17})")
"""How EC2 writes ids: 8 hexadecimal digits, or 17 since 2016. The API's own pattern is wider and takes any word."""


class ObjectUri(Struct, frozen=True):
    """A bucket and the beginning of the keys that are meant, as an S3 URI names them."""

    text: str
    bucket: str
    key: str


class Transfer(Struct, frozen=True):
    """One input or output of the job in Amazon S3.

    Attributes:
        direction: whether the objects are read or written.
        name: InputName or OutputName; empty where it is missing.
        uri: where the objects are.
        pointer: the place of the URI in the request.
        manifest: the URI is that of a list of the objects that are read.
    """

    direction: Literal["input", "output"]
    name: str
    uri: ObjectUri
    pointer: str
    manifest: bool = False


class Reference(Struct, frozen=True):
    """The id of a subnet or security group as the request gives it, with its place there, or in another file."""

    id: str
    pointer: str
    file: str = ""


class Job(Struct, frozen=True, kw_only=True):
    """One processing job, or a VPC in the place of one that nobody has named.

    Attributes:
        name: ProcessingJobName, or the file and position of a request that has none.
        file: the file that the request stands in, or a name for the command line.
        root: the JSON pointer of the request in that file.
        violations: what the API would refuse, with pointers from `root`.
        vpc_config: the pointer of VpcConfig from `root`, be it a wrong one; None where the request has none.
        subnets, security_groups: in order, repeats included.
        instances: InstanceCount; None where the request gives an impossible one.
        instances_given: the request says how many instances; else one is assumed.
        isolation: whether the container has no network; None where the request says it wrongly.
        transfers_given: the request is one that can declare inputs and outputs; else S3 is needed as a whole.
        app_managed: pointers of the inputs and outputs that the container moves itself.
        feature_store: pointers of the outputs to Feature Store.
        arn: the job's own ARN, which an answer of DescribeProcessingJob gives; else empty.
        vpc_id: the VPC that stands for any job in it; empty for a job that was named.
        failure: why the job failed, as an answer of DescribeProcessingJob says; empty where it says nothing of it.
    """

    name: str
    file: str
    root: str = ""
    violations: tuple[Violation, ...] = ()
    vpc_config: str | None = None
    subnets: tuple[Reference, ...] = ()
    security_groups: tuple[Reference, ...] = ()
    instances: int | None = 1
    instances_given: bool = True
    instance_type: str = ""
    instance_type_pointer: str = ""
    isolation: bool | None = False
    encryption: bool = False
    transfers: tuple[Transfer, ...] = ()
    transfers_given: bool = True
    app_managed: tuple[str, ...] = ()
    feature_store: tuple[str, ...] = ()
    role_arn: str = ""
    arn: str = ""
    vpc_id: str = ""
    failure: str = ""

    @property
    def account(self) -> str:
        """The account that runs the job: the one of its role; empty where the request names no role."""
        return _field(self.role_arn, 4)

    @property
    def region(self) -> str:
        """The Region in which the job ran; empty for a request, which is not bound to one."""
        return _field(self.arn, 3)

    @property
    def group_ids(self) -> tuple[str, ...]:
        """The security groups that can exist, each once, in order."""
        return tuple(dict.fromkeys(each.id for each in self.security_groups if GROUP_ID.fullmatch(each.id)))

    @property
    def subnet_ids(self) -> tuple[str, ...]:
        """The subnets that can exist, each once, in order."""
        return tuple(dict.fromkeys(each.id for each in self.subnets if SUBNET_ID.fullmatch(each.id)))

    def moves_itself(self, transfer: Transfer) -> bool:
        """Whether the container moves an input or output itself, which then is AppManaged."""
        return any(transfer.pointer.startswith(f"{each}/") for each in self.app_managed)

    def place(self, pointer: str = "", note: str = "") -> Place:
        """A member of the request, by its pointer from the request's root."""
        return Place(self.file, self.root + pointer, note)

    def subnet_place(self, subnet_id: str, note: str = "") -> Place:
        """Where the request names a subnet first."""
        return self._reference_place(self.subnets, subnet_id, note)

    def group_place(self, group_id: str, note: str = "") -> Place:
        """Where the request names a security group first."""
        return self._reference_place(self.security_groups, group_id, note)

    def _reference_place(self, references: tuple[Reference, ...], wanted: str, note: str) -> Place:
        found = next((reference for reference in references if reference.id == wanted), None)
        if found and found.file:
            return Place(found.file, found.pointer, note)
        return self.place(found.pointer if found else "", note)


def _field(arn: str, number: int) -> str:
    """A field of an ARN, from 0; empty for what is none."""
    fields = arn.split(":")
    return fields[number] if len(fields) > 5 else ""


_SUFFIXES = "|".join(
    re.escape(suffix)
    for suffix in (
        "amazonaws.com.cn",
        "amazonaws.com",
        "amazonaws.eu",
        "c2s.ic.gov",
        "sc2s.sgov.gov",
        "cloud.adc-e.uk",
        "csp.hci.ic.gov",
    )
)
_S3_HOST = (
    r"(?:(?P<bucket>.+)\.)?s3(?:-fips|-external-1)?(?:\.dualstack)?(?:[.-](?P<region>[a-z]{2,}(?:-[a-z]+)+-\d+))?\."
    rf"(?:{_SUFFIXES})(?::\d+)?"
)
"""The hosts of S3 in all partitions (botocore: partitions.json), without access points, websites and Object Lambda."""


def object_uri(text: str) -> ObjectUri | None:
    """The bucket and key of an `s3://` or `https://` URI; None for one that names no bucket.

    An https URI is legal in a request (botocore: S3Uri). Virtual-hosted style names the bucket before `.s3`, path
    style after the host (Amazon S3 User Guide, "Methods for accessing a general purpose bucket").
    """
    scheme, _, rest = text.partition("://")
    host, _, path = rest.partition("/")
    if scheme == "s3":
        return ObjectUri(text, host, path) if host else None
    host, query, _ = host.partition("?")
    known = re.fullmatch(_S3_HOST, host) if scheme == "https" else None
    if known is None:
        return None
    from urllib.parse import unquote  # noqa: PLC0415 - https URIs are seldom, and this costs milliseconds

    path = "" if query else unquote(path.partition("?")[0])
    bucket, key = (known["bucket"], path) if known["bucket"] else path.partition("/")[::2]
    return ObjectUri(text, bucket, key) if bucket else None


def region_in_uri(text: str) -> str:
    """The Region that the host of an `https://` URI of S3 names; empty where it names none."""
    scheme, _, rest = text.partition("://")
    known = re.fullmatch(_S3_HOST, re.split(r"[/?]", rest, maxsplit=1)[0]) if scheme == "https" else None
    return known["region"] or "" if known else ""
