"""From a settled claim to the spool and back: who gets which letter, and what it tells."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from pypdfium2 import PdfDocument

from zorgvuldig.decisions import Actor
from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.jobs import letters as rounds
from zorgvuldig.interfaces.letters import spool
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.interfaces.letters.writing import runs_to_tell
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.processes.correspondence import usecases as correspondence
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.settlement_notices.explain.neutral import _KINDS, ANY_CARE
from zorgvuldig.processes.settlement_notices.usecases import write_letters
from zorgvuldig.records import documents
from zorgvuldig.records.models import OutboundDocument

KINDS = (ANY_CARE, *_KINDS.values())
LETTERS_OF = "SELECT id, kind, route, subject_id, run_id FROM records.outbound_document"


def rows(owner, where="", *words):
    return owner.execute(f"{LETTERS_OF} {where}", words).fetchall()


def text_of(letter_id, route):
    with PdfDocument(spool.OUTBOUND / route / f"{letter_id}.pdf") as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def employee(username):
    with transaction.atomic():
        return actor_of(username, timezone.localdate())


def reconciled(capsys):
    capsys.readouterr()
    status = main(["letters", "reconcile", "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_what_was_written_leaves_comes_back_and_agrees(sent, owner_connection, capsys, tmp_path):
    letters = rows(owner_connection)
    kinds = {kind for _, kind, _, _, _ in letters}
    assert {"settlement-notice", "settlement-summary", "provider-refusal"} == kinds
    assert len(list(spool.OUTBOUND.glob("*/*.pdf"))) == len(letters)
    assert spool.OUTBOUND.stat().st_mode & 0o077 == 0
    back = [str(each[0]) for each in letters[:2]]
    (tmp_path / "back.txt").write_text("\n".join(back), encoding="utf-8")
    assert main(["letters", "returned", str(tmp_path / "back.txt")]) == 0
    assert main(["letters", "returned", back[0]]) == 2
    status, told = reconciled(capsys)
    assert status == 0
    assert (told["made"], told["sent"], told["returned"]) == (0, len(letters) - 2, 2)
    lines = (spool.OUTBOUND / spool.MANIFEST).read_text(encoding="utf-8").splitlines()
    (spool.OUTBOUND / spool.MANIFEST).write_text("\n".join(lines[1:]) + "\n", encoding="utf-8")
    status, told = reconciled(capsys)
    assert (status, told["missing"]) == (1, [json.loads(lines[0])["id"]])


def test_each_reader_gets_what_the_article_leaves(sent, owner_connection):
    addresses = owner_connection.execute(
        "SELECT street || ' ' || house_number FROM records.person_address WHERE shielded"
    ).fetchall()
    names = [name for (name,) in owner_connection.execute("SELECT name FROM records.provider").fetchall()]
    services = owner_connection.execute(
        "SELECT DISTINCT service_name FROM records.claim_line WHERE service_name <> ''"
    ).fetchall()
    assert addresses
    for letter_id, kind, route, subject, run in rows(owner_connection):
        told = text_of(letter_id, route)
        assert not [street for (street,) in addresses if street in told]
        if kind == "settlement-summary":
            assert not [name for name in names if name in told]
            assert not [service for (service,) in services if service in told]
            assert any(each in told for each in KINDS)
        if kind == "provider-refusal":
            persons = owner_connection.execute(
                "SELECT p.family_name FROM records.person p JOIN records.claim c ON c.subject_id = p.id "
                "WHERE c.run_id = %s",
                [run],
            ).fetchall()
            assert not [name for (name,) in persons if f" {name}" in told]
        if subject is not None:
            shielded = owner_connection.execute(
                "SELECT shielded FROM records.person WHERE id = %s", [subject]
            ).fetchone()
            assert (route == "safe") == shielded[0]
    assert {route for _, _, route, _, _ in rows(owner_connection)} == {"post", "safe", "provider"}


def test_a_person_who_is_threatened_since_the_letter_was_written_gets_it_by_the_safe_route(
    written, owner_connection
):
    letter_id, _, _, subject, _ = rows(owner_connection, "WHERE route = 'post' ORDER BY id LIMIT 1")[0]
    owner_connection.execute("UPDATE records.person SET shielded = true WHERE id = %s", [subject])
    seen = []

    def hand_over(sending):
        seen.append((sending.route, sending.address))
        return "0" * 64

    with transaction.atomic():
        route = correspondence.send_letter(
            actor=LETTERS, letter_id=letter_id, hand_over=hand_over, at=timezone.now()
        )
    assert (route, seen) == ("safe", [("safe", ())])


def test_writing_twice_keeps_nothing_twice(written, owner_connection, capsys):
    before = len(rows(owner_connection))
    assert main(["letters", "write"]) == 0
    assert len(rows(owner_connection)) == before


def test_a_letter_that_lacks_a_field_is_not_kept(written, owner_connection, monkeypatch, in_one):
    before = len(rows(owner_connection))
    person = rows(owner_connection, "WHERE subject_id IS NOT NULL LIMIT 1")[0][3]
    monkeypatch.setitem(documents.FIELDS, "access-answer", documents.FIELDS["access-answer"] | {"enclosures"})
    with pytest.raises(documents.MissingFieldError, match="enclosures"):
        in_one(rights.write_access_cover, actor=LETTERS, subject_id=person, asked_on=date(2026, 11, 1))
    assert len(rows(owner_connection)) == before


def test_one_reads_the_own_letters_and_no_others(written, owner_connection, in_one):
    mine, _, _, me, _ = rows(owner_connection, "WHERE subject_id IS NOT NULL ORDER BY id LIMIT 1")[0]
    other = rows(owner_connection, "WHERE subject_id <> %s ORDER BY id LIMIT 1", me)[0][0]
    actor = Actor("subject", str(me), "insured", None, {})
    cover = in_one(rights.write_access_cover, actor=LETTERS, subject_id=me, asked_on=date(2026, 11, 1))
    listed = {each.letter_id for each in in_one(rights.view_my_letters, actor=actor)}
    assert {mine, cover} <= listed
    assert other not in listed
    assert in_one(rights.open_my_letter, actor=actor, letter_id=mine).content["recipient_name"]
    assert in_one(rights.open_my_letter, actor=actor, letter_id=other) is None


def test_an_unknown_letter_and_a_word_that_is_no_number_are_clear_errors(written, capsys):
    assert main(["letters", "returned", str(uuid4())]) == 2
    assert main(["letters", "returned", "geen-nummer"]) == 2
    assert "geen-nummer is no number of a letter" in capsys.readouterr().err


def test_without_a_grant_no_letter_is_seen(written, database):
    with pytest.raises(Exception, match="permission denied"):
        OutboundDocument.objects.count()


def test_a_run_of_nobody_gives_no_letters(written, in_one):
    assert in_one(write_letters, actor=LETTERS, run_id=UUID(int=7)).letters == 0


OWED = (
    "SELECT i.run_id FROM ledger.open_duty d JOIN ledger.intake i USING (entry_id) "
    "WHERE d.duty = 'inform-insured' AND d.discharged_at IS NULL"
)


def test_the_duty_to_tell_the_insured_ends_when_the_last_letter_of_the_run_left(written, owner_connection):
    owed = {run for (run,) in owner_connection.execute(OWED).fetchall()}
    paid = {run for (run,) in owner_connection.execute("SELECT run_id FROM records.payment_order").fetchall()}
    assert paid <= owed
    assert len(owed) > 1
    run, reader = owner_connection.execute(
        "SELECT run_id, subject_id FROM records.outbound_document "
        "WHERE run_id = ANY (%s) AND route = 'post' ORDER BY id LIMIT 1",
        [list(owed)],
    ).fetchone()
    owner_connection.execute(
        "UPDATE records.person_address SET valid_during = 'empty' WHERE subject_id = %s", [reader]
    )
    assert main(["letters", "send"]) == 1
    still = {each for (each,) in owner_connection.execute(OWED).fetchall()}
    assert run in still
    theirs = {each[4] for each in rows(owner_connection, "WHERE subject_id = %s", reader)}
    assert still <= theirs


def test_security_affairs_brings_a_safe_letter_and_reads_nothing_of_it(sent, owner_connection, in_one):
    officer = employee("veiligheid")
    waiting = in_one(correspondence.list_safe, actor=officer)
    safe = rows(owner_connection, "WHERE route = 'safe'")
    assert {each.letter_id for each in waiting} == {letter_id for letter_id, *_ in safe}
    letter_id, _, _, person, _ = safe[0]
    found = in_one(correspondence.view_safe, actor=officer, letter_id=letter_id)
    street, family_name = owner_connection.execute(
        "SELECT a.street, p.family_name FROM records.person_address a JOIN records.person p "
        "ON p.id = a.subject_id WHERE p.id = %s",
        [person],
    ).fetchone()
    assert street in found.address[0]
    assert family_name in found.name
    handler = employee("behandelaar")
    for letter in (letter_id, uuid4()):
        with pytest.raises(correspondence.Refused):
            in_one(correspondence.view_safe, actor=handler, letter_id=letter)
    in_one(correspondence.hand_over, actor=officer, letter_id=letter_id)
    with pytest.raises(correspondence.NoSuchLetterError):
        in_one(correspondence.hand_over, actor=officer, letter_id=letter_id)
    state = owner_connection.execute(
        "SELECT state, handed_at IS NOT NULL FROM records.outbound_document WHERE id = %s", [letter_id]
    ).fetchone()
    assert state == ("handed", True)


def test_a_letter_by_ordinary_post_is_not_handed_over(sent, owner_connection, in_one):
    letter_id = rows(owner_connection, "WHERE route = 'post' LIMIT 1")[0][0]
    officer = employee("veiligheid")
    with pytest.raises(correspondence.NoSuchLetterError):
        in_one(correspondence.view_safe, actor=officer, letter_id=letter_id)


def test_a_round_of_the_post_writes_and_sends_until_its_time_is_over(received, owner_connection, monkeypatch):
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 0)
    assert rounds.post_round(timestamp=0) == 0
    assert rows(owner_connection) == []
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 600)
    monkeypatch.setattr(rounds, "runs_to_tell", lambda **words: runs_to_tell(**words)[:3])
    assert rounds.post_round(timestamp=0) == 3
    states = owner_connection.execute("SELECT DISTINCT state FROM records.outbound_document").fetchall()
    assert states == [("sent",)]
    told = owner_connection.execute("SELECT count(*) FROM records.run_letters").fetchone()
    assert told == (3,)


def test_the_answer_to_a_request_for_access_leaves_with_its_letter(
    written, owner_connection, tmp_path, capsys
):
    (person,) = owner_connection.execute(
        "SELECT subject_id FROM records.outbound_document WHERE route = 'post' LIMIT 1"
    ).fetchone()
    words = ["ledger", "prove", "--subject", str(person), "--out", str(tmp_path), "--json"]
    capsys.readouterr()
    assert main([*words, "--letter", "2026-11-01"]) == 0
    letter = json.loads(capsys.readouterr().out)["letter"]
    assert rows(owner_connection, "WHERE kind = 'access-answer'") == [
        (UUID(letter), "access-answer", "post", person, None)
    ]
    with pytest.raises(SystemExit):
        main([*words, "--letter", "gisteren"])


def test_a_provider_gets_the_letter_at_the_address_that_holds_on_the_day(written, owner_connection):
    letters = owner_connection.execute(
        "SELECT d.id, f.provider_id FROM records.outbound_document d "
        "JOIN records.claim_file f ON f.id = d.run_id WHERE d.kind = 'provider-refusal' ORDER BY d.id"
    ).fetchall()
    # A file of somebody whom the register does not know has no provider.
    told = next(provider for _, provider in letters if provider)
    # How two people lay it down is tested where they do; here it stands.
    owner_connection.execute("SET session_replication_role = replica")
    owner_connection.execute(
        "INSERT INTO records.provider_details (id, provider_id, name, iban, street, house_number, postcode, "
        "city, valid_during, proposal_id) VALUES (gen_random_uuid(), %s, 'Praktijk', '', 'Kade', '7', "
        "'3511AB', 'Utrecht', daterange(current_date, NULL), gen_random_uuid())",
        [told],
    )
    seen = {}

    def hand_over(sending):
        seen[sending.letter.id] = sending.address
        return "0" * 64

    for letter_id, _ in letters:
        with transaction.atomic():
            correspondence.send_letter(
                actor=LETTERS, letter_id=letter_id, hand_over=hand_over, at=timezone.now()
            )
    assert {seen[letter] for letter, provider in letters if provider == told} == {
        ("Kade 7", "3511 AB  UTRECHT")
    }
    assert {seen[letter] for letter, provider in letters if provider != told} <= {()}
