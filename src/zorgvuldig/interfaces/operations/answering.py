"""The small server that answers with the figures, on this machine alone: a loopback port or a Unix socket."""

from __future__ import annotations

import socket
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from zorgvuldig.interfaces.operations.figures import measure
from zorgvuldig.interfaces.operations.metrics import CONTENT_TYPE, gather, render
from zorgvuldig.interfaces.operations.watching import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Place", "PlaceError", "figures_text", "server"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
KEEP_SECONDS = 10.0
UNIX = "unix:"


class PlaceError(ValueError):
    """Figures may only be asked for on this machine."""


class Place:
    """Where the figures are: `unix:/path` or `127.0.0.1:9465`."""

    def __init__(self, words: str) -> None:
        self.path = Path(words.removeprefix(UNIX)) if words.startswith(UNIX) else None
        host, _, port = words.rpartition(":")
        if self.path is None and (host.strip("[]") not in LOOPBACK or not port.isdigit()):
            raise PlaceError(
                f"ZORGVULDIG_METRICS={words} is no loopback address with a port and no unix:/path: figures "
                "are not for the network. A collector of your own on this machine may carry them further.",
            )
        self.host, self.port = host.strip("[]"), int(port) if self.path is None else 0


class _UnixServer(HTTPServer):
    address_family = socket.AF_UNIX

    def server_bind(self) -> None:
        """Bind the path, which stands where a host would, without asking for the name of any host."""
        self.socket.bind(self.server_address[0])
        self.server_name, self.server_port = "localhost", 0


def server(place: Place, text: Callable[[], str]) -> HTTPServer:
    """Make the server; it answers `GET /metrics` and nothing else."""

    class Answer(BaseHTTPRequestHandler):
        server_version, sys_version = "zorgvuldig", ""
        timeout = 5

        def do_GET(self) -> None:
            found = self.path == "/metrics"
            body = text().encode() if found else b""
            self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", CONTENT_TYPE if found else "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing of who asks."""

    if place.path is None:
        return HTTPServer((place.host, place.port), Answer)
    place.path.unlink(missing_ok=True)
    made = _UnixServer((str(place.path), 0), Answer)
    place.path.chmod(0o660)
    return made


def figures_text(var: Path) -> Callable[[], str]:
    """Give a function that gathers and measures, at most once in ten seconds however often it is asked."""
    kept: dict[str, tuple[float, str]] = {}
    lock = threading.Lock()

    def text() -> str:
        with lock:
            made, told = kept.get("text", (0.0, ""))
            if not told or time.monotonic() - made > KEEP_SECONDS:
                told = render({**gather(var / FOLDER), **measure(var).samples})
                kept["text"] = (time.monotonic(), told)
            return told

    return text
