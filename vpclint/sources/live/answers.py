"""What AWS answers: whether it is the answer to the question at all, and what it tells, in the types of JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from botocore.exceptions import PaginationError

from vpclint.aws.partitions import is_region, partition_of
from vpclint.sources.live import operations as ops
from vpclint.sources.live.asking import Ask
from vpclint.sources.live.limits import Limits

_ELEMENTS: Mapping[str, str] = {ops.BUCKET_LOCATION.name: "LocationConstraint"}
"""The elements of answers in XML that are not called after their operation (Amazon S3 API, GetBucketLocation)."""

_AS_XML = frozenset({"ec2", "query", "rest-xml"})
_AS_TEXT = frozenset({ops.BUCKET_POLICY.name})
_OLDEST: Mapping[str | None, str] = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1"}
"""What GetBucketLocation tells of buckets in the oldest Regions, which it does not name (Amazon S3 API)."""


class UnexpectedAnswer(Exception):  # noqa: N818 - the name is the code that a snapshot shows
    """What came back answers another question, or none."""


class IncompleteAnswer(Exception):  # noqa: N818 - likewise
    """What came back lacks what it is there to tell."""


def refuse_strangers(operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
    """Refuses an answer in XML that is not the one of the operation, which botocore takes for an empty one.

    botocore calls it with what has come, before that is parsed (event `before-parse`).

    Raises:
        UnexpectedAnswer: it has another element.
    """
    name = operation_model.name
    as_xml = operation_model.service_model.resolved_protocol in _AS_XML and name not in _AS_TEXT
    if response_dict["status_code"] >= 300 or not as_xml:
        return
    element = _element(response_dict["body"])
    if element and element != _ELEMENTS.get(name, f"{name}Response"):
        raise UnexpectedAnswer


def _element(body: bytes) -> str:
    """The name of the outermost element; empty where there is none, which botocore will not parse either."""
    try:
        _, element = next(ET.iterparse(BytesIO(body), events=("start",)))  # noqa: S314 - nor would another
    except (ET.ParseError, StopIteration):
        return ""
    return str(element.tag).rpartition("}")[2]


def records_of(ask: Ask, page: Mapping[str, Any], partition: str) -> list[Any]:
    """What a page tells.

    Raises:
        IncompleteAnswer: it has no list, not even an empty one.
        UnexpectedAnswer: it tells of a place where no bucket of the partition can be.
    """
    member = ask.operation.member
    if member and member not in page:
        raise IncompleteAnswer
    told = page[member] if member else {key: each for key, each in page.items() if key != "ResponseMetadata"}
    if ask.operation == ops.BUCKET_LOCATION and not _can_be(region_of(told.get("LocationConstraint")), partition):
        raise UnexpectedAnswer
    plain = _plain(told)
    return plain if isinstance(plain, list) else [plain]


def region_of(location: str | None) -> str:
    """The Region of a bucket, as GetBucketLocation tells it."""
    return _OLDEST.get(location) or location or ""


def _can_be(region: str, partition: str) -> bool:
    """Whether a text may become a part of the name of the host that is asked about a bucket."""
    return is_region(region) and partition_of(region) == partition


def is_whole(record: Any, ask: Ask) -> bool:
    """Whether a record has all members that it can't do without, and a document where it has to hold one."""
    document = ask.operation.document
    needs = all(_member(record, each) is not None for each in (*ask.operation.needs, *ask.needs))
    return needs and (not document or _is_document(_member(record, document)))


def _is_document(value: Any) -> bool:
    """Whether this is a policy as IAM and S3 keep it: an object, or the text of one."""
    try:
        return isinstance(json.loads(value) if isinstance(value, str) else value, dict)
    except ValueError:
        return False


def _member(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = record.get(name) if isinstance(record, Mapping) else None
    return record


def _plain(value: Any) -> Any:
    """The value with times as RFC 3339 writes them, in UTC, and with texts that are Unicode."""
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, str):  # JSON may spell half of a surrogate pair
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


class Turning:
    """Whether the pages of a list lead anywhere.

    Attributes:
        pages: how many were asked for.

    Args:
        ask: the question.
        limits: how many pages there may be.
    """

    def __init__(self, ask: Ask, limits: Limits) -> None:
        self.pages = 0
        self._needs = ask.operation.needs
        self._limits = limits
        self._known: set[tuple[str, ...]] = set()
        self._tokens: set[str] = set()
        self._barren = 0

    def new(self, records: list[Any]) -> list[Any]:
        """The records of a page; none where all of them were told before."""
        names = set(map(self._name, records)) - self._known
        self._known |= names
        self._barren = 0 if names else self._barren + 1
        return records if names else []

    def _name(self, record: Any) -> tuple[str, ...]:
        return tuple(str(_member(record, each)) for each in self._needs) or (str(record),)

    def turn(self, token: object) -> None:
        """There is a further page, which goes by this.

        Raises:
            PaginationError: there is no end to it.
        """
        if str(token) in self._tokens:
            raise PaginationError(message="a page is named twice")
        self._tokens.add(str(token))
        if self._barren >= self._limits.barren:
            raise PaginationError(message="nothing new comes")
        if self.pages >= self._limits.pages:
            raise PaginationError(message="there are too many pages")
