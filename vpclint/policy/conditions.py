"""Whether a condition of a statement holds for a request.

Values of one key are alternatives; under a negated operator none of them may be so. A key that the request lacks makes
positive operators false and negated ones true. Source: the IAM user guide, "IAM JSON policy elements: Condition
operators" and "Multivalued context keys".
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from vpclint.algebra.addresses import AddressSet
from vpclint.policy.document import Condition
from vpclint.policy.matching import Arn, Bounds, Name, Text
from vpclint.policy.operators import OPERATORS, Operator
from vpclint.policy.templates import template
from vpclint.policy.values import (
    ABSENT,
    Absent,
    Context,
    Known,
    Like,
    OneOf,
    Unknown,
    Value,
    Within,
    empty,
    untold,
)
from vpclint.text.escape import quoted
from vpclint.truth import NO, Fact, Truth, all_of, any_of, known, unknown

_NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2}(?:[Tt].+)?)?)?"
_TAKEN = (
    r"(?ia)(-?[0-9]{1,9})(?:-([0-9]{1,9}))?(?:-([0-9]{1,9}))?"
    r"(?:t([0-9]{0,9})(?::([0-9]{1,9})(?::([0-9]{1,9})(?:\.[0-9]{1,9})?(?:z|\+([0-9]{2})(?::([0-9]{2}))?)?)?)?)?"
)
_WITHIN = ((-292_275_054, 292_278_993), (1, 12), (1, 31), (0, 23), (0, 59), (0, 59), (0, 23), (0, 59))
"""The least and the most that each number in such a text may be."""

Compared = Callable[[Name, Context], Truth]
"""Whether a value of the request stands to one value of the policy as the operator asks."""


class ConditionTest:
    """A condition, prepared for many requests.

    Attributes:
        key: the condition key, as it is written.
        family: what its values are compared as, see `Operator`.
        texts: the values of the policy.
        qualified: it has a set operator.
    """

    def __init__(self, condition: Condition, *, variables: bool) -> None:
        self.key = self._key = condition.key
        self._operator = OPERATORS[condition.operator]
        self.family = self._operator.family
        self._qualifier = condition.qualifier
        self.qualified = bool(condition.qualifier)
        self._if_exists = condition.if_exists
        texts = [each.value for each in condition.values.texts]
        self.texts = tuple(texts)
        self._matched = _matched(self._operator, texts, variables=variables)
        self._values: list[Compared] = [each.means for each in self._matched]
        if not self._operator.variables and self.family != "null":
            self._values = [_compared(self._operator, text, variables=variables) for text in texts]
        self._presence = {text.lower() for text in texts}

    def holds(self, context: Context) -> Truth:
        """Whether it holds for a request with this context."""
        return self._of(context[self._key], context)

    @property
    def variables(self) -> Iterator[str]:
        """The condition keys whose values stand in those of the policy."""
        return (key for each in self._matched for key in each.variables)

    def bounds(self, context: Context) -> Iterator[Bounds]:
        """The least and the most that each value of the policy matches, where values are compared as strings."""
        return (each.bounds(context) for each in self._matched)

    def _of(self, value: Value, context: Context) -> Truth:
        if isinstance(value, Unknown):
            return unknown(value.fact)
        if isinstance(value, OneOf):
            return _agreed([self._of(option, context) for option in value.options], untold(self._key))
        settled = self._settled(value, context)
        if isinstance(value, Known) and value.is_empty_text:
            return _agreed([settled, self._settled(ABSENT, context)], empty(self._key))
        return settled

    def _settled(self, value: Known | Absent | Like | Within, context: Context) -> Truth:
        if self._operator.family == "null":
            return self._of_presence("true" if isinstance(value, Absent) else "false")
        if isinstance(value, Absent) or (isinstance(value, Known) and self._is_empty(value)):
            return self._of_nothing()
        return self._of_something(value, context)

    def _of_presence(self, absent: str) -> Truth:
        """Whether the values say so of a key: what is none of `true` and `false` may be either."""
        strange = [text for text in self._presence if text not in ("true", "false")]
        if absent in self._presence or not strange:
            return known(absent in self._presence)
        return unknown(Fact("", "", "", f"{quoted(min(strange))} is no value for Null"))

    def _is_empty(self, value: Known) -> bool:
        """Whether a set operator finds nothing: no value, or one that is an empty text."""
        return not value.values or (bool(self._qualifier) and value.values == ("",))

    def _of_nothing(self) -> Truth:
        if self._qualifier:
            return known(self._qualifier == "ForAllValues")
        return known(self._if_exists or self._operator.negated)

    def _of_something(self, value: Known | Like | Within, context: Context) -> Truth:
        if not isinstance(value, Known):
            by_address = self._operator.family == "ip"
            truth = self._one(value.block if isinstance(value, Within) and by_address else value.pattern, context)
            return unknown(untold(self._key)) if truth.is_unknown else truth
        if self._qualifier == "ForAllValues":
            return all_of(self._one(each, context) for each in value.values)
        if self._qualifier == "ForAnyValue":
            return any_of(self._one(each, context) for each in value.values)
        return NO if value.several else self._one(value.values[0], context)

    def _one(self, name: Name, context: Context) -> Truth:
        """Whether one value of the request is related to any value of the policy; to none, where that is asked."""
        related = any_of(compared(name, context) for compared in self._values)
        return ~related if self._operator.negated else related


def _agreed(answers: Sequence[Truth], fact: Fact) -> Truth:
    """What all of these say, or that the fact would tell which of them holds."""
    same = all(each.answer is answers[0].answer and not each.is_unknown for each in answers)
    return answers[0] if same else unknown(fact)


def _matched(operator: Operator, texts: Sequence[str], *, variables: bool) -> Sequence[Text | Arn]:
    """The values of a policy that are matched as strings or as ARNs."""
    if operator.family == "arn":
        return [Arn(text, variables=variables, everywhere=True) for text in texts]
    if not operator.variables:
        return ()
    folded, wildcards = operator.family == "folded", operator.wildcards
    return [Text(template(text, wildcards=wildcards, variables=variables), text, folded=folded) for text in texts]


def _compared(operator: Operator, text: str, *, variables: bool) -> Compared:
    """How values of a request are compared with one value of the policy that is no string."""
    if operator.family == "bool" and variables and "${" in text:
        return _open(f"AWS does not say whether a variable counts in {quoted(text)}")
    return _typed(operator, text)


def _open(reason: str) -> Compared:
    truth = unknown(Fact("", "", "", reason))
    return lambda *_: truth


def _typed(operator: Operator, text: str) -> Compared:
    """The comparison of numbers, instants, booleans, bytes or addresses, which are read from both texts."""
    read = _READERS[operator.family]
    relation = _RELATIONS[operator.relation]
    wanted = read(text)
    if wanted is None:
        return _malformed(operator, text)

    def compare(name: Name, _context: Context) -> Truth:
        given = read(name) if isinstance(name, str) else None
        if given is None:
            return unknown(Fact("", "", "", f"which value {operator.name} compares with {quoted(text)} is not known"))
        return _inside(given, wanted) if operator.family == "ip" else known(relation(given, wanted))

    return compare


def _malformed(operator: Operator, text: str) -> Compared:
    """The comparison with a value that is none of the operator's type, or of which AWS does not say what it is."""
    doubt = doubt_of(operator, text)
    if not doubt:
        malformed = f"{quoted(text)} is no value for {operator.name}"
        return _open(malformed) if operator.negated else lambda *_: NO
    block = _masked(text)
    return lambda name, _: NO if block and _is_outside(name, block) else unknown(Fact("", "", "", doubt))


