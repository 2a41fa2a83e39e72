"""Who acts: the employee, the insured person, the care provider or partner behind a login, as of one day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.decisions.periods import later
from zorgvuldig.ledger import gate
from zorgvuldig.norms import bundle_at

if TYPE_CHECKING:
    from collections.abc import Mapping

_STAFF = "records.staff_member"
_TRAINING = "records.training"
_LINK = "records.account_link"
_PARTY_LOGIN = "records.party_login"
_PROFESSION = "professional secrecy of whoever gives care (BW 7:457)"


class UnknownActorError(LookupError):
    """A login that belongs to nobody who may act today."""


def actor_of(username: str, at: date, *, using: str = "default") -> Actor:
    """Give the actor behind a login on a date (medewerker, verzekerde, zorgaanbieder; GC-4.0.1, GC-4.0.2).

    Role and unit are those of the access grant that holds on that day; someone without one may do nothing.
    """
    known = gate.ask(using, "actor_of", "actor", {"username": username, "at": at.isoformat()})
    if known is None:
        raise UnknownActorError(
            f"login {username!r} belongs to no employee, insured person, provider or partner: link it first"
        )
    if known["kind"] == "subject":
        return Actor("subject", known["id"], "insured", None, {"subject_kind": Sourced("insured", _LINK)})
    if known["kind"] == "party":
        return _party(username, known, at)
    if not known["employed"]:
        raise UnknownActorError(f"login {username!r} belongs to someone who is not employed on {at}")
    if known["role"] is None:
        raise UnknownActorError(
            f"login {username!r} belongs to someone without a role on {at}: a manager asks for one"
        )
    if known["role"] in _persons(at):
        raise UnknownActorError(
            f"login {username!r} belongs to an employee with the role {known['role']!r}, which is of persons "
            "and nobody's work here: a manager asks for another"
        )
    return Actor("staff", known["id"], known["role"], known["unit"], _facts(known, at))


def _persons(at: date) -> frozenset[str]:
    """Give the roles by which somebody sees the own data: as work they would open those of everyone."""
    return frozenset(cast("tuple[str, ...]", bundle_at(at).parameters.get("persons_concerned", ())))


def _party(username: str, known: Mapping[str, Any], at: date) -> Actor:
    """Give the care provider (zorgaanbieder) or business partner (zakelijke relatie) behind a login."""
    if not known["tied"]:
        raise UnknownActorError(f"login {username!r} belongs to no provider or partner on {at}")
    kind = "provider" if known["role"] == "provider" else "partner-contact"
    facts = {"subject_kind": Sourced(kind, _PARTY_LOGIN)}
    if kind == "provider":
        # Whoever gives care must keep silent by profession; a business partner meets no health data.
        facts["confidentiality_bound"] = Sourced(value=True, source=_PROFESSION)
    return Actor("party", known["id"], known["role"], None, facts)


def _facts(known: Mapping[str, Any], at: date) -> dict[str, Sourced]:
    """Give what the rules of every processing read of an employee (MZ-personeel, GC-T-4.0.1-geheim)."""
    declared, trained = (
        date.fromisoformat(known[name]) if known[name] else None
        for name in ("secrecy_declared_on", "trained_on")
    )
    # A profession binds by statute, from the first day; a declaration binds from the day it was signed.
    bound = known["secrecy_ground"] == "profession" or (declared is not None and declared <= at)
    validity = str(bundle_at(at).parameters.get("training_validity", "P0D"))
    current = trained is not None and at < later(trained, validity)
    return {
        "confidentiality_bound": Sourced(bound, _STAFF),
        "training_current": Sourced(current, _TRAINING),
    }
