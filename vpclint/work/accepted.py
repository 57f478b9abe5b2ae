"""What a team has accepted of what is found: suppressions, and a baseline."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from vpclint.engine.baseline import Baseline
from vpclint.engine.suppressing import locked
from vpclint.settings import Settings
from vpclint.sources.baseline import folder_of_baseline, read_baseline

if TYPE_CHECKING:
    from vpclint.sources.suppressions import SuppressionFile


class Accepted(Struct, frozen=True):
    """What a team has accepted.

    Attributes:
        suppressions: the entries of a file; None where there is none.
        comments: whether comments suppress what they stand beside.
        baseline: what is known; None where there is none.
    """

    suppressions: "SuppressionFile | None" = None
    comments: bool = True
    baseline: Baseline | None = None


def accepted_of(
    suppressions: str | Path | None, baseline: str | Path | None, settings: Settings, *, comments: bool = True
) -> Accepted:
    """What a team has accepted, as its files say.

    Args:
        suppressions, baseline: the files; None where there are none.
        settings: they say which rules are locked.
        comments: whether comments suppress what they stand beside.

    Raises:
        ConfigurationError: a file can't be read, or is none of its kind; with line and column.
    """
    entries = known = None
    if suppressions is not None:
        from vpclint.sources.suppressions import read_suppressions  # noqa: PLC0415 - PyYAML is loaded only for YAML

        entries = read_suppressions(Path(suppressions))
    if baseline is not None:
        file = str(baseline)
        known = Baseline(read_baseline(file), folder_of_baseline(file), locked(settings))
    return Accepted(entries, comments, known)
