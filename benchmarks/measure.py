"""Measures every target of speed in one run, as a Markdown table; exits with 1 where one is missed.

    python benchmarks/measure.py [--python PATH] [--vpcs 1000] [--runs 3] [--starts 21]

The interpreter has to have vpclint installed from a wheel (pip install .): an editable install reads the rules from
YAML. Figures come from the processor time of whole processes, user and system together, which other work on the
machine disturbs least. All commands of a series take turns, and the best run of each counts. It runs on Linux, needs
1.2 GB of memory, most of it for json.load, and takes a minute.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from fleet import write
from others import commands_of_others

HERE = Path(__file__).resolve().parent
GOOD = [str(HERE.parent / "fixtures" / "good" / name) for name in ("state.json", "job.json")]
HOPELESS = ["--subnet", "subnet-0123456789abcdef0", "--security-group", "sg-0123456789abcdef0", "--instances", "3"]
OF_AWS = "import vpclint.aws.ec2, vpclint.aws.kinds, vpclint.aws.processing_job"
OF_POLICIES = f"{OF_AWS}, vpclint.policy.grammar, vpclint.policy.evaluate, vpclint.policy.compose"
LOAD = "import json, sys\nwith open(sys.argv[1]) as file: json.load(file)"
ENDS = (0, 1, 3)  # works, will not work, cannot tell
MEGABYTE = 1_000_000
LONGEST_POLICY = 20_480


class Spent(NamedTuple):
    """What a process has used: seconds of processor time, and bytes of memory at its peak."""

    seconds: float
    peak: int


class Row(NamedTuple):
    """A line of the table; `met` is None where there is no target."""

    what: str
    target: str
    figure: str
    met: bool | None


def spent(command: list[str]) -> Spent:
    """What one run of a command uses.

    Raises:
        SystemExit: it failed, so that what it used says nothing.
    """
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tempfile.gettempdir())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ENDS:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def best_of(commands: Mapping[str, list[str]], runs: int) -> dict[str, Spent]:
    """The best of several runs of each command, which take turns, so that a machine that slows down slows all."""
    rounds = [{name: spent(command) for name, command in commands.items()} for _ in range(runs)]
    return {
        name: Spent(min(each[name].seconds for each in rounds), max(each[name].peak for each in rounds))
        for name in commands
    }


class Commands:
    """What is measured, with one interpreter."""

    def __init__(self, python: str) -> None:
        self.python = python
        self.vpclint = str(Path(python).parent / "vpclint")

    def bare(self) -> list[str]:
        """An interpreter that does nothing."""
        return [self.python, "-c", "pass"]

    def check(self, *arguments: str) -> list[str]:
        """A check, in text."""
        return [self.vpclint, "check", *arguments]

    def load(self, file: Path) -> list[str]:
        """What it costs to read a file with Python's own reader, and nothing else."""
        return [self.python, "-c", LOAD, str(file)]


def starts(commands: Commands, runs: int) -> Iterator[Row]:
    """What one small run costs, and what the same does with other tools."""
    with tempfile.TemporaryDirectory() as folder:
        used = best_of(
            {
                "bare": commands.bare(),
                "version": [commands.vpclint, "--version"],
                "check": commands.check(*GOOD),
                "hopeless": commands.check(GOOD[0], *HOPELESS),
                "aws": [commands.python, "-c", OF_AWS],
                "policies": [commands.python, "-c", OF_POLICIES],
                "lint": [commands.vpclint, "policy", "lint", str(_policy(Path(folder)))],
            },
            runs,
        )
        bare = used["bare"].seconds
        yield _times("`vpclint --version`", used["version"].seconds / bare, 6, "`python -c pass`")
        yield _times("`vpclint check`, one job, one VPC", used["check"].seconds / bare, 12, "`python -c pass`")
        yield _times("`vpclint check`, ids that do not exist", used["hopeless"].seconds / bare, 12, "`python -c pass`")
        yield _times("`vpclint policy lint`, a policy of 20 KB", used["lint"].seconds / bare, 9, "`python -c pass`")
        beyond = (used["policies"].seconds - used["aws"].seconds) / bare
        yield _times("import of what evaluates policies, beyond `vpclint.aws`", beyond, 1, "`python -c pass`")
        for name, command in commands_of_others(Path(folder)).items():
            figure = f"{best_of({name: command}, 3)[name].seconds / bare:.1f} x" if command else "not installed"
            yield Row(f"for comparison: {name}, a template of the same VPC", "", figure, None)


