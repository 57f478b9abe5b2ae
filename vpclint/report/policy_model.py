"""The answer to a question about policies as data: what `vpclint policy allows --format json` prints."""

from msgspec import Struct

from vpclint.report.found import Location
from vpclint.report.path_model import MissingReport

SCHEMA_VERSION = 1


class ElementReport(Struct, frozen=True, omit_defaults=True):
    """An element of a statement, such as `Resource`, and whether it holds: `pass`, `fail` or `unknown`."""

    element: str
    verdict: str
    location: Location


class StatementReport(Struct, frozen=True, omit_defaults=True):
    """A statement, and whether it applies to the request.

    Attributes:
        policy: what the policy is attached to.
        statement: its name in quotation marks, or its number from 1.
        effect: `Allow` or `Deny`; empty where that can't be told.
        verdict: `pass` where it applies, `fail` where it does not, else `unknown`.
        elements: those that were looked at, up to the first that does not hold.
    """

    policy: str
    statement: str
    effect: str
    verdict: str
    location: Location
    elements: tuple[ElementReport, ...] = ()


class BlockReport(Struct, frozen=True, omit_defaults=True):
    """A policy that stops a request, and how: `explicitly denied` or `implicitly denied`."""

    policy: str
    how: str


class WitnessReport(Struct, frozen=True, omit_defaults=True):
    """A request that shows that something is not so of all.

    Attributes:
        decision: what becomes of it, as for a single request.
        context: the condition keys that had to be given a value, since the question gives none; null for an absent one.
        invented: AWS is not known to have the action, but may add it.
    """

    decision: str
    action: str
    resource: str
    principal: str
    context: dict[str, str | list[str] | None] = {}
    invented: bool = False


class AnswerReport(Struct, frozen=True, omit_defaults=True):
    """What becomes of one request, or of all that match.

    Attributes:
        verdict: of the question: `pass`, `fail` or `unknown`.
        decision: `allowed`, `explicitly denied`, `implicitly denied` or `unknown`; of all requests that match, `proven
            allowed`, `proven denied`, `partly allowed` or `unknown`.
        sentence: the answer in words.
        blocked_by: what stops the request.
        decided_by: the statements that decide, or may.
        missing: what would have to be known for an answer.
        trace: every statement of every policy that was asked; for all requests that match, of the one that decides.
        witnesses: for all requests that match, one that is allowed and one that is denied, where there are such.
    """

    action: str
    resource: str
    verdict: str
    decision: str
    sentence: str
    blocked_by: tuple[BlockReport, ...] = ()
    decided_by: tuple[StatementReport, ...] = ()
    missing: tuple[MissingReport, ...] = ()
    trace: tuple[StatementReport, ...] = ()
    witnesses: tuple[WitnessReport, ...] = ()


class PolicyReport(Struct, frozen=True):
    """The answer to a question about policies.

    Attributes:
        question: `allows` or `denies`.
        verdict: `pass` where it is so of every request, `fail` where it is not of one, else `unknown`.
        not_examined: what could decide otherwise and was not given.
    """

    schema_version: int
    vpclint: str
    question: str
    verdict: str
    principal: str
    answers: tuple[AnswerReport, ...]
    not_examined: tuple[str, ...]
