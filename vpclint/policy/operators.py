"""The condition operators by name: which family they compare by, and how."""

import re
from collections.abc import Mapping

from msgspec import Struct


class Operator(Struct, frozen=True):
    """A condition operator without qualifier and `IfExists`.

    Attributes:
        name: as the guide spells it.
        family: what both sides are read as: `string`, `folded`, `like`, `number`, `date`, `bool`, `binary`, `ip`,
            `arn` or `null`.
        relation: how the request's value has to stand to the policy's: `=`, `<`, `<=`, `>` or `>=`.
        negated: it holds where no value of the policy is so related, also where the key is absent.
    """

    name: str
    family: str
    relation: str = "="
    negated: bool = False

    @property
    def wildcards(self) -> bool:
        """Whether `*` and `?` in a value of the policy are wildcards."""
        return self.family in ("like", "arn")

    @property
    def variables(self) -> bool:
        """Whether `${…}` in a value of the policy stands for a value of the request."""
        return self.family in ("string", "folded", "like", "arn")


_RELATIONS = {
    "Equals": ("=", False),
    "NotEquals": ("=", True),
    "LessThan": ("<", False),
    "LessThanEquals": ("<=", False),
    "GreaterThan": (">", False),
    "GreaterThanEquals": (">=", False),
}

OPERATORS: Mapping[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("StringEquals", "string"),
        Operator("StringNotEquals", "string", negated=True),
        Operator("StringEqualsIgnoreCase", "folded"),
        Operator("StringNotEqualsIgnoreCase", "folded", negated=True),
        Operator("StringLike", "like"),
        Operator("StringNotLike", "like", negated=True),
        *(Operator(f"Numeric{name}", "number", *how) for name, how in _RELATIONS.items()),
        *(Operator(f"Date{name}", "date", *how) for name, how in _RELATIONS.items()),
        Operator("Bool", "bool"),
        Operator("BinaryEquals", "binary"),
        Operator("IpAddress", "ip"),
        Operator("NotIpAddress", "ip", negated=True),
        Operator("ArnEquals", "arn"),
        Operator("ArnLike", "arn"),
        Operator("ArnNotEquals", "arn", negated=True),
        Operator("ArnNotLike", "arn", negated=True),
        Operator("Null", "null"),
    )
}
"""All of them by name. Source: the IAM user guide, "IAM JSON policy elements: Condition operators"."""

_NAME = re.compile(r"(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?", re.IGNORECASE)
_BY_FOLDED = {name.lower(): operator for name, operator in OPERATORS.items()}
_QUALIFIERS = {"forallvalues": "ForAllValues", "foranyvalue": "ForAnyValue"}


class Named(Struct, frozen=True):
    """An operator as a policy names it, with what stands around its base name."""

    operator: Operator
    qualifier: str = ""
    if_exists: bool = False


def operator_named(name: str) -> Named | None:
    """The operator that a policy means, whatever the case of its letters; None where there is none.

    `IfExists` goes with every operator but `Null`.
    """
    if not (found := _NAME.fullmatch(name)):
        return None
    operator = _BY_FOLDED.get(found[2].lower())
    if not operator or (found[3] and operator.family == "null"):
        return None
    return Named(operator, _QUALIFIERS.get((found[1] or "").lower(), ""), bool(found[3]))


def operator_meant(name: str) -> str:
    """The operator, with what stands around it, that is meant by a name which is none; empty where none comes near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong name needs it

    before, colon, rest = name.rpartition(":")
    base = rest.lower().removesuffix("ifexists")
    [qualifier] = get_close_matches(before.lower(), _QUALIFIERS, 1, cutoff=0.7) or [""]
    [near] = get_close_matches(base, _BY_FOLDED, 1, cutoff=0.7) or [""]
    if not near or (colon and not qualifier):
        return ""
    operator = _BY_FOLDED[near]
    ending = "IfExists" if len(base) < len(rest) and operator.family != "null" else ""
    return f"{_QUALIFIERS[qualifier]}:{operator.name}" + ending if qualifier else operator.name + ending
