"""Whoever logs in for a care provider or business partner meets its rows, and those of no other."""

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from zorgvuldig.decisions import Actor, Sourced
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.ledger.processing import Refused, processing
from zorgvuldig.processes.business_relations import decide
from zorgvuldig.records.wall import tables
from zorgvuldig.records.wall.matrix import FAMILIES, OF_PARTIES

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
#: What each provider has one of, and how a row says whose it is.
OF_A_PROVIDER = {
    "provider": "id",
    "provider_qualification": "provider_id",
    "provider_contract": "provider_id",
    "claim_file": "provider_id",
    "claim": "provider_id",
    "payment_order": "provider_id",
}
OF_A_RUN = ("claim_line", "line_reason", "return_message", "outbound_document")


def acting(username):
    return actor_of(username, AT.date())


def rows(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def select(column, table):
    return f"SELECT {column} FROM records.{table}"  # noqa: S608 — the words are of this file


def opened(actor, request, question):
    with transaction.atomic(), processing(request, actor=actor, at=AT):
        return rows(question)


@pytest.mark.parametrize(("table", "column"), OF_A_PROVIDER.items())
def test_a_provider_meets_the_own_rows_of_a_table_and_no_other(world, table, column):
    request = decide.view_registered() if table.startswith("provider") else decide.view_files()
    found = opened(acting("wall-provider"), request, select(column, table))
    assert found == [(world.parties["provider"],)]


@pytest.mark.parametrize("table", OF_A_RUN)
def test_a_provider_meets_what_belongs_to_its_own_files_and_no_other(world, table):
    request = decide.fetch_return(run_id=world.bram.run_id)
    found = opened(acting("wall-provider"), request, select("run_id", table))
    assert found == [(world.anna.run_id,)], "also when the decision names the file of another"


def test_a_letter_to_an_insured_person_about_the_own_file_stays_closed_to_the_provider(world):
    question = "SELECT kind FROM records.outbound_document"
    assert opened(acting("wall-provider"), decide.view_files(), question) == [("provider-refusal",)]


def test_a_return_message_stays_closed_to_a_decision_that_does_not_name_what_it_tells(world):
    assert opened(acting("wall-provider"), decide.view_files(), "SELECT 1 FROM records.return_message") == []


def test_a_business_partner_meets_itself_and_its_contracts_and_no_provider(world):
    actor, request = acting("wall-partner"), decide.view_registered()
    own = [(world.parties["partner"],)]
    assert opened(actor, request, "SELECT id FROM records.business_partner") == own
    assert opened(actor, request, "SELECT partner_id FROM records.partner_contract") == own
    for table in ("provider", "provider_contract", "provider_qualification"):
        assert opened(actor, request, select("1", table)) == []


def test_a_business_partner_gets_no_claims_whatever_it_asks(world):
    with pytest.raises(Refused):
        opened(acting("wall-partner"), decide.view_files(), "SELECT 1 FROM records.claim")


@pytest.mark.parametrize("table", ["person", "claim_diagnosis", "claim_text", "party_login", "staff_member"])
def test_no_party_has_a_right_on_who_the_insured_are_or_on_a_diagnosis(world, table):
    request = decide.fetch_return(run_id=world.anna.run_id)
    with pytest.raises(ProgrammingError, match="permission denied"):
        opened(acting("wall-provider"), request, select("1", table))


def test_a_grant_without_a_party_opens_nothing_of_a_party(world):
    """A service that would act in the role of a provider belongs to none."""
    bound = {"confidentiality_bound": Sourced(value=True, source="a try")}
    nobody = Actor("system", "somebody", "provider", None, bound)
    assert opened(nobody, decide.view_files(), "SELECT 1 FROM records.claim") == []


def test_every_table_that_opens_to_parties_says_whose_a_row_is():
    for table in tables():
        if table.readable(FAMILIES[OF_PARTIES]):
            tied = table.party or table.party_run
            assert tied or table.declaration.category in {"reference", "data-key"}, table.name


def test_a_table_that_says_not_whose_a_row_is_stays_closed_to_parties():
    loose = [table.name for table in tables() if not (table.party or table.party_run)]
    assert {"claim_diagnosis", "tariff", "person"} & set(loose)
    assert all(
        not table.readable(FAMILIES[OF_PARTIES])
        for table in tables()
        if table.name in loose and table.declaration.category not in {"reference", "data-key"}
    )
