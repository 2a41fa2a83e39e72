"""Prepare a database server: roles, database, schemas, keys, and the note of where it all is."""

import os
from dataclasses import replace
from pathlib import Path

from zorgvuldig.interfaces.database.accounts import (
    Account,
    application_account,
    sequencer_account,
    witness_account,
)
from zorgvuldig.interfaces.database.facts import (
    APPLICATION_ROLE,
    SEQUENCER_ROLE,
    WITNESS_ROLE,
    ConnectionFacts,
    read_facts,
    write_facts,
)
from zorgvuldig.interfaces.database.keys import make_keys
from zorgvuldig.interfaces.database.leaks import close_leaks
from zorgvuldig.interfaces.database.roles import close_others, lay_roles, lay_schemas, let_owner_act
from zorgvuldig.interfaces.database.servers import EmbeddedServer, Server
from zorgvuldig.ledger.cosignature import CosigningKey
from zorgvuldig.ledger.note import SigningKey
from zorgvuldig.ledger.published import (
    DEFAULT_LOG_NAME,
    PUBLISHED,
    WITNESS_PUBLISHED,
    publish,
    published_name,
)
from zorgvuldig.records.keys import read_ring

__all__ = ["prepare", "start", "stop"]

FACTS = {
    APPLICATION_ROLE: "database.json",
    SEQUENCER_ROLE: "database-sequencer.json",
    WITNESS_ROLE: "database-witness.json",
}
#: What a ledger leaves outside of the database; it ends with the ledger.
LOG_FILES = (
    "keys/ledger-signing",
    PUBLISHED,
    "ledger/checkpoint",
    "ledger/halted",
    "keys/ledger-witness",
    WITNESS_PUBLISHED,
    "witness/checkpoint",
    "witness/halted",
)


def prepare(server: Server, *, var: Path, anew: bool = False) -> ConnectionFacts:
    """Bring a server to where migrations can begin; safe to repeat. `anew` throws the database away first."""
    if isinstance(server, EmbeddedServer):
        server.cluster.start()
    if anew:
        _end_log(var)
    make_keys(var / "keys")
    _publish_keys(var)
    with server.highest() as highest:
        server.make_database(highest, anew=anew)
        with highest.connect(server.database) as connection:
            lay_roles(connection)
            let_owner_act(connection, on=True)
            lay_schemas(connection, database=server.database)
            let_owner_act(connection, on=False)
            close_leaks(connection, database=server.database, var=var)
            if isinstance(server, EmbeddedServer):
                close_others(connection)
            version = connection.info.server_version
        facts = server.facts(server.new_passwords(highest))
        if facts.kind == "external":
            facts = replace(facts, version=version)
    _remember(facts, var)
    return facts


def start(server: Server, *, var: Path) -> None:
    """Start the embedded server where it is down; an external one is its keeper's."""
    if isinstance(server, EmbeddedServer):
        server.cluster.start()
        known = read_facts(var / FACTS[APPLICATION_ROLE])
        # The socket may have moved: a restart of the machine empties the folder of short-lived files.
        if known is not None and known != server.facts({}):
            _remember(server.facts({}), var)


def stop(server: Server) -> None:
    """Stop the embedded server; leave an external one alone."""
    if isinstance(server, EmbeddedServer):
        server.cluster.stop()


def _end_log(var: Path) -> None:
    """Let a ledger that begins anew sign with a new key: the old one vouched for the log thrown away."""
    for name in LOG_FILES:
        (var / name).unlink(missing_ok=True)


def _publish_keys(var: Path) -> None:
    """Publish the keys by which everyone checks the log, and so fix the log's name."""
    given = os.environ.get("ZORGVULDIG_LOG_NAME", DEFAULT_LOG_NAME)
    name = published_name(var / PUBLISHED) or given
    signing = read_ring("ledger-signing", folder=var / "keys").active.secret
    publish(SigningKey(name, signing).verifier_key, var / PUBLISHED)
    witness = published_name(var / WITNESS_PUBLISHED) or f"{name}/getuige"
    cosigning = read_ring("ledger-witness", folder=var / "keys").active.secret
    publish(CosigningKey(witness, cosigning).public, var / WITNESS_PUBLISHED)
    for folder, account in (("ledger", sequencer_account()), ("witness", witness_account())):
        (var / folder).mkdir(exist_ok=True)
        if account.words:
            os.chown(var / folder, account.uid, account.gid)


def _remember(facts: ConnectionFacts, var: Path) -> None:
    """Write a note for application, sequencer and witness each: none holds the password of another."""
    readers: dict[str, Account] = {
        APPLICATION_ROLE: application_account(),
        SEQUENCER_ROLE: sequencer_account(),
        WITNESS_ROLE: witness_account(),
    }
    for role, reader in readers.items():
        path = var / FACTS[role]
        own = {name: secret for name, secret in facts.passwords.items() if name == role}
        write_facts(path, replace(facts, passwords=own))
        if reader.words:
            os.chown(path, reader.uid, reader.gid)
