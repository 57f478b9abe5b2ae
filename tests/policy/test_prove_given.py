"""What is proved of several policies together is so of each request, whoever asks and whichever layers count."""

from itertools import combinations, product
from random import Random
from typing import Any

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.compose import Decision
from vpclint.policy.evaluate import Request
from vpclint.policy.given import Given, LayerKind, compiled
from vpclint.policy.grammar import read_policy
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove_given import GivenProver, decided
from vpclint.policy.requests import implied
from vpclint.policy.values import Context, known

from .documents import document, statement

ACCOUNT = "123456789012"
OBJECTS = [f"arn:aws:s3:::{bucket}/{key}" for bucket in ("abc", "abd") for key in ("a", "b")]
CALLERS: dict[str, tuple[Caller, ...]] = {
    "nobody": (ANONYMOUS,),
    "a role": (role(f"arn:aws:iam::{ACCOUNT}:role/job", "s"),),
    "a service": (Caller(CallerKind.SERVICE, "", "sagemaker.amazonaws.com"),),
    "a role of a service": (
        role(f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", "s"),
    ),
}
CALLERS["any of them"] = tuple(each for several in CALLERS.values() for each in several)
KINDS = [kind for kind in LayerKind if kind not in (LayerKind.GATEWAY_ENDPOINT, LayerKind.UNTOLD)]
DOCUMENTS: list[list[dict[str, Any]]] = [
    [statement()],
    [statement("Deny")],
    [statement(Resource="arn:aws:s3:::abc/*")],
    [statement(), statement("Deny", Resource="arn:aws:s3:::abd/*")],
    [statement("Deny", Resource="arn:aws:s3:::ab?/a")],
]
OWNER = {"aws:ResourceAccount": known(ACCOUNT)}


def given(kind: LayerKind, statements: list[dict[str, Any]]) -> Given:
    named = kind.policy_type.names_principals
    plain = [each if named else {key: each[key] for key in each if key != "Principal"} for each in statements]
    return Given(kind, read_policy(document(*plain), kind.policy_type).policies[0])


def proved_and_single(layers: list[Given], callers: tuple[Caller, ...]) -> tuple[GivenProver, set[Decision]]:
    together = compiled(layers)
    prover = GivenProver(together, Scope(("s3:GetObject",), (Pattern.glob("arn:aws:s3:::ab?/?"),), callers, OWNER))
    single = {
        decided(
            together, Request("s3:GetObject", name, caller, Context(implied(caller, endpoint=False) | OWNER))
        ).decision
        for caller, name in product(callers, OBJECTS)
    }
    return prover, single


def drawn(number: int, most: int) -> list[list[Given]]:
    """Layers of so many kinds, in every combination or as many of them as are asked for."""
    every = [
        [given(kind, statements) for kind, statements in zip(kinds, chosen, strict=True)]
        for kinds in combinations(KINDS, number)
        for chosen in product(DOCUMENTS, repeat=number)
    ]
    return every if len(every) < most else Random(7).sample(every, most)  # noqa: S311


def hold(layers: list[Given], callers: tuple[Caller, ...]) -> None:
    """What is proved of all is so of each."""
    prover, single = proved_and_single(layers, callers)
    said = [(each.kind.value, len(each.policy.statements)) for each in layers]
    allowed, denied = prover.allowed(), prover.denied()
    assert not (allowed.none and Decision.ALLOW in single), (said, single)
    assert not (denied.none and single - {Decision.ALLOW}), (said, single)
    assert allowed.witness is None or single & {Decision.ALLOW, Decision.UNKNOWN}, (said, single)
    assert denied.witness is None or single - {Decision.ALLOW}, (said, single)


@pytest.mark.parametrize("callers", CALLERS)
def test_what_is_proved_of_one_is_so_of_each(callers: str) -> None:
    for layers in drawn(1, 40):
        hold(layers, CALLERS[callers])


@pytest.mark.parametrize("kind", [LayerKind.IDENTITY, LayerKind.BOUNDARY, LayerKind.SESSION, LayerKind.SCP])
@pytest.mark.parametrize("callers", [(ANONYMOUS,), CALLERS["a service"], None])
def test_a_deny_of_an_identity_stops_nobody_who_has_none(kind: LayerKind, callers: tuple[Caller, ...] | None) -> None:
    layers = [given(kind, [statement("Deny")]), given(LayerKind.BUCKET, [statement(Resource="arn:aws:s3:::abc/*")])]
    scope = Scope(("s3:GetObject",), (Pattern.glob("arn:aws:s3:::ab*/*"),), callers)
    found = GivenProver(compiled(layers), scope).allowed()
    assert found.witness is not None
    assert str(found.witness.request.resource).startswith("arn:aws:s3:::abc/")
