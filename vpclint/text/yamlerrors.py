"""What PyYAML's scanner and parser say, in words that need no knowledge of them."""

import re

from yaml.error import MarkedYAMLError, YAMLError

from vpclint.text.escape import quoted, visible
from vpclint.text.nodes import Span
from vpclint.text.problems import ProblemKind, Problems

_END_OF_TEXT = "the end of the text"
_WORD = re.compile(r""""[^"\n]*"|'[^'\n]*'|[\[\]{},:]|[^\s\[\]{},]+""")
# Context and problem as libyaml or PyYAML's own parser puts them, the diagnosis, and the sentence about what is there.
_DIAGNOSES = tuple(
    (re.compile(pattern), kind, sentence)
    for pattern, kind, sentence in (
        ("tab character", ProblemKind.TAB_INDENTATION, "a tab indents the line, spaces were expected"),
        ("any token", ProblemKind.UNEXPECTED, "found {} where a value was expected, YAML wants quotes around it"),
        ("end of stream", ProblemKind.TRUNCATED, "the text ends inside a quoted string, its closing was expected"),
        (
            "document (?:indicator|separator)",
            ProblemKind.UNEXPECTED,
            "found {} inside a quoted string, its closing was expected",
        ),
        (
            "mapping values are not",
            ProblemKind.UNEXPECTED,
            "found {} where no key can end, a new line or quotes around the text were expected",
        ),
        (
            "sequence entries are not",
            ProblemKind.UNEXPECTED,
            "found {} where no list can begin, a new line was expected before it",
        ),
        (
            "could not find expected ':'",
            ProblemKind.MISSING_COLON,
            "found {} where a key was expected, no ':' follows it",
        ),
        (
            "(?:escape|hexdecimal).*scalar",
            ProblemKind.INVALID_ESCAPE,
            "found an escape that YAML does not know, a doubled backslash or single quotes were expected",
        ),
        ("expected ',' or ']'", ProblemKind.MISSING_COMMA, "found {} where ',' or ']' was expected"),
        ("expected ',' or '}'", ProblemKind.MISSING_COMMA, "found {} where ',' or '}}' was expected"),
        ("block mapping", ProblemKind.UNEXPECTED, "found {} where a key or the end of the mapping was expected"),
        ("block collection", ProblemKind.UNEXPECTED, "found {} where '-' or the end of the list was expected"),
        ("node content", ProblemKind.UNEXPECTED, "found {} where a value was expected"),
        ("document start", ProblemKind.UNEXPECTED, "found {} where '---' or the end of the text was expected"),
        ("tag handle", ProblemKind.UNEXPECTED, "found {}, whose tag handle is not declared, a known tag was expected"),
    )
)


def report(error: YAMLError, text: str, begin: int, problems: Problems) -> None:
    """Adds the problem that ended the reading of `text`, whose offsets count from `begin`."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        problems.add(ProblemKind.UNEXPECTED, f"this is not YAML: {visible(str(error))}", Span(begin, begin))
        return
    said = f"{error.problem} {error.context or ''}".strip()
    at = error.problem_mark.index
    opened = error.context_mark.index if error.context_mark else at
    kind, sentence = _diagnosis(said, tab=text[at : at + 1] == "\t")
    if kind is ProblemKind.MISSING_COLON:
        at = opened
    elif kind is ProblemKind.INVALID_ESCAPE:
        at = text.rfind("\\", 0, at + 1)
    here, end = _standing_at(text, at)
    end = at + 2 if kind is ProblemKind.INVALID_ESCAPE else end
    if here == _END_OF_TEXT:
        kind = ProblemKind.TRUNCATED
    elif kind is ProblemKind.MISSING_COMMA and text[at] in "]}":
        kind = ProblemKind.UNEXPECTED
    related = [(Span(begin + opened, begin + opened + 1), _opened_note(said))] if opened < at else []
    problems.add(kind, sentence.format(here), Span(begin + at, begin + end), *related)


def _diagnosis(said: str, *, tab: bool) -> tuple[ProblemKind, str]:
    if tab and "any token" in said:
        said = "tab character"
    for pattern, kind, sentence in _DIAGNOSES:
        if pattern.search(said):
            return kind, sentence
    return ProblemKind.UNEXPECTED, "{} can't stand here: " + visible(said).replace("{", "{{").replace("}", "}}")


def _standing_at(text: str, at: int) -> tuple[str, int]:
    """What stands at the offset, for a message, and where it ends."""
    if word := _WORD.match(text, at):
        return quoted(word[0], 30), word.end()
    if not text[at:].strip():
        return _END_OF_TEXT, at
    return "the end of the line", at + 1


def _opened_note(said: str) -> str:
    names = {"sequence": "list", "collection": "list", "mapping": "mapping", "scalar": "string"}
    what = next((name for word, name in names.items() if word in said), "value")
    return f"the {what} begins here"
