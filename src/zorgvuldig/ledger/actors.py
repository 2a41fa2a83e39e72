"""Who acts: the member of staff or the insured person behind a login."""

from __future__ import annotations

from datetime import date

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.ledger import gate

_STAFF = "records.staff_member"
_LINK = "records.account_link"


class UnknownActorError(LookupError):
    """A login that belongs to nobody who may act today."""


def actor_of(username: str, at: date, *, using: str = "default") -> Actor:
    """Give the actor behind a login on a date (medewerker of verzekerde; GC-4.0.1, GC-4.0.2)."""
    known = gate.ask(using, "actor_of", "actor", {"username": username, "at": at.isoformat()})
    if known is None:
        raise UnknownActorError(
            f"login {username!r} belongs to no member of staff and no insured person: link it first"
        )
    if known["kind"] == "subject":
        return Actor("subject", known["id"], "insured", None, {"subject_kind": Sourced("insured", _LINK)})
    if not known["employed"]:
        raise UnknownActorError(f"login {username!r} belongs to someone who is not employed on {at}")
    declared = known["secrecy_declared_on"]
    bound = declared is not None and date.fromisoformat(declared) <= at
    return Actor(
        "staff", known["id"], known["role"], known["unit"], {"confidentiality_bound": Sourced(bound, _STAFF)}
    )
