"""Keyed pseudonyms for the security log and the delays: one name gives one word, and nothing back."""

from __future__ import annotations

import unicodedata

from django.utils.crypto import salted_hmac

LENGTH = 32


def pseudonym(kind: str, text: str) -> str:
    """Give the pseudonym of a username or an address; kinds never meet.

    A typed name may be anything, also a password in the wrong field or a line break: only its HMAC is kept.
    """
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return salted_hmac(f"zorgvuldig.login.{kind}", folded, algorithm="sha256").hexdigest()[:LENGTH]
