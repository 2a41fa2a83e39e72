"""DigiD from the button to the desk: by blind index, linked once, and the number is nowhere afterwards."""

from __future__ import annotations

import json
import logging
from argparse import Namespace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest_identity import BSN, MIDDLE, SUBSTANTIAL
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from zorgvuldig.interfaces.command_line import identity_test_provider
from zorgvuldig.interfaces.database.accounts import own_account
from zorgvuldig.interfaces.identity.testing.beside import beside
from zorgvuldig.interfaces.identity.testing.demo import (
    made_up_persons,
    read_persons,
    write_configuration,
    write_persons,
)
from zorgvuldig.interfaces.web.accounts import lifecycle, linking
from zorgvuldig.interfaces.web.accounts.models import Account, ExternalIdentity, SecurityEvent
from zorgvuldig.ledger import gate, login_sessions
from zorgvuldig.records.blind_index import bsn_index

PATHS = {"digid": "digid", "staff": "werkaccount"}
INSURER = "00000000-0000-4000-8000-00000000000a"
PERSON = "00000000-0000-4000-8000-00000000000b"


@pytest.fixture
def insured(owner_connection):
    """Plant one person with a BSN, born in 1980."""

    def plant(born="1980-05-01", person=PERSON, insurer=INSURER):
        owner_connection.execute(
            "INSERT INTO records.insurer (id, name, statutory_seat) VALUES (%s, %s, 'Utrecht') "
            "ON CONFLICT DO NOTHING",
            [insurer, insurer],
        )
        owner_connection.execute(
            """
            INSERT INTO records.person (id, insurer_id, bsn_index, initials, name_prefix, family_name,
                birthdate, gender, shielded, data_origin, obtained_at, obtained_for)
            VALUES (%s, %s, %s, 'J.', '', 'Jansen', %s, 'unknown', false, 'subject', '2020-01-01', 'claims')
            """,
            [person, insurer, bsn_index(BSN), born],
        )

    return plant


@pytest.fixture
def configured(provider, settings, tmp_path):
    """Configure the test provider as DigiD."""
    file = tmp_path / "identity.json"
    words = {"issuer": provider.issuer, "client_id": "zorgvuldig", "secret": "geheim-van-de-proef"}
    file.write_text(json.dumps({"digid": words, "staff": {**words}}))
    settings.IDENTITY_FILE, settings.ORIGIN = file, "http://testserver"
    settings.ALLOWED_HOSTS = ["testserver"]
    return provider


def go(client, provider, *, person=0, acr=SUBSTANTIAL, scheme="digid", **more):
    sent = client.post(f"/inloggen/{PATHS[scheme]}/", more)
    assert sent.status_code == 200
    address = sent.headers["Refresh"].removeprefix("0; url=")
    asked = dict(parse_qsl(urlsplit(address).query))
    code = provider.grant(asked, person=person, acr=acr)
    return {"code": code, "state": asked["state"], "iss": provider.issuer}


def come_back(client, answer, scheme="digid"):
    return client.get(f"/inloggen/{PATHS[scheme]}/terug/", answer)


def test_an_insured_person_comes_in_and_is_linked_once(insured, configured):
    insured()
    for _ in range(2):
        client = Client()
        answer = come_back(client, go(client, configured))
        assert answer.status_code == 302
        assert client.get("/balie/").url == "/mijn/"
    account = Account.objects.get()
    assert account.desk == "insured"
    assert not account.has_usable_password()
    assert len(login_sessions.living(account.pk)) == 2


def test_the_number_is_nowhere_afterwards(insured, configured, owner_connection, caplog):
    insured()
    client = Client()
    with caplog.at_level(logging.DEBUG):
        answer = come_back(client, go(client, configured))
    assert answer.status_code == 302
    tables = owner_connection.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('web', 'records', 'ledger', 'gate')"
    ).fetchall()
    assert len(tables) > 50
    for table in tables:
        search = SQL("SELECT count(*) FROM {} t WHERE t::text LIKE %s").format(Identifier(*table))
        found = owner_connection.execute(search, [f"%{BSN}%"])
        assert found.fetchone() == (0,), table
    assert BSN not in str(dict(client.session.items()))
    assert BSN not in caplog.text
    assert BSN not in answer.url


def test_somebody_unknown_gets_a_page_that_says_nothing(insured, configured):
    insured()
    client = Client()
    answer = come_back(client, go(client, configured, person=1))
    assert answer.status_code == 403
    assert "Inloggen is niet gelukt" in answer.content.decode()
    assert not Account.objects.exists()
    assert SecurityEvent.objects.get(kind="external-login-refused").method == "unknown-person"


