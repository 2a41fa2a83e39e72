"""Business partners of the insurer, and which login belongs to which care provider or partner."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Label
from zorgvuldig.records.models.providers import Provider

_RELATION = Origin("the partner and the trade register", "start of the contract", "partner-relations")
_TIE = Origin("the party that asks for a login", "start of the period", "access-control")


class PartnerKind(models.TextChoices):
    """What a business partner does for us or with us."""

    INTERMEDIARY = "intermediary", "Tussenpersoon"
    EMPLOYER = "employer", "Werkgever"
    SUPPLIER = "supplier", "Leverancier"


class BusinessPartner(Held):
    """An organization that we do business with and whom we ask to write to (zakelijke relatie)."""

    held_as: ClassVar = Declaration(
        "professional", "partner-relation", "all", _RELATION, overview="partner", party="id"
    )

    kind = held(models.CharField(max_length=12, choices=PartnerKind.choices), "professional")
    name = held(models.CharField(max_length=200), "professional")
    kvk_number = held(models.CharField(max_length=8, unique=True), "professional")
    contact_name = held(models.CharField(max_length=150), "professional")
    email = held(models.EmailField(blank=True), "professional")
    phone = held(models.CharField(max_length=20, blank=True), "professional")

    class Meta:
        db_table = '"records"."business_partner"'


class PartnerContract(Held):
    """What a business partner and a label agreed, and for how long (overeenkomst)."""

    held_as: ClassVar = Declaration(
        "contract", "partner-relation", "all", _RELATION, overview="partner", party="partner"
    )

    partner = held(models.ForeignKey(BusinessPartner, on_delete=models.PROTECT), NOT_PERSONAL)
    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    subject_matter = held(models.CharField(max_length=120), "contract")
    valid_during = held(DateRangeField(), "contract")

    class Meta:
        db_table = '"records"."partner_contract"'


class PartyLogin(Held):
    """For which care provider or business partner a login is (koppeling); a party may have several logins."""

    held_as: ClassVar = Declaration("login", "partner-relation", "all", _TIE, overview="account")

    username = held(models.CharField(max_length=150, unique=True), "login")
    provider = held(models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True), "login")
    partner = held(
        models.ForeignKey(BusinessPartner, on_delete=models.PROTECT, null=True, blank=True), "login"
    )
    valid_during = held(DateRangeField(), "login")

    class Meta:
        db_table = '"records"."party_login"'
        constraints = [
            models.CheckConstraint(
                name="party_login_of_one_party",
                condition=models.Q(provider__isnull=True) ^ models.Q(partner__isnull=True),
            ),
        ]
