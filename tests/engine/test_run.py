"""Asking, folding and judging: what findings come to."""

from collections.abc import Callable, Iterator
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from vpclint.engine import run as engine
from vpclint.engine.folding import merged, verdict_of, verdicts_of, worst
from vpclint.engine.rule import Rule
from vpclint.engine.run import run
from vpclint.finding import Affected, Finding, Place, Severity, Suppression, open_question
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.settings import Settings
from vpclint.state.state import State
from vpclint.truth import NO, YES, Answer, Fact

PASS, FAIL, UNKNOWN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
ROUTES, ENDPOINTS = Fact("RouteTables", obtain="aws ec2 describe-route-tables"), Fact("VpcEndpoints")
FACT_MISSING = Rule(
    name="fact-missing",
    family="input",
    severity=Severity.ERROR,
    title="t",
    what="w",
    why="y",
    answers=("unknown",),
    asked_of="run",
)


def rule(name: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(name=name, family="family", severity=severity, title="t", what="w", why="y", answers=("fail",))


def case(name: str, account: str = "1", region: str = "eu-central-1", *settled: Assumed) -> Any:
    places = {"x": Place("state.json", "/Vpcs/0")}
    return SimpleNamespace(
        job=SimpleNamespace(name=name, subnet_ids=("subnet-1", "subnet-2")),
        subnet_places=lambda subnets: tuple(Place("job.json", f"/{subnet}") for subnet in subnets),
        state=SimpleNamespace(account=account, region=region, place=places.get),
        analysis=Analysis(State({}), settled),
        subnets=("subnet-1",),
        affected=lambda: Affected(name),
    )


Says = Callable[[Any], Iterator[Finding]]


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Says]:
    """What each rule says of a case; filled by the tests."""
    said: dict[str, Says] = {}
    monkeypatch.setattr(engine, "check_of", lambda rule: said[rule.name])
    return said


def saying(*found: Finding) -> Says:
    return lambda _: iter(found)


@pytest.mark.parametrize("order", list(permutations([PASS, UNKNOWN, FAIL])))
def test_the_worst_answer_is_fail_then_unknown_then_pass(order: tuple[Answer, ...]) -> None:
    assert worst(order) is FAIL
    assert worst(each for each in order if each is not FAIL) is UNKNOWN
    assert worst([PASS]) is PASS
    assert worst([]) is PASS


@given(st.lists(st.tuples(st.sampled_from([FAIL, UNKNOWN]), st.sampled_from(Severity))))
def test_a_verdict_looks_at_errors_alone(found: list[tuple[Answer, Severity]]) -> None:
    findings = [Finding(status=status, severity=severity) for status, severity in found]
    errors = {status for status, severity in found if severity is Severity.ERROR}
    assert verdict_of(findings) is (FAIL if FAIL in errors else UNKNOWN if UNKNOWN in errors else PASS)


def test_each_rule_is_asked_of_each_case_and_the_silent_ones_are_counted(checks: dict[str, Says]) -> None:
    asked = []

    def spoken(about: Any) -> Iterator[Finding]:
        asked.append(about.job.name)
        if about.job.name == "bad":
            yield Finding(message="m", resource="r")

    checks |= {"spoken": spoken, "silent": saying()}
    outcome = run([case("good"), case("bad")], [rule("spoken"), rule("silent")], Settings())
    assert asked == ["good", "bad"]
    assert [(each.case.job.name, each.verdict, each.passed) for each in outcome.jobs] == [
        ("good", PASS, 2),
        ("bad", FAIL, 1),
    ]
    assert outcome.verdict is FAIL


def test_a_rule_that_has_no_subnet_to_look_at_has_not_passed(checks: dict[str, Says]) -> None:
    checks |= {"of-a-subnet": saying(), "of-the-request": saying()}
    about = case("good")
    about.subnets = ()
    of_the_request = structs.replace(rule("of-the-request"), needs_subnet=False)
    [outcome] = run([about], [rule("of-a-subnet"), of_the_request], Settings()).jobs
    assert outcome.passed == 1


def test_a_finding_gets_its_rule_its_severity_and_its_job(checks: dict[str, Says]) -> None:
    checks["r"] = saying(Finding(message="m", resource="x"))
    [found] = run([case("job")], [rule("r", Severity.WARNING)], Settings()).findings
    assert (found.rule, found.severity, found.affects) == ("r", Severity.WARNING, (Affected("job"),))


@pytest.mark.parametrize("given_", [None, *Severity])
@pytest.mark.parametrize("own", Severity)
def test_a_check_may_say_less_than_its_rule_and_never_more(
    checks: dict[str, Says], own: Severity, given_: Severity | None
) -> None:
    checks["r"] = saying(Finding(message="m", severity=given_))
    [found] = run([case("job")], [rule("r", own)], Settings()).findings
    assert found.severity is (own if given_ is None else max(own, given_, key=lambda each: each.rank))


