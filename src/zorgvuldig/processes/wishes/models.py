"""What stands of a person's wishes, read and written under the grant of a use case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from zorgvuldig.records.envelope import Holder, KeyRing
from zorgvuldig.records.models import (
    Consent,
    Objection,
    ObjectionKind,
    ObjectionState,
    ObjectionText,
    Person,
    PersonAddress,
    ShieldEnd,
    ShieldEndGround,
)

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

#: An objection for personal circumstances of which nobody has decided yet.
OPEN = (ObjectionState.MADE, ObjectionState.PENDING)
_REASON = "shield_end.reason_sealed"
#: Who proposed while nobody here wrote yet, and what stands as the reason.
THE_PERSON = "the person"
ASKED_HERE = "U vroeg dit op uw eigen pagina."
_SEALED, _WEIGHED = "objection_text.sealed", "objection_text.weighing_sealed"


@dataclass(frozen=True, kw_only=True)
class NewShieldEnd:
    """A proposal to end a shield, before it is kept."""

    id: UUID
    ground: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """How an objection was weighed, by whom, and by whom it was proposed where two decide."""

    objection_id: UUID
    state: str
    by: str
    weighing: str = ""
    proposed_by: str = ""


def consents(subject_id: UUID) -> tuple[Consent, ...]:
    """Give every consent of a person, the newest first."""
    return tuple(Consent.objects.filter(subject_id=subject_id).order_by("-given_at", "id"))


def objections(subject_id: UUID) -> tuple[Objection, ...]:
    """Give every objection of a person, the newest first."""
    return tuple(Objection.objects.filter(subject_id=subject_id).order_by("-made_at", "id"))


def open_objection(subject_id: UUID, purpose: str) -> Objection | None:
    """Give the objection to a use that still has to be weighed."""
    return Objection.objects.filter(
        subject_id=subject_id, kind=ObjectionKind.RELATIVE, purpose=purpose, state__in=OPEN
    ).first()


def give(subject_id: UUID, *, purpose: str, scope: str, version: str, at: datetime) -> bool:
    """Record a consent; nothing when one stands already."""
    standing = Consent.objects.filter(
        subject_id=subject_id, purpose=purpose, scope=scope, withdrawn_at=None
    ).exists()
    if standing:
        return False
    Consent.objects.create(
        subject_id=subject_id, purpose=purpose, scope=scope, text_version=version, given_at=at
    )
    return True


def withdraw(subject_id: UUID, *, purpose: str, scope: str, at: datetime) -> bool:
    """Take back the consent that stands; tells whether there was one."""
    standing = Consent.objects.filter(subject_id=subject_id, purpose=purpose, scope=scope, withdrawn_at=None)
    return bool(standing.update(withdrawn_at=at))


def refuse(subject_id: UUID, *, purpose: str, channel: str, at: datetime) -> bool:
    """Record an objection to marketing, which holds at once; nothing when one stands already."""
    if _refusals(subject_id, purpose, channel).exists():
        return False
    Objection.objects.create(
        subject_id=subject_id,
        kind=ObjectionKind.MARKETING,
        purpose=purpose,
        channel=channel,
        made_at=at,
        state=ObjectionState.UPHELD,
    )
    return True


def allow_again(subject_id: UUID, *, purpose: str, channel: str) -> bool:
    """Take back the objection to marketing that stands; tells whether there was one."""
    return bool(_refusals(subject_id, purpose, channel).update(state=ObjectionState.WITHDRAWN))


def object_to(subject_id: UUID, *, purpose: str, circumstances: str, at: datetime) -> UUID:
    """Record an objection for personal circumstances, with these sealed apart (art. 5.3)."""
    made = Objection.objects.create(
        subject_id=subject_id,
        kind=ObjectionKind.RELATIVE,
        purpose=purpose,
        channel="portal",
        made_at=at,
        state=ObjectionState.MADE,
    )
    holder = Holder(subject_id, "all", "wishes", at.year)
    sealed = KeyRing().seal(circumstances.encode(), holder=holder, field=_SEALED)
    ObjectionText.objects.create(objection=made, subject_id=subject_id, sealed=sealed)
    return made.id


def take_back(objection: Objection) -> None:
    """Take back an objection for personal circumstances."""
    objection.state = ObjectionState.WITHDRAWN
    objection.save(update_fields=["state"])


def circumstances(objection_id: UUID, subject_id: UUID) -> tuple[str, str]:
    """Open what stands with an objection: the circumstances, and our weighing when there is one."""
    row = ObjectionText.objects.filter(objection_id=objection_id, subject_id=subject_id).first()
    if row is None:
        return "", ""
    ring = KeyRing()
    told = ring.open(bytes(row.sealed), subject=subject_id, field=_SEALED).decode()
    if row.weighing_sealed is None:
        return told, ""
    weighed = ring.open(bytes(row.weighing_sealed), subject=subject_id, field=_WEIGHED)
    return told, weighed.decode()


def judge(told: Judgement, subject_id: UUID, *, at: datetime, on: date) -> bool:
    """Book how an objection was weighed, with the weighing sealed; false when it waits no more so."""
    waits = Objection.objects.filter(
        id=told.objection_id, subject_id=subject_id, state__in=OPEN, proposed_by=told.proposed_by
    )
    if not waits.update(state=told.state, judged_on=on, settled_by=told.by if told.proposed_by else ""):
        return False
    if told.weighing:
        _weighed(told.objection_id, subject_id, told.weighing, at)
    return True


def propose(objection_id: UUID, subject_id: UUID, *, weighing: str, by: str, at: datetime) -> bool:
    """Keep why we would go on, sealed, for another to settle; false when it waits no more so (voorstel)."""
    waits = Objection.objects.filter(id=objection_id, subject_id=subject_id, state__in=OPEN, proposed_by="")
    if not waits.update(state=ObjectionState.PENDING, proposed_by=by):
        return False
    _weighed(objection_id, subject_id, weighing, at)
    return True


def send_back(objection_id: UUID, subject_id: UUID) -> bool:
    """Take a proposal to go on away, so that it is thought over; false where there is none (terugleggen)."""
    waits = Objection.objects.filter(id=objection_id, subject_id=subject_id, state=ObjectionState.PENDING)
    return bool(waits.exclude(proposed_by="").update(state=ObjectionState.MADE, proposed_by=""))


def _weighed(objection_id: UUID, subject_id: UUID, weighing: str, at: datetime) -> None:
    ring, holder = KeyRing(), Holder(subject_id, "all", "wishes", at.year)
    sealed = ring.seal(weighing.encode(), holder=holder, field=_WEIGHED)
    if not ObjectionText.objects.filter(objection_id=objection_id).update(weighing_sealed=sealed):
        # An objection that was loaded has no circumstances with it; what we weighed is kept all the same.
        nothing = ring.seal(b"", holder=holder, field=_SEALED)
        row = ObjectionText(
            objection_id=objection_id, subject_id=subject_id, sealed=nothing, weighing_sealed=sealed
        )
        ObjectionText.objects.bulk_create([row])


def is_shielded(subject_id: UUID) -> bool:
    """Tell whether the whereabouts of a person are shielded."""
    return Person.objects.filter(id=subject_id, shielded=True).exists()


def shield(subject_id: UUID, *, on: date) -> bool:
    """Shield a person and every address; tells whether that was not so yet."""
    laid = Person.objects.filter(id=subject_id, shielded=False).update(shielded=True, shielded_on=on)
    PersonAddress.objects.filter(subject_id=subject_id, shielded=False).update(shielded=True)
    return bool(laid)


def propose_end(told: NewShieldEnd, *, subject_id: UUID, letter_id: UUID, by: str, at: datetime) -> None:
    """Keep a proposal to end a shield, its reason sealed."""
    holder = Holder(subject_id, "all", "case", at.year)
    ShieldEnd.objects.create(
        id=told.id,
        subject_id=subject_id,
        ground=told.ground,
        reason_sealed=KeyRing().seal(told.reason.encode(), holder=holder, field=_REASON),
        proposed_at=at,
        proposed_by=by,
        letter_id=letter_id,
    )


def ask_end(subject_id: UUID, *, at: datetime) -> None:
    """Keep that a person wants the own shield to end: whoever works here writes and decides (verzoek)."""
    holder = Holder(subject_id, "all", "case", at.year)
    ShieldEnd.objects.create(
        id=uuid4(),
        subject_id=subject_id,
        ground=ShieldEndGround.REQUEST,
        reason_sealed=KeyRing().seal(ASKED_HERE.encode(), holder=holder, field=_REASON),
        proposed_at=at,
        proposed_by=THE_PERSON,
    )


def asked_end(subject_id: UUID) -> tuple[UUID, bool] | None:
    """Give the proposal to end somebody's shield that waits, and whether it was announced; else None."""
    row = ShieldEnd.objects.filter(subject_id=subject_id, settled_on=None, dropped_on=None).first()
    return (row.id, row.letter_id is not None) if row else None


