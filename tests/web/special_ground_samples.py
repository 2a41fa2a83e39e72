"""Made-up refusals on special grounds: one that waits for the officer's word, one whose day is here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from zorgvuldig.interfaces.web.views import special_grounds
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.rights.explain.special_grounds import ground_line, ground_page
from zorgvuldig.records.stored_requests import GroundPlace, StoredRequest

TODAY = date(2026, 11, 23)
WAITING = StoredRequest(
    id=UUID(int=9),
    subject_id=UUID(int=1),
    kind="access",
    state="received",
    received_on=date(2026, 11, 2),
    aim_on=date(2026, 11, 30),
    due_on=date(2026, 12, 2),
    asked="Ik wil weten wat er over mij in het dossier staat.",
    proposed_outcome="partly",
    proposed="Een deel krijgt u nu niet. Wij kijken hier voor 1 maart 2027 opnieuw naar.",
    proposed_by="medewerker",
    ground="crime",
    ground_until=date(2027, 3, 1),
    officer_asked=True,
)
STANDING = replace(
    WAITING,
    state="partly",
    answered_on=date(2026, 5, 1),
    answer=WAITING.proposed,
    ground_until=TODAY,
    officer_on=date(2026, 4, 28),
    officer="Het onderzoek loopt nog.",
    view_outcome="heard",
    view="Liever niet mijn naam.",
)


def line(number, kind, ground, until, *, withheld):
    """Give one line of the list."""
    place = GroundPlace(
        id=UUID(int=number),
        kind=kind,
        ground=ground,
        received_on=date(2026, 11, 2),
        due_on=date(2026, 12, 2),
        until=until,
        withheld=withheld,
    )
    return ground_line(place, on=TODAY)


class Rights:
    """The use cases, with one of each."""

    SettledBeforeError = rights.SettledBeforeError

    def list_grounds(self, **_asked):
        return (
            line(9, "access", "crime", date(2027, 3, 1), withheld=False),
            line(10, "portability", "of-another", None, withheld=False),
            line(11, "erasure", "protection", TODAY, withheld=True),
            line(12, "access", "supervision", date(2027, 6, 1), withheld=True),
        )

    def view_ground(self, *, request_id, **_asked):
        asked = STANDING if request_id.int % 2 else WAITING
        return ground_page(asked, by="fg", on=TODAY)

    def advise(self, **_asked):
        return True

    def prolong_ground(self, **_asked):
        return True

    def end_ground(self, **_asked):
        return True


def show(monkeypatch):
    """Let the pages of special grounds show these."""
    monkeypatch.setattr(special_grounds, "rights", Rights())
