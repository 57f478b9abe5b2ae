"""Looks for a request: goes through all that each part of one may be, and leaves out what can't lead to one.

Actions, callers, resources and condition keys are independent of each other but for variables. So the statements that
apply are those that every part lets pass, and parts that let the same statements pass need to be looked at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_

from msgspec import Struct

from vpclint.algebra.patterns import Budget
from vpclint.policy.callers import Caller
from vpclint.policy.matching import Name
from vpclint.policy.proof.actions import ActionChoice, action_choices
from vpclint.policy.proof.callers import CallerChoice, caller_choices
from vpclint.policy.proof.resources import Resources
from vpclint.policy.proof.statements import Choice, Statements
from vpclint.policy.proof.values import KeyValues
from vpclint.policy.templates import ANYTHING
from vpclint.policy.values import Value


class Scope(Struct, frozen=True):
    """The requests that are asked about.

    Attributes:
        actions, resources: names and patterns, of which any; resources of S3 are names that there can be.
        callers: who may ask; None for everyone.
        context: what is known of condition keys beyond what follows from who asks.
        endpoint: they take a VPC endpoint.
        each_caller: callers count one by one, also where no statement tells them apart: more than statements decides.
    """

    actions: tuple[Name, ...] = (ANYTHING,)
    resources: tuple[Name, ...] = (ANYTHING,)
    callers: tuple[Caller, ...] | None = None
    context: Mapping[str, Value] = {}
    endpoint: bool = False
    each_caller: bool = False


class Goal(Struct, frozen=True):
    """What is looked for.

    Attributes:
        possible: whether a request can be one, where these statements surely apply and those may. More that surely
            apply never make it possible, nor fewer that may.
        required: a request can be one only where one of these applies; 0 where none has to.
    """

    possible: Callable[[int, int], bool]
    required: int = 0


class Candidate(Struct, frozen=True):
    """A request that may be one that is looked for.

    Attributes:
        action, resource: of the request.
        caller: who makes it.
        values: what was chosen for condition keys.
        yes, may: the statements that surely apply to it, and those that may.
    """

    action: ActionChoice
    resource: str
    caller: CallerChoice
    values: Mapping[str, Value]
    yes: int
    may: int


class Search:
    """Requests of a scope, put to statements.

    Args:
        statements: that tell requests apart.
        scope: the requests.
        budget: what may be looked at.
        pinned: condition keys with a value that is chosen beforehand, since variables stand for them.
    """

    def __init__(
        self, statements: Statements, scope: Scope, budget: Budget, pinned: Mapping[str, Value] | None = None
    ) -> None:
        self.statements = statements
        self._budget = budget
        given = {key.lower(): value for key, value in scope.context.items()}
        self.callers = caller_choices(
            statements, scope.callers, given, pinned or {}, endpoint=scope.endpoint, each=scope.each_caller
        )
        self._scope = scope
        self._actions: list[ActionChoice] | None = None
        self._resources: dict[int, Resources] = {}
        self._keys: dict[tuple[int, str, bool], list[Choice[Value]]] = {}
        self._of_key = [(each.bit, [test.key.lower() for test in each.tests]) for each in statements.all if each.tests]
        self._plain = sum(each.bit for each in statements.all if not each.tests)
        self.inexact: set[str] = set()

    def candidates(self, goal: Goal, *, as_given: bool = False) -> Iterator[Candidate]:
        """Requests that may be what is looked for, one of each kind.

        Args:
            goal: what is looked for.
            as_given: what is not given of condition keys is left open, and only what surely is a request is found.

        Raises:
            Exhausted: there is more to look at than the budget.
        """
        if self._actions is None:
            self._actions = action_choices(self.statements, self._scope.actions, self._budget)
        for index, caller in enumerate(self.callers):
            tried: set[tuple[int, int]] = set()
            walks: dict[tuple[str, ...], _Walk] = {}
            for action in self._actions:
                yes, may = action.yes & caller.yes, action.may & caller.may
                if not goal.possible(0, yes if as_given else may):
                    continue
                for resource in self._resources_of(index, action, goal, (yes, may)):
                    bits = yes & resource.yes, may & resource.may
                    if bits in tried:
                        continue
                    tried.add(bits)
                    keys = self._keys_of(bits[1])
                    if keys not in walks:
                        dims = [self._values(index, key, as_given=as_given) for key in keys]
                        walks[keys] = _Walk(dims, goal, self._budget, as_given=as_given)
                    for path in walks[keys].paths(0, *bits):
                        values = dict(zip(keys, (each.value for each in path.choices), strict=True))
                        yield Candidate(action, resource.value, caller, values, path.yes, path.may)

    def _resources_of(
        self, caller: int, action: ActionChoice, goal: Goal, bits: tuple[int, int]
    ) -> Iterable[Choice[str]]:
        """The resources that may lead to what is looked for.

        None does that a statement without conditions decides in the other way, whatever else applies.
        """
        yes, may = bits
        plain = yes & self._plain

        def hopeless(sure: int) -> bool:
            return not goal.possible(sure & plain, may)

        return self._of(caller).choices(action, may, goal.required & may, hopeless, (goal, plain))

    def _of(self, caller: int) -> Resources:
        """The resources in the eyes of statements in which variables may stand for what follows from the caller."""
        caller = caller if any(each.variables for each in self.statements.all) else 0
        if caller not in self._resources:
            context = self.callers[caller].context
            self._resources[caller] = Resources(self.statements, self._scope.resources, context, self._budget)
        return self._resources[caller]

    def _keys_of(self, may: int) -> tuple[str, ...]:
        """The condition keys that decide about these statements."""
        return tuple(dict.fromkeys(key for bit, keys in self._of_key if bit & may for key in keys))

    def _values(self, caller: int, key: str, *, as_given: bool) -> list[Choice[Value]]:
        found = self._keys.get((caller, key, as_given))
        if found is None:
            context = self.callers[caller].context
            never = self.callers[caller].never(key, self.statements)
            values = KeyValues(key, self.statements, context, self._budget, never)
            found = [values.single(context[key])] if as_given else values.of(context[key])
            self._keys[caller, key, as_given] = found
            if not values.exact:
                self.inexact.add(key)
        return found


class _Path(Struct, frozen=True):
    """A choice for each key, and the statements that apply then."""

    choices: tuple[Choice[Value], ...]
    yes: int
    may: int


class _Walk:
    """Goes through what condition keys may be, and turns back where nothing can come of it."""

    def __init__(
        self,
        dims: Sequence[Sequence[Choice[Value]]],
        goal: Goal,
        budget: Budget,
        *,
        as_given: bool,
    ) -> None:
        self._dims = dims
        self._possible = goal.possible
        self._seen: set[tuple[int, int, int]] = set()
        self._budget = budget
        self._as_given = as_given
        self._bounds = [(-1, -1, -1, -1)]
        for choices in reversed(self._dims):
            always, always_may, ever_yes, ever = self._bounds[-1]
            self._bounds.append(
                (
                    always & reduce(and_, (each.yes for each in choices), -1),
                    always_may & reduce(and_, (each.may for each in choices), -1),
                    ever_yes & reduce(or_, (each.yes for each in choices), 0),
                    ever & reduce(or_, (each.may for each in choices), 0),
                )
            )
        self._bounds.reverse()

    def paths(self, depth: int, yes: int, may: int, chosen: tuple[Choice[Value], ...] = ()) -> Iterator[_Path]:
        """Every way to choose values from this key on that may lead to what is looked for."""
        always, always_may, ever_yes, ever = self._bounds[depth]
        low, high = (may & always_may, yes & ever_yes) if self._as_given else (yes & always, may & ever)
        key = depth, yes, may
        if key in self._seen or not self._possible(low, high):
            return
        self._seen.add(key)
        self._budget.spend()
        if depth == len(self._dims):
            yield _Path(chosen, yes, may)
            return
        for each in self._dims[depth]:
            yield from self.paths(depth + 1, yes & each.yes, may & each.may, (*chosen, each))
