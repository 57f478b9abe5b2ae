"""What a team knew to be wrong when it began to look: findings that are marked, and fail no run."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import Struct, structs

from vpclint.checks.input import untold
from vpclint.engine.suppressing import FACT_MISSING
from vpclint.finding import Finding, Severity
from vpclint.text.paths import relative
from vpclint.truth import Answer, Fact, Facts


class Key(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """What names a finding for good, whatever jobs it breaks and wherever it stands in a file.

    Attributes:
        rule: its name; of what an open question lacks, `fact-missing`.
        scope: the account and Region, as `123456789012/eu-central-1`; empty for a policy document.
        resource: the id of the resource; a file by its path from the folder of the baseline.
        discriminator: what tells it apart from others of the rule on the resource.
    """

    rule: str
    scope: str
    resource: str
    discriminator: str


class Known(Key, frozen=True, order=False, forbid_unknown_fields=True):
    """A finding of a baseline; one that is worse now than its severity is new. Its message is for those who read it."""

    severity: Severity = Severity.ERROR
    message: str = ""

    @property
    def key(self) -> Key:
        """What names it."""
        return Key(self.rule, self.scope, self.resource, self.discriminator)


class BaselineFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of a baseline: what it holds, in order."""

    schema_version: int
    findings: tuple[Known, ...]


SCHEMA_VERSION = 1


class Baseline:
    """Knows findings.

    Attributes:
        known: what it holds.
        folder: that of its file, an absolute path.
    """

    def __init__(self, known: Iterable[Known], folder: str, locked: Collection[str] = ()) -> None:
        """A baseline; of the rules that are locked it knows nothing."""
        self.known = tuple(known)
        self._severities = {each.key: each.severity for each in written(self.known)}
        self.folder = folder
        self._locked = locked

    def knows(self, finding: Finding) -> bool:
        """Whether it holds a finding; of an open question, all that it lacks, unless its rule is locked."""
        return finding.rule not in self._locked and all(
            self._holds(each.key, each.severity) for each in self.entries(finding)
        )

    def knowing(self, questions: Iterable[Finding]) -> Callable[[Facts], bool]:
        """Tells whether it holds that facts are missing, wherever one of these questions lacks them."""
        scopes: dict[Fact, set[tuple[str, Severity]]] = {}
        needed: set[Fact] = set()
        for question in questions:
            needed |= question.facts if question.rule in self._locked else set()
            for fact in question.facts:
                scopes.setdefault(fact, set()).add((question.scope, question.severity or Severity.ERROR))
        return lambda facts: (
            needed.isdisjoint(facts)
            and all(self._holds(_key_of(fact, scope), severity) for fact in facts for scope, severity in scopes[fact])
        )

    def marked(self, finding: Finding) -> Finding:
        """The finding, with whether it is known."""
        return structs.replace(finding, known=self.knows(finding))

    def _holds(self, key: Key, severity: Severity) -> bool:
        """Whether it holds something, and as no milder than it is now."""
        known = self._severities.get(key)
        return known is not None and known.rank <= severity.rank and key.rule not in self._locked

    def entries(self, finding: Finding) -> Iterator[Known]:
        """What a baseline would hold of a finding."""
        if finding.status is Answer.UNKNOWN:
            yield from (_missing(fact, finding) for fact in sorted(finding.facts))
            return
        files = sorted({place.file for place in finding.places if place.file}, key=len, reverse=True)
        yield Known(
            finding.rule,
            finding.scope,
            self._portable(finding.resource, files),
            self._portable(finding.discriminator or finding.message, files),
            finding.severity or Severity.ERROR,
            finding.message,
        )

    def _portable(self, text: str, files: Iterable[str]) -> str:
        """The text, in which the files of a finding have the names that they have from the folder of the baseline."""
        for file in files:
            text = text.replace(file, relative(file, self.folder))
        return _writable(text)


_INDEX = re.compile(r"\[\d+\]")
"""Where a member of a record stands in a list: AWS tells lists in no order that holds."""


def _key_of(fact: Fact, scope: str) -> Key:
    told = _INDEX.sub("[]", fact.subject or untold(fact))
    return Key(FACT_MISSING, scope, _writable(fact.record or fact.key), _writable(told))


def _writable(text: str) -> str:
    """The text as a file can hold it: a lone surrogate is written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()


def _missing(fact: Fact, question: Finding) -> Known:
    severity = question.severity or Severity.ERROR
    key = _key_of(fact, question.scope)
    return Known(key.rule, key.scope, key.resource, key.discriminator, severity, untold(fact))


def written(known: Iterable[Known]) -> tuple[Known, ...]:
    """What a baseline holds, in order, each key once with the worst severity that it comes with."""
    worst: dict[Key, Known] = {}
    for each in sorted(known, key=_weight):
        worst.setdefault(each.key, each)
    return tuple(worst[key] for key in sorted(worst))


def _weight(known: Known) -> tuple[Key, int, str]:
    return known.key, known.severity.rank, known.message
