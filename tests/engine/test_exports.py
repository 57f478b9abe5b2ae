"""The rules that are asked of states: once for each that is looked at, and without a say in any verdict."""

from datetime import UTC, datetime
from typing import Any

import pytest
from worlds import job_of, state_of, subnet, world

from vpclint.decision.decide import decide
from vpclint.decision.export import Export
from vpclint.engine.catalogue import load
from vpclint.engine.run import Outcome, run
from vpclint.finding import Severity
from vpclint.network.analysis import Analysis
from vpclint.settings import Settings
from vpclint.state.state import State
from vpclint.truth import Answer

CATALOGUE = load()
NOW = datetime(2026, 3, 1, tzinfo=UTC)
BROKEN = {"NatGatewayId": "nat-1", "State": 7}


def exports(*states: State, settings: Settings | None = None) -> list[Export]:
    return [Export(state, CATALOGUE.options(settings or Settings()), NOW) for state in states]


def asked(judged: State, jobs: int, others: tuple[State, ...] = (), settings: Settings | None = None) -> Outcome:
    settings = settings or Settings()
    options = CATALOGUE.options(settings)
    analysis = Analysis(judged)
    cases = [decide(analysis, job_of(), settings, options) for _ in range(jobs)]
    held = exports(judged, *others, settings=settings)
    return run(cases, CATALOGUE.selected(settings), settings, exports=held)


def broken() -> State:
    return state_of(world(NatGateways=[BROKEN]))


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_state_is_asked_once_however_many_jobs_are_judged_in_it(jobs: int) -> None:
    outcome = asked(broken(), jobs)
    [finding] = [each for each in outcome.findings if each.rule == "record-unreadable"]
    assert (finding.severity, finding.status, finding.affects) == (Severity.WARNING, Answer.FAIL, ())
    assert finding.scope == f"{broken().account}/{broken().region}"


def test_a_state_in_which_no_job_is_judged_is_not_asked() -> None:
    outcome = asked(state_of(world()), 1, (broken(),))
    assert "record-unreadable" not in {each.rule for each in outcome.findings}


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_of_the_configuration_changes_no_verdict(severity: Severity) -> None:
    settings = Settings(rules={"record-unreadable": {"severity": severity.value}})
    plain, weighed = asked(broken(), 1), asked(broken(), 1, settings=settings)
    [finding] = [each for each in weighed.findings if each.rule == "record-unreadable"]
    assert finding.severity is severity
    assert (weighed.verdict, weighed.passed) == (plain.verdict, plain.passed)
    assert plain.verdict is not Answer.FAIL


@pytest.mark.parametrize(
    ("chosen", "times"),
    [
        ({"ignore": ("record-unreadable",)}, 0),
        ({"ignore": ("input",)}, 0),
        ({"select": ("s3",)}, 0),
        ({"select": ("input",)}, 1),
        ({"select": ("record-*",)}, 1),
    ],
)
def test_a_rule_that_is_not_selected_is_not_asked(chosen: dict[str, Any], times: int) -> None:
    outcome = asked(broken(), 1, settings=Settings(**chosen))
    assert [each.rule for each in outcome.findings].count("record-unreadable") == times


def test_what_one_record_leaves_open_is_one_fact_for_many() -> None:
    many = [subnet(f"subnet-{n}") | {"AvailableIpAddressCount": "many"} for n in range(500)]
    state = state_of(world(Subnets=many))
    (fact,) = state.subnets.gaps
    assert fact.reason.startswith("500 records can't be read: expected `int`")
    assert state.subnets.exists("subnet-7").is_unknown
