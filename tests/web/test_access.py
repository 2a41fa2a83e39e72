"""Who may reach which address with which verb: one row for each address, and no address without a row.

The rows stand in `interfaces/web/routes.toml`; here they are held to the desks with made-up views, and in the
drill `b08-matrix` to every role and kind of session with a real insurer behind it.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from web_logins import PASSWORD

from zorgvuldig.interfaces.web import routes
from zorgvuldig.interfaces.web.routes import RouteError, read_rows, routed, rows

ANY = UUID("00000000-0000-4000-8000-000000000001")
#: One of each sort: the drill `b08-matrix` asks with twelve.
VERBS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS", "get")
OURS = ("staff", "medical", "insured", "provider", "partner", "oversight")
WHO = ("anonymous", "half", *OURS)
SYSTEMS = "systems"


def address(name):
    return reverse(name, kwargs=dict.fromkeys(rows()[name].objects, ANY))


def expected(row, who, verb):
    """Give the statuses that the row allows, apart from the program that reads it."""
    if verb not in row.allowed:
        return {405}
    if row.desk == "anyone":
        return row.answers
    if row.desk == SYSTEMS:
        return {401}
    if row.desk in OURS:
        return row.answers if who in row.desks else {404} if who in OURS else {302}
    return {200, 302}


def test_every_address_has_a_row_and_every_row_an_address():
    assert {name for name, _pattern in routed()} == set(rows())


def test_every_address_has_a_name_of_its_own():
    names = [name for name, _pattern in routed()]
    assert len(names) == len(set(names))
    assert all(pattern.name for _name, pattern in routed())


def test_an_address_without_a_row_answers_nothing(database, client, monkeypatch):
    monkeypatch.setattr("zorgvuldig.interfaces.web.routes.rows", dict)
    with pytest.raises(RouteError, match="'home' has no row"):
        client.get("/")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[a]\ndesk = "everyone"\nverbs = ["GET"]', "desk has no everyone"),
        ('[a]\ndesk = "anyone"\nverbs = ["DELETE"]', "verbs has no DELETE"),
        ('[a]\ndesk = "anyone"\nverbs = ["GET"]\nquery = {q = "anything"}', "has no anything"),
        ('[a]\ndesk = "anyone"\nverbs = ["GET"]\ncolor = "red"', "color"),
        ('[a]\ndesk = "anyone"\nverbs = ["GET"]\nanswers = "fine"', "fine"),
    ],
)
def test_a_row_with_a_word_that_means_nothing_stops_the_program(text, told):
    with pytest.raises(RouteError, match=told):
        read_rows(text)


def test_every_view_of_a_desk_carries_the_guard_of_the_desk_in_its_row():
    guarded = {name: getattr(pattern.callback, "desk", None) for name, pattern in routed()}
    declared = {name: row.desk if row.desk in (*OURS, SYSTEMS) else None for name, row in rows().items()}
    assert guarded == declared
    beside = {name: getattr(pattern.callback, "also", frozenset()) for name, pattern in routed()}
    assert beside == {name: row.also for name, row in rows().items()}


def test_every_parameter_of_a_path_is_a_number_that_its_row_knows_as_an_object():
    for name, pattern in routed():
        converters = pattern.pattern.converters
        assert set(converters) == set(rows()[name].objects), name
        assert {type(converter).__name__ for converter in converters.values()} <= {"UUIDConverter"}, name


@pytest.mark.parametrize("who", WHO)
def test_each_desk_reaches_its_own_addresses_with_their_verbs_and_nothing_else(
    who, client, accounts, at_desk, shown, settings
):
    # Every address with every verb is more than anybody asks; that there are limits is shown elsewhere.
    settings.RATE_LIMITS = dict.fromkeys(("account", "address", "form", "search"), 10**9)
    if who in OURS:
        client = at_desk(who)
    elif who == "half":
        client.post("/inloggen/", {"login": accounts["staff"].username, "password": PASSWORD})
    got, wrong = 0, {}
    for name, row in rows().items():
        if name == "account_logout":
            continue
        for verb in VERBS:
            # Django answers HEAD with the view of GET, which costs as much again.
            if verb == "HEAD" and who in OURS and who not in row.desks:
                continue
            status = client.generic(verb, address(name)).status_code
            got += 1
            if status not in expected(row, who, verb):
                wrong[f"{verb} {name}"] = status
    assert wrong == {}
    assert got > (len(rows()) - 1) * (len(VERBS) - 1)
    assert client.post("/uitloggen/").status_code == 302


def test_another_desk_looks_the_same_as_an_address_that_is_not_there(at_desk, shown):
    client = at_desk("insured")
    other = client.get("/medewerker/").content.decode()
    nowhere = client.get("/deze-pagina-is-er-nooit-geweest/").content.decode()
    assert other.split("<main")[1].split("</main")[0] == nowhere.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("verb", ["PUT", "OPTIONS", "TRACE", "ZV"])
def test_a_verb_that_no_address_takes_is_refused_where_there_is_none_too(database, client, verb):
    answer = client.generic(verb, "/bestaat-niet/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_the_answer_to_a_wrong_verb_names_the_right_ones(database):
    assert Client().post("/privacy/").headers["Allow"] == "GET, HEAD"
    assert Client().delete("/inloggen/").headers["Allow"] == "GET, HEAD, POST"


def test_the_rows_are_read_once():
    assert routes.rows() is routes.rows()
