"""What a user settles beside the state: questions that no state answers, such as what lies behind a transit gateway."""

from collections.abc import Callable

from msgspec import Struct, structs

from vpclint.network.hops import Hop
from vpclint.truth import Truth, all_of


class Assumed(Struct, frozen=True):
    """The answer to a rule's question about a resource: YES where nothing is wrong, NO where it is; and why."""

    rule: str
    resource: str
    truth: Truth
    reason: str

    def __str__(self) -> str:
        return f"{self.rule} of {self.resource} {'holds' if self.truth.is_yes else 'fails'}: {self.reason}"


def settled(hop: Hop, assumed: Callable[[str, str], Assumed | None]) -> Hop:
    """The hop with what was open about it and is settled; what is proved stays as it is."""
    answers = [
        (each, assumed(each.cause.rule, each.resource) if each.truth.is_unknown else None) for each in hop.obstacles
    ]
    given = [answer for _, answer in answers if answer]
    if not given:
        return hop
    told = [(structs.replace(each, truth=answer.truth) if answer else each) for each, answer in answers]
    obstacles = tuple(each for each in told if not each.truth.is_yes)
    truth = all_of(each.truth for each in obstacles if not each.mild) if hop.truth.is_unknown else hop.truth
    reasons = "; ".join(dict.fromkeys(answer.reason for answer in given))
    word = "" if all(answer.truth.is_yes for answer in given) else "not "
    return structs.replace(hop, truth=truth, why=f"assumed {word}to work: {reasons}", obstacles=obstacles)
