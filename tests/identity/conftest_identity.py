"""A provider that really answers on this machine, and ways to have it say the wrong thing."""

from __future__ import annotations

import threading

import pytest

from zorgvuldig.interfaces.identity import oidc
from zorgvuldig.interfaces.identity.oidc import OpenIdScheme, Provider
from zorgvuldig.interfaces.identity.testing.provider import Client, Person, TestProvider
from zorgvuldig.interfaces.identity.testing.server import Server

BACK = "http://localhost:8000/inloggen/digid/terug/"
SUBSTANTIAL = "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"
MIDDLE = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
BSN = "999990019"


@pytest.fixture
def provider():
    """Run the test provider on a free port."""
    oidc.forget()
    server = Server(0)
    issuer = f"http://localhost:{server.server_port}"
    client = Client(
        "zorgvuldig",
        "geheim-van-de-proef",
        frozenset(
            {BACK, "http://testserver/inloggen/digid/terug/", "http://testserver/inloggen/werkaccount/terug/"}
        ),
    )
    persons = [Person("Jansen", {"bsn": BSN}), Person("Onbekend", {"bsn": "999990020"})]
    server.provider = TestProvider(issuer, client, persons)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.provider
    server.shutdown()
    thread.join()
    server.server_close()
    oidc.forget()


@pytest.fixture
def scheme(provider):
    return OpenIdScheme(
        Provider("digid", "DigiD", provider.issuer, "zorgvuldig", "geheim-van-de-proef", identity_claim="bsn")
    )
