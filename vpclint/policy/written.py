"""A policy document where it is written: what the rules about policies are asked of."""

from collections.abc import Iterator

from msgspec import Struct, structs

from vpclint.finding import Place
from vpclint.policy.document import Defect, DefectKind, Document, PolicyType, Statement
from vpclint.policy.grammar import read_parsed
from vpclint.policy.telling import base_name, types_of
from vpclint.text.jsontext import parse_json
from vpclint.text.nodes import Span
from vpclint.text.problems import Problem


class WrittenPolicy(Struct, frozen=True):
    """A policy document as it stands in a file.

    Attributes:
        file: the file that it is.
        text: as it is written.
        document: what it says, and what is wrong with it.
        types: what it may be attached to; one where that is known.
        gateway: whether the endpoint that it is attached to is a gateway endpoint; None where that is not known.
        partition: the partition of the Region that it is for; empty where that is not known.
        harmless: no needed request fails by its principals or partitions, so these are worth a warning only.
    """

    file: str
    text: str
    document: Document
    types: tuple[PolicyType, ...]
    gateway: bool | None = None
    partition: str = ""
    harmless: bool = False

    @property
    def kind(self) -> PolicyType | None:
        """What it is attached to, where that is known."""
        return self.types[0] if len(self.types) == 1 else None

    @property
    def for_endpoint(self) -> bool:
        """Whether it is known to be an endpoint's."""
        return self.kind is PolicyType.ENDPOINT

    def place(self, span: Span, note: str = "") -> Place:
        """The place of a part of it."""
        return Place(self.file, "", note, (span.start, span.end))

    def statements(self) -> Iterator[Statement]:
        """All statements, of every document in the text."""
        return (each for policy in self.document.policies for each in policy.statements)

    def defects(self, *kinds: DefectKind) -> Iterator[Defect]:
        """What is wrong with it, of these kinds."""
        return (each for each in self.document.defects if each.kind in kinds)


def written(
    file: str, text: str, policy_type: PolicyType | None = None, problems: tuple[Problem, ...] = ()
) -> WrittenPolicy:
    """The policy that is a file.

    Args:
        file: its name, which may tell what the policy is attached to.
        text: what it holds.
        policy_type: what the policy is attached to, where somebody says so.
        problems: what was wrong before the file was a text.
    """
    parsed = parse_json(text)
    document = read_parsed(parsed, policy_type or PolicyType.BUCKET)
    types = (policy_type,) if policy_type else types_of(document, file)
    if types == (PolicyType.IDENTITY,) and not policy_type:
        document = read_parsed(parsed, PolicyType.IDENTITY)
    before = tuple(Defect(DefectKind.SYNTAX, each.message, each.span) for each in problems)
    document = structs.replace(document, defects=before + document.defects)
    return WrittenPolicy(file, text, document, types, gateway=True if "gateway" in base_name(file) else None)
