"""Which statements of a document are found dead."""

from typing import Any

from vpclint.algebra.patterns import Budget
from vpclint.policy.dead import dead_in, small
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator
from vpclint.policy.grammar import read_policy

from .documents import document, statement


def read(*statements: dict[str, Any], policy_type: PolicyType = PolicyType.ENDPOINT) -> Evaluator:
    return Evaluator(read_policy(document(*statements), policy_type).policies[0])


def dead(*statements: dict[str, Any], kind: PolicyType = PolicyType.ENDPOINT, **how: Any) -> list[int]:
    """The places of the statements that are dead."""
    return [each.index for each in dead_in(read(*statements, policy_type=kind).policy, **how)]


def test_the_deny_of_a_bucket_is_not_dead_where_nothing_allows_what_it_denies() -> None:
    statements = statement(Resource="arn:aws:s3:::raw/*"), statement("Deny", Resource="arn:aws:s3:::other/*")
    assert [each.index for each in dead_in(read(*statements).policy)] == [1]
    assert list(dead_in(read(*statements, policy_type=PolicyType.BUCKET).policy)) == []


def test_an_allow_of_an_account_does_not_make_that_of_a_role_dead() -> None:
    """What a bucket's policy grants an account, the policies of the identity have to allow as well."""
    account, role = "123456789012", "arn:aws:iam::123456789012:role/job"
    statements = statement(Principal={"AWS": account}), statement(Principal={"AWS": role})
    assert list(dead_in(read(*statements, policy_type=PolicyType.BUCKET).policy)) == []
    both = statement(), statement(Principal={"AWS": role})
    assert [each.index for each in dead_in(read(*both, policy_type=PolicyType.BUCKET).policy)] == [1]


def test_a_document_with_a_statement_that_nobody_understands_has_no_dead_ones() -> None:
    statements = statement(), statement(), statement(Condition={"StringLikes": {"aws:SourceVpce": "x"}})
    assert list(dead_in(read(*statements).policy)) == []


def test_each_dead_statement_is_found_also_behind_one_that_is_alive() -> None:
    get, narrow = statement(Action="s3:Get*"), statement(Action="s3:GetObject")
    assert dead(narrow, get, narrow, statement(Action="sts:*"), narrow) == [0, 2, 4]
    assert dead(get, statement(Action="sts:*")) == []


def test_whether_a_deny_of_what_nothing_allows_counts_depends_on_what_the_policy_is_attached_to() -> None:
    statements = statement(Action="s3:Get*"), statement("Deny", Action="s3:Put*")
    assert dead(*statements) == [1]
    assert dead(*statements, kind=PolicyType.IDENTITY) == []
    assert dead(*statements, kind=PolicyType.BUCKET) == []
    assert dead(*statements, statements[1], kind=PolicyType.BUCKET) == [1, 2]


def test_at_a_gateway_endpoint_a_principal_means_what_it_means_there() -> None:
    """Whom a role means there, AWS does not say: nothing is proved of such a statement."""
    statements = statement(), statement(Principal={"AWS": "arn:aws:iam::123456789012:role/job"})
    anyone = statement(), statement(Principal={"AWS": "arn:aws:iam::123456789012:role/job"}, Action="s3:GetObject")
    assert dead(*statements, gateway=False) == dead(*statements) == [1]
    assert dead(*anyone, gateway=True) == [1]
    denied = statement(), statement("Deny", Principal={"AWS": "arn:aws:iam::123456789012:role/job"}), statement("Deny")
    assert dead(*denied) == [0, 1]
    role = {"Principal": {"AWS": "arn:aws:iam::123456789012:role/job"}}
    named = statement(**role), statement(**role, Action="s3:Get*")
    assert dead(*named) == [1]


def test_what_takes_too_long_is_not_dead() -> None:
    statements = statement(Action="s3:Get*"), statement(Action="s3:GetObject")
    assert dead(*statements, budget=lambda: Budget(0, 0)) == []
    assert dead(*statements, budget=small) == dead(*statements) == [1]
    assert (small().left, small().steps) == (20_000, 300_000)
