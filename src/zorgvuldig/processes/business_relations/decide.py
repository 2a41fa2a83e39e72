"""What is asked before a care provider or a business partner sees something: never about another party.

A provider reads what became of the claims that it sent (Code of Conduct articles 4.0.4 and 4.0.9 a); what is
registered about a party is its own to see (articles 3.6 and 5.2, business privacy statement).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

_STATUTE = "Zvw art. 87; Wmg art. 35 and 36"
_OWN = "rows of the party behind the login; row-level security keeps all others closed"
_TRANSPARENCY = "GDPR art. 13 to 15; business privacy statement"

#: What became of the own claims: told to whoever sent them, and nobody else.
_CLAIMS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _STATUTE),
    "legal_obligation": Sourced(value=True, source=_STATUTE),
    "sub_purpose": Sourced("reimbursement", "purpose of the process"),
    "necessary": Sourced(value=True, source="without it nobody could mend or contest a refusal"),
    "proportionate": Sourced(value=True, source="codes, amounts and dates that the provider sent itself"),
    "obtained_lawfully": Sourced(value=True, source="claim message of this provider"),
    "interpretation": Sourced(value=False, source="what was decided is told, not assessed"),
    "recipient": Sourced("provider", "whoever sent the claims"),
    "same_provider": Sourced(value=True, source=_OWN),
}
#: What is registered about the party itself.
_REGISTERED: Mapping[str, Sourced] = {
    "basis": Sourced("c", _TRANSPARENCY),
    "legal_obligation": Sourced(value=True, source=_TRANSPARENCY),
    "necessary": Sourced(value=True, source="a party can only correct what it can see"),
    "proportionate": Sourced(value=True, source=_OWN),
    "obtained_lawfully": Sourced(value=True, source="registers named with each fact"),
}

CLAIMS = frozenset({"claim"})
REGISTERED = frozenset({"professional", "contract"})
#: What a return message tells: what the provider sent, with our codes added.
RETURNED = frozenset({"claim", "identification", "birthdate", "gender", "bsn", "diagnosis"})


def view_files(*, run_id: UUID | None = None) -> ProcessingRequest:
    """Ask to show a provider the files it sent, or the claims of one (eigen declaratiebestanden)."""
    scope = Scope.none() if run_id is None else Scope.run(run_id, ())
    return ProcessingRequest("claims", "consult", CLAIMS, scope, _CLAIMS)


def view_payments() -> ProcessingRequest:
    """Ask to show a provider what it was paid, by file (eigen betalingen)."""
    facts = {**_CLAIMS, "sub_purpose": Sourced("payment", "purpose of the process")}
    return ProcessingRequest("claims", "consult", CLAIMS, Scope.none(), facts)


def fetch_return(*, run_id: UUID) -> ProcessingRequest:
    """Ask to give a provider the return message of a file it sent (retourbericht ophalen)."""
    return ProcessingRequest("claims", "disclose", RETURNED, Scope.run(run_id, ()), _CLAIMS)


def hand_in() -> ProcessingRequest:
    """Ask whether this login may hand in a claim file for its provider (declaraties indienen)."""
    facts = {**_CLAIMS, "source": Sourced("third-party", "the provider tells of the care that it gave")}
    return ProcessingRequest("claims", "collect", CLAIMS, Scope.none(), facts)


def view_registered() -> ProcessingRequest:
    """Ask to show a party what is registered about it (eigen gegevens, contracten)."""
    return ProcessingRequest("partners-portal", "consult", REGISTERED, Scope.none(), _REGISTERED)
