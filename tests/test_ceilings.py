"""Sizes that keep the code readable, a test file beside every source file, and a tidy top level."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "convert_console"
SOURCES = sorted(PACKAGE.rglob("*.py"))

FILE_LINES, CLASS_LINES, FUNCTION_LINES = 250, 150, 30
TOP = {
    *("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml"),
    *("convert_console", "resources", "tests"),
}
MADE = {"build", "dist"}
"""By `make bundle`; Git ignores them."""

SMALL = 30
"""A file of so few lines may be tested by its users alone."""


def test_no_file_is_longer_than_250_lines() -> None:
    lengths = {_name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES} == {}


def test_nothing_lies_about_beside_what_the_top_level_is_made_of() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {name for name in found - MADE if not name.endswith(".egg-info")} == TOP


@pytest.mark.parametrize(
    ("kinds", "ceiling"),
    [
        pytest.param((ast.ClassDef,), CLASS_LINES, id="class"),
        pytest.param((ast.FunctionDef, ast.AsyncFunctionDef), FUNCTION_LINES, id="function"),
    ],
)
def test_nothing_grows_beyond_its_ceiling(kinds: tuple[type[ast.AST], ...], ceiling: int) -> None:
    assert {name: lines for name, lines in _extents(kinds) if lines > ceiling} == {}


def test_every_source_file_has_its_test_file() -> None:
    missing = {}
    for path in SOURCES:
        mirror = _mirror(path)
        if len(path.read_text("utf-8").splitlines()) > SMALL and not mirror.is_file():
            missing[_name(path)] = str(mirror.relative_to(ROOT))
    assert missing == {}


def _extents(kinds: tuple[type[ast.AST], ...]) -> Iterator[tuple[str, int]]:
    """Each definition with its lines; a docstring is not held against what it explains."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, kinds):
                assert isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                yield f"{_name(path)}:{node.lineno} {node.name}", _lines(node) - _docstring(node)


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _docstring(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return _lines(node.body[0]) if ast.get_docstring(node) is not None else 0


def _mirror(path: Path) -> Path:
    """`protocol/rules/ids.py` is tested by `tests/protocol/rules/test_ids.py`; a package by a file
    of its own name, beside it."""
    place = path.relative_to(PACKAGE)
    if place.name == "__init__.py":
        place = place.parent
    return ROOT / "tests" / place.parent / f"test_{place.stem.strip('_')}.py"


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))
