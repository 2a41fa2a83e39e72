"""Every kind of reference data: what two people agreed on is what the rest of the house goes by."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from zorgvuldig.ledger import choosing
from zorgvuldig.ledger.actors import actor_of
from zorgvuldig.norms import bundle_at
from zorgvuldig.processes.reference_data import usecases
from zorgvuldig.processes.reference_data.intake.kinds import KINDS
from zorgvuldig.processes.reference_data.usecases import FileError, NotOpenError

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
OURS, OTHER = "NL91ABNA0417164300", "NL02ABNA0123456789"


def provider(qualification="9401", *, agb="94990077", name="Praktijk Nieuw", iban=OURS, last=""):
    return f"{agb};{qualification};{name};zorgaanbieder;{iban};Lindelaan;12a;1234AB;Utrecht;{last}"


def shown(desk, kind, *, later=False):
    page = desk.do("manager", usecases.view_kind, kind=KINDS[kind], page=1)
    return [(line.cells, line.first, line.last) for line in (page.later if later else page.lines)]


def accounts(owner, agb, *days):
    """Read which account holds on each day, as the settling of claims does."""
    query = (
        "SELECT coalesce(d.iban, p.iban) FROM records.provider p LEFT JOIN records.provider_details d "
        "ON d.provider_id = p.id AND d.valid_during @> %s::date WHERE p.agb_code = %s"
    )
    return [owner.execute(query, [day, agb]).fetchone()[0] for day in days]


def test_a_provider_is_entered_moves_and_loses_a_qualification_by_date(desk, owner_connection):
    desk.applies("providers", [provider(), provider("0302")])
    moved = {"name": "Praktijk Verhuisd", "iban": OTHER}
    desk.applies(
        "providers", [provider(**moved), provider("0302", last="2026-09-30", **moved)], valid_from=AUGUST
    )
    assert accounts(owner_connection, "94990077", JULY, AUGUST) == [OURS, OTHER]
    qualified = owner_connection.execute(
        "SELECT qualification, lower(valid_during), upper(valid_during) "
        "FROM records.provider_qualification q JOIN records.provider p ON p.id = q.provider_id "
        "WHERE agb_code = '94990077' ORDER BY 1"
    ).fetchall()
    assert qualified == [("0302", JULY, date(2026, 10, 1)), ("9401", JULY, None)]
    held = [line for line in shown(desk, "providers") if line[0][0] == "94990077"]
    assert [(cells[1], cells[2], first) for cells, first, _ in held] == [
        ("9401", "Praktijk Verhuisd", AUGUST)
    ]


def test_of_a_provider_that_is_there_the_first_details_hold_until_the_new_ones(desk, owner_connection):
    line = provider(agb="94990001", name="Praktijk Voorbeeld", last="2026-12-31")
    page = desk.sees(desk.applies("providers", [line]))
    assert [(old, new) for _, old, new in page.rows[0].cells][:3] == [
        ("Praktijk Voorbeeld", "Praktijk Voorbeeld"),
        ("zorgaanbieder", "zorgaanbieder"),
        ("", OURS),
    ]
    assert accounts(owner_connection, "94990001", date(2026, 6, 30), JULY) == ["", OURS]
    desk.applies("providers", [line.replace("Lindelaan", "Beukenlaan")], valid_from=AUGUST)
    with pytest.raises(FileError, match="de soort van een zorgaanbieder"):
        desk.drafts("providers", [line.replace("zorgaanbieder", "zorgverlener")], valid_from=date(2026, 9, 1))


def test_a_contract_needs_a_provider_of_the_register(desk):
    with pytest.raises(FileError, match="94990009 staat niet in het register van zorgaanbieders"):
        desk.drafts("contracts", ["94990009;9998;"])
    desk.applies("providers", [provider()])
    desk.applies("contracts", ["94990077;9998;2027-06-30"])
    assert (("94990077", "9998"), JULY, date(2027, 6, 30)) in shown(desk, "contracts")


def test_contract_tariffs_are_of_providers_that_we_know_and_usual_amounts_of_labels(desk):
    desk.applies("contract-tariffs", ["94990001;9998;012;1000;38,50;"])
    assert shown(desk, "contract-tariffs") == [(("94990001", "9998", "012", "1000", "38,50"), JULY, None)]
    with pytest.raises(FileError, match="niet in het register"):
        desk.drafts("contract-tariffs", ["99999999;9998;012;1000;38,50;"])
    desk.applies("market-rules", ["9998;012;1000;41,00;"])
    assert shown(desk, "market-rules") == [(("9998", "012", "1000", "41,00"), JULY, None)]


def test_the_rules_of_a_service_are_shown_as_people_write_them(desk):
    desk.applies("rules", ["9998;012;1000;nee;ja;1;18;450,00;", "9998;012;alle;ja;nee;0;0;0;"])
    assert shown(desk, "rules") == [
        (("9998", "012", "1000", "nee", "ja", "1", "18", "450,00"), JULY, None),
        (("9998", "012", "alle", "ja", "nee", "0", "0", "0,00"), JULY, None),
    ]
    with pytest.raises(FileError, match="schrijf een aantal in cijfers"):
        desk.drafts("rules", ["9998;012;1001;nee;ja;veel;18;450,00;"])


def test_packages_codes_and_letterheads_are_shown_as_people_write_them(desk):
    desk.applies("packages", ["9998;Extra Tand;aanvullend;tandarts;"])
    desk.applies("codes", ["SERVICE-010;C99;Eigen controle;2027-12-31"])
    assert shown(desk, "packages") == [(("9998", "Extra Tand", "aanvullend", "tandarts"), JULY, None)]
    assert shown(desk, "codes") == [(("SERVICE-010", "C99", "Eigen controle"), JULY, date(2027, 12, 31))]
    soon = timezone.localdate() + timedelta(days=1)
    fields = {
        "uzovi": "9998",
        "naam": "Voorbeeld Zorg",
        "retouradres": "Postbus 1, 1234 AB Utrecht",
        "website": "voorbeeld.example",
        "telefoon": "030 123 45 67",
        "iban": "",
    }
    desk.applies("letterhead", by="writer", fields=fields, valid_from=soon)
    assert shown(desk, "letterhead") == []
    assert shown(desk, "letterhead", later=True)[0][0][:2] == ("9998", "Voorbeeld Zorg")


def choice(name, value):
    return {"naam": name, "waarde": value}


def test_an_own_choice_changes_who_may_act_from_its_day_on(desk, owner_connection):
    owner_connection.execute(
        "UPDATE records.training SET completed_on = %s WHERE staff_id = %s",
        [timezone.localdate() - timedelta(days=60), desk.ids["handler"]],
    )
    soon = timezone.localdate() + timedelta(days=2)
    before = bundle_at(soon).id
    fields = choice("training_validity", "P1M")
    proposal_id = desk.applies("choices", by="security", fields=fields, valid_from=soon)
    assert bundle_at(soon).id == before
    with transaction.atomic():
        choosing.read_choices()
        trained = actor_of("handler", soon).facts
    assert bundle_at(soon).parameters["training_validity"] == "P1M"
    assert bundle_at(soon).id != before
    assert bundle_at(timezone.localdate()).id == bundle_at(soon - timedelta(days=1)).id == before
    assert trained["training_current"].value is False
    assert shown(desk, "choices", later=True)[0][0] == ("training_validity", "P1M")
    assert desk.sees(proposal_id).rows[0].cells == (("Waarde", "P12M", "P1M"),)


def test_a_choice_of_the_day_is_read_before_the_first_decision_of_that_day(desk):
    soon = timezone.now() + timedelta(days=2)
    day = timezone.localdate(soon)
    desk.applies("choices", by="security", fields=choice("break_glass_minutes", "20"), valid_from=day)
    assert bundle_at(day).parameters["break_glass_minutes"] == 30
    desk.do("manager", usecases.view_home, at=soon)
    assert bundle_at(day).parameters["break_glass_minutes"] == 20


def test_a_choice_whose_day_came_too_near_is_not_approved_any_more(desk, owner_connection):
    soon = timezone.localdate() + timedelta(days=2)
    proposal_id = desk.proposes(
        "choices", by="security", fields=choice("break_glass_minutes", "20"), valid_from=soon
    )
    seen = desk.sees(proposal_id).seen
    with pytest.raises(NotOpenError):
        desk.do(
            "manager",
            usecases.approve,
            proposal_id=proposal_id,
            seen=seen,
            at=timezone.now() + timedelta(days=1),
        )
    assert owner_connection.execute("SELECT count(*) FROM records.norm_choice").fetchone() == (0,)


def test_what_the_law_fixes_is_shown_with_its_citation_and_cannot_be_proposed(desk):
    page = desk.do("officer", usecases.view_kind, kind=KINDS["choices"], page=1)
    fixed = {name: reference for name, _value, reference in page.fixed}
    assert "Gedragscode art. 5.2" in fixed["access_term"]
    assert {line.cells[0] for line in page.lines}.isdisjoint(fixed)
    assert "opnieuw is bekeken. eigen keuze" in page.lines[0].note
    with pytest.raises(FileError, match="Gedragscode art"):
        desk.drafts(
            "choices",
            by="security",
            fields=choice("access_term", "P9W"),
            valid_from=timezone.localdate() + timedelta(days=9),
        )
