"""What a team has decided to live with: it stays in the report, with its reason, and does not count."""

import os
from pathlib import Path

import pytest
import yaml

from .running import COUNT, JOB, SUBNETS, VPC, at, check, findings, good_folder, job, put, report, rules, state
from .suppressing import IGNORE, MISSING, TGW, broken, commented, entries, in_yaml, json, marks


class TestEntries:
    @pytest.mark.parametrize("kind", ["folder", "fifo", "nowhere"])
    def test_what_can_not_be_read_of_its_name_is_told(self, tmp_path: Path, kind: str) -> None:
        file = broken(tmp_path) / IGNORE
        {"folder": file.mkdir, "fifo": lambda: os.mkfifo(file), "nowhere": lambda: file.symlink_to("gone")}[kind]()
        found = check(tmp_path)
        assert (found.code, found.out) == (2, "")
        assert IGNORE in found.err

    @pytest.mark.parametrize(
        "entry",
        [
            {"rule": MISSING, "resource": VPC},
            {"rule": "s3", "resource": "vpc-*"},
            {"rule": "s3-*", "path": "job.json"},
            {"rule": MISSING, "path": "*.json", "resource": VPC},
        ],
    )
    def test_one_suppresses_what_it_is_about(self, tmp_path: Path, entry: dict[str, str]) -> None:
        assert marks(json(broken(tmp_path))) == [None]
        put(tmp_path, {IGNORE: entries(entry)})
        found = json(tmp_path)
        assert (marks(found), found.code) == ([("external", "tested")], 0)

    @pytest.mark.parametrize(
        "entry",
        [
            {"rule": MISSING, "resource": "vpc-0"},
            {"rule": "single-zone", "resource": VPC},
            {"rule": MISSING, "path": "jobs/*"},
            {"rule": MISSING, "path": "other.json", "resource": VPC},
        ],
    )
    def test_one_suppresses_nothing_else(self, tmp_path: Path, entry: dict[str, str]) -> None:
        found = json(put(broken(tmp_path), {IGNORE: entries(entry)}))
        assert (marks(found), found.code) == ([None], 1)

    def test_the_verdict_takes_the_word_for_it_and_the_report_says_so(self, tmp_path: Path) -> None:
        put(
            broken(tmp_path),
            {IGNORE: entries({"rule": MISSING, "resource": VPC, "owner": "net", "expires": "9999-12-31"})},
        )
        found = report(tmp_path)
        [told] = found["jobs"]
        assert (found["verdict"], told["verdict"], told["unsuppressed"]) == ("pass", "pass", "fail")
        assert {need["verdict"] for need in told["needs"] if "s3:" in need["need"]} == {"fail"}
        [mark] = [finding["suppressed"] for finding in findings(found, MISSING)]
        assert (mark["owner"], mark["expires"], mark["location"]["file"]) == ("net", "9999-12-31", IGNORE)
        out = check(tmp_path, ".", "--accepted").out
        assert "WORKS, BUT FOR WHAT IS SUPPRESSED" in out
        assert f"suppressed error[{MISSING}] {VPC} has no S3 endpoint" in out
        assert f"  = reason: tested (net; until 9999-12-31; {IGNORE}:1:3)" in out

    def test_what_is_suppressed_does_not_fail_on_warnings(self, tmp_path: Path) -> None:
        twice = job((("NetworkConfig", "VpcConfig", "Subnets"), [*SUBNETS, SUBNETS[0]]))
        good_folder(tmp_path, job_json=twice)
        assert check(tmp_path, ".", "--fail-on", "warning").code == 1
        put(tmp_path, {IGNORE: entries({"rule": "duplicate-id", "resource": "*"})})
        assert check(tmp_path, ".", "--fail-on", "warning").code == 0

    def test_a_whole_vpc_and_a_policy_are_as_a_job(self, tmp_path: Path) -> None:
        off = [{"VpcId": VPC, "EnableDnsSupport": {"Value": False}, "EnableDnsHostnames": {"Value": True}}]
        both = entries({"rule": "dns-*", "resource": VPC}, {"rule": "internet-gateway-unusable", "resource": "rtb-*"})
        put(tmp_path, {"state.json": state(VpcAttributes=off), IGNORE: both})
        found = json(tmp_path)
        assert (found.code, found.report["vpcs"][0]["verdict"], found.report["vpcs"][0]["unsuppressed"]) == (
            0,
            "pass",
            "fail",
        )
        policy = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}'
        folder = put(tmp_path / "policies", {"endpoint.json": policy})
        assert json(folder).code == 1
        put(folder, {IGNORE: entries({"rule": "policy-without-allow", "path": "endpoint.json"})})
        found = json(folder)
        assert (found.code, found.report["policies"][0]["verdict"], found.report["verdict"]) == (0, "pass", "pass")
        assert "NO ERRORS, BUT FOR WHAT IS SUPPRESSED" in check(folder).out

    def test_a_policy_in_a_state_is_as_one_in_a_file(self, tmp_path: Path) -> None:
        denies = '{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}'
        broken, others = state()["VpcEndpoints"][:1], state()["VpcEndpoints"][1:]
        endpoint = broken[0]["VpcEndpointId"]
        put(tmp_path, {"state.json": state(VpcEndpoints=[broken[0] | {"PolicyDocument": denies}, *others])})
        assert report(tmp_path)["policies"] == [{"source": endpoint, "kinds": ["endpoint"], "verdict": "fail"}]
        put(tmp_path, {IGNORE: entries({"rule": "policy-without-allow", "resource": endpoint})})
        found = json(tmp_path)
        assert marks(found, "policy-without-allow") == [("external", "tested")]
        assert (found.code, found.report["verdict"]) == (0, "pass")
        assert [(each["verdict"], each["unsuppressed"]) for each in found.report["policies"]] == [("pass", "fail")]
        assert f"{endpoint} (an endpoint policy): NO ERRORS, BUT FOR WHAT IS SUPPRESSED" in check(tmp_path).out

    def test_what_needs_are_not_met_by_a_rule_that_is_left_out_counts_all_the_same(self, tmp_path: Path) -> None:
        put(broken(tmp_path), {IGNORE: entries({"rule": MISSING, "resource": VPC})})
        found = json(tmp_path, "--ignore", MISSING)
        assert (found.report["verdict"], found.code) == ("fail", 1)
        assert "suppression-unused" not in rules(found.report)


