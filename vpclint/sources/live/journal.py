"""How far a run over many accounts and Regions has come, so that an interrupted one goes on where it stopped."""

import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Struct

from vpclint.sources.live.accounts import Access
from vpclint.sources.live.scope import Scope
from vpclint.sources.live.writing import keep
from vpclint.text.moments import spoken

NAME = ".vpclint-collecting"
"""The file in the folder of a run; it is there from its begin to its end."""

KEPT = timedelta(hours=12)
"""How old a snapshot of an interrupted run may be: an older one would show another network than those beside it."""


class _Kept(Struct, frozen=True):
    """What the file holds.

    Attributes:
        question: what the run asks, as a hash, so that another one does not go on in its place.
        key: the secret by which names are replaced in the whole run; empty where none are.
        done: the snapshots that are there, and since when.
    """

    question: str
    key: str = ""
    done: dict[str, Annotated[datetime, msgspec.Meta(tz=True)]] = {}


class Journal:
    """The snapshots of a run that are there already.

    Attributes:
        key: the secret by which names are replaced, the same in the whole run; empty where none are.
        notes: what an earlier run has left, as sentences.
    """

    def __init__(self, folder: Path, scope: Scope, access: Access, key: str, *, anew: bool = False) -> None:
        self._path = folder / NAME
        question = msgspec.json.encode((scope, access.regions, access.roles, access.profile, bool(key)))
        self._question = hashlib.sha256(question).hexdigest()
        kept = None if anew else self._left()
        self.key = kept.key if kept else key
        there = {file: time for file, time in (kept.done if kept else {}).items() if (folder / file).is_file()}
        now = datetime.now(UTC)
        self._done = {file: time for file, time in there.items() if timedelta(0) <= now - time <= KEPT}
        self.notes = tuple(_resumed(self._done, len(there) - len(self._done), now))

    def _left(self) -> _Kept | None:
        """What an earlier run with the same question has left."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        return kept if kept.question == self._question else None

    def __contains__(self, file: str) -> bool:
        return file in self._done

    def add(self, file: str) -> None:
        """A snapshot is there, as of now."""
        self._done[file] = datetime.now(UTC)
        keep(self._path, msgspec.json.encode(_Kept(self._question, self.key, self._done)))

    def close(self) -> None:
        """The run has come to its end."""
        with contextlib.suppress(OSError):
            self._path.unlink()


def _resumed(done: Mapping[str, datetime], others: int, now: datetime) -> Iterator[str]:
    if done:
        age = spoken(now - min(done.values()))
        yield f"a run that was interrupted has left {len(done)} of the snapshots, the oldest of them {age} old"
    if others:
        why = f"since they are not of the last {spoken(KEPT)}"
        yield f"snapshots of an interrupted run that are collected anew, {why}: {others}"
