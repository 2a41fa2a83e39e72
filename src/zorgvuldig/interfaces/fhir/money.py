"""Amounts in euros as FHIR writes them, and the words for what an amount is (adjudication, HL7)."""

from __future__ import annotations

from typing import Any

ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"


def euro(cents: int) -> dict[str, Any]:
    """Write cents as Money; two decimals are exact in a double up to far beyond any claim."""
    return {"value": cents / 100, "currency": "EUR"}


def adjudication(charged: int, approved: int, own_share: int) -> list[dict[str, Any]]:
    """Tell what was charged, what of it counts, what the insured person bears, and what is left to pay."""
    told = {
        "submitted": charged,
        "eligible": approved,
        "deductible": own_share,
        "benefit": approved - own_share,
    }
    return [
        {"category": {"coding": [{"system": ADJUDICATION, "code": name}]}, "amount": euro(cents)}
        for name, cents in told.items()
    ]
