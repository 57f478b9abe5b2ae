"""Reads policy documents, and never gives up on one: what can't be understood makes its statement opaque.

Source: the IAM user guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from msgspec import structs

from vpclint.policy.document import (
    Condition,
    Defect,
    DefectKind,
    Document,
    Effect,
    Listed,
    Policy,
    PolicyType,
    Principal,
    Principals,
    Statement,
    Text,
)
from vpclint.policy.operators import operator_meant, operator_named
from vpclint.policy.shapes import Fault, fault_of_action, fault_of_principal, fault_of_resource
from vpclint.text.escape import quoted
from vpclint.text.nodes import Node, Scalar, Span, Spans
from vpclint.text.problems import PROBLEM_LIMIT, Parsed, Problem, ProblemKind

VERSION = "2012-10-17"
_VERSIONS = (VERSION, "2008-10-17")
OF_A_POLICY = ("Version", "Id", "Statement")
OF_A_STATEMENT = (
    *("Sid", "Effect", "Principal", "NotPrincipal"),
    *("Action", "NotAction", "Resource", "NotResource", "Condition"),
)
OF_PRINCIPALS = ("AWS", "Service", "Federated", "CanonicalUser")
_EFFECTS = {effect.value: effect for effect in Effect}

Part = TypeVar("Part", Listed, Principals)

_LOCAL = frozenset(
    {
        *(ProblemKind.BYTE_ORDER_MARK, ProblemKind.COMMENT, ProblemKind.DUPLICATE_KEY, ProblemKind.ENCODING),
        *(ProblemKind.INVALID_ESCAPE, ProblemKind.INVALID_NUMBER, ProblemKind.NOT_A_NUMBER),
        *(ProblemKind.NUMBER_TOO_LONG, ProblemKind.PYTHON_LITERAL, ProblemKind.SECOND_DOCUMENT),
        ProblemKind.TRAILING_COMMA,
    }
)
"""What can be wrong with a text without a doubt about where its strings and brackets end."""

_KINDS = {
    ProblemKind.SECOND_DOCUMENT: DefectKind.SEVERAL,
    ProblemKind.DUPLICATE_KEY: DefectKind.DUPLICATE_KEY,
}


def read_policy(text: str, policy_type: PolicyType) -> Document:
    """A text with a policy document, or several, as far as it can be understood.

    A statement in which something is wrong is opaque. Spans are offsets in the text, in code points.
    """
    from vpclint.text.jsontext import parse_json  # noqa: PLC0415 - who asks of sound policies needs no places

    return read_parsed(parse_json(text), policy_type)


def read_parsed(parsed: Parsed, policy_type: PolicyType) -> Document:
    """The same of a text whose JSON was read already."""
    repeated = (each.span for each in parsed.problems if each.kind is ProblemKind.DUPLICATE_KEY)
    reader = _Reader(policy_type, repeated)
    policies = [reader.policy(root) for root in parsed.roots]
    defects = sorted([*map(_of_the_text, parsed.problems), *reader.defects], key=lambda each: each.span)
    broken = Spans(each.span for each in defects if each.opaque)
    settled = (_settled(policy, broken) for policy in policies)
    lost = next((each.span for each in parsed.problems if each.kind not in _LOCAL), None)
    return Document(tuple(_with_lost(each, lost) if lost else each for each in settled), tuple(defects), lost)


def read_decoded(value: object, policy_type: PolicyType) -> Document:
    """The same of a value that was decoded already; its spans say nothing."""
    reader = _Reader(policy_type)
    policy = reader.policy(_without_place(value, _DEEPEST))
    return Document((policy,), tuple(reader.defects))


def sound_policy(value: object, policy_type: PolicyType) -> Policy | None:
    """A policy document that was decoded already, where nothing is wrong with it; its spans say nothing."""
    reader = _Reader(policy_type)
    policy = reader.policy(_without_place(value, _DEEPEST))
    return None if any(each.opaque for each in reader.defects) else policy


_DEEPEST = 7
"""How many containers a list may stand in where one value of a condition may: whatever stands below is wrong anyhow."""


def _without_place(value: object, depth: int) -> Node:
    """A decoded value as a tree."""
    held: Scalar | dict[str, Node] | list[Node] = None
    if isinstance(value, dict) and depth:
        held = {str(key): _without_place(member, depth - 1) for key, member in value.items()}
    elif isinstance(value, list) and depth:
        held = [_without_place(item, depth - 1) for item in value]
    elif isinstance(value, str | int | float):
        held = value
    return Node(held, 0, 0)


def _of_the_text(problem: Problem) -> Defect:
    kind = _KINDS.get(problem.kind, DefectKind.SYNTAX)
    return Defect(kind, problem.message, problem.span, problem.related)


def _settled(policy: Policy, broken: Spans) -> Policy:
    """The policy, its statements opaque in which something is broken."""

    def settled(statement: Statement) -> Statement:
        return structs.replace(statement, opaque=True) if broken.any_within(statement.span) else statement

    return structs.replace(policy, statements=tuple(map(settled, policy.statements)))


def _with_lost(policy: Policy, span: Span) -> Policy:
    """The policy, and a statement of which nothing is known: what stood where a quote or a bracket is missing."""
    lost = Statement(None, span, len(policy.statements), opaque=True)
    return structs.replace(policy, statements=(*policy.statements, lost))


class _Reader:
    """Reads documents and collects what is wrong with them."""

    def __init__(self, policy_type: PolicyType, repeated: Iterable[Span] = ()) -> None:
        self.type = policy_type
        self.repeated = set(repeated)
        self.defects: list[Defect] = []

    def wrong(self, span: Span, message: str, kind: DefectKind = DefectKind.GRAMMAR, *, opaque: bool = True) -> None:
        """Notes a defect."""
        self.defects.append(Defect(kind, message, span, opaque=opaque))

    def fault(self, span: Span, fault: Fault | None) -> None:
        """Notes what is wrong with a text, if anything."""
        if fault:
            self.wrong(span, fault.message, opaque=fault.opaque)

    def policy(self, root: Node) -> Policy:
        """One document."""
        members = self.members(root, "a policy", OF_A_POLICY)
        version = self.string(members.get("Version"), "Version")
        if version and version.value not in _VERSIONS:
            self.wrong(version.span, f"Version is {quoted(version.value)}, {' or '.join(_VERSIONS)} was expected")
        self.string(members.get("Id"), "Id")
        statements = members.get("Statement")
        if statements is None and isinstance(root.value, dict):
            self.wrong(root.span, "the policy has no Statement")
        listed = _items(statements) if statements else []
        read = tuple(self.statement(node, index) for index, node in enumerate(listed))
        self.sids(read)
        return Policy(self.type, read, variables=version is not None and version.value == VERSION)

    def statement(self, node: Node, index: int) -> Statement:
        """One statement."""
        members = self.members(node, "a statement", OF_A_STATEMENT)
        if not isinstance(node.value, dict):
            return Statement(None, node.span, index, opaque=True)
        sid = self.string(members.get("Sid"), "Sid")
        principals = self.one_of(node, members, "Principal", self.principals)
        return Statement(
            effect=self.effect(node, members.get("Effect")),
            span=node.span,
            index=index,
            sid=sid.value if sid else "",
            principals=principals,
            actions=self.one_of(node, members, "Action", self.actions),
            resources=self.one_of(node, members, "Resource", self.resources),
            conditions=tuple(self.conditions(members.get("Condition"))),
        )

    def sids(self, statements: Sequence[Statement]) -> None:
        """In an identity policy each statement needs a name of its own, if it has one."""
        first: dict[str, Statement] = {}
        for each in statements:
            if each.sid and first.setdefault(each.sid, each) is not each and self.type is PolicyType.IDENTITY:
                earlier = first[each.sid].index + 1
                self.wrong(each.span, f"the Sid {quoted(each.sid)} is that of statement {earlier}, too", opaque=False)

    def effect(self, statement: Node, node: Node | None) -> Effect | None:
        """What the statement does; None where it is not said, or said twice."""
        if node is None:
            self.wrong(statement.span, "the statement has no Effect")
            return None
        effect = self.string(node, "Effect")
        if effect and effect.value not in _EFFECTS:
            meant = next((name for name in _EFFECTS if name.lower() == effect.value.lower()), "Allow or Deny")
            self.wrong(effect.span, f"Effect is {quoted(effect.value)}, {meant} was expected")
        return _EFFECTS.get(effect.value) if effect and _of(node) not in self.repeated else None

    def one_of(
        self, statement: Node, members: Mapping[str, Node], name: str, read: Callable[[Node, bool], Part]
    ) -> Part | None:
        """An element or its negation, of which a statement has exactly one."""
        positive, negative = members.get(name), members.get(f"Not{name}")
        forbidden = name == "Principal" and not self.type.names_principals
        for node in (positive, negative) if forbidden else ():
            if node:
                self.wrong(_of(node), "a policy of an identity names no principal: it is about whom it is attached to")
        if forbidden:
            return None
        if positive and negative:
            self.wrong(_of(negative), f"the statement has {name} and Not{name}, one of them was expected")
        if positive is None and negative is None and not (name == "Resource" and self.type is PolicyType.OTHER):
            self.wrong(statement.span, f"the statement has neither {name} nor Not{name}")
        node = positive or negative
        return read(node, node is negative) if node else None

    def actions(self, node: Node, negated: bool) -> Listed:  # noqa: FBT001 - it is handed to one_of
        """The actions of a statement."""
        found = self.strings(node, "an action")
        for each in found:
            self.fault(each.span, fault_of_action(each.value))
        return Listed(found, node.span, negated)

    def resources(self, node: Node, negated: bool) -> Listed:  # noqa: FBT001
        """The resources of a statement."""
        found = self.strings(node, "a resource")
        for each in found:
            self.fault(each.span, fault_of_resource(each.value))
        return Listed(found, node.span, negated)

    def principals(self, node: Node, negated: bool) -> Principals:  # noqa: FBT001
        """The principals of a statement: `"*"`, or lists by their kind."""
        if isinstance(node.value, dict):
            members = self.members(node, "the principals", OF_PRINCIPALS)
            named = [Principal(kind, each) for kind in members for each in self.strings(members[kind], "a principal")]
        else:
            text = self.string(node, "Principal")
            named = [Principal("AWS", text)] if text else []
            if text and text.value != "*":
                shape = '"*" or an object such as {"AWS": …} was expected'
                self.wrong(node.span, f"Principal is {quoted(text.value, 80)}: {shape}")
        for each in named:
            self.fault(each.text.span, fault_of_principal(each.kind, each.text.value))
        return Principals(tuple(named), node.span, negated)

    def conditions(self, node: Node | None) -> Iterator[Condition]:
        """The conditions of a statement, key by key."""
        for name, block in self.members(node, "Condition").items() if node else ():
            named = operator_named(name)
            keys = self.members(block, "the keys of an operator")
            self.same_but_for_case(keys)
            if named is None:
                meant = operator_meant(name) if len(self.defects) < PROBLEM_LIMIT else ""
                hint = f", did you mean {meant}?" if meant else ""
                self.wrong(_of(block), f"{quoted(name)} is no condition operator{hint}", DefectKind.UNKNOWN_OPERATOR)
                continue
            for key, value in keys.items():
                values = Listed(self.strings(value, "a value", scalars=True), value.span)
                yield Condition(named.operator.name, key, values, _of(value), named.qualifier, named.if_exists)

    def same_but_for_case(self, keys: Mapping[str, Node]) -> None:
        """Condition keys are compared without case, so that two spellings of one are one key twice."""
        first: dict[str, str] = {}
        for key, node in keys.items():
            if first.setdefault(key.lower(), key) != key:
                self.wrong(_of(node), f"the key {quoted(key)} is {quoted(first[key.lower()])} once more")

    def members(self, node: Node, what: str, known: tuple[str, ...] = ()) -> dict[str, Node]:
        """The members of an object; one of a strange name is a defect where the names are known."""
        if not isinstance(node.value, dict):
            self.wrong(node.span, f"{what} is {_kind_of(node)}, an object was expected")
            return {}
        found: dict[str, Node] = {}
        for name, member in node.value.items():
            element = self.element(name, what, member, known)
            if element in found:
                self.repeated.add(_of(member))
            found[element] = member
        return found

    def element(self, name: str, what: str, node: Node, known: tuple[str, ...]) -> str:
        """The element that a name means: one in the wrong case is a defect, and yet what was meant."""
        if not known or name in known:
            return name
        meant = next((each for each in known if each.lower() == name.lower()), "")
        hint = f", did you mean {meant}?" if meant else ""
        self.wrong(_of(node), f"{quoted(name)} is no element of {what}{hint}")
        return meant or name

    def string(self, node: Node | None, name: str) -> Text | None:
        """A string, where there is one."""
        if node is None:
            return None
        if isinstance(node.value, str):
            return Text(node.value, node.span)
        self.wrong(node.span, f"{name} is {_kind_of(node)}, a string was expected")
        return None

    def strings(self, node: Node, what: str, *, scalars: bool = False) -> tuple[Text, ...]:
        """A string, or a list of them; a value of a condition may be a number or a boolean, too."""
        found: list[Text] = []
        for item in _items(node):
            if isinstance(item.value, str):
                found.append(Text(item.value, item.span))
            elif scalars and isinstance(item.value, (bool, int, float)):
                found.append(Text(_written(item.value), item.span))
            else:
                self.wrong(item.span, f"{what} is {_kind_of(item)}, a string was expected")
        return tuple(found)


def _written(value: bool | float) -> str:  # noqa: FBT001
    """A number or a boolean as a policy compares it: without an exponent."""
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value).lower()


def _items(node: Node) -> list[Node]:
    """A list of one may stand without brackets."""
    return node.value if isinstance(node.value, list) else [node]


def _of(node: Node) -> Span:
    """Where the key of a member stands."""
    return node.key or node.span


def _kind_of(node: Node) -> str:
    for kind, name in _JSON_KINDS:
        if isinstance(node.value, kind):
            return name
    return "null"


_JSON_KINDS = (
    (dict, "an object"),
    (list, "a list"),
    (str, "a string"),
    (bool, "a boolean"),
    ((int, float), "a number"),
)
