"""Writers of the crash drill: real processings under ids of the client's own, logged once acknowledged.

A write of which the answer never came is in doubt, so it is asked for again under the same id: the database
either takes it, or says that it is there already. Both are an acknowledgement.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import django

THREADS = 4
PAUSE = 0.05


def main(words: list[str]) -> int:
    """Write until asked to stop; `words` are the log and the person about whom is written."""
    django.setup()
    # Only now can the models be read.
    from proofs.crash.consents import Outcome, record  # noqa: PLC0415 — needs the settings

    log, subject = Path(words[0]), UUID(words[1])
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write() -> None:
        while not stop.is_set():
            client = uuid4()
            while not stop.is_set():
                outcome = record(client, subject, at=datetime.now(UTC))
                if outcome is not Outcome.IN_DOUBT:
                    os.write(descriptor, f"{client} {outcome.value}\n".encode())
                    break
                os.write(descriptor, f"{client} {outcome.value}\n".encode())
                time.sleep(PAUSE)

    threads = [threading.Thread(target=write) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
