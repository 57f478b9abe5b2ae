"""Whether policies allow, or deny, all requests of a kind: a proof, or a request that shows the contrary.

Every request that is shown was put to the evaluator, which decides it as it is said. What can't be proved within the
budget, or depends on what AWS does not say, is unknown.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from enum import Enum
from itertools import islice, product
from time import monotonic

from msgspec import Struct, structs

from vpclint.algebra.patterns import Budget, Exhausted
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.proof.search import Candidate, Goal, Scope, Search
from vpclint.policy.proof.statements import Statements
from vpclint.policy.proof.values import SOMETHING, KeyValues
from vpclint.policy.requests import keys_of
from vpclint.policy.values import ABSENT, Context, Like, Value
from vpclint.text.escape import quoted
from vpclint.truth import Fact, Facts, Truth


class Verdict(Enum):
    """What becomes of all requests that are asked about."""

    ALLOWED = "proven allowed"
    DENIED = "proven denied"
    PARTLY = "partly allowed"
    UNKNOWN = "unknown"
    NOTHING = "there is no such request"


class Witness(Struct, frozen=True):
    """A request that was put to the evaluator.

    Attributes:
        request: the request.
        known: whether AWS is known to have its action.
        chosen: the condition keys that had to be given a value, since none was given.
    """

    request: Request
    known: bool
    chosen: tuple[tuple[str, Value], ...] = ()


class Found(Struct, frozen=True):
    """Whether there is a request of a kind.

    Attributes:
        witness: one of them; None where there is none, or where it is open whether there is.
        facts: what would tell, where it is open.
    """

    witness: Witness | None = None
    facts: Facts = frozenset()

    @property
    def none(self) -> bool:
        """Whether it is proved that there is none."""
        return self.witness is None and not self.facts


class Proof(Struct, frozen=True):
    """The answer.

    Attributes:
        verdict: what was proved.
        allowed, denied: a request that is allowed, and one that is denied, where there is one.
        facts: what left it open.
    """

    verdict: Verdict
    allowed: Witness | None = None
    denied: Witness | None = None
    facts: Facts = frozenset()


def in_time() -> Budget:
    """What a search may look at, for two seconds at most: somebody waits for the answer."""
    end = monotonic() + _SECONDS
    return Budget(expired=lambda: monotonic() > end)


_SECONDS = 2

Replay = Callable[[Request], Truth]
"""Whether a request is one that is looked for, as the evaluator says."""


class Finder:
    """Looks for requests among those of a scope.

    Attributes:
        statements: of all policies.

    Args:
        policies: whose statements tell requests apart.
        scope: the requests.
        budget: what each search may look at.
    """

    def __init__(self, policies: Sequence[Evaluator], scope: Scope, budget: Callable[[], Budget] = Budget) -> None:
        self.statements = Statements(policies)
        self._scope = scope
        self._budget = budget
        self._spelled = {key.lower(): key for each in policies for key in keys_of(each.policy)}
        self._variables = sorted(frozenset().union(*(each.variables for each in self.statements.all)))

    def find(self, goal: Goal, replay: Replay) -> Found:
        """A request of a kind, one for which nothing has to be chosen where there is such a one.

        Args:
            goal: what requests are looked for, by the statements that apply to them.
            replay: whether a request is one.
        """
        budget = self._budget()
        try:
            search = Search(self.statements, self._scope, budget)
            found = self._first(search.candidates(goal), replay, search.inexact)
            if found.facts and self._variables:
                found = self._pinned(goal, replay, budget) or self._split(goal, replay, budget) or found
            if found.witness and found.witness.chosen:
                return self._as_given(search, goal, replay) or found
        except Exhausted:
            return Found(None, frozenset({SPENT}))
        return found

    def _as_given(self, search: Search, goal: Goal, replay: Replay) -> Found | None:
        """A request for which nothing has to be chosen, where one is found within the budget."""
        try:
            found = self._first(search.candidates(goal, as_given=True), replay, search.inexact)
        except Exhausted:
            return None
        return found if found.witness else None

    def _first(self, candidates: Iterator[Candidate], replay: Replay, inexact: Collection[str]) -> Found:
        """The first candidate that is confirmed; else what leaves open whether there is one."""
        facts: set[Fact] = set()
        for number, candidate in enumerate(candidates):
            if number == _CANDIDATES:
                raise Exhausted
            chosen = candidate.caller.completed(candidate.values)
            caller, told = candidate.caller.called(chosen), candidate.caller.told
            if candidate.caller.contradicts(chosen):
                facts.add(_TOGETHER)
                continue
            request = Request(candidate.action.name, candidate.resource, caller, told | chosen)
            truth = replay(request)
            if truth.is_yes:
                request, chosen = _least(request, told, chosen, replay)
                spelled = tuple((self._spelled.get(key, key), value) for key, value in chosen.items())
                return Found(Witness(request, candidate.action.known, spelled))
            facts |= truth.facts
            if truth.is_no and candidate.yes != candidate.may:
                facts.add(Fact("", "", "", f"no request on {quoted(candidate.resource, 120)} shows what is looked for"))
        unseen = {
            Fact("", "", "", f"{key} is compared in several ways, which are not examined together") for key in inexact
        }
        return Found(None, frozenset(facts | unseen))

    def _pinned(self, goal: Goal, replay: Replay, budget: Budget) -> Found | None:
        """A request that is found where the keys behind variables have values that were chosen beforehand."""
        for values in islice(product(*(self._values(key, budget) for key in self._variables)), _PINNED):
            pinned = dict(zip(self._variables, values, strict=True))
            search = Search(self.statements, self._scope, budget, pinned)
            found = self._first(search.candidates(goal), replay, search.inexact)
            if found.witness:
                return found
        return None

    def _split(self, goal: Goal, replay: Replay, budget: Budget) -> Found | None:
        """That there is none, where that holds whether the keys behind variables are there or not."""
        if len(self._variables) > _SPLIT:
            return None
        either: tuple[Value, ...] = (ABSENT, Like(SOMETHING))
        for values in product(either, repeat=len(self._variables)):
            search = Search(self.statements, self._scope, budget, dict(zip(self._variables, values, strict=True)))
            if not self._first(search.candidates(goal), replay, search.inexact).none:
                return None
        return Found()

    def _values(self, key: str, budget: Budget) -> list[Value]:
        values = KeyValues(key, self.statements, Context({}), budget)
        return [*(each.value for each in values.of(Like(SOMETHING))), ABSENT]


_CANDIDATES, _PINNED, _SPLIT = 500, 50, 4
_TOGETHER = Fact("", "", "", "aws:username and aws:PrincipalArn are not examined together")
SPENT = Fact("", "", "", "it takes more to tell than vpclint looks at")


Chosen = dict[str, Value]


def _least(request: Request, told: Context, chosen: Chosen, replay: Replay) -> tuple[Request, Chosen]:
    """The request with as little chosen as it takes."""
    for key in list(chosen):
        fewer = {each: value for each, value in chosen.items() if each != key}
        without = structs.replace(request, context=told | fewer)
        if replay(without).is_yes:
            request, chosen = without, fewer
    return request, chosen


class Prover(Finder):
    """Proves what one policy decides about the requests of a scope."""

    def __init__(self, policy: Evaluator, scope: Scope, budget: Callable[[], Budget] = Budget) -> None:
        super().__init__([policy], scope, budget)
        self._policy = policy
        [self._allows], [self._denies] = self.statements.allows, self.statements.denies

    def allowed(self) -> Found:
        """A request that is allowed."""
        allows, denies = self._allows, self._denies
        return self.find(Goal(lambda yes, may: bool(may & allows) and not yes & denies, allows), self._allowed)

    def denied(self) -> Found:
        """A request that is denied, by a statement or since none allows it."""
        allows, denies = self._allows, self._denies
        return self.find(
            Goal(lambda yes, may: bool(may & denies or not yes & allows)), lambda request: ~self._allowed(request)
        )

    def _allowed(self, request: Request) -> Truth:
        ruling = self._policy.rule(request)
        return ruling.allowed & ~ruling.denied


def prove(policy: Evaluator, scope: Scope, budget: Callable[[], Budget] = Budget) -> Proof:
    """What one policy decides about all requests of a scope."""
    prover = Prover(policy, scope, budget)
    return proof_of(prover.allowed(), prover.denied())


def proof_of(allowed: Found, denied: Found) -> Proof:
    """What it comes to that some requests are allowed and some are denied, or none."""
    witnesses = allowed.witness, denied.witness
    if all(witnesses):
        return Proof(Verdict.PARTLY, *witnesses)
    if allowed.none:
        return Proof(Verdict.NOTHING) if denied.none else Proof(Verdict.DENIED, *witnesses)
    if denied.none:
        return Proof(Verdict.ALLOWED, *witnesses)
    return Proof(Verdict.UNKNOWN, *witnesses, allowed.facts | denied.facts)
