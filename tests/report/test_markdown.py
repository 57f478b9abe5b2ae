"""Markdown, rendered by GitHub's own parser: what it says, and that it fits."""

from pathlib import Path

import pytest
from cli.running import JOB, VPC_CONFIG, check, good_folder, job
from hypothesis import given
from hypothesis import strategies as st

from report.consumers import Page
from report.everything import ARGUMENTS, everything
from vpclint.report.marked import block, code, prose
from vpclint.text.escape import visible

TAGS = {
    *("h2", "table", "thead", "tbody", "tr", "th", "td", "p", "strong", "code", "ul", "li", "pre"),
    *("details", "summary"),
}


def rendered(markdown: str) -> Page:
    page = Page(markdown)
    assert page.balanced
    assert {tag.removeprefix("/") for tag in page.tags} <= TAGS
    return page


def test_a_whole_report_is_one_page_of_known_elements(tmp_path: Path) -> None:
    page = rendered(check(everything(tmp_path), *ARGUMENTS, "--format", "markdown").out)
    assert page.tags.count("details") == page.tags.count("/details") == 4
    assert {value for tag, name, value in page.attributes if name == "lang"} == {"sh", "yaml", "hcl"}
    texts = [piece.text for piece in page.pieces]
    assert any("modify-vpc-endpoint --vpc-endpoint-id vpce-" in text for text in texts)
    assert any('resource "aws_vpc_endpoint_route_table_association"' in text for text in texts)
    cells = [piece.text for piece in page.pieces if piece.within[-2:] == ("td", "code")]
    assert cells == ["features", "jobs/features.json", "hourly", "jobs/hourly.yaml", "policies/endpoint.json"]


def test_what_will_not_work_stands_first(tmp_path: Path) -> None:
    bad = job(((*VPC_CONFIG, "Subnets"), ["subnet-1"]), ProcessingJobName="broken")
    page = rendered(check(good_folder(tmp_path, job_json=[JOB, bad]), ".", "--format", "markdown").out)
    cells = [piece.text for piece in page.pieces if piece.within[-2:] == ("td", "code")]
    assert cells[0::2] == ["broken", "features"]


def many(folder: Path, count: int) -> Path:
    subnets = (*VPC_CONFIG, "Subnets")
    jobs = (job((subnets, [f"subnet-{n:07x}"]), ProcessingJobName=f"job-{n}") for n in range(count))
    return good_folder(folder, **{f"job{number or ''}_json": each for number, each in enumerate(jobs)})


def test_a_comment_has_room_for_65536_characters_and_says_what_it_left_out(tmp_path: Path) -> None:
    text = check(many(tmp_path, 600), ".", "--format", "markdown").out
    assert 60_000 < len(text.encode()) <= 65_536
    page = rendered(text)
    shown = sum(piece.text == "id-malformed" for piece in page.pieces)
    assert any(f"{600 - shown} of 600 findings are left out" in piece.text for piece in page.pieces)
    assert any("550 more are not listed here" in piece.text for piece in page.pieces)


def test_the_summary_of_a_step_has_room_for_a_mebibyte_with_what_is_there(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * 900_000 + b"\n")
    many(tmp_path / "jobs", 1_500)
    outputs = ("--output", f"markdown={summary}")
    check(tmp_path / "jobs", ".", *outputs, GITHUB_STEP_SUMMARY=str(summary))
    assert 1_000_000 < summary.stat().st_size <= 1_048_576
    assert b"findings are left out" in summary.read_bytes()
    check(tmp_path / "jobs", ".", *outputs, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.stat().st_size <= 1_048_576


LIMIT = 500
ANY = st.text(st.characters(codec="utf-8"), max_size=60) | st.text("`|\\[]()<>*_~#@!-+=:/ .&a1\n", max_size=60)


@given(ANY)
def test_code_is_the_text_and_nothing_else(text: str) -> None:
    shown = visible(text, LIMIT)
    page = rendered(f"x {code(text, LIMIT)} y")
    assert "".join(page.outside_code()).split() == ["x", "y"]
    if shown.strip():
        assert [piece.text for piece in page.pieces if "code" in piece.within] == [shown]


@given(ANY)
def test_code_in_a_cell_stays_in_its_cell(text: str) -> None:
    page = rendered(f"| a | b |\n|---|---|\n| {code(text, LIMIT, cell=True)} | end |\n")
    assert page.tags.count("td") == 2
    if visible(text, LIMIT).strip():
        assert [piece.text for piece in page.pieces if "code" in piece.within] == [visible(text, LIMIT)]


@given(ANY)
def test_prose_is_the_text_in_which_only_words_are_not_code(text: str) -> None:
    page = rendered(f"x: {prose(text, LIMIT)}")
    assert {tag.removeprefix("/") for tag in page.tags} <= {"p", "code"}
    assert "".join(piece.text for piece in page.pieces).split() == f"x: {visible(text, LIMIT)}".split()
    outside = " ".join(page.outside_code())
    assert not {*outside} & {*"@#<>[]*_~|\\!&/`"}


@given(ANY)
def test_a_block_is_its_lines_and_nothing_else(text: str) -> None:
    page = rendered(f"{block(text, 'sh')}\n\nend")
    assert page.tags == ["pre", "code", "/code", "/pre", "p", "/p"]
    lines = "\n".join(visible(line, 4000) for line in text.split("\n"))
    assert "".join(piece.text for piece in page.pieces if "pre" in piece.within) == f"{lines}\n"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("rtb-0a1 has no route to S3", "`rtb-0a1` has no route to S3"),
        ("20 instances need 40, see 10.0.0.0/16", "20 instances need 40, see `10.0.0.0/16`"),
        ("it's a well-known name (acme): yes", "it's a well-known name (acme): yes"),
        ("@octocat and #1 and GH-1", "`@octocat` and `#1` and `GH-1`"),
        ("a deadbee1 b", "a `deadbee1` b"),
        ("a <b> <c> d", "a `<b> <c>` d"),
        ("'s3:GetObject', b", "'`s3:GetObject`', b"),
        ("a  b", "a  b"),
        ("...", "`...`"),
    ],
)
def test_words_stay_and_names_become_code(sentence: str, shown: str) -> None:
    assert prose(sentence) == shown
