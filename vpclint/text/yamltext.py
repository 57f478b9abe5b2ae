"""YAML read for people: places for every value, and bounds on what a hostile text can ask for."""

import re

from vpclint.text.nodes import Span
from vpclint.text.problems import Parsed, ProblemKind, Problems

# What may not stand in a YAML text (YAML 1.1, 5.1).
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
# libyaml compares each of these directives with all before it.
_TAG_DIRECTIVE = "%TAG"
_TAG_DIRECTIVE_LIMIT = 1000


def parse_yaml(text: str) -> Parsed:
    """Every document of a YAML stream as a tree of places, and everything that is wrong with it.

    Scalars are resolved by YAML 1.1 as PyYAML's safe loader does it, but timestamps stay text. Aliases share what their
    anchors hold, merge keys (`<<`) are carried out, keys are always text. Several documents are no problem; none is.
    With problems the trees hold what was read before reading had to end. Depth and what aliases expand to are bounded;
    the time is in proportion to the text.
    """
    problems = Problems()
    body = text.lstrip("\ufeff")
    begin = len(text) - len(body)
    if begin:
        message = "the text begins with a byte order mark, YAML was expected to begin at once"
        problems.add(ProblemKind.BYTE_ORDER_MARK, message, Span(0, begin))
    for run in _NOT_ALLOWED.finditer(body):
        message = (
            f"found the character U+{ord(run[0][0]):04X}, which YAML forbids, its escape in double quotes was expected"
        )
        problems.add(ProblemKind.CONTROL_CHARACTER, message, Span(begin + run.start(), begin + run.end()))
    if body.count(_TAG_DIRECTIVE) > _TAG_DIRECTIVE_LIMIT:
        place = Span(begin + body.index(_TAG_DIRECTIVE), begin + body.index(_TAG_DIRECTIVE) + len(_TAG_DIRECTIVE))
        message = f"found more than {_TAG_DIRECTIVE_LIMIT:,} tag directives, at most {_TAG_DIRECTIVE_LIMIT:,} are read"
        problems.add(ProblemKind.UNEXPECTED, message, place)
        return Parsed((), problems.found())
    from vpclint.text.yamlcompose import compose  # noqa: PLC0415 - PyYAML is loaded only where YAML is read

    # One replacement for each character, so that offsets stay.
    readable = _NOT_ALLOWED.sub(lambda run: "\ufffd" * len(run[0]), body)
    return Parsed(tuple(compose(readable, begin, problems)), problems.found())
