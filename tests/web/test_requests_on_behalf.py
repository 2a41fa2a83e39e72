"""A representative asks by right for another: as far and as long as the mandate goes, no further."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from behalf_people import born, child_of, end_mandate, give, look, number_of, person_of
from django.utils import timezone
from pypdfium2 import PdfDocument

from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.service import LETTERS

THEIRS = "/medewerker/verzoeken/"
MINE = "/mijn/verzoeken/"


def ask(client, path, kind="access", words="Waar komt het bedrag vandaan?"):
    return client.post(path, {"kind": kind, "words": words})


def answer(handler, words):
    page = handler.get(THEIRS).content.decode()
    (place,) = sorted(set(re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', page)))
    form = {"step": "answer", "outcome": "granted", "answer": words}
    assert handler.post(place, form).status_code == 302
    return place


def withdrawals(client, path):
    return re.findall(rf'action="({path}verzoeken/[0-9a-f-]+/intrekken/)"', client.get(path).content.decode())


@pytest.fixture
def acting(desks, owner_connection):
    """Give the giver, the representative and the page of the one for the other, in a scope."""

    def build(scope="personal"):
        giver, other = desks("verzekerde"), desks("partner")
        give(giver, number_of(other), born(owner_connection, "partner"), scope)
        return giver, other, look(person_of(owner_connection, "verzekerde"))

    return build


def test_what_a_representative_asks_is_answered_to_both(desks, acting, owner_connection):
    giver, other, path = acting()
    assert ask(other, path, "erasure", "Wis het oude nummer.").status_code == 302
    assert "Wis het oude nummer." in other.get(path).content.decode()
    assert "Wis het oude nummer." in giver.get(MINE).content.decode()
    noted = owner_connection.execute(
        "SELECT m.scope, q.channel FROM records.rights_request q JOIN records.mandate m "
        "ON m.id = q.mandate_id AND m.subject_id = q.subject_id"
    ).fetchall()
    assert noted == [("personal", "desk")]
    answer(desks("service"), "Het oude nummer is weg.")
    for client, page in ((giver, MINE), (other, path)):
        assert "Het oude nummer is weg." in client.get(page).content.decode()


def test_a_representative_sees_nothing_that_the_person_asked_alone(acting):
    giver, other, path = acting()
    giver.post(MINE, {"kind": "access", "words": "Dit vraag ik alleen voor mijzelf."})
    assert "Dit vraag ik alleen voor mijzelf." not in other.get(path).content.decode()
    assert withdrawals(other, path) == []


def test_in_money_matters_only_the_rights_about_money_can_be_used(acting, owner_connection):
    _giver, other, path = acting("financial")
    page = other.get(path).content.decode()
    assert 'value="access"' in page
    for right in ("erasure", "restriction", "objection", "portability"):
        assert f'value="{right}"' not in page
        refused = ask(other, path, right)
        assert refused.status_code == 400
        assert "Met een machtiging voor geldzaken kunt u dit niet vragen." in refused.content.decode()
    assert ask(other, path).status_code == 302
    (concerns,) = owner_connection.execute("SELECT concerns FROM records.rights_request").fetchone()
    assert concerns == ["claim", "policy"]


def test_what_is_wrong_with_the_form_is_said_and_nothing_is_taken_in(acting, owner_connection):
    _giver, other, path = acting()
    for kind, words, told in (
        ("alles", "Alles.", "Kies om welk recht het gaat."),
        ("access", " ", "Schrijf op wat u vraagt."),
        ("access", "Nummer 123 45 67 82.", "negen cijfers"),
    ):
        wrong = ask(other, path, kind, words)
        assert wrong.status_code == 400
        assert told in wrong.content.decode()
    assert owner_connection.execute("SELECT count(*) FROM records.rights_request").fetchone() == (0,)


def test_a_representative_takes_back_the_own_request_and_no_other(acting):
    giver, other, path = acting()
    giver.post(MINE, {"kind": "access", "words": "Van mijzelf."})
    own = re.findall(rf'action="{MINE}([0-9a-f-]+)/intrekken/"', giver.get(MINE).content.decode())
    ask(other, path)
    (take,) = withdrawals(other, path)
    assert other.post(f"{path}verzoeken/{own[0]}/intrekken/").status_code == 404
    assert other.post(f"{path}verzoeken/{uuid4()}/intrekken/").status_code == 404
    assert giver.post(take).status_code == 404
    assert other.post(take).status_code == 302
    assert "Ingetrokken" in other.get(path).content.decode()
    assert other.post(take).status_code == 404


def test_with_the_mandate_ended_all_is_closed_at_once_and_nothing_is_confirmed(acting, owner_connection):
    giver, other, path = acting()
    ask(other, path, words="Zolang het nog mag.")
    (take,) = withdrawals(other, path)
    end_mandate(giver)
    before = owner_connection.execute("SELECT count(*) FROM records.rights_request").fetchone()
    assert [other.get(path).status_code, ask(other, path).status_code, other.post(take).status_code] == [
        404
    ] * 3
    # Also with a form that is wrong: what is wrong with it would confirm that there is somebody.
    assert ask(other, path, "alles", "").status_code == 404
    assert owner_connection.execute("SELECT count(*) FROM records.rights_request").fetchone() == before
    assert "Zolang het nog mag." in giver.get(MINE).content.decode()


def test_a_new_mandate_does_not_open_what_was_asked_under_an_ended_one(acting, owner_connection):
    giver, other, path = acting()
    ask(other, path, words="Onder de eerste machtiging.")
    end_mandate(giver)
    give(giver, number_of(other), born(owner_connection, "partner"), "financial")
    assert "Onder de eerste machtiging." not in other.get(path).content.decode()


def test_a_parent_asks_for_a_child_until_the_day_it_is_sixteen(desks, owner_connection):
    parent = desks("verzekerde")
    child = child_of(owner_connection, "verzekerde", days_before_sixteen=1)
    path = look(child)
    assert ask(parent, path, words="Voor mijn kind.").status_code == 302
    assert "Voor mijn kind." in parent.get(path).content.decode()
    (take,) = withdrawals(parent, path)
    owner_connection.execute(
        "UPDATE records.person SET birthdate = current_date - interval '16 years' WHERE id = %s", [child]
    )
    assert [parent.get(path).status_code, ask(parent, path).status_code, parent.post(take).status_code] == [
        404
    ] * 3


def test_another_parent_does_not_read_what_the_first_one_asked(desks, owner_connection):
    first, second = desks("verzekerde"), desks("partner")
    child = child_of(owner_connection, "verzekerde", days_before_sixteen=1000)
    path = look(child)
    ask(first, path, words="Van de eerste ouder.")
    owner_connection.execute("DELETE FROM records.household_member WHERE subject_id = %s", [child])
    assert first.get(path).status_code == 404
    child_of(owner_connection, "partner", days_before_sixteen=1000, child=child)
    page = second.get(path)
    assert page.status_code == 200
    assert "Van de eerste ouder." not in page.content.decode()


def test_who_asked_to_restrict_the_own_data_still_ends_a_mandate_and_shields(acting):
    giver, other, path = acting()
    asked = {"kind": "restriction", "words": "Gebruik mijn gegevens even niet."}
    assert giver.post(MINE, asked).status_code == 302
    end_mandate(giver)
    assert other.get(path).status_code == 404
    assert giver.post("/mijn/afschermen/").status_code == 302
    assert "Uw adres is afgeschermd" in giver.get("/mijn/afschermen/").content.decode()


def test_a_representative_gives_the_mandate_up_and_sees_nothing_from_then_on(acting):
    giver, other, path = acting()
    assert giver.post(f"{path}stoppen/").status_code == 404
    assert other.post(f"{path}stoppen/").status_code == 302
    assert [other.get(path).status_code, other.post(f"{path}stoppen/").status_code] == [404, 404]
    assert "Beëindigd" in giver.get("/mijn/machtigingen/").content.decode()


def test_parenthood_is_not_given_up_at_the_desk(desks, owner_connection):
    parent = desks("verzekerde")
    path = look(child_of(owner_connection, "verzekerde", days_before_sixteen=1000))
    assert "stoppen/" not in parent.get(path).content.decode()
    assert parent.post(f"{path}stoppen/").status_code == 404
    assert parent.get(path).status_code == 200


def letter_place(path, owner_connection):
    (number,) = owner_connection.execute("SELECT id FROM records.rights_request").fetchone()
    return f"{path}verzoeken/{number}/brief/"


def told(answer):
    return PdfDocument(answer.content)[0].get_textpage().get_text_range()


def test_a_representative_fetches_the_letter_about_what_he_asked_without_where_the_person_lives(
    acting, owner_connection
):
    _giver, other, path = acting()
    ask(other, path, "erasure", "Wis het oude nummer.")
    place = letter_place(path, owner_connection)
    assert other.get(place).status_code == 404
    write_about_requests(actor=LETTERS, at=timezone.now())
    assert place in other.get(path).content.decode()
    text = told(other.get(place))
    assert "om gegevens van u te wissen" in text
    lives = owner_connection.execute(
        "SELECT a.postcode, a.city FROM records.person_address a JOIN records.account_link l "
        "ON l.person_id = a.subject_id WHERE l.username = 'verzekerde'"
    ).fetchall()
    assert lives
    for postcode, city in lives:
        assert postcode[:4] not in text
        assert city.upper() not in text


def test_no_letter_about_what_the_person_asked_alone_or_after_the_mandate_ended(acting, owner_connection):
    giver, other, path = acting()
    giver.post(MINE, {"kind": "access", "words": "Dit vraag ik zelf."})
    write_about_requests(actor=LETTERS, at=timezone.now())
    assert other.get(letter_place(path, owner_connection)).status_code == 404
    owner_connection.execute("DELETE FROM records.rights_request")
    ask(other, path, "erasure", "Wis het oude nummer.")
    write_about_requests(actor=LETTERS, at=timezone.now())
    place = letter_place(path, owner_connection)
    assert other.get(place).status_code == 200
    end_mandate(giver)
    assert other.get(place).status_code == 404


def test_the_handler_reads_of_whom_a_request_is_and_that_another_asked_it(desks, acting):
    _giver, other, path = acting()
    ask(other, path)
    handler = desks("service")
    (place,) = set(re.findall(rf'href="({THEIRS}[0-9a-f-]{{36}}/)"', handler.get(THEIRS).content.decode()))
    page = handler.get(place).content.decode()
    assert "Gevraagd door een vertegenwoordiger" in page
    assert re.search(r"<dt>Van wie</dt><dd>[A-Z]", page)


def test_a_parent_sees_who_looked_at_the_data_of_a_child_until_it_is_sixteen(desks, owner_connection):
    parent, other = desks("verzekerde"), desks("partner")
    child = child_of(owner_connection, "verzekerde", days_before_sixteen=1)
    path = look(child)
    assert f"{path}wie-keek/" in parent.get(path).content.decode()
    page = parent.get(f"{path}wie-keek/")
    assert page.status_code == 200
    # The own look of a moment ago stands there too.
    assert "Een ouder" in page.content.decode()
    assert other.get(f"{path}wie-keek/").status_code == 404
    owner_connection.execute("UPDATE records.person SET birthdate = birthdate - 1 WHERE id = %s", [child])
    assert parent.get(f"{path}wie-keek/").status_code == 404


def test_a_mandate_opens_no_list_of_who_looked(acting):
    _giver, other, path = acting()
    assert other.get(path).status_code == 200
    assert "wie-keek" not in other.get(path).content.decode()
    assert other.get(f"{path}wie-keek/").status_code == 404
