"""What each employee may do, since when, who asked, advised and granted, and who looked at it again.

A role or an extra duty is a dated row (autorisatie, GC-4.0.1): asked by a manager, advised on by the medical
adviser where health data are near, granted by another person. Nothing is overwritten; what ends gets an end.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from zorgvuldig.records.declaration import Declaration, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.insurance_policies import PersonRange
from zorgvuldig.records.models.staff import StaffMember

_REQUEST = Origin("the manager who asks", "requested_at", "access-control")
_REVIEW = Origin("whoever reviews", "reviewed_at", "access-control")


class GrantKind(models.TextChoices):
    """A role, of which someone has one at a time, or a duty beside it (functie, extra taak)."""

    ROLE = "role", "functie"
    DUTY = "duty", "extra taak"


class GrantState(models.TextChoices):
    """How far a request came."""

    REQUESTED = "requested", "gevraagd"
    GRANTED = "granted", "toegekend"
    REFUSED = "refused", "afgewezen"
    ENDED = "ended", "beëindigd"


class AccessGrant(Held):
    """A role in a unit, or an extra duty, of one employee over a period (access grant, autorisatie)."""

    held_as: ClassVar = Declaration("login", "employment", "all", _REQUEST, overview="work")

    staff = held(models.ForeignKey(StaffMember, on_delete=models.PROTECT), "login")
    kind = held(models.CharField(max_length=4, choices=GrantKind.choices), "login")
    name = held(models.CharField(max_length=40), "login")
    unit = held(models.CharField(max_length=80, null=True, blank=True), "login")
    valid_during = held(DateRangeField(), "login")
    state = held(models.CharField(max_length=9, choices=GrantState.choices), "login")
    reason = held(models.CharField(max_length=400), "login")
    # Empty where a register was loaded: nobody of ours asked or granted.
    requested_by = held(models.UUIDField(null=True, blank=True), "login")
    requested_at = held(models.DateTimeField(), "login")
    advice = held(models.CharField(max_length=11, null=True, blank=True), "login")
    advice_reason = held(models.CharField(max_length=400, blank=True), "login")
    advised_by = held(models.UUIDField(null=True, blank=True), "login")
    advised_at = held(models.DateTimeField(null=True, blank=True), "login")
    decided_by = held(models.UUIDField(null=True, blank=True), "login")
    decided_at = held(models.DateTimeField(null=True, blank=True), "login")
    ended_by = held(models.UUIDField(null=True, blank=True), "login")
    ended_at = held(models.DateTimeField(null=True, blank=True), "login")
    end_reason = held(models.CharField(max_length=400, blank=True), "login")

    class Meta:
        db_table = '"records"."access_grant"'
        indexes = [models.Index(fields=["staff", "state"], name="access_grant_of_someone")]
        constraints = [
            # One acting role at a time: whoever moves leaves the old role behind (no accumulation).
            ExclusionConstraint(
                name="one_role_at_a_time",
                expressions=[
                    (PersonRange("staff"), RangeOperators.OVERLAPS),
                    ("valid_during", RangeOperators.OVERLAPS),
                ],
                condition=Q(kind="role", state__in=["granted", "ended"]),
            ),
            models.CheckConstraint(
                name="granted_by_another",
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("requested_by")) & ~Q(decided_by=F("staff"))),
            ),
            models.CheckConstraint(
                name="advised_by_another",
                condition=Q(advised_by__isnull=True)
                | (~Q(advised_by=F("requested_by")) & ~Q(advised_by=F("staff"))),
            ),
        ]


class AccessReview(Held):
    """Who looked in a quarter whether a grant or a ticket was still right (periodieke controle)."""

    held_as: ClassVar = Declaration("login", "employment", "all", _REVIEW, overview="work")

    quarter = held(models.CharField(max_length=7), "login")
    grant = held(models.ForeignKey(AccessGrant, on_delete=models.PROTECT, null=True, blank=True), "login")
    ticket = held(models.UUIDField(null=True, blank=True), "login")
    judgement = held(models.CharField(max_length=4), "login")
    reviewed_by = held(models.UUIDField(), "login")
    reviewed_at = held(models.DateTimeField(), "login")

    class Meta:
        db_table = '"records"."access_review"'
        constraints = [
            models.UniqueConstraint(fields=["quarter", "grant"], name="grant_reviewed_once_a_quarter"),
            models.UniqueConstraint(fields=["quarter", "ticket"], name="ticket_reviewed_once_a_quarter"),
            models.CheckConstraint(
                name="review_of_one_thing", condition=Q(grant__isnull=True) ^ Q(ticket__isnull=True)
            ),
        ]
