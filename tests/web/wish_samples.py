"""Made-up choices, mandates and shielding of a person, in the use cases' own shapes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from zorgvuldig.interfaces.web.views import choices
from zorgvuldig.processes.wishes import explain
from zorgvuldig.processes.wishes.usecases import InputError, UnknownChoiceError

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


class Wishes:
    """The desk of wishes, with the answers above."""

    InputError, UnknownChoiceError = InputError, UnknownChoiceError

    def view_my_choices(self, **_asked):
        return my_choices()

    def take_objection_back(self, **_asked):
        return True

    def say(self, **_asked):
        return "Vastgelegd."


def show(monkeypatch):
    """Let the pages of wishes show these."""
    monkeypatch.setattr(choices, "wishes", Wishes())
