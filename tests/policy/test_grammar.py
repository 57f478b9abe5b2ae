"""What is wrong with a document is said where it stands, and what it may mean stays open."""

import json

import pytest

from vpclint.policy.callers import ANONYMOUS
from vpclint.policy.document import Condition, Document, Effect, PolicyType, Text
from vpclint.policy.evaluate import Evaluator, Request
from vpclint.policy.values import Context

from .documents import BUCKET, Json, document, read, statement

GRAMMAR, SYNTAX = "policy-grammar", "policy-syntax"


def said(text: str, policy_type: PolicyType = PolicyType.ENDPOINT) -> list[tuple[str, str, str]]:
    """Each defect: by which rule, its message and the text at its place."""
    found = read(text, policy_type)
    return [(each.kind.value, each.message, text[each.span.start : each.span.end]) for each in found.defects]


def test_a_sound_policy_has_no_defects_and_every_part_its_place() -> None:
    text = document(statement("Deny", Sid="Repositories", Action=["s3:GetObject"], Resource=f"{BUCKET}/*"))
    found = read(text)
    assert not found.defects
    [policy] = found.policies
    [one] = policy.statements
    assert (one.effect, one.sid, one.opaque, policy.variables) == (Effect.DENY, "Repositories", False, True)
    assert one.actions is not None
    assert one.resources is not None
    assert [each.value for each in (*one.actions.texts, *one.resources.texts)] == ["s3:GetObject", f"{BUCKET}/*"]
    assert [json.loads(text[each.span.start : each.span.end]) for each in one.actions.texts] == ["s3:GetObject"]


@pytest.mark.parametrize(("version", "variables"), [("2012-10-17", True), ("2008-10-17", False), (None, False)])
def test_variables_are_of_the_version_of_2012(version: str | None, variables: bool) -> None:  # noqa: FBT001
    assert read(document(statement(), version=version)).policies[0].variables is variables


def test_one_statement_needs_no_brackets() -> None:
    [policy] = read(json.dumps({"Statement": statement()})).policies
    assert len(policy.statements) == 1


def test_the_negations_are_told_from_what_they_negate() -> None:
    [policy] = read(document(statement(NotPrincipal="*", NotAction="s3:*", NotResource="*"))).policies
    [one] = policy.statements
    parts = (one.principals, one.actions, one.resources)
    assert all(part is not None and part.negated for part in parts)


def conditions(block: Json) -> Document:
    return read(document(statement(Condition=block)))


def test_a_condition_is_one_key_under_one_operator() -> None:
    block = {"ForAnyValue:StringLikeIfExists": {"aws:PrincipalOrgPaths": ["o-1/*", "o-2/*"], "s3:prefix": "a"}}
    [policy] = conditions(block).policies
    first, second = policy.statements[0].conditions
    assert (first.operator, first.qualifier, first.if_exists) == ("StringLike", "ForAnyValue", True)
    assert (first.key, [each.value for each in first.values.texts]) == ("aws:PrincipalOrgPaths", ["o-1/*", "o-2/*"])
    assert (second.key, [each.value for each in second.values.texts]) == ("s3:prefix", ["a"])


SCALARS = [
    *((True, "true"), (False, "false"), (8, "8"), (1.5, "1.5"), ("x", "x"), (1e5, "100000.0")),
    *((1e-5, "0.00001"), (1e-9, "0.000000001"), (1e22, "10000000000000000000000")),
]


@pytest.mark.parametrize(("value", "text"), SCALARS)
def test_a_value_of_a_condition_is_any_scalar_and_has_no_exponent(value: Json, text: str) -> None:
    found = conditions({"Bool": {"aws:SecureTransport": value}})
    [condition] = found.policies[0].statements[0].conditions
    assert isinstance(condition, Condition)
    assert [each.value for each in condition.values.texts] == [text]
    assert all(isinstance(each, Text) for each in condition.values.texts)
    assert not found.defects


@pytest.mark.parametrize("name", ["stringequals", "STRINGEQUALSIFEXISTS", "forallvalues:StringEquals"])
def test_the_case_of_an_operator_does_not_matter(name: str) -> None:
    found = conditions({name: {"s3:prefix": "a"}})
    assert not found.defects
    assert found.policies[0].statements[0].conditions[0].operator == "StringEquals"


