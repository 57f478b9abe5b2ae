"""The answer's way back."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import structs

from .packets import Stopped


@contextmanager
def returning() -> Iterator[None]:
    """What stops a packet in here stops an answer."""
    try:
        yield
    except Stopped as stopped:
        raise Stopped(structs.replace(stopped.outcome, on_return=True)) from None
