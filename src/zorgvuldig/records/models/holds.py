"""Holds on a person (vernietigingsverbod): nothing of this person goes while one stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import HOLD_FRAME, Declaration, Hidden, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person


class PersonHold(Held):
    """A hold for proceedings, with its reason, who laid it, when it is looked at again, and its end."""

    held_as: ClassVar = Declaration(
        HOLD_FRAME,
        "hold",
        "all",
        Origin("the employee who laid it", "placed_at", "retention"),
        subject="subject",
        overview=Hidden("a hold may serve an inquiry that must not be harmed (art. 3.13)"),
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), HOLD_FRAME)
    reason = held(models.CharField(max_length=400), HOLD_FRAME)
    placed_by = held(models.CharField(max_length=100), HOLD_FRAME)
    placed_at = held(models.DateTimeField(), HOLD_FRAME)
    review_on = held(models.DateField(), HOLD_FRAME)
    ended_at = held(models.DateTimeField(null=True, blank=True), HOLD_FRAME)
    ended_by = held(models.CharField(max_length=100, blank=True), HOLD_FRAME)
    end_reason = held(models.CharField(max_length=400, blank=True), HOLD_FRAME)

    class Meta:
        db_table = '"records"."person_hold"'
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(ended_at=None), name="one_hold_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_hold_has_its_reason"),
        ]
