"""Sessions and clients of boto3: read-only, with bounded waiting.

Whoever makes a client elsewhere loses the guard: `Connection.client` is the only place that does.
"""

import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ProfileNotFound, UnknownRegionError

from vpclint.errors import UsageError
from vpclint.sources.live import operations as ops
from vpclint.sources.live.answers import IncompleteAnswer, Turning, is_whole, records_of, refuse_strangers
from vpclint.sources.live.asking import OK, Answer, Ask
from vpclint.sources.live.limits import CallTimeout, Limits, Room, within
from vpclint.sources.live.outcomes import outcome_of
from vpclint.sources.live.secrecy import unlogged
from vpclint.sources.live.transport import BoundedTransport
from vpclint.text.escape import quoted
from vpclint.version import __version__

AT_ONCE = 24
"""How many calls of one account and Region are on their way at a time: as many as can be asked of a VPC at once."""

_CONNECT, _READ = 10, 30
"""Seconds that a connection may take, and that an answer may say nothing, in each attempt of a call."""

_ATTEMPTS = 5
_READING = re.compile(r"(Describe|Get|List|Head)[A-Z]\w*")
_NAMED = frozenset({ops.ASSUME_ROLE.name, ops.CALLER_IDENTITY.name})
_NONE_THERE: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("GetBucketPolicy", "NoSuchBucketPolicy"): {"Policy": None},
}
"""Errors that say that there is none, with the answer that says the same."""

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


class _Thread(threading.local):
    """What holds for the call of a thread."""

    until = math.inf


_thread = _Thread()


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
        limits: what asking may take; its time begins to run now.

    Raises:
        UsageError: there can be no such Region.
    """

    def __init__(
        self, session: Any, region: str, whole: threading.Event | None = None, limits: Limits | None = None
    ) -> None:
        self._session = session
        self._whole = whole or threading.Event()
        self._limits = limits or Limits()
        self._end = time.monotonic() + self._limits.place
        self._room = Room(self._limits.answers)
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
        client.meta.events.register("before-parse", refuse_strangers)
        endpoint = client._endpoint  # noqa: SLF001 - nothing public says how much of an answer is read
        endpoint.http_session = BoundedTransport(endpoint.http_session, self._limits, self._room)
        return client

    def _stop(self, **_: Any) -> None:
        """Lets nothing be sent of a run that has ended, nor once more what nobody waits for any longer."""
        if self.stopping.is_set() or self._whole.is_set():
            raise Stopped
        if time.monotonic() > _thread.until:
            raise CallTimeout

    def answer(self, ask: Ask) -> Answer:
        """What AWS answers, page after page; an error is a part of the answer.

        So is a record that lacks what it is named by: it is left out, and the call has failed.
        """
        records: list[Any] = []
        turning = Turning(ask, self._limits)
        outcome, code = OK, ""
        try:
            for page in self._pages(ask, turning):
                records += turning.new(records_of(ask, page, self.partition))
        except Exception as error:  # noqa: BLE001 - what is no answer of AWS may fail anywhere in botocore
            outcome, code = outcome_of(error)
        if (told := _NONE_THERE.get((ask.operation.name, code))) is not None:
            return Answer(ask, [told])
        whole = [each for each in records if is_whole(each, ask)]
        if outcome == OK and len(whole) < len(records):
            outcome, code = outcome_of(IncompleteAnswer())
        return Answer(ask, whole, outcome, code, turning.pages)

    def _pages(self, ask: Ask, turning: Turning) -> Iterator[Mapping[str, Any]]:
        operation, parameters = ask.operation, dict(ask.parameters)
        following: object = True
        while following:
            turning.pages += 1
            until = min(time.monotonic() + self._limits.call, self._end)
            page = within(until - time.monotonic(), partial(self._called, ask, parameters, until))
            yield page
            following = page.get(operation.following)
            if following:
                turning.turn(following)
            parameters = {**parameters, operation.marker: following}

    def _called(self, ask: Ask, parameters: Mapping[str, Any], until: float) -> Mapping[str, Any]:
        """A page, asked for in a thread of its own until a time of the monotonic clock."""
        _thread.until = until
        with unlogged():
            client = self.client(ask.operation.service, ask.region)
            call: Callable[..., Mapping[str, Any]] = getattr(client, ask.operation.method)
            return call(**parameters)


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
