"""Who works here, in which role and unit, and which login is which insured person."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_EMPLOYMENT = Origin("human resources", "start of employment", "access-control")
_LOGIN = Origin("the person at first login", "at registration", "access-control")


class StaffMember(Held):
    """An employee with a role, a functional unit and a secrecy declaration (geheimhoudingsverklaring)."""

    held_as: ClassVar = Declaration("login", "employment", "all", _EMPLOYMENT)

    username = held(models.CharField(max_length=150, unique=True), "login")
    display_name = held(models.CharField(max_length=150), "login")
    role = held(models.CharField(max_length=40), "login")
    unit = held(models.CharField(max_length=80, null=True, blank=True), "login")
    secrecy_declared_on = held(models.DateField(null=True, blank=True), "login")
    employed_during = held(DateRangeField(), "login")

    class Meta:
        db_table = '"records"."staff_member"'


class AccountLink(Held):
    """Which insured person a login belongs to."""

    held_as: ClassVar = Declaration("login", "insurance", "all", _LOGIN, subject="person")

    username = held(models.CharField(max_length=150, unique=True), "login")
    person = held(models.OneToOneField(Person, on_delete=models.PROTECT), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."account_link"'
