"""Keyed pseudonyms for the logs, the counts and the delays: one name gives one word, and nothing back."""

from __future__ import annotations

import unicodedata

from django.utils import timezone
from django.utils.crypto import salted_hmac

LENGTH = 32


def pseudonym(kind: str, text: str) -> str:
    """Give the pseudonym of a username or an address; kinds never meet.

    A typed name may be anything, also a password in the wrong field or a line break: only its HMAC is kept.
    """
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return salted_hmac(f"zorgvuldig.login.{kind}", folded, algorithm="sha256").hexdigest()[:LENGTH]


def of_today(kind: str, text: str) -> str:
    """Give a pseudonym that is another tomorrow: for logs and counts, needing no more (rules D5 and D6)."""
    return pseudonym(f"{kind}.{timezone.localdate()}", text)
