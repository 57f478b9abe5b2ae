"""What a user has settled about name servers of one's own."""

from worlds import OPTIONS, VPC, attributes, job_of, options, state_of, world

from vpclint.checks.names import custom_name_servers, dns_support_disabled
from vpclint.decision.case import Case
from vpclint.decision.decide import decide
from vpclint.engine.catalogue import load
from vpclint.finding import Severity
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.settings import Settings
from vpclint.truth import NO, YES, Answer, Truth

SERVER = "10.0.9.53"


def case_where(answer: Truth | None = None, **members: object) -> Case:
    """A job whose names are resolved by a server in the VPC, and what was settled of it."""
    held = world(
        DhcpOptions=[options(SERVER)],
        **members,
    )
    settled = [Assumed("custom-name-servers", OPTIONS, answer, "tested")] if answer is not None else []
    return decide(Analysis(state_of(held), settled), job_of(), Settings(), load().options(Settings()))


def test_servers_that_are_said_to_fail_are_an_error() -> None:
    (finding,) = custom_name_servers(case_where(NO))
    assert finding.status is Answer.FAIL
    assert SERVER in finding.message
    assert finding.resource == OPTIONS
    assert finding.affects


def test_servers_that_are_said_to_work_are_no_question() -> None:
    assert not list(custom_name_servers(case_where(YES)))


def test_servers_of_which_nothing_is_said_are_a_question() -> None:
    (finding,) = custom_name_servers(case_where())
    assert finding.status is Answer.UNKNOWN


def test_dns_support_that_nobody_asks_only_warns() -> None:
    (finding,) = dns_support_disabled(case_where(YES, VpcAttributes=[attributes(VPC, support=False)]))
    assert finding.severity is Severity.WARNING
    assert SERVER in finding.message
