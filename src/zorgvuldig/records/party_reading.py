"""Read what is held about whoever logs in for a party, under the grant that a use case opened (raadplegen).

No query here names the party: the database opens the rows of the party behind the login, and no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from zorgvuldig.records import envelope
from zorgvuldig.records.models import (
    BusinessPartner,
    Claim,
    OutboundDocument,
    PartnerContract,
    PaymentOrder,
    Provider,
    ProviderContract,
    ProviderQualification,
    ReturnMessage,
)
from zorgvuldig.records.stored_parties import (
    Agreement,
    Qualification,
    Span,
    StoredPartner,
    StoredPayment,
    StoredProvider,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.backends.postgresql.psycopg_any import DateRange

RETENTION = "insurance"
#: What a return message tells at most: what the provider sent, a diagnosis too.
RETURN_CATEGORY = "diagnosis"
_SEALED = "return_message.sealed"


def payments() -> tuple[StoredPayment, ...]:
    """Give what was paid, the newest first (betaalopdrachten)."""
    rows = PaymentOrder.objects.select_related("label").order_by("-execute_on", "reference")
    return tuple(
        StoredPayment(
            run_id=row.run_id,
            reference=row.reference,
            label_name=row.label.name,
            amount_cents=row.amount_cents,
            execute_on=row.execute_on,
        )
        for row in rows
    )


def letter_ids() -> tuple[UUID, ...]:
    """Give the keys of the letters to this party, the newest first (brieven)."""
    return tuple(OutboundDocument.objects.order_by("-made_at", "id").values_list("id", flat=True))


def keep_return(*, run_id: UUID, name: str, content: bytes, entry_id: UUID, at: datetime) -> None:
    """Keep a return message as it went back, sealed (retourbericht bewaren)."""
    sealed = envelope.seal(
        content, subject=None, compartment="all", retention_class=RETENTION, year=at.year, field=_SEALED
    )
    kept = ReturnMessage(
        id=uuid4(),
        run_id=run_id,
        data_category=RETURN_CATEGORY,
        name=name,
        made_at=at,
        made_by_entry=entry_id,
        sealed=sealed,
    )
    ReturnMessage.objects.bulk_create([kept])


def return_of(run_id: UUID) -> tuple[str, bytes] | None:
    """Open the return message of one file; nothing if there is none, or it is another's (retourbericht)."""
    row = ReturnMessage.objects.filter(run_id=run_id).first()
    if row is None:
        return None
    return row.name, envelope.open_sealed(bytes(row.sealed), subject=None, field=_SEALED)


def persons_in(run_id: UUID) -> tuple[UUID, ...]:
    """Give the insured persons whom the claims of an own file are about, by number (betrokkenen)."""
    found = Claim.objects.filter(run_id=run_id, subject__isnull=False).order_by("subject_id")
    return tuple(dict.fromkeys(found.values_list("subject_id", flat=True)))


def provider() -> StoredProvider | None:
    """Give what the register says of this care provider (eigen gegevens)."""
    row = Provider.objects.first()
    if row is None:
        return None
    contracts = ProviderContract.objects.select_related("label").order_by("label__name", "valid_during")
    qualifications = ProviderQualification.objects.order_by("qualification", "valid_during")
    return StoredProvider(
        agb_code=row.agb_code,
        name=row.name,
        kind=row.get_kind_display(),
        iban=row.iban,
        qualifications=tuple(
            Qualification(each.qualification, _span(each.valid_during)) for each in qualifications
        ),
        contracts=tuple(Agreement(each.label.name, "", _span(each.valid_during)) for each in contracts),
    )


def partner() -> StoredPartner | None:
    """Give what is registered about this business partner (eigen gegevens)."""
    row = BusinessPartner.objects.first()
    if row is None:
        return None
    contracts = PartnerContract.objects.select_related("label").order_by("label__name", "valid_during")
    return StoredPartner(
        kind=row.get_kind_display(),
        name=row.name,
        kvk_number=row.kvk_number,
        contact_name=row.contact_name,
        email=row.email,
        phone=row.phone,
        contracts=tuple(
            Agreement(each.label.name, each.subject_matter, _span(each.valid_during)) for each in contracts
        ),
    )


def _span(during: DateRange) -> Span:
    return Span(during.lower, during.upper)
