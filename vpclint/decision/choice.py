"""Which of several states a job is judged in."""

from collections.abc import Sequence

from vpclint.network.analysis import Analysis
from vpclint.state.state import State
from vpclint.truth import Fact
from vpclint.workload.job import Job


def best_of(analyses: Sequence[Analysis], job: Job) -> Analysis:
    """The state that knows the most of a job's ids; an empty one where several know different ones."""
    known = [_known_ids(analysis.state, job) for analysis in analyses]
    everywhere = frozenset().union(*known)
    best = [analysis for analysis, ids in zip(analyses, known, strict=True) if ids == everywhere]
    unclear = len(analyses) > 1 and len(best) != 1 and everywhere
    return Analysis(State({}, missing=_in_several(analyses, known))) if unclear else [*best, *analyses][0]


def _in_several(analyses: Sequence[Analysis], known: Sequence[frozenset[str]]) -> Fact:
    """Several states that hold ids of one job: which of them to believe is not for vpclint to guess."""
    files = sorted(
        {file for analysis, ids in zip(analyses, known, strict=True) if ids for file in analysis.state.files}
    )
    return Fact("", "", "", f"the ids of the job stand in several states: {' and '.join(files)}", "one state a run")


def _known_ids(state: State, job: Job) -> frozenset[str]:
    subnets = (each for each in job.subnet_ids if state.subnets.get(each) is not None)
    return frozenset((*subnets, *(each for each in job.group_ids if state.security_groups.get(each) is not None)))
