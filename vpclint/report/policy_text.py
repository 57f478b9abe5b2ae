"""The answer to a question about policies for people: a sentence a request, and the statements that decide it.

fail  s3:GetObject on arn:aws:s3:::raw/a is explicitly denied by statement "NoRaw" of the bucket policy
      Deny  "NoRaw" · policy.json:4:5
"""

from collections.abc import Iterator

from vpclint.report.found import Location
from vpclint.report.found_text import PLAIN, Style
from vpclint.report.policy_model import AnswerReport, PolicyReport, StatementReport, WitnessReport
from vpclint.text.escape import logged, visible

_COLOURS = {"pass": "good", "fail": "error", "unknown": "warning"}
_HOLDS = {"pass": "yes", "fail": "no", "unknown": "cannot tell"}
_SHOWN = 5
"""The deciding statements that are named where nobody asked for all."""
_MOST = 100
"""Statements that are explained, and missing facts that are named, one by one."""
_INDENT = " " * 9


def render(report: PolicyReport, *, style: Style = PLAIN, explain: bool = False) -> str:
    """The report as text, ending with a line end.

    Args:
        report: what came out.
        style: colours or none.
        explain: whether to show every statement that was asked, element by element.
    """
    lines = [line for answer in report.answers for line in _answer(answer, style, explain=explain)]
    if report.not_examined:
        lines.append("not examined: " + " · ".join(visible(each, 300) for each in report.not_examined))
    return logged("\n".join(lines) + "\n")


def _answer(answer: AnswerReport, style: Style, *, explain: bool) -> Iterator[str]:
    yield f"{style.paint(_COLOURS[answer.verdict], f'{answer.verdict:8}')} {visible(answer.sentence, 2000)}"
    if explain:
        for statement in answer.trace[:_MOST]:
            yield from _traced(statement)
        if len(answer.trace) > _MOST:
            yield f"{_INDENT}and {len(answer.trace) - _MOST:,} more statements: --format json holds them all"
    else:
        for statement in answer.decided_by[:_SHOWN]:
            yield f"{_INDENT}{_named(statement)}"
        if len(answer.decided_by) > _SHOWN:
            yield f"{_INDENT}and {len(answer.decided_by) - _SHOWN} more: --explain shows all"
    for witness in answer.witnesses:
        yield f"{_INDENT}{shown(witness)}"
    helps = [each.obtain for each in answer.missing if each.obtain]
    for each in helps[:_MOST]:
        yield f"{_INDENT}{style.paint('good', 'help')}: {visible(each, 500)}"
    if len(helps) > _MOST:
        yield f"{_INDENT}and {len(helps) - _MOST:,} more that would have to be known"


def shown(witness: WitnessReport) -> str:
    """A request in a line, with what it takes."""
    request = f"{witness.action} on {witness.resource} by {witness.principal}"
    context = ", ".join(f"{key} = {_value(value)}" for key, value in witness.context.items())
    return visible(f"{witness.decision}: {request}{' with ' * bool(context)}{context}", 2000)


def _value(value: str | list[str] | None) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    return "(absent)" if value is None else value


def _named(statement: StatementReport) -> str:
    effect = statement.effect or "?"
    return f"{effect:5}  {visible(statement.statement, 200)} · {_place(statement.location)}"


def _traced(statement: StatementReport) -> Iterator[str]:
    """A statement, whether it applies, and its elements up to the first that does not hold."""
    yield f"{_INDENT}{_named(statement)} · {visible(statement.policy, 200)} · applies: {_HOLDS[statement.verdict]}"
    for each in statement.elements:
        yield f"{_INDENT}  {each.element:12} {_HOLDS[each.verdict]:11} {_place(each.location)}"


def _place(location: Location) -> str:
    return f"{visible(location.file, 1000)}:{location.line}:{location.column}"
