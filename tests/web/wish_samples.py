"""Made-up choices, mandates and shielding of a person, in the use cases' own shapes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import data_samples
import letter_samples
import web_samples

from zorgvuldig.interfaces.web import waiting
from zorgvuldig.interfaces.web.views import choices, mandates, objections, representing, shield_ends
from zorgvuldig.processes.representation import explain as representation
from zorgvuldig.processes.representation import usecases
from zorgvuldig.processes.rights import usecases as rights
from zorgvuldig.processes.wishes import explain
from zorgvuldig.processes.wishes.usecases import InputError, NotYetError, UnknownChoiceError

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OBJECTION = UUID("00000000-0000-4000-8000-0000000000e1")


def my_choices():
    """Give choices of each answer, with an objection that is weighed."""
    consents = [
        explain.StoredConsent(
            purpose="marketing",
            scope="email-body",
            text_version="marketing-e-mail-2",
            given_at=AT,
            withdrawn_at=None,
        )
    ]
    objections = [
        explain.StoredObjection(
            objection_id=OBJECTION,
            kind=kind,
            purpose=purpose,
            channel=channel,
            made_at=AT,
            state=state,
        )
        for kind, purpose, channel, state in (
            ("marketing", "marketing", "post", "upheld"),
            ("relative", "research", "portal", "made"),
        )
    ]
    return explain.my_choices(consents, objections, on=date(2026, 11, 23))


WAITING = explain.waiting_objection(OBJECTION, purpose="research", made_on=date(2026, 11, 20))


def shield_end(*, ends_from=None, own=False, ripe=False):
    """Give a proposal to end a shield, as far as told."""
    return explain.ShieldEndLine(
        end_id=OBJECTION,
        title="Er is nieuwe informatie",
        proposed_on=date(2026, 11, 2),
        ends_from=ends_from,
        own=own,
        ripe=ripe,
    )


class Wishes:
    """The desk of wishes, with the answers above."""

    InputError, UnknownChoiceError, NotYetError = InputError, UnknownChoiceError, NotYetError

    def view_my_choices(self, **_asked):
        return my_choices()

    def take_objection_back(self, **_asked):
        return True

    def view_shield(self, **_asked):
        return explain.MyShield(shielded=True, end_asked=True, announced=True)

    def ask_shield_end(self, **_asked):
        return True

    def keep_shield(self, **_asked):
        return True

    def announce_shield_end(self, **_asked):
        return True

    def ask_after_shields(self, **_asked):
        return 2

    def count_shields_to_ask(self, **_asked):
        return 2

    def list_objections(self, **_asked):
        return (WAITING,)

    def view_objection(self, **_asked):
        return explain.weighing_page(WAITING, circumstances="Ik werk zelf bij u.", on=date(2026, 11, 23))

    def judge_objection(self, **_asked):
        return True

    def settle_objection(self, **_asked):
        return True

    def send_objection_back(self, **_asked):
        return True

    def list_shield_ends(self, **_asked):
        passed, to_come = date(2026, 11, 20), date(2026, 12, 4)
        return (
            shield_end(),
            shield_end(ends_from=to_come),
            shield_end(ends_from=passed, ripe=True),
            shield_end(ends_from=passed, ripe=True, own=True),
        )

    def propose_shield_end(self, **_asked):
        return OBJECTION

    def view_shield_end(self, **_asked):
        line = shield_end(ends_from=date(2026, 11, 20), ripe=True)
        reason = "De dreiging is voorbij, zegt zij zelf aan de balie."
        return explain.shield_end_page(line, reason=reason, on=date(2026, 11, 23))

    def settle_shield_end(self, **_asked):
        return True

    def drop_shield_end(self, **_asked):
        return True

    def shield_whereabouts(self, **_asked):
        return True

    def say(self, **_asked):
        return "Vastgelegd."


def seen(*, personal=True):
    """Give what a representative sees, in a scope."""
    care = {
        "provider": "Huisartsenpraktijk De Linde",
        "lines": (representation.SeenLine(description="Consult", approved_cents=1100, state="accepted"),),
        "sentences": ("Alles klopt.",),
        "diagnosis": "A97",
        "remarks": ("Geen.",),
    }
    claim = representation.SeenClaim(
        number="D1",
        when="maart 2026",
        charged_cents=1100,
        approved_cents=1100,
        own_share_cents=0,
        state="accepted",
        **(care if personal else {}),
    )
    return representation.on_behalf(
        None,
        [claim],
        [("Zvw", date(2026, 1, 1), None), ("AV", date(2025, 1, 1), date(2026, 1, 1))],
        scope="personal" if personal else "financial",
        until=date(2027, 1, 1),
        child=False,
        on=date(2026, 11, 23),
    )


def mandates_page():
    """Give mandates that stand and one that ended, and somebody for whom one acts."""
    title, sees = representation.SCOPES["financial"]
    given = [
        representation.MandateView(
            mandate_id=OBJECTION,
            told=told,
            title=title,
            sees=sees,
            since=date(2026, 1, 1),
            until=until,
            ended_at=ended,
            stands=ended is None,
        )
        for told, until, ended in (("020", None, None), ("", date(2027, 1, 1), None), ("019", None, AT))
    ]
    others = [
        representation.RepresentedView(
            person_id=OBJECTION, name="B. Bakker", title=title, until=until, child=child
        )
        for until, child in ((date(2027, 1, 1), False), (None, False), (date(2030, 1, 1), True))
    ]
    return representation.mandates_page(given, others, on=date(2026, 11, 23))


class Representation:
    """The desk of mandates, with the answers above."""

    InputError = usecases.InputError
    NotRepresentedError = usecases.NotRepresentedError
    UnknownMandateError = usecases.UnknownMandateError

    def view_mandates(self, **_asked):
        return mandates_page()

    def give_mandate(self, **_asked):
        return None

    def end_mandate(self, **_asked):
        return None

    def give_up(self, **_asked):
        return None

    def look_for(self, **_asked):
        return seen()


class Rights:
    """What a representative asked, in the shapes of the rights desk."""

    NotRepresentedError = rights.NotRepresentedError

    def view_requests_for(self, **_asked):
        return data_samples.my_own_requests()

    def ask_for(self, **_asked):
        return OBJECTION

    def view_looks_for(self, **_asked):
        return web_samples.Rights().view_who_looked()

    def open_letter_for(self, **_asked):
        return letter_samples.Rights().open_my_letter()

    def withdraw_for(self, **_asked):
        return True


def show(monkeypatch):
    """Let the pages of wishes and mandates show these."""
    for module in (choices, objections, shield_ends, waiting):
        monkeypatch.setattr(module, "wishes", Wishes())
    monkeypatch.setattr(mandates, "representation", Representation())
    monkeypatch.setattr(representing, "representation", Representation())
    monkeypatch.setattr(representing, "rights", Rights())
