"""Requests by which a person uses a right over the own data (verzoeken, Code of Conduct chapter 5)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import CASE_FRAME, NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_LOG = Origin("the log of processings", "due_on", "data-subject-rights")
_PERSON = Origin("the person", "received_on", "data-subject-rights")


class RequestKind(models.TextChoices):
    """Which right a request is about."""

    ACCESS = "access", "Inzage"
    RECTIFICATION = "rectification", "Verbetering"
    COMPLETION = "completion", "Aanvulling"
    ERASURE = "erasure", "Verwijdering"
    RESTRICTION = "restriction", "Beperking"
    OBJECTION = "objection", "Bezwaar"
    PORTABILITY = "portability", "Overdracht aan een ander"
    REVIEW = "human-review", "Opnieuw bekijken door een mens"


class RequestState(models.TextChoices):
    """How far a request is."""

    RECEIVED = "received", "In behandeling"
    EXTENDED = "extended", "Verlengd"
    GRANTED = "granted", "Toegewezen"
    PARTLY = "partly", "Deels toegewezen"
    REFUSED = "refused", "Afgewezen"
    NO_DATA = "no-data", "Geen gegevens"
    WITHDRAWN = "withdrawn", "Ingetrokken"


class RequestChannel(models.TextChoices):
    """How a request reached us."""

    DESK = "desk", "Eigen pagina"
    LETTER = "letter", "Brief"
    TELEPHONE = "telephone", "Telefoon"
    AGAIN = "again", "Opnieuw, na een bijzondere omstandigheid"


class RightsRequest(Held):
    """A request of a person (verzoek), with its clocks; the words of it and of the answer are sealed."""

    held_as: ClassVar = Declaration(
        CASE_FRAME, "case", "all", _PERSON, subject="subject", row_category="data_category", overview="cases"
    )

    # What whoever reads the row must be granted: the exchange with the person, and nothing of care.
    data_category = held(models.CharField(max_length=30, default="correspondence"), CASE_FRAME)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    kind = held(models.CharField(max_length=14, choices=RequestKind.choices), CASE_FRAME)
    received_on = held(models.DateField(), CASE_FRAME)
    # What we strive for, and what the law and our statement allow at most (art. 5.2; GDPR art. 12 par. 3).
    aim_on = held(models.DateField(), CASE_FRAME)
    due_on = held(models.DateField(), CASE_FRAME)
    state = held(
        models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.RECEIVED),
        CASE_FRAME,
    )
    asked_sealed = held(models.BinaryField(), CASE_FRAME)
    extended_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    extension_reason = held(models.CharField(max_length=400, blank=True), CASE_FRAME)
    answered_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    answer_sealed = held(models.BinaryField(null=True), CASE_FRAME)
    channel = held(
        models.CharField(max_length=9, choices=RequestChannel.choices, default=RequestChannel.DESK),
        CASE_FRAME,
    )
    # What a letter says of itself: whoever has no data counts from there (article 5.2 a).
    dated_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    # When and how it became certain who asks (article 5.2 e); nothing leaves before.
    identified_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    identified_how = held(models.CharField(max_length=20, blank=True), CASE_FRAME)
    # By which mandate somebody else asks for the person.
    mandate_id = held(models.UUIDField(null=True, blank=True), NOT_PERSONAL)
    # Which data it is about, as names of categories: what changes, and of what earlier recipients hear.
    concerns = held(models.JSONField(default=list, blank=True), CASE_FRAME)
    # The view of another person whom the answer would tell about (notes on article 5.2).
    view_asked_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    view_due_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    view_given_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    view_sealed = held(models.BinaryField(null=True), CASE_FRAME)
    # What became of it: silent, heard, prevails, or that asking was impossible.
    view_outcome = held(models.CharField(max_length=10, blank=True), CASE_FRAME)
    # An outcome that waits for the second pair of eyes.
    proposed_outcome = held(models.CharField(max_length=9, blank=True), CASE_FRAME)
    proposed_sealed = held(models.BinaryField(null=True), CASE_FRAME)
    proposed_by = held(models.CharField(max_length=64, blank=True), CASE_FRAME)
    # On which ground it is refused (article 5.2 c), and until when at most by article 3.13.
    ground = held(models.CharField(max_length=16, blank=True, db_default=""), CASE_FRAME)
    ground_until = held(models.DateField(null=True, blank=True), CASE_FRAME)
    # Whether the data protection officer is heard on that ground first, when that was, and what was said.
    officer_asked = held(models.BooleanField(default=False, db_default=False), CASE_FRAME)
    officer_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    officer_sealed = held(models.BinaryField(null=True), CASE_FRAME)
    # When such a ground was looked at again and still held: the person hears its new last day.
    prolonged_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    # When a ground of article 3.13 was found to hold no longer: the request is handled anew from then.
    ground_ended_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    # The claim of which a human looks at the decision of a program again (article 5.7 b).
    about_claim = held(models.UUIDField(null=True, blank=True), NOT_PERSONAL)
    # Until when what was restricted stays so; none while it does (notes on article 5.2).
    lifted_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    # When what was granted was carried out: corrected, erased, or laid still.
    effected_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    # The last state of which a letter was made.
    told_state = held(models.CharField(max_length=9, blank=True), CASE_FRAME)

    class Meta:
        db_table = '"records"."rights_request"'
        indexes = [models.Index(fields=["state", "due_on"], name="rights_request_clock")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(officer_asked=False)
                | models.Q(officer_on__isnull=False)
                | ~models.Q(state__in=["partly", "refused"]),
                name="officer_heard_before_a_refusal",
            )
        ]


class ReceiverToTell(Held):
    """An earlier recipient who must hear that data changed on request, and what came of it (notes on 5.2)."""

    held_as: ClassVar = Declaration(
        CASE_FRAME, "case", "all", _LOG, subject="subject", row_category="data_category", overview="cases"
    )

    data_category = held(models.CharField(max_length=30, default="correspondence"), CASE_FRAME)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    request = held(models.ForeignKey(RightsRequest, on_delete=models.PROTECT), NOT_PERSONAL)
    # As the log names it; empty where that no longer tells who it was.
    receiver = held(models.CharField(max_length=60), CASE_FRAME)
    purpose = held(models.CharField(max_length=60), CASE_FRAME)
    data = held(models.CharField(max_length=400), CASE_FRAME)
    due_on = held(models.DateField(), CASE_FRAME)
    told_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    told_how = held(models.CharField(max_length=20, blank=True), CASE_FRAME)
    impossible_because = held(models.CharField(max_length=400, blank=True), CASE_FRAME)

    class Meta:
        db_table = '"records"."receiver_to_tell"'
