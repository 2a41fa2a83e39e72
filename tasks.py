#!/usr/bin/env python3
"""Set up, show, test and measure this checkout: `python3 tasks.py WORD`, or `make WORD` where make is.

Needs nothing but Python 3.11, 3.12 or 3.13. What it makes stays inside the checkout: `.venv` for packages,
`var` for the database and keys, `demo` for the made-up insurer. As root it may install three Debian
packages that are missing (python3-venv, and for the browser tests chromium); otherwise it says which and
how.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    Check: TypeAlias = tuple[str, list[object]]

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PROGRAM = VENV / "bin" / "zorgvuldig"
NORMS = "src/zorgvuldig/norms"
STAMP = VENV / "zorgvuldig-setup.json"
OLDEST, NEWEST = (3, 11), (3, 13)
TOOLS = "requirements-setup.txt"
LOCKS = {"demo": "requirements.txt", "dev": "requirements-dev.txt"}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CLOSED_TO_OTHERS = 0o001
# Rooms whose every branch must be tested.
GATED = ("norms", "decisions", "ledger", "analytics")
GATE_HOLDS = True
# Of processor time it is ten seconds when a term changed that every purpose reads.
CHANGES_SECONDS = 60


class TaskError(Exception):
    """Something that the person who called must know or do."""


def setup(kind: str = "dev") -> None:
    """Make `.venv` hold exactly what the lock says; nothing happens when it does already."""
    if is_set_up(kind):
        return
    interpreter = choose_interpreter()
    if not usable_venv():
        need_venv_module(interpreter)
        step("making .venv")
        run(interpreter, "-m", "venv", "--clear", VENV)
    step("installing packages")
    install(kind)
    if kind == "dev":
        need_chromium()
    STAMP.write_text(json.dumps(stamp(kind)), encoding="utf-8")


def is_set_up(kind: str) -> bool:
    """Tell whether `.venv` was made from today's lock, for this kind of use or a wider one."""
    if not PYTHON.exists():
        return False
    try:
        made = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return made in (stamp(kind), stamp("dev"))


def stamp(kind: str) -> dict[str, str]:
    """Describe what `.venv` must be made of."""
    made_of = (TOOLS, LOCKS[kind], "pyproject.toml")
    digest = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in made_of))
    return {"kind": kind, "place": str(VENV), "digest": digest.hexdigest()}


def usable_venv() -> bool:
    """Tell whether `.venv` has a Python that runs, fits, and knows pip."""
    if not PYTHON.exists():
        return False
    words = [str(PYTHON), "-c", "import pip, sys; print(*sys.version_info[:2], sys.prefix)"]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout.split()
    return len(told) == 3 and OLDEST <= (int(told[0]), int(told[1])) <= NEWEST and told[2] == str(VENV)  # noqa: PLR2004 — two numbers and a path


def choose_interpreter() -> str:
    """Take the Python that runs this, or one of the same version that other accounts may run too."""
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        raise TaskError(
            f"This is Python {version[0]}.{version[1]}; needed is 3.11, 3.12 or 3.13: `python3.11 tasks.py`.",
        )
    # Root's pages run under another account, which must be able to start Python.
    system = f"/usr/bin/python{version[0]}.{version[1]}"
    if os.geteuid() == 0 and not open_to_all(sys.executable) and os.access(system, os.X_OK):
        return system
    return sys.executable


def open_to_all(path: str) -> bool:
    """Tell whether every account may reach a file."""
    real = Path(path).resolve()
    return all(folder.stat().st_mode & CLOSED_TO_OTHERS for folder in real.parents)


def need_venv_module(interpreter: str) -> None:
    """Make sure that this Python can make environments: Debian keeps that in a package of its own."""
    words = [interpreter, "-c", "import venv, ensurepip"]
    if subprocess.run(words, check=False, capture_output=True).returncode == 0:
        return
    package = "python{}.{}-venv".format(*sys.version_info)
    if not apt_install(package):
        raise TaskError(
            f"{interpreter} cannot make environments: the package {package} is missing. "
            f"Install it with `sudo apt-get install {package}` and try again.",
        )


