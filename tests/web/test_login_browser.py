"""Login in a real browser: passkeys with a virtual authenticator, and every page of login looked at."""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from browsing import CHROMIUM, faults, serving
from playwright.sync_api import expect
from test_browser import chromium, open_page
from web_logins import PASSWORD, one_time_code

from zorgvuldig.interfaces.web.accounts import lifecycle
from zorgvuldig.interfaces.web.accounts.models import Account

__all__ = ["chromium", "open_page"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]
NEW = "paarse olifant fietst nachtelijk"


@pytest.fixture
def site(chromium, accounts, shown, settings, tmp_path):
    """Serve with a scheme configured, so that its buttons are looked at too."""
    file = tmp_path / "identity.json"
    words = {"issuer": "http://localhost:9", "client_id": "c", "secret": "s"}
    file.write_text(json.dumps({"digid": words, "eherkenning": words, "staff": words}))
    settings.IDENTITY_FILE = file
    with serving() as address:
        yield address


@contextmanager
def authenticator(page, *, verified=True):
    """Put a virtual authenticator in the browser: a device with a PIN or fingerprint."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    yield devtools, made
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": made})


def sign_in(page, name="staff-account", *, ahead=0):
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(name)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code uit uw app").fill(one_time_code(at=time.time() + ahead))
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button", name="Uitloggen").first.wait_for()


def test_a_passkey_is_added_and_then_logs_in_by_itself(open_page):
    page = open_page()
    sign_in(page)
    with authenticator(page) as (devtools, made):
        page.goto("/account/sleutel/")
        page.get_by_label("Naam voor deze sleutel").fill("blauwe sleutel")
        page.get_by_role("button", name="Sleutel koppelen").click()
        expect(page.get_by_text("blauwe sleutel", exact=True)).to_be_visible()
        assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": made})["credentials"]) == 1
        page.get_by_role("button", name="Uitloggen").first.click()
        page.goto("/inloggen/")
        page.get_by_role("button", name="Inloggen met toegangssleutel").click()
        page.get_by_role("button", name="Uitloggen").first.wait_for()
        assert page.url.endswith("/medewerker/")
    assert page.complaints == []
    assert page.strangers == []


def test_a_key_serves_as_second_step_and_to_confirm(open_page):
    page = open_page()
    sign_in(page)
    with authenticator(page):
        page.goto("/account/sleutel/")
        page.get_by_role("button", name="Sleutel koppelen").click()
        page.get_by_role("heading", name="Mijn inloggegevens").wait_for()
        page.goto("/account/bevestigen/?next=/account/apparaten/")
        page.get_by_role("button", name="Bevestigen met sleutel").click()
        page.get_by_role("heading", name="Waar ben ik ingelogd").wait_for()
        page.get_by_role("button", name="Uitloggen").first.click()
        page.goto("/inloggen/")
        page.get_by_label("Gebruikersnaam").fill("staff-account")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Verder").click()
        page.get_by_role("button", name="Inloggen met sleutel").click()
        page.get_by_role("button", name="Uitloggen").first.wait_for()
    assert page.complaints == []


def test_a_device_that_does_not_check_who_holds_it_gets_no_passkey(open_page):
    page = open_page()
    sign_in(page)
    with authenticator(page, verified=False):
        page.goto("/account/sleutel/")
        page.get_by_role("button", name="Sleutel koppelen").click()
        expect(page.locator(".key-trouble").first).to_contain_text("niet gelukt", timeout=15_000)
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_somebody_enrolls_with_a_passkey_alone_in_the_browser(open_page):
    code = lifecycle.invite("nieuw", "staff")
    page = open_page(390)
    page.goto("/inloggen/activeren/")
    page.get_by_label("Activeringscode").fill(code)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Nieuw wachtwoord").fill(NEW)
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("link", name="Een sleutel koppelen").click()
    with authenticator(page):
        page.get_by_role("button", name="Sleutel koppelen").click()
        expect(page.locator(".codes li")).to_have_count(8)
        page.get_by_role("link", name="Ik heb ze bewaard").click()
        page.get_by_role("button", name="Inloggen met toegangssleutel").click()
        page.get_by_role("button", name="Uitloggen").first.wait_for()
    assert Account.objects.get(username="nieuw").check_password(NEW)
    assert page.complaints == []


def test_without_javascript_enrolment_and_login_go_by_app(open_page):
    code = lifecycle.invite("nieuw", "staff")
    page = open_page(java_script_enabled=False)
    page.goto("/inloggen/activeren/")
    page.get_by_label("Activeringscode").fill(code)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Nieuw wachtwoord").fill(NEW)
    page.get_by_role("button", name="Verder").click()
    page.get_by_text("Ik kan de QR-code niet scannen").click()
    secret = re.sub(r"\s", "", page.locator(".secret-text").inner_text())
    page.get_by_label("Code uit uw app").fill(one_time_code(secret))
    page.get_by_role("button", name="Activeren").click()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("button", name="Inloggen met toegangssleutel")).to_be_hidden()
    page.get_by_label("Gebruikersnaam").fill("nieuw")
    page.get_by_label("Wachtwoord").fill(NEW)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Code uit uw app").fill(one_time_code(secret, at=time.time() + 30))
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.get_by_role("button", name="Uitloggen").first.wait_for()


def test_no_page_of_login_has_an_accessibility_fault_or_runs_off_the_screen(open_page):
    """By night on a phone; by day on a wide screen every address is looked at with all others."""
    page = open_page(390, "dark")
    found = {}

    def look(name, arrived="**"):
        page.wait_for_url(arrived)
        found[name] = faults(page)

    page.goto("/inloggen/")
    look("login")
    page.get_by_role("button", name="Inloggen met DigiD").click()
    look("refused", "**/inloggen/digid/")
    page.goto("/inloggen/activeren/")
    look("enrol")
    page.get_by_label("Activeringscode").fill(lifecycle.invite("nieuw", "staff"))
    page.get_by_role("button", name="Verder").click()
    look("password", "**/activeren/wachtwoord/")
    page.get_by_label("Nieuw wachtwoord").fill(NEW)
    page.get_by_role("button", name="Verder").click()
    look("app", "**/activeren/app/")
    page.goto("/inloggen/activeren/sleutel/")
    look("key")
    page.goto("/inloggen/activeren/app/")
    page.get_by_text("Ik kan de QR-code niet scannen").click()
    secret = re.sub(r"\s", "", page.locator(".secret-text").inner_text())
    page.get_by_label("Code uit uw app").fill(one_time_code(secret))
    page.get_by_role("button", name="Activeren").click()
    page.get_by_role("link", name="Ik heb ze bewaard").wait_for()
    look("codes")
    sign_in(page)
    for path in ("", "bevestigen/", "wachtwoord/", "app/", "sleutel/", "herstelcodes/", "apparaten/"):
        page.goto(f"/account/{path}")
        look(path or "means")
    assert found == {name: [] for name in found}
    assert len(found) == 14
    assert [told for told in page.complaints if "403" not in told] == []


def test_the_way_in_goes_by_keyboard_alone(open_page):
    page = open_page()
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").focus()
    page.keyboard.type("staff-account")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code uit uw app").focus()
    page.keyboard.type(one_time_code())
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Uitloggen").first.wait_for()
