"""Which files a check is about."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vpclint.cli.common import note
from vpclint.errors import NothingToCheck

if TYPE_CHECKING:
    from vpclint.sources.configuration import Configuration

_ABOUT_ELSE = ("live", "subnets", "security_groups", "instances", "inputs")
"""Options that say what is checked where no path does."""


def paths_of(
    paths: tuple[str, ...], configured: "Configuration", states: tuple[str, ...], options: Mapping[str, Any]
) -> tuple[str, ...]:
    """The paths that are named, else those of the configuration; of all of them what `--sift` leaves.

    Raises:
        NothingToCheck: it leaves nothing, and `--allow-empty` is not given.
    """
    if not paths and not any(options.get(each) for each in _ABOUT_ELSE):
        paths, nothing = configured.paths()
        note(str(each) for each in nothing)
    if not options.get("sift") or not paths:
        return paths
    from vpclint.sources.sifting import sifted  # noqa: PLC0415 - only hooks need it

    left = sifted(paths, states)
    if not left and not options.get("allow_empty"):
        raise NothingToCheck("nothing to check: no file holds a state, a job or a policy")
    return left
