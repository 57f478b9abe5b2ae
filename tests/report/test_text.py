"""The parts of a text report: frames, marks, colours, paths and the line at the end."""

import io
import json
import re
from contextlib import chdir, redirect_stdout
from pathlib import Path

import pytest
from cli.running import (
    COUNT,
    JOB,
    STATE,
    SUBNETS,
    VPC_CONFIG,
    check,
    good_folder,
    job,
    put,
    report,
    without_route,
)

from vpclint.cli.main import run

ANSI = re.compile(r"\x1b\[[0-9;]*m")
FRAME = re.compile(r"^ *(\d+) \| (.*)\n *\| ( *)(\^+)(.*)$", re.MULTILINE)
HEAD = re.compile(r"^ *(?:-->|:::) (.+?):(\d+):(\d+)", re.MULTILINE)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_on(stream: io.StringIO, folder: Path, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with chdir(folder), redirect_stdout(stream):
        run(["check", "."])
    return stream.getvalue()


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [
        (False, {}, False),
        (True, {}, True),
        (True, {"TERM": "xterm-256color"}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": "yes"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (True, {"FORCE_COLOR": "0"}, False),
        (True, {"CI": "true"}, False),
        (True, {"CI": "1", "TERM": "xterm-256color"}, False),
        (True, {"CI": "false"}, True),
        (True, {"CI": ""}, True),
        (True, {"CI": "true", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colour_is_for_terminals_unless_the_environment_decides(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,  # noqa: FBT001
    environment: dict[str, str],
    coloured: bool,  # noqa: FBT001
) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB})
    stream = Terminal() if terminal else io.StringIO()
    assert bool(ANSI.search(shown_on(stream, tmp_path, monkeypatch, **environment))) == coloured


def test_colours_change_nothing_but_the_colours(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": job((COUNT, 0)), "broken.json": "{"})
    plain, coloured = check(tmp_path, ".", "--paths"), check(tmp_path, ".", "--paths", FORCE_COLOR="1")
    assert plain.code == coloured.code
    assert ANSI.sub("", coloured.out) == plain.out
    assert coloured.out.count("\x1b[0m") * 2 == len(ANSI.findall(coloured.out))
    assert check(tmp_path, ".", "--format", "json", FORCE_COLOR="1") == check(tmp_path, ".", "--format", "json")


@pytest.mark.parametrize("indent", [2, "\t", 0])
def test_the_marks_stand_under_the_value(tmp_path: Path, indent: int | str) -> None:
    written = json.dumps(job((COUNT, 777), Environment={"Ä\U0001f600": 5}), indent=indent, ensure_ascii=False)
    put(tmp_path, {"state.json": without_route(), "job.json": written})
    frames = FRAME.findall(check(tmp_path).out)
    marked = [line[len(space) : len(space) + len(marks)] for _, line, space, marks, _ in frames]
    assert f'"{SUBNETS[1]}"' in marked
    assert "777" in marked
    assert "5" in marked


@pytest.mark.parametrize("padding", [0, 10, 49, 50, 51, 99, 100, 101, 500, 20_000])
@pytest.mark.parametrize("after", [0, 30, 500])
def test_a_long_line_is_cut_around_the_marks(tmp_path: Path, padding: int, after: int) -> None:
    wrong = {"Environment": {"P": "p" * padding}, "RoleArn": 12345, "Tags": [{"Key": "k", "Value": "v" * after}]}
    line = json.dumps(wrong)
    put(tmp_path, {"state.json": STATE, "job.json": line})
    frames = [frame for frame in FRAME.findall(check(tmp_path).out) if "12345" in frame[1]]
    assert frames
    for _, shown, _, _, _ in frames:
        assert len(shown) <= 100
        assert shown in line
    assert any(shown[len(space) : len(space) + len(marks)] == "12345" for _, shown, space, marks, _ in frames)


def test_a_value_that_is_longer_than_the_window_is_marked_to_its_edge(tmp_path: Path) -> None:
    long_name = "x" * 300
    put(tmp_path, {"state.json": STATE, "job.json": json.dumps(job(ProcessingJobName=long_name))})
    [frame] = [frame for frame in FRAME.findall(check(tmp_path).out) if "xxx" in frame[1]]
    _, shown, space, marks, _ = frame
    assert len(shown) <= 100
    assert len(space) + len(marks) == len(shown)
    assert shown[len(space) :].startswith('"xxx')


def test_a_line_of_200_columns_that_ends_with_the_value_is_cut_too(tmp_path: Path) -> None:
    padded = " " * 190 + '"subnet-xyz"'
    written = json.dumps(job(((*VPC_CONFIG, "Subnets"), ["@@"]))).replace('"@@"', f"\n{padded}\n")
    out = check(put(tmp_path, {"state.json": STATE, "job.json": written})).out
    [frame] = [frame for frame in FRAME.findall(out) if "subnet-xyz" in frame[1]]
    _, shown, space, marks, _ = frame
    assert shown[len(space) : len(space) + len(marks)] == '"subnet-xyz"'


def test_the_places_under_a_finding_are_those_of_the_json_report(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB})
    [finding] = report(tmp_path)["findings"]
    expected = [(each["file"], str(each["line"]), str(each["column"])) for each in finding["locations"]]
    assert HEAD.findall(check(tmp_path).out) == expected


def test_the_first_place_has_an_arrow_and_the_others_have_colons(tmp_path: Path) -> None:
    out = check(put(tmp_path, {"state.json": without_route(), "job.json": JOB})).out
    assert re.findall(r"^ *(-->|:::) (\w+)", out, re.MULTILINE) == [("-->", "job"), (":::", "state"), (":::", "state")]


def test_every_finding_names_its_rule_and_how_to_read_about_it(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route() | {"FlowLogs": []}, "job.json": job((COUNT, 0))})
    found = report(tmp_path)["findings"]
    blocks = check(tmp_path).out.split("\n\n")
    assert len(blocks) == len(found) + 1
    for finding, block in zip(found, blocks, strict=False):
        first, *_, last = block.splitlines()
        assert first == f"{finding['severity']}[{finding['rule']}] {finding['message']}"
        assert last == f"  = rule: vpclint rules {finding['rule']}"


def test_an_open_question_is_called_unknown(tmp_path: Path) -> None:
    lean = {key: value for key, value in STATE.items() if key != "RouteTables"}
    out = check(put(tmp_path, {"state.json": lean, "job.json": JOB})).out
    assert out.startswith("unknown[fact-missing] ")
    assert "features (job.json): CANNOT TELL" in out
    assert "1 open fact" in out


def test_many_affected_needs_are_counted(tmp_path: Path) -> None:
    jobs = [job(ProcessingJobName=f"job-{number}") for number in range(20)]
    out = check(put(tmp_path, {"state.json": without_route(), "jobs.json": jobs})).out
    affected = [line for line in out.splitlines() if line.startswith("  = affects: ")]
    assert affected[-1] == f"  = affects: {40 - (len(affected) - 1)} more"
    assert len(affected) < 10


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"state.json": STATE}, "features (job.json): WORKS"),
        ({"state.json": without_route()}, "features (job.json): WILL NOT WORK"),
        ({"state.json": {"Vpcs": []}}, "features (job.json): CANNOT TELL"),
    ],
)
def test_the_verdict_stands_at_the_end(tmp_path: Path, files: dict[str, object], expected: str) -> None:
    out = check(put(tmp_path, {**files, "job.json": JOB})).out
    last = out.split("\n\n")[-1].splitlines()
    assert any(line.startswith(expected) for line in last)
    assert "passed" in "".join(last)
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_counts_speak_english(tmp_path: Path) -> None:
    odd = job((("ProcessingResources", "ClusterConfig", "InstanceType"), "ml.q9.huge"))
    put(tmp_path, {"state.json": without_route() | {"FlowLogs": []}, "job.json": odd})
    assert re.search(r"1 error · 1 warning · 1 note · \d+ passed", check(tmp_path).out)
    put(tmp_path, {"job.json": job((COUNT, 0), RoleArn="x", Nonsense=1)})
    assert re.search(r"4 errors · 1 note · \d+ passed", check(tmp_path).out)


