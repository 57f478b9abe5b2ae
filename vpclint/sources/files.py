"""Files by name, and the texts of those that were read."""

import os
import stat
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct

from vpclint.errors import InputError

SUFFIXES = frozenset({".json", ".yaml", ".yml", ".jsonl", ".ndjson"})
"""What is looked at in a folder, also with `.gz` behind it; a file that is named is always looked at.

A file of any other name is looked at if it begins as an answer of the API does, and is no backup of another one.
"""

_BACKUPS = frozenset({".bak", ".backup", ".old", ".orig", ".rej", ".save", ".swp", ".tmp"})
_HEAD = 1024
"""Bytes by which a file is told that its name does not tell."""

SUPPRESSIONS = ".vpclint-ignore.yaml"
"""The file of suppressions, which is no input."""

MOST_FILES = 10_000
"""Files that one folder may hold for vpclint to look at; of a larger one nothing is read."""

LARGEST = 1 << 30
"""Bytes; a file that is larger, packed or not, is not read."""

_GZIP = b"\x1f\x8b"


class Named(Struct, frozen=True):
    """A file by the name that it has in reports, and whether the user named it or a folder above it.

    Attributes:
        file, named: as said.
        data: what it holds, where it is no file but a document at hand.
    """

    file: str
    named: bool
    data: bytes | None = None


class Files(Struct, frozen=True):
    """Files to be read together, and the folder from which their names lead to them; empty for the working folder."""

    files: tuple[Named, ...]
    root: str = ""


class Listing(Struct, frozen=True):
    """All files of a run, each once however often it is named, and the folders that can't be listed."""

    files: tuple[Named, ...]
    refused: tuple[InputError, ...]


def listed(paths: tuple[str, ...]) -> Listing:
    """The files that the paths name, and those in the folders that they name."""
    refused: list[InputError] = []
    files: dict[str, Named] = {}
    for file, named in found_under(paths, refused.append):
        files.setdefault(os.path.realpath(file), Named(file, named))
    return Listing(tuple(files.values()), tuple(refused))


def folder_of(file: str) -> str:
    """The folder that a file lies in, however it was named: what the files of one tell may be one state."""
    return os.path.normpath(os.path.dirname(file) or ".")  # noqa: PTH120 - it may be none to the system


def found_under(paths: tuple[str, ...], refused: Callable[[InputError], object] = repr) -> Iterator[tuple[str, bool]]:
    """Each file that the paths name, or that lies in a folder that they name, and whether it was named itself.

    Folders are walked in the order of names. Links to folders are not followed, so that a loop of links ends.
    A file of suppressions is none of them, though it may be named among all that has changed.

    Args:
        paths: files and folders.
        refused: is told of each folder that can't be read, or holds more than `MOST_FILES`.
    """
    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - a path that the system can't take is no folder, not an error
            names = list(islice(_walked(path, refused), MOST_FILES + 1))
            if len(names) > MOST_FILES:
                refused(
                    InputError(
                        f"the folder holds more than {MOST_FILES:,} files of JSON or YAML: name those that count", path
                    )
                )
            else:
                yield from ((name, False) for name in names)
        elif os.path.basename(path) != SUPPRESSIONS:  # noqa: PTH119 - likewise
            yield path, True


def _walked(folder: str, refused: Callable[[InputError], object]) -> Iterator[str]:
    def tell(error: OSError) -> None:
        name = os.path.normpath(error.filename or folder)
        refused(InputError(f"the folder can't be read: {(error.strerror or str(error)).lower()}", name))

    left = iter(range(MOST_FILES))
    for here, folders, names in os.walk(folder, onerror=tell):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = str(Path(here) / name)
            known = Path(name.lower().removesuffix(".gz")).suffix in SUFFIXES and name != SUPPRESSIONS
            if known or (_may_be_an_answer(name) and next(left, None) is not None and _begins_as_an_answer(path)):
                yield path


def _may_be_an_answer(name: str) -> bool:
    """Whether a file of a name that tells nothing may hold an answer; hidden ones and backups are left alone."""
    return not name.startswith(".") and not name.endswith("~") and Path(name.lower()).suffix not in _BACKUPS


def _begins_as_an_answer(path: str) -> bool:
    """Whether the first bytes of a file, unpacked, are those of an answer of the API."""
    from vpclint.sources.detect import begins_as_answer  # noqa: PLC0415 - few folders hold files of other names

    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - a text, as everywhere here
            return False
        with open(path, "rb", opener=_open_without_waiting) as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return begins_as_answer(_first_unpacked(head) if head.startswith(_GZIP) else head)


def _first_unpacked(head: bytes) -> bytes:
    import zlib  # noqa: PLC0415 - few files are packed

    try:
        return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(head, _HEAD)
    except zlib.error:
        return b""


def read(path: str, root: str = "") -> bytes:
    """The bytes of a file, of one that gzip has packed those that it unpacks to.

    Args:
        path: its name, as the user gave it.
        root: the folder from which the name leads to it; empty for the working folder.

    Raises:
        InputError: it can't be read, is no regular file, is damaged, changes meanwhile, or is larger than `LARGEST`.
    """
    try:
        with open(os.path.join(root, path), "rb", opener=_open_without_waiting) as file:  # noqa: PTH118 - a text
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError("this is no regular file", path)
            if status.st_size > LARGEST:
                raise InputError(f"the file has {status.st_size:,} bytes, vpclint reads up to {LARGEST:,}", path)
            data = file.read(status.st_size + 1)
            if len(data) != status.st_size:
                raise InputError("the file was changed while it was read", path)
    except OSError as error:
        raise InputError(f"the file can't be read: {(error.strerror or str(error)).lower()}", path) from error
    except ValueError as error:
        raise InputError(f"the file can't be read: {error}", path) from error

    return _unpacked(path, data) if data.startswith(_GZIP) else data


def _unpacked(path: str, data: bytes) -> bytes:
    import zlib  # noqa: PLC0415 - few files are packed

    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        found = unpacker.decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise InputError(f"the file can't be unpacked: {error}", path) from error
    if len(found) > LARGEST:
        raise InputError(f"the file unpacks to more than the {LARGEST:,} bytes that vpclint reads", path)
    if not unpacker.eof or unpacker.unused_data:
        raise InputError("the file can't be unpacked: its packed data end too early or too late", path)
    return found


def _open_without_waiting(path: str, flags: int) -> int:
    """Opens a named pipe without waiting for someone to write to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def from_here(path: str) -> str:
    """A path as a user of the working folder writes it, where it is in there; else as it is."""
    here = os.path.relpath(path)
    return path if here.startswith(os.pardir) else here