def need_chromium() -> None:
    """Have a browser for the browser tests, which are skipped without one."""
    if any(map(shutil.which, CHROMIUM)) or apt_install("chromium"):
        return
    print(
        "note: no Chromium here, so the browser tests will be skipped. "
        "`sudo apt-get install chromium` brings it.",
    )


def apt_install(package: str) -> bool:
    """Install a Debian package where we may; tell whether it is there now."""
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        return False
    step(f"installing the Debian package {package}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        done = subprocess.run(
            [apt, *words], env=quiet, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    return done.returncode == 0


def install(kind: str) -> None:
    """Install the locked packages by hash, with uv or else with pip alone; then ourselves."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--require-hashes", "--no-deps", "-r", ROOT / TOOLS)
    uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON]
    locked = ["--require-hashes", "--no-deps", "-r", ROOT / LOCKS[kind]]
    if not run(*uv, *locked, check=False, environment=uv_environment()):
        print("note: uv could not install the packages; trying pip, which takes longer.")
        run(*pip, "--no-compile", *locked)
    run(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT)


def uv_environment() -> dict[str, str]:
    """Hand uv the package index that pip was told to use: it does not read pip's configuration."""
    environment = dict(os.environ)
    if not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & environment.keys():
        words = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
        asked = subprocess.run(words, capture_output=True, text=True, check=False)
        index = environment.get("PIP_INDEX_URL") or asked.stdout.strip()
        if index:
            environment["UV_DEFAULT_INDEX"] = index
    if certificate := environment.get("PIP_CERT"):
        environment.setdefault("SSL_CERT_FILE", certificate)
    if not os.access(Path.home(), os.W_OK):
        environment.setdefault("UV_NO_CACHE", "1")
    return environment


def lock() -> None:
    """Write the locks anew from pyproject.toml; they hold no address, so any package index will do."""
    setup("demo")
    compile_words = [
        VENV / "bin" / "uv",
        "pip",
        "compile",
        "--universal",
        "--python-version",
        "3.11",
        "--quiet",
    ]
    compile_words += [
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
        "pyproject.toml",
    ]
    run(*compile_words, "-o", LOCKS["demo"], environment=uv_environment())
    run(*compile_words, "--group", "dev", "-o", LOCKS["dev"], environment=uv_environment())


def demo() -> None:
    """Build the demo insurer, run the main job on its claim files, and serve the pages until stopped."""
    setup("demo")
    # It takes our place, so that Ctrl-C and `stop` reach it and nobody in between.
    os.execv(PROGRAM, [str(PROGRAM), "demo", str(ROOT / "demo")])  # noqa: S606 — a list, no shell


def stop() -> None:
    """End everything that this checkout started."""
    if PROGRAM.exists():
        run(PROGRAM, "stop")
    else:
        print("nothing of ours was running")


def test() -> None:
    """Run every check, and every test that is not slow; all of them run, also after one failed."""
    setup()
    checks = [
        *lint_checks(),
        (
            "tests",
            [
                *(PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", "not slow"),
                *("--cov", "--cov-branch", "--cov-report="),
            ],
        ),
        ("coverage", coverage_words()),
    ]
    run_checks(checks)


def slow() -> None:
    """Run the tests that take most of a minute each."""
    setup()
    run_checks([("slow tests", [PYTHON, "-m", "pytest", "-n", "2", "-m", "slow"])])


def lint() -> None:
    """Run the checks that need no test."""
    setup()
    run_checks(lint_checks())


def lint_checks() -> list[Check]:
    """List the checks that read the source."""
    tool = VENV / "bin"
    return [
        ("ruff", [tool / "ruff", "check", "."]),
        ("format", [tool / "ruff", "format", "--check", "."]),
        ("types", [tool / "mypy"]),
        ("imports", [tool / "lint-imports"]),
    ]


def coverage_words() -> list[object]:
    """Give the command that holds four rooms to every branch."""
    rooms = ",".join(f"src/zorgvuldig/{room}/*" for room in GATED)
    lowest = "100" if GATE_HOLDS else "0"
    words = ["report", f"--include={rooms}", f"--fail-under={lowest}", "--skip-covered", "--show-missing"]
    return [PYTHON, "-m", "coverage", *words]


def run_checks(checks: Sequence[Check]) -> None:
    """Run checks one by one, tell how long each took, and fail when any did."""
    results = []
    for name, words in checks:
        step(name)
        began = time.monotonic()
        good = run(*words, check=False)
        results.append((name, good, time.monotonic() - began))
    print()
    for name, good, seconds in results:
        print(f"  {name:<10} {seconds:6.1f} s  {'good' if good else 'FAILED'}")
    failed = [name for name, good, _ in results if not good]
    if failed:
        raise TaskError(f"failed: {', '.join(failed)}")


def bench(*words: str) -> None:
    """Print the benchmark table."""
    setup()
    run(PYTHON, "-m", "benchmarks", *words)


def proofs(*words: str) -> None:
    """Run the drills that try to break it."""
    setup()
    run(PYTHON, "-m", "proofs", "--side-by-side", "2", *words)


def changes() -> None:
    """Tell in words what the last commit changed of what the norms allow, for whom."""
    then, now = (git("rev-parse", "--verify", "--quiet", f"{commit}:{NORMS}") for commit in ("HEAD^", "HEAD"))
    if not then or not now:
        print("what the norms allow: no earlier commit stands here to compare with")
    elif then == now:
        print("what the norms allow: the last commit changed no norm")
    else:
        setup()
        with tempfile.TemporaryDirectory() as folder:
            before = Path(folder)
            with zipfile.ZipFile(
                io.BytesIO(git("archive", "--format=zip", then.decode().strip()))
            ) as archive:
                archive.extractall(before)
            tell_changes(before)


def tell_changes(before: Path) -> None:
    """Compare with the norms of before; for a change of half the Code CI does not wait."""
    words = [str(PROGRAM), "norms", "changes", "--against", str(before)]
    try:
        subprocess.run(words, cwd=ROOT, check=True, timeout=CHANGES_SECONDS)
    except subprocess.TimeoutExpired:
        print(f"more than {CHANGES_SECONDS} s of differences; `zorgvuldig norms changes` tells them all")
    except subprocess.CalledProcessError as error:
        # Norms of before that this version cannot read are no fault of the norms of now.
        print(f"what the norms allow: not compared (`norms changes` ended with {error.returncode})")


def git(*words: str) -> bytes:
    """Return what git prints; nothing when it fails or there is no git."""
    program = shutil.which("git")
    if not program:
        return b""
    done = subprocess.run([program, *words], cwd=ROOT, check=False, capture_output=True)
    return b"" if done.returncode else done.stdout


def pictures(*words: str) -> None:
    """Take the picture of every page of a demo that runs, for docs/pictures."""
    setup()
    run(PYTHON, "-m", "pictures", *words)


def step(name: str) -> None:
    """Say what comes now."""
    print(f"→ {name}", flush=True)


def run(*words: object, check: bool = True, environment: dict[str, str] | None = None) -> bool:
    """Run a command from the checkout; an interrupt ends it too."""
    done = subprocess.run(list(map(str, words)), cwd=ROOT, check=False, env=environment)
    if check and done.returncode:
        name = " ".join(Path(str(word)).name for word in words[:3])
        raise TaskError(f"`{name}` ended with {done.returncode}")
    return done.returncode == 0


WORDS: dict[str, Callable[..., None]] = {
    "setup": setup,
    "demo": demo,
    "test": test,
    "slow": slow,
    "stop": stop,
    "bench": bench,
    "proofs": proofs,
    "changes": changes,
    "pictures": pictures,
    "lint": lint,
    "lock": lock,
}
TAKES_MORE = ("bench", "proofs", "pictures")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("word", choices=WORDS, help="what to do")
    parser.add_argument("more", nargs="*", help="for bench, proofs and pictures: handed on")
    arguments, more = parser.parse_known_args(argv)
    handed_on = [*arguments.more, *more]
    if handed_on and arguments.word not in TAKES_MORE:
        parser.error(f"`{arguments.word}` takes nothing more")
    try:
        WORDS[arguments.word](*handed_on)
    except TaskError as error:
        print(f"tasks.py {arguments.word}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