def test_a_job_without_a_name_is_named_once(tmp_path: Path) -> None:
    out = check(put(tmp_path, {"state.json": STATE, "bare.json": JOB["NetworkConfig"]})).out
    assert out.startswith("bare.json: WORKS")


def test_assumptions_and_what_is_not_examined_are_listed(tmp_path: Path) -> None:
    left_out = ("BucketLocations", "BucketPolicies", "RolePolicies")
    lean = {key: value for key, value in STATE.items() if key not in left_out}
    out = check(put(tmp_path, {"state.json": lean, "job.json": JOB})).out
    assert "assumed: bucket acme-raw is in eu-central-1 · bucket acme-features is in eu-central-1\n" in out
    whose = ("bucket acme-raw", "bucket acme-features", "the role ml/processing")
    assert f"not examined: {' · '.join(f'the policies of {each}' for each in whose)}\n" in out


def test_paths_show_every_need_hop_by_hop(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": JOB})
    found = report(tmp_path)
    out = check(tmp_path, ".", "--paths").out
    for need in found["jobs"][0]["needs"]:
        assert f"  {need['need']}: {need['verdict']}\n" in out
        for subnet, answer in need["subnets"].items():
            assert re.search(rf"^    {answer['verdict']}: .*{subnet}", out, re.MULTILINE)
    for hops in found["paths"].values():
        for hop in hops:
            assert f"      {hop['verdict']:7} {hop['hop']} {hop['resource']}: {hop['why']}\n" in out
    assert "rtb-" not in check(good_folder(tmp_path)).out


def test_paths_of_a_job_outside_of_a_vpc_are_none(tmp_path: Path) -> None:
    outside = job()
    del outside["NetworkConfig"]["VpcConfig"]
    assert "features in an unknown VPC" in check(good_folder(tmp_path, job_json=outside), ".", "--paths").out


def test_a_run_without_readable_jobs_shows_its_errors_alone(tmp_path: Path) -> None:
    run_ = check(put(tmp_path, {"state.json": STATE, "job.json": "{"}))
    assert run_.code == 2
    assert run_.out.startswith("error: job.json:1:2: ")
    assert "WORKS" not in run_.out


def test_a_mark_in_a_file_with_a_byte_order_mark_stands_under_the_value(tmp_path: Path) -> None:
    data = json.dumps(job((COUNT, 777))).encode("utf-8-sig")
    [frame] = [each for each in FRAME.findall(check(good_folder(tmp_path, job_json=data)).out) if "777" in each[1]]
    _, shown, space, marks, _ = frame
    assert shown[len(space) : len(space) + len(marks)] == "777"
