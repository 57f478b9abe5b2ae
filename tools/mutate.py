"""Mutation testing: changes one small thing at a time and sees whether a test of that package fails.

python -m tools.mutate                               algebra, network, decision and truth
python -m tools.mutate --sample 400 --seed 7         400 of their mutants, drawn by that seed
python -m tools.mutate --only 'vpclint/algebra/p*'   the modules that a glob names, or one line: vpclint/truth.py:44
python -m tools.mutate --list                        says what would be changed, and runs nothing
python -m tools.mutate --named                       asks only the tests that bear a module's name, which is soon done
python -m tools.mutate --rest                        asks all the other tests about what those of the package let live

pytest and the libraries are imported once. Each mutant is a fork that imports vpclint with one module changed in memory
and runs the quickest tests first, up to the first that fails. No file is written, so several runs can share a tree.
Hypothesis draws the same examples each time and does not shrink: that a test fails is enough here.
"""

import argparse
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatch
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import CodeType

import hypothesis
import msgspec
import netaddr
import pytest

from tools.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parent.parent
WHERE = ("vpclint/truth.py", "vpclint/algebra/*", "vpclint/network/*", "vpclint/decision/*")
PATIENCE = 2.0
"""Seconds of processor time that a test may take, or ten times what it takes without a mutant where that is more."""
READING = 5.0
"""Seconds of processor time that it may take to import vpclint and to collect the tests."""
MEMORY = 2 << 30
"""Bytes of memory that a mutant may take: some loops that do not end fill a list."""
HANGING = 900
"""Seconds after which a mutant that only waits is given up."""

SURVIVED, KILLED, TIMEOUT = "survived", "killed", "timeout"
PYTEST = ("-n0", "-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
Durations = dict[str, float]


class Mutated(MetaPathFinder):
    """Imports one module as its mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """The mutant, if its module is asked for."""
        if fullname != self._name:
            return None
        return spec_from_file_location(
            fullname, self._mutant.path, loader=_Loader(fullname, self._mutant.path, self._mutant)
        )


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, mutant: Mutant) -> None:
        super().__init__(name, path)
        self._mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._mutant.tree(), fullname, "exec")


class Hurried:
    """A pytest plugin: examples without shrinking, the quickest tests first, and an end to endless loops."""

    def __init__(self, durations: Durations, examples: int | None) -> None:
        self._usual = durations
        self._examples = examples
        self.durations: Durations = {}

    def pytest_configure(self) -> None:
        """Takes the settings of the project's own conftest, which has been read by now, and hurries them."""
        usual = hypothesis.settings()
        hypothesis.settings.register_profile(
            "mutants",
            parent=usual,
            derandomize=True,
            max_examples=self._examples or usual.max_examples,
            database=None,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        hypothesis.settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sorts the tests by what they took without a mutant."""
        items.sort(key=lambda item: self._usual.get(item.nodeid, 0))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Ends the whole process if a test takes far too long."""
        signal.setitimer(signal.ITIMER_VIRTUAL, max(PATIENCE, 10 * self._usual.get(item.nodeid, READING)))
        start = time.process_time()
        answer = yield
        self.durations[item.nodeid] = time.process_time() - start
        return answer


class Suite:
    """Some tests that pass without a mutant, and what each of them takes.

    Raises:
        SystemExit: they do not pass.
    """

    def __init__(self, paths: list[str], examples: int | None, *, only_named: bool = False) -> None:
        self._paths, self._examples, self._only_named = paths, examples, only_named
        self._durations: Durations = {}
        with NamedTemporaryFile() as file:
            pid = _fork(lambda: self._measure(Path(file.name)))
            if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
                sys.exit(f"these must pass before they can tell anything: pytest -n0 {' '.join(paths)}")
            self._durations = msgspec.json.decode(file.read(), type=Durations)

    def ask(self, mutant: Mutant) -> int:
        """The exit code of the tests that bear the module's name, which are soon collected, and then of all of them."""
        sys.meta_path.insert(0, Mutated(mutant))
        own = _named(mutant)
        code = pytest.main([*PYTEST, *own], plugins=[self._hurried()]) if own else 0
        if code or self._only_named:
            return code
        signal.setitimer(signal.ITIMER_VIRTUAL, READING)
        return pytest.main([*PYTEST, *self._paths], plugins=[self._hurried()])

    def _measure(self, into: Path) -> int:
        plugin = self._hurried()
        code = pytest.main([*PYTEST, *self._paths], plugins=[plugin])
        into.write_bytes(msgspec.json.encode(plugin.durations))
        return code

    def _hurried(self) -> Hurried:
        return Hurried(self._durations, self._examples)


def main() -> int:
    """Runs what the command line asks for; exits with 1 if a mutant survived."""
    asked = _arguments()
    os.chdir(ROOT)
    mutants = _chosen(asked.only or WHERE, asked.sample, asked.seed)
    if asked.list:
        for mutant in mutants:
            _show(mutant, "")
        return 0
    own = {package: _suite(package, mutants, asked) for package in sorted(set(map(_package, mutants)))}
    outcomes = dict(_all(mutants, lambda mutant: own[_package(mutant)].ask(mutant), asked.jobs))
    if asked.rest:
        rest = {package: Suite(_rest_of(package), asked.examples) for package in own}
        living = [mutant for mutant, outcome in outcomes.items() if outcome == SURVIVED]
        outcomes |= _all(living, lambda mutant: rest[_package(mutant)].ask(mutant), asked.jobs)
    print(_table(outcomes))
    return 1 if SURVIVED in outcomes.values() else 0


def _suite(package: str, mutants: list[Mutant], asked: argparse.Namespace) -> Suite:
    if not asked.named:
        return Suite(_tests_of(package), asked.examples)
    named = {path for mutant in mutants if _package(mutant) == package for path in _named(mutant)}
    if not named:
        sys.exit(f"no tests bear the name of what would be changed in {package}")
    return Suite(sorted(named), asked.examples, only_named=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tools.mutate", description="Mutation testing of vpclint.")
    parser.add_argument("--only", action="append", metavar="GLOB", help="modules or lines to change (repeatable)")
    parser.add_argument("--sample", type=int, metavar="N", help="draw N of the mutants")
    parser.add_argument("--seed", type=int, default=0, help="what the sample is drawn by")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at once")
    parser.add_argument("--examples", type=int, metavar="N", help="drawn examples a test (default: what it asks for)")
    parser.add_argument("--list", action="store_true", help="show the mutants and run nothing")
    parser.add_argument("--named", action="store_true", help="ask only the tests that bear the module's name")
    parser.add_argument("--rest", action="store_true", help="ask all the other tests about the survivors")
    return parser.parse_args()


def _chosen(globs: Iterable[str], sample: int | None, seed: int) -> list[Mutant]:
    paths = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "vpclint").rglob("*.py"))
    places = [(mutant, f"{path}:{mutant.line}") for path in paths for mutant in mutants_of(path)]
    found = [
        mutant
        for mutant, place in places
        if any(fnmatch(name, glob) for name in (mutant.path, place) for glob in globs)
    ]
    drawn = random.Random(seed).sample(found, sample) if sample and sample < len(found) else found  # noqa: S311 - no secret
    return sorted(drawn)


def _package(mutant: Mutant) -> str:
    """The part of the tree whose tests are asked first: a folder of vpclint, or a module beside them."""
    return mutant.path.split("/")[1]


def _named(mutant: Mutant) -> list[str]:
    """The tests that bear a module's name: `test_proof_search*.py` that of policy/proof/search.py."""
    *folder, module = Path(mutant.path).with_suffix("").parts[1:]
    name = "_".join([*folder[1:], module])
    return sorted(str(path) for path in Path("tests", *folder[:1]).glob(f"test_{name}*.py"))


def _tests_of(package: str) -> list[str]:
    """The tests of a package, and those of what it is there for: of whole paths, hop by hop, and of whole documents."""
    own = f"tests/test_{package}" if package.endswith(".py") else f"tests/{package}"
    if package in ("network", "decision"):
        return [own, "tests/paths"]
    return [own, *sorted(map(str, Path("tests/cli").glob("test_policy*.py")))] if package == "policy" else [own]


def _rest_of(package: str) -> list[str]:
    """The other tests, but for those that start processes of their own or read the tree: a mutant is in memory."""
    left_out = {"cli", "test_house.py", "test_docs.py", "test_imports.py", *map(os.path.basename, _tests_of(package))}
    others = (path for path in Path("tests").iterdir() if path.name not in left_out)
    return sorted(str(path) for path in others if path.name.startswith("test_") or any(path.glob("test_*.py")))


def _fork(work: Callable[[], int]) -> int:
    """A process of its own in which work is done in silence; its exit code is what the work returns."""
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silence, stream)
    signal.alarm(HANGING)
    signal.setitimer(signal.ITIMER_VIRTUAL, READING)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    code = 3
    with suppress(BaseException):
        code = int(work())
    os._exit(code)


