"""Words beside an entry (why it was deferred, why it is kept), sealed under a key of their own."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from zorgvuldig.ledger.keys import wrapping_key
from zorgvuldig.ledger.personal import Sealed, SealError, seal, unseal

if TYPE_CHECKING:
    from uuid import UUID

__all__ = ["open_words", "seal_words"]


def seal_words(words: str, *, place: str) -> dict[str, str]:
    """Seal words for one place, as the gate takes them in."""
    sealed = seal(words.encode(), place=place, wrapping_key=wrapping_key())
    return {
        "sealed": base64.b64encode(sealed.content).decode(),
        "key": str(sealed.key_id),
        "wrapped": base64.b64encode(sealed.wrapped).decode(),
    }


def open_words(place: str, content: bytes | None, key_id: UUID | None, wrapped: bytes | None) -> str:
    """Give sealed words; nothing where there are none, or once their key is gone or for another reader."""
    if content is None or key_id is None or wrapped is None:
        return ""
    sealed = Sealed(key_id=key_id, wrapped=bytes(wrapped), content=bytes(content))
    try:
        return unseal(sealed, place=place, wrapping_key=wrapping_key()).decode()
    except SealError:
        return ""