@pytest.mark.parametrize("override", Severity)
@pytest.mark.parametrize("given_", [None, *Severity])
def test_the_configuration_sets_every_severity_of_a_rule(
    checks: dict[str, Says], override: Severity, given_: Severity | None
) -> None:
    checks["r"] = saying(Finding(message="m", severity=given_), open_question(frozenset({ROUTES}), severity=given_))
    settings = Settings(rules={"r": {"severity": override.value}})
    outcome = run([case("job")], [rule("r", Severity.WARNING), FACT_MISSING], settings)
    assert {found.severity for found in outcome.findings} == {override}
    assert outcome.verdict is (FAIL if override is Severity.ERROR else PASS)


def test_one_fact_makes_one_finding_with_all_that_it_leaves_open(checks: dict[str, Says]) -> None:
    checks["a"] = saying(open_question(frozenset({ROUTES, ENDPOINTS}), affects=(Affected("job", "s3", ("s-1",)),)))
    checks["b"] = saying(open_question(frozenset({ROUTES}), affects=(Affected("job", "s3", ("s-2",)),)))
    outcome = run([case("job")], [rule("a"), rule("b"), FACT_MISSING], Settings())
    by_resource = {found.resource: found for found in outcome.findings}
    assert by_resource.keys() == {"RouteTables", "VpcEndpoints"}
    routes = by_resource["RouteTables"]
    assert (routes.rule, routes.status, routes.leaves_open) == ("fact-missing", UNKNOWN, ("a", "b"))
    assert routes.affects == (Affected("job", "s3", ("s-1", "s-2")),)
    assert "describe-route-tables" in routes.notes[0]
    assert by_resource["VpcEndpoints"].leaves_open == ("a",)
    assert outcome.verdict is UNKNOWN


def test_a_fact_weighs_as_much_as_the_worst_question_that_it_leaves_open(checks: dict[str, Says]) -> None:
    checks |= {
        "note": saying(open_question(frozenset({ROUTES}))),
        "error": saying(open_question(frozenset({ENDPOINTS}))),
    }
    rules = [rule("note", Severity.NOTE), rule("error"), FACT_MISSING]
    found = {each.resource: each.severity for each in run([case("job")], rules, Settings()).findings}
    assert found == {"RouteTables": Severity.NOTE, "VpcEndpoints": Severity.ERROR}
    checks["note"] = saying(open_question(frozenset({ENDPOINTS})))
    [both] = run([case("job")], rules, Settings()).findings
    assert (both.severity, both.leaves_open) == (Severity.ERROR, ("error", "note"))


def test_the_same_fact_over_two_cases_is_one_finding(checks: dict[str, Says]) -> None:
    checks["r"] = saying(open_question(frozenset({ROUTES})))
    [found] = run([case("a"), case("b")], [rule("r"), FACT_MISSING], Settings()).findings
    assert found.affects == (Affected("a"), Affected("b"))


def test_what_is_wrong_in_two_accounts_or_regions_is_wrong_twice(checks: dict[str, Says]) -> None:
    checks["r"] = saying(Finding(message="m", resource="x"))
    cases = [case("a"), case("b", account="2"), case("c", region="us-east-1"), case("d")]
    found = run(cases, [rule("r")], Settings()).findings
    hit = {tuple(affected.job for affected in each.affects) for each in found}
    assert hit == {("a", "d"), ("b",), ("c",)}


def test_questions_that_nobody_gathers_still_keep_the_verdict_open(checks: dict[str, Says]) -> None:
    checks["r"] = saying(open_question(frozenset({ROUTES})))
    outcome = run([case("job")], [rule("r")], Settings())
    assert outcome.findings == ()
    assert outcome.verdict is UNKNOWN


def test_the_worst_come_first_and_the_rest_by_rule_and_resource(checks: dict[str, Says]) -> None:
    checks["b"] = saying(Finding(message="2", resource="z"), Finding(message="1", resource="a"))
    checks["a"] = saying(Finding(message="3", resource="m"), open_question(frozenset({ROUTES})))
    checks["w"] = saying(Finding(message="4"))
    rules = [rule("w", Severity.WARNING), rule("b"), rule("a"), FACT_MISSING]
    found = run([case("job")], rules, Settings()).findings
    assert [(each.rule, each.resource) for each in found] == [
        ("a", "m"),
        ("b", "a"),
        ("b", "z"),
        ("fact-missing", "RouteTables"),
        ("w", ""),
    ]


def finding(message: str = "m", **more: Any) -> Finding:
    return Finding(**({"rule": "r", "resource": "x", "message": message, "severity": Severity.ERROR} | more))


def test_one_cause_is_one_finding_that_lists_what_it_breaks_and_where() -> None:
    first = finding(affects=(Affected("a"),), places=(Place("f", "/1"), Place("s", "/2")), notes=("n", "o"))
    other = finding(
        affects=(Affected("b"), Affected("a")), places=(Place("g", "/1"), Place("s", "/2")), notes=("o", "p")
    )
    [joined] = merged([first, other])
    assert joined.affects == (Affected("a"), Affected("b"))
    assert joined.places == (Place("f", "/1"), Place("s", "/2"), Place("g", "/1"))
    assert joined.notes == ("n", "o", "p")
    assert joined.message == "m"


