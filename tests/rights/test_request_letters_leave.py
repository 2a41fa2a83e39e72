"""Letters about requests leave: one for each state, none twice, none half, and a failure keeps no other."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime

import pytest
from django.db import OperationalError, transaction
from planted_requests import plant

from zorgvuldig.interfaces.command_line import main
from zorgvuldig.interfaces.jobs import letters as job
from zorgvuldig.interfaces.letters import about_requests
from zorgvuldig.interfaces.letters.about_requests import write_about_requests
from zorgvuldig.interfaces.letters.handing_over import send_waiting
from zorgvuldig.interfaces.letters.service import LETTERS
from zorgvuldig.ledger import places
from zorgvuldig.processes.rights import usecases as rights

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KEPT = "SELECT kind, state FROM records.outbound_document WHERE kind LIKE 'request-%' ORDER BY made_at, kind"


@pytest.fixture
def request_of(world, owner_connection):
    """Let somebody ask, and bring the request to the state that a test needs."""
    # What is planted there is about nobody's request, and says nothing that could be set.
    owner_connection.execute("DELETE FROM records.rights_request")
    owner_connection.execute("DELETE FROM records.outbound_document")
    owner_connection.execute("UPDATE records.person_address SET shielded = false")

    def planted(who, state="received", **more):
        return plant(owner_connection, who.id, state=state, **more)

    return planted


def told(owner_connection, number):
    query = "SELECT told_state FROM records.rights_request WHERE id = %s"
    return owner_connection.execute(query, [number]).fetchone()[0]


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("received", "request-received"),
        ("extended", "request-extended"),
        ("granted", "request-answered"),
        ("no-data", "request-answered"),
        ("partly", "request-refused"),
        ("refused", "request-refused"),
    ],
)
def test_a_request_is_told_of_once_in_each_state_and_leaves_by_the_post(
    state, kind, request_of, world, owner_connection
):
    number = request_of(world.anna, state, extension_reason="Er zijn veel stukken.")
    done = write_about_requests(actor=LETTERS, at=AT)
    assert (done.letters, done.failed) == (1, 0)
    assert told(owner_connection, number) == state
    assert write_about_requests(actor=LETTERS, at=AT).letters == 0
    assert owner_connection.execute(KEPT).fetchall() == [(kind, "made")]
    send_waiting(actor=LETTERS, at=AT)
    assert owner_connection.execute(KEPT).fetchall() == [(kind, "sent")]


def test_a_request_that_goes_on_gets_its_next_letter(request_of, world, owner_connection):
    number = request_of(world.anna, "granted")
    goes_to = "UPDATE records.rights_request SET state = %s WHERE id = %s"
    owner_connection.execute(goes_to, ["received", number])
    write_about_requests(actor=LETTERS, at=AT)
    owner_connection.execute(goes_to, ["granted", number])
    assert write_about_requests(actor=LETTERS, at=AT).letters == 1
    kinds = [kind for kind, _ in owner_connection.execute(KEPT).fetchall()]
    assert kinds == ["request-answered", "request-received"]


def test_what_was_withdrawn_or_told_before_gives_no_letter(request_of, world, owner_connection):
    request_of(world.anna, "withdrawn", told_state="received")
    request_of(world.bram, "granted", told_state="granted")
    assert write_about_requests(actor=LETTERS, at=AT).letters == 0
    assert owner_connection.execute(KEPT).fetchall() == []


def test_nothing_but_a_refusal_leaves_before_it_is_certain_who_asks(request_of, world, owner_connection):
    waits = request_of(world.anna, channel="letter")
    known = request_of(world.anna, channel="telephone", identified_on=date(2026, 11, 12))
    refused = request_of(world.bram, "refused", channel="letter")
    assert write_about_requests(actor=LETTERS, at=AT).letters == 2
    assert [told(owner_connection, each) for each in (waits, known, refused)] == ["", "received", "refused"]


def test_a_letter_with_a_missing_field_leaves_not_is_not_noted_alarms_and_keeps_no_other(
    request_of, world, owner_connection, caplog
):
    without_answer = request_of(world.anna, "granted", words="")
    whole = request_of(world.bram, "granted")
    with caplog.at_level(logging.CRITICAL):
        done = write_about_requests(actor=LETTERS, at=AT)
    assert (done.letters, done.failed) == (1, 1)
    assert str(without_answer) in caplog.text
    assert "MissingFieldError" in caplog.text
    assert "Wat weet u" not in caplog.text
    assert told(owner_connection, without_answer) == ""
    assert told(owner_connection, whole) == "granted"
    assert len(owner_connection.execute(KEPT).fetchall()) == 1


def test_whoever_is_shielded_is_written_to_by_the_safe_route(request_of, world, owner_connection):
    owner_connection.execute("UPDATE records.person SET shielded = true WHERE id = %s", [world.anna.id])
    request_of(world.anna)
    write_about_requests(actor=LETTERS, at=AT)
    route = "SELECT route FROM records.outbound_document WHERE kind = 'request-received'"
    assert owner_connection.execute(route).fetchall() == [("safe",)]


def test_a_request_that_went_on_meanwhile_is_not_told_of_in_its_old_state(
    request_of, world, owner_connection, monkeypatch
):
    number = request_of(world.anna)
    with transaction.atomic():
        (before,) = rights.requests_to_tell()
    owner_connection.execute("UPDATE records.rights_request SET state = 'granted' WHERE id = %s", [number])
    with transaction.atomic(), pytest.raises(rights.NotWrittenError):
        rights.write_about_request(before, actor=LETTERS, at=AT)
    monkeypatch.setattr(about_requests, "requests_to_tell", lambda: iter([before]))
    done = write_about_requests(actor=LETTERS, at=AT)
    assert (done.letters, done.failed) == (0, 0)
    assert owner_connection.execute(KEPT).fetchall() == []


def test_two_who_write_at_once_keep_one_letter(request_of, world, owner_connection, monkeypatch):
    request_of(world.anna)
    monkeypatch.setattr(places, "note_told", lambda _place: False)
    with transaction.atomic():
        (place,) = rights.requests_to_tell()
    with transaction.atomic(), pytest.raises(rights.NotWrittenError):
        rights.write_about_request(place, actor=LETTERS, at=AT)
    assert owner_connection.execute(KEPT).fetchall() == []


def test_a_request_of_somebody_who_is_gone_is_an_alarm(request_of, world, monkeypatch, caplog):
    request_of(world.anna)
    monkeypatch.setattr("zorgvuldig.records.documents.reader", lambda _person: None)
    assert write_about_requests(actor=LETTERS, at=AT).failed == 1
    assert "LookupError" in caplog.text


def test_a_server_that_is_gone_stops_the_round_so_that_it_is_done_again(request_of, world, monkeypatch):
    request_of(world.anna)

    def gone(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr(about_requests, "write_about_request", gone)
    with pytest.raises(OperationalError):
        write_about_requests(actor=LETTERS, at=AT)


def test_the_list_is_read_by_parts(request_of, world, monkeypatch):
    monkeypatch.setattr(places, "MOST", 1)
    numbers = {request_of(world.anna), request_of(world.bram), request_of(world.anna)}
    with transaction.atomic():
        assert {each.id for each in rights.requests_to_tell()} == numbers


def test_the_round_of_the_post_writes_and_sends_them(request_of, world, owner_connection):
    request_of(world.anna)
    job.post_round(0)
    assert owner_connection.execute(KEPT).fetchall() == [("request-received", "sent")]


def test_the_command_writes_them_and_tells_by_its_end_when_one_failed(request_of, world, capsys):
    request_of(world.anna)
    assert main(["letters", "write"]) == 0
    assert "1 letters written about requests; 0 could not be." in capsys.readouterr().out
    request_of(world.bram, "granted", words="")
    assert main(["letters", "write"]) == 1
