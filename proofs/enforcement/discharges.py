"""How each duty that a decision may leave is discharged in the code, or that nothing does so yet."""

from __future__ import annotations

import ast
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from proofs.enforcement.places import SOURCE, Question
from proofs.enforcement.requests import Shape, answers

if TYPE_CHECKING:
    from datetime import date

    from zorgvuldig.norms import DutyRule

ACKNOWLEDGED = "acknowledged"
REFUSED = "door"
ITSELF = "itself"
WORK_LIST = "list"
OPEN = "open"
WORDS = {
    ACKNOWLEDGED: "acknowledged where it is asked, before anything opens",
    REFUSED: "not acknowledged here: the door refuses as long as the duty is owed",
    ITSELF: "the process ends it itself",
    WORK_LIST: "on the work list of its role, who may end it",
    OPEN: "**open**: nothing in the code ends it yet",
}
#: Duties that nothing in the code ends yet, each with what it waits for; another one stops the build.
OPEN_DUTIES = {
    "cancellation-letter": "the letter that ends a policy after fraud comes with the process of integrity",
    "destroy-after-end": "the run of retention erases what is due, and ends no duty of an entry by name",
    "end-audit-grant": "a compliance officer has no work list of duties yet; the oversight desk shows them",
    "forward-request": "management has no work list of duties yet; the process of rights will send it on",
    "review-consultations": "the review of who was looked up comes with the process of integrity",
    "revoke-link": "the page behind a link comes with the process of e-mail; nothing here sends one yet",
}
_ENDS = frozenset({"discharge_told", "discharge_judged"})


def discharge(rule: DutyRule, question: Question, on: date) -> str:
    """Tell how a duty of this question is discharged."""
    if rule.due is not None:
        return ACKNOWLEDGED if rule.id in acknowledged(question) else REFUSED
    if rule.id in ended_by_processes():
        return ITSELF
    return WORK_LIST if rule.discharger in work_list_roles(on) else OPEN


def acknowledged(question: Question) -> frozenset[str]:
    """Give the ids of the duties that a call acknowledges."""
    named = [
        node.attr
        for node in ast.walk(ast.parse(question.acknowledges))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "decide"
    ]
    decide = import_module(f"zorgvuldig.processes.{question.process}.decide")
    return frozenset(duty for name in named for duty in getattr(decide, name))


@cache
def ended_by_processes() -> frozenset[str]:
    """Give the ids of the duties that a process ends by itself, once what they ask is done."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8")) for path in sorted((SOURCE / "processes").rglob("*.py"))
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    named = {
        keyword.value.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ENDS
        for keyword in node.keywords
        if keyword.arg == "duty" and isinstance(keyword.value, ast.Name)
    }
    return frozenset(
        str(node.value.value)
        for node in nodes
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and named & {ast.unparse(each) for each in _targets(node)}
    )


def _targets(node: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


@cache
def work_list_roles(on: date) -> frozenset[str]:
    """Give the roles that may end a duty on their work list."""
    asked = Question("access_control", "usecases.duties", "discharge_duty", "discharge_duty", (), "")
    shapes: list[Shape] = list(answers(asked, on))
    return frozenset(role for shape in shapes for role in shape.roles)
