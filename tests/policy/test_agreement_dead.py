"""Statements that are found dead change no decision, and those that a request shows to count are not found."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from vpclint.policy.alive import is_plainly_alive
from vpclint.policy.dead import dead_in, small
from vpclint.policy.document import PolicyType
from vpclint.policy.prove_dead import is_dead

from . import naive
from .test_agreement import CALLERS as ASKERS
from .test_agreement import compiled, documents
from .test_prove_agreement import cases


def decision(found: Any, case: naive.Asked) -> str:
    denies, allows = naive.decide(found, case)
    return "explicit deny" if denies else "allow" if allows else "implicit deny"


@given(documents, st.sampled_from(ASKERS))
@settings(max_examples=150, deadline=None)
def test_a_dead_statement_changes_no_decision(found: Any, asking: Any) -> None:
    evaluator = compiled(found)
    for each in dead_in(evaluator.policy):
        rest = [other for index, other in enumerate(found["Statement"]) if index != each.index]
        without = found | {"Statement": rest}
        sample = cases(found, asking)[:300]
        assert [case for case in sample if decision(found, case) != decision(without, case)] == []


def test_a_key_of_several_values_shows_nothing_where_one_is_compared() -> None:
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}
    for operator, alive in (("StringEquals", False), ("ForAnyValue:StringEquals", True)):
        [statement] = (
            whole := compiled({"Statement": allow | {"Condition": {operator: {"aws:TagKeys": "a"}}}}).policy
        ).statements
        assert is_plainly_alive(whole, statement, gateway=False, allowed=False) is alive
        assert is_dead(whole, statement, gateway=False, budget=small) is not alive


@given(documents, st.sampled_from([PolicyType.ENDPOINT, PolicyType.BUCKET]))
@settings(max_examples=150, deadline=None)
def test_no_statement_is_proved_dead_that_a_request_made_of_it_shows_to_count(found: Any, kind: PolicyType) -> None:
    whole = structs.replace(compiled(found).policy, type=kind)
    for each in whole.statements:
        if is_plainly_alive(whole, each, gateway=False, allowed=kind is PolicyType.ENDPOINT):
            assert not is_dead(whole, each, gateway=False, budget=small)
