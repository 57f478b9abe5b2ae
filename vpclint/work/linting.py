"""A run over policy documents alone: read them, ask the rules about policies, and report."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.aws.partitions import partition_of
from vpclint.engine.folding import worst_first
from vpclint.engine.policies import linted as outcomes_of
from vpclint.engine.policies import mended
from vpclint.engine.remedies import Remedy, remedy_of
from vpclint.engine.rule import Rule
from vpclint.engine.shipped import read_all
from vpclint.errors import InputError, UsageError
from vpclint.finding import Finding
from vpclint.policy.document import type_named
from vpclint.policy.written import WrittenPolicy
from vpclint.report.found import error_report, findings_of, location
from vpclint.report.linted import LintReport, build
from vpclint.settings import Settings
from vpclint.sources.files import read
from vpclint.sources.policy import policy_in
from vpclint.text.reading import decode
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
        UsageError: the standard input is named more than once.
    """
    if question.files.count(STDIN) > 1:
        raise UsageError("the standard input holds one text, it is named more than once")
    texts = SourceTexts()
    policies, errors = [], []
    for file in dict.fromkeys(question.files):
        try:
            policies.append(_read(file, question, texts))
        except InputError as error:
            errors.append(error)
    return _linted(policies, errors, texts, settings or Settings())


def fixed(question: LintQuestion) -> Fixed:
    """The only policy that is named as it was meant to be, or why that can't be told.

    Raises:
        InputError: it can't be read.
    """
    from vpclint.policy.repair import Doubt  # noqa: PLC0415 - a repair is seldom asked for

    [file] = question.files
    texts = SourceTexts()
    policy = _read(file, question, texts)
    found = _linted([policy], (), texts, Settings())
    outcome = mended(policy, read_all())
    if not isinstance(outcome, Doubt):
        return Fixed(outcome, "", found)
    place = location(texts, policy.place(outcome.span)) if outcome.span else None
    where = f"{place.file}:{place.line}:{place.column}: " if place else ""
    return Fixed(None, f"{where}{outcome.message}", found)


def _linted(
    policies: Sequence[WrittenPolicy], errors: Sequence[InputError], texts: SourceTexts, settings: Settings
) -> Linted:
    rules = {rule.name: rule for rule in read_all()}
    outcomes = tuple(outcomes_of(policies, rules.values(), settings))
    said = sorted((finding for each in outcomes for finding in each.said), key=worst_first)
    findings = findings_of(said, partial(location, texts), partial(_remedy, rules))
    asked = tuple(rule for rule in rules.values() if rule.asked_of == "policy")
    return Linted(build(outcomes, findings, tuple(map(error_report, errors))), texts, asked)


def _read(file: str, question: LintQuestion, texts: SourceTexts) -> WrittenPolicy:
    """The policy in a file.

    Raises:
        InputError: it can't be read, or holds something else.
    """
    name = STDIN_NAME if file == STDIN else file
    data = (sys.stdin.buffer.read() if sys.stdin else b"") if file == STDIN else read(file)
    texts.add(name, data)
    named, gateway = type_named(question.policy_type)
    policy = policy_in(name, decode(data), named)
    if policy.strange:
        raise InputError(policy.strange, name)
    return structs.replace(policy, gateway=gateway or policy.gateway, partition=partition_of(question.region))


def _remedy(rules: dict[str, Rule], finding: Finding) -> Remedy | None:
    named = {"file": STDIN} if finding.values.get("file") == STDIN_NAME else {}
    return remedy_of(rules[finding.rule].remedies, finding.values | named)
