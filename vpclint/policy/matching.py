"""Whether a name of a request is among those that a string of a policy means.

A request may be about one name, or about some of many: an object under a prefix. Then a pattern stands for it, and an
answer holds for every name that the pattern matches.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import TypeAlias

from vpclint.algebra.patterns import COLON, Exhausted, Pattern, share
from vpclint.policy.templates import ANYTHING, VARIABLE, Template, Variable, template
from vpclint.policy.values import Context
from vpclint.text.escape import quoted
from vpclint.truth import NO, YES, Fact, Facts, Truth, known, open_for

Name: TypeAlias = str | Pattern
"""A name, or a pattern for one that is not known further."""

Bounds: TypeAlias = tuple[Pattern | None, Pattern | None]
"""The least and the most that a string of a policy matches; None for nothing."""

_FIELDS = 6


class Text:
    """A string of a policy, prepared to be compared with many names."""

    def __init__(self, source: Template, shown: str, *, folded: bool = False) -> None:
        self._source = source
        self._shown = shown
        self._folded = folded

    @property
    def variables(self) -> Iterator[str]:
        """The condition keys whose values stand in it."""
        return (part.key for part in self._source.parts if isinstance(part, Variable))

    @cached_property
    def _matches(self) -> Callable[[str], object] | None:
        """What tells whether it matches a name; None where variables decide. No pattern needs it."""
        fixed = self._source.fixed
        return (fixed.folded() if self._folded else fixed).matcher() if fixed else None

    def means(self, name: Name, context: Context) -> Truth:
        """Whether it means this name."""
        if self._folded:
            name = name.lower() if isinstance(name, str) else name.folded()
        if isinstance(name, str) and self._matches:
            return YES if self._matches(name) else NO
        filled = self._source.filled(context)
        most = self._part(name, filled.most)
        least = most if filled.least == filled.most else self._part(name, filled.least)
        if least or most is False:
            return known(bool(least))
        return open_for(filled.facts or self._some())

    def bounds(self, context: Context) -> Bounds:
        """The least and the most that it matches, in whatever case where case does not count."""
        filled = self._source.filled(context)
        if not self._folded:
            return filled.least, filled.most
        return filled.least and filled.least.cased(), filled.most and filled.most.cased()

    def _part(self, name: Name, pattern: Pattern | None) -> bool | None:
        """How much of a name a pattern matches; none matches nothing."""
        if pattern is None:
            return False
        return _share(name, pattern.folded() if self._folded else pattern)

    def _some(self) -> Facts:
        return frozenset({Fact("", "", "", f"{quoted(self._shown, 120)} matches a part of what is asked only")})


@lru_cache(4096)
def _share(name: Name, pattern: Pattern) -> bool | None:
    """How much of what a name may be the pattern matches: all, nothing (False), or what nobody could say (None)."""
    if isinstance(name, str):
        return bool(pattern.matcher()(name))
    try:
        return share(name, pattern)
    except Exhausted:
        return None


class Arn:
    """The ARN of a resource in a policy.

    Five fields are compared one by one, the sixth takes the rest with its colons. Whether a `*` that ends a field
    takes colons, AWS's pages say both, and whether fields that are missing match anything, they say of an identity's
    policies only: where that decides, nobody can tell.

    Args:
        text: as it is written.
        variables: `${…}` is a variable.
        everywhere: also in the first five fields, as in the value of a condition; a resource has them in the sixth.
    """

    def __init__(self, text: str, *, variables: bool, everywhere: bool = False) -> None:
        *fields, rest = _fields_of(text) if variables and everywhere else text.split(":", _FIELDS - 1)
        whole = len(fields) == _FIELDS - 1
        last = template(rest, wildcards=True, variables=variables and (whole or everywhere))
        inner = [template(each, wildcards=True, variables=variables and everywhere, within=True) for each in fields]
        short = not whole and text.startswith("arn:")
        crossing = any(each.endswith("*") for each in fields) or (not whole and "*" in text)
        opened = _joined(*map(_closed, map(_opened, inner, fields)), last, Template((ANYTHING,) if short else ()))
        self._strict = Text(_joined(*map(_closed, inner), last), text) if whole or text == "*" else None
        self._loose = Text(opened, text) if crossing or short else None
        self._doubt = (_CUT_SHORT if short else _CROSSING).format(quoted(text, 120))

    def means(self, name: Name, context: Context) -> Truth:
        """Whether it means this resource."""
        strict = self._strict.means(name, context) if self._strict else NO
        if strict.is_yes or self._loose is None:
            return strict
        if self._loose.means(name, context).is_no:
            return NO
        return open_for(strict.facts | {Fact("", "", "", f"AWS does not say whether {self._doubt}")})

    @property
    def variables(self) -> Iterator[str]:
        """The condition keys whose values stand in it."""
        return (key for each in (self._strict, self._loose) if each for key in each.variables)

    def bounds(self, context: Context) -> Bounds:
        """The least and the most that it matches."""
        least, most = self._strict.bounds(context) if self._strict else (None, None)
        return least, self._loose.bounds(context)[1] if self._loose else most


_CROSSING = "the * that ends a field of {} takes colons"
_CUT_SHORT = "{}, which is cut short, is completed"


def _fields_of(text: str) -> list[str]:
    """The fields of an ARN, of whose colons those within a variable end none."""
    shown = re.sub(VARIABLE, lambda found: "$" * len(found[0]), text)
    ends = [*accumulate(len(field) + 1 for field in shown.split(":", _FIELDS - 1))]
    return [text[start : end - 1] for start, end in pairwise([0, *ends])]


def _closed(field: Template) -> Template:
    """A field and the colon that ends it."""
    return _joined(field, Template((Pattern.exact(COLON),)))


def _opened(field: Template, text: str) -> Template:
    """A field in which a `*` at the end takes colons."""
    return Template((*field.parts, ANYTHING)) if text.endswith("*") else field


def _joined(*templates: Template) -> Template:
    """Templates one after the other; neighbouring patterns become one."""
    parts = [part for each in templates for part in each.parts]
    joined: list[Pattern | Variable] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Pattern) and isinstance(last, Pattern):
            joined[-1] = last + part
        else:
            joined.append(part)
    return Template(tuple(joined))
