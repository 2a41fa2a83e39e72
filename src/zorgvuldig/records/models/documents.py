"""Outgoing documents: what was written to whom, sealed, with what became of it (uitgaande brieven)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import (
    LETTER_FRAME,
    NOT_PERSONAL,
    Declaration,
    Hidden,
    Origin,
    WithoutSubject,
    held,
)
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_OWN = Origin("the process that wrote it", "made_at", "the purpose of that process")


class DocumentKind(models.TextChoices):
    """What a letter is; each has its template and its process."""

    SETTLEMENT = "settlement-notice", "Vergoedingenoverzicht"
    SUMMARY = "settlement-summary", "Kostenoverzicht voor de verzekeringnemer"
    REFUSAL = "provider-refusal", "Afwijzing aan zorgaanbieder"
    ACCESS = "access-answer", "Begeleidende brief bij inzage"
    REQUEST_RECEIVED = "request-received", "Ontvangstbevestiging van een verzoek"
    REQUEST_EXTENDED = "request-extended", "Verlenging van een verzoek"
    REQUEST_LIFTING = "request-lifting", "Einde van een beperking"
    REQUEST_ANSWERED = "request-answered", "Antwoord op een verzoek"
    SHIELD_ENDS = "shield-ends", "Einde van een afscherming"
    SHIELD_ASKS = "shield-asks", "Vraag of een afscherming nog nodig is"
    OBJECTION_JUDGED = "objection-judged", "Besluit op een bezwaar"
    REQUEST_REFUSED = "request-refused", "Afwijzing van een verzoek"


class DocumentRoute(models.TextChoices):
    """How a letter leaves; the safe route bears no address and passes by security affairs (GC-4.0.6)."""

    POST = "post", "Post"
    SAFE = "safe", "Veilige route"
    PROVIDER = "provider", "Zorgaanbieder"


class DocumentState(models.TextChoices):
    """How far a letter is."""

    MADE = "made", "Gemaakt"
    SENT = "sent", "Verzonden"
    HANDED = "handed", "Overhandigd"
    RETURNED = "returned", "Retour"


class OutboundDocument(Held):
    """One letter (uitgaande brief); `subject` is the person who receives it, none for a care provider."""

    held_as: ClassVar = Declaration(
        LETTER_FRAME,
        "insurance",
        "all",
        _OWN,
        subject="subject",
        row_category="data_category",
        without_subject=WithoutSubject.IN_A_RUN,
        overview="letters",
        party_run="run_id",
    )

    kind = held(models.CharField(max_length=20, choices=DocumentKind.choices), LETTER_FRAME)
    # What the letter tells; a grant must hold it before the row is opened.
    data_category = held(models.CharField(max_length=30), LETTER_FRAME)
    purpose = held(models.CharField(max_length=40), LETTER_FRAME)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    run_id = held(models.UUIDField(null=True, blank=True, db_index=True), NOT_PERSONAL)
    route = held(models.CharField(max_length=8, choices=DocumentRoute.choices), LETTER_FRAME)
    state = held(
        models.CharField(max_length=8, choices=DocumentState.choices, default=DocumentState.MADE),
        LETTER_FRAME,
    )
    made_at = held(models.DateTimeField(), LETTER_FRAME)
    sent_at = held(models.DateTimeField(null=True, blank=True), LETTER_FRAME)
    # When security affairs gave it to the person, or to whoever brings it there; on the safe route only.
    handed_at = held(models.DateTimeField(null=True, blank=True), LETTER_FRAME)
    returned_at = held(models.DateTimeField(null=True, blank=True), LETTER_FRAME)
    made_by_entry = held(models.UUIDField(), LETTER_FRAME)
    sent_by_entry = held(models.UUIDField(null=True, blank=True), LETTER_FRAME)
    handed_by_entry = held(models.UUIDField(null=True, blank=True), LETTER_FRAME)
    sealed = held(models.BinaryField(), LETTER_FRAME)
    # The address as it stood on the paper; sealed too, and empty on the safe route.
    address_sealed = held(models.BinaryField(null=True), LETTER_FRAME)
    digest = held(models.CharField(max_length=64, blank=True), LETTER_FRAME)

    class Meta:
        db_table = '"records"."outbound_document"'
        indexes = [models.Index(fields=["state", "made_at"], name="outbound_document_state")]


class RunLetters(Held):
    """That the letters about one run were written, and how many the rules refused (geschreven brieven)."""

    held_as: ClassVar = Declaration(
        LETTER_FRAME,
        "insurance",
        "all",
        _OWN,
        overview=Hidden("two counts of a whole run; each letter is shown to its own reader"),
    )

    run_id = held(models.UUIDField(unique=True), NOT_PERSONAL)
    written = held(models.PositiveIntegerField(), LETTER_FRAME)
    refused = held(models.PositiveIntegerField(), LETTER_FRAME)
    written_by_entry = held(models.UUIDField(), LETTER_FRAME)

    class Meta:
        db_table = '"records"."run_letters"'
