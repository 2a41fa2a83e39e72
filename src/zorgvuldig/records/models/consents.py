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
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose", "scope"],
                condition=models.Q(withdrawn_at=None),
                name="consent_in_force_once",
            ),
        ]


class ObjectionKind(models.TextChoices):
    """Against marketing (absolute) or for special personal circumstances (relative)."""

    MARKETING = "marketing", "Verzet tegen reclame"
    RELATIVE = "relative", "Verzet om bijzondere persoonlijke omstandigheden"


class ObjectionState(models.TextChoices):
    """Where an objection stands; one to marketing holds at once and is weighed by nobody."""

    MADE = "made", "Gemaakt, nog niet beoordeeld"
    PENDING = "pending", "In behandeling"
    UPHELD = "upheld", "Geldt"
    REJECTED = "rejected", "Afgewezen"
    WITHDRAWN = "withdrawn", "Ingetrokken"


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
    state = held(models.CharField(max_length=10, choices=ObjectionState.choices), "objection-record")
    # When it was weighed; none while it waits, and for marketing, where there is nothing to weigh.
    judged_on = held(models.DateField(null=True, blank=True), "objection-record")
    # Who proposed to go on, and who settled that: two people (VGZ-R-bezwaar, our own choice).
    proposed_by = held(models.CharField(max_length=64, blank=True, db_default=""), "objection-record")
    settled_by = held(models.CharField(max_length=64, blank=True, db_default=""), "objection-record")

    class Meta:
        db_table = '"records"."objection"'
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose", "channel"],
                condition=models.Q(kind="marketing", state="upheld"),
                name="objection_to_marketing_once",
            ),
            models.UniqueConstraint(
                fields=["subject", "purpose"],
                condition=models.Q(kind="relative", state="made"),
                name="objection_weighed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_by="") | ~models.Q(settled_by=models.F("proposed_by")),
                name="another_settles_that_we_go_on",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_by="") | ~models.Q(state="rejected") | ~models.Q(settled_by=""),
                name="nobody_goes_on_alone",
            ),
        ]


class ObjectionText(Held):
    """The personal circumstances behind an objection (bijzondere persoonlijke omstandigheden), sealed."""

    held_as: ClassVar = Declaration(
        "objection-record", "wishes", "all", _PERSON, subject="subject", overview="wishes"
    )

    objection = held(models.OneToOneField(Objection, on_delete=models.PROTECT), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    sealed = held(models.BinaryField(), "objection-record")
    # Our weighing: which compelling grounds we have, or why we stop; the person reads it.
    weighing_sealed = held(models.BinaryField(null=True), "objection-record")

    class Meta:
        db_table = '"records"."objection_text"'
