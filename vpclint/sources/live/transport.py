"""What sends the requests of a client of boto3, and reads no more of an answer than it may have."""

import io
import time
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError
from botocore.exceptions import ReadTimeoutError as NothingReadError
from urllib3 import HTTPResponse
from urllib3.exceptions import HTTPError, ReadTimeoutError

from vpclint.sources.live.limits import AnswerTooLarge, CallTimeout, Limits, Room

_PART = 1 << 16


class BoundedTransport:
    """Stands in the place of botocore's `URLLib3Session`, which reads whatever comes, for as long as it comes.

    Args:
        transport: what sends the requests.
        limits: of one answer.
        room: of all of them.
    """

    def __init__(self, transport: Any, limits: Limits, room: Room) -> None:
        self._transport = transport
        self._limits = limits
        self._room = room

    def send(self, request: Any) -> AWSResponse:
        """The answer, read as a whole.

        Raises:
            AnswerTooLarge, CallTimeout: it goes on for too long; botocore does not ask again.
            BotoCoreError: the network fails; botocore asks again.
        """
        request.stream_output = True  # so that it is not read here
        began = time.monotonic()
        answer = self._transport.send(request)
        try:
            data = b"".join(self._parts(answer.raw, began))
        except ReadTimeoutError as error:
            raise NothingReadError(endpoint_url=request.url, error=error) from error
        except HTTPError as error:
            raise ConnectionClosedError(endpoint_url=request.url, request=request, error=error) from error
        finally:
            answer.raw.close()
        read = HTTPResponse(io.BytesIO(data), preload_content=False, decode_content=False)
        return AWSResponse(answer.url, answer.status_code, answer.headers, read)

    def _parts(self, raw: Any, began: float) -> Iterator[bytes]:
        """What has come, as it comes: each read waits for the network once, but in a urllib3 before 2.2."""
        most, read = self._limits.answer, getattr(raw, "read1", raw.read)
        if (raw.length_remaining or 0) > most:
            raise AnswerTooLarge
        while part := read(_PART):
            most -= len(part)
            self._room.take(len(part))
            if most < 0:
                raise AnswerTooLarge
            if time.monotonic() - began > self._limits.call:
                raise CallTimeout
            yield part

    def close(self) -> None:
        """No connection is kept."""
        self._transport.close()