class TestOpenQuestions:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A job whose way to S3 leads over a transit gateway."""
        routes = [
            {"DestinationCidrBlock": "0.0.0.0/0", "TransitGatewayId": TGW, "Origin": "CreateRoute", "State": "active"}
        ]
        tables = [{**table, "Routes": [*table["Routes"][:1], *routes]} for table in state()["RouteTables"]]
        return good_folder(tmp_path, state_json=state(VpcEndpoints=[], RouteTables=tables))

    def test_what_is_missing_is_suppressed_for_all_that_it_leaves_open(self, folder: Path) -> None:
        found = json(put(folder, {IGNORE: entries({"rule": "fact-missing", "resource": TGW})}))
        assert marks(found, "fact-missing") == [("external", "tested")]
        assert (found.code, found.report["verdict"], found.report["summary"]["unknown"]) == (0, "pass", 0)
        assert "suppression-unused" not in rules(found.report)

    def test_the_question_of_a_rule_is_suppressed_and_those_of_others_stay_open(self, folder: Path) -> None:
        paths, buckets = ({"rule": "path-leaves-the-vpc", "resource": TGW}, {"rule": "access", "resource": "acme-*"})
        found = json(put(folder, {IGNORE: entries(paths)}))
        left_open = [
            (each.get("suppressed") is None, each["leaves_open"]) for each in findings(found.report, "fact-missing")
        ]
        assert sorted(left_open) == [(False, ["path-leaves-the-vpc"]), (True, ["bucket-policy-denies-job"])]
        assert found.code == 3
        assert json(put(folder, {IGNORE: entries(paths, buckets)})).code == 0

    @pytest.mark.parametrize(
        ("rule", "code"), [("fact-missing", 0), ("path-leaves-the-vpc", 3), ("path-leaves-the-vpc, access", 0)]
    )
    def test_a_comment_beside_the_subnets_or_a_path_will_do(self, folder: Path, rule: str, code: int) -> None:
        text = yaml.safe_dump(JOB)
        for subnet in SUBNETS:
            text = commented(text, subnet, f"vpclint: ignore[{rule}] x")
        (folder / "job.json").unlink()
        found = json(put(folder, {"job.yaml": text}))
        assert ("inSource", "x") in marks(found, "fact-missing")
        assert found.code == code
        put(folder, {"job.yaml": yaml.safe_dump(JOB)})
        assert json(folder).code == 3
        put(folder, {IGNORE: entries(*({"rule": each, "path": "*.yaml"} for each in rule.split(", ")))})
        assert json(folder).code == code

    def test_a_question_that_lacks_something_else_stays_open(self, tmp_path: Path) -> None:
        good_folder(tmp_path, state_json=state(VpcAttributes=None, DhcpOptions=None))
        for each in ("VpcAttributes", "DhcpOptions"):
            document = {key: value for key, value in state().items() if key not in ("VpcAttributes", "DhcpOptions")}
            put(tmp_path, {"state.json": document, IGNORE: entries({"rule": "fact-missing", "resource": each})})
            assert json(tmp_path).code == 3
        put(
            tmp_path,
            {IGNORE: entries(*({"rule": "fact-missing", "resource": each} for each in ("Vpc*", "DhcpOptions")))},
        )
        assert json(tmp_path).code == 0


class TestLocked:
    LOCKED = f"[rules.{MISSING}]\nlocked = true\n"

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            (MISSING, f"{MISSING} is locked by the configuration"),
            ("s3-*", f"'s3-*' means {MISSING}, which is locked"),
            ("s3", f"'s3' means {MISSING}, which is locked"),
        ],
    )
    def test_nothing_suppresses_a_locked_rule(self, tmp_path: Path, rule: str, told: str) -> None:
        put(broken(tmp_path), {"vpclint.toml": self.LOCKED, IGNORE: f"- reason: x\n  resource: '*'\n  rule: {rule}\n"})
        run = check(tmp_path)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"vpclint: {IGNORE}:3:9: {told}")

    def test_nor_does_a_comment(self, tmp_path: Path) -> None:
        put(in_yaml(tmp_path, f"vpclint: ignore[{MISSING}] x"), {"vpclint.toml": self.LOCKED})
        found = json(tmp_path)
        assert (found.code, marks(found)) == (2, [None])

    def test_locked_is_true_or_false(self, tmp_path: Path) -> None:
        run = check(put(broken(tmp_path), {"vpclint.toml": f"[rules.{MISSING}]\nlocked = 'yes'\n"}))
        assert (run.code, run.err.partition(": ")[2]) == (
            2,
            f"vpclint.toml:2:1: locked of [rules.{MISSING}] is 'yes', not true or false\n",
        )


class TestWhichHold:
    def test_with_no_suppressions_all_is_shown_and_no_file_of_them_read(self, tmp_path: Path) -> None:
        put(in_yaml(tmp_path, f"vpclint: ignore[{MISSING}]"), {IGNORE: "- nonsense"})
        found = json(tmp_path, "--no-suppressions")
        assert (marks(found), found.code, found.report["summary"]["suppressed"]) == ([None], 1, 0)

    def test_the_file_beside_the_configuration_goes_before_that_of_the_working_folder(self, tmp_path: Path) -> None:
        broken(tmp_path / "in")
        wanted, other = (entries({"rule": MISSING, "resource": VPC, "reason": each}) for each in ("above", "here"))
        put(tmp_path, {"vpclint.toml": "", IGNORE: wanted, f"in/{IGNORE}": other})
        assert marks(json(tmp_path / "in")) == [("external", "above")]
        (tmp_path / IGNORE).unlink()
        assert marks(json(tmp_path / "in")) == [("external", "here")]

    def test_without_a_configuration_it_is_the_nearest_above(self, tmp_path: Path) -> None:
        broken(tmp_path / "in" / "deep")
        put(tmp_path, {f"in/{IGNORE}": entries({"rule": MISSING, "path": "deep/job.json"})})
        assert marks(json(tmp_path / "in" / "deep")) == [("external", "tested")]

    def test_it_is_no_input_itself(self, tmp_path: Path) -> None:
        put(good_folder(tmp_path), {f"deep/{IGNORE}": "{"})
        assert check(tmp_path).code == 0

    def test_named_among_all_that_has_changed_it_is_no_input_either(self, tmp_path: Path) -> None:
        put(broken(tmp_path), {IGNORE: entries({"rule": MISSING, "resource": VPC})})
        run = check(tmp_path, "state.json", "job.json", IGNORE)
        assert (run.code, run.err) == (0, "")
        run = check(tmp_path, IGNORE, "--allow-empty")
        assert (run.code, run.out) == (0, "nothing was judged\n")

    def test_where_there_is_no_state_one_about_it_may_be_of_use(self, tmp_path: Path) -> None:
        about = ({"rule": each, "resource": "x"} for each in (MISSING, "state-stale", "policy", "duplicate-id"))
        put(good_folder(tmp_path), {IGNORE: entries(*about)})
        for named, number in (("job.json", 1), (".", 4)):
            run = check(tmp_path, named, "--format", "json")
            assert len(findings(run.report, "suppression-unused")) == number

    def test_one_that_expired_counts_again_and_is_told_once(self, tmp_path: Path) -> None:
        put(broken(tmp_path), {IGNORE: entries({"rule": MISSING, "resource": "vpc-0", "expires": "2020-02-29"})})
        found = json(tmp_path)
        assert (marks(found), found.code) == ([None], 1)
        assert {"suppression-expired", "suppression-unused"} & rules(found.report) == {"suppression-expired"}
        [told] = findings(found.report, "suppression-expired")
        assert told["message"] == f"the suppression of {MISSING} of vpc-0 has expired: it held until 2020-02-29"
        assert [(each["file"], each["line"]) for each in told["locations"]] == [(IGNORE, 1)]

    def test_of_two_for_one_finding_both_are_of_use_and_the_comment_is_named(self, tmp_path: Path) -> None:
        put(in_yaml(tmp_path, f"vpclint: ignore[{MISSING}] x"), {IGNORE: entries({"rule": "s3", "resource": VPC})})
        found = json(tmp_path)
        assert marks(found) == [("inSource", "x")]
        assert "suppression-unused" not in rules(found.report)

    def test_what_is_hostile_in_a_reason_is_shown_and_not_obeyed(self, tmp_path: Path) -> None:
        put(broken(tmp_path), {IGNORE: entries({"rule": MISSING, "resource": VPC, "reason": "\x1b[2J\u202e"})})
        out = check(tmp_path, ".", "--accepted").out
        assert r"= reason: \x1b[2J\u202e" in out
        assert "\x1b" not in out

    def test_a_request_that_is_invalid_can_be_suppressed_at_its_line(self, tmp_path: Path) -> None:
        text = commented(yaml.safe_dump(job((COUNT, 0))), "InstanceCount", "vpclint: ignore[job-request-invalid] later")
        found = json(put(tmp_path, {"state.json": state(), "job.yaml": text}))
        assert marks(found, "job-request-invalid") == [("inSource", "later")]
        assert found.code == 0


def test_the_names_that_are_used_here_are_in_the_good_fixture() -> None:
    assert JOB["ProcessingJobName"] == "features"
    assert at("Vpcs", "VpcId", VpcId=VPC)


def test_of_many_entries_that_are_of_no_use_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    entries = "".join(f"- {{rule: s3-endpoint-missing, resource: vpc-{number}, reason: x}}\n" for number in range(350))
    found = findings(report(good_folder(tmp_path), "."), "suppression-unused")
    assert found == []
    (tmp_path / ".vpclint-ignore.yaml").write_text(entries, "utf-8")
    found = findings(report(tmp_path, "."), "suppression-unused")
    assert len(found) == 101
    assert [each["message"] for each in found if "more of this kind" in each["message"]] == [
        "250 more of this kind stand in the file, the first of them here"
    ]
