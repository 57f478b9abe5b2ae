"""What a policy is called, and what its parts are where nothing is said of them."""

import pytest

from vpclint.policy.document import (
    TYPES,
    Condition,
    Defect,
    DefectKind,
    Document,
    Effect,
    Listed,
    Policy,
    PolicyType,
    Principals,
    Statement,
    type_named,
)
from vpclint.text.nodes import Span

HERE = Span(0, 1)


@pytest.mark.parametrize(
    ("name", "kind", "gateway"),
    [
        ("endpoint", PolicyType.ENDPOINT, None),
        ("gateway-endpoint", PolicyType.ENDPOINT, True),
        ("bucket", PolicyType.BUCKET, None),
        ("identity", PolicyType.IDENTITY, None),
        ("other", PolicyType.OTHER, None),
        ("", None, None),
    ],
)
def test_a_type_goes_by_its_name(name: str, kind: PolicyType | None, gateway: bool | None) -> None:  # noqa: FBT001
    assert type_named(name) == (kind, gateway)
    assert not name or name in TYPES


def test_a_name_is_given_to_every_type_and_to_no_other() -> None:
    named = {kind for name in TYPES for kind, _ in [type_named(name)]}
    assert (len(TYPES), named) == (5, {*PolicyType})
    with pytest.raises(ValueError, match="queue"):
        type_named("queue")


def test_all_but_identity_policies_name_principals() -> None:
    assert [each for each in PolicyType if not each.names_principals] == [PolicyType.IDENTITY]


@pytest.mark.parametrize(
    ("index", "sid", "name"), [(0, "", "1"), (1, "", "2"), (11, "", "12"), (0, "Read", '"Read"'), (3, "7", '"7"')]
)
def test_a_statement_is_called_by_its_sid_or_counted_from_one(index: int, sid: str, name: str) -> None:
    assert Statement(Effect.ALLOW, HERE, index, sid).name == name


def test_the_words_of_a_policy_are_those_of_the_guide_and_of_the_rules() -> None:
    assert [each.value for each in Effect] == ["Allow", "Deny"]
    assert [each.value for each in DefectKind] == [
        *("policy-syntax", "policy-multiple-documents", "policy-duplicate-key"),
        *("policy-grammar", "policy-unknown-operator"),
    ]
    assert [each.value for each in PolicyType] == ["endpoint", "bucket", "identity", "other"]


def test_what_nobody_said_of_a_part_is_not_so() -> None:
    bare = Statement(None, HERE, 0)
    assert (bare.sid, bare.principals, bare.actions, bare.resources) == ("", None, None, None)
    assert (bare.conditions, bare.opaque) == ((), False)
    assert not Listed((), HERE).negated
    assert not Principals((), HERE).negated
    condition = Condition("Null", "a:b", Listed((), HERE), HERE)
    assert (condition.qualifier, condition.if_exists) == ("", False)


def test_a_defect_leaves_open_what_it_stands_in_and_a_document_is_whole() -> None:
    defect = Defect(DefectKind.SYNTAX, "a comma is missing", HERE)
    assert (defect.opaque, defect.related) == (True, ())
    assert Policy(PolicyType.BUCKET, ()).variables
    assert Document((), ()).lost is None
