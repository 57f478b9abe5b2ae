"""Kleene's three-valued logic, where what is not known says which facts would settle it.

A question about a VPC is answered YES, NO or UNKNOWN. NO and UNKNOWN is NO, YES or UNKNOWN is YES, and everything
else that holds an UNKNOWN stays UNKNOWN and carries the facts that left it open. A `Truth` refuses to be used as a
Python condition, so that "unknown" can never slip through an `if`.
"""

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn

from msgspec import Struct


class Answer(Enum):
    """The three answers, spelled as reports spell them."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"


class Fact(Struct, frozen=True, order=True, gc=False):
    """One thing that would have to be known to answer a question.

    Attributes:
        key: the top-level key of the state that would hold it, such as `RouteTables`; empty where no key would.
        record: the id of the resource that it belongs to; empty where the key as a whole is missing.
        field: the member of that resource, such as `AvailableIpAddressCount`; empty where all of it is missing.
        reason: why it is not known, where that is more than "not in the state".
        obtain: how to get it: a command, or an IAM action.
    """

    key: str
    record: str = ""
    field: str = ""
    reason: str = ""
    obtain: str = ""

    @property
    def subject(self) -> str:
        """What is not known, in words: `RouteTables`, `rtb-1 in RouteTables`, `State of vpce-1`."""
        if self.field:
            return f"{self.field} of {self.record or self.key}"
        return f"{self.record} in {self.key}" if self.record and self.key else self.record or self.key


Facts = frozenset[Fact]
NOTHING_MISSING: Facts = frozenset()


class Truth(Struct, frozen=True, gc=False):
    """YES, NO, or UNKNOWN with the facts that would decide it. Make one with `YES`, `NO` or `unknown(...)`."""

    answer: Answer
    facts: Facts = NOTHING_MISSING

    def __and__(self, other: "Truth") -> "Truth":
        return all_of((self, other))

    def __or__(self, other: "Truth") -> "Truth":
        return any_of((self, other))

    def __invert__(self) -> "Truth":
        if self.answer is Answer.UNKNOWN:
            return self
        return NO if self.answer is Answer.PASS else YES

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values: ask for .is_yes, .is_no or .is_unknown")

    @property
    def is_yes(self) -> bool:
        """It is known to hold."""
        return self.answer is Answer.PASS

    @property
    def is_no(self) -> bool:
        """It is known not to hold."""
        return self.answer is Answer.FAIL

    @property
    def is_unknown(self) -> bool:
        """It may hold or not; `facts` would decide."""
        return self.answer is Answer.UNKNOWN


YES = Truth(Answer.PASS)
NO = Truth(Answer.FAIL)


def unknown(*facts: Fact) -> Truth:
    """UNKNOWN for want of these facts, of which there must be at least one."""
    return open_for(frozenset(facts))


def open_for(facts: Facts) -> Truth:
    """UNKNOWN for want of these facts.

    Raises:
        ValueError: there is none: an answer that nothing leaves open is YES or NO.
    """
    if not facts:
        raise ValueError("an unknown answer names at least one fact that would decide it")
    return Truth(Answer.UNKNOWN, facts)


def known(holds: bool) -> Truth:  # noqa: FBT001 - this is the bridge from two values to three
    """YES or NO, for a question that was answered from known facts."""
    return YES if holds else NO


def all_of(truths: Iterable[Truth]) -> Truth:
    """YES if all are (also of none), NO as soon as one is, else UNKNOWN with the facts of all that are open."""
    facts: set[Fact] = set()
    for truth in truths:
        if truth.answer is Answer.FAIL:
            return NO
        facts |= truth.facts
    return Truth(Answer.UNKNOWN, frozenset(facts)) if facts else YES


def any_of(truths: Iterable[Truth]) -> Truth:
    """YES as soon as one is, NO if all are (also of none), else UNKNOWN with the facts of all that are open."""
    facts: set[Fact] = set()
    for truth in truths:
        if truth.answer is Answer.PASS:
            return YES
        facts |= truth.facts
    return Truth(Answer.UNKNOWN, frozenset(facts)) if facts else NO
