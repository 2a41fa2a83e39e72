"""Relations (N5) that hold in every claim message, in the four beside GZ321: found, with the nearest code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from five_messages import VERSIONS, claim_file, service
from test_five_messages import LISTS, TODAY, each_message, read

from zorgvuldig.interfaces.vektis.catalog import load_layout
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control
from zorgvuldig.processes.claims_handling.intake.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def found(content: bytes) -> list[tuple[str, str]]:
    findings = formal_control(read(content), LISTS, at=TODAY)
    return [(each.control, each.code) for each in findings if not each.warning]


def place(message: str, name: str) -> str:
    field_id = shape_of(load_layout(message, VERSIONS[message])).claim.first(name)
    assert field_id is not None
    return field_id


def changed(message: str, **values: str) -> list[tuple[str, Mapping[str, str]]]:
    return service(message, **{f"f{place(message, name)}": value for name, value in values.items()})


@each_message
@pytest.mark.parametrize(
    ("person", "heading", "told"),
    [
        ({}, {"0114": "20260401", "0115": "20260331"}, ("period-order", "8175")),
        ({}, {"0106": "0012"}, ("software-pair", "8166")),
        ({}, {"0117": "20261231"}, ("invoice-in-future", "8848")),
        ({}, {"0113": "01"}, ("payee-missing", "8171")),
        ({}, {"0112": "0", "0113": "04"}, ("declarant-missing", "8170")),
        ({"0212": "2"}, {}, ("second-name-missing", "8181")),
        ({"0207": "20260401"}, {}, ("birth-after-service", "8151")),
    ],
)
def test_a_breach_in_the_opening_record_or_of_the_person_is_found(
    message: str, person: dict[str, str], heading: dict[str, str], told: tuple[str, str]
) -> None:
    assert told in found(claim_file(message, person=person, heading=heading))


@each_message
def test_without_a_bsn_the_insurers_own_number_must_be_there(message: str) -> None:
    content = claim_file(message, keys=("999999999", "7119", ""))
    assert ("insured-number-missing", "8101") in found(content)


@each_message
def test_care_after_the_date_of_the_invoice_is_found(message: str) -> None:
    late = changed(message, ended_on="20260501")
    assert found(claim_file(message, [late])) == [("service-after-invoice", "8178")]


def test_care_that_ends_before_it_begins_is_found_where_a_message_has_two_days() -> None:
    turned = changed("ZH308", started_on="20260302", ended_on="20260201")
    assert ("service-dates", "8188") in found(claim_file("ZH308", [turned]))


@each_message
def test_a_reference_that_stands_twice_is_found(message: str) -> None:
    assert ("reference-repeated", "8207") in found(claim_file(message, [service(message), service(message)]))


def test_a_reference_of_a_tariff_record_is_counted_by_itself() -> None:
    other = changed("ZH308", reference="Z2")
    assert found(claim_file("ZH308", [service("ZH308"), other])) == [("reference-repeated", "8258")]


@each_message
def test_a_debit_beside_a_credit_in_one_record_or_its_lines_is_found(message: str) -> None:
    signed = shape_of(load_layout(message, VERSIONS[message])).line
    field_id = signed.first("calculated_sign")
    assert field_id is not None
    records = service(message)
    record, values = records[-1]
    records[-1] = (record, dict(values) | {field_id: "C"})
    assert found(claim_file(message, [records])) == [("sign-differs", "8064")]


def credit(message: str, **values: str) -> list[tuple[str, Mapping[str, str]]]:
    """Turn a service into a credit, with all its signs alike."""
    shape = shape_of(load_layout(message, VERSIONS[message]))
    signs = {shape.claim.first("sign"), shape.line.first("charged_sign"), shape.line.first("calculated_sign")}
    named = {place(message, name): value for name, value in values.items()}
    records = []
    for record, given in service(message):
        own = {each: "C" for each in signs if each and each.startswith(record)}
        records.append((record, dict(given) | own | (named if record == "04" else {})))
    return records


@each_message
def test_a_credit_that_names_nothing_is_found(message: str) -> None:
    nameless = found(claim_file(message, [credit(message)]))
    assert ("credit-without-reference", "8193") in nameless
    if message == "ZH308":
        assert ("credit-without-reference", "8259") in nameless


@each_message
def test_a_credit_beside_its_own_debit_is_found(message: str) -> None:
    reference = dict(service(message)[0][1])[place(message, "reference")]
    both = [service(message), credit(message, reference="X9", previous_reference=reference)]
    assert ("credit-with-debit", "8062") in found(claim_file(message, both))


@pytest.mark.parametrize("message", ["PM304", "MZ301"])
def test_a_calculated_amount_that_is_not_quantity_times_tariff_is_found(message: str) -> None:
    field_id = shape_of(load_layout(message, VERSIONS[message])).line.first("product")
    assert found(claim_file(message, [service(message, **{f"f{field_id}": "1"})])) == [
        ("amount-product", "8215")
    ]