def _policy(folder: Path) -> Path:
    """A sound endpoint policy, as long as AWS takes one: a statement that allows, and many that deny."""
    statements: list[dict[str, object]] = [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]
    text = ""
    while len(text) < LONGEST_POLICY:
        file = folder / "endpoint.json"
        file.write_text(text)
        statement = {"Effect": "Deny", "Principal": "*", "Action": ["s3:Get*", "s3:PutObject"]}
        condition = {"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}}
        buckets = [f"arn:aws:s3:::acme-{len(statements)}/*", f"arn:aws:s3:::acme-{len(statements)}-out/*"]
        statements.append(statement | {"Resource": buckets, "Condition": condition})
        text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)
    return file


def fleets(commands: Commands, vpcs: int, runs: int) -> Iterator[Row]:
    """A large fleet against json.load of its file, a tenth of it, and one VPC with as many jobs."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = {"fleet": (vpcs, vpcs), "tenth": (vpcs // 10, vpcs // 10), "one": (1, 1), "jobs": (1, vpcs)}
        files = {name: Path(folder) / f"{name}.json" for name in sizes}
        for name, size in sizes.items():
            write(files[name], *size)
        used = best_of(
            {"load": commands.load(files["fleet"])} | {name: commands.check(str(file)) for name, file in files.items()},
            runs,
        )
        size = files["fleet"].stat().st_size
        what = f"{vpcs:,} VPCs and {vpcs:,} jobs in one snapshot ({size // MEGABYTE} MB)"
        yield _times(what, used["fleet"].seconds / used["load"].seconds, 1.2, "`json.load` of the file")
        beyond = (used["fleet"].peak - 100 * MEGABYTE) / size
        yield Row("its peak memory", "≤ 3 x the file + 100 MB", f"{beyond:.2f} x the file + 100 MB", beyond <= 3)
        yield _times("ten times the VPCs and jobs", used["fleet"].seconds / used["tenth"].seconds, 11, "the time")
        each = (used["jobs"].seconds - used["one"].seconds) / (vpcs - 1) * 1000
        yield Row(f"{vpcs:,} jobs on one VPC", "≤ 1 ms a job more", f"{each:.2f} ms", each <= 1)


def routes(commands: Commands) -> Row:
    """How long it takes to decide which route carries an address."""
    done = subprocess.run(
        [commands.python, HERE / "longest_match.py"], capture_output=True, text=True, check=True, cwd=HERE
    )
    return Row("longest match over 1,000 routes", "≤ 10 µs", f"{float(done.stdout):.1f} µs", float(done.stdout) <= 10)


def policies(commands: Commands) -> Row:
    """How long it takes to decide a request over five policies."""
    done = subprocess.run(
        [commands.python, HERE / "policy_decision.py"], capture_output=True, text=True, check=True, cwd=HERE
    )
    spent_on_it = float(done.stdout)
    return Row("one request, five policies of 22 statements", "≤ 0.1 ms", f"{spent_on_it:.3f} ms", spent_on_it <= 0.1)


def _times(what: str, ratio: float, most: float, than: str) -> Row:
    return Row(what, f"≤ {most} x {than}", f"{ratio:.2f} x", ratio <= most)


def table(rows: list[Row]) -> Iterator[str]:
    """The rows in Markdown."""
    yield "| what | target | figure | met |"
    yield "|---|---|---|---|"
    for row in rows:
        met = {True: "yes", False: "**no**", None: ""}[row.met]
        yield f"| {row.what} | {row.target} | {row.figure} | {met} |"


def main() -> None:
    """Measures, prints, and exits with 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--vpcs", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--starts", type=int, default=21)
    arguments = parser.parse_args()
    commands = Commands(arguments.python)
    rows = [*starts(commands, arguments.starts), *fleets(commands, arguments.vpcs, arguments.runs)]
    rows += [routes(commands), policies(commands)]
    print("\n".join(table(rows)))
    sys.exit(any(row.met is False for row in rows))


if __name__ == "__main__":
    main()
