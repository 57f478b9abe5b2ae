"""Which function decides a rule."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from vpclint.engine.rule import Rule
from vpclint.finding import Finding


def check_of(rule: Rule) -> Callable[[Any], Iterator[Finding]]:
    """The function that decides a rule: the one of its name, in the module of its family.

    It takes what the rule is asked of: a case, an export, a written policy, or the open questions of a run.
    """
    check: Callable[[Any], Iterator[Finding]] = getattr(import_module(f"vpclint.checks.{rule.family}"), rule.function)
    return check
