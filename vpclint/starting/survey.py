"""What there is in a project: who hosts it, how it is checked today, and which of its files vpclint reads."""

import os
import subprocess
from collections.abc import Iterable
from configparser import ConfigParser, Error
from pathlib import Path
from typing import Literal

from msgspec import Struct

from vpclint.sources.configuration import find_configuration
from vpclint.sources.files import SUFFIXES, found_under
from vpclint.sources.loading import load_inputs
from vpclint.sources.sifting import sifted

Kind = Literal["state", "job", "policy"]
KINDS: tuple[Kind, ...] = ("state", "job", "policy")
HOOKS = ".pre-commit-config.yaml"
PIPELINE = ".gitlab-ci.yml"
WORKFLOWS = ".github"
_PATIENCE = 30
"""Seconds for which git may look for the files of a project; it waits for ever where its configuration is a pipe."""


class Project(Struct, frozen=True):
    """A project as it is.

    Attributes:
        folder: where it is.
        git: whether it is a repository of git.
        github, gitlab: whether it is hosted, or checked, there.
        configured: the configuration that holds in it; empty if there is none.
        files: the files that vpclint reads, from the folder, with what each holds.
    """

    folder: Path
    git: bool
    github: bool
    gitlab: bool
    configured: str
    files: tuple[tuple[str, Kind], ...]

    def of(self, *kinds: Kind) -> tuple[str, ...]:
        """The files of these kinds."""
        return tuple(file for file, kind in self.files if kind in kinds)


def survey(folder: Path) -> Project:
    """Looks at a project; nothing is changed."""
    git = (folder / ".git").exists()
    remotes = _remotes(folder / ".git" / "config")
    found = find_configuration(folder)
    configured = str(found.relative_to(folder) if found.is_relative_to(folder) else found) if found else ""
    return Project(
        folder,
        git,
        (folder / WORKFLOWS).is_dir() or any("github." in each for each in remotes),
        (folder / PIPELINE).exists() or any("gitlab" in each for each in remotes),
        configured,
        tuple(sorted(_told(folder, _candidates(folder, git=git)))),
    )


def _remotes(config: Path) -> list[str]:
    """The addresses of the remotes of a repository, as far as its own configuration says them plainly."""
    parser = ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    if not config.is_file():
        return []
    try:
        parser.read(config, "utf-8")
    except (Error, OSError, UnicodeDecodeError):
        return []
    sections = (parser[name] for name in parser.sections() if name.startswith("remote "))
    return [section.get("url") or "" for section in sections]


def _candidates(folder: Path, *, git: bool) -> list[str]:
    """The files of JSON and YAML in the project; of a repository those that git does not ignore."""
    listed = _of_git(folder) if git else None
    if listed is None:
        return [file for file, _ in found_under((str(folder),))]
    names = (name for name in listed if Path(name.lower().removesuffix(".gz")).suffix in SUFFIXES)
    visible = (name for name in names if not any(part.startswith(".") for part in Path(name).parts))
    return [str(folder / name) for name in visible if (folder / name).is_file()]


def _of_git(folder: Path) -> list[str] | None:
    """The files that git knows or would add; None where git gives no answer."""
    trusted = ["git", "-c", "core.fsmonitor=false", "-C", str(folder)]  # its configuration may name a program to run
    command = [*trusted, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(  # noqa: S603 - nothing in it is from outside
            command, capture_output=True, check=False, timeout=_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name] if done.returncode == 0 else None


def _told(folder: Path, files: Iterable[str]) -> Iterable[tuple[str, Kind]]:
    """Each file that vpclint reads, with what it holds; names that are no text are left out."""
    for file in sifted(files):
        found = load_inputs((file,))
        name = Path(file).relative_to(folder).as_posix()
        if name.isprintable() and (found.states or found.jobs or found.policies):
            yield name, "state" if found.states else "job" if found.jobs else "policy"
