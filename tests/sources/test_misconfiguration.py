"""What is wrong with a configuration: told exactly where msgspec refuses it, in words, at its place."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cli.running import JOB, STATE, check, good_folder, put
from hypothesis import given
from hypothesis import strategies as st

from vpclint.errors import ConfigurationError, UsageError
from vpclint.settings import Settings
from vpclint.sources.configuration import Configuration, open_configuration, read_configuration
from vpclint.sources.misconfiguration import violations

ASSUMED = "[[assume]]\nrule = 'x'\nresource = 'y'\n"


def refused(folder: Path, text: str, name: str = "vpclint.toml") -> ConfigurationError:
    put(folder, {name: text})
    with pytest.raises(ConfigurationError) as told:
        read_configuration(folder / name)
    return told.value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fail_on = 'note'", "the configuration has no key 'fail_on', did you mean fail-on?"),
        ("[capacity]\nroom = 1", "capacity has no key 'room', only concurrent-jobs, reserve"),
        ("fail-on = 'fatal'", "fail-on is 'fatal', not error, note or warning"),
        ("strict = 1979-05-27", "strict is a date or time, not true or false"),
        ("select = 's3'", "select is 's3', not an array"),
        ("select = ['s3', {}]", "select[1] is a table, not a text"),
        ("[needs]\ninternet = 'a'", "needs.internet is 'a', not true, false or an array"),
        ("[needs]\ninternet = [[]]", "needs.internet[0] is an array, not a text such as example.com:443 or a table"),
        ("[needs]\ninternet = ['a b']", "needs.internet[0] is 'a b', not a text such as example.com:443"),
        ('[needs]\ninternet = ["a\\n"]', r"needs.internet[0] is 'a\x0a', not a text such as example.com:443"),
        ("[needs]\ninternet = [{host = ''}]", "needs.internet[0].host is '', not the name of a host"),
        ("[needs]\ninternet = [{}]", "needs.internet[0] has no host, which it must have"),
        ("[needs]\ninternet = ['a:65536']", "the port of 'a:65536' is not one from 1 to 65535"),
        ("[capacity]\nconcurrent-jobs = 1.0", "capacity.concurrent-jobs is 1.0, not a whole number from 1 on"),
        ("[capacity]\nreserve = true", "capacity.reserve is true, not a whole number from 0 on"),
        (f"fail-on = 0x1{'0' * 40}", "fail-on is a number of 161 bits, not error, note or warning"),
        ("rules.'a b'.\"c.d\" = []", "rules.'a b'.'c.d' is an array, not a text, a whole number, true or false"),
        ("[[jobs]]\nmatch = '*'\nneeds = 1", "jobs[0].needs is 1, not a table"),
        ("assume = 1", "assume is 1, not an array"),
        ("[[assume]]\nrule = 'x'", "assume[0] has no resource, which it must have"),
        (ASSUMED + "answer = 'yes'\nreason = ' '", "assume[0].reason is ' ', not a text that is not blank"),
        (ASSUMED + "reason = 'x'\nanswer = 'maybe'", "assume[0].answer is 'maybe', not no or yes"),
        (
            ASSUMED + "reason = 'x'\nanswer = 'no'\nfor = 1",
            "assume[0] has no key 'for', only rule, resource, answer, reason",
        ),
        (
            "[[assume]]\nrule = 'x'\nresource = 'y'\nanswr = 'yes'\nreason = 'z'",
            "assume[0] has no key 'answr', did you mean answer?",
        ),
        ("[needs]\ninternet = ['*']", "needs.internet[0] is '*', not a text such as example.com:443"),
        ("[needs]\ninternet = ['a..b']", "needs.internet[0] is 'a..b', not a text such as example.com:443"),
        ("[needs]\nservices = ['']", "needs.services[0] is '', not the name of a service, such as sts"),
        ("[needs]\nservices = ['*']", "needs.services[0] is '*', not the name of a service, such as sts"),
        ("a = " + "[" * 5000, "is nested too deeply"),
        ("[needs.services" + ".a" * 5000 + "]", "is nested too deeply"),
        ("a = 1" + "0" * 5000, "holds a number of more digits than can be read"),
    ],
    ids=lambda each: each[:40],
)
def test_what_is_there_and_what_is_wanted_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert refused(tmp_path, text).message == told


def test_of_several_the_one_that_comes_first_in_the_text_is_told(tmp_path: Path) -> None:
    text = "[[jobs]]\nmatch = 1\n[capacity]\nreserve = -1\nroom = 1\n"
    assert refused(tmp_path, text).line == 2
    assert refused(tmp_path, text.replace("match = 1", "match = 'x'")).line == 4
    hosts = "jobs = [{match = 'x', needs = {internet = ['a:0']}}]\n[needs]\ninternet = ['b:0']\n"
    assert (refused(tmp_path, hosts).line, refused(tmp_path, hosts).column) == (1, 44)


def test_a_byte_order_mark_takes_no_column(tmp_path: Path) -> None:
    error = refused(tmp_path, "\ufefffail-on = 1")
    assert (error.line, error.column) == (1, 1)


def test_a_byte_that_is_no_text_has_its_place(tmp_path: Path) -> None:
    (tmp_path / "vpclint.toml").write_bytes(b"# a\n# \xc3\xa9 caf\xe9\n")
    with pytest.raises(ConfigurationError) as told:
        read_configuration(tmp_path / "vpclint.toml")
    assert (told.value.line, told.value.column) == (2, 8)


def test_a_project_that_is_named_and_says_nothing_of_vpclint_is_refused(tmp_path: Path) -> None:
    assert "[tool.vpclint]" in refused(tmp_path, "[project]\nname = 'x'\n", "pyproject.toml").message
    assert refused(tmp_path, "[tool]\nvpclint = 1\n", "pyproject.toml").line == 2


def test_an_error_about_a_setting_gets_its_place(tmp_path: Path) -> None:
    text = "[project]\n[tool.vpclint]\nselect = ['s3',\n 'x']\n"
    opened = open_configuration(put(tmp_path, {"pyproject.toml": text}) / "pyproject.toml")
    found = opened.located(UsageError("there is no x", pointer="/select/1"))
    assert str(found) == f"{tmp_path}/pyproject.toml:4:2: there is no x"
    assert isinstance(found, ConfigurationError)
    elsewhere = UsageError("something else")
    assert opened.located(elsewhere) is elsewhere
    about_defaults = UsageError("there is no x", pointer="/select/1")
    assert Configuration().located(about_defaults) is about_defaults


def test_what_the_command_line_says_has_no_place_in_the_file(tmp_path: Path) -> None:
    good_folder(tmp_path, vpclint_toml="select = ['s3']\n")
    run = check(tmp_path, ".", "--select", "nothing-*")
    assert run.code == 2
    assert "vpclint.toml" not in run.err
    assert "vpclint.toml:2:11: " in check(put(tmp_path, {"vpclint.toml": "\nignore = ['nothing-*']\n"})).err


def test_states_are_files_each_once_and_a_glob_without_any_is_told(tmp_path: Path) -> None:
    put(tmp_path, {"s/a.json": STATE, "s/.b.json": STATE, "s/c/d.json": STATE, "s/f.json/job.json": JOB})
    text = "inputs.state = ['s/*.json', 's', 's/**/d.json', 's/a.*', 'no/*']\n"
    states, nothing = open_configuration(put(tmp_path, {"vpclint.toml": text}) / "vpclint.toml").states()
    assert states == (f"{tmp_path}/s/a.json", f"{tmp_path}/s/c/d.json")
    assert [(each.message, each.line) for each in nothing] == [("'s' finds no file", 1), ("'no/*' finds no file", 1)]


@pytest.mark.parametrize(
    "pattern", ["", ".", "..", "/", "**", "**x", "[", "\0", "\0*", "a\0/*", "*/\0", "x" * 5000, "~", "\ud800"]
)
def test_any_text_may_stand_for_states(tmp_path: Path, pattern: str) -> None:
    settings = msgspec.convert({"inputs": {"state": [pattern]}}, Settings)
    states, nothing = Configuration(settings, str(tmp_path / "vpclint.toml"), "inputs.state = ['']").states()
    assert states == ()
    assert len(nothing) == 1


def test_a_run_without_a_configuration_imports_no_reader_of_it(tmp_path: Path) -> None:
    program = "import sys; from vpclint.cli.main import run; run(['check', '.']); print(*sys.modules, file=sys.stderr)"
    good_folder(tmp_path)
    root = str(Path(__file__).resolve().parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"tomllib", "jsonschema", "glob", "vpclint.text.tomltext"}.isdisjoint(ran.stderr.split())


odd: st.SearchStrategy[Any] = st.sampled_from(
    [7, -1, 0, 1.5, 1.0, "x", "a b", "", True, [], {}, [7], {"x": 1}, date(1979, 5, 27)]
)


def table(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A table with some of these members, each of which may be odd, and perhaps with one too many."""
    given_members = {name.replace("_", "-"): member | odd for name, member in members.items()}
    return st.fixed_dictionaries({}, optional={**given_members, "other": st.just(1)})


