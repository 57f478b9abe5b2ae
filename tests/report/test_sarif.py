"""SARIF: valid by its schema, within the limits of code scanning, and true to the report."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.running import JOB, VPC_CONFIG, check, good_folder, job, put, without_route

from report.consumers import SARIF
from report.everything import ARGUMENTS, everything
from vpclint.engine.catalogue import load
from vpclint.engine.remedies import Remedy
from vpclint.report import sarif
from vpclint.report.found import ErrorReport, FindingReport, Location, Suppressed
from vpclint.report.model import build
from vpclint.report.view import View
from vpclint.text.sources import SourceTexts

RULES = tuple(load())


def finding(number: int = 0, **members: Any) -> FindingReport:
    given = {
        "rule": "route-missing",
        "status": "fail",
        "severity": "error",
        "message": f"rtb-{number} has no route",
        "resource": f"rtb-{number}",
        "affects": (),
        "locations": (Location("state.json", number + 1, 3, f"/RouteTables/{number}", "here"),),
        "fingerprint": f"{number:032x}",
        "remedy": Remedy("open it", (f"aws ec2 create-route --route-table-id rtb-{number}",)),
    }
    return FindingReport(**given | members)


def view(*findings: FindingReport, errors: tuple[ErrorReport, ...] = ()) -> View:
    report = build([], findings, errors)
    return View(report, SourceTexts(), RULES, folder="/work", root="/work")


def log(*findings: FindingReport, errors: tuple[ErrorReport, ...] = ()) -> Any:
    found = json.loads(sarif.show(view(*findings, errors=errors)))
    SARIF.validate(found)
    return found["runs"][0]


def test_a_whole_report_is_valid(tmp_path: Path) -> None:
    found = json.loads(check(everything(tmp_path), *ARGUMENTS, "--format", "sarif").out)
    SARIF.validate(found)
    [run] = found["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [rule.name for rule in RULES]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_each_result_says_what_the_report_says(tmp_path: Path) -> None:
    everything(tmp_path)
    report = check(tmp_path, *ARGUMENTS, "--format", "json").report
    [run] = json.loads(check(tmp_path, *ARGUMENTS, "--format", "sarif").out)["runs"]
    for told, result in zip(report["findings"], run["results"], strict=True):
        assert result["message"]["text"].split("\n")[0] == told["message"]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == told["fingerprint"]
        kinds = {"fail": ("fail", told["severity"]), "unknown": ("open", "none")}
        assert (result["kind"], result["level"]) == kinds[told["status"]]
        assert result["properties"]["severity"] == told["severity"]
        assert result["properties"].get("remedy") == told.get("remedy")
        assert len(result["locations"]) == 1
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    [told] = invocation["toolExecutionNotifications"]
    place = told["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "jobs/broken.json", "uriBaseId": "%SRCROOT%"}
    assert place["region"]["startLine"] == 1


def test_a_region_marks_what_the_text_marks(tmp_path: Path) -> None:
    good_folder(tmp_path, state_json=without_route())
    [run] = json.loads(check(tmp_path, ".", "--format", "sarif").out)["runs"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = (tmp_path / "job.json").read_text("utf-8").split("\n")[region["startLine"] - 1]
    marked = line[region["startColumn"] - 1 : region["endColumn"] - 1]
    assert marked == json.dumps(JOB["NetworkConfig"]["VpcConfig"]["Subnets"][1])


def test_every_rule_has_its_page_and_every_text_fits() -> None:
    for rule in log()["tool"]["driver"]["rules"]:
        assert rule["help"]["text"] == rule["help"]["markdown"]
        assert f"# {rule['id']}" in rule["help"]["markdown"]
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["name"]) <= 255
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["helpUri"].startswith("https://docs.aws.amazon.com/")


def test_what_is_suppressed_or_known_says_so() -> None:
    why = Suppressed("inSource", "moves in May", Location("job.yaml", 3, 1))
    first, second = log(finding(1, suppressed=why, baseline="unchanged"), finding(2, baseline="new"))["results"]
    [suppression] = first["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "moves in May")
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 3
    assert (first["baselineState"], second["baselineState"], second["suppressions"]) == ("unchanged", "new", [])
    [alone] = log(finding())["results"]
    assert {"suppressions", "baselineState"} & alone.keys() == set()


def test_places_beyond_what_code_scanning_shows_are_counted() -> None:
    places = tuple(Location("state.json", line, 1, note="here") for line in range(1, 153))
    [result] = log(finding(locations=places))["results"]
    assert [each["id"] for each in result["relatedLocations"]] == [*range(1, 101)]
    assert "note: 51 further places are in the JSON report" in result["message"]["text"]


def test_results_beyond_what_code_scanning_takes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    run = log(*(finding(number) for number in range(5)))
    assert [each["message"]["text"].split()[0] for each in run["results"]] == ["rtb-0", "rtb-1", "rtb-2"]
    [told] = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("2 of 5 findings are left out")
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_finding_without_a_place_stands_at_the_job(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": {}, "job.json": JOB})
    [run] = json.loads(check(tmp_path, "job.json", "--format", "sarif").out)["runs"]
    assert run["results"]
    assert all("artifactLocation" in each["locations"][0]["physicalLocation"] for each in run["results"])


@pytest.mark.parametrize(
    ("file", "uri", "base"),
    [
        ("a b/c#d?.json", "a%20b/c%23d%3F.json", "%SRCROOT%"),
        ("c:d.json", "c%3Ad.json", "%SRCROOT%"),
        ("/work/sub/x.json", "sub/x.json", "%SRCROOT%"),
        ("../x.json", "file:///x.json", None),
        ("/else/x.json", "file:///else/x.json", None),
        ("bad\udcff.json", "bad%FF.json", "%SRCROOT%"),
    ],
)
def test_a_file_is_a_uri_from_the_root(file: str, uri: str, base: str | None) -> None:
    [result] = log(finding(locations=(Location(file, 1, 1),)))["results"]
    where = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (where["uri"], where.get("uriBaseId")) == (uri, base)


def test_braces_and_brackets_of_a_message_are_neither_placeholders_nor_links() -> None:
    [result] = log(finding(message="{0} [x](1) [y](https://e) ${aws:a}"))["results"]
    text = result["message"]["text"].split("\n")[0]
    assert text == "{{0}} [x] (1) [y] (https://e) ${{aws:a}}"
    assert not re.search(r"\[[^\]]*\]\(", text)


class Counted(SourceTexts):
    """Texts that count how often a place is looked up."""

    asked = 0

    def location(self, *place: Any, **more: Any) -> Any:
        self.asked += 1
        return super().location(*place, **more)


def test_each_place_is_looked_up_once() -> None:
    texts = Counted()
    wanted = msgspec.structs.replace(view(*(finding(number) for number in range(500))), texts=texts)
    assert sarif.show(wanted).count('"ruleId"') == 500
    assert texts.asked == 500


@pytest.mark.slow
def test_a_check_that_finds_ten_thousand_things_is_a_valid_log(tmp_path: Path) -> None:
    subnets = (*VPC_CONFIG, "Subnets")
    ids = (([f"subnet-{n:07x}", f"subnet-{n:09x}"], f"job-{n}") for n in range(5_000))
    jobs = {f"{name}_json": job((subnets, several), ProcessingJobName=name) for several, name in ids}
    run = check(good_folder(tmp_path, **jobs), ".", "--format", "sarif")
    assert run.code == 1
    found = json.loads(run.out)
    results = found["runs"][0]["results"]
    assert len(results) == 10_000
    assert len({each["partialFingerprints"]["vpclint/v1"] for each in results}) == 10_000
    found["runs"][0]["results"] = results[::100]
    SARIF.validate(found)
    assert len(gzip.compress(run.out.encode())) < 10_000_000  # what code scanning takes of a file
