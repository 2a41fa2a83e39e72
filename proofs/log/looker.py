"""The witness in a process that lives as long as a drill: it cosigns once, then says what it would refuse.

Started by root it becomes the witness's system account before it reads a key or opens the database: what it
keeps nobody else can write. Words: the account's user id and group id, or nothing to stay who it is.
"""

from __future__ import annotations

import importlib
import os
import sys
from datetime import UTC, datetime

ROOM = "zorgvuldig.ledger"


def main(words: list[str]) -> None:
    """Cosign, then answer each line with `sound` or with what the witness refuses."""
    importlib.import_module("django").setup()
    connections = importlib.import_module("django.db").connections
    keys, storage, checkpoints, note, consistency, kept, witnesses = (
        importlib.import_module(f"{ROOM}.{name}")
        for name in ("keys", "storage", "checkpoint", "note", "consistency", "kept", "witness")
    )
    # Whatever loads late loads now: afterwards this account may not read our libraries.
    storage.log_size("witness")
    keys.cosigning_key().cosign("", datetime.now(UTC))
    connections["witness"].close()
    if words:
        os.setgroups([])
        os.setgid(int(words[1]))
        os.setuid(int(words[0]))
    log = keys.published_key()
    done = witnesses.Witness(keys.cosigning_key(), log, keys.kept_by_witness()).look(at=datetime.now(UTC))
    print(f"{done.size} {os.geteuid()}", flush=True)

    def opened(text: str) -> object:
        return checkpoints.Checkpoint.parse(note.open_note(text, [log]))

    before = opened(keys.kept_by_witness().note())
    for _ in sys.stdin:
        with connections["witness"].cursor() as cursor:
            last = storage.last_checkpoint(cursor)
            try:
                if last is None:
                    raise kept.ForkError("the log is empty")  # noqa: TRY301 — told as any other refusal
                consistency.demand_consistent(before, opened(last.note), read=storage.tile_reader(cursor))
                answer = "sound"
            except (kept.ForkError, note.NoteError) as error:
                answer = f"refused: {error}"
        print(" ".join(answer.split()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
