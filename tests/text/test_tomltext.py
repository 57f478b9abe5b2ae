"""The places in TOML: each key and element that tomllib gives, and nothing else, where it stands."""

import json
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vpclint.text.nodes import pointer
from vpclint.text.tomltext import Place, toml_places

Value = dict[str, "Value"] | list["Value"] | str | int | float | bool


def pointers_of(value: object, *path: str | int) -> Iterator[str]:
    """The pointers to everything in a value."""
    yield pointer(*path)
    if isinstance(value, dict):
        for key, held in value.items():
            yield from pointers_of(held, *path, key)
    if isinstance(value, list):
        for index, held in enumerate(value):
            yield from pointers_of(held, *path, index)


def places(place: Place, *path: str) -> Iterator[tuple[str, int]]:
    """All places by their pointers."""
    yield pointer(*path), place.start
    for name, held in place.held.items():
        yield from places(held, *path, name)


def shown(text: str) -> dict[str, str]:
    """By pointer, what stands in the rest of its line, without the whole document."""
    return {name: text[start:].partition("\n")[0] for name, start in places(toml_places(text)) if name}


CORNERS = [
    "",
    "\n# nothing\n \t\r\n",
    "a = 1",
    'a=1 # c\nb=\'#\'\r\nc = "\\"#"',
    "a.b.c = 1\na.b.d = 2\na . e = 3",
    "\"a\".'b' . c = 1\n\"\" = 1\n'' .x = 2".replace('"" = 1\n', ""),
    '"" = 1\n\'a.b\' = 2\n"\\u00e9\\\\\\"]" = 3\n1 = 1\n1.2 = 3\n-_ = 4'.replace("\n1 = 1", ""),
    "[a]\nb = 1\n[a.c]\nd = 1\n[ x . 'y' ]\n[e]#c\n",
    "[a.b]\nc = 1\n[a]\nd = 2",
    "[[a]]\nb = 1\n[a.c]\nd = 1\n[[a.e]]\n[[a.e]]\nf = 1\n[[a]]\n[[a.e]]\n[a.e.g]\nh = 1",
    "[['a']]\n[[ \"a\" ]] # c\n",
    "a = []\nb = [ ]\nc = [[],[[]], []]",
    "a = [\n  1, # ]\n  2,\n\n # [\n  'x]',\n]\nb = 1",
    "a = [{b = 1, c = [2]}, {}, {d.e = 3, d.f = 4}]",
    "a = { b = { c = 1 }, d = [ { e = 1 } ] }",
    'a = """x"""\nb = """"x""""\nc = """""x"""""\nd = """"""\ne = """\n[x]\ny = 1 \\\n  "" \\""" """',
    "a = '''x'''\nb = ''''x''''\nc = '''''x'''''\nd = ''''''\ne = '''\n[x]\\'' '''\nf = ''",
    "a = [\"\"\"]\n\"\"\", '''#''', \"]\", ']']\nb = 1",
    'a = "\\\\"\nb = \'\\\'\nc = "[{"',
    "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.9\nc = [07:32:00, 1979-05-27 07:32:00 , 1979-05-27] # c",
    "a = [+1.5e3, -inf, nan, 0x_dead]".replace("x_", "x"),
    "[tool.other]\nx = 1\n[tool.vpclint]\nfail-on = 'note'\n[[tool.vpclint.jobs]]\nneeds.services = ['a']",
    "'a/b~c' = 1\n[\"m~n\"]\n'/' = [1]",
    '"\U0001f600" = 1\n\'\u4e00\' = {"\u2028" = "\u2028"}',
    "\ta\t=\t1\t\n\t[b]\t\n",
]


@pytest.mark.parametrize("text", CORNERS)
def test_every_value_has_a_place_and_nothing_else_has(text: str) -> None:
    found = [name for name, _ in places(toml_places(text))]
    assert sorted(found) == sorted(pointers_of(tomllib.loads(text)))


def test_a_key_stands_where_its_last_part_does() -> None:
    text = "a.b = 1\n'c' . \"d\" = {e = 2, f.g = 3}\n[ h . i ]\nj = 4"
    assert shown(text) == {
        "/a": "a.b = 1",
        "/a/b": "b = 1",
        "/c": "'c' . \"d\" = {e = 2, f.g = 3}",
        "/c/d": '"d" = {e = 2, f.g = 3}',
        "/c/d/e": "e = 2, f.g = 3}",
        "/c/d/f": "f.g = 3}",
        "/c/d/f/g": "g = 3}",
        "/h": "h . i ]",
        "/h/i": "i ]",
        "/h/i/j": "j = 4",
    }


def test_an_element_stands_where_its_value_does() -> None:
    text = "a = [ 1, # one\n 'two', [ 3 ],\n {b = 4} ]"
    assert shown(text) == {
        "/a": "a = [ 1, # one",
        "/a/0": "1, # one",
        "/a/1": "'two', [ 3 ],",
        "/a/2": "[ 3 ],",
        "/a/2/0": "3 ],",
        "/a/3": "{b = 4} ]",
        "/a/3/b": "b = 4} ]",
    }


def test_a_table_in_an_array_stands_where_its_header_does() -> None:
    text = "[[a]]\nb = 1\n[[a]] # second\n[[ a . c ]]\n[a.d]"
    assert shown(text) == {
        "/a": "a]]",
        "/a/0": "a]]",
        "/a/0/b": "b = 1",
        "/a/1": "a]] # second",
        "/a/1/c": "c ]]",
        "/a/1/c/0": "c ]]",
        "/a/1/d": "d]",
    }


