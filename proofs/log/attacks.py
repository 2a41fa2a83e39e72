"""Attacks on a log by whoever has all power over its database, and, in some, the log's own signing key.

Each changes the tables for real. Triggers and foreign keys do not count: the attacker's session runs as
superuser with `session_replication_role = replica`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from proofs.log.growing import leaf
from zorgvuldig.ledger import merkle, tiles
from zorgvuldig.ledger.checkpoint import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    import psycopg

    from zorgvuldig.ledger.note import SigningKey

TABLES = (
    "intake",
    "leaf",
    "node",
    "checkpoint",
    "cosignature",
    "segment_row",
    "decided_segment",
    "segment_block",
    "segment_tile",
)
_OF_AN_ENTRY = ("segment_row", "segment_block", "decided_segment", "segment_tile", "intake")
Row = tuple[Any, ...]


class Attacker:
    """A superuser's session, the stolen signing key, and dice."""

    def __init__(self, connection: psycopg.Connection[Any], key: SigningKey, dice: Random, size: int) -> None:
        self.connection, self.key, self.dice, self.size = connection, key, dice, size
        self.undone = 0
        connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            connection.execute(f"CREATE TABLE public.saved_{table} AS TABLE ledger.{table}".encode())

    def run(self, statement: str, words: Sequence[Any] = ()) -> list[Row]:
        """Run one statement; give its rows if it has any."""
        done = self.connection.execute(statement.encode(), words)
        return done.fetchall() if done.description else []

    def undo(self) -> None:
        """Put every table back as it was, for the next attack."""
        self.undone += 1
        # Emptying row by row is quick and leaves dead rows; now and then the tables begin anew.
        anew = self.undone % 50 == 0
        statements = [f"TRUNCATE {', '.join(f'ledger.{table}' for table in TABLES)} CASCADE"] if anew else []
        statements += [] if anew else [f"DELETE FROM ledger.{table}" for table in TABLES]
        statements += [
            f"INSERT INTO ledger.{table} OVERRIDING SYSTEM VALUE SELECT * FROM public.saved_{table}"
            for table in TABLES
        ]
        with self.connection.transaction():
            for statement in statements:
                self.connection.execute(statement.encode())

    def place(self, low: int = 0) -> int:
        """Draw a place in the log."""
        return self.dice.randrange(low, self.size)

    def rewrite(self, first: int, leaves: list[bytes]) -> None:
        """Make the log say `leaves` from place `first` on, signed anew with its own key: sound in itself."""
        before = [
            bytes(hashed)
            for (hashed,) in self.run(
                "SELECT leaf_hash FROM ledger.leaf WHERE index < %s ORDER BY index", [first]
            )
        ]
        gone = self.run("DELETE FROM ledger.leaf WHERE index >= %s RETURNING entry_id", [first])
        for table in _OF_AN_ENTRY:
            self.run(f"DELETE FROM ledger.{table} WHERE entry_id = ANY (%s)", [[entry for (entry,) in gone]])
        self.run("DELETE FROM ledger.checkpoint WHERE size > %s", [first])
        self.run("DELETE FROM ledger.cosignature WHERE size > %s", [first])
        hashes = [*before, *map(merkle.leaf_hash, leaves)]
        for number, content in enumerate(leaves):
            entry_id = uuid4()
            written = content or leaf(entry_id)
            hashes[first + number] = merkle.leaf_hash(written)
            self.run(
                "INSERT INTO ledger.intake (entry_id, leaf, purpose, outcome) VALUES (%s, %s, "
                "'formal-control', 'permit')",
                [entry_id, written],
            )
            self.run(
                "INSERT INTO ledger.leaf VALUES (%s, %s, %s)",
                [first + number, entry_id, hashes[first + number]],
            )
        self._sign(hashes)

    def _sign(self, hashes: list[bytes]) -> None:
        if not hashes:
            return
        self.run("DELETE FROM ledger.node")
        edge = tiles.RightEdge()
        for node in (node for hashed in hashes for node in edge.append(hashed)):
            self.run("INSERT INTO ledger.node VALUES (%s, %s, %s)", [node.level, node.index, node.hash])
        note = self.key.sign(Checkpoint(self.key.name, len(hashes), edge.root()).as_text())
        self.run(
            "INSERT INTO ledger.checkpoint VALUES (%s, %s, %s, now()) ON CONFLICT (size) DO UPDATE "
            "SET root = excluded.root, note = excluded.note",
            [len(hashes), edge.root(), note],
        )


