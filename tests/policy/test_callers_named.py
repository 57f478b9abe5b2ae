"""Whom one principal means, by each way to name somebody, and how a policy of a resource names those whom it means."""

import pytest
from msgspec import structs

from vpclint.policy.callers import (
    ANONYMOUS,
    Caller,
    CallerKind,
    GrantForm,
    form_of,
    is_account,
    is_meant,
    names,
    role,
)
from vpclint.policy.document import Principal, Principals, Text
from vpclint.text.nodes import Span
from vpclint.truth import Answer, Fact

OURS, THEIRS = "123456789012", "999999999999"
ROLE = f"arn:aws:iam::{OURS}:role/team/job"
SESSION = f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker"
USER = f"arn:aws:iam::{OURS}:user/ann"
ID = "AROAEXAMPLEEXAMPLE123"
JOB = role(ROLE, "SageMaker")
ANN = Caller(CallerKind.USER, OURS, USER)
BOB = Caller(CallerKind.FEDERATED, OURS, f"arn:aws:sts::{OURS}:federated-user/bob")
CHIEF = Caller(CallerKind.ROOT, OURS, f"arn:aws:iam::{OURS}:root")
SERVICE = Caller(CallerKind.SERVICE, "", "sagemaker.amazonaws.com")
YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN


def principal(kind: str, name: str) -> Principal:
    return Principal(kind, Text(name, Span(0, 0)))


def untold(what: str) -> frozenset[Fact]:
    return frozenset({Fact("", "", "", f"{what} is not known")})


def unsaid(what: str) -> frozenset[Fact]:
    return frozenset({Fact("", "", "", f"AWS does not say {what}")})


@pytest.mark.parametrize(
    ("kind", "name", "form"),
    [
        ("AWS", "*", GrantForm.DIRECT),
        ("AWS", OURS, GrantForm.ACCOUNT),
        ("AWS", f"arn:aws:iam::{OURS}:root", GrantForm.ACCOUNT),
        ("AWS", ROLE, GrantForm.ROLE),
        ("AWS", ID, GrantForm.ROLE),
        ("AWS", ID.replace("AROA", "AIDA"), GrantForm.DIRECT),
        ("AWS", f"arn:aws:iam::{OURS}:user/ann", GrantForm.DIRECT),
        ("Service", "sagemaker.amazonaws.com", GrantForm.DIRECT),
        ("CanonicalUser", OURS, GrantForm.DIRECT),
    ],
)
def test_how_a_principal_is_named(kind: str, name: str, form: GrantForm) -> None:
    assert form_of(principal(kind, name)) is form


def test_a_star_is_everybody_only_among_those_of_aws() -> None:
    answers = {
        kind: names(principal(kind, "*"), JOB).answer for kind in ("AWS", "Federated", "Service", "CanonicalUser")
    }
    assert answers == {"AWS": YES, "Federated": NO, "Service": NO, "CanonicalUser": OPEN}


def test_an_account_means_all_that_is_in_it_unless_the_endpoint_is_a_gateway() -> None:
    account = Principals((principal("AWS", OURS),), Span(0, 0))
    assert is_meant(account, JOB).answer is YES
    assert is_meant(account, JOB, gateway=True).answer is NO


