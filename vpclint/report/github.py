"""Annotations of a GitHub workflow: the worst ten, since GitHub keeps no more of a step, and a line with the counts.

A command is `::error file=…,line=…,col=…,title=…::message`; how it is escaped is read off the parser in GitHub's runner
(actions/runner, ActionCommand.cs).
"""

from collections.abc import Iterator

from msgspec import UnsetType

from vpclint.report.found import ErrorReport, FindingReport
from vpclint.report.view import View
from vpclint.text.escape import visible

SHOWN = 10
"""The annotations of one kind that GitHub keeps of a step."""

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def show(view: View) -> str:
    """The worst ten, and the summary."""
    report = view.report
    annotations = [*(_error(view, each) for each in report.errors), *(_finding(view, each) for each in view.counting)]
    left = len(annotations) - SHOWN
    rest = f" · the worst {SHOWN} are annotated, {left} more are in every other format" if left > 0 else ""
    return "\n".join([*annotations[:SHOWN], f"vpclint: {view.summary}{rest}"]) + "\n"


def _finding(view: View, finding: FindingReport) -> str:
    place = view.primary(finding)
    title = f"{finding.label}: {finding.rule}"
    text = "\n".join(_message(finding))
    where = view.path(place.file) if place.file else ""
    return _command(_COMMANDS[finding.severity], text, where, place.line, place.column, title)


def _message(finding: FindingReport) -> Iterator[str]:
    """What it says, why, and the command that repairs it."""
    yield visible(finding.message, 1000)
    yield from (f"note: {visible(note, 1000)}" for note in finding.notes)
    if not isinstance(finding.remedy, UnsetType):
        for text in finding.remedy.told:
            yield f"help: {visible(text, 4000)}"


def _error(view: View, error: ErrorReport) -> str:
    where = view.path(error.file) if error.file else ""
    return _command("error", visible(error.message, 1000), where, error.line, error.column, "unreadable")


def _command(name: str, message: str, file: str, line: int, column: int, title: str) -> str:
    given = {"file": file, "line": line or "", "col": column or "", "title": f"vpclint {title}"}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in given.items() if value)
    return f"::{name} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value of a property: one line, whatever stands in it."""
    return _data(visible(text, 1000)).replace(":", "%3A").replace(",", "%2C")
