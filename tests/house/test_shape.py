"""The shape of the house, held to design section 11: rooms, sizes, annotations, docstrings, imports."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from measures import ROOT, SOURCE, SourceFile, files, functions, quantile

FILES = list(files())
FUNCTIONS = [function for file in FILES for function in functions(file)]
ROOMS = {"norms", "decisions", "ledger", "records", "analytics", "processes", "interfaces"}
TESTS = list(files(ROOT / "tests"))


def where(found):
    return [f"{function.place} {function.name}" for function in found]


def test_the_house_has_its_seven_rooms_and_no_other():
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert rooms == ROOMS


def test_every_import_goes_down_the_river():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_function_is_longer_than_sixty_lines_and_nine_in_ten_fit_in_twenty_five():
    assert where(function for function in FUNCTIONS if function.lines > 60) == []
    assert quantile([function.lines for function in FUNCTIONS], 0.9) <= 25


def test_no_function_branches_more_than_ten_ways():
    assert where(function for function in FUNCTIONS if function.complexity > 10) == []


def test_no_file_is_longer_than_four_hundred_lines_and_nine_in_ten_fit_in_two_hundred_and_fifty():
    assert [file.place for file in FILES if file.lines > 400] == []
    assert quantile([file.lines for file in FILES], 0.9) <= 250


def test_no_test_file_is_longer_than_six_hundred_lines():
    assert [file.place for file in TESTS if file.lines > 600] == []


def test_no_text_of_norms_is_longer_than_four_hundred_lines():
    long = [path for path in (SOURCE / "norms").rglob("*.md") if len(path.read_text().splitlines()) > 400]
    assert [str(path.relative_to(ROOT)) for path in long] == []


def test_every_function_says_what_it_returns():
    assert where(function for function in FUNCTIONS if not function.annotated) == []


def test_every_public_function_says_what_it_is_for():
    assert where(function for function in FUNCTIONS if function.public and not function.documented) == []


def test_every_file_says_what_it_is_for():
    silent = [file.place for file in FILES if file.tree.body and not ast.get_docstring(file.tree)]
    assert silent == []


def test_no_import_hides_inside_a_function():
    assert where(function for function in FUNCTIONS if function.inner_imports) == []


@pytest.mark.parametrize("room", ["norms", "decisions"])
def test_a_room_exports_what_it_lists_sorted_and_nothing_else(room):
    package = importlib.import_module(f"zorgvuldig.{room}")
    listed = list(package.__all__)
    # The order of the linter: constants, then classes, then functions.
    assert listed == sorted(listed, key=lambda name: (not name.isupper(), name[0].islower(), name))
    assert all(hasattr(package, name) for name in listed)
    own = {name for name, value in vars(package).items() if _comes_from(room, value)}
    assert {name for name in own if not name.startswith("_")} <= set(listed)


def _comes_from(room, value):
    return str(getattr(value, "__module__", "")).startswith(f"zorgvuldig.{room}")


def test_a_process_package_tells_its_chapter_and_imports_nothing():
    for package in sorted((SOURCE / "processes").glob("*/__init__.py")):
        tree = ast.parse(package.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), package
        assert len(tree.body) == 1, f"{package} holds more than its docstring"


def test_use_cases_take_words_and_no_places():
    found = [
        f"{path.relative_to(ROOT)} {node.name}"
        for path in sorted((SOURCE / "processes").glob("*/usecases.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (node.args.args or node.args.posonlyargs)
    ]
    assert found == []


def test_the_clock_is_read_in_one_place_outside_of_the_interfaces():
    clocks = {"now", "today", "utcnow"}
    found = {
        (file.path.relative_to(SOURCE).as_posix(), function.name)
        for file in FILES
        if file.path.relative_to(SOURCE).parts[0] != "interfaces"
        for function in ast.walk(file.tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks
    }
    # `decide` without a date means today, as the design says; everything else is handed its date.
    assert found == {("decisions/facts.py", "reference_date")}


def test_a_rule_is_switched_off_only_with_its_reason_on_the_line():
    found = []
    for path in [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "tasks.py"]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for word in ("# noqa", "# type: ignore", "# pragma"):
                _, found_word, after = line.partition(word)
                if found_word and "migrations" not in path.parts and path != Path(__file__):
                    reason = after.partition("]")[2] if "[" in after else after.partition(" ")[2]
                    if len(reason.split()) < 3:
                        found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_the_measure_itself_sees_what_it_should():
    written = SourceFile(
        ROOT / "sample.py",
        9,
        ast.parse(
            "def long(a):\n"
            "    import os\n"
            "    if a and a and a:\n"
            "        return [b for b in a]\n"
            "class _Hidden:\n"
            "    def inner(self) -> int:\n"
            '        """Count."""\n'
        ),
    )
    first, second = functions(written)
    assert (first.lines, first.complexity, first.annotated, first.documented) == (4, 2, False, False)
    assert (first.public, first.inner_imports) == (True, 1)
    assert (second.public, second.documented, second.annotated) == (False, True, True)
