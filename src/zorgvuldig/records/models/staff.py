"""Who works here, what each was trained in, and which login is which insured person."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Hidden, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_EMPLOYMENT = Origin("human resources", "start of employment", "access-control")
_LOGIN = Origin("the person at first login", "at registration", "access-control")


class SecrecyGround(models.TextChoices):
    """Why someone must keep silent (GC-T-4.0.1-geheim): a signed declaration, or a profession."""

    DECLARATION = "declaration", "geheimhoudingsverklaring"
    PROFESSION = "profession", "beroepsgeheim"


class StaffMember(Held):
    """An employee (medewerker); what this person may do stands in access grants, by date."""

    held_as: ClassVar = Declaration("login", "employment", "all", _EMPLOYMENT, overview="work")

    username = held(models.CharField(max_length=150, unique=True), "login")
    display_name = held(models.CharField(max_length=150), "login")
    secrecy_ground = held(
        models.CharField(max_length=11, choices=SecrecyGround.choices, default=SecrecyGround.DECLARATION),
        "login",
    )
    secrecy_declared_on = held(models.DateField(null=True, blank=True), "login")
    employed_during = held(DateRangeField(), "login")

    class Meta:
        db_table = '"records"."staff_member"'


class Training(Held):
    """A training that an employee completed (opleiding); how long it counts stands in the norms."""

    held_as: ClassVar = Declaration("login", "employment", "all", _EMPLOYMENT, overview="work")

    staff = held(models.ForeignKey(StaffMember, on_delete=models.PROTECT), "login")
    kind = held(models.CharField(max_length=20, default="privacy"), "login")
    completed_on = held(models.DateField(), "login")

    class Meta:
        db_table = '"records"."training"'
        constraints = [
            models.UniqueConstraint(fields=["staff", "kind", "completed_on"], name="training_once_a_day"),
        ]


class AccountLink(Held):
    """Which insured person a login belongs to."""

    held_as: ClassVar = Declaration(
        "login",
        "insurance",
        "all",
        _LOGIN,
        subject="person",
        overview=Hidden("the name by which the person logs in; the page of the own login shows it"),
    )

    username = held(models.CharField(max_length=150, unique=True), "login")
    person = held(models.OneToOneField(Person, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."account_link"'
