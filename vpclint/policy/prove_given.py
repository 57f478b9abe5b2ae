"""Whether policies that someone hands over allow, or deny, all requests of a kind, all of them put together."""

from collections.abc import Callable, Mapping

from vpclint.algebra.patterns import Budget
from vpclint.policy.compose import Decision, Layer, Outcome
from vpclint.policy.evaluate import Request
from vpclint.policy.given import ENDPOINTS, LayerKind, outcome
from vpclint.policy.proof.search import Goal, Scope
from vpclint.policy.prove import Finder, Found
from vpclint.policy.requests import owner_in
from vpclint.truth import NO, YES, Fact, Truth, open_for

Layers = Mapping[tuple[LayerKind, str], Layer]
_LIMITS = (*ENDPOINTS, LayerKind.SCP, LayerKind.RCP)


class GivenProver:
    """Proves what policies decide together about the requests of a scope.

    Args:
        layers: as `compiled` makes them.
        scope: the requests.
        budget: what each search may look at.
    """

    def __init__(self, layers: Layers, scope: Scope, budget: Callable[[], Budget] = Budget) -> None:
        self._layers = dict(layers)
        policies = [policy for layer in self._layers.values() for policy in layer.policies]
        self._finder = Finder(policies, scope, budget)
        statements = self._finder.statements
        self._denies = _all(statements.denies)
        self._allows: dict[tuple[LayerKind, str], int] = {}
        first = 0
        for key, layer in self._layers.items():
            self._allows[key] = _all(statements.allows[first : first + len(layer.policies)])
            first += len(layer.policies)
        everyone = scope.callers is None or any(not each.has_identity for each in scope.callers)
        needed = [allows for (kind, _), allows in self._allows.items() if kind in _LIMITS]
        self._needed = [*self._allows.values()] if len(self._allows) == 1 else [] if everyone else needed

    def allowed(self) -> Found:
        """A request that is allowed."""
        return self._finder.find(Goal(self._may_be_allowed, self._needed[0] if self._needed else 0), self._is_allowed)

    def denied(self) -> Found:
        """A request that is denied, explicitly or implicitly."""
        return self._finder.find(Goal(self._may_be_denied), lambda request: ~self._is_allowed(request))

    def _may_be_allowed(self, yes: int, may: int) -> bool:
        return not yes & self._denies and all(may & allows for allows in self._needed)

    def _may_be_denied(self, yes: int, may: int) -> bool:
        return bool(may & self._denies) or not all(yes & allows for allows in self._allows.values())

    def _is_allowed(self, request: Request) -> Truth:
        found = decided(self._layers, request)
        if found.decision is Decision.UNKNOWN:
            return open_for(found.facts or frozenset({_UNSAID}))
        return YES if found.decision is Decision.ALLOW else NO


def decided(layers: Layers, request: Request) -> Outcome:
    """What becomes of one request, whose context may tell whose resource it is about."""
    return outcome(dict(layers), request, owner_in({key: request.context[key] for key in request.context}))


def _all(masks: list[int]) -> int:
    """All bits of these numbers."""
    found = 0
    for each in masks:
        found |= each
    return found


_UNSAID = Fact("", "", "", "what the policies decide together is not known")
