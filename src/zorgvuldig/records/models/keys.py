"""Wrapped data keys: destroying one erases exactly what was sealed with it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import DATA_KEY, Declaration, Hidden, Origin, WithoutSubject, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Person

_OWN = Origin("made here", "at first use", "information-security")


class DataKey(Held):
    """One key per person, compartment, retention class and year, wrapped by a key kept elsewhere.

    A row without a person seals what came in a run about people who are not insured with us.
    """

    held_as: ClassVar = Declaration(
        DATA_KEY,
        "insurance",
        "compartment",
        _OWN,
        subject="subject",
        without_subject=WithoutSubject.IN_A_RUN,
        overview=Hidden("wrapped keys, which say nothing of anybody"),
    )

    subject = held(models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True), DATA_KEY)
    compartment = held(models.CharField(max_length=3), DATA_KEY)
    retention_class = held(models.CharField(max_length=20), DATA_KEY)
    year = held(models.PositiveSmallIntegerField(), DATA_KEY)
    wrapped = held(models.BinaryField(), DATA_KEY)
    key_encryption_key = held(models.CharField(max_length=40), DATA_KEY)

    class Meta:
        db_table = '"records"."data_key"'
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "compartment", "retention_class", "year"],
                nulls_distinct=False,
                name="data_key_once",
            ),
        ]
