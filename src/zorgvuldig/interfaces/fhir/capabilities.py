"""What we do with FHIR, as a CapabilityStatement: claims come and go as files, not over HTTP."""

from __future__ import annotations

from typing import Any

from zorgvuldig.interfaces.fhir.models import written

#: When this statement last changed.
DATED = "2026-11-23"
MEDIA_TYPE = "application/fhir+json"
_SAID = {
    "Claim": "Declaraties komen als bestand: een Bundle van Claims met de resources waarnaar zij verwijzen, "
    "of een Claim die ze bevat. De zorgaanbieder dient het in op zijn pagina's.",
    "ClaimResponse": "Op elk bestand volgt een Bundle met een ClaimResponse per Claim, bij het bestand.",
    "ExplanationOfBenefit": "Een verzekerde haalt de eigen declaraties op als Bundle, op die pagina.",
    "OperationOutcome": "Wat er mis is met een bestand dat wij niet kunnen verwerken, met de plaats erin.",
}


def write_capabilities(*, origin: str, publisher: str) -> bytes:
    """Write the statement for the address where people find us, found valid (CapabilityStatement)."""
    statement: dict[str, Any] = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": DATED,
        "publisher": publisher,
        "kind": "instance",
        "implementation": {
            "description": f"Declaraties met FHIR R4 bij {publisher}",
            "url": f"{origin.rstrip('/')}/fhir",
        },
        "fhirVersion": "4.0.1",
        "format": [MEDIA_TYPE],
        "rest": [
            {
                "mode": "server",
                "documentation": "Alleen /fhir/metadata geeft antwoord over HTTP. XML nemen wij niet aan.",
                "resource": [{"type": kind, "documentation": told} for kind, told in _SAID.items()],
            }
        ],
    }
    return written(statement)
