"""What is asked before anything about access is seen or changed; each step is a duty of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import Act, ProcessingRequest, Scope, Sourced, authorised
from zorgvuldig.norms import separation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from zorgvuldig.decisions import FactValue

_STATUTE = "GDPR art. 32 and 5(2), Code of Conduct art. 4.0.1: who has access is recorded and checked"
_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _STATUTE),
    "legal_obligation": Sourced(value=True, source=_STATUTE),
    "necessary": Sourced(value=True, source="access cannot be arranged without it"),
    "proportionate": Sourced(value=True, source="only login, role, period and reason"),
    "obtained_lawfully": Sourced(value=True, source="from the employee and the manager, in this process"),
    "source": Sourced("own", "human resources"),
    "informed": Sourced(value=True, source="told at the start of the employment"),
}
_LOGIN, _LOG = frozenset({"login"}), frozenset({"log"})
_NONE = Scope.none()
#: Who asks for far-reaching powers, approves them or looks at them again, and how the matrix calls that.
_POWERS = {"use-privileged-access": "request", "grant-privileged-access": "decide", "review-access": "retain"}


def _ask(
    action: str,
    data: frozenset[str],
    act: Act | None = None,
    *,
    scope: Scope = _NONE,
    told: Mapping[str, tuple[FactValue, str]] | None = None,
) -> ProcessingRequest:
    facts = {name: Sourced(value, source) for name, (value, source) in (told or {}).items()}
    return ProcessingRequest("access-control", action, data, scope, {**_FACTS, **facts}, act=act)


def view_access() -> ProcessingRequest:
    """Ask to look at who works here and what was granted (autorisaties raadplegen)."""
    return _ask("consult", _LOGIN)


def view_log() -> ProcessingRequest:
    """Ask to look at emergencies and powers (noodtoegang, verzoeken raadplegen)."""
    return _ask("consult", _LOG)


def view_reviews() -> ProcessingRequest:
    """Ask to look at all access again, with its last use (herziening): looking is part of keeping it.

    Who works here and what was done with powers are each open to more people, for other reasons.
    """
    return _ask("retain", _LOGIN | _LOG)


def take_part_in_powers(role: str) -> ProcessingRequest:
    """Ask whether tickets are this employee's work, before one is looked up (MZ-pam).

    To look at the log is open to more people, for their own emergencies. Whoever neither asks, approves nor
    looks again must hold the right of oversight.
    """
    held = separation().of_role(role)
    asked = (_ask(action, _LOG) for duty, action in _POWERS.items() if duty in held)
    return next(asked, view_refused_tries())


def view_refused_tries() -> ProcessingRequest:
    """Ask to look in the log for what was refused because duties are kept apart (toezicht)."""
    return ProcessingRequest("compliance", "consult", _LOG, _NONE, _FACTS)


def record_staff(staff_id: UUID) -> ProcessingRequest:
    """Ask to record an employee, a training, or the end of an employment (medewerker inschrijven)."""
    return _ask("record", _LOGIN, Act("record-staff", staff_id))


def request_access(grant_id: UUID, *, for_oneself: bool) -> ProcessingRequest:
    """Ask to put down a request for a role or a duty (toegang vragen)."""
    told = {"own_matter": (for_oneself, "whoever asks and whoever it is for")}
    return _ask("request", _LOGIN, Act("request-access", grant_id), told=told)


def advise_access(grant_id: UUID) -> ProcessingRequest:
    """Ask to write down the medical adviser's advice (advies over toegang, GC-T-4.0.1-autorisatie)."""
    return _ask("use", _LOGIN, Act("advise-access", grant_id))


def grant_access(grant_id: UUID, *, health: bool, advice: str | None) -> ProcessingRequest:
    """Ask to grant what was requested (toegang toekennen)."""
    told: dict[str, tuple[FactValue, str]] = {"health_role": (health, "access matrix of the norms")}
    if advice is not None:
        told["advice"] = (advice, "records.access_grant")
    return _ask("decide", _LOGIN, Act("grant-access", grant_id), told=told)


def refuse_access(grant_id: UUID) -> ProcessingRequest:
    """Ask to refuse what was requested (toegang afwijzen)."""
    return _ask("decide", _LOGIN, Act("grant-access", grant_id))


def review_access(grant_id: UUID) -> ProcessingRequest:
    """Ask to keep or end a grant after looking at it again (toegang opnieuw bekijken)."""
    return _ask("retain", _LOGIN, Act("review-access", grant_id))


def review_powers(ticket_id: UUID) -> ProcessingRequest:
    """Ask to write down that somebody looked at a ticket and what was done with it."""
    return _ask("retain", _LOG | _LOGIN, Act("review-access", ticket_id))


def search_in_emergency(emergency_id: UUID, *, second_factor: bool) -> ProcessingRequest:
    """Ask to look for somebody in an emergency, before it is known whether there is anyone (zoeken in nood).

    About nobody yet: whoever has not this duty gets the same answer, whoever was named.
    """
    told = _emergency(second_factor=second_factor)
    return _ask("record", _LOG, Act("break-glass", emergency_id), told=told)


def open_in_emergency(emergency_id: UUID, person: UUID, *, second_factor: bool) -> ProcessingRequest:
    """Ask to open break-glass on one person (noodtoegang, GC-3.4d)."""
    return _ask(
        "record",
        _LOG,
        Act("break-glass", emergency_id),
        scope=Scope.subject(person),
        told=_emergency(second_factor=second_factor),
    )


