"""The error messages that people meet, and what is behind each: the rules that name it, or words.

A message stands in the files of the rules that find its cause before the job runs (`error-text`). What no rule
decides, or needs words beside the rules, stands in `rules/messages.yaml`, and nowhere else.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from vpclint.engine import catalogue, shipped
from vpclint.engine.catalogue import Catalogue
from vpclint.engine.rule import Name, Part, Rule, Text
from vpclint.errors import RuleError
from vpclint.finding import Severity
from vpclint.text.excerpts import Index, Message, excerpt, message

SCHEMA_VERSION = 1


class Told(Part, frozen=True, kw_only=True):
    """Messages that are explained in words: an item of `rules/messages.yaml`.

    Attributes:
        error_text: the messages; `…` stands for what differs.
        title: what is wrong, as a sentence without a full stop.
        why: how it comes to the message.
        remedy: what to do.
        rules: the names of rules that find a cause of it, though it is not their own message.
        options: of `vpclint check`, without which it does not ask for what the message is about.
        references: addresses of documentation.
    """

    error_text: Annotated[tuple[Text, ...], Meta(min_length=1)]
    title: Text
    why: Text
    remedy: Text
    rules: tuple[Name, ...] = ()
    options: tuple[Text, ...] = ()
    references: tuple[Text, ...] = ()


class RuleBehind(Struct, frozen=True):
    """A rule that finds a cause of a message before the job runs."""

    name: str
    severity: Severity
    title: str


class Words(Struct, frozen=True):
    """What is behind a message, where a rule's page does not say it."""

    title: str
    why: str
    remedy: str
    references: tuple[str, ...]


class Match(Struct, frozen=True):
    """A message that stands in a text.

    Attributes:
        message: as it is known; `…` stands for what differs.
        held: how many of its words the text holds.
        words: how many it has.
        rules: those that find a cause of it, the worst first.
        explanations: what no rule says of it.
        command: what decides it before the next run; empty without rules.
        options: those of the command that say what else to ask.
    """

    message: str
    held: int
    words: int
    rules: tuple[RuleBehind, ...]
    explanations: tuple[Words, ...]
    command: str
    options: tuple[str, ...] = ()


class Explanation(Struct, frozen=True):
    """Everything that is known of a text, the best match first."""

    matches: tuple[Match, ...]
    schema_version: int = SCHEMA_VERSION


class _Known:
    """One message with everything that is behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rules: dict[str, Rule] = {}
        self.told: list[Told] = []

    def match(self, held: int, words: int) -> Match:
        """The message as a match."""
        rules = sorted(self.rules.values(), key=lambda rule: (rule.severity.rank, rule.name))
        options = dict.fromkeys(option for each in self.told for option in each.options)
        return Match(
            self.text,
            held,
            words,
            tuple(RuleBehind(rule.name, rule.severity, rule.title) for rule in rules),
            tuple(Words(each.title, each.why, each.remedy, each.references) for each in self.told),
            " ".join(("vpclint check STATE JOB", *options)) if rules else "",
            tuple(options),
        )


class Messages:
    """All messages that are known."""

    def __init__(self, rules: Catalogue, told: Iterable[Told]) -> None:
        self._known: dict[tuple[tuple[str, ...], frozenset[int]], _Known] = {}
        self._messages: list[Message] = []
        for rule in rules:
            for known in self._all(rule.error_text):
                known.rules[rule.name] = rule
        for each in told:
            for known in self._all(each.error_text):
                known.told.append(each)
                known.rules |= {name: _named(rules, name) for name in each.rules}

    def _all(self, texts: Iterable[str]) -> Iterator[_Known]:
        """The messages of these texts; those of the same words are one."""
        for text in texts:
            parsed = message(text)
            key = (parsed.words, parsed.gaps)
            if key not in self._known:
                self._known[key] = _Known(" ".join(text.split()))
                self._messages.append(parsed)
            yield self._known[key]

    def listed(self) -> Explanation:
        """Every message, in the order of its text."""
        return Explanation(tuple(sorted(self._matches({}), key=lambda match: match.message)))

    def explain(self, text: str) -> Explanation:
        """The messages that the text holds or is cut out of, the one of most words first, then by severity."""
        held = Index(self._messages).find(excerpt(text))
        return Explanation(tuple(sorted((match for match in self._matches(held) if match.held), key=_rank)))

    def _matches(self, held: Mapping[int, int]) -> Iterator[Match]:
        for number, (parsed, known) in enumerate(zip(self._messages, self._known.values(), strict=True)):
            yield known.match(held.get(number, 0), len(parsed.words))


def _named(rules: Catalogue, name: str) -> Rule:
    rule = rules.get(name)
    if rule is None:
        raise RuleError(f"a message is explained by a rule that does not exist: {name}")
    return rule


def _rank(match: Match) -> tuple[int, int, str]:
    worst = min((rule.severity.rank for rule in match.rules), default=len(Severity))
    return -match.held, worst, match.message


def load() -> Messages:
    """The messages that ship with vpclint.

    Raises:
        RuleError: a file of them is broken or missing.
    """
    return Messages(catalogue.load(), shipped.load_as(tuple[Told, ...], "messages"))
