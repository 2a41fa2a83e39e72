"""Whatever is wrong with a FHIR file is named with its place and what to send instead; nothing breaks off."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from proofs.claims.fhir_bundles import Care, Sent, as_bytes, bundle
from proofs.claims.making import TODAY, code_lists
from zorgvuldig.interfaces.fhir.models import deviations, written
from zorgvuldig.interfaces.fhir.reading import LARGEST, notation_of
from zorgvuldig.interfaces.fhir.translating import translate
from zorgvuldig.interfaces.fhir.troubles import operation_outcome
from zorgvuldig.processes.claims_handling.intake.claims import read_claims
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples" / "fhir"
CLAIM = "Bundle.entry[4].resource"
ITEM = f"{CLAIM}.item[0]"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]><Bundle xmlns="http://hl7.org/fhir">&b;&c;</Bundle>'
)


def told(content: bytes) -> dict[str, tuple[str, str]]:
    """Give what is wrong by its place: the kind of issue and the sentence."""
    began = time.perf_counter()
    found = translate(content, "file.json")
    assert time.perf_counter() - began < 2
    assert found.message is None
    assert list(deviations("OperationOutcome", operation_outcome(found.troubles))) == []
    return {each.place: (each.kind, each.text) for each in found.troubles}


def changed(place: str, value: Any, *, entry: int = 4) -> bytes:
    """Give a correct bundle with one element of a resource changed, or left out."""
    content = bundle()
    at: Any = content["entry"][entry]["resource"]
    *steps, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    for step in steps:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return as_bytes(content)


def test_a_correct_bundle_becomes_a_message_without_a_finding() -> None:
    found = translate(as_bytes(bundle(Sent(), Sent(number="D2", bsn="999990044"))), "file.json")

    assert found.troubles == ()
    assert found.message is not None
    refusals = [each for each in formal_control(found.message, code_lists(), at=TODAY) if not each.warning]
    assert refusals == []
    first, second = read_claims(found.message)
    assert (first.bsn, first.reference, second.bsn, second.reference) == (
        "999990019", "D1-1", "999990044", "D2-1",
    )  # fmt: skip
    assert (first.charged_cents, first.lines[0].practitioner, first.declarant) == (
        3_500,
        "04009991",
        "54019993",
    )


@pytest.mark.parametrize(
    ("listed", "code", "practitioner", "message"),
    [
        ("008", "12000", "01009991", "HA304"),
        ("012", "1000", "04009991", "PM304"),
        ("054", "0001", "41009991", "OS301"),
    ],
)
def test_the_list_of_the_service_tells_the_message(
    listed: str, code: str, practitioner: str, message: str
) -> None:
    care = Care(list=listed, code=code)
    found = translate(as_bytes(bundle(Sent(services=(care,), practitioner=practitioner))), "file.json")
    assert found.message is not None, found.troubles
    assert found.message.layout.message == message


@pytest.mark.parametrize(
    ("place", "value", "kind", "says"),
    [
        ("item.0.net.value", -35, "business-rule", "niet negatief"),
        ("item.0.net.value", 35.005, "value", "twee cijfers"),
        ("item.0.net.value", 10**9, "value", "te groot"),
        ("item.0.net.currency", "USD", "code-invalid", "euro"),
        ("item.0.quantity.value", 0, "value", "heel getal"),
        ("item.0.quantity.value", 1.5, "value", "heel getal"),
        ("item.0.quantity.value", -1, "value", "heel getal"),
        ("item.0.servicedDate", "0001-01-01", "value", "te ver weg"),
        ("item.0.servicedDate", "2026-02-30", "structure", "vorm"),
        ("item.0.servicedDate", "2026", "value", "hele dag"),
        ("item.0.modifier", [{"text": "x"}], "not-supported", "nemen wij"),
        ("item.0.productOrService", {"text": "Zitting"}, "required", "prestatiecodelijst"),
        ("status", "draft", "not-supported", "cancelled"),
        ("use", "preauthorization", "not-supported", "geen declaratie"),
        (
            "modifierExtension",
            [{"url": "https://x.example", "valueBoolean": True}],
            "not-supported",
            "betekenis",
        ),
        ("total.value", 36, "business-rule", "som"),
        ("patient.reference", "Patient/999", "not-found", "vinden wij in dit bestand niet"),
        ("patient.reference", "https://elders.example/Patient/1", "not-found", "buiten dit bestand"),
        ("prescription", {"display": "x"}, "not-supported", "nemen wij"),
        ("created", None, "required", "ontbreekt"),
        ("identifier", None, "required", "nummer"),
        ("onzin", 1, "not-supported", "nemen wij"),
    ],
)
def test_each_wrong_element_is_named_where_it_stands(place: str, value: Any, kind: str, says: str) -> None:
    found = told(changed(place, value))
    where = ".".join(f"[{step}]" if step.isdigit() else step for step in place.split("."))
    where = f"{CLAIM}.{where}".replace(".[", "[")
    top = where if where in found else where.rsplit(".", 1)[0]
    assert top in found, found
    assert found[top][0] == kind
    assert says in found[top][1]


def test_a_number_that_is_not_ours_is_told_with_what_to_send() -> None:
    content = changed("identifier.0.system", "http://hl7.org/fhir/sid/us-ssn", entry=0)
    kind, text = told(content)["Bundle.entry[0].resource.identifier"]
    assert kind == "code-invalid"
    assert "SSN (Verenigde Staten)" in text
    assert "http://fhir.nl/fhir/NamingSystem/bsn" in text


def test_a_bsn_is_never_told_back() -> None:
    outcome = written(
        operation_outcome(translate(changed("identifier.0.value", "12345678", entry=0), "x").troubles)
    )
    assert b"12345678" not in outcome


def test_what_its_message_has_no_field_for_is_refused_and_not_dropped() -> None:
    period = {"start": "2026-03-02", "end": "2026-03-05"}
    content = bundle()
    item = content["entry"][4]["resource"]["item"][0]
    del item["servicedDate"]
    item["servicedPeriod"] = period
    kind, text = told(as_bytes(content))[f"{ITEM}.servicedPeriod"]
    assert kind == "not-supported"
    assert "PM304" in text


def test_a_resource_that_a_claim_does_without_is_not_taken() -> None:
    content = bundle()
    content["entry"].append({"resource": {"resourceType": "Observation"}})
    content["entry"].append({"resource": {"resourceType": "Observation"}})
    kind, text = told(as_bytes(content))["Bundle.entry[5].resource"]
    assert kind == "not-supported"
    assert "2 keer" in text


def test_a_number_given_out_twice_is_refused() -> None:
    found = told(as_bytes(bundle(Sent(), Sent(bsn="999990044"))))
    assert [kind for kind, _text in found.values()] == ["duplicate"]


def test_one_file_is_of_one_provider_one_insurer_and_one_kind_of_care() -> None:
    others = (
        Sent(number="D2", institution="54019994"),
        Sent(number="D2", uzovi="7120"),
        Sent(number="D2", services=(Care(list="008", code="12000"),)),
    )
    for other in others:
        found = told(as_bytes(bundle(Sent(), other)))
        assert {kind for kind, _text in found.values()} == {"business-rule"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (LAUGHS, "not-supported"),
        (b"\xef\xbb\xbf  \n<Bundle/>", "not-supported"),
        ("<Bundle/>".encode("utf-16"), "not-supported"),
        (b"{", "structure"),
        (b"[]", "structure"),
        (b"{}", "structure"),
        (b'{"resourceType": "Bundle"', "structure"),
        (b'{"resourceType": 1}', "structure"),
        (b'{"resourceType": "\xff"}', "structure"),
        (b"[" * 100_000, "too-costly"),
        (b'{"resourceType": "Bundle", "entry": ' + b"[" * 60 + b"]" * 60 + b"}", "too-costly"),
        (b'{"resourceType": "Bundle", "entry": [' + b"1," * 100_000 + b"1]}", "too-costly"),
        (b'{"resourceType": "Bundle", "id": "' + b"a" * LARGEST + b'"}', "too-long"),
        (b'{"resourceType": "Bundle", "id": NaN}', "value"),
        (b'{"resourceType": "Bundle", "total": 1e400}', "value"),
        (b'{"resourceType": "Bundle", "total": ' + b"9" * 5_000 + b"}", "value"),
        (b'{"resourceType": "Bundle", "id": "\\ud800"}', "value"),
        (b'{"resourceType": "Bundle", "id": "\\u0000"}', "value"),
        (b'{"resourceType": "Bundle", "id": "a", "id": "b"}', "duplicate"),
        (b'{"resourceType": "Bundle", "id": null}', "structure"),
        (b'{"resourceType": "Patient"}', "not-supported"),
        (b'{"resourceType": "Bundle", "type": "collection", "entry": []}', "required"),
    ],
)
def test_what_is_no_plain_json_is_refused_before_anything_is_built_of_it(content: bytes, kind: str) -> None:
    assert kind in {issue for issue, _text in told(content).values()}


def test_a_file_is_recognized_by_what_stands_in_it() -> None:
    assert notation_of(as_bytes(bundle())) == "json"
    assert notation_of(LAUGHS) == "xml"
    assert notation_of(b"01107032000P") == "other"
    assert notation_of(b"") == "other"


def test_a_claim_may_bring_what_it_refers_to_along() -> None:
    content = bundle()
    claim = deepcopy(content["entry"][4]["resource"])
    names = {entry["fullUrl"]: f"#{entry['resource']['resourceType']}" for entry in content["entry"][:4]}
    claim["contained"] = [
        entry["resource"] | {"id": entry["resource"]["resourceType"]} for entry in content["entry"][:4]
    ]
    text = json.dumps(claim)
    for url, name in names.items():
        text = text.replace(url, name)
    found = translate(text.encode(), "file.json")
    assert found.troubles == ()
    assert found.trace is not None
    assert found.trace.place(3, "0422").startswith("Claim.contained[2]")


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the checkout")
@pytest.mark.parametrize("place", range(4))
def test_a_foreign_bundle_is_refused_item_by_item_with_the_system_and_what_to_send(place: int) -> None:
    content = sorted(SAMPLES.glob("synthea-*.json"))[place].read_bytes()
    found = told(content)
    tree = json.loads(content)
    for number, entry in enumerate(tree["entry"]):
        resource = entry["resource"]
        if resource["resourceType"] == "Claim":
            for at, item in enumerate(resource["item"]):
                kind, text = found[f"Bundle.entry[{number}].resource.item[{at}].productOrService"]
                assert kind == "code-invalid"
                assert item["productOrService"]["coding"][0]["system"] in text
                assert "urn:zorgvuldig:vektis:prestatiecodelijst:" in text
        elif resource["resourceType"] == "Patient":
            assert "NamingSystem/bsn" in found[f"Bundle.entry[{number}].resource.identifier"][1]
    assert any("NamingSystem/agb-z" in text for _kind, text in found.values())
    assert any("euro" in text for _kind, text in found.values())
