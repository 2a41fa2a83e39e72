"""Whatever is wrong with a FHIR file is named with its place and what to send instead; nothing breaks off."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proofs.claims.fhir_bundles import NAMING, Care, Sent, as_bytes, bundle
from proofs.claims.making import TODAY, code_lists
from zorgvuldig.interfaces.fhir.models import deviations, written
from zorgvuldig.interfaces.fhir.reading import LARGEST, notation_of
from zorgvuldig.interfaces.fhir.translating import translate
from zorgvuldig.interfaces.fhir.troubles import operation_outcome
from zorgvuldig.processes.claims_handling.intake.claims import read_claims, read_header
from zorgvuldig.processes.claims_handling.intake.formal_control import formal_control

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "samples" / "fhir"
CLAIM = "Bundle.entry[4].resource"
ITEM = f"{CLAIM}.item[0]"
HUMAN = "http://hl7.org/fhir/StructureDefinition/humanname"
QUALIFIER = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-qualifier"
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
        ("032", "1001", "08009991", "VK301"),
        ("054", "12850", "41009991", "OS301"),
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
        ("type", '{"text": "een tekst"}', "structure", "object"),
        ("patient", '{"reference": "Patient/1"}', "required", "Verwijs"),
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


def test_what_breaks_the_library_off_is_an_answer_too() -> None:
    content = bundle()
    content["entry"][0]["resource"]["_birthDate"] = "9" * 60
    found = told(as_bytes(content))
    assert found["Bundle.entry[0].resource"][0] == "structure"


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


def test_one_person_is_described_in_one_way() -> None:
    content = bundle(Sent(), Sent(number="D2"))
    content["entry"][5]["resource"]["birthDate"] = "1984-03-01"
    content["entry"][5]["resource"]["name"][0]["family"] = "Anders"
    found = told(as_bytes(content))
    assert set(found) == {"Bundle.entry[5].resource.birthDate", "Bundle.entry[5].resource.name[0].family"}


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


def test_the_example_in_the_documentation_is_correct() -> None:
    page = (Path(__file__).parents[2] / "docs" / "claims" / "fhir.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL)
    found = translate(example.encode(), "example.json")
    assert found.troubles == ()
    assert found.message is not None
    assert [each for each in formal_control(found.message, code_lists(), at=TODAY) if not each.warning] == []


def test_a_file_by_ei_loads_no_fhir_library() -> None:
    code = (
        "import sys\n"
        "from zorgvuldig.interfaces.claim_files import read_claim_file\n"
        "read_claim_file(b'01107032000P', 'file')\n"
        "assert not {'fhir', 'pydantic'} & set(sys.modules)\n"
        "read_claim_file(b'{\"resourceType\": \"Claim\"}', 'file')\n"
        "assert 'pydantic' in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def laid_out(content: dict[str, Any]) -> Any:
    """Give the only claim of a bundle as control reads it, once nothing is found wrong with it."""
    found = translate(as_bytes(content), "file.json")
    assert found.troubles == ()
    assert found.message is not None
    assert [each for each in formal_control(found.message, code_lists(), at=TODAY) if not each.warning] == []
    [claim] = read_claims(found.message)
    return claim


def test_a_period_counts_from_its_first_to_its_last_day_where_the_message_has_both() -> None:
    content = bundle(Sent(services=(Care(list="032", code="1001"),), practitioner="08009991"))
    item = content["entry"][4]["resource"]["item"][0]
    del item["servicedDate"]
    item["servicedPeriod"] = {"start": "2026-03-02T23:30:00+01:00", "end": "2026-03-05"}
    claim = laid_out(content)
    assert (str(claim.started_on), str(claim.ended_on)) == ("2026-03-02", "2026-03-05")


def test_referral_specialism_diagnosis_authorization_and_accident_find_their_fields() -> None:
    content = bundle()
    claim = content["entry"][4]["resource"]
    agb = {"system": f"{NAMING}/agb-z", "value": "01009991"}
    request = {"resourceType": "ServiceRequest", "id": "r1", "status": "active", "intent": "order"}
    request |= {"subject": claim["patient"], "requester": {"identifier": agb}, "authoredOn": "2026-02-20"}
    content["entry"].append({"resource": request})
    diagnosis = {"system": "urn:zorgvuldig:vektis:diagnosecodelijst:005", "code": "1234"}
    specialism = {"system": "urn:oid:2.16.840.1.113883.2.4.6.7", "code": "0400"}
    claim |= {
        "referral": {"reference": "ServiceRequest/r1"},
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": {"coding": [diagnosis]}}],
        "accident": {"date": "2026-02-01"},
    }
    claim["careTeam"][0]["qualification"] = {"coding": [specialism]}
    claim["item"][0]["diagnosisSequence"] = [1]
    claim["insurance"][0]["preAuthRef"] = ["M123"]
    read = laid_out(content)
    assert (read.referrer, read.lines[0].specialism) == ("01009991", "0400")
    assert ("1234" in read.diagnosis, read.prior_authorization, read.is_accident) == (True, "M123", True)


def test_a_practitioner_who_claims_gave_the_care_where_nobody_else_is_named() -> None:
    content = bundle()
    claim = content["entry"][4]["resource"]
    claim["provider"] = claim["careTeam"][0]["provider"]
    del claim["careTeam"]
    del claim["item"][0]["careTeamSequence"]
    read = laid_out(content)
    assert (read.declarant, read.lines[0].practitioner) == ("04009991", "04009991")


def test_a_test_is_marked_as_one_and_never_mixed_with_real_claims() -> None:
    content = bundle(Sent(), Sent(number="D2", bsn="999990044"))
    meta = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}]}
    content["entry"][4]["resource"]["meta"] = meta
    assert {kind for kind, _text in told(as_bytes(content)).values()} == {"business-rule"}
    content["entry"][9]["resource"]["meta"] = meta
    message = translate(as_bytes(content), "file.json").message
    assert message is not None
    header = read_header(message)
    assert header is not None
    assert header.is_test


@pytest.mark.parametrize(
    ("name", "family", "prefix", "initials"),
    [
        ({"family": "Berg", "given": ["Anna", "Bo"]}, "Berg", "", "AB"),
        ({"family": "Åström-Žižić", "given": ["Šara"]}, "Åström-Zizic", "", "S"),
        (
            {
                "family": "van den Berg",
                "_family": {
                    "extension": [
                        {"url": f"{HUMAN}-own-prefix", "valueString": "van den"},
                        {"url": f"{HUMAN}-own-name", "valueString": "Berg"},
                    ]
                },
                "given": ["A.B.", "Anna"],
                "_given": [
                    {"extension": [{"url": QUALIFIER, "valueCode": "IN"}]},
                    {"extension": [{"url": QUALIFIER, "valueCode": "CL"}]},
                ],
            },
            "Berg",
            "VAN DEN",
            "AB",
        ),
    ],
)
def test_a_name_is_written_as_the_message_writes_names(
    name: dict[str, Any], family: str, prefix: str, initials: str
) -> None:
    content = bundle()
    content["entry"][0]["resource"]["name"] = [name]
    message = translate(as_bytes(content), "file.json").message
    assert message is not None
    person = message.rows[1]
    assert (person.text("0210"), person.text("0211"), person.text("0215")) == (family, prefix, initials)


MENTAL = Sent(
    services=(Care(list="063", code="180001", cents=51_234), Care(list="063", code="180001", cents=51_234)),
    practitioner="94019992",
    profession="9932",
    referral="04",
)


def test_an_item_of_mental_health_becomes_a_service_with_its_tariff_record() -> None:
    found = translate(as_bytes(bundle(MENTAL)), "file.json")
    assert found.troubles == ()
    assert found.message is not None
    assert [each for each in formal_control(found.message, code_lists(), at=TODAY) if not each.warning] == []
    first, second = read_claims(found.message)
    assert (first.main_practitioners, first.lines[0].kind) == (("94019992",), "14")
    assert (first.charged_cents, first.reference, second.reference) == (51_234, "D1-1", "D1-2")
    assert (first.sequence, second.sequence) == ("01", "02")


def test_what_a_message_needs_is_asked_where_a_claim_says_it() -> None:
    found = told(as_bytes(bundle(replace(MENTAL, referral="", profession=""))))
    assert found[f"{CLAIM}.referral"][0] == "required"
    assert "COD327" in found[f"{CLAIM}.referral"][1]
    assert "COD878" in found[f"{CLAIM}.careTeam"][1]
