"""What boto3 says of an answer: when it was given and, in files that placebo records, whether the call succeeded."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from vpclint.sources.snapshot import UNREADABLE

_T = TypeVar("_T")

DATA = "/data"
"""The JSON pointer of the answer in a recorded call."""

_LAYOUT = frozenset({"status_code", "data"})
_SUCCESS = 200
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    rf"[A-Z][a-z]{{2}}, (\d{{2}}) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d{{2}}:\d{{2}}:\d{{2}}) GMT", re.ASCII
)


class _Recorded(Struct):
    status_code: int
    data: dict[str, Raw]


class _Error(Struct):
    code: str = msgspec.field(default="", name="Code")


class _Metadata(Struct):
    headers: dict[str, str] = msgspec.field(default_factory=dict, name="HTTPHeaders")


class Recorded(Struct, frozen=True):
    """A call that was recorded.

    Attributes:
        answer: its members, still undecoded.
        failure: how the call ended, if it did not succeed: `status 403`; else empty.
        error: the code of the error that AWS answered, where it says one.
    """

    answer: Mapping[str, Raw]
    failure: str = ""
    error: str = ""


def is_recorded(document: Mapping[str, object]) -> bool:
    """Whether an object has the layout in which placebo records a call: `{"status_code": 200, "data": {…}}`.

    Source: placebo/pill.py, `save_response`.
    """
    return document.keys() == _LAYOUT


def recorded(members: Mapping[str, Raw]) -> Recorded | None:
    """The call that an object records; None where it is none."""
    if not is_recorded(members):
        return None
    try:
        found = msgspec.json.decode(msgspec.json.encode(members), type=_Recorded)
    except UNREADABLE:
        return None
    if found.status_code == _SUCCESS:
        return Recorded(found.data)
    return Recorded({}, f"status {found.status_code}", _member(found.data, "Error", _Error()).code)


def answered_at(answer: Mapping[str, Raw]) -> str:
    """When AWS gave an answer, as RFC 3339 in UTC; empty where its `ResponseMetadata` do not tell.

    The header has the form `Sun, 20 Dec 2020 02:45:25 GMT` (RFC 7231, section 7.1.1.1).
    """
    found = _DATE.fullmatch(_member(answer, "ResponseMetadata", _Metadata()).headers.get("date", ""))
    return f"{found[3]}-{_MONTHS.index(found[2]) + 1:02}-{found[1]}T{found[4]}Z" if found else ""


def utc(text: str) -> str:
    """A time in RFC 3339 as one in UTC, to the second; empty for any other text, and for one without a zone."""
    try:
        time = datetime.fromisoformat(text)
        return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if time.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _member(members: Mapping[str, Raw], name: str, default: _T) -> _T:
    """A member of the type of its default, which stands for one that is missing or of another type."""
    try:
        return msgspec.json.decode(members[name], type=type(default)) if name in members else default
    except UNREADABLE:
        return default
