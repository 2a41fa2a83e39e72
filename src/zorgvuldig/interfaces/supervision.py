"""Run several processes as one: start them under their accounts, end them together, know them again later.

A member that ends by itself is started again, after a pause that grows; one that ends too often ends all. A
note in `var` names every process with the moment it started, so that whoever comes after a killed supervisor
can end what it left, and never ends a stranger that was given the same number.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from types import FrameType

from zorgvuldig.interfaces.database.accounts import Account
from zorgvuldig.ledger.halting import HALTED_EXIT

__all__ = ["Member", "MemberDiedError", "Supervisor", "end_noted", "living", "rotate"]
__all__ += ["started_at"]

#: How often a member is started again within a while, and how long that waits at first and at most (seconds).
MOST_RESTARTS = 5
WHILE_SECONDS = 600.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

GRACE_SECONDS = 15.0
PAUSE_SECONDS = 0.2
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOG_LINES = 5
LOG_BYTES = 10_000_000
LOGS_KEPT = 5
LOG_DAYS = 35


class MemberDiedError(RuntimeError):
    """A process that the others need ended by itself."""


@dataclass(frozen=True)
class Member:
    """One process: its name, its words, its account, and its surroundings."""

    name: str
    words: Sequence[str]
    account: Account
    environment: Mapping[str, str]
    may_halt: bool = False
    """Whether it may find the log broken and end, while the others go on and tell of it."""


@dataclass
class _Member:
    """A member with when it was started again, and when it will be."""

    member: Member
    restarts: list[float] = field(default_factory=list)
    due: float = inf


@dataclass
class Supervisor:
    """Keeps members running, notes them, and ends them when asked."""

    note: Path
    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    asked_to_end: bool = False
    known: dict[str, _Member] = field(default_factory=dict)

    def start(self, member: Member) -> None:
        """Start one member; what it says goes to a log of its own."""
        self.logs.mkdir(parents=True, exist_ok=True)
        # Appended to, so that a log which is emptied under a running process goes on at its beginning.
        descriptor = os.open(self.logs / f"{member.name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as log:
            self.running[member.name] = subprocess.Popen(
                member.words,
                cwd="/",
                env=dict(member.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **member.account.words,
            )
        self.known.setdefault(member.name, _Member(member)).due = inf
        self._write_note()

    def watch(
        self, until: Callable[[], bool] = lambda: False, *, seconds: float = inf, restart: bool = False
    ) -> None:
        """Wait until asked to end or until `until` holds.

        Args:
            until: what is waited for.
            seconds: for how long at most.
            restart: whether a member that ends by itself is started again; otherwise that is an error, as
                while everything starts.

        Raises:
            MemberDiedError: a member ended, or ended too often, or what was waited for did not come.
        """
        latest = time.monotonic() + seconds
        while not self.asked_to_end and not until():
            if time.monotonic() > latest:
                names = ", ".join(self.running)
                raise MemberDiedError(f"{names} did not become ready in {seconds:.0f} s: see {self.logs}")
            for name, process in list(self.running.items()):
                if _ended(process):
                    self._ended_by_itself(name, process.returncode, restart=restart)
            for each in self.known.values():
                if each.due <= time.monotonic():
                    self.start(each.member)
            rotate(self.logs)
            time.sleep(PAUSE_SECONDS)

    def end(self) -> None:
        """End every member, kindly and then not, and forget the note."""
        for process in self.running.values():
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(process.pid)
                process.wait()
        self.running.clear()
        self.note.unlink(missing_ok=True)

    def _ended_by_itself(self, name: str, code: int, *, restart: bool) -> None:
        known, now = self.known[name], time.monotonic()
        if code == HALTED_EXIT and known.member.may_halt:
            # Not started again: it would only refuse again, and somebody must look.
            self._forget(name)
            _tell(f"ALARM: the {name} stopped for good: {self._last_words(name)}")
            return
        if not restart:
            raise MemberDiedError(f"{name} ended by itself: {self._last_words(name)}")
        known.restarts = [at for at in known.restarts if at > now - WHILE_SECONDS]
        if len(known.restarts) >= MOST_RESTARTS:
            raise MemberDiedError(
                f"{name} ended by itself {MOST_RESTARTS + 1} times in {WHILE_SECONDS / 60:.0f} minutes, so "
                f"everything ends: {self._last_words(name)}"
            )
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** len(known.restarts))
        known.restarts.append(now)
        known.due = now + pause
        self._forget(name)
        _tell(
            f"RESTART: {name} ended by itself and starts again in {pause:g} s "
            f"({len(known.restarts)} of {MOST_RESTARTS} times): {self._last_words(name)}"
        )

    def _forget(self, name: str) -> None:
        del self.running[name]
        self._write_note()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take an interrupt, a termination or a closed terminal as the wish to end."""
        before = {number: signal.signal(number, self._ask_to_end) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask_to_end(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.asked_to_end = True

    def _write_note(self) -> None:
        pids = [os.getpid(), *(process.pid for process in self.running.values())]
        draft = self.note.with_suffix(".draft")
        draft.write_text(json.dumps([[pid, started_at(pid)] for pid in pids]), encoding="utf-8")
        draft.replace(self.note)

    def _last_words(self, name: str) -> str:
        path = self.logs / f"{name}.log"
        return f"{' | '.join(path.read_text(errors='replace').splitlines()[-LOG_LINES:])} (see {path})"


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a member ended, and end what it started itself, while its number is still its own."""
    if process.returncode is None:
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return False
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return True


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def rotate(folder: Path) -> None:
    """Put logs that grew too long aside, and forget the oldest; nothing that writes has to know."""
    for path in folder.glob("*.log"):
        if path.stat().st_size > LOG_BYTES:
            for number in range(LOGS_KEPT - 1, 0, -1):
                older = path.with_suffix(f".log.{number}")
                if older.exists():
                    older.replace(path.with_suffix(f".log.{number + 1}"))
            shutil.copy2(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)
    oldest = time.time() - LOG_DAYS * 86_400
    for path in folder.glob("*.log.*"):
        if path.stat().st_mtime < oldest:
            path.unlink()


def started_at(pid: int) -> str | None:
    """Tell when a living process started, in the kernel's own count; None when there is none, or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[19]


def living(note: Path) -> list[int]:
    """List the members of a note that still live, without their supervisor."""
    return [pid for pid, started in _noted(note)[1:] if started is not None and started_at(pid) == started]


def end_noted(note: Path) -> int:
    """End what a note names and still lives, the supervisor first; give how many were ended."""
    ended = 0
    for pid, started in _noted(note):
        if pid != os.getpid() and started is not None and started_at(pid) == started:
            ended += 1
            _end(pid, started)
    note.unlink(missing_ok=True)
    return ended


def _noted(note: Path) -> list[tuple[int, str | None]]:
    try:
        return [(pid, started) for pid, started in json.loads(note.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []


def _end(pid: int, started: str) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    # A supervisor ends its members within the same grace, and then the database.
    until = time.monotonic() + 2 * GRACE_SECONDS
    while started_at(pid) == started:
        if time.monotonic() > until:
            _kill_group(pid)
        time.sleep(PAUSE_SECONDS)


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
