"""Take a claim file over: copy it to a folder of our own, say that it waits, and set the job for it.

From then on it does not matter what becomes of the file where it came from.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from zorgvuldig.interfaces.deliveries.models import SET_ASIDE, WAITING, WORKING, Delivery
from zorgvuldig.interfaces.deliveries.places import taken_over
from zorgvuldig.interfaces.vektis.codec import MAXIMUM_FILE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Copied", "NotTakenOverError", "copy_in", "file_of", "has_room", "safe_name", "take_over"]

LONGEST_NAME = 80
PIECE = 1 << 20
#: So many files of one sender wait, or were set aside in a day, before a desk takes no more: a disk ends.
MOST_HELD = 20
_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)
_OWNER_ONLY = 0o600


class NotTakenOverError(ValueError):
    """A file cannot be taken over; the message says why, in words for whoever left it."""


@dataclass(frozen=True)
class Copied:
    """Bytes that stand in our own folder, complete and on disk, and nobody's yet."""

    delivery_id: UUID
    digest: str
    size_bytes: int

    def forget(self) -> None:
        """Remove them: nothing becomes of them."""
        file_of(self.delivery_id).unlink(missing_ok=True)


def file_of(delivery_id: UUID) -> Path:
    """Give where the bytes of a delivery stand while it waits."""
    return taken_over() / f"{delivery_id}.ei"


def safe_name(told: str) -> str:
    """Keep of a name only letters, digits, dots and dashes: it stands on pages and in answers."""
    return _UNSAFE.sub("_", told).lstrip(".")[-LONGEST_NAME:] or "bestand"


def copy_in(source: Path | bytes) -> Copied:
    """Copy a file into our own folder, as it is read now; what changes afterwards changes nothing.

    Raises:
        NotTakenOverError: it is no ordinary file, is empty, or is larger than we read.
    """
    delivery_id = uuid4()
    taken_over().mkdir(parents=True, exist_ok=True, mode=0o700)
    target = file_of(delivery_id)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            copied = Copied(delivery_id, *_write(source, stream))
            stream.flush()
            os.fsync(stream.fileno())
            _give(stream.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return copied


def _give(descriptor: int) -> None:
    """Give what root took over to the account that works on it: whose the folder is."""
    if os.geteuid() == 0:
        whose = taken_over().stat()
        os.fchown(descriptor, whose.st_uid, whose.st_gid)


def _write(source: Path | bytes, target: BinaryIO) -> tuple[str, int]:
    if isinstance(source, bytes):
        target.write(source)
        return hashlib.sha256(source).hexdigest(), len(source)
    digest, size = hashlib.sha256(), 0
    with _open(source) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > MAXIMUM_FILE:
                raise NotTakenOverError(
                    f"Het bestand is groter dan {MAXIMUM_FILE >> 20} MB. "
                    "Splits de declaratie in kleinere bestanden."
                )
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest(), size


def _open(source: Path) -> BinaryIO:
    """Open an ordinary file and nothing else: a link would let a sender name any file of ours."""
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise NotTakenOverError("Dit is geen gewoon bestand dat wij mogen lezen.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotTakenOverError("Dit is geen gewoon bestand dat wij mogen lezen.")
    return os.fdopen(descriptor, "rb")


def has_room(sender_agb: str) -> bool:
    """Tell whether a sender may hand in more at a desk now: what waits or was set aside today has a bound."""
    lately = timezone.now() - timedelta(days=1)
    held = Q(state__in=(WAITING, WORKING)) | Q(state=SET_ASIDE, ended_at__gte=lately)
    return Delivery.objects.filter(held, sender_agb=sender_agb).count() < MOST_HELD


def take_over(copied: Copied, *, name: str, door: str, sender_agb: str) -> Delivery | None:
    """Say that the file waits; None where the same bytes of this sender wait already, or are worked on."""
    try:
        with transaction.atomic():
            return Delivery.objects.create(
                id=copied.delivery_id,
                door=door,
                sender_agb=sender_agb,
                name=safe_name(name),
                digest=copied.digest,
                size_bytes=copied.size_bytes,
                received_at=timezone.now(),
            )
    except IntegrityError:
        same = Delivery.objects.filter(
            sender_agb=sender_agb, digest=copied.digest, state__in=(WAITING, WORKING)
        )
        if not same.exists():
            raise
        copied.forget()
        return None
