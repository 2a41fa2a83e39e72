"""A ledger of made-up entries in a database of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from ledger_entries import AT, Plant

from zorgvuldig.ledger import keys
from zorgvuldig.ledger.sequencer import Sequencer

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

# A process gets the alias of what it is; these tests are sequencer and witness in one.
connections.settings.setdefault("witness", {**connections.settings["sequencer"], "USER": "zv_witness"})


@pytest.fixture
def plant(owner_connection: psycopg.Connection[Any]) -> Plant:
    return Plant(owner_connection)


@pytest.fixture
def sequencer(database: None) -> Sequencer:
    keys.publish_key()
    return Sequencer(keys.signing_key())


@pytest.fixture
def sequence(sequencer: Sequencer) -> Callable[[], int]:
    """Sequence all that is there; give the size."""

    def run() -> int:
        done = sequencer.run_once(at=AT)
        while done.taken:
            done = sequencer.run_once(at=AT)
        return done.size

    return run
