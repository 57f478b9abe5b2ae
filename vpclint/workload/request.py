"""A request, in any of the forms that people keep it in, read into a Job."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

from msgspec import Struct, structs

from vpclint.aws.processing_job import RESPONSE_ONLY
from vpclint.errors import UsageError
from vpclint.text.nodes import pointer
from vpclint.workload.job import Job, ObjectUri, Reference, Transfer, object_uri
from vpclint.workload.validation import ShapeName, Violation, violations

T = TypeVar("T")

_DATASETS = ("AthenaDatasetDefinition", "RedshiftDatasetDefinition")


class Shape(Struct, frozen=True):
    """What a document is: a whole request, or one of its parts, and where that part stands in a whole one."""

    name: ShapeName
    network: tuple[str, ...]
    vpc: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """It can say how many instances there are, and what goes in and out."""
        return self.name == "CreateProcessingJobRequest"


REQUEST = Shape("CreateProcessingJobRequest", ("NetworkConfig",), ("NetworkConfig", "VpcConfig"))
NETWORK_CONFIG = Shape("NetworkConfig", (), ("VpcConfig",))
VPC_CONFIG = Shape("VpcConfig", (), ())


def job_of(document: Mapping[str, object], shape: Shape, *, file: str, root: str = "", name: str = "") -> Job:
    """The job that a document describes, as far as the API would take it.

    Args:
        document: a request, an answer of DescribeProcessingJob, or a bare NetworkConfig or VpcConfig.
        shape: which of them it is.
        file: the file that it stands in.
        root: its JSON pointer there.
        name: for a document that names no job.
    """
    members = {key: value for key, value in document.items() if key not in RESPONSE_ONLY}
    read = _Reader(members, violations(members, shape.name))
    instances = ("ProcessingResources", "ClusterConfig", "InstanceCount")
    instance_type = ("ProcessingResources", "ClusterConfig", "InstanceType")
    return Job(
        name=read.at("ProcessingJobName", kind=str) or name,
        file=file,
        root=root,
        violations=read.violations,
        vpc_config=pointer(*shape.vpc) if read.names(*shape.vpc) else None,
        subnets=tuple(read.references(*shape.vpc, "Subnets")),
        security_groups=tuple(read.references(*shape.vpc, "SecurityGroupIds")),
        instances=read.at(*instances, kind=int) if shape.whole else 1,
        instances_given=shape.whole,
        instance_type=read.at(*instance_type, kind=str) or "",
        instance_type_pointer=pointer(*instance_type),
        isolation=read.switch(*shape.network, "EnableNetworkIsolation"),
        encryption=read.at(*shape.network, "EnableInterContainerTrafficEncryption", kind=bool) or False,
        transfers=tuple(read.transfers()),
        transfers_given=shape.whole,
        app_managed=tuple(read.switched("AppManaged")),
        feature_store=tuple(read.switched("FeatureStoreOutput")),
        role_arn=read.at("RoleArn", kind=str) or "",
        arn=_text_of(document, "ProcessingJobArn"),
        failure=_text_of(document, "FailureReason"),
    )


def _text_of(answer: Mapping[str, object], member: str) -> str:
    """A member that only an answer of DescribeProcessingJob has; empty where it is no text."""
    value = answer.get(member)
    return value if isinstance(value, str) else ""


class _Reader:
    """Reads the members of a document that the API would take, and passes over the others."""

    def __init__(self, document: Mapping[str, object], found: list[Violation]) -> None:
        self._document = document
        self._refused = {violation.pointer for violation in found}
        self.violations = tuple(found)

    def at(self, *path: str | int, kind: type[T]) -> T | None:
        """The member at a path; None where it is missing, of another type, or refused by the API."""
        value: object = self._document
        for part in path:
            value = _member(value, part)
        refused = pointer(*path) in self._refused and not isinstance(value, dict)
        return value if isinstance(value, kind) and not refused else None

    def switch(self, *path: str) -> bool | None:
        """A switch that is off where it is missing; None where the API would refuse it."""
        value = self.at(*path, kind=bool)
        return (None if self.names(*path) else False) if value is None else value

    def names(self, *path: str) -> bool:
        """Whether the document has a member at a path, be it one that the API refuses, or has such a one above it."""
        value: object = self._document
        for part in path:
            if not isinstance(value, dict):
                return True
            if part not in value:
                return False
            value = value[part]
        return True

    def references(self, *path: str) -> Iterator[Reference]:
        """The ids in a list, each with its place."""
        for index, _ in enumerate(self.at(*path, kind=list) or ()):
            reference = self.at(*path, index, kind=str)
            if reference is not None:
                yield Reference(reference, pointer(*path, index))

    def transfers(self) -> Iterator[Transfer]:
        """The inputs and outputs in S3; the result of a query is read from where the query puts it."""
        for path in self._each("ProcessingInputs"):
            name = self.at(*path, "InputName", kind=str) or ""
            places = [("S3Input", "S3Uri"), *(("DatasetDefinition", dataset, "OutputS3Uri") for dataset in _DATASETS)]
            for place in places:
                text = self.at(*path, *place, kind=str)
                if text is not None:
                    listed = self.at(*path, "S3Input", "S3DataType", kind=str) == "ManifestFile"
                    yield Transfer("input", name, _uri(text), pointer(*path, *place), manifest=listed)
        for path in self._each("ProcessingOutputConfig", "Outputs"):
            text = self.at(*path, "S3Output", "S3Uri", kind=str)
            if text is not None:
                name = self.at(*path, "OutputName", kind=str) or ""
                yield Transfer("output", name, _uri(text), pointer(*path, "S3Output", "S3Uri"))

    def switched(self, member: str) -> Iterator[str]:
        """The pointers of the inputs and outputs that have a member which is not false."""
        for path in (*self._each("ProcessingInputs"), *self._each("ProcessingOutputConfig", "Outputs")):
            if self.at(*path, member, kind=object) not in (None, False):
                yield pointer(*path)

    def _each(self, *path: str) -> Iterator[tuple[str | int, ...]]:
        for index, _ in enumerate(self.at(*path, kind=list) or ()):
            yield (*path, index)


def _uri(text: str) -> ObjectUri:
    """What a URI names; one that the API takes, but whose bucket can't be told, has an empty bucket."""
    return object_uri(text) or ObjectUri(text, "", "")


