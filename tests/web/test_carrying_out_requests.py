"""What was granted takes effect: corrected, erased, restricted until told, and told to who had it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.service import LETTERS

NOWHERE = "00000000-0000-4000-8000-000000000001"
MINE, THEIRS = "/mijn/verzoeken/", "/medewerker/verzoeken/"
WORK = f"{THEIRS}uitvoeren/"
CONTACT = {"step": "correct", "what": "contact", "email": "nieuw@voorbeeld.nl", "phone": "010 123 45 67"}
ADDRESS = {
    "step": "correct",
    "what": "address",
    "street": "Nieuwe Kade",
    "house_number": "12",
    "postcode": "1234 ab",
    "city": "Utrecht",
}
NAME = {"step": "correct", "what": "name", "initials": "Z.", "prefix": "van", "family_name": "Voorbeeld"}


@pytest.fixture
def handler(desks):
    return desks("service")


@pytest.fixture
def person(desks, handler):
    return desks("verzekerde")


@pytest.fixture
def whose(person, owner_connection):
    """Give the number of the person who asks."""
    found = "SELECT person_id FROM records.account_link WHERE username = 'verzekerde'"
    return owner_connection.execute(found).fetchone()[0]


@pytest.fixture
def settle(owner_connection):
    """Let a request be refused in whole or part, which takes two handlers and has tests of its own."""

    def settled(place, outcome):
        change = "UPDATE records.rights_request SET state = %s, answered_on = current_date WHERE id = %s"
        owner_connection.execute(change, [outcome, place.split("/")[3]])

    return settled


@pytest.fixture
def granted(person, handler, settle):
    """Ask as the person, answer as the handler, and give where the request is carried out."""

    def ask(kind, outcome="granted"):
        person.post(MINE, {"kind": kind, "words": "Doe dit alstublieft."})
        page = handler.get(THEIRS).content.decode()
        (place,) = set(re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', page))
        if outcome in {"refused", "partly"}:
            settle(place, outcome)
        elif outcome:
            answer = {"step": "answer", "outcome": outcome, "answer": "Dat is gedaan."}
            assert handler.post(place, answer).status_code == 302
        return f"{place}uitvoeren/"

    return ask


def held(owner_connection, query, whose):
    return owner_connection.execute(query, [whose]).fetchall()


def test_granted_contact_details_are_corrected(granted, handler, whose, owner_connection):
    place = granted("rectification")
    assert handler.post(place, CONTACT).status_code == 302
    query = "SELECT email, phone FROM records.person_contact WHERE subject_id = %s"
    assert held(owner_connection, query, whose) == [("nieuw@voorbeeld.nl", "010 123 45 67")]
    assert "Uitgevoerd op" in handler.get(place).content.decode()


def test_contact_details_that_are_missing_are_added(granted, handler, whose, owner_connection):
    owner_connection.execute("DELETE FROM records.person_contact WHERE subject_id = %s", [whose])
    assert handler.post(granted("completion"), {**CONTACT, "phone": ""}).status_code == 302
    query = "SELECT email, phone FROM records.person_contact WHERE subject_id = %s"
    assert held(owner_connection, query, whose) == [("nieuw@voorbeeld.nl", "")]


def test_a_corrected_address_holds_from_today_and_the_old_one_stays_as_history(
    granted, handler, whose, owner_connection
):
    owner_connection.execute(
        "UPDATE records.person_address SET valid_during = '[2020-01-01,)' WHERE subject_id = %s", [whose]
    )
    place = granted("rectification")
    assert handler.post(place, ADDRESS).status_code == 302
    query = (
        "SELECT street, lower(valid_during), upper(valid_during) FROM records.person_address"
        " WHERE subject_id = %s ORDER BY lower(valid_during)"
    )
    old, new = held(owner_connection, query, whose)
    today = timezone.localdate()
    assert old[2] == today
    assert new == ("Nieuwe Kade", today, None)
    # Corrected once more on the same day: the first never held.
    assert handler.post(place, {**ADDRESS, "street": "Oude Kade"}).status_code == 302
    now = "SELECT street FROM records.person_address WHERE subject_id = %s AND valid_during @> current_date"
    assert held(owner_connection, now, whose) == [("Oude Kade",)]


def test_a_corrected_name_says_where_it_comes_from(granted, handler, whose, owner_connection):
    assert handler.post(granted("rectification"), NAME).status_code == 302
    query = "SELECT name_prefix, family_name, data_origin FROM records.person WHERE id = %s"
    assert held(owner_connection, query, whose) == [("van", "Voorbeeld", "de persoon, op verzoek verbeterd")]


def test_a_shielded_address_is_not_for_this_desk(granted, handler, whose, owner_connection):
    place = granted("rectification")
    owner_connection.execute("UPDATE records.person SET shielded = true WHERE id = %s", [whose])
    before = held(owner_connection, "SELECT street FROM records.person_address WHERE subject_id = %s", whose)
    answer = handler.post(place, ADDRESS)
    assert answer.status_code == 400
    assert "Veiligheidszaken" in answer.content.decode()
    after = held(owner_connection, "SELECT street FROM records.person_address WHERE subject_id = %s", whose)
    assert after == before


@pytest.mark.parametrize("outcome", ["", "refused", "no-data"])
@pytest.mark.parametrize("step", [CONTACT, NAME, {"step": "note"}], ids=["contact", "name", "note"])
def test_nothing_changes_without_the_outcome_being_granted(
    granted, handler, whose, owner_connection, outcome, step
):
    place = granted("rectification", outcome)
    query = "SELECT family_name FROM records.person WHERE id = %s"
    before = held(owner_connection, query, whose)
    answer = handler.post(place, step)
    assert answer.status_code == 400
    assert "niet toegewezen" in answer.content.decode()
    assert held(owner_connection, query, whose) == before


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ({**CONTACT, "email": "", "phone": ""}, "Vul het e-mailadres of"),
        ({**CONTACT, "email": "geen adres"}, "geen e-mailadres"),
        ({**CONTACT, "phone": "bel maar"}, "geen telefoonnummer"),
        ({**ADDRESS, "street": ""}, "Vul de straat in"),
        ({**ADDRESS, "house_number": "12a"}, "alleen cijfers"),
        ({**ADDRESS, "postcode": "0123 AB"}, "Vul de postcode in"),
        ({**ADDRESS, "city": ""}, "Vul de plaats in"),
        ({**NAME, "family_name": " "}, "Vul de achternaam in"),
        ({**NAME, "initials": "Z" * 21}, "hoogstens 20 tekens"),
        ({"step": "correct", "what": "bsn"}, "Kies wat u verbetert"),
        ({"step": "concerns", "concerns": ["soul"]}, "Kies uit de soorten"),
        ({"step": "dance"}, "Kies wat u wilt doen"),
    ],
)
def test_what_cannot_be_right_is_refused_on_the_form(granted, handler, step, told):
    answer = handler.post(granted("rectification"), step)
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_an_erasure_takes_what_may_go_and_names_what_stays(granted, handler, whose, settle, owner_connection):
    open_place = granted("erasure", "")
    page = handler.get(open_place).content.decode()
    assert "wijs dus deels toe" in page
    assert "tot zeven jaar na het einde van de verzekering" in page
    query = "SELECT count(*) FROM records.person_contact WHERE subject_id = %s"
    owner_connection.execute(
        "INSERT INTO records.person_contact (id, subject_id, email, phone)"
        " SELECT gen_random_uuid(), %s, 'a@voorbeeld.nl', '' WHERE NOT EXISTS"
        " (SELECT FROM records.person_contact WHERE subject_id = %s)",
        [whose, whose],
    )
    assert handler.post(open_place, {"step": "erase"}).status_code == 400
    assert held(owner_connection, query, whose) == [(1,)]
    settle(open_place, "partly")
    assert handler.post(open_place, {"step": "erase"}).status_code == 302
    assert held(owner_connection, query, whose) == [(0,)]
    assert handler.post(open_place, {"step": "erase"}).status_code == 400


def test_who_received_the_data_is_listed_told_once_and_then_the_duty_is_done(
    granted, handler, whose, owner_connection
):
    place = granted("restriction")
    assert handler.get(WORK).content.decode().count("Uitvoeren wat is toegewezen") == 1
    assert handler.post(place, {"step": "note"}).status_code == 302
    number = place.split("/")[3]
    owner_connection.execute(
        "INSERT INTO records.receiver_to_tell (id, data_category, subject_id, request_id, receiver, purpose,"
        " data, due_on, told_how, impossible_because) SELECT gen_random_uuid(), 'correspondence', %s, %s, w,"
        " 'incasso', 'naam', current_date + 5, '', '' FROM unnest(ARRAY['incassobureau', 'zusterbedrijf']) w",
        [whose, number],
    )
    page = handler.get(place).content.decode()
    assert "Zusterbedrijf" in page
    receivers = sorted(set(re.findall(r'name="receiver" value="([0-9a-f-]{36})"', page)))
    assert "vertellen wat er veranderde" in handler.get(WORK).content.decode()
    today = timezone.localdate()
    for wrong in (
        {"how": "", "told_on": "", "impossible": ""},
        {"how": "letter", "told_on": "gisteren"},
        {"how": "letter", "told_on": str(today + timedelta(days=1))},
        {"how": "letter", "told_on": str(today), "impossible": "failliet"},
    ):
        said = {"step": "tell", "receiver": receivers[0], **wrong}
        assert handler.post(place, said).status_code == 400
    done = {"step": "tell", "receiver": receivers[0], "how": "letter", "told_on": str(today)}
    assert handler.post(place, done).status_code == 302
    assert handler.post(place, done).status_code == 400
    listed = handler.get(WORK).content.decode()
    for each in receivers[1:]:
        said = {"step": "tell", "receiver": each, "impossible": "Het bedrijf bestaat niet meer."}
        assert handler.post(place, said).status_code == 302
    page = handler.get(place).content.decode()
    assert "per brief" in page
    assert "Kon niet: Het bedrijf bestaat niet meer." in page
    assert "vertellen wat er veranderde" in listed
    assert "vertellen wat er veranderde" not in handler.get(WORK).content.decode()
    assert handler.post(place, {"step": "tell", "receiver": "geen-nummer"}).status_code == 404


def test_the_duty_to_tell_stays_open_until_the_last_was_told(granted, handler, whose, owner_connection):
    place = granted("rectification")
    owed = "SELECT count(*) FROM ledger.open_duty WHERE duty = 'notify-recipients' AND discharged_at IS NULL"
    assert handler.post(place, CONTACT).status_code == 302
    waiting = set(re.findall(r'name="receiver" value="([0-9a-f-]{36})"', handler.get(place).content.decode()))
    assert (owner_connection.execute(owed).fetchone()[0] > 0) is bool(waiting)


def test_a_restriction_ends_on_a_later_day_and_after_a_letter(granted, handler, person, owner_connection):
    place = granted("restriction")
    assert "Wat wij nu niet gebruiken" in person.get(MINE).content.decode()
    write_about_requests(actor=LETTERS, at=timezone.now())
    today = timezone.localdate()
    for wrong in ({"lifts_on": str(today), "reason": "Klaar."}, {"lifts_on": "ooit", "reason": "Klaar."}):
        assert handler.post(place, {"step": "lift", **wrong}).status_code == 400
    assert (
        handler.post(place, {"step": "lift", "lifts_on": str(today + timedelta(1)), "reason": ""}).status_code
        == 400
    )
    letters = "SELECT count(*) FROM records.outbound_document WHERE kind = 'request-lifting'"
    assert owner_connection.execute(letters).fetchone() == (0,)
    done = {"step": "lift", "lifts_on": str(today + timedelta(days=14)), "reason": "Wij zochten het uit."}
    assert handler.post(place, done).status_code == 302
    assert owner_connection.execute(letters).fetchone() == (1,)
    assert handler.post(place, done).status_code == 400
    page = person.get(MINE).content.decode()
    assert "gebruiken wij ze weer" in page
    assert "Wij gaan uw gegevens weer gebruiken" in person.get("/mijn/brieven/").content.decode()


def test_what_a_request_is_about_is_named_and_only_that_is_restricted(granted, handler, person, settle):
    place = granted("rectification", "")
    assert "Al uw gegevens" in person.get(MINE).content.decode()
    assert handler.post(place, {"step": "concerns", "concerns": ["contact", "address"]}).status_code == 302
    page = person.get(MINE).content.decode()
    assert "Al uw gegevens" not in page
    assert "Wat wij nu niet gebruiken" in page
    settle(place, "refused")
    assert handler.post(place, {"step": "concerns", "concerns": ["contact"]}).status_code == 400


def test_who_says_which_data_it_is_about_has_only_those_restricted(person):
    asked = {"kind": "rectification", "words": "Mijn nummer is anders.", "concerns": ["contact"]}
    assert person.post(MINE, asked).status_code == 302
    assert "Contactgegevens" in person.get(MINE).content.decode().split("Wat u vroeg")[0]
    wrong = person.post(MINE, {**asked, "concerns": ["soul"]})
    assert wrong.status_code == 400
    assert "Kies uit de soorten" in wrong.content.decode()


def test_while_data_are_restricted_the_person_still_reaches_every_own_page(granted, person):
    granted("restriction")
    for place in ("", "gegevens/", "declaraties/", "inzage/", "brieven/", "keuzes/", "verzoeken/"):
        assert person.get(f"/mijn/{place}").status_code in {200, 404}, place


def test_nobody_else_carries_out_a_request(desks, handler):
    for name in ("behandelaar", "marketing"):
        client = desks(name)
        assert client.get(WORK).status_code in {403, 404}
        assert client.post(f"{THEIRS}{NOWHERE}/uitvoeren/", CONTACT).status_code in {403, 404}
    assert handler.get(f"{THEIRS}{NOWHERE}/uitvoeren/").status_code == 404
    for step in (CONTACT, {"step": "erase"}, {"step": "note"}, {"step": "concerns"}):
        assert handler.post(f"{THEIRS}{NOWHERE}/uitvoeren/", step).status_code == 404
    lift = {"step": "lift", "lifts_on": "2999-01-01", "reason": "Klaar."}
    tell = {"step": "tell", "receiver": NOWHERE, "how": "", "told_on": "", "impossible": "Weg."}
    for step in (lift, tell):
        assert handler.post(f"{THEIRS}{NOWHERE}/uitvoeren/", step).status_code == 404
