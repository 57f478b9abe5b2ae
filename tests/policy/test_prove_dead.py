"""Whether a statement changes nothing, asked of one at a time, in policies of each kind."""

from typing import Any

import pytest

from vpclint.policy.dead import small
from vpclint.policy.document import PolicyType
from vpclint.policy.prove_dead import is_dead

from .documents import policy, statement

RAW, OTHER = "arn:aws:s3:::raw/*", "arn:aws:s3:::other/*"
ACCOUNT, SECOND = {"AWS": "123456789012"}, {"AWS": "999999999999"}
ROLE, TWIN = ({"AWS": f"arn:aws:iam::123456789012:role/{name}"} for name in ("job", "twin"))
USER = {"AWS": "arn:aws:iam::123456789012:user/ann"}
TAGGED = {"StringEquals": {"aws:PrincipalTag/team": "ml"}}
ENDPOINT, BUCKET, IDENTITY = PolicyType.ENDPOINT, PolicyType.BUCKET, PolicyType.IDENTITY
GET = {"Action": "s3:GetObject"}


def dead(*statements: dict[str, Any], kind: PolicyType, gateway: bool = False) -> list[bool]:
    """Of each statement whether it changes nothing."""
    whole = policy(*statements, policy_type=kind)
    return [is_dead(whole, each, gateway=gateway, budget=small) for each in whole.statements]


@pytest.mark.parametrize("kind", [ENDPOINT, BUCKET, IDENTITY])
@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([statement()], [False]),
        ([statement(), statement(**GET)], [False, True]),
        ([statement(**GET), statement()], [True, False]),
        ([statement(), statement()], [True, True]),
        ([statement(Resource=RAW), statement(Resource=OTHER)], [False, False]),
        ([statement(Condition=TAGGED), statement(**GET)], [False, False]),
        ([statement(), statement(**GET, Condition=TAGGED)], [False, True]),
        ([statement(), statement("Deny", Resource=RAW), statement("Deny", Resource=RAW, **GET)], [False, False, True]),
        ([statement("Deny", **GET), statement(), statement("Deny", Resource=RAW)], [False, False, False]),
        ([statement(), statement("Deny", Condition=TAGGED), statement("Deny", **GET)], [False, False, False]),
        ([statement("Deny", Condition=TAGGED), statement(), statement("Deny")], [True, True, False]),
        ([statement(), statement("Deny", **GET), statement("Deny", **GET)], [False, True, True]),
        ([statement(), statement("Deny"), statement("Deny", **GET), statement("Deny", Resource=RAW)],
         [True, False, True, True]),
    ],
)  # fmt: skip
def test_a_statement_changes_nothing_where_others_decide_all_that_it_decides(
    statements: list[dict[str, Any]], found: list[bool], kind: PolicyType
) -> None:
    assert dead(*statements, kind=kind) == found


@pytest.mark.parametrize(
    ("statements", "at_endpoint", "elsewhere"),
    [
        ([statement(**GET), statement("Deny", Action="sts:*")], [False, True], [False, False]),
        ([statement("Deny")], [True], [False]),
        ([statement("Deny"), statement("Deny", **GET)], [True, True], [False, True]),
        ([statement("Deny", **GET), statement("Deny", Resource=RAW)], [True, True], [False, False]),
    ],
)
def test_only_at_an_endpoint_a_deny_of_what_nothing_allows_changes_nothing(
    statements: list[dict[str, Any]], at_endpoint: list[bool], elsewhere: list[bool]
) -> None:
    assert dead(*statements, kind=ENDPOINT) == at_endpoint
    assert dead(*statements, kind=BUCKET) == dead(*statements, kind=IDENTITY) == elsewhere


