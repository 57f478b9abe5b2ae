"""The report for people: each finding with the places that it is about, side by side across files.

error[s3-endpoint-not-routed] subnet-0bb… has no way to S3: its route table rtb-07f… holds no route to vpce-0f3…
  --> job.json:14:11
   |
14 |         "subnet-0bb…"
   |         ^^^^^^^^^^^^^ instances placed here can't reach S3
  ::: state.json:212:5: rtb-07f…
"""

from collections.abc import Iterator

from msgspec import Struct, UnsetType

from vpclint.report.judged import JobReport
from vpclint.report.model import ErrorReport, FindingReport, Location, Report
from vpclint.report.vpc_text import fitting, hop_lines, vpc_lines
from vpclint.report.vpcs import VpcReport
from vpclint.text.escape import is_visible, visible
from vpclint.text.sources import Location as LocatedText
from vpclint.text.sources import Texts

_WIDTH = 100
_AFFECTED = 6
_NAMED = 4

_VERDICTS = {"pass": "WORKS", "fail": "WILL NOT WORK", "unknown": "CANNOT TELL"}


class Style(Struct, frozen=True):
    """How the parts of a report are set off: ANSI escapes around them, or nothing."""

    error: str = ""
    warning: str = ""
    note: str = ""
    good: str = ""
    faint: str = ""
    strong: str = ""
    end: str = ""

    def paint(self, kind: str, text: str) -> str:
        """The text in the colour of its kind."""
        return f"{getattr(self, kind)}{text}{self.end}"


PLAIN = Style()
COLOUR = Style("\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;32m", "\x1b[34m", "\x1b[1m", "\x1b[0m")


def render(report: Report, texts: Texts, *, style: Style = PLAIN, paths: bool = False) -> str:
    """The report as text, ending with a line end.

    Args:
        report: what came out.
        texts: the files that it is about, for the lines under a finding.
        style: colours or none.
        paths: whether to show the path of every need, hop by hop.
    """
    printer = _Printer(texts, style)
    blocks = [[*vpc_lines(vpc, report.paths, style.paint, whole=paths)] for vpc in report.vpcs if vpc.subnets]
    blocks += [printer.finding(finding) for finding in report.findings]
    if paths:
        blocks += [printer.paths(report, job) for job in report.jobs]
    blocks.append(printer.summary(report))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


