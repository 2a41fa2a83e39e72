"""What a request must pass before Django builds it: its kind of content, and how long its body may take.

Django reads a query and a form in the character set that the visitor names, while it makes the request and
before any step of ours. And the web server waits for a body as long as somebody keeps a line open, with a
thread for each. So both are held here, around the application. What is refused goes on without its body and
without its kind of content, with a mark, so that it gets the same page, headers and log row as every refusal.
"""

from __future__ import annotations

import io
import re
import threading
from typing import TYPE_CHECKING, Any

from zorgvuldig.interfaces.web.wsgi_lines import WATCH, SlowBodies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from zorgvuldig.interfaces.web.wsgi_lines import Reading

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

__all__ = ["REFUSED", "THREADS", "TOO_MANY", "UNFINISHED", "Body", "Bounds", "content_rule"]

#: The mark of a refusal in the environment of a request; a header cannot set it, for those begin with HTTP_.
REFUSED = "zorgvuldig.refused"
TOO_MANY = "too-many-bodies"
#: Threads that answer requests, in each process of the pages.
THREADS = 32
#: Bodies that may be coming in at once: as many threads stay free as there are database connections (8).
UNFINISHED = 24
LONGEST_CONTENT_TYPE = 256
PIECE = 16_384
_TOKEN = r"[!#$%&'+.^_`|~0-9A-Za-z-]+"  # noqa: S105 — RFC 9110, 5.6.2, without the star of RFC 8187
_PARAMETER = re.compile(rf';[ \t]*({_TOKEN})=({_TOKEN}|"[ !#-\[\]-~]*")[ \t]*', re.ASCII)
_KIND = re.compile(rf"{_TOKEN}/{_TOKEN}[ \t]*", re.ASCII)


def content_rule(told: str) -> str:
    """Name the rule that a Content-Type breaks, or nothing: one kind, and in UTF-8 alone."""
    kind = _KIND.match(told)
    if not told:
        return ""
    if kind is None or len(told) > LONGEST_CONTENT_TYPE:
        return "kind-of-content"
    at, names = kind.end(), set[str]()
    while at < len(told):
        parameter = _PARAMETER.match(told, at)
        if parameter is None or parameter[1].lower() in names:
            return "kind-of-content"
        names.add(parameter[1].lower())
        if parameter[1].lower() == "charset" and parameter[2].strip('"').lower() != "utf-8":
            return "character-set"
        at = parameter.end()
    return ""


class Bounds:
    """The application with its bounds around it."""

    def __init__(
        self, application: Application, *, unfinished: int = UNFINISHED, slow: SlowBodies = WATCH
    ) -> None:
        """Keep the application, and how many bodies may come in at once."""
        self.application = application
        self.places = threading.BoundedSemaphore(unfinished)
        self.slow = slow

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; one that is refused is answered without reading anything of it."""
        rule = content_rule(environ.get("CONTENT_TYPE", ""))
        if rule:
            return self.application(_marked(environ, rule), start_response)
        length = _length(environ)
        if not length:
            return self.application(environ, start_response)
        if not self.places.acquire(blocking=False):
            return self.application(_marked(environ, TOO_MANY), start_response)
        body = Body(environ, length, self.places, self.slow)
        try:
            return self.application({**environ, "wsgi.input": body}, start_response)
        finally:
            body.leave()


def _length(environ: dict[str, Any]) -> int:
    told = str(environ.get("CONTENT_LENGTH") or "")
    # What is no number is refused by the next step, which reads no body of it.
    return int(told) if told.isascii() and told.isdecimal() else 0


def _marked(environ: dict[str, Any], rule: str) -> dict[str, Any]:
    left = {"CONTENT_TYPE", "CONTENT_LENGTH"}
    kept = {name: value for name, value in environ.items() if name not in left}
    return kept | {REFUSED: rule, "QUERY_STRING": "", "wsgi.input": io.BytesIO()}


class Body:
    """A body that comes in pieces, and ends its line when they take too long."""

    def __init__(
        self, environ: dict[str, Any], length: int, places: threading.Semaphore, slow: SlowBodies
    ) -> None:
        """Keep what the server gives, and the place that this body takes until it is in."""
        self._line = environ["wsgi.input"]
        self._whose = str(environ.get("REMOTE_ADDR", "")), str(environ.get("SERVER_PORT", ""))
        self._left, self._places, self._slow = length, places, slow
        self._reading: Reading | None = None
        self._gone = False

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, or all.

        Raises:
            ConnectionResetError: the body stopped short, or took longer than it may.
        """
        wanted = self._left if size < 0 else min(size, self._left)
        if not wanted:
            return b""
        if self._reading is None:
            self._reading = self._slow.begin(*self._whose)
        pieces: list[bytes] = []
        while wanted:
            piece = self._line.read(min(wanted, PIECE))
            if not piece:
                self.leave()
                raise ConnectionResetError("the body of the request stopped short or came too slowly")
            pieces.append(piece)
            wanted -= len(piece)
            self._left -= len(piece)
            self._reading.received += len(piece)
        if not self._left:
            self.leave()
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Read one line; no page of ours asks for one, but whoever builds a request wants to be able to."""
        most = self._left if size < 0 else min(size, self._left)
        line = bytearray()
        while len(line) < most and not line.endswith(b"\n"):
            line += self.read(1)
        return bytes(line)

    def leave(self) -> None:
        """Give the place to the next body, once."""
        if not self._gone:
            self._gone = True
            self._places.release()
        if self._reading is not None:
            self._slow.end(self._reading)
