"""The service that writes and sends letters; it is bound to secrecy as the insurer itself is (GC-4.0.2)."""

from __future__ import annotations

from zorgvuldig.interfaces.services import service

LETTERS = service("letters", "claims")
#: The service that counts them, for oversight.
COUNTING = service("letters-count", "compliance")
