"""The embedded PostgreSQL server: one data folder, one Unix socket, no network, peer login.

The server is a daemon of its own: it outlives the launcher, and a launcher that is killed leaves nothing to
repair. Whether it lives is asked by a real connection, never by a process number. Every change of state
happens under a lock on the data folder's home.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import psycopg

from zorgvuldig.interfaces.database import leftovers
from zorgvuldig.interfaces.database.accounts import server_account
from zorgvuldig.interfaces.database.binaries import find_binaries, readable_binaries
from zorgvuldig.interfaces.database.home import choose_home
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, MIGRATOR, locked_map, open_map
from zorgvuldig.interfaces.database.server_folder import PORT, ClusterError, ServerFolder

__all__ = ["PORT", "Cluster", "ClusterError", "embedded_cluster"]

START_SECONDS = 60.0
SOCKET_SECONDS = 5.0
LOCK_SECONDS = 120.0
PAUSE_SECONDS = 0.1
BUSY = "the database system is"


@dataclass(frozen=True)
class Cluster(ServerFolder):
    """One embedded server, which lives or not."""

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

    def reconfigure(self) -> None:
        """Write the settings anew and have a running server read them."""
        with self._lock():
            self._configure()
            if self._running():
                self._reload()

    def answers(self) -> bool:
        """Tell by a real connection whether the server takes logins, whatever it says to this one."""
        try:
            self.connect(role="zv_app", database="postgres").close()
        except psycopg.OperationalError as error:
            told = str(error)
            return "FATAL:" in told and BUSY not in told
        return True

    def lives(self) -> bool:
        """Tell whether any process of the server is left."""
        leftovers.clear(self.data)
        return self._running()

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
        with self._open_lock() as lock:
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

    def _open_lock(self) -> TextIO:
        path = self.home / "lock"
        try:
            return path.open("a", encoding="utf-8")
        except PermissionError:
            owner = self.home.stat().st_uid
            raise ClusterError(
                f"{path} cannot be opened by user {os.geteuid()}: user {owner} began this installation, and "
                "starts, stops and repairs its database. Run this command as that user.",
            ) from None

    def _end(self) -> None:
        words = ("-D", str(self.data), "-w", "-t", "60", "stop")
        # A server that is repairing itself may not hear a fast stop; at once is safe, for it repairs again.
        if self._run("pg_ctl", "-m", "fast", *words, check=False) and self.lives():
            self._run("pg_ctl", "-m", "immediate", *words)

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


def embedded_cluster(var: Path, *, tuning: Mapping[str, str] | None = None) -> Cluster:
    """Give the embedded server that belongs to one installation folder, started or not."""
    account = server_account()
    home = choose_home(var, account)
    binaries = readable_binaries(folder=find_binaries(), account=account, home=home)
    return Cluster(home, account, binaries, tuning or {})
