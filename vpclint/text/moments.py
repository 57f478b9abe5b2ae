"""Moments and lengths of time as texts."""

import re
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_LENGTH = r"(?a)([0-9]{1,5})([dh])"
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def read_moment(text: str) -> datetime | None:
    """The moment that a text names as RFC 3339, whose offset is not left out; None for any other text."""
    try:
        return msgspec.convert(text, _Moment)
    except msgspec.ValidationError:
        return None


def read_length(text: str) -> timedelta:
    """The length of time that `30d` or `12h` means.

    Raises:
        ValueError: the text is none.
    """
    found = re.fullmatch(_LENGTH, text)
    if not found:
        raise ValueError(f"{text!r} is neither days nor hours")
    return int(found[1]) * (_DAY if found[2] == "d" else _HOUR)


def spoken(length: timedelta) -> str:
    """A length of time in whole days, below two days in whole hours, below two hours in whole minutes."""
    for unit, name in ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes")):
        if length >= 2 * unit:
            return f"{length // unit} {name}"
    return "a moment"
