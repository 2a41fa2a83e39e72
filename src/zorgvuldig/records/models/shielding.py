"""The end of a shield on somebody's whereabouts, proposed and settled by two (einde van een afscherming)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import CASE_FRAME, NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person


class ShieldEndGround(models.TextChoices):
    """Why a shield may end; it never ends by itself (note to article 4.0.6)."""

    REQUEST = "request", "De persoon vraagt erom"
    NEWS = "news", "Er is nieuwe informatie"


class ShieldEnd(Held):
    """A proposal to end a shield: told to the person by letter first, settled by another employee."""

    held_as: ClassVar = Declaration(
        CASE_FRAME,
        "case",
        "all",
        Origin("the process that opened it", "proposed_at", "shielding"),
        subject="subject",
        row_category="data_category",
        overview="cases",
    )

    data_category = held(models.CharField(max_length=30, default="location-shielded"), CASE_FRAME)
    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT), NOT_PERSONAL)
    ground = held(models.CharField(max_length=7, choices=ShieldEndGround.choices), CASE_FRAME)
    reason_sealed = held(models.BinaryField(), CASE_FRAME)
    proposed_at = held(models.DateTimeField(), CASE_FRAME)
    proposed_by = held(models.CharField(max_length=64), CASE_FRAME)
    # The letter that tells the person before; only once it was handed over does the wait begin. None while
    # the person asked for it and nobody here wrote yet.
    letter_id = held(models.UUIDField(null=True, blank=True), NOT_PERSONAL)
    settled_on = held(models.DateField(null=True, blank=True), CASE_FRAME)
    settled_by = held(models.CharField(max_length=64, blank=True), CASE_FRAME)
    # Taken away again: the shield stays.
    dropped_on = held(models.DateField(null=True, blank=True), CASE_FRAME)

    class Meta:
        db_table = '"records"."shield_end"'
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=models.Q(settled_on=None, dropped_on=None),
                name="one_end_of_a_shield_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(settled_by=models.F("proposed_by")),
                name="another_settles_the_end_of_a_shield",
            ),
        ]
