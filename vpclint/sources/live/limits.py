"""What asking AWS may take, so that it ends whatever answers."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

from msgspec import Struct

R = TypeVar("R")


class Limits(Struct, frozen=True):
    """What a call may take; one that takes more has failed, and what was read before is kept.

    An AWS of real size stays far below: 1,000 interfaces, a page of the largest records there are many of, have some
    5 MB, and the quota of interfaces in a Region, which can be raised, is 5,000 (Amazon VPC quotas).

    Attributes:
        call: seconds for one request with all attempts at it, until its answer is there as a whole.
        place: seconds for everything that is asked of one account and Region.
        answer: bytes of one answer, as they come over the network.
        answers: bytes of all answers of one account and Region.
        pages: pages of one list.
        barren: pages of a list, one after the other, that bring nothing new: AWS may give empty ones on the way.
    """

    call: float = 300
    place: float = 1800
    answer: int = 64 << 20
    answers: int = 1 << 30
    pages: int = 1000
    barren: int = 20


class CallTimeout(Exception):  # noqa: N818 - the name is the code that a snapshot shows
    """What was waited for takes too long."""


class AnswerTooLarge(Exception):  # noqa: N818 - likewise
    """An answer, or all of them together, have more bytes than they may."""


class Room:
    """How many bytes answers may still have, in whatever thread they are read.

    Args:
        size: how many they may have at first.
    """

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()

    def take(self, number: int) -> None:
        """So many bytes were read.

        Raises:
            AnswerTooLarge: there is no room for them.
        """
        with self._lock:
            self._left -= number
            if self._left < 0:
                raise AnswerTooLarge


def within(seconds: float, work: Callable[[], R]) -> R:
    """What comes of work that is done in a thread of its own, and is not waited for any longer than that.

    A name that does not resolve or the head of an answer that comes byte by byte can't be interrupted: work that is
    late goes on, in a thread that no program waits for at its end.

    Raises:
        CallTimeout: nothing came in time.
    """
    if seconds <= 0:
        raise CallTimeout
    came: SimpleQueue[tuple[R] | BaseException] = SimpleQueue()

    def do() -> None:
        try:
            came.put((work(),))
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            came.put(error)

    threading.Thread(target=do, daemon=True, name="vpclint").start()
    try:
        result = came.get(timeout=seconds)
    except Empty:
        raise CallTimeout from None
    if isinstance(result, BaseException):
        raise result
    return result[0]
