"""Logging in as a person does: a password, then a code that an authenticator app would show."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from zorgvuldig.interfaces.web.accounts.models import Account
from zorgvuldig.ledger import login_sessions

PASSWORD = "een-lang-wachtwoord-voor-de-proef"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def one_time_code(secret=SECRET, *, at=None):
    """Compute the code of an authenticator app (RFC 6238), apart from the library under test."""
    counter = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def log_in(client, username, *, password=PASSWORD, code=None):
    client.post("/inloggen/", {"login": username, "password": password})
    return client.post("/inloggen/code/", {"code": code or one_time_code()})


def living(username):
    """List the sessions of somebody that live, as the gate knows them."""
    return login_sessions.living(Account.objects.get(username=username).pk)