def announce_end(end_id: UUID, *, letter_id: UUID, by: str) -> bool:
    """Note who wrote to a person who asked that the shield may end; false where it was written before."""
    waits = ShieldEnd.objects.filter(id=end_id, letter_id=None, settled_on=None, dropped_on=None)
    return bool(waits.update(letter_id=letter_id, proposed_by=by))


def reason_of_end(end_id: UUID, subject_id: UUID) -> str | None:
    """Open why a shield may end; None where nothing is proposed."""
    row = ShieldEnd.objects.filter(id=end_id, subject_id=subject_id).first()
    if row is None:
        return None
    return KeyRing().open(bytes(row.reason_sealed), subject=subject_id, field=_REASON).decode()


def drop_end(end_id: UUID, *, on: date) -> bool:
    """Take a proposal away, so that the shield stays; false where it was settled meanwhile."""
    waits = ShieldEnd.objects.filter(id=end_id, settled_on=None, dropped_on=None)
    return bool(waits.update(dropped_on=on))


def _refusals(subject_id: UUID, purpose: str, channel: str) -> QuerySet[Objection]:
    return Objection.objects.filter(
        subject_id=subject_id,
        kind=ObjectionKind.MARKETING,
        purpose=purpose,
        channel=channel,
        state=ObjectionState.UPHELD,
    )
