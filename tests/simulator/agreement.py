"""The set engine's answers beside the right ones."""

from collections.abc import Callable, Iterator

from msgspec import Struct
from worlds import REGION, case_of, job_of

from vpclint.settings import Host, NeedsSettings, Settings

from .drawn import Drawn
from .judging import NO, UNKNOWN, YES, Judge, Judgement
from .packets import Interface
from .working import HOST_BLOCK

SETTINGS = Settings(needs=NeedsSettings(services=("sts",), internet=(Host("h", 443, cidrs=(HOST_BLOCK,)),)))

_ANSWERS = {YES: "YES", NO: "NO", UNKNOWN: "UNKNOWN"}


class Comparison(Struct, frozen=True):
    """What the engine said of one need in one subnet, and what is right."""

    need: str
    subnet_id: str
    said: str
    right: Judgement

    @property
    def agrees(self) -> bool:
        return self.said in self.right.answers

    def __str__(self) -> str:
        right = " or ".join(_ANSWERS[each] for each in sorted(self.right.answers))
        seen = self.right.witness
        fate = f": a packet {seen.fate.value} at {seen.where}: {seen.why}" if seen else ": every packet arrives"
        return f"{self.need} in {self.subnet_id}: the engine says {_ANSWERS[self.said]}, right is {right}{fate}"


def comparisons(of: Drawn) -> Iterator[Comparison]:
    """Every need of the job in every one of its subnets."""
    job = job_of(*of.subnets, groups=of.groups, instances=2, EnableInterContainerTrafficEncryption=of.encrypted)
    asked: dict[str, Callable[[Judge], Judgement]] = {
        "s3:GetObject s3://raw/events/*": lambda judge: judge.s3(REGION),
        "sts:443": lambda judge: judge.service(REGION, "sts"),
        "h:443": lambda judge: judge.host(HOST_BLOCK),
        "encrypted peers" if of.encrypted else "peers": lambda judge: judge.peers(encrypted=of.encrypted),
    }
    answers = {str(answer.need): answer for answer in case_of(of.world, job, SETTINGS).answers}
    for subnet_id in of.subnets:
        judge = Judge(of.world, Interface(subnet_id, of.groups))
        for need, judged in asked.items():
            said = next(each.truth for each in answers[need].subnets if each.subnet_id == subnet_id)
            yield Comparison(need, subnet_id, said.answer.value, judged(judge))
