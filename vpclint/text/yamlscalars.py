"""What a YAML scalar means, by the rules of YAML 1.1 that PyYAML's safe loader follows."""

from collections.abc import Callable

from yaml.constructor import SafeConstructor
from yaml.events import ScalarEvent
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from vpclint.text.escape import quoted, visible
from vpclint.text.jsonwords import Word, too_long
from vpclint.text.problems import ProblemKind

_PREFIX = "tag:yaml.org,2002:"
_RESOLVE: Callable[..., str] = Resolver().resolve
_CONSTRUCTOR = SafeConstructor()
_NAMES = {"int": "an integer", "float": "a number", "bool": "a truth value", "null": "nothing"}


def kind_of(event: ScalarEvent) -> str:
    """The type that the scalar's tag names or, without a tag, its form: `str`, `int`, `merge`, or `!Tag` as it is."""
    tag = event.tag
    if tag is None or tag == "!":
        tag = _RESOLVE(ScalarNode, event.value, event.implicit)
    return tag.removeprefix(_PREFIX)


def read_scalar(event: ScalarEvent) -> Word:
    """What the scalar means as a value."""
    text: str = event.value
    kind = kind_of(event)
    match kind:
        case "str" | "timestamp" | "value" | "merge":
            return Word(text)
        case "null":
            return Word(None)
        case "int" | "float" if too_long(text):
            return Word(text, ProblemKind.NUMBER_TOO_LONG, too_long(text))
        case "int" | "float" | "bool":
            return _constructed(kind, text)
        case _:
            return Word(text, ProblemKind.UNEXPECTED, unknown_tag(kind))


def key_problem(event: ScalarEvent) -> str:
    """The sentence that says why the scalar can't be a key; nothing where it can."""
    kind = kind_of(event)
    if kind in ("str", "timestamp", "value", "merge"):
        return ""
    if kind not in _NAMES:
        return unknown_tag(kind)
    return f"the key {quoted(event.value)} is {_NAMES[kind]} in YAML 1.1, text in quotes was expected"


def unknown_tag(tag: str) -> str:
    """The sentence that says of a tag that nothing is known about it."""
    name = visible(tag if tag.startswith("!") else "!!" + tag.removeprefix(_PREFIX), 40)
    return f"the tag {name} is not understood, a value without a tag was expected"


def _constructed(kind: str, text: str) -> Word:
    node = ScalarNode(_PREFIX + kind, text)
    try:
        if kind == "bool":
            return Word(_CONSTRUCTOR.construct_yaml_bool(node))
        if kind == "int":
            return Word(_CONSTRUCTOR.construct_yaml_int(node))
        return Word(_CONSTRUCTOR.construct_yaml_float(node))
    except (ValueError, LookupError, ArithmeticError):
        message = f"found {quoted(text)} where {_NAMES[kind]} was expected"
        return Word(text, ProblemKind.INVALID_NUMBER, message)