BROKEN = [
    ({"Effect": "allow"}, "Effect is 'allow', Allow was expected", '"allow"'),
    ({"Effect": "Permit"}, "Effect is 'Permit', Allow or Deny was expected", '"Permit"'),
    ({"Effect": 1}, "Effect is a number, a string was expected", "1"),
    ({"Action": None}, "the statement has neither Action nor NotAction", None),
    ({"Resource": None}, "the statement has neither Resource nor NotResource", None),
    ({"Principal": None}, "the statement has neither Principal nor NotPrincipal", None),
    ({"Effect": None}, "the statement has no Effect", None),
    ({"Action": "GetObject"}, "'GetObject' is no action: service:Name or * was expected", '"GetObject"'),
    ({"Action": ["s3:*", 5]}, "an action is a number, a string was expected", "5"),
    ({"Action": {}}, "an action is an object, a string was expected", "{}"),
    ({"Action": None, "action": "*"}, "'action' is no element of a statement, did you mean Action?", '"action"'),
    ({"Actions": "*"}, "'Actions' is no element of a statement", '"Actions"'),
    ({"Resource": "raw/*"}, "'raw/*' is no resource: an ARN or * was expected", '"raw/*"'),
    ({"Principal": {"Service": "s3.*.com"}}, "the principal 's3.*.com' has a wildcard, which stands for", '"s3.*.com"'),
    ({"Sid": 7}, "Sid is a number, a string was expected", "7"),
    ({"Principal": "123456789012"}, "Principal is '123456789012': \"*\" or an object", '"123456789012"'),
    ({"Principal": {"AWS": "1234567890"}}, "'1234567890' is no principal: an account, an ARN", '"1234567890"'),
    ({"Principal": {"Aws": "*"}}, "'Aws' is no element of the principals, did you mean AWS?", '"Aws"'),
    ({"Principal": []}, "Principal is a list, a string was expected", "[]"),
    ({"Condition": "x"}, "Condition is a string, an object was expected", '"x"'),
    ({"Condition": {"Bool": 1}}, "the keys of an operator is a number, an object was expected", "1"),
    ({"Condition": {"Bool": {"a:b": None}}}, "a value is null, a string was expected", "null"),
    ({"Condition": {"Bool": {"a:b": 1, "A:B": 2}}}, "the key 'A:B' is 'a:b' once more", '"A:B"'),
]


@pytest.mark.parametrize(("members", "message", "at"), BROKEN)
def test_a_broken_statement_says_what_is_wrong_and_where(members: dict[str, Json], message: str, at: str) -> None:
    text = document(statement(**members), statement())
    [(kind, told, place)] = said(text)
    assert (kind, message in told) == (GRAMMAR, True), told
    if at:
        assert place == at
    first, second = read(text).policies[0].statements
    assert (first.opaque, second.opaque) == (True, False)


REFUSED_BUT_CLEAR = [
    ({"Action": "s*:Get*"}, "'s*:Get*' has a wildcard in the service, which IAM refuses", '"s*:Get*"'),
    ({"Action": "s 3:Get"}, "'s 3:Get' is no action: service:Name or * was expected", '"s 3:Get"'),
    ({"Resource": "arn:aws"}, "'arn:aws' is no resource: an ARN has 6 fields, 2 stand here", '"arn:aws"'),
    ({"Resource": "arn:awz:s3:::raw"}, "'awz' in 'arn:awz:s3:::raw' is no partition, did you mean aws?", None),
    ({"Principal": {"AWS": "arn:awz:iam::123456789012:root"}}, "is no partition, did you mean aws?", None),
]


@pytest.mark.parametrize(("members", "message", "at"), REFUSED_BUT_CLEAR)
def test_what_iam_refuses_may_be_clear_all_the_same(members: dict[str, Json], message: str, at: str | None) -> None:
    text = document(statement(**members))
    [(kind, told, place)] = said(text)
    assert (kind, message in told) == (GRAMMAR, True), told
    assert at in (None, place)
    assert not read(text).policies[0].statements[0].opaque


