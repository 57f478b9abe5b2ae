"""A run over policy documents alone: read them, ask the rules about policies, and report."""

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from vpclint.engine.folding import worst_first
from vpclint.engine.policies import linted as outcomes_of
from vpclint.engine.remedies import Remedy, remedy_of
from vpclint.engine.rule import Rule
from vpclint.engine.shipped import read_all
from vpclint.errors import InputError, UsageError
from vpclint.finding import Finding
from vpclint.policy.document import PolicyType
from vpclint.policy.written import WrittenPolicy, written
from vpclint.report.found import error_report, findings_of, location
from vpclint.report.linted import LintReport, build
from vpclint.settings import Settings
from vpclint.sources.files import read
from vpclint.sources.policy import policy_in
from vpclint.text.reading import decode
from vpclint.text.sources import SourceTexts, Texts
from vpclint.truth import Answer

if TYPE_CHECKING:
    from vpclint.policy.repair import Repaired

GATEWAY = "gateway-endpoint"
STDIN = "-"
STDIN_NAME = "standard input"


class LintQuestion(Struct, frozen=True):
    """What is asked.

    Attributes:
        files: their names; `-` is the standard input.
        policy_type: what the documents are attached to: `endpoint`, `gateway-endpoint`, `bucket` or `identity`; empty
            where that is to be told by content and name.
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


def linted(question: LintQuestion, settings: Settings | None = None) -> Linted:
    """What is wrong with the documents; a file that can't be read costs itself alone.

    Raises:
        UsageError: the standard input is named more than once.
    """
    if question.files.count(STDIN) > 1:
        raise UsageError("the standard input holds one text, it is named more than once")
    settings, texts = settings or Settings(), SourceTexts()
    policies, errors = [], []
    for file in dict.fromkeys(question.files):
        try:
            policies.append(_read(file, question, texts))
        except InputError as error:
            errors.append(error)
    rules = {rule.name: rule for rule in read_all()}
    outcomes = tuple(outcomes_of(policies, rules.values(), settings))
    said = sorted((finding for each in outcomes for finding in each.said), key=worst_first)
    findings = findings_of(said, partial(location, texts), partial(_remedy, rules))
    asked = tuple(rule for rule in rules.values() if rule.asked_of == "policy")
    return Linted(build(outcomes, findings, tuple(map(error_report, errors))), texts, asked)


def fixed(question: LintQuestion) -> "Repaired | None":
    """The only policy that is named as it was meant to be; None where that can't be told, or an error is left in it.

    Raises:
        InputError: it can't be read.
    """
    from vpclint.policy.repair import repaired  # noqa: PLC0415 - a repair is seldom asked for

    [file] = question.files
    policy = _read(file, question, SourceTexts())
    found = repaired(policy)
    if found is None:
        return None
    after = structs.replace(
        written(policy.file, found.text, policy.kind), gateway=policy.gateway, partition=policy.partition
    )
    [outcome] = outcomes_of([after], read_all(), Settings())
    return found if outcome.verdict is Answer.PASS else None


def _read(file: str, question: LintQuestion, texts: SourceTexts) -> WrittenPolicy:
    name = STDIN_NAME if file == STDIN else file
    data = (sys.stdin.buffer.read() if sys.stdin else b"") if file == STDIN else read(file)
    texts.add(name, data)
    gateway = question.policy_type == GATEWAY
    named = PolicyType.ENDPOINT if gateway else PolicyType(question.policy_type) if question.policy_type else None
    policy = policy_in(name, decode(data), named)
    return structs.replace(policy, gateway=True if gateway else policy.gateway, partition=partition_of(question.region))


def partition_of(region: str) -> str:
    """The partition of a Region, by how the Region's name begins; empty for none."""
    return next((name for begin, name in _PARTITIONS if region.startswith(begin)), "aws") if region else ""


_PARTITIONS: Sequence[tuple[str, str]] = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("eu-isoe-", "aws-iso-e"),
    ("us-iso-", "aws-iso"),
    ("eusc-", "aws-eusc"),
)
"""Source: botocore's partitions.json."""


def _remedy(rules: dict[str, Rule], finding: Finding) -> Remedy | None:
    return remedy_of(rules[finding.rule].remedies, finding.values)
