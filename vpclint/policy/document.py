"""A policy document as it was written, every part with its place: types only.

Source of the grammar: the IAM user guide, "Grammar of the IAM JSON policy language".
"""

from enum import Enum, StrEnum

from msgspec import Struct

from vpclint.text.nodes import Span


class PolicyType(StrEnum):
    """What a policy is attached to."""

    ENDPOINT = "endpoint"
    BUCKET = "bucket"
    IDENTITY = "identity"
    OTHER = "other"
    """The resource of another service, a role's trust policy, or an organisation's policy about resources."""

    @property
    def names_principals(self) -> bool:
        """Whether its statements say whom they are about; an identity policy is about whom it is attached to."""
        return self is not PolicyType.IDENTITY


GATEWAY_OF = "gateway-"
TYPES = ("endpoint", "gateway-endpoint", "bucket", "identity", "other")
"""What somebody may say that a policy is attached to: a type, and of an endpoint that it is a gateway endpoint."""


def type_named(name: str) -> tuple[PolicyType | None, bool | None]:
    """The type of this name, and whether it is said to be a gateway endpoint's; of no name nothing is known."""
    return (PolicyType(name.removeprefix(GATEWAY_OF)) if name else None), name.startswith(GATEWAY_OF) or None


class Effect(Enum):
    """What a statement does where it applies."""

    ALLOW = "Allow"
    DENY = "Deny"


class Text(Struct, frozen=True, gc=False):
    """A string of the document, and where it stands."""

    value: str
    span: Span


class Listed(Struct, frozen=True):
    """Actions, resources or values: one string or several, of which any counts.

    Attributes:
        texts: the strings, in the order of the document.
        span: where the whole stands.
        negated: it is `NotAction` or `NotResource`: what is not among them.
    """

    texts: tuple[Text, ...]
    span: Span
    negated: bool = False


class Principal(Struct, frozen=True, gc=False):
    """One principal that a statement names.

    Attributes:
        kind: `AWS`, `Service`, `Federated` or `CanonicalUser`.
        text: its name.
    """

    kind: str
    text: Text


class Principals(Struct, frozen=True):
    """Whom a statement is about: any of these, or none of these where it is `NotPrincipal`."""

    named: tuple[Principal, ...]
    span: Span
    negated: bool = False


class Condition(Struct, frozen=True):
    """One key under one operator.

    Attributes:
        operator: its base name in the guide's spelling, such as `StringNotEquals`.
        key: the condition key as it is written; keys are compared without case.
        values: of which any counts; where the operator is a negated one, none may.
        span: where the key stands.
        qualifier: `ForAllValues`, `ForAnyValue` or nothing.
        if_exists: the condition holds where the key is absent.
    """

    operator: str
    key: str
    values: Listed
    span: Span
    qualifier: str = ""
    if_exists: bool = False


class Statement(Struct, frozen=True):
    """One statement.

    Attributes:
        effect: what it does where it applies; None where that can't be told.
        span: where it stands.
        index: its place among the statements, from 0.
        sid: its name, or nothing.
        principals: None in an identity policy.
        actions, resources: what it is about.
        conditions: all of which have to hold.
        opaque: a part of it can't be understood, so whether it applies is not known.
    """

    effect: Effect | None
    span: Span
    index: int
    sid: str = ""
    principals: Principals | None = None
    actions: Listed | None = None
    resources: Listed | None = None
    conditions: tuple[Condition, ...] = ()
    opaque: bool = False

    @property
    def name(self) -> str:
        """What messages call it: its name, or its number from 1."""
        return f'"{self.sid}"' if self.sid else f"{self.index + 1}"


class Policy(Struct, frozen=True):
    """A policy document.

    Attributes:
        type: what it is attached to.
        statements: in the order of the document, which decides nothing.
        variables: `${…}` stands for a value: only in version 2012-10-17.
    """

    type: PolicyType
    statements: tuple[Statement, ...]
    variables: bool = True


class DefectKind(StrEnum):
    """What can be wrong with a document, by the rule that reports it."""

    SYNTAX = "policy-syntax"
    SEVERAL = "policy-multiple-documents"
    DUPLICATE_KEY = "policy-duplicate-key"
    GRAMMAR = "policy-grammar"
    UNKNOWN_OPERATOR = "policy-unknown-operator"


class Defect(Struct, frozen=True):
    """One thing that is wrong with a document.

    Attributes:
        kind: by which rule it is reported.
        message: what was found and what was expected, safe to print.
        span: where it stands.
        related: other places that explain it, each with its note.
        opaque: what it says where this stands is not known any more.
    """

    kind: DefectKind
    message: str
    span: Span
    related: tuple[tuple[Span, str], ...] = ()
    opaque: bool = True


class Document(Struct, frozen=True):
    """A text as far as it could be understood.

    Attributes:
        policies: the documents in it, of which there should be one.
        defects: everything that is wrong with it, in the order of the text.
    """

    policies: tuple[Policy, ...]
    defects: tuple[Defect, ...]
