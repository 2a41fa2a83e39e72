"""Verify personal parts: what opens must be what the leaf committed to, and be found under its own index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from uuid import UUID

from zorgvuldig.ledger.canonical import CanonicalError, parse_canonical
from zorgvuldig.ledger.commitments import indexes_of, sought_indexes, subject_index
from zorgvuldig.ledger.personal import Opening, PersonalPart, Sealed, SealError, unseal, unwrapped
from zorgvuldig.ledger.row_stream import openings_in, streamed
from zorgvuldig.ledger.verifying.faults import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from zorgvuldig.ledger.blocks import Block
    from zorgvuldig.ledger.verifying.faults import Figures
    from zorgvuldig.records.key_encryption import KeyEncryption, MacKey

__all__ = ["PersonalCheck", "PersonalKeys"]


@dataclass(frozen=True)
class PersonalKeys:
    """The keys that open personal parts and find persons; only the application's account holds them."""

    wrapping: KeyEncryption
    index: MacKey


@dataclass
class PersonalCheck:
    """Checks the personal parts of one verification."""

    keys: PersonalKeys | None
    figures: Figures

    def entry(
        self, leaf: Mapping[str, Any], sealed: Sealed | None, stored_index: bytes | None, place: int
    ) -> None:
        """Check the personal part of an entry against its leaf."""
        self._indexed(leaf["subject"], stored_index, place, "entry")
        plain = self._open(sealed, leaf["id"], place)
        if plain is None:
            return
        try:
            part = PersonalPart.from_bytes(plain)
        except (CanonicalError, KeyError, TypeError, ValueError) as error:
            raise FaultError("the personal part is not one that the ledger writes", place) from error
        found = (part.actor.commitment, part.receipt.commitment, part.subject and part.subject.commitment)
        if found != (leaf["actor"], leaf["receipt"], leaf["subject"]):
            raise FaultError("the personal part is not what the leaf committed to", place)
        if part.subject:
            self._found_under(part.subject, stored_index, place)

    def row(
        self,
        commitment: str | None,
        sealed: Sealed | None,
        stored_index: bytes | None,
        where: tuple[str, int],
    ) -> None:
        """Check the personal part of a segment's row against the row."""
        name, place = where
        self._indexed(commitment, stored_index, place, f"row {name}")
        if commitment is None:
            return
        plain = self._open(sealed, name, place)
        if plain is None:
            return
        opening = Opening.from_json(parse_canonical(plain))
        if opening.commitment != commitment:
            raise FaultError(f"the personal part of row {name} is not what the row committed to", place)
        self._found_under(opening, stored_index, place)

    def block(self, block: Block, sealed: Sealed | None, place: int) -> None:
        """Check what opens the rows of a block, which are sealed in one stream."""
        if sealed is None:
            self.figures.erased += block.row_count
            return
        if self.keys is None:
            self.figures.sealed += block.row_count
            return
        try:
            key = unwrapped(sealed, self.keys.wrapping)
        except SealError as error:
            raise FaultError(str(error), place) from error
        openings = list(openings_in(streamed(key, sealed.content, first_row=block.first_row)))
        for number, (opening, commitment) in enumerate(zip(openings, block.each_commitment, strict=True)):
            if opening.commitment != commitment:
                row = block.first_row + number
                raise FaultError(f"what opens row {row} does not open it: it was changed or moved", place)
        known = indexes_of(self.keys.index, [opening.value for opening in openings])
        for opening, stored, index in zip(openings, block.each_index, known, strict=True):
            if stored != index:
                self._found_under(opening, stored, place)
        self.figures.opened += block.row_count

    def _open(self, sealed: Sealed | None, name: str, place: int) -> bytes | None:
        if sealed is None:
            self.figures.erased += 1
            return None
        if self.keys is None:
            self.figures.sealed += 1
            return None
        try:
            plain = unseal(sealed, place=name, wrapping_key=self.keys.wrapping)
        except SealError as error:
            raise FaultError(str(error), place) from error
        self.figures.opened += 1
        return plain

    def _indexed(self, commitment: str | None, stored_index: bytes | None, place: int, what: str) -> None:
        if (commitment is None) != (stored_index is None):
            raise FaultError(f"the {what} is or is not about a person, and its index says otherwise", place)

    def _found_under(self, subject: Opening, stored_index: bytes | None, place: int) -> None:
        # What was opened was opened by its keys.
        index_key = cast("PersonalKeys", self.keys).index
        about = UUID(subject.value.decode())
        # Most stand under the key in use; of the others it is asked whether an earlier key made them.
        known = stored_index == subject_index(index_key, about)
        if not known and stored_index not in sought_indexes(index_key, about):
            raise FaultError("the entry is indexed under another person than it is about", place)
