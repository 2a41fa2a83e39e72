"""The messages beside GZ321: written by their layouts, without a formal fault, about plain care."""

from datetime import date

import pytest

from zorgvuldig.interfaces.synthetic.care import WITH_OWN_PROVIDERS
from zorgvuldig.interfaces.synthetic.insurer import make_insurer
from zorgvuldig.interfaces.synthetic.other_messages import write_other
from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.processes.claims_handling.intake.claims import read_claims
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def made():
    return make_insurer(insured=300, claims=200, seed=4)


@pytest.fixture(scope="module")
def read(made):
    found = []
    for file in made.other_files:
        reading = read_file(write_other(file, invoiced_on=made.reference_day), file.invoice)
        assert reading.findings == ()
        found.append((file, reading.message))
    return found


def test_every_kind_of_care_has_a_file(made):
    assert {file.kind.name for file in made.other_files} == {kind.name for kind in WITH_OWN_PROVIDERS}


def test_formal_control_finds_nothing_that_refuses(read):
    lists = load_code_lists().with_codes("UZOVI", ["9101", "9102", "9103"])
    for _, message in read:
        assert [each for each in formal_control(message, lists, at=TODAY) if not each.warning] == []


def test_what_is_read_back_is_what_was_drawn(read):
    for file, message in read:
        told = [
            (each.bsn, each.service_code, each.started_on, each.charged_cents)
            for each in read_claims(message)
        ]
        assert told == [
            (each.insured.person.bsn, each.service.code, each.day, each.cents) for each in file.care
        ]


def test_oral_care_in_these_files_is_that_of_children(made):
    for file in made.other_files:
        assert all(each.insured.adult is (file.kind.name != "oral") for each in file.care)
