"""What is asked before a person's wish is shown or recorded (Code of Conduct articles 1.19, 5.3 and 5.4).

To say yes or no is a processing like any other: decided, written down, visible later under "who looked".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

_RIGHT = "consent, its withdrawal and objection (Code of Conduct art. 1.19, 5.3, 5.4; GDPR art. 7 and 21)"
_LOGIN = "login with a password and a one-time code"
_FACTS: Mapping[str, Sourced] = {
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "necessary": Sourced(value=True, source=_RIGHT),
    "proportionate": Sourced(value=True, source="only what the person allows and does not want"),
    "obtained_lawfully": Sourced(value=True, source="said by the person"),
    "request_by_insured": Sourced(value=True, source="said by the person"),
    "identity_verified": Sourced(value=True, source=_LOGIN),
    "mfa": Sourced(value=True, source=_LOGIN),
}
WISHES = frozenset({"consent-record", "objection-record"})

_DUTY = "whereabouts of a threatened person reach nobody else (Code of Conduct art. 4.0.6)"
_SHIELDING: Mapping[str, Sourced] = {
    **_FACTS,
    "legal_obligation": Sourced(value=True, source=_DUTY),
    "proportionate": Sourced(value=True, source="only that it is shielded; why is not asked"),
    # Also while use of the own data is restricted: who asks to be safe does not wait for another request.
    "explicit_consent": Sourced(value=True, source="the person's own step on the own page"),
    "consent_withdrawn": Sourced(value=False, source="said with this very step"),
}
#: What the role that keeps the register sees of the row that it changes.
_WHEREABOUTS = frozenset({"identification", "birthdate", "gender", "bsn", "address", "location-shielded"})


def view_wishes(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show a person what was allowed and objected to (mijn keuzes)."""
    return _request(subject_id, "consult", _FACTS)


