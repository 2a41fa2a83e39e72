"""The processes of a running installation: pages, jobs, sequencer and witness, and the account of each."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import zorgvuldig
from zorgvuldig.interfaces.database.accounts import (
    Account,
    application_account,
    may,
    own_account,
    sequencer_account,
    witness_account,
)
from zorgvuldig.interfaces.identity.testing.beside import IDENTITY_WORD, beside
from zorgvuldig.interfaces.key_server.places import socket_in
from zorgvuldig.interfaces.places import DATABASE_FACTS, KEYS, VAR
from zorgvuldig.interfaces.supervision import Member
from zorgvuldig.interfaces.web.wsgi_bounds import THREADS

__all__ = ["LOGS", "NOTE", "Address", "PortTakenError", "make_folders", "members"]
__all__ += ["has_key_server", "keys_served", "open_accounts"]

NOTE = VAR / "processes.json"
LOGS = VAR / "log"
COMMAND_LINE = "zorgvuldig.interfaces.command_line"
# What a process may know of its surroundings: never DATABASE_URL, never somebody's home.
PASSED_ON: tuple[str, ...] = ("PATH", "LANG", "LC_ALL", "TZ", "ZORGVULDIG_VAR", "ZORGVULDIG_ORIGIN")
PASSED_ON += ("ZORGVULDIG_LOG_NAME",)
PASSED_ON += ("ZORGVULDIG_METRICS", "ZORGVULDIG_INSURER", "ZORGVULDIG_SECURITY_CONTACT", "ZORGVULDIG_KEYS")
PASSED_ON += ("ZORGVULDIG_IDENTITY", "ZORGVULDIG_TRUSTED_PROXIES", "ZORGVULDIG_MEMORY")
ANSWER_SECONDS = 5
KEYS_SECONDS = 15.0
FIGURES = VAR / "metrics"
GRANIAN_LOG = Path(__file__).parent / "operations" / "granian.json"
#: Who ends for good, and is shown, when the log is found broken.
HALTING = ("sequencer", "witness")


class PortTakenError(RuntimeError):
    """Somebody else listens where the pages should be."""


@dataclass(frozen=True)
class Address:
    """Where the pages are."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Give the address as people type it."""
        return f"http://localhost:{self.port}"

    def claim(self) -> None:
        """Make sure that nobody listens here yet."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise PortTakenError(
                    f"Port {self.port} on {self.host} cannot be used ({error.strerror}): end what listens "
                    "there (`make stop` ends an earlier demo), or choose another with PORT=8001.",
                ) from None

    def healthy(self) -> bool:
        """Ask the pages whether they and their database are well."""
        asking = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS)
        try:
            asking.request("GET", "/healthz", headers={"Host": "localhost"})
            answer = asking.getresponse()
            # Pages that say that the log is broken are well themselves.
            return answer.status == HTTPStatus.OK or b'"degraded"' in answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()


def members(address: Address, *, workers: int) -> list[Member]:
    """List the processes of an installation."""
    application, sequencer, witness = open_accounts() or (own_account(),) * 3
    granian = ["granian", "--interface", "wsgi", "--host", address.host, "--port", str(address.port)]
    granian += ["--workers", str(workers), "--blocking-threads", str(THREADS), "--http", "1"]
    granian += ["--no-ws", "--no-access-log"]
    granian += ["--log-config", str(GRANIAN_LOG)]
    python = [sys.executable, "-m"]
    origin = os.environ.get("ZORGVULDIG_ORIGIN", address.url)
    provider = beside(os.environ, origin=origin, var=VAR, account=application)
    if provider:
        os.environ[IDENTITY_WORD] = str(provider.configuration)
    figures = [_member("metrics", [*python, COMMAND_LINE, "metrics", "--watch"], application, address)]
    return [
        *_key_server(python, address),
        _member("sequencer", [*python, COMMAND_LINE, "ledger", "sequence", "--watch"], sequencer, address),
        _member("witness", [*python, COMMAND_LINE, "ledger", "witness", "--watch"], witness, address),
        _member("worker", [*python, COMMAND_LINE, "jobs"], application, address),
        _member("web", [*python, *granian, "zorgvuldig.interfaces.wsgi:application"], application, address),
        *(
            [_member("test-provider", [*python, COMMAND_LINE, *provider.words], application, address)]
            if provider
            else []
        ),
        *(figures if os.environ.get("ZORGVULDIG_METRICS") else []),
    ]


def _key_server(python: list[str], address: Address) -> list[Member]:
    """Give the key server, where this installation has one of its own; it takes on its account itself."""
    if not has_key_server():
        return []
    return [_member("keys", [*python, COMMAND_LINE, "keys", "serve"], own_account(), address)]


def has_key_server() -> bool:
    """Tell whether the keys of this installation are in a key server of its own."""
    return os.environ.get("ZORGVULDIG_KEYS") == f"unix:{socket_in(VAR)}"


@contextmanager
def keys_served() -> Iterator[None]:
    """Run the key server for the length of a block, where this installation has one and it does not run."""
    if not has_key_server() or _answers(socket_in(VAR)):
        yield
        return
    words = [sys.executable, "-m", COMMAND_LINE, "keys", "serve"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as server:
        try:
            latest = time.monotonic() + KEYS_SECONDS
            while not _answers(socket_in(VAR)) and server.poll() is None and time.monotonic() < latest:
                time.sleep(0.1)
            yield
        finally:
            server.terminate()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def make_folders() -> None:
    """Make what the processes write beside the database: logs, and figures by the account of the pages."""
    LOGS.mkdir(parents=True, exist_ok=True)
    LOGS.chmod(0o700)
    application, *_ = open_accounts() or (own_account(),)
    FIGURES.mkdir(mode=0o700, exist_ok=True)
    for old in FIGURES.glob("*.json"):
        old.unlink()
    if application.words:
        os.chown(FIGURES, application.uid, application.gid)


def open_accounts() -> tuple[Account, Account, Account] | None:
    """Give separate accounts for pages, sequencer and witness, or None when this checkout is closed to them.

    Root's own home, for one, is: opening it would show everything in it, so then all runs under our own
    account.
    """
    application, sequencer, witness = application_account(), sequencer_account(), witness_account()
    needs = [
        (account, right, path)
        for account in (application, sequencer, witness)
        for right, path in (
            ("x", Path(sys.executable)),
            ("r", Path(zorgvuldig.__file__)),
            ("r", Path(os.__file__)),
        )
    ]
    needs += [(application, "r", DATABASE_FACTS), (application, "r", KEYS / "django-secret")]
    if application.words and all(may(account, right, path) for account, right, path in needs):
        return application, sequencer, witness
    return None


def _member(name: str, words: list[str], account: Account, address: Address) -> Member:
    environment = {word: os.environ[word] for word in PASSED_ON if word in os.environ}
    environment.setdefault("ZORGVULDIG_ORIGIN", address.url)
    environment |= {
        "DJANGO_SETTINGS_MODULE": "zorgvuldig.interfaces.settings",
        "HOME": "/",
        "PYTHONDONTWRITEBYTECODE": "1",
        "ZORGVULDIG_PROCESS": name,
    }
    return Member(name, words, account, environment, may_halt=name in HALTING)
