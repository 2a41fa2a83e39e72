"""After each commit CI tells in words what it changed of what the norms allow; quick when nothing."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tasks.py"


@pytest.fixture
def tasks(tmp_path, monkeypatch):
    """Give the script as a module, working in a checkout of its own."""
    spec = importlib.util.spec_from_file_location("tasks_that_compare", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "PROGRAM", tmp_path / ".venv" / "bin" / "zorgvuldig")
    return module


@pytest.fixture
def commit(tasks):
    """Commit one norm file in a repository of its own."""

    def git(*words):
        who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
        subprocess.run([shutil.which("git"), *who, *words], cwd=tasks.ROOT, check=True, capture_output=True)

    def write(text, name="src/zorgvuldig/norms/one.md"):
        path = tasks.ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", "Change")

    git("init", "-q")
    return write


@pytest.fixture
def asked(tasks, monkeypatch):
    """Note what the norms were compared with instead of comparing."""
    texts = []

    def tell(before: Path):
        texts.extend(path.read_text(encoding="utf-8") for path in before.rglob("*.md"))

    monkeypatch.setattr(tasks, "setup", lambda: None)
    monkeypatch.setattr(tasks, "tell_changes", tell)
    return texts


def test_without_an_earlier_commit_it_says_so_and_passes(tasks, commit, asked, capsys):
    tasks.changes()
    commit("one")
    tasks.changes()
    assert capsys.readouterr().out.count("no earlier commit") == 2
    assert asked == []


def test_a_commit_that_touches_no_norm_compares_nothing(tasks, commit, asked, capsys):
    commit("one")
    commit("other", "docs/other.md")
    tasks.changes()
    assert "changed no norm" in capsys.readouterr().out
    assert asked == []


def test_a_commit_that_touches_a_norm_is_compared_with_the_norms_before_it(tasks, commit, asked):
    commit("what held before")
    commit("what holds now")
    tasks.changes()
    assert asked == ["what held before"]


def test_where_there_is_no_git_it_says_so(tasks, monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    tasks.changes()
    assert "no earlier commit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("exit 0", ""),
        ("exit 2", "not compared (`norms changes` ended with 2)"),
        ("exec sleep 5", "more than 1 s"),
    ],
)
def test_what_takes_too_long_or_cannot_be_read_fails_nothing(tasks, monkeypatch, capfd, program, told):
    tasks.PROGRAM.parent.mkdir(parents=True)
    tasks.PROGRAM.write_text(f"#!/bin/sh\n{program}\n", encoding="utf-8")
    tasks.PROGRAM.chmod(0o755)
    monkeypatch.setattr(tasks, "CHANGES_SECONDS", 1)
    tasks.tell_changes(Path("/nowhere"))
    assert told in capfd.readouterr().out
