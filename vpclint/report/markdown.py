"""The report in Markdown, as the summary of a GitHub job shows it, or a comment on a pull or merge request.

What does not fit is left out from the mildest finding on, and a sentence says how much that is.
"""

from collections.abc import Iterator, Sequence

from msgspec import UNSET

from vpclint.engine.remedies import Remedy
from vpclint.report.found import FindingReport, Location
from vpclint.report.found_text import error_text
from vpclint.report.linted import LintedPolicy, judged_as
from vpclint.report.marked import block, code, prose
from vpclint.report.verdicts import Judged, left_out
from vpclint.report.view import VERDICTS, View

_JUDGED = 50
_PLACES = 10
_AFFECTED = 6
"""The rows, places and jobs that are shown at most; a number tells of the others."""

_BADNESS = ["fail", "unknown", "pass"]


def show(view: View) -> str:
    """The verdict, a table of what was judged, and the findings, the worst first, as far as there is room."""
    report = view.report
    head = [f"## vpclint: {view.summary}", *_table(view)]
    tail = [*_told("Accepted", [*map(_accepted, view.accepted)]), *_told("Assumed", report.assumptions)]
    tail += _told("Not examined", report.not_examined)
    if report.not_shown:
        tail.append(f"Not shown, by selection: the findings of {', '.join(map(code, report.not_shown))}.")
    errors = [f"**unreadable** {prose(error_text(error))}" for error in report.errors]
    whole = [*errors, *(_finding(view, finding) for finding in view.counting)]
    room = view.room - _bytes([*head, _left_out(len(whole), len(whole), view.room)])
    shown = _fitting(whole, room)
    room -= _bytes(shown)
    left = [_left_out(len(whole) - len(shown), len(whole), view.room)] if len(shown) < len(whole) else []
    return _cut("\n\n".join([*head, *shown, *left, *_fitting(tail, room)]) + "\n", view.room)


def _fitting(blocks: Sequence[str], room: int) -> list[str]:
    """The blocks from the first on that have room."""
    shown: list[str] = []
    for each in blocks:
        room -= _bytes([each])
        if room < 0:
            break
        shown.append(each)
    return shown


def _bytes(blocks: Sequence[str]) -> int:
    return sum(len(each.encode("utf-8", "replace")) + 2 for each in blocks)


def _cut(text: str, room: int) -> str:
    """The text, or nothing of it but a line where there is no room even for its beginning."""
    return text if len(text.encode("utf-8", "replace")) <= room else "vpclint: no room for a report\n"[: max(room, 0)]


def _left_out(left: int, total: int, room: int) -> str:
    why = f"there is room for {room:,} bytes here"
    return f"{left:,} of {total:,} findings are left out, the mildest ones: {why}, and the JSON report has all."


def _table(view: View) -> Iterator[str]:
    """A row for each job, VPC and policy, those first that will not work."""
    report = view.report
    rows: list[tuple[Judged, str, str, str]] = []
    rows += [(job, VERDICTS[job.verdict], code(job.name, cell=True), job.source) for job in report.jobs]
    rows += [(vpc, VERDICTS[vpc.verdict], code(vpc.vpc, cell=True), vpc.source) for vpc in report.vpcs]
    rows += [(each, judged_as(each.verdict), _kinds(each), each.source) for each in report.policies]
    rows.sort(key=lambda row: _BADNESS.index(row[0].verdict))
    if rows:
        cells = (
            _row(word + left_out(each).lower(), what, code(view.path(file), cell=True))
            for each, word, what, file in rows
        )
        yield "\n".join(["| verdict | of | in |", "|---|---|---|", *list(cells)[:_JUDGED]])
    if len(rows) > _JUDGED:
        yield f"{len(rows) - _JUDGED:,} more are not listed here."


def _kinds(policy: LintedPolicy) -> str:
    return f"{' or '.join(policy.kinds)} policy"


def _told(name: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield f"{name}: {' · '.join(prose(each, 300) for each in sentences)}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _accepted(finding: FindingReport) -> str:
    """A finding that does not count, in a line."""
    by = finding.suppressed
    word, why = ("suppressed", f" ({by.reason})") if by else ("known", "")
    return f"{word} {finding.label} {finding.rule}: {finding.message}{why}"


def _finding(view: View, finding: FindingReport) -> str:
    lines = [f"**{finding.label}** `{finding.rule}` {prose(finding.message)}"]
    places = [_place(view, each) for each in finding.locations if each.line or each.note]
    places += [f"note: {prose(note)}" for note in finding.notes]
    places += _affected(finding)
    if places:
        lines.append("\n".join(f"- {each}" for each in _few(places, _PLACES)))
    if finding.remedy is not UNSET:
        lines.append(_repairs(finding.remedy))
    return "\n\n".join(lines)


def _few(several: Sequence[str], most: int) -> list[str]:
    more = [f"{len(several) - most:,} more"] if len(several) > most else []
    return [*several[:most], *more]


def _place(view: View, place: Location) -> str:
    where = [view.path(place.file), *(str(each) for each in (place.line, place.column) if each)]
    return f"{code(':'.join(where), 1000)} {prose(place.note, 300)}".rstrip()


def _affected(finding: FindingReport) -> list[str]:
    hit = [each for each in finding.affects if each.need or each.subnets or len(finding.affects) > 1]
    told = []
    for each in hit:
        what = code(f"{each.whose}: {each.need}" if each.need else each.whose)
        told.append(f"affects {what}{' in ' if each.subnets else ''}{code(', '.join(each.subnets))}")
    return _few(told, _AFFECTED)


def _repairs(remedy: Remedy) -> str:
    """The repairs, folded away until somebody wants them."""
    blocks = [prose(remedy.text)] if remedy.text else []
    for text, language in (
        ("\n".join(remedy.aws_cli), "sh"),
        (remedy.cloudformation, "yaml"),
        (remedy.terraform, "hcl"),
    ):
        blocks += [block(text, language)] if text else []
    return "\n\n".join(["<details><summary>How to repair it</summary>", *blocks, "</details>"])
