"""A line a finding, as editors and other programs take them: `file:line:col: error[rule] message`."""

from collections.abc import Iterator

from vpclint.report.found import FindingReport, Location
from vpclint.report.found_text import COLOUR, PLAIN, Style, error_text
from vpclint.report.view import View
from vpclint.text.escape import logged, visible

_FORMULAS = ("=", "+", "-", "@")


def show(view: View) -> str:
    """What could not be read, the findings, worst first, and the verdict of the run."""
    style = COLOUR if view.colour else PLAIN
    report = view.report
    lines = [style.paint("error", f"error: {error_text(error)}") for error in report.errors]
    lines += [line for finding in view.counting for line in _finding(view, finding, style)]
    return logged("\n".join([*lines, view.summary]) + "\n")


def _finding(view: View, finding: FindingReport, style: Style) -> Iterator[str]:
    label = style.paint(finding.severity, f"{finding.label}[{finding.rule}]")
    yield f"{_place(view.primary(finding))}{label} {visible(finding.message, 1000)}"


def _place(place: Location) -> str:
    """Where it stands, in the form that editors jump to; nothing where it is in no file.

    A name that a spreadsheet would take for a formula is written as `./=x`, which is the same file.
    """
    file = f"./{place.file}" if place.file.startswith(_FORMULAS) else place.file
    parts = [visible(file, 1000), *(str(each) for each in (place.line, place.column) if each)]
    return ":".join(parts) + ": " if place.file else ""
