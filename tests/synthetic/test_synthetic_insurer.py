"""The synthetic insurer: same seed same bytes, nobody real, every kind of person and pattern present."""

import argparse
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zorgvuldig.interfaces.command_line import synth
from zorgvuldig.interfaces.synthetic.bsn import numbers, unused_number
from zorgvuldig.interfaces.synthetic.directory import OccupiedError, digest_directory, write_directory
from zorgvuldig.interfaces.synthetic.insurer import CAST, REFERENCE_DAY, TooSmallError, make_insurer
from zorgvuldig.interfaces.synthetic.patterns import OTHER_CONTROLS, PATTERNS
from zorgvuldig.processes.policy_administration.intake.checks import passes_eleven_test
from zorgvuldig.processes.policy_administration.intake.directory import read_directory

SMALL = {"insured": 120, "claims": 120}


def write(path: Path, *, seed: int = 1, insured: int = 120, claims: int = 120) -> Path:
    made = make_insurer(insured=insured, claims=claims, seed=seed)
    write_directory(made, path, seed=seed, step=lambda _what, _count: None)
    return path


@pytest.fixture(scope="module")
def directory(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("insurer") / "one")


@pytest.fixture(scope="module")
def rows(directory):
    return read_directory(directory).rows


def test_the_same_seed_gives_the_same_bytes(directory, tmp_path):
    assert digest_directory(write(tmp_path / "again")) == digest_directory(directory)


def test_another_seed_gives_other_people(directory, tmp_path):
    other = write(tmp_path / "other", seed=2)
    assert (other / "people.jsonl").read_bytes() != (directory / "people.jsonl").read_bytes()


def test_more_claims_leave_the_people_as_they_are(directory, tmp_path):
    more = write(tmp_path / "more", claims=200)
    assert (more / "people.jsonl").read_bytes() == (directory / "people.jsonl").read_bytes()
    assert (more / "coverages.jsonl").read_bytes() == (directory / "coverages.jsonl").read_bytes()


def test_what_the_generator_writes_is_read_without_an_error(rows):
    assert len(rows["people.jsonl"]) == SMALL["insured"]


def test_every_bsn_passes_the_eleven_test_and_is_a_test_number(rows):
    bsns = [person.bsn for person in rows["people.jsonl"] if person.bsn is not None]
    assert all(passes_eleven_test(bsn) and bsn.startswith("9999") for bsn in bsns)
    assert len(set(bsns)) == len(bsns) == SMALL["insured"] - 1


def test_the_9999_range_is_used_up_before_the_numbers_below_it():
    found = []
    for number in numbers():
        if not number.startswith("9999"):
            break
        found.append(number)
    assert (
        len(set(found))
        == len(found)
        == sum(passes_eleven_test(str(number)) for number in range(999_900_000, 999_999_999))
    )


@given(st.integers(0, 1_000_000))
def test_a_number_for_somebody_unknown_is_never_handed_out(serial):
    number = unused_number(serial)
    assert passes_eleven_test(number)
    assert 900_000_000 <= int(number) < 900_100_000


@pytest.mark.parametrize(
    "bsn", ["999999999", "000000000", "12345678", "1234567890", "99999A999", "٩٩٩٩٩٩٩٩٩"]
)
def test_what_is_no_bsn_fails_the_eleven_test(bsn):
    assert not passes_eleven_test(bsn)


def test_every_kind_of_person_that_the_rules_tell_apart_is_there(rows):
    at = REFERENCE_DAY
    ages = Counter(
        at.year - p.birthdate.year - ((at.month, at.day) < (p.birthdate.month, p.birthdate.day))
        for p in rows["people.jsonl"]
    )
    assert ages[16] >= 1
    assert ages[17] >= 1
    assert sum(count for age, count in ages.items() if age < 16) >= 3
    assert any(person.shielded for person in rows["people.jsonl"])
    assert any(person.bsn is None for person in rows["people.jsonl"])
    policies = rows["insurance_policies.jsonl"]
    assert any(policy.policyholder is None and policy.employer_policyholder for policy in policies)
    assert {policy.regime for policy in policies} == {"Zvw", "AV", "Wlz"}
    assert any(cover.insured_until is not None for cover in rows["coverages.jsonl"])
    relations = {member.relation for member in rows["household_members.jsonl"]}
    assert relations == {"policyholder", "partner", "child", "other"}
    assert any(row.kind == "marketing" for row in rows["objections.jsonl"])
    assert {row.scope for row in rows["mandates.jsonl"]} == {"financial", "personal"}


def test_somebody_is_insured_under_two_regimes_and_somebody_changed_labels(rows):
    regimes, labels = {}, {}
    label_of = {policy.id: policy.label for policy in rows["insurance_policies.jsonl"]}
    for cover in rows["coverages.jsonl"]:
        regimes.setdefault(cover.subject, set()).add(cover.regime)
        if cover.regime == "Zvw":
            labels.setdefault(cover.subject, set()).add(label_of[cover.insurance_policy])
    assert any({"Zvw", "AV"} <= found for found in regimes.values())
    assert any(len(found) == 2 for found in labels.values())


