"""The formats of a report by name. What one needs is loaded when it is asked for, and never what the others need."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vpclint.report.view import View

FORMATS = {
    "text": "people, at a terminal",
    "concise": "people and editors, a line a finding",
    "json": "programs: the whole report",
    "jsonl": "programs that read line by line",
    "sarif": "code scanning and editors, SARIF 2.1.0",
    "junit": "test reports of CI servers, JUnit XML",
    "github": "annotations of a GitHub workflow",
    "gitlab": "the code quality report of a GitLab merge request",
    "markdown": "a job summary or a comment",
}
"""The formats, each with whom it is for; the module of the same name writes it."""


def rendered(name: str, view: "View") -> str:
    """The report in the format of that name, ending with a line end."""
    if name == "text" and view.lint:
        from vpclint.report.linted import render  # noqa: PLC0415 - only what is asked for is loaded

        return render(view.lint, view.texts, colour=view.colour, remedies=view.remedies)
    show: Callable[[View], str] = import_module(f"vpclint.report.{name}").show
    return show(view)
