"""One write of the crash drill: a consent recorded through a decision, under an id that the client made."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.db import IntegrityError, InterfaceError, OperationalError, connections, transaction

from zorgvuldig.decisions import ProcessingRequest, Scope, Sourced
from zorgvuldig.interfaces.services import service
from zorgvuldig.ledger.processing import processing
from zorgvuldig.records.models import Consent

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

WRITER = service("crash drill", "rights")
PURPOSE = "data-subject-rights"
_RIGHT = "right of the data subject"
_FACTS = {
    "basis": Sourced("c", _RIGHT),
    "legal_obligation": Sourced(value=True, source=_RIGHT),
    "necessary": Sourced(value=True, source=_RIGHT),
    "proportionate": Sourced(value=True, source=_RIGHT),
    "obtained_lawfully": Sourced(value=True, source=_RIGHT),
}


class Outcome(Enum):
    """What the client knows afterwards."""

    TAKEN = "taken"
    THERE_ALREADY = "there-already"
    IN_DOUBT = "in-doubt"


def record(client: UUID, subject: UUID, *, at: datetime) -> Outcome:
    """Record a consent; the connection is left when the server is gone."""
    request = ProcessingRequest(
        purpose=PURPOSE,
        action="record",
        data=frozenset({"consent-record"}),
        scope=Scope.subject(subject),
        facts=_FACTS,
    )
    try:
        with transaction.atomic(), processing(request, actor=WRITER, at=at):
            Consent(
                id=client,
                subject_id=subject,
                purpose="drill",
                # One consent stands for each scope: another scope makes another write of every id.
                scope=str(client),
                text_version="1",
                given_at=at,
            ).save(force_insert=True)
    except IntegrityError:
        return Outcome.THERE_ALREADY
    except (InterfaceError, OperationalError):
        connections.close_all()
        return Outcome.IN_DOUBT
    return Outcome.TAKEN
