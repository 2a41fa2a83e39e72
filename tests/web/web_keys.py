"""A security key in software: what it answers when a browser asks it to make or to use a passkey."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from fido2 import cbor
from fido2.cose import ES256

_PRESENT_AND_VERIFIED, _NEW = 0x05, 0x40
_PARTY = hashlib.sha256(b"localhost").digest()


def text(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class SoftwareKey:
    """One passkey."""

    def __init__(self):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.number = secrets.token_bytes(32)

    def made(self):
        """Give what a factor's row keeps of it."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        about = _PARTY + bytes([_PRESENT_AND_VERIFIED | _NEW]) + struct.pack(">I", 1)
        about += bytes(16) + struct.pack(">H", len(self.number)) + self.number + public
        answer = {
            "clientDataJSON": text(self._client("webauthn.create", text(secrets.token_bytes(32)))),
            "attestationObject": text(cbor.encode({"fmt": "none", "attStmt": {}, "authData": about})),
            "transports": ["internal"],
        }
        extensions = {"credProps": {"rk": True}}
        return {
            "name": "sleutel",
            "credential": {**self._answer(answer), "clientExtensionResults": extensions},
        }

    def used(self, challenge, *, account):
        """Give the answer to a challenge, in the name of an account."""
        client = self._client("webauthn.get", challenge)
        about = _PARTY + bytes([_PRESENT_AND_VERIFIED]) + struct.pack(">I", 2)
        signed = self.private.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": text(client),
            "authenticatorData": text(about),
            "signature": text(signed),
            "userHandle": text(account.hex.encode()),
        }
        return json.dumps({**self._answer(answer), "clientExtensionResults": {}})

    def _client(self, kind, challenge):
        told = {"type": kind, "challenge": challenge, "origin": settings.ORIGIN, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, response):
        return {
            "id": text(self.number),
            "rawId": text(self.number),
            "type": "public-key",
            "response": response,
        }
