"""What several policies decide is told soon where one of them decides it, and open where one is not given."""

from typing import Any

import pytest

from vpclint.algebra.patterns import Budget, Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.given import LayerKind, compiled
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import Found
from vpclint.policy.prove_given import GivenProver
from vpclint.policy.values import Value, known

from .documents import statement
from .test_prove_given import given

ACCOUNT = "123456789012"
JOB = (role(f"arn:aws:iam::{ACCOUNT}:role/job", "s"),)
NOBODY, SERVICE = (ANONYMOUS,), (Caller(CallerKind.SERVICE, "", "sagemaker.amazonaws.com"),)
OWN: dict[str, Value] = {"aws:ResourceAccount": known(ACCOUNT)}
RAW, OTHER = "arn:aws:s3:::raw/*", "arn:aws:s3:::other/*"
PUT = {"Action": "s3:PutObject"}
TAGGED = {"StringEquals": {"aws:PrincipalTag/team": "ml"}}
MANY = [statement(Condition={"Null": {f"my:k{number}": "false"}}) for number in range(12)]
"""Statements that make more kinds of requests than a search looks at, unless it knows beforehand what comes of all."""
FEW = 150

Layers = dict[LayerKind, list[dict[str, Any]]]


def prover(layers: Layers, callers: tuple[Caller, ...] | None = JOB, **context: Value) -> GivenProver:
    together = compiled([given(kind, statements) for kind, statements in layers.items()])
    scope = Scope(("s3:GetObject",), (Pattern.glob("arn:aws:s3:::*"),), callers, OWN | context)
    return GivenProver(together, scope, lambda: Budget(FEW))


OF_RESOURCE = [LayerKind.BUCKET, LayerKind.UNTOLD]
OF_IDENTITY = [LayerKind.IDENTITY, LayerKind.BOUNDARY, LayerKind.SESSION]
OF_ENDPOINT = [LayerKind.ENDPOINT, LayerKind.GATEWAY_ENDPOINT]
OF_ORGANISATION = [LayerKind.SCP, LayerKind.RCP]
LIMITS = [*OF_ENDPOINT, *OF_ORGANISATION]
EVERY = [*OF_RESOURCE, *OF_IDENTITY, *LIMITS]


def test_it_takes_too_much_to_look_at_each_kind_of_request() -> None:
    assert prover({LayerKind.BUCKET: MANY}).denied().witness is not None
    bound = statement("Deny", Condition={"StringLike": {"aws:PrincipalTag/team": ["?*", "?"]}})
    found = prover({LayerKind.BUCKET: [*MANY, bound], LayerKind.IDENTITY: [statement("Deny", **PUT), bound]}).denied()
    assert found.witness is not None


@pytest.mark.parametrize("kind", EVERY)
def test_a_deny_by_any_that_counts_is_seen_at_once(kind: LayerKind) -> None:
    both: Layers = {LayerKind.BUCKET: [*MANY]}
    both[kind] = [*both.get(kind, []), statement("Deny"), statement()]
    assert prover(both).allowed() == Found()
    assert prover(dict(reversed(both.items()))).allowed() == Found()


SURELY = [
    (kind, callers)
    for kind in EVERY
    for callers in (JOB, NOBODY, SERVICE, None)
    if callers == JOB or kind not in OF_ORGANISATION
]
"""Those who ask of whom a policy surely says something."""


@pytest.mark.parametrize(("kind", "callers"), SURELY)
def test_one_that_is_asked_alone_decides_whoever_asks(kind: LayerKind, callers: tuple[Caller, ...] | None) -> None:
    assert prover({kind: [*MANY, statement("Deny")]}, callers).allowed() == Found()
    if kind is not LayerKind.RCP:  # AWS's own stands beside it, which allows everything
        assert prover({kind: [statement(**PUT), *(each | PUT for each in MANY)]}, callers).allowed() == Found()
        denied = [each | {"Effect": "Deny"} for each in MANY]
        assert prover({kind: [statement(**PUT), *denied]}, callers).allowed() == Found()
    assert prover({kind: [statement(), *MANY]}, callers).denied() == Found()
    assert prover({kind: [statement(), *MANY]}, callers).allowed().witness is not None
    assert (prover({kind: [statement(**PUT)]}, callers).denied().witness is None) is (kind is LayerKind.RCP)


