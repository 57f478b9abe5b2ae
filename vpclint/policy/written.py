"""A policy document where it is written: what the rules about policies are asked of."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from vpclint.finding import Place
from vpclint.policy.document import Defect, DefectKind, Document, PolicyType, Statement
from vpclint.text.lines import lines_of
from vpclint.text.nodes import Span

if TYPE_CHECKING:
    from vpclint.text.within import Within


class WrittenPolicy(Struct, frozen=True):
    """A policy document as it stands in a file.

    Attributes:
        file: the file that it is, or stands in.
        text: as it is written.
        document: what it says, and what is wrong with it.
        types: what it may be attached to; one where that is known.
        gateway: whether the endpoint that it is attached to is a gateway endpoint; None where that is not known.
        partition: the partition of the Region that it is for; empty where that is not known.
        resource: the id of what it is attached to, where that is known.
        pointer: the JSON pointer of the value that it stands in, in a state.
        layers: how its text is written in that value or file, the innermost first.
        own: it has lines of its own, which are not those of the file.
        strange: why it is no policy at all, however broken; empty where it is meant for one.
        slips: what a repair would say to have put right of what stands around it.
    """

    file: str
    text: str
    document: Document
    types: tuple[PolicyType, ...]
    gateway: bool | None = None
    partition: str = ""
    resource: str = ""
    pointer: str = ""
    layers: "tuple[Within, ...]" = ()
    own: bool = False
    strange: str = ""
    slips: tuple[str, ...] = ()

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
        said = ", ".join(filter(None, [note, self._whereabouts(span)]))
        for layer in self.layers:
            span = layer.span(span)
        return Place(self.file, self.pointer, said, (span.start, span.end))

    def _whereabouts(self, span: Span) -> str:
        """Where a part of it stands as its author sees it, who knows neither the state nor the string."""
        whose = f"the policy of {self.resource}" if self.resource else "the policy"
        if not self.own:
            return f"in {whose}" if self.resource else ""
        position = lines_of(self.text).position(span.start)
        return f"line {position.line}, column {position.column} of {whose}"

    def statements(self) -> Iterator[Statement]:
        """All statements, of every document in the text."""
        return (each for policy in self.document.policies for each in policy.statements)

    def defects(self, *kinds: DefectKind) -> Iterator[Defect]:
        """What is wrong with it, of these kinds."""
        return (each for each in self.document.defects if each.kind in kinds)
