"""Files that are there as a whole, or as they were before."""

import os
import secrets
from pathlib import Path
from stat import S_IMODE

from vpclint.errors import UsageError


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Writes a file; whoever reads it meanwhile sees the old one or the new one.

    Args:
        path: of the file.
        data: what it shall hold.
        mode: who may read and write it; where it is None, who might before, or whom the user's mask lets.

    Raises:
        UsageError: it can't be written.
    """
    if path.exists() and not path.is_file():
        raise UsageError("the file can't be written: this is a folder, a device or a pipe", str(path))
    try:
        begun = path.with_name(f".vpclint-{secrets.token_hex(8)}")  # known before it is there, to be removed whenever
        try:
            with open(begun, "xb", opener=lambda name, flags: os.open(name, flags, mode or 0o666)) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if mode is None and path.exists():
                begun.chmod(S_IMODE(path.stat().st_mode))
            begun.replace(path)
        except BaseException:
            begun.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"the file can't be written: {reason.lower()}", str(path)) from error
