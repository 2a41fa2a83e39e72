"""The embedded PostgreSQL server: one data folder, one Unix socket, no network, peer login.

The server is a daemon of its own: it outlives the launcher, and a launcher that is killed leaves nothing to
repair. Whether it lives is asked by a real connection, never by a process number. Every change of state
happens under a lock on the data folder's home.
"""

import contextlib
import fcntl
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from zorgvuldig.interfaces.database import leftovers
from zorgvuldig.interfaces.database.accounts import PLAIN_ENVIRONMENT, Account, server_account
from zorgvuldig.interfaces.database.binaries import find_binaries, major_version, readable_binaries
from zorgvuldig.interfaces.database.home import choose_home
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, MIGRATOR, locked_map, login_rules, open_map

__all__ = ["Cluster", "ClusterError", "embedded_cluster"]

PORT = "5432"
# A socket's path may hold 107 bytes, of which the file's own name takes 16.
LONGEST_FOLDER = 90
START_SECONDS = 60.0
SOCKET_SECONDS = 5.0
LOCK_SECONDS = 120.0
PAUSE_SECONDS = 0.1
BUSY = "the database system is"


class ClusterError(RuntimeError):
    """The embedded server could not be brought to the state that was asked for."""


@dataclass(frozen=True)
class Cluster:
    """One embedded server: `home` holds its data, its log, its lock and, where short enough, its socket."""

    home: Path
    account: Account
    binaries: Path
    tuning: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Give the data folder, which only the server's account may enter."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Give the server's own log file."""
        return self.home / "server.log"

    @property
    def socket(self) -> Path:
        """Give the folder of the server's socket: in `home`, or a short one that `home` remembers."""
        if len(os.fsencode(self.home / "run")) <= LONGEST_FOLDER:
            return self.home / "run"
        note = self.home / "socket-folder"
        if not note.exists():
            note.write_text(tempfile.mkdtemp(prefix="zv-", dir="/tmp"), encoding="utf-8")
        return Path(note.read_text(encoding="utf-8"))

    def start(self) -> None:
        """Start the server, making its data folder first where there is none; do nothing when it answers."""
        with self._lock():
            if not self._answers_soon():
                if not (self.data / "PG_VERSION").exists():
                    self._create()
                self._check_version()
                self._configure()
                self._launch()
            self._close_forgotten_doors()

    def stop(self) -> None:
        """Stop the server, ending open sessions; do nothing when none runs."""
        with self._lock():
            leftovers.clear(self.data)
            if self._running():
                self._end()

    def answers(self) -> bool:
        """Tell by a real connection whether the server takes logins, whatever it says to this one."""
        try:
            self.connect(role="zv_app", database="postgres").close()
        except psycopg.OperationalError as error:
            told = str(error)
            return "FATAL:" in told and BUSY not in told
        return True

    def connect(self, *, role: str, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Log in over the socket, in autocommit."""
        return psycopg.connect(
            host=str(self.socket),
            port=PORT,
            user=role,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    @contextlib.contextmanager
    def maintenance(self) -> Iterator[None]:
        """Let the account that started this be migrator and superuser in the block, and nobody after it."""
        with self._lock():
            try:
                self._write("pg_ident.conf", open_map())
                self._reload()
                self._await_login(possible=True)
                with self.connect(role=BOOTSTRAP, database="postgres") as control:
                    try:
                        yield
                    finally:
                        self._close_doors(control)
            finally:
                self._write("pg_ident.conf", locked_map())

    def _close_doors(self, control: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._write("pg_ident.conf", locked_map())
        self._reload()
        self._await_login(possible=False)
        # Whoever slipped in while the doors stood open loses the session now.
        control.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename IN (%s, %s) AND pid <> pg_backend_pid()",
            [BOOTSTRAP, MIGRATOR],
        )

    def _await_login(self, *, possible: bool) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                self.connect(role=BOOTSTRAP, database="postgres").close()
            except psycopg.OperationalError as error:
                if not possible and "authentication failed" in str(error):
                    return
            else:
                if possible:
                    return
            time.sleep(PAUSE_SECONDS / 4)
        state = "open for maintenance" if possible else "closed after maintenance"
        raise ClusterError(f"The login map of {self.home} could not be {state}: see {self.log}.")

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        until = time.monotonic() + LOCK_SECONDS
        with (self.home / "lock").open("a", encoding="utf-8") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise ClusterError(
                            f"Another command holds {self.home / 'lock'}; wait for it to end and try again.",
                        ) from None
                    time.sleep(PAUSE_SECONDS)
            yield

    def _running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

    def _end(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop")

    def _answers_soon(self) -> bool:
        """Give a server that another command just started, or that repairs itself, the time to come up."""
        leftovers.clear(self.data)
        until = time.monotonic() + SOCKET_SECONDS
        while self._running():
            if self.answers():
                return True
            # A cleaner of short-lived files may take the socket from under a living server.
            if not (self.socket / f".s.PGSQL.{PORT}").exists() and time.monotonic() > until:
                self._end()
            time.sleep(PAUSE_SECONDS)
            leftovers.clear(self.data)
        return False

    def _close_forgotten_doors(self) -> None:
        """Close what a maintenance that was killed left open."""
        if (self.data / "pg_ident.conf").read_text(encoding="utf-8") != locked_map():
            self._write("pg_ident.conf", open_map())
            self._reload()
            self._await_login(possible=True)
            with self.connect(role=BOOTSTRAP, database="postgres") as control:
                self._close_doors(control)

    def _create(self) -> None:
        draft = self.home / "data.draft"
        leftovers.remove_tree(draft)
        draft.mkdir(mode=0o700)
        self._give(draft)
        self._run(
            "initdb",
            f"--pgdata={draft}",
            f"--username={BOOTSTRAP}",
            "--auth-local=peer",
            "--auth-host=reject",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        )
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("include 'zorgvuldig.conf'\n")
        draft.rename(self.data)

    def _check_version(self) -> None:
        made_by = int((self.data / "PG_VERSION").read_text(encoding="utf-8"))
        runs = major_version(self.binaries)
        if made_by != runs:
            raise ClusterError(
                f"{self.data} was made by PostgreSQL {made_by}, and {self.binaries} is PostgreSQL {runs}. "
                f"Set ZORGVULDIG_PG_BIN to programs of version {made_by}, or move the folder away.",
            )

    def _configure(self) -> None:
        socket = self.socket
        socket.mkdir(mode=0o711, exist_ok=True)
        socket.chmod(0o711)
        self._give(socket)
        self.log.touch(mode=0o600)
        self._give(self.log)
        words = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket),
            "port": PORT,
            "max_connections": "60",
            "shared_buffers": "128MB",
            "lc_messages": "C",
            "log_line_prefix": "%m [%p] %u@%d ",
            "row_security": "on",
            **self.tuning,
        }
        text = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in words.items())
        self._write("zorgvuldig.conf", text)
        self._write("pg_hba.conf", login_rules())
        self._write("pg_ident.conf", locked_map())

    def _launch(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            # After a crash the first try may meet shared memory that a dying child still holds.
            self._run(
                "pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-t", "60", "start", check=False
            )
            if self.answers():
                return
            if time.monotonic() > until:
                lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
                raise ClusterError(f"PostgreSQL did not start from {self.data}: {' | '.join(lines)}")
            time.sleep(PAUSE_SECONDS)
            leftovers.clear(self.data)

    def _reload(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "reload")

    def _run(self, program: str, *words: str, check: bool = True) -> int:
        ended = subprocess.run(
            [self.binaries / program, *words],
            check=False,
            cwd="/",
            env=PLAIN_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **self.account.words,
        )
        if check and ended.returncode:
            raise ClusterError(f"{program} failed for {self.home}: {ended.stdout.strip().splitlines()[-3:]}")
        return ended.returncode

    def _write(self, name: str, text: str) -> None:
        draft = self.data / f"{name}.draft"
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o600)
        self._give(draft)
        draft.replace(self.data / name)

    def _give(self, path: Path) -> None:
        if self.account.words:
            os.chown(path, self.account.uid, self.account.gid)


def embedded_cluster(var: Path, *, tuning: Mapping[str, str] | None = None) -> Cluster:
    """Give the embedded server that belongs to one installation folder, started or not."""
    account = server_account()
    home = choose_home(var, account)
    binaries = readable_binaries(folder=find_binaries(), account=account, home=home)
    return Cluster(home, account, binaries, tuning or {})
