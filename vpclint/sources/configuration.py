"""The configuration: `vpclint.toml` in the working folder or above, or `[tool.vpclint]` in `pyproject.toml`."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, structs

from vpclint.algebra.addresses import AddressSet
from vpclint.errors import ConfigurationError, InputError, VpclintError
from vpclint.settings import Host, NeedsSettings, Settings
from vpclint.sources.files import SUPPRESSIONS, from_here, read
from vpclint.text.escape import quoted
from vpclint.text.lines import Lines
from vpclint.text.nodes import pointer
from vpclint.text.problems import ProblemKind
from vpclint.text.reading import decode
from vpclint.workload.hosts import read_host

if TYPE_CHECKING:
    from vpclint.text.tomltext import Place

_LARGEST = 1 << 20
"""Bytes; a configuration that is larger is not read."""

_MANY_DOTS = 50
"""In a text with fewer no key has so many parts that tomllib would not end soon."""

_FILE, _PROJECT = "vpclint.toml", "pyproject.toml"
_TABLE = ("tool", "vpclint")
_AT = r" \(at (?:line (\d+), column (\d+)|end of document)\)$"


class Configuration(Struct, frozen=True):
    """A file of settings, and where each of them stands in it.

    Attributes:
        settings: what it says.
        file: its name; empty where there is none and the settings are the defaults.
        text: its text.
        root: the JSON pointer of the table that holds the settings.
    """

    settings: Settings = Settings()
    file: str = ""
    text: str = ""
    root: str = ""

    def located(self, error: VpclintError) -> VpclintError:
        """The same error with file, line and column, if it is about a setting of this file."""
        return error if error.pointer is None or not self.file else self.first([error])

    def first(self, errors: Iterable[VpclintError]) -> ConfigurationError:
        """Of errors about settings of this file the one that comes first in its text, with its place."""
        whole, lines = _places(self.text)
        starts = [(whole.at(self.root + (error.pointer or "")).start, error) for error in errors]
        start, error = min(starts, key=lambda each: each[0])
        position = lines.position(start)
        return ConfigurationError(
            error.message, self.file, position.line, position.column, pointer=self.root + (error.pointer or "")
        )

    def states(self) -> tuple[tuple[str, ...], tuple[ConfigurationError, ...]]:
        """The files that `[inputs] state` names, each once, and what names none."""
        return self._named("state", self.settings.inputs.state, Path.is_file)

    def paths(self) -> tuple[tuple[str, ...], tuple[ConfigurationError, ...]]:
        """The files and folders that `[inputs] paths` names, each once, and what names none."""
        return self._named("paths", self.settings.inputs.paths, Path.exists)

    def baseline(self) -> str | None:
        """The file of known findings that `[inputs] baseline` names, be it there or not; None where none is named."""
        named = self.settings.inputs.baseline
        return from_here(str(Path(self.file).parent / named)) if named else None

    def _named(
        self, key: str, patterns: tuple[str, ...], wanted: Callable[[Path], bool]
    ) -> tuple[tuple[str, ...], tuple[ConfigurationError, ...]]:
        found: dict[str, None] = {}
        nothing = []
        for index, pattern in enumerate(patterns):
            files = sorted(_files(pattern, Path(self.file).parent, wanted))
            found.update(dict.fromkeys(files))
            if not files:
                message = f"{quoted(pattern, 80)} finds no file"
                nothing.append(self.first([ConfigurationError(message, pointer=pointer("inputs", key, index))]))
        return tuple(found), tuple(nothing)


@lru_cache(maxsize=1)
def _places(text: str) -> "tuple[Place, Lines]":
    """The places in a text and its lines, found once for all that is said about it."""
    from vpclint.text.tomltext import toml_places  # noqa: PLC0415 - few configurations are wrong

    return toml_places(text), Lines(text)


def find_configuration(folder: Path) -> Path | None:
    """The configuration that holds in a folder: the nearest one, from the folder upwards.

    A project file that can't be read, or says nothing of vpclint, is passed over.
    """
    for here in (folder, *folder.parents):
        if os.path.isfile(here / _FILE):  # noqa: PTH113 - a folder that can't be looked into holds none
            return here / _FILE
        if os.path.isfile(here / _PROJECT) and _speaks_of_vpclint(here / _PROJECT):  # noqa: PTH113
            return here / _PROJECT
    return None


def find_suppressions(folder: Path, configuration: str) -> str | None:
    """The file of suppressions that holds in a folder: beside the configuration, else the nearest one, upwards.

    Args:
        folder: from which the file is named.
        configuration: the name of the configuration; empty where there is none.
    """
    beside = (Path(configuration).parent,) if configuration else ()
    paths = (here / SUPPRESSIONS for here in (*beside, folder, *folder.parents))
    found = next((path for path in paths if os.path.lexists(path)), None)  # one that can't be read is told
    return os.path.relpath(found, folder) if found else None


def read_configuration(path: Path) -> Settings:
    """The settings in a file.

    Raises:
        ConfigurationError: as `open_configuration`.
    """
    return open_configuration(path).settings


def open_configuration(path: Path) -> Configuration:
    """The settings in a file, with their places; of a `pyproject.toml`, those in `[tool.vpclint]`.

    Raises:
        ConfigurationError: it can't be read, is not TOML, or says what no setting is; with line and column.
    """
    text = _text(path)
    source = Configuration(file=str(path), text=text)
    try:
        content = _parsed(text, source.file)
        if path.name != _PROJECT:
            return _configured(content, source)
        found = _table_of_vpclint(content)
        if not found:
            raise ConfigurationError("says nothing of vpclint, whose settings stand in [tool.vpclint]", source.file)
        return _configured(found[0], structs.replace(source, root=pointer(*_TABLE)))
    except RecursionError as error:
        raise ConfigurationError("is nested too deeply", source.file) from error


def _configured(table: object, source: Configuration) -> Configuration:
    """The configuration, once everything in it is found to be a setting."""
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        from vpclint.sources.misconfiguration import violations  # noqa: PLC0415 - it imports jsonschema

        refusals = [*violations(table)] or [ConfigurationError(str(error).lower(), pointer="")]
        raise source.first(refusals) from error
    wrong = list(_wrong_values(settings))
    if wrong:
        raise source.first(wrong)
    return structs.replace(source, settings=settings)


def _wrong_values(settings: Settings) -> Iterator[ConfigurationError]:
    """What the types of the settings let pass."""
    yield from _wrong_hosts(settings.needs, pointer("needs"))
    for index, job in enumerate(settings.jobs):
        if job.needs:
            yield from _wrong_hosts(job.needs, pointer("jobs", index, "needs"))


def _wrong_hosts(needs: NeedsSettings, place: str) -> Iterator[ConfigurationError]:
    for index, host in enumerate(needs.internet if isinstance(needs.internet, tuple) else ()):
        here = place + pointer("internet", index)
        blocks = list(_wrong_blocks(host, here)) if isinstance(host, Host) else []
        yield from blocks or _wrong_host(host, here)


def _wrong_host(host: str | Host, place: str) -> Iterator[ConfigurationError]:
    try:
        read_host(host)
    except ConfigurationError as error:
        yield ConfigurationError(error.message, pointer=place)


def _wrong_blocks(host: Host, place: str) -> Iterator[ConfigurationError]:
    for index, block in enumerate(host.cidrs):
        try:
            AddressSet.parse(block)
        except ValueError as error:
            yield ConfigurationError(str(error), pointer=place + pointer("cidrs", index))


def _text(path: Path) -> str:
    try:
        data = read(str(path))
    except InputError as error:
        raise ConfigurationError(error.message.removeprefix("the file "), str(path)) from error
    if len(data) > _LARGEST:
        raise ConfigurationError(f"has {len(data):,} bytes, a configuration has up to {_LARGEST:,}", str(path))
    decoded = decode(data)
    for problem in decoded.problems:
        if problem.kind is not ProblemKind.BYTE_ORDER_MARK:
            position = Lines(decoded.text).position(problem.span.start)
            raise ConfigurationError(problem.message, str(path), position.line, position.column)
    return decoded.text


def _parsed(text: str, file: str) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - many a run has no configuration

    _refuse_long_keys(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(str(error), text, file) from error
    except ValueError as error:
        raise ConfigurationError("holds a number of more digits than can be read", file) from error


def _refuse_long_keys(text: str) -> None:
    """Raises RecursionError where a key has so many parts that tomllib would take all time and memory."""
    if text.count(".") >= _MANY_DOTS:
        from vpclint.text.tomltext import toml_places  # noqa: PLC0415 - few configurations have so many dots

        with suppress(ValueError):  # tomllib tells it better
            toml_places(text)


def _toml_error(message: str, text: str, file: str) -> ConfigurationError:
    """Tomllib ends its message with the place: `(at line 3, column 7)`, `(at end of document)`."""
    reason = re.sub(_AT, "", message)
    found = re.search(_AT, message)
    end = Lines(text).position(len(text))
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (end.line, end.column)
    return ConfigurationError(f"is not TOML: {reason[:1].lower()}{reason[1:]}", file, line, column)


def _speaks_of_vpclint(project: Path) -> bool:
    """Whether a project file holds settings; a broken one that names their table may, and is not left aside."""
    try:
        return bool(_table_of_vpclint(_parsed(_text(project), str(project))))
    except (ConfigurationError, RecursionError):
        try:
            return bool(re.search(_NAMED, project.read_bytes()))
        except OSError:
            return False


_NAMED = rb"""(?m)^[ \t]*\[[ \t]*["']?tool["']?[ \t]*\.[ \t]*["']?vpclint\b(?!-)"""
"""The header of a table for vpclint, in a file that tomllib can't read."""


def _table_of_vpclint(project: object) -> tuple[object, ...]:
    """What `tool.vpclint` is in a project file, if it is anything."""
    for key in _TABLE:
        if not isinstance(project, dict) or key not in project:
            return ()
        project = project[key]
    return (project,)


def _files(pattern: str, folder: Path, wanted: Callable[[Path], bool]) -> Iterator[str]:
    """What is wanted of all that a glob finds from a folder; nothing if it is no glob."""
    from glob import iglob  # noqa: PLC0415 - few configurations name states

    try:
        for name in iglob(pattern, root_dir=folder, recursive=True):  # noqa: PTH207 - it takes absolute ones too
            if wanted(folder / name):
                yield from_here(str(folder / name))
    except (OSError, ValueError):
        return
