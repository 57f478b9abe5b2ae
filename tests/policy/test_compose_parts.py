"""What each layer counts for: grants by the names they are given to, what is open, and what is in the way."""

import pytest

from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.compose import OWNER_UNTOLD, Decision, Layer, Outcome, Policies, Said, decide
from vpclint.policy.document import Effect, PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.values import Context, untold
from vpclint.truth import Answer, Fact

from .documents import KEY, Json, document, read, statement

OURS, THEIRS = "123456789012", "999999999999"
ROLE = f"arn:aws:iam::{OURS}:role/team/job"
SESSION = f"arn:aws:sts::{OURS}:assumed-role/job/SageMaker"
ID = "AROAEXAMPLEEXAMPLE123"
JOB = role(ROLE, "SageMaker")
SERVICE = Caller(CallerKind.SERVICE, "", "sagemaker.amazonaws.com")
ALLOW, DENY, ELSE = statement(), statement("Deny"), statement(Action="sts:*")
VPCE = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
MISSING = frozenset({Fact("RolePolicies", "job")})
YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN


def layer(name: str, *statements: Json, kind: PolicyType = PolicyType.BUCKET) -> Layer:
    return Layer(name, (Evaluator(read(document(*statements), kind).policies[0]),))


def asked(
    *, caller: Caller = JOB, owner: str = OURS, bucket: list[Json], **others: list[Json]
) -> tuple[Decision, list[str]]:
    layers = {
        name: layer(name, *({**each} for each in several), kind=PolicyType.ENDPOINT) for name, several in others.items()
    }
    policies = Policies(resource=layer("bucket", *bucket), owner=owner, **layers)  # type: ignore[arg-type]
    found = decide(policies, Request("s3:GetObject", KEY, caller, Context({})))
    return found.decision, [said.layer.name for said, _ in found.blocked_by]


def test_what_grants_has_to_hold_as_a_whole() -> None:
    assert asked(bucket=[statement(Condition=VPCE)]) == (Decision.UNKNOWN, [])
    assert asked(bucket=[statement(Principal={"AWS": ROLE}, Condition=VPCE)]) == (Decision.UNKNOWN, [])
    assert asked(bucket=[statement(Principal={"AWS": [THEIRS, ROLE]})]) == (Decision.ALLOW, [])
    assert asked(bucket=[statement(Principal={"AWS": [OURS, ROLE]})]) == (Decision.ALLOW, [])


def test_an_exception_grants_and_what_is_broken_may_grant() -> None:
    assert asked(bucket=[statement(NotPrincipal={"AWS": THEIRS})]) == (Decision.ALLOW, [])
    assert asked(bucket=[statement(Resource="raw")]) == (Decision.UNKNOWN, [])
    assert asked(bucket=[statement(Resource="raw", Principal={"AWS": THEIRS})]) == (Decision.UNKNOWN, [])


def test_only_what_is_in_the_way_is_said_to_be() -> None:
    assert asked(bucket=[ELSE], identity=[ALLOW], endpoint=[ELSE]) == (Decision.IMPLICIT_DENY, ["endpoint"])
    assert asked(bucket=[ELSE], identity=[ELSE], endpoint=[ELSE])[1] == ["endpoint", "bucket", "identity"]


def test_of_a_caller_whose_account_is_not_known_the_owner_does_not_help() -> None:
    policies = Policies(identity=layer("identity", ALLOW), owner=OURS)
    found = decide(policies, Request("s3:GetObject", KEY, Caller(CallerKind.ROLE), Context({})))
    assert (found.decision, found.facts) == (Decision.UNKNOWN, frozenset({OWNER_UNTOLD}))


def outcome(caller: Caller = JOB, /, **layers: Layer | tuple[Layer, ...] | bool | str) -> Outcome:
    """What becomes of reading one object in the caller's own account, unless another owns it."""
    policies = Policies(**({"owner": OURS} | layers))  # type: ignore[arg-type]
    return decide(policies, Request("s3:GetObject", KEY, caller, Context({})))


def test_decisions_have_words() -> None:
    words = {each.name: each.value for each in Decision}
    assert words == {
        "ALLOW": "allowed",
        "EXPLICIT_DENY": "explicitly denied",
        "IMPLICIT_DENY": "implicitly denied",
        "UNKNOWN": "unknown",
    }


