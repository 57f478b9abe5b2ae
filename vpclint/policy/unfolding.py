"""A policy document without what stands around it: a string, the encoding of a URL, an answer of the AWS CLI, YAML."""

import re
from functools import lru_cache, partial

from msgspec import Struct, structs

from vpclint.policy.document import Defect, DefectKind, PolicyType
from vpclint.policy.grammar import OF_A_POLICY, OF_A_STATEMENT, read_parsed
from vpclint.policy.telling import gateway_named, read_as_told
from vpclint.policy.written import WrittenPolicy
from vpclint.text.escape import quoted
from vpclint.text.jsontext import parse_json
from vpclint.text.nodes import Node, Span
from vpclint.text.problems import Parsed, Problem
from vpclint.text.sources import is_yaml
from vpclint.text.within import Within, in_string, unquoted

TWICE = "the document stands in a string: it was encoded once more, a JSON object was expected"
FOR_A_URL = "the document is encoded for a URL, plain JSON was expected"
AS_YAML = "the document is YAML, JSON was expected"
_PUT_RIGHT = {
    TWICE: "the document stands by itself, not in a string",
    FOR_A_URL: "the document is plain text, not encoded for a URL",
    AS_YAML: "the document is JSON",
}
WITHOUT_ANSWER = "the document stands without the answer around it"
_DEEPEST = 5
"""How many things may stand around a document; no writer means more."""
_BEGINS_YAML = r"(?m)\s*(?:---\s+|#[^\n]*\n\s*)*(?:Version|Statement|Id)[ \t]*:[ \t]*[^\s{\[]*[ \t]*\r?$"
_ANSWERED = frozenset(
    {
        *("Policy", "PolicyDocument", "PolicyVersion", "Document", "PolicyName", "RoleName", "UserName", "GroupName"),
        *("VersionId", "IsDefaultVersion", "CreateDate", "RevisionId", "ResponseMetadata"),
    }
)
"""The members of what GetBucketPolicy, GetRolePolicy, GetPolicyVersion and their like answer."""
_HOLDERS = ("PolicyDocument", "PolicyVersion", "Document", "Policy")
_ELEMENTS = frozenset(each.lower() for each in (*OF_A_POLICY, *OF_A_STATEMENT))


