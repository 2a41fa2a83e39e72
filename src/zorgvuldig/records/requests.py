"""Keep, read and settle requests of persons, under the grant that a use case opened (verzoeken)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.db.models import Case, When

from zorgvuldig.records.envelope import open_sealed, seal
from zorgvuldig.records.models import RightsRequest
from zorgvuldig.records.models.requests import RequestState
from zorgvuldig.records.stored_requests import OPEN, StoredRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

_RETENTION = "case"
#: So many requests of one person are shown; all of them stand in the overview of what is held.
SHOWN = 50
_ASKED, _ANSWER = "rights_request.asked_sealed", "rights_request.answer_sealed"
_VIEW, _PROPOSED = "rights_request.view_sealed", "rights_request.proposed_sealed"
_OFFICER = "rights_request.officer_sealed"


class SettledBeforeError(RuntimeError):
    """The request was answered, or withdrawn, by somebody else in the meantime."""


def keep(
    *,
    subject_id: UUID,
    kind: str,
    asked: str,
    received_on: date,
    aim_on: date,
    due_on: date,
    about_claim: UUID | None = None,
) -> UUID:
    """Keep a new request with its words sealed (verzoek vastleggen), and give its number."""
    request = RightsRequest(
        id=uuid4(),
        subject_id=subject_id,
        kind=kind,
        received_on=received_on,
        aim_on=aim_on,
        due_on=due_on,
        about_claim=about_claim,
        asked_sealed=_sealed(asked, subject_id, received_on.year, _ASKED),
    )
    RightsRequest.objects.bulk_create([request])
    return request.id


def note_channel(request_id: UUID, *, channel: str, dated_on: date | None) -> None:
    """Note that a request came by letter or telephone, so that it is not certain yet who asks (intake)."""
    RightsRequest.objects.filter(id=request_id).update(channel=channel, dated_on=dated_on)


def requests_of(subject_id: UUID) -> tuple[StoredRequest, ...]:
    """Give the requests of a person, those that wait first, then the newest; at most `SHOWN`."""
    waits = Case(When(state__in=OPEN, then=0), default=1)
    rows = RightsRequest.objects.filter(subject_id=subject_id).order_by(waits, "-received_on", "id")[:SHOWN]
    return tuple(_stored(row) for row in rows)


def waiting(subject_id: UUID, kind: str) -> int:
    """Count the requests of a person about one right that wait for an answer."""
    return RightsRequest.objects.filter(subject_id=subject_id, kind=kind, state__in=OPEN).count()


def request(request_id: UUID) -> StoredRequest | None:
    """Give one request; nothing if the grant does not open it."""
    row = RightsRequest.objects.filter(id=request_id).first()
    return _stored(row) if row else None


def extend(request_id: UUID, *, due_on: date, reason: str, on: date) -> None:
    """Note that a request takes longer, why, and until when (verlengen).

    Raises:
        SettledBeforeError: it is no longer open, or was extended before.
    """
    changed = RightsRequest.objects.filter(id=request_id, state=RequestState.RECEIVED).update(
        state=RequestState.EXTENDED, due_on=due_on, extension_reason=reason, extended_on=on
    )
    exactly_one(changed)


def identify(asked: StoredRequest, *, how: str, on: date) -> None:
    """Note when and how it became certain who asks (identiteit vaststellen).

    Raises:
        SettledBeforeError: it is no longer open, or was noted before.
    """
    change_open(asked, identified_on=None, change={"identified_on": on, "identified_how": how})


def ask_view(asked: StoredRequest, *, on: date, due_on: date) -> None:
    """Note that another person was asked for a view, and until when it is waited for (zienswijze vragen).

    Raises:
        SettledBeforeError: it is no longer open, or was asked before.
    """
    change_open(asked, view_asked_on=None, change={"view_asked_on": on, "view_due_on": due_on})


def give_view(asked: StoredRequest, *, view: str, outcome: str, on: date) -> None:
    """Keep the view of another person, sealed, and what became of it (zienswijze).

    Raises:
        SettledBeforeError: it is no longer open, or was kept before.
    """
    sealed = _sealed(view, asked.subject_id, asked.received_on.year, _VIEW) if view else None
    change = {"view_given_on": on, "view_outcome": outcome, "view_sealed": sealed}
    change_open(asked, view_given_on=None, change=change)


def propose(
    asked: StoredRequest,
    *,
    outcome: str,
    answer: str,
    by: str,
    ground: str = "",
    ground_until: date | None = None,
    officer_asked: bool = False,
) -> None:
    """Keep an outcome that waits for a second pair of eyes, sealed, with its ground (voorstel).

    `officer_asked` lets it wait for the data protection officer before.

    Raises:
        SettledBeforeError: it is no longer open, or something is proposed already.
    """
    sealed = _sealed(answer, asked.subject_id, asked.received_on.year, _PROPOSED)
    change = {
        "proposed_outcome": outcome,
        "proposed_sealed": sealed,
        "proposed_by": by,
        "ground": ground,
        "ground_until": ground_until,
        "officer_asked": officer_asked,
        "officer_on": None,
    }
    change_open(asked, proposed_by="", change=change)


def send_back(asked: StoredRequest, *, officer: str = "") -> None:
    """Take a proposed outcome away, so that it is thought over (terugleggen).

    Words of the data protection officer stay, so that whoever handles it reads why.

    Raises:
        SettledBeforeError: it is no longer open, or the proposal was taken away before.
    """
    change = {
        "proposed_outcome": "",
        "proposed_sealed": None,
        "proposed_by": "",
        "ground": "",
        "ground_until": None,
        "officer_asked": False,
        "officer_on": None,
    }
    change_open(asked, proposed_by=asked.proposed_by, change={**change, **officer_said(asked, officer)})


def change_open(asked: StoredRequest, *, change: Mapping[str, object], **stands: object) -> None:
    """Change a request that waits and stands so; one that went on meanwhile is not touched.

    Raises:
        SettledBeforeError: it is no longer open, or stands otherwise.
    """
    exactly_one(RightsRequest.objects.filter(id=asked.id, state__in=OPEN, **stands).update(**change))


def officer_said(asked: StoredRequest, officer: str) -> dict[str, object]:
    """Give the change that keeps what the data protection officer said, sealed; nothing for no words."""
    if not officer:
        return {}
    return {"officer_sealed": _sealed(officer, asked.subject_id, asked.received_on.year, _OFFICER)}


def settle(asked: StoredRequest, *, state: str, answer: str, on: date) -> None:
    """Close a request with its answer, sealed (beantwoorden, afwijzen, intrekken).

    Raises:
        SettledBeforeError: it is no longer open.
    """
    same = RightsRequest.objects.filter(id=asked.id, state__in=OPEN, proposed_by=asked.proposed_by)
    changed = same.update(
        state=state,
        answered_on=on,
        answer_sealed=_sealed(answer, asked.subject_id, asked.received_on.year, _ANSWER) if answer else None,
    )
    exactly_one(changed)


def exactly_one(changed: int) -> None:
    """Check that one row changed.

    Raises:
        SettledBeforeError: none did, for it stands otherwise by now.
    """
    if changed != 1:
        raise SettledBeforeError("this request is closed already, or was extended before: look at it again")


def _sealed(text: str, subject_id: UUID, year: int, field: str) -> bytes:
    return seal(
        text.encode(),
        subject=subject_id,
        compartment="all",
        retention_class=_RETENTION,
        year=year,
        field=field,
    )


def _stored(row: RightsRequest) -> StoredRequest:
    def opened(sealed: bytes | memoryview | None, field: str) -> str:
        if sealed is None:
            return ""
        return open_sealed(bytes(sealed), subject=row.subject_id, field=field).decode()

    return StoredRequest(
        id=row.id,
        subject_id=row.subject_id,
        kind=row.kind,
        state=row.state,
        received_on=row.received_on,
        aim_on=row.aim_on,
        due_on=row.due_on,
        asked=opened(row.asked_sealed, _ASKED),
        extended_on=row.extended_on,
        extension_reason=row.extension_reason,
        answered_on=row.answered_on,
        answer=opened(row.answer_sealed, _ANSWER),
        concerns=tuple(row.concerns),
        lifted_on=row.lifted_on,
        effected_on=row.effected_on,
        told_state=row.told_state,
        about_claim=row.about_claim,
        mandate_id=row.mandate_id,
        channel=row.channel,
        dated_on=row.dated_on,
        identified_on=row.identified_on,
        identified_how=row.identified_how,
        view_asked_on=row.view_asked_on,
        view_due_on=row.view_due_on,
        view_given_on=row.view_given_on,
        view=opened(row.view_sealed, _VIEW),
        view_outcome=row.view_outcome,
        proposed_outcome=row.proposed_outcome,
        proposed=opened(row.proposed_sealed, _PROPOSED),
        proposed_by=row.proposed_by,
        ground=row.ground,
        ground_until=row.ground_until,
        officer_asked=row.officer_asked,
        officer_on=row.officer_on,
        officer=opened(row.officer_sealed, _OFFICER),
        prolonged_on=row.prolonged_on,
        ground_ended_on=row.ground_ended_on,
    )
