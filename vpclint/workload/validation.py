"""What the API would refuse in a request, before it is sent.

msgspec decides whether a document has the request's shape. Only where it has not, jsonschema says why, since importing
it costs more than a whole check. What the API's model cannot express is asked here by one small function a rule; each
names what it rests on.
"""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import Struct, ValidationError, convert

from vpclint.aws import processing_job
from vpclint.text.escape import visible
from vpclint.text.nodes import pointer

ShapeName = Literal["CreateProcessingJobRequest", "NetworkConfig", "VpcConfig"]
Path = tuple[str | int, ...]

_PROCESSING_DIRECTORY = "/opt/ml/processing/"
_INPUTS = ("ProcessingInputs",)
_OUTPUTS = ("ProcessingOutputConfig", "Outputs")


class Violation(Struct, frozen=True):
    """One thing that the API would refuse.

    Attributes:
        pointer: JSON pointer from the root of the document; for a missing member, of the object that lacks it.
        message: what is there and what the API takes.
        suggestion: the member name or value that was probably meant, if one is near.
    """

    pointer: str
    message: str
    suggestion: str | None = None


def violations(document: object, shape: ShapeName = "CreateProcessingJobRequest") -> list[Violation]:
    """Everything that the API would refuse in a document; an instance type that the model lacks is not refused.

    Args:
        document: what a JSON or YAML decoder gives.
        shape: what the document is: a whole request, or a bare part of one.
    """
    found = list(_refusals(document, shape))
    if shape == "CreateProcessingJobRequest":
        for rule in RULES:
            found.extend(rule(document))
    return found


def _refusals(document: object, shape: ShapeName) -> Iterator[Violation]:
    """What breaks the shape."""
    try:
        convert(document, getattr(processing_job, shape))
    except (ValidationError, UnicodeEncodeError) as refusal:
        from vpclint.workload.explanation import explain  # noqa: PLC0415 - it imports jsonschema

        explained = [Violation(*violation) for violation in explain(document, shape)]
        yield from explained or [Violation("", visible(str(refusal)))]


def _exactly_one_kind(document: object) -> Iterator[Violation]:
    """An input, an output and a dataset definition have exactly one of two kinds.

    Source: Amazon SageMaker API Reference, ProcessingInput, ProcessingOutput and DatasetDefinition.
    """
    for path, item in _objects(document, *_INPUTS):
        yield from _one_of(path, item, "S3Input", "DatasetDefinition")
        dataset = item.get("DatasetDefinition")
        if isinstance(dataset, dict):
            kinds = ("AthenaDatasetDefinition", "RedshiftDatasetDefinition")
            yield from _one_of((*path, "DatasetDefinition"), dataset, *kinds)
    for path, item in _objects(document, *_OUTPUTS):
        yield from _one_of(path, item, "S3Output", "FeatureStoreOutput")


def _one_of(path: Path, item: dict[str, object], first: str, second: str) -> Iterator[Violation]:
    given = [name for name in (first, second) if item.get(name) is not None]
    if len(given) != 1:
        kinds = f"both {first} and {second}" if given else f"neither {first} nor {second}"
        yield Violation(pointer(*path), f"{_name(path)} has {kinds}, the API takes exactly one of them")


def _feature_store_is_app_managed(document: object) -> Iterator[Violation]:
    """The container itself writes to Feature Store.

    Source: Amazon SageMaker API Reference, ProcessingOutput, FeatureStoreOutput.
    """
    for path, item in _objects(document, *_OUTPUTS):
        if item.get("FeatureStoreOutput") is not None and item.get("AppManaged", False) is False:
            message = f"{_name(path)} has FeatureStoreOutput, the API takes it only with AppManaged true"
            yield Violation(pointer(*path, "FeatureStoreOutput"), message)


def _local_path_of_inputs(document: object) -> Iterator[Violation]:
    """An input that SageMaker itself copies has a LocalPath; one from S3 lies in the processing directory.

    Source: Amazon SageMaker API Reference, ProcessingS3Input and DatasetDefinition, LocalPath. The reference sets no
    directory for datasets and outputs.
    """
    for path, item in _objects(document, *_INPUTS):
        for kind in ("S3Input", "DatasetDefinition"):
            source = item.get(kind)
            if not isinstance(source, dict) or item.get("AppManaged", False) is not False:
                continue
            if source.get("LocalPath") is None:
                yield Violation(pointer(*path, kind), "LocalPath is required unless AppManaged is true")
            elif kind == "S3Input" and _is_elsewhere(source["LocalPath"]):
                shown = visible(source["LocalPath"], 60)
                message = f'LocalPath is "{shown}", the API takes a path that begins with {_PROCESSING_DIRECTORY}'
                yield Violation(pointer(*path, kind, "LocalPath"), message)


