"""What a person allowed and objected to (toestemming, verzet)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_PERSON = Origin("the person", "given_at or made_at", "data-subject-rights")


class Consent(Held):
    """A consent with its exact text and scope (uitdrukkelijke toestemming), until withdrawn."""

    held_as: ClassVar = Declaration(
        "consent-record", "wishes", "all", _PERSON, subject="subject", overview="wishes"
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    purpose = held(models.CharField(max_length=40), "consent-record")
    scope = held(models.CharField(max_length=200), "consent-record")
    text_version = held(models.CharField(max_length=40), "consent-record")
    given_at = held(models.DateTimeField(), "consent-record")
    withdrawn_at = held(models.DateTimeField(null=True, blank=True), "consent-record")

    class Meta:
        db_table = '"records"."consent"'


class ObjectionKind(models.TextChoices):
    """Against marketing (absolute) or for special personal circumstances (relative)."""

    MARKETING = "marketing", "Verzet tegen reclame"
    RELATIVE = "relative", "Verzet om bijzondere persoonlijke omstandigheden"


class Objection(Held):
    """An objection to processing (verzet, GDPR art. 21)."""

    held_as: ClassVar = Declaration(
        "objection-record", "wishes", "all", _PERSON, subject="subject", overview="wishes"
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    kind = held(models.CharField(max_length=9, choices=ObjectionKind.choices), "objection-record")
    purpose = held(models.CharField(max_length=40), "objection-record")
    channel = held(models.CharField(max_length=20, blank=True), "objection-record")
    made_at = held(models.DateTimeField(), "objection-record")
    state = held(models.CharField(max_length=10), "objection-record")

    class Meta:
        db_table = '"records"."objection"'
