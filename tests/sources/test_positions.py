"""Line and column of every finding, in every way in which a text may be written."""

import codecs
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import (
    COUNT,
    JOB,
    STATE,
    SUBNETS,
    VPC_CONFIG,
    check,
    findings,
    good_folder,
    job,
    put,
    report,
    without_route,
)

BAD = job((COUNT, 0))

Write = Callable[[Any], str]


def spaced(document: Any) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def tabbed(document: Any) -> str:
    return json.dumps(document, indent="\t", ensure_ascii=False)


def on_one_line(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)


def block_yaml(document: Any) -> str:
    return yaml.safe_dump(document, allow_unicode=True, width=10**6)


def flow_yaml(document: Any) -> str:
    return yaml.safe_dump(document, allow_unicode=True, default_flow_style=True)


WRITERS = [
    pytest.param("job.json", spaced, id="json"),
    pytest.param("job.json", tabbed, id="tabs"),
    pytest.param("job.json", on_one_line, id="one-line"),
    pytest.param("job.yaml", block_yaml, id="yaml"),
    pytest.param("job.yaml", flow_yaml, id="flow-yaml"),
    pytest.param("job.yaml", spaced, id="json-in-yaml"),
]
ENCODINGS = [
    pytest.param(lambda text: text.encode(), id="utf-8"),
    pytest.param(lambda text: codecs.BOM_UTF8 + text.encode(), id="utf-8-mark"),
    pytest.param(lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"), id="utf-16-le"),
    pytest.param(lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), id="utf-16-be"),
]
ENDS = [pytest.param("\n", id="lf"), pytest.param("\r\n", id="crlf")]


