"""What findings on single subnets weigh for a VPC of which nobody has said which subnets a job would list."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.engine.audit import by_subnet, lessened
from vpclint.engine.folding import verdict_of
from vpclint.finding import Affected, Finding, Severity
from vpclint.settings import Settings
from vpclint.truth import Answer

PASS, FAIL, UNKNOWN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
SUBNETS = ("a", "b", "c")


def on(*subnets: str, status: Answer = FAIL, severity: Severity = Severity.ERROR) -> Finding:
    """A finding on these subnets, or on the VPC as a whole."""
    return Finding(rule="r", status=status, severity=severity, affects=(Affected("vpc-1", "s3", subnets),))


def judged(*found: Finding) -> Answer:
    return verdict_of(lessened(found, by_subnet(found, SUBNETS), Settings()))


def test_a_subnet_is_as_good_as_what_is_said_of_it_at_error_level() -> None:
    found = [on("a", "b", status=UNKNOWN), on("b"), on("c", severity=Severity.WARNING), on("strange")]
    assert by_subnet(found, SUBNETS) == {"a": UNKNOWN, "b": FAIL, "c": PASS}


def test_what_is_said_of_the_whole_vpc_is_said_of_each_subnet() -> None:
    assert set(by_subnet([on()], SUBNETS).values()) == {FAIL}
    assert judged(on()) is FAIL
    assert judged(on(status=UNKNOWN)) is UNKNOWN
    assert judged(on(severity=Severity.NOTE)) is PASS


@pytest.mark.parametrize("answers", [*product([PASS, FAIL, UNKNOWN], repeat=3)])
def test_a_vpc_is_as_good_as_its_best_subnet(answers: tuple[Answer, ...]) -> None:
    found = [on(subnet, status=answer) for subnet, answer in zip(SUBNETS, answers, strict=True) if answer is not PASS]
    best = next(answer for answer in (PASS, UNKNOWN, FAIL) if answer in answers)
    assert judged(*found) is best


def test_what_is_lessened_is_a_warning_and_stays_what_it_was_otherwise() -> None:
    [found] = lessened([on("a")], {"a": FAIL, "b": PASS}, Settings())
    assert (found.severity, found.status, found.affects) == (Severity.WARNING, FAIL, on("a").affects)


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_a_severity_that_the_configuration_sets_stays(severity: str) -> None:
    found = [on("a", severity=Severity(severity))]
    settings = Settings(rules={"r": {"severity": severity}})
    assert lessened(found, by_subnet(found, SUBNETS), settings) == found


@given(
    st.lists(
        st.builds(
            lambda subnets, status, severity: on(*subnets, status=status, severity=severity),
            st.lists(st.sampled_from(SUBNETS), max_size=3),
            st.sampled_from([FAIL, UNKNOWN]),
            st.sampled_from(Severity),
        )
    )
)
def test_nothing_is_lost_and_nothing_grows_worse(found: list[Finding]) -> None:
    after = lessened(found, by_subnet(found, SUBNETS), Settings())
    assert [(each.status, each.affects) for each in after] == [(each.status, each.affects) for each in found]
    for before, now in zip(found, after, strict=True):
        assert before.severity is not None
        assert now.severity in (before.severity, Severity.WARNING)
