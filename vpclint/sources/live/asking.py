"""What is asked of AWS, and what comes back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from vpclint.sources.live.operations import MOST_VALUES, Operation

OK, DENIED, THROTTLED, TIMEOUT, FAILED = "ok", "denied", "throttled", "timeout", "failed"
"""How a call can end, as the header of a snapshot says it."""


class Ask(Struct, frozen=True):
    """One question: an operation with its parameters, and as many pages as it takes.

    Attributes:
        operation: what is called.
        parameters: of the first page.
        subject: the id of the only record that the answer tells of; empty where it may tell of any.
        region: where to ask, if not in the Region that is collected.
        needs: the members without which the answer says nothing, beside those that the operation needs.
    """

    operation: Operation
    parameters: Mapping[str, Any] = {}
    subject: str = ""
    region: str = ""
    needs: tuple[str, ...] = ()


class Answer(Struct, frozen=True):
    """What became of a question.

    Attributes:
        ask: the question.
        records: of all pages that came, where the operation lists records; else the answer alone.
        outcome, detail: how it ended, as the header says it; the detail is an error's code, never its text.
        calls: how many requests were answered, or refused, one for each page.
    """

    ask: Ask
    records: Sequence[Any] = ()
    outcome: str = OK
    detail: str = ""
    calls: int = 1

    @property
    def only(self) -> Mapping[str, Any]:
        """The answer, where it is no list; nothing where the call failed."""
        return self.records[0] if self.records else {}


def listed(operation: Operation, by: str = "", values: Iterable[str] | None = None) -> Iterator[Ask]:
    """The questions for all records of an operation, or for those that a filter lets through.

    Args:
        operation: one that lists.
        by: the name of the filter.
        values: what it lets through, in questions of as many as a filter takes; None for all records.
    """
    page = {"MaxResults": operation.page} if operation.page else {}
    if values is None or not by:
        yield Ask(operation, page)
        return
    wanted = sorted(values)
    for start in range(0, len(wanted), MOST_VALUES):
        filtered = [{"Name": by, "Values": wanted[start : start + MOST_VALUES]}]
        yield Ask(operation, {**page, operation.filters: filtered})
