"""Requests by which a care provider or business partner uses a right (business privacy statement)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, PARTY_FRAME, Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.requests import RequestState

_PARTY = Origin("the party", "received_on", "data-subject-rights")


class PartyKind(models.TextChoices):
    """As what a party asks: as a care provider or as another business relation."""

    PROVIDER = "provider", "Zorgaanbieder"
    PARTNER = "partner", "Zakelijke relatie"


class PartyRight(models.TextChoices):
    """Which right of the business privacy statement a request is about."""

    ACCESS = "access", "Inzage"
    PORTABILITY = "portability", "Overdracht"
    RECTIFICATION = "rectification", "Verbetering"
    RESTRICTION = "restriction", "Beperking"
    ERASURE = "erasure", "Verwijdering"
    OBJECTION = "objection", "Bezwaar"
    WITHDRAWAL = "withdrawal", "Toestemming intrekken"


class PartyRequest(Held):
    """A request of a party at its own desk (verzoek), with its clock, its words and its answer."""

    held_as: ClassVar = Declaration(
        PARTY_FRAME,
        "case",
        "all",
        _PARTY,
        row_category="data_category",
        party="party_id",
        overview="asked",
    )

    # What whoever reads the row must be granted: the relation with the party. So who answers parties
    # is granted nothing of what persons ask.
    data_category = held(models.CharField(max_length=30, default="contract"), PARTY_FRAME)
    party_id = held(models.UUIDField(db_index=True), NOT_PERSONAL)
    party_kind = held(models.CharField(max_length=8, choices=PartyKind.choices), PARTY_FRAME)
    kind = held(models.CharField(max_length=13, choices=PartyRight.choices), PARTY_FRAME)
    received_on = held(models.DateField(), PARTY_FRAME)
    # What the statement promises: one month, and one extension (VGZ-termijn).
    due_on = held(models.DateField(), PARTY_FRAME)
    state = held(
        models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.RECEIVED),
        PARTY_FRAME,
    )
    asked = held(models.TextField(), PARTY_FRAME)
    extended_on = held(models.DateField(null=True, blank=True), PARTY_FRAME)
    extension_reason = held(models.CharField(max_length=400, blank=True), PARTY_FRAME)
    answered_on = held(models.DateField(null=True, blank=True), PARTY_FRAME)
    answer = held(models.TextField(blank=True), PARTY_FRAME)

    class Meta:
        db_table = '"records"."party_request"'
        indexes = [models.Index(fields=["state", "due_on"], name="party_request_clock")]
