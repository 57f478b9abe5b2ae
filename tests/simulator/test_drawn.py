"""The random worlds are worth asking about: whole, different, and with every answer to every need."""

from itertools import product

from hypothesis import Phase, given, settings
from worlds import GROUP, REGION, SUBNET, World

from .changes import ALL
from .count import count
from .drawn import Drawn, drawn, foundations
from .judging import NO, UNKNOWN, YES, Judge, Judgement
from .packets import Interface
from .working import HOST_BLOCK, SECOND_SUBNET, working


def judgements(world: World, subnet_id: str, groups: tuple[str, ...]) -> dict[str, Judgement]:
    judge = Judge(world, Interface(subnet_id, groups))
    return {
        "s3": judge.s3(REGION),
        "sts": judge.service(REGION, "sts"),
        "host": judge.host(HOST_BLOCK),
        "peers": judge.peers(encrypted=True),
    }


@settings(max_examples=50)
@given(foundations())
def test_before_it_is_changed_everything_works(world: World) -> None:
    for subnet_id in (SUBNET, SECOND_SUBNET):
        assert {each.answers for each in judgements(world, subnet_id, (GROUP,)).values()} == {frozenset({YES})}


def test_every_answer_to_every_need_is_drawn_and_every_change() -> None:
    """Nodes of a job reach each other by nothing but their groups, all of which are shown: that is never in doubt."""
    answers: set[tuple[str, ...]] = set()
    changed: set[str] = set()

    @settings(max_examples=500, database=None, derandomize=True, phases=[Phase.generate])
    @given(drawn())
    def collect(of: Drawn) -> None:
        changed.update(of.changed)
        found = judgements(of.world, of.subnets[0], of.groups)
        answers.update((need, *each.answers) for need, each in found.items() if len(each.answers) == 1)

    collect()
    every = set(product(["s3", "sts", "host", "peers"], [YES, NO, UNKNOWN]))
    assert answers == every - {("peers", UNKNOWN)}
    assert changed == {change.__name__ for change in ALL}


def test_two_worlds_share_nothing() -> None:
    one, other = working(), working()
    one["RouteTables"][0]["Routes"][0]["State"] = "blackhole"
    assert other["RouteTables"][0]["Routes"][0]["State"] == "active"
    assert other["RouteTables"][1]["Routes"][0]["State"] == "active"
    assert one["RouteTables"][1]["Routes"][0]["State"] == "active"


def test_what_is_counted_adds_up() -> None:
    counts = count(20)
    wrong = sum(number for (_, _, right), number in counts.said.items() if not right)
    assert counts.agreed <= counts.worlds <= 20
    assert bool(wrong) == bool(counts.wrong) == (counts.agreed < counts.worlds)
    assert set(counts.shown) == set(counts.wrong)
