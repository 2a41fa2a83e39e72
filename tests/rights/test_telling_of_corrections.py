"""Who hears that data were corrected: everybody who had them, and nobody else (GC-T-5.2-kennisgeving)."""

from __future__ import annotations

from datetime import UTC, date, datetime

from zorgvuldig.ledger.views import Receiver
from zorgvuldig.processes.rights.explain.corrections import to_tell

ON = date(2026, 11, 23)
SENT = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def received(role="collection-agency", *, data=("identification", "birthdate"), last=SENT, times=1):
    return Receiver(
        role=role,
        purpose="premium-collection",
        data=frozenset(data),
        times=times,
        first=SENT,
        last=last,
    )


def test_whoever_received_the_corrected_data_hears_of_it_within_the_term_of_the_norms():
    (told,) = to_tell([received()], changed={"birthdate"}, on=ON)
    assert (told.who, told.known, told.due_on) == ("incassobureau", True, date(2026, 11, 28))
    assert told.sentence == "Kreeg deze gegevens op 29 maart 2026, één keer."
    assert told.data == ("geboortedatum",)


def test_whoever_received_other_data_only_hears_nothing():
    assert to_tell([received(data=("bank",))], changed={"birthdate"}, on=ON) == ()


def test_the_person_who_asked_need_not_be_told():
    themselves = [received(role) for role in ("data-subject", "insured", "legal-representative")]
    assert to_tell(themselves, changed={"birthdate"}, on=ON) == ()


def test_a_recipient_that_the_log_no_longer_names_is_not_left_out():
    (told,) = to_tell([received(None)], changed={"birthdate"}, on=ON)
    assert (told.who, told.known) == ("wie het was, staat niet meer in het logboek", False)


def test_several_times_are_told_with_their_first_and_last_day_in_dutch_time():
    last = datetime(2026, 10, 25, 23, 30, tzinfo=UTC)
    (told,) = to_tell([received(last=last, times=3)], changed={"birthdate"}, on=ON)
    assert told.sentence == "Kreeg deze gegevens tussen 29 maart 2026 en 26 oktober 2026, 3 keer."
