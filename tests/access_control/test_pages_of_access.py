"""The pages, from the first day of somebody to the last: each in an own browser, logged in in two steps."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zorgvuldig.interfaces.command_line.code import one_time_code
from zorgvuldig.interfaces.web.accounts.creation import create_account
from zorgvuldig.interfaces.web.views import break_glass

PASSWORD = "een-lang-wachtwoord-voor-de-proef"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WHY = "De nieuwe collega behandelt voortaan declaraties van psychologen."
FORBIDDEN = 403


@pytest.fixture
def browser(house, settings):
    """Give a logged-in browser of somebody, and say that the second factor is fresh."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def logged_in(name, desk="staff"):
        create_account(name, PASSWORD, SECRET, desk)
        client = Client()
        client.post("/inloggen/", {"login": name, "password": PASSWORD})
        answer = client.post("/inloggen/code/", {"code": one_time_code(SECRET, time.time())})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return logged_in


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(client, path, **words):
    return client.post(path, words, follow=True)


def test_from_joining_to_leaving_through_the_pages(browser):
    hr, manager, adviser, granter = (browser(name) for name in ("hr", "manager", "adviser", "granter"))
    today = timezone.localdate()
    form = {
        "display_name": "N. de Vries",
        "username": "devries",
        "secrecy_ground": "declaration",
        "secrecy_declared_on": today.isoformat(),
        "trained_on": today.isoformat(),
        "employed_from": today.isoformat(),
        "employed_until": "",
    }
    joined = sent(hr, "/medewerker/toegang/nieuw/", **form)
    assert "De medewerker is ingeschreven" in text(joined)
    page = joined.request["PATH_INFO"]
    assert "Deze inlognaam is al in gebruik" in text(sent(hr, "/medewerker/toegang/nieuw/", **form))
    assert "Eerst moet er een functie zijn" in text(hr.post(page, {"step": "invite"}))
    ask = {"step": "ask", "wanted": "role:claims-handler", "unit": "claims", "starts_on": today.isoformat()}
    ends = (today + timedelta(days=200)).isoformat()
    assert "minstens vier woorden" in text(sent(manager, page, **ask, ends_on=ends, reason="test"))
    assert "Vul dit in" in text(sent(manager, page, **ask, ends_on="", reason=WHY))
    assert "De vraag is gesteld" in text(sent(manager, page, **ask, ends_on=ends, reason=WHY))
    waiting = granter.get("/medewerker/toegang/").content.decode()
    grant = re.search(r'name="grant" value="([0-9a-f-]+)"', waiting)[1]
    decide = "/medewerker/toegang/"
    refused = granter.post(decide, {"step": "grant", "grant": grant})
    assert refused.status_code == FORBIDDEN
    assert "medisch adviseur" in text(refused)
    assert "opvulling" in text(sent(adviser, decide, step="advise", grant=grant, reason="ok"))
    assert "advies is vastgelegd" in text(sent(adviser, decide, step="advise", grant=grant, reason=WHY))
    assert manager.post(decide, {"step": "grant", "grant": grant}).status_code == FORBIDDEN
    assert "De toegang is toegekend" in text(sent(granter, decide, step="grant", grant=grant))
    assert "al behandeld" in text(sent(granter, decide, step="refuse", grant=grant))
    code = text(hr.post(page, {"step": "invite"}))
    assert "Code voor het eerste inloggen" in code
    newcomer = browser("devries")
    assert newcomer.get("/medewerker/").status_code == 200
    assert "al een account" in text(hr.post(page, {"step": "invite"}))
    assert "opvulling" in text(sent(hr, page, step="leave", reason=""))
    gone = sent(hr, page, step="leave", reason="De medewerker gaat vandaag met pensioen.")
    assert "Alle toegang is beëindigd" in text(gone)
    # The running session is over at its next request, and nobody logs in with it again.
    assert newcomer.get("/medewerker/").status_code == 302
    again = newcomer.post("/inloggen/", {"login": "devries", "password": PASSWORD}, follow=True)
    assert "Uitloggen" not in text(again)


def test_what_is_not_there_or_makes_no_sense_is_not_found(browser):
    hr = browser("hr")
    nowhere = "/medewerker/toegang/00000000-0000-4000-8000-000000000001/"
    assert hr.get(nowhere).status_code == 404
    assert hr.post(nowhere, {"step": "dance"}).status_code == 404
    assert hr.post("/medewerker/toegang/", {"step": "grant", "grant": ""}).status_code == 404
    manager = browser("manager")
    assert manager.post("/medewerker/toegang/controle/", {"ticket": "CHG-404"}).status_code == 404


def test_the_training_is_recorded_on_the_page(browser, house):
    hr, page = browser("hr"), f"/medewerker/toegang/{house.ids['agent']}/"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for day in ("", tomorrow):
        assert "Vul een dag in die geweest is" in text(hr.post(page, {"step": "train", "completed_on": day}))
    told = sent(hr, page, step="train", completed_on=timezone.localdate().isoformat())
    assert "De training is ingeschreven" in text(told)


