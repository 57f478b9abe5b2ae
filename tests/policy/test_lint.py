"""Every rule about policies: what it says, what it does not, and where it stands, to the character."""

import json
from typing import Any

import pytest
from msgspec import structs

from vpclint.engine.policies import linted
from vpclint.engine.shipped import read_all
from vpclint.finding import Finding, Severity
from vpclint.policy.document import PolicyType
from vpclint.policy.operators import OPERATORS
from vpclint.policy.reading import written
from vpclint.policy.written import WrittenPolicy
from vpclint.settings import Settings
from vpclint.text.reading import decode

from .documents import BUCKET, document, statement

RULES = [rule for rule in read_all() if rule.name != "policy-statement-dead"]
"""A text that is made for one fault often says nothing else: which statements are dead is asked in test_compare."""
ENDPOINT, IDENTITY = PolicyType.ENDPOINT, PolicyType.IDENTITY


def findings(policy: WrittenPolicy, settings: Settings | None = None) -> list[Finding]:
    """What is found in a policy, in the order of the rules."""
    [outcome] = linted([policy], RULES, settings or Settings())
    return list(outcome.said)


def said(text: str, kind: PolicyType | None = ENDPOINT, **known: Any) -> list[tuple[str, str, str]]:
    """Each finding: its rule, its message, and the text at its first place."""
    policy = structs.replace(written("p.json", text, kind), **known)
    found = ((each, each.places[0].span) for each in findings(policy))
    return [(each.rule, each.message, text[span[0] : span[1]]) for each, span in found if span]


def rules(text: str, kind: PolicyType | None = ENDPOINT, **known: Any) -> list[str]:
    return [rule for rule, _, _ in said(text, kind, **known)]


ALLOW = statement()


@pytest.mark.parametrize("kind", [*PolicyType, None])
def test_nothing_is_found_in_a_sound_policy(kind: PolicyType | None) -> None:
    own = {name: value for name, value in ALLOW.items() if name != "Principal"}
    assert rules(document(own if kind is IDENTITY else ALLOW), kind) == []


BROKEN = [
    ('{"Statement": [%s,]}', "a comma stands before ']', a value was expected after it", ","),
    ("{'Statement': [%s]}", "a string stands in single quotes, JSON expects double quotes", "'Statement'"),
    ("{\u201cStatement\u201d: [%s]}", "a string stands in typographic quotes", "\u201cStatement\u201d"),
    ("{Statement: [%s]}", "the key Statement stands without quotes", "Statement"),
    ('{"Statement": [%s]} // all', "a comment begins with '//', JSON has no comments", "// all"),
    ('# all\n{"Statement": [%s]}', "a comment begins with '#', JSON has no comments", "# all"),
    ('{"Statement": [%s]', "the text ends where", ""),
    ('{"Id": "a\tb", "Statement": [%s]}', "a string holds the control character U+0009", "\t"),
    ('{"Id": NaN, "Statement": [%s]}', "NaN is not a JSON number", "NaN"),
]


@pytest.mark.parametrize(("text", "message", "at"), BROKEN)
def test_a_text_that_is_no_json_is_told_where_it_breaks(text: str, message: str, at: str) -> None:
    found = [each for each in said(text % json.dumps(ALLOW)) if each[0] == "policy-syntax"]
    assert [(each[1].startswith(message), each[2]) for each in found] == [(True, at)]


def test_a_byte_order_mark_is_told_at_the_first_character() -> None:
    decoded = decode(b"\xef\xbb\xbf" + document(ALLOW).encode())
    [only] = findings(written("p.json", decoded.text, ENDPOINT, decoded.problems))
    assert (only.rule, only.places[0].span) == ("policy-syntax", (0, 0))


def test_each_further_document_is_told_where_it_begins() -> None:
    text = "\n".join([document(ALLOW), document(ALLOW), document(ALLOW)])
    found = findings(written("p.json", text, ENDPOINT))
    second = len(document(ALLOW)) + 1
    assert [each.places[0].span for each in found] == [(second, second + 1), (2 * second, 2 * second + 1)]
    assert {each.rule for each in found} == {"policy-multiple-documents"}


