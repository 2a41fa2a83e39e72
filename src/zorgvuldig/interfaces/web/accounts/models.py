"""Accounts with which people log in. No name, no e-mail address, no BSN: a username and a desk."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils import timezone

from zorgvuldig.interfaces.web.accounts.kept import (
    Enrolment,
    ExternalIdentity,
    SecurityEvent,
    WebSession,
)

__all__ = [
    "OUTSIDE",
    "Account",
    "AccountManager",
    "Desk",
    "Enrolment",
    "ExternalIdentity",
    "SecurityEvent",
    "WebSession",
]


class Desk(models.TextChoices):
    """The desk at which an account may sit; an account has exactly one."""

    STAFF = "staff", "Medewerker"
    MEDICAL = "medical", "Medisch adviseur en eenheid"
    INSURED = "insured", "Verzekerde"
    PROVIDER = "provider", "Zorgaanbieder"
    PARTNER = "partner", "Zakelijke relatie"
    OVERSIGHT = "oversight", "Toezicht"


#: Desks of people who do not work here: no login of an employee elsewhere opens an account there.
OUTSIDE = frozenset({Desk.INSURED, Desk.PROVIDER, Desk.PARTNER})


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a hashed password."""

    def create_user(self, username: str, password: str, desk: str) -> Account:
        """Make one account at one desk."""
        account = self.model(username=username, desk=Desk(desk))
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Someone who can log in. What that person may do is decided elsewhere, for every request anew."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(max_length=64, unique=True)
    desk = models.CharField(max_length=16, choices=Desk.choices)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["desk"]

    class Meta:
        """No table name of our own: the search path puts it in schema ``web``."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(desk__in=Desk.values), name="account_desk_known"),
        ]

    def __str__(self) -> str:
        """Show the username; there is nothing else to show."""
        return self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Judge a password and change nothing.

        Django would hash it anew when its parameters changed: of a row that nobody compared with its seal
        yet, so that a planted password would be written again, and sealed, by ourselves.
        """
        return check_password(raw_password, self.password)
