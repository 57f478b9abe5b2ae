"""A traffic set of which only bounds are known: what is surely in it, and what may be in it for want of a fact."""

from collections.abc import Iterable

from msgspec import Struct

from vpclint.algebra.traffic import NO_TRAFFIC, TrafficSet
from vpclint.truth import NO, YES, Facts, Truth, open_for


class Doubt(Struct, frozen=True):
    """Traffic that may or may not be in the set; the facts would tell."""

    traffic: TrafficSet
    facts: Facts


class BoundedTraffic(Struct, frozen=True):
    """A set that holds `certain`, perhaps some of each doubt, and nothing else.

    A security group with a rule for a prefix list that was not exported is one: what its other rules allow is
    certain, and everything that the unknown list could allow is in doubt.
    """

    certain: TrafficSet = NO_TRAFFIC
    doubts: tuple[Doubt, ...] = ()

    @classmethod
    def union(cls, sets: Iterable["BoundedTraffic"]) -> "BoundedTraffic":
        """The union: certain is what is certain in any of them."""
        parts = tuple(sets)
        return cls(
            TrafficSet.union(part.certain for part in parts),
            tuple(doubt for part in parts for doubt in part.doubts),
        )

    def covers(self, wanted: TrafficSet) -> Truth:
        """YES if all that is wanted is in the set, NO if some of it surely is not, else UNKNOWN with the facts."""
        left = wanted - self.certain
        if not left:
            return YES
        return NO if self.refused(wanted) else open_for(self._facts(left))

    def refused(self, wanted: TrafficSet) -> TrafficSet:
        """What is wanted and surely not in the set."""
        left = wanted - self.certain
        for doubt in self.doubts:
            left = left - doubt.traffic
        return left

    def doubtful(self, wanted: TrafficSet) -> Doubt:
        """What is wanted and may or may not be in the set, with the facts that would tell; perhaps nothing."""
        left = wanted - self.certain - self.refused(wanted)
        return Doubt(left, self._facts(left))

    def _facts(self, left: TrafficSet) -> Facts:
        return frozenset().union(*(doubt.facts for doubt in self.doubts if not left.isdisjoint(doubt.traffic)))