def test_a_repeated_key_is_told_with_both_places() -> None:
    text = '{"Statement": {"Effect": "Allow", "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}'
    [only] = findings(written("p.json", text, PolicyType.BUCKET))
    assert only.rule == "policy-duplicate-key"
    assert [text[each.span[0] : each.span[1]] for each in only.places if each.span] == ['"Effect"', '"Effect"']
    assert only.places[0].span != only.places[1].span


LITERALS = [
    ("NumericEquals", "8x", "a number"),
    ("DateLessThan", "tomorrow", "a date, or seconds since 1970"),
    ("Bool", "yes", "true or false"),
    ("Null", "absent", "true or false"),
    ("BinaryEquals", "?", "Base64"),
    ("IpAddress", "10.0.0/8", "an address or a CIDR block"),
]


@pytest.mark.parametrize(("operator", "value", "wanted"), LITERALS)
def test_a_value_that_is_none_of_its_operator_is_told(operator: str, value: str, wanted: str) -> None:
    text = document(ALLOW, statement("Deny", Condition={operator: {"s3:max-keys": value}}))
    message = f"'{value}' is no value for s3:max-keys: {operator} compares with {wanted}, so it matches nothing"
    assert said(text) == [("policy-grammar", message, f'"{value}"')]


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        *(("NumericEquals", value) for value in ("8", "-1.5")),
        *(("DateLessThan", value) for value in ("2026-01-01T00:00:00Z", "2026", "1767225600")),
        *(("Bool", value) for value in ("TRUE", "false", "${aws:SecureTransport}")),
        *(("IpAddress", value) for value in ("10.0.0.0/8", "2001:db8::/32", "10.1.2.3")),
        ("Null", "True"),
        ("BinaryEquals", "QmluYXJ5"),
    ],
)
def test_a_value_of_its_operator_is_in_order(operator: str, value: str) -> None:
    assert rules(document(ALLOW, statement("Deny", Condition={operator: {"s3:max-keys": value}}))) == []


@pytest.mark.parametrize("name", sorted(OPERATORS))
def test_every_operator_is_known(name: str) -> None:
    text = document(ALLOW, statement("Deny", Condition={name: {"s3:max-keys": "true"}}))
    assert "policy-unknown-operator" not in rules(text)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("StringEqual", "StringEquals"),
        ("StringNotEqualIfExists", "StringNotEqualsIfExists"),
        ("ForAnyValues:StringLike", "ForAnyValue:StringLike"),
        ("ForAllValues:StringLikes", "ForAllValues:StringLike"),
        ("NullIfExists", "Null"),
    ],
)
def test_the_operator_that_is_meant_is_named(name: str, meant: str) -> None:
    text = document(ALLOW, statement("Deny", Condition={name: {"s3:prefix": "a"}}))
    message = f"'{name}' is no condition operator, did you mean {meant}?"
    assert said(text) == [("policy-unknown-operator", message, f'"{name}"')]


@pytest.mark.parametrize("name", ["Matches", "Some:StringEquals"])
def test_what_comes_near_no_operator_is_guessed_by_nobody(name: str) -> None:
    [(_, message, _)] = said(document(ALLOW, statement("Deny", Condition={name: {"s3:prefix": "a"}})))
    assert "did you mean" not in message


def of_length(length: int, character: str = " ") -> str:
    text = document(ALLOW, Id="")
    return text.replace('"Id": ""', f'"Id": "{character * (length - len(text))}"')


def test_an_endpoint_policy_is_measured_in_characters() -> None:
    assert rules(of_length(20_480, "\u00e9")) == []
    text = of_length(20_481, "\u00e9")
    [only] = findings(written("p.json", text, ENDPOINT))
    assert only.message == "the policy has 20,481 characters with its white space, an endpoint takes 20,480"
    assert only.places[0].span == (20_480, 20_481)