def read_in_emergency(person: UUID, *, lasts: bool = True) -> ProcessingRequest:
    """Ask for where a person is and how to reach him, because his life is at stake (GC-3.4d).

    Whether break-glass is open is no fact of this request: the gate tells it. `lasts` is false when the one
    that is shown was closed, for a later one on the same person does not open it again.
    """
    source = "records.break_glass"
    return ProcessingRequest(
        "policy-administration",
        "consult",
        frozenset({"address", "contact", "location-shielded"}),
        Scope.subject(person),
        {
            "basis": Sourced("d", source),
            "vital_interest": Sourced(value=True, source=source),
            "necessary": Sourced(lasts, source),
            "proportionate": Sourced(value=True, source="where he is and how to reach him, and no more"),
            "obtained_lawfully": Sourced(value=True, source="data_origin of each row"),
            "legal_obligation": Sourced(value=False, source=source),
            "in_contract": Sourced(value=False, source="not asked in an emergency"),
        },
    )


def close_emergency() -> ProcessingRequest:
    """Ask to end break-glass by hand (noodtoegang beëindigen)."""
    return _ask("record", _LOG)


def review_emergency(emergency_id: UUID) -> ProcessingRequest:
    """Ask to judge break-glass that somebody else used (noodtoegang beoordelen)."""
    return _ask("decide", _LOG, Act("review-break-glass", emergency_id))


def request_powers(ticket_id: UUID) -> ProcessingRequest:
    """Ask to put down a request for privileged access (verregaande bevoegdheden vragen, MZ-pam)."""
    return _ask("request", _LOG, Act("use-privileged-access", ticket_id))


def approve_powers(ticket_id: UUID) -> ProcessingRequest:
    """Ask to approve privileged access that somebody else requested (MZ-pam)."""
    return _ask("decide", _LOG, Act("grant-privileged-access", ticket_id))


def use_powers(ticket_id: UUID, *, approved: bool, in_the_box: bool) -> ProcessingRequest:
    """Ask to start or end a command with far-reaching powers (MZ-pam)."""
    source = "records.privileged_ticket"
    told = {
        "privileged": (True, "the command line"),
        "ticket": (True, source),
        "elevated": (approved and in_the_box, source),
        "four_eyes": (approved, source),
        "time_boxed": (in_the_box, source),
    }
    return _ask("use", _LOG, Act("use-privileged-access", ticket_id), told=told)


def end_powers(ticket_id: UUID) -> ProcessingRequest:
    """Ask to write down how a command ended (einde van een opdracht)."""
    return _ask("record", _LOG, Act("use-privileged-access", ticket_id))


def _emergency(*, second_factor: bool) -> dict[str, tuple[FactValue, str]]:
    return {
        "vital_interest": (True, "the employee, in writing"),
        "documented": (True, "a reason that says something was demanded"),
        "mfa": (second_factor, "second factor within the last minutes"),
    }


_SERVICE = "insurance contract; GDPR art. 6(1)(c); Code of Conduct art. 3.4"
_SEARCH_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _SERVICE),
    "legal_obligation": Sourced(value=True, source=_SERVICE),
    "necessary": Sourced(value=True, source="the employee chose the purpose and names one person or claim"),
    "proportionate": Sourced(value=True, source="who matches, and no more"),
    "obtained_lawfully": Sourced(value=True, source="data_origin of each row"),
}
_CLAIM_FACTS: Mapping[str, Sourced] = {
    "sub_purpose": Sourced("reimbursement", "purpose that the employee chose"),
    "interpretation": Sourced(value=False, source="looking up, not assessing"),
}
#: What a search opens of whoever matches, by the purpose that the employee chose (doelbinding, GC-3.5).
SEARCHES: Mapping[str, frozenset[str]] = {
    # Gender beside the birth date: the medical adviser's role of the database reads them together.
    "claims": frozenset({"identification", "birthdate", "gender", "claim", "professional"}),
    # Whether somebody is insured and when: the employee has the name already, and needs no more of it.
    "policy-administration": frozenset({"policy"}),
    "prior-authorisation": frozenset({"policy"}),
}


#: Asked for a purpose that is not listed: whatever it is, the matrix refuses it.
_UNKNOWN = frozenset({"identification"})


def searches_of(role: str) -> tuple[str, ...]:
    """Give the purposes for which a role may look somebody up, by the matrix (GC-4.0.1)."""
    return tuple(name for name, data in SEARCHES.items() if authorised(role, name, "consult", data))


def search(purpose: str) -> ProcessingRequest:
    """Ask to look for somebody, before it is known whether there is anyone (zoeken met een doel, GC-3.5)."""
    return _search(purpose, Scope.none())


def show_found(purpose: str, person: UUID) -> ProcessingRequest:
    """Ask to show the one person who was found, for the purpose of the search (GC-3.5)."""
    return _search(purpose, Scope.subject(person))


def show_found_claims(people: Sequence[UUID]) -> ProcessingRequest:
    """Ask to show the claims that bear one number, each of another person (declaraties)."""
    return _search("claims", Scope.subjects(people))


def show_unknown_claim(run_id: UUID) -> ProcessingRequest:
    """Ask to show a claim that is about nobody whom we know (declaratie zonder verzekerde)."""
    return _search("claims", Scope.run(run_id, ()), data=frozenset({"claim", "professional"}))


def _search(purpose: str, scope: Scope, data: frozenset[str] | None = None) -> ProcessingRequest:
    told = {**_SEARCH_FACTS, **(_CLAIM_FACTS if purpose == "claims" else {})}
    return ProcessingRequest(purpose, "consult", data or SEARCHES.get(purpose, _UNKNOWN), scope, told)


def discharge_duty() -> ProcessingRequest:
    """Ask to write down that a duty was done (verplichting nakomen): its norm, its day and who did it."""
    return _ask("record", _LOG)