@pytest.mark.parametrize(
    ("other", "principal", "changes_nothing"),
    [
        ("*", ROLE, True),
        (USER, USER, True),
        ("*", ACCOUNT, True),
        (ROLE, ROLE, True),
        (ACCOUNT, ROLE, False),
        (ACCOUNT, ACCOUNT, True),
        (ACCOUNT, USER, False),
        ({"AWS": [ACCOUNT["AWS"], "*"]}, ROLE, False),
        ({"AWS": [ROLE["AWS"], TWIN["AWS"]]}, ROLE, False),
        ({"AWS": [ROLE["AWS"], TWIN["AWS"]]}, {"AWS": [TWIN["AWS"], ROLE["AWS"]]}, True),
        ({"AWS": [USER["AWS"], "*"]}, ROLE, True),
    ],
)
def test_what_a_bucket_grants_otherwise_makes_nothing_dead_that_it_grants_directly(
    other: Any, principal: Any, *, changes_nothing: bool
) -> None:
    """What an account or a role is granted, other policies have to allow as well."""
    assert dead(statement(Principal=other), statement(Principal=principal), kind=BUCKET)[1] is changes_nothing


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([statement(NotPrincipal=ROLE), statement(NotPrincipal=ROLE)], True),
        ([statement(NotPrincipal=ROLE), statement(Principal=TWIN)], False),
        ([statement(NotPrincipal=USER), statement(Principal=TWIN)], False),
        ([statement(NotPrincipal=USER), statement(Principal=USER)], False),
        ([statement(Principal=ROLE), statement(NotPrincipal=ROLE)], False),
    ],
)
def test_everyone_but_some_is_no_direct_grant(statements: list[dict[str, Any]], *, found: bool) -> None:
    assert dead(*statements, kind=BUCKET)[1] is found


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:PutObject"])
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
@pytest.mark.parametrize("place", [0, 6, 12])
def test_that_a_deny_changes_nothing_is_seen_without_a_look_at_each_kind_of_request(
    effect: str, action: str, place: int
) -> None:
    """Not even of requests for which it is not, where others have many conditions."""
    many = [statement(effect, Action=action, Condition={"Null": {f"my:k{each}": "false"}}) for each in range(12)]
    asked = [*many[:place], statement("Deny", **GET), *many[place:], statement("Deny", Action="s3:GetObject*")]
    whole = policy(*asked, policy_type=BUCKET)
    assert is_dead(whole, whole.statements[place], gateway=False, budget=small)
    assert not is_dead(whole, whole.statements[-1], gateway=False, budget=small)


def test_at_an_endpoint_an_account_is_everyone_in_it() -> None:
    assert dead(statement(Principal=ACCOUNT), statement(Principal=ROLE), kind=ENDPOINT) == [False, True]
    assert dead(statement(Principal=SECOND), statement(Principal=ROLE), kind=ENDPOINT) == [False, False]


def test_a_deny_counts_against_an_allow_of_a_bucket_whomever_it_names() -> None:
    denied = statement("Deny", Principal={"AWS": [ACCOUNT["AWS"], "*"]})
    assert dead(denied, statement(Principal=USER), kind=BUCKET) == [False, True]
    assert dead(statement("Deny", Principal=ACCOUNT), statement(Principal=ROLE), kind=BUCKET) == [False, True]


def test_requests_through_an_endpoint_have_no_public_address() -> None:
    at_address = statement(Condition={"IpAddress": {"aws:SourceIp": "8.8.8.0/24"}})
    assert dead(at_address, kind=ENDPOINT) == [True]
    assert dead(at_address, kind=BUCKET) == [False]


def test_whom_a_gateway_endpoint_means_by_a_role_is_not_known() -> None:
    """What a Deny for a role stops there is open, so that no Allow is dead for it."""
    both = statement("Deny", NotPrincipal=ROLE), statement(**GET)
    assert dead(*both, kind=ENDPOINT, gateway=True)[1] is False
    of_a_role = statement(**GET), statement("Deny", Principal=ROLE), statement("Deny", Principal=ROLE, Resource=RAW)
    assert dead(*of_a_role, kind=ENDPOINT)[2] is True
