"""What a run is about, and why there may be nothing to check."""

from collections.abc import Iterator, Sequence

from vpclint.checks.common import names
from vpclint.engine.audit import Home, wanted_of
from vpclint.engine.catalogue import Catalogue
from vpclint.engine.rule import Rule
from vpclint.errors import InputError
from vpclint.finding import Severity
from vpclint.sources.loading import NEITHER
from vpclint.text.sources import Texts
from vpclint.work.run import Found


def what_is_asked(paths: tuple[str, ...], found: Found, vpcs: tuple[str, ...]) -> tuple[str, list[Home] | None]:
    """Why there is nothing to check, or nothing; and, where whole VPCs are looked at, these.

    Raises:
        UsageError: a VPC is named that no state shows.
    """
    nothing = _what_is_missing(paths, found)
    if nothing or found.jobs or found.errors or not found.states:
        return nothing, None
    homes = wanted_of(found.homes, vpcs)
    return ("" if any(not each.empty for each in homes) else _no_subnets([each.vpc_id for each in homes])), homes


def unread(found: Found, texts: Texts) -> Iterator[InputError]:
    """What can't be read of states that show no VPC, where there is no job either, so that nothing else tells it."""
    for each in (each for state in found.states if not found.jobs for each in state.survey.unread):
        place = each.places[0]
        where = texts.location(place.file, place.pointer)
        yield InputError(each.message, place.file, where.line or None, where.column or None)


def _what_is_missing(paths: tuple[str, ...], found: Found) -> str:
    """Why there is nothing to check; empty where there is a job, a VPC, or what could not be read.

    Whole VPCs are looked at only where all that was named holds states: a job that can't be told as one is no reason.
    """
    if found.jobs or found.errors or (found.policies and not found.states):
        return ""
    if not paths:
        return "nothing to check: name files or folders with a state and jobs"
    said = next((f"; {each}" for each in found.notes if each.file in found.strange and each.message != NEITHER), "")
    if not found.states:
        return f"nothing to check: the files hold neither a state nor a job{said}"
    if found.strange:
        return f"nothing to check: there is a state but no job, {found.strange[0]} holds none{said}"
    return ""


def _no_subnets(vpc_ids: Sequence[str]) -> str:
    """Why there is nothing to look at in these VPCs."""
    where = f"no subnet in {names(vpc_ids)}" if vpc_ids else "the state shows no VPC"
    return f"nothing to check: there is no job, and {where}"


def unasked(catalogue: Catalogue, rules: Sequence[Rule]) -> tuple[str, ...]:
    """That the verdict leaves out rules which could have said that a job fails."""
    left_out = [rule.name for rule in catalogue if rule.severity is Severity.ERROR and rule not in rules]
    if not left_out:
        return ()
    return (f"what {left_out[0]} asks" if len(left_out) == 1 else f"what {len(left_out)} rules ask, by your selection",)
