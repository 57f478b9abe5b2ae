"""The configuration: `vpclint.toml` in the working folder or above, or `[tool.vpclint]` in `pyproject.toml`."""

import re
from pathlib import Path
from typing import Any

import msgspec

from vpclint.algebra.addresses import AddressSet
from vpclint.errors import ConfigurationError
from vpclint.settings import Host, NeedsSettings, Settings

_FILE, _PROJECT = "vpclint.toml", "pyproject.toml"
_AT = re.compile(r" - at `\$?\.?([^`]*)`")


def find_configuration(folder: Path) -> Path | None:
    """The configuration that holds in a folder: the nearest one, from the folder upwards."""
    for here in (folder, *folder.parents):
        if (here / _FILE).is_file():
            return here / _FILE
        project = here / _PROJECT
        if project.is_file() and "[tool.vpclint" in project.read_text("utf-8", "replace"):
            return project
    return None


def read_configuration(path: Path) -> Settings:
    """The settings in a file.

    Raises:
        ConfigurationError: it can't be read, is not TOML, or says what no setting is; with line and column.
    """
    import tomllib  # noqa: PLC0415 - many a run has no configuration

    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationError(f"can't be read: {(error.strerror or str(error)).lower()}", str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"is not UTF-8: {error.reason} at byte {error.start}", str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(str(error), path) from error
    table = content.get("tool", {}).get("vpclint", {}) if path.name == _PROJECT else content
    return _settings(table, path, text)


def _settings(table: dict[str, Any], path: Path, text: str) -> Settings:
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        message = str(error)
        where = _AT.search(message)
        line, column = _find(text, message, where[1] if where else "")
        wanted = _AT.sub("", message)
        place = f" in {where[1]}" if where and where[1] else ""
        raise ConfigurationError(wanted[:1].lower() + wanted[1:] + place, str(path), line, column) from error
    for needs in (settings.needs, *(job.needs for job in settings.jobs if job.needs)):
        _check_blocks(needs, path, text)
    return settings


def _check_blocks(needs: NeedsSettings, path: Path, text: str) -> None:
    hosts = [host for host in needs.internet if isinstance(host, Host)] if isinstance(needs.internet, tuple) else []
    for block in (block for host in hosts for block in host.cidrs):
        try:
            AddressSet.parse(block)
        except ValueError as error:
            raise ConfigurationError(str(error), str(path), *_position(text, text.find(f'"{block}"'))) from error


def _toml_error(message: str, path: Path) -> ConfigurationError:
    """Tomllib ends its message with the place: `(at line 3, column 7)`."""
    found = re.search(r" \(at line (\d+), column (\d+)\)", message)
    text = message[: found.start()] if found else message
    place = (int(found[1]), int(found[2])) if found else (None, None)
    return ConfigurationError(f"is not TOML: {text[:1].lower()}{text[1:]}", str(path), *place)


def _find(text: str, message: str, member: str) -> tuple[int | None, int | None]:
    """Where a member is set: the key that the message quotes, else the last part of the member's path."""
    quoted = re.search(r"unknown field `([^`]*)`", message)
    key = quoted[1] if quoted else re.split(r"[.\[]", member.split("[...]", maxsplit=1)[0])[-1]
    if not key:
        return None, None
    assigned = re.search(
        rf"""^[ \t]*\[*[^\n=\]]*?(?<![\w-])["']?({re.escape(key)})["']?[ \t]*[\].=]""", text, re.MULTILINE
    )
    return _position(text, assigned.start(1) if assigned else -1)


def _position(text: str, offset: int) -> tuple[int | None, int | None]:
    if offset < 0:
        return None, None
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
