"""The report as SARIF 2.1.0 (OASIS), within what GitHub's code scanning takes.

An open question is a result of the kind `open`, whose level the standard fixes as `none`; its severity stands in its
properties. Results are known again by rule, account, Region and resource, so an alert survives when lines move.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import UNSET

from vpclint.engine.folding import weight
from vpclint.engine.page import page
from vpclint.engine.rule import Rule
from vpclint.finding import LIVE
from vpclint.report import sarif_model as sarif
from vpclint.report.found import ErrorReport, FindingReport, Location
from vpclint.report.json import render
from vpclint.report.view import View
from vpclint.text.escape import visible
from vpclint.version import __version__

MOST_RESULTS: Final = 25_000
MOST_PLACES: Final = 100
"""What code scanning takes of a run, and shows of a result (GitHub, "SARIF support for code scanning")."""

_LONGEST = 1024
"""The characters that code scanning keeps of a description."""

_ROOT = "%SRCROOT%"
_UNREADABLE, _LEFT_OUT = "file-unreadable", "results-left-out"
_NOTIFICATIONS = {
    _UNREADABLE: "a file could not be read",
    _LEFT_OUT: f"a run of code scanning has at most {MOST_RESULTS:,} results",
}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}


def show(view: View) -> str:
    """The report as a log of one run."""
    return render(sarif.Log(sarif.SCHEMA, "2.1.0", (_Writer(view).run(),)))


class _Writer:
    """Writes the run of a view."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._indexes = {rule.name: index for index, rule in enumerate(view.rules)}
        self._suppressing = any(finding.suppressed for finding in view.report.findings)

    def run(self) -> sarif.Run:
        """The run: its tool, how it went, and the worst results."""
        report = self._view.report
        rules = tuple(self._rule(rule) for rule in self._view.rules)
        told = tuple(_told_of(id_, sarif.Message(text)) for id_, text in _NOTIFICATIONS.items())
        driver = sarif.Component("vpclint", __version__, __version__, rules, told)
        base = sarif.Description(_uri(self._view.root) + "/", sarif.Message("the folder that is looked at"))
        return sarif.Run(
            tool=sarif.Tool(driver),
            column_kind="unicodeCodePoints",
            invocations=(sarif.Invocation(not report.errors, tuple(self._notifications())),),
            original_uri_base_ids={_ROOT: base},
            results=tuple(self._result(each) for each in report.findings[:MOST_RESULTS]),
            properties={
                "verdict": report.verdict,
                "summary": report.summary,
                "assumptions": report.assumptions,
                "notExamined": report.not_examined,
                "notShown": report.not_shown,
            },
        )

    def _rule(self, rule: Rule) -> sarif.Descriptor:
        """A rule with its page, in which braces stay as they are: nothing is ever put into them."""
        severity = weight(rule, self._view.settings).value
        title = f"{rule.title[:1].upper()}{rule.title[1:]}"
        return sarif.Descriptor(
            id=rule.name,
            name=_identifier(rule.name),
            short_description=sarif.Message(title[:_LONGEST]),
            full_description=sarif.Message(rule.what.strip()[:_LONGEST]),
            default_configuration=sarif.Configuration(severity),
            help=sarif.Message(page(rule), page(rule)),
            help_uri=next(iter(rule.references), ""),
            properties={
                "tags": [rule.family, "sagemaker", "vpc"],
                "precision": "very-high",
                "problem.severity": _PROBLEMS[severity],
            },
        )

    def _result(self, finding: FindingReport) -> sarif.Result:
        primary = self._view.primary(finding)
        places = [each for each in finding.locations if each is not primary]
        proved = finding.status == "fail"
        shown = tuple(self._place(each, number) for number, each in enumerate(places[:MOST_PLACES], 1))
        return sarif.Result(
            rule_id=finding.rule,
            rule_index=self._indexes[finding.rule],
            kind="fail" if proved else "open",
            level=finding.severity if proved else "none",
            message=sarif.Message("\n".join(_sentences(finding, len(places) - len(shown)))),
            partial_fingerprints={
                "vpclint/v1": finding.fingerprint,
                "primaryLocationLineHash": finding.fingerprint,  # the only one that code scanning reads
            },
            locations=(self._place(primary, None, finding.resource),),
            related_locations=shown,
            suppressions=tuple(self._suppressions(finding)) if self._suppressing else None,
            baseline_state=finding.baseline,
            properties=_properties(finding),
        )

    def _suppressions(self, finding: FindingReport) -> Iterator[sarif.Suppression]:
        if finding.suppressed:
            place, why = finding.suppressed.location, visible(finding.suppressed.reason, 1000)
            yield sarif.Suppression(finding.suppressed.kind, why, self._place(place, None) if place else None)

    def _place(self, place: Location, number: int | None, resource: str = "") -> sarif.Location:
        named = (sarif.LogicalLocation(visible(resource, 1000), "resource"),) if resource else ()
        message = sarif.Message(_text(place.note, 1000)) if place.note else None
        return sarif.Location(number, self._physical(place), named, message)

    def _physical(self, place: Location) -> sarif.PhysicalLocation | None:
        if not place.file or place.file.startswith(LIVE):
            return None
        path = self._view.path(place.file)
        where = sarif.ArtifactLocation(_uri(path), "" if path.startswith("/") else _ROOT)
        if not place.line:
            return sarif.PhysicalLocation(where, sarif.Region(1))  # the file as such: code scanning wants a line
        found = self._view.texts.location(place.file, place.pointer, "", place.span)
        end = place.column + max(found.width, 1)
        return sarif.PhysicalLocation(where, sarif.Region(place.line, place.column, place.line, end))

    def _notifications(self) -> Iterator[sarif.Notification]:
        report = self._view.report
        for error in report.errors:
            places = (self._place(_place_of(error), None),) if error.file else ()
            yield sarif.Notification(sarif.Message(_text(error.message)), "error", _reference(_UNREADABLE), places)
        left = len(report.findings) - MOST_RESULTS
        if left > 0:
            text = f"{left:,} of {len(report.findings):,} findings are left out, the mildest: the JSON report has all"
            yield sarif.Notification(sarif.Message(text), "warning", _reference(_LEFT_OUT))


