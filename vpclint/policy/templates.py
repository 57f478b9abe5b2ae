"""Strings of a policy in which `${…}` stands for a value of the request.

Source: the IAM user guide, "IAM policy elements: Variables and tags".
"""

import re

from msgspec import Struct

from vpclint.algebra.patterns import Pattern, Token
from vpclint.policy.values import Absent, Context, Known, empty, untold
from vpclint.truth import NOTHING_MISSING, Fact, Facts

VARIABLE = r"\$\{([*?$]|[^${}*?,]+)(?:, '([^']*)')?\}"
"""How a variable is written, or a character that would be a wildcard: its name, and what stands for no value."""
_LITERALS = frozenset("*?$")
ANYTHING = Pattern((Token(many=True),))


class Variable(Struct, frozen=True):
    """A condition key whose value stands here, and what stands here where the request has none."""

    key: str
    default: str | None = None


class Filled(Struct, frozen=True):
    """A template with the values of a request in it.

    Attributes:
        patterns: the least and the most that it may match, the same where all values are known; None for nothing.
        facts: what would tell which of the two.
    """

    least: Pattern | None
    most: Pattern | None
    facts: Facts = NOTHING_MISSING


class Template(Struct, frozen=True):
    """A text of a policy as patterns with variables between them."""

    parts: tuple[Pattern | Variable, ...]

    @property
    def fixed(self) -> Pattern | None:
        """The pattern, where there are no variables."""
        whole = Pattern()
        for part in self.parts:
            if isinstance(part, Variable):
                return None
            whole += part
        return whole

    def filled(self, context: Context) -> Filled:
        """The template with the values of a request.

        What is put in stands for itself, also where it looks like a wildcard. A key without a value, or with several,
        makes the whole match nothing. Where the value is not known, it lies between nothing and everything.
        """
        least: Pattern | None = Pattern()
        most = Pattern()
        facts: set[Fact] = set()
        for part in self.parts:
            low, high = (part, part) if isinstance(part, Pattern) else _value(part, context)
            if high is None:
                return Filled(None, None)
            if isinstance(part, Variable) and low is None:
                facts.add(empty(part.key) if isinstance(context[part.key], Known) else untold(part.key))
            least = None if least is None or low is None else least + low
            most += high
        return Filled(least, most, frozenset(facts))


def _value(variable: Variable, context: Context) -> tuple[Pattern | None, Pattern | None]:
    """The least and the most that stands for a variable."""
    value = context[variable.key]
    if isinstance(value, Absent):
        default = None if variable.default is None else Pattern.exact(variable.default)
        return default, default
    if isinstance(value, Known) and value.is_empty_text:
        return None, Pattern() if variable.default is None else ANYTHING
    if isinstance(value, Known):
        exact = Pattern.exact(*value.values) if len(value.values) == 1 and not value.several else None
        return exact, exact
    return None, ANYTHING


def template(text: str, *, wildcards: bool, variables: bool, within: bool = False) -> Template:
    """A text of a policy.

    Args:
        text: as it is written.
        wildcards: `*` and `?` are wildcards.
        variables: `${…}` is a variable, and `${*}` the character itself: in version 2012-10-17.
        within: wildcards take no colon.
    """

    def plain(piece: str) -> Pattern:
        return Pattern.glob(piece, within=within) if wildcards else Pattern.exact(piece)

    if not variables or "${" not in text:
        return Template((plain(text),))
    parts: list[Pattern | Variable] = []
    end = 0
    for found in re.finditer(VARIABLE, text):
        parts.append(plain(text[end : found.start()]))
        name, default = found.groups()
        parts.append(Pattern.exact(name) if name in _LITERALS else Variable(name, default))
        end = found.end()
    return Template((*parts, plain(text[end:])))