@pytest.mark.parametrize(
    ("caller", "fact"),
    [
        (Caller(CallerKind.ROLE), "the caller's account is not known"),
        (Caller(CallerKind.ROLE, OURS), "the caller's ARN is not known"),
        (role(ROLE), "the session of the role is not known"),
    ],
)
def test_what_is_not_known_of_a_caller_is_named(caller: Caller, fact: str) -> None:
    name = {"the caller's account is not known": OURS, "the caller's ARN is not known": ROLE}
    asked = name.get(fact, f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker")
    found = names(principal("AWS", asked), caller)
    assert {each.reason for each in found.facts} == {fact}


def test_of_a_caller_without_a_known_account_a_session_is_open() -> None:
    session = f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker"
    found = names(principal("AWS", session), Caller(CallerKind.ROLE, OURS))
    assert {each.reason for each in found.facts} == {"the caller's session is not known"}
    canonical = names(Principal("CanonicalUser", Text("79a5", Span(0, 0))), JOB)
    assert {each.reason for each in canonical.facts} == {"the canonical user id of the caller is not known"}


@pytest.mark.parametrize(
    ("caller", "name", "fact"),
    [
        (Caller(CallerKind.ROLE), OURS, "the caller's account"),
        (Caller(CallerKind.ROLE, OURS), ROLE, "the caller's ARN"),
        (Caller(CallerKind.ROLE, OURS), SESSION, "the caller's session"),
        (role(ROLE), SESSION, "the session of the role"),
        (JOB, ID, f"the principal with the unique id {ID}"),
        (BOB, USER, "the user who asked for the session"),
    ],
)
def test_what_would_tell_whether_a_name_means_the_caller(caller: Caller, name: str, fact: str) -> None:
    assert names(principal("AWS", name), caller).facts == untold(fact)


def test_who_makes_a_request_is_known_by_what_is_given() -> None:
    assert Caller(CallerKind.ROLE) == Caller(CallerKind.ROLE, "", "", "", bounded=False)
    assert role(ROLE) == Caller(CallerKind.ROLE, OURS, ROLE, "")
    assert role(ROLE, "SageMaker") == Caller(CallerKind.ROLE, OURS, ROLE, SESSION)
    china = role(f"arn:aws-cn:iam::{OURS}:role/job", "x")
    assert china.session == f"arn:aws-cn:sts::{OURS}:assumed-role/job/x"
    assert role("arn:aws:iam::1:role/job", "x") == Caller(CallerKind.ROLE, "", "arn:aws:iam::1:role/job", "")


def test_kinds_of_callers_have_words() -> None:
    words = ["anonymous", "role", "user", "federated user", "root", "service"]
    assert [each.value for each in CallerKind] == words


@pytest.mark.parametrize(
    ("caller", "anonymous", "identity"),
    [
        (ANONYMOUS, True, False),
        (SERVICE, False, False),
        (JOB, False, True),
        (ANN, False, True),
        (BOB, False, True),
        (CHIEF, False, True),
    ],
)
def test_who_is_somebody_of_an_account_has_an_identity(caller: Caller, anonymous: bool, identity: bool) -> None:  # noqa: FBT001
    assert (caller.is_anonymous, caller.has_identity) == (anonymous, identity)


LINKED = f"arn:aws:iam::{OURS}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"


@pytest.mark.parametrize(
    ("caller", "answer"),
    [
        (role(LINKED), YES),
        (role(LINKED, "x"), YES),
        (role(ROLE), NO),
        (role(f"arn:aws:iam::{OURS}:role/AWSServiceRoleForECS", "x"), NO),
        (Caller(CallerKind.ROLE, OURS), NO),
        (Caller(CallerKind.ROLE, OURS, "", SESSION), NO),
        (Caller(CallerKind.ROLE, OURS, "", SESSION.replace("job", "myAWSServiceRoleForECS")), NO),
        (Caller(CallerKind.ROLE, OURS, "", SESSION.replace("job", "AWSServiceRoleForECS")), OPEN),
        (ANN, NO),
        (ANONYMOUS, NO),
    ],
)
def test_what_a_service_made_for_itself_is_known_by_its_path(caller: Caller, answer: Answer) -> None:
    assert caller.is_service_linked.answer is answer
    assert caller.is_service_linked.facts == (untold("the path of the role") if answer is OPEN else set())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (OURS, True),
        (f"arn:aws:iam::{OURS}:root", True),
        (f"arn:aws-us-gov:iam::{OURS}:root", True),
        (f"{OURS}:root", True),
        (OURS[1:], False),
        (f"{OURS}1", False),
        (f"arn:aws:iam::{OURS}:user/root", False),
        (f"arn:aws:sts::{OURS}:root", False),
        (ROLE, False),
        ("*", False),
    ],
)
def test_an_account_is_twelve_digits_or_its_root_user(name: str, expected: bool) -> None:  # noqa: FBT001
    assert is_account(name) is expected


@pytest.mark.parametrize("kind", ["Federated", "CanonicalUser", "Service"])
@pytest.mark.parametrize("name", [OURS, ROLE, "*"])
def test_only_among_those_of_aws_a_name_is_an_account_or_a_role(kind: str, name: str) -> None:
    found = names(principal(kind, name), JOB)
    assert found.facts == (untold("the canonical user id of the caller") if kind == "CanonicalUser" else set())
    assert found.answer is (OPEN if kind == "CanonicalUser" else NO)


@pytest.mark.parametrize("caller", [ANONYMOUS, SERVICE])
@pytest.mark.parametrize(("kind", "name"), [("AWS", OURS), ("AWS", ROLE), ("AWS", ID), ("CanonicalUser", "79a5")])
def test_who_has_no_identity_is_meant_by_everyone_alone(caller: Caller, kind: str, name: str) -> None:
    assert names(principal(kind, name), caller).answer is NO
    assert names(principal("AWS", "*"), caller).answer is YES


