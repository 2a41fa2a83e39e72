"""Each fact of the catalogue has one place in a request, and the page that tells so is fresh."""

from pathlib import Path

import pytest
from asking import TODAY, request

from zorgvuldig.interfaces.authzen.errors import RequestError
from zorgvuldig.interfaces.authzen.evaluating import evaluation
from zorgvuldig.interfaces.authzen.fact_table import renewed, table
from zorgvuldig.interfaces.authzen.places import NOWHERE, places
from zorgvuldig.norms import catalogue

PAGE = Path(__file__).parents[2] / "docs" / "authzen.md"


def test_every_fact_of_the_catalogue_has_a_place_and_nothing_else_has():
    assert set(places()) == set(catalogue().facts)


def test_no_two_facts_share_a_place():
    paths = [place.path for place in places().values() if place.entity != NOWHERE]
    assert len(paths) == len(set(paths))


def test_the_page_shows_the_table_as_the_program_reads_it():
    """Else: python -m zorgvuldig.interfaces.authzen.fact_table docs/authzen.md."""
    text = PAGE.read_text(encoding="utf-8")
    assert text == renewed(text)
    assert len(table().splitlines()) == len(catalogue().facts) + 2


def test_a_fact_in_another_place_than_its_own_is_refused_with_its_place():
    with pytest.raises(
        RequestError, match=r"'purpose' in context: it belongs in action\.properties\.purpose"
    ):
        evaluation(request(context={"purpose": "claims"}), TODAY)


def test_what_the_norms_know_themselves_is_not_taken_from_a_client():
    with pytest.raises(RequestError, match="the norms know this themselves"):
        evaluation(request(context={"allowed_fields": "all"}), TODAY)
