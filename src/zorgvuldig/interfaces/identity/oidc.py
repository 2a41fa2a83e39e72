"""OpenID Connect as relying party: authorization code, PKCE, state, nonce, an ID token that is checked whole.

Own code on `cryptography`, for django-allauth's client knows no nonce, does not check the signature of a
token that came from the token endpoint, and knows nothing of levels. It is the same for the employer's
provider and for the brokers of the national schemes, which differ in their configuration only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from zorgvuldig.interfaces.identity.assurance import Level, level_of
from zorgvuldig.interfaces.identity.fetching import demand_address, fetch
from zorgvuldig.interfaces.identity.schemes import (
    Assertion,
    Begun,
    CancelledError,
    LevelTooLowError,
    SchemeError,
)
from zorgvuldig.interfaces.identity.tokens import TokenError, UnknownKeyError, packed, read_claims

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LIVES_SECONDS = 600
SKEW_SECONDS = 60
KEYS_SECONDS = 600
LONGEST_IDENTITY = 255
_CANCELLED = frozenset({"access_denied", "login_required", "interaction_required"})
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True)
class Provider:
    """What is configured of a provider; nothing of it comes from the provider itself."""

    name: str
    title: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    #: The claim that says who it is: "bsn", "kvk", or "sub".
    identity_claim: str = "sub"
    service_claim: str = ""
    service: str = ""
    scope: str = "openid"
    #: Words of this provider for the levels, beside the known ones.
    levels: Mapping[str, str] = field(default_factory=dict)
    #: Which `acr` and `amr` show two factors (RFC 8176).
    two_factors: frozenset[str] = frozenset({"mfa"})
    other_hosts: frozenset[str] = frozenset()
    #: How old the login at the provider may be; 0 asks for a new one.
    max_age: int = 0

    @property
    def hosts(self) -> frozenset[str]:
        """Give the hosts with which we may speak about this provider."""
        return self.other_hosts | {urlsplit(self.issuer).hostname or ""}


class OpenIdScheme:
    """A scheme of login behind an OpenID provider."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.name = provider.name

    def begin(self, *, callback: str, level: Level, at: datetime) -> Begun:
        """Give the address of the provider with a request that only this session can finish."""
        metadata = self.metadata()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = packed(hashlib.sha256(verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": callback,
            "scope": self.provider.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "max_age": str(self.provider.max_age),
        }
        if wanted := self._words_for(level):
            asked["acr_values"] = wanted
        memory = {
            "scheme": self.name,
            "state": state,
            "nonce": nonce,
            "verifier": verifier,
            "callback": callback,
            "level": level.name,
            "at": str(int(at.timestamp())),
        }
        address = metadata["authorization_endpoint"]
        joint = "&" if urlsplit(address).query else "?"
        return Begun(f"{address}{joint}{urlencode(asked)}", memory)

    def finish(self, *, memory: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Assertion:
        """Check what came back, fetch the token, check it whole, and say who it is."""
        metadata = self.metadata()
        self._demand_answer(memory, answer, metadata, at)
        token = self._token(metadata, answer["code"], memory)
        claims = self._claims(metadata, token)
        _demand_claims(claims, self.provider, memory, at)
        assertion = self._assertion(claims, at)
        needed = Level[memory["level"]]
        if assertion.level < needed:
            raise LevelTooLowError(assertion.level, needed)
        return assertion

    def metadata(self) -> dict[str, Any]:
        """Give the provider's metadata: of the configured issuer and no other (ASVS 10.5.3)."""
        address = f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        read = _remembered(address, hosts=self.provider.hosts)
        if read.get("issuer") != self.provider.issuer:
            raise SchemeError("issuer")
        for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            demand_address(str(read.get(endpoint, "")), hosts=self.provider.hosts)
        return read

    def _words_for(self, level: Level) -> str:
        words = [word for word, name in self.provider.levels.items() if Level[name.upper()] >= level]
        return " ".join(words) if level > Level.NONE else ""

    def _demand_answer(
        self, memory: Mapping[str, str], answer: Mapping[str, str], metadata: Mapping[str, Any], at: datetime
    ) -> None:
        if not memory:
            raise SchemeError("not-asked")
        if memory.get("scheme") != self.name or not _same(answer.get("state", ""), memory["state"]):
            raise SchemeError("state")
        if at.timestamp() - int(memory["at"]) > LIVES_SECONDS:
            raise SchemeError("too-late")
        told = answer.get("iss")
        required = metadata.get("authorization_response_iss_parameter_supported") is True
        if (required or told is not None) and told != self.provider.issuer:
            raise SchemeError("issuer")
        if error := answer.get("error"):
            raise CancelledError("cancelled") if error in _CANCELLED else SchemeError("provider-error")
        if not answer.get("code"):
            raise SchemeError("code")

    def _token(self, metadata: Mapping[str, Any], code: str, memory: Mapping[str, str]) -> str:
        pair = f"{quote(self.provider.client_id, safe='')}:{quote(self.provider.secret, safe='')}"
        answer = fetch(
            metadata["token_endpoint"],
            hosts=self.provider.hosts,
            form={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": memory["callback"],
                "code_verifier": memory["verifier"],
            },
            headers={"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"},
        )
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SchemeError("no-token")
        return token

    def _claims(self, metadata: Mapping[str, Any], token: str) -> dict[str, Any]:
        """Check the signature; a key that is not known yet is looked for once more."""
        address = metadata["jwks_uri"]
        try:
            try:
                return read_claims(token, _keys(_remembered(address, hosts=self.provider.hosts)))
            except UnknownKeyError:
                anew = _remembered(address, hosts=self.provider.hosts, anew=True)
                return read_claims(token, _keys(anew))
        except TokenError as error:
            raise SchemeError(f"token-{error.reason}") from None

    def _assertion(self, claims: Mapping[str, Any], at: datetime) -> Assertion:
        provider = self.provider
        identity = claims.get(provider.identity_claim)
        if not isinstance(identity, str) or not 0 < len(identity) <= LONGEST_IDENTITY:
            raise SchemeError("identity")
        if provider.service and claims.get(provider.service_claim) != provider.service:
            raise SchemeError("mandate")
        acr, amr = claims.get("acr"), claims.get("amr")
        shown = {word for word in (acr, *(amr if isinstance(amr, list) else ())) if isinstance(word, str)}
        level = level_of(acr if isinstance(acr, str) else "", provider.levels)
        return Assertion(
            scheme=self.name,
            level=level,
            identity=identity,
            issuer=provider.issuer,
            moment=at,
            two_factors=level >= Level.SUBSTANTIAL or bool(provider.two_factors & shown),
            service=provider.service,
        )


def _demand_claims(
    claims: Mapping[str, Any], provider: Provider, memory: Mapping[str, str], at: datetime
) -> None:
    """Hold an ID token to OpenID Connect Core 3.1.3.7: issuer, audience, times, nonce (ASVS 9.2, 10.5)."""
    if claims.get("iss") != provider.issuer:
        raise SchemeError("token-issuer")
    audience = claims.get("aud")
    if audience not in (provider.client_id, [provider.client_id]):
        raise SchemeError("token-audience")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise SchemeError("token-audience")
    now = at.timestamp()
    if _moment(claims, "exp") <= now - SKEW_SECONDS:
        raise SchemeError("token-expired")
    if not now - LIVES_SECONDS <= _moment(claims, "iat") <= now + SKEW_SECONDS:
        raise SchemeError("token-age")
    if "nbf" in claims and _moment(claims, "nbf") > now + SKEW_SECONDS:
        raise SchemeError("token-early")
    # Asked with max_age, so it must be there, and not older than that (ASVS 6.8.4, 7.6.1).
    if now - _moment(claims, "auth_time") > provider.max_age + LIVES_SECONDS:
        raise SchemeError("token-login-too-old")
    if not _same(str(claims.get("nonce", "")), memory["nonce"]):
        raise SchemeError("token-nonce")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SchemeError(f"token-{name.replace('_', '-')}")
    return float(value)


def _same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(), kept.encode())


def _keys(jwks: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    keys = jwks.get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _remembered(address: str, *, hosts: frozenset[str], anew: bool = False) -> dict[str, Any]:
    """Fetch what a provider publishes, at most once in ten minutes."""
    now = time.monotonic()
    at, read = _kept.get(address, (-KEYS_SECONDS, {}))
    if anew or now - at >= KEYS_SECONDS:
        read = fetch(address, hosts=hosts)
        _kept[address] = (now, read)
    return read


def forget() -> None:
    """Forget what was fetched, so that it is fetched anew."""
    _kept.clear()
