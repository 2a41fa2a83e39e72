"""Wrapped data keys: destroying one erases exactly what was sealed with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_OWN = Origin("made here", "at first use", "information-security")


class DataKey(Held):
    """One key per person, compartment, retention class and year, wrapped by a key kept elsewhere.

    A row without a person seals what came in a run about people who are not insured with us.
    """

    held_as: ClassVar = Declaration(
        NOT_PERSONAL, "insurance", "compartment", _OWN, subject="subject", unknown_subject=True
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), NOT_PERSONAL)
    compartment = held(models.CharField(max_length=3), NOT_PERSONAL)
    retention_class = held(models.CharField(max_length=20), NOT_PERSONAL)
    year = held(models.PositiveSmallIntegerField(), NOT_PERSONAL)
    wrapped = held(models.BinaryField(), NOT_PERSONAL)
    key_encryption_key = held(models.CharField(max_length=40), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."data_key"'
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "compartment", "retention_class", "year"],
                nulls_distinct=False,
                name="data_key_once",
            ),
        ]