ALL: dict[str, Json] = {
    "Sid": "All",
    "Effect": "Deny",
    "NotPrincipal": {kind: [] for kind in ("AWS", "Service", "Federated", "CanonicalUser")},
    "NotAction": "s3:*",
    "NotResource": "arn:*",
    "Condition": {},
}


def test_every_element_is_known_and_a_negation_stands_alone() -> None:
    assert said(document(ALL, Id="a policy")) == []
    assert said(document(statement(), Id="")) == []


def test_one_that_is_meant_by_another_case_is_named() -> None:
    swapped = {name.swapcase(): value for name, value in ALL.items()}
    hints = [message.rpartition(" ")[2] for _, message, _ in said(document(swapped)) if "did you mean" in message]
    assert hints == ["Sid?", "Effect?", "NotPrincipal?", "NotAction?", "NotResource?", "Condition?"]


def test_every_kind_of_principal_is_kept_as_it_is_written() -> None:
    names: Json = {
        "AWS": ["*", "123456789012"],
        "Service": "a.com",
        "Federated": "b",
        "CanonicalUser": "c",
        "Group": "d",
    }
    [one] = read(document(statement(Principal=names))).policies[0].statements
    assert one.principals
    found = [(each.kind, each.text.value) for each in one.principals.named]
    assert found == [("AWS", "*"), ("AWS", "123456789012"), *list(names.items())[1:]]
    [plain] = read(document(statement())).policies[0].statements
    assert plain.principals
    assert [(each.kind, each.text.value) for each in plain.principals.named] == [("AWS", "*")]


TWICE = [
    '{"Effect": "Allow", "Effect": "Deny", %s}',
    '{"Effect": "Deny", "Effect": "Allow", %s}',
    '{"Effect": "Deny", "Effect": "Deny", "Effect": "Allow", %s}',
    '{"Effect": "Allow", "effect": "Deny", %s}',
    '{"effect": "Deny", "Effect": "Allow", %s}',
]


def test_the_second_statement_of_a_name_is_the_one_that_is_wrong() -> None:
    twice = [statement(Sid="One", Principal=None), statement(Sid="One", Principal=None)]
    found = read(document(*twice), PolicyType.IDENTITY)
    assert [each.span for each in found.defects] == [found.policies[0].statements[1].span]


@pytest.mark.parametrize("text", TWICE)
def test_an_effect_that_is_said_twice_is_none(text: str) -> None:
    rest = json.dumps({"Principal": "*", "Action": "*", "Resource": "*"})[1:-1]
    found = read(f'{{"Statement": [{text % rest}]}}')
    [one] = found.policies[0].statements
    assert (one.effect, one.opaque) == (None, True)


def test_another_key_that_stands_twice_leaves_the_effect() -> None:
    text = '{"Statement": {"Effect": "Deny", "Action": "a:b", "Action": "*", "Principal": "*", "Resource": "*"}}'
    [one] = read(text).policies[0].statements
    assert (one.effect, one.opaque) == (Effect.DENY, True)


def test_both_an_element_and_its_negation_are_one_too_many() -> None:
    text = document({**statement(), "NotAction": "s3:*"})
    message = "the statement has Action and NotAction, one of them was expected"
    assert said(text) == [(GRAMMAR, message, '"NotAction"')]


@pytest.mark.parametrize("name", ["StringEqual", "BoolIfExistsIfExists", "NullIfExists", "ForSome:StringEquals", ""])
def test_an_unknown_operator_leaves_its_statement_open(name: str) -> None:
    found = conditions({name: {"a:b": "c"}})
    assert [each.kind.value for each in found.defects] == ["policy-unknown-operator"]
    assert found.policies[0].statements[0].opaque


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "a policy is a list, an object was expected"),
        ("{}", "the policy has no Statement"),
        (
            '{"Version": "2012-10-18", "Statement": []}',
            "Version is '2012-10-18', 2012-10-17 or 2008-10-17 was expected",
        ),
        ('{"Version": 2012, "Statement": []}', "Version is a number, a string was expected"),
        ('{"statement": []}', "'statement' is no element of a policy, did you mean Statement?"),
        ('{"Statement": [], "Foo": 1}', "'Foo' is no element of a policy"),
        ('{"Statement": [], "Id": 1}', "Id is a number, a string was expected"),
        ('{"Statement": [3]}', "a statement is a number, an object was expected"),
    ],
)
def test_a_broken_document_says_what_is_wrong(text: str, message: str) -> None:
    assert [each[1] for each in said(text)] == [message]


