"""Names that are imported for the type checker alone are used in annotations alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "convert_console"


def missing_names(source: str) -> list[str]:
    """Names that are bound only under `if TYPE_CHECKING:`, and read when the program runs."""
    tree = ast.parse(source)
    checker = [node for node in ast.walk(tree) if isinstance(node, ast.If) and _checks(node.test)]
    for_checker = {name for block in checker for node in block.body for name in _bound(node)}
    _Runtime(checker).visit(tree)  # takes annotations and the checker's blocks out
    missing = for_checker - _module_names(tree)
    return sorted(
        f"{node.id}, line {node.lineno}"
        for scope, node in _reads(tree)
        if node.id in missing - scope
    )


def _checks(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node.id
    elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name


SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def _module_names(tree: ast.AST) -> set[str]:
    """What is bound when the module runs, outside functions and classes."""
    names: set[str] = set()
    waiting = list(ast.iter_child_nodes(tree))
    while waiting:
        node = waiting.pop()
        names.update(_bound(node))
        if not isinstance(node, SCOPES):
            waiting.extend(ast.iter_child_nodes(node))
    return names


def _reads(
    tree: ast.AST, around: frozenset[str] = frozenset()
) -> Iterator[tuple[frozenset[str], ast.Name]]:
    """Each name that is read, with what the functions around it bind."""
    for node in ast.iter_child_nodes(tree):
        scope = around
        if isinstance(node, SCOPES):
            scope = around | {name for inner in ast.walk(node) for name in _bound(inner)}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield scope, node
        yield from _reads(node, scope)


class _Runtime(ast.NodeTransformer):
    """Leaves what runs: with `from __future__ import annotations` no annotation does."""

    def __init__(self, checker: list[ast.If]) -> None:
        self._checker = checker

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        if node in self._checker:
            return [self.visit(inner) for inner in node.orelse] or ast.Pass()
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return ast.copy_location(ast.Expr(ast.Constant(None)), node)
        return self.generic_visit(ast.copy_location(ast.Assign([node.target], node.value), node))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)


def test_no_name_of_the_type_checker_is_needed_when_the_program_runs() -> None:
    sources = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    checked = {path: text for path, text in sources.items() if "TYPE_CHECKING" in text}
    lazy = "from __future__ import annotations"
    assert [path for path, text in checked.items() if lazy not in text] == []
    missing = {
        str(path.relative_to(PACKAGE)): missing_names(text) for path, text in checked.items()
    }
    assert {name: found for name, found in missing.items() if found} == {}


HEAD = "from __future__ import annotations\nfrom typing import TYPE_CHECKING\n"
HEAD += "if TYPE_CHECKING:\n    from a import Thing, Other\n"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("def f(x: Thing) -> Other:\n    y: Thing = x\n    return y", []),
        ("def f():\n    return Thing(1)", ["Thing, line 6"]),
        ("def f(x=Thing): pass", ["Thing, line 5"]),
        ("class A(Thing): pass", ["Thing, line 5"]),
        ("def f():\n    from a import Thing\n    return Thing(1)", []),
        ("def f():\n    from a import Thing\ndef g():\n    return Thing", ["Thing, line 8"]),
        ("@Thing\ndef f(): pass", ["Thing, line 5"]),
        ("X = list[Thing]", ["Thing, line 5"]),
        ("X: list[Thing] = []", []),
        ("def f():\n    try: pass\n    except Thing: pass", ["Thing, line 7"]),
        ("def f(Thing):\n    return Thing", []),
        ("def f(x):\n    match x:\n        case Thing(): pass", ["Thing, line 7"]),
    ],
)  # fmt: skip
def test_the_check_itself_distinguishes_annotations_from_code(body: str, found: list[str]) -> None:
    assert missing_names(HEAD + body) == found