def test_a_bucket_policy_is_measured_in_bytes() -> None:
    assert rules(of_length(20_480), PolicyType.BUCKET) == []
    text = of_length(20_400, "\u00e9")
    [only] = findings(written("p.json", text, PolicyType.BUCKET))
    assert only.message.startswith(f"the policy has {len(text.encode()):,} bytes, a bucket takes 20,480")
    assert only.places[0].span
    assert 20_479 <= len(text[: only.places[0].span[0]].encode()) <= 20_480


def test_an_identity_policy_is_not_measured() -> None:
    own = {name: value for name, value in ALLOW.items() if name != "Principal"}
    assert rules(document(own) + " " * 30_000, IDENTITY) == []


def test_a_policy_that_only_denies_is_told_of_endpoints_alone() -> None:
    text = document(statement("Deny", Sid="D"), statement("Deny"))
    [(rule, message, at)] = said(text)
    assert (rule, json.loads(at)["Sid"]) == ("policy-without-allow", "D")
    assert message == "every statement is a Deny: what no statement allows is denied, so nothing passes the endpoint"
    assert rules(text, PolicyType.BUCKET) == []
    assert rules(document(statement("Deny")), None) == ["policy-without-allow"]
    assert rules(document()) == ["policy-without-allow"]


@pytest.mark.parametrize(
    "text",
    [
        document(statement("Deny"), statement("allow")),
        f'{{"Statement": [{json.dumps(statement("Deny"))}, ',
        f'{{"Statement": [{json.dumps(statement("Deny"))}], "Statement": []}}',
        "{}",
        "",
    ],
)
def test_where_an_allow_may_be_hidden_nothing_is_said_of_it(text: str) -> None:
    found = rules(text)
    assert found
    assert "policy-without-allow" not in found


ROLE = "arn:aws:iam::123456789012:role/job"


def test_a_gateway_endpoint_takes_every_principal_only() -> None:
    text = document(statement(Principal={"AWS": ["*", ROLE]}), statement(NotPrincipal="*"))
    found = findings(structs.replace(written("p.json", text, ENDPOINT), gateway=True))
    assert [each.rule for each in found] == ["policy-principal"] * 2
    assert [text[each.places[0].span[0] : each.places[0].span[1]] for each in found if each.places[0].span] == [
        f'"{ROLE}"',
        '"*"',
    ]
    assert {each.severity for each in found} == {Severity.ERROR}


def test_a_principal_is_a_warning_where_the_endpoint_may_be_an_interface_endpoint() -> None:
    policy = written("p.json", document(statement(Principal={"AWS": ROLE})), ENDPOINT)
    assert [each.severity for each in findings(policy)] == [Severity.WARNING]


def severities(*statements: Any, **known: Any) -> list[tuple[str, Severity | None]]:
    policy = structs.replace(written("p.json", document(ALLOW, *statements), ENDPOINT), **known)
    return [(each.rule, each.severity) for each in findings(policy)]


@pytest.mark.parametrize(
    ("effect", "principals", "severity"),
    [
        ("Allow", {"Principal": {"AWS": ROLE}}, Severity.ERROR),
        ("Deny", {"Principal": {"AWS": ROLE}}, Severity.WARNING),
        ("Deny", {"NotPrincipal": {"AWS": ROLE}}, Severity.ERROR),
    ],
)
def test_a_principal_is_a_warning_where_no_request_fails_by_it(
    effect: str, principals: Any, severity: Severity
) -> None:
    about = {name: value for name, value in statement(effect).items() if name != "Principal"}
    assert severities(about | principals, gateway=True) == [("policy-principal", severity)]


CHINA = "arn:aws-cn:s3:::raw/*"
LIKE = {"aws:PrincipalArn": "arn:aws-cn:iam::*:role/x"}


