"""What came out for one job or VPC, as plain data: it can travel from the process that judged it to the report."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import Struct, structs

from vpclint.decision.case import Case, NeedAnswer
from vpclint.engine.run import JobOutcome, VpcOutcome
from vpclint.finding import Finding
from vpclint.network.hops import Hop
from vpclint.report.vpcs import ReachReport, VpcReport, vpc_report
from vpclint.truth import Answer


class SubnetReport(Struct, frozen=True, omit_defaults=True):
    """A need in one subnet, and the name of the path that decides it."""

    verdict: str
    path: str = ""


class NeedReport(Struct, frozen=True):
    """A need as a whole, and in each subnet."""

    need: str
    verdict: str
    subnets: dict[str, SubnetReport]


class JobReport(Struct, frozen=True, omit_defaults=True):
    """One job; `vpc` is empty where it is not known or there is none.

    Attributes:
        verdict: without what is suppressed.
        unsuppressed: the verdict with what is suppressed, where it is another one.
        gate: what counts for the exit code, where it is another one: the verdict without what the baseline knows.
    """

    name: str
    source: str
    vpc: str
    verdict: str
    needs: tuple[NeedReport, ...]
    unsuppressed: str = ""
    gate: str = ""


class HopReport(Struct, frozen=True):
    """One step of a path."""

    hop: str
    resource: str
    verdict: str
    why: str


Steps = tuple[HopReport, ...]
Answered = TypeVar("Answered", SubnetReport, ReachReport)


class Judged(Struct, frozen=True):
    """What came out for one job or VPC, without the state that it was judged in.

    Attributes:
        report: the job or VPC, with names of paths that hold only here.
        paths: the hops by these names; shared by all that were judged together.
        findings: what the rules say of it, not yet folded with what they say of others.
        passed: how many rules had nothing to say.
        unsaid: the rules that decide needs which are not met, and were not asked.
        hidden: what the verdict would be by these alone.
        assumptions, not_examined: as of its case.
    """

    report: JobReport | VpcReport
    paths: Mapping[str, Steps]
    findings: tuple[Finding, ...]
    passed: int
    unsaid: tuple[str, ...]
    assumptions: tuple[str, ...]
    not_examined: tuple[str, ...]
    hidden: Answer = Answer.PASS


class Paths:
    """Gives equal paths one name."""

    def __init__(self) -> None:
        self._names: dict[Steps, str] = {}
        self._known: dict[tuple[Hop, ...], str] = {}
        self.named: dict[str, Steps] = {}

    def name(self, steps: Steps) -> str:
        """The name of a path; none for one without steps."""
        if steps and steps not in self._names:
            self._names[steps] = f"p{len(self._names) + 1}"
            self.named[self._names[steps]] = steps
        return self._names.get(steps, "")

    def name_of(self, hops: tuple[Hop, ...]) -> str:
        """The name of the path that consists of these hops."""
        if hops not in self._known:
            steps = (HopReport(hop.kind, hop.resource, hop.truth.answer.value, hop.why) for hop in hops)
            self._known[hops] = self.name(tuple(steps))
        return self._known[hops]


def job_judged(outcome: JobOutcome, paths: Paths) -> Judged:
    """What came out for a job, with its paths added to those of the others."""
    case = outcome.case
    vpc = case.vpc_ids[0] if len(case.vpc_ids) == 1 else ""
    needs = tuple(_need(answer, paths.name_of) for answer in case.answers)
    report = JobReport(case.job.name, case.job.file, vpc, outcome.verdict.value, needs)
    return _judged(report, outcome, case, paths)


def vpc_judged(outcome: VpcOutcome, paths: Paths) -> Judged:
    """What came out for a VPC, with its paths added to those of the others."""
    return _judged(vpc_report(outcome, paths.name_of), outcome, outcome.audit.case, paths)


def _judged(report: JobReport | VpcReport, outcome: JobOutcome | VpcOutcome, case: Case, paths: Paths) -> Judged:
    told = outcome.said, outcome.passed, outcome.unsaid
    return Judged(report, paths.named, *told, case.assumptions, case.not_examined, outcome.hidden)


def _need(answer: NeedAnswer, name: Callable[[tuple[Hop, ...]], str]) -> NeedReport:
    subnets = {each.subnet_id: SubnetReport(each.truth.answer.value, name(each.hops)) for each in answer.subnets}
    return NeedReport(str(answer.need), answer.truth.answer.value, subnets)


def renamed(judged: Judged, paths: Paths) -> JobReport | VpcReport:
    """The report on a job or VPC with its paths under the names that they have in a whole run."""

    def named(needs: Mapping[str, Answered]) -> dict[str, Answered]:
        return {
            key: structs.replace(each, path=paths.name(judged.paths.get(each.path, ()))) for key, each in needs.items()
        }

    report = judged.report
    if isinstance(report, JobReport):
        needs = tuple(structs.replace(need, subnets=named(need.subnets)) for need in report.needs)
        return structs.replace(report, needs=needs)
    subnets = tuple(structs.replace(subnet, needs=named(subnet.needs)) for subnet in report.subnets)
    return structs.replace(report, subnets=subnets)
