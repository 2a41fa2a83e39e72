"""Kinds of objects that an address can name: where to find one's own and everybody else's.

A new kind of object needs one line here, and its name in the row of the address (``objects`` in routes.toml).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.interfaces.web.accounts.pages.sessions import HANDLE_LENGTH
from zorgvuldig.ledger import login_sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

    from proofs.routes.people import Insured

#: Kind of object to where an insured person's own stand.
KINDS: Mapping[str, Callable[[Insured], Sequence[object]]] = {
    "run": lambda one: [one.run_id],
    "claim": lambda one: [one.claim_id],
    "person": lambda one: [one.id],
    "entry": lambda one: one.entries,
    "sent-run": lambda one: [one.run_id],
    "party-letter": lambda one: [one.party_letter],
    "letter": lambda one: [one.letter_id],
    "mandate": lambda one: [one.mandate_id],
    "represented": lambda one: [one.ward_id],
    "request": lambda one: [one.request_id],
    "special-request": lambda one: [one.special_request_id],
    "request-for": lambda one: [one.request_for_id],
    "provider-request": lambda one: [one.provider_request],
    "partner-request": lambda one: [one.partner_request],
    "objection": lambda one: [one.objection_id],
    "shield-end": lambda one: [one.shield_end_id],
    "employee": lambda one: [one.employee],
    "grant": lambda one: [one.grant],
    # None stands there: what is proposed is about nobody, and any number is somebody else's.
    "proposal": lambda one: [one.grant],
    "emergency": lambda one: [one.emergency],
    "duty": lambda one: [one.duty],
    "factor": lambda one: list(_factors(one.username).values_list("pk", flat=True)),
    "session": lambda one: [key[:HANDLE_LENGTH] for key in _sessions(one.username)],
}


def of_everybody(kind: str, insured: Sequence[Insured]) -> list[tuple[str, Insured]]:
    """List the objects of a kind with whose they are; none of a kind without its line here is an error."""
    if kind not in KINDS:
        raise LookupError(f"objects of kind {kind!r} have no line in proofs/routes/objects.py")
    return [(str(found), one) for one in insured for found in KINDS[kind](one)]


def _factors(username: str) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user__username=username).order_by("pk")
    return found


def _sessions(username: str) -> Sequence[str]:
    whose = Account.objects.filter(username=username)
    return sorted(each.key for account in whose for each in login_sessions.living(account.pk))
