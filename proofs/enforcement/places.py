"""Find the calls of `processing` in the use cases, and the question of `decide` that each of them asks.

The code is read, not run. A request that comes in as an argument is followed to those who call with it; what
cannot be followed is an error, so that no call stays out of the list.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import zorgvuldig

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(zorgvuldig.__file__).parent
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class UnfollowedError(LookupError):
    """A request whose making cannot be followed in the code: write it so that it can."""


@dataclass(frozen=True)
class Question:
    """One question of a process's `decide`, as a place in the code asks it."""

    process: str
    module: str
    function: str
    builder: str
    given: tuple[tuple[str, object], ...]
    acknowledges: str


@dataclass
class Module:
    """One module of use cases, read as a tree in which one can go up."""

    process: str
    name: str
    tree: ast.Module
    inside: dict[ast.AST, ast.AST] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note for each node what it stands in."""
        for outer in ast.walk(self.tree):
            for inner in ast.iter_child_nodes(outer):
                self.inside[inner] = outer

    def function_around(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef:
        """Give the function that a node stands in."""
        while not isinstance(node, _FUNCTIONS):
            node = self.inside[node]
        return node

    def functions(self, name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Give the functions of this name."""
        return (node for node in ast.walk(self.tree) if isinstance(node, _FUNCTIONS) and node.name == name)

    def calls(self, name: str) -> Iterator[ast.Call]:
        """Give the calls of a function or method of this name."""
        return (
            node for node in ast.walk(self.tree) if isinstance(node, ast.Call) and _called(node.func) == name
        )


def questions() -> tuple[Question, ...]:
    """List every question that the use cases put to the door, in the order of the code."""
    return tuple(
        question
        for module in _modules()
        for call in module.calls("processing")
        for question in asked(module, call)
    )


def doors() -> int:
    """Count the calls of `processing` in the whole source, wherever they stand."""
    return sum(
        isinstance(node, ast.Call) and _called(node.func) == "processing"
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def calls_read() -> int:
    """Count the calls of `processing` that the list holds."""
    return sum(1 for module in _modules() for _ in module.calls("processing"))


def _modules() -> Iterator[Module]:
    for path in sorted((SOURCE / "processes").rglob("*.py")):
        parts = path.relative_to(SOURCE / "processes").with_suffix("").parts
        if len(parts) > 1 and parts[1] == "usecases":
            yield Module(parts[0], ".".join(parts[1:]), ast.parse(path.read_text(encoding="utf-8")))


def asked(module: Module, call: ast.Call) -> Iterator[Question]:
    """List the questions that one call of the door puts."""
    acknowledges = next((ast.unparse(each.value) for each in call.keywords if each.arg == "acknowledge"), "")
    if acknowledges.isidentifier():
        acknowledges = " ".join(
            ast.unparse(value) for value in _assigned(module.function_around(call), acknowledges)
        )
    for built in _followed(module, call.args[0], module.function_around(call)):
        yield Question(
            process=module.process,
            module=module.name,
            function=module.function_around(built).name,
            builder=_called(built.func),
            given=tuple(_given(module, built)),
            acknowledges=acknowledges,
        )


def _followed(module: Module, node: ast.expr, function: ast.AST) -> Iterator[ast.Call]:
    """Follow an expression to the calls of `decide` that make the request."""
    if isinstance(node, ast.IfExp):
        yield from _followed(module, node.body, function)
        yield from _followed(module, node.orelse, function)
    elif isinstance(node, ast.Call):
        yield from _from_call(module, node)
    elif isinstance(node, ast.Name):
        yield from _from_name(module, node.id, function)
    else:
        raise UnfollowedError(f"{module.process}.{module.name}: cannot follow {ast.unparse(node)}")


def _from_call(module: Module, node: ast.Call) -> Iterator[ast.Call]:
    if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "decide":
        yield node
        return
    for function in module.functions(_called(node.func)):
        for inner in ast.walk(function):
            if isinstance(inner, ast.Return) and inner.value is not None:
                yield from _followed(module, inner.value, function)


def _from_name(module: Module, name: str, function: ast.AST) -> Iterator[ast.Call]:
    assigned = list(_assigned(function, name))
    for value in assigned:
        yield from _followed(module, value, function)
    if assigned or not isinstance(function, _FUNCTIONS):
        return
    parameters = [each.arg for each in function.args.args if each.arg != "self"]
    for call in module.calls(function.name):
        yield from _followed(module, call.args[parameters.index(name)], module.function_around(call))


def _assigned(function: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and name in [ast.unparse(target) for target in node.targets]:
            yield node.value


def _given(module: Module, built: ast.Call) -> Iterator[tuple[str, object]]:
    """Give the arguments that are written out where the question is asked."""
    for number, argument in enumerate(built.args):
        if isinstance(argument, ast.Constant):
            yield str(number), argument.value
    for keyword in built.keywords:
        if isinstance(keyword.value, ast.Constant):
            yield str(keyword.arg), keyword.value.value
        elif keyword.arg == "data":
            yield "data", _data(module, keyword.value, built)


def _data(module: Module, node: ast.expr, built: ast.Call) -> tuple[frozenset[str], ...] | str:
    """Give the categories that are asked: a name of `decide`, or what the callers write out."""
    if isinstance(node, ast.Attribute):
        return node.attr
    function = module.function_around(built)
    written = (
        frozenset(str(each.value) for each in call.args if isinstance(each, ast.Constant))
        for call in module.calls(function.name)
    )
    return tuple(dict.fromkeys(each for each in written if each))


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
