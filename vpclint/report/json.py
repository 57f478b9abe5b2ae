"""The report as JSON, for programs: the contract of `schema_version` 1."""

import msgspec
from msgspec import Struct

from vpclint.text.escape import encodable


def render(report: Struct) -> str:
    """The report as JSON text, indented, ending with a line end.

    A lone surrogate, which a file's name or an escape in a request may hold, is no character that JSON in UTF-8 can
    carry: it is written as its escape, with a second backslash.
    """
    try:
        encoded = msgspec.json.encode(report)
    except UnicodeEncodeError:
        encoded = msgspec.json.encode(encodable(msgspec.to_builtins(report)))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"
