"""Whether policies that someone hands over allow, or deny, all requests of a kind, all of them put together."""

from collections.abc import Callable, Mapping

from msgspec import structs

from vpclint.algebra.patterns import Budget
from vpclint.policy.compose import Decision, Layer, Outcome
from vpclint.policy.evaluate import Request
from vpclint.policy.given import ENDPOINTS, LayerKind, counts, outcome
from vpclint.policy.proof.search import Goal, Scope
from vpclint.policy.prove import Finder, Found
from vpclint.policy.requests import owner_in
from vpclint.truth import NO, YES, Truth, open_for

Layers = Mapping[tuple[LayerKind, str], Layer]
_LIMITS = (*ENDPOINTS, LayerKind.SCP, LayerKind.RCP)
_GRANTING = (LayerKind.BUCKET, LayerKind.UNTOLD)
_OF_IDENTITY = (LayerKind.IDENTITY, LayerKind.BOUNDARY, LayerKind.SESSION)


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
        self._finder = Finder(policies, structs.replace(scope, each_caller=True), budget)
        statements = self._finder.statements
        self._denies = _all(statements.denies)
        self._stopping = 0
        self._allows: dict[tuple[LayerKind, str], int] = {}
        self._needed: list[int] = []
        first = 0
        for key, layer in self._layers.items():
            among = slice(first, first + len(layer.policies))
            self._allows[key] = _all(statements.allows[among])
            if counts(key[0], scope.callers) or self._is_alone(key[0]):
                self._stopping |= _all(statements.denies[among])
                self._needed += [self._allows[key]] * (self._is_alone(key[0]) or key[0] in _LIMITS)
            first += len(layer.policies)
        kinds = {kind for kind, _ in self._layers}
        granted, owned = not kinds.isdisjoint(_GRANTING), LayerKind.IDENTITY in kinds
        self._settled = granted is owned or any(map(self._is_alone, kinds))

    def _is_alone(self, kind: LayerKind) -> bool:
        """Whether a layer is the only one, which then decides by itself, whoever asks."""
        return len(self._layers) == 1 and (kind in _OF_IDENTITY or counts(kind, None))

    def allowed(self) -> Found:
        """A request that is allowed."""
        return self._finder.find(Goal(self._may_be_allowed, self._needed[0] if self._needed else 0), self._is_allowed)

    def denied(self) -> Found:
        """A request that is denied, explicitly or implicitly."""
        return self._finder.find(Goal(self._may_be_denied), lambda request: ~self._is_allowed(request))

    def _may_be_allowed(self, yes: int, may: int) -> bool:
        return not yes & self._stopping and all(may & allows for allows in self._needed)

    def _may_be_denied(self, yes: int, may: int) -> bool:
        """Unless all allow and none denies: where one of the two that grant is not given, even then it is open."""
        allowed = self._settled and all(yes & allows for allows in self._allows.values())
        return bool(may & self._denies) or not allowed

    def _is_allowed(self, request: Request) -> Truth:
        found = decided(self._layers, request)
        if found.decision is Decision.UNKNOWN:
            return open_for(found.facts)
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
