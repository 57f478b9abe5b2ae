"""A repository of somebody who uses the hooks, and vpclint's own as pre-commit clones it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from vpclint.version import __version__

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = ("vpclint", "rules", "tools", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
"""What pre-commit needs of vpclint's repository to install it."""

IDENTITY = ("-c", "user.name=Someone", "-c", "user.email=someone@example.com", "-c", "commit.gpgsign=false")
BIN = Path(sys.executable).parent


class Hook(NamedTuple):
    """vpclint's repository at a commit, and where pre-commit keeps what it installs."""

    repository: Path
    commit: str
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What pre-commit is run with; nothing of an outer git or virtual environment is left."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        path = os.pathsep.join([str(BIN), inherited.get("PATH", "")])
        return inherited | {"PRE_COMMIT_HOME": str(self.home), "PATH": path, "NO_COLOR": "1"}


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Holds a lock that all processes of a run of the tests know."""
    with file.open("w") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield


def git(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["git", *IDENTITY, *arguments]
    own = environment or {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False, timeout=600)


def committed(folder: Path, message: str = "all", **environment: str) -> subprocess.CompletedProcess[str]:
    """How a commit of everything in the folder ended."""
    git(folder, "add", "--all")
    return git(folder, "commit", "--quiet", "--message", message, **environment)


def source_repository(folder: Path) -> str:
    """Makes a repository of vpclint as it is now, and returns its commit."""
    folder.mkdir()
    for name in INSTALLED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    assert committed(folder).returncode == 0
    git(folder, "tag", f"v{__version__}")
    return git(folder, "rev-parse", "HEAD").stdout.strip()
