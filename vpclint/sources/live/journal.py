"""How far a run over many accounts and Regions has come, so that an interrupted one goes on where it stopped."""

import contextlib
import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from vpclint.sources.live.accounts import Access
from vpclint.sources.live.scope import Scope
from vpclint.sources.live.writing import write_whole

NAME = ".vpclint-collecting"
"""The file in the folder of a run; it is there from its begin to its end."""


class _Kept(Struct, frozen=True):
    """What the file holds.

    Attributes:
        question: what the run asks, as a hash, so that another one does not go on in its place.
        key: the secret by which names are replaced in the whole run; empty where none are.
        done: the snapshots that are there.
    """

    question: str
    key: str = ""
    done: tuple[str, ...] = ()


class Journal:
    """The snapshots of a run that are there already.

    Attributes:
        key: the secret by which names are replaced, the same in the whole run; empty where none are.
        resumed: how many snapshots an earlier run has left.
    """

    def __init__(self, folder: Path, scope: Scope, access: Access, key: str, *, anew: bool = False) -> None:
        self._path = folder / NAME
        question = msgspec.json.encode((scope, access.regions, access.roles, access.profile, bool(key)))
        self._question = hashlib.sha256(question).hexdigest()
        kept = None if anew else self._left()
        self.key = kept.key if kept else key
        self._done = dict.fromkeys(each for each in (kept.done if kept else ()) if (folder / each).is_file())
        self.resumed = len(self._done)

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
        """A snapshot is there."""
        self._done[file] = None
        write_whole(self._path, msgspec.json.encode(_Kept(self._question, self.key, tuple(self._done))))

    def close(self) -> None:
        """The run has come to its end."""
        with contextlib.suppress(OSError):
            self._path.unlink()
