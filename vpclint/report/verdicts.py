"""A verdict in words, with what it leaves out."""

from typing import Protocol

KNOWN = ", AS IS KNOWN"
SUPPRESSED = ", BUT FOR WHAT IS SUPPRESSED"


class Judged(Protocol):
    """A job, VPC or policy that was judged."""

    @property
    def verdict(self) -> str:
        """Without what is suppressed."""

    @property
    def unsuppressed(self) -> str:
        """With what is suppressed, where that is another verdict."""

    @property
    def gate(self) -> str:
        """Without what is known, where that is another verdict."""


def left_out(judged: Judged) -> str:
    """What is to be said behind a verdict that is another one with what is suppressed, or without what is known."""
    return (KNOWN if judged.gate else "") + (SUPPRESSED if judged.unsuppressed else "")


def at_the_gate(judged: Judged) -> str:
    """What counts for the exit code."""
    return judged.gate or judged.verdict
