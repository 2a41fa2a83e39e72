"""Wrap under the key in use what older keys wrapped, in batches that may be interrupted at any moment.

Nothing remembers how far it came: what is left is asked of the database. Readers and writers go on, for both
keys open; a row that changed or was destroyed meanwhile stays as it is.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from zorgvuldig.interfaces.web.accounts import sealing
from zorgvuldig.ledger import gate
from zorgvuldig.ledger.personal import key_context
from zorgvuldig.records.envelope import Holder
from zorgvuldig.records.key_provider import FileKeys
from zorgvuldig.records.tombstones import DATA_KEY, PERSONAL_KEY

__all__ = ["BATCH", "LOGIN_SECRETS", "Rewrapping", "wrapped_by"]

LOGIN_SECRETS = "login-secret"
BATCH = 500
_USES = {DATA_KEY: "data-keys", PERSONAL_KEY: "ledger-keys"}


def wrapped_by() -> dict[str, dict[str, int]]:
    """Count what each key wraps, by kind and name of key; the empty name is of before keys had names."""
    return {**(gate.ask("default", "keys_wrapped", "keys-wrapped", {}) or {}), LOGIN_SECRETS: _logins_by()}


@dataclass(frozen=True)
class Rewrapping:
    """One run through what older keys wrapped."""

    keys: FileKeys
    batch: int = BATCH

    def run(self, kind: str, told: Callable[[int], None] = lambda _: None) -> int:
        """Wrap everything of one kind anew, batch by batch, each in a transaction of its own."""
        done = 0
        for changed in self._logins() if kind == LOGIN_SECRETS else self._batches(kind):
            done += changed
            told(done)
        return done

    def _batches(self, kind: str) -> Iterator[int]:
        name = self.keys.names(_USES[kind])[0]
        asked = {"table": kind, "name": name, "limit": self.batch}
        while rows := gate.ask("default", "keys_to_rewrap", "keys-to-rewrap", asked):
            yield self._rewrap(kind, name, rows)  # type: ignore[arg-type] # this function answers with a list

    def _rewrap(self, kind: str, name: str, rows: list[dict[str, Any]]) -> int:
        use = _USES[kind]
        contexts = [_context(kind, row) for row in rows]
        old = [base64.b64decode(row["wrapped"]) for row in rows]
        opened = self.keys.unwrap(use, list(zip(old, contexts, strict=True)))
        new = self.keys.wrap(use, list(zip(opened, contexts, strict=True)))
        body = {
            "table": kind,
            "name": name,
            "keys": [
                {"id": row["id"], "old": _text(before), "new": _text(after)}
                for row, before, after in zip(rows, old, new, strict=True)
            ],
        }
        answer = gate.ask("default", "keys_rewrapped", "keys-rewrapped", body)
        return int((answer or {})["changed"])

    def _logins(self) -> Iterator[int]:
        name = self.keys.names(sealing.USE)[0]
        for key in Authenticator.objects.values_list("pk", flat=True):
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().filter(pk=key).first()
                if row is None or not _old(row.data, name):
                    continue
                row.data = _renewed(row.data, name)
                row.save(update_fields=["data"])
                yield 1


def _context(kind: str, row: Mapping[str, Any]) -> bytes:
    if kind == PERSONAL_KEY:
        return key_context(UUID(row["id"]))
    subject = None if row["subject"] is None else UUID(row["subject"])
    return Holder(subject, row["compartment"], row["retention_class"], row["year"]).context


def _logins_by() -> dict[str, int]:
    counted: dict[str, int] = {}
    for data in Authenticator.objects.values_list("data", flat=True):
        for text in _sealed(data):
            name = sealing.name_of(text)
            counted[name] = counted.get(name, 0) + 1
    return counted


def _old(data: object, name: str) -> bool:
    return any(sealing.name_of(text) != name for text in _sealed(data))


def _sealed(value: object) -> Iterator[str]:
    """Find what is sealed among the secrets of a factor, however deep it stands."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _sealed(one)
    elif isinstance(value, list):
        for one in value:
            yield from _sealed(one)
    elif isinstance(value, str) and sealing.is_sealed(value):
        yield value


def _renewed(value: Any, name: str) -> Any:  # noqa: ANN401 — JSON
    if isinstance(value, dict):
        return {key: _renewed(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_renewed(one, name) for one in value]
    if isinstance(value, str) and sealing.is_sealed(value) and sealing.name_of(value) != name:
        return sealing.reseal_text(value)
    return value


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