def _member(value: object, part: str | int) -> object:
    if isinstance(part, int):
        return value[part] if isinstance(value, list) and part < len(value) else None
    return value.get(part) if isinstance(value, dict) else None


class JobOptions(Struct, frozen=True):
    """A job without a request: what the command line or a call says of it."""

    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    instances: int | None = None
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """They describe a job of their own; else they complete bare configurations."""
        return bool(self.subnets or self.security_groups)

    @property
    def named(self) -> str:
        """Those of them that complete a job, as the command line spells them: `--instances and --input`."""
        given = (("--instances", self.instances), ("--input", self.inputs), ("--output", self.outputs))
        return " and ".join(option for option, value in given if value)


def job_from_options(options: JobOptions, name: str = "command line") -> Job:
    """The job that the options describe.

    Raises:
        UsageError: an S3 URI names no bucket, or one of the two lists is empty.
    """
    if not options.security_groups:
        raise UsageError("--subnet names a job without a file, which needs --security-group as well")
    if not options.subnets:
        raise UsageError(
            "--security-group names a job without a file, which needs --subnet as well: "
            "where there is no job, whole VPCs are looked at, without regard to security groups"
        )
    vpc = {"Subnets": list(options.subnets), "SecurityGroupIds": list(options.security_groups)}
    return completed(job_of(vpc, VPC_CONFIG, file=name, name=name), options)


def completed(job: Job, options: JobOptions) -> Job:
    """A bare configuration with what the options say of instances, inputs and outputs.

    Raises:
        UsageError: an S3 URI names no bucket.
    """
    transfers = transfers_of(options)
    return structs.replace(
        job,
        instances=1 if options.instances is None else options.instances,
        instances_given=options.instances is not None,
        transfers=transfers,
        transfers_given=bool(transfers),
    )


def transfers_of(options: JobOptions) -> tuple[Transfer, ...]:
    """Where a job reads and writes, as the options say.

    Raises:
        UsageError: an S3 URI names no bucket.
    """
    read = [_transfer("input", uri) for uri in options.inputs]
    return (*read, *(_transfer("output", uri) for uri in options.outputs))


def _transfer(direction: Literal["input", "output"], text: str) -> Transfer:
    uri = object_uri(text)
    if uri is None:
        raise UsageError(f"{text!r} is no S3 URI with a bucket, such as s3://bucket/prefix/")
    return Transfer(direction, "", uri, "")
