"""What is kept about logins: sessions, one-time codes, bound identities, security events.

Delays and notices stand at the gate (`ledger.login_delays`, `ledger.login_notices`), out of reach of SQL
alone. None of it names a person. Session keys and codes are kept as hashes, so that who reads these tables (a
leaked backup, a smuggled query) cannot take over a session or an enrolment.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

_ACCOUNT = "accounts.Account"


class WebSession(AbstractBaseSession):
    """What a session (sessie) carries; its key is the SHA-256 of the key in the cookie.

    Whose it is and whether it lives stands at the gate (`ledger.login_sessions`), out of reach of SQL alone.
    """

    session_key = models.CharField(max_length=64, primary_key=True)

    class Meta:
        """No table name of our own: the search path puts it in schema ``web``."""


class Enrolment(models.Model):
    """A one-time code with which someone sets an own password and second factor (ASVS 6.4.1)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(_ACCOUNT, models.CASCADE, related_name="enrolments")
    code_digest = models.BinaryField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ExternalIdentity(models.Model):
    """An identity elsewhere that opens an account here: issuer and subject, never an e-mail address."""

    account = models.ForeignKey(_ACCOUNT, models.CASCADE, related_name="external_identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()
    bound_by = models.CharField(max_length=64)

    class Meta:
        """An identity opens one account, and an account has one identity at an issuer."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_opens_one_account"),
            models.UniqueConstraint(fields=["issuer", "account"], name="account_has_one_identity"),
        ]


class SecurityEvent(models.Model):
    """One event of login: words from fixed lists and keyed pseudonyms, never what someone typed.

    The application reads these rows and lets those past their term go; the gate alone adds them.
    """

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40)
    method = models.CharField(max_length=20, blank=True)
    account_pseudonym = models.CharField(max_length=32, blank=True, db_index=True)
    origin_pseudonym = models.CharField(max_length=32, blank=True)
