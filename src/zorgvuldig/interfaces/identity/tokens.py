"""Signed tokens (JWS, RFC 7515): made and checked with a short list of algorithms, and never without a key.

The key comes from the issuer's own set, by its number; what a token says about keys elsewhere (`jku`, `x5u`,
`jwk`) is refused (ASVS 9.1.2, 9.1.3).
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ALGORITHMS = frozenset({"ES256", "RS256", "PS256", "EdDSA"})
LONGEST = 16_384
LEAST_RSA_BITS = 2048
_P256_BYTES = 32
_FOREIGN = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64"})
_TYPES = frozenset({None, "JWT", "jwt", "application/jwt"})

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


class TokenError(ValueError):
    """A token that proves nothing; `reason` says in one word why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"token refused: {reason}")
        self.reason = reason


class UnknownKeyError(TokenError):
    """The token names a key that is not in the issuer's set; the set may be older than the key."""


def read_claims(token: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Check the signature of a token with the issuer's keys and give what it says."""
    if len(token) > LONGEST or token.count(".") != 2:  # noqa: PLR2004 — header, claims, signature
        raise TokenError("form")
    head, body, signature = token.split(".")
    header = _object(head)
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise TokenError("algorithm")
    if _FOREIGN & header.keys() or header.get("typ") not in _TYPES:
        raise TokenError("header")
    key = _public_key(_chosen(keys, header), str(algorithm))
    _verify(key, str(algorithm), f"{head}.{body}".encode(), unpacked(signature))
    return _object(body)


def _chosen(keys: Sequence[Mapping[str, Any]], header: Mapping[str, Any]) -> Mapping[str, Any]:
    fitting = [key for key in keys if key.get("kid") == header.get("kid") and key.get("use", "sig") == "sig"]
    if len(fitting) != 1:
        raise UnknownKeyError("unknown-key")
    if fitting[0].get("alg", header["alg"]) != header["alg"]:
        raise TokenError("algorithm")
    return fitting[0]


def _public_key(jwk: Mapping[str, Any], algorithm: str) -> PublicKey:
    """Read a public key; an algorithm goes with one kind of key only, so that none is taken for another."""
    try:
        match jwk.get("kty"), jwk.get("crv"), algorithm:
            case "EC", "P-256", "ES256":
                x, y = (int.from_bytes(unpacked(jwk[part])) for part in ("x", "y"))
                return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
            case "OKP", "Ed25519", "EdDSA":
                return ed25519.Ed25519PublicKey.from_public_bytes(unpacked(jwk["x"]))
            case "RSA", None, "RS256" | "PS256":
                modulus, exponent = (int.from_bytes(unpacked(jwk[part])) for part in ("n", "e"))
                if modulus.bit_length() >= LEAST_RSA_BITS:
                    return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except (KeyError, TypeError, ValueError):
        raise TokenError("key") from None
    raise TokenError("key")


def _verify(key: PublicKey, algorithm: str, signed: bytes, signature: bytes) -> None:
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            if len(signature) != 2 * _P256_BYTES:
                raise TokenError("signature")
            halves = (int.from_bytes(half) for half in (signature[:_P256_BYTES], signature[_P256_BYTES:]))
            key.verify(encode_dss_signature(*halves), signed, ec.ECDSA(SHA256()))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, signed)
        elif algorithm == "PS256":
            key.verify(signature, signed, padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size), SHA256())
        else:
            key.verify(signature, signed, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        raise TokenError("signature") from None


def make_token(claims: Mapping[str, Any], key: ec.EllipticCurvePrivateKey, kid: str) -> str:
    """Sign claims with ES256; for the test provider, and for tests."""
    header = {"alg": "ES256", "kid": kid, "typ": "JWT"}
    signed = f"{packed(_bytes(header))}.{packed(_bytes(claims))}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"{signed}.{packed(r.to_bytes(_P256_BYTES) + s.to_bytes(_P256_BYTES))}"


def public_jwk(key: ec.EllipticCurvePrivateKey, kid: str) -> dict[str, str]:
    """Give the public half of a key as it stands in an issuer's set."""
    numbers = key.public_key().public_numbers()
    x, y = (packed(number.to_bytes(_P256_BYTES)) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid, "x": x, "y": y}


def packed(raw: bytes) -> str:
    """Write bytes in base 64 for addresses, without filling (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """Read what `packed` wrote; anything else is refused, not skipped."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TokenError("form") from None
    if packed(raw) != text:
        raise TokenError("form")
    return raw


def _object(part: str) -> dict[str, Any]:
    try:
        read = json.loads(unpacked(part))
    except (ValueError, RecursionError):
        raise TokenError("form") from None
    if not isinstance(read, dict):
        raise TokenError("form")
    return read


def _bytes(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
