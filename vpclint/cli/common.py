"""What several commands share: the configuration that holds, notes, and colour."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from vpclint.text.escape import visible

if TYPE_CHECKING:
    from vpclint.sources.configuration import Configuration

T = TypeVar("T")


def configuration(named: str | None) -> "Configuration":
    """The configuration that is named, else the one that holds in the working folder, else the defaults."""
    from vpclint.sources.configuration import (  # noqa: PLC0415 - not every command has settings
        Configuration,
        find_configuration,
        open_configuration,
    )
    from vpclint.sources.files import from_here  # noqa: PLC0415 - likewise

    found = find_configuration(Path.cwd()) if named is None else None
    file = from_here(str(found)) if found else named
    return open_configuration(Path(file)) if file is not None else Configuration()


def note(notes: Iterable[str]) -> None:
    """Tells what was passed over, on stderr."""
    for each in notes:
        click.echo(f"note: {visible(each, 1000)}", err=True)


def progress(results: Iterator[T], length: int) -> Iterator[T]:
    """Passes results on as they come; a terminal is shown how many of them are there."""
    if not length or not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(results, length, "folders", file=sys.stderr, show_pos=True) as shown:
        yield from shown


def wants_colour() -> bool:
    """Colour is for terminals, but for those of CI servers; NO_COLOR and FORCE_COLOR decide before that."""
    if os.environ.get("NO_COLOR"):
        return False
    forced, ci = os.environ.get("FORCE_COLOR"), os.environ.get("CI", "")
    if forced:
        return forced != "0"
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and ci.lower() in ("", "0", "false")
