"""Answer on a Unix socket: wrap, unwrap and hash for whom the kernel says it is; a line of audit for each."""

import json
import os
import socket
import socketserver
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zorgvuldig.interfaces.key_server.rules import Peers, Rates, RefusedError
from zorgvuldig.records.key_encryption import USES, WrappingError
from zorgvuldig.records.key_provider import FileKeys
from zorgvuldig.records.key_wire import Peer, WireError, packed, peer_of, receive, send, unpacked
from zorgvuldig.records.keys import KeyUnavailableError

__all__ = ["Audit", "KeyServer", "Service"]

Message = dict[str, Any]
#: So many talk at once; one process of ours keeps one connection for each of its threads.
MOST_CONNECTIONS = 256
LOCK_FILE = "locked"


@dataclass(frozen=True)
class Audit:
    """One line for every use: when, who, what, how many, how it ended. Never content, never a key."""

    path: Path

    def write(self, peer: Peer, message: Message, outcome: str) -> None:
        """Add a line; what cannot be written down is not done."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "uid": peer.uid,
            "pid": peer.pid,
            "op": _word(message.get("op")),
            "use": _word(message.get("use")),
            "which": _word(message.get("which")),
            "count": len(message["items"]) if isinstance(message.get("items"), list) else 0,
            "outcome": outcome,
        }
        content = json.dumps(line).encode() + b"\n"
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, content)
        finally:
            os.close(descriptor)


@dataclass
class Service:
    """What the key server does, apart from the socket."""

    keys: FileKeys
    peers: Peers
    rates: Rates
    audit: Audit
    lock_file: Path
    """Its presence is the lock, so that a restart does not open what was locked."""

    def answer(self, peer: Peer, message: Message) -> Message:
        """Do what is asked, or say why not; either way with a line of audit."""
        try:
            self.peers.admit(peer.uid)
            answer, outcome = self._do(peer, message), "done"
        except RefusedError as error:
            answer, outcome = {"error": "refused", "told": str(error)}, "refused"
        except WrappingError as error:
            answer, outcome = {"error": "wrapping", "told": str(error)}, "does not open"
        except KeyUnavailableError as error:
            answer, outcome = {"error": "unavailable", "told": str(error)}, "no key"
        except (ValueError, KeyError, TypeError, AttributeError):
            # Its words could hold what was asked.
            answer, outcome = {"error": "refused", "told": "that is no request"}, "no request"
        try:
            self.audit.write(peer, message, outcome)
        except OSError as error:
            return {"error": "unavailable", "told": f"the audit of the key server fails ({error.strerror})"}
        return answer

    def _do(self, peer: Peer, message: Message) -> Message:
        op = message["op"]
        if op in _COMMANDS:
            self.peers.admit_keeper(peer.uid)
            return _COMMANDS[op](self)
        if self.lock_file.exists():
            raise KeyUnavailableError(
                "the keys are locked: their keeper opens them with `zorgvuldig keys unlock`"
            )
        use = message["use"]
        if use not in USES:
            raise RefusedError("no use of that name")
        if op == "names":
            return {"names": self.keys.names(use)}
        items = unpacked(message["items"])
        self.rates.take(peer.uid, len(items))
        if op == "mac":
            if use == "gate-proof":
                for item in items:
                    self.peers.admit_proof(peer.uid, item)
            return {"items": packed(self.keys.mac(use, items, which=message["which"]))}
        if op == "lift":
            return {"items": packed(self.keys.lift(use, items))}
        pairs = list(zip(items, unpacked(message["contexts"]), strict=True))
        work = {"wrap": self.keys.wrap, "unwrap": self.keys.unwrap}[op]
        return {"items": packed(work(use, pairs))}

    def lock(self) -> Message:
        """Refuse every use from now on, also after a restart."""
        self.lock_file.touch(mode=0o600)
        return self.state()

    def unlock(self) -> Message:
        """Serve again."""
        self.lock_file.unlink(missing_ok=True)
        return self.state()

    def state(self) -> Message:
        """Tell whether the keys are locked."""
        return {"locked": self.lock_file.exists()}


_COMMANDS: dict[str, Callable[[Service], Message]] = {
    "lock": Service.lock,
    "unlock": Service.unlock,
    "state": Service.state,
}


class _Connection(socketserver.BaseRequestHandler):
    server: "KeyServer"
    request: socket.socket

    def handle(self) -> None:
        """Answer until the other side is done."""
        peer = peer_of(self.request)
        self.server.talking.add(self.request)
        try:
            while (message := receive(self.request)) is not None:
                send(self.request, self.server.service.answer(peer, message))
        except (WireError, ConnectionError):
            return

    def finish(self) -> None:
        """Make room for another."""
        self.server.talking.discard(self.request)
        self.server.places.release()


class KeyServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """The socket; only whoever may enter its folder reaches it, and the kernel says who that is."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, service: Service) -> None:
        """Listen, in the place of a server that is gone."""
        self.service = service
        self.path = path
        self.talking: set[socket.socket] = set()
        self.places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        _clear(path)
        before = os.umask(0)
        try:
            super().__init__(str(path), _Connection)
        finally:
            os.umask(before)

    def verify_request(self, request: object, client_address: object) -> bool:
        """Turn away when it is full; who waits for an answer then gets none, and no data."""
        del request, client_address
        return self.places.acquire(blocking=False)

    def server_close(self) -> None:
        """Stop listening, hang up, and clear the socket away."""
        super().server_close()
        for connection in tuple(self.talking):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.path.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    """Remove the socket of a server that is gone; refuse to take the place of one that lives."""
    try:
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise RefusedError(f"{path} is no socket: choose another path")
    except FileNotFoundError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
        try:
            trial.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise RefusedError(f"a key server answers at {path} already")


def _word(value: object) -> str:
    """Keep what a peer calls something to one short word, so that nobody writes lines of their own."""
    text = value if isinstance(value, str) else ""
    return "".join(letter for letter in text[:40] if letter.isalnum() or letter in "-_.")
