"""The test provider on a port of this machine: a page to choose a made-up person, and what OpenID asks."""

from __future__ import annotations

import base64
import binascii
import html
import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from zorgvuldig.interfaces.identity.testing.provider import RefusedError

if TYPE_CHECKING:
    from zorgvuldig.interfaces.identity.testing.provider import TestProvider

MOST_BYTES = 16_384
KEPT = (
    "client_id",
    "redirect_uri",
    "response_type",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)
#: What can be chosen on the page: the word of the scheme, and how it is called.
LEVELS = (
    ("urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard", "Substantieel"),
    ("urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI", "Hoog"),
    ("urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract", "Midden (te laag voor zorggegevens)"),
)


class Server(ThreadingHTTPServer):
    """Listens on this machine only."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.provider: TestProvider | None = None


class Handler(BaseHTTPRequestHandler):
    """Answers the five addresses of the provider."""

    server: Server
    server_version = "test-provider"
    sys_version = ""

    def log_message(self, *_words: object) -> None:
        """Print nothing: an address holds codes."""

    def do_GET(self) -> None:
        """Answer metadata, keys, the page, its style."""
        parts = urlsplit(self.path)
        provider = self._provider()
        match parts.path:
            case "/.well-known/openid-configuration":
                self._json(provider.metadata())
            case "/keys":
                self._json(provider.keys())
            case "/style.css":
                self._send(HTTPStatus.OK, _file("style.css").encode(), "text/css")
            case "/authorize":
                self._authorize(dict(parse_qsl(parts.query)))
            case _:
                self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def do_POST(self) -> None:
        """Answer the choice of a person, and the exchange of a code."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"", "text/plain")
            return
        form = dict(parse_qsl(self.rfile.read(length).decode("utf-8", "replace"), keep_blank_values=True))
        match urlsplit(self.path).path:
            case "/authorize":
                self._choose(form)
            case "/token":
                self._token(form)
            case _:
                self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def _provider(self) -> TestProvider:
        if self.server.provider is None:
            raise RuntimeError("the server was started without its provider")
        return self.server.provider

    def _authorize(self, asked: dict[str, str]) -> None:
        provider = self._provider()
        try:
            provider.demand_request(asked)
        except RefusedError as error:
            self._json({"error": error.error}, HTTPStatus.BAD_REQUEST)
            return
        kept = "".join(_hidden(name, asked.get(name, "")) for name in KEPT)
        persons = "".join(
            f'<label class="choice"><input type="radio" name="person" value="{number}" required> '
            f"{html.escape(person.name)}</label>"
            for number, person in enumerate(provider.persons)
        )
        levels = "".join(
            f'<option value="{html.escape(word)}">{html.escape(name)}</option>' for word, name in LEVELS
        )
        page = _file("page.html").replace("{kept}", kept).replace("{persons}", persons)
        self._send(HTTPStatus.OK, page.replace("{levels}", levels).encode(), "text/html; charset=utf-8")

    def _choose(self, form: dict[str, str]) -> None:
        provider = self._provider()
        answer = {"state": form.get("state", ""), "iss": provider.issuer}
        try:
            provider.demand_request(form)
            if form.get("cancel"):
                answer["error"] = "access_denied"
            else:
                chosen = int(form.get("person", "-1"))
                answer["code"] = provider.grant(form, person=chosen, acr=form.get("acr", ""))
        except (RefusedError, ValueError):
            self._json({"error": "invalid_request"}, HTTPStatus.BAD_REQUEST)
            return
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", f"{form['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        try:
            client_id, secret = _basic(self.headers.get("Authorization", ""))
            self._json(self._provider().exchange(form, client_id=client_id, secret=secret))
        except RefusedError as error:
            self._json({"error": error.error}, HTTPStatus.BAD_REQUEST)

    def _json(self, value: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'")
        self.end_headers()
        self.wfile.write(body)


def _basic(header: str) -> tuple[str, str]:
    word, _, pair = header.partition(" ")
    try:
        name, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise RefusedError("invalid_client") from None
    if word != "Basic":
        raise RefusedError("invalid_client")
    return unquote(name), unquote(secret)


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'


def _file(name: str) -> str:
    return files("zorgvuldig.interfaces.identity.testing").joinpath(name).read_text(encoding="utf-8")
