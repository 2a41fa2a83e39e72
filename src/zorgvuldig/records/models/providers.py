"""Care providers, what they are qualified for, and with whom they have a contract."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Label

_REGISTER = Origin("the AGB register of care providers", "start of the period", "claims")
_PURCHASING = Origin("care purchasing", "start of the period", "procurement")


class ProviderKind(models.TextChoices):
    """A practice or institution, or a person who gives care."""

    ORGANISATION = "organisation", "Zorgaanbieder"
    PRACTITIONER = "practitioner", "Zorgverlener"


class Provider(Held):
    """A care provider by its AGB code (zorgaanbieder, zorgverlener)."""

    held_as: ClassVar = Declaration(
        "professional", "partner-relation", "all", _REGISTER, overview="provider", party="id"
    )

    agb_code = held(models.CharField(max_length=8, unique=True), "professional")
    name = held(models.CharField(max_length=200), "professional")
    kind = held(models.CharField(max_length=12, choices=ProviderKind.choices), "professional")
    iban = held(models.CharField(max_length=34, blank=True, default=""), "professional")
    """The business account that claims are paid to, as on an invoice; empty where none was told yet."""

    class Meta:
        db_table = '"records"."provider"'


class ProviderQualification(Held):
    """What a provider may deliver and when (kwalificatie: soort zorgverlener or specialism)."""

    held_as: ClassVar = Declaration(
        "professional", "partner-relation", "all", _REGISTER, overview="provider", party="provider"
    )

    provider = held(models.ForeignKey(Provider, on_delete=models.PROTECT), NOT_PERSONAL)
    qualification = held(models.CharField(max_length=4), "professional")
    valid_during = held(DateRangeField(), "professional")

    class Meta:
        db_table = '"records"."provider_qualification"'


class ProviderContract(Held):
    """A contract between a provider and a label (gecontracteerde zorg)."""

    held_as: ClassVar = Declaration(
        "contract", "partner-relation", "all", _PURCHASING, overview="provider", party="provider"
    )

    provider = held(models.ForeignKey(Provider, on_delete=models.PROTECT), NOT_PERSONAL)
    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    valid_during = held(DateRangeField(), "contract")

    class Meta:
        db_table = '"records"."provider_contract"'
