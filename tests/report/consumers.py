"""Those who read reports: schemas and parsers of others where there are some, else what they do by their own source."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import cmarkgfm
import jsonschema
from cmarkgfm.cmark import Options

SARIF_SCHEMA = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
SARIF = jsonschema.Draft4Validator(SARIF_SCHEMA, format_checker=jsonschema.FormatChecker())

# The properties of an entry by GitLab's documentation, "Code quality report format", and the schema that its parser
# holds an entry against (app/validators/json_schemas/codeclimate.json), which demands less.
GITLAB = jsonschema.Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "minLength": 1, "pattern": "^(?!\\./)"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


class Command(NamedTuple):
    """What GitHub's runner obeys: a command of a workflow with its properties and its data."""

    name: str
    properties: dict[str, str]
    data: str


REGISTERED = {
    *("error", "warning", "notice", "debug", "group", "endgroup", "echo", "stop-commands", "add-mask", "save-state"),
    *("set-output", "set-env", "add-path", "add-matcher", "remove-matcher", "internal-set-repo-path"),
}
DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
OLD = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


def commands(log: str) -> list[Command]:
    """The commands in a log, as the runner's ActionCommand.cs finds them, the present kind before the old one."""
    lines = re.split("\r\n|\n|\r", log)
    found = (_command(line) or _old_command(line) for line in lines)
    return [each for each in found if each is not None]


def _command(line: str) -> Command | None:
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    return _parsed(line[2:end], line[end + 2 :], ",", PROPERTY, DATA)


def _old_command(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    return _parsed(line[start + 3 : end], line[end + 1 :], ";", OLD, OLD)


Escapes = tuple[tuple[str, str], ...]


def _parsed(info: str, data: str, separator: str, in_properties: Escapes, in_data: Escapes) -> Command | None:
    name, _, rest = info.partition(" ")
    if name not in REGISTERED:
        return None
    pairs = (each.partition("=") for each in rest.strip().split(separator))
    properties = {key: _unescaped(value, in_properties) for key, _, value in pairs if key and value}
    return Command(name, properties, _unescaped(data, in_data))


def _unescaped(text: str, escapes: Escapes) -> str:
    for written, meant in escapes:
        text = text.replace(written, meant)
    return text


class Piece(NamedTuple):
    """A text on a page, with the elements around it."""

    text: str
    within: tuple[str, ...]


class Page(HTMLParser):
    """GitHub's rendering of Markdown, before its filters: the elements in order, and every text."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.pieces: list[Piece] = []
        self._open: list[str] = []
        html = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        if tag not in ("br", "hr", "img", "input"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.pieces.append(Piece(data, tuple(self._open)))

    @property
    def balanced(self) -> bool:
        """Whether every element is closed where it belongs."""
        return not self._open

    def outside_code(self) -> Iterator[str]:
        """The texts in which GitHub looks for mentions, references and addresses."""
        yield from (piece.text for piece in self.pieces if "code" not in piece.within)
