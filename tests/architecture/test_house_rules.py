"""Rules of the house that a reader would otherwise have to watch over."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sources import ROOT, SOURCES, Source

_LONGEST_FILE = 300
_LONGEST_FUNCTION = 60
_SHORTEST_DOCSTRING = 20
_VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff", "base"}


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def test_a_file_is_one_idea() -> None:
    lengths = {
        source.name: len(source.path.read_text(encoding="utf-8").splitlines()) for source in SOURCES
    }
    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST_FILE} == {}


def test_a_function_fits_a_screen() -> None:
    lengths = {
        f"{source.name}: {function.name}": length(function)
        for source in SOURCES
        for function in functions(source)
    }
    assert len(lengths) > 200
    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST_FUNCTION} == {}


def test_a_module_says_what_it_owns() -> None:
    said = {source.name: ast.get_docstring(source.tree) or "" for source in SOURCES}
    assert [name for name, text in said.items() if len(text) < _SHORTEST_DOCSTRING] == []


def test_public_names_are_documented() -> None:
    silent = [
        f"{source.name}: {node.name}"
        for source in SOURCES
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_only_the_command_line_prints() -> None:
    prints = [
        f"{source.name}:{node.lineno}"
        for source in SOURCES
        if source.layer != "cli"
        for node in ast.walk(source.tree)
        if is_call_of(node, "print")
    ]
    assert prints == []


def test_nothing_happens_at_import() -> None:
    """A module defines; a call on a line of its own would do something."""
    calls = [
        f"{source.name}:{node.lineno}"
        for source in SOURCES
        if source.path.name != "__main__.py"
        for node in source.tree.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    assert calls == []


def test_nothing_is_passed_on_unseen() -> None:
    """No function takes whatever it is given."""
    takers = [
        f"{source.name}: {function.name}"
        for source in SOURCES
        for function in functions(source)
        if function.args.kwarg
    ]
    assert takers == []


def test_names_say_something() -> None:
    names = {path.stem for path in ROOT.rglob("*") if path.suffix in {".py", ""}}
    assert not names & _VAGUE
