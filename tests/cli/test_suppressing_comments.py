"""Suppressions in comments, beside what they are about."""

from pathlib import Path

import pytest
import yaml
from counting import calls_in

from vpclint.errors import MOST_TOLD

from .running import GROUPS, JOB, SUBNETS, findings, job, put, rules
from .suppressing import MISSING, NO_ENDPOINT, in_yaml, json, marks


class TestComments:
    @pytest.mark.parametrize("above", [False, True])
    def test_one_at_a_place_of_a_finding_suppresses_it(self, tmp_path: Path, *, above: bool) -> None:
        found = json(in_yaml(tmp_path, f"vpclint: ignore[{MISSING}] it has a proxy", above=above))
        assert marks(found) == [("inSource", "it has a proxy")]
        assert (found.code, found.report["verdict"], found.report["summary"]["suppressed"]) == (0, "pass", 1)

    def test_a_related_place_will_do(self, tmp_path: Path) -> None:
        assert marks(json(in_yaml(tmp_path, f"vpclint: ignore[{MISSING}] x", SUBNETS[1]))) == [("inSource", "x")]

    def test_another_line_will_not(self, tmp_path: Path) -> None:
        found = json(in_yaml(tmp_path, f"vpclint: ignore[{MISSING}] x", GROUPS[0]))
        assert (marks(found), found.code) == ([None], 1)
        assert "suppression-unused" in rules(found.report)

    def test_one_behind_a_value_is_not_about_the_next_line(self, tmp_path: Path) -> None:
        found = json(in_yaml(tmp_path, f"vpclint: ignore[{MISSING}] x", "Subnets:"))
        assert marks(found) == [None]

    def test_it_names_several_rules_families_and_globs(self, tmp_path: Path) -> None:
        for number, each in enumerate((f"single-zone, {MISSING}", "s3", "s3-*")):
            assert marks(json(in_yaml(tmp_path / str(number), f"vpclint: ignore[{each}] x"))) == [("inSource", "x")]

    def test_a_rule_that_it_does_not_name_is_not_suppressed(self, tmp_path: Path) -> None:
        assert marks(json(in_yaml(tmp_path, "vpclint: ignore[duplicate-id] x"))) == [None]

    def test_in_a_text_it_is_none(self, tmp_path: Path) -> None:
        text = yaml.safe_dump(job(Environment={"NOTE": f"# vpclint: ignore[{MISSING}] x"}))
        assert marks(json(put(tmp_path, {"state.json": NO_ENDPOINT, "job.yaml": text}))) == [None]

    def test_one_cause_that_breaks_two_jobs_is_suppressed_for_one(self, tmp_path: Path) -> None:
        in_yaml(tmp_path, f"vpclint: ignore[{MISSING}] x")
        put(tmp_path, {"other.json": job(ProcessingJobName="other")})
        found = json(tmp_path)
        hit = [
            (each.get("suppressed") is not None, each["affects"][0]["job"]) for each in findings(found.report, MISSING)
        ]
        assert sorted(hit) == [(False, "other"), (True, "features")]
        assert {each["name"]: each["verdict"] for each in found.report["jobs"]} == {"features": "pass", "other": "fail"}
        assert found.code == 1

    @pytest.mark.parametrize(
        ("comment", "told"),
        [
            (f"vpclint: ignore[{MISSING}]", f"the comment gives no reason to ignore '{MISSING}'"),
            ("vpclint: ignore[] x", "the comment names no rule between its brackets"),
            ("vpclint: ignore s3 x", "a comment to vpclint says 'ignore[rule] reason', this one 'ignore s3 x'"),
            ("vpclint: ignore[s3-endpoint-mising] x", "'s3-endpoint-mising', did you mean s3-endpoint-missing?"),
            ("vpclint: ignore[suppression-unused] x", "suppression-unused is about suppressions themselves"),
        ],
    )
    def test_what_is_wrong_with_one_is_told_with_its_place(self, tmp_path: Path, comment: str, told: str) -> None:
        found = json(in_yaml(tmp_path, comment))
        [error] = found.report["errors"]
        assert told in error["message"]
        text = (tmp_path / "job.yaml").read_text()
        line = text.splitlines()[error["line"] - 1]
        assert (error["file"], line[error["column"] - 1 :]) == ("job.yaml", f"# {comment}")
        assert (found.code, marks(found)) == (2, [None])

    def test_of_many_that_can_not_be_followed_the_first_are_told(self, tmp_path: Path) -> None:
        wrong = "\n".join("# vpclint: ignore[s4] x" if number % 2 else "# vpclint: ignore" for number in range(300))
        put(tmp_path, {"state.json": NO_ENDPOINT, "job.yaml": f"{wrong}\n{yaml.safe_dump(JOB)}"})
        errors = json(tmp_path).report["errors"]
        assert len(errors) == MOST_TOLD + 1
        assert errors[-1]["message"] == f"{300 - MOST_TOLD} further comments in this file can't be followed"

    def test_many_that_name_no_rule_are_told_as_soon_as_few(self, tmp_path: Path) -> None:
        """What was probably meant is asked of no more of them than are told."""

        def run(number: int) -> int:
            wrong = "\n".join(f"# vpclint: ignore[nope{each}] x" for each in range(number))
            put(tmp_path, {"state.json": NO_ENDPOINT, "job.yaml": f"{wrong}\n{yaml.safe_dump(JOB)}"})
            return calls_in(lambda: json(tmp_path))

        run(1)
        of_one_more = (run(MOST_TOLD + 200) - run(MOST_TOLD + 100)) / 100
        of_one_told = (run(MOST_TOLD - 10) - run(MOST_TOLD - 20)) / 10
        assert of_one_told > of_one_more + 300
