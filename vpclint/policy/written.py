"""A policy document where it is written: what the rules about policies are asked of."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from vpclint.aws.policies import value_of
from vpclint.finding import Place
from vpclint.policy.document import Defect, DefectKind, Document, PolicyType, Statement
from vpclint.text.lines import lines_of
from vpclint.text.nodes import Span
from vpclint.text.problems import Problem
from vpclint.text.sources import is_yaml

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
    from vpclint.policy.unfolding import read_file  # noqa: PLC0415 - in a state there are no files that are policies

    return read_file(file, text, policy_type, problems)


def glanced(file: str, text: str, policy_type: PolicyType | None = None) -> WrittenPolicy | None:
    """What the policy says that is a file, without any place; None where something may be wrong with how it is written.

    Most policies are sound, and those that know every place of a text need not be asked of them. Arguments as for
    `written`.
    """
    from vpclint.policy.grammar import read_decoded  # noqa: PLC0415
    from vpclint.policy.telling import gateway_named, read_as_told  # noqa: PLC0415

    plain = text.lstrip()
    value = value_of(plain) if plain.startswith("{") and not is_yaml(file) else None
    if not isinstance(value, dict) or "Statement" not in value:
        return None
    document, types = read_as_told(partial(read_decoded, value), file, policy_type)
    return None if document.defects else WrittenPolicy(file, text, document, types, gateway_named(file))
