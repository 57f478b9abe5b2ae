"""`vpclint policy allows|denies`: what is asked, what comes out, and how the run ends."""

import io
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from vpclint import policy_allows
from vpclint.errors import InputError, UsageError

from .running import Run, put, vpclint

BUCKET = "arn:aws:s3:::raw"
ROLE = "arn:aws:iam::123456789012:role/job"
OURS = "aws:ResourceAccount=123456789012"


def statement(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"} | members


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def own(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    return {name: value for name, value in statement(effect, **members).items() if name != "Principal"}


ONLY_VPCE = statement("Deny", Sid="OnlyVpce", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})
FILES = {
    "full.json": document(statement()),
    "logs.json": document(statement(Action="logs:*")),
    "endpoint.json": document(statement(), statement("Deny", Sid="NoRepos", Resource="arn:aws:s3:::al2023-*/*")),
    "bucket.json": document(ONLY_VPCE, statement(Principal={"AWS": ROLE})),
    "role.json": document(own(Action=["s3:Get*", "s3:ListBucket"])),
    "own-logs.json": document(own(Action="logs:*")),
    "deny.json": document(own("Deny", Action="s3:Put*")),
    "allow.json": document(own()),
    "broken.json": document(statement(Effect="allow"), statement()),
    "bad.json": '{"Statement": [}',
    "two.json": '{"Statement": []}{"Statement": []}',
    "empty.json": "",
}


def ask(folder: Path, *arguments: str, question: str = "allows", action: str = "s3:GetObject") -> Run:
    put(folder, FILES)
    asked = ("--action", action, "--resource", f"{BUCKET}/a")
    who = () if "--principal" in arguments else ("--principal", ROLE)
    return vpclint(folder, "policy", question, *arguments, *asked, *who)


def answer(folder: Path, *arguments: str, **named: str) -> tuple[str, list[str]]:
    """The decision on the only request, and what blocks it."""
    [only] = ask(folder, *arguments, "--format", "json", **named).report["answers"]
    return only["decision"], [each["policy"] for each in only.get("blocked_by", [])]


@pytest.mark.parametrize(
    ("question", "file", "code"),
    [("allows", "full.json", 0), ("denies", "full.json", 1), ("allows", "logs.json", 1), ("denies", "logs.json", 0)],
)
def test_the_exit_code_says_whether_it_is_so(tmp_path: Path, question: str, file: str, code: int) -> None:
    assert ask(tmp_path, file, question=question).code == code


@pytest.mark.parametrize("question", ["allows", "denies"])
def test_what_depends_on_an_unknown_key_is_open_and_says_how_to_give_it(tmp_path: Path, question: str) -> None:
    run = ask(tmp_path, "bucket.json", question=question)
    assert run.code == 3
    assert "the value of aws:SourceVpce is not known" in run.out
    assert "help: --context aws:SourceVpce=VALUE" in run.out
    assert ask(tmp_path, "bucket.json", "--context", "aws:SourceVpce=vpce-1").code == 0
    assert ask(tmp_path, "bucket.json", "--context", "aws:SourceVpce=vpce-2").code == 1
    assert ask(tmp_path, "bucket.json", "--context", "AWS:sourcevpce!").code == 1
    assert ask(tmp_path, "bucket.json", "--context", "aws:SourceVpce~vpce-2*").code == 1
    assert ask(tmp_path, "bucket.json", "--context", "aws:SourceVpce~vpce-*").code == 3


def test_the_statement_that_decides_is_named_with_its_place(tmp_path: Path) -> None:
    run = ask(tmp_path, "bucket.json", "--context", "aws:SourceVpce!")
    assert run.out.startswith(
        f'fail     s3:GetObject on {BUCKET}/a is explicitly denied by statement "OnlyVpce" of the policy\n'
        '         Deny   "OnlyVpce" · bucket.json:4:5\n'
    )


def test_the_whole_trace_is_shown_where_it_is_asked_for(tmp_path: Path) -> None:
    run = ask(tmp_path, "endpoint.json", "--explain")
    assert '"NoRepos" · endpoint.json:10:5 · the policy · applies: no' in run.out
    assert "Resource     no          endpoint.json:14:19" in run.out
    assert "Resource" not in ask(tmp_path, "endpoint.json").out


def test_the_report_as_data(tmp_path: Path) -> None:
    report = ask(tmp_path, "endpoint=endpoint.json", "--format", "json").report
    assert (report["schema_version"], report["question"], report["verdict"]) == (1, "allows", "pass")
    assert report["principal"] == ROLE
    [only] = report["answers"]
    assert (only["decision"], only["decided_by"][0]["location"]["line"]) == ("allowed", 4)
    assert [each["verdict"] for each in only["trace"]] == ["pass", "fail"]
    assert report["not_examined"] == ["the policy of the resource", "the policies of the caller"]


LAYERS = [
    (("endpoint=full.json", "identity=role.json", "--context", OURS), "allowed", []),
    (("endpoint=logs.json", "identity=role.json"), "implicitly denied", ["the endpoint policy"]),
    (("endpoint=full.json", "identity=role.json"), "unknown", []),
    (("endpoint=full.json", "bucket=logs.json", "--context", OURS), "unknown", []),
    (("endpoint=full.json", "bucket=full.json", "--context", OURS), "allowed", []),
    (
        ("identity=role.json", "boundary=own-logs.json", "bucket=logs.json", "--context", OURS),
        "implicitly denied",
        None,
    ),
    (("scp=allow.json", "scp=deny.json"), "allowed", []),
    (("scp/root=allow.json", "scp/unit=deny.json"), "implicitly denied", ["the service control policies of unit"]),
    (("rcp=bucket.json", "endpoint=full.json", "--context", "aws:SourceVpce=vpce-1"), "allowed", []),
    (("rcp=bucket.json", "endpoint=full.json", "--context", "aws:SourceVpce=vpce-2"), "explicitly denied", None),
    (("boundary=allow.json", "endpoint=full.json"), "allowed", []),
    (("boundary=deny.json", "endpoint=full.json"), "implicitly denied", ["the permissions boundary"]),
    (("session=role.json", "identity=allow.json", "bucket=logs.json", "--context", OURS), "allowed", []),
    (("scp=deny.json", "endpoint=full.json", "--principal", "anonymous"), "allowed", []),
]


@pytest.mark.parametrize(("arguments", "decision", "blocked"), LAYERS)
def test_several_policies_are_put_together(
    tmp_path: Path, arguments: tuple[str, ...], decision: str, blocked: list[str] | None
) -> None:
    found, by = answer(tmp_path, *arguments)
    assert found == decision
    if blocked is not None:
        assert by == blocked


def test_every_action_is_asked_of_what_it_may_be_about(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    asked = ("--action", "s3:GetObject", "--action", "s3:ListBucket", "--resource", BUCKET, "--resource", f"{BUCKET}/*")
    run = vpclint(tmp_path, "policy", "allows", "role.json", *asked, "--format", "json")
    assert run.code == 0
    pairs = [(each["action"], each["resource"]) for each in run.report["answers"]]
    assert pairs == [("s3:GetObject", f"{BUCKET}/*"), ("s3:ListBucket", BUCKET)]
    assert run.report["principal"] == "whoever it is attached to"


def test_the_worst_of_several_answers_is_the_verdict(tmp_path: Path) -> None:
    assert ask(tmp_path, "role.json", "--action", "s3:PutObject").code == 1
    assert ask(tmp_path, "bucket.json", "--action", "s3:ListBucket", "--resource", BUCKET).code == 3


@pytest.mark.parametrize(
    ("action", "code"), [("s3:Get*", 0), ("s3:GetObject", 0), ("s3:G?t*", 3), ("s3:*", 1), ("ec2:*", 1)]
)
def test_a_pattern_asks_for_all_that_it_means(tmp_path: Path, action: str, code: int) -> None:
    put(tmp_path, FILES)
    asked = ("--action", action, "--resource", f"{BUCKET}/*")
    assert vpclint(tmp_path, "policy", "allows", "role.json", *asked).code == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no policy is named"),
        (("full.json", "role.json"), "several policies need to be told apart"),
        (("endpoint=full.json", "endpoint=logs.json"), "2 policies are given as endpoint, which has one"),
        (("endpoint=full.json", "gateway-endpoint=full.json"), "a request takes one endpoint"),
        (("identity/a=role.json",), "only policies of the organisation, scp and rcp, have levels"),
        (("identity=-", "bucket=-"), "the standard input holds one policy"),
        (("full.json", "--principal", "bob"), "'bob' is no principal"),
        (("full.json", "--principal", ""), "full.json names principals: say with --principal who asks"),
        (("full.json", "--context", "vpce-1"), "'vpce-1' says nothing of a condition key"),
        (("full.json", "--context", "aws:SourceVpc=a", "--context", "aws:SourceVpc=b"), "holds one value, 2 are given"),
        (("full.json", "--context", "aws:SourceVpc=a", "--context", "aws:SourceVpc!"), "is given twice"),
        (("full.json", "--action", "GetObject"), "'GetObject' is no action"),
        (("full.json", "--action", "s3:ListBucket"), "the ARN of one bucket was expected"),
        (("full.json", "--resource", "s3://raw/x"), "'s3://raw/x' is no ARN, did you mean 'arn:aws:s3:::raw/x'?"),
        (("full.json", "--resource", "raw"), "'raw' is no ARN, did you mean 'arn:aws:s3:::raw'?"),
        (("full.json", "--context", "aws:SourceIp=banana"), "aws:SourceIp is 'banana', an address or a CIDR block"),
        (("bad.json",), "bad.json:1:16: "),
        (("two.json",), "two.json:1:18: "),
        (("empty.json",), "empty.json:1:1: "),
        (
            ("foo=full.json",),
            "'foo' is no KIND: one of endpoint, gateway-endpoint, bucket, identity, boundary, session",
        ),
        (("gone.json",), "gone.json: the file can't be read"),
    ],
)
def test_what_cannot_be_asked_or_read_is_said(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    run = ask(tmp_path, *arguments)
    assert (run.code, run.out) == (2, "")
    assert message in run.err


def test_a_file_may_have_an_equals_sign_in_its_name(tmp_path: Path) -> None:
    put(tmp_path, {"a=b.json": document(statement())})
    assert ask(tmp_path, "a=b.json").code == 0


def test_an_action_and_a_resource_are_needed(tmp_path: Path) -> None:
    run = vpclint(put(tmp_path, FILES), "policy", "allows", "role.json", "--action", "s3:GetObject")
    assert (run.code, run.err) == (2, "vpclint: name what is asked with --action and --resource\n")


def test_a_broken_statement_leaves_open_what_it_could_change_and_is_told(tmp_path: Path) -> None:
    run = ask(tmp_path, "broken.json")
    assert run.code == 3
    assert "note: broken.json:5:17: Effect is 'allow', Allow was expected" in run.err


def test_a_key_that_nobody_knows_is_noted(tmp_path: Path) -> None:
    run = ask(tmp_path, "full.json", "--context", "aws:SourceVPCs=vpc-1")
    assert run.code == 0
    assert "note: 'aws:SourceVPCs' is no condition key that is known here, did you mean aws:SourceVpc?" in run.err


def test_an_action_that_nobody_knows_is_noted(tmp_path: Path) -> None:
    run = ask(tmp_path, "full.json", action="s3:GetObjectz")
    assert run.code == 0
    assert "note: 's3:GetObjectz' is no action that is known here, did you mean s3:GetObject?" in run.err


def test_requests_are_taken_to_go_over_tls_unless_that_is_left_open(tmp_path: Path) -> None:
    secure = statement("Deny", Condition={"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "true"}})
    plain = statement("Deny", Condition={"Bool": {"aws:SecureTransport": "false"}})
    put(tmp_path, {"secure.json": document(statement(), plain), "both.json": document(statement(), secure)})
    assert ask(tmp_path, "secure.json").code == 0
    assert ask(tmp_path, "secure.json", "--context", "aws:SecureTransport?").code == 3
    assert ask(tmp_path, "secure.json", "--context", "aws:SecureTransport=false").code == 1
    assert ask(tmp_path, "both.json", "--context", "aws:SecureTransport=false").code == 0
    both = ("--context", "aws:SecureTransport=false", "--context", "aws:ViaAWSService?")
    assert ask(tmp_path, "both.json", *both).code == 3


def test_at_a_gateway_endpoint_a_role_may_be_meant_or_not(tmp_path: Path) -> None:
    put(tmp_path, {"named.json": document(statement(Principal={"AWS": ROLE}))})
    assert ask(tmp_path, "endpoint=named.json").code == 0
    run = ask(tmp_path, "gateway-endpoint=named.json")
    assert run.code == 3
    assert f"AWS does not say whom the principal '{ROLE}' means in the policy of a gateway endpoint" in run.out


def test_what_the_anonymous_are_allowed_block_public_access_may_stop(tmp_path: Path) -> None:
    run = ask(tmp_path, "bucket=full.json", "endpoint=full.json", "--principal", "anonymous")
    assert run.code == 0
    assert "Block Public Access" in run.out


def test_the_standard_input_is_a_policy(tmp_path: Path) -> None:
    text = b'{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(text))):
        run = ask(tmp_path, "-")
    assert run.code == 0
    assert "standard input:1:" in run.out


@pytest.mark.parametrize("kind", ["endpoint", "gateway-endpoint", "bucket", "rcp"])
def test_the_kind_may_be_said_for_all(tmp_path: Path, kind: str) -> None:
    assert ask(tmp_path, "--policy-type", kind, "full.json").code == 0


def test_at_a_gateway_endpoint_an_account_is_its_root_user(tmp_path: Path) -> None:
    put(tmp_path, {"account.json": document(statement(Principal={"AWS": "123456789012"}))})
    assert ask(tmp_path, "endpoint=account.json").code == 0
    assert ask(tmp_path, "gateway-endpoint=account.json").code == 1


def test_an_endpoint_policy_implies_the_way(tmp_path: Path) -> None:
    office = statement("Deny", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    put(tmp_path, {"office.json": document(statement(), office)})
    assert ask(tmp_path, "endpoint=office.json").code == 1
    assert ask(tmp_path, "bucket=office.json").code == 3


def test_hostile_names_are_shown_escaped(tmp_path: Path) -> None:
    run = vpclint(
        put(tmp_path, FILES), "policy", "allows", "role.json", "--action", "s3:GetObject", "--resource", "a\x1b[31m"
    )
    assert "\x1b" not in run.out + run.err


def test_an_unknown_question_names_the_nearest(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "policy", "allow")
    assert run.code == 2
    assert "did you mean 'allows'?" in run.err


def test_from_python(tmp_path: Path) -> None:
    put(tmp_path, FILES)
    report = policy_allows([tmp_path / "full.json"], ["s3:GetObject"], [BUCKET + "/a"], principal="anonymous")
    assert (report.verdict, report.answers[0].decision) == ("pass", "allowed")
    with pytest.raises(UsageError, match="a list was expected"):
        policy_allows("full.json", ["s3:GetObject"], [BUCKET])
    with pytest.raises(InputError):
        policy_allows([tmp_path / "bad.json"], ["s3:GetObject"], [BUCKET + "/a"], principal="anonymous")