def test_a_table_stands_at_its_own_header_rather_than_where_it_is_only_mentioned() -> None:
    assert shown("[a.b]\n[a] # own") == {"/a": "a] # own", "/a/b": "b]"}


def test_a_pointer_that_leads_nowhere_gives_the_last_place_on_the_way() -> None:
    found = toml_places("a = 1\n[b]\nc = [[7]]")
    assert found.at("") is found
    assert found.at("/b/c/0/0").start == len("a = 1\n[b]\nc = [[")
    assert found.at("/b/c/0/1/x") is found.at("/b/c/0")
    assert found.at("/b/c/00") is found.at("/b/c")
    assert found.at("/b/x/c") is found.at("/b")
    assert found.at("/x") is found
    assert found.at("no pointer") is found


keys = st.text(st.characters(codec="utf-8"), max_size=4) | st.sampled_from(
    ["a", "b", "0", "a-b", "a.b", "/", "~", '"', "'", "#", "=", "]"]
)
texts = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(
    ["]", "}", "#", "'''", '"""', "\\", "\n", ",", "=", "''"]
)
scalars = texts | st.integers() | st.booleans() | st.sampled_from([1.5, float("inf")])
values = st.recursive(
    scalars, lambda held: st.lists(held, max_size=3) | st.dictionaries(keys, held, max_size=3), max_leaves=12
)
tables = st.dictionaries(keys, values, max_size=4)


class Writer:
    """Writes a value as TOML, in one of many ways."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def one_of(self, *ways: str) -> str:
        return self._draw(st.sampled_from(ways))

    def table(self, table: dict[str, Value], *path: str) -> str:
        """The table's own keys, then its tables under headers of their own."""
        lines, headers = [], []
        for key, value in table.items():
            if isinstance(value, dict) and self.one_of("header", "inline") == "header":
                headers.append(f"[{self.name(*path, key)}]{self.end()}" + self.table(value, *path, key))
            elif is_tables(value) and self.one_of("header", "inline") == "header":
                header = f"[[{self.name(*path, key)}]]{self.end()}"
                headers += [header + self.table(each, *path, key) for each in value]
            else:
                lines.append(self.member(key, value) + self.end())
        return "".join(lines + headers)

    def member(self, key: str, value: Value) -> str:
        """A key and its value; of a table that holds something, also by dotted keys."""
        if isinstance(value, dict) and len(value) == 1 and self.one_of("dotted", "inline") == "dotted":
            [(inner, held)] = value.items()
            return f"{self.key(key)}{self.one_of('.', ' . ')}{self.member(inner, held)}"
        return f"{self.key(key)}{self.one_of('=', ' = ')}{self.value(value)}"

    def value(self, value: Value) -> str:
        match value:
            case dict():
                return "{" + ", ".join(self.member(key, held) for key, held in value.items()) + "}"
            case list():
                blank = self.one_of("", " ", "\n", " # ],[\n")
                held = "".join(f"{blank}{self.value(each)}{blank}," for each in value)
                return f"[{held[:-1] if self.one_of('comma', '') else held}{blank}]"
            case str():
                return self.string(value)
            case float():
                return repr(value)
        return json.dumps(value)

    def string(self, text: str) -> str:
        way = self.one_of("basic", "literal", "lines", "literal lines")
        plain = all(char.isprintable() for char in text)
        if way == "literal" and plain and "'" not in text:
            return f"'{text}'"
        if way == "literal lines" and plain and "'''" not in text and not text.endswith("'"):
            return f"'''\n{text}'''"
        escaped = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
        return f'""{escaped}""' if way == "lines" else escaped

    def name(self, *path: str) -> str:
        return self.one_of(".", " . ").join(map(self.key, path))

    def key(self, key: str) -> str:
        bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
        if bare and self.one_of("bare", "quoted") == "bare":
            return key
        if key.isprintable() and "'" not in key and self.one_of("literal", "basic") == "literal":
            return f"'{key}'"
        return json.dumps(key, ensure_ascii=self.one_of("", "raw") == "" and max(key, default="") < "\uffff").replace(
            "\x7f", "\\u007f"
        )

    def end(self) -> str:
        return self.one_of("\n", "\r\n", " # [x]\n", "\n\n\t# y = 1\n")


def is_tables(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


@st.composite
def written(draw: st.DrawFn) -> tuple[dict[str, Value], str]:
    """A table, and one text of it."""
    table = draw(tables)
    return table, Writer(draw).table(table)


@given(written())
def test_whatever_is_written_every_value_has_a_place_and_nothing_else_has(case: tuple[dict[str, Value], str]) -> None:
    table, text = case
    assert tomllib.loads(text) == table
    assert sorted(name for name, _ in places(toml_places(text))) == sorted(pointers_of(table))


@given(written())
def test_at_the_place_of_a_key_stands_its_name(case: tuple[dict[str, Value], str]) -> None:
    _, text = case
    whole = toml_places(text)
    for name, held in whole.held.items():
        key = text[held.start :]
        spelt = key[: key.index(key[0], 1) + 1] if key[0] in "\"'" and "\\" not in key else None
        assert spelt is None or spelt[1:-1] == name


@given(st.text(st.sampled_from("[]{}\"'\\=.,#a1 \n"), max_size=20))
def test_of_any_text_there_are_places_or_it_is_refused(text: str) -> None:
    try:
        found = sorted(name for name, _ in places(toml_places(text)))
    except ValueError:
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)
        return
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert found == sorted(pointers_of(value))


def test_depth_is_no_matter() -> None:
    depth = 50_000
    place = toml_places("a = " + "[" * depth + "]" * depth).held["a"]
    for _ in range(depth - 1):
        place = place.held["0"]
    assert place.held == {}
