"""What ships with vpclint, as it is read: from the index of an installed vpclint, or from `rules/` in a source tree."""

from pathlib import Path
from typing import TypeVar

import msgspec

from vpclint.engine.rule import Rule
from vpclint.errors import RuleError

_PACKAGE = Path(__file__).resolve().parent.parent
_INDEX = _PACKAGE / "rules" / "index.json"
_SOURCE = _PACKAGE.parent / "rules"

_Content = TypeVar("_Content")


def read_all() -> tuple[Rule, ...]:
    """The rules that ship with vpclint, in the order of their families and names.

    Raises:
        RuleError: a rule's file is broken, or there are no rules where they should be.
    """
    if _INDEX.is_file():
        return msgspec.json.decode(_INDEX.read_bytes(), type=tuple[Rule, ...])
    rules = read_rules(_SOURCE)
    if not rules:
        raise RuleError(f"no rules are installed: neither {_INDEX.name} nor a folder of rules was found")
    return rules


def read_rules(folder: Path) -> tuple[Rule, ...]:
    """The rules in a folder of families.

    Raises:
        RuleError: a file is no rule.
    """
    return tuple(read_rule(path) for path in sorted(folder.glob("*/*.yaml")))


def read_rule(path: Path) -> Rule:
    """The rule of one file, whose name and folder are its name and family.

    Raises:
        RuleError: it is not YAML, or not a rule.
    """
    return msgspec.structs.replace(read_as(Rule, path), name=path.stem, family=path.parent.name)


def load_as(kind: type[_Content], name: str) -> _Content:
    """What ships beside the rules under this name: JSON with an installed vpclint, YAML in a source tree.

    Raises:
        RuleError: it is broken, or not where it should be.
    """
    index, source = _INDEX.with_name(f"{name}.json"), _SOURCE / f"{name}.yaml"
    if index.is_file():
        return msgspec.json.decode(index.read_bytes(), type=kind)
    if not source.is_file():
        raise RuleError(f"no {name} are installed: neither {index.name} nor {source.name} was found")
    return read_as(kind, source)


def read_as(kind: type[_Content], path: Path) -> _Content:
    """What a YAML file of the catalogue holds.

    Raises:
        RuleError: it is not YAML, or not of this kind.
    """
    import yaml  # noqa: PLC0415 - an installed vpclint reads the index and needs no YAML

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader
        return msgspec.convert(content, kind)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise RuleError(str(error), str(path)) from error
