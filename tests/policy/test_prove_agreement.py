"""Proofs against brute force: what is proved of all requests holds in each of many, and each that is shown is so."""

import random
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import Caller
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import Verdict, Witness, prove
from vpclint.policy.requests import implied
from vpclint.policy.values import Absent, Context, Known, Value

from . import naive
from .test_agreement import CALLERS, DOMAINS, NAMES, Concrete, compiled, documents, drawn

Asking = tuple[Caller, naive.Asker]
OBJECTS = [each for each in NAMES if "/" in each]
BUCKETS = Pattern.glob("arn:aws:s3:::*")
SCOPE = Scope(("s3:GetObject",), (BUCKETS,))
CLOSEST = 300


def possible(key: str, caller: Caller) -> list[Concrete]:
    """What a key may be in a request of somebody; a value that is empty is none that policies are asked about."""
    value: Value = Context(implied(caller, endpoint=False))[key]
    if isinstance(value, Known):
        return [value.values[0]]
    return [None] if isinstance(value, Absent) else [each for each in DOMAINS[key] if each != ("",)]


def cases(document: Any, asking: Asking) -> list[naive.Asked]:
    """Every request for an object by someone, in a small world, but for keys that nobody names.

    A key holds no empty text, of which AWS does not say what it is to a condition.
    """
    keys = [key for key in DOMAINS if key.lower() in str(document).lower()]
    worlds = product(OBJECTS, *(possible(key, asking[0]) for key in keys))
    return [
        naive.Asked(
            "s3:GetObject",
            resource,
            asking[1],
            {key: value for key, value in zip(keys, values, strict=True) if value is not None},
        )
        for resource, *values in worlds
        if "" not in values
    ]


def allowed(document: Any, asked: naive.Asked) -> bool:
    denies, allows = naive.decide(document, asked)
    return allows and not denies


def shown(witness: Witness, asker: naive.Asker) -> naive.Asked:
    """A request that was shown, for the other evaluator; a key that is left open decides nothing."""
    request, context = witness.request, dict[str, Any]()
    for key in request.context:
        value = request.context[key]
        if isinstance(value, Known):
            context[key] = value.values if value.several else value.values[0]
    return naive.Asked(str(request.action), str(request.resource), asker, context)


@given(documents, st.sampled_from(CALLERS), st.integers(0, 10**9))
@settings(max_examples=400, deadline=None)
def test_what_is_proved_holds_of_every_request(document: Any, asking: Asking, seed: int) -> None:
    several = cases(document, asking)
    sample = random.Random(seed).sample(several, min(len(several), 300))  # noqa: S311 - no secret
    proof = prove(compiled(document), Scope(SCOPE.actions, SCOPE.resources, (asking[0],)))
    wrong = {Verdict.DENIED: True, Verdict.ALLOWED: False, Verdict.NOTHING: None}.get(proof.verdict)
    assert proof.verdict is not Verdict.NOTHING
    assert [each for each in sample if allowed(document, each) is wrong] == []


@given(documents, st.sampled_from(CALLERS))
@settings(max_examples=400, deadline=None)
def test_what_is_shown_is_so_in_the_eyes_of_another_evaluator(document: Any, asking: Asking) -> None:
    proof = prove(compiled(document), Scope(SCOPE.actions, SCOPE.resources, (asking[0],)))
    for witness, expected in ((proof.allowed, True), (proof.denied, False)):
        if witness:
            asked = shown(witness, asking[1])
            assert allowed(document, asked) is expected, asked


def test_a_proof_is_seldom_left_open() -> None:
    draw = random.Random(7)  # noqa: S311
    left_open = [
        document
        for document in (drawn(draw) for _ in range(300))
        if prove(compiled(document), Scope(SCOPE.actions, SCOPE.resources, (CALLERS[0][0],))).verdict is Verdict.UNKNOWN
    ]
    assert len(left_open) < 30, left_open[:3]
