"""The pages of the norms: open to anyone, searchable, each norm with its rules and scenarios tried now."""

from __future__ import annotations

from datetime import date

import pytest

from zorgvuldig.interfaces.web.norm_pages import TriedScenario, norm_lines, norm_page, period_words
from zorgvuldig.norms import bundle_at, catalogue

ON = date(2026, 11, 22)


def test_anyone_finds_a_norm_by_words_and_reads_it_without_logging_in(client, database):
    page = client.get("/normen/?zoek=twaalf+maanden").content.decode()
    assert "/normen/norm/?norm=GC-4.0.7" in page
    told = client.get("/normen/norm/?norm=GC-4.0.7").content.decode()
    for words in (
        "Geen verzekering: twaalf maanden",
        "12 maanden",
        '<span class="cedar-note">@norm</span>',
        "Dit mag niet",
    ):
        assert words in told, words
    assert client.get("/normen/norm/?norm=GC-bestaat-niet").status_code == 404
    assert "Geen norm gevonden" in client.get("/normen/?zoek=xyzzy").content.decode()


def test_how_a_norm_is_met_and_its_document_narrow_the_list():
    every = norm_lines(ON)
    assert len(every) == len(catalogue().norms)
    planned = norm_lines(ON, form="planned")
    assert planned
    assert {line.form for line in planned} == {"planned"}
    assert all(line.id.startswith("PMC-") for line in norm_lines(ON, source="PMC"))


def test_a_norm_whose_process_is_not_built_says_so_beside_its_text(client, database):
    line = norm_lines(ON, form="planned")[0]
    page = client.get(f"/normen/norm/?norm={line.id}").content.decode()
    assert "Het proces dat deze norm uitvoert, wordt nog gebouwd" in page


@pytest.mark.parametrize("norm", ["GC-4.0.7", "GC-4.0.8", "GC-3.6", "GC-4.5.1"])
def test_every_scenario_on_a_page_has_now_the_outcome_that_it_must_have(norm):
    page = norm_page(norm, ON)
    assert page.stopped
    assert page.disagree == 0
    assert page.cedar


def test_a_scenario_that_comes_out_otherwise_is_counted():
    tried = TriedScenario("GC-3.1:0", "Een zin", "permit", "forbid", "", ())
    assert not tried.agrees


def test_the_page_shows_what_holds_on_the_day_asked():
    assert norm_page("GC-4.0.8", ON).section is bundle_at(ON).sections["GC-4.0.8"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("P7Y", "7 jaar"),
        ("P1M", "1 maand"),
        ("P1Y6M", "1 jaar, 6 maanden"),
        (True, "ja"),
        (3, "3"),
        (("a", "b"), "a, b"),
    ],
)
def test_values_are_written_in_words(value, words):
    assert period_words(value) == words


def test_oversight_sees_how_often_a_norm_decided(at_desk, shown):
    told = at_desk("oversight").get("/toezicht/normen/?norm=GC-4.0.8").content.decode()
    assert "besliste deze norm 15 keer mee" in told
