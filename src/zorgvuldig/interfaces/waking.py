"""Wake sequencer and witness for a command that processes data while no server runs.

Once the log was sequenced and a witness enrolled, the gate opens nothing when either was silent for too long
(`ledger/parameters.toml`). Where `serve` runs, both speak each half minute and nothing happens here. Where it
does not, the log is sequenced and cosigned first, each in a process and account of its own, and again while
the command lasts.
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

__all__ = ["Quiet", "Silence", "SilentWitnessError", "quiet", "wake", "witness_awake"]

_STATE = "SELECT gate.witness_state()"
_STEPS = (("sequence", "ledger-signing"), ("witness", "ledger-witness"))
WAKE_SECONDS = 120


class SilentWitnessError(RuntimeError):
    """Sequencer or witness is silent and cannot be woken from here; without them nothing would be opened."""


@dataclass(frozen=True)
class Silence:
    """How long somebody has been silent, and how long that may be, in seconds."""

    seconds: float
    patience: float

    @property
    def long(self) -> bool:
        """Whether it is time to wake it, well before the gate shuts."""
        return self.seconds > self.patience / 2 or self.seconds < 0


@dataclass(frozen=True)
class Quiet:
    """The silence of the sequencer and of the witness; none of who never spoke."""

    sequencer: Silence | None
    witness: Silence | None

    @property
    def told(self) -> str:
        """Say whom it is time to wake, and empty when nobody."""
        named = (("sequencer", self.sequencer), ("witness", self.witness))
        return " and ".join(
            f"the {who} of the ledger was last heard {silence.seconds / 60:.0f} minutes ago"
            for who, silence in named
            if silence and silence.long
        )

    @property
    def steps(self) -> int:
        """Count the steps to take: a witness that was never enrolled is not woken."""
        return len(_STEPS) if self.witness else 1


def quiet(facts: ConnectionFacts) -> Quiet:
    """Ask how long sequencer and witness have been silent."""
    words = make_conninfo("", **facts.words(role=APPLICATION_ROLE), connect_timeout="10")
    with psycopg.connect(words) as connection:
        row = connection.execute(_STATE).fetchone()
    state = row[0] if row else {}

    def silence(seconds: str, patience: str) -> Silence | None:
        return Silence(float(state[seconds]), float(state[patience])) if state.get(seconds) else None

    return Quiet(silence("unplaced", "placing"), silence("silent", "patience"))


def wake() -> None:
    """Sequence and cosign once, if either has been silent for long.

    Raises:
        SilentWitnessError: this account may not, or they refused.
    """
    facts = read_facts(DATABASE_FACTS)
    heard = quiet(facts) if facts else None
    if facts is None or heard is None or not heard.told:
        return
    if facts.kind != "embedded":
        raise SilentWitnessError(
            f"{heard.told}, and without that nothing is opened: start `zorgvuldig serve`, or run `zorgvuldig "
            "ledger sequence` and `zorgvuldig ledger witness`, each under the account that owns its key"
        )
    _, sequencer, witness = open_accounts() or (own_account(),) * 3
    for (step, key), account in tuple(zip(_STEPS, (sequencer, witness), strict=True))[: heard.steps]:
        if not may(account, "r", KEYS / key):
            raise SilentWitnessError(
                f"{heard.told}, and this account may not wake it ({KEYS / key} belongs to another): start "
                "`zorgvuldig serve`, or run this as root"
            )
        _run(step, account)


@contextmanager
def witness_awake() -> Iterator[None]:
    """Keep sequencer and witness awake for as long as a command lasts."""
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
