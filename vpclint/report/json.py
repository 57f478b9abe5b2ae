"""The report as JSON, for programs: the contract of `schema_version` 1."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from vpclint.text.escape import encodable, is_visible

if TYPE_CHECKING:
    from vpclint.report.view import View

_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e]|(?<=#)#(?=\w*\[)")


def render(report: Struct | Sequence[Struct]) -> str:
    """The report as JSON text, indented, ending with a line end.

    What a terminal obeys or a reader misreads, such as U+009B or a bidirectional control, is written as its escape,
    which is the same value to every program. A lone surrogate, which a file's name or an escape in a request may hold,
    is no character that JSON in UTF-8 can carry: it is written as its escape, with a second backslash.
    """
    try:
        encoded = msgspec.json.encode(report)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(encodable(msgspec.to_builtins(report)))
    return shown(msgspec.json.format(encoded, indent=2).decode()) + "\n"


def show(view: "View") -> str:
    """The whole report of a run."""
    return render(view.told)


def shown(text: str) -> str:
    """JSON text, indented by blanks, in which what a terminal or a log obeys or a reader misreads is an escape."""
    return _NOT_PLAIN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    """A character as it is, or in the escapes that JSON has, which are those of UTF-16."""
    if found[0] != "#" and is_visible(found[0]):
        return found[0]
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
