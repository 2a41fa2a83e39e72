"""A claim file on its way in, and how far the work on it is. Of what stands in the file nothing is here."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

WAITING, WORKING, DONE, SET_ASIDE = "waiting", "working", "done", "set-aside"
STATES = (WAITING, WORKING, DONE, SET_ASIDE)
#: Who left a file in the folder of everyone: any provider may be named in it.
ANYONE = ""


class Delivery(models.Model):
    """One file that was taken over (aanlevering): from whom, with which bytes, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    door = models.CharField(max_length=10)
    sender_agb = models.CharField(max_length=8, default=ANYONE, blank=True)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    state = models.CharField(max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    run_id = models.UUIDField(null=True)
    claims = models.PositiveIntegerField(null=True)
    accepted = models.PositiveIntegerField(null=True)
    response = models.CharField(max_length=120, default="", blank=True)
    why = models.TextField(default="", blank=True)

    class Meta:
        """Newest first; the same bytes of one sender wait once."""

        ordering: ClassVar = ["-received_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(digest__regex=r"^[0-9a-f]{64}$"), name="delivery_digest_is_a_sum"
            ),
            models.CheckConstraint(
                condition=models.Q(state=DONE, run_id__isnull=False)
                | (~models.Q(state=DONE) & models.Q(run_id__isnull=True)),
                name="delivery_is_done_with_a_run",
            ),
            models.UniqueConstraint(
                fields=["sender_agb", "digest"],
                condition=models.Q(state__in=(WAITING, WORKING)),
                name="delivery_waits_once",
            ),
        ]

    def __str__(self) -> str:
        """Give the name of the file."""
        return self.name


class Progress(models.Model):
    """How far the work on a delivery is; apart, for the delivery itself is held while it is worked on."""

    delivery = models.OneToOneField(Delivery, primary_key=True, on_delete=models.CASCADE)
    stage = models.CharField(max_length=12, default="")
    lines = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Give the stage."""
        return self.stage
