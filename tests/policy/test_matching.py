"""Whether a string of a policy means a name: texts, and ARNs field by field."""

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.policy.matching import Arn, Bounds, Name, Text
from vpclint.policy.templates import template
from vpclint.policy.values import ABSENT, Context, Value, known, untold
from vpclint.truth import NO, YES, Answer, Fact, Truth

OPEN = Answer.UNKNOWN
TAG = "aws:PrincipalTag/team"
NOTHING = Context({})
RAW = "arn:aws:s3:::raw"


def context(**values: Value) -> Context:
    """A context with values for keys of a single word."""
    return Context(values)


def text(written: str, *, folded: bool = False) -> Text:
    shown = written.lower() if folded else written
    return Text(template(shown, wildcards=True, variables=True), written, folded=folded)


def reasons(truth: Truth) -> list[str]:
    """Why nobody can tell: all that a fact says here is its reason."""
    assert all(each == Fact("", "", "", each.reason) for each in truth.facts)
    return sorted(each.reason for each in truth.facts)


@pytest.mark.parametrize(
    ("written", "name", "truth"),
    [
        ("s3:Get*", "s3:GetObject", YES),
        ("s3:Get*", "s3:PutObject", NO),
        ("s3:Get*", "s3:getObject", NO),
        ("s3:Get*", Pattern.glob("s3:GetO*"), YES),
        ("s3:Get*", Pattern.glob("s3:Put*"), NO),
        ("s3:${team}", "s3:a", YES),
        ("s3:${team}", "s3:b", NO),
        ("s3:${team}", Pattern.glob("s3:a"), YES),
        ("s3:${none}", "s3:", NO),
        ("s3:${none, 'x'}", "s3:x", YES),
    ],
)
def test_a_text_means_what_it_matches(written: str, name: Name, truth: Truth) -> None:
    assert text(written).means(name, context(team=known("a"), none=ABSENT)) == truth


@pytest.mark.parametrize("name", ["S3:getObject", Pattern.glob("S3:gEt*")])
def test_case_does_not_count_where_a_text_is_folded(name: Name) -> None:
    assert text("S3:Get*", folded=True).means(name, NOTHING) == YES
    assert text("S3:Get*").means(name, NOTHING) == NO
    assert text("S3:Put*", folded=True).means(name, NOTHING) == NO


def test_a_value_is_folded_as_the_text_is_that_it_stands_in() -> None:
    assert text("s3:${team}", folded=True).means("S3:A", context(team=known("A"))) == YES
    assert text("s3:${team}").means("s3:a", context(team=known("A"))) == NO


def test_a_text_may_be_folded_that_is_in_any_case() -> None:
    assert (
        Text(template("S3:Get*", wildcards=True, variables=True), "S3:Get*", folded=True).means("s3:GET", NOTHING)
        == YES
    )


def test_case_counts_where_nobody_says_otherwise() -> None:
    assert Text(template("A", wildcards=True, variables=True), "A").means("a", NOTHING) == NO
    assert Text(template("A", wildcards=True, variables=True), "A").means("A", NOTHING) == YES


def test_a_part_of_a_pattern_leaves_it_open() -> None:
    found = text("s3:GetObject").means(Pattern.glob("s3:Get*"), NOTHING)
    assert reasons(found) == ["'s3:GetObject' matches a part of what is asked only"]


@pytest.mark.parametrize(("length", "end"), [(119, "x'"), (120, "x'"), (121, "…'")])
def test_a_long_text_is_told_in_short(length: int, end: str) -> None:
    [reason] = reasons(text("x" * length).means(Pattern.glob("x*"), NOTHING))
    assert reason.endswith(f"{end} matches a part of what is asked only")
    [reason] = reasons(Arn("arn:" + "x" * (length - 4), variables=True).means(Pattern.glob("arn:*"), NOTHING))
    assert reason.endswith(f"{end}, which is cut short, is completed")


def test_a_value_that_is_not_known_leaves_it_open() -> None:
    found = text("s3:${team}")
    assert found.means("s3:a", NOTHING).facts == {untold("team")}
    assert found.means("sqs:a", NOTHING) == NO
    assert found.means(Pattern.glob("s3:*"), NOTHING).facts == {untold("team")}


