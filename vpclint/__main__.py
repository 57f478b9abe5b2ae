"""The console script, and `python -m vpclint`, which is the same."""

import gc
import sys


def main() -> None:
    """Runs vpclint and exits with its exit code.

    A run is short and leaves few cycles, so looking for them would be most of what it costs: it is done seldom from the
    first import on, and not at all among what is still there at the end, which the process gives back as a whole.
    """
    gc.set_threshold(100_000, 50, 50)
    from vpclint.cli.main import run  # noqa: PLC0415 - what it imports is a part of the run

    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":  # the processes of a cluster import what has started them
    main()
