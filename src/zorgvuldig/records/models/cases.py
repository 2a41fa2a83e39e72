"""Cases, the steps taken in them, and signals from one process to another (dossier, signaal).

What a case reveals depends on its kind, so each row names its own data category.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import CASE_FRAME, Declaration, Origin, WithoutSubject, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_PROCESS = Origin("the process that opened it", "opened_on", "the purpose of that process")


def _about(*, retention: str = "case") -> Declaration:
    return Declaration(
        CASE_FRAME,
        retention,
        "all",
        _PROCESS,
        subject="subject",
        row_category="data_category",
        without_subject=WithoutSubject.BY_GRANT,
        overview="cases",
    )


class CaseTerm(models.TextChoices):
    """How long a case stays once it is done: a class of the clocks of retention (bewaartermijn)."""

    CASE = "case", "Zaak"
    COMPLAINT = "complaint", "Klacht die niet over geld gaat"
    MONEY_COMPLAINT = "money-complaint", "Klacht over geld"
    FRAUD_SIGNAL = "fraud-signal", "Fraude, niet onderzocht"
    FRAUD_INVESTIGATED = "fraud-investigated", "Fraude, onderzocht"
    PAYMENT_BEHAVIOUR = "payment-behaviour", "Betaalgedrag"


class Case(Held):
    """A case (zaak): kind, state, deadlines; whether a step is allowed is asked of decisions.

    Its term runs from closing; that of a fraud file from the last change that mattered.
    """

    held_as: ClassVar = _about()

    kind = held(models.CharField(max_length=40), CASE_FRAME)
    data_category = held(models.CharField(max_length=30), CASE_FRAME)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), CASE_FRAME)
    state = held(models.CharField(max_length=40), CASE_FRAME)
    opened_on = held(models.DateField(), CASE_FRAME)
    due_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    closed_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    term = held(models.CharField(max_length=18, choices=CaseTerm.choices, default=CaseTerm.CASE), CASE_FRAME)
    # Looking, filing and renaming change nothing (partner statement, keeping in fraud).
    last_changed_on = held(models.DateField(null=True, blank=True), CASE_FRAME)

    class Meta:
        db_table = '"records"."case"'
        constraints = [
            models.CheckConstraint(condition=models.Q(term__in=CaseTerm.values), name="case_term_known")
        ]


class CaseStep(Held):
    """A step taken in a case, by whom and when."""

    held_as: ClassVar = _about()

    case = held(models.ForeignKey(Case, on_delete=models.PROTECT), CASE_FRAME)
    data_category = held(models.CharField(max_length=30), CASE_FRAME)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), CASE_FRAME)
    step = held(models.CharField(max_length=60), CASE_FRAME)
    at = held(models.DateTimeField(), CASE_FRAME)
    actor = held(models.CharField(max_length=100), CASE_FRAME)

    class Meta:
        db_table = '"records"."case_step"'


class Signal(Held):
    """A consequence for another process, which takes it in and has it decided anew."""

    held_as: ClassVar = _about()

    kind = held(models.CharField(max_length=60), CASE_FRAME)
    data_category = held(models.CharField(max_length=30), CASE_FRAME)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), CASE_FRAME)
    from_process = held(models.CharField(max_length=40), CASE_FRAME)
    to_process = held(models.CharField(max_length=40), CASE_FRAME)
    reference = held(models.UUIDField(null=True, blank=True), CASE_FRAME)
    created_at = held(models.DateTimeField(), CASE_FRAME)
    taken_in_at = held(models.DateTimeField(null=True, blank=True), CASE_FRAME)

    class Meta:
        db_table = '"records"."signal"'
