"""What a server that was killed leaves behind, and when it is safe to clear.

PostgreSQL refuses to start while its pid file names a living process. A killed server stays a zombie until
its parent collects it, in some containers for ever, and after a reboot the number may belong to a stranger.
So the file goes when no process works in the data folder any more: every server process, and nobody else,
has it as its working folder.
"""

import shutil
import time
from pathlib import Path

__all__ = ["clear", "remove_tree"]

PROCESSES = Path("/proc")
WAIT_SECONDS = 10.0


def clear(data: Path) -> None:
    """Remove the pid file of a server that is dead; keep it while any of its processes lives."""
    file = data / "postmaster.pid"
    if not PROCESSES.is_dir() or not file.exists():
        return
    until = time.monotonic() + WAIT_SECONDS
    while workers(data):
        if _postmaster(file) in workers(data) or time.monotonic() > until:
            return
        time.sleep(0.1)
    file.unlink(missing_ok=True)


def workers(data: Path) -> set[int]:
    """Find the living processes whose working folder is this data folder."""
    found = set()
    for process in PROCESSES.iterdir():
        if process.name.isdigit():
            try:
                # A zombie has no working folder: reading it fails.
                if (process / "cwd").readlink() == data:
                    found.add(int(process.name))
            except OSError:
                continue
    return found


def remove_tree(folder: Path) -> None:
    """Remove a half-made folder, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def _postmaster(file: Path) -> int:
    try:
        return int(file.read_text(encoding="utf-8").splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return -1
