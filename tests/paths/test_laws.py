"""What holds of every answer: asked alone or among others it is the same, and the report says what the hops do."""

from hypothesis import given, settings
from worlds import CATALOGUE, World, state_of
from worlds.drawn import asked, jobs, worlds

from vpclint.decision.case import Case
from vpclint.decision.decide import decide
from vpclint.finding import Place
from vpclint.network.analysis import Analysis
from vpclint.report.found import Location
from vpclint.report.path_model import BACK, NAMES, OUT, PathReport
from vpclint.report.path_text import render
from vpclint.report.paths import build
from vpclint.settings import Settings
from vpclint.workload.job import Job
from vpclint.workload.needs import AddressNeed, Need

law = settings(deadline=None, max_examples=60)


def decided(world: World, job: Job, chosen: Settings, *wanted: Need) -> Case:
    """All needs of a job, or the wanted one alone with the reasons of its answer."""
    analysis = Analysis(state_of(world), explains=bool(wanted))
    return decide(analysis, job, chosen, CATALOGUE.options(chosen), wanted or None)


def located(place: Place) -> Location:
    return Location(place.file, 1, 1, place.pointer, place.note)


@law
@given(worlds(), jobs(), asked)
def test_a_need_asked_alone_is_answered_as_among_others(world: World, job: Job, chosen: Settings) -> None:
    for answer in decided(world, job, chosen).answers:
        [alone] = decided(world, job, chosen, answer.need).answers
        assert alone.truth == answer.truth
        assert [each.truth for each in alone.subnets] == [each.truth for each in answer.subnets]


@law
@given(worlds(), jobs(), asked)
def test_a_report_says_what_the_hops_do(world: World, job: Job, chosen: Settings) -> None:
    for answer in decided(world, job, chosen).answers:
        if not isinstance(answer.need, AddressNeed):
            assert_consistent(build(decided(world, job, chosen, answer.need), (), located))


def assert_consistent(report: PathReport) -> None:
    for way in report.ways:
        assert (way.verdict == "unknown") == bool(way.missing)
        assert (way.verdict == "fail") <= bool(way.obstacles)
        assert (way.verdict == "pass") <= (way.obstacles == 0)
        stages = [step.stage for step in way.steps]
        assert stages == sorted(stages, key=(NAMES, OUT, BACK).index)
        assert all(each.location for step in way.steps for each in step.deciders)
    assert render(report).endswith(f"\n{report.sentence}\n")
