"""A run over policy documents alone: read them, ask the rules about policies, and report."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.aws.partitions import is_region, partition_of
from vpclint.engine.folding import worst_first
from vpclint.engine.policies import PolicyOutcome, mended, unblamed
from vpclint.engine.policies import linted as outcomes_of
from vpclint.engine.remedies import Remedy, remedy_of
from vpclint.engine.rule import Rule
from vpclint.engine.shipped import read_all
from vpclint.errors import InputError, UsageError
from vpclint.finding import Finding
from vpclint.policy.document import type_named
from vpclint.policy.reading import glanced
from vpclint.policy.written import WrittenPolicy
from vpclint.report.found import error_report, findings_of, location
from vpclint.report.linted import LintReport, build
from vpclint.settings import Settings
from vpclint.sources.files import read
from vpclint.sources.policy import check_length, policy_in
from vpclint.text.escape import quoted
from vpclint.text.reading import Decoded, decode
from vpclint.text.sources import SourceTexts, Texts

if TYPE_CHECKING:
    from vpclint.policy.repair import Repaired

STDIN = "-"
STDIN_NAME = "standard input"


class LintQuestion(Struct, frozen=True):
    """What is asked.

    Attributes:
        files: their names; `-` is the standard input.
        policy_type: what the documents are attached to: `endpoint`, `gateway-endpoint`, `bucket`, `identity` or
            `other`; empty where that is to be told by content and name.
        region: that they are for; empty where that is not known.
    """

    files: tuple[str, ...]
    policy_type: str = ""
    region: str = ""


class Linted(Struct, frozen=True):
    """The report, the texts that its places are in, and the rules that were asked."""

    report: LintReport
    texts: Texts
    rules: tuple[Rule, ...]


class Fixed(Struct, frozen=True):
    """What came of a repair.

    Attributes:
        policy: the repaired policy; None where there is none.
        doubt: what keeps it from being repaired, with its place.
        found: what is wrong with it.
    """

    policy: "Repaired | None"
    doubt: str
    found: Linted


def linted(question: LintQuestion, settings: Settings | None = None) -> Linted:
    """What is wrong with the documents; a file that can't be read costs itself alone.

    Raises:
        UsageError: the standard input is named more than once, or the Region is none.
    """
    if question.files.count(STDIN) > 1:
        raise UsageError("the standard input holds one text, it is named more than once")
    asked = _Asked(question, settings or Settings())
    errors = []
    for file in dict.fromkeys(question.files):
        try:
            asked.outcomes.append(asked.outcome(file))
        except InputError as error:
            errors.append(error)
    return asked.report(errors)


def fixed(question: LintQuestion) -> Fixed:
    """The only policy that is named as it was meant to be, or why that can't be told.

    Raises:
        InputError: it can't be read.
    """
    from vpclint.policy.repair import Doubt  # noqa: PLC0415 - a repair is seldom asked for

    [file] = question.files
    asked = _Asked(question, Settings())
    policy = asked.policy(*asked.text(file))
    asked.outcomes.append(asked.linted(policy))
    outcome, found = mended(policy, asked.rules), asked.report()
    if not isinstance(outcome, Doubt):
        return Fixed(outcome, "", found)
    place = location(asked.texts, policy.place(outcome.span)) if outcome.span else None
    where = f"{place.file}:{place.line}:{place.column}: " if place else ""
    return Fixed(None, f"{where}{outcome.message}", found)


class _Asked:
    """A question, the texts that were read for it, and what came out so far."""

    def __init__(self, question: LintQuestion, settings: Settings) -> None:
        self.settings = settings
        self.type, self.gateway = type_named(question.policy_type)
        if question.region and not is_region(question.region):
            raise UsageError(f"{quoted(question.region, 80)} is no Region, such as eu-central-1")
        self.partition = partition_of(question.region)
        self.rules = tuple(rule for rule in read_all() if rule.asked_of == "policy")
        self.texts = SourceTexts()
        self.outcomes: list[PolicyOutcome] = []

    def outcome(self, file: str) -> PolicyOutcome:
        """What came out for a file; its places are looked for only where something is wrong.

        Raises:
            InputError: it can't be read, or holds something else.
        """
        name, decoded = self.text(file)
        glance = None if decoded.problems else glanced(name, decoded.text, self.type)
        sound = unblamed(self._told(glance), self.rules, self.settings) if glance else None
        return sound or self.linted(self.policy(name, decoded))

    def text(self, file: str) -> tuple[str, Decoded]:
        """The name of a file in the report, and what it holds.

        Raises:
            InputError: it can't be read, or is far longer than any policy.
        """
        name = STDIN_NAME if file == STDIN else file
        data = (sys.stdin.buffer.read() if sys.stdin else b"") if file == STDIN else read(file)
        self.texts.add(name, data)
        decoded = decode(data)
        check_length(decoded.text, name)
        return name, decoded

    def policy(self, name: str, decoded: Decoded) -> WrittenPolicy:
        """The policy in a text, with every place.

        Raises:
            InputError: it holds something else.
        """
        policy = policy_in(name, decoded, self.type)
        if policy.strange:
            raise InputError(policy.strange, name)
        return self._told(policy)

    def _told(self, policy: WrittenPolicy) -> WrittenPolicy:
        """A policy, with what is said of all."""
        return structs.replace(policy, gateway=self.gateway or policy.gateway, partition=self.partition)

    def linted(self, policy: WrittenPolicy) -> PolicyOutcome:
        """What the rules say of a policy."""
        return next(outcomes_of([policy], self.rules, self.settings))

    def report(self, errors: Sequence[InputError] = ()) -> Linted:
        """What came out for all files."""
        rules = {rule.name: rule for rule in self.rules}
        said = sorted((finding for each in self.outcomes for finding in each.said), key=worst_first)
        findings = findings_of(said, partial(location, self.texts), partial(_remedy, rules))
        return Linted(build(self.outcomes, findings, tuple(map(error_report, errors))), self.texts, self.rules)


def _remedy(rules: dict[str, Rule], finding: Finding) -> Remedy | None:
    named = {"file": STDIN} if finding.values.get("file") == STDIN_NAME else {}
    return remedy_of(rules[finding.rule].remedies, finding.values | named)
