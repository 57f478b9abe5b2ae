"""Lines and columns of places, against texts that Python's own reader of JSON walks through."""

import codecs
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.sources import Location, SourceTexts, is_yaml

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 10**15) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
STYLES: list[dict[str, Any]] = [
    {"indent": 2, "ensure_ascii": False},
    {"indent": "\t", "ensure_ascii": True},
    {"separators": (",", ":"), "ensure_ascii": False},
    {"separators": (" , ", "  :  "), "ensure_ascii": True},
]


def places(value: Any, pointer: str = "", shown: Any = None) -> Iterator[tuple[str, Any]]:
    """By the JSON Pointer (RFC 6901) of every value in a value, what is to be seen at its place.

    That is the value itself; of an object or a list that is a member of an object, it is the key.
    """
    yield pointer, value if shown is None or not isinstance(value, dict | list) else shown
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, f"{pointer}/{index}")


def located(name: str, data: bytes, pointer: str) -> Location:
    texts = SourceTexts()
    texts.add(name, data)
    return texts.location(name, pointer)


def value_at(text: str, place: Location) -> Any:
    """What Python's own decoder reads from a place on."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
    return json.JSONDecoder(strict=False).raw_decode(rest)[0]


@given(JSON, st.sampled_from(STYLES), st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\n\n ", "\t"]))
def test_every_value_of_json_is_found_where_it_stands(document: Any, style: Any, end: str, before: str) -> None:
    text = (before + json.dumps(document, **style)).replace("\n", end)
    plain = text.encode()
    written = {"a.json": plain, "b.json": codecs.BOM_UTF8 + plain, "c.json": text.encode("utf-16")}
    for pointer, shown in places(document):
        found = [located(name, data, pointer) for name, data in written.items()]
        assert value_at(text, found[0]) == shown
        assert len({(each.line, each.column, each.mark < 0) for each in found}) == 1
        assert all(each.pointer == pointer for each in found)


@given(JSON, st.sampled_from(["a.json", "a.yaml"]), st.sampled_from(STYLES[::2]))
def test_what_is_marked_is_the_value(document: Any, name: str, style: Any) -> None:
    text = json.dumps(document, **style)
    for pointer, shown in places(document):
        place = located(name, text.encode(), pointer)
        if isinstance(shown, dict | list):
            assert place.mark == -1
        elif len(json.dumps(shown)) < 150:
            assert json.loads(place.text[place.mark :][: place.width]) == shown


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
@pytest.mark.parametrize("before", [0, 1, 199, 200, 201, 5000])
@pytest.mark.parametrize("after", [0, 200, 5000])
@pytest.mark.parametrize("char", ["x", "\U0001f600"])
def test_of_a_long_line_the_part_around_the_place_is_kept(name: str, before: int, after: int, char: str) -> None:
    text = json.dumps({"a": char * before, "b": 12345, "c": char * after}, ensure_ascii=False)
    place = located(name, text.encode(), "/b")
    assert (place.line, place.column) == (1, text.index("12345") + 1)
    assert place.text[place.mark :][: place.width] == "12345"
    assert place.text in text
    assert len(place.text) <= 400


@given(st.lists(JSON, min_size=2, max_size=4))
def test_of_several_documents_the_first_part_of_the_pointer_chooses_one(documents: list[Any]) -> None:
    text = "\n".join(json.dumps(each, ensure_ascii=False) for each in documents)
    for number, document in enumerate(documents):
        place = located("a.jsonl", text.encode(), f"/{number}")
        assert (place.line, place.column) == (number + 1, 1)
        assert value_at(text, place) == document
    assert located("a.jsonl", text.encode(), f"/{len(documents)}").line == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_values_of_yaml_are_found_where_they_stand(end: str, encoding: str) -> None:
    text = "# äöü\nempty:\njobs:\n  - &a \U0001f600\n  - 'b c'\n  -   {d: [e, f]}\n  - *a\nlast: |\n  text\n"
    data = text.replace("\n", end).encode(encoding)
    expected = {
        "/jobs": (3, 1, "jobs:"),
        "/jobs/1": (5, 5, "'b c'"),
        "/jobs/2": (6, 7, "{d: [e, f]}"),
        "/jobs/2/d/1": (6, 15, "f]}"),
        "/last": (8, 7, "|"),
    }
    for pointer, (line, column, rest) in expected.items():
        place = located("a.yaml", data, pointer)
        assert (place.line, place.column, place.text[place.column - 1 :]) == (line, column, rest)
    assert located("a.yaml", data, "/jobs/0").line == 4
    assert located("a.yaml", data, "/jobs/3").line in (4, 7)
    assert yaml.safe_load(text)["jobs"][3] == "\U0001f600"


@pytest.mark.parametrize(
    "pointer", ["/no", "/a/0", "/a/b/c", "no-pointer", "/a~2", "/0", "/list/2", "/list/-", "/list/01"]
)
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_a_pointer_that_leads_nowhere_has_no_line(name: str, pointer: str) -> None:
    place = located(name, b'{"a": {"b": 1}, "list": [1, 2]}', pointer)
    assert place == Location(name, pointer, "")
    assert (place.line, place.column, place.text, place.mark) == (0, 0, "", -1)


def test_a_file_that_was_not_read_has_no_lines() -> None:
    assert SourceTexts().location("nowhere.json", "/a", "note") == Location("nowhere.json", "/a", "note")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"{'a': 1}", b"[" * 1000, b"\xff\xfe"])
@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_a_text_that_is_damaged_is_no_bug(name: str, data: bytes) -> None:
    assert located(name, data, "/a/b").file == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.yaml", True), ("a.YML", True), ("a.json", False), ("yaml", False), ("a.yaml.json", False), ("", False)],
)
def test_yaml_is_told_by_the_name(name: str, expected: bool) -> None:  # noqa: FBT001
    assert is_yaml(name) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_part_of_a_text_is_counted_in_code_points(encoding: str, end: str) -> None:
    text = end.join(["{", '  "é\U0001f600": "there",', "}}"])
    texts = SourceTexts()
    texts.add("p.json", text.encode(encoding))
    start = text.index('"there"')
    found = texts.location("p.json", "", "note", (start, start + 7))
    assert (found.line, found.column, found.note) == (2, 9, "note")
    assert found.text[found.mark : found.mark + found.width] == '"there"'


def test_a_part_that_goes_over_lines_is_marked_on_its_first_and_a_long_line_is_cut() -> None:
    texts = SourceTexts()
    text = " " * 5_000 + "{\n}"
    texts.add("p.json", text.encode())
    found = texts.location("p.json", "", span=(5_000, len(text)))
    assert (found.line, found.column, found.width) == (1, 5_001, 1)
    assert found.text[found.mark] == "{"
    assert len(found.text) <= 400
    assert texts.location("p.json", "", span=(len(text), len(text))).column == 2
    assert SourceTexts().location("gone.json", "", span=(0, 1)).line == 0