def edit_content(at: Attacker) -> None:
    """Change one byte of what an entry says."""
    at.run(
        "UPDATE ledger.intake SET leaf = set_byte(leaf, %s, get_byte(leaf, %s) # 1) WHERE entry_id = "
        "(SELECT entry_id FROM ledger.leaf WHERE index = %s)",
        [*[at.dice.randrange(400)] * 2, at.place()],
    )


def edit_beside(at: Attacker) -> None:
    """Change the column by which an entry is found."""
    column, value = at.dice.choice(
        (("purpose", "marketing"), ("outcome", "forbid"), ("run_id", str(uuid4())))
    )
    at.run(
        f"UPDATE ledger.intake SET {column} = %s WHERE entry_id = "
        "(SELECT entry_id FROM ledger.leaf WHERE index = %s)",
        [value, at.place()],
    )


def edit_hash(at: Attacker) -> None:
    """Change a hash in the tree."""
    at.run("UPDATE ledger.leaf SET leaf_hash = sha256(leaf_hash) WHERE index = %s", [at.place()])


def edit_checkpoint(at: Attacker) -> None:
    """Change what was signed, in one of its parts."""
    change = at.dice.choice(
        ("root = sha256(root)", "note = replace(note, E'\\n\\n', E'\\nmore\\n\\n')", "size = size + 1000")
    )
    at.run(f"UPDATE ledger.checkpoint SET {change} WHERE size = (SELECT min(size) FROM ledger.checkpoint)")


def edit_row(at: Attacker) -> None:
    """Change, or take away, a row or a tile of a run."""
    change = at.dice.choice(
        (
            "UPDATE ledger.segment_row SET content = content || ' '::bytea WHERE row_index = %s",
            "DELETE FROM ledger.segment_row WHERE row_index = %s",
            "UPDATE ledger.segment_tile SET hashes = hashes || sha256('') WHERE %s >= 0",
        )
    )
    at.run(change, [at.dice.randrange(5)])


def edit_block(at: Attacker) -> None:
    """Change, or take away, rows of a bulk decision, or say another thing of their classes."""
    column = at.dice.choice(("indexes", "commitments", "classes", "first_index", "last_index"))
    byte = f"set_byte({column}, %s, get_byte({column}, %s) # 1)"
    statement, words = at.dice.choice(
        (
            (f"UPDATE ledger.segment_block SET {column} = {byte}", [0, 0]),
            ("UPDATE ledger.segment_block SET first_row = first_row + %s", [at.dice.randint(1, 9)]),
            ("UPDATE ledger.decided_segment SET size = size + %s", [at.dice.randint(1, 9)]),
            ("UPDATE ledger.decided_segment SET contents = jsonb_set(contents, '{0}', %s)", ['"other"']),
            ("DELETE FROM ledger.segment_block WHERE first_row >= %s", [0]),
        )
    )
    at.run(statement, words)


def delete_entry(at: Attacker) -> None:
    """Take an entry away, with or without its place in the tree."""
    place = at.place()
    at.run(
        "DELETE FROM ledger.intake WHERE entry_id = (SELECT entry_id FROM ledger.leaf WHERE index = %s)",
        [place],
    )
    if at.dice.random() < 0.5:  # noqa: PLR2004 — half of them
        at.run("DELETE FROM ledger.leaf WHERE index = %s", [place])


def delete_and_close(at: Attacker) -> None:
    """Take an entry out of the tree and move all after it one place down."""
    at.run("DELETE FROM ledger.leaf WHERE index = %s", [at.place()])
    at.run(
        "UPDATE ledger.leaf l SET index = n.place FROM "
        "(SELECT entry_id, row_number() OVER (ORDER BY index) - 1 AS place FROM ledger.leaf) n "
        "WHERE n.entry_id = l.entry_id AND n.place <> l.index"
    )


