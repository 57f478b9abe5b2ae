"""`vpclint explain`: what it reads, prints and exits with."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from vpclint.cli import explain
from vpclint.cli.check import command as check_command
from vpclint.engine.catalogue import load
from vpclint.engine.messages import Explanation, Match

from .running import Run, check, good_folder, vpclint

MPI = "At least one pair of MPI processes are unable to reach each other"
LOG = f"2024-05-01 INFO started\n2024-05-01 ERROR {MPI}\n2024-05-01 INFO ended\n"


def piped(folder: Path, data: bytes | None, *arguments: str) -> Run:
    """vpclint with these bytes on its standard input, or with a standard input that is closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", None if data is None else io.TextIOWrapper(io.BytesIO(data)))
        return vpclint(folder, "explain", "-", *arguments)


def test_a_message_leads_to_its_rules_and_the_next_command(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "explain", MPI)
    assert (run.code, run.err) == (0, "")
    assert run.out == (
        f"> {MPI}\n"
        "\nThe rules that find it before the job runs:\n"
        "  vpclint rules security-group-self-egress   error: "
        "the security groups do not let the job's instances out to each other\n"
        "  vpclint rules security-group-self-ingress  error: "
        "the security groups do not let the job's instances in to each other\n"
        "\nWith the state of your VPC and your job:\n"
        "  vpclint check STATE JOB\n"
    )


def test_the_next_command_runs(tmp_path: Path) -> None:
    [match] = json.loads(vpclint(tmp_path, "explain", MPI, "--format", "json").out)["matches"]
    program, name, *words = match["command"].split()
    assert (program, name) == ("vpclint", check_command.name)
    files = {"STATE": "state.json", "JOB": "job.json"}
    assert check(good_folder(tmp_path), *(files.get(word, word) for word in words)).code == 0
    assert vpclint(tmp_path, "rules", match["rules"][0]["name"]).code == 0


def test_words_without_quotes_are_one_text(tmp_path: Path) -> None:
    assert vpclint(tmp_path, "explain", *MPI.split()) == vpclint(tmp_path, "explain", MPI)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_dash_reads_a_log(tmp_path: Path, encoding: str) -> None:
    assert piped(tmp_path, LOG.encode(encoding)) == vpclint(tmp_path, "explain", MPI)


def test_wrong_bytes_do_not_hide_a_message(tmp_path: Path) -> None:
    assert piped(tmp_path, b"\x80\xc3(" + LOG.encode() + b"\xff") == vpclint(tmp_path, "explain", MPI)


@pytest.mark.parametrize("data", [None, b"", b"\n \n", b"\x00\x1b[31m...---\x1b[0m"])
def test_a_text_without_words_is_refused(tmp_path: Path, data: bytes | None) -> None:
    run = piped(tmp_path, data)
    assert (run.code, run.out) == (2, "")
    assert run.err == "vpclint: the text has no words: vpclint explain 'the error message'\n"


def test_an_unknown_message_says_what_to_do(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "explain", "\x1b[31mAccess Denied\u202e", "*" * 1000)
    assert (run.code, run.out) == (1, "")
    assert "vpclint explain --list" in run.err
    assert "vpclint rules" in run.err
    assert "\x1b" not in run.err
    assert run.err.count("\n") == 1


def test_json_holds_what_the_text_says(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "explain", "--format", "json", "see:", MPI)
    explained = json.loads(run.out)
    assert explained["schema_version"] == 1
    [match] = explained["matches"]
    assert (match["message"], match["held"], match["words"], match["explanations"]) == (MPI, 13, 13, [])
    assert match["rules"] == [
        {"name": rule.name, "severity": rule.severity.value, "title": rule.title}
        for rule in load().matching("security-group-self-*")
    ]


def test_json_without_a_match_is_still_json(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "explain", "Access Denied", "--format", "json")
    assert run.code == 1
    assert json.loads(run.out) == {"matches": [], "schema_version": 1}
    assert "vpclint explain --list" in run.err


def test_the_list_holds_every_message_of_every_rule(tmp_path: Path) -> None:
    run = vpclint(tmp_path, "explain", "--list")
    assert (run.code, run.err) == (0, "")
    quoted = " ".join(line.removeprefix(">").strip() for line in run.out.splitlines() if line.startswith(">"))
    for rule in load():
        assert all(" ".join(text.split()) in quoted for text in rule.error_text)
    listed = json.loads(vpclint(tmp_path, "explain", "--list", "--format", "json").out)["matches"]
    assert all(match["message"] in quoted for match in listed)
    assert {match["held"] for match in listed} == {0}


def test_json_shows_what_a_terminal_obeys_as_its_escape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "a\u202eb\u009b31m"
    found = Explanation(matches=(Match(message=hostile, held=1, words=1, rules=(), explanations=(), command=""),))
    monkeypatch.setattr(explain, "load", lambda: SimpleNamespace(listed=lambda: found))
    run = vpclint(tmp_path, "explain", "--list", "--format", "json")
    assert json.loads(run.out)["matches"][0]["message"] == hostile
    assert "\u202e" not in run.out
    assert "\u009b" not in run.out