def _told_of(id_: str, text: sarif.Message) -> sarif.Descriptor:
    """What a notification is about; code scanning wants every text of a rule for it as well."""
    return sarif.Descriptor(id_, _identifier(id_), text, full_description=text, help=text)


def _identifier(name: str) -> str:
    """A name in one word, as the standard has it for the name of a rule."""
    return name.title().replace("-", "")


def _reference(name: str) -> sarif.DescriptorReference:
    return sarif.DescriptorReference(name)


def _place_of(error: ErrorReport) -> Location:
    return Location(error.file, error.line, error.column)


def _sentences(finding: FindingReport, more: int) -> Iterator[str]:
    """What it says, why, and how it is repaired: the first line is all that there is room for in a list."""
    yield _text(finding.message)
    yield from (f"note: {_text(note)}" for note in finding.notes)
    if more > 0:
        yield f"note: {more:,} further places are in the JSON report"
    if finding.remedy is not UNSET:
        yield from (f"help: {_text(told, 4000)}" for told in finding.remedy.told)


def _properties(finding: FindingReport) -> dict[str, Any]:
    """What SARIF has no member for, in the words of the JSON report."""
    own: dict[str, Any] = {"severity": finding.severity, "affects": finding.affects}
    if finding.leaves_open:
        own["leaves_open"] = finding.leaves_open
    if finding.remedy is not UNSET:
        own["remedy"] = finding.remedy
    return msgspec.to_builtins(own)  # type: ignore[no-any-return] # it stays what it is


def _text(text: str, limit: int = 1000) -> str:
    """A plain text message: nothing in it is a placeholder (3.11.5) or a link (3.11.6).

    Viewers find links by their brackets, some even behind the backslash that the standard has for them: a blank between
    the brackets is none to all of them.
    """
    return visible(text, limit).replace("](", "] (").replace("{", "{{").replace("}", "}}")


def _uri(path: str) -> str:
    """A path as a URI reference (RFC 3986); a relative one stays relative, also where a colon is in its first part."""
    quoted = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return f"file://{quoted}" if path.startswith("/") else quoted
