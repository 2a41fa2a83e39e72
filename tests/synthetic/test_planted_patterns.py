"""What is planted is what formal control finds: the codec and the control judge the generator's own files."""

import json
from collections import Counter
from pathlib import Path

import pytest

from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import REFERENCE_DAY, make_insurer
from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

LISTS = load_code_lists()


@pytest.fixture(scope="module")
def directory(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("patterns") / "insurer"
    made = make_insurer(insured=300, claims=400, seed=7)
    write_directory(made, path, seed=7, step=lambda _what, _count: None)
    return path


@pytest.fixture(scope="module")
def truth(directory):
    return json.loads((directory / "truth.json").read_text())


def findings(directory, name):
    reading = read_file(directory / "claims" / name, name)
    assert reading.message is not None
    judged = formal_control(reading.message, LISTS, at=REFERENCE_DAY, read=reading.findings)
    return [found for found in (*reading.findings, *judged) if not found.warning]


def test_each_formal_pattern_is_found_on_its_record_field_and_code(directory, truth):
    missed = []
    for planted in truth["planted"]:
        if "record_row" not in planted:
            continue
        place = (planted["control"], planted["record_row"], planted["field"], planted["return_code"])
        found = {
            (each.control, each.row, each.field, each.code) for each in findings(directory, planted["file"])
        }
        if place not in found:
            missed.append(place)
    assert not missed


def test_nothing_else_is_found_by_formal_control(directory, truth):
    formal = {each["file"]: [] for each in truth["files"]}
    for planted in truth["planted"]:
        formal[planted["file"]].append(planted)
    for file in truth["files"]:
        if file["expected"] == "refused-file":
            continue
        rows = {
            planted[place]
            for planted in formal[file["file"]]
            if "record_row" in planted
            for place in ("row", "record_row")
        }
        # A broken key or date repeats itself in the records below the claim.
        allowed = rows | {row + below for row in rows for below in (1, 2, 3)}
        assert {found.row for found in findings(directory, file["file"])} <= allowed


def test_the_spoiled_files_are_refused_for_what_was_spoiled(directory, truth):
    spoiled = {each["pattern"]: each for each in truth["files"] if each["expected"] == "refused-file"}
    for pattern in ("total-off-by-a-cent", "cut-off"):
        codes = Counter(found.control for found in findings(directory, spoiled[pattern]["file"]))
        assert spoiled[pattern]["control"] in codes
