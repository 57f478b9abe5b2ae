"""The report as JSON, for programs: the contract of `schema_version` 1."""

import msgspec

from vpclint.report.model import Report


def render(report: Report) -> str:
    """The report as JSON text, indented, ending with a line end."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"
