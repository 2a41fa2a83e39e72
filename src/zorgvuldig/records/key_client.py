"""Keys behind a key server: what is wrapped and hashed goes there, and no wrapping key ever comes here."""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING, Any

from zorgvuldig.records.key_encryption import WrappingError
from zorgvuldig.records.key_wire import WireError, packed, peer_of, receive, send, unpacked
from zorgvuldig.records.keys import KeyUnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["ServedKeys"]

#: A little longer than the server lets anyone wait; who waits longer gets no data.
PATIENCE_SECONDS = 5.0
#: So many at once, that one message stays small and others get their turn.
_BATCH = 5000


class _Held:
    """A connection that is closed when its thread is gone."""

    def __init__(self, path: Path, patience: float) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(patience)
        self.socket.connect(str(path))

    def __del__(self) -> None:
        self.socket.close()


class ServedKeys:
    """The key server's client: one connection per thread, made anew when the server was restarted."""

    def __init__(self, path: Path, *, patience: float = PATIENCE_SECONDS) -> None:
        """Take the path of the server's socket."""
        self.path = path
        self.patience = patience
        self._own = threading.local()

    def names(self, use: str) -> list[str]:
        """Name the keys that open, the one in use first."""
        return [str(name) for name in self._ask({"op": "names", "use": use})["names"]]

    def wrap(self, use: str, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Wrap secrets, each bound to its context."""
        return self._each("wrap", use, keys)

    def unwrap(self, use: str, wrapped: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Unwrap secrets that were wrapped for the same contexts."""
        return self._each("unwrap", use, wrapped)

    def mac(self, use: str, messages: Sequence[bytes], *, which: str = "") -> list[bytes]:
        """Make keyed hashes, under the key in use or under that of a name or a period."""
        done: list[bytes] = []
        for start in range(0, len(messages), _BATCH):
            items = packed(messages[start : start + _BATCH])
            asked = {"op": "mac", "use": use, "which": which, "items": items}
            done += unpacked(self._ask(asked)["items"])
        return done

    def lift(self, use: str, indexes: Sequence[bytes]) -> list[bytes]:
        """Give, of indexes under any key of a ring, those under the key in use."""
        done: list[bytes] = []
        for start in range(0, len(indexes), _BATCH):
            items = packed(indexes[start : start + _BATCH])
            done += unpacked(self._ask({"op": "lift", "use": use, "items": items})["items"])
        return done

    def command(self, op: str) -> dict[str, Any]:
        """Give the server a command of its keeper: lock, unlock or state."""
        return self._ask({"op": op})

    def _each(self, op: str, use: str, pairs: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        done: list[bytes] = []
        for start in range(0, len(pairs), _BATCH):
            part = pairs[start : start + _BATCH]
            items, contexts = packed(item for item, _ in part), packed(context for _, context in part)
            done += unpacked(self._ask({"op": op, "use": use, "items": items, "contexts": contexts})["items"])
        return done

    def _ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        try:
            try:
                answer = self._exchange(message)
            except (BrokenPipeError, ConnectionResetError, WireError):
                # The server was restarted since; every request may be repeated.
                self._close()
                answer = self._exchange(message)
        except OSError as error:
            self._close()
            raise KeyUnavailableError(
                f"the key server at {self.path} gives no answer ({error}): start it: `zorgvuldig keys serve`"
            ) from error
        if "error" in answer:
            told = str(answer.get("told", ""))
            raise WrappingError(told) if answer["error"] == "wrapping" else KeyUnavailableError(told)
        return answer

    def _exchange(self, message: Mapping[str, Any]) -> dict[str, Any]:
        connection = self._connection()
        send(connection, message)
        answer = receive(connection)
        if answer is None:
            raise WireError("it closed the connection")
        return answer

    def _connection(self) -> socket.socket:
        # After a fork parent and child would read each other's answers.
        if getattr(self._own, "pid", None) != os.getpid():
            self._own.connection, self._own.pid = None, os.getpid()
        held: _Held | None = self._own.connection
        if held is None:
            held = _Held(self.path, self.patience)
            self._know(held.socket)
            self._own.connection = held
        return held.socket

    def _know(self, connection: socket.socket) -> None:
        """Refuse somebody else's server: ours runs as whoever owns the folder of the socket."""
        uid = peer_of(connection).uid
        if uid not in {0, self.path.parent.stat().st_uid}:
            raise PermissionError(f"it runs as user {uid}, who does not own {self.path.parent}")

    def _close(self) -> None:
        self._own.connection = None
