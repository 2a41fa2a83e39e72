"""Claims, their lines, and why each was accepted or refused (declaraties).

Diagnosis and free text stand in one-to-one tables, so that a role can lack every right on them.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Origin, WithoutSubject, held
from zorgvuldig.records.models.base import Held, Regime
from zorgvuldig.records.models.parties import Label, Person
from zorgvuldig.records.models.providers import Provider

_MESSAGE = Origin("a claim message of a care provider", "received_at of the claim", "claims")


def _in_a_run(
    category: str, compartment: str = "claim.regime", *, party: str | None = None, sent: bool = False
) -> Declaration:
    return Declaration(
        category,
        "insurance",
        compartment,
        _MESSAGE,
        subject="subject",
        run="run_id",
        without_subject=WithoutSubject.IN_A_RUN,
        overview="claims",
        party=party,
        party_run="run_id" if sent else None,
    )


def _of_its_claim(table: str) -> models.Index:
    """Give the index by which a row of a claim is found, and by which that claim is let go.

    Both columns: what checks that a row stands in the run of its claim would else read the whole run.
    """
    return models.Index(fields=["claim", "run_id"], name=f"{table}_of_its_claim")


class ClaimState(models.TextChoices):
    """What became of a claim or a line."""

    ACCEPTED = "accepted", "Toegekend"
    REFUSED = "refused", "Afgewezen"


class Claim(Held):
    """One claim as it came in; a refused one stays (complaints and doubles need it)."""

    held_as: ClassVar = _in_a_run("claim", "regime", party="provider")

    run_id = held(models.UUIDField(db_index=True), NOT_PERSONAL)
    label = held(models.ForeignKey(Label, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    bsn_index = held(models.BinaryField(max_length=41, null=True), "bsn")
    message = held(models.CharField(max_length=10), "claim")
    message_version = held(models.CharField(max_length=10), "claim")
    invoice_number = held(models.CharField(max_length=40), "claim")
    claim_number = held(models.CharField(max_length=40, blank=True), "claim")
    provider = held(models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True), "claim")
    provider_agb = held(models.CharField(max_length=8, blank=True), "claim")
    regime = held(models.CharField(max_length=3, choices=Regime.choices), "claim")
    care_code = held(models.CharField(max_length=20, blank=True), "claim")
    started_on = held(models.DateField(null=True, blank=True), "claim")
    ended_on = held(models.DateField(null=True, blank=True), "claim")
    charged_cents = held(models.BigIntegerField(), "claim")
    approved_cents = held(models.BigIntegerField(), "claim")
    own_share_cents = held(models.BigIntegerField(default=0), "claim")
    """What the insured person bears of what is approved (eigen risico)."""
    state = held(models.CharField(max_length=8, choices=ClaimState.choices), "claim")
    received_at = held(models.DateTimeField(), "claim")
    file_digest = held(models.CharField(max_length=64), NOT_PERSONAL)
    row = held(models.PositiveIntegerField(), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."claim"'
        indexes = [models.Index(fields=["claim_number"], name="claim_number")]


class ClaimLine(Held):
    """One care service that is charged (declaratieregel)."""

    held_as: ClassVar = _in_a_run("claim", sent=True)

    claim = held(models.ForeignKey(Claim, on_delete=models.PROTECT, db_index=False), NOT_PERSONAL)
    run_id = held(models.UUIDField(db_index=True), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    row = held(models.PositiveIntegerField(), NOT_PERSONAL)
    reference = held(models.CharField(max_length=40, blank=True), "claim")
    service_code_list = held(models.CharField(max_length=3), "claim")
    service_code = held(models.CharField(max_length=20), "claim")
    service_name = held(models.CharField(max_length=200, blank=True), "claim")
    started_on = held(models.DateField(null=True, blank=True), "claim")
    ended_on = held(models.DateField(null=True, blank=True), "claim")
    distinction = held(models.CharField(max_length=40, blank=True, default=""), "claim")
    """What makes this other care than a line with the same code and days: tooth, prescription, fee."""
    quantity = held(models.IntegerField(default=1), "claim")
    charged_cents = held(models.BigIntegerField(), "claim")
    approved_cents = held(models.BigIntegerField(), "claim")
    own_share_cents = held(models.BigIntegerField(default=0), "claim")
    """What the insured person bears of what is approved (eigen risico)."""
    state = held(models.CharField(max_length=8, choices=ClaimState.choices), "claim")

    class Meta:
        db_table = '"records"."claim_line"'
        indexes = [_of_its_claim("claim_line")]


class ClaimDiagnosis(Held):
    """The diagnosis that came with a claim, sealed."""

    held_as: ClassVar = _in_a_run("diagnosis")

    claim = held(models.OneToOneField(Claim, on_delete=models.PROTECT), NOT_PERSONAL)
    run_id = held(models.UUIDField(db_index=True), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    sealed = held(models.BinaryField(), "diagnosis")

    class Meta:
        db_table = '"records"."claim_diagnosis"'


class ClaimText(Held):
    """Free text that came with a claim or with one of its lines, sealed."""

    held_as: ClassVar = _in_a_run("health")

    claim = held(models.ForeignKey(Claim, on_delete=models.PROTECT, db_index=False), NOT_PERSONAL)
    claim_line = held(
        models.OneToOneField(ClaimLine, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL
    )
    run_id = held(models.UUIDField(db_index=True), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    sealed = held(models.BinaryField(), "health")

    class Meta:
        db_table = '"records"."claim_text"'
        indexes = [_of_its_claim("claim_text")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=models.Q(claim_line__isnull=True),
                name="claim_text_once_per_claim",
            ),
        ]


class LineReason(Held):
    """Why a claim or line was refused or marked; a set, every reason is kept (afwijsreden)."""

    held_as: ClassVar = _in_a_run("claim", sent=True)

    claim = held(models.ForeignKey(Claim, on_delete=models.PROTECT, db_index=False), NOT_PERSONAL)
    claim_line = held(
        models.ForeignKey(ClaimLine, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL
    )
    run_id = held(models.UUIDField(db_index=True), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    reason = held(models.CharField(max_length=60), "claim")
    return_code = held(models.CharField(max_length=4), "claim")
    norms = held(ArrayField(models.CharField(max_length=40), default=list), "claim")
    level = held(models.CharField(max_length=14), "claim")
    record = held(models.CharField(max_length=2, blank=True), "claim")
    row = held(models.PositiveIntegerField(null=True, blank=True), "claim")
    field = held(models.CharField(max_length=4, blank=True), "claim")
    sentence = held(models.TextField(blank=True), "claim")

    class Meta:
        db_table = '"records"."line_reason"'
        indexes = [_of_its_claim("line_reason")]
