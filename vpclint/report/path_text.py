"""The answer to one question for people: a line a hop, what stands in the way beneath it, and at the end the answer.

subnet-0bb… with sg-0aa… to S3
  out
    pass    security-group sg-0aa…: the groups let TCP 443 out to S3 · tcp 443 to pl-6ea… · state.json:2310:11
  back
    fail    network-acl acl-07f…: the list stops answers from S3 into subnet-0bb…: tcp 32768-60999
            error[network-acl-return] · SUBNET_ACL_RESTRICTION · entry 90 · state.json:560:5

subnet-0bb… does not reach S3: 1 obstacle
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import UnsetType

from vpclint.report.found import FindingReport, Location
from vpclint.report.found_text import PLAIN, Style, error_text
from vpclint.report.path_model import BACK, DeciderReport, ObstacleReport, PathReport, StepReport, WayReport
from vpclint.report.reachability import LIST
from vpclint.text.escape import logged, visible

_SHOWN = 3
"""The deciding rules, and the places, that are named at one hop."""

_COLOURS = {"pass": "good", "fail": "error", "unknown": "warning", "warning": "warning"}


def render(report: PathReport, *, style: Style = PLAIN) -> str:
    """The report as text, ending with a line end."""
    blocks = [*(_way(report, way, style) for way in report.ways), [*_end(report, style)]]
    return logged("\n\n".join("\n".join(block) for block in blocks) + "\n")


def _way(report: PathReport, way: WayReport, style: Style) -> list[str]:
    groups = f" with {visible(', '.join(report.groups), 500)}" if report.groups else ""
    lines = [style.paint("strong", f"{visible(way.subnet)}{groups} to {visible(report.destination, 300)}")]
    sections = [(*key, [*steps]) for key, steps in groupby(way.steps, lambda step: (step.stage, step.part))]
    met: set[str] = set()
    for stage, part, steps in sections:
        if len(sections) > 1:
            lines.append(f"  {visible(_heading(stage, part, parted=stage in met), 500)}")
        met |= {stage} if part else set()
        lines += (line for step in steps for line in _step(step, style))
    return lines


def _heading(stage: str, part: str, *, parted: bool) -> str:
    """Where the next steps lead: the parts of a destination take different ways, and meet again."""
    if part:
        return f"{stage} {'from' if stage == BACK else 'to'} {part}"
    return f"{stage}, every part" if parted else stage


def _step(step: StepReport, style: Style) -> Iterator[str]:
    mark = _mark(step)
    passed = f"{step.hop} {visible(step.resource, 300)}: {visible(step.why, 500)}"
    by = [*_deciders(step.deciders)] or ([] if step.obstacles or not step.location else [_place(step.location)])
    yield " · ".join([f"    {style.paint(_COLOURS[mark], f'{mark:8}')}{passed}", *by])
    proved = [each for each in step.obstacles if each.verdict == "fail"]
    for obstacle in proved:
        yield f"            {_obstacle(obstacle, style)}"
    perhaps = [_named(each) for each in step.obstacles if each.verdict != "fail"]
    if perhaps:
        yield f"            {style.paint('warning', 'open')}: {', '.join(perhaps)}"


def _mark(step: StepReport) -> str:
    """How the hop is marked: what only warns does not fail."""
    warned = [each.severity == "warning" for each in step.obstacles if each.verdict == "fail"]
    if warned and all(warned) and step.verdict != "unknown":
        return "warning"
    return step.verdict


def _deciders(deciders: Iterable[DeciderReport]) -> Iterator[str]:
    found = [" · ".join(filter(None, (visible(each.what), _place(each.location)))) for each in deciders]
    yield from filter(None, found[:_SHOWN])
    if len(found) > _SHOWN:
        yield f"{len(found) - _SHOWN} more"


def _obstacle(obstacle: ObstacleReport, style: Style) -> str:
    label = style.paint(obstacle.severity, f"{obstacle.severity}[{obstacle.rule}]")
    decided = obstacle.subject and obstacle.code == LIST
    entry = f"entry {visible(obstacle.subject)}" if decided else ""
    return " · ".join(filter(None, (label, obstacle.code, entry, *map(_place, obstacle.locations[:_SHOWN]))))


def _named(obstacle: ObstacleReport) -> str:
    return f"{obstacle.rule} ({obstacle.code})" if obstacle.code else obstacle.rule


def _place(location: Location | None) -> str:
    if location is None:
        return ""
    return f"{visible(location.file, 1000)}:{location.line}:{location.column}"


def _end(report: PathReport, style: Style) -> Iterator[str]:
    """What helps, what could not be read or seen, and the sentence that decides."""
    for error in report.errors:
        yield style.paint("error", f"error: {error_text(error)}")
    yield from dict.fromkeys(command for finding in report.findings for command in _help(finding, style))
    missing = dict.fromkeys(each for way in report.ways for each in way.missing)
    yield from (f"to get it: {visible(each.obtain, 1000)}" for each in missing if each.obtain)
    if report.assumptions:
        yield "assumed: " + " · ".join(visible(each, 300) for each in report.assumptions)
    if report.not_examined:
        yield "not examined: " + " · ".join(visible(each, 300) for each in report.not_examined)
    yield style.paint(_COLOURS[report.verdict], visible(report.sentence, 4000))


def _help(finding: FindingReport, style: Style) -> Iterator[str]:
    if isinstance(finding.remedy, UnsetType):
        return
    for command in finding.remedy.told:
        yield f"{style.paint('good', 'help')}: {visible(command, 4000)}"
