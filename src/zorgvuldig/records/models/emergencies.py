"""Access outside the ordinary: an emergency about one person, and far-reaching powers by ticket.

These rows are a log of their own: who, when, why, and who judged it afterwards. They never say what was read.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zorgvuldig.records.declaration import Declaration, Origin, held
from zorgvuldig.records.models.base import Held

_EMERGENCY = Origin("the employee in the emergency", "opened_at", "access-control")
_TICKET = Origin("the administrator who asks", "requested_at", "access-control")


class BreakGlass(Held):
    """Access in an emergency to where one person is (noodtoegang, GC-3.4d); it ends by itself.

    The person stands here as a bare number: this table is about the employee, and opens nobody's data.
    """

    held_as: ClassVar = Declaration("log", "employment", "all", _EMERGENCY, overview="looked-at")

    person = held(models.UUIDField(), "log")
    actor = held(models.UUIDField(), "log")
    actor_role = held(models.CharField(max_length=40), "log")
    reason = held(models.CharField(max_length=600), "log")
    opened_at = held(models.DateTimeField(), "log")
    ends_at = held(models.DateTimeField(), "log")
    closed_at = held(models.DateTimeField(null=True, blank=True), "log")
    entry_id = held(models.UUIDField(null=True, blank=True), "log")
    review_due = held(models.DateField(), "log")
    reviewed_by = held(models.UUIDField(null=True, blank=True), "log")
    reviewed_at = held(models.DateTimeField(null=True, blank=True), "log")
    judgement = held(models.CharField(max_length=12, null=True, blank=True), "log")
    judgement_reason = held(models.CharField(max_length=600, blank=True), "log")

    class Meta:
        db_table = '"records"."break_glass"'
        indexes = [models.Index(fields=["actor", "person"], name="break_glass_of_someone")]
        constraints = [
            models.CheckConstraint(
                name="emergency_judged_by_another",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("actor")),
            ),
            models.CheckConstraint(name="emergency_ends", condition=Q(ends_at__gt=F("opened_at"))),
        ]


class PrivilegedTicket(Held):
    """Far-reaching powers for a few hours, asked by one and approved by another (MZ-pam)."""

    held_as: ClassVar = Declaration("log", "employment", "all", _TICKET, overview="work")

    ticket = held(models.CharField(max_length=40, unique=True), "log")
    reason = held(models.CharField(max_length=400), "log")
    requested_by = held(models.UUIDField(), "log")
    requested_at = held(models.DateTimeField(), "log")
    starts_at = held(models.DateTimeField(), "log")
    ends_at = held(models.DateTimeField(), "log")
    approved_by = held(models.UUIDField(null=True, blank=True), "log")
    approved_at = held(models.DateTimeField(null=True, blank=True), "log")
    closed_at = held(models.DateTimeField(null=True, blank=True), "log")

    class Meta:
        db_table = '"records"."privileged_ticket"'
        constraints = [
            models.CheckConstraint(
                name="powers_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("requested_by")),
            ),
            models.CheckConstraint(name="powers_end", condition=Q(ends_at__gt=F("starts_at"))),
        ]


class PrivilegedSession(Held):
    """One command that ran inside the box of a ticket, and how it ended."""

    held_as: ClassVar = Declaration("log", "employment", "all", _TICKET, overview="work")

    ticket = held(models.ForeignKey(PrivilegedTicket, on_delete=models.PROTECT), "log")
    command = held(models.CharField(max_length=400), "log")
    started_at = held(models.DateTimeField(), "log")
    ended_at = held(models.DateTimeField(null=True, blank=True), "log")
    exit_status = held(models.IntegerField(null=True, blank=True), "log")

    class Meta:
        db_table = '"records"."privileged_session"'
