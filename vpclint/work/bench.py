"""Where the work of a run is done: files are read into states, and jobs and VPCs are judged in them."""

from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from vpclint.checks.input import record_unreadable
from vpclint.decision.case import Case
from vpclint.decision.choice import shown_by
from vpclint.decision.decide import decide
from vpclint.decision.export import Export
from vpclint.engine.audit import audits, homes_in
from vpclint.engine.catalogue import Catalogue
from vpclint.engine.policies import said_of_policies
from vpclint.engine.run import outcomes, said_of_export
from vpclint.errors import MOST_TOLD
from vpclint.finding import Finding
from vpclint.network.analysis import Analysis
from vpclint.policy.document import type_named
from vpclint.report.judged import Judged, Paths, job_judged, vpc_judged
from vpclint.sources.files import Files
from vpclint.sources.loading import Inputs, load_files
from vpclint.state.state import State, partition_of
from vpclint.text.sources import SourceTexts
from vpclint.truth import Fact
from vpclint.work.task import JobTask, Key, Order, Part, Question, StateSurvey, Survey
from vpclint.workload.job import Job
from vpclint.workload.request import completed


class Loaded(Struct, frozen=True):
    """What the files of a unit hold, with the answers that were already found in its states."""

    inputs: Inputs
    analyses: tuple[Analysis, ...] = ()


NOTHING = Loaded(Inputs((), (), (), (), SourceTexts()))


class Bench:
    """Reads and judges as one question asks.

    Attributes:
        rules, left_out: those that are asked, and those that are not selected.
        options: the options of all rules.
        assumptions: what the user has settled.
    """

    def __init__(self, catalogue: Catalogue, question: Question) -> None:
        self.catalogue = catalogue
        self.question = question
        self.rules = catalogue.selected(question.settings)
        self.options = catalogue.options(question.settings)
        self.assumptions = catalogue.assumptions(question.settings)
        self.left_out = [rule for rule in catalogue if rule not in self.rules]

    def read(self, files: Files, texts: SourceTexts) -> Loaded:
        """Reads files, and adds their texts to those that were read before."""
        named, _ = type_named(self.question.policy_type)
        inputs = load_files(files, texts, strict=self.question.settings.strict, policy_type=named)
        return Loaded(inputs, tuple(Analysis(state, self.assumptions) for state in inputs.states))

    def survey(self, unit: int, loaded: Loaded) -> Survey:
        """What a run has to know of a unit, to say what is to be judged where."""
        inputs = loaded.inputs
        return Survey(
            unit,
            tuple(map(self._state, inputs.states)),
            tuple(map(self._completed, inputs.jobs)),
            inputs.errors,
            inputs.notes,
            inputs.strange,
            inputs.begins,
            not all(job.instances_given for job in inputs.jobs),
            inputs.policies,
            inputs.comments,
        )

    def _state(self, state: State) -> StateSurvey:
        homes = homes_in(state)
        export = Export(state, self.options, self.question.now)
        unread = () if homes else tuple(islice(record_unreadable(export), MOST_TOLD))
        return StateSurvey(shown_by(state), homes, partition_of(state), unread)

    def _completed(self, job: Job) -> Job:
        options = self.question.options
        return job if options is None or options.complete or job.instances_given else completed(job, options)

    def judge(self, loaded: Loaded, order: Order) -> Part:
        """Judges jobs and VPCs in the states of a unit."""
        judged, states = dict(self._judged(loaded, order)), dict(self._states(loaded, order))
        return Part(judged, states, frozenset().union(*(analysis.used for analysis in loaded.analyses)))

    def _judged(self, loaded: Loaded, order: Order) -> Iterator[tuple[Key, Judged]]:
        paths = Paths()
        settings, left_out = self.question.settings, self.left_out
        cases = self._cases(loaded, order.jobs)
        for task, job in zip(order.jobs, outcomes(cases, self.rules, settings, left_out), strict=True):
            yield task.key, job_judged(job, paths)
        vpcs = [task for task in order.vpcs if not task.empty]
        homes = ((loaded.analyses[task.state], task.vpc_id) for task in vpcs)
        found = audits(homes, self.rules, settings, self.options, left_out)
        for vpc_task, vpc in zip(vpcs, found, strict=True):
            yield vpc_task.key, vpc_judged(vpc, paths)

    def _states(self, loaded: Loaded, order: Order) -> Iterator[tuple[Key, tuple[Finding, ...]]]:
        """What is said of the states in which something is judged, each once."""
        numbers = dict.fromkeys(task.state for tasks in (order.jobs, order.vpcs) for task in tasks)
        for number in numbers:
            if order.unit is not None and isinstance(number, int):
                state, settings = loaded.analyses[number].state, self.question.settings
                export = Export(state, self.options, self.question.now)
                found = said_of_export(export, self.rules, settings)
                of_policies = said_of_policies(state, self.rules, settings, loaded.inputs.texts.written)
                yield (order.unit, number), (*found, *of_policies)

    def _cases(self, loaded: Loaded, tasks: Iterable[JobTask]) -> Iterator[Case]:
        empty: dict[Fact, Analysis] = {}
        for task in tasks:
            if isinstance(task.state, Fact) and task.state not in empty:
                empty[task.state] = Analysis(State({}, missing=task.state))
            analysis = empty[task.state] if isinstance(task.state, Fact) else loaded.analyses[task.state]
            yield decide(analysis, task.job, self.question.settings, self.options)
