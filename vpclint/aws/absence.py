"""What it means that a member is left out of one of AWS's answers.

Exports leave members out for three reasons, and each field of the types in `vpclint.aws` says which one holds:

* `NotSet[T]`: AWS had nothing to say, such as the unused targets of a route or the ports of protocol -1;
* a plain type with a default: the member is newer than many exports, and its absence means that default;
* `Open[T]`: AWS always answers it, so the export does not tell. Whoever reads it gets a value or an unknown.
"""

from typing import Annotated, TypeAlias, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

T = TypeVar("T")

NotSet: TypeAlias = T | UnsetType
Open: TypeAlias = T | UnsetType
Text: TypeAlias = Annotated[str, Meta(min_length=1)]
"""AWS answers no empty text: one that stands in a record is a member that is missing."""


Id: TypeAlias = Annotated[str, Meta(pattern=r"^[!-@\[-~]+$(?!\n)")]
"""How AWS writes the id of a resource: small letters, digits and signs, without a blank.

What else stands there is no id that AWS gave, but it may have been one.
"""


class Record(Struct, frozen=True, rename="pascal", gc=False):
    """The base of all records: frozen, with AWS's own member names, unknown members passed over."""


def or_none(value: T | UnsetType) -> T | None:
    """The value, or None where AWS did not set it."""
    return None if isinstance(value, UnsetType) else value


__all__ = ["UNSET", "Id", "NotSet", "Open", "Record", "Text", "UnsetType", "or_none"]
