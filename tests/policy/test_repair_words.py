"""What a repair says it has done, why it does nothing, and what it leaves as it is."""

import json
from typing import Any

import pytest

from vpclint.policy.document import PolicyType
from vpclint.policy.grammar import VERSION
from vpclint.policy.reading import written
from vpclint.policy.repair import ALLOW_ALL, Doubt, Repaired, repaired
from vpclint.policy.repositories import resources_of
from vpclint.text.nodes import Span

from .documents import BUCKET, document, statement

Json = Any
ALLOW, SLIP = statement(), statement("Deny", Action="s3:DeleteObject")
SOUND = document(ALLOW)
REPO, PACKAGES = "arn:aws:s3:::repo.*.amazonaws.com/*", "arn:aws:s3:::packages.*.amazonaws.com/*"
VARIABLE = statement(Resource=f"{BUCKET}/${{aws:userid}}")


def outcome(text: str, kind: PolicyType | None = PolicyType.ENDPOINT, file: str = "p.json") -> Repaired | Doubt:
    return repaired(written(file, text, kind))


def mended(*statements: dict[str, Json]) -> Repaired:
    """The policy of an endpoint with these statements."""
    found = outcome(document(*statements))
    assert isinstance(found, Repaired)
    return found


def statements(found: Repaired) -> list[dict[str, Json]]:
    listed: list[dict[str, Json]] = json.loads(found.text)["Statement"]
    return listed


SLIPS = {
    f"\ufeff{SOUND}": ["the text begins without a byte order mark"],
    f"// all\n{SOUND}": ["the comments are gone"],
    SOUND + SOUND: ["the statements of all documents stand in one"],
    SOUND.replace('"', "'"): ["all strings stand in double quotes"],
    SOUND.replace('"', "\u201d"): ["all strings stand in double quotes"],
    SOUND.replace('"', "'", 2).replace('"Id"', "\u201dId\u201d"): ["all strings stand in double quotes"],
    SOUND.replace("]", ",]"): ["no comma stands behind the last value"],
    SOUND.replace("Effect", "effect"): ["elements and effects have the case that IAM wants"],
    SOUND.replace("Allow", "allow"): ["elements and effects have the case that IAM wants"],
    SOUND.replace("Statement", "statement"): ["elements and effects have the case that IAM wants"],
    json.dumps(SOUND): ["the document stands by itself, not in a string"],
    SOUND: [],
}


@pytest.mark.parametrize("text", SLIPS)
def test_what_is_put_right_is_told(text: str) -> None:
    found = outcome(text)
    assert isinstance(found, Repaired)
    assert list(found.changes) == SLIPS[text]


def test_one_document_of_several_in_another_case_is_told() -> None:
    found = outcome(SOUND + document(SLIP).replace("Effect", "effect"))
    assert isinstance(found, Repaired)
    assert found.changes[-1] == "elements and effects have the case that IAM wants"


def test_what_stands_around_comes_first() -> None:
    found = outcome(json.dumps(SOUND.replace("]", ",]")))
    assert isinstance(found, Repaired)
    assert found.changes == ("the document stands by itself, not in a string", "no comma stands behind the last value")


def test_yaml_becomes_json() -> None:
    for file in ("p.yaml", "p.json"):
        found = outcome("Statement:\n- Effect: allow\n", PolicyType.BUCKET, file)
        assert isinstance(found, Repaired)
        assert json.loads(found.text) == {"Statement": [{"Effect": "Allow"}]}
        assert found.changes == ("the document is JSON", "elements and effects have the case that IAM wants")
    assert isinstance(outcome("{Statement: []}", PolicyType.BUCKET, "p.yml"), Repaired)


def test_the_text_is_indented_and_keeps_its_characters() -> None:
    found = outcome('{"Id": "ä", "Statement": {}}', PolicyType.BUCKET)
    assert found == Repaired('{\n  "Id": "ä",\n  "Statement": [\n    {}\n  ]\n}', ())