def record_choice(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to record a consent, its withdrawal, or an objection to marketing, which is weighed by nobody."""
    return _request(subject_id, "record", _FACTS)


def record_objection(*, subject_id: UUID, on: date) -> ProcessingRequest:
    """Ask to record an objection for personal circumstances, which leaves the duty to weigh it (art. 5.3)."""
    facts = {
        **_FACTS,
        "objection_relative": Sourced("pending", "made by the person"),
        "received_at": Sourced(on, "day of the request"),
    }
    return _request(subject_id, "record", facts)


_WEIGHING: Mapping[str, Sourced] = {
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "necessary": Sourced(value=True, source="an objection cannot be weighed unread"),
    "proportionate": Sourced(value=True, source="the objection and its circumstances alone"),
    "obtained_lawfully": Sourced(value=True, source="told by the person, with the objection"),
    "identity_verified": Sourced(value=True, source="made after login at the own desk"),
    "interpretation": Sourced(value=False, source="interests are weighed; nothing of health is judged"),
}
#: What is done before an upheld objection is booked: from then on the gate refuses that use every time.
STOPPED = frozenset({"stop-after-objection"})


def list_objections() -> ProcessingRequest:
    """Ask to list the objections that wait to be weighed, without whose they are."""
    return ProcessingRequest("data-subject-rights", "consult", WISHES, Scope.none(), _WEIGHING)


def read_objection(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show whoever weighs it one objection, with its circumstances."""
    return ProcessingRequest("data-subject-rights", "consult", WISHES, Scope.subject(subject_id), _WEIGHING)


def judge_objection(
    *, subject_id: UUID, upheld: bool, made_on: date, due_on: date, on: date
) -> ProcessingRequest:
    """Ask to book how an objection was weighed; refused only on compelling grounds (VGZ-R-bezwaar).

    A judgement that comes too late is booked too, but never as one in time: then no day of it is told.
    """
    written = "the form takes no judgement without its weighing"
    facts = {
        **_WEIGHING,
        "objection_relative": Sourced("upheld" if upheld else "rejected", "the outcome of the weighing"),
        "received_at": Sourced(made_on, "the objection"),
        "balancing_ok": Sourced(not upheld, "the weighing: whether our interest is compelling"),
        "documented": Sourced(value=True, source=written),
        "reasons_given": Sourced(value=True, source=written),
    }
    if on <= due_on:
        facts["answered_at"] = Sourced(on, "the day of this step")
    return ProcessingRequest("data-subject-rights", "decide", WISHES, Scope.subject(subject_id), facts)


def propose_to_go_on(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to keep why we would go on despite an objection, for a colleague to settle; that use rests."""
    facts = {**_WEIGHING, "documented": Sourced(value=True, source="kept with the objection")}
    return ProcessingRequest("data-subject-rights", "decide", WISHES, Scope.subject(subject_id), facts)


#: What the letter of a rejection does of itself: it names the authority and the court (article 7.3).
NAMED_WAYS = frozenset({"name-authority-and-court"})


def tell_judgement(*, subject_id: UUID, upheld: bool) -> ProcessingRequest:
    """Ask to write to a person how the own objection was weighed, and why (bericht na de weging)."""
    facts = {
        **_WEIGHING,
        "recipient": Sourced("data-subject", "the person who objected"),
        "proportionate": Sourced(value=True, source="the outcome and our weighing alone"),
    }
    if not upheld:
        kept = "the template takes no rejection without our weighing"
        facts |= {
            "refused_part": Sourced(value=True, source="the outcome of the weighing"),
            "reasons_given": Sourced(value=True, source=kept),
            "documented": Sourced(value=True, source=kept),
            "complaint_first": Sourced(value=False, source="the template opens every way at once"),
        }
    data = frozenset({"identification", "correspondence"})
    return ProcessingRequest("data-subject-rights", "send", data, Scope.subject(subject_id), facts)


def view_shield(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show a person whether the own whereabouts are shielded."""
    return _shielding(subject_id, "consult", _MARK)


def lay_shield(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to shield a person's whereabouts, at the own word alone (afscherming, art. 4.0.6)."""
    return _shielding(subject_id, "record", _WHEREABOUTS)


def ask_shield_end(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to keep that a person wants the own shield to end, or no longer does: it stands meanwhile."""
    return _shielding(subject_id, "record", _WHEREABOUTS)


#: What whoever ends a shield meets: who it is, and that there is one; never where.
_MARK = frozenset({"identification", "location-shielded"})
#: Done before a shield ends: the gate ends none whose letter was not handed over (57_shield_ends.sql).
ANNOUNCED = frozenset({"announce-shield-end"})
_ENDING: Mapping[str, Sourced] = {
    "basis": Sourced("c", _DUTY),
    "legal_obligation": Sourced(value=True, source=_DUTY),
    "necessary": Sourced(value=True, source="a shield ends by people alone (notes on art. 4.0.6)"),
    "proportionate": Sourced(value=True, source="the proposal and its reason; no whereabouts"),
    "obtained_lawfully": Sourced(value=True, source="told by the person, or news that was recorded"),
    "interpretation": Sourced(value=False, source="whether a threat passed is read from what was told"),
}


def list_shield_ends() -> ProcessingRequest:
    """Ask to list the proposals to end a shield, without whose they are; and whom a new one is about."""
    return ProcessingRequest("shielding", "use", _MARK, Scope.none(), _ENDING)


def read_shield_end(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to show one proposal to end a shield, with its reason."""
    return ProcessingRequest("shielding", "use", _MARK, Scope.subject(subject_id), _ENDING)


def note_shield_end(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to keep a proposal to end a shield, or that it is taken away: the shield stays meanwhile."""
    return ProcessingRequest("shielding", "record", _MARK, Scope.subject(subject_id), _ENDING)


def announce_shield_end(*, subject_id: UUID) -> ProcessingRequest:
    """Ask to write to the person that a shield may end, before it does (bericht vooraf)."""
    facts = {
        **_ENDING,
        "recipient": Sourced("data-subject", "the person whose shield it is"),
        "identity_verified": Sourced(value=True, source="brought by the safe route, into the own hands"),
    }
    data = frozenset({"identification", "correspondence"})
    return ProcessingRequest("data-subject-rights", "send", data, Scope.subject(subject_id), facts)


def end_shield(*, subject_id: UUID, ground: str) -> ProcessingRequest:
    """Ask to end a shield: at the word of the person, or for news that was recorded (GC-T-4.0.6-einde)."""
    facts = {
        **_ENDING,
        "request_by_insured": Sourced(ground == "request", "the proposal"),
        "new_information": Sourced(ground == "news", "the proposal, with what the news is"),
    }
    return ProcessingRequest("shielding", "erase", _MARK, Scope.subject(subject_id), facts)


def _shielding(subject_id: UUID, action: str, data: frozenset[str]) -> ProcessingRequest:
    return ProcessingRequest(
        purpose="shielding",
        action=action,
        data=data,
        scope=Scope.subject(subject_id),
        facts=_SHIELDING,
    )


def _request(subject_id: UUID, action: str, facts: Mapping[str, Sourced]) -> ProcessingRequest:
    return ProcessingRequest(
        purpose="data-subject-rights",
        action=action,
        data=WISHES,
        scope=Scope.subject(subject_id),
        facts=facts,
    )
