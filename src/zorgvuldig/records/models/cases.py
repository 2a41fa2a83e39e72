"""Cases, the steps taken in them, and signals from one process to another (dossier, signaal).

What a case reveals depends on its kind, so each row names its own data category.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_PROCESS = Origin("the process that opened it", "opened_on", "the purpose of that process")


def _about(*, retention: str = "case") -> Declaration:
    return Declaration(
        NOT_PERSONAL,
        retention,
        "all",
        _PROCESS,
        subject="subject",
        row_category="data_category",
        unknown_subject=True,
    )


class Case(Held):
    """A case (zaak): kind, state, deadlines; whether a step is allowed is asked of decisions."""

    held_as: ClassVar = _about()

    kind = held(models.CharField(max_length=40), NOT_PERSONAL)
    data_category = held(models.CharField(max_length=30), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    state = held(models.CharField(max_length=40), NOT_PERSONAL)
    opened_on = held(models.DateField(), NOT_PERSONAL)
    due_on = held(models.DateField(null=True, blank=True), NOT_PERSONAL)
    closed_on = held(models.DateField(null=True, blank=True), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."case"'


class CaseStep(Held):
    """A step taken in a case, by whom and when."""

    held_as: ClassVar = _about()

    case = held(models.ForeignKey(Case, on_delete=models.PROTECT), NOT_PERSONAL)
    data_category = held(models.CharField(max_length=30), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    step = held(models.CharField(max_length=60), NOT_PERSONAL)
    at = held(models.DateTimeField(), NOT_PERSONAL)
    actor = held(models.CharField(max_length=100), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."case_step"'


class Signal(Held):
    """A consequence for another process, which takes it in and has it decided anew."""

    held_as: ClassVar = _about()

    kind = held(models.CharField(max_length=60), NOT_PERSONAL)
    data_category = held(models.CharField(max_length=30), NOT_PERSONAL)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    from_process = held(models.CharField(max_length=40), NOT_PERSONAL)
    to_process = held(models.CharField(max_length=40), NOT_PERSONAL)
    reference = held(models.UUIDField(null=True, blank=True), NOT_PERSONAL)
    created_at = held(models.DateTimeField(), NOT_PERSONAL)
    taken_in_at = held(models.DateTimeField(null=True, blank=True), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."signal"'