NO_POLICY = "it has no Statement, or an element twice in different cases"
VERSIONS = "the documents have different versions, and one of them has variables, which are text in another"
DOUBTS: list[tuple[str, str, Span | None]] = [
    ('{"a": "\ufffd"}', "bytes that are no text stand here", Span(7, 8)),
    ('{"Statement": 1 2}', "", Span(16, 17)),
    ('{"Version": 3, "Statement": []}', "Version is no string", None),
    ('{"version": null, "Statement": []}', "Version is no string", None),
    ('{"Statement": []} {"Version": [], "Statement": []}', "Version is no string", None),
    ('{"Version": "x"}', NO_POLICY, None),
    ("[]", NO_POLICY, None),
    ('{"Statement": [[]]}', NO_POLICY, None),
    ('{"Statement": [{}, 3]}', NO_POLICY, None),
    ('{"Statement": [{"Sid": "a", "SID": "b"}]}', NO_POLICY, None),
    ('{"Statement": [{"NotPrincipal": {"AWS": "*", "aws": "*"}}]}', NO_POLICY, None),
    ('{"Statement": []} []', NO_POLICY, None),
    (document(VARIABLE, version=None) + SOUND, VERSIONS, None),
    (document(SLIP, version=None) + document(VARIABLE, version=None) + SOUND, VERSIONS, None),
    (SOUND + document(VARIABLE, version="2008-10-17"), VERSIONS, None),
]


@pytest.mark.parametrize(("text", "message", "span"), DOUBTS)
def test_a_doubt_says_what_may_mean_several_things_and_where(text: str, message: str, span: Span | None) -> None:
    found = outcome(text)
    assert isinstance(found, Doubt)
    assert (message in found.message, found.span) == (True, span)


@pytest.mark.parametrize("text", ["", "# all\n", "---\n", "a: ["])
def test_yaml_without_a_policy_is_not_repaired(text: str) -> None:
    assert isinstance(outcome(text, file="p.yaml"), Doubt)


@pytest.mark.parametrize(
    "text",
    [
        document(VARIABLE) + document(SLIP, version=None),
        document(VARIABLE) + document(SLIP, version="2008-10-17"),
        document(VARIABLE, version=None) + document(SLIP, version=None),
        document(VARIABLE, version="2008-10-17"),
        document(VARIABLE) + document(VARIABLE),
        document(VARIABLE, version=None) + document(VARIABLE, version="2008-10-17"),
    ],
)
def test_a_variable_that_stays_what_it_is_leaves_no_doubt(text: str) -> None:
    assert isinstance(outcome(text), Repaired)


def test_of_several_documents_the_first_tells_what_is_no_statement() -> None:
    first, second = document(ALLOW, version=None, Id="first"), document(SLIP, Id="second", Other=1)
    found = outcome(first + second)
    assert isinstance(found, Repaired)
    whole = json.loads(found.text)
    assert whole == {"Version": "2012-10-17", "Id": "first", "Other": 1, "Statement": [ALLOW, SLIP]}


def test_the_version_stands_first() -> None:
    for text in (
        f'{{"Statement": [], "Id": "a"}} {SOUND}',
        f'{{"Id": "a", "Statement": {{}}, "Version": "{VERSION}"}}',
    ):
        found = outcome(text, PolicyType.BUCKET)
        assert isinstance(found, Repaired)
        assert next(iter(json.loads(found.text))) == "Version"


def test_elements_are_spelled_as_iam_does_and_nothing_else() -> None:
    given = {"EFFECT": "dENY", "notprincipal": {"aws": "*", "canonicaluser": "x"}, "Foo": {"aws": 1}, "condition": {}}
    found = outcome(json.dumps({"id": "A", "foo": 1, "statement": given}), PolicyType.BUCKET)
    assert isinstance(found, Repaired)
    assert json.loads(found.text) == {
        "Id": "A",
        "foo": 1,
        "Statement": [
            {"Effect": "Deny", "NotPrincipal": {"AWS": "*", "CanonicalUser": "x"}, "Foo": {"aws": 1}, "Condition": {}}
        ],
    }


@pytest.mark.parametrize("effect", ["Permit", 3, None, ["Allow"]])
def test_an_effect_that_is_none_stays(effect: Json) -> None:
    found = outcome(json.dumps({"Statement": {"Effect": effect}}), PolicyType.BUCKET)
    assert isinstance(found, Repaired)
    assert statements(found) == [{"Effect": effect}]


def test_the_allow_that_is_added_stands_first_and_is_told() -> None:
    found = mended(SLIP, SLIP)
    assert statements(found) == [ALLOW_ALL, SLIP, SLIP]
    assert found.changes == (
        "an Allow for everything else stands first, as in the policy that an endpoint has by default",
    )
    assert ALLOW_ALL == ALLOW


def test_an_allow_of_anything_is_enough() -> None:
    assert statements(mended(SLIP, statement(Action="s3:Get*"))) == [SLIP, statement(Action="s3:Get*")]