@pytest.mark.parametrize(
    ("effect", "elements", "severity"),
    [
        ("Allow", {"Resource": CHINA}, Severity.ERROR),
        ("Deny", {"Resource": CHINA}, Severity.WARNING),
        ("Allow", {"NotResource": CHINA}, Severity.WARNING),
        ("Deny", {"NotResource": CHINA}, Severity.ERROR),
        ("Allow", {"Condition": {"ArnLike": LIKE}}, Severity.ERROR),
        ("Deny", {"Condition": {"ArnLike": LIKE}}, Severity.WARNING),
        ("Allow", {"Condition": {"ArnNotLike": LIKE}}, Severity.WARNING),
        ("Deny", {"Condition": {"ArnNotLikeIfExists": LIKE}}, Severity.ERROR),
        ("deny", {"Resource": CHINA}, Severity.ERROR),
    ],
)
def test_a_partition_is_a_warning_where_no_request_fails_by_it(effect: str, elements: Any, severity: Severity) -> None:
    about = {name: value for name, value in statement(effect).items() if f"Not{name}" not in elements}
    found = severities(about | elements, partition="aws")
    assert found[-1] == ("policy-partition", severity)


def test_an_interface_endpoint_and_a_bucket_may_name_principals() -> None:
    text = document(statement(Principal={"AWS": ROLE}))
    assert rules(text, gateway=False) == []
    assert rules(text, PolicyType.BUCKET) == []
    assert rules(document(statement(Principal={"AWS": ROLE}, Action="ecr:*"))) == []


def test_arns_of_two_partitions_are_told_with_both_places() -> None:
    text = document(statement(Resource=[f"{BUCKET}/*", "arn:aws-cn:s3:::raw/*"]))
    [only] = findings(written("p.json", text, ENDPOINT))
    assert only.message == "'arn:aws-cn:s3:::raw/*' is of the partition 'aws-cn', one before it is of 'aws'"
    first, second = (each.span for each in only.places)
    assert first
    assert second
    assert (text[slice(*first)], text[slice(*second)]) == ('"arn:aws-cn:s3:::raw/*"', f'"{BUCKET}/*"')


def test_arns_are_held_against_the_partition_of_the_region() -> None:
    condition = {"ArnLike": {"aws:PrincipalArn": "arn:aws-cn:iam::*:role/x"}}
    text = document(statement(Principal={"AWS": ROLE}, Resource=f"{BUCKET}/*", Condition=condition))
    found = said(text, PolicyType.BUCKET, partition="aws-cn")
    assert [(rule, at) for rule, _, at in found] == [
        ("policy-partition", f'"{ROLE}"'),
        ("policy-partition", f'"{BUCKET}/*"'),
    ]
    assert rules(text, PolicyType.BUCKET, partition="aws") == ["policy-partition"]


@pytest.mark.parametrize("resource", ["arn:*:s3:::raw/*", "arn:aws*:s3:::raw/*", "arn:${aws:x}:s3:::raw/*", "*"])
def test_a_partition_that_is_not_named_belongs_to_all(resource: str) -> None:
    assert rules(document(statement(Resource=[f"{BUCKET}/*", resource]))) == []


MISMATCHES: list[tuple[Any, Any, list[str]]] = [
    ("s3:ListBucket", f"{BUCKET}/*", ["s3:ListBucket"]),
    ("s3:GetObject", BUCKET, ["s3:GetObject"]),
    (["s3:GetObject", "s3:ListBucket"], f"{BUCKET}/*", ["s3:ListBucket"]),
    (["s3:GetObject", "s3:PutObject"], [BUCKET, f"{BUCKET}/*"], [BUCKET]),
    ("S3:listbucket", [BUCKET, f"{BUCKET}/a"], [f"{BUCKET}/a"]),
    ("s3:ListBucket*", f"{BUCKET}/*", ["s3:ListBucket*"]),
    ("s3:GetObject", "arn:aws:s3:::raw*", []),
    ("s3:ListBucket", "*", []),
    ("s3:*", BUCKET, []),
    ("s3:ListBucket", "arn:aws:s3:::raw${aws:x}", []),
    ("s3:GetObject", "arn:aws:s3:eu-central-1:123456789012:accesspoint/a", []),
    ("s3:ListAllMyBuckets", f"{BUCKET}/*", []),
    ("ecr:GetAuthorizationToken", f"{BUCKET}/*", []),
]


