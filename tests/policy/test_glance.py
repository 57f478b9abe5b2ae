"""A policy that is only glanced at: nothing is missed that is found where every place is known."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.examples import Fault, read_faults
from vpclint.engine.policies import linted, unblamed
from vpclint.engine.shipped import read_all
from vpclint.policy.document import PolicyType
from vpclint.policy.reading import glanced, written
from vpclint.settings import Settings

from .documents import document, statement
from .drawn import policy

RULES = tuple(rule for rule in read_all() if rule.asked_of == "policy")
TYPES = [None, *PolicyType]
PIECES = ['"', "{", "}", ",", "\ufeff", "\u200b", "//", "NaN", '"Version": "x",', "\\ud800", " "]
names = st.sampled_from(["p.json", "gateway-endpoint.json", "bucket.json", "role.json"])


def agrees(name: str, text: str, kind: PolicyType | None) -> bool:
    """Whether a glance was enough; what it says is what is found with every place."""
    glance = glanced(name, text, kind)
    outcome = unblamed(glance, RULES, Settings()) if glance else None
    if outcome is None:
        return False
    [whole] = linted([written(name, text, kind)], RULES, Settings())
    assert outcome == whole
    return True


@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from(TYPES), names)
def test_what_a_glance_finds_sound_is_sound(seed: int, statements: int, kind: PolicyType | None, name: str) -> None:
    agrees(name, json.dumps(policy(Random(seed), statements)), kind)  # noqa: S311


@given(st.integers(0, 10**6), st.data())
def test_so_it_is_of_texts_that_are_torn(seed: int, data: st.DataObject) -> None:
    text = json.dumps(policy(Random(seed), 2), indent=1)  # noqa: S311
    at = data.draw(st.integers(0, len(text)))
    piece = data.draw(st.sampled_from(PIECES))
    agrees("p.json", text[:at] + piece + text[at + data.draw(st.integers(0, 1)) :], None)


@pytest.mark.parametrize("fault", tuple(read_faults()), ids=lambda each: each.rule)
def test_so_it_is_of_the_policies_of_all_examples(fault: Fault) -> None:
    files = [(name, content) for example in fault.examples for name, content in example.files.items()]
    for name, content in files:
        text = content if isinstance(content, str) else json.dumps(content)
        if "Statement" in text:
            agrees(name, text, None)


def test_most_sound_policies_need_no_more_than_a_glance() -> None:
    own = {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}
    sound = document(statement(), statement("Deny", Action="s3:Get*", Resource="arn:aws:s3:::raw/*", Condition=own))
    assert agrees("endpoint.json", sound, None)
    assert agrees("endpoint.json", f"\n  {sound}\n", PolicyType.ENDPOINT)
    assert not agrees("endpoint.yaml", sound, None)
    assert not agrees("endpoint.json", json.dumps({"PolicyDocument": sound}), None)
    assert not agrees("endpoint.json", json.dumps(sound), None)
