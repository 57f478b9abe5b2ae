"""Decides before deployment whether an Amazon SageMaker Processing job will work inside a VPC, and why not.

import vpclint

report = vpclint.check(["state.json", "job.json"])
"""

from typing import TYPE_CHECKING, Any

from vpclint.version import __version__

if TYPE_CHECKING:
    from vpclint.api import check, path, policy_allows
    from vpclint.errors import JobBlocked
    from vpclint.guarding import GuardWarning, guard
    from vpclint.work.wanted import Live

__all__ = ["GuardWarning", "JobBlocked", "Live", "__version__", "check", "guard", "path", "policy_allows"]

_PLACES = {
    "GuardWarning": "vpclint.guarding",
    "JobBlocked": "vpclint.errors",
    "Live": "vpclint.work.wanted",
    "check": "vpclint.api",
    "guard": "vpclint.guarding",
    "path": "vpclint.api",
    "policy_allows": "vpclint.api",
}


def __getattr__(name: str) -> Any:
    """Loads the calls when one is first asked for: importing vpclint itself costs next to nothing."""
    if name in _PLACES:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
