"""`vpclint policy lint`, and policy files beside states and jobs in `vpclint check`."""

import io
import json
import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from .running import JOB, STATE, Run, good_folder, put, vpclint

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
DENY = ALLOW | {"Effect": "Deny", "Resource": "arn:aws:s3:::al2023-*/*", "Action": "s3:GetObject"}
SOUND = {"Version": "2012-10-17", "Statement": [ALLOW, DENY]}
DENIES = {"Version": "2012-10-17", "Statement": [DENY]}
ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "fixtures" / "guide" / "endpoint-policy.json"


def lint(folder: Path, *arguments: str, **files: Any) -> Run:
    put(folder, {name.replace("_", "."): content for name, content in files.items()})
    return vpclint(folder, "policy", "lint", *arguments)


def found(run: Run) -> list[tuple[str, int, int]]:
    """The rule of each finding, and its line and column."""
    places = ((each["rule"], each["locations"][0]) for each in run.report["findings"])
    return [(rule, place["line"], place["column"]) for rule, place in places]


def test_a_sound_policy_has_no_errors(tmp_path: Path) -> None:
    run = lint(tmp_path, "endpoint.json", endpoint_json=SOUND)
    assert (run.code, run.err) == (0, "")
    assert run.out == "endpoint.json (an endpoint policy): NO ERRORS\n15 passed\n"


def test_an_error_is_shown_at_its_line(tmp_path: Path) -> None:
    text = '{\n  "Statement": [\n    {"Effect": "allow"}\n  ]\n}\n'
    run = lint(tmp_path, "endpoint.json", endpoint_json=text)
    assert run.code == 1
    assert "error[policy-grammar] Effect is 'allow', Allow was expected\n --> endpoint.json:3:16\n" in run.out
    assert '3 |     {"Effect": "allow"}\n  |                ^^^^^^^\n' in run.out


def test_the_example_of_the_guide_has_its_two_faults(tmp_path: Path) -> None:
    run = lint(tmp_path, str(GUIDE), "--format", "json")
    assert run.code == 1
    assert found(run) == [("policy-multiple-documents", 18, 1), ("policy-without-allow", 3, 7)]
    [policy] = run.report["policies"]
    assert (policy["kinds"], policy["verdict"]) == (["endpoint"], "fail")


def test_the_standard_input_is_a_policy(tmp_path: Path) -> None:
    with mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(DENIES).encode()))):
        run = lint(tmp_path, "-", "--format", "json")
    assert found(run) == [("policy-without-allow", 1, 41)]
    assert run.report["policies"][0]["source"] == "standard input"
    assert lint(tmp_path, "-", "-").code == 2


def test_what_can_not_be_read_loses_nothing_else(tmp_path: Path) -> None:
    run = lint(tmp_path, "gone.json", "endpoint.json", "--format", "json", endpoint_json=DENIES)
    assert run.code == 2
    assert [each["file"] for each in run.report["errors"]] == ["gone.json"]
    assert [each[0] for each in found(run)] == ["policy-without-allow"]
    assert lint(tmp_path, "gone.json", "--format", "json").report["verdict"] == "unknown"


