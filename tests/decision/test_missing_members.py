"""What is not in the state is never guessed: without a member, no answer turns into another one, only into none."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World, case_of
from worlds.drawn import asked, jobs, worlds

from vpclint.decision.case import Case
from vpclint.settings import Settings
from vpclint.truth import Truth
from vpclint.workload.job import Job

Path = tuple[str | int, ...]

ASSUMED = {"BucketLocations"}
"""Keys whose absence is an assumption that the report lists."""


def members(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every member of every object."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield (*path, key)
            yield from members(member, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from members(item, (*path, index))


def without(value: Any, path: Path) -> Any:
    *holders, last = path
    less = holder = copy.deepcopy(value)
    for part in holders:
        holder = holder[part]
    del holder[last]
    return less


def answers(case: Case) -> dict[tuple[str, str], Truth]:
    return {
        (str(answer.need), subnet.subnet_id): subnet.truth for answer in case.answers for subnet in answer.subnets
    } | {(str(answer.need), ""): answer.truth for answer in case.answers}


def relevant(held: World) -> list[Path]:
    return [path for path in members(held) if path[0] not in ASSUMED]


@settings(deadline=None, max_examples=200)
@given(worlds(), jobs(), asked, st.data())
def test_an_answer_that_lacks_a_member_is_the_same_or_none(
    held: World, job: Job, wanted: Settings, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(relevant(held)))
    before, after = answers(case_of(held, job, wanted)), answers(case_of(without(held, path), job, wanted))
    for key, truth in after.items():
        assert truth.is_unknown or truth.answer is before[key].answer, (path, key)
    assert after.keys() == before.keys()