def test_a_cause_is_as_severe_as_its_worst_finding() -> None:
    assert merged([finding(severity=Severity.NOTE), finding(severity=Severity.ERROR)])[0].severity is Severity.ERROR
    assert merged([finding(severity=Severity.WARNING), finding(severity=Severity.NOTE)])[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "q"},
        {"resource": "y"},
        {"message": "n"},
        {"status": UNKNOWN},
        {"discriminator": "d"},
    ],
    ids=str,
)
def test_findings_that_differ_in_what_they_say_stay_apart(other: dict[str, Any]) -> None:
    assert len(merged([finding(), finding(**other)])) == 2


def test_a_discriminator_tells_causes_apart_instead_of_the_message() -> None:
    assert len(merged([finding("one", discriminator="d"), finding("two", discriminator="d")])) == 1
    assert len(merged([finding(discriminator="d"), finding(discriminator="e")])) == 2


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from("mn"), st.integers(0, 3))))
def test_merging_loses_nobody_and_is_done_after_once(found: list[tuple[str, str, str, int]]) -> None:
    given_ = [
        finding(message, rule=name, resource=resource, affects=(Affected(str(job)),))
        for name, resource, message, job in found
    ]
    once = merged(given_)
    assert merged(once) == once
    assert len({(each.rule, each.resource, each.message) for each in once}) == len(once)
    hit = {(each.rule, each.resource, each.message, affected) for each in given_ for affected in each.affects}
    assert {(each.rule, each.resource, each.message, affected) for each in once for affected in each.affects} == hit


def test_an_open_question_and_a_proof_of_one_rule_do_not_become_one(checks: dict[str, Says]) -> None:
    checks["r"] = saying(Finding(message="m", resource="x"), open_question(frozenset({ROUTES}), resource="x"))
    outcome = run([case("job")], [rule("r"), FACT_MISSING], Settings())
    assert [found.status for found in outcome.findings] == [FAIL, UNKNOWN]
    assert outcome.verdict is FAIL


ON_X = open_question(frozenset({ROUTES}), resource="x", severity=Severity.WARNING)


def test_an_open_question_that_the_user_answers_with_yes_is_none(checks: dict[str, Says]) -> None:
    checks["r"] = saying(ON_X)
    outcome = run([case("job", "1", "", Assumed("r", "x", YES, "tested"))], [rule("r"), FACT_MISSING], Settings())
    assert (outcome.findings, outcome.verdict, [each.passed for each in outcome.jobs]) == ((), PASS, [1])


def test_one_that_the_user_answers_with_no_is_proved(checks: dict[str, Says]) -> None:
    checks["r"] = saying(ON_X)
    asked = case("job", "1", "", Assumed("r", "x", NO, "it was never built"))
    [found] = run([asked], [rule("r"), FACT_MISSING], Settings()).findings
    assert (found.status, found.severity, found.facts) == (FAIL, Severity.WARNING, frozenset())
    assert found.message == "x is assumed to be at fault: it was never built"
    assert found.places == (Place("state.json", "/Vpcs/0"),)


def test_the_answer_of_a_user_is_for_one_rule_and_one_resource(checks: dict[str, Says]) -> None:
    checks["r"] = saying(ON_X, Finding(message="m", resource="y"))
    for other in (Assumed("q", "x", YES, ""), Assumed("r", "y", YES, ""), Assumed("r", "", YES, "")):
        outcome = run([case("job", "1", "", other)], [rule("r"), FACT_MISSING], Settings())
        assert [found.status for found in outcome.findings] == [FAIL, UNKNOWN]


def test_a_question_stands_where_its_job_names_the_subnets_for_which_it_is_open(checks: dict[str, Says]) -> None:
    facts = frozenset({Fact("Vpcs")})
    one = Affected("a", "", ("subnet-1",))
    checks["r"] = saying(open_question(facts, resource="x"), open_question(facts, resource="y", affects=(one, one)))
    outcome = run([case("a")], [rule("r")], Settings())
    assert [[place.pointer for place in each.places] for each in outcome.jobs[0].said] == [
        ["/subnet-1", "/subnet-2"],
        ["/subnet-1"],
    ]


def test_what_is_suppressed_or_known_changes_other_verdicts() -> None:
    held = Suppression(rules=("r",), reason="x", place=Place("f"))
    bad = Finding(severity=Severity.ERROR)
    suppressed, known = (structs.replace(bad, **each) for each in ({"suppressed": held}, {"known": True}))
    for findings, expected in (
        ([], (PASS, PASS, PASS)),
        ([bad], (FAIL, FAIL, FAIL)),
        ([suppressed], (PASS, FAIL, PASS)),
        ([known], (FAIL, FAIL, PASS)),
        ([suppressed, known], (FAIL, FAIL, PASS)),
        ([suppressed, bad], (FAIL, FAIL, FAIL)),
    ):
        found = verdicts_of(findings)
        assert (found.verdict, found.unsuppressed, found.gate) == expected
    assert verdicts_of([suppressed], UNKNOWN).verdict is UNKNOWN
    assert verdicts_of([suppressed]).others == {"unsuppressed": "fail", "gate": ""}
    assert verdicts_of([known]).others == {"unsuppressed": "", "gate": "pass"}