class _Printer:
    """Renders the parts of a report; every text from outside is made visible before it is printed."""

    def __init__(self, texts: Texts, style: Style) -> None:
        self._texts = texts
        self._style = style

    def finding(self, finding: FindingReport) -> list[str]:
        """One finding: its sentence, its frames, its reasons and its remedy."""
        open_question = finding.status == "unknown"
        word = "unknown" if open_question else finding.severity
        label = self._style.paint(finding.severity, f"{word}[{finding.rule}]")
        return [
            f"{label} {self._style.paint('strong', visible(finding.message, 1000))}",
            *self._frames(finding.locations),
            *(f"  = note: {visible(note, 1000)}" for note in finding.notes),
            *_left_open(finding),
            *self._affected(finding),
            *self._help(finding),
            self._style.paint("faint", f"  = rule: vpclint rules {finding.rule}"),
        ]

    def _frames(self, locations: tuple[Location, ...]) -> Iterator[str]:
        placed = [self._texts.location(each.file, each.pointer, each.note) for each in locations]
        found = [place for place in placed if place.line or place.note]
        margin = max((len(str(each.line)) for each in found if not _is_summed_up(each)), default=1)
        earlier = ""
        for place in found:
            head = self._head(place.file, place.line, place.column)
            arrow, first = (":::", False) if earlier else ("-->", True)
            earlier = place.file
            arrow = self._style.paint("faint", arrow)
            if _is_summed_up(place):
                yield f"{' ' * margin}{arrow} {head}{': ' if place.note else ''}{visible(place.note)}"
                continue
            yield f"{' ' * margin}{arrow} {head}"
            line, mark, width = _window(place.text, place.mark, place.width)
            gutter = self._style.paint("faint", "|")
            yield f"{' ' * margin} {gutter}"
            yield f"{place.line:>{margin}} {gutter} {line}"
            marks = self._style.paint("error" if first else "note", "^" * width)
            yield f"{' ' * margin} {gutter} {' ' * mark}{marks} {visible(place.note)}".rstrip()

    def _head(self, file: str, line: int, column: int) -> str:
        place = f":{line}:{column}" if line else ""
        return f"{visible(file, 1000)}{place}"

    def _affected(self, finding: FindingReport) -> Iterator[str]:
        """The jobs and needs that are hit, beyond a single job as a whole."""
        hit = [each for each in finding.affects if each.need or each.subnets or len(finding.affects) > 1]
        for affected in hit[:_AFFECTED]:
            what = visible(f"{affected.whose}: {affected.need}" if affected.need else affected.whose, 300)
            where = f" in {', '.join(affected.subnets)}" if affected.subnets else ""
            yield f"  = affects: {what}{visible(where, 2000)}"
        if len(hit) > _AFFECTED:
            yield f"  = affects: {len(hit) - _AFFECTED} more"

    def _help(self, finding: FindingReport) -> Iterator[str]:
        if isinstance(finding.remedy, UnsetType):
            return
        commands = finding.remedy.aws_cli or ((finding.remedy.text,) if finding.remedy.text else ())
        for command in commands:
            yield f"  = {self._style.paint('good', 'help')}: {visible(command, 4000)}"

    def paths(self, report: Report, job: JobReport) -> list[str]:
        """The path of each need of a job in each subnet; equal paths are printed once."""
        lines = [self._style.paint("strong", f"{visible(job.name)} in {visible(job.vpc) or 'an unknown VPC'}")]
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
            *(f"{number} {word}{'s' * (number != 1)}" for number, word in _counts(report) if number),
            f"{counts.passed} passed",
        ]
        errors = [self._style.paint("error", f"error: {error_text(error)}") for error in report.errors]
        verdicts = [*map(self._verdict, report.jobs), *map(self._vpc_verdict, report.vpcs)]
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
        return f"{visible(name, 500)}: {self._judged(job.verdict)}"

    def _vpc_verdict(self, vpc: VpcReport) -> str:
        name = visible(f"{vpc.vpc} ({vpc.source})", 500)
        return f"{name}: {self._judged(vpc.verdict)} · {fitting(vpc)}"

    def _judged(self, verdict: str) -> str:
        colour = {"pass": "good", "fail": "error", "unknown": "warning"}[verdict]
        return self._style.paint(colour, _VERDICTS[verdict])


def _is_summed_up(place: LocatedText) -> bool:
    """Whether a place is shown by its note alone: one in no file, or a whole record, whose first line says nothing."""
    return place.mark < 0


def _left_open(finding: FindingReport) -> Iterator[str]:
    """The rules that lack a fact, where the sentence has no room for all of them."""
    if len(finding.leaves_open) > _NAMED:
        yield f"  = open: {', '.join(finding.leaves_open)}"


def _counts(report: Report) -> list[tuple[int, str]]:
    counts = report.summary
    return [(counts.error, "error"), (counts.warning, "warning"), (counts.note, "note"), (counts.unknown, "open fact")]


def error_text(error: ErrorReport) -> str:
    """What could not be read, after its place."""
    place = ":".join([visible(error.file, 1000), *(str(each) for each in (error.line, error.column) if each)])
    return f"{place}: {visible(error.message, 1000)}" if error.file else visible(error.message, 1000)


def _window(text: str, mark: int, width: int) -> tuple[str, int, int]:
    """The part of a line that fits around the marked part, where the marks begin in it, from 0, and their number.

    Characters that would not be seen, or would move the rest of the line, are replaced one for one.
    """
    shown = text
    if not (text.isascii() and text.isprintable()):
        shown = "".join(char if is_visible(char) else " " if char == "\t" else "\ufffd" for char in text)
    start = max(0, mark - _WIDTH // 2) if len(shown) > _WIDTH else 0
    part = shown[start : start + _WIDTH]
    offset = mark - start
    return part.rstrip(), offset, max(1, min(width, len(part) - offset))
