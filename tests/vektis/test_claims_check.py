"""`zorgvuldig claims check`: one JSON line a file, and an exit status that tells how it went."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest
from ggz_base import base_file, set_field, spoiled

from zorgvuldig.interfaces.command_line import claims_check

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "samples" / "GZ321-basisbestand-correct.ASC"


def check(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, list[dict[str, object]]]:
    parser = argparse.ArgumentParser()
    claims_check.add_arguments(parser)
    status = claims_check.run(parser.parse_args([str(word) for word in words]))
    out, err = capsys.readouterr()
    assert err == ""
    return status, [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.asc"
    path.write_bytes(base_file())
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.asc"
    path.write_bytes(spoiled(set_field(18, "9910", "00000154691")))
    return path


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of Vektis stands outside the checkout")
def test_the_correct_sample_of_vektis_is_accepted_without_a_finding(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, [line] = check(capsys, SAMPLE)
    assert (status, line["accepted"], line["findings"]) == (0, True, [])


def test_an_accepted_file_gives_exactly_the_keys_of_the_public_command(
    capsys: pytest.CaptureFixture[str], good: Path
) -> None:
    status, lines = check(capsys, good)
    assert status == 0
    assert lines == [{"file": str(good), "accepted": True, "findings": [], "warnings": []}]


def test_a_refused_file_names_level_record_row_field_code_and_message(
    capsys: pytest.CaptureFixture[str], bad: Path
) -> None:
    status, [line] = check(capsys, bad)
    assert (status, line["accepted"]) == (1, False)
    [found] = line["findings"]
    message = found.pop("message")
    assert found == {"level": "N2", "record": "99", "row": 18, "field": "9910", "code": "0150"}
    assert "€ 1.546,91" in message
    assert "€ 1.546,90" in message


def test_the_worst_file_sets_the_exit_status(
    capsys: pytest.CaptureFixture[str], good: Path, bad: Path
) -> None:
    assert check(capsys, good, bad)[0] == 1
    status, lines = check(capsys, bad, good.parent, good)
    assert (status, [line["accepted"] for line in lines]) == (2, [False, False, True])


@pytest.mark.parametrize("content", [b"", b"nonsense\n", b"01999"], ids=["empty", "no opening", "unknown"])
def test_an_unreadable_file_still_gives_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "odd.asc"
    path.write_bytes(content)
    status, [line] = check(capsys, path)
    assert (status, line["accepted"], len(line["findings"])) == (2, False, 1)


def test_a_header_that_differs_from_the_message_asked_for_is_a_finding(
    capsys: pytest.CaptureFixture[str], good: Path
) -> None:
    status, [line] = check(capsys, good, "--message", "GZ311", "--version", "2.0")
    assert (status, line["accepted"]) == (1, False)
    assert ("01", "0102", "0010") in {
        (found["record"], found["field"], found["code"]) for found in line["findings"]
    }


def test_a_name_that_is_no_text_is_printed_all_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, [line] = check(capsys, tmp_path / "naam\udcff.asc")
    assert (status, line["accepted"]) == (2, False)


def test_what_is_left_out_is_counted(
    capsys: pytest.CaptureFixture[str], bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims_check, "MAXIMUM_FINDINGS", 0)
    _, [line] = check(capsys, bad)
    assert (line["findings"], line["omitted"], line["accepted"]) == ([], 1, False)


def test_the_command_needs_no_database_and_loads_no_django(good: Path) -> None:
    code = (
        "import sys\n"
        "from zorgvuldig.interfaces.command_line import claims_check\n"
        "from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists\n"
        "claims_check.check_one(sys.argv[1], load_code_lists())\n"
        "assert not {'django', 'psycopg'} & set(sys.modules), sorted(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(good)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not claims_check.NEEDS_DATABASE
