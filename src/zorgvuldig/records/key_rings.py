"""Rings of keys: the one in use, those before it that still open, and the one that comes next.

A ring is one file, so that it changes in one step. An installation begins with 32 bare bytes, which are a
ring of one key; the first rotation writes the longer form.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

__all__ = ["KEY_BYTES", "PRINT_BYTES", "Ring", "RingError", "RingKey"]

KEY_BYTES = 32
PRINT_BYTES = 8
_HEADER = b"zorgvuldig-key-ring/1\n"
_PRINT_LABEL = b"zorgvuldig/key-print/v1\n"


class RingError(ValueError):
    """A file of keys that is not one."""


@dataclass(frozen=True)
class RingKey:
    """One key of a ring; neither its text nor an error about it ever shows the key."""

    secret: bytes = field(repr=False)
    made_on: str = ""
    """The day it was made; unknown for the key that an installation began with."""
    used_since: str = ""
    """The moment since which it is the one in use."""
    first_period: str = ""
    """For pseudonyms: the first period that it serves."""
    coming: bool = False
    """It is known and not in use yet: the database must know it first."""
    inner: bool = False
    """For indexes: nothing stands under it any more; it only makes the inner part of later ones."""

    @cached_property
    def print(self) -> bytes:
        """Tell which key this is by eight bytes that reveal nothing of it."""
        return hashlib.sha256(_PRINT_LABEL + self.secret).digest()[:PRINT_BYTES]

    @property
    def name(self) -> str:
        """Write the print as text."""
        return self.print.hex()

    def as_json(self) -> dict[str, object]:
        """Write the key for its file."""
        return {
            "key": base64.b64encode(self.secret).decode(),
            "made_on": self.made_on,
            "used_since": self.used_since,
            "first_period": self.first_period,
            "coming": self.coming,
            "inner": self.inner,
        }


@dataclass(frozen=True)
class Ring:
    """The keys of one name, newest first."""

    keys: tuple[RingKey, ...]

    @classmethod
    def parse(cls, content: bytes) -> Ring:
        """Read a file of keys; say nothing of its content when it is none."""
        if len(content) == KEY_BYTES:
            return cls((RingKey(content),))
        if not content.startswith(_HEADER):
            raise RingError(
                f"should hold {KEY_BYTES} bytes or a ring of keys, and holds {len(content)} bytes"
            )
        try:
            return cls(tuple(_key(json.loads(line)) for line in content[len(_HEADER) :].splitlines()))
        except (ValueError, KeyError, TypeError):
            # Without its cause: that would carry the content into a traceback.
            raise RingError("should hold a ring of keys, and is damaged") from None

    def render(self) -> bytes:
        """Write the ring for its file."""
        return _HEADER + b"".join(json.dumps(key.as_json()).encode() + b"\n" for key in self.keys)

    @cached_property
    def active(self) -> RingKey:
        """Give the key in use."""
        for key in self.keys:
            if not key.coming:
                return key
        raise RingError("should hold a key that is in use, and holds none")

    @property
    def coming(self) -> RingKey | None:
        """Give the key that comes next, if there is one."""
        return next((key for key in self.keys if key.coming), None)

    @property
    def former(self) -> tuple[RingKey, ...]:
        """Give the keys that were in use before and still open."""
        return tuple(
            key for key in self.keys if not key.coming and not key.inner and key.name != self.active.name
        )

    @property
    def upward(self) -> tuple[RingKey, ...]:
        """Give every key, the first that there was first."""
        return self.keys[::-1]

    def chain(self, name: str) -> tuple[RingKey, ...]:
        """Give every key up to one, the first that there was first."""
        for number, key in enumerate(self.upward):
            if key.name == name:
                return self.upward[: number + 1]
        raise RingError(f"holds no key that is named {name}")

    def for_period(self, period: str) -> RingKey:
        """Give the key that serves a period: the newest that does not begin after it."""
        for key in self.keys:
            if not key.coming and key.first_period <= period:
                return key
        raise RingError(f"holds no key for the period {period}: it was destroyed")

    def with_coming(self, *, on: date, first_period: str = "", since: str = "") -> Ring:
        """Add a new key that is not in use yet; of an index, with the moment since which it is asked for."""
        new = RingKey(secrets.token_bytes(KEY_BYTES), on.isoformat(), since, first_period, coming=True)
        return Ring((new, *self.keys))

    def with_coming_in_use(self, *, since: str) -> Ring:
        """Take the coming key into use."""
        return Ring(tuple(replace(k, coming=False, used_since=since) if k.coming else k for k in self.keys))

    def without(self, name: str) -> Ring:
        """Take a key out."""
        return Ring(tuple(key for key in self.keys if key.name != name))

    def with_inner(self, *, inner: bool) -> Ring:
        """Ask for nothing under the former keys any more, or ask again."""
        active = self.active.name
        return Ring(tuple(k if k.coming or k.name == active else replace(k, inner=inner) for k in self.keys))


def _key(fields: dict[str, object]) -> RingKey:
    secret = base64.b64decode(str(fields["key"]), validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError
    return RingKey(
        secret,
        str(fields["made_on"]),
        str(fields["used_since"]),
        str(fields["first_period"]),
        coming=fields["coming"] is True,
        # Rings that were written before there was such a thing do not say it.
        inner=fields.get("inner") is True,
    )