@pytest.mark.parametrize("kind", [*OF_ENDPOINT, LayerKind.SCP])
def test_where_one_has_to_allow_and_does_not_nothing_is_allowed(kind: LayerKind) -> None:
    both: Layers = {LayerKind.BUCKET: [*MANY], kind: [statement(**PUT)]}
    assert prover(both).allowed() == Found()
    assert prover(dict(reversed(both.items()))).allowed() == Found()
    assert prover({LayerKind.IDENTITY: [statement()], kind: [*MANY]}).allowed().none is False


@pytest.mark.parametrize(
    "layers",
    [
        {LayerKind.BUCKET: [statement(), *MANY], LayerKind.IDENTITY: [statement()]},
        {LayerKind.BUCKET: [statement()], LayerKind.IDENTITY: [statement(), *MANY], LayerKind.SCP: [statement()]},
        {LayerKind.SCP: [statement(), *MANY], LayerKind.ENDPOINT: [statement()]},
        {LayerKind.BOUNDARY: [statement(), *MANY], LayerKind.ENDPOINT: [statement()]},
    ],
)
def test_what_all_allow_and_none_denies_is_allowed(layers: Layers) -> None:
    assert prover(layers).denied() == Found()
    for kind in layers:
        denying = layers | {kind: [*layers[kind], statement("Deny", Resource=RAW)]}
        found = prover(denying).denied().witness
        assert found is not None
        assert str(found.request.resource).startswith("arn:aws:s3:::raw/")


@pytest.mark.parametrize(
    ("layers", "missing"),
    [
        (
            {LayerKind.BUCKET: [statement(Principal={"AWS": ACCOUNT})], LayerKind.SCP: [statement()]},
            "ies of the caller",
        ),
        ({LayerKind.IDENTITY: [statement()], LayerKind.SCP: [statement()]}, "y of the resource"),
    ],
)
def test_where_one_of_the_two_that_grant_is_not_given_it_is_open_what_is_denied(layers: Layers, missing: str) -> None:
    elsewhere = {"aws:ResourceAccount": known("999999999999" if "resource" in missing else ACCOUNT)}
    found = prover(layers, **elsewhere).denied()
    assert found.witness is None
    assert f"the polic{missing}" in {each.reason.partition(" is ")[0].partition(" are ")[0] for each in found.facts}


def test_what_grants_need_not_be_what_is_told_first() -> None:
    layers: Layers = {
        LayerKind.BUCKET: [statement("Deny", Resource=RAW), statement(Resource=OTHER)],
        LayerKind.IDENTITY: [statement(**PUT)],
    }
    found = prover(layers).allowed().witness
    assert found is not None
    assert str(found.request.resource).startswith("arn:aws:s3:::other/")


@pytest.mark.parametrize("kind", [*OF_ENDPOINT, LayerKind.SCP])
def test_only_resources_that_a_limit_allows_are_tried(kind: LayerKind) -> None:
    limit = [statement("Deny", Resource=RAW), statement(Resource=OTHER)]
    found = prover({kind: limit, LayerKind.BUCKET: [statement()]}).allowed().witness
    assert found is not None
    assert str(found.request.resource).startswith("arn:aws:s3:::other/")


@pytest.mark.parametrize("kind", OF_ORGANISATION)
def test_policies_of_an_organisation_stop_only_those_whom_they_are_for(kind: LayerKind) -> None:
    layers: Layers = {kind: [statement("Deny")], LayerKind.BUCKET: [statement()]}
    linked = (role(f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", "s"),)
    assert prover(layers, JOB).allowed() == Found()
    assert prover(layers, linked).allowed().witness is not None
    assert (prover(layers, NOBODY).allowed().witness is None) is (kind is LayerKind.RCP)
    both = prover(layers, (*JOB, *linked)).allowed().witness
    assert both is not None
    assert both.request.caller == linked[0]


def test_callers_count_one_by_one_also_where_no_statement_tells_them_apart() -> None:
    layers: Layers = {LayerKind.BUCKET: [statement()], LayerKind.IDENTITY: [statement("Deny")]}
    found = prover(layers, (*JOB, *NOBODY)).allowed().witness
    assert found is not None
    assert found.request.caller == ANONYMOUS