@pytest.mark.parametrize(("action", "resource", "at"), MISMATCHES)
def test_an_action_needs_a_resource_of_its_kind(action: Any, resource: Any, at: list[str]) -> None:
    found = said(document(statement(Action=action, Resource=resource)))
    assert [(rule, place) for rule, _, place in found] == [("policy-resource-mismatch", f'"{each}"') for each in at]


def test_what_is_left_out_of_a_statement_is_held_against_nothing() -> None:
    assert rules(document(ALLOW, statement("Deny", NotAction="s3:ListBucket", Resource=f"{BUCKET}/*"))) == []
    assert rules(document(statement(Action="s3:ListBucket", NotResource=f"{BUCKET}/*"))) == []


@pytest.mark.parametrize(
    ("action", "hint"),
    [
        ("s3:GetObjects", ", did you mean s3:GetObject?"),
        ("s3:Xyzzy*", ""),
        ("sagemaker:CreateProcesingJob", ", did you mean sagemaker:CreateProcessingJob?"),
    ],
)
def test_an_action_that_does_not_exist_is_told(action: str, hint: str) -> None:
    text = document(statement(Action=["s3:*", action]))
    assert said(text) == [("policy-unknown-action", f"no action is called '{action}'{hint}", f'"{action}"')]
    assert "policy-unknown-action" in rules(document(statement("Deny", NotAction=action), ALLOW))


@pytest.mark.parametrize("action", ["*", "s3:getobject", "S3:Get*", "s3:G?tObject", "nosuchservice:Anything"])
def test_an_action_that_exists_or_may_is_in_order(action: str) -> None:
    assert rules(document(statement(Action=action))) == []


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("aws:PrincpalAccount", ", did you mean aws:PrincipalAccount?"),
        ("SourceVpce", ", did you mean aws:SourceVpce?"),
        ("s3:prefixes", ", did you mean s3:prefix?"),
        ("aws:Xyzzyplugh", ""),
    ],
)
def test_a_condition_key_that_does_not_exist_is_told(key: str, hint: str) -> None:
    text = document(ALLOW, statement("Deny", Condition={"StringEquals": {key: "x"}}))
    assert said(text) == [("policy-unknown-condition-key", f"no condition key is called '{key}'{hint}", f'"{key}"')]


@pytest.mark.parametrize("key", ["aws:principalaccount", "aws:PrincipalTag/team", "nosuchservice:key", "s3:prefix"])
def test_a_condition_key_that_exists_or_may_is_in_order(key: str) -> None:
    assert rules(document(ALLOW, statement("Deny", Condition={"StringEquals": {key: "x"}}))) == []


@pytest.mark.parametrize("version", [None, "2008-10-17"])
def test_a_variable_needs_the_version_of_2012(version: str | None) -> None:
    condition = {"StringEquals": {"s3:prefix": "${aws:userid}"}, "NumericEquals": {"s3:max-keys": "1"}}
    text = document(
        ALLOW,
        statement("Deny", Resource=f"{BUCKET}/${{aws:userid}}/*"),
        statement("Deny", Condition=condition),
        version=version,
    )
    message = "'${aws:userid}' is literal text without Version 2012-10-17, so it stands for no value"
    found = findings(written("p.json", text, ENDPOINT))
    assert [(each.rule, each.message) for each in found] == [("policy-variable-without-version", message)]
    places = [text[slice(*each.span)] for each in found[0].places if each.span]
    assert places == [f'"{BUCKET}/${{aws:userid}}/*"', '"${aws:userid}"']
