"""The code quality report of GitLab: a list of what was found, in the members that its documentation names."""

import hashlib
from typing import Literal

from msgspec import UNSET, Struct

from vpclint.engine.remedies import Remedy
from vpclint.report.found import ErrorReport, FindingReport
from vpclint.report.found_text import languages
from vpclint.report.json import render
from vpclint.report.view import View
from vpclint.text.escape import visible

Severity = Literal["info", "minor", "major", "critical", "blocker"]

_PROVED: dict[str, Severity] = {"error": "critical", "warning": "minor", "note": "info"}
_OPEN: dict[str, Severity] = {"error": "major", "warning": "minor", "note": "info"}


class Lines(Struct, frozen=True):
    """The line where it begins, from 1."""

    begin: int


class Location(Struct, frozen=True):
    """A file, from the root of the repository."""

    path: str
    lines: Lines


class Content(Struct, frozen=True):
    """What more there is to say, in Markdown: of the Code Climate specification, from which GitLab's format comes."""

    body: str


class Issue(Struct, frozen=True, omit_defaults=True):
    """One finding; GitLab shows only the first of several with one fingerprint."""

    description: str
    check_name: str
    fingerprint: str
    severity: Severity
    location: Location
    content: Content | None = None


def show(view: View) -> str:
    """What could not be read and what was found, the worst first, as a JSON array."""
    issues = [
        *(_error(view, each) for each in view.report.errors),
        *(_finding(view, each) for each in view.counting),
    ]
    return render(issues)


def _finding(view: View, finding: FindingReport) -> Issue:
    place = view.primary(finding)
    severity = (_PROVED if finding.status == "fail" else _OPEN)[finding.severity]
    text = visible(f"{finding.label}: {finding.message}", 1000)
    where = Location(_path(view, place.file), Lines(max(place.line, 1)))
    content = _repairs(finding.remedy) if finding.remedy is not UNSET else None
    return Issue(text, finding.rule, finding.fingerprint, severity, where, content)


def _error(view: View, error: ErrorReport) -> Issue:
    named = f"unreadable\0{error.file}\0{error.message}".encode("utf-8", "surrogatepass")
    where = Location(_path(view, error.file), Lines(max(error.line, 1)))
    fingerprint = hashlib.sha256(named).hexdigest()[:32]
    return Issue(visible(error.message, 1000), "unreadable", fingerprint, "blocker", where)


def _path(view: View, file: str) -> str:
    return visible(view.path(file), 1000) if file else "."


def _repairs(remedy: Remedy) -> Content:
    """The repairs as Markdown, whose blocks are indented: in them nothing is ever obeyed."""
    blocks = [("AWS CLI", "\n".join(remedy.aws_cli)), *languages(remedy)]
    parts = [_indented(remedy.text)] if remedy.text else []
    parts += [f"{name}:\n\n{_indented(text)}" for name, text in blocks if text]
    return Content("\n\n".join(parts))


def _indented(text: str) -> str:
    return "\n".join(f"    {visible(line, 4000)}" for line in text.split("\n"))
