"""Names of files, told from one folder."""

import os
from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def relative(file: str, folder: str) -> str:
    """A file by its path from a folder, with `/` between the parts, whatever its name is in this run.

    Args:
        file: its name from the working folder.
        folder: an absolute path.
    """
    return os.path.relpath(os.path.abspath(file), folder).replace(os.sep, "/")  # noqa: PTH100 - a text
