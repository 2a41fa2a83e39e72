"""The runbook names every variable that the program reads, and its units are ones that systemd takes."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "zorgvuldig"
RUNBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = ROOT / "docs" / "systemd"
OURS = re.compile(r"ZORGVULDIG_[A-Z_]+|PORT|DATABASE_URL")
ASKS = {"os.environ.get", "os.environ.pop", "os.environ.setdefault", "os.getenv"}
#: What every process has, and no setting of ours.
NOT_OURS = {"PATH", "LANG", "LC_ALL", "TZ", "HOME", "PYTHONDONTWRITEBYTECODE"}


def read_variables():
    """Find every word that is a variable by its name, or that is asked of the environment."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and OURS.fullmatch(node.value):
                found.add(node.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ASKS:
                found |= {word.value for word in node.args[:1] if isinstance(word, ast.Constant)}
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
                found |= {node.slice.value} if isinstance(node.slice, ast.Constant) else set()
    return found - NOT_OURS


def told():
    table = RUNBOOK.partition("\n## Settings\n")[2]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {word for row in rows for word in re.findall(r"`([A-Z_]+)`", row)}


def test_the_runbook_names_every_variable_that_the_program_reads_and_no_other():
    read = read_variables()
    assert len(read) > 10
    assert told() == read


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path):
    names = sorted(path.name for path in UNITS.iterdir())
    assert names == ["zorgvuldig-backup.service", "zorgvuldig-backup.timer", "zorgvuldig.service"]
    for name in names:
        text = (UNITS / name).read_text(encoding="utf-8")
        # The program and the account of the example are not on this machine.
        text = text.replace("/opt/zorgvuldig/.venv/bin/zorgvuldig", "/bin/true")
        (tmp_path / name).write_text(text.replace("User=zorgvuldig", "User=daemon"), encoding="utf-8")
    words = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in names)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