def _is_elsewhere(path: object) -> bool:
    return isinstance(path, str) and not path.startswith(_PROCESSING_DIRECTORY)


def _gzip_is_streamed(document: object) -> Iterator[Violation]:
    """Only data that is streamed is decompressed.

    Source: Amazon SageMaker API Reference, ProcessingS3Input, S3CompressionType.
    """
    for path, item in _objects(document, *_INPUTS):
        source = item.get("S3Input")
        if not isinstance(source, dict) or source.get("S3CompressionType") != "Gzip":
            continue
        if source.get("S3InputMode", "File") == "File":
            message = "S3CompressionType is Gzip, the API takes it only with S3InputMode Pipe"
            yield Violation(pointer(*path, "S3Input", "S3CompressionType"), message)


def _names_are_unique(document: object) -> Iterator[Violation]:
    """Inputs and outputs share one space of names, and a tag's key comes once.

    Source: the service's own refusal, "Input and Output names must be globally unique" (sagemaker-python-sdk issue
    3484); Amazon SageMaker API Reference, Tag.
    """
    names = [(path, item, "InputName") for path, item in _objects(document, *_INPUTS)]
    names += [(path, item, "OutputName") for path, item in _objects(document, *_OUTPUTS)]
    yield from _repeated(names)
    yield from _repeated([(path, item, "Key") for path, item in _objects(document, "Tags")])


def _repeated(members: list[tuple[Path, dict[str, object], str]]) -> Iterator[Violation]:
    first: dict[str, str] = {}
    for path, item, member in members:
        value = item.get(member)
        if not isinstance(value, str):
            continue
        if value in first:
            message = f'{member} is "{visible(value, 60)}" as in {first[value]}, the API takes each once'
            yield Violation(pointer(*path, member), message)
        first.setdefault(value, _name(path))


def _no_empty_argument(document: object) -> Iterator[Violation]:
    """The container is started with no empty word.

    Source: the service's own refusal, "ContainerArguments and ContainerEntrypoint may not contain null or empty
    strings" (sagemaker-python-sdk issue 3758).
    """
    for member in ("ContainerEntrypoint", "ContainerArguments"):
        for index, word in enumerate(_list(document, "AppSpecification", member)):
            if word == "":
                message = f"{member}[{index}] is empty, the API takes no empty strings"
                yield Violation(pointer("AppSpecification", member, index), message)


def _tag_letters(document: object) -> Iterator[Violation]:
    r"""Beyond ASCII, a tag has letters, digits and spaces only.

    Source: botocore, TagKey and TagValue: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, which Python's patterns cannot say. Where a
    character up to U+009F is wrong, the shape has already refused the text.
    """
    for path, item in _objects(document, "Tags"):
        for member in ("Key", "Value"):
            value = item.get(member)
            wrong = [char for char in value if not _is_tag_letter(char)] if isinstance(value, str) else []
            if wrong and min(wrong) > "\x9f":
                message = f"{member} has U+{ord(wrong[0]):04X}, the API takes letters, digits, spaces and _.:/=+-@"
                yield Violation(pointer(*path, member), message)


def _is_tag_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LZN" or char in "_.:/=+-@"


RULES: tuple[Callable[[object], Iterator[Violation]], ...] = (
    _exactly_one_kind,
    _feature_store_is_app_managed,
    _local_path_of_inputs,
    _gzip_is_streamed,
    _names_are_unique,
    _no_empty_argument,
    _tag_letters,
)
"""What the API refuses beyond its model. A member of the wrong type is passed over: the shape has refused it."""


def _objects(document: object, *path: str) -> list[tuple[Path, dict[str, object]]]:
    """The objects of a list in the request, each with its path."""
    return [((*path, at), item) for at, item in enumerate(_list(document, *path)) if isinstance(item, dict)]


def _list(document: object, *path: str) -> list[object]:
    """A list in the request; empty where there is none."""
    value = document
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _name(path: Path) -> str:
    return path[-1] if isinstance(path[-1], str) else f"{path[-2]}[{path[-1]}]"