def test_where_nothing_is_given_nothing_is_asked_and_somebody_has_to_allow() -> None:
    assert Policies() == Policies(None, None, None, None, None, (), "", grants=True)
    assert Layer("x") == Layer("x", (), frozenset(), may_deny=True)
    assert Outcome(Decision.ALLOW) == Outcome(Decision.ALLOW, (), frozenset(), ())
    assert outcome() == Outcome(Decision.IMPLICIT_DENY)
    assert outcome(grants=False) == Outcome(Decision.ALLOW)


def test_a_boundary_makes_a_deny_by_not_principal_mean_its_caller() -> None:
    spared = layer("bucket", ALLOW, statement("Deny", NotPrincipal={"AWS": [OURS, ROLE, SESSION]}))
    everything = layer("boundary", ALLOW)
    assert outcome(resource=spared).decision is Decision.ALLOW
    assert outcome(resource=spared, boundary=everything).decision is Decision.EXPLICIT_DENY
    of_service = layer("bucket", ALLOW, statement("Deny", NotPrincipal={"Service": SERVICE.arn}))
    assert outcome(SERVICE, resource=of_service, boundary=everything).decision is Decision.ALLOW


def test_only_what_could_grant_is_asked_for() -> None:
    """The unique id would be that of the role, to which the boundary allows nothing."""
    bucket = layer("bucket", statement(Principal={"AWS": [ID, SESSION]}))
    found = outcome(role(ROLE), resource=bucket, boundary=layer("boundary", ELSE))
    assert found.decision is Decision.UNKNOWN
    assert found.facts == {Fact("", "", "", "the session of the role is not known")}


@pytest.mark.parametrize("element", ["Principal", "Action"])
def test_a_statement_that_lacks_an_element_may_grant(element: str) -> None:
    whole = {name: value for name, value in ALLOW.items() if name != element}
    found = outcome(resource=layer("bucket", whole), identity=layer("identity", ELSE))
    assert (found.decision, found.facts) == (
        Decision.UNKNOWN,
        frozenset({Fact("", "", "", "statement 1 can't be understood")}),
    )


def test_what_an_exception_grants_needs_nothing_else() -> None:
    but_theirs = layer("bucket", statement(NotPrincipal={"AWS": THEIRS}))
    silent = {"identity": layer("identity", ELSE), "boundary": layer("boundary", ELSE)}
    assert outcome(resource=but_theirs, **silent).decision is Decision.ALLOW


@pytest.mark.parametrize("caller", [ANONYMOUS, SERVICE])
def test_what_belongs_to_an_identity_is_not_in_the_way_of_those_who_have_none(caller: Caller) -> None:
    own = {name: layer(name, ELSE, DENY) for name in ("identity", "boundary", "session")}
    found = outcome(caller, resource=layer("bucket", ELSE), **own)
    assert [said.layer.name for said, _ in found.blocked_by] == ["bucket"]
    assert [said.layer.name for said in found.said] == ["bucket"]
    assert outcome(caller, resource=layer("bucket", ALLOW), **own).decision is Decision.ALLOW
    assert outcome(caller, **own).decision is Decision.IMPLICIT_DENY
    assert outcome(caller, grants=False, **own).decision is Decision.ALLOW


def test_where_nobody_has_to_allow_only_what_limits_is_asked() -> None:
    for name in ("boundary", "session"):
        limited = outcome(grants=False, **{name: layer(name, ELSE)})
        assert [said.layer.name for said, _ in limited.blocked_by] == [name]
        assert outcome(grants=False, **{name: layer(name, ALLOW)}).decision is Decision.ALLOW
    assert outcome(grants=False, endpoint=layer("endpoint", ELSE)).decision is Decision.IMPLICIT_DENY
    assert outcome(grants=False, endpoint=layer("endpoint", ALLOW)).decision is Decision.ALLOW


def test_layers_are_told_in_the_order_of_the_way() -> None:
    names = ("endpoint", "resource", "identity", "boundary", "session")
    levels = (layer("root", DENY), layer("unit", DENY))
    found = outcome(**{name: layer(name, DENY) for name in names}, organisation=levels)
    assert [said.layer.name for said in found.said] == [*names, "root", "unit"]
    how = [(said.layer.name, decision) for said, decision in found.blocked_by]
    assert how == [(name, Decision.EXPLICIT_DENY) for name in (*names, "root", "unit")]
    silent = outcome(**{name: layer(name, ELSE) for name in names}, organisation=(layer("root", ELSE),))
    how = [(said.layer.name, decision) for said, decision in silent.blocked_by]
    expected = ("endpoint", "root", "resource", "identity", "boundary", "session")
    assert how == [(name, Decision.IMPLICIT_DENY) for name in expected]


