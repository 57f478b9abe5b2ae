"""Which of several states a job is judged in."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from vpclint.network.analysis import Analysis
from vpclint.state.state import State
from vpclint.truth import Fact
from vpclint.workload.job import Job


class Shown(Struct, frozen=True):
    """What decides whether a job is judged in a state.

    Attributes:
        account, region: whose it is; empty where it does not say.
        ids: the subnets and security groups, each with the file that it is from.
        lost: the ids of subnets that it does not show, though it may know them; an empty one where that may be any.
    """

    account: str
    region: str
    ids: Mapping[str, str]
    lost: frozenset[str]

    def may_know(self, job: Job) -> bool:
        """Whether it is of the account and Region of a job, as far as both say."""
        pairs = ((self.account, job.account), (self.region, job.region))
        return all(not own or not wanted or own == wanted for own, wanted in pairs)

    def may_hold(self, job: Job) -> bool:
        """Whether it may hold a subnet of a job that it does not show."""
        return "" in self.lost or not self.lost.isdisjoint(job.subnet_ids)


def shown_by(state: State) -> Shown:
    """The subnets and security groups of a state."""
    groups = {each: file for each, file in state.security_groups.files().items() if each.startswith("sg-")}
    subnets = {each: file for each, file in state.subnets.files().items() if each.startswith("subnet-")}
    lost = frozenset(fact.record for fact in state.subnets.gaps | state.subnets.beyond)
    return Shown(state.account, state.region, groups | subnets, lost)


class Choice:
    """Chooses among states, of which it has to know no more than what they show."""

    def __init__(self, states: Sequence[Shown]) -> None:
        self._states = states
        self._holders: dict[str, list[int]] = {}
        for number, state in enumerate(states):
            for each in state.ids:
                self._holders.setdefault(each, []).append(number)

    def of(self, job: Job) -> int | Fact:
        """The number of the state that knows the most of a job's ids; where several know different ones, what lacks.

        Where no state knows any, it is one of the job's account and Region, and rather one that may hold them. Those of
        others prove nothing.
        """
        known: dict[int, set[str]] = {}
        for each, numbers in self._where(job):
            for number in numbers:
                known.setdefault(number, set()).add(each)
        if not known:
            return self._silent(job)
        everywhere = set().union(*known.values())
        best = [number for number, ids in known.items() if ids == everywhere]
        return best[0] if len(best) == 1 else self._in_several(job)

    def _silent(self, job: Job) -> int | Fact:
        """The state that a job is held against where no state knows any of its ids."""
        own = [number for number, state in enumerate(self._states) if state.may_know(job)]
        if own or not self._states:
            return next((number for number in own if self._states[number].may_hold(job)), own[0] if own else 0)
        whose = ", ".join(filter(None, (job.account and f"account {job.account}", job.region)))
        reason = f"no state of {whose} was given, and the ids of the job are in none of the others"
        return Fact("", "", "", reason, "vpclint check STATE JOB, with a state of that account and Region")

    def _where(self, job: Job) -> Iterator[tuple[str, Sequence[int]]]:
        """Each id of a job with the states that know it."""
        for each in dict.fromkeys((*job.subnet_ids, *job.group_ids)):
            yield each, self._holders.get(each, ())

    def _in_several(self, job: Job) -> Fact:
        """Several states that hold ids of one job: which of them to believe is not for vpclint to guess."""
        ids_in: dict[tuple[str, ...], list[str]] = {}
        for each, numbers in self._where(job):
            if files := tuple(dict.fromkeys(self._states[number].ids[each] for number in numbers)):
                ids_in.setdefault(files, []).append(each)
        where = "; ".join(f"{_listed(ids)} in {_listed(files)}" for files, ids in ids_in.items())
        return Fact("", "", "", f"the ids of the job stand in several states: {where}", "one state a run")


def best_of(analyses: Sequence[Analysis], job: Job) -> Analysis:
    """The state in which a job is judged; an empty one where that can't be told."""
    chosen = Choice([shown_by(analysis.state) for analysis in analyses]).of(job)
    return Analysis(State({}, missing=chosen)) if isinstance(chosen, Fact) else analyses[chosen]


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
