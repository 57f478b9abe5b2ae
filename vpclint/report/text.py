"""The report for people: the findings, and a line with the verdict of each job or VPC."""

from vpclint.report.found_text import COLOUR, PLAIN, Printer, Style, counted
from vpclint.report.judged import JobReport
from vpclint.report.linted import policy_lines
from vpclint.report.model import Report
from vpclint.report.verdicts import left_out
from vpclint.report.view import View
from vpclint.report.vpc_text import fitting, hop_lines, vpc_lines
from vpclint.report.vpcs import VpcReport
from vpclint.text.escape import logged, visible
from vpclint.text.sources import Texts

_VERDICTS = {"pass": "WORKS", "fail": "WILL NOT WORK", "unknown": "CANNOT TELL"}


def show(view: View) -> str:
    """The report of a run."""
    style = COLOUR if view.colour else PLAIN
    shown = {"paths": view.paths, "remedies": view.remedies, "accepted": view.with_accepted}
    return render(view.report, view.texts, style=style, **shown)


def render(
    report: Report,
    texts: Texts,
    *,
    style: Style = PLAIN,
    paths: bool = False,
    remedies: bool = False,
    accepted: bool = False,
) -> str:
    """The report as text, ending with a line end.

    Args:
        report: what came out.
        texts: the files that it is about, for the lines under a finding.
        style: colours or none.
        paths: whether to show the path of every need, hop by hop.
        remedies: whether to show repairs in CloudFormation and Terraform, too.
        accepted: whether to show what is suppressed or known, too.
    """
    printer = _Printer(texts, style, remedies=remedies)
    blocks = [[*vpc_lines(vpc, report.paths, style.paint, whole=paths)] for vpc in report.vpcs if vpc.subnets]
    blocks += [printer.finding(finding) for finding in report.findings if finding.counts]
    left_alone = [finding for finding in report.findings if not finding.counts]
    if accepted:
        blocks.append([line for finding in left_alone for line in printer.accepted(finding)])
    if paths:
        blocks += [printer.paths(report, job) for job in report.jobs]
    blocks.append(printer.summary(report))
    if left_alone and not accepted:
        blocks[-1].append("not shown: what is suppressed or known; --accepted shows it")
    return logged("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


class _Printer(Printer):
    """Renders the parts of a report."""

    def paths(self, report: Report, job: JobReport) -> list[str]:
        """The path of each need of a job in each subnet; equal paths are printed once."""
        lines = [self.style.paint("strong", f"{visible(job.name)} in {visible(job.vpc) or 'an unknown VPC'}")]
        for need in job.needs:
            lines.append(f"  {visible(need.need, 1000)}: {need.verdict}")
            by_path: dict[tuple[str, str], list[str]] = {}
            for subnet_id, answer in need.subnets.items():
                by_path.setdefault((answer.path, answer.verdict), []).append(subnet_id)
            for (path, verdict), subnets in by_path.items():
                lines.append(f"    {verdict}: {', '.join(map(visible, subnets))}")
                lines += hop_lines(report.paths.get(path, ()))
        return lines

    def summary(self, report: Report) -> list[str]:
        """A line with the verdict for each job or VPC, and what the verdicts rest on."""
        counts = report.summary
        parts = [
            *counted(counts),
            f"{counts.passed} passed",
        ]
        errors = [*map(self.error, report.errors)]
        judged = [*map(self._verdict, report.jobs), *map(self._vpc_verdict, report.vpcs)]
        verdicts = [*judged, *policy_lines(report.policies, self.style)]
        total = " · ".join(parts) if verdicts else "nothing was judged"
        lines = [*errors, f"{verdicts[0]} · {total}"] if len(verdicts) == 1 else [*errors, *verdicts, total]
        if report.not_shown:
            lines.append(f"not shown, by --select or --ignore: the findings of {' · '.join(report.not_shown)}")
        if report.assumptions:
            lines.append("assumed: " + " · ".join(visible(each, 300) for each in report.assumptions))
        if report.not_examined:
            lines.append("not examined: " + " · ".join(visible(each, 300) for each in report.not_examined))
        return lines

    def _verdict(self, job: JobReport) -> str:
        name = job.name if job.name.startswith(job.source) else f"{job.name} ({job.source})"
        return f"{visible(name, 500)}: {self._judged(job)}"

    def _vpc_verdict(self, vpc: VpcReport) -> str:
        name = visible(f"{vpc.vpc} ({vpc.source})", 500)
        return f"{name}: {self._judged(vpc)} · {fitting(vpc)}"

    def _judged(self, judged: JobReport | VpcReport) -> str:
        colour = {"pass": "good", "fail": "error", "unknown": "warning"}[judged.verdict]
        return self.style.paint(colour, _VERDICTS[judged.verdict] + left_out(judged))
