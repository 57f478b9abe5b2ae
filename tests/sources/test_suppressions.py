"""A file of suppressions is read as it says, and what is wrong with it is told with its place."""

from datetime import date
from pathlib import Path

import pytest

from vpclint.errors import ConfigurationError
from vpclint.finding import Place, Suppression
from vpclint.sources.suppressions import read_suppressions

NAME = ".vpclint-ignore.yaml"
GOOD = """\
# why these are no faults
- rule: s3-endpoint-bypassed
  resource: rtb-0a1b2c3d4e5f60718
  reason: the proxy wants it
  owner: network team
  expires: 2027-03-31
- {rule: filters, path: jobs/old/*, reason: "they are gone in May"}
"""


def put(folder: Path, text: str | bytes) -> Path:
    path = folder / NAME
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(folder: Path, text: str | bytes) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as told:
        read_suppressions(put(folder, text))
    assert told.value.file == str(folder / NAME)
    return told.value


def test_the_entries_of_a_file(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    found = read_suppressions(path)
    assert (found.file, found.data, found.folder) == (str(path), GOOD.encode(), str(tmp_path))
    assert found.entries == (
        Suppression(
            rules=("s3-endpoint-bypassed",),
            reason="the proxy wants it",
            place=Place(str(path), "/0"),
            resource="rtb-0a1b2c3d4e5f60718",
            owner="network team",
            expires=date(2027, 3, 31),
        ),
        Suppression(rules=("filters",), reason="they are gone in May", place=Place(str(path), "/1"), path="jobs/old/*"),
    )


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "\n  # a\n\n", "---\n", "[]", "\ufeff" + GOOD, GOOD.encode("utf-16")]
)
def test_a_file_may_hold_nothing_and_be_written_as_other_files_may(tmp_path: Path, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    assert len(read_suppressions(put(tmp_path, text)).entries) == (
        2 if b"r" in data and b"u" in data and b"f" in data else 0
    )


@pytest.mark.parametrize(
    ("path", "read"),
    [("./a", "a"), (".//./a/*", "a/*"), ("../*", "../*"), ("./../a", "../a"), ("..a/.b/c..", "..a/.b/c..")],
)
def test_a_path_is_as_those_of_files_are_told(tmp_path: Path, path: str, read: str) -> None:
    (found,) = read_suppressions(put(tmp_path, f"- {{rule: s3, reason: x, path: {path}}}\n")).entries
    assert found.path == read


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("rule: s3\n", (1, 1), "the file is a mapping, not a list"),
        ("- s3\n", (1, 3), "[0] is 's3', not a mapping"),
        ("- rule: s3\n  path: a\n", (1, 3), "[0] has no reason, which it must have"),
        ("- rule: s3\n  path: a\n  reson: x\n", (3, 3), "[0] has no key 'reson', did you mean reason?"),
        ("- rule: s3\n  path: a\n  reason: x\n  until: 1\n", (4, 3), "[0] has no key 'until', only rule, "),
        ("- rule: s3\n  path: a\n  reason: ' '\n", (3, 3), "[0].reason is ' ', not a text that is not blank"),
        ("- rule: s3\n  path: [a]\n  reason: x\n", (2, 3), "[0].path is a list, not a text that is not blank"),
        ("- rule: s3\n  path:\n  reason: x\n", (2, 3), "[0].path is nothing, not a text that is not blank"),
        ("- rule: 7\n  path: a\n  reason: x\n", (1, 3), "[0].rule is 7, not a text that is not blank"),
        ("- rule: s3\n  path: a\n  reason: x\n  expires: soon\n", (4, 3), "[0].expires is 'soon', not a date such as"),
        ("- rule: s3\n  reason: x\n  path: /jobs/a\n", (3, 3), "[0].path is '/jobs/a', which no file's path from this"),
        ("- rule: s3\n  reason: x\n  path: jobs/\n", (3, 3), "[0].path is 'jobs/', which no file's path from this"),
        ("- rule: s3\n  reason: x\n  path: a/../*\n", (3, 3), "[0].path is 'a/../*', which no file's path from this"),
        ("- rule: s3\n  reason: x\n  path: a/./*\n", (3, 3), "[0].path is 'a/./*', which no file's path from this"),
        ("- rule: s3\n  reason: x\n  path: ./../..\n", (3, 3), "[0].path is './../..', which no file's path from"),
        ("- rule: s3\n  reason: x\n  path: a\\b\n", (3, 3), "[0].path is 'a\\b', which no file's path from this"),
        (
            "- rule: s3\n  path: a\n  reason: x\n  expires: 2027-02-29\n",
            (4, 3),
            "[0].expires is '2027-02-29', which is no",
        ),
        ("- rule: s3\n  reason: x\n", (1, 3), "[0] names neither a resource nor a path"),
        ("- rule: s3\n  rule: s3\n", (2, 3), "the key 'rule' stands twice in one mapping, once was expected"),
        ("- [\n", (2, 1), ""),
        ("[]\n---\n[]\n", (3, 1), "a second document begins here, one was expected"),
        (b"- \xff", (1, 3), "byte 0xff at offset 2 is not UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str | bytes, place: tuple[int, int], told: str
) -> None:
    error = refused(tmp_path, text)
    assert ((error.line, error.column), told in error.message) == (place, True), error


def test_of_several_faults_the_first_in_the_text_is_told(tmp_path: Path) -> None:
    text = GOOD + "- rule: s3\n  resource: a\n  reason: x\n  expires: 2027-13-01\n- reason: x\n  rule: s3\n"
    assert refused(tmp_path, text).line == 11


def test_a_file_that_is_not_there_or_too_large_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read: no such file or directory"):
        read_suppressions(tmp_path / "none.yaml")
    assert "a file of suppressions has up to 16,777,216" in refused(tmp_path, b"#" * ((1 << 24) + 1)).message