def what_stands_at(data: bytes, place: dict[str, Any]) -> str:
    """The text from a reported place on, told without any code of vpclint: columns are code points."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    line = data.decode(encoding).replace("\r\n", "\n").split("\n")[place["line"] - 1]
    return line[place["column"] - 1 :]


@pytest.mark.parametrize(("name", "write"), WRITERS)
@pytest.mark.parametrize("encode", ENCODINGS)
@pytest.mark.parametrize("end", ENDS)
def test_a_value_that_is_wrong_is_found_where_it_stands(
    tmp_path: Path, name: str, write: Write, encode: Callable[[str], bytes], end: str
) -> None:
    wrong = job((COUNT, 777), Environment={"\U0001f600 stage\t": "ä\U0001f980"})
    data = encode(write(wrong).replace("\n", end))
    found = report(put(tmp_path, {"state.json": STATE, name: data}))
    places = {
        each["pointer"]: each for finding in findings(found, "job-request-invalid") for each in finding["locations"]
    }
    assert what_stands_at(data, places["/ProcessingResources/ClusterConfig/InstanceCount"]).startswith("777")
    key = next(pointer for pointer in places if pointer.startswith("/Environment"))
    assert what_stands_at(data, places[key]).strip("\"'").startswith("ä\U0001f980")


@pytest.mark.parametrize(("name", "write"), WRITERS)
def test_a_member_that_is_missing_is_found_at_the_object_that_lacks_it(tmp_path: Path, name: str, write: Write) -> None:
    text = write({key: value for key, value in JOB.items() if key != "RoleArn"})
    [finding] = findings(report(put(tmp_path, {"state.json": STATE, name: text})), "job-request-invalid")
    [place] = finding["locations"]
    assert (place["line"], place["column"]) == (1, 1)
    assert place.get("pointer", "") == ""


@pytest.mark.parametrize("encode", ENCODINGS)
@pytest.mark.parametrize("write", [spaced, tabbed, on_one_line])
def test_a_record_of_a_state_is_found_where_it_stands(
    tmp_path: Path, write: Write, encode: Callable[[str], bytes]
) -> None:
    broken = {"Odd \U0001f980 key": ["\U0001f600" * 3, "]}"], **without_route()}
    data = encode(write(broken))
    put(tmp_path, {"state.json": data, "job.json": JOB})
    [finding] = findings(report(tmp_path), "s3-endpoint-not-routed")
    in_the_job, *in_the_state = finding["locations"]
    assert in_the_job["file"] == "job.json"
    assert [place["file"] for place in in_the_state] == ["state.json"] * len(in_the_state)
    for place in in_the_state:
        assert what_stands_at(data, place).startswith("{")
    table = what_stands_at(data, in_the_state[0])
    index = int(in_the_state[0]["pointer"].removeprefix("/RouteTables/"))
    if write is on_one_line:
        assert table.startswith(on_one_line(broken["RouteTables"][index]))


def test_a_record_of_a_state_in_yaml_is_found_where_it_stands(tmp_path: Path) -> None:
    text = yaml.safe_dump(without_route())
    found = report(put(tmp_path, {"state.yaml": text, "job.json": JOB}))
    [finding] = findings(found, "s3-endpoint-not-routed")
    [table, *_] = [place for place in finding["locations"] if place["file"] == "state.yaml"]
    line = text.splitlines()[table["line"] - 1]
    assert line[: table["column"] - 1].strip(" -") == ""
    assert table["pointer"].startswith("/RouteTables/")


@pytest.mark.parametrize(
    ("name", "write"), [("all.json", spaced), ("all.yaml", block_yaml)], ids=["list-in-json", "list-in-yaml"]
)
def test_the_places_of_a_state_and_jobs_in_one_list_count_from_the_whole_file(
    tmp_path: Path, name: str, write: Write
) -> None:
    text = write([JOB, without_route(), BAD | {"ProcessingJobName": "bad"}])
    found = report(put(tmp_path, {name: text}), name)
    assert [each["name"] for each in found["jobs"]] == ["features", "bad"]
    [wrong] = findings(found, "job-request-invalid")
    assert wrong["locations"][0]["pointer"] == "/2/ProcessingResources/ClusterConfig/InstanceCount"
    assert what_stands_at(text.encode(), wrong["locations"][0]).startswith("0")
    [finding] = findings(found, "s3-endpoint-not-routed")
    in_the_job, table, *_ = finding["locations"]
    assert what_stands_at(text.encode(), in_the_job).strip('"- ').startswith(SUBNETS[1])
    assert table["pointer"].startswith("/1/RouteTables/")
    assert table["line"] > text[: text.index("RouteTables")].count("\n")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jobs.jsonl", f"{on_one_line(JOB)}\n\n{on_one_line(BAD)}\n"),
        ("jobs.yaml", f"# two jobs\n---\n{block_yaml(JOB)}---\n{block_yaml(BAD)}"),
    ],
)
def test_a_place_in_the_second_of_several_documents_counts_from_the_whole_file(
    tmp_path: Path, name: str, text: str
) -> None:
    found = report(put(tmp_path, {"state.json": STATE, name: text}))
    [finding] = findings(found, "job-request-invalid")
    [place] = finding["locations"]
    assert place["pointer"] == "/1/ProcessingResources/ClusterConfig/InstanceCount"
    assert what_stands_at(text.encode(), place).startswith("0")
    assert place["line"] > text.count("\n") / 2


def test_both_places_of_an_id_that_is_listed_twice_are_shown(tmp_path: Path) -> None:
    twice = job(((*VPC_CONFIG, "Subnets"), [SUBNETS[0], SUBNETS[1], SUBNETS[0]]))
    found = report(good_folder(tmp_path, job_json=twice))
    [finding] = findings(found, "duplicate-id")
    lines = (tmp_path / "job.json").read_text("utf-8").splitlines()
    for place, pointer in zip(finding["locations"], (2, 0), strict=True):
        assert place["pointer"] == f"/NetworkConfig/VpcConfig/Subnets/{pointer}"
        assert lines[place["line"] - 1][place["column"] - 1 :].startswith(f'"{SUBNETS[0]}"')


def test_a_key_with_a_slash_or_a_tilde_is_found(tmp_path: Path) -> None:
    wrong = job(Environment={"a/b~c": 7})
    found = report(good_folder(tmp_path, job_json=wrong))
    places = {place["pointer"]: place for each in found["findings"] for place in each["locations"]}
    text = (tmp_path / "job.json").read_bytes()
    assert what_stands_at(text, places["/Environment/a~1b~0c"]).startswith("7")


def test_a_text_report_shows_the_same_places_as_the_json_report(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": without_route(), "job.json": BAD})
    places = [
        f"{each['file']}:{each['line']}:{each['column']}"
        for finding in report(tmp_path)["findings"]
        for each in finding["locations"]
    ]
    shown = check(tmp_path).out
    assert len(places) > 3
    assert [place for place in places if place not in shown] == []
