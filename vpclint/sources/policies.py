"""Policies that are handed over as files, each with what it is attached to: `bucket=policy.json`."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from vpclint.errors import InputError, UsageError
from vpclint.policy.document import Defect, DefectKind, Document
from vpclint.policy.given import Given, LayerKind, PolicyFile
from vpclint.policy.grammar import read_policy
from vpclint.sources.files import read
from vpclint.text.escape import quoted
from vpclint.text.lines import Lines
from vpclint.text.nodes import Span
from vpclint.text.reading import decode

STDIN = "-"
KINDS = tuple(each for each in LayerKind if each is not LayerKind.UNTOLD)
"""What a policy can be said to be."""
_NAMED = re.compile(rf"({'|'.join(KINDS)})(?:/([^=/]+))?=(.+)", re.DOTALL)
_ONE_ONLY = frozenset({LayerKind.ENDPOINT, LayerKind.GATEWAY_ENDPOINT, LayerKind.BUCKET})


def read_policies(arguments: Sequence[str], kind: LayerKind | None = None) -> tuple[PolicyFile, ...]:
    """The policies that are named, each as `FILE` or as `KIND=FILE`; `-` is the standard input.

    Args:
        arguments: as the user wrote them; an organisation's policies may name their level: `scp/LEVEL=FILE`.
        kind: of those that do not say it. A single one may leave it out: it is told by whether it names principals.

    Raises:
        UsageError: it can't be told what a policy is attached to, or there is one too many.
        InputError: a file can't be read, or is no policy.
    """
    if not arguments:
        raise UsageError("no policy is named: vpclint policy allows KIND=FILE …")
    named = [_named(each, kind) for each in arguments]
    if len(named) > 1 and any(each is None for each, _, _ in named):
        kinds = ", ".join(KINDS)
        raise UsageError(f"several policies need to be told apart: write KIND=FILE, where KIND is one of {kinds}")
    _check_number([each for each, _, _ in named if each], [file for _, _, file in named])
    return tuple(_read(*each) for each in named)


def _named(argument: str, kind: LayerKind | None) -> tuple[LayerKind | None, str, str]:
    """The kind, the level and the file that an argument names."""
    found = _NAMED.fullmatch(argument)
    if not found:
        before, equals, _ = argument.partition("=")
        if equals and not Path(argument).exists():
            raise UsageError(f"{quoted(before, 80)} is no KIND: one of {', '.join(KINDS)} was expected before =")
        return kind, "", argument
    named = LayerKind(found[1])
    if found[2] and named not in (LayerKind.SCP, LayerKind.RCP):
        raise UsageError(f"{quoted(argument, 120)}: only policies of the organisation, scp and rcp, have levels")
    return named, found[2] or "", found[3]


def _check_number(kinds: Sequence[LayerKind], files: Sequence[str]) -> None:
    for kind in sorted(_ONE_ONLY):
        if kinds.count(kind) > 1:
            raise UsageError(f"{kinds.count(kind)} policies are given as {kind}, which has one")
    if LayerKind.ENDPOINT in kinds and LayerKind.GATEWAY_ENDPOINT in kinds:
        raise UsageError("a request takes one endpoint: give endpoint or gateway-endpoint, not both")
    if files.count(STDIN) > 1:
        raise UsageError("the standard input holds one policy, it is named more than once")


def _read(kind: LayerKind | None, level: str, file: str) -> PolicyFile:
    name = "standard input" if file == STDIN else file
    text = _without_answer(_text(file, name), name)
    document = read_policy(text, (kind or LayerKind.UNTOLD).policy_type)
    if kind is None:
        named = any(each.principals for policy in document.policies for each in policy.statements)
        kind = LayerKind.UNTOLD if named else LayerKind.IDENTITY
        document = document if named else read_policy(text, kind.policy_type)
    spoilt = next(_spoilt(document), None)
    if spoilt:
        position = Lines(text).position(spoilt.span.start)
        raise InputError(spoilt.message, name, position.line, position.column)
    return PolicyFile(name, Given(kind, document.policies[0], level), text, document.defects)


def _without_answer(text: str, name: str) -> str:
    """The policy in an answer of the AWS CLI, its lines where they are; any other text as it is.

    Raises:
        InputError: AWS would not take the text, or it is no policy.
    """
    from vpclint.policy.unfolding import unfolded  # noqa: PLC0415

    found = unfolded(text)
    if found.faults or found.strange:
        raise InputError(found.faults[0] if found.faults else found.strange, name)
    if found.own or not found.layers:
        return found.text
    start = found.layers[0].start
    return _NO_LINE_END.sub(" ", text[:start]) + found.text


_NO_LINE_END = re.compile(r"[^\r\n]")


def _text(file: str, name: str) -> str:
    data = (sys.stdin.buffer.read() if sys.stdin else b"") if file == STDIN else read(file)
    decoded = decode(data)
    for problem in decoded.problems:
        if problem.kind.value == "encoding":
            raise InputError(problem.message, name)
    return decoded.text


def _spoilt(document: Document) -> Iterator[Defect]:
    """What is wrong with a document as a whole, so that nobody can say what it decides."""
    statements = [each.span for policy in document.policies for each in policy.statements]
    for defect in document.defects:
        within = any(whole.start <= defect.span.start and defect.span.end <= whole.end for whole in statements)
        if defect.kind is DefectKind.SEVERAL or (defect.opaque and not within):
            yield defect
    if not document.policies and not document.defects:
        yield Defect(DefectKind.SYNTAX, "there is no policy", Span(0, 0))
