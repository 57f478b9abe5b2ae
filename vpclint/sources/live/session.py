"""Sessions and clients of boto3: read-only, with bounded waiting.

Whoever makes a client elsewhere loses the guard: `Connection.client` is the only place that does.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, PaginationError, ProfileNotFound, UnknownRegionError

from vpclint.errors import UsageError
from vpclint.sources.live import operations as ops
from vpclint.sources.live.asking import FAILED, Answer, Ask
from vpclint.sources.live.outcomes import outcome_of
from vpclint.sources.live.secrecy import unlogged
from vpclint.text.escape import quoted
from vpclint.version import __version__

AT_ONCE = 24
"""How many calls of one account and Region are on their way at a time: as many as can be asked of a VPC at once."""

_CONNECT, _READ = 10, 30
"""Seconds that a connection and an answer may take, in each attempt of a call."""

_ATTEMPTS = 5
_READING = re.compile(r"(Describe|Get|List|Head)[A-Z]\w*")
_NAMED = frozenset({ops.ASSUME_ROLE.name, ops.CALLER_IDENTITY.name})
_NONE_THERE: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("GetBucketPolicy", "NoSuchBucketPolicy"): {"Policy": None},
}
"""Errors that say that there is none, with the answer that says the same."""

_PARTS = (FAILED, "IncompleteAnswer")

NO_CREDENTIALS = (
    "there are no AWS credentials: name a profile with --profile, or set AWS_PROFILE, "
    "or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)


class WriteRefused(Exception):  # noqa: N818 - it reads as what it says
    """An operation that does not only read was about to be called, which AWS never gets to see.

    botocore itself calls CreateSession before it asks about a directory bucket.
    """


class Stopped(BaseException):
    """A call was not sent, since everything is to end."""


def refuse_writes(model: Any, **_: Any) -> None:
    """Refuses every operation but those that read, and the two of STS that take and tell an identity.

    botocore calls it with what it is about to send (event `before-call`).

    Raises:
        WriteRefused: the operation may change something.
    """
    if not (_READING.fullmatch(model.name) or model.name in _NAMED):
        raise WriteRefused(f"{model.service_model.service_name}:{model.name} does not only read")


class Connection:
    """One account and Region, reached with one set of credentials.

    Attributes:
        region: that is collected.
        partition: such as `aws-cn`, as botocore knows it of the Region.
        stopping: set where it is to end; a call that has not been sent is not sent any more.

    Args:
        session: with the credentials.
        region: that is collected.
        whole: set where the run that it belongs to is to end.

    Raises:
        UsageError: there can be no such Region.
    """

    def __init__(self, session: Any, region: str, whole: threading.Event | None = None) -> None:
        self._session = session
        self._whole = whole or threading.Event()
        self.region = region
        self.partition = _partition(session, region)
        self.stopping = threading.Event()
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str, region: str = "") -> Any:
        """The client of a service, made once: many threads may use a client, but only one a session."""
        key = (service, region or self.region)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._made(*key)
            return self._clients[key]

    def _made(self, service: str, region: str) -> Any:
        config = Config(
            connect_timeout=_CONNECT,
            read_timeout=_READ,
            retries={"mode": "adaptive", "total_max_attempts": _ATTEMPTS},
            max_pool_connections=AT_ONCE,
            user_agent_extra=f"vpclint/{__version__}",
        )
        client = self._session.client(service, region_name=region, config=config)
        client.meta.events.register_first("before-call", refuse_writes)
        client.meta.events.register_first("before-send", self._stop)
        return client

    def _stop(self, **_: Any) -> None:
        if self.stopping.is_set() or self._whole.is_set():
            raise Stopped

    def answer(self, ask: Ask) -> Answer:
        """What AWS answers, page after page; an error is a part of the answer.

        So is a record that lacks what it is named by: it is left out, and the call has failed.
        """
        records: list[Any] = []
        calls = 0
        try:
            with unlogged():
                for page in self._pages(ask):
                    calls += 1
                    records += _records(ask, page)
        except Exception as error:  # noqa: BLE001 - what is no answer of AWS may fail anywhere in botocore
            outcome, code = outcome_of(error)
            told = _NONE_THERE.get((ask.operation.name, code))
            return Answer(ask, records, outcome, code, calls + 1) if told is None else Answer(ask, [told])
        whole = [each for each in records if _is_whole(each, ask.operation.needs)]
        return Answer(ask, whole, calls=calls) if len(whole) == len(records) else Answer(ask, whole, *_PARTS, calls)

    def _pages(self, ask: Ask) -> Iterator[Mapping[str, Any]]:
        operation, parameters = ask.operation, dict(ask.parameters)
        call: Callable[..., Mapping[str, Any]] = getattr(self.client(operation.service, ask.region), operation.method)
        following: object = True
        while following:
            page = call(**parameters)
            yield page
            following = page.get(operation.following)
            if following and following == parameters.get(operation.marker):
                raise PaginationError(message="a page names itself as the next one")
            parameters[operation.marker] = following


def _records(ask: Ask, page: Mapping[str, Any]) -> list[Any]:
    """What a page tells, in the types of JSON."""
    member = ask.operation.member
    told = page.get(member, []) if member else {key: each for key, each in page.items() if key != "ResponseMetadata"}
    plain = _plain(told)
    return plain if isinstance(plain, list) else [plain]


def _is_whole(record: Any, needs: Iterable[str]) -> bool:
    """Whether a record has all members that it can't do without."""
    return all(_member(record, each) is not None for each in needs)


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


def _partition(session: Any, region: str) -> str:
    try:
        return str(session.get_partition_for_region(region))
    except UnknownRegionError:
        raise UsageError(f"{region} is a Region of no partition that this boto3 knows") from None


def open_session(profile: str = "") -> Any:
    """A session of boto3 with the user's own credentials.

    Raises:
        UsageError: there are none, or they can't be had.
    """
    try:
        with unlogged():
            session = boto3.Session(profile_name=profile or None)
            credentials = session.get_credentials()
            if credentials is not None:
                credentials.get_frozen_credentials()
    except ProfileNotFound:
        raise UsageError(f"there is no AWS profile {quoted(profile, 80)}" if profile else _NO_PROFILE) from None
    except (BotoCoreError, ClientError) as error:
        raise UsageError(f"the AWS credentials can't be had ({outcome_of(error)[1]})") from None
    if credentials is None:
        raise UsageError(NO_CREDENTIALS)
    return session


_NO_PROFILE = "there is no AWS profile of the name that AWS_PROFILE gives"
