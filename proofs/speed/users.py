"""Some users of one process: threads that read without a pause, each on a connection of its own.

`python -m proofs.speed.users KIND THREADS SECONDS` says ready, waits for a line, and tells what it did.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
import threading
import time
from typing import Any


def main() -> None:
    """Warm up, wait for the word, read for so many seconds, and tell."""
    kind, threads, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    importlib.import_module("django").setup()
    reads: Any = importlib.import_module("proofs.speed.reads")
    django_db: Any = importlib.import_module("django.db")
    reads.open_bare()
    everyone = reads.persons()
    read = reads.gated if kind == "gated" else reads.plain
    took: list[float] = []
    # Who fails before the start breaks the barrier for all: the drill then stumbles instead of waiting.
    ready, go = threading.Barrier(threads + 1, timeout=30), threading.Event()

    def user(number: int) -> None:
        whom = random.Random(number)  # noqa: S311 — whom to read about is no secret
        for _ in range(10):
            read(whom.choice(everyone))
        ready.wait()
        go.wait()
        until = time.monotonic() + seconds
        mine: list[float] = []
        while (begun := time.monotonic()) < until:
            read(whom.choice(everyone))
            mine.append(time.monotonic() - begun)
        took.extend(mine)
        django_db.connections.close_all()

    users = [threading.Thread(target=user, args=(number,)) for number in range(threads)]
    for each in users:
        each.start()
    ready.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    spent = time.process_time()
    go.set()
    for each in users:
        each.join()
    took.sort()
    told = {
        "reads": len(took),
        "p50": took[len(took) // 2] * 1e3,
        "p99": took[int(len(took) * 0.99)] * 1e3,
        "cpu": time.process_time() - spent,
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