def test_somebody_of_sixteen_logs_in_alone(insured, configured):
    insured(born=f"{timezone.localdate().year - 16}-01-01")
    client = Client()
    assert come_back(client, go(client, configured)).status_code == 302


def test_a_child_gets_no_login(insured, configured):
    insured(born=str(timezone.localdate().year - 15) + "-01-01")
    client = Client()
    answer = come_back(client, go(client, configured))
    assert answer.status_code == 403
    assert "Tot uw zestiende" in answer.content.decode()
    assert not Account.objects.exists()


def test_too_low_a_level_is_told_how_to_raise(insured, configured):
    insured()
    client = Client()
    answer = come_back(client, go(client, configured, acr=MIDDLE))
    assert answer.status_code == 403
    assert "ID-check" in answer.content.decode()


def test_an_answer_comes_back_once_and_in_its_own_browser_only(insured, configured):
    insured()
    client = Client()
    answer = go(client, configured)
    assert come_back(Client(), answer).status_code == 403
    assert come_back(client, answer).status_code == 302
    assert come_back(client, answer).status_code == 403


def test_a_closed_account_stays_closed(insured, configured):
    insured()
    client = Client()
    come_back(client, go(client, configured))
    lifecycle.end_access(Account.objects.get().username)
    assert client.get("/mijn/declaraties/").status_code == 302
    assert come_back(client, go(client, configured)).status_code == 403


def test_going_needs_a_form_of_ours_and_leads_nowhere_else_after(insured, configured):
    insured()
    assert Client(enforce_csrf_checks=True).post("/inloggen/digid/").status_code == 403
    assert Client().get("/inloggen/digid/").status_code == 405
    client = Client()
    answer = go(client, configured, next="https://elders.example/")
    assert come_back(client, answer).url in {"/account/", "/balie/"}


def test_without_configuration_there_is_no_such_page(database, settings, tmp_path):
    settings.IDENTITY_FILE = tmp_path / "niet-daar.json"
    client = Client()
    assert client.post("/inloggen/digid/").status_code == 404
    assert client.get("/inloggen/digid/terug/").status_code == 404
    assert "DigiD" not in client.get("/inloggen/").content.decode()


def test_one_person_in_two_files_is_for_a_human(insured, configured):
    insured()
    insured(person="00000000-0000-4000-8000-00000000000c", insurer="00000000-0000-4000-8000-00000000000d")
    client = Client()
    assert come_back(client, go(client, configured)).status_code == 403
    assert SecurityEvent.objects.get(kind="external-login-refused").method == "more-than-one"


