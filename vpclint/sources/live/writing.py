"""Snapshots as bytes that are the same for the same state, and as files that only their owner can read."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from vpclint.aws.kinds import KINDS
from vpclint.errors import UsageError
from vpclint.sources.live.collecting import Collected
from vpclint.sources.snapshot import SnapshotHeader
from vpclint.text.whole import write_whole

_IN_ORDER = frozenset({"DhcpConfigurations", "ProcessingJobs"})
"""Members whose lists say something by their order, such as which name server is asked first."""

_AS_IT_IS = frozenset({"PolicyDocument", "Policy", "Document"})


def snapshot_bytes(collected: Collected, now: datetime | None = None) -> bytes:
    """A snapshot as JSON: keys and lists in one order, so that only the header tells two runs on one state apart.

    Args:
        collected: what was told.
        now: the time of the header; the present if it is None.
    """
    keys = {key: _canonical(records, key) for key, records in collected.keys.items()}
    body = {key: _record_of(key, records) for key, records in sorted(keys.items())}
    document = {"vpclint": _header(collected.header, now or datetime.now(UTC)), **body}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _header(header: SnapshotHeader, now: datetime) -> dict[str, Any]:
    """The header without what says nothing."""
    stamped = msgspec.structs.replace(header, collected_at=now.isoformat(timespec="seconds"))
    found: dict[str, Any] = msgspec.to_builtins(stamped)
    calls = [{name: text for name, text in call.items() if text} for call in found.pop("calls")]
    return {name: value for name, value in found.items() if value not in (None, "")} | {"calls": calls}


def _record_of(key: str, records: Any) -> Any:
    """The list, or the one record of a key that has no list."""
    return records[0] if KINDS[key].single and len(records) == 1 else records


def _canonical(value: Any, member: str = "") -> Any:
    """The value with sorted members, and with sorted lists where AWS answers them in any order."""
    if member in _AS_IT_IS:
        return value
    if isinstance(value, Mapping):
        return {key: _canonical(value[key], key) for key in sorted(value)}
    if not isinstance(value, list):
        return value
    if member == "ProcessingJobs":
        return sorted(value, key=_sorted_by)
    items = [_canonical(each) for each in value]
    return items if member in _IN_ORDER or _is_dhcp(value) else sorted(items, key=_sorted_by)


def _is_dhcp(items: list[Any]) -> bool:
    """Whether these are the values of a DHCP option, which are objects of a single `Value`."""
    return all(isinstance(each, Mapping) and each.keys() == {"Value"} for each in items)


def _sorted_by(value: Any) -> bytes:
    return msgspec.json.encode(value, order="sorted")


def keep(path: Path, data: bytes) -> None:
    """Writes a file that only its owner can read, as a whole; folders that are not there are made.

    Raises:
        UsageError: it can't be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the file can't be written: {(error.strerror or str(error)).lower()}", str(path)) from error
    write_whole(path, data, 0o600)