texts = st.lists(st.sampled_from(["s3", "x"]) | odd, max_size=2)
hosts = table(host=st.sampled_from(["a", "a:1", "a\n"]), port=st.sampled_from([1, 65535, 65536]), cidrs=texts)
internet = st.booleans() | st.lists(st.sampled_from(["a", "a:1", "a\n", "a:", "é"]) | hosts | odd, max_size=2)
needs = table(services=texts, internet=internet)
capacity = table(concurrent_jobs=st.integers(), reserve=st.integers(-1, 1 << 70))
blank = st.sampled_from(["x", " x", " ", "\n"])
configurations = table(
    fail_on=st.sampled_from(["error", "note"]),
    strict=st.booleans(),
    select=texts,
    inputs=table(state=texts),
    needs=needs,
    capacity=capacity,
    assume=st.lists(table(rule=blank, resource=blank, answer=st.sampled_from(["yes", "no"]), reason=blank), max_size=2),
    rules=st.dictionaries(st.text(max_size=2), st.dictionaries(st.text(max_size=2), odd, max_size=2) | odd, max_size=2),
    jobs=st.lists(table(match=st.just("x"), needs=needs, capacity=capacity) | odd, max_size=2),
)


@given(configurations)
def test_what_is_refused_is_explained_and_nothing_else_is(configuration: dict[str, Any]) -> None:
    explained = [error.pointer for error in violations(configuration)]
    try:
        msgspec.convert(configuration, Settings)
    except msgspec.ValidationError:
        assert explained
    else:
        assert explained == []


@given(configurations)
def test_a_violation_is_at_something_that_is_there(configuration: dict[str, Any]) -> None:
    for error in violations(configuration):
        value: Any = configuration
        for part in (error.pointer or "").split("/")[1:]:
            value = value[int(part)] if isinstance(value, list) else value[part.replace("~1", "/").replace("~0", "~")]
