"""The command: `python -m tools.fuzz --count 100000 --seed 1 --jobs 2`; exit code 1 if anything failed."""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from fixtures.write import as_toml
from tools.fuzz.inputs import Input, drawn
from tools.fuzz.running import Runner, write
from tools.fuzz.workers import Failure, run


def main(arguments: list[str] | None = None) -> int:
    """Returns 0, or 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description="Feed vpclint what nobody should write.")
    parser.add_argument("--count", type=int, default=10_000, metavar="N", help="how many inputs")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="what they are drawn by")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many processes")
    parser.add_argument("--index", type=int, metavar="N", help="only the input of this index")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="with --index: where its files are left")
    chosen = parser.parse_args(arguments)
    if chosen.index is not None:
        return again(chosen.seed, chosen.index, chosen.keep)
    return fuzz(chosen.seed, chosen.count, chosen.jobs)


def fuzz(seed: int, count: int, jobs: int) -> int:
    """Runs all inputs, and prints what failed and how many there were."""
    began, failed = time.monotonic(), 0
    for found in run(seed, count, jobs):
        if isinstance(found, Failure):
            failed += 1
            show(seed, found)
        else:
            summary(found, time.monotonic() - began, failed)
    return 1 if failed else 0


def summary(counts: Counter[str], seconds: float, failed: int) -> None:
    """Prints how many inputs of each kind there were."""
    for kind, number in sorted(counts.items()):
        print(f"{number:9,}  {kind}")
    print(f"{counts.total():9,}  inputs in {seconds:,.0f} s, {counts.total() / seconds:,.0f} a second: {failed} failed")


def show(seed: int, failure: Failure) -> None:
    """Prints an input that something is wrong with, and how to see it again."""
    print(f"FAILED {failure.kind}: python -m tools.fuzz --seed {seed} --index {failure.index}")
    print(f"  {ascii(failure.what)[:500]}")
    print("".join(f"  {line}\n" for line in failure.why.splitlines()), flush=True)


def again(seed: int, index: int, folder: Path | None) -> int:
    """Runs one input, and prints what comes of it."""
    made = drawn(seed, index)
    if folder:
        keep(made, folder)
    runner = Runner()
    try:
        why = runner.failure(made)
    finally:
        runner.close()
    if why:
        show(seed, Failure(index, made.kind, made.what, why))
    print(f"{made.kind}: {'failed' if why else 'all is well'}")
    return 1 if why else 0


def keep(made: Input, folder: Path) -> None:
    """Leaves the files of an input, with its settings, in a folder, and those from before a loss beneath it."""
    settings = {"vpclint.toml": as_toml(made.settings).encode()} if made.settings else {}
    for place, files in ((folder, made.files), (folder / ".before", made.original)):
        if files:
            place.mkdir(parents=True, exist_ok=True)
            write(settings | files, place)


if __name__ == "__main__":
    sys.exit(main())
