"""Measures what a run costs, as multiples of a bare interpreter: the medians of one interleaved series.

    python benchmarks/startup.py [--runs 31] [--python PATH]

The interpreter has to have vpclint installed from a wheel (pip install .): an editable install reads the rules from
YAML. Figures are the processor time of whole processes, user and system together, which other work on the machine
disturbs least, and the wall time beside it.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOOD = [str(ROOT / "fixtures" / "good" / name) for name in ("state.json", "job.json")]


def commands(python: str) -> dict[str, list[str]]:
    """What is measured; the first is what the others are measured against."""
    vpclint = str(Path(python).parent / "vpclint")
    return {
        "python -c pass": [python, "-c", "pass"],
        "vpclint --version": [vpclint, "--version"],
        "vpclint check, one job, one VPC": [vpclint, "check", *GOOD],
        "vpclint check, a job whose ids do not exist": [vpclint, "check", GOOD[0], *_hopeless_job()],
    }


def _hopeless_job() -> list[str]:
    return ["--subnet", "subnet-0123456789abcdef0", "--security-group", "sg-0123456789abcdef0", "--instances", "3"]


def measured(command: list[str]) -> tuple[float, float]:
    """Processor and wall time of one run, in seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=ROOT.parent)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def table(times: dict[str, list[tuple[float, float]]]) -> Iterator[str]:
    """The medians as a Markdown table."""
    medians = {name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in times.items()}
    bare = next(iter(medians.values()))
    yield "| command | processor, ms | x bare | wall, ms | x bare |"
    yield "|---|---|---|---|---|"
    for name, (used, wall) in medians.items():
        yield f"| `{name}` | {used * 1000:.0f} | {used / bare[0]:.1f} | {wall * 1000:.0f} | {wall / bare[1]:.1f} |"


def main() -> None:
    """Runs the commands in turn, so that a machine that slows down slows all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=31)
    parser.add_argument("--python", default=sys.executable)
    arguments = parser.parse_args()
    chosen = commands(arguments.python)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in chosen}
    for turn in range(arguments.runs + 1):
        for name, command in chosen.items():
            result = measured(command)
            if turn:
                times[name].append(result)
    print(f"{arguments.runs} runs each, after one that does not count; Python {sys.version.split()[0]}")
    print("\n".join(table(times)))


if __name__ == "__main__":
    main()
