"""The four messages beside GZ321: controlled, read into claims, judged and answered by their tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from five_messages import CHARGED, GIVERS, INSTITUTION, SERVICES, VERSIONS, claim_file, service

from zorgvuldig.interfaces.vektis.catalog import layouts, load_layout
from zorgvuldig.interfaces.vektis.codec import read_file
from zorgvuldig.interfaces.vektis.returns import write_return
from zorgvuldig.processes.claims_handling.intake.administration import (
    Administration,
    Coverage,
    KnownPerson,
    KnownProvider,
    Period,
    check_administration,
)
from zorgvuldig.processes.claims_handling.intake.answers import answer
from zorgvuldig.processes.claims_handling.intake.claims import FormalClaim, read_claims
from zorgvuldig.processes.claims_handling.intake.code_lists import load_code_lists
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control
from zorgvuldig.processes.claims_handling.intake.return_codes import make_finding
from zorgvuldig.processes.claims_handling.intake.shapes import NoShapeError, find_shape, messages, shape_of

if TYPE_CHECKING:
    from zorgvuldig.processes.claims_handling.intake.finding import Finding
    from zorgvuldig.processes.claims_handling.intake.message import Message

TODAY = date(2026, 11, 22)
SINCE = Period(first_day=date(2020, 1, 1))
LISTS = load_code_lists()
PERSON = KnownPerson(
    birthdate=date(1984, 2, 29),
    coverages=(
        Coverage(uzovi="7119", regime="Zvw", during=SINCE),
        Coverage(uzovi="7119", regime="AV", during=SINCE),
    ),
)
KNOWN = Administration(
    labels=frozenset({"7119"}),
    persons={"999990019": PERSON},
    providers={INSTITUTION: KnownProvider(qualifications=(("54", SINCE),))}
    | {code: KnownProvider(qualifications=((f"{code[:2]}01", SINCE),)) for code in GIVERS.values()},
)
each_message = pytest.mark.parametrize("message", sorted(VERSIONS))


def read(content: bytes) -> Message:
    reading = read_file(content, "file")
    assert reading.message is not None
    assert not reading.findings
    return reading.message


def found_in(content: bytes) -> list[Finding]:
    return [found for found in formal_control(read(content), LISTS, at=TODAY) if not found.warning]


def reasons_of(claims: tuple[FormalClaim, ...], administration: Administration = KNOWN) -> list[str]:
    found = check_administration(claims, administration)
    return [reason.id for reasons in found.values() for reason in reasons]


def returned(message: Message, findings: list[Finding]) -> Message:
    made = answer(findings, reference="R1", dated=TODAY)
    return read(write_return(message, made))


def test_every_claim_message_and_version_is_read_into_claims_by_its_layout() -> None:
    claims = {(layout.message, layout.version) for layout in layouts() if layout.kind == "claim"}
    read_in = {(layout.message, layout.version) for layout in layouts() if find_shape(layout) is not None}
    assert read_in == claims
    assert {message for message, _version in claims} == set(messages())


def test_a_field_is_found_by_its_element_wherever_a_version_puts_it() -> None:
    eight, nine = (shape_of(load_layout("ZH308", version)) for version in ("8.0", "9.0"))
    assert (eight.claim.first("started_on"), nine.claim.first("started_on")) == ("0410", "0411")
    assert eight.claim.ids.keys() < nine.claim.ids.keys()
    assert shape_of(load_layout("GZ311", "1.0")).line_record == "04"
    assert shape_of(load_layout("GZ311", "2.0")).line_record == "06"


def test_a_return_message_is_not_read_into_claims() -> None:
    with pytest.raises(NoShapeError, match=r"HA305 4\.2"):
        shape_of(load_layout("HA305", "4.2"))


def test_a_message_without_what_makes_a_claim_is_not_read_into_claims() -> None:
    whole = load_layout("HA304", "4.2")
    record = whole.records["04"]
    for lacking in ("NUM362", "BED161", "DAT001"):
        fields = tuple(field for field in record.fields if field.element != lacking)
        poorer = replace(whole, records=dict(whole.records) | {"04": replace(record, fields=fields)})
        assert find_shape(poorer) is None
    assert find_shape(replace(whole, records={"04": record})) is None


@each_message
def test_a_correct_file_is_accepted_and_says_that_only_the_general_relations_were_controlled(
    message: str,
) -> None:
    findings = formal_control(read(claim_file(message)), LISTS, at=TODAY)
    assert [(found.control, found.warning) for found in findings] == [("relations-unknown", True)]


@each_message
def test_a_claim_is_read_with_who_what_when_and_how_much(message: str) -> None:
    [claim] = read_claims(read(claim_file(message)))
    [line] = claim.lines
    assert (claim.bsn, claim.uzovi, claim.declarant) == ("999990019", "7119", INSTITUTION)
    assert (claim.birthdate, claim.ended_on) == (date(1984, 2, 29), date(2026, 3, 2))
    assert (line.charged_cents, line.tariff_cents) == (CHARGED[message], CHARGED[message])
    assert (line.practitioner, line.quantity, line.is_credit) == (GIVERS[message], 1, False)
    assert line.service_code == claim.service_code
    assert claim.forwarding_allowed


@each_message
def test_known_care_of_a_known_person_by_a_competent_provider_has_no_reason(message: str) -> None:
    assert reasons_of(read_claims(read(claim_file(message)))) == []


@each_message
def test_care_by_a_provider_of_another_trade_is_refused(message: str) -> None:
    wrong = {GIVERS[message]: KnownProvider(qualifications=(("9401", SINCE),))}
    other = replace(KNOWN, providers=dict(KNOWN.providers) | wrong)
    assert reasons_of(read_claims(read(claim_file(message))), other) == ["practitioner-not-competent"]


@each_message
def test_the_same_care_twice_in_a_file_is_refused_the_second_time(message: str) -> None:
    reference = shape_of(load_layout(message, VERSIONS[message])).claim.first("reference")
    again = service(message, **{f"f{reference}": "AGAIN"})
    claims = read_claims(read(claim_file(message, [service(message), again])))
    assert reasons_of(claims) == ["claimed-twice-in-file"]


def test_the_same_care_on_another_tooth_is_other_care() -> None:
    teeth = [service("MZ301", f0415=tooth, f0432=f"M{tooth}") for tooth in ("11", "12")]
    content = claim_file("MZ301", teeth)
    assert found_in(content) == []
    assert reasons_of(read_claims(read(content))) == []


def test_the_same_article_on_another_prescription_is_other_care() -> None:
    content = claim_file("AP304", [service("AP304"), service("AP304", f0424="4712", f0445="A2")])
    assert reasons_of(read_claims(read(content))) == []


def test_dental_care_of_an_adult_needs_supplementary_insurance() -> None:
    basic = replace(KNOWN, persons={"999990019": replace(PERSON, coverages=PERSON.coverages[:1])})
    adult = read_claims(read(claim_file("MZ301")))
    special = read_claims(read(claim_file("MZ301", [service("MZ301", f0410="J", f0411="002")])))
    assert reasons_of(adult, basic) == ["not-in-package"]
    assert reasons_of(special, basic) == []


def test_dental_care_of_a_child_is_in_the_basic_package() -> None:
    child = replace(PERSON, birthdate=date(2015, 5, 1), coverages=PERSON.coverages[:1])
    content = claim_file("MZ301", person={"0207": "20150501"})
    assert reasons_of(read_claims(read(content)), replace(KNOWN, persons={"999990019": child})) == []


@pytest.mark.parametrize(
    ("message", "field", "wrong"),
    [("PM304", "0410", "9"), ("MZ301", "0413", "C1"), ("AP304", "0414", "7"), ("ZH308", "0409", "15X")],
)
def test_a_service_code_that_its_list_does_not_have_is_refused(message: str, field: str, wrong: str) -> None:
    found = found_in(claim_file(message, [service(message, **{f"f{field}": wrong})]))
    assert [(each.control, each.field) for each in found] == [("service-code", field)]


@each_message
def test_a_refused_record_goes_back_in_the_return_message_of_its_own(message: str) -> None:
    read_in = read(claim_file(message))
    row = next(row for row in read_in.rows if row.record == "04")
    refusal = make_finding("not-insured", "Niet verzekerd.", record="04", row=row.number)
    back = returned(read_in, [refusal])
    assert back.layout.message == read_in.layout.counterpart
    assert [row.record for row in back.rows] == [row.record for row in read_in.rows]
    claim = next(row for row in back.rows if row.record == "04")
    assert claim.text("0496") == "0320"
    reference = shape_of(read_in.layout).claim.first("reference")
    assert reference is not None
    assert claim.text(reference) == SERVICES[message][reference]
    assert totals_of(back) == (CHARGED[message], 0)


@each_message
def test_an_accepted_file_gets_its_ends_back_with_what_is_approved(message: str) -> None:
    back = returned(read(claim_file(message)), [])
    assert [row.record for row in back.rows] == ["01", "99"]
    assert back.rows[0].text("0196") == "8001"
    assert totals_of(back) == (CHARGED[message], CHARGED[message])
    assert formal_control(back, LISTS, at=TODAY) == ()


def totals_of(back: Message) -> tuple[int, int]:
    closing = back.layout.records["99"]
    places = [closing.element(element) for element in ("BED168", "BED167")]
    charged, approved = (int(back.rows[-1].text(place.id)) for place in places if place)
    return charged, approved
