"""The JSON Schemas of what vpclint reads and writes, made from the types that read and write it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from vpclint.aws.kinds import KINDS, Kind, Unread
from vpclint.engine.baseline import BaselineFile
from vpclint.engine.messages import Explanation
from vpclint.engine.rule import Rule
from vpclint.report.comparison import ComparisonReport
from vpclint.report.diagnosis import Diagnosis
from vpclint.report.jsonl import Line
from vpclint.report.linted import LintReport, RepairReport
from vpclint.report.model import Report
from vpclint.report.path_model import PathReport
from vpclint.report.policy_model import PolicyReport
from vpclint.settings import Settings, SuppressionEntry

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

SCHEMAS = {
    "baseline": "what vpclint baseline write writes",
    "configuration": "vpclint.toml, or [tool.vpclint] in pyproject.toml",
    "diagnosis": "what vpclint diagnose --format json prints",
    "explanation": "what vpclint explain --format json prints",
    "lint": "what vpclint policy lint --format json prints",
    "path": "what vpclint path --format json prints",
    "policy-answer": "what vpclint policy allows --format json prints",
    "policy-comparison": "what vpclint policy compare --format json prints",
    "repair": "what vpclint policy lint --fix --format json prints",
    "report": "what vpclint check --format json prints",
    "report-line": "a line of what vpclint check --format jsonl prints",
    "rule": "a file of the catalogue of rules",
    "snapshot": "a state: the answers of the AWS APIs under their own keys",
    "suppressions": ".vpclint-ignore.yaml",
}
"""The schemas by name, and what each describes."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this name."""
    types: dict[str, Any] = {
        "baseline": BaselineFile,
        "configuration": Settings,
        "diagnosis": Diagnosis,
        "explanation": Explanation,
        "lint": LintReport,
        "path": PathReport,
        "policy-answer": PolicyReport,
        "policy-comparison": ComparisonReport,
        "repair": RepairReport,
        "report": Report,
        "report-line": Line,
        "rule": Rule,
        "suppressions": tuple[SuppressionEntry, ...],
    }
    body = _snapshot() if name == "snapshot" else msgspec.json.schema(types[name])
    own = {"$schema": _DIALECT, "$id": f"urn:vpclint:schema:{name}", "title": f"vpclint {name}"}
    return {**own, "description": SCHEMAS[name], **body}


def _value(kind: Kind[Any], record: dict[str, Any]) -> dict[str, Any]:
    """What stands under a key: records, one object, or whatever AWS answers where nobody reads it."""
    if kind.record is Unread:
        return {}
    listed = {"type": "array", "items": record}
    return {"anyOf": [record, listed]} if kind.single else listed


def _snapshot() -> dict[str, Any]:
    """The keys of a state; AWS's own members beside those that are read are welcome."""
    kinds = list(KINDS.values())
    schemas, definitions = msgspec.json.schema_components(
        [kind.record for kind in kinds], ref_template="#/$defs/{name}"
    )
    properties: Mapping[str, Any] = {
        kind.key: {"description": kind.operation, **_value(kind, each)}
        for kind, each in zip(kinds, schemas, strict=True)
    }
    header = {"type": "object", "description": "whose state it is, when it was taken, and how the calls ended"}
    return {"type": "object", "properties": {"vpclint": header, **properties}, "$defs": definitions}