def test_the_variables_of_a_text_are_its_keys() -> None:
    assert list(text("a${team}*${aws:userid, 'x'}${*}").variables) == ["team", "aws:userid"]


def matched(bounds: Bounds, *names: str) -> tuple[list[bool], ...]:
    """Which of these the least and the most match."""
    return tuple([bool(each and each.matcher()(name)) for name in names] for each in bounds)


def test_the_bounds_of_a_text_are_the_same_where_all_values_are_known() -> None:
    bounds = text("${team}*").bounds(context(team=known("a")))
    assert matched(bounds, "ab", "Ab", "b") == ([True, False, False], [True, False, False])
    assert text("${team}*").bounds(context(team=ABSENT)) == (None, None)


def test_between_the_bounds_lies_what_a_variable_decides() -> None:
    for folded in (False, True):
        least, most = text("a${team}", folded=folded).bounds(NOTHING)
        assert least is None
        assert matched((None, most), "ab", "b")[1] == [True, False]


def test_the_bounds_of_a_folded_text_match_any_case() -> None:
    bounds = text("ab*", folded=True).bounds(NOTHING)
    assert matched(bounds, "abc", "AbC", "b") == ([True, True, False], [True, True, False])
    assert text("a${team}", folded=True).bounds(context(team=ABSENT)) == (None, None)


WHOLE = [
    ("*", RAW, YES),
    ("*", "anything: at all", YES),
    (RAW, RAW, YES),
    (RAW, f"{RAW}/x", NO),
    (f"{RAW}/*", f"{RAW}/a:b/c", YES),
    ("arn:aws:s3:::a:b:c", "arn:aws:s3:::a:b:c", YES),
    ("arn:*:s3:::raw", "arn:aws-cn:s3:::raw", YES),
    ("arn:a*s:s3:::raw", "arn:aws:s3:::raw", YES),
    ("arn:a*s:s3:::raw", "arn:a:s:s3:::raw", NO),
    ("arn:*s:s3:::raw", "arn:a:s:s3:::raw", NO),
    ("arn:a?s:s3:::raw", "arn:a:s:s3:::raw", NO),
    ("arn:aw*s*:s3:::raw", "arn:aws:s3:::raw", YES),
    ("arn:aws:s3:::*", "arn:aws:sqs:::raw", NO),
    ("raw", "raw", NO),
    ("aws:s3:::raw", "aws:s3:::raw", NO),
    ("a?n", "arn", NO),
    ("", "", NO),
    ("", RAW, NO),
]


@pytest.mark.parametrize(("written", "name", "truth"), WHOLE)
@pytest.mark.parametrize("everywhere", [True, False])
def test_an_arn_is_compared_field_by_field(written: str, name: str, truth: Truth, *, everywhere: bool) -> None:
    assert Arn(written, variables=True, everywhere=everywhere).means(name, NOTHING) == truth


CROSSING = "AWS does not say whether the * that ends a field of '{}' takes colons"
CUT_SHORT = "AWS does not say whether '{}', which is cut short, is completed"
DOUBTFUL = [
    ("arn:aws:*:::raw", "arn:aws:s3:x:::raw", CROSSING),
    ("arn:*:s3:::raw", "arn:aws:x:s3:::raw", CROSSING),
    ("arn:aws:s*:::raw", "arn:aws:s3:x:::raw", CROSSING),
    ("arn:aws:s*3*:::raw", "arn:aws:s33:x:::raw", CROSSING),
    ("arn:aws:xyz*:::raw", "arn:aws:xyz:z:::raw", CROSSING),
    ("ar*", RAW, CROSSING),
    ("*raw", RAW, CROSSING),
    ("**", RAW, CROSSING),
    ("arn:aws:s3", RAW, CUT_SHORT),
    ("arn:aws:s3", "arn:aws:s3", CUT_SHORT),
    ("arn:aws:s3*", RAW, CUT_SHORT),
    ("arn:aws:s3:::", "arn:aws:s3:::raw", None),
    ("arn:aws:s3::", RAW, CUT_SHORT),
    ("arn:", RAW, CUT_SHORT),
]


