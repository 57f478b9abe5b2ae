"""Puts the rules into the wheel: the files as they are, and as JSON that is read at once, all rules in one index."""

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulesHook(BuildHookInterface[Any]):
    """Adds `rules/` and its JSON to a wheel; an editable install reads `rules/` where it stands."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes the JSON to a temporary folder and names what the wheel takes along."""
        if self.target_name != "wheel" or version != "standard":
            return
        source = Path(self.root) / "rules"
        self._folder = tempfile.TemporaryDirectory()
        build_data["force_include"][str(source)] = "vpclint/rules"
        messages = yaml.safe_load((source / "messages.yaml").read_text("utf-8"))
        for name, content in {"index.json": rules_in(source), "messages.json": messages}.items():
            made = Path(self._folder.name) / name
            made.write_text(json.dumps(content, separators=(",", ":")), "utf-8")
            build_data["force_include"][str(made)] = f"vpclint/rules/{name}"


def rules_in(folder: Path) -> list[dict[str, Any]]:
    """All rules as their files have them, with the name and family that their paths give."""
    return [
        {"name": path.stem, "family": path.parent.name, **yaml.safe_load(path.read_text("utf-8"))}
        for path in sorted(folder.glob("*/*.yaml"))
    ]
