"""What a norm says is kept by the software, is there: file and name (design: `norms coverage` counts it)."""

import ast
import tomllib
from pathlib import Path

import pytest

import zorgvuldig
from zorgvuldig.norms import chapters
from zorgvuldig.norms.coverage import BUILT

ROOT = Path(zorgvuldig.__file__).parent
KEPT = sorted(
    {
        (note.norm, note.kept)
        for chapter in chapters(scenarios=True)
        for section in chapter.sections
        for note in section.notes
        if note.kept
    }
)


def names_in(path):
    if path.suffix == ".toml":
        return tomllib.loads(path.read_text(encoding="utf-8")).keys()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return named | {target.id for target in targets if isinstance(target, ast.Name)}


@pytest.mark.parametrize(("norm", "kept"), KEPT, ids=[" ".join(entry) for entry in KEPT])
def test_the_place_that_keeps_a_norm_exists(norm, kept):
    file, _, name = kept.partition(":")
    path = ROOT / file
    assert path.exists()
    assert not name or name in names_in(path)


def test_no_step_waits_for_a_process_that_stands():
    waiting = {
        note.planned
        for chapter in chapters(scenarios=True)
        for section in chapter.sections
        for note in section.notes
        if note.planned
    }
    assert not waiting & BUILT
