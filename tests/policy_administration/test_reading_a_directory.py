"""Reading an insurer's directory: strict, and an error names file, line and field."""

import hashlib
import json
from pathlib import Path

import pytest

from zorgvuldig.interfaces.synthetic.directory import write_directory
from zorgvuldig.interfaces.synthetic.insurer import make_insurer
from zorgvuldig.processes.policy_administration.intake.directory import read_directory
from zorgvuldig.processes.policy_administration.intake.reading import DirectoryError


@pytest.fixture
def directory(tmp_path) -> Path:
    made = make_insurer(insured=40, claims=80, seed=5)
    write_directory(made, tmp_path / "insurer", seed=5, step=lambda _what, _count: None)
    return tmp_path / "insurer"


def sign(directory: Path) -> None:
    """Make the manifest agree with the files again, as a careless maker of directories would."""
    manifest = json.loads((directory / "manifest.json").read_text())
    for name, entry in manifest["files"].items():
        entry["sha256"] = hashlib.sha256((directory / name).read_bytes()).hexdigest()
    (directory / "manifest.json").write_text(json.dumps(manifest))


def change(directory: Path, file: str, line: int, **fields: object) -> None:
    lines = (directory / file).read_text().splitlines()
    row = json.loads(lines[line - 1]) | fields
    lines[line - 1] = json.dumps({name: value for name, value in row.items() if value != "DROP"})
    (directory / file).write_text("\n".join(lines) + "\n")
    sign(directory)


def refusal(directory: Path) -> DirectoryError:
    with pytest.raises(DirectoryError) as caught:
        read_directory(directory)
    return caught.value


def test_a_whole_directory_is_read_with_its_digest(directory):
    read = read_directory(directory)
    assert read.digest == hashlib.sha256((directory / "manifest.json").read_bytes()).hexdigest()
    assert read.count() > 100


@pytest.mark.parametrize(
    ("file", "line", "fields", "field", "words"),
    [
        ("people.jsonl", 3, {"birthdate": "2010-02-30"}, "birthdate", "a date such as"),
        ("people.jsonl", 2, {"bsn": "123456789"}, "bsn", "eleven test"),
        ("people.jsonl", 2, {"bsn": "111222333"}, "bsn", "only numbers that start with 9"),
        ("people.jsonl", 1, {"gender": "F"}, "gender", "one of male, female"),
        ("people.jsonl", 1, {"shielded": 1}, "shielded", "bool expected"),
        ("people.jsonl", 1, {"family_name": ""}, "family_name", "must not be empty"),
        ("people.jsonl", 1, {"family_name": " Zand"}, "family_name", "spaces around"),
        ("people.jsonl", 1, {"family_name": "Za\x00nd"}, "family_name", "control characters"),
        ("people.jsonl", 1, {"family_name": 5}, "family_name", "text expected"),
        ("people.jsonl", 1, {"id": "one"}, "id", "a UUID expected"),
        ("people.jsonl", 1, {"nickname": "X"}, "nickname", "unknown"),
        ("people.jsonl", 1, {"initials": "DROP"}, "initials", "missing"),
        ("addresses.jsonl", 4, {"postcode": "0123AB"}, "postcode", "1234AB"),
        ("addresses.jsonl", 4, {"house_number": 0}, "house_number", "at least 1"),
        ("addresses.jsonl", 4, {"valid_until": "1990-01-01"}, "valid_until", "before its start"),
        ("labels.jsonl", 1, {"uzovi": "91"}, "uzovi", "four digits"),
        ("labels.jsonl", 2, {"uzovi": "9101"}, "uzovi", "already on line 1"),
        ("providers.jsonl", 1, {"agb_code": "1234567X"}, "agb_code", "eight digits"),
        ("consents.jsonl", 1, {"given_at": "2025-01-01T10:00:00"}, "given_at", "lacks its time zone"),
        ("consents.jsonl", 1, {"given_at": "yesterday"}, "given_at", "a moment in ISO 8601"),
        ("tariffs.jsonl", 1, {"amount_cents": -1}, "amount_cents", "at least 0"),
        ("tariffs.jsonl", 1, {"amount_cents": 10.5}, "amount_cents", "int expected"),
        (
            "coverages.jsonl",
            1,
            {"subject": "00000000-0000-4000-8000-000000000000"},
            "subject",
            "does not occur in people.jsonl",
        ),
        ("insurance_policies.jsonl", 1, {"policyholder": None}, "policyholder", "give either"),
        ("insurance_policies.jsonl", 1, {"regime": "AV"}, "regime", "not the regime of the insurance policy"),
    ],
)
def test_an_error_names_file_line_and_field(directory, file, line, fields, field, words):
    change(directory, file, line, **fields)
    error = refusal(directory)
    assert error.field == field
    assert words in str(error)
    assert str(error).startswith((file, "coverages.jsonl"))


def test_the_message_about_a_bsn_does_not_repeat_it(directory):
    change(directory, "people.jsonl", 1, bsn="123456789")
    assert "123456789" not in str(refusal(directory))


def test_two_basic_coverages_at_once_are_refused(directory):
    first = json.loads((directory / "coverages.jsonl").read_text().splitlines()[0])
    again = first | {"id": "11111111-1111-4111-8111-111111111111"}
    with (directory / "coverages.jsonl").open("a") as file:
        file.write(json.dumps(again) + "\n")
    sign(directory)
    error = refusal(directory)
    assert "overlaps the basic (Zvw) coverage" in str(error)
    assert "line 1" in str(error)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{not json}\n", "not JSON"), (b"[1, 2]\n", "JSON object"), (b'{"id": "\xff"}\n', "UTF-8")],
)
def test_a_line_that_is_no_row_is_refused(directory, content, words):
    (directory / "staff.jsonl").write_bytes(content)
    sign(directory)
    error = refusal(directory)
    assert words in str(error)
    assert error.line == 1


def test_a_file_that_was_cut_off_is_refused_before_it_is_read(directory):
    content = (directory / "people.jsonl").read_bytes()
    (directory / "people.jsonl").write_bytes(content[: len(content) // 2])
    assert "cut off or changed" in str(refusal(directory))


def test_a_file_that_is_missing_is_named(directory):
    (directory / "tariffs.jsonl").unlink()
    assert str(refusal(directory)).startswith("tariffs.jsonl: file is missing")


def test_a_file_that_the_manifest_does_not_name_is_refused(directory):
    manifest = json.loads((directory / "manifest.json").read_text())
    del manifest["files"]["staff.jsonl"]
    (directory / "manifest.json").write_text(json.dumps(manifest))
    assert "does not name it" in str(refusal(directory))


@pytest.mark.parametrize("content", ["", "[]", '{"files": 3}', '{"files": {"a": 1}}', "nonsense"])
def test_a_manifest_that_is_none_is_refused(directory, content):
    (directory / "manifest.json").write_text(content)
    assert "is not a manifest" in str(refusal(directory))


def test_a_manifest_of_another_format_is_refused(directory):
    manifest = json.loads((directory / "manifest.json").read_text()) | {"version": 99}
    (directory / "manifest.json").write_text(json.dumps(manifest))
    assert "make the directory anew" in str(refusal(directory))


def test_a_directory_that_is_not_there_is_named(tmp_path):
    assert "no such directory" in str(refusal(tmp_path / "nowhere"))


def test_a_directory_without_manifest_is_no_insurer(tmp_path):
    assert "has no manifest.json" in str(refusal(tmp_path))
