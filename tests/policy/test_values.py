"""What is known of condition keys: what a value says, what it may turn out to be, and how keys are looked up."""

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.policy.values import (
    ABSENT,
    Context,
    Known,
    Like,
    OneOf,
    Unknown,
    Value,
    Within,
    empty,
    known,
    may_be,
    untold,
)
from vpclint.truth import Fact

VPCES = Like(Pattern.glob("vpce-*"))


def test_a_key_holds_one_value_unless_it_is_said_to_hold_several() -> None:
    assert known("a") == Known(("a",), several=False)
    assert known("a", "b", several=True) == Known(("a", "b"), several=True)
    assert Known(("a",)) == Known(("a",), several=False)
    assert known() == Known(())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (known(""), True),
        (known(" "), False),
        (known("a"), False),
        (known("", several=True), False),
        (known("", "", several=True), False),
        (known(), False),
    ],
)
def test_an_empty_text_is_the_one_value_and_has_no_characters(value: Known, expected: bool) -> None:  # noqa: FBT001
    assert value.is_empty_text is expected


@pytest.mark.parametrize(
    ("block", "glob"),
    [
        ("10.1.2.3/32", "10.1.2.3"),
        ("10.1.2.0/31", "10.1.2.*"),
        ("10.1.2.0/24", "10.1.2.*"),
        ("10.1.2.0/23", "10.1.*"),
        ("10.1.0.0/16", "10.1.*"),
        ("10.0.0.0/15", "10.*"),
        ("10.0.0.0/8", "10.*"),
        ("0.0.0.0/7", "*"),
        ("0.0.0.0/0", "*"),
        ("10.1.2.3", "*"),
        ("10.1.2.3/", "*"),
        ("10.1.2.3/x", "*"),
        ("2001:db8::/32", "*"),
        ("::ffff:10.1.2.0/120", "*"),
    ],
)
def test_the_addresses_of_a_block_begin_with_the_octets_that_are_the_same_for_all(block: str, glob: str) -> None:
    assert Within(block).pattern == Pattern.glob(glob)


@pytest.mark.parametrize(
    ("so_far", "value", "expected"),
    [
        (VPCES, known("vpce-1"), True),
        (VPCES, known("vpc-1"), False),
        (VPCES, known("a", "vpce-1", several=True), False),
        (VPCES, ABSENT, False),
        (VPCES, VPCES, False),
        (Unknown(untold("aws:SourceVpce")), known("vpc-1"), True),
        (Unknown(untold("aws:SourceVpce")), ABSENT, True),
        (known("a"), known("a"), False),
        (ABSENT, ABSENT, False),
        (OneOf((known("a"), ABSENT)), known("a"), False),
    ],
)
def test_a_key_may_turn_out_to_have_what_is_not_excluded(so_far: Value, value: Value, expected: bool) -> None:  # noqa: FBT001
    assert may_be(so_far, value) is expected


def test_keys_are_compared_without_case() -> None:
    context = Context({"aws:SourceVpc": known("vpc-1"), "S3:PREFIX": ABSENT})
    assert context["AWS:sourcevpc"] == known("vpc-1")
    assert context["s3:prefix"] == ABSENT
    assert [*context] == ["aws:sourcevpc", "s3:prefix"]


def test_a_key_that_nobody_names_is_not_known_and_is_told_as_it_is_asked_for() -> None:
    assert Context({})["aws:SourceVpc"] == Unknown(Fact("", "", "", "the value of aws:SourceVpc is not known"))


def test_a_key_with_a_slash_at_its_end_stands_for_all_that_begin_so_and_are_not_named() -> None:
    context = Context({"aws:PrincipalTag/": ABSENT, "aws:PrincipalTag/Team": known("data")})
    assert context["aws:PrincipalTag/team"] == known("data")
    assert context["AWS:PrincipalTag/Other"] == ABSENT
    assert context["aws:PrincipalTag/a/b"] == ABSENT
    assert context["aws:PrincipalTag"] == Unknown(untold("aws:PrincipalTag"))
    assert context["aws:RequestTag/Other"] == Unknown(untold("aws:RequestTag/Other"))


def test_other_values_take_the_place_of_what_was_known_in_a_context_of_their_own() -> None:
    before = Context({"aws:SourceVpc": known("vpc-1"), "aws:username": ABSENT})
    after = before | {"AWS:sourcevpc": ABSENT, "s3:prefix": known("a")}
    assert {key: after[key] for key in after} == {
        "aws:sourcevpc": ABSENT,
        "aws:username": ABSENT,
        "s3:prefix": known("a"),
    }
    assert before["aws:SourceVpc"] == known("vpc-1")


def test_what_is_not_known_of_a_key_is_no_fact_of_a_state() -> None:
    assert untold("aws:Other") == Fact("", "", "", "the value of aws:Other is not known")
    assert empty("aws:Other") == Fact("", "", "", "AWS does not say whether an empty aws:Other counts as a value")
