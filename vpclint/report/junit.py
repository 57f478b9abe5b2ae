"""JUnit XML, as CI servers take it: a suite for each job, VPC and policy, in it a case for each rule that was asked.

A case fails where a finding is at or above the threshold, is an error where an open question may mean so, and is
skipped where a rule could not be answered otherwise, or where what it says is suppressed or known. So a file without
failures and errors is one of a run that ended with exit code 0. What is found below the threshold stands in the output
of a case that passes.
"""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from msgspec import Struct
from msgspec.structs import replace

from vpclint.finding import Affected, Severity
from vpclint.report.found import ErrorReport, FindingReport, Location
from vpclint.report.found_text import PLAIN, Printer, error_text
from vpclint.report.model import Report
from vpclint.report.verdicts import at_the_gate
from vpclint.report.view import View
from vpclint.text.escape import logged, visible

_FAILED = {"fail": "failure", "unknown": "error"}
_WORDS = {"fail": "the job will not work", "unknown": "it can't be told whether the job will work"}


class Case(Struct, frozen=True):
    """One rule asked of one thing, and how it ended: `failure`, `error`, `skipped`, or nothing where it passed."""

    name: str
    result: str = ""
    message: str = ""
    body: str = ""


class Suite(Struct, frozen=True):
    """The cases of a job, VPC, policy or state, and the file that it is from."""

    name: str
    file: str
    cases: tuple[Case, ...]