def swap(at: Attacker) -> None:
    """Let two entries change places."""
    first, second = at.dice.sample(range(at.size), 2)
    found = at.run(
        "SELECT index, entry_id, leaf_hash FROM ledger.leaf WHERE index IN (%s, %s)", [first, second]
    )
    at.run("DELETE FROM ledger.leaf WHERE index IN (%s, %s)", [first, second])
    for index, entry_id, hashed in found:
        at.run("INSERT INTO ledger.leaf VALUES (%s, %s, %s)", [first + second - index, entry_id, hashed])


def insert(at: Attacker) -> None:
    """Put an entry behind the last one, under no checkpoint or under one that nobody signed."""
    entry_id = uuid4()
    content = leaf(entry_id)
    at.run(
        "INSERT INTO ledger.intake (entry_id, leaf, purpose, outcome) "
        "VALUES (%s, %s, 'formal-control', 'permit')",
        [entry_id, content],
    )
    at.run("INSERT INTO ledger.leaf VALUES (%s, %s, %s)", [at.size, entry_id, merkle.leaf_hash(content)])
    if at.dice.random() < 0.5:  # noqa: PLR2004 — half of them
        at.run(
            "INSERT INTO ledger.checkpoint SELECT %s, root, note, now() FROM ledger.checkpoint "
            "WHERE size = %s",
            [at.size + 1, at.size],
        )


def replay(at: Attacker) -> None:
    """Let an earlier entry stand a second time, in the place of another."""
    source, target = at.dice.sample(range(at.size), 2)
    at.run(
        "UPDATE ledger.intake t SET leaf = s.leaf FROM ledger.intake s "
        "WHERE s.entry_id = (SELECT entry_id FROM ledger.leaf WHERE index = %s) "
        "AND t.entry_id = (SELECT entry_id FROM ledger.leaf WHERE index = %s)",
        [source, target],
    )
    if at.dice.random() < 0.5:  # noqa: PLR2004 — half of them
        at.run(
            "UPDATE ledger.leaf t SET leaf_hash = s.leaf_hash FROM ledger.leaf s "
            "WHERE s.index = %s AND t.index = %s",
            [source, target],
        )


def truncate(at: Attacker) -> None:
    """Cut the log off at an earlier checkpoint: what is left is sound, and really signed."""
    sizes = [size for (size,) in at.run("SELECT size FROM ledger.checkpoint ORDER BY size")]
    keep = at.dice.choice(sizes[:-1])
    gone = at.run("DELETE FROM ledger.leaf WHERE index >= %s RETURNING entry_id", [keep])
    entries = [[entry for (entry,) in gone]]
    for table in _OF_AN_ENTRY:
        at.run(f"DELETE FROM ledger.{table} WHERE entry_id = ANY (%s)", entries)
    for table in ("checkpoint", "cosignature"):
        at.run(f"DELETE FROM ledger.{table} WHERE size > %s", [keep])


def rewrite_tail(at: Attacker) -> None:
    """Write the end of the log anew, as long as it was, signed with its own stolen key."""
    first = at.place()
    at.rewrite(first, [b""] * (at.size - first))


def rewrite_longer(at: Attacker) -> None:
    """Write the end anew, and longer, so that no size tells it."""
    first = at.place()
    at.rewrite(first, [b""] * (at.size - first + at.dice.randint(1, 5)))


def rewrite_shorter(at: Attacker) -> None:
    """Leave entries out at the end, signed at the smaller size."""
    first = at.place(1)
    at.rewrite(first, [b""] * at.dice.randrange(at.size - first))


OUTSIDE: tuple[Callable[[Attacker], None], ...] = (
    edit_content,
    edit_beside,
    edit_hash,
    edit_checkpoint,
    edit_row,
    edit_block,
    delete_entry,
    delete_and_close,
    swap,
    insert,
    replay,
    truncate,
)
WITH_THE_KEY: tuple[Callable[[Attacker], None], ...] = (rewrite_tail, rewrite_longer, rewrite_shorter)
