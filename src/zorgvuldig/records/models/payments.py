"""Payment orders (betaalopdrachten): what a run of claims has paid to whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, Hidden, Origin, held
from zorgvuldig.records.models.base import Held
from zorgvuldig.records.models.parties import Label
from zorgvuldig.records.models.providers import Provider


class PaymentOrder(Held):
    """One payment to one provider after one run; the account stands with the provider, not here."""

    held_as: ClassVar = Declaration(
        "claim",
        "insurance",
        "all",
        Origin("the settlement of a claim file", "execute_on", "claims"),
        overview=Hidden("one amount to a provider for many people; each claim of it is shown to its person"),
        party="provider",
    )

    run_id = held(models.UUIDField(db_index=True), NOT_PERSONAL)
    label = held(models.ForeignKey(Label, on_delete=models.PROTECT), NOT_PERSONAL)
    provider = held(models.ForeignKey(Provider, on_delete=models.PROTECT), "claim")
    reference = held(models.CharField(max_length=35), NOT_PERSONAL)
    amount_cents = held(models.BigIntegerField(), "claim")
    execute_on = held(models.DateField(), NOT_PERSONAL)

    class Meta:
        db_table = '"records"."payment_order"'
        constraints = [
            models.UniqueConstraint(fields=["run_id", "provider"], name="payment_order_once_per_run"),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0), name="payment_order_pays_something"
            ),
        ]
