"""The script that sets up, shows and tests: its decisions, with what it would run written down."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tasks(tmp_path, monkeypatch):
    """Give the script as a module, working in a checkout of its own."""
    spec = importlib.util.spec_from_file_location("tasks_under_test", ROOT / "tasks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in (module.TOOLS, *module.LOCKS.values(), "pyproject.toml"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "PROGRAM", tmp_path / ".venv" / "bin" / "zorgvuldig")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp.json")
    return module


class Recorder(list):
    """The commands that were asked for; those that contain a word of `failing` end badly."""

    def __init__(self):
        super().__init__()
        self.failing = set()

    def run(self, *words, check=True, environment=None):  # noqa: ARG002 — as the real one
        self.append([str(word) for word in words])
        bad = any(word in " ".join(self[-1]) for word in self.failing)
        if bad and check:
            raise RuntimeError(self[-1])
        return not bad

    def having(self, *words):
        return [command for command in self if all(any(word in part for part in command) for word in words)]


@pytest.fixture
def ran(tasks, monkeypatch):
    """Write commands down instead of running them."""
    recorder = Recorder()
    monkeypatch.setattr(tasks, "run", recorder.run)
    return recorder


@pytest.fixture
def made(tasks, monkeypatch):
    """Have an environment that was set up already, for the demo or for development."""

    def make(kind):
        tasks.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        tasks.PYTHON.touch()
        tasks.STAMP.write_text(json.dumps(tasks.stamp(kind)))

    return make


@pytest.fixture
def fresh(tasks, monkeypatch):
    """Have no environment yet, a Python that can make one, and a browser."""
    monkeypatch.setattr(tasks, "need_venv_module", lambda _: None)
    monkeypatch.setattr(tasks, "need_chromium", lambda: None)
    monkeypatch.setattr(tasks, "uv_environment", dict)
    tasks.VENV.mkdir()


def test_nothing_is_done_when_nothing_changed(tasks, ran, made):
    made("dev")
    tasks.setup("dev")
    assert ran == []


def test_an_environment_for_development_serves_the_demo_too(tasks, ran, made):
    made("dev")
    tasks.setup("demo")
    assert ran == []


def test_an_environment_for_the_demo_is_widened_for_development(tasks, ran, made, monkeypatch):
    made("demo")
    monkeypatch.setattr(tasks, "usable_venv", lambda: True)
    monkeypatch.setattr(tasks, "uv_environment", dict)
    monkeypatch.setattr(tasks, "need_chromium", lambda: None)
    tasks.setup("dev")
    assert ran.having("requirements-dev.txt")
    assert not ran.having("venv", "--clear")
    assert tasks.is_set_up("dev")


@pytest.mark.parametrize("changed", ["requirements-dev.txt", "requirements-setup.txt", "pyproject.toml"])
def test_a_changed_lock_is_installed(tasks, made, changed):
    made("dev")
    (tasks.ROOT / changed).write_text("changed")
    assert not tasks.is_set_up("dev")


def test_a_broken_note_of_the_setup_means_setting_up_again(tasks, made):
    made("dev")
    tasks.STAMP.write_text("{half")
    assert not tasks.is_set_up("dev")


def test_a_checkout_that_moved_is_set_up_again(tasks, made, monkeypatch):
    made("dev")
    noted = json.loads(tasks.STAMP.read_text())
    tasks.STAMP.write_text(json.dumps({**noted, "place": "/elsewhere/.venv"}))
    assert not tasks.is_set_up("dev")


def test_packages_come_by_hash_only(tasks, ran, fresh):
    tasks.setup("demo")
    installing = ran.having("install")
    assert all("--require-hashes" in command for command in installing if "-r" in command)
    assert [command[-1] for command in installing if "-r" in command] == [
        str(tasks.ROOT / "requirements-setup.txt"),
        str(tasks.ROOT / "requirements.txt"),
    ]
    own = installing[-1]
    assert {"--no-deps", "--no-index", "--no-build-isolation", "--editable"} <= set(own)


def test_the_demo_installs_no_tool_of_development(tasks, ran, fresh):
    tasks.setup("demo")
    assert not ran.having("requirements-dev.txt")


def test_where_uv_fails_pip_alone_does_it(tasks, ran, fresh, capsys):
    ran.failing = {"bin/uv pip"}
    tasks.setup("demo")
    assert [command for command in ran.having("requirements.txt") if "pip" in command and "-m" in command]
    assert "trying pip" in capsys.readouterr().out
    assert json.loads(tasks.STAMP.read_text()) == tasks.stamp("demo")


def test_a_setup_that_fails_is_tried_again_next_time(tasks, ran, fresh):
    ran.failing = {"requirements.txt"}
    with pytest.raises(RuntimeError):
        tasks.setup("demo")
    assert not tasks.STAMP.exists()


@pytest.mark.parametrize("version", [(3, 10), (3, 14)])
def test_a_python_that_does_not_fit_is_named_with_those_that_do(tasks, monkeypatch, version):
    monkeypatch.setattr(tasks.sys, "version_info", (*version, 0))
    with pytest.raises(tasks.TaskError, match=rf"This is Python 3\.{version[1]}; needed is 3\.11"):
        tasks.choose_interpreter()


def test_an_ordinary_user_sets_up_with_the_python_that_runs(tasks, monkeypatch):
    monkeypatch.setattr(tasks.os, "geteuid", lambda: 1000)
    assert tasks.choose_interpreter() == sys.executable


def test_root_prefers_a_python_of_the_same_version_that_others_may_run(tasks, monkeypatch):
    monkeypatch.setattr(tasks.os, "geteuid", lambda: 0)
    monkeypatch.setattr(tasks, "open_to_all", lambda _: False)
    monkeypatch.setattr(tasks.os, "access", lambda *_: True)
    assert tasks.choose_interpreter() == "/usr/bin/python{}.{}".format(*sys.version_info)


def test_a_file_in_a_closed_folder_is_not_open_to_all(tasks, tmp_path):
    tmp_path.chmod(0o700)
    assert not tasks.open_to_all(str(tmp_path / "python"))
    assert tasks.open_to_all("/bin/sh")


@pytest.fixture
def without_venv_module(monkeypatch, tasks):
    """Have a Python from which Debian split the making of environments."""
    missing = subprocess.CompletedProcess([], 1, "", "")
    monkeypatch.setattr(tasks.subprocess, "run", lambda *_, **__: missing)


def test_an_ordinary_user_is_told_which_package_is_missing_and_how_to_get_it(
    tasks, without_venv_module, monkeypatch
):
    monkeypatch.setattr(tasks.os, "geteuid", lambda: 1000)
    package = "python{}.{}-venv".format(*sys.version_info)
    with pytest.raises(tasks.TaskError, match=f"{package} is missing.*sudo apt-get install {package}"):
        tasks.need_venv_module("python3")


def test_root_gets_the_missing_package_after_an_update_of_the_lists(tasks, monkeypatch):
    asked = []

    def run(words, **more):
        asked.append(words)
        return subprocess.CompletedProcess(words, 1 if words[0] == "python3" else 0, "", "")

    monkeypatch.setattr(tasks.os, "geteuid", lambda: 0)
    monkeypatch.setattr(tasks.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(tasks.subprocess, "run", run)
    tasks.need_venv_module("python3")
    assert [words[1] for words in asked[1:]] == ["update", "install"]
    assert asked[-1][-1].endswith("-venv")


def test_without_a_browser_setup_goes_on_and_says_what_is_skipped(tasks, monkeypatch, capsys):
    monkeypatch.setattr(tasks.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(tasks.shutil, "which", lambda _: None)
    tasks.need_chromium()
    assert "browser tests will be skipped" in capsys.readouterr().out


def test_the_index_that_pip_was_told_to_use_is_handed_to_uv(tasks, monkeypatch):
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.insurer.example/simple")
    monkeypatch.setattr(tasks, "PYTHON", Path(sys.executable))
    assert tasks.uv_environment()["UV_DEFAULT_INDEX"] == "https://packages.insurer.example/simple"
    monkeypatch.setenv("UV_INDEX_URL", "https://own.example/simple")
    assert "UV_DEFAULT_INDEX" not in tasks.uv_environment()


def test_every_check_runs_also_after_one_failed_and_the_failure_is_named(tasks, ran, capsys):
    ran.failing = {"second"}
    with pytest.raises(tasks.TaskError, match="failed: two"):
        tasks.run_checks([("one", ["first"]), ("two", ["second"]), ("three", ["third"])])
    assert [command[0] for command in ran] == ["first", "second", "third"]
    told = capsys.readouterr().out
    assert "FAILED" in told
    assert told.count("good") == 2


def test_stop_without_anything_made_says_so(tasks, ran, capsys):
    tasks.stop()
    assert ran == []
    assert "nothing of ours" in capsys.readouterr().out


def test_words_for_the_bench_are_handed_on(tasks, ran, made):
    made("dev")
    assert tasks.main(["bench", "ledger", "--json"]) == 0
    assert ran[-1][1:] == ["-m", "benchmarks", "ledger", "--json"]


def test_a_word_that_takes_nothing_more_refuses_more(tasks, capsys):
    with pytest.raises(SystemExit):
        tasks.main(["setup", "everything"])
    assert "takes nothing more" in capsys.readouterr().err


def test_an_error_is_one_line(tasks, monkeypatch, capsys):
    def fail():
        raise tasks.TaskError("no room")

    monkeypatch.setitem(tasks.WORDS, "stop", fail)
    assert tasks.main(["stop"]) == 1
    assert capsys.readouterr().err == "tasks.py stop: no room\n"


def test_the_script_needs_nothing_but_the_standard_library():
    code = "import sys; sys.path.insert(0, '.'); import tasks; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "zorgvuldig" not in done.stdout
