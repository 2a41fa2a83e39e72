"""Reference data that people keep (stamgegevens): proposals to change them, and dated values of their own.

Tariffs, contracts and the register of providers stand in their own tables; what those lack stands here.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from zorgvuldig.records.declaration import (
    NOT_PERSONAL,
    PROPOSAL_FRAME,
    REFERENCE,
    Declaration,
    Hidden,
    Origin,
    held,
)
from zorgvuldig.records.models.base import Held, Regime
from zorgvuldig.records.models.insurance_policies import PersonRange
from zorgvuldig.records.models.parties import Label
from zorgvuldig.records.models.providers import Provider

_PROPOSED = Origin("an employee, by file or form, seen by a second", "start of the period", "procurement")


class ProposalState(models.TextChoices):
    """How far a proposal is."""

    DRAFT = "draft", "Concept"
    PROPOSED = "proposed", "Voorgesteld"
    APPROVED = "approved", "Goedgekeurd"
    APPLIED = "applied", "In gebruik"
    REJECTED = "rejected", "Afgewezen"
    WITHDRAWN = "withdrawn", "Ingetrokken"


class ChangeProposal(Held):
    """A proposal to change reference data (voorstel): what, from when, why, by whom, and who looked again."""

    held_as: ClassVar = Declaration(
        PROPOSAL_FRAME,
        "reference",
        "all",
        Origin("an employee, by file or form", "proposed_at", "procurement"),
        overview=Hidden("tariffs, agreements and own choices; what it changes of a provider stands there"),
    )

    kind = held(models.CharField(max_length=20), PROPOSAL_FRAME)
    state = held(models.CharField(max_length=9, choices=ProposalState.choices), PROPOSAL_FRAME)
    valid_from = held(models.DateField(), PROPOSAL_FRAME)
    reason = held(models.CharField(max_length=400), PROPOSAL_FRAME)
    file_name = held(models.CharField(max_length=200, blank=True), PROPOSAL_FRAME)
    rows = held(models.JSONField(), "professional")
    content_hash = held(models.CharField(max_length=64), PROPOSAL_FRAME)
    # Row by row what was written when it was applied: what stood, and what came.
    changes = held(models.JSONField(null=True, blank=True), "professional")
    proposed_by = held(models.UUIDField(), PROPOSAL_FRAME)
    proposed_role = held(models.CharField(max_length=40), PROPOSAL_FRAME)
    proposed_at = held(models.DateTimeField(), PROPOSAL_FRAME)
    decided_by = held(models.UUIDField(null=True, blank=True), PROPOSAL_FRAME)
    decided_role = held(models.CharField(max_length=40, blank=True), PROPOSAL_FRAME)
    decided_at = held(models.DateTimeField(null=True, blank=True), PROPOSAL_FRAME)
    decision_reason = held(models.CharField(max_length=400, blank=True), PROPOSAL_FRAME)
    # What was approved: the content together with the values that it was held against.
    seen_hash = held(models.CharField(max_length=64, blank=True), PROPOSAL_FRAME)
    applied_by_entry = held(models.UUIDField(null=True, blank=True), PROPOSAL_FRAME)

    class Meta:
        db_table = '"records"."change_proposal"'
        indexes = [models.Index(fields=["kind", "state"], name="change_proposal_of_a_kind")]
        constraints = [
            models.CheckConstraint(
                name="proposal_approved_by_another",
                condition=~Q(state__in=["approved", "applied", "rejected"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="proposal_applied_as_it_was_seen",
                condition=~Q(state__in=["approved", "applied"])
                | (~Q(seen_hash="") & Q(applied_by_entry__isnull=False)),
            ),
        ]


class ProviderDetails(Held):
    """Name, account and address of a care provider for some days (gegevens van een zorgaanbieder)."""

    held_as: ClassVar = Declaration(
        "professional", "partner-relation", "all", _PROPOSED, overview="provider", party="provider"
    )

    provider = held(models.ForeignKey(Provider, on_delete=models.PROTECT), NOT_PERSONAL)
    name = held(models.CharField(max_length=200), "professional")
    iban = held(models.CharField(max_length=34, blank=True), "professional")
    street = held(models.CharField(max_length=100, blank=True), "professional")
    house_number = held(models.CharField(max_length=10, blank=True), "professional")
    postcode = held(models.CharField(max_length=6, blank=True), "professional")
    city = held(models.CharField(max_length=80, blank=True), "professional")
    valid_during = held(DateRangeField(), "professional")
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."provider_details"'
        constraints = [
            ExclusionConstraint(
                name="one_set_of_details_at_a_time",
                expressions=[
                    (PersonRange("provider"), RangeOperators.OVERLAPS),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class PackageCover(Held):
    """A kind of care that a package of a label covers, and when (pakket)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PROPOSED)

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    package = held(models.CharField(max_length=80), NOT_PERSONAL)
    regime = held(models.CharField(max_length=3, choices=Regime.choices), NOT_PERSONAL)
    care_kind = held(models.CharField(max_length=20), NOT_PERSONAL)
    valid_during = held(DateRangeField(), NOT_PERSONAL)
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."package_cover"'