def _is_outside(name: Name, block: AddressSet) -> bool:
    """Whether a value of the request is an address, or a block of them, and has nothing in common with a block."""
    given = _addresses(name) if isinstance(name, str) else None
    return given is not None and given.isdisjoint(block)


def doubt_of(operator: Operator, text: str) -> str:
    """What AWS does not say of a value that its parser takes and its guide does not describe; empty for any other."""
    if operator.family == "ip" and (block := _masked(text)) and _addresses(text) is None:
        return f"AWS does not say whether {quoted(text)} means {block}"
    if operator.family == "date" and _instant(text) is None and _is_taken_for_a_date(text):
        return f"AWS does not say which instant {quoted(text)} is"
    return ""


def read_value(family: str, text: str) -> Any:
    """A number, an instant, bytes or a set of addresses, as an operator of this family reads it; None for none."""
    return _READERS[family](text)


def value_meant(family: str, text: str) -> Any:
    """The same, and of an address with bits behind its prefix the block that may be meant."""
    found = read_value(family, text)
    return _masked(text) if found is None and family == "ip" else found


def is_literal(operator: Operator, text: str) -> bool:
    """Whether a value of a policy is one of the operator's type: a number, a date, an address, and so on."""
    if operator.family in ("bool", "null"):
        return text.lower() in ("true", "false") or (operator.family == "bool" and "${" in text)
    return operator.family not in _READERS or _READERS[operator.family](text) is not None


_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def _inside(given: AddressSet, wanted: AddressSet) -> Truth:
    """Whether an address of the given ones lies in a block; the other family does not."""
    if given <= wanted or given.isdisjoint(wanted):
        return known(given <= wanted)
    return unknown(Fact("", "", "", f"which address of {given} the request comes from is not known"))


def _number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(_NUMBER, text) else None


def _instant(text: str) -> Decimal | None:
    """Seconds since 1970, from ISO 8601 as the W3C profiles it (UTC where it names no zone) or from the seconds."""
    if not re.fullmatch(_DATE, text) or len(text) == 4:
        seconds = _number(text)
        return seconds if seconds is not None and 0 <= seconds <= _LATEST else None
    try:
        moment = datetime.fromisoformat(text.upper() if len(text) > 7 else f"{text}-01")
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Decimal((moment - _EPOCH) // timedelta(microseconds=1)) / 1_000_000


_LATEST = 2**63 - 1


def _is_taken_for_a_date(text: str) -> bool:
    """Whether IAM's parser takes a text for a date, as far as it is known: it takes years of any length, for one."""
    found = re.fullmatch(_TAKEN, text)
    parts = zip(found.groups(), _WITHIN, strict=True) if found else ()
    return bool(found) and all(first <= int(part) <= last for part, (first, last) in parts if part)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _bytes(text: str) -> bytes | None:
    import base64  # noqa: PLC0415 - hardly any condition is about bytes

    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # which binascii.Error is
        return None


def _masked(text: str) -> AddressSet | None:
    """The block in which the address of a text lies, whatever bits are set behind the prefix."""
    address, _, length = text.partition("/")
    whole = _addresses(address)
    if whole is None or _addresses(f"::/{length}") is None:
        return None
    first, free = whole.intervals[0][0], (128 if ":" in address else 32) - int(length)
    if free < 0:
        return None
    size = 1 << free
    return AddressSet.of((first - first % size, first - first % size + size - 1))


def _addresses(text: str) -> AddressSet | None:
    """The addresses of a block; in a request, a block stands for one of them."""
    try:
        return AddressSet.parse(text)
    except ValueError:
        return None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "number": _number,
    "date": _instant,
    "bool": _boolean,
    "binary": _bytes,
    "ip": _addresses,
}
