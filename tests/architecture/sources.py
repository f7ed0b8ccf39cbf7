"""The package's source files as syntax trees, and what each of them imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import lstmcast

ROOT = Path(lstmcast.__file__).parent


@dataclass(frozen=True)
class Source:
    """One module of the package."""

    path: Path

    @property
    def name(self) -> str:
        """Return the path below the package, such as ``data/series.py``."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def layer(self) -> str:
        """Return the folder or top-level module: ``data``, ``errors``, ..."""
        return self.path.relative_to(ROOT).parts[0].removesuffix(".py")

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree."""
        return ast.parse(self.path.read_text(encoding="utf-8"), filename=self.name)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Return every imported module by full name, wherever the import stands.

        Imports in functions and under TYPE_CHECKING count as well. ``from a import b``
        counts as ``a.b`` where that is a module of the package, else as ``a``.
        """
        return frozenset(self._imported())

    def _imported(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno} imports relatively"
                assert node.module is not None
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    yield full if _is_module(full) else node.module

    def imports_from(self, library: str) -> bool:
        """Tell whether anything of a library is imported."""
        return any(name.partition(".")[0] == library for name in self.imports)


def _is_module(name: str) -> bool:
    first, *rest = name.split(".")
    place = ROOT.joinpath(*rest)
    return first == "lstmcast" and (place.is_dir() or place.with_suffix(".py").is_file())


SOURCES = [Source(path) for path in sorted(ROOT.rglob("*.py"))]
