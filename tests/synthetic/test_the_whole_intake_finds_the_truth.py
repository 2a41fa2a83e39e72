"""The synthetic insurer goes the whole way: loaded, its files received, each answered as truth.json says."""

import argparse
import json
from collections import defaultdict

import pytest

from zorgvuldig.interfaces.command_line import claims_receive, load
from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import make_insurer


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "insurer"
    write_directory(make_insurer(insured=200, claims=200, seed=3), path, seed=3, step=lambda _w, _c: None)
    return path


def run(command, *words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


@pytest.fixture
def answers(database, directory, tmp_path, capsys):
    """Receive every claim file in the order of its name; gives the answers by file."""
    assert run(load, str(directory)) == 0
    capsys.readouterr()
    files = sorted(str(file) for file in (directory / "claims").iterdir())
    assert run(claims_receive, *files, "--respond", str(tmp_path / "out"), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    return {file["file"].rpartition("/")[2]: file for file in told["files"]}


def test_every_file_and_every_planted_claim_is_answered_as_the_truth_says(answers, directory):
    truth = json.loads((directory / "truth.json").read_text())
    wrong = []
    for file in truth["files"]:
        answer = answers[file["file"]]
        if file["expected"] == "refused-file":
            if not answer["refused_whole"]:
                wrong.append((file["pattern"], "was not refused as a whole"))
        elif (answer["claims"]["accepted"], answer["approved_cents"]) != (
            file["claims"] - file["refused"],
            file["approved_cents"],
        ):
            wrong.append((file["file"], answer["claims"], answer["reasons"]))
    codes = defaultdict(set)
    for name, answer in answers.items():
        for finding in answer["findings"]:
            codes[name, finding["row"]].add(finding["code"])
    for planted in truth["planted"]:
        rows = range(planted.get("record_row", planted["row"]), planted["row"] + 4)
        found = set().union(*(codes[planted["file"], row] for row in rows))
        if planted["expected"] == "refused" and planted["return_code"] not in found:
            wrong.append((planted["pattern"], planted["return_code"], found))
    assert not wrong