def test_without_a_proof_the_gate_links_nobody(insured, database):
    insured()
    body = {"indexes": [bsn_index(BSN).hex()], "at": "2026-11-22", "username": "dief"}
    payload, proof = gate.prove("facts", body)
    for attempt in ((payload, bytes(32)), (payload, proof)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT gate.person_of_login(%s, %s)", attempt)
    assert linking.person_of_login(BSN, at=date(2026, 11, 22), offered="eerste") == "eerste"
    assert linking.person_of_login(BSN, at=date(2026, 11, 22), offered="tweede") == "eerste"


def test_what_is_no_number_finds_nobody_and_is_not_repeated(database):
    with pytest.raises(linking.UnknownPersonError) as refusal:
        linking.person_of_login("12345678901", at=date(2026, 11, 22), offered="x")
    assert "12345678901" not in str(refusal.value)


def test_a_member_of_staff_comes_in_only_when_an_administrator_bound_the_identity(configured, database):
    configured.persons[0].claims["amr"] = ["mfa"]
    subject = configured_subject(configured)
    lifecycle.invite("medewerker", "staff")
    client = Client()
    assert come_back(client, go(client, configured, scheme="staff"), "staff").status_code == 403
    linking.bind("medewerker", issuer=configured.issuer, subject=subject, by="beheer")
    client = Client()
    assert come_back(client, go(client, configured, scheme="staff"), "staff").status_code == 302
    assert client.get("/balie/").url == "/medewerker/"
    assert linking.release("medewerker", issuer=configured.issuer) == 1
    client = Client()
    assert come_back(client, go(client, configured, scheme="staff"), "staff").status_code == 403


def test_one_factor_at_the_employer_is_not_enough(configured, database):
    linking_subject = configured_subject(configured)
    lifecycle.invite("medewerker", "staff")
    linking.bind("medewerker", issuer=configured.issuer, subject=linking_subject, by="beheer")
    client = Client()
    answer = come_back(client, go(client, configured, scheme="staff", acr="pwd"), "staff")
    assert answer.status_code == 403
    assert "tweede stap" in answer.content.decode()
    assert client.get("/medewerker/").status_code == 302


def test_an_identity_opens_one_account_and_never_that_of_an_insured_person(database):
    for username, desk in (("een", "staff"), ("twee", "staff"), ("drie", "insured")):
        lifecycle.invite(username, desk)
    linking.bind("een", issuer="https://x", subject="s", by="beheer")
    with pytest.raises(lifecycle.LifecycleError, match="another account"):
        linking.bind("twee", issuer="https://x", subject="s", by="beheer")
    with pytest.raises(lifecycle.LifecycleError, match="drie"):
        linking.bind("drie", issuer="https://x", subject="t", by="beheer")
    linking.bind("een", issuer="https://x", subject="nieuw", by="beheer")
    assert ExternalIdentity.objects.get().subject == "nieuw"


def configured_subject(provider):
    asked = {
        "client_id": "zorgvuldig",
        "redirect_uri": next(iter(provider.client.redirects)),
        "response_type": "code",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    code = provider.grant(asked, person=0, acr="")
    return provider._codes[code].claims["sub"]


def test_the_demo_lists_made_up_persons_and_keeps_its_secret_to_itself(tmp_path):
    rows = [
        {
            "id": "1",
            "bsn": BSN,
            "initials": "J.",
            "name_prefix": "",
            "family_name": "Jansen",
            "birthdate": "1980-01-01",
        },
        {
            "id": "2",
            "bsn": None,
            "initials": "K.",
            "name_prefix": "",
            "family_name": "Zonder",
            "birthdate": "1981-01-01",
        },
        {
            "id": "3",
            "bsn": "999990032",
            "initials": "P.",
            "name_prefix": "",
            "family_name": "Kind",
            "birthdate": "2020-01-01",
        },
    ]
    (tmp_path / "people.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "account_links.jsonl").write_text(json.dumps({"person": "1", "username": "x"}))
    names = [person.name for person in made_up_persons(tmp_path)]
    assert names == ["J. Jansen (1980)", "P. Kind (2020)", "Iemand die hier niet verzekerd is"]
    assert BSN not in repr(made_up_persons(tmp_path))
    file = tmp_path / "identity.json"
    write_configuration(file, port=8001)
    assert file.stat().st_mode & 0o777 == 0o600
    write_persons(tmp_path / "persons.json", str(tmp_path))
    assert [person.name for person in read_persons(tmp_path / "persons.json")] == names


@pytest.mark.parametrize(
    ("words", "origin"),
    [
        ({}, "http://localhost:8000"),
        ({"ZORGVULDIG_DEMO": "."}, "https://localhost"),
        ({"ZORGVULDIG_DEMO": "."}, "http://mijn.verzekeraar.example"),
        ({"ZORGVULDIG_DEMO": ".", "ZORGVULDIG_IDENTITY": "x.json"}, "http://localhost:8000"),
        ({"ZORGVULDIG_DEMO": "nergens"}, "http://localhost:8000"),
    ],
)
def test_the_test_provider_stands_beside_a_demo_on_this_machine_and_nothing_else(tmp_path, words, origin):
    assert beside(words, origin=origin, var=tmp_path, account=own_account()) is None


def test_providers_of_its_own_leave_no_place_for_the_test_provider(tmp_path):
    (tmp_path / "people.jsonl").write_text("")
    (tmp_path / "account_links.jsonl").write_text("")
    words = {"ZORGVULDIG_DEMO": str(tmp_path)}
    assert beside(words, origin="http://localhost:8000", var=tmp_path, account=own_account()) is not None
    (tmp_path / "identity.json").write_text("{}")
    assert beside(words, origin="http://localhost:8000", var=tmp_path, account=own_account()) is None


def test_the_command_refuses_beside_an_installation_over_https(monkeypatch, tmp_path):
    monkeypatch.setenv("ZORGVULDIG_ORIGIN", "https://mijn.verzekeraar.example")
    arguments = Namespace(persons=tmp_path / "p", port=0, configuration=tmp_path / "c")
    with pytest.raises(identity_test_provider.RealInstallationError, match="demo only"):
        identity_test_provider.run(arguments)