@pytest.mark.parametrize(("written", "name", "reason"), DOUBTFUL)
def test_of_colons_and_missing_fields_aws_says_nothing(written: str, name: str, reason: str | None) -> None:
    found = Arn(written, variables=True).means(name, NOTHING)
    assert reasons(found) == ([reason.format(written)] if reason else [])
    assert found.is_unknown is bool(reason)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("arn:aws:*:::raw", "arn:aws:s3:x:::other"),
        ("arn:aws:a*b:::raw", "arn:aws:axyb:x:::raw"),
        ("arn:aws:*b:::raw", "arn:aws:b:x:::raw"),
        ("arn:aws:s3", "arn:aws:sqs:::raw"),
        ("ar*", "aws:s3"),
        ("arn:aws:s3:::raw*", "arn:aws:s3:x:::raw"),
        ("arn:aws:s*:x::raw", "arn:aws:s3:xy::raw"),
        ("arn:aws:s*:::raw", "arn:aws:ec2:y:::raw"),
        ("arn:aws:sq*:::raw", "arn:aws:s3:y:::raw"),
        ("arn:aws:s*:::raw", "arn:aws:s3:y:::raw/x"),
        ("arn*raw", "arn:aws:s3:::raw/x"),
    ],
)
def test_what_no_reading_of_it_takes_is_not_meant(written: str, name: str) -> None:
    assert Arn(written, variables=True).means(name, NOTHING) == NO


def test_a_field_that_ends_with_a_wildcard_takes_what_is_in_it() -> None:
    assert Arn("arn:aws:s*:::raw", variables=True).means(RAW, NOTHING) == YES
    assert Arn("arn:aws:s*:::*", variables=True).means(Pattern.glob("arn:aws:s3:::*"), NOTHING) == YES


def test_what_is_asked_in_part_is_told_without_a_doubt_about_colons() -> None:
    found = Arn(f"{RAW}/a*", variables=True).means(Pattern.glob(f"{RAW}/*"), NOTHING)
    assert reasons(found) == [f"'{RAW}/a*' matches a part of what is asked only"]
    found = Arn("arn:aws:s*:::raw/a*", variables=True).means(Pattern.glob(f"{RAW}/*"), NOTHING)
    assert reasons(found) == [
        "'arn:aws:s*:::raw/a*' matches a part of what is asked only",
        CROSSING.format("arn:aws:s*:::raw/a*"),
    ]


IN_FIELDS = [
    ("arn:${part}:s3:::raw", RAW),
    ("arn:aws:${my:service}:::raw", RAW),
    ("arn:aws:${my:none, 's3'}:::raw", RAW),
    ("${my:arn}:aws:s3:::raw", RAW),
    ("arn:${part}:${my:service}:::${my:service}/${part}", "arn:aws:s3:::s3/aws"),
]
VALUES = Context({"part": known("aws"), "my:service": known("s3"), "my:arn": known("arn"), "my:none": ABSENT})


@pytest.mark.parametrize(("written", "name"), IN_FIELDS)
def test_the_fields_of_a_condition_have_variables_and_those_of_a_resource_do_not(written: str, name: str) -> None:
    assert Arn(written, variables=True, everywhere=True).means(name, VALUES) == YES
    assert Arn(written, variables=True, everywhere=False).means(name, VALUES) == NO


def test_the_last_field_has_variables_everywhere_but_in_an_old_version() -> None:
    written = f"{RAW}/${{my:service}}"
    for everywhere in (True, False):
        assert Arn(written, variables=True, everywhere=everywhere).means(f"{RAW}/s3", VALUES) == YES
        assert Arn(written, variables=False, everywhere=everywhere).means(f"{RAW}/s3", VALUES) == NO
        assert Arn(written, variables=False, everywhere=everywhere).means(written, VALUES) == YES


def test_colons_end_fields_where_there_are_no_variables() -> None:
    written = "arn:${a:b:c:d:e}"
    for variables, everywhere in [(True, False), (False, True), (False, False)]:
        assert Arn(written, variables=variables, everywhere=everywhere).means(written, VALUES) == YES
    assert Arn(written, variables=True, everywhere=True).means(written, VALUES).is_unknown


