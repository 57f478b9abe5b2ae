"""Runs one input through vpclint in this process, and says what is wrong with what came out."""

import os
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from tools.fuzz.answers import contradictions
from tools.fuzz.inputs import JOB, STATE, Input
from vpclint import api
from vpclint.engine import catalogue, shipped
from vpclint.engine import messages as known_messages
from vpclint.errors import VpclintError
from vpclint.report import explanation, path_text
from vpclint.report import json as json_report
from vpclint.report.formats import FORMATS, rendered
from vpclint.report.model import Report
from vpclint.report.view import View
from vpclint.settings import Settings
from vpclint.sources.configuration import open_configuration
from vpclint.text.escape import visible
from vpclint.text.reading import decode
from vpclint.work import walking

RULES = catalogue.load()
MESSAGES = known_messages.load()
OTHERS = tuple(name for name in FORMATS if name not in ("json", "text"))
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of one's own is made in it
DESTINATIONS = ("s3", "internet", "sts", "example.com:443", "10.0.0.0/8:443", "peers", "s3://acme-raw/a")


class Shown(Struct, frozen=True):
    """What came out of an input: the report of a check, if it was one, and all that would be printed."""

    report: Report | None
    printed: tuple[str, ...]


class Runner:
    """Runs inputs one after the other in a folder of its own, with the catalogue read once."""

    def __init__(self) -> None:
        self._came_from, self._usual = Path.cwd(), api.load
        api.load = walking.load = lambda: RULES  # reading it again for each input would be most of the time
        self._folder = tempfile.mkdtemp(prefix="vpclint-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None)
        self._before: dict[object, Report | None] = {}
        os.chdir(self._folder)

    def close(self) -> None:
        """Removes the folder, and leaves all else as it was."""
        api.load = walking.load = self._usual
        os.chdir(self._came_from)
        shutil.rmtree(self._folder, ignore_errors=True)

    def failure(self, made: Input) -> str:
        """What is wrong, on one or several lines; nothing where all is well."""
        try:
            shown = self._shown(made, made.files)
            wrong = [*_unsafe(shown), *self._lies(made, shown)]
        except Exception:  # noqa: BLE001 - whatever it is, it is what the fuzzer looks for
            return traceback.format_exc()
        return "\n".join(wrong)

    def _lies(self, made: Input, shown: Shown) -> list[str]:
        if not made.original or shown.report is None:
            return []
        if made.about not in self._before:
            original = self._shown(made, made.original)
            self._before[made.about] = original.report
        before = self._before[made.about]
        return contradictions(before, shown.report) if before else []

    def _shown(self, made: Input, files: dict[str, bytes]) -> Shown:
        """What vpclint says of the files: a report, or an error of its own."""
        write(files, Path())
        try:
            return _COMMANDS[made.command](made, tuple(files))
        except VpclintError as error:
            return Shown(None, (visible(str(error), 2000),))
        finally:
            for name in files:
                os.unlink(name)  # noqa: PTH108 - a tenth of the time of a Path


def write(files: dict[str, bytes], folder: Path) -> None:
    """Writes the files of an input into a folder."""
    for name, data in files.items():
        with open(folder / name, "wb") as file:  # noqa: PTH123 - likewise
            file.write(data)


def _check(made: Input, names: tuple[str, ...]) -> Shown:
    return _checked(made, tuple(each for each in names if each != "vpclint.toml"), _settings(made))


def _settings(made: Input) -> Settings:
    return msgspec.convert(made.settings, Settings)


def _checked(made: Input, names: tuple[str, ...], settings: Settings) -> Shown:
    """The report as JSON and as text, and in one more format, another one for each input."""
    checked, here = api.examine(names, settings), str(Path.cwd())
    view = View(checked.report, checked.texts, checked.rules, settings, folder=here, root=here, paths=True)
    further = OTHERS[len(made.what) % len(OTHERS)]
    return Shown(checked.report, tuple(rendered(name, view) for name in ("json", "text", further)))


def _path(made: Input, _: tuple[str, ...]) -> Shown:
    destination = DESTINATIONS[len(made.what) % len(DESTINATIONS)]
    walked = walking.walk(walking.Asked(JOB, destination, (STATE,)), _settings(made))
    return Shown(None, (json_report.render(walked.report), path_text.render(walked.report)))


def _configuration(made: Input, names: tuple[str, ...]) -> Shown:
    configured = open_configuration(Path("vpclint.toml"))
    try:
        return _checked(made, tuple(each for each in names if each != "vpclint.toml"), configured.settings)
    except VpclintError as error:
        raise configured.located(error) from None


def _rule(_: Input, __: tuple[str, ...]) -> Shown:
    rule = shipped.read_rule(Path("rule.yaml"))
    return Shown(None, (json_report.render(rule),))


def _explain(_: Input, __: tuple[str, ...]) -> Shown:
    found = MESSAGES.explain(decode(Path("message").read_bytes()).text)
    return Shown(None, (json_report.render(found), explanation.render(found)))


_COMMANDS = {"check": _check, "path": _path, "configuration": _configuration, "rule": _rule, "explain": _explain}


def _unsafe(shown: Shown) -> Iterator[str]:
    """What no terminal and no program should be given."""
    for printed in shown.printed:
        if not printed.replace("\n", "").isprintable():
            raw = sorted({char for char in printed if not char.isprintable() and char != "\n"})
            yield f"a terminal would obey {''.join(raw[:5])!a} in the output"
    if shown.printed and shown.printed[0][:1] in "{[":
        msgspec.json.decode(shown.printed[0])