KINDS = [
    ("p.json", [ALLOW | {"Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]}], ["endpoint"]),
    ("p.json", [ALLOW | {"Resource": ["arn:aws:s3:::a", "arn:aws:s3:::a/*"]}], ["endpoint", "bucket"]),
    ("p.json", [ALLOW | {"Resource": "arn:aws:s3:::a*"}], ["endpoint"]),
    ("p.json", [ALLOW | {"Action": "ecr:*"}], ["endpoint", "other"]),
    ("my-bucket.json", [ALLOW | {"Resource": "arn:aws:s3:::a/*"}], ["bucket"]),
    ("s3-endpoint.json", [ALLOW | {"Resource": "arn:aws:s3:::a/*"}], ["endpoint"]),
    ("vpce/role.json", [ALLOW | {"Resource": "arn:aws:s3:::a/*"}], ["endpoint", "bucket"]),
    ("p.json", [{"Effect": "Allow", "Action": "*", "Resource": "*"}], ["identity"]),
    ("role.json", [{"Effect": "Allow", "Action": "*", "Resource": "*"}], ["identity"]),
    ("endpoint.json", [{"Effect": "Allow", "Action": "*", "Resource": "*"}], ["endpoint"]),
    ("p.json", [], ["endpoint", "bucket", "identity"]),
]


@pytest.mark.parametrize(("name", "statements", "kinds"), KINDS)
def test_what_a_policy_is_attached_to_is_told_by_content_and_name(
    tmp_path: Path, name: str, statements: list[Any], kinds: list[str]
) -> None:
    put(tmp_path, {name: {"Version": "2012-10-17", "Statement": statements}})
    run = vpclint(tmp_path, "policy", "lint", name, "--format", "json")
    assert run.report["policies"][0]["kinds"] == kinds
    text = vpclint(tmp_path, "policy", "lint", name).out
    assert ("(a policy of an endpoint" in text) is (len(kinds) > 1)


def test_an_option_says_what_a_policy_is_attached_to(tmp_path: Path) -> None:
    named = {"Version": "2012-10-17", "Statement": ALLOW | {"Principal": {"AWS": "123456789012"}}}
    severities = {}
    for kind in ("endpoint", "gateway-endpoint", "bucket", "identity"):
        run = lint(tmp_path, "p.json", "--policy-type", kind, "--format", "json", p_json=named)
        severities[kind] = [(each["rule"], each["severity"]) for each in run.report["findings"]]
    assert severities == {
        "endpoint": [("policy-principal", "warning")],
        "gateway-endpoint": [("policy-principal", "error")],
        "bucket": [],
        "identity": [("policy-grammar", "error")],
    }


def test_an_option_says_for_which_region_a_policy_is(tmp_path: Path) -> None:
    for region, rules in {
        "eu-central-1": [],
        "cn-north-1": ["policy-partition"],
        "us-gov-west-1": ["policy-partition"],
    }.items():
        run = lint(tmp_path, "p.json", "--region", region, "--format", "json", p_json=SOUND)
        assert [each[0] for each in found(run)] == rules


HOSTILE = [
    '{"Statement": ' + "[" * 100_000,
    '{"Statement": ' * 5_000,
    '{"Statement": [], "Id": "\x1b[2J\u202e"}',
    '{"Statement": {"Effect": "\x1b]0;x\x07", "Action": "\\ud800"}}',
    '{"Statement": {"Action": "' + "*?" * 20_000 + '"}}',
    '{"Statement": {"Condition": {"StringLike": {"s3:prefix": "' + "a*" * 20_000 + '"}}}}',
    '{"Statement"}',
    "Statement",
    "",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_policy_is_told_and_obeyed_by_nobody(tmp_path: Path, text: str) -> None:
    run = lint(tmp_path, "p.json", p_json=text)
    assert run.code == 1
    assert all(char.isprintable() or char == "\n" for char in run.out)
    assert lint(tmp_path, "p.json", "--format", "json").report["verdict"] == "fail"


def test_a_policy_beside_jobs_is_looked_at(tmp_path: Path) -> None:
    folder = good_folder(tmp_path, endpoint_json=DENIES)
    run = vpclint(folder, "check", ".", "--format", "json")
    assert (run.code, run.err) == (1, "")
    assert [each["verdict"] for each in run.report["jobs"]] == ["pass"]
    assert [each["source"] for each in run.report["policies"]] == ["endpoint.json"]
    assert found(run) == [("policy-without-allow", 4, 5)]
    assert run.report["verdict"] == "fail"
    assert "endpoint.json (an endpoint policy): HAS ERRORS\n" in vpclint(folder, "check", ".").out


def test_a_folder_of_policies_is_something_to_check(tmp_path: Path) -> None:
    put(tmp_path, {"a/endpoint.json": SOUND, "b/endpoint.json": SOUND})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    assert (run.code, run.report["verdict"], run.report["jobs"]) == (0, "pass", [])
    assert [each["source"] for each in run.report["policies"]] == ["a/endpoint.json", "b/endpoint.json"]
    put(tmp_path, {"b/endpoint.json": DENIES})
    assert vpclint(tmp_path, "check", ".").code == 1
    assert vpclint(tmp_path, "check", ".", "--exit-zero").code == 0
    assert vpclint(tmp_path, "check", ".", "--ignore", "policy").code == 0


def test_a_state_and_a_policy_without_a_job_is_a_look_at_vpcs_and_the_policy(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": STATE, "endpoint.json": SOUND})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    assert [len(run.report["vpcs"]) > 0, len(run.report["policies"])] == [True, 1]


BROKEN = {
    "trailing-comma.json": json.dumps(SOUND)[:-1] + ",}",
    "single-quotes.json": json.dumps(SOUND).replace('"', "'"),
    "two.json": json.dumps(SOUND) + "\n" + json.dumps(SOUND),
    "mark.json": b"\xef\xbb\xbf" + json.dumps(SOUND).encode(),
    "utf-16.json": json.dumps(SOUND).encode("utf-16"),
    "cut.json": json.dumps(SOUND)[:-1],
    "comment.json": "// all\n" + json.dumps(SOUND),
    "lower.json": json.dumps(SOUND).replace('"Statement"', '"statement"'),
    "bytes.json": json.dumps(SOUND | {"Id": "x"}).encode().replace(b'"x"', b'"\xff"'),
    "deep.json": '{"Statement": {"Effect": ' + "[" * 300 + "]" * 300 + "}}",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_policy_has_findings_and_is_no_unreadable_input(tmp_path: Path, name: str) -> None:
    put(tmp_path, {name: BROKEN[name]})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    assert (run.code, run.report["errors"]) == (1, [])
    assert {each["rule"] for each in run.report["findings"]} & {
        "policy-syntax",
        "policy-multiple-documents",
        "policy-grammar",
    }


@pytest.mark.parametrize(
    "content", ['{"Subnets": [}', '{"a": "Statement",}', "[{'Statement': []}", '{"Inner": {"Statement": []},}']
)
def test_what_is_no_policy_stays_unreadable(tmp_path: Path, content: str) -> None:
    put(tmp_path, {"p.json": content})
    assert vpclint(tmp_path, "check", ".").code == 2


def test_a_state_with_a_member_statement_is_a_state(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": {**STATE, "Statement": []}, "job.json": JOB})
    run = vpclint(tmp_path, "check", ".", "--format", "json")
    assert run.report["policies"] == []
    assert [each["verdict"] for each in run.report["jobs"]] == ["pass"]


def test_a_fix_prints_the_policy_that_the_guide_meant(tmp_path: Path) -> None:
    before = GUIDE.read_bytes()
    run = lint(tmp_path, "--fix", str(GUIDE))
    assert run.code == 0
    allow, first, second = json.loads(run.out)["Statement"]
    assert allow == ALLOW
    assert [*first["Resource"], *second["Resource"]] == [
        "arn:aws:s3:::packages.*.amazonaws.com/*",
        "arn:aws:s3:::repo.*.amazonaws.com/*",
        "arn:aws:s3:::amazonlinux.*.amazonaws.com/*",
        "arn:aws:s3:::amazonlinux-2-repos-*/*",
        "arn:aws:s3:::al2023-repos-*-de612dc2/*",
        "arn:aws:s3:::al2023-*/*",
    ]
    assert "note: the statements of all documents stand in one\n" in run.err
    assert GUIDE.read_bytes() == before
    again = lint(tmp_path, "endpoint.json", "--format", "json", endpoint_json=run.out)
    assert (again.code, again.report["findings"]) == (0, [])


def test_a_fix_tells_what_it_leaves(tmp_path: Path) -> None:
    allow = {"Effect": "Allow", "Action": "s3:ListBuckt", "Resource": "arn:aws:s3:::bucket"}
    run = lint(tmp_path, "--fix", "id.json", id_json={"Version": "2012-10-17", "Statement": [allow]})
    left = "no action is called 's3:ListBuckt', did you mean s3:ListBucket?"
    assert (run.code, run.err) == (0, f"note: left as it is: {left}\n")
    run = lint(tmp_path, "--fix", "id.json", "--format", "json")
    assert run.report["left"] == [left]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(SOUND)[:-1],
        json.dumps({"Statement": ALLOW | {"Effect": "Permit"}}),
        json.dumps(SOUND).replace("}", " " * 20_480 + "}", 1).replace("*", "x" * 20_480, 1),
    ],
)
def test_what_can_not_be_repaired_is_told(tmp_path: Path, text: str) -> None:
    run = lint(tmp_path, "endpoint.json", "--fix", endpoint_json=text)
    assert run.code == 1
    assert "HAS ERRORS" in run.out
    assert "nothing is repaired" in run.err


@pytest.mark.parametrize("version", [["2012-10-17"], {}, 2012, None])
def test_a_fix_takes_no_version_that_is_no_text(tmp_path: Path, version: Any) -> None:
    run = lint(tmp_path, "--fix", "endpoint.json", endpoint_json={"Version": version, "Statement": [ALLOW]})
    assert run.code == 1
    assert "Version is" in run.out + run.err


def test_a_fix_is_of_one_file(tmp_path: Path) -> None:
    assert lint(tmp_path, "a.json", "b.json", "--fix").code == 2
    assert lint(tmp_path, "gone.json", "--fix").code == 2


def test_a_fix_prints_nothing_that_a_terminal_obeys(tmp_path: Path) -> None:
    text = json.dumps(SOUND | {"Id": "\x1b[2J\u202e\u00e9\ud800"}, ensure_ascii=True)
    run = lint(tmp_path, "endpoint.json", "--fix", endpoint_json=text)
    assert run.code == 0
    assert all(char.isprintable() or char == "\n" for char in run.out)
    assert json.loads(run.out) == json.loads(text)


@pytest.mark.parametrize(
    "command", [("lint",), ("allows", "--action", "s3:GetObject", "--resource", "arn:aws:s3:::b/k")]
)
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path, command: tuple[str, ...]) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    put(tmp_path, {"endpoint.json": SOUND})
    run = vpclint(tmp_path, "policy", command[0], "pipe.json", *command[1:])
    assert run.code == 2
    assert "pipe.json: this is no regular file" in run.out + run.err


@pytest.mark.parametrize(
    ("operator", "value", "rule", "message"),
    [
        ("NumericLessThan", "NaN", "policy-syntax", "NaN is not a JSON number, a finite number was expected"),
        ("NumericLessThan", "9" * 10_000, "policy-syntax", "the number has 10,000 digits, at most 4,300 are read"),
        ("IpAddress", '"10.0.0.1/24"', "policy-grammar", "AWS does not say whether '10.0.0.1/24' means 10.0.0.0/24"),
    ],
)
def test_a_value_that_is_none_is_told_at_its_place_and_decides_nothing(
    tmp_path: Path, operator: str, value: str, rule: str, message: str
) -> None:
    key = "aws:VpcSourceIp" if operator == "IpAddress" else "s3:max-keys"
    whole = json.dumps(SOUND | {"Statement": [ALLOW | {"Condition": {operator: {key: "VALUE"}}}]})
    text = whole.replace('"VALUE"', value)
    run = lint(tmp_path, "endpoint.json", "--format", "json", endpoint_json=text)
    [told] = [each for each in run.report["findings"] if each["message"] == message]
    assert (told["rule"], told["locations"][0]["column"]) == (rule, text.index(value) + 1)
    assert "policy-statement-dead" not in {each["rule"] for each in run.report["findings"]}
    asked = ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::b/k", "--context", "aws:VpcSourceIp=10.0.0.5")
    assert vpclint(tmp_path, "policy", "allows", "endpoint.json", *asked, "--principal", "anonymous").code == 3


@pytest.mark.parametrize("region", ["mars-1", "EU-central-1", "eu-central-1\n", "all"])
def test_a_region_that_is_none_is_refused(tmp_path: Path, region: str) -> None:
    run = lint(tmp_path, "endpoint.json", "--region", region, endpoint_json=SOUND)
    assert (run.code, run.out) == (2, "")
    assert "is no Region, such as eu-central-1" in run.err


def test_an_effect_that_is_none_does_not_make_an_identity_policy_one_that_names_principals(tmp_path: Path) -> None:
    text = {"Version": "2012-10-17", "Statement": [{"Effect": "allow", "Action": "s3:ListBucket", "Resource": "*"}]}
    run = lint(tmp_path, "p.json", "--format", "json", p_json=text)
    assert [each["message"] for each in run.report["findings"]] == ["Effect is 'allow', Allow was expected"]
