"""What a format is given: the report of a run, and what it takes to show it."""

import os.path
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from vpclint.engine.rule import Rule
from vpclint.finding import LIVE
from vpclint.report.found import FindingReport, Location
from vpclint.report.found_text import counted
from vpclint.report.linted import LintReport, judged_as
from vpclint.report.verdicts import Judged, left_out
from vpclint.settings import Settings
from vpclint.text.sources import Texts

if TYPE_CHECKING:
    from vpclint.report.model import Report

VERDICTS = {"pass": "works", "fail": "will not work", "unknown": "cannot tell"}
"""What a verdict says of a job, a VPC or a run."""


class View(Struct, frozen=True):
    """The report of a run, and what it takes to show it.

    Attributes:
        told: what came out, of a whole run or of policy documents alone.
        texts: the files that it is about.
        rules: those that were asked.
        settings: as they held for the run.
        folder: from which the files are named; an absolute path.
        root: the folder of the repository, from which others name its files; an absolute path.
        colour, paths, remedies, with_accepted: what a person wants to see of a text: colours, the path of every need,
            the repairs in every language, and what is suppressed or known.
        room: how many bytes a report in Markdown may have, in UTF-8. A comment on GitHub has 65,536 characters at most.
    """

    told: "Report | LintReport"
    texts: Texts
    rules: tuple[Rule, ...] = ()
    settings: Settings = Settings()
    folder: str = ""
    root: str = ""
    colour: bool = False
    paths: bool = False
    remedies: bool = False
    with_accepted: bool = False
    room: int = 65_536

    @property
    def lint(self) -> LintReport | None:
        """What came out of policy documents alone; None where it is of a whole run."""
        return self.told if isinstance(self.told, LintReport) else None

    @property
    def report(self) -> "Report":
        """What came out; of policy documents alone, as of a run in which nothing else was looked at."""
        if not isinstance(self.told, LintReport):
            return self.told
        from vpclint.report.model import of_policies  # noqa: PLC0415 - a text about policies needs nothing of a run

        return of_policies(self.told)

    @property
    def counting(self) -> tuple[FindingReport, ...]:
        """The findings that are neither suppressed nor known: those that somebody has to look at."""
        return tuple(finding for finding in self.report.findings if finding.counts)

    @property
    def accepted(self) -> tuple[FindingReport, ...]:
        """The others."""
        return tuple(finding for finding in self.report.findings if not finding.counts)

    @property
    def summary(self) -> str:
        """The run in one line: its verdict, and how much there is of everything."""
        report = self.report
        judged = report.jobs or report.vpcs or report.errors
        word = (VERDICTS[report.verdict] if judged else judged_as(report.verdict)) + _left_out(report)
        if not (judged or report.policies):
            return "nothing was judged"
        unreadable = [f"{len(report.errors)} unreadable"] if report.errors else []
        return " · ".join([word, *unreadable, *counted(report.summary), f"{report.summary.passed} passed"])

    def path(self, file: str) -> str:
        """A file by its path from the root of the repository; one that is not in there as an absolute path."""
        whole = os.path.normpath(os.path.join(self.folder, file))  # noqa: PTH118 - a text, which may be no path
        below = self.root.rstrip("/") + "/"
        return whole.removeprefix(below)

    def primary(self, finding: FindingReport) -> Location:
        """Where a finding is shown that has one place only: a line if there is any, else a file that it is about.

        What AWS has told stands in no file that anyone could open.
        """
        places = [place for place in finding.locations if not place.file.startswith(LIVE)]
        line = next((place for place in places if place.line), None)
        return line or next(iter(places), None) or Location(next(self._homes(finding), ""))

    def _homes(self, finding: FindingReport) -> Iterator[str]:
        """The files of the jobs and VPCs that a finding affects, then those of all."""
        hit = {each.whose for each in finding.affects}
        homes = [(job.name, job.source) for job in self.report.jobs]
        homes += [(vpc.vpc, vpc.source) for vpc in self.report.vpcs]
        homes += [("", policy.source) for policy in self.report.policies]
        yield from (source for name, source in homes if name in hit and not source.startswith(LIVE))
        yield from (source for _, source in homes if not source.startswith(LIVE))


def _left_out(report: "Report") -> str:
    """What the verdict of a run leaves out, as those do that it is the verdict of."""
    judged: list[Judged] = [*report.jobs, *report.vpcs, *report.policies]
    return max((left_out(each).lower() for each in judged if each.verdict == report.verdict), key=len, default="")
