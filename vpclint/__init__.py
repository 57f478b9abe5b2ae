"""Decides before deployment whether an Amazon SageMaker Processing job will work inside a VPC, and why not.

import vpclint

report = vpclint.check(["state.json", "job.json"])
"""

from typing import TYPE_CHECKING, Any

from vpclint.version import __version__

if TYPE_CHECKING:
    from vpclint.api import check, path, policy_allows
    from vpclint.work.wanted import Live

__all__ = ["Live", "__version__", "check", "path", "policy_allows"]


def __getattr__(name: str) -> Any:
    """Loads the calls when one is first asked for: importing vpclint itself costs next to nothing."""
    if name in ("Live", "check", "path", "policy_allows"):
        from vpclint import api  # noqa: PLC0415

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
