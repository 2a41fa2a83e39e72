"""Insurers, labels, persons and how they belong together."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, REFERENCE, Declaration, Origin, held
from zorgvuldig.records.models.base import Held

_PERSONAL = Origin("the person, the employer or the population register", "obtained_at", "obtained_for")
_WITH_THE_PERSON = Origin(
    "the person or the population register", "start of the period", "policy-administration"
)
_OWN = Origin("the insurer itself", "at founding", "policy-administration")


class Insurer(Held):
    """A legal entity that bears the risk (zorgverzekeraar)."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _OWN)

    name = held(models.CharField(max_length=200), NOT_PERSONAL)
    statutory_seat = held(models.CharField(max_length=100), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."insurer"'


class Label(Held):
    """A brand of an insurer, known in the sector by its UZOVI number."""

    held_as: ClassVar = Declaration(REFERENCE, "reference", "all", _OWN)

    insurer = held(models.ForeignKey(Insurer, on_delete=models.PROTECT), NOT_PERSONAL)
    name = held(models.CharField(max_length=200), NOT_PERSONAL)
    uzovi = held(models.CharField(max_length=4, unique=True), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."label"'


class Gender(models.TextChoices):
    """Gender as the sector exchanges it; the Vektis digits are mapped in the interfaces."""

    UNKNOWN = "unknown", "Onbekend"
    MALE = "male", "Man"
    FEMALE = "female", "Vrouw"
    OTHER = "other", "Niet gespecificeerd"


class Person(Held):
    """Someone of whom the insurer holds data (betrokkene), mostly an insured person."""

    held_as: ClassVar = Declaration(
        "identification", "insurance", "all", _PERSONAL, subject="id", overview="identity"
    )

    insurer = held(models.ForeignKey(Insurer, on_delete=models.PROTECT), NOT_PERSONAL)
    bsn_index = held(models.BinaryField(max_length=41, null=True), "bsn")
    bsn_sealed = held(models.BinaryField(null=True), "bsn")
    initials = held(models.CharField(max_length=20, blank=True), "identification")
    name_prefix = held(models.CharField(max_length=20, blank=True), "identification")
    family_name = held(models.CharField(max_length=100), "identification")
    birthdate = held(models.DateField(), "birthdate")
    gender = held(models.CharField(max_length=7, choices=Gender.choices, default=Gender.UNKNOWN), "gender")
    # The mark itself is no whereabouts; whoever reads the name must know to keep silent (GC-4.0.6).
    shielded = held(models.BooleanField(default=False), "identification")
    # Since when, as far as somebody here laid it; of a shield that was loaded only when the person was.
    shielded_on = held(models.DateField(null=True, blank=True), "identification")
    data_origin = held(models.CharField(max_length=100), "identification")
    obtained_at = held(models.DateField(), "identification")
    obtained_for = held(models.CharField(max_length=40), "identification")

    class Meta:
        db_table = '"records"."person"'
        constraints = [
            models.UniqueConstraint(fields=["insurer", "bsn_index"], name="person_bsn_once_per_insurer"),
        ]
        indexes = [
            models.Index(fields=["bsn_index"], name="person_bsn_index"),
            # Few are shielded, and each work list asks which of them were not asked after for a year.
            models.Index(fields=["shielded_on"], name="person_shielded", condition=models.Q(shielded=True)),
        ]


class PersonAddress(Held):
    """Where a person lived, and when; a shielded address never leaves (afgeschermd adres)."""

    held_as: ClassVar = Declaration(
        "address",
        "insurance",
        "all",
        _WITH_THE_PERSON,
        subject="subject",
        shielded="shielded",
        overview="reach",
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    street = held(models.CharField(max_length=100), "address")
    house_number = held(models.PositiveIntegerField(), "address")
    house_number_suffix = held(models.CharField(max_length=10, blank=True), "address")
    postcode = held(models.CharField(max_length=10), "address")
    city = held(models.CharField(max_length=80), "address")
    country = held(models.CharField(max_length=2, default="NL"), "address")
    valid_during = held(DateRangeField(), "address")
    shielded = held(models.BooleanField(default=False), "address")

    class Meta:
        db_table = '"records"."person_address"'


class PersonContact(Held):
    """How a person can be reached (contactgegevens)."""

    held_as: ClassVar = Declaration(
        "contact", "insurance", "all", _WITH_THE_PERSON, subject="subject", overview="reach"
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    email = held(models.EmailField(blank=True), "contact")
    phone = held(models.CharField(max_length=20, blank=True), "contact")

    class Meta:
        db_table = '"records"."person_contact"'


class Household(Held):
    """People who are insured together; the members stand in `HouseholdMember`."""

    held_as: ClassVar = Declaration(REFERENCE, "insurance", "all", _WITH_THE_PERSON)

    insurer = held(models.ForeignKey(Insurer, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."household"'


class Relation(models.TextChoices):
    """What a member is to the household."""

    POLICYHOLDER = "policyholder", "Verzekeringnemer"
    PARTNER = "partner", "Partner"
    CHILD = "child", "Kind"
    OTHER = "other", "Anders"


class HouseholdMember(Held):
    """One person in a household (medeverzekerde)."""

    held_as: ClassVar = Declaration(
        "policy", "insurance", "all", _WITH_THE_PERSON, subject="subject", overview="household"
    )

    household = held(models.ForeignKey(Household, on_delete=models.PROTECT), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    relation = held(models.CharField(max_length=12, choices=Relation.choices), "policy")

    class Meta:
        db_table = '"records"."household_member"'
        constraints = [
            models.UniqueConstraint(fields=["household", "subject"], name="household_member_once"),
        ]


class MandateScope(models.TextChoices):
    """What a representative may see or do."""

    FINANCIAL = "financial", "Financieel"
    PERSONAL = "personal", "Persoonlijk"


class Mandate(Held):
    """Someone may act for another person (machtiging tot vertegenwoordiging), for a time."""

    held_as: ClassVar = Declaration(
        "policy", "insurance", "all", _WITH_THE_PERSON, subject="subject", overview="household"
    )

    subject = held(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_given"), NOT_PERSONAL
    )
    # Nobody, when what was told fits nobody here: whoever gives a mandate does not learn which it is.
    representative = held(
        models.ForeignKey(
            Person, on_delete=models.PROTECT, related_name="mandates_held", null=True, blank=True
        ),
        "policy",
    )
    told = held(models.CharField(max_length=12, blank=True), "policy")
    """The last digits of the number that the giver told, to know the mandate by."""
    scope = held(models.CharField(max_length=10, choices=MandateScope.choices), "policy")
    valid_during = held(DateRangeField(), "policy")
    ended_at = held(models.DateTimeField(null=True, blank=True), "policy")

    class Meta:
        db_table = '"records"."mandate"'