class ServiceRule(Held):
    """What a label asks of a care service, and how much of it it bears (voorwaarden van een prestatie)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PROPOSED)

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    code_list = held(models.CharField(max_length=3), NOT_PERSONAL)
    # A code of that list, or ALL for the whole list.
    service_code = held(models.CharField(max_length=20), NOT_PERSONAL)
    authorization = held(models.CharField(max_length=3), NOT_PERSONAL)
    referral = held(models.CharField(max_length=3), NOT_PERSONAL)
    # Zero is no bound.
    most_a_day = held(models.PositiveIntegerField(), NOT_PERSONAL)
    most_a_year = held(models.PositiveIntegerField(), NOT_PERSONAL)
    most_cents_a_year = held(models.PositiveBigIntegerField(), NOT_PERSONAL)
    valid_during = held(DateRangeField(), NOT_PERSONAL)
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."service_rule"'
        indexes = [models.Index(fields=["code_list", "service_code"], name="service_rule_of_a_service")]


class ContractTariff(Held):
    """What a label agreed with one care provider for a service, for some days (contracttarief)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PROPOSED)

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    provider_agb = held(models.CharField(max_length=8), NOT_PERSONAL)
    code_list = held(models.CharField(max_length=3), NOT_PERSONAL)
    service_code = held(models.CharField(max_length=20), NOT_PERSONAL)
    amount_cents = held(models.BigIntegerField(), NOT_PERSONAL)
    valid_during = held(DateRangeField(), NOT_PERSONAL)
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."contract_tariff"'
        indexes = [models.Index(fields=["provider_agb", "service_code"], name="contract_tariff_of_provider")]


class MarketRule(Held):
    """The most that a label pays for a service without a tariff to whoever has no contract (marktconform)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PROPOSED)

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    code_list = held(models.CharField(max_length=3), NOT_PERSONAL)
    service_code = held(models.CharField(max_length=20), NOT_PERSONAL)
    amount_cents = held(models.BigIntegerField(), NOT_PERSONAL)
    valid_during = held(DateRangeField(), NOT_PERSONAL)
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."market_rule"'
        indexes = [models.Index(fields=["code_list", "service_code"], name="market_rule_of_a_service")]


class LetterheadVersion(Held):
    """What stands on the letters of a label for some days (briefhoofd)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PROPOSED)

    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    name = held(models.CharField(max_length=200), NOT_PERSONAL)
    return_address = held(models.CharField(max_length=200), NOT_PERSONAL)
    website = held(models.CharField(max_length=100), NOT_PERSONAL)
    phone = held(models.CharField(max_length=20), NOT_PERSONAL)
    iban = held(models.CharField(max_length=34, blank=True), NOT_PERSONAL)
    valid_during = held(DateRangeField(), NOT_PERSONAL)
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."letterhead_version"'
        constraints = [
            ExclusionConstraint(
                name="one_letterhead_at_a_time",
                expressions=[
                    (PersonRange("label"), RangeOperators.OVERLAPS),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class ListedCode(Held):
    """A code of our own, or the days of a published one, in a code list (codelijst)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PROPOSED)

    code_list = held(models.CharField(max_length=30), NOT_PERSONAL)
    code = held(models.CharField(max_length=20), NOT_PERSONAL)
    name = held(models.CharField(max_length=200), NOT_PERSONAL)
    valid_during = held(DateRangeField(), NOT_PERSONAL)
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."listed_code"'
        indexes = [models.Index(fields=["code_list", "code"], name="listed_code_of_a_list")]


class NormChoice(Held):
    """What the insurer chose for a parameter that the norms leave to it, from a day on (eigen keuze)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _PROPOSED)

    name = held(models.CharField(max_length=60), NOT_PERSONAL)
    value = held(models.JSONField(), NOT_PERSONAL)
    valid_from = held(models.DateField(), NOT_PERSONAL)
    proposal = held(models.ForeignKey(ChangeProposal, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."norm_choice"'
        constraints = [
            models.UniqueConstraint(fields=["name", "valid_from"], name="one_choice_from_a_day"),
        ]
