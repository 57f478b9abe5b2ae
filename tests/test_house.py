"""The shape of the house: how large its rooms are, and that its public names say what they do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "vpclint").rglob("*.py"))
FOLDERS = ("vpclint", "tools", "fixtures", "benchmarks", "tests")
FILES = sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public(path: Path) -> Iterator[ast.AST]:
    tree = ast.parse(path.read_text("utf-8"))
    yield tree
    for node in ast.walk(tree):
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if named and not node.name.startswith("_") and not inside_function(tree, node):
            yield node


def inside_function(tree: ast.AST, wanted: ast.AST) -> bool:
    outer = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(wanted in ast.walk(node) for node in outer if node is not wanted)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_at_most_400_lines_and_a_function_45(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= 400
    too_long = {node.name: node.end_lineno - node.lineno + 1 for node in functions(path)}
    assert {name: lines for name, lines in too_long.items() if lines > 45} == {}


def test_half_of_the_functions_have_at_most_9_lines_and_nine_in_ten_at_most_30() -> None:
    lines = sorted(node.end_lineno - node.lineno + 1 for path in MODULES for node in functions(path))
    assert lines[len(lines) // 2] <= 9
    assert lines[len(lines) * 9 // 10] <= 30


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_public_name_has_a_docstring(path: Path) -> None:
    silent = [getattr(node, "name", "the module") for node in public(path) if not ast.get_docstring(node)]
    assert silent == []


def test_nothing_is_left_undone_skipped_or_silenced() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|pragma: no cover|pytest\.skip|mark\.(skip|xfail))\b")
    files = [file for file in FILES if file != Path(__file__)]
    assert [str(file) for file in files if marks.search(file.read_text("utf-8"))] == []


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "vpclint" / "py.typed").is_file()
