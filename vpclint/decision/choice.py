"""Which of several states a job is judged in."""

from collections.abc import Iterator, Sequence

from vpclint.network.analysis import Analysis
from vpclint.state.state import State
from vpclint.truth import Fact
from vpclint.workload.job import Job


def best_of(analyses: Sequence[Analysis], job: Job) -> Analysis:
    """The state that knows the most of a job's ids; an empty one where several know different ones.

    Where no state knows any, it is one that may hold them, if there is such a one.
    """
    known = [frozenset(_known_ids(analysis.state, job)) for analysis in analyses]
    everywhere = frozenset().union(*known)
    best = [analysis for analysis, ids in zip(analyses, known, strict=True) if ids == everywhere]
    if not everywhere:
        return next((each for each in analyses if _may_hold(each.state, job)), analyses[0])
    if len(best) == 1:
        return best[0]
    return Analysis(State({}, missing=_in_several([analysis.state for analysis in analyses], job)))


def _in_several(states: Sequence[State], job: Job) -> Fact:
    """Several states that hold ids of one job: which of them to believe is not for vpclint to guess."""
    ids_in: dict[tuple[str, ...], list[str]] = {}
    for each in dict.fromkeys((*job.subnet_ids, *job.group_ids)):
        if files := tuple(dict.fromkeys(file for state in states for file in _files(state, each))):
            ids_in.setdefault(files, []).append(each)
    where = "; ".join(f"{_listed(ids)} in {_listed(files)}" for files, ids in ids_in.items())
    return Fact("", "", "", f"the ids of the job stand in several states: {where}", "one state a run")


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _files(state: State, record_id: str) -> Iterator[str]:
    """The file that a state has a subnet or a security group from."""
    for table in (state.subnets, state.security_groups):
        if place := table.place(record_id):
            yield place.file


def _known_ids(state: State, job: Job) -> Iterator[str]:
    yield from (each for each in job.subnet_ids if state.subnets.get(each) is not None)
    yield from (each for each in job.group_ids if state.security_groups.get(each) is not None)


def _may_hold(state: State, job: Job) -> bool:
    return any(state.subnets.exists(each).is_unknown for each in job.subnet_ids)
