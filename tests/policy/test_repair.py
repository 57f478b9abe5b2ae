"""A repaired policy is one that AWS takes, and decides what the writer meant."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.engine.policies import linted
from vpclint.engine.shipped import read_all
from vpclint.policy.callers import ANONYMOUS, role
from vpclint.policy.document import PolicyType
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.reading import written
from vpclint.policy.repair import Doubt, repaired
from vpclint.policy.repositories import resources_of
from vpclint.policy.values import Context, known
from vpclint.settings import Settings

from .documents import BUCKET, document, read, statement

RULES = read_all()
ALLOW = statement()
GUIDE = (
    statement("Deny", Sid="One", Action="s3:GetObject", Resource="arn:aws:s3:::packages.*.amazonaws.com/*"),
    statement("Deny", Sid="Two", Action=["s3:GetObject"], Resource=["arn:aws:s3:::amazonlinux.*.amazonaws.com/*"]),
)


def fixed(text: str, kind: PolicyType | None = PolicyType.ENDPOINT) -> Any:
    """The repaired document; None where it is not repaired."""
    found = repaired(written("p.json", text, kind))
    return None if isinstance(found, Doubt) else json.loads(found.text)


def clean(value: Any, kind: PolicyType = PolicyType.ENDPOINT) -> bool:
    [outcome] = linted([written("p.json", json.dumps(value), kind)], RULES, Settings())
    return not outcome.said


SOUND = document(ALLOW, statement("Deny", Action="s3:DeleteObject"))
SLIPS = {
    "trailing commas": SOUND.replace("]", ",]").replace("}", ",}"),
    "comments": f"// all\n{SOUND} /* end */ # end",
    "single quotes": SOUND.replace('"', "'"),
    "typographic quotes": SOUND.replace('"', "\u201c"),
    "mark": "\ufeff" + SOUND,
    "case": SOUND.replace("Effect", "effect").replace('"Allow"', '"ALLOW"').replace("Statement", "STATEMENT"),
    "one statement": SOUND,
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_of_the_pen_is_put_right(name: str) -> None:
    assert fixed(SLIPS[name]) == json.loads(SOUND)


def test_the_kinds_of_principals_have_a_case_too() -> None:
    text = document(statement(Principal={"aws": "*"}))
    assert fixed(text)["Statement"] == [statement(Principal={"AWS": "*"})]


def test_each_change_is_told() -> None:
    text = SOUND.replace('"', "'").replace("]", ",] /* end */").replace("Effect", "effect")
    found = repaired(written("p.json", text, PolicyType.ENDPOINT))
    assert found
    assert found.changes == (
        "the comments are gone",
        "all strings stand in double quotes",
        "no comma stands behind the last value",
        "elements and effects have the case that IAM wants",
    )
    alone = repaired(written("p.json", json.dumps({"Statement": ALLOW}), PolicyType.ENDPOINT))
    assert alone
    assert alone.changes == ()


AMBIGUOUS = [
    document(statement(Principal={"AWS": "*", "aws": "*"})),
    SOUND[:-1],
    SOUND.replace(",", "", 1),
    '{"Statement": [], "Statement": []}',
    '{"Statement": [{"Effect": "Allow", "effect": "Deny"}]}',
    '{"Version": "2012-10-17"}',
    '{"Statement": [3]}',
    "[]",
    "3",
    "",
    SOUND.replace("s3:", "s3\ufffd:"),
    document(statement(Resource=f"{BUCKET}/${{aws:userid}}"), version=None) + document(ALLOW),
]


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_may_mean_several_things_is_not_repaired(text: str) -> None:
    assert fixed(text) is None


@pytest.mark.parametrize(
    ("versions", "version"),
    [
        ((None, None), None),
        (("2012-10-17", None), "2012-10-17"),
        ((None, "2012-10-17"), "2012-10-17"),
        (("2008-10-17", None), "2008-10-17"),
        (("2008-10-17", "2012-10-17"), "2012-10-17"),
    ],
)
def test_documents_become_one(versions: tuple[str | None, ...], version: str | None) -> None:
    first, second = statement(Sid="First"), statement("Deny", Sid="Second", Action="s3:DeleteObject")
    text = "".join(document(each, version=its) for each, its in zip((first, second), versions, strict=True))
    whole = fixed(text)
    assert whole["Statement"] == [first, second]
    assert whole.get("Version") == version
    assert clean(whole)


def test_an_endpoint_policy_gets_an_allow_and_no_other_does() -> None:
    text = document(statement("Deny", Action="s3:DeleteObject"))
    assert fixed(text)["Statement"] == [ALLOW, statement("Deny", Action="s3:DeleteObject")]
    assert fixed(text, PolicyType.BUCKET) == json.loads(text)


def test_all_repositories_stand_beside_those_that_are_named() -> None:
    whole = fixed("".join(document(each, version=None) for each in GUIDE))
    allow, *denied = whole["Statement"]
    assert allow == ALLOW
    assert {text for each in denied for text in aslist(each["Resource"])} == set(resources_of("aws", "*"))
    assert {tuple(each["Action"]) for each in denied} == {("s3:GetObject", "s3:GetObjectVersion")}
    assert clean(whole)
    again = repaired(written("p.json", json.dumps(whole), PolicyType.ENDPOINT))
    assert again
    assert (json.loads(again.text), again.changes) == (whole, ())


def aslist(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_repositories_are_added_in_their_partition_and_region() -> None:
    text = document(ALLOW, statement("Deny", Resource="arn:aws-cn:s3:::repo.cn-north-1.amazonaws.com.cn/*"))
    resources = fixed(text)["Statement"][1]["Resource"]
    assert sorted(resources) == sorted(resources_of("aws-cn", "cn-north-1"))
    assert "arn:aws-cn:s3:::packages.cn-north-1.amazonaws.com.cn/*" in resources


def test_what_a_wildcard_covers_is_not_added() -> None:
    named = ["arn:aws:s3:::*amazonaws.com/*", "arn:aws:s3:::a*-*/*", "arn:aws:s3:::repo.*.amazonaws.com/*"]
    text = document(ALLOW, statement("Deny", Resource=named))
    assert fixed(text) == json.loads(text)


def test_statements_about_other_things_stay_as_they_are() -> None:
    text = document(
        ALLOW,
        statement("Deny", Action="s3:GetObject", Resource=f"{BUCKET}/*"),
        statement("Deny", Action="s3:GetObject", Resource="arn:aws:s3:::al2023-*/*"),
        statement("Deny", NotAction="s3:GetObject", Resource="arn:aws:s3:::repo.*.amazonaws.com/*"),
    )
    assert fixed(text) == json.loads(text)


STATEMENTS = st.builds(
    lambda effect, action, resource, condition: statement(
        effect, Action=action, Resource=resource, Condition=condition
    ),
    st.sampled_from(["Allow", "Deny"]),
    st.lists(st.sampled_from(["s3:GetObject", "s3:Put*", "*"]), min_size=1, max_size=2),
    st.sampled_from(["*", f"{BUCKET}/*", f"{BUCKET}/events/?.csv"]),
    st.sampled_from([None, {"StringEquals": {"aws:SourceVpce": "vpce-1"}}, {"Bool": {"aws:SecureTransport": "true"}}]),
)
REQUESTS = [
    Request(action, f"{BUCKET}/{key}", caller, Context(context))
    for action in ("s3:GetObject", "s3:PutObject")
    for key in ("events/1.csv", "x")
    for caller in (ANONYMOUS, role("arn:aws:iam::123456789012:role/job"))
    for context in ({}, {"aws:SourceVpce": known("vpce-1"), "aws:SecureTransport": known("false")})
]


@given(st.lists(st.lists(STATEMENTS, min_size=1, max_size=3), min_size=1, max_size=3), st.sampled_from(sorted(SLIPS)))
def test_what_was_fine_decides_as_before(documents: list[list[Any]], slip: str) -> None:
    before = read(document(*(each for one in documents for each in one)), PolicyType.BUCKET).policies[0]
    texts = [spoilt(document(*one), slip) for one in documents]
    found = repaired(written("p.json", "\n".join(texts), PolicyType.BUCKET))
    assert found
    [after] = read(found.text, PolicyType.BUCKET).policies
    for request in REQUESTS:
        was, now = (Evaluator(each).rule(request) for each in (before, after))
        assert (was.allowed, was.denied) == (now.allowed, now.denied)


def spoilt(text: str, slip: str) -> str:
    """The text with one kind of slip."""
    return {
        "trailing commas": text.replace("]", ",]"),
        "comments": f"{text}\n# end",
        "single quotes": text.replace('"', "'"),
        "typographic quotes": text.replace('"', "\u201c"),
        "case": text.replace("Effect", "EFFECT").replace("Action", "action"),
    }.get(slip, text)
