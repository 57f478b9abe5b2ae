import ast
from pathlib import Path

import pytest

from tools.mutants import mutants_of


def becomes(source: str, folder: Path) -> list[str]:
    module = folder / "module.py"
    module.write_text(source, "utf-8")
    return [ast.unparse(mutant.tree()) for mutant in mutants_of(str(module))]


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a <= b < c", ["a < b < c", "a > b < c", "a <= b <= c", "a <= b >= c"]),
        ("a is not b", ["a is b"]),
        ("a not in b", ["a in b"]),
        ("a and b", ["a or b", "b", "a"]),
        ("a or b or c", ["a and b and c", "b or c", "a or c", "a or b"]),
        ("not a", ["a"]),
        ("a - b", ["a + b", "a"]),
        ("a | b", ["a & b"]),
        ("a << b", ["a >> b"]),
        ("a if b else c", ["a", "c"]),
        ("a[1:]", ["a[:]", "a[2:]", "a[0:]"]),
        ("min(a)", ["max(a)"]),
        ("f(True)", ["f(False)"]),
        ("f('x')", ["f('')"]),
        ("f('')", ["f('?')"]),
        ("[a for a in b if c]", ["[a for a in b]"]),
    ],
)
def test_an_expression_is_changed_in_each_way(source: str, mutants: list[str], tmp_path: Path) -> None:
    assert becomes(f"x = {source}", tmp_path) == [f"x = {mutant}" for mutant in mutants]


@pytest.mark.parametrize(
    ("source", "mutants"),
    [
        ("f()", ["pass"]),
        ("raise a", ["pass"]),
        ("a += b", ["a -= b", "pass"]),
        ("if a:\n    b = c", ["if True:\n    b = c", "if False:\n    b = c", "if a:\n    pass"]),
        ("for a in b:\n    break", ["for a in b:\n    continue"]),
        ("def f(a=False):\n    return a", ["def f(a=True):\n    return a", "def f(a=False):\n    return None"]),
        (
            "match a:\n    case b if c:\n        pass",
            ["match a:\n    case b:\n        pass"],
        ),
    ],
)
def test_a_statement_is_changed_in_each_way(source: str, mutants: list[str], tmp_path: Path) -> None:
    assert becomes(source, tmp_path) == mutants


@pytest.mark.parametrize(
    "source",
    [
        "'the docstring'",
        "a: Literal[1] = b",
        "@a(maxsize=1)\ndef f():\n    pass",
        "class A(B, frozen=True):\n    pass",
        "f = f'words {a:>3}'",
        "__all__ = ['a']",
        "T = TypeVar('T', bound='A')",
        "return_nothing = None",
    ],
)
def test_what_decides_nothing_is_left_alone(source: str, tmp_path: Path) -> None:
    assert becomes(source, tmp_path) == []


def test_a_mutant_tells_its_line_and_what_was_changed(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("# why\na = b\nc = a < d\n", "utf-8")
    mutant = mutants_of(str(module))[0]
    assert (mutant.line, mutant.difference()) == (3, ["-c = a < d", "+c = a <= d"])
