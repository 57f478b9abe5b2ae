"""What a check says: types only.

A check yields findings: what it proves to be wrong (`fail`), or what it would have to know to say so (`unknown`).
Which rule a finding belongs to and how severe that rule is by configuration is stamped on it by the engine.
"""

from datetime import date
from enum import Enum
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from vpclint.truth import NOTHING_MISSING, Answer, Facts

LIVE = "aws:"
"""How a state is called that AWS has told and no file holds: by its Region, and the account before it."""


class Severity(Enum):
    """How much a finding weighs: an error means that the job will not work."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return _RANKS[self]

    def no_worse_than(self, limit: "Severity") -> "Severity":
        """This severity, or the limit where the limit is milder."""
        return max(self, limit, key=lambda severity: severity.rank)


_RANKS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Place(Struct, frozen=True, gc=False):
    """Where something stands: a value in a file, by JSON pointer (RFC 6901), and what is to be seen there.

    Line and column are not known here: they are looked up only for what is printed.

    Attributes:
        file, pointer: of the value.
        note: what is to be seen.
        span: the part that is meant, in code points from the first up to, not with, the last; None where it is all
            of the value. Without a pointer it is a part of the file's text, less a byte order mark; with one a part of
            the value: of what a string stands for, and of how anything else is written.
    """

    file: str
    pointer: str = ""
    note: str = ""
    span: tuple[int, int] | None = None


class Affected(Struct, frozen=True, gc=False):
    """A job, the need of it that is hit (empty for the job as a whole) and the subnets in which it is.

    Where no job was named, it is a VPC instead, and what any job in it would need.
    """

    job: str | UnsetType = UNSET
    need: str = ""
    subnets: tuple[str, ...] = ()
    vpc: str | UnsetType = UNSET

    @property
    def whose(self) -> str:
        """The name of the job, or the id of the VPC."""
        return self.job or self.vpc or ""


class Suppression(Struct, frozen=True, kw_only=True):
    """That somebody has decided to live with findings, and why.

    Attributes:
        rules: names, families or globs, as they are written.
        reason: why it is no fault.
        place: where it stands.
        line: of the file of the place, that a comment is about, from 1; 0 for an entry of a file of its own.
        resource, path: globs; empty where any is meant. A path leads from the folder of the file of entries.
        owner: who answers for it; empty where nobody is named.
        expires: the last day on which it holds, in UTC; None where it holds for good.
    """

    rules: tuple[str, ...]
    reason: str
    place: Place
    line: int = 0
    resource: str = ""
    path: str = ""
    owner: str = ""
    expires: date | None = None

    @property
    def kind(self) -> Literal["inSource", "external"]:
        """Whether it is a comment beside what it is about, or an entry of a file of its own, in the words of SARIF."""
        return "inSource" if self.line else "external"

    def expired(self, today: date) -> bool:
        """Whether it holds no more."""
        return self.expires is not None and today > self.expires


class Standing(Struct, frozen=True):
    """The suppressions of a run, once all findings are known.

    Attributes:
        given: all of them, in the order of their files.
        unused: those that hold, and suppress nothing that was asked.
        today: the day of the run, in UTC.
    """

    given: tuple[Suppression, ...]
    unused: tuple[Suppression, ...]
    today: date


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that a rule has to say.

    Attributes:
        status: `FAIL` where it is proved, `UNKNOWN` where `facts` would decide it.
        message: one sentence, lower case, subject first, observed and required value; empty for an open question.
        resource: the id of the resource that has to change, or the member of the request.
        severity: given by a check only where this case is milder than its rule; the engine fills it in.
        places: the primary place first, then related ones.
        notes: reasons and arithmetic, a sentence each.
        affects: what it breaks; empty where the engine shall name the job as a whole, and for what is said of a state.
        values: what the remedies of the rule name in braces, unquoted; several values of one name as a tuple.
        facts: for an open question, what would decide it.
        leaves_open: the rules that can't be answered for want of a fact.
        discriminator: tells apart two findings of one rule on one resource; the message where it is empty.
        rule: the rule's name; stamped by the engine.
        scope: the account and Region of the state that it was found in; stamped by the engine.
        suppressed: by what it is suppressed; stamped by the engine.
        known: whether the baseline holds it, None where there is no baseline; stamped by the engine.
    """

    status: Answer = Answer.FAIL
    message: str = ""
    resource: str = ""
    severity: Severity | None = None
    places: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()
    affects: tuple[Affected, ...] = ()
    values: dict[str, str | tuple[str, ...]] = {}
    facts: Facts = NOTHING_MISSING
    leaves_open: tuple[str, ...] = ()
    discriminator: str = ""
    rule: str = ""
    scope: str = ""
    suppressed: Suppression | None = None
    known: bool | None = None


def open_question(
    facts: Facts,
    *,
    resource: str = "",
    severity: Severity | None = None,
    places: tuple[Place, ...] = (),
    affects: tuple[Affected, ...] = (),
    notes: tuple[str, ...] = (),
) -> Finding:
    """A finding that says: these facts would decide it."""
    return Finding(
        status=Answer.UNKNOWN,
        facts=facts,
        resource=resource,
        severity=severity,
        places=places,
        affects=affects,
        notes=notes,
    )
