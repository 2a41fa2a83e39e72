"""What the test provider keeps and decides: client, codes, persons, its key. Only code and PKCE."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec

from zorgvuldig.interfaces.identity.tokens import make_token, packed, public_jwk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CODE_SECONDS = 60
TOKEN_SECONDS = 300
MOST_CODES = 1000
_CHALLENGE_LENGTH = 43


class RefusedError(ValueError):
    """A request that is not answered; `error` is a word of RFC 6749."""

    def __init__(self, error: str, told: str = "") -> None:
        super().__init__(told or error)
        self.error = error


@dataclass(frozen=True)
class Client:
    """Who may ask: with which secret, and where answers may go."""

    client_id: str
    secret: str = field(repr=False)
    redirects: frozenset[str]


@dataclass(frozen=True)
class Person:
    """Somebody made up, by the claims that a token about them holds."""

    name: str
    claims: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class _Given:
    claims: Mapping[str, Any]
    client_id: str
    redirect: str
    challenge: str
    until: float


class TestProvider:
    """An issuer of tokens about made-up persons."""

    __test__ = False

    def __init__(self, issuer: str, client: Client, persons: Sequence[Person]) -> None:
        self.issuer = issuer
        self.client = client
        self.persons = list(persons)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.kid = secrets.token_hex(8)
        self._codes: dict[str, _Given] = {}

    def metadata(self) -> dict[str, Any]:
        """Describe the issuer (OpenID Connect Discovery)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }

    def keys(self) -> dict[str, Any]:
        """Publish the key that signs."""
        return {"keys": [public_jwk(self.key, self.kid)]}

    def demand_request(self, asked: Mapping[str, str]) -> None:
        """Refuse another client, another place, or a request without PKCE by S256 (ASVS 10.4.1, 10.4.6)."""
        if asked.get("client_id") != self.client.client_id:
            raise RefusedError("unauthorized_client")
        if asked.get("redirect_uri") not in self.client.redirects:
            raise RefusedError("invalid_request", "redirect_uri is not registered")
        if asked.get("response_type") != "code":
            raise RefusedError("unsupported_response_type")
        challenge = asked.get("code_challenge", "")
        if asked.get("code_challenge_method") != "S256" or len(challenge) != _CHALLENGE_LENGTH:
            raise RefusedError("invalid_request", "code_challenge by S256 is required")

    def grant(self, asked: Mapping[str, str], *, person: int, acr: str) -> str:
        """Give a code for a person who was chosen."""
        self.demand_request(asked)
        if not 0 <= person < len(self.persons):
            raise RefusedError("invalid_request")
        now = time.time()
        self._codes = {code: given for code, given in self._codes.items() if given.until > now}
        if len(self._codes) >= MOST_CODES:
            raise RefusedError("temporarily_unavailable")
        claims = {
            "iss": self.issuer,
            "aud": self.client.client_id,
            "sub": hashlib.sha256(self.persons[person].name.encode()).hexdigest()[:32],
            **self.persons[person].claims,
            "acr": acr,
            "auth_time": int(now),
            "nonce": asked.get("nonce", ""),
        }
        code = secrets.token_urlsafe(32)
        self._codes[code] = _Given(
            claims,
            self.client.client_id,
            asked["redirect_uri"],
            asked["code_challenge"],
            now + CODE_SECONDS,
        )
        return code

    def exchange(self, form: Mapping[str, str], *, client_id: str, secret: str) -> dict[str, Any]:
        """Give a token for a code: once, to the client that asked, with the other half of its challenge."""
        known = hmac.compare_digest(secret.encode(), self.client.secret.encode())
        if client_id != self.client.client_id or not known:
            raise RefusedError("invalid_client")
        if form.get("grant_type") != "authorization_code":
            raise RefusedError("unsupported_grant_type")
        given = self._codes.pop(form.get("code", ""), None)
        challenge = packed(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            given is None
            or given.until <= time.time()
            or given.redirect != form.get("redirect_uri")
            or not hmac.compare_digest(challenge, given.challenge)
        ):
            raise RefusedError("invalid_grant")
        now = int(time.time())
        token = make_token({**given.claims, "iat": now, "exp": now + TOKEN_SECONDS}, self.key, self.kid)
        return {
            "access_token": secrets.token_urlsafe(32),
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": token,
        }
