"""Correct FHIR Bundles of claims of made-up persons, in the form that docs/claims/fhir.md asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from proofs.claims.making import BORN, UZOVI

NAMING = "http://fhir.nl/fhir/NamingSystem"
VEKTIS = "urn:zorgvuldig:vektis"
HL7 = "http://terminology.hl7.org/CodeSystem"
Resource = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Care:
    """One service of a claim."""

    code: str = "1000"
    list: str = "012"
    on: date = date(2026, 3, 2)
    quantity: int = 1
    cents: int = 3_500


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One claim: for whom, by whom, which care; BSN and AGB codes of the ranges for tests."""

    number: str = "D1"
    bsn: str = "999990019"
    born: date = BORN
    uzovi: str = UZOVI
    institution: str = "54019993"
    practitioner: str = "04009991"
    services: tuple[Care, ...] = field(default_factory=lambda: (Care(),))
    takes_back: str = ""
    profession: str = ""
    """The profession of the practitioner (COD878), where the message asks for it."""
    referral: str = ""
    """From where the person was referred (COD327), where the message asks for it."""


def bundle(*claims: Sent, invoice: str = "F2026-000123") -> Resource:
    """Give a Bundle with these claims, and for each the resources that it refers to."""
    entries = [entry for place, sent in enumerate(claims or (Sent(),)) for entry in _entries(place, sent)]
    number = {"system": "https://zorgaanbieder.example/facturen", "value": invoice}
    return {"resourceType": "Bundle", "type": "collection", "identifier": number, "entry": entries}


def as_bytes(resource: Resource) -> bytes:
    """Write a resource as a file."""
    return json.dumps(resource, indent=1).encode()


def _entries(place: int, sent: Sent) -> list[Resource]:
    names = {kind: f"urn:uuid:{place:08d}-0000-4000-8000-00000000000{at}" for at, kind in enumerate(_KINDS)}
    referred = (
        [{"fullUrl": names["ServiceRequest"], "resource": _request(sent, names)}] if sent.referral else []
    )
    return [
        {"fullUrl": names["Patient"], "resource": _patient(sent)},
        {"fullUrl": names["Organization"], "resource": _provider("Organization", sent.institution)},
        {"fullUrl": names["Practitioner"], "resource": _provider("Practitioner", sent.practitioner)},
        {"fullUrl": names["Coverage"], "resource": _coverage(sent, names)},
        {"fullUrl": names["Claim"], "resource": _claim(sent, names)},
        *referred,
    ]


_KINDS = ("Patient", "Organization", "Practitioner", "Coverage", "Claim", "ServiceRequest")


def _patient(sent: Sent) -> Resource:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": f"{NAMING}/bsn", "value": sent.bsn}],
        "name": [{"use": "official", "family": "Proefpersoon", "given": ["Anna"]}],
        "gender": "female",
        "birthDate": sent.born.isoformat(),
    }


def _provider(kind: str, agb_code: str) -> Resource:
    return {"resourceType": kind, "identifier": [{"system": f"{NAMING}/agb-z", "value": agb_code}]}


def _coverage(sent: Sent, names: dict[str, str]) -> Resource:
    return {
        "resourceType": "Coverage",
        "status": "active",
        "beneficiary": {"reference": names["Patient"]},
        "payor": [{"identifier": {"system": f"{NAMING}/uzovi", "value": sent.uzovi}}],
    }


def _claim(sent: Sent, names: dict[str, str]) -> Resource:
    numbers = "https://zorgaanbieder.example/declaraties"
    claim: Resource = {
        "resourceType": "Claim",
        "identifier": [{"system": numbers, "value": sent.number}],
        "status": "cancelled" if sent.takes_back else "active",
        "type": {"coding": [{"system": f"{HL7}/claim-type", "code": "professional"}]},
        "use": "claim",
        "patient": {"reference": names["Patient"]},
        "created": "2026-04-10",
        "provider": {"reference": names["Organization"]},
        "priority": {"coding": [{"system": f"{HL7}/processpriority", "code": "normal"}]},
        "careTeam": [{"sequence": 1, "provider": {"reference": names["Practitioner"]}}],
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": names["Coverage"]}}],
        "item": [_item(number, care) for number, care in enumerate(sent.services, start=1)],
        "total": euros(sum(care.cents * care.quantity for care in sent.services)),
    }
    if sent.profession:
        trained = {"coding": [{"system": f"{VEKTIS}:COD878", "code": sent.profession}]}
        claim["careTeam"][0]["qualification"] = trained
    if sent.referral:
        claim["referral"] = {"reference": names["ServiceRequest"]}
    if sent.takes_back:
        claim["related"] = [{"claim": {"identifier": {"system": numbers, "value": sent.takes_back}}}]
    return claim


def _request(sent: Sent, names: dict[str, str]) -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "subject": {"reference": names["Patient"]},
        "category": [{"coding": [{"system": f"{VEKTIS}:COD327", "code": sent.referral}]}],
    }


def _item(number: int, care: Care) -> Resource:
    return {
        "sequence": number,
        "careTeamSequence": [1],
        "productOrService": {
            "coding": [{"system": f"{VEKTIS}:prestatiecodelijst:{care.list}", "code": care.code}]
        },
        "servicedDate": care.on.isoformat(),
        "quantity": {"value": care.quantity},
        "unitPrice": euros(care.cents),
        "net": euros(care.cents * care.quantity),
    }


def euros(cents: int) -> Resource:
    """Write an amount as Money."""
    return {"value": cents / 100, "currency": "EUR"}
