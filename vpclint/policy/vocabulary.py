"""What policies may name: the actions and condition keys that AWS has, as far as a job's policies are about them.

AWS adds some all the time: what is not here may still exist. The file is read when it is first asked for. Source: AWS's
Service Authorization Reference and "AWS global condition context keys", see tools/generate_policy_vocabulary.py.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, structs

_MANY = "ArrayOf"
"""Before the type of a key with several values."""
_OPEN = "/:"
"""What a key ends with that goes on with the name of a tag or the like."""


class Level(StrEnum):
    """What kind of resource an action of S3 is about, which decides what its ARN looks like."""

    BUCKET = "bucket"
    OBJECT = "object"
    OTHER = "other"


class Key(Struct, frozen=True):
    """A condition key.

    Attributes:
        name: as AWS spells it; one of a family, such as `aws:RequestTag/team`, with what the policy adds to it.
        type: `String`, `ARN`, `Bool`, `Date`, `IPAddress`, `Numeric` or `Binary`.
        multivalued: a request may hold several values of it.
    """

    name: str
    type: str
    multivalued: bool = False


def services() -> frozenset[str]:
    """The services whose names are known here, by the prefix of their actions."""
    return frozenset(_file()["actions"])


@cache
def actions_of(service: str) -> frozenset[str] | None:
    """The actions of a service, without its prefix, as AWS spells them; None where the service is not known here."""
    names = _file()["actions"].get(service.lower())
    return None if names is None else frozenset(names.split())


def level_of(action: str) -> Level | None:
    """What an action of S3, such as `s3:GetObject`, is about; None for what is none. Case does not matter."""
    service, _, name = action.lower().partition(":")
    return _levels().get(name) if service == "s3" else None


@cache
def condition_keys_of(service: str) -> frozenset[str] | None:
    """The condition keys with this prefix, `aws` for the global ones, as AWS spells them.

    A key that ends with a slash or a colon goes on with what each policy puts there. None where the service is not
    known here.
    """
    named = _file()["keys"].get(service.lower())
    return None if named is None else frozenset(key for keys in named.values() for key in keys.split())


def condition_key(name: str) -> Key | None:
    """The condition key of this name, whatever the case of its letters; None where none is known here."""
    folded = name.lower()
    if folded in _keys():
        return _keys()[folded]
    family = next((key for stem, key in _keys().items() if stem[-1] in _OPEN and folded.startswith(stem)), None)
    return family and structs.replace(family, name=family.name + name[len(family.name) :])


def closest(name: str, among: frozenset[str]) -> str:
    """Of these names the one that was probably meant; empty where none comes near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong name needs it

    spelled = {each.lower(): each for each in sorted(among)}
    near = get_close_matches(name.lower(), spelled, 1, cutoff=0.7)
    return spelled[near[0]] if near else ""


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((Path(__file__).parent / "data" / "vocabulary.json").read_bytes())
    return found


@cache
def _levels() -> dict[str, Level]:
    """The level of each action of S3, by its name in lower case."""
    levels = {name.lower(): Level.OTHER for name in actions_of("s3") or ()}
    return levels | {name.lower(): Level(level) for level, names in _file()["s3"].items() for name in names.split()}


@cache
def _keys() -> dict[str, Key]:
    """Every condition key by its name in lower case."""
    typed = (
        (kind, name) for kinds in _file()["keys"].values() for kind, names in kinds.items() for name in names.split()
    )
    return {name.lower(): Key(name, kind.removeprefix(_MANY), kind.startswith(_MANY)) for kind, name in typed}
