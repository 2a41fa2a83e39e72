"""How the application and the key server speak: a length in four bytes, then JSON, over a Unix socket."""

from __future__ import annotations

import base64
import json
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Peer", "WireError", "packed", "peer_of", "receive", "send", "unpacked"]

LARGEST = 16 * 1024 * 1024
_LENGTH = struct.Struct(">I")
_CREDENTIALS = struct.Struct("3i")


class WireError(OSError):
    """The other side stopped, or does not speak as agreed."""


@dataclass(frozen=True)
class Peer:
    """The process at the other end, as the kernel knows it."""

    pid: int
    uid: int


def peer_of(connection: socket.socket) -> Peer:
    """Ask the kernel who is at the other end (SO_PEERCRED); the other side cannot lie about it."""
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, _ = _CREDENTIALS.unpack(told)
    return Peer(pid, uid)


def send(connection: socket.socket, message: Mapping[str, Any]) -> None:
    """Send one message."""
    content = json.dumps(message, separators=(",", ":")).encode()
    connection.sendall(_LENGTH.pack(len(content)) + content)


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """Receive one message; None when the other side is done."""
    head = _exactly(connection, _LENGTH.size, may_end=True)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > LARGEST:
        raise WireError(f"a message of {length} bytes is larger than any that is sent here")
    try:
        message = json.loads(_exactly(connection, length) or b"")
    except ValueError as error:
        raise WireError("a message that is no JSON") from error
    if not isinstance(message, dict):
        raise WireError("a message that is no object")
    return message


def packed(items: Iterable[bytes]) -> list[str]:
    """Write bytes as text."""
    return [base64.b64encode(item).decode() for item in items]


def unpacked(items: Iterable[str]) -> list[bytes]:
    """Read what `packed` wrote."""
    return [base64.b64decode(item, validate=True) for item in items]


def _exactly(connection: socket.socket, length: int, *, may_end: bool = False) -> bytes | None:
    content = bytearray()
    while len(content) < length:
        part = connection.recv(min(length - len(content), 65536))
        if not part:
            if may_end and not content:
                return None
            raise WireError("the other side stopped in the middle of a message")
        content += part
    return bytes(content)
