"""The shells themselves: those of the machine, else Debian's packages, unpacked into a folder of the tests."""

import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

PACKAGES = {"bash": ("bash",), "zsh": ("zsh", "zsh-common"), "fish": ("fish", "fish-common", "libpcre2-32-0")}


class Shell(NamedTuple):
    """A shell that can be started.

    Attributes:
        name: bash, zsh or fish.
        program: where it is.
        environment: what it needs where it is not installed.
        prepared: for zsh, lines that tell it where its modules and functions are.
    """

    name: str
    program: str
    environment: dict[str, str]
    prepared: str = ""


def find(name: str, folder: Path) -> Shell:
    """The shell of this name; one that the machine has not is unpacked into the folder.

    Raises:
        RuntimeError: there is none, and apt gives none.
    """
    program = shutil.which(name)
    if program:
        return Shell(name, program, {})
    root = folder / name
    if not root.exists():
        _unpack(name, root)
    if name == "zsh":
        return Shell(name, str(root / "bin/zsh"), {}, _where_zsh_finds_its_own(root))
    libraries = sorted(root.glob("usr/lib/*"))
    return Shell(name, str(root / f"usr/bin/{name}"), {"LD_LIBRARY_PATH": os.pathsep.join(map(str, libraries))})


def _unpack(name: str, root: Path) -> None:
    apt = shutil.which("apt-get")
    if apt is None:
        raise RuntimeError(f"the completion of {name} is tested in {name} itself: install it ({platform.system()})")
    unfinished = root.with_suffix(".unfinished")
    unfinished.mkdir(parents=True, exist_ok=True)
    download = [apt, "download", *PACKAGES[name]]
    if _ran(download, unfinished):
        _ran([apt, "update"], unfinished)
        if told := _ran(download, unfinished):
            raise RuntimeError(f"the completion of {name} is tested in {name} itself, and apt gives none: {told}")
    for package in sorted(unfinished.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, unfinished], check=True)
    if name == "fish":  # it looks for its own files beside itself where both of these are there
        (unfinished / "usr/etc").symlink_to("../etc")
    unfinished.rename(root)


def _ran(command: list[str], folder: Path) -> str:
    """What a command says that fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    return done.stderr[-500:] if done.returncode else ""


def _where_zsh_finds_its_own(root: Path) -> str:
    [modules] = root.glob("usr/lib/*/zsh/*")
    functions = [str(each) for each in sorted((root / "usr/share/zsh/functions").rglob("*")) if each.is_dir()]
    return f"module_path=({modules})\nfpath=({' '.join(functions)})\n"
