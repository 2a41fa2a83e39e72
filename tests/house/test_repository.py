"""What stands in version control: locks with hashes and no addresses, no path of a machine, no key."""

import re
import shutil
import subprocess

import pytest
from measures import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-setup.txt")
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        [shutil.which("git") or "git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
]
# The README may tell where a clone comes from; a lock, a setting or a script may not.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|home|work|Users|workspace)/[\w.-]+")


def text_of(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_carries_its_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.findall(r"^([A-Za-z0-9._-]+)==[^\s;]+", text, flags=re.MULTILINE)
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(packages) == len(blocks) > 1
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?://|--(extra-)?index|--find-links|--trusted-host", text)


def test_the_demo_needs_no_tool_of_development():
    demo = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), flags=re.MULTILINE))
    assert not demo & {"pytest", "mypy", "ruff", "playwright", "hypothesis", "coverage", "import-linter"}


def test_both_locks_agree_on_every_package_that_they_share():
    pins = [
        dict(re.findall(r"^([\w.-]+)==(\S+)(?= ;| \\)", (ROOT / name).read_text(), flags=re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}


def test_no_path_of_somebodys_machine_stands_in_the_repository():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in TRACKED
        for match in MACHINE_PATHS.finditer(text_of(path))
    ]
    assert found == []


def test_no_key_password_or_installation_stands_in_the_repository():
    names = [path.relative_to(ROOT).as_posix() for path in TRACKED]
    assert [name for name in names if name.startswith(("var/", "demo/", ".venv/"))] == []
    private = "-----BEGIN " + "PRIVATE KEY"
    assert [name for path, name in zip(TRACKED, names, strict=True) if private in text_of(path)] == []


def test_the_makefile_is_thin_and_knows_every_word():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = re.search(r"^WORDS: .*?\{(.*?)^\}", (ROOT / "tasks.py").read_text(), re.DOTALL | re.MULTILINE)
    known = re.findall(r'"(\w+)":', words[1])
    assert set(known) <= set(makefile.split())
    assert [line for line in makefile.splitlines() if line.startswith("\t")] == ["\t@$(PYTHON) tasks.py $@"]
