"""What opens the rows of a bulk decision, sealed together: one key, one stream, each row opened alone.

A row's opening is its salt and the 16 bytes of its person's number: 48 bytes, three blocks of AES. All of
them are encrypted as one AES-256-CTR stream (NIST SP 800-38A, section 6.5) from counter nought, so row r is
opened with the counter 3r and no other row is touched.

Why that is sound without a tag on each row:

- The key is drawn for this one stream and used for nothing else; two texts never meet under one counter.
- What a row's opening must be is fixed outside of it: its commitment, the SHA-256 over salt and person,
  stands in the row, and the row under the root in a leaf that was signed. Whoever changes or moves sealed
  bytes would need another opening of the same commitment. So nothing that comes out is used before it met its
  commitment.
- The key itself is wrapped with a tag and bound to its own number; destroying it erases all rows at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from zorgvuldig.ledger.commitments import SALT_BYTES, opens
from zorgvuldig.ledger.personal import CLOSED, Opening, SealError, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.ledger.personal import Sealed
    from zorgvuldig.records.key_encryption import KeyEncryption

__all__ = ["OPENING_BYTES", "openings_in", "streamed", "unseal_row"]

OPENING_BYTES = SALT_BYTES + 16
_BLOCK_BYTES = 16
_COUNTS = OPENING_BYTES // _BLOCK_BYTES


def streamed(key: bytes, content: bytes, *, first_row: int) -> bytes:
    """Seal the openings of rows from `first_row` on, or open what was sealed: it is the same step."""
    counter = (first_row * _COUNTS).to_bytes(_BLOCK_BYTES, "big")
    return Cipher(AES(key), CTR(counter)).encryptor().update(content)


def openings_in(plain: bytes) -> Iterator[Opening]:
    """Read openings that stand side by side; each must still be held against its commitment."""
    for start in range(0, len(plain), OPENING_BYTES):
        person = start + SALT_BYTES
        value = str(UUID(bytes=plain[person : start + OPENING_BYTES])).encode()
        yield Opening(value=value, salt=plain[start:person])


def unseal_row(sealed: Sealed, *, row: int, commitment: str, wrapping_key: KeyEncryption) -> Opening:
    """Open one row, and hold what comes out against the commitment of the row.

    Raises:
        SealError: it is not what the row committed to, or the key does not open.
    """
    plain = streamed(unwrapped(sealed, wrapping_key), sealed.content, first_row=row)
    (opening,) = openings_in(plain)
    if not opens(commitment, opening.salt, opening.value):
        raise SealError(CLOSED)
    return opening
