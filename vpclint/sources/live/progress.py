"""How far a collection is, on a terminal."""

import sys
import threading
from typing import Any

from vpclint.sources.live.collecting import Told
from vpclint.sources.live.fleet import Place, Watcher


def watcher() -> "Watcher":
    """What shows how far a run is; where stderr is no terminal, it shows nothing."""
    return Shown() if sys.stderr.isatty() else Watcher()


class Shown(Watcher):
    """A bar for all accounts and Regions, and one for each that is being collected."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
        from rich.progress import Progress  # noqa: PLC0415

        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._lock = threading.Lock()
        self._bars: dict[str, Any] = {}
        self._all: Any = None
        self._number = 0

    def places(self, number: int) -> None:
        """So many further accounts and Regions are to be collected."""
        with self._lock:
            self._number += number
            if self._all is None:
                self._progress.start()
                self._all = self._progress.add_task("accounts and Regions", total=self._number)
            self._progress.update(self._all, total=self._number, visible=self._number > 1)

    def told(self, place: Place) -> Told:
        """A bar of the calls of an account and Region."""
        with self._lock:
            bar = self._bars[_key(place)] = self._progress.add_task(place.name, total=None)
        return lambda done, known: self._progress.update(bar, completed=done, total=known)

    def done(self, place: Place | None) -> None:
        """An account and Region is collected."""
        with self._lock:
            if self._all is not None:
                self._progress.advance(self._all)
            if place and (bar := self._bars.pop(_key(place), None)) is not None:
                self._progress.remove_task(bar)

    def close(self) -> None:
        """The terminal is as it was."""
        self._progress.stop()


def _key(place: Place) -> str:
    return f"{place.account.role} {place.region}"
