"""Measures proofs about policies, and the same questions asked of cvc5, as a Markdown table.

    PYTHONPATH=tests python benchmarks/policy_proofs.py [POLICIES]

It runs in an environment with the test dependencies, since it hands the questions to the solver in the words of the
tests. The policies are drawn: of 20 and of 50 statements, each with one to four resources and a condition in every
other one; those that are compared differ in one statement. Proofs are asked of one caller and one action, on a pattern
of objects. The solver gets three seconds for each question.
"""

import random
import sys
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any, NamedTuple

from policy.drawn import ACCOUNT, NOBODY, exceeding
from policy.oracle import Asked, exists
from policy.test_agreement import compiled

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import ANONYMOUS
from vpclint.policy.compare import compare
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import Prover

ACTIONS = ["s3:GetObject", "s3:Get*", "s3:PutObject", "s3:*", "s3:ListBucket", "s3:Delete*", "s3:AbortMultipartUpload"]
RESOURCES = [
    "arn:aws:s3:::acme-data-{}/*",
    "arn:aws:s3:::acme-data-{}",
    "arn:aws:s3:::acme-team{}-*/*",
    "arn:aws:s3:::sagemaker-*-{}/*",
    "arn:aws:s3:::acme-data-{}/private/*",
]
WANTED = ["arn:aws:s3:::al2023-repos-*/*", "arn:aws:s3:::acme-data-3/*", "arn:aws:s3:::packages.*.amazonaws.com/*"]
CONDITIONS: list[dict[str, Any]] = [
    {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    {"StringNotEquals": {"aws:SourceVpce": ["vpce-0f3", "vpce-0f4"]}},
    {"Bool": {"aws:SecureTransport": "false"}},
]
Json = Any
Ask = Callable[[], object]
LIMITS = {(20, "proof"): 5, (50, "proof"): 15, (20, "comparison"): 150, (50, "comparison"): 600}
"""Milliseconds, of 95 in 100."""


class Measured(NamedTuple):
    """Milliseconds that each question took, and how many were left open."""

    times: list[float]
    left_open: int

    def at(self, share: float) -> float:
        """The time within which this share was answered."""
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


def statement(draw: random.Random) -> dict[str, Any]:
    """One statement."""
    found: dict[str, Any] = {"Effect": draw.choice(["Allow", "Allow", "Deny"]), "Principal": "*"}
    found["Action"] = draw.sample(ACTIONS, draw.choice([1, 1, 2]))
    found["Resource"] = [draw.choice(RESOURCES).format(draw.randrange(20)) for _ in range(draw.randint(1, 4))]
    return found | ({"Condition": draw.choice(CONDITIONS)} if draw.random() < 0.5 else {})


def timed(ask: Callable[[], object]) -> tuple[float, object]:
    """Milliseconds of processor time, and the answer."""
    start = process_time()
    answer = ask()
    return (process_time() - start) * 1000, answer


def measured(answers: list[tuple[float, object]]) -> Measured:
    """What a series took."""
    return Measured([each for each, _ in answers], sum(answer is None for _, answer in answers))


class Case(NamedTuple):
    """A policy, one that differs from it in a statement, and the objects that are asked about."""

    one: Json
    other: Json
    wanted: str

    def proofs(self) -> Iterator[tuple[Ask, Ask]]:
        """Whether any object can be read, and whether any can't be, as vpclint is asked and as the solver is."""
        prover = Prover(compiled(self.one), Scope(("s3:GetObject",), (Pattern.glob(self.wanted),), (ANONYMOUS,)))

        def solved(asked: Asked) -> object:
            return exists(self.wanted, ["s3:GetObject"], [NOBODY], asked)

        yield lambda: _told(prover.allowed()), lambda: solved(lambda each: each.allowed(self.one))
        yield lambda: _told(prover.denied()), lambda: solved(lambda each: each.no(each.allowed(self.one)))

    def comparisons(self) -> Iterator[tuple[Ask, Ask]]:
        """How the policies stand to each other; the solver is asked for one caller and two actions, vpclint for all."""
        engines = compiled(self.one), compiled(self.other)
        yield lambda: _relation(engines), lambda: _solved(self.one, self.other)


def series(statements: int, policies: int) -> dict[str, tuple[Measured, Measured]]:
    """Each kind of question, by vpclint and by the solver."""
    draw = random.Random(statements)  # noqa: S311 - no secret
    cases = []
    for _ in range(policies):
        several = [statement(draw) for _ in range(statements)]
        changed = list(several)
        changed[draw.randrange(statements)] = statement(draw)
        cases.append(Case(_policy(several), _policy(changed), draw.choice(WANTED)))
    pairs = {
        "proof": [pair for case in cases for pair in case.proofs()],
        "comparison": [pair for case in cases for pair in case.comparisons()],
    }
    return {
        kind: (measured([timed(mine) for mine, _ in several]), measured([timed(its) for _, its in several]))
        for kind, several in pairs.items()
    }


def _policy(statements: list[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": statements}


def _told(found: Any) -> bool | None:
    return True if found.witness else False if found.none else None


def _relation(engines: tuple[Any, Any]) -> object:
    found = compare(*engines, Scope(endpoint=True))
    return None if found.facts and found.relation.value == "unknown" else found.relation


def _solved(one: Any, other: Any) -> object:
    """Both sides, of one caller and of one action on objects and one on buckets; vpclint is asked about all."""
    actions = ["s3:GetObject", "s3:ListBucket"]
    both = [
        exists("arn:aws:s3:::*", actions, [NOBODY], lambda oracle, pair=pair: exceeding(oracle, *pair))
        for pair in ((one, other), (other, one))
    ]
    return None if None in both else both


def main() -> None:
    """Prints the table."""
    policies = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    print("| what | target, p95 | vpclint: median, p95, most | left open | met | cvc5: median, p95 | left open |")
    print("|---|---|---|---|---|---|---|")
    for statements in (20, 50):
        for kind, (mine, its) in series(statements, policies).items():
            limit = LIMITS[statements, kind]
            own = f"{mine.at(0.5):.1f}, {mine.at(0.95):.1f}, {max(mine.times):.1f} ms"
            met = "yes" if mine.at(0.95) <= limit else "no"
            solver = f"{its.at(0.5):.0f}, {its.at(0.95):.0f} ms"
            what = f"{kind}, {statements} statements"
            print(f"| {what} | ≤ {limit} ms | {own} | {mine.left_open} | {met} | {solver} | {its.left_open} |")


if __name__ == "__main__":
    main()