class Unfolded(Struct, frozen=True):
    """A document without what stood around it.

    Attributes:
        text: of the document.
        parsed: as far as it could be read.
        layers: how the text is written in what it was taken from, the innermost first.
        faults: what AWS does not take of it.
    """

    text: str
    parsed: Parsed
    layers: tuple[Within, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        """Whether it has lines of its own, which are not those of the text around it."""
        return any(layer.units for layer in self.layers)

    @property
    def defects(self) -> tuple[Defect, ...]:
        """The faults, each at the beginning of the document."""
        start = self.parsed.roots[0].start if self.parsed.roots else 0
        return tuple(Defect(DefectKind.SYNTAX, each, Span(start, start + 1)) for each in dict.fromkeys(self.faults))

    @property
    def put_right(self) -> tuple[str, ...]:
        """What is said where the document stands by itself again."""
        answered = len(self.layers) > len(self.faults)
        return (*dict.fromkeys(_PUT_RIGHT[each] for each in self.faults), *((WITHOUT_ANSWER,) if answered else ()))

    @property
    def strange(self) -> str:
        """Why it is no policy at all, however broken; empty where it is meant for one."""
        values = [root.value for root in self.parsed.roots]
        names = [name for value in values if isinstance(value, dict) for name in value]
        if not names or any(not isinstance(value, dict) for value in values):
            return ""
        if any(name.lower() in _ELEMENTS or name.lower().startswith("stat") for name in names):
            return ""
        shown = ", ".join(quoted(name, 40) for name in names[:3]) + (" and more" if len(names) > 3 else "")
        return f"this is no policy: it has no Statement, but {shown}"


def unfolded(text: str, *, yaml: bool = False, answered: bool = False) -> Unfolded:
    """The document in a text, and what stood around it.

    Args:
        text: as a file or a state holds it.
        yaml: it is YAML by its name.
        answered: it is what AWS answers, which may be encoded for a URL.
    """
    if yaml or _seems_yaml(text):
        from vpclint.text.yamltext import parse_yaml  # noqa: PLC0415 - a policy is hardly ever YAML

        parsed = parse_yaml(text)
        if yaml or not parsed.problems:
            return Unfolded(text, parsed, (), (AS_YAML,))
    found = Unfolded(text, parse_json(text))
    for _ in range(_DEEPEST):
        inner = _inner(found, answered=answered)
        if inner is None:
            break
        answered = not inner.faults
        found = inner
    return found


def _seems_yaml(text: str) -> bool:
    return not text.lstrip().startswith(("{", "[", '"', "%")) and bool(re.match(_BEGINS_YAML, text))


def _inner(found: Unfolded, *, answered: bool) -> Unfolded | None:
    """The same without the next thing around it; None where nothing is."""
    encoded = unquoted(found.text)
    if encoded:
        return _deeper(found, *encoded, *(() if answered else (FOR_A_URL,)))
    if found.parsed.problems:
        return None
    [root] = found.parsed.roots
    if isinstance(root.value, str):
        meant = root.value.lstrip().startswith(("{", '"')) or unquoted(root.value)
        return _deeper(found, root.value, in_string(found.text, root.span), TWICE) if meant else None
    held = _held(root)
    if held and isinstance(held.value, str):
        return _deeper(found, held.value, in_string(found.text, held.span))
    return _deeper(found, found.text[held.start : held.end], Within(found.text, held.start)) if held else None


def _deeper(found: Unfolded, text: str, layer: Within, *faults: str) -> Unfolded:
    return Unfolded(text, parse_json(text), (layer, *found.layers), (*found.faults, *faults))


def _held(root: Node) -> Node | None:
    """The document in an answer of the AWS CLI; None where there is none around it."""
    members = root.value if isinstance(root.value, dict) else {}
    if members.keys() - _ANSWERED:
        return None
    held = next((members[name] for name in _HOLDERS if name in members), None)
    if held is None or isinstance(held.value, str):
        return held
    inner = held.value if isinstance(held.value, dict) else {}
    return held if any(name.lower() == "statement" for name in inner) else _held(held)


def read_file(file: str, text: str, policy_type: PolicyType | None, problems: tuple[Problem, ...]) -> WrittenPolicy:
    """The policy that is a file; arguments as for `written`."""
    found = unfolded(text, yaml=is_yaml(file))
    document, types = read_as_told(partial(read_parsed, found.parsed), file, policy_type)
    before = (*(Defect(DefectKind.SYNTAX, each.message, each.span) for each in problems), *found.defects)
    document = structs.replace(document, defects=before + document.defects)
    whole = WrittenPolicy(file, found.text, document, types, gateway_named(file))
    return structs.replace(whole, layers=found.layers, own=found.own, strange=found.strange, slips=found.put_right)


def read_value(text: str, policy_type: PolicyType) -> WrittenPolicy:
    """The policy that is a text in a state, of a type that is known; where it stands is not told yet."""
    found = unfolded(text, answered=True)
    document = read_parsed(found.parsed, policy_type)
    document = structs.replace(document, defects=found.defects + document.defects)
    return WrittenPolicy("", found.text, document, (policy_type,), layers=found.layers, own=found.own)


@lru_cache(maxsize=64)
def statement_in(text: str, index: int) -> tuple[tuple[int, int] | None, str]:
    """Where a statement stands in a text of a state, and its line and column there; None for one that is not found."""
    policy = read_value(text, PolicyType.BUCKET)
    statement = next((each for each in policy.statements() if each.index == index), None)
    if statement is None:
        return None, ""
    place = structs.replace(policy, own=True).place(statement.span)
    return place.span, place.note