def show(view: View) -> str:
    """The report as XML."""
    suites = [suite for suite in _suites(view) if suite.cases]
    cases = [case for suite in suites for case in suite.cases]
    root = ET.Element("testsuites", {"name": "vpclint", **_counts(cases)})
    for suite in suites:
        _add(root, suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{logged(ET.tostring(root, "unicode"))}\n'


def _add(root: ET.Element, suite: Suite) -> None:
    name, file = visible(suite.name, 500), visible(suite.file, 1000)
    element = ET.SubElement(root, "testsuite", {"name": name, **_counts(suite.cases)})
    for case in suite.cases:
        added = ET.SubElement(element, "testcase", {"classname": name, "name": case.name})
        if suite.file:
            added.set("file", file)
        if case.result:
            ET.SubElement(added, case.result, {"message": case.message}).text = case.body or None
        elif case.body:
            ET.SubElement(added, "system-out").text = case.body


def _counts(cases: Iterable[Case]) -> dict[str, str]:
    results = [case.result for case in cases]
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": str(len(results)), **{name: str(results.count(each)) for name, each in counted.items()}}


def _suites(view: View) -> Iterator[Suite]:
    """The suites in the order of the report, and first what could not be read."""
    report, asker = view.report, _Asker(view)
    yield Suite("files", "", tuple(map(_unreadable, report.errors)))
    about = _by_whose(report)
    for job in report.jobs:
        cases = asker.cases(about.get(job.name, ()), "case", "run")
        yield Suite(job.name, view.path(job.source), (*cases, *_verdict(view, at_the_gate(job), cases)))
    for vpc in report.vpcs:
        cases = asker.cases(about.get(vpc.vpc, ()), "case", "run", needs_job=False)
        yield Suite(vpc.vpc, view.path(vpc.source), (*cases, *_verdict(view, at_the_gate(vpc), cases)))
    of_policies = _by_policy(report, about.get("", ()))
    for policy in report.policies:
        yield Suite(policy.source, view.path(policy.source), asker.cases(of_policies.get(policy.source, ()), "policy"))
    rest = of_policies.get("", ())
    if report.jobs or report.vpcs:
        told = (case for case in asker.cases(rest, "policy") if case.result or case.body)
        yield Suite("state", "", (*asker.cases(rest, "state"), *told))
    if report.summary.suppressed or any(each.rule in asker.of_suppressions for each in rest):
        yield Suite("suppressions", "", asker.cases(rest, "suppression"))


def _by_policy(report: Report, found: Iterable[FindingReport]) -> dict[str, list[FindingReport]]:
    """What was found of each policy that the report tells a verdict of, by its source; under no name all other."""
    sources = {policy.source for policy in report.policies}
    about: dict[str, list[FindingReport]] = {}
    for finding in found:
        for source in {finding.resource, *(place.file for place in finding.locations)} & sources or {""}:
            about.setdefault(source, []).append(finding)
    return about


def _by_whose(report: Report) -> dict[str, list[FindingReport]]:
    """What was found of each job and VPC, less what it says of the others; under no name what is said of none."""
    homes: dict[str, set[str]] = {}
    for name, source in [(job.name, job.source) for job in report.jobs] + [(vpc.vpc, "") for vpc in report.vpcs]:
        homes.setdefault(name, set()).add(source)
    others = {job.source for job in report.jobs}
    about: dict[str, list[FindingReport]] = {}
    for finding in report.findings:
        shared = [place for place in finding.locations if place.file not in others]
        affects, places = _grouped(finding)
        for whose, hit in affects.items():
            own = [place for home in homes.get(whose, ()) for place in places.get(home, ()) if home in others]
            about.setdefault(whose, []).append(replace(finding, affects=tuple(hit), locations=(*own, *shared)))
        if not affects:
            about.setdefault("", []).append(finding)
    return about


def _grouped(finding: FindingReport) -> tuple[dict[str, list[Affected]], dict[str, list[Location]]]:
    """What a finding affects by whose it is, and its places by their files."""
    affects: dict[str, list[Affected]] = {}
    for each in finding.affects:
        affects.setdefault(each.whose, []).append(each)
    places: dict[str, list[Location]] = {}
    for place in finding.locations:
        places.setdefault(place.file, []).append(place)
    return affects, places


def _unreadable(error: ErrorReport) -> Case:
    return Case(visible(error.file, 1000) or "input", "error", visible(error.message, 1000), error_text(error))


def _verdict(view: View, verdict: str, cases: Iterable[Case]) -> Iterator[Case]:
    """A case of its own where the verdict is no pass by rules that were not selected."""
    open_passes = verdict == "unknown" and view.settings.unknown == "ignore"
    if verdict != "pass" and not open_passes and not any(case.result in ("failure", "error") for case in cases):
        message = f"{_WORDS[verdict]}, by rules that were not selected"
        yield Case("verdict", _FAILED[verdict], message, "\n".join(view.report.not_shown))


class _Asker:
    """Makes the cases of the rules that were asked."""

    def __init__(self, view: View) -> None:
        self._rules = {kind: [each for each in view.rules if each.asked_of == kind] for kind in _KINDS}
        self._printer = Printer(view.texts, PLAIN, remedies=True)
        self._settings = view.settings
        self.of_suppressions = {rule.name for rule in self._rules["suppression"]}

    def cases(self, found: Iterable[FindingReport], *kinds: str, needs_job: bool = True) -> tuple[Case, ...]:
        """A case for each rule that is asked of this kind of thing, with what was found."""
        by_rule: dict[str, list[FindingReport]] = {}
        for finding in found:
            for rule in (finding.rule, *finding.leaves_open):
                by_rule.setdefault(rule, []).append(finding)
        asked = (rule for kind in kinds for rule in self._rules[kind] if needs_job or not rule.needs_job)
        return tuple(self._case(rule.name, by_rule.get(rule.name, [])) for rule in asked)

    def _case(self, rule: str, found: list[FindingReport]) -> Case:
        body = "\n\n".join("\n".join(self._told(each)) for each in found if each.rule == rule)
        counting = [each for each in found if each.counts]
        worst = next((each for each in counting if each.rule == rule and self._fails(each)), None)
        if worst:
            return Case(rule, _FAILED[worst.status], visible(worst.message, 1000), body)
        left_open = next((each.message for each in counting if each.status == "unknown"), "")
        message = left_open or next((_why(each) for each in found if not each.counts), "")
        return Case(rule, "skipped" if message else "", visible(message, 1000), body)

    def _told(self, finding: FindingReport) -> list[str]:
        return self._printer.finding(finding) if finding.counts else self._printer.accepted(finding)

    def _fails(self, finding: FindingReport) -> bool:
        """Whether a finding keeps the exit code from being 0."""
        severity = Severity(finding.severity)
        if finding.status == "unknown":
            return severity is Severity.ERROR and self._settings.unknown == "fail"
        return severity.rank <= self._settings.threshold.rank


def _why(accepted: FindingReport) -> str:
    """Why a finding does not count."""
    return f"suppressed: {accepted.suppressed.reason}" if accepted.suppressed else f"known: {accepted.message}"


_KINDS = "case", "state", "policy", "suppression", "run"
