"""Received claim files (declaratiebestanden): what came in and what became of it as a whole."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import LETTER_FRAME, NOT_PERSONAL, Declaration, Hidden, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Label
from zorgvuldig.records.models.providers import Provider


class ClaimFileState(models.TextChoices):
    """What became of a file: judged line by line, or refused as a whole."""

    PROCESSED = "processed", "Verwerkt"
    REFUSED = "refused", "Geheel afgewezen"


class ClaimFileOrigin(models.TextChoices):
    """How a file came to us."""

    MESSAGE = "message", "Bericht van een zorgaanbieder"
    HISTORY = "history", "Overgenomen van een andere administratie"


class ClaimFile(Held):
    """One claim file; its key is the run. The same bytes are never taken in twice (unique digest)."""

    held_as: ClassVar = Declaration(
        "claim",
        "insurance",
        "all",
        Origin("a claim message of a care provider", "received_at", "claims"),
        overview=Hidden("a file of many people; each claim of it is shown to its own person"),
        party="provider",
    )

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    provider = held(models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True), "claim")
    """Who handed it in (declarant), and so to whom it is shown; none where we do not know who that is."""
    name = held(models.CharField(max_length=200), NOT_PERSONAL)
    digest = held(models.CharField(max_length=64), NOT_PERSONAL)
    message = held(models.CharField(max_length=10, blank=True), NOT_PERSONAL)
    message_version = held(models.CharField(max_length=10, blank=True), NOT_PERSONAL)
    came_as = held(
        models.CharField(max_length=7, choices=ClaimFileOrigin.choices, default=ClaimFileOrigin.MESSAGE),
        NOT_PERSONAL,
    )
    received_at = held(models.DateTimeField(), NOT_PERSONAL)
    state = held(models.CharField(max_length=9, choices=ClaimFileState.choices), NOT_PERSONAL)
    claims = held(models.PositiveIntegerField(default=0), NOT_PERSONAL)
    accepted = held(models.PositiveIntegerField(default=0), NOT_PERSONAL)
    charged_cents = held(models.BigIntegerField(default=0), NOT_PERSONAL)
    approved_cents = held(models.BigIntegerField(default=0), NOT_PERSONAL)
    own_share_cents = held(models.BigIntegerField(default=0), NOT_PERSONAL)
    findings = held(models.JSONField(default=list), "claim")
    """Findings on the file as a whole: level, record, row, field, code, message."""
    decisions = held(models.JSONField(default=list), NOT_PERSONAL)
    """The decisions under which the run was done: entry, purpose, action, data, norms, reason."""

    class Meta:
        db_table = '"records"."claim_file"'
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(state="processed"),
                name="claim_file_processed_once",
            ),
        ]


class ReturnMessage(Held):
    """The return message (retourbericht) of a claim file as it went back, sealed; the sender may fetch it."""

    held_as: ClassVar = Declaration(
        LETTER_FRAME,
        "insurance",
        "all",
        Origin("what the provider sent, with our codes added", "made_at", "claims"),
        row_category="data_category",
        overview=Hidden("a message about many people, to who sent their claims; each claim is shown itself"),
        party_run="run_id",
    )

    run_id = held(models.UUIDField(unique=True), NOT_PERSONAL)
    # What the message tells at most; a grant must hold it before the row is opened.
    data_category = held(models.CharField(max_length=30), LETTER_FRAME)
    name = held(models.CharField(max_length=80), LETTER_FRAME)
    made_at = held(models.DateTimeField(), LETTER_FRAME)
    made_by_entry = held(models.UUIDField(), LETTER_FRAME)
    sealed = held(models.BinaryField(), LETTER_FRAME)

    class Meta:
        db_table = '"records"."return_message"'
