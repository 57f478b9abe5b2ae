import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures import write
from fixtures.examples import Also, Example, Fault, FaultError, good, read_faults

TOML = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def example(**fields: Any) -> Example:
    return Example(**{"name": "one", "answer": "pass", "shows": "a thing", "edits": (), **fields})


def content(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_example_of_every_rule_is_written_and_listed(tmp_path: Path) -> None:
    assert write.main([str(tmp_path)]) == 0
    index = content(tmp_path / "index.json")
    assert [(line["rule"], line["example"], line["answer"]) for line in index] == [
        (fault.rule, one.name, one.answer) for fault in read_faults() for one in fault.examples
    ]
    listed = {tmp_path / name for line in index for name in line["files"]}
    assert {file for file in tmp_path.rglob("*") if file.is_file()} == {*listed, tmp_path / "index.json"}


def test_one_rule_alone_can_be_written(tmp_path: Path) -> None:
    assert write.main(["--rule", "route-blackhole", str(tmp_path)]) == 0
    assert {line["rule"] for line in content(tmp_path / "index.json")} == {"route-blackhole"}


def test_the_files_of_an_example_are_its_documents_settings_and_further_files(tmp_path: Path) -> None:
    one = example(
        edits=({"remove": "job"},),
        also=(Also("other-rule", "so it is"),),
        settings={"capacity": {"reserve": 8}},
        files={"more/page.json": {"NextToken": "x"}, "note.txt": "as it is"},
    )
    write.write_all([Fault("some-rule", (one,))], tmp_path)
    place = tmp_path / "some-rule" / "one"
    assert content(place / "state.json") == good()["state"]
    assert not (place / "job.json").exists()
    assert tomllib.loads((place / "vpclint.toml").read_text(encoding="utf-8")) == {"capacity": {"reserve": 8}}
    assert content(place / "more" / "page.json") == {"NextToken": "x"}
    assert (place / "note.txt").read_text(encoding="utf-8") == "as it is"
    assert content(tmp_path / "index.json") == [
        {
            "rule": "some-rule",
            "example": "one",
            "answer": "pass",
            "shows": "a thing",
            "also": ["other-rule"],
            "files": [f"some-rule/one/{name}" for name in ("more/page.json", "note.txt", "state.json", "vpclint.toml")],
        }
    ]


@pytest.mark.parametrize("name", ["../outside.json", "/outside.json", "a/../../outside.json"])
def test_a_file_outside_of_the_examples_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FaultError, match=r"^r.yaml: example one: the file .* is outside of its folder$"):
        write.write_all([Fault("r", (example(files={name: 1}),))], tmp_path / "deep" / "down")
    assert list(tmp_path.rglob("outside.json")) == []


def test_an_unknown_rule_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert write.main(["--rule", "no-such-rule", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "there is no faults/no-such-rule.yaml\n"


@pytest.mark.parametrize("arguments", [[], ["--readme", "DIR"]])
def test_the_command_writes_either_examples_or_the_readme(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        write.main(arguments)


def test_the_readme_lists_every_example_as_it_is() -> None:
    readme = write.README.read_text(encoding="utf-8")
    assert write.with_table(readme, read_faults()) == readme
    for fault in read_faults():
        for one in fault.examples:
            assert f"| `{fault.rule}` | {one.name} | {one.answer} | {one.shows}" in readme


def test_the_readme_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "README.md"
    stale.write_text(f"# Before\n{write.TABLE_BEGINS}old\n{write.TABLE_ENDS}after\n", encoding="utf-8")
    monkeypatch.setattr(write, "README", stale)
    assert write.main(["--readme"]) == 0
    table = write.table(read_faults())
    assert stale.read_text(encoding="utf-8") == f"# Before\n{write.TABLE_BEGINS}{table}{write.TABLE_ENDS}after\n"


def test_a_line_of_the_table_names_other_rules_and_escapes_bars() -> None:
    one = example(shows="a|b", also=(Also("other", "so it is"),))
    assert write.table([Fault("r", (one,))]).splitlines()[2:] == [
        r"| `r` | one | pass | a\|b; also `other`: so it is |",
    ]


@given(st.dictionaries(st.text(), TOML))
def test_settings_read_back_from_toml_as_they_are(settings: dict[str, Any]) -> None:
    assert tomllib.loads(write.as_toml(settings)) == settings