def _all(mutants: list[Mutant], work: Callable[[Mutant], int], jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with its outcome, several at once; survivors are shown as they are found."""
    running: dict[int, Mutant] = {}
    waiting = list(reversed(mutants))
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[_fork(partial(work, mutant))] = mutant
        pid, status = os.wait()
        mutant, outcome = running.pop(pid), _outcome(os.waitstatus_to_exitcode(status))
        if outcome == SURVIVED:
            _show(mutant, outcome)
        print(f"{len(waiting) + len(running)} to go ", end="\r", file=sys.stderr)
        yield mutant, outcome


def _outcome(exit_code: int) -> str:
    if exit_code == 0:
        return SURVIVED
    return TIMEOUT if -exit_code in (signal.SIGVTALRM, signal.SIGALRM) else KILLED


def _show(mutant: Mutant, outcome: str) -> None:
    print(f"\n{mutant.path}:{mutant.line} {outcome}".rstrip(), *mutant.difference(), sep="\n", flush=True)


def _table(outcomes: dict[Mutant, str]) -> str:
    """What became of the mutants, by package and by module. A mutant that never ends is as good as killed."""
    counts: dict[str, Counter[str]] = {}
    for mutant, outcome in outcomes.items():
        for row in {"all", str(Path(mutant.path).parent), mutant.path}:
            counts.setdefault(row, Counter())[outcome] += 1
    lines = ["\n| where | mutants | killed | timeout | survived | score |", "|---|---|---|---|---|---|"]
    for row, count in sorted(counts.items()):
        cells = (count.total(), count[KILLED], count[TIMEOUT], count[SURVIVED])
        score = 100 * (1 - count[SURVIVED] / count.total())
        lines.append(f"| `{row}` | {' | '.join(map(str, cells))} | {score:.1f} % |")
    return "\n".join(lines)


_LIBRARIES = (netaddr, msgspec)  # imported here so that no fork has to

if __name__ == "__main__":
    sys.exit(main())
