"""All rules, by name: read from the index that an installed vpclint carries, or from `rules/` in a source tree."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import translate
from functools import cached_property

from vpclint.algebra.ports import PortSet
from vpclint.engine.rule import Rule
from vpclint.engine.shipped import read_all
from vpclint.errors import ConfigurationError, UsageError
from vpclint.finding import Severity
from vpclint.network.assumed import Assumed
from vpclint.settings import Assumption, OptionValue, Settings
from vpclint.text.moments import read_length
from vpclint.text.nodes import pointer
from vpclint.truth import known


class Catalogue:
    """The rules of a run, in the order of their families and names."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = {rule.name: rule for rule in rules}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def get(self, name: str) -> Rule | None:
        """The rule of this name."""
        return self._rules.get(name)

    @cached_property
    def _selectors(self) -> list[str]:
        return sorted({*self._rules, *(rule.family for rule in self)})

    def matching(self, pattern: str, place: str | None = None) -> tuple[Rule, ...]:
        """The rules that a name, a family or a glob means.

        Args:
            pattern: one of them.
            place: where it stands in the settings, as a JSON pointer.

        Raises:
            UsageError: it means none; the message names the nearest one that exists.
        """
        found = self.meant(pattern)
        if not found:
            hint = nearest(pattern, self._selectors) or ": see vpclint rules"
            raise UsageError(f"no rule or family is called {pattern!r}{hint}", pointer=place)
        return found

    def meant(self, pattern: str) -> tuple[Rule, ...]:
        """The rules that a name, a family or a glob means; none where it means nothing."""
        matches = re.compile(translate(pattern)).match
        return tuple(rule for rule in self if pattern == rule.family or matches(rule.name))

    def selected(self, settings: Settings) -> tuple[Rule, ...]:
        """The rules that the settings select and do not ignore; what is asked of the whole run goes with every choice.

        Raises:
            UsageError: a pattern means no rule.
        """
        chosen, ignored = self._named("select", settings.select), self._named("ignore", settings.ignore)
        everything = not settings.select
        return tuple(
            rule
            for rule in self
            if rule.name not in ignored and (everything or rule.name in chosen or rule.asked_of == "run")
        )

    def _named(self, key: str, patterns: tuple[str, ...]) -> set[str]:
        """The names of the rules that the patterns of a setting mean."""
        return {
            rule.name for index, pattern in enumerate(patterns) for rule in self.matching(pattern, pointer(key, index))
        }

    def options(self, settings: Settings) -> Mapping[str, Mapping[str, OptionValue]]:
        """The value of each option of each rule.

        Raises:
            ConfigurationError: a setting is for no rule, for none of its options, or none of the option's values; with
                its pointer.
        """
        for name, values in settings.rules.items():
            self._check(name, values)
        return {
            rule.name: {
                name: settings.rules.get(rule.name, {}).get(name, option.default)
                for name, option in rule.options.items()
            }
            for rule in self
        }

    def _check(self, name: str, values: Mapping[str, OptionValue]) -> None:
        rule = self.get(name)
        if rule is None:
            hint = nearest(name, self._rules)
            raise ConfigurationError(f"[rules.{name}] is for no rule{hint}", pointer=pointer("rules", name))
        for key, value in values.items():
            refusal = _refusal(rule, key, value)
            if refusal:
                raise ConfigurationError(refusal, pointer=pointer("rules", name, key))

    def assumptions(self, settings: Settings) -> tuple[Assumed, ...]:
        """What the user settles beside the state.

        Raises:
            ConfigurationError: an answer is for no rule that is asked about resources, or contradicts another one; with
                its pointer.
        """
        answers: dict[tuple[str, str], str] = {}
        for index, each in enumerate(settings.assume):
            self._check_assumption(each, pointer("assume", index))
            if answers.setdefault((each.rule, each.resource), each.answer) != each.answer:
                message = f"{each.rule} of {each.resource} is answered with yes and with no"
                raise ConfigurationError(message, pointer=pointer("assume", index, "answer"))
        return tuple(
            Assumed(each.rule, each.resource, known(each.answer == "yes"), each.reason) for each in settings.assume
        )

    def _check_assumption(self, assumption: Assumption, place: str) -> None:
        rule = self.get(assumption.rule)
        if rule is None:
            message = f"no rule is called {assumption.rule!r}{nearest(assumption.rule, self._rules)}"
            raise ConfigurationError(message, pointer=f"{place}/rule")
        if rule.asked_of != "case":
            raise ConfigurationError(f"{rule.name} asks about no resource: nothing settles it", pointer=f"{place}/rule")


def _refusal(rule: Rule, key: str, value: OptionValue) -> str:
    """What is wrong with an option of a rule; nothing if all is well."""
    if key == "severity":
        known = value in [severity.value for severity in Severity]
        return "" if known else f"severity of [rules.{rule.name}] is {value!r}, not error, warning or note"
    if key == "locked":
        return "" if isinstance(value, bool) else f"locked of [rules.{rule.name}] is {value!r}, not true or false"
    if key not in rule.options:
        named = ["severity", "locked", *rule.options]
        return f"[rules.{rule.name}] has no option {key!r}, only {', '.join(named)}{nearest(key, named)}"
    default = rule.options[key].default
    if type(value) is not type(default):
        return f"option {key} of [rules.{rule.name}] is {value!r}, not {_KINDS[type(default)]}"
    reader, wanted = _FORMS.get(key, (str, ""))
    try:
        reader(str(value))
    except ValueError:
        return f"option {key} of [rules.{rule.name}] is {value!r}, not {wanted}"
    return ""


_KINDS = {bool: "true or false", int: "a whole number", str: "a text"}

_FORMS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "ports": (PortSet.parse, "a list of ports from 0 to 65535, such as 22, 1024-65535"),
    "max-age": (read_length, "a number of days or hours, such as 30d or 12h"),
}
"""What reads the options of a name that says more than their type, and what it takes."""


def nearest(name: str, names: Iterable[str]) -> str:
    """What was probably meant, as the end of a sentence."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong name needs it

    near = get_close_matches(name, names, 1)
    return f", did you mean {near[0]}?" if near else ""


def load() -> Catalogue:
    """The rules that ship with vpclint.

    Raises:
        RuleError: a rule's file is broken, or there are no rules where they should be.
    """
    return Catalogue(read_all())