def test_an_address_that_is_shielded_belongs_to_a_shielded_person(rows):
    shielded = {person.id for person in rows["people.jsonl"] if person.shielded}
    assert {address.subject for address in rows["addresses.jsonl"] if address.shielded} == shielded


def test_no_postcode_can_exist(rows):
    assert {address.postcode[-2:] for address in rows["addresses.jsonl"]} <= {"SA", "SD", "SS"}


def test_providers_ended_and_providers_of_another_trade_are_there(rows):
    assert any(row.valid_until is not None for row in rows["qualifications.jsonl"])
    assert any(row.qualification.startswith("04") for row in rows["qualifications.jsonl"])
    assert {row.kind for row in rows["providers.jsonl"]} == {"organisation", "practitioner"}


def test_every_desk_has_somebody_bound_to_secrecy_and_one_newcomer_is_not(rows):
    staff = {row.username: row for row in rows["staff.jsonl"]}
    roles = {"claims-handler", "medical-adviser", "dpo", "internal-audit", "marketer", "service-agent"}
    assert roles <= {row.role for row in staff.values() if row.secrecy_declared_on}
    assert [name for name, row in staff.items() if row.secrecy_declared_on is None] == ["nieuweling"]


def test_the_cast_names_logins_with_the_identity_behind_them(directory, rows):
    cast = {each["username"]: each for each in json.loads((directory / "demo_cast.json").read_text())["cast"]}
    assert {"behandelaar", "fg", *CAST} <= set(cast)
    people = {str(person.id): person for person in rows["people.jsonl"]}
    youth = people[cast["jongere"]["id"]]
    assert youth.birthdate <= date(REFERENCE_DAY.year - 16, REFERENCE_DAY.month, REFERENCE_DAY.day)
    expected = Counter(claim["expected"] for claim in cast["verzekerde"]["claims"])
    assert expected["accepted"] >= 4
    assert expected["refused"] >= 3
    assert {"accepted"} <= {claim["expected"] for claim in cast["jongere"]["claims"]}


def test_every_pattern_is_planted_and_listed_with_file_and_row(directory):
    truth = json.loads((directory / "truth.json").read_text())
    assert {each["pattern"] for each in truth["planted"]} == {p.name for p in PATTERNS} | set(OTHER_CONTROLS)
    for each in truth["planted"]:
        lines = (directory / "claims" / each["file"]).read_bytes().split(b"\r\n")
        assert lines[each["row"] - 1].startswith(b"04")
        assert each["claim"].encode() in lines[each["row"] - 1]


def test_three_files_must_be_refused_as_a_whole(directory):
    truth = json.loads((directory / "truth.json").read_text())
    spoiled = {each["pattern"]: each["file"] for each in truth["files"] if each["expected"] == "refused-file"}
    assert set(spoiled) == {"total-off-by-a-cent", "cut-off", "same-file-again"}
    first = (directory / "claims" / truth["files"][0]["file"]).read_bytes()
    again, cent = (
        (directory / "claims" / spoiled[name]).read_bytes()
        for name in ("same-file-again", "total-off-by-a-cent")
    )
    assert again == first
    assert sum(a != b for a, b in zip(cent, first, strict=True)) == 1


def test_a_directory_that_holds_something_is_not_overwritten(directory):
    before = digest_directory(directory)
    with pytest.raises(OccupiedError, match="not an empty directory"):
        write(directory)
    assert digest_directory(directory) == before


def test_too_few_people_or_claims_are_refused_with_the_least_that_is_needed():
    with pytest.raises(TooSmallError, match="--insured 3 is too small"):
        make_insurer(insured=3, claims=100, seed=1)
    with pytest.raises(TooSmallError, match="--claims 5 is too small"):
        make_insurer(insured=100, claims=5, seed=1)


def _arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    synth.add_arguments(parser)
    return parser.parse_args(words)


def test_the_command_writes_and_says_what(tmp_path, capsys):
    words = ("--insured", "60", "--claims", "80", "--seed", "3", "--out", str(tmp_path / "out"))
    assert synth.run(_arguments(*words)) == 0
    assert "60 people" in capsys.readouterr().out
    assert read_directory(tmp_path / "out").count() > 60


def test_the_command_refuses_a_full_directory_with_exit_2(directory, capsys):
    words = ("--insured", "60", "--claims", "80", "--seed", "3", "--out", str(directory))
    assert synth.run(_arguments(*words)) == 2
    assert "not an empty directory" in capsys.readouterr().err


def test_another_day_moves_the_ages_along(tmp_path):
    made = make_insurer(**SMALL, seed=1, reference_day=date(2030, 3, 1))
    youth = made.households[0].members[2].person
    assert 2030 - youth.birthdate.year in {16, 17}


def test_everybody_in_a_larger_insurer_is_or_was_insured_there():
    made = make_insurer(insured=4_000, claims=60, seed=11)
    covered = {cover.subject for cover in made.rows["coverages.jsonl"]}
    assert {person.id for person in made.rows["people.jsonl"]} == covered