def test_the_review_is_one_click(browser, house):
    manager = browser("manager")
    shown = manager.get("/medewerker/toegang/controle/")
    assert "te laat" in text(shown)
    grant = re.search(r'name="grant" value="([0-9a-f-]+)"', shown.content.decode())[1]
    told = text(sent(manager, "/medewerker/toegang/controle/", grant=grant, keep="1"))
    assert "Vastgelegd" in told
    assert "bekeken" in told
    assert "Vastgelegd" in text(sent(manager, "/medewerker/toegang/controle/", grant=grant, keep="0"))
    assert "al beëindigd" in text(sent(manager, "/medewerker/toegang/controle/", grant=grant, keep="1"))


def test_an_emergency_from_opening_to_judgement_on_the_pages(browser, monkeypatch):
    handler, officer = browser("handler"), browser("officer", "oversight")
    form = {"family_name": "Aalbers", "birthdate": "1980-05-06", "postcode": ""}
    reason = "De beller zegt dat zij zichzelf iets aandoet en hangt op."
    monkeypatch.setattr(break_glass, "FRESH_MINUTES", 0)
    assert "Bevestig eerst dat u het bent" in text(handler.get("/medewerker/noodtoegang/"))
    assert handler.post("/medewerker/noodtoegang/", {**form, "reason": reason}).status_code == FORBIDDEN
    monkeypatch.undo()
    assert "opvulling" in text(handler.post("/medewerker/noodtoegang/", {**form, "reason": "test"}))
    nobody = {**form, "family_name": "Nergens", "reason": reason}
    assert "Niemand past hierbij" in text(handler.post("/medewerker/noodtoegang/", nobody))
    opened = sent(handler, "/medewerker/noodtoegang/", **form, reason=reason)
    page = opened.request["PATH_INFO"]
    assert "Voorbeeldstraat 1" in text(opened)
    assert "Afgeschermd" in text(opened)
    assert "Aalbers" not in text(opened)
    watched = officer.get("/toezicht/toegang/").content.decode()
    assert "staat nu open" in watched
    assert "Voorbeeldstraat" not in watched
    emergency = re.search(r'name="emergency" value="([0-9a-f-]+)"', watched)[1]
    assert "is gesloten" in text(sent(handler, page))
    assert handler.get(page).status_code == FORBIDDEN
    judge = {"emergency": emergency, "judgement": "justified"}
    assert "opvulling" in text(sent(officer, "/toezicht/toegang/", **judge, reason="ok"))
    assert "oordeel is vastgelegd" in text(sent(officer, "/toezicht/toegang/", **judge, reason=reason))
    assert "al beoordeeld" in text(sent(officer, "/toezicht/toegang/", **judge, reason=reason))
    assert "terecht" in text(handler.get("/medewerker/noodtoegang/"))
    # Every refused try above stands on the page of oversight.
    shown = text(officer.get("/toezicht/toegang/")).lower()
    assert "noodtoegang vraagt een tweede stap" in shown.partition("geweigerde pogingen waarom")[2]


def test_pages_do_not_tell_who_is_insured_or_which_tickets_there_are_to_whoever_they_refuse(browser):
    admin, agent, hr = browser("admin"), browser("agent"), browser("hr")
    form = {"birthdate": "1980-05-06", "postcode": "", "reason": WHY}
    sent(admin, "/medewerker/bevoegdheden/", step="ask", ticket="CHG-7", hours="2", reason=WHY)
    tries = {
        "/medewerker/noodtoegang/": [(hr, {**form, "family_name": name}) for name in ("Aalbers", "Nergens")],
        "/medewerker/bevoegdheden/": [
            (agent, {"step": "approve", "ticket": ticket}) for ticket in ("CHG-7", "CHG-9")
        ],
    }
    varies = (
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        r'|name="csrfmiddlewaretoken" value="\w+"|\d\d:\d\d(:[\d.]+)?'
    )
    for path, asked in tries.items():
        answers = [client.post(path, words) for client, words in asked]
        assert [answer.status_code for answer in answers] == [FORBIDDEN] * 2
        one, other = (re.sub(varies, "", answer.content.decode()) for answer in answers)
        assert one == other
    assert agent.get("/medewerker/bevoegdheden/").status_code == FORBIDDEN


def test_powers_are_asked_and_approved_on_the_page(browser):
    admin, granter = browser("admin"), browser("granter")
    ask = {"step": "ask", "ticket": "CHG-7", "hours": "2", "reason": WHY}
    assert "Kies 1 tot 8 uur" in text(admin.post("/medewerker/bevoegdheden/", {**ask, "hours": "9"}))
    assert "Vul dit in" in text(admin.post("/medewerker/bevoegdheden/", {**ask, "hours": ""}))
    assert "Het verzoek is gesteld" in text(sent(admin, "/medewerker/bevoegdheden/", **ask))
    assert "Dit nummer is al gebruikt" in text(admin.post("/medewerker/bevoegdheden/", ask))
    approve = {"step": "approve", "ticket": "CHG-7"}
    assert admin.post("/medewerker/bevoegdheden/", approve).status_code == FORBIDDEN
    assert "loopt vanaf nu" in text(sent(granter, "/medewerker/bevoegdheden/", **approve))
    assert "al behandeld" in text(sent(granter, "/medewerker/bevoegdheden/", **approve))
    gone = granter.post("/medewerker/bevoegdheden/", {**approve, "ticket": "CHG-404"})
    assert gone.status_code == 404
    assert "zorgvuldig privileged run CHG-7" in text(admin.get("/medewerker/bevoegdheden/"))
