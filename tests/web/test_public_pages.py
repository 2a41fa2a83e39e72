"""The pages for anyone: versions of the privacy statement, control plans, accessibility, help."""

from __future__ import annotations

import pytest

from zorgvuldig.interfaces.web.statements import IN_FORCE, STATEMENTS


def test_the_statement_in_force_is_the_newest_and_links_the_earlier_ones(client, database):
    assert list(STATEMENTS)[-1] == IN_FORCE
    page = client.get("/privacy/").content.decode()
    assert "Wie toezicht houdt" in page
    assert "?versie=1.0" in page
    assert "Deze versie gold tot" not in page


def test_an_earlier_statement_is_shown_as_it_was_and_says_until_when(client, database):
    page = client.get("/privacy/?versie=1.0").content.decode()
    assert "Deze versie gold tot 22 november 2026" in page
    assert "Wie toezicht houdt" not in page
    assert client.get("/privacy/?versie=0.9").status_code == 404


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/controleplannen/", "Er staat nog geen plan"),
        ("/toegankelijkheid/", "WCAG 2.2"),
        ("/contact/", "functionaris gegevensbescherming"),
    ],
)
def test_each_page_for_anyone_says_what_it_is_for(client, database, path, words):
    page = client.get(path).content.decode()
    assert words in page
    assert page.count("<h1") == 1