@pytest.mark.parametrize(
    ("name", "caller", "answer"),
    [
        (SESSION, JOB, YES),
        (SESSION, ANN, NO),
        (SESSION, Caller(CallerKind.USER, OURS), NO),
        (SESSION, CHIEF, NO),
        (SESSION, BOB, NO),
        (SESSION.replace(OURS, THEIRS), role(ROLE), NO),
        (SESSION.replace("/job/", "/team/"), role(ROLE), NO),
        (SESSION, role(ROLE), OPEN),
        (SESSION, role("arn:aws:iam::1:role/job"), NO),
        (SESSION, Caller(CallerKind.ROLE, OURS, "", SESSION), YES),
        (SESSION, Caller(CallerKind.ROLE, OURS, "", f"{SESSION}2"), NO),
        (ROLE, CHIEF, NO),
        (ROLE, Caller(CallerKind.ROOT, OURS), NO),
        (USER, Caller(CallerKind.USER, OURS), OPEN),
        (USER, ANN, YES),
        (USER, BOB, OPEN),
        (USER.replace(OURS, THEIRS), BOB, NO),
        (ROLE, BOB, NO),
        (BOB.arn, BOB, YES),
        (BOB.arn, ANN, NO),
        (ID, ANN, OPEN),
        (ID, CHIEF, OPEN),
        ("AROAEXAMPLEEXAMPLE1", JOB, NO),
        ("AROAEXAMPLEEXAMPLE12", JOB, OPEN),
    ],
)
def test_an_arn_or_a_unique_id_means_one_role_session_or_user(name: str, caller: Caller, answer: Answer) -> None:
    assert names(principal("AWS", name), caller).answer is answer


@pytest.mark.parametrize(("name", "answer"), [("sagemaker.amazonaws.com", YES), ("ec2.amazonaws.com", NO), ("*", OPEN)])
def test_a_service_is_meant_by_its_name(name: str, answer: Answer) -> None:
    found = names(principal("Service", name), SERVICE)
    assert found.answer is answer
    assert found.facts == (unsaid("whether the service * is every service") if name == "*" else set())


def at_gateway(kind: str, name: str, caller: Caller) -> tuple[Answer, frozenset[Fact]]:
    found = is_meant(Principals((principal(kind, name),), Span(0, 0)), caller, gateway=True)
    return found.answer, found.facts


@pytest.mark.parametrize(
    ("kind", "name", "caller"),
    [
        ("AWS", ROLE, JOB),
        ("AWS", SESSION, role(ROLE)),
        ("AWS", ID, JOB),
        ("CanonicalUser", OURS, JOB),
        ("CanonicalUser", "*", JOB),
        ("Service", "sagemaker.amazonaws.com", SERVICE),
        ("Service", "*", SERVICE),
    ],
)
def test_at_a_gateway_endpoint_aws_does_not_say_whom_a_name_means(kind: str, name: str, caller: Caller) -> None:
    facts = unsaid(f"whom the principal {name!r} means in the policy of a gateway endpoint")
    assert at_gateway(kind, name, caller) == (OPEN, facts)


def test_there_everyone_is_everyone_and_an_account_its_root_user() -> None:
    for caller in (JOB, ANN, BOB, ANONYMOUS):
        assert at_gateway("AWS", "*", caller) == (YES, frozenset())
        assert at_gateway("AWS", OURS, caller) == (NO, frozenset())
        assert at_gateway("AWS", THEIRS, caller) == (NO, frozenset())
    assert at_gateway("AWS", OURS, CHIEF) == (YES, frozenset())
    assert at_gateway("AWS", THEIRS, CHIEF) == (NO, frozenset())
    assert at_gateway("AWS", OURS, Caller(CallerKind.ROOT)) == (OPEN, untold("the caller's account"))


def test_there_aws_does_not_say_whom_not_principal_means() -> None:
    found = is_meant(Principals((principal("AWS", "*"),), Span(0, 0), negated=True), JOB, gateway=True)
    assert found.facts == unsaid("whom NotPrincipal means in the policy of a gateway endpoint")


def test_not_principal_leaves_out_who_has_a_boundary_unless_it_denies() -> None:
    names_of_job = tuple(principal("AWS", name) for name in (OURS, ROLE, SESSION))
    all_but_job = Principals(names_of_job, Span(0, 0), negated=True)
    bounded = structs.replace(JOB, bounded=True)
    assert is_meant(all_but_job, bounded).answer is NO
    assert is_meant(all_but_job, bounded, denies=True).answer is YES
    assert is_meant(all_but_job, JOB, denies=True).answer is NO
