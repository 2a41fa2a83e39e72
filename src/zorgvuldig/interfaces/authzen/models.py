"""Systems that may ask for decisions. Of a token only its digest is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Client(models.Model):
    """One system (a policy enforcement point) with its token."""

    name = models.CharField(max_length=40, unique=True)
    token_digest = models.CharField(max_length=64, unique=True)
    may_search = models.BooleanField(default=True)
    # A client of a care provider asks the insurance check and nothing else; others ask for decisions alone.
    provider_agb = models.CharField(max_length=8, default="", blank=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Names of the checks."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(name__regex=r"^[a-z][a-z0-9-]{0,39}$"), name="client_name_is_a_word"
            ),
            models.CheckConstraint(
                condition=models.Q(("token_digest__regex", r"^[0-9a-f]{64}$")),
                name="client_token_is_a_digest",
            ),
            models.CheckConstraint(
                condition=models.Q(provider_agb__regex=r"^([0-9]{8})?$"),
                name="client_provider_is_an_agb_code",
            ),
        ]

    def __str__(self) -> str:
        """Give the name."""
        return self.name
