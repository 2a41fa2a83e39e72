"""The files of an embedded server: its data folder, settings, login map, log and socket, and who owns them.

Root prepares files here that another account owns. So nothing that the account could have planted is
followed, and no folder above is ever opened wider.
"""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zorgvuldig.interfaces.database import leftovers
from zorgvuldig.interfaces.database.accounts import PLAIN_ENVIRONMENT, Account
from zorgvuldig.interfaces.database.archive import archive_settings
from zorgvuldig.interfaces.database.binaries import major_version
from zorgvuldig.interfaces.database.identities import BOOTSTRAP, locked_map, login_rules
from zorgvuldig.interfaces.memory import buffers

__all__ = ["PORT", "ClusterError", "ServerFolder"]

PORT = "5432"
# A socket's path may hold 107 bytes, of which the file's own name takes 16.
LONGEST_FOLDER = 90


class ClusterError(RuntimeError):
    """The embedded server could not be brought to the state that was asked for."""


@dataclass(frozen=True)
class ServerFolder:
    """The home of one server: it holds its data, its log, its lock and, where short enough, its socket."""

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

    def _running(self) -> bool:
        return (self.data / "postmaster.pid").exists()

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
            "shared_buffers": f"{buffers()}MB",
            "lc_messages": "C",
            "log_line_prefix": "%m [%p] %u@%d ",
            "row_security": "on",
            **archive_settings(self.home),
            # An error's statement and detail hold people's data: the log tells what went wrong, not of whom.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            # Even the first line of an error may repeat the value that was wrong; the program logs its class.
            # What the server says of itself ranks above errors here, and stays.
            "log_min_messages": "log",
            **self.tuning,
        }
        text = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in words.items())
        # This file goes over what initdb wrote, and stands even if the server's own account would tamper.
        self._write("postgresql.auto.conf", text)
        self._write("pg_hba.conf", login_rules())
        self._write("pg_ident.conf", locked_map())

    def run_program(self, program: str, *words: str) -> str:
        """Run one of the server's programs under the server's account; give what it said."""
        ended = self._ended(program, *words)
        if ended.returncode:
            raise ClusterError(f"{program} failed for {self.home}: {ended.stdout.strip().splitlines()[-3:]}")
        return ended.stdout

    def _run(self, program: str, *words: str, check: bool = True) -> int:
        if check:
            self.run_program(program, *words)
            return 0
        return self._ended(program, *words).returncode

    def run_tool(self, *words: str) -> None:
        """Run a program of the system under the server's account."""
        ended = self._spawn(*words)
        if ended.returncode:
            raise ClusterError(f"{' '.join(words)} failed: {ended.stdout.strip()}")

    def _ended(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        return self._spawn(str(self.binaries / program), *words)

    def _spawn(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            check=False,
            cwd="/",
            env=PLAIN_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **self.account.words,
        )

    def _write(self, name: str, text: str) -> None:
        """Put a file in the data folder; a link planted there by the server's account is never followed."""
        draft = self.data / f"{name}.draft"
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            if self.account.words:
                os.fchown(file.fileno(), self.account.uid, self.account.gid)
        draft.replace(self.data / name)

    def give(self, path: Path) -> None:
        """Hand a path to the server's account."""
        self._give(path)

    def _give(self, path: Path) -> None:
        if self.account.words:
            os.chown(path, self.account.uid, self.account.gid)
