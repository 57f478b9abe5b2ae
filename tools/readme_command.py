"""Prints a command of the README, so that what is run elsewhere is what people are told to run.

    python tools/readme_command.py tests

A command is the shell block that follows a line `<!-- command: NAME -->`.
"""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"


def command(name: str) -> str:
    """The command of this name.

    Raises:
        SystemExit: the README has none.
    """
    block = re.search(rf"<!-- command: {re.escape(name)} -->\n+```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    if block is None:
        raise SystemExit(f"README.md has no command {name!r}")
    return block[1].strip()


if __name__ == "__main__":
    print(command(sys.argv[1]))
