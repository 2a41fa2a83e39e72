"""What every held table has: a random key and its declaration."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from zorgvuldig.records.declaration import NOT_PERSONAL, Declaration, held


class Held(models.Model):
    """A table behind the wall; its random key reveals nothing (no covert channel by guessing)."""

    held_as: ClassVar[Declaration]

    id = held(models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False), NOT_PERSONAL)

    class Meta:
        abstract = True


class Regime(models.TextChoices):
    """The insurance regimes, which are also the compartments (Zvw, aanvullend, Wlz)."""

    BASIC = "Zvw", "Zorgverzekeringswet"
    SUPPLEMENTARY = "AV", "Aanvullende verzekering"
    LONG_TERM_CARE = "Wlz", "Wet langdurige zorg"