def test_an_identity_policy_names_no_principal() -> None:
    text = document(statement())
    [(kind, message, place)] = said(text, PolicyType.IDENTITY)
    assert (kind, place) == (GRAMMAR, '"Principal"')
    assert message == "a policy of an identity names no principal: it is about whom it is attached to"
    without = document(statement(Principal=None))
    assert not said(without, PolicyType.IDENTITY)


def test_statements_of_one_name_are_a_defect_of_identity_policies_only() -> None:
    twice = [statement(Sid="One", Principal=None), statement(Sid="One", Principal=None)]
    found = read(document(*twice), PolicyType.IDENTITY)
    assert [each.message for each in found.defects] == ["the Sid 'One' is that of statement 1, too"]
    assert [each.span for each in found.defects] == [found.policies[0].statements[1].span]
    assert not any(each.opaque for each in found.policies[0].statements)
    assert not said(document(statement(Sid="One"), statement(Sid="One")))
    nameless = [statement(Principal=None), statement(Sid="", Principal=None), statement(Sid="", Principal=None)]
    assert not said(document(*nameless), PolicyType.IDENTITY)
    assert [each.sid for each in read(document(*nameless)).policies[0].statements] == ["", "", ""]


def test_what_is_wrong_with_the_text_makes_the_statement_opaque_in_which_it_is() -> None:
    sound = json.dumps(statement())
    broken = sound.replace('"Action": "*"', '"Action": "s3:GetObject", "Action": "*"')
    text = f'{{"Statement": [{sound}, {broken}]}}'
    assert [each[0] for each in said(text)] == ["policy-duplicate-key"]
    assert [each.opaque for each in read(text).policies[0].statements] == [False, True]


def test_a_trailing_comma_between_statements_hides_none_of_them() -> None:
    text = f'{{"Statement": [{json.dumps(statement())},]}}'
    assert [each[0] for each in said(text)] == [SYNTAX]
    assert [each.opaque for each in read(text).policies[0].statements] == [False]


def test_a_text_that_is_cut_off_holds_one_statement_more_of_which_nothing_is_known() -> None:
    found = read(f'{{"Statement": [{json.dumps(statement())}, ')
    assert [(each.effect, each.index, each.opaque) for each in found.policies[0].statements] == [
        (Effect.ALLOW, 0, False),
        (None, 1, True),
    ]
    assert found.lost == found.policies[0].statements[1].span
    assert read(document(statement())).lost is None


def test_quotes_around_a_key_that_are_wrong_leave_the_effect() -> None:
    text = document(statement("Deny")).replace('"Effect"', "'Effect'")
    one, *_ = read(text).policies[0].statements
    assert (one.effect, one.opaque) == (Effect.DENY, True)


@pytest.mark.parametrize("element", ["Action", "Principal", "Resource"])
def test_only_a_policy_of_another_type_need_not_name_resources(element: str) -> None:
    text = document(statement(**{element: None}))
    message = f"the statement has neither {element} nor Not{element}"
    assert [each[1] for each in said(text, PolicyType.OTHER)] == ([] if element == "Resource" else [message])
    assert [each[1] for each in said(text, PolicyType.BUCKET)] == [message]


def test_documents_one_after_the_other_are_all_read() -> None:
    text = f"{document(statement('Deny'))}\n{document(statement())}"
    found = read(text)
    assert [each.kind.value for each in found.defects] == ["policy-multiple-documents"]
    assert [[each.effect for each in policy.statements] for policy in found.policies] == [[Effect.DENY], [Effect.ALLOW]]


def test_a_statement_without_actions_may_do_anything() -> None:
    text = document(statement(Action=None), statement(Resource=None))
    found = Evaluator(read(text).policies[0]).rule(Request("s3:GetObject", BUCKET, ANONYMOUS, Context({})))
    assert found.allowed.is_unknown
