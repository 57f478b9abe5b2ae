"""Writes what is made from the code: the table and pages of rules, the help of the commands, and the JSON Schemas.

python tools/generate_docs.py            writes docs/rules.md, docs/rules/, docs/commands.md and docs/schema/
python tools/generate_docs.py --check    exits with 1 where a page is not what the code says
"""

import json
import sys
from pathlib import Path

import click
from click.testing import CliRunner

from vpclint.cli.main import COMMANDS, command
from vpclint.engine.catalogue import Catalogue
from vpclint.engine.page import page
from vpclint.engine.shipped import read_rules
from vpclint.report.schemas import SCHEMAS, schema

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MADE = "<!-- Made by tools/generate_docs.py from the code: change that instead. -->\n\n"


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    catalogue = Catalogue(read_rules(ROOT / "rules"))
    rules = {DOCS / "rules" / f"{rule.name}.md": MADE + page(rule) for rule in catalogue}
    schemas = {DOCS / "schema" / f"{name}.schema.json": json.dumps(schema(name), indent=2) + "\n" for name in SCHEMAS}
    tables = {DOCS / "rules.md": MADE + _table(catalogue), DOCS / "commands.md": MADE + _commands()}
    return {**tables, **rules, **schemas}


def _table(catalogue: Catalogue) -> str:
    families: dict[str, list[str]] = {}
    for rule in catalogue:
        row = f"| [{rule.name}](rules/{rule.name}.md) | {rule.severity.value} | {rule.title} |"
        families.setdefault(rule.family, []).append(row)
    head = "| rule | severity | says no when |\n|---|---|---|\n"
    parts = (f"## {family}\n\n{head}" + "\n".join(rows) for family, rows in families.items())
    return f"# The {len(catalogue)} rules\n\n" + "\n\n".join(parts) + "\n"


def _commands() -> str:
    parts = ["# The commands\n", _help([])]
    for name in COMMANDS:
        parts += [_help([name]), *(_help([name, each]) for each in _questions(name))]
    return "\n".join(parts)


def _questions(name: str) -> list[str]:
    """The subcommands of a command."""
    context = click.Context(command)
    found = command.get_command(context, name)
    return found.list_commands(context) if isinstance(found, click.Group) else []


def _help(arguments: list[str]) -> str:
    result = CliRunner().invoke(command, [*arguments, "--help"], prog_name="vpclint", terminal_width=100)
    title = " ".join(["vpclint", *arguments])
    return f"## {title}\n\n```text\n{result.output.rstrip()}\n```\n"


def main(arguments: list[str]) -> int:
    """Writes the pages, or compares them; pages of rules that are gone are removed, and schemas likewise."""
    wanted = pages()
    made = (*(DOCS / "rules").glob("*.md"), *(DOCS / "schema").glob("*.json"))
    gone = [path for path in made if path not in wanted]
    drifted = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in (*drifted, *gone):
            print(f"{path.relative_to(ROOT)} is not what the code says: run python tools/generate_docs.py")
        return 1 if drifted or gone else 0
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for path in gone:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