def test_an_old_version_has_none_in_any_field() -> None:
    written = "arn:${part}:s3:::raw"
    assert Arn(written, variables=False, everywhere=True).means(written, VALUES) == YES
    assert Arn("arn:aws:${my:service}:::raw", variables=False, everywhere=True).means(RAW, VALUES) == NO
    assert Arn("arn:${part}", variables=False, everywhere=True).means("arn:aws", VALUES) == NO


def test_a_resource_has_none_in_its_first_fields_where_nobody_says_otherwise() -> None:
    assert Arn("arn:${part}:s3:::raw", variables=True).means(RAW, context(part=known("aws"))) == NO


@pytest.mark.parametrize(
    "written",
    ["arn:aws:s3}:::raw", "arn:aws:{s3:::raw", "arn:aws:{s3:::raw}", "arn:aws:$s3:x:y:raw", "arn:a}:{b:::raw"],
)
def test_a_brace_that_is_of_no_variable_hides_no_colon(written: str) -> None:
    assert Arn(written, variables=True, everywhere=True).means(written, NOTHING) == YES


@pytest.mark.parametrize(("everywhere", "name"), [(True, "arn:aws:s3:::raw"), (False, "arn:${part}:x")])
def test_an_arn_that_is_cut_short_has_the_variables_of_its_fields(everywhere: bool, name: str) -> None:  # noqa: FBT001
    cut = Arn("arn:${part}", variables=True, everywhere=everywhere)
    assert cut.means(name, context(part=known("aws"))).is_unknown
    assert cut.means("arn:aws-cn:s3:::raw", context(part=known("aws"))).is_unknown is everywhere
    assert cut.means("arn:else:s3:::raw", context(part=known("aws"))) == NO


def test_a_value_that_is_not_known_is_the_only_doubt_where_no_colon_is() -> None:
    found = Arn(f"{RAW}/${{team}}", variables=True)
    assert found.means(f"{RAW}/a", NOTHING).facts == {untold("team")}
    crossing = Arn(f"arn:aws:s*:::raw/${{{TAG}}}", variables=True)
    facts = crossing.means(f"{RAW}/a", NOTHING).facts
    assert untold(TAG) in facts
    assert len(facts) == 2


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        (f"arn:${{part}}:s3:::${{{TAG}}}", {"part", TAG}),
        ("arn:${part}:s*:::x", {"part"}),
        ("arn:${part}", {"part"}),
        (RAW, set()),
        ("raw", set()),
    ],
)
def test_the_variables_of_an_arn_are_its_keys(written: str, keys: set[str]) -> None:
    assert {*Arn(written, variables=True, everywhere=True).variables} == keys


BOUNDS: list[tuple[str, list[bool], list[bool]]] = [
    ("*", [True, True, True], [True, True, True]),
    (RAW, [True, False, False], [True, False, False]),
    ("arn:aws:s*:::raw", [True, False, False], [True, True, False]),
    ("arn:aws:s3", [False, False, False], [True, True, False]),
    ("*:::raw", [False, False, False], [True, True, False]),
    ("raw", [False, False, False], [False, False, False]),
    ("arn:aws:${x}:::raw", [False, False, False], [True, True, False]),
    ("arn:aws:${x}*:::raw", [False, False, False], [True, True, False]),
]


@pytest.mark.parametrize(("written", "least", "most"), BOUNDS)
def test_the_bounds_of_an_arn_hold_what_it_may_mean(written: str, least: list[bool], most: list[bool]) -> None:
    bounds = Arn(written, variables=True, everywhere=True).bounds(NOTHING)
    assert matched(bounds, RAW, "arn:aws:s3:x:::raw", "arn:aws:sqs:::other") == (least, most)


def test_an_arn_that_means_nothing_has_no_bounds() -> None:
    assert Arn("raw", variables=True).bounds(NOTHING) == (None, None)
    assert Arn("arn:aws:${x}*:::raw", variables=True, everywhere=True).bounds(context(x=ABSENT)) == (None, None)
