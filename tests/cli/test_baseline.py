"""What was known to be wrong: it is marked, and only what is new fails."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from vpclint.errors import MOST_TOLD

from .running import COUNT, JOB, SUBNETS, VPC, check, findings, good_folder, job, put, report, state, vpclint

MISSING = "s3-endpoint-missing"
NO_ENDPOINT = state(VpcEndpoints=[])
FILE = "known.json"
TWICE = job((("NetworkConfig", "VpcConfig", "Subnets"), [*SUBNETS, SUBNETS[0]]))
WITHOUT_NAMES = {key: value for key, value in state().items() if key not in ("VpcAttributes", "DhcpOptions")}


def broken(folder: Path, **files: Any) -> Path:
    """A folder whose job has no way to S3."""
    return good_folder(folder, state_json=NO_ENDPOINT, **files)


def write(folder: Path, *arguments: str, file: str = FILE) -> Any:
    """Writes a baseline of the state and the job, and returns what it holds."""
    run = vpclint(folder, "baseline", "write", file, *(arguments or ("state.json", "job.json")))
    assert (run.code, run.out) == (0, ""), run.err
    return json.loads((folder / file).read_text())


def known(folder: Path, *arguments: str) -> Any:
    """The report of a check against the baseline."""
    return report(folder, *(arguments or ("state.json", "job.json")), "--baseline", FILE)


def marks(found: Any) -> dict[str, str]:
    """By rule, whether its finding is known."""
    return {finding["rule"]: finding["baseline"] for finding in found["findings"]}


class TestCheck:
    def test_what_is_worse_than_known_is_new(self, tmp_path: Path) -> None:
        put(good_folder(tmp_path), {"vpclint.toml": f'[rules.{MISSING}]\nseverity = "warning"\n'})
        put(tmp_path, {"state.json": NO_ENDPOINT})
        write(tmp_path)
        assert marks(known(tmp_path))[MISSING] == "unchanged"
        put(tmp_path, {"vpclint.toml": ""})
        found = known(tmp_path)
        assert (marks(found)[MISSING], found["jobs"][0].get("gate", "fail")) == ("new", "fail")
        write(tmp_path)
        put(tmp_path, {"vpclint.toml": f'[rules.{MISSING}]\nseverity = "note"\n'})
        assert marks(known(tmp_path))[MISSING] == "unchanged"

    def test_a_lack_that_leaves_open_more_than_known_is_new(self, tmp_path: Path) -> None:
        lacking = {key: value for key, value in state().items() if key != "FlowLogs"}
        put(good_folder(tmp_path), {"state.json": lacking})
        write(tmp_path)
        assert set(marks(known(tmp_path)).values()) == {"unchanged"}
        put(tmp_path, {"vpclint.toml": '[rules.flow-logs-missing]\nseverity = "error"\n'})
        assert "new" in marks(known(tmp_path)).values()

    def test_further_faults_of_many_in_a_policy_are_new(self, tmp_path: Path) -> None:
        def policy(*further: str) -> dict[str, Any]:
            actions = [*(f"s3:Nope{number:03}" for number in range(MOST_TOLD + 5)), *further]
            return {"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*", "Principal": "*"}}

        put(tmp_path, {"endpoint.json": policy()})
        write(tmp_path, "endpoint.json")
        assert set(marks(known(tmp_path, "endpoint.json")).values()) == {"unchanged"}
        put(tmp_path, {"endpoint.json": policy("s3:Nopf")})
        assert "new" in [each["baseline"] for each in known(tmp_path, "endpoint.json")["findings"]]

    def test_what_is_known_is_marked_and_does_not_fail(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        run = check(tmp_path, "state.json", "job.json", "--baseline", FILE, "--fail-on", "note", "--accepted")
        assert run.code == 0
        assert f"known error[{MISSING}] {VPC} has no S3 endpoint" in run.out
        assert "WILL NOT WORK, AS IS KNOWN · 2 known" in run.out

    def test_the_verdict_says_what_will_happen_all_the_same(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        found = known(tmp_path)
        assert (found["verdict"], found["jobs"][0]["verdict"], found["jobs"][0]["gate"]) == ("fail", "fail", "pass")
        assert found["summary"] | {"passed": 0} == {
            "error": 0, "warning": 0, "note": 0, "unknown": 0, "passed": 0, "suppressed": 0, "known": 2,
        }  # fmt: skip
        assert set(marks(found).values()) == {"unchanged"}

    def test_what_is_new_fails(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        put(tmp_path, {"job.json": job((COUNT, 0))})
        found = check(tmp_path, "state.json", "job.json", "--baseline", FILE, "--format", "json")
        assert found.code == 1
        assert marks(found.report) == {
            MISSING: "unchanged", "s3-endpoint-disagrees": "unchanged", "job-request-invalid": "new",
        }  # fmt: skip

    def test_a_finding_is_known_wherever_it_stands_and_whatever_it_breaks(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        text = "\n\n" + json.dumps(job(ProcessingJobName="other"), indent=7)
        put(tmp_path / "elsewhere", {"of-today.json": NO_ENDPOINT, "jobs/a.json": text})
        assert check(tmp_path, "elsewhere", "--baseline", FILE).code == 0

    def test_that_of_another_account_is_new(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        other = json.loads(json.dumps(NO_ENDPOINT).replace("123456789012", "210987654321"))
        put(tmp_path, {"state.json": other})
        assert set(marks(known(tmp_path)).values()) == {"new"}

    def test_the_exit_code_is_that_of_what_is_new_where_that_is_milder(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        put(tmp_path, {"state.json": {**WITHOUT_NAMES, "VpcEndpoints": []}})
        run = check(tmp_path, "state.json", "job.json", "--baseline", FILE, "--format", "json")
        assert (run.report["jobs"][0]["verdict"], run.report["jobs"][0]["gate"], run.code) == ("fail", "unknown", 3)

    def test_an_open_question_is_known_by_all_that_it_lacks(self, tmp_path: Path) -> None:
        good_folder(tmp_path, state_json=WITHOUT_NAMES)
        held = write(tmp_path)
        assert {(each["rule"], each["scope"]) for each in held["findings"]} == {
            ("fact-missing", "123456789012/eu-central-1")
        }
        assert check(tmp_path, "state.json", "job.json", "--baseline", FILE).code == 0
        left = [each for each in held["findings"] if each["resource"] != "DhcpOptions"]
        assert 0 < len(left) < len(held["findings"])
        put(tmp_path, {FILE: held | {"findings": left}})
        run = check(tmp_path, "state.json", "job.json", "--baseline", FILE, "--format", "json")
        assert run.code == 3
        assert {each["resource"]: each["baseline"] for each in run.report["findings"]} == {
            each["resource"]: "unchanged" if each in left else "new" for each in held["findings"]
        }

    def test_a_policy_is_known_by_its_path_from_the_baseline(self, tmp_path: Path) -> None:
        policy = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}'
        put(tmp_path, {"in/a/endpoint.json": policy, "in/b/endpoint.json": policy})
        [held] = write(tmp_path, "in/a", file="in/known.json")["findings"]
        assert (held["rule"], held["resource"]) == ("policy-without-allow", "a/endpoint.json")
        assert check(tmp_path / "in" / "a", ".", "--baseline", "../known.json").code == 0
        assert check(tmp_path, "in/b", "--baseline", "in/known.json").code == 1

    def test_nothing_of_a_locked_rule_is_known(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        put(tmp_path, {"vpclint.toml": f"[rules.{MISSING}]\nlocked = true\n"})
        run = check(tmp_path, "state.json", "job.json", "--baseline", FILE, "--format", "json")
        assert (run.code, marks(run.report)[MISSING]) == (1, "new")
        again = vpclint(tmp_path, "baseline", "write", FILE, "state.json", "job.json")
        assert "s3-endpoint-missing is locked, so its findings are not" in again.err
        assert MISSING not in (tmp_path / FILE).read_text()

    def test_what_a_rule_that_is_left_out_would_say_is_not_known(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        assert check(tmp_path, "state.json", "job.json", "--baseline", FILE, "--ignore", MISSING).code == 1


class TestWrite:
    def test_the_same_findings_make_the_same_bytes(self, tmp_path: Path) -> None:
        write(broken(tmp_path, other_json=TWICE), "state.json", "job.json", "other.json")
        before = (tmp_path / FILE).read_bytes()
        held = write(tmp_path, "other.json", "job.json", "state.json")
        assert (tmp_path / FILE).read_bytes() == before
        keys = [[each[name] for name in ("rule", "scope", "resource", "discriminator")] for each in held["findings"]]
        assert keys == sorted(keys)
        assert len({tuple(key) for key in keys}) == len(keys)

    def test_what_is_suppressed_is_not_written(self, tmp_path: Path) -> None:
        put(broken(tmp_path), {".vpclint-ignore.yaml": f"- {{rule: {MISSING}, resource: '*', reason: x}}"})
        assert [each["rule"] for each in write(tmp_path)["findings"]] == ["s3-endpoint-disagrees"]
        everything = write(tmp_path, "--no-suppressions", "state.json", "job.json")
        assert MISSING in {each["rule"] for each in everything["findings"]}

    def test_nothing_is_written_while_something_cannot_be_read(self, tmp_path: Path) -> None:
        put(broken(tmp_path), {"b.json": "{", FILE: '{"schema_version": 1, "findings": []}'})
        for command in ("write", "prune"):
            if command == "prune":
                write(tmp_path, "state.json", "job.json")
            before = (tmp_path / FILE).read_bytes()
            run = vpclint(tmp_path, "baseline", command, FILE, "state.json", "job.json", "b.json")
            assert run.code == 2
            assert run.err.startswith("vpclint: b.json:1:")
            assert "known.json is not written" in run.err
            assert (tmp_path / FILE).read_bytes() == before

    def test_what_can_not_be_written_is_told_and_nothing_is_left_behind(self, tmp_path: Path) -> None:
        broken(tmp_path)
        run = vpclint(tmp_path, "baseline", "write", "none/known.json", "state.json", "job.json")
        assert (run.code, run.err) == (
            2,
            "vpclint: none/known.json: the file can't be written: no such file or directory\n",
        )
        (tmp_path / "folder").mkdir()
        assert vpclint(tmp_path, "baseline", "write", "folder", "state.json", "job.json").code == 2
        assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "job.json", "state.json"]

    def test_who_may_read_it_stays_as_it_was(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        (tmp_path / FILE).chmod(0o640)
        write(tmp_path)
        assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o640
        mask = os.umask(0o027)
        try:
            write(tmp_path, file="other.json")
        finally:
            os.umask(mask)
        assert (tmp_path / "other.json").stat().st_mode & 0o777 == 0o640

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        put(broken(tmp_path), {"real.json": ""})
        (tmp_path / FILE).symlink_to("real.json")
        write(tmp_path)
        assert (tmp_path / FILE).is_symlink()
        assert MISSING in (tmp_path / "real.json").read_text()

    def test_a_job_may_stand_in_options(self, tmp_path: Path) -> None:
        put(tmp_path, {"state.json": NO_ENDPOINT})
        group = JOB["NetworkConfig"]["VpcConfig"]["SecurityGroupIds"][0]
        options = ("--subnet", SUBNETS[0], "--security-group", group, "--input", "s3://a/b", "--output", "s3://a/c")
        assert MISSING in {each["rule"] for each in write(tmp_path, "state.json", *options)["findings"]}


class TestPrune:
    def test_what_is_repaired_is_taken_away(self, tmp_path: Path) -> None:
        write(broken(tmp_path, job_json=TWICE))
        put(tmp_path, {"state.json": state()})
        run = vpclint(tmp_path, "baseline", "prune", FILE, "state.json", "job.json")
        assert (run.code, run.out) == (0, "")
        assert f"note: gone: error[{MISSING}] {VPC} has no S3 endpoint" in run.err
        assert run.err.endswith("note: 1 finding is still known\n")
        held = json.loads((tmp_path / FILE).read_text())["findings"]
        assert [each["rule"] for each in held] == ["duplicate-id"]

    @pytest.mark.parametrize("change", ["another account", "another rule", "suppressed", "another file"])
    def test_what_was_not_looked_at_stays(self, tmp_path: Path, change: str) -> None:
        policy = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}'
        broken(tmp_path)
        put(tmp_path, {"endpoint.json": policy})
        write(tmp_path, "state.json", "job.json", "endpoint.json")
        before = (tmp_path / FILE).read_bytes()
        other = json.loads(json.dumps(state()).replace("123456789012", "210987654321"))
        files = {"another account": {"state.json": other}, "another rule": {"state.json": state()}}
        entry = f"- {{rule: {MISSING}, resource: '*', reason: x}}"
        put(tmp_path, files.get(change, {".vpclint-ignore.yaml": entry} if change == "suppressed" else {}))
        select = ("--select", "duplicate-id") if change == "another rule" else ()
        assert vpclint(tmp_path, "baseline", "prune", FILE, "state.json", "job.json", *select).code == 0
        assert (tmp_path / FILE).read_bytes() == before

    def test_a_suppression_that_was_over_is_gone_with_it(self, tmp_path: Path) -> None:
        ignore = ".vpclint-ignore.yaml"
        over, unused = (f"- {{rule: {rule}, resource: '*', reason: x}}" for rule in (MISSING, "duplicate-id"))
        put(good_folder(tmp_path), {ignore: over.replace("}", ", expires: 2020-01-01}") + "\n" + unused})
        assert {each["rule"] for each in write(tmp_path)["findings"]} == {"suppression-expired", "suppression-unused"}
        strictly = ("state.json", "job.json", "--fail-on", "warning")
        assert check(tmp_path, *strictly).code == 1
        assert check(tmp_path, *strictly, "--baseline", FILE).code == 0
        prune = ("baseline", "prune", FILE, "state.json", "job.json")
        for kept in ((), ("--no-suppressions",), ("--select", "duplicate-id")):
            assert vpclint(tmp_path, *prune, *kept).err.endswith("note: 2 findings are still known\n")
        put(tmp_path, {ignore: unused})
        assert vpclint(tmp_path, *prune).err.endswith("note: 1 finding is still known\n")


class TestShow:
    def test_a_line_for_each_under_its_account(self, tmp_path: Path) -> None:
        write(broken(tmp_path))
        run = vpclint(tmp_path, "baseline", "show", FILE)
        assert run.code == 0
        first, second, third = run.out.splitlines()
        assert first == "123456789012/eu-central-1"
        assert second.startswith("  warning[s3-endpoint-disagrees] ")
        assert third.startswith(f"  error[{MISSING}] {VPC} has no S3 endpoint")

    def test_what_is_hostile_is_shown_and_not_obeyed(self, tmp_path: Path) -> None:
        held = {"rule": "\x1b[2J", "scope": "\u202e", "resource": "", "discriminator": "", "message": "a\nb"}
        put(tmp_path, {FILE: {"schema_version": 1, "findings": [held]}})
        run = vpclint(tmp_path, "baseline", "show", FILE)
        assert run.out == "\\u202e\n  error[\\x1b[2J] a\\x0ab\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: "),
        ("{", "1:2: "),
        ("[]", "1:1: the file is an array, not an object"),
        ('{\n "findings": []}', "1:1: the file has no schema_version, which it must have"),
        ('{"schema_version": 2,\n "findings": []}', "1:20: this is a baseline of version 2, vpclint reads version 1"),
        ('{"schema_version": 1,\n "findings": [{}]}', "2:15: findings[0] has no rule, which it must have"),
        (
            '{"schema_version": 1,\n "findings": [{"rule": "a", "scope": "", "resource": "", "discriminator": 1}]}',
            "2:75: findings[0].discriminator is 1, not a text",
        ),
        (
            (
                '{"schema_version": 1, "findings": [\n{"rule": "", "scope": "", "resource": "", "discriminator": "",'
                ' "severity": "x"}]}'
            ),
            "2:76: findings[0].severity is 'x', not error, note or warning",
        ),
        (
            '{"schema_version": 1, "findings": [],\n "finding": []}',
            "2:2: the file has no key 'finding', did you mean findings?",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    put(broken(tmp_path), {FILE: text})
    for arguments in (("check", "state.json", "job.json", "--baseline", FILE), ("baseline", "show", FILE)):
        run = vpclint(tmp_path, *arguments)
        assert run.code == 2
        assert run.err.startswith(f"vpclint: {FILE}:{told}"), run.err


def test_no_baseline_marks_nothing(tmp_path: Path) -> None:
    found = report(broken(tmp_path))
    assert [each.get("baseline") for each in findings(found, MISSING)] == [None]


def test_the_configuration_names_the_baseline_from_its_own_folder(tmp_path: Path) -> None:
    write(broken(tmp_path))
    put(tmp_path, {"vpclint.toml": f'[inputs]\nbaseline = "{FILE}"\n', "deeper/x": ""})
    run = check(tmp_path / "deeper", "../state.json", "../job.json")
    assert (run.code, "WILL NOT WORK, AS IS KNOWN" in run.out) == (0, True)
    put(tmp_path, {"none.json": {"schema_version": 1, "findings": []}})
    assert check(tmp_path, "state.json", "job.json", "--baseline", "none.json").code == 1
    before = (tmp_path / FILE).read_bytes()
    write(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before
    (tmp_path / FILE).unlink()
    run = check(tmp_path, "state.json", "job.json")
    assert (run.code, run.out) == (2, "")
    assert FILE in run.err


def test_an_open_question_of_a_locked_rule_is_got_round_neither_by_its_fact_nor_by_a_baseline(tmp_path: Path) -> None:
    lean = {key: value for key, value in state().items() if key != "RouteTables"}
    put(good_folder(tmp_path, state_json=lean), {"vpclint.toml": "[rules.s3-endpoint-not-routed]\nlocked = true\n"})
    write(tmp_path)
    assert check(tmp_path, "state.json", "job.json", "--baseline", FILE).code == 3
    put(tmp_path, {".vpclint-ignore.yaml": "- {rule: fact-missing, resource: '*', reason: x}"})
    run = check(tmp_path, "state.json", "job.json")
    assert (run.code, "which leaves open s3-endpoint-not-routed\n" in run.out) == (3, True)
    put(tmp_path, {"vpclint.toml": ""})
    assert check(tmp_path, "state.json", "job.json").code == 0
    (tmp_path / ".vpclint-ignore.yaml").unlink()
    assert check(tmp_path, "state.json", "job.json", "--baseline", FILE).code == 0


def test_a_pipe_is_no_file_to_write_a_baseline_to(tmp_path: Path) -> None:
    os.mkfifo(broken(tmp_path) / FILE)
    run = vpclint(tmp_path, "baseline", "write", FILE, "state.json", "job.json")
    assert (run.code, (tmp_path / FILE).is_fifo()) == (2, True)
    assert "this is a folder, a device or a pipe" in run.err


@pytest.mark.parametrize("content", ["{}", '{"Vpcs": []}', "# a"])
def test_a_file_that_is_no_baseline_is_not_replaced(tmp_path: Path, content: str) -> None:
    put(broken(tmp_path), {"other.json": content})
    run = vpclint(tmp_path, "baseline", "write", "other.json", "job.json", "state.json")
    assert (run.code, (tmp_path / "other.json").read_text()) == (2, content)
    assert "this is no baseline, so it is not replaced" in run.err
    put(tmp_path, {"other.json": ""})
    assert write(tmp_path, file="other.json")["findings"]
