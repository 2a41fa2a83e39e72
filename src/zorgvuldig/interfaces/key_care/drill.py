"""Take each key of a throwaway installation away: what stops, what is said, what goes on, what returns.

Nothing here knows what depends on what: everything is tried, with each key away.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from zorgvuldig.interfaces.database.keys import SEQUENCER_KEYS, WITNESS_KEYS, WORKING_KEYS
from zorgvuldig.interfaces.key_care import backup
from zorgvuldig.interfaces.web.accounts import sealing
from zorgvuldig.ledger import gate
from zorgvuldig.ledger import keys as ledger_keys
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.claims_handling.usecases import list_runs
from zorgvuldig.records.blind_index import bsn_index
from zorgvuldig.records.key_provider import period_key
from zorgvuldig.records.keys import KeyUnavailableError, read_key

__all__ = ["Loss", "lose_each"]

_STAFF = "behandelaar"


@dataclass(frozen=True)
class Loss:
    """What the loss of one key did."""

    key: str
    stops: tuple[str, ...]
    works: tuple[str, ...]
    told: str
    """The first message, as the person at the keyboard or the log gets it."""
    returned: bool
    """After bringing the key back from the copy, everything works as before."""


def lose_each(var: Path, *, told: Callable[[str], None] = lambda _: None) -> Iterator[Loss]:
    """Lose every key in turn, and bring it back from a copy of the keys."""
    tries = _tries()
    broken = {name: error for name, error in _errors(tries).items() if error}
    if broken:
        raise RuntimeError(f"the throwaway installation does not work before any loss: {broken}")
    copy = backup.contents(var)
    for name in (*WORKING_KEYS, *SEQUENCER_KEYS, *WITNESS_KEYS):
        told(name)
        path = var / "keys" / name
        path.unlink(missing_ok=True)
        lost = _errors(tries)
        backup.restore(copy, var)
        yield Loss(
            key=name,
            stops=tuple(what for what, error in lost.items() if error),
            works=tuple(what for what, error in lost.items() if not error),
            told=next((error for error in lost.values() if error), ""),
            returned=not any(_errors(tries).values()),
        )


def _tries() -> Mapping[str, Callable[[], object]]:
    """Give everything that is tried, by its name; each raises when it does not work."""
    secret = sealing.seal_text("JBSWY3DP")

    def look() -> object:
        at = datetime.now(UTC)
        with transaction.atomic():
            return list_runs(actor=actor_of(_STAFF, at.date()), at=at)

    return {
        "looking at data": look,
        "finding a person by number": lambda: bsn_index("999990019"),
        "logging in with a code": lambda: sealing.open_text(secret),
        "counting by pseudonym": lambda: period_key(purpose="compliance", period="2026"),
        "reading why it was decided": lambda: ledger_keys.wrapping_key().wrap(b"x", context=b""),
        "finding someone's entries in the log": lambda: ledger_keys.subject_index_key().mac(b"x"),
        "asking the gate": lambda: gate.ask("default", "keys_wrapped", "keys-wrapped", {}),
        "signing the log": ledger_keys.signing_key,
        "cosigning the log": lambda: read_key("ledger-witness"),
        "verifying the log": ledger_keys.published_key,
    }


def _errors(tries: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    return {name: _error(work) for name, work in tries.items()}


def _error(work: Callable[[], object]) -> str:
    try:
        work()
    except Exception as error:  # noqa: BLE001 — the drill tells whatever it is
        # A refusal hides its cause from who asks; its keeper reads the cause in the log.
        cause = error if isinstance(error, KeyUnavailableError) else error.__cause__ or error
        return str(cause) or type(error).__name__
    return ""
