"""Measures of the source: sizes, complexity, annotations, docstrings, imports; read, never run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zorgvuldig"
# McCabe's count, as the linter's: ways through, not the conditions that open them.
BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.match_case)
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """One function as written."""

    place: str
    name: str
    lines: int
    complexity: int
    annotated: bool
    documented: bool
    public: bool
    inner_imports: int


@dataclass(frozen=True)
class SourceFile:
    """One file of source."""

    path: Path
    lines: int
    tree: ast.Module

    @property
    def place(self) -> str:
        """Give the path from the checkout."""
        return str(self.path.relative_to(ROOT))


def files(folder: Path = SOURCE) -> Iterator[SourceFile]:
    """Read every Python file; migrations are written by Django and left out."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
            yield SourceFile(path, len(text.splitlines()), ast.parse(text))


def functions(file: SourceFile) -> Iterator[Function]:
    """List every function of a file, also those inside others."""
    yield from _functions(file, file.tree, public=True)


def quantile(values: list[int], share: float) -> int:
    """Give the value below which this share of all lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _functions(file: SourceFile, node: ast.AST, *, public: bool) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode):
            visible = public and not child.name.startswith("_") and not _is_part(child)
            yield _measure(file, child, public=visible)
            yield from _functions(file, child, public=False)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(file, child, public=public and not child.name.startswith("_"))
        else:
            yield from _functions(file, child, public=public)


def _is_part(function: FunctionNode) -> bool:
    """Tell whether a function only says more of another: an overload, or the setter of a property."""
    written = [ast.unparse(decorator) for decorator in function.decorator_list]
    return any(name.endswith(("overload", ".setter", "override")) for name in written)


def _measure(file: SourceFile, function: FunctionNode, *, public: bool) -> Function:
    inside = list(ast.walk(function))
    return Function(
        place=f"{file.place}:{function.lineno}",
        name=function.name,
        lines=(function.end_lineno or function.lineno) - function.lineno + 1,
        complexity=1 + sum(isinstance(node, BRANCHES) for node in inside),
        annotated=function.returns is not None,
        documented=ast.get_docstring(function) is not None,
        public=public,
        inner_imports=sum(isinstance(node, ast.Import | ast.ImportFrom) for node in inside),
    )