def test_only_those_that_deny_are_in_the_way_where_one_does() -> None:
    found = outcome(endpoint=layer("endpoint", ELSE), identity=layer("identity", DENY), resource=layer("bucket", ALLOW))
    assert [said.layer.name for said, _ in found.blocked_by] == ["identity"]


def test_what_allows_for_sure_and_denies_perhaps_is_open() -> None:
    found = outcome(identity=layer("identity", ALLOW), resource=layer("bucket", statement("Deny", Condition=VPCE)))
    assert (found.decision, found.blocked_by) == (Decision.UNKNOWN, ())
    assert found.facts == {untold("aws:SourceVpce")}
    assert [said.layer.name for said in found.said] == ["bucket", "identity"]


@pytest.mark.parametrize(
    ("untold_of", "may_deny", "answers"),
    [
        (frozenset(), True, (NO, YES)),
        (frozenset(), False, (NO, YES)),
        (MISSING, True, (OPEN, YES)),
        (MISSING, False, (NO, YES)),
    ],
)
def test_what_is_not_told_of_a_layer_may_deny_and_allow(
    untold_of: frozenset[Fact],
    may_deny: bool,  # noqa: FBT001
    answers: tuple[Answer, Answer],
) -> None:
    request = Request("s3:GetObject", KEY, JOB, Context({}))
    sure = Layer("bucket", layer("", ALLOW).policies, untold_of, may_deny=may_deny).says(request)
    assert (sure.denied.answer, sure.allowed.answer) == answers
    silent = Layer("bucket", layer("", ELSE).policies, untold_of, may_deny=may_deny).says(request)
    assert (silent.denied.answer, silent.allowed.answer) == (answers[0], OPEN if untold_of else NO)
    denies = Layer("bucket", layer("", DENY).policies, untold_of, may_deny=may_deny).says(request)
    assert denies.denied.answer is YES


def test_what_a_layer_says_names_the_statements_of_all_its_policies() -> None:
    whole = Layer("bucket", (*layer("", ALLOW, ELSE).policies, *layer("", DENY, ALLOW).policies))
    said = whole.says(Request("s3:GetObject", KEY, JOB, Context({})))
    assert isinstance(said, Said)
    assert [each.statement.index for each in said.deciding(Effect.ALLOW)] == [0, 1]
    assert [each.statement.index for each in said.deciding(Effect.DENY)] == [0]
    assert len(said.rulings) == 2


def test_a_resource_that_is_not_told_may_grant_within_the_account() -> None:
    found = outcome(resource=Layer("bucket", (), MISSING, may_deny=False), identity=layer("identity", ELSE))
    assert (found.decision, found.facts) == (Decision.UNKNOWN, MISSING)
    sure = outcome(resource=Layer("bucket", (), MISSING, may_deny=False), identity=layer("identity", ALLOW))
    assert sure.decision is Decision.ALLOW
    between = outcome(resource=Layer("b", (), MISSING), identity=layer("identity", ELSE), owner=THEIRS)
    assert between.decision is Decision.IMPLICIT_DENY


@pytest.mark.parametrize("owner", ["", OURS, THEIRS])
@pytest.mark.parametrize("account", ["", OURS])
def test_whether_an_account_owns_the_resource_takes_both_to_tell(owner: str, account: str) -> None:
    caller = Caller(CallerKind.ROLE, account, ROLE, SESSION)
    found = outcome(caller, identity=layer("identity", ALLOW), owner=owner)
    if owner and account:
        assert found.decision is (Decision.ALLOW if owner == account else Decision.IMPLICIT_DENY)
    else:
        owns = "whether the caller's account owns the resource is not known"
        assert (found.decision, found.facts) == (Decision.UNKNOWN, frozenset({Fact("", "", "", owns)}))


def test_of_an_unknown_owner_what_is_open_between_accounts_is_told_too() -> None:
    bucket = layer("bucket", statement(Condition=VPCE))
    found = outcome(resource=bucket, identity=layer("identity", ALLOW), owner="")
    assert found.facts == {OWNER_UNTOLD, untold("aws:SourceVpce")}
    alike = outcome(resource=bucket, identity=layer("identity", statement(Condition=VPCE)), owner="")
    assert alike.facts == {untold("aws:SourceVpce")}