def test_the_repositories_that_are_added_are_told() -> None:
    named, lacking = [*resources_of("aws", "*")][:4], [*resources_of("aws", "*")][4:]
    found = mended(ALLOW, statement("Deny", Resource=named))
    assert statements(found)[1]["Resource"] == [*named, *lacking]
    assert found.changes == (f"the package repositories {', '.join(lacking)} stand beside the old ones",)


def test_they_are_added_to_an_allow_as_well() -> None:
    [only] = statements(mended(statement(Action="s3:GetObject", Resource=REPO)))
    assert ({*only["Resource"]}, only["Action"]) == ({*resources_of("aws", "*")}, "s3:GetObject")


def test_they_are_added_to_the_last_of_those_that_say_the_same() -> None:
    members = {"Action": "s3:Get*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    one = statement("Deny", Sid="One", Resource=REPO, **members)
    two = dict(reversed(statement("Deny", Sid="Two", Resource=[PACKAGES, 3], **members).items()))
    three = statement("Deny", Resource=PACKAGES, **members | {"Action": ["s3:Get*"]})
    others = [statement("Deny", Resource=REPO, Action="s3:*"), statement("Deny", Resource=REPO, Action=["s3:Put*"])]
    found = statements(mended(ALLOW, one, two, three, *others))
    assert found[:3] == [ALLOW, one, two]
    assert {*found[3]["Resource"]} == {*resources_of("aws", "*")} - {REPO}
    for each in found[4:]:
        assert {*each["Resource"]} == {*resources_of("aws", "*")}


def test_a_statement_about_repositories_and_more_names_them_all() -> None:
    found = statements(mended(ALLOW, statement("Deny", Action="s3:Put*", Resource=[f"{BUCKET}/*", REPO, 3])))
    assert found[1]["Resource"][:3] == [f"{BUCKET}/*", REPO, 3]
    assert {*found[1]["Resource"]} == {f"{BUCKET}/*", 3, *resources_of("aws", "*")}


def test_each_region_that_is_named_gets_its_own() -> None:
    named = [f"arn:aws:s3:::repo.{region}.amazonaws.com/*" for region in ("us-east-1", "eu-central-1")]
    found = statements(mended(ALLOW, statement("Deny", Action="s3:Put*", Resource=named)))
    assert found[1]["Resource"] == list(
        dict.fromkeys([*named, *resources_of("aws", "us-east-1"), *resources_of("aws", "eu-central-1")])
    )


@pytest.mark.parametrize(
    "members",
    [
        {"Resource": [3, f"{BUCKET}/*"], "Action": "s3:GetObject"},
        {"Resource": f"{BUCKET}/*", "Action": "s3:GetObject"},
        {"NotResource": REPO, "Action": "s3:GetObject"},
        {"Resource": REPO, "NotAction": "s3:GetObject"},
    ],
)
def test_no_other_statement_gets_any(members: dict[str, Json]) -> None:
    given = statement("Deny", **members)
    assert statements(mended(ALLOW, given)) == [ALLOW, given]


@pytest.mark.parametrize("action", ["s3:GetObject", ["s3:GetObject"]])
def test_who_may_not_read_an_object_may_not_read_its_earlier_versions(action: Json) -> None:
    found = mended(ALLOW, statement("Deny", Action=action, Resource=[*resources_of("aws", "*")]))
    assert statements(found)[1]["Action"] == ["s3:GetObject", "s3:GetObjectVersion"]
    assert found.changes == ("s3:GetObjectVersion stands beside s3:GetObject: earlier versions can be read by it",)


@pytest.mark.parametrize("action", ["s3:Get*", "s3:GetObjectVersion", ["s3:GetObject", "s3:PutObject"], "*"])
def test_other_actions_stay(action: Json) -> None:
    given = statement("Deny", Action=action, Resource=[*resources_of("aws", "*")])
    found = mended(ALLOW, given)
    assert (statements(found), found.changes) == ([ALLOW, given], ())


@pytest.mark.parametrize("kind", [PolicyType.BUCKET, PolicyType.IDENTITY, PolicyType.OTHER])
def test_only_the_policy_of_an_endpoint_is_completed(kind: PolicyType) -> None:
    given = statement("Deny", Action="s3:GetObject", Resource=REPO)
    found = outcome(document(given), kind)
    assert isinstance(found, Repaired)
    assert (statements(found), found.changes) == ([given], ())


def test_what_may_be_that_of_a_bucket_is_not_completed() -> None:
    found = outcome(document(statement("Deny", Resource=f"{BUCKET}/*")), None)
    assert isinstance(found, Repaired)
    assert len(statements(found)) == 1
