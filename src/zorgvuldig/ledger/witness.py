"""The witness (getuige) of the data protection officer: a second key that only ever signs a log that grew.

It runs in a process and, under root, a system account of its own, with a login that sees checkpoints and
hashes and nothing else. Before it cosigns it demands a proof that the log begins with what it cosigned last
(C2SP tlog-witness), and it keeps that note outside of the database, where nobody who signs or stores can
reach it. So even whoever has the log's own key and all power over the database cannot rewrite what was
cosigned: the witness says no, and goes on saying no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections, transaction

from zorgvuldig.ledger.checkpoint import Checkpoint
from zorgvuldig.ledger.consistency import demand_consistent
from zorgvuldig.ledger.cosignature import open_cosigned
from zorgvuldig.ledger.kept import ForkError
from zorgvuldig.ledger.note import NoteError, open_note
from zorgvuldig.ledger.storage import last_checkpoint, rows, tile_reader

if TYPE_CHECKING:
    from datetime import datetime

    from zorgvuldig.ledger.cosignature import CosigningKey
    from zorgvuldig.ledger.kept import KeptNote
    from zorgvuldig.ledger.note import VerifierKey

__all__ = ["ALIAS", "Cosigned", "Witness"]

ALIAS = "witness"
_COSIGN = "SELECT gate.cosign(%s, %s, %s)"


@dataclass(frozen=True)
class Cosigned:
    """What one look of the witness did."""

    size: int
    grown: int
    """How many leaves came since the look before."""


@dataclass(frozen=True)
class Witness:
    """One witness with its key, the log that it watches, and the note that it keeps."""

    key: CosigningKey
    log: VerifierKey
    kept: KeptNote
    using: str = ALIAS

    def look(self, *, at: datetime) -> Cosigned | None:
        """Cosign the newest checkpoint if the log only grew; none while the log is empty.

        Raises:
            ForkError: the log was cut off, rewritten or split; nothing is signed.
        """
        before = self._before()
        with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
            last = last_checkpoint(cursor)
            if last is None:
                if before is None:
                    return None
                raise ForkError(f"this witness cosigned {before.size} leaves, and the log is empty")
            text = self._opened(last.note)
            now = Checkpoint.parse(text)
            demand_consistent(before, now, read=tile_reader(cursor))
            line = self.key.cosign(text, at)
            # Kept before it is given away: a witness that forgets could be made to sign two histories.
            self.kept.keep(f"{last.note}{line}")
            rows(cursor, _COSIGN, [now.size, line, at.isoformat()])
        return Cosigned(now.size, now.size - (before.size if before else 0))

    def _before(self) -> Checkpoint | None:
        note = self.kept.note()
        if note is None:
            return None
        try:
            text, _ = open_cosigned(note, log=self.log, cosigner=self.key.public)
        except NoteError as error:
            raise ForkError(f"{self.kept.path} is not a note that this witness kept: {error}") from error
        return Checkpoint.parse(text)

    def _opened(self, note: str) -> str:
        try:
            text = open_note(note, [self.log])
        except NoteError as error:
            raise ForkError(f"the newest checkpoint is not the log's own: {error}") from error
        origin = Checkpoint.parse(text).origin
        if origin != self.log.name:
            raise ForkError(f"the newest checkpoint is of another log: {origin}")
        return text
