"""What can be wrong with a text, and where."""

from enum import StrEnum

from msgspec import Struct

from vpclint.text.nodes import Node, Span

PROBLEM_LIMIT = 1000
"""After so many problems a text is given up: whatever it is, it is not a damaged document."""


class ProblemKind(StrEnum):
    """The diagnoses of the readers of JSON and YAML."""

    ALIAS_EXPANSION = "alias-expansion"
    BYTE_ORDER_MARK = "byte-order-mark"
    COMMENT = "comment"
    CONTROL_CHARACTER = "control-character"
    DUPLICATE_KEY = "duplicate-key"
    ENCODING = "encoding"
    INVALID_ESCAPE = "invalid-escape"
    INVALID_NUMBER = "invalid-number"
    MISSING_COLON = "missing-colon"
    MISSING_COMMA = "missing-comma"
    NOT_A_NUMBER = "not-a-number"
    NUMBER_TOO_LONG = "number-too-long"
    PYTHON_LITERAL = "python-literal"
    SECOND_DOCUMENT = "second-document"
    SINGLE_QUOTES = "single-quotes"
    SMART_QUOTES = "smart-quotes"
    TAB_INDENTATION = "tab-indentation"
    TOO_DEEP = "too-deep"
    TRAILING_COMMA = "trailing-comma"
    TRUNCATED = "truncated"
    UNEXPECTED = "unexpected"
    UNQUOTED_KEY = "unquoted-key"


class Problem(Struct, frozen=True):
    """One thing that is wrong with a text.

    Attributes:
        kind: the diagnosis.
        message: what was found and what was expected, safe to print.
        span: where it stands.
        related: other places that explain it, each with its note.
    """

    kind: ProblemKind
    message: str
    span: Span
    related: tuple[tuple[Span, str], ...] = ()


class Parsed(Struct, frozen=True):
    """A text as far as it could be read.

    Attributes:
        roots: the documents in it, one after the other.
        problems: everything that is wrong with it, in the order of the text; without any, the roots are exact.
    """

    roots: tuple[Node, ...]
    problems: tuple[Problem, ...]


class Problems:
    """Collects what is wrong with one text, up to a bound that hostile texts reach."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, kind: ProblemKind, message: str, span: Span, *related: tuple[Span, str]) -> None:
        """Notes a problem; the one after the last that is kept says instead that reading ends there."""
        if len(self._found) < PROBLEM_LIMIT:
            self._found.append(Problem(kind, message, span, related))
        elif not self.full:
            given_up = f"{PROBLEM_LIMIT:,} problems stand before this place, the rest of the text is not read"
            self._found.append(Problem(ProblemKind.UNEXPECTED, given_up, Span(span.start, span.start)))

    @property
    def full(self) -> bool:
        """Whether the bound is passed, so that reading on is of no use."""
        return len(self._found) > PROBLEM_LIMIT

    def found(self) -> tuple[Problem, ...]:
        """The problems in the order of the text."""
        return tuple(sorted(self._found, key=lambda problem: problem.span.start))
