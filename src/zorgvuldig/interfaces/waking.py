"""Wake sequencer and witness for a command that processes data while no server runs.

Once a witness was enrolled the gate opens nothing when it was silent for too long (`ledger/parameters.toml`).
Where `serve` runs, the witness speaks each half minute and nothing happens here. Where it does not, the log
is sequenced and cosigned first, each in a process and account of its own, and again while the command lasts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg.conninfo import make_conninfo

from zorgvuldig.interfaces.database.accounts import may, own_account
from zorgvuldig.interfaces.database.facts import APPLICATION_ROLE, ConnectionFacts, read_facts
from zorgvuldig.interfaces.places import DATABASE_FACTS, KEYS
from zorgvuldig.interfaces.serving import COMMAND_LINE, open_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zorgvuldig.interfaces.database.accounts import Account

__all__ = ["Silence", "SilentWitnessError", "silence", "wake", "witness_awake"]

_STATE = "SELECT gate.witness_state()"
_STEPS = (("sequence", "ledger-signing"), ("witness", "ledger-witness"))
WAKE_SECONDS = 120


class SilentWitnessError(RuntimeError):
    """The witness is silent and cannot be woken from here; without it nothing would be opened."""


@dataclass(frozen=True)
class Silence:
    """How long the witness has been silent, and how long it may be, in seconds."""

    seconds: float
    patience: float

    @property
    def long(self) -> bool:
        """Whether it is time to wake it, well before the gate shuts."""
        return self.seconds > self.patience / 2 or self.seconds < 0


def silence(facts: ConnectionFacts) -> Silence | None:
    """Ask how long the witness has been silent; None where none was enrolled."""
    words = make_conninfo("", **facts.words(role=APPLICATION_ROLE), connect_timeout="10")
    with psycopg.connect(words) as connection:
        row = connection.execute(_STATE).fetchone()
    state = row[0] if row else {}
    if state.get("silent") is None:
        return None
    return Silence(float(state["silent"]), float(state["patience"]))


def wake() -> None:
    """Sequence and cosign once, if the witness has been silent for long.

    Raises:
        SilentWitnessError: this account may not, or they refused.
    """
    facts = read_facts(DATABASE_FACTS)
    quiet = silence(facts) if facts else None
    if facts is None or quiet is None or not quiet.long:
        return
    told = f"the witness of the ledger was last heard {quiet.seconds / 60:.0f} minutes ago"
    if facts.kind != "embedded":
        raise SilentWitnessError(
            f"{told}, and without it nothing is opened: start `zorgvuldig serve`, or run `zorgvuldig ledger "
            "sequence` and `zorgvuldig ledger witness`, each under the account that owns its key"
        )
    _, sequencer, witness = open_accounts() or (own_account(),) * 3
    for (step, key), account in zip(_STEPS, (sequencer, witness), strict=True):
        if not may(account, "r", KEYS / key):
            raise SilentWitnessError(
                f"{told}, and this account may not wake it ({KEYS / key} belongs to another): start "
                "`zorgvuldig serve`, or run this as root"
            )
        _run(step, account)


@contextmanager
def witness_awake() -> Iterator[None]:
    """Keep the witness awake for as long as a command lasts."""
    wake()
    ended = threading.Event()
    keeper = threading.Thread(target=_keep_awake, args=(ended,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep_awake(ended: threading.Event) -> None:
    while not ended.wait(60):
        try:
            wake()
        except (SilentWitnessError, psycopg.Error) as error:
            # The gate itself refuses what follows; here it is only said why.
            sys.stderr.write(f"{error}\n")


def _run(step: str, account: Account) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", COMMAND_LINE, "ledger", step],
        cwd="/",
        env=environment | {"HOME": "/", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=WAKE_SECONDS,
        **account.words,
    )
    if done.returncode:
        raise SilentWitnessError(f"`zorgvuldig ledger {step}` refused: {' '.join(done.stderr.split())}")
