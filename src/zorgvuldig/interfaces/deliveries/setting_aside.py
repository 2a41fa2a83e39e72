"""Set a file aside that nothing can be done with, with a report of why and what to do (apart gezet).

The file goes to a folder of ours, and the report to whoever left it. What is set aside is kept for somebody
to look at; nothing of it was recorded, and nothing of it is paid.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from zorgvuldig.interfaces.deliveries.models import SET_ASIDE, WAITING, Delivery
from zorgvuldig.interfaces.deliveries.places import outbox, set_aside
from zorgvuldig.interfaces.deliveries.taking_over import file_of, safe_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Trouble", "move_aside", "set_delivery_aside", "set_dropped_aside", "take_back"]

REPORT = ".melding.json"
MOST_FINDINGS = 100


@dataclass(frozen=True)
class Trouble:
    """Why a file is set aside, what to do about it, and what was found in it."""

    why: str
    remedy: str
    findings: Sequence[dict[str, Any]] = field(default_factory=tuple)

    @classmethod
    def no_sum(cls, name: str) -> Trouble:
        """Tell that a file stood here for a day without its sum."""
        return cls(
            "Bij dit bestand kwam geen controlegetal. Wij weten niet of het compleet is.",
            f"Stuur het bestand opnieuw, en daarna {name} met de uitkomst van sha256sum.",
        )

    @classmethod
    def other_sum(cls, told: str, digest: str) -> Trouble:
        """Tell that the file does not equal its sum."""
        sums = (
            f"Opgegeven: {told}. Berekend: {digest}."
            if told
            else "In het controlebestand staat geen controlegetal."
        )
        return cls(
            f"Het bestand is niet gelijk aan zijn controlegetal. {sums}",
            "Stuur het bestand en het controlegetal opnieuw.",
        )

    @classmethod
    def not_read(cls, why: str) -> Trouble:
        """Tell that it is no file that we read."""
        return cls(why, "Stuur een gewoon bestand met een EI-bericht.")


def set_dropped_aside(file: Path, sender_agb: str, trouble: Trouble) -> None:
    """Move a file out of the inbox and leave its sender a report."""
    name = safe_name(file.name)
    place = set_aside() / str(uuid4())
    place.mkdir(parents=True, mode=0o700)
    # A link is moved as the link that it is, and never followed; the inbox may lie on another disk.
    try:
        shutil.move(file, place / name)
    except shutil.SpecialFileError:
        file.unlink()
    _report(name, sender_agb, trouble, place)


def set_delivery_aside(delivery: Delivery, trouble: Trouble) -> None:
    """End a delivery of which nothing comes: the row first, for that is what stops the work on it.

    Runs inside the caller's transaction, or in one of its own.
    """
    Delivery.objects.filter(id=delivery.id).update(
        state=SET_ASIDE, why=trouble.why, ended_at=timezone.now(), run_id=None
    )
    # Not before the row stands: else the work that goes on would miss its file.
    transaction.on_commit(partial(_move_and_report, delivery, trouble))


def move_aside(delivery: Delivery) -> Path:
    """Move the bytes of a delivery that was set aside out of the way of the work; safe to repeat."""
    place = set_aside() / str(delivery.id)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    source = file_of(delivery.id)
    if source.exists():
        source.rename(place / delivery.name)
    return place


def take_back(delivery_id: UUID) -> Delivery | None:
    """Let a delivery that was set aside wait again, with its bytes; None where there is no such one any more.

    Runs inside the caller's transaction, so that its job comes with it.
    """
    delivery = Delivery.objects.select_for_update().filter(id=delivery_id, state=SET_ASIDE).first()
    kept = set_aside() / str(delivery_id) / delivery.name if delivery else None
    if delivery is None or kept is None or not kept.is_file():
        return None
    delivery.state, delivery.attempts, delivery.why, delivery.ended_at = WAITING, 0, "", None
    delivery.save(update_fields=["state", "attempts", "why", "ended_at"])
    # Back to where the work looks; whoever is killed here finds it set aside still, and does this again.
    kept.rename(file_of(delivery_id))
    return delivery


def _move_and_report(delivery: Delivery, trouble: Trouble) -> None:
    _report(delivery.name, delivery.sender_agb, trouble, move_aside(delivery))


def _report(name: str, sender_agb: str, trouble: Trouble, place: Path) -> None:
    told = {
        "file": name,
        "why": trouble.why,
        "what_to_do": trouble.remedy,
        "findings": list(trouble.findings[:MOST_FINDINGS]),
        "at": timezone.now().isoformat(timespec="seconds"),
    }
    content = json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
    _write(place / f"{name}{REPORT}", content)
    folder = outbox(sender_agb)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / f"{name}{REPORT}", content)


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or none: whoever reads the folder meets no half report."""
    waiting = path.with_name(f".{path.name}.waiting")
    waiting.write_bytes(content)
    waiting.replace(path)
