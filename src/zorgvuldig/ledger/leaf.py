"""The leaf: what the log says of one processing, in public decision facts and commitments.

No direct identifier stands in it. Who reads all leaves learns that a claims handler of a unit consulted
claims for formal control by article so-and-so at that moment, and of whom or by whom only with a salt.
A processing about several data subjects is a segment: one row each (`segments`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from zorgvuldig.ledger.canonical import CanonicalError, Json, canonical, parse_canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LEAF_VERSION", "Leaf", "LeafError", "SegmentRoot"]

LEAF_VERSION = 1


class LeafError(ValueError):
    """Bytes that are not a leaf of this ledger."""


@dataclass(frozen=True)
class SegmentRoot:
    """The Merkle root that stands for the rows of a run."""

    root: bytes
    size: int


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One processing (verwerking): LDV and NEN 7513 fields; their names elsewhere are in `fields`."""

    entry_id: UUID
    at: datetime
    actor: str
    """Commitment to the actor's identifier."""
    actor_kind: str
    role: str
    unit: str | None
    purpose: str
    action: str
    data: tuple[str, ...]
    subject: str | None
    """Commitment to the data subject's identifier; none for a run."""
    run: UUID | None
    outcome: str
    norms: tuple[str, ...]
    duties: tuple[str, ...]
    bundle: str
    receipt: str
    """Commitment to the canonical receipt of the decision."""
    segment: SegmentRoot | None = None

    def as_bytes(self) -> bytes:
        """Write the leaf in canonical form: these bytes are what the tree hashes."""
        segment = self.segment
        return canonical(
            {
                "v": LEAF_VERSION,
                "id": str(self.entry_id),
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
                "actor": self.actor,
                "kind": self.actor_kind,
                "role": self.role,
                "unit": self.unit,
                "purpose": self.purpose,
                "action": self.action,
                "data": sorted(self.data),
                "subject": self.subject,
                "run": None if self.run is None else str(self.run),
                "outcome": self.outcome,
                "norms": self.norms,
                "duties": self.duties,
                "bundle": self.bundle,
                "receipt": self.receipt,
                "segment": None if segment is None else {"root": segment.root.hex(), "size": segment.size},
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Leaf:
        """Read a leaf, and refuse anything that would not be written back byte for byte."""
        try:
            leaf = _read(cast("Mapping[str, Json]", parse_canonical(data)))
        except (CanonicalError, KeyError, TypeError, ValueError) as error:
            raise LeafError(f"this is not a leaf of the ledger: {error}") from error
        if leaf.as_bytes() != data:
            raise LeafError("this leaf has fields that the ledger does not write")
        return leaf


def _read(fields: Mapping[str, Json]) -> Leaf:
    segment = cast("Mapping[str, Json] | None", fields["segment"])
    return Leaf(
        entry_id=UUID(_text(fields["id"])),
        at=datetime.fromisoformat(_text(fields["at"])),
        actor=_text(fields["actor"]),
        actor_kind=_text(fields["kind"]),
        role=_text(fields["role"]),
        unit=None if fields["unit"] is None else _text(fields["unit"]),
        purpose=_text(fields["purpose"]),
        action=_text(fields["action"]),
        data=_texts(fields["data"]),
        subject=None if fields["subject"] is None else _text(fields["subject"]),
        run=None if fields["run"] is None else UUID(_text(fields["run"])),
        outcome=_text(fields["outcome"]),
        norms=_texts(fields["norms"]),
        duties=_texts(fields["duties"]),
        bundle=_text(fields["bundle"]),
        receipt=_text(fields["receipt"]),
        segment=None if segment is None else _segment(segment),
    )


def _segment(fields: Mapping[str, Json]) -> SegmentRoot:
    return SegmentRoot(bytes.fromhex(_text(fields["root"])), cast("int", fields["size"]))


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} should be text")
    return value


def _texts(values: Json) -> tuple[str, ...]:
    return tuple(_text(value) for value in cast("Sequence[Json]", values))
